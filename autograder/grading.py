"""The way of one submission: call its answers in a worker, and have every check judge what comes back."""

import time
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from .call import Submitted
from .checking import Checks
from .exercise import Topic
from .isolation.isolate import Launcher
from .judging.judge import Judgement
from .language import N_, _
from .reading.source import Source
from .reading.submission import Submission
from .report import Evidence, Graded, Report, Spent
from .verdict import GraderFault, NoAnswer, Refused, Verdict
from .worker.wire import Note

NOTES = {
    "raised": N_("raised {text}"),
    "was cut off after": N_("was cut off after {text}"),
    "was left out, since": N_("was left out, since {text}"),
    "works only after": N_("works only after {text}"),
    "is no Python:": N_("is no Python: {text}"),
    "tried to": N_("tried to {text}"),
    "sent": N_("sent {text}"),
}


def grade(
    submission: Submission, topics: Iterable[Topic], checks: Checks, launcher: Launcher, seconds: float
) -> Report:
    """Every check of every topic that the submission has an answer to, or a reason why not.

    seconds: the processor time that a call may take.
    """
    report = Report(submission.name, list(submission.remarks))
    for topic in topics:
        if topic.name in submission.answers:
            report.topics.append(_graded(submission.answers[topic.name], topic, checks, launcher, seconds))
    return report


def _graded(answer: Source | NoAnswer, topic: Topic, checks: Checks, launcher: Launcher, seconds: float) -> Graded:
    if isinstance(answer, NoAnswer):
        remarks = [str(answer)] if isinstance(answer, Refused) else []
        return Graded(topic.name, checks.run(topic, Absent(answer)), remarks)
    started = time.monotonic()
    student = Submitted(topic, answer, launcher, checks.known, seconds)
    try:
        results = checks.run(topic, student)
    finally:
        with suppress(GraderFault):
            student.close()
    refused = dict.fromkeys(result.message for result in results if result.verdict is Verdict.REFUSED)
    notes = [f"{answer.name}, {answer.place(note.line)}: {told(note)}." for note in student.notes[:5]]
    evidence = [Evidence(topic.name, told(note), _where(answer, note)) for note in student.attempts]
    spent = Spent(student.processor, time.monotonic() - started)
    return Graded(topic.name, results, [*refused, *notes], evidence, answer.name, spent)


def _where(answer: Source, note: Note) -> str:
    return f"{answer.name}, {answer.place(note.line)}" if note.line else _("the connection to the grader")


def told(note: Note) -> str:
    """A note in words; those of the engine's own in the language that is spoken."""
    return _(NOTES[note.kind]).format(text=_(note.text) if note.text else "")


class Absent:
    """A topic that has no file to call: every call ends for the same reason."""

    def __init__(self, reason: NoAnswer) -> None:
        self.judgements: list[Judgement] = []
        self.tells_all = False
        self._reason = reason

    def renew(self) -> None:
        """Nothing has been seen."""

    def __getattr__(self, name: str) -> Any:
        raise type(self._reason)(*self._reason.args)
