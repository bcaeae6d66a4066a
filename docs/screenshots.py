"""Draws docs/cohort.png, the top of the page of a made-up cohort, with Debian's chromium. `make figures` runs it."""

import shutil
import sqlite3
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from autograder.course import topic_names
from autograder.pages.cohort import write_report
from autograder.recording.summary import Summary
from tests.crowd import crowd

STUDENTS = 30
SIZE = {"width": 1180, "height": 1300}


def main() -> None:
    """Grade a crowd, write its page, and look at it."""
    program = shutil.which("chromium") or sys.exit("Install chromium first: apt-get install chromium")
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = crowd(Path(name), STUDENTS, runs=2, latin=True)
        with sqlite3.connect(folder / "gradebook.sqlite") as database:
            page = write_report(Summary(database, 2), topic_names(), folder)
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        window = browser.new_page(viewport=SIZE)
        window.goto(page.as_uri())
        window.screenshot(path=Path(__file__).with_name("cohort.png"))
        browser.close()


if __name__ == "__main__":
    main()
