"""Takes the pictures of pages in the README, with Debian's chromium. `make figures` runs it."""

import shutil
import sqlite3
import sys
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from autograder.course import load_topic, served, topic_names
from autograder.hints import Hints
from autograder.isolation.isolate import Launcher
from autograder.isolation.probe import level_for_strangers
from autograder.judge_process import grade_here
from autograder.pages.cohort import write_report
from autograder.pages.student import student_page
from autograder.reading.find import find
from autograder.reading.read import read_entry
from autograder.recording.summary import Summary
from autograder.report import Report
from tests.crowd import crowd

SEED = 1
STUDENTS = 30
TOPIC, WHO = "gradient_descent", "missing-abs"
DOCS = Path(__file__).parent


def cohort(browser: Any, folder: Path) -> None:
    """The top of the page of a made-up cohort."""
    out = crowd(folder, STUDENTS, runs=2, latin=True)
    with sqlite3.connect(out / "gradebook.sqlite") as database:
        written = write_report(Summary(database, 2), topic_names(), out)
    page = browser.new_page(viewport={"width": 1180, "height": 1300})
    page.goto(written.as_uri())
    page.screenshot(path=DOCS / "cohort.png")


def student(browser: Any, folder: Path) -> None:
    """The page of somebody who forgot an absolute value, where it shows the walk on its curve."""
    (entry,) = [entry for entry in find(served().cohort, [TOPIC]) if entry.name == WHO]
    reports: list[Report] = []
    with Launcher(level_for_strangers(None)) as launcher:
        submission = read_entry(entry, [TOPIC], served().assignments)
        grade_here([submission], [load_topic(TOPIC)], SEED, reports.append, launcher)
    written = folder / "feedback.html"
    written.write_text(student_page(reports[0], Hints.HOW), encoding="utf-8")
    page = browser.new_page(viewport={"width": 900, "height": 1150})
    page.goto(written.as_uri())
    top = page.locator(f"#{TOPIC}-gradient_descent").bounding_box()["y"] - 20
    clip = {"x": 0, "y": top, "width": 900, "height": 740}
    page.screenshot(path=DOCS / "feedback.png", full_page=True, clip=clip)


def main() -> None:
    """All pictures."""
    program = shutil.which("chromium") or sys.exit("Install chromium first: apt-get install chromium")
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        for draw in (cohort, student):
            folder = Path(name, draw.__name__)
            folder.mkdir()
            draw(browser, folder)
        browser.close()


if __name__ == "__main__":
    main()
