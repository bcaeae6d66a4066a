"""Debian's chromium, headless, for tests of pages: what a page complains of, what axe finds, what it looks like."""

import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

NARROW, WIDE = 320, 1280  # pixels
HEIGHT = 900
SOON = 60_000  # milliseconds within which a page does what it was told: many, for a machine with other work


class Visit:
    """An open page. errors: what its console said, and what it asked of the network."""

    def __init__(self, page: Any, path: Path) -> None:
        self.page, self.errors = page, list[str]()
        page.on("console", lambda said: said.type in ("error", "warning") and self.errors.append(said.text))
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("request", lambda asked: asked.url.startswith(("file:", "data:")) or self.errors.append(asked.url))
        page.goto(path.resolve().as_uri())

    def violations(self) -> list[str]:
        """What axe-core finds against the page, and where."""
        from axe_playwright_python.sync_playwright import Axe

        found = Axe().run(self.page).response["violations"]
        return [f"{each['id']}: {node['target']} {node['html'][:200]}" for each in found for node in each["nodes"]]

    def complaints(self, least: int) -> list[str]:
        """The errors, once there are so many of them: what a console says comes after what made it say so."""
        until = time.monotonic() + SOON / 1000
        while len(self.errors) < least and time.monotonic() < until:
            self.page.wait_for_timeout(20)
        return self.errors

    def overflow(self) -> int:
        """By how many pixels the page is wider than its window."""
        return int(self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))

    def picture(self, path: Path, *, whole: bool = True) -> Path:
        """A PNG of the page, or of its window."""
        self.page.screenshot(path=path, full_page=whole)
        return path


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """One browser for all tests of a process."""
    program = shutil.which("chromium")
    if not program:
        pytest.skip("There is no chromium here: install it (apt-get install chromium) to test pages in a browser.")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []  # its sandbox refuses root
        browser = playwright.chromium.launch(executable_path=program, args=arguments, timeout=5 * SOON)
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium: Any) -> Iterator[Callable[..., Visit]]:
    """visit(path, width=…, dark=…): a page from the disk, in a window of its own. Other options are playwright's."""
    contexts = []

    def open_page(path: Path, width: int = WIDE, *, dark: bool = False, **options: Any) -> Visit:
        viewport = {"width": width, "height": HEIGHT}
        context = chromium.new_context(viewport=viewport, color_scheme="dark" if dark else "light", **options)
        contexts.append(context)
        context.set_default_timeout(SOON)
        return Visit(context.new_page(), path)

    yield open_page
    for context in contexts:
        context.close()
