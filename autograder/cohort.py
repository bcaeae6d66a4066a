"""Grades a cohort: hands submissions to a pool, and tells what comes back, each once."""

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError, Executor, Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from queue import Empty, SimpleQueue

from .judges import Died, Judges
from .reading.submission import Submission
from .report import Report
from .terms import Tell, Terms, fault
from .verdict import GraderFault, one_line

LOOK_SECONDS = 5.0  # between two looks at a pool from which nothing comes back


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
