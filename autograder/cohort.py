"""Grades a cohort: one judge process for each core, each with its own launcher, and the record kept here."""

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait

from .course import Topic, load_topic
from .find import Submission
from .grade import grade
from .isolate import Launcher
from .report import CheckResult, Report
from .session import Checks, run_session
from .verdict import Verdict

Tell = Callable[[Report], None]


@dataclass
class Judge:
    """A judge process: where to send it submissions, and the one that it has."""

    process: multiprocessing.process.BaseProcess
    connection: Connection
    busy_with: Submission | None = None


def grade_here(
    submissions: Iterable[Submission],
    topics: Sequence[Topic],
    seed: int,
    tell: Tell,
    launcher: Launcher,
    *,
    public: bool = False,
) -> None:
    """Grade in this process, one submission after the other; `tell` gets each report as it is ready."""

    def work(checks: Checks) -> None:
        for submission in submissions:
            try:
                report = grade(submission, topics, checks, launcher)
            except Exception as error:
                report = fault(submission, [topic.name for topic in topics], f"{type(error).__name__}: {error}")
            tell(report)

    run_session(topics, Checks(seed, work, public_only=public))


def grade_cohort(
    submissions: Sequence[Submission], topics: Sequence[str], seed: int, level: str, tell: Tell, jobs: int | None = None
) -> None:
    """Grade in parallel; `tell` gets each report, here, as it is ready.

    A judge process that dies is replaced; the submission that it had is reported as a grader fault.
    """
    jobs = min(jobs or cores(), len(submissions))
    waiting = iter(submissions)
    judges = [_judge(topics, seed, level) for _ in range(jobs)]
    try:
        for judge in judges:
            _next(judge, waiting)
        while busy := [judge for judge in judges if judge.busy_with]:
            ready = wait([judge.connection for judge in busy])
            for judge in busy:
                if judge.connection in ready:
                    tell(_received(judge, topics, seed, level))
                    _next(judge, waiting)
    finally:
        for judge in judges:
            judge.connection.close()
        for judge in judges:
            judge.process.join(timeout=0 if judge.busy_with else 10)
            judge.process.kill()


def cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _judge(topics: Sequence[str], seed: int, level: str) -> Judge:
    context = multiprocessing.get_context("spawn")  # a fork would carry this process's threads and files along
    ours, theirs = context.Pipe()
    process = context.Process(target=_judge_process, args=(theirs, topics, seed, level), daemon=False)
    process.start()
    theirs.close()
    return Judge(process, ours)


def _next(judge: Judge, waiting: Iterator[Submission]) -> None:
    judge.busy_with = next(waiting, None)
    if judge.busy_with:
        judge.connection.send(judge.busy_with)


def _received(judge: Judge, topics: Sequence[str], seed: int, level: str) -> Report:
    assert judge.busy_with is not None
    try:
        report = judge.connection.recv()
        assert isinstance(report, Report)
        return report
    except (EOFError, OSError):
        judge.process.join(timeout=10)
        reason = f"the judge process ended with status {judge.process.exitcode} while it graded this submission"
        report = fault(judge.busy_with, topics, reason)
        replacement = _judge(topics, seed, level)
        judge.process, judge.connection = replacement.process, replacement.connection
        return report


def fault(submission: Submission, topics: Sequence[str], reason: str) -> Report:
    """The report of a submission that the grader failed to grade."""
    results = [
        CheckResult(topic, "", "all", "The topic is graded.", 100, False, Verdict.GRADER_FAULT, reason, None, 0.0)
        for topic in topics
    ]
    return Report(submission.name, list(submission.remarks), results)


def _judge_process(connection: Connection, topic_names: Sequence[str], seed: int, level: str) -> None:
    """In the child: grade what comes, until the connection closes. An interrupt is the parent's to handle."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def arriving() -> Iterator[Submission]:
        try:
            while True:
                yield connection.recv()
        except EOFError:
            return

    with Launcher(level) as launcher:
        grade_here(arriving(), [load_topic(name) for name in topic_names], seed, connection.send, launcher)
