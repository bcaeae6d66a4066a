"""Grades a cohort: hands submissions to a pool, and tells what comes back, each once."""

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError, Executor, Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, SimpleQueue

from .course import served
from .isolation.time_limit import CALL_SECONDS
from .judges import Died, Judges
from .language import _, language
from .reading.submission import Submission
from .report import CheckResult, Graded, Report
from .verdict import GraderFault, Verdict, one_line

Tell = Callable[[Report], None]
LOOK_SECONDS = 5.0  # between two looks at a pool from which nothing comes back


@dataclass(frozen=True)
class Terms:
    """What all judges of a run share.

    topics: their names. seed: of the hidden inputs. level: of isolation. seconds: the processor time that a call may
    take. scratch: a folder for temporary files. course: the folder of the course, which each judge serves.
    """

    topics: tuple[str, ...]
    seed: int
    level: str
    seconds: float = CALL_SECONDS
    scratch: Path | None = None
    public: bool = False  # the public checks alone, on the public numbers
    variants: bool = False  # everybody gets inputs of their own
    language: str = field(default_factory=language)  # of what is told, whatever a judge's machine speaks
    course: Path = field(default_factory=lambda: served().root)


@dataclass(frozen=True)
class Pool:
    """Where submissions are graded: `executor` runs `grade` on each, and so many are handed in at once.

    look: called while results are waited for; it raises where none can come any more.
    """

    executor: Executor
    grade: Callable[[Submission], Report]
    at_once: Callable[[], int]
    look: Callable[[], None] = lambda: None


def grade_cohort(
    submissions: Iterable[Submission], terms: Terms, tell: Tell, jobs: int | None = None, scheduler: str | None = None
) -> None:
    """Grade in parallel; `tell` gets each report, here, as it is ready. `submissions` is drawn from one by one.

    jobs: how many judges work here. scheduler: the address of a cluster's, whose machines grade instead.
    A judge process that dies is replaced; the submission that it had is reported as a grader fault.
    Raises GraderFault if the checks cannot be run at all, and BadInput if no cluster is there.
    """
    with on_a_cluster(scheduler, terms) if scheduler else on_this_machine(terms, jobs or cores()) as pool:
        _spread(submissions, pool, tell)


@contextmanager
def on_this_machine(terms: Terms, jobs: int) -> Iterator[Pool]:
    """A pool of so many judge processes: a thread waits for each."""
    with ThreadPoolExecutor(jobs) as threads, Judges(terms) as judges:
        yield Pool(threads, judges.grade, lambda: jobs)


def on_a_cluster(scheduler: str, terms: Terms) -> AbstractContextManager[Pool]:
    """A pool of the judges of all machines of a cluster. Raises BadInput without the packages for it."""
    from .cluster.command import need

    need()
    from .cluster import caller  # nothing else waits for Dask

    return caller.on_a_cluster(scheduler, terms)


def _spread(submissions: Iterable[Submission], pool: Pool, tell: Tell) -> None:
    """Hand in, and tell what comes back. A future is waited for until it has told once; what is late is not heard."""
    waiting: dict[Future[Report], Submission] = {}
    done: SimpleQueue[Future[Report]] = SimpleQueue()

    def tell_next() -> None:
        pool.look()
        with suppress(Empty):
            future = done.get(timeout=LOOK_SECONDS)
            if submission := waiting.pop(future, None):
                tell(_report(future, submission))

    try:
        for submission in submissions:
            while len(waiting) >= pool.at_once():
                tell_next()
            future = pool.executor.submit(pool.grade, submission)
            waiting[future] = submission
            future.add_done_callback(done.put)
        while waiting:
            tell_next()
    finally:
        for future in waiting:
            future.cancel()


def _report(future: "Future[Report]", submission: Submission) -> Report:
    """What was found; where the grading itself failed, a grader fault. Raises GraderFault if it fails for all."""
    try:
        return future.result()
    except (GraderFault, CancelledError):
        raise
    except Died as error:
        return fault(submission, str(error))
    except Exception as error:
        return fault(submission, one_line(error))


def cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def fault(submission: Submission, reason: str) -> Report:
    """The report of a submission that the grader failed to grade."""
    sentence = _("The topic is graded.")
    graded = [
        Graded(t, [CheckResult(t, "", "all", sentence, 100, False, Verdict.GRADER_FAULT, reason, None, 0.0)])
        for t in submission.answers
    ]
    return Report(submission.name, list(submission.remarks), graded)
