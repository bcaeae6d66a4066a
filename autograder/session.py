"""Runs checks on submissions: one pytest session that collects once and then takes submission after submission."""

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import pytest

from .call import Student
from .course import Exercise, Topic, load_topic
from .diagnose import diagnose
from .judge import Judgement, Targets
from .patterns import evidence
from .report import CheckResult
from .verdict import GraderFault, NoAnswer, Verdict, one_line

# no plugin of the environment, no file and no output of pytest's own; assertions are explained by the judge
PYTEST_OPTIONS = ["--disable-plugin-autoload", "--assert=plain", "-c", os.devnull]
PYTEST_OPTIONS += ["-p", "no:cacheprovider", "-p", "no:terminal", "-p", "no:logging", "-p", "no:capture"]


@dataclass
class Check:
    """A collected pytest item, and what its mark says of it."""

    item: pytest.Item
    topic: Topic
    exercise: Exercise
    name: str
    sentence: str
    points: float
    public: bool
    after: str | None


@dataclass
class Run:
    """One check on one submission: how it ended, and every comparison it made."""

    check: Check
    verdict: Verdict = Verdict.PASSED
    message: str = ""
    judgements: list[Judgement] = field(default_factory=list)


class Checks:
    """The pytest plugin: gives checks their `student` and `rng`, and turns what happens into verdicts."""

    def __init__(self, seed: int, work: Callable[["Checks"], None], public_only: bool = False) -> None:
        self.topics: list[Topic] = []
        self.checks: list[Check] = []
        self.known = Targets()
        self.public_only = public_only
        self._seed, self._work = seed, work
        self.failure: BaseException | None = None  # what kept the session from its end
        self._student: Student | None = None
        self._outcome: BaseException | None = None

    @pytest.fixture
    def student(self) -> Student:
        """The submission's functions; what they return is judged by `==` with `exactly(...)`."""
        assert self._student is not None
        return self._student

    @pytest.fixture
    def rng(self, request: pytest.FixtureRequest) -> np.random.Generator:
        """Random numbers that depend on the seed and the check alone: a cohort gets the same inputs."""
        name = f"{request.node.path.stem}::{request.node.name}"
        return np.random.default_rng([self._seed, int.from_bytes(hashlib.sha256(name.encode()).digest()[:8])])

    def pytest_configure(self, config: pytest.Config) -> None:
        """Make the mark known."""
        config.addinivalue_line("markers", "check(reference, points, public, after): a check of an exercise")

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Hand the collected checks over to the work, in place of pytest's own loop over them.

        What is raised is kept for `run_session`: pytest would print it.
        """
        try:
            if self.failure is None:
                collected = [_check(item) for item in session.items]
                self.checks = [check for check in collected if check.public or not self.public_only]
                self._none_is_missing()
                self._work(self)
        except BaseException as error:
            self.failure = error
        return True

    def pytest_exception_interact(self, node: pytest.Collector, call: pytest.CallInfo[Any], report: Any) -> None:
        """Remember why a file of checks cannot be collected."""
        if isinstance(report, pytest.CollectReport) and self.failure is None and call.excinfo is not None:
            error = call.excinfo.value.__cause__ or call.excinfo.value  # pytest wraps what an import raises
            self.failure = GraderFault(f"The checks in {node.path} cannot be collected: {one_line(error)}")

    def _none_is_missing(self) -> None:
        covered = {check.topic.name for check in self.checks}
        for topic in self.topics:
            if topic.name not in covered:
                raise _no_check(topic, "public check" if self.public_only else "check")

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> pytest.TestReport:
        """Remember what a check raised, and spare pytest the rendering of it: nobody may see hidden inputs."""
        if call.excinfo is not None and self._outcome is None:
            self._outcome = call.excinfo.value
        outcome: Literal["passed", "failed"] = "failed" if call.excinfo else "passed"
        when: Any = call.when  # "collect" is no phase of a test
        return pytest.TestReport(item.nodeid, item.location, {}, outcome, None, when)

    def run(self, topic: Topic, student: Student) -> list[CheckResult]:
        """All checks of a topic on one student's functions, with the diagnoses of what is wrong."""
        return [result for exercise in topic.exercises for result in self.run_exercise(exercise, student)]

    def run_exercise(
        self, exercise: Exercise, student: Student, tell: Callable[[list[Judgement]], None] = lambda _: None
    ) -> list[CheckResult]:
        """The checks of one exercise; `tell` gets the single judgements that each of them made."""
        runs: dict[str, Run] = {}
        for check in self.checks:
            if check.exercise is exercise:
                runs[check.name] = self._run(check, student, runs)
                tell(runs[check.name].judgements)
        return list(self._results(exercise, list(runs.values())))

    def _run(self, check: Check, student: Student, earlier: dict[str, Run]) -> Run:
        first = earlier.get(check.after or "")
        if first is not None and first.verdict not in (Verdict.PASSED, Verdict.GRADER_FAULT):
            return _skipped(check, first)
        self._student, self._outcome = student, None
        student.judgements.clear()
        check.item.ihook.pytest_runtest_protocol(item=check.item, nextitem=None)
        return _ended(Run(check, judgements=list(student.judgements)), self._outcome)

    def _results(self, exercise: Exercise, runs: list[Run]) -> Iterator[CheckResult]:
        judgements = [judgement for run in runs for judgement in run.judgements]
        diagnoses = dict(zip(map(id, judgements), diagnose(exercise, judgements, self.known), strict=True))
        for run in runs:
            wrong = [judgement for judgement in run.judgements if not judgement.agrees]
            diagnosis = diagnoses[id(wrong[0])] if wrong else None
            distance = wrong[0].comparison.distance if wrong else 0.0
            message = run.message
            if run.verdict is Verdict.WRONG:
                known = diagnosis.message if diagnosis else "The result is not what it should be."
                message = f"{known} {evidence(wrong[0])}".strip() if self.public_only else known
            yield CheckResult(
                topic=exercise.topic,
                exercise=exercise.name,
                check=run.check.name,
                sentence=run.check.sentence,
                points=run.check.points,
                public=run.check.public,
                verdict=run.verdict,
                message=message,
                diagnosis=diagnosis.name if diagnosis else None,
                distance=distance,
            )


