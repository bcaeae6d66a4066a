"""The way of one submission: read its files, call them in a worker, and have every check judge what comes back."""

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from .call import Submitted
from .course import Topic
from .find import Submission
from .isolate import Launcher
from .judge import Judgement
from .read import read
from .report import CheckResult, Report
from .session import Checks
from .verdict import GraderFault, NoAnswer, Refused, Verdict


def grade(submission: Submission, topics: Iterable[Topic], checks: Checks, launcher: Launcher) -> Report:
    """Every check of every topic on one submission."""
    report = Report(submission.name, list(submission.remarks))
    for topic in topics:
        report.results += _grade_topic(submission, topic, checks, launcher, report)
    return report


def _grade_topic(
    submission: Submission, topic: Topic, checks: Checks, launcher: Launcher, report: Report
) -> list[CheckResult]:
    try:
        file = submission.file(topic.name)
        source = read(Path(file.path), file.name)
    except NoAnswer as reason:
        report.remarks += [str(reason)] if isinstance(reason, Refused) else []
        return checks.run(topic, Absent(reason))
    student = Submitted(topic, source, launcher, checks.known, show_errors=checks.public_only)
    try:
        results = checks.run(topic, student)
    finally:
        with suppress(GraderFault):
            student.close()
    report.remarks += dict.fromkeys(result.message for result in results if result.verdict is Verdict.REFUSED)
    report.remarks += [f"{source.name}, line {note.line}: {note.text}." for note in student.notes[:5]]
    return results


class Absent:
    """A topic that has no file to call: every call ends for the same reason."""

    def __init__(self, reason: NoAnswer) -> None:
        self.judgements: list[Judgement] = []
        self._reason = reason

    def __getattr__(self, name: str) -> Any:
        raise type(self._reason)(*self._reason.args)
