"""The verdicts, and the ways in which a call ends without an answer."""

from enum import StrEnum

from .language import N_, _


class Verdict(StrEnum):
    """What the judge says of one check; `GRADER_FAULT` says something of the grader instead."""

    PASSED = N_("passed")
    WRONG = N_("wrong")
    UNANSWERED = N_("unanswered")
    TIMED_OUT = N_("timed out")
    CRASHED = N_("crashed")
    REFUSED = N_("refused")
    SKIPPED = N_("skipped")
    GRADER_FAULT = N_("grader fault")

    @property
    def said(self) -> str:
        """Its name in the language that is spoken; its value is data, and the same in all."""
        return _(self.value)


class NoAnswer(Exception):
    """A call that gave no value to judge. Its text is the sentence that the student reads.

    lasting: whether another try would find the same. It would not where a busy machine can be the reason.
    """

    verdict: Verdict
    lasting: bool = True


class Unanswered(NoAnswer):
    """The exercise has not been touched, or its function is not there."""

    verdict = Verdict.UNANSWERED


class TimedOut(NoAnswer):
    """The call took longer than it may."""

    verdict = Verdict.TIMED_OUT


class Crashed(NoAnswer):
    """The call raised an exception, or its process ended, which is `fatal`."""

    verdict = Verdict.CRASHED

    def __init__(self, sentence: str, *, fatal: bool = False) -> None:
        super().__init__(sentence)
        self.fatal = fatal


class Refused(NoAnswer):
    """The file cannot be run at all."""

    verdict = Verdict.REFUSED


class Unread(NoAnswer):
    """The grader failed to read the file."""

    verdict = Verdict.GRADER_FAULT


class BadInput(Exception):
    """What somebody gave cannot be used. The text is one sentence: what is wrong, where, and what to do."""


class BadSource(Exception):
    """A source of the course's cannot be published; the text says where and why."""


class GraderFault(Exception):
    """Something of the grader's own went wrong. It never costs a student points."""


def one_line(error: BaseException) -> str:
    """The kind of an error, and the first line of what it says."""
    return f"{type(error).__name__}: {error}".partition("\n")[0]
