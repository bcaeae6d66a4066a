"""Collects checks: a pytest session that finds the tests of some topics and runs none of them."""

import inspect
import math
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from .authoring import hold_checks, line_of
from .course import of_topic, served
from .exercise import Exercise, Topic
from .faults import CheckFault, in_words, raised_at, raised_in_words
from .verdict import GraderFault, one_line

# no plugin of the environment, no file and no output of pytest's own; assertions are explained by the judge
PYTEST_OPTIONS = ["--disable-plugin-autoload", "--assert=plain", "-c", os.devnull, "--noconftest"]
PYTEST_OPTIONS += ["--import-mode=importlib"]  # files of equal names, each a module called by its place in the course
PYTEST_OPTIONS += ["-p", "no:cacheprovider", "-p", "no:terminal", "-p", "no:logging", "-p", "no:capture"]
PYTEST_OPTIONS += ["-p", "no:unraisableexception", "-p", "no:threadexception"]  # they collect all garbage, twice
RAISED = (Exception, pytest.fail.Exception, pytest.skip.Exception)  # by checks; the last two are no Exceptions
MARK = "check"
GIVEN = ("student", "rng")


@dataclass(frozen=True)
class Check:
    """A collected pytest test, and what its mark says of it."""

    test: Callable[..., None]
    wants: tuple[str, ...]  # of GIVEN, as its parameters name them
    topic: Topic
    exercise: Exercise
    name: str
    sentence: str
    points: float
    public: bool
    after: str | None
    curve: Callable[..., Any] | None = None  # from the arguments of a call to the `Curve` that is drawn of it

    @property
    def said(self) -> str:
        """Its sentence in the language that is spoken."""
        return of_topic(self.topic.name, self.sentence)

    @contextmanager
    def blamed(self) -> Iterator[None]:
        """Whatever is raised is a CheckFault of this check."""
        try:
            yield
        except RAISED as error:
            raise self.fault(error) from error

    def fault(self, error: BaseException) -> CheckFault:
        """A fault of this check in one sentence, by what was raised."""
        if isinstance(error, CheckFault):
            return error
        course, begins = served(), line_of(self.test)
        lines = raised_at(error, course.solutions, begins[0].parent)
        place = next((line for line in reversed(lines) if line[0] == begins[0]), begins)
        said = (str(error) if isinstance(error, GraderFault) else one_line(error)).rstrip(". :")
        by = f", raised in {in_words(course, lines[-1])}" if lines and lines[-1] != place else ""
        return CheckFault(f"The check {self.name} ({in_words(course, place)}) cannot be run: {said}{by}.")


def collect(topics: Iterable[Topic], *, public: bool = False) -> list[Check]:
    """The checks of some topics, in the order of their files; only the public ones if so said.

    Raises GraderFault if a file cannot be collected, its author got something wrong, or a topic has no check.
    """
    topics = list(topics)
    for topic in topics:
        if not topic.checks.is_file():
            raise _no_check(topic)
        if "[" in str(topic.checks) or "::" in str(topic.checks):
            raise GraderFault(f"{topic.checks}: to pytest, [ and :: end the name of a file. Rename the folder.")
    found = Found()
    files = {topic.checks: topic for topic in topics}
    status = pytest.main([*PYTEST_OPTIONS, f"--rootdir={served().root}", *map(str, files)], plugins=[found])
    if found.failure:
        raise found.failure
    if status not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
        raise GraderFault(f"the checks could not be collected: pytest ended with {status!r}")
    checks = [_check(item, files[item.path]) for item in found.items]
    for topic in topics:
        own = [check for check in checks if check.topic is topic]
        if own or found.lost(topic.checks):
            hold_checks(served(), topic, own, found.lost(topic.checks))
        if not any(check.public or not public for check in own):
            raise _no_check(topic, "public check" if public else "check")
    return [check for check in checks if check.public or not public]


def _no_check(topic: Topic, kind: str = "check") -> GraderFault:
    return GraderFault(f"There is no {kind} of {topic.name} in {topic.checks}.")


class Found:
    """The pytest plugin: keeps what was collected, or why it could not be."""

    def __init__(self) -> None:
        self.items: list[pytest.Item] = []
        self._marked: list[tuple[Path, Any]] = []
        self.failure: GraderFault | None = None

    def pytest_configure(self, config: pytest.Config) -> None:
        """Make the mark known."""
        config.addinivalue_line("markers", "check(exercise, points, public, after, curve): a check of an exercise")

    def pytest_pycollect_makeitem(self, collector: pytest.Collector, obj: object) -> None:
        """Remember what is marked as a check, whether it is a test or not."""
        if any(mark.name == MARK for mark in getattr(obj, "pytestmark", ())):
            self._marked.append((collector.path, obj))

    def lost(self, path: Path) -> list[Callable[..., Any]]:
        """What is marked in a file and is no test."""
        tests = [getattr(item, "obj", None) for item in self.items]
        return [marked for file, marked in self._marked if file == path and marked not in tests]

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Keep the tests, in place of pytest's own loop over them."""
        self.items = session.items
        return True

    def pytest_exception_interact(self, node: pytest.Collector, call: pytest.CallInfo[Any], report: Any) -> None:
        """Remember why a file of checks cannot be collected."""
        if isinstance(report, pytest.CollectReport) and self.failure is None and call.excinfo is not None:
            error = call.excinfo.value.__cause__ or call.excinfo.value  # pytest wraps what an import raises
            self.failure = GraderFault(
                f"The checks in {node.path} cannot be collected: {raised_in_words(served(), error)}"
            )


def _check(item: pytest.Item, topic: Topic) -> Check:
    mark, test = item.get_closest_marker(MARK), getattr(item, "obj")  # noqa: B009 - only functions have one
    where = in_words(served(), line_of(test)) + f": {item.name}"
    if mark is None or not test.__doc__:
        raise GraderFault(f"{where} needs a @check mark and a docstring")
    wants = tuple(inspect.signature(test).parameters)
    if not set(wants) <= set(GIVEN):
        raise GraderFault(f"{where} asks for {', '.join(wants)}; a check is given {' and '.join(GIVEN)}")
    name = mark.kwargs["exercise"]
    if name not in [exercise.name for exercise in topic.exercises]:
        raise GraderFault(f"{where} checks {name}, which is no exercise of {topic.name}")
    points = mark.kwargs["points"]
    if not isinstance(points, int | float) or not 0 <= points < math.inf:
        raise GraderFault(f"{where} is worth {points!r}: points are a number, 0 or more")
    after, curve = mark.kwargs["after"], mark.kwargs.get("curve")
    if curve is not None and not callable(curve):
        raise GraderFault(f"{where} has curve={curve!r}: give a function from the arguments of a call to a Curve")
    return Check(
        test=test,
        wants=wants,
        topic=topic,
        exercise=topic.exercise(name),
        name=item.name.removeprefix("test_"),
        sentence=" ".join(test.__doc__.split()),
        points=float(points),
        public=mark.kwargs["public"],
        after=getattr(after, "__name__", repr(after)).removeprefix("test_") if after else None,
        curve=curve,
    )
