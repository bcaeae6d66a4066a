"""The checks as others would write them: pytest files, and otter's tests. Both make the recorded calls."""

import shutil
from collections.abc import Sequence
from pathlib import Path

from . import recorded as reader
from .recording import Recorded, write

MAIN = "main"  # otter takes one file: this one, with the topics in a package beside it
PACKAGE = "answers"

PYTEST_FILE = '''"""Checks of {topic}, on recorded inputs."""

import {topic}
import recorded
'''
PYTEST_TEST = """

def test_{check}():
    recorded.holds({topic}, "{topic}", "{check}")
"""
OTTER_FILE = '''"""Checks of {topic}, on recorded inputs."""

from otter.test_files import test_case

OK_FORMAT = False
name = "{topic}"
points = None
'''
OTTER_TEST = """

@test_case(name="{check}", points={points:g})
def test_{check}({topic}):
    from calls import recorded  # otter reads this file where that module is not, too

    recorded.holds({topic}, "{topic}", "{check}")
"""


def pytest_file(topic: str, checks: Recorded) -> str:
    """The checks of a topic as tests of the module `topic`."""
    return PYTEST_FILE.format(topic=topic) + "".join(PYTEST_TEST.format(topic=topic, check=check) for check in checks)


def otter_file(topic: str, checks: Recorded) -> str:
    """The same in otter's exception format; a test gets the module `topic` by its name in the submission."""
    tests = (OTTER_TEST.format(topic=topic, check=check, points=points) for check, (points, _) in checks.items())
    return OTTER_FILE.format(topic=topic) + "".join(tests)


def main_file(topics: Sequence[str]) -> str:
    """What otter runs of a submission: it imports the topics' modules."""
    return f"from {PACKAGE} import {', '.join(topics)}\n"


def write_suites(recorded: dict[str, Recorded], folder: Path) -> None:
    """Write `calls/` (what both read), `pytest/` and `otter/` into a folder."""
    calls = folder / "calls"
    for name in ("calls", "pytest", "otter"):
        (folder / name).mkdir(parents=True)
    shutil.copy(reader.__file__, calls / "recorded.py")
    write(recorded, calls)
    for topic, checks in recorded.items():
        (folder / "pytest" / f"test_{topic}.py").write_text(pytest_file(topic, checks), encoding="utf-8")
        (folder / "otter" / f"{topic}.py").write_text(otter_file(topic, checks), encoding="utf-8")
