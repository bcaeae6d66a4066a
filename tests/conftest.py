"""What the tests share: a launcher for workers, and small exercises of their own."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from autograder.call import Submitted
from autograder.exercise import Exercise, Topic
from autograder.isolation.isolate import Launcher
from autograder.judging.judge import Answer, Targets
from autograder.reading.source import Source

os.environ["OPENBLAS_NUM_THREADS"] = "1"
os.environ["LANGUAGE"] = "en"  # what the tests read, on whatever machine
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # the processes that tests start need not compile it all anew
settings.register_profile("repeatable", deadline=None, derandomize=True, database=None)  # no seconds, no chance
settings.load_profile("repeatable")

pytest_plugins = ["tests.browser"]

LONG = ("test_hostile", "test_otter", "test_run", "test_readme", "test_examples", "test_grade", "test_notebook")
LONG += (
    "test_otter_student",
    "test_release",
    "test_course",
    "test_language",
    "test_workflows",
    "test_gradescope",
    "test_collecting",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The files that take long come first, so that no core is idle at the end; everything else is in any order."""
    order = {stem: place for place, stem in enumerate(LONG)}
    items.sort(key=lambda item: order.get(item.path.stem, len(LONG)))


@pytest.fixture(scope="session")
def launcher_at() -> Iterator[Callable[[str], Launcher]]:
    """launcher_at(level): a launcher at that level, which tests share."""
    with ExitStack() as started:
        yield cache(lambda level: started.enter_context(Launcher(level)))


@pytest.fixture(scope="session")
def launcher(launcher_at: Callable[[str], Launcher]) -> Launcher:
    return launcher_at("namespaces")


def exercise_of(reference: Callable[..., Any], **programs: tuple[Callable[..., Any], ...]) -> Exercise:
    roles = {role: programs.get(role, ()) for role in ("equivalents", "conventions", "misconceptions")}
    return Exercise.of("toys", reference, **roles)


@pytest.fixture
def answer() -> Callable[..., Answer]:
    """answer(reference, value): an answer to a toy exercise, as if a student's function had returned the value."""

    def build(reference: Callable[..., Any], value: Any, **programs: Any) -> Answer:
        return Answer(exercise_of(reference, **programs), value, [], Targets())

    return build


@pytest.fixture
def submitted(launcher: Launcher) -> Iterator[Callable[..., Submitted]]:
    """submitted(code, reference, …): a submission with that code, in a worker, for exercises with these references."""
    opened: list[Submitted] = []

    def build(code: str | bytes, *references: Callable[..., Any], **options: Any) -> Submitted:
        topic = Topic("toys", tuple(exercise_of(reference) for reference in references))
        data = code if isinstance(code, bytes) else code.encode()
        opened.append(Submitted(topic, Source("toys.py", data), launcher, Targets(), **options))
        return opened[-1]

    yield build
    for submission in opened:
        submission.close()


@pytest.fixture
def folder(tmp_path: Path) -> Callable[[dict[str, str | bytes]], Path]:
    """folder({"kim/regression.py": "…"}): a folder with these files."""

    def build(files: dict[str, str | bytes]) -> Path:
        for name, content in files.items():
            path = tmp_path / "given" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return tmp_path / "given"

    return build