def _check(item: pytest.Item) -> Check:
    mark = item.get_closest_marker("check")
    sentence = getattr(item, "obj").__doc__  # noqa: B009 - only functions have one
    if mark is None or not sentence:
        raise GraderFault(f"{item.nodeid} needs a @check mark and a docstring")
    topic, name = load_topic(item.path.stem), mark.kwargs["reference"].__name__
    if name not in [exercise.name for exercise in topic.exercises]:
        raise GraderFault(f"{item.nodeid} checks {name}, which is no exercise of {topic.name}")
    after = mark.kwargs["after"]
    return Check(
        item=item,
        topic=topic,
        exercise=topic.exercise(name),
        name=item.name.removeprefix("test_"),
        sentence=" ".join(sentence.split()),
        points=float(mark.kwargs["points"]),
        public=mark.kwargs["public"],
        after=after.__name__.removeprefix("test_") if after else None,
    )


def _skipped(check: Check, first: Run) -> Run:
    if first.verdict in (Verdict.UNANSWERED, Verdict.REFUSED):
        return Run(check, first.verdict, first.message)
    return Run(check, Verdict.SKIPPED, f"Not tried, since this has to hold first: {first.check.sentence}")


def _ended(run: Run, outcome: BaseException | None) -> Run:
    match outcome:
        case None if not run.judgements:
            run.verdict, run.message = Verdict.GRADER_FAULT, "the check compared nothing"
        case None:
            pass
        case NoAnswer():
            run.verdict, run.message = outcome.verdict, str(outcome)
        case AssertionError() if any(not judgement.agrees for judgement in run.judgements):
            run.verdict = Verdict.WRONG
        case _:
            run.verdict, run.message = Verdict.GRADER_FAULT, f"{type(outcome).__name__}: {outcome}"
    return run


def run_session(topics: Iterable[Topic], checks: Checks) -> None:
    """Collect the checks of some topics and do the plugin's work.

    Raises GraderFault if a file cannot be collected or a topic has no check, and whatever the work raises.
    """
    checks.topics = list(topics)
    for topic in checks.topics:
        if not topic.checks.is_file():
            raise _no_check(topic)
    status = pytest.main([*PYTEST_OPTIONS, *(str(topic.checks) for topic in checks.topics)], plugins=[checks])
    if checks.failure:
        raise checks.failure
    if status not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):  # failed: a check said so
        raise GraderFault(f"the checks could not be run: pytest ended with {status!r}")


def _no_check(topic: Topic, kind: str = "check") -> GraderFault:
    return GraderFault(f"There is no {kind} of {topic.name} in {topic.checks}.")
