"""What the checks of each exercise came to."""

from collections.abc import Sequence
from dataclasses import dataclass

from ..report import CheckResult, Report
from ..verdict import Verdict


@dataclass(frozen=True)
class Tally:
    """One exercise: its checks, in their order. file: that was checked, from the root of the repository."""

    topic: str
    exercise: str
    file: str
    results: Sequence[CheckResult]

    @property
    def earned(self) -> float:
        """Its points."""
        return sum(result.earned for result in self.results)

    @property
    def possible(self) -> float:
        """The points of its checks, without those that the grader failed to judge."""
        return sum(result.points for result in self.results if result.verdict is not Verdict.GRADER_FAULT)

    @property
    def first_not_passed(self) -> CheckResult | None:
        """The result to look at next."""
        return next((result for result in self.results if result.verdict is not Verdict.PASSED), None)

    @property
    def verdict(self) -> Verdict:
        """Passed, or the verdict to look at next."""
        return self.first_not_passed.verdict if self.first_not_passed else Verdict.PASSED


def tallies(report: Report) -> list[Tally]:
    """The exercises of a report, in the order of the course."""
    grouped: dict[tuple[str, str, str], list[CheckResult]] = {}
    for graded in report.topics:
        for result in graded.results:
            grouped.setdefault((graded.topic, result.exercise, graded.place), []).append(result)
    return [Tally(*key, results) for key, results in grouped.items()]


def points(exercises: Sequence[Tally]) -> tuple[float, float]:
    """(earned, possible) of all."""
    return sum(each.earned for each in exercises), sum(each.possible for each in exercises)
