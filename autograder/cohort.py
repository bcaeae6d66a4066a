"""Grades a cohort: a judge process for each core, each with its own launcher, started when there is work for it."""

import multiprocessing
import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from pathlib import Path

from .course import served
from .isolation.time_limit import CALL_SECONDS
from .language import _
from .reading.submission import Submission
from .report import CheckResult, Graded, Report
from .verdict import GraderFault, Verdict

Tell = Callable[[Report], None]


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
    course: Path = field(default_factory=lambda: served().root)


@dataclass
class Judge:
    """A judge process: where to send it submissions, and the one that it has."""

    process: multiprocessing.process.BaseProcess
    connection: Connection
    busy_with: Submission | None = None


def grade_cohort(submissions: Iterable[Submission], terms: Terms, tell: Tell, jobs: int | None = None) -> None:
    """Grade in parallel; `tell` gets each report, here, as it is ready. `submissions` is drawn from one by one.

    A judge process that dies is replaced; the submission that it had is reported as a grader fault.
    Raises GraderFault if the checks cannot be run at all.
    """
    most = jobs or cores()
    judges: list[Judge] = []
    try:
        for submission in submissions:
            while len(judges) == most and all(judge.busy_with for judge in judges):
                _await_one(judges, tell)
            free = next((judge for judge in judges if not judge.busy_with), None)
            if free is None:
                judges.append(free := _judge(terms))
            _hand(free, submission)
        while any(judge.busy_with for judge in judges):
            _await_one(judges, tell)
    finally:
        for judge in judges:
            judge.connection.close()
        for judge in judges:
            judge.process.join(timeout=0 if judge.busy_with else 10)
            judge.process.kill()


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


def _judge(terms: Terms) -> Judge:
    context = multiprocessing.get_context("spawn")  # a fork would carry this process's threads and files along
    ours, theirs = context.Pipe()
    process = context.Process(target=_judge_process, args=(theirs, terms), daemon=False)
    process.start()
    theirs.close()
    return Judge(process, ours)


def _hand(judge: Judge, submission: Submission) -> None:
    judge.busy_with = submission
    with suppress(OSError):  # it is dead already, as `_await_one` finds out
        judge.connection.send(submission)


def _await_one(judges: list[Judge], tell: Tell) -> None:
    """Tell what those that are ready found, at least one; a judge that has died is let go."""
    ready = wait([judge.connection for judge in judges if judge.busy_with])
    for judge in [judge for judge in judges if judge.connection in ready]:
        try:
            report = judge.connection.recv()
        except (EOFError, OSError):
            report = _died(judge)
            judges.remove(judge)
        if isinstance(report, GraderFault):
            raise report
        judge.busy_with = None
        tell(report)


def _died(judge: Judge) -> Report:
    assert judge.busy_with is not None
    judge.connection.close()
    judge.process.join(timeout=10)
    reason = _("the judge process ended with status {exitcode} while it graded this submission").format(
        exitcode=judge.process.exitcode
    )
    return fault(judge.busy_with, reason)


def _judge_process(connection: Connection, terms: Terms) -> None:
    """In the child. What judging needs is loaded there alone: this process only hands out and records."""
    from .judge_process import serve

    serve(connection, terms)
