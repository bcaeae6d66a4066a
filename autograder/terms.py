"""What the judges of a run share, and what they tell."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from .course import served
from .isolation.time_limit import CALL_SECONDS
from .language import _, language
from .reading.submission import Submission
from .report import CheckResult, Graded, Report
from .verdict import Verdict

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
    language: str = field(default_factory=language)  # of what is told, whatever a judge's machine speaks
    course: Path = field(default_factory=lambda: served().root)


def fault(submission: Submission, reason: str) -> Report:
    """The report of a submission that the grader failed to grade."""
    sentence = _("The topic is graded.")
    graded = [
        Graded(t, [CheckResult(t, "", "all", sentence, 100, False, Verdict.GRADER_FAULT, reason, None, 0.0)])
        for t in submission.answers
    ]
    return Report(submission.name, list(submission.remarks), graded)
