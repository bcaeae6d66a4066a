"""What one submission got: a result for every check, and the remarks about its files."""

from dataclasses import dataclass, field

from .examples.example import Example
from .verdict import Verdict

MAX_SCORE = 100


@dataclass(frozen=True)
class CheckResult:
    """The verdict of one check on one submission. `distance` is in units of the allowance.

    message: what went wrong, in words that do not depend on secret inputs. example: the same on public inputs.
    shown: a call on small public inputs that goes wrong in the same way.
    """

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
    lasting: bool = True  # grading again would find the same
    example: str = ""
    shown: Example | None = None

    @property
    def earned(self) -> float:
        """The points it brings."""
        return self.points if self.verdict is Verdict.PASSED else 0.0

    @property
    def facts(self) -> dict[str, object]:
        """What is data about it, and no text that a student's code can have a part in."""
        return {
            "topic": self.topic,
            "exercise": self.exercise,
            "check": self.check,
            "sentence": self.sentence,
            "public": self.public,
            "verdict": self.verdict.value,
            "points": self.earned,
            "max_points": self.points,
            "diagnosis": self.diagnosis,
        }

    @property
    def said(self) -> str:
        """All that the student is told of it."""
        return f"{self.message} {self.example}".strip()


@dataclass(frozen=True)
class Evidence:
    """A sign of tampering: for the instructor alone, and apart from the score."""

    topic: str
    what: str
    where: str


@dataclass(frozen=True)
class Spent:
    """Seconds that grading took: of the processor for the student's code, and by the clock for all of it."""

    processor: float = 0.0
    clock: float = 0.0


@dataclass
class Graded:
    """What one topic of a submission got, and the remarks about its file."""

    topic: str
    results: list[CheckResult] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    evidence: list[Evidence] = field(default_factory=list)
    file: str = ""  # that was graded, as the student knows it
    spent: Spent = Spent()

    @property
    def mark(self) -> float | None:
        """The points out of 100; None where no check could be judged.

        What a grader fault kept from being judged counts neither for nor against the student.
        """
        judged = [result for result in self.results if result.verdict is not Verdict.GRADER_FAULT]
        possible = sum(result.points for result in judged)
        return round(100 * sum(result.earned for result in judged) / possible, 2) if possible else None

    @property
    def place(self) -> str:
        """The file that was graded in a student's repository, or the one that belongs there."""
        return self.file or f"assignments/{self.topic}/{self.topic}.py"

    @property
    def lasting(self) -> bool:
        """Grading again would find the same."""
        return all(result.lasting and result.verdict is not Verdict.GRADER_FAULT for result in self.results)


@dataclass
class Report:
    """One submission: the remarks about its files as a whole, and its topics in the order of the course."""

    submission: str
    about_files: list[str] = field(default_factory=list)
    topics: list[Graded] = field(default_factory=list)

    def mark(self, topic: str) -> float | None:
        """The mark of one topic."""
        return next((graded.mark for graded in self.topics if graded.topic == topic), None)

    @property
    def score(self) -> float:
        """The mean of the topics' marks, out of 100."""
        marks = [graded.mark for graded in self.topics if graded.mark is not None]
        return round(sum(marks) / max(len(marks), 1), 2)

    @property
    def results(self) -> list[CheckResult]:
        """All checks."""
        return [result for graded in self.topics for result in graded.results]

    @property
    def remarks(self) -> list[str]:
        """All remarks, each once."""
        return list(dict.fromkeys([*self.about_files, *(text for graded in self.topics for text in graded.remarks)]))

    @property
    def evidence(self) -> list[Evidence]:
        """All signs of tampering."""
        return [evidence for graded in self.topics for evidence in graded.evidence]

    @property
    def faults(self) -> list[CheckResult]:
        """The checks in which the grader itself failed."""
        return [result for result in self.results if result.verdict is Verdict.GRADER_FAULT]


def number(value: float | None) -> str:
    """A mark with at most two decimals; nothing where there is none."""
    return "" if value is None else f"{value:.2f}".rstrip("0").rstrip(".")
