"""What one submission got: a result for every check, and the remarks about its files."""

from dataclasses import dataclass, field

from .verdict import Verdict


@dataclass(frozen=True)
class CheckResult:
    """The verdict of one check on one submission. `distance` is in units of the allowance."""

    topic: str
    exercise: str
    check: str
    sentence: str
    points: float
    public: bool
    verdict: Verdict
    message: str
    diagnosis: str | None
    distance: float

    @property
    def earned(self) -> float:
        """The points it brings."""
        return self.points if self.verdict is Verdict.PASSED else 0.0


@dataclass
class Report:
    """One submission's results, in the order of the course."""

    submission: str
    remarks: list[str] = field(default_factory=list)
    results: list[CheckResult] = field(default_factory=list)

    def mark(self, topic: str) -> float | None:
        """The points of one topic, out of 100; None where no check of it could be judged.

        What a grader fault kept from being judged counts neither for nor against the student.
        """
        judged = [r for r in self.results if r.topic == topic and r.verdict is not Verdict.GRADER_FAULT]
        possible = sum(result.points for result in judged)
        return round(100 * sum(result.earned for result in judged) / possible, 2) if possible else None

    @property
    def topics(self) -> list[str]:
        """The topics graded, in the order of the course."""
        return list(dict.fromkeys(result.topic for result in self.results))

    @property
    def score(self) -> float:
        """The mean of the topics' marks, out of 100."""
        marks = [mark for topic in self.topics if (mark := self.mark(topic)) is not None]
        return round(sum(marks) / max(len(marks), 1), 2)

    @property
    def faults(self) -> list[CheckResult]:
        """The checks in which the grader itself failed."""
        return [result for result in self.results if result.verdict is Verdict.GRADER_FAULT]
