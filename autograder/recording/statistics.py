"""What the verdicts of a cohort say of its checks: how many pass each, and whether it tells the able from the rest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..verdict import Verdict
from .summary import Summary

CODES = dict(zip(Verdict, "pwutcrsf", strict=True))  # a letter for each
NONE = "-"  # in the place of a verdict: the check was not run
ENOUGH = 20  # submissions that tried a check: of fewer, a correlation says nothing (its standard error is 0.2 and more)
UNTRIED = (Verdict.UNANSWERED, Verdict.SKIPPED, Verdict.GRADER_FAULT)  # what says nothing of how hard a check is
LEVEL = 1e-12  # the variance of shares that rounding leaves of none

Codes = Mapping[str, str]  # by submission, a letter for each check


@dataclass(frozen=True)
class Check:
    """A check of a run. points: out of its topic's."""

    topic: str
    exercise: str
    name: str
    sentence: str
    points: float


@dataclass(frozen=True)
class Tally:
    """A check over a cohort. verdicts: how many submissions have each. discrimination: see `discriminations`."""

    check: Check
    verdicts: Mapping[Verdict, int]
    discrimination: float | None

    @property
    def tried(self) -> int:
        """The submissions that have an answer which the check could judge."""
        return sum(count for verdict, count in self.verdicts.items() if verdict not in UNTRIED)

    @property
    def pass_rate(self) -> float | None:
        """The share of those who tried it that pass, from 0 to 1; None where nobody tried."""
        return self.verdicts[Verdict.PASSED] / self.tried if self.tried else None


def checks_of(summary: Summary, topics: Sequence[str]) -> list[Check]:
    """The checks of a run, topics in their order."""
    return sorted((Check(*row) for row in summary.checks()), key=lambda check: topics.index(check.topic))


def codes_of(summary: Summary, checks: Sequence[Check]) -> Codes:
    """Each submission's verdicts."""
    numbers = {(check.topic, check.name): number for number, check in enumerate(checks)}
    letters = {verdict.value: ord(code) for verdict, code in CODES.items()}
    none, found = NONE.encode() * len(checks), dict[str, bytearray]()
    for submission, topic, check, verdict in summary.verdicts():
        if submission not in found:
            found[submission] = bytearray(none)
        found[submission][numbers[topic, check]] = letters[verdict]
    return {submission: row.decode() for submission, row in found.items()}


def tallies(checks: Sequence[Check], codes: Codes) -> list[Tally]:
    """The checks, counted."""
    table = np.array([list(row.encode()) for row in codes.values()], dtype=np.uint8).reshape(len(codes), len(checks))
    counts = {verdict: (table == ord(code)).sum(axis=0) for verdict, code in CODES.items()}
    found = discriminations(table, np.array([check.points for check in checks]))
    return [
        Tally(check, {verdict: int(each[number]) for verdict, each in counts.items()}, found[number])
        for number, check in enumerate(checks)
    ]


def discriminations(table: NDArray[np.uint8], points: NDArray[np.float64]) -> list[float | None]:
    """The item-rest correlation of each check, from -1 to 1: is it passed by those who do well in all the others?

    It is the point-biserial correlation between passing a check and the share of the points of all other checks, so
    that no check is correlated with itself (S. Henrysson, "Correction of item-total correlations in item analysis",
    Psychometrika 28, 1963), over those who tried the check. Values below 0.2 are usually called poor, and a negative
    one means that the able fail (R. L. Ebel, "Essentials of Educational Measurement", 1972).
    None where fewer than ENOUGH tried, all or none of them passed, or all did equally well elsewhere.

    table: the code of each verdict, submissions by checks. points: of each check.
    """
    passed = table == ord(CODES[Verdict.PASSED])
    judged = ~np.isin(table, [ord(NONE), ord(CODES[Verdict.GRADER_FAULT])])
    tried = ~np.isin(table, [ord(NONE), *(ord(CODES[verdict]) for verdict in UNTRIED)])
    possible = (judged @ points)[:, None] - judged * points
    earned = (passed @ points)[:, None] - passed * points
    rest = np.divide(earned, possible, out=np.zeros_like(earned), where=possible > 0)
    return [_correlation(passed[tried[:, n], n], rest[tried[:, n], n]) for n in range(len(points))]


def _correlation(passed: NDArray[np.bool_], rest: NDArray[np.float64]) -> float | None:
    if len(passed) < ENOUGH or passed.all() or not passed.any() or rest.var() < LEVEL:
        return None
    return float(np.corrcoef(passed, rest)[0, 1])
