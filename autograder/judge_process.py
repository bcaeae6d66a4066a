"""Grades one submission after the other, in this process: as a judge of a cohort does, and for one's own answers."""

import signal
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection

from . import course
from .checking import Checks
from .exercise import Topic
from .grading import grade
from .isolation.isolate import Launcher
from .isolation.time_limit import CALL_SECONDS
from .language import _, speaking
from .reading.own import read_own
from .reading.submission import Submission
from .report import Graded
from .session import Check, collect
from .terms import Tell, Terms, fault
from .variant import GRADED, PUBLIC, seed_of
from .verdict import GraderFault, one_line


def serve(connection: Connection, terms: Terms) -> None:
    """Grade what comes, until the connection closes. An interrupt is the parent's to handle."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    tempfile.tempdir = str(terms.scratch) if terms.scratch else None

    def arriving() -> Iterator[Submission]:
        try:
            while True:
                yield connection.recv()
        except (EOFError, ConnectionError):
            return

    with suppress(ConnectionError), speaking(terms.language):  # no connection: the grader is gone
        try:
            course.serve(terms.course)
            with Launcher(terms.level) as launcher:
                topics = [course.load_topic(name) for name in terms.topics]
                grade_here(
                    arriving(),
                    topics,
                    terms.seed,
                    connection.send,
                    launcher,
                    public=terms.public,
                    seconds=terms.seconds,
                )
        except GraderFault as error:
            connection.send(error)
        except Exception as error:
            connection.send(GraderFault(_("a judge process failed: {error}").format(error=one_line(error))))


def grade_here(
    submissions: Iterable[Submission],
    topics: Sequence[Topic],
    seed: int,
    tell: Tell,
    launcher: Launcher,
    *,
    public: bool = False,
    seconds: float = CALL_SECONDS,
) -> None:
    """Grade in this process, one submission after the other; `tell` gets each report as it is ready.

    seed: what inputs are drawn from, or, for submissions with a variant, what their own seeds are.
    """
    collected = collect(topics, public=public)
    shared = Checks(collected, seed, secret=not public)
    for submission in submissions:
        own = shared if submission.variant is None else _of_variant(collected, seed, submission.variant, public=public)
        try:
            report = grade(submission, topics, own, launcher, seconds)
        except Exception as error:
            report = fault(submission, one_line(error))
        tell(report)


def _of_variant(checks: Sequence[Check], secret: int, variant: str, *, public: bool) -> Checks:
    """The checks with a student's own inputs."""
    shown = seed_of(secret, variant, PUBLIC)
    return Checks(checks, shown if public else seed_of(secret, variant, GRADED), secret=not public, public_seed=shown)


class Recheck:
    """The public checks, ready to be run again at once: one launcher, exact values that are known."""

    def __init__(self, topics: Sequence[Topic], launcher: Launcher) -> None:
        self._topics = {topic.name: topic for topic in topics}
        self._checks = Checks(collect(topics, public=True), course.PUBLIC_SEED, secret=False)
        self._launcher = launcher

    def of(self, topic: str) -> tuple[Graded, list[str]]:
        """What the checks of one topic say now, and the remarks about its files."""
        own = read_own([topic], course.served().assignments, course.stub_of)
        report = grade(own, [self._topics[topic]], self._checks, self._launcher, CALL_SECONDS)
        return report.topics[0], own.remarks
