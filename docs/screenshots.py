"""Takes the pictures of pages in the README. `make figures` runs it; it needs chromium."""

import shutil
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from autograder.cohort import Terms, grade_here, load_topics
from autograder.course import ASSIGNMENTS, COHORT
from autograder.hints import Hints
from autograder.isolation.isolate import Launcher
from autograder.isolation.probe import level_for_strangers
from autograder.pages.student import student_page
from autograder.reading.find import find
from autograder.reading.read import read_entry
from autograder.report import Report

SEED = 1
WIDTH, HEIGHT = 900, 1150
DOCS = Path(__file__).parent


def student(browser: Any, path: Path) -> None:
    """The page of somebody who forgot an absolute value, where it shows the walk on its curve."""
    topic = "gradient_descent"
    terms = Terms((topic,), SEED, level_for_strangers(None))
    (entry,) = [entry for entry in find(COHORT, [topic]) if entry.name == "missing-abs"]
    reports: list[Report] = []
    with Launcher(terms.level) as launcher:
        grade_here([read_entry(entry, [topic], ASSIGNMENTS)], load_topics([topic]), SEED, reports.append, launcher)
    with tempfile.TemporaryDirectory() as folder:
        written = Path(folder, "feedback.html")
        written.write_text(student_page(reports[0], Hints.HOW), encoding="utf-8")
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        page.goto(written.as_uri())
        top = page.locator(f"#{topic}-gradient_descent").bounding_box()["y"] - 20
        page.screenshot(path=path, full_page=True, clip={"x": 0, "y": top, "width": WIDTH, "height": 740})


def main() -> None:
    """All pictures."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        student(browser, DOCS / "feedback.png")
        browser.close()


if __name__ == "__main__":
    main()
