"""What the verdicts of a cohort say of its checks: how many pass each, and whether it tells the able from the rest."""

import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import sqrt

from ..verdict import Verdict
from .summary import Summary

ENOUGH = 20  # submissions that tried a check: of fewer, a correlation says nothing (its standard error is 0.2 and more)
UNTRIED = (Verdict.UNANSWERED, Verdict.SKIPPED, Verdict.GRADER_FAULT)  # what says nothing of how hard a check is


@dataclass
class CheckTally:
    """One check over a cohort. points: out of its topic's. verdicts: how many submissions have each."""

    topic: str
    exercise: str
    name: str
    sentence: str
    points: float
    verdicts: Counter[Verdict] = field(default_factory=Counter)
    _rest: float = 0.0  # the sums of what those who tried it got elsewhere
    _squares: float = 0.0
    _passers: float = 0.0

    def add(self, verdict: Verdict, rest: float) -> None:
        """Count a submission. rest: its share of the points of all other checks, from 0 to 1."""
        self.verdicts[verdict] += 1
        if verdict not in UNTRIED:
            self._rest += rest
            self._squares += rest * rest
            self._passers += rest * (verdict is Verdict.PASSED)

    @property
    def tried(self) -> int:
        """The submissions that have an answer which the check could judge."""
        return sum(count for verdict, count in self.verdicts.items() if verdict not in UNTRIED)

    @property
    def passed(self) -> int:
        """How many of them pass."""
        return self.verdicts[Verdict.PASSED]

    @property
    def pass_rate(self) -> float | None:
        """The share of those who tried it that pass, from 0 to 1; None where nobody tried."""
        return self.passed / self.tried if self.tried else None

    @property
    def discrimination(self) -> float | None:
        """The item-rest correlation, from -1 to 1: is the check passed by those who do well in all the others?

        It is the point-biserial correlation between passing a check and the score in all other checks, so that no
        check is correlated with itself (S. Henrysson, "Correction of item-total correlations in item analysis",
        Psychometrika 28, 1963). Values below 0.2 are usually called poor, and a negative one means that the able
        fail: a check to look at (R. L. Ebel, "Essentials of Educational Measurement", 1972).
        None where fewer than ENOUGH tried, all or none of them passed, or all did equally well elsewhere.
        """
        tried, passed = self.tried, self.passed
        if tried < ENOUGH or passed in (0, tried):
            return None
        mean = self._rest / tried
        variance = self._squares / tried - mean * mean
        if variance < 1e-12:  # of shares: what rounding leaves of none
            return None
        of_passers, of_others = self._passers / passed, (self._rest - self._passers) / (tried - passed)
        return (of_passers - of_others) * sqrt(passed * (tried - passed)) / tried / sqrt(variance)


@dataclass
class Answers:
    """What one submission got. verdicts: by the number of the check. diagnoses: by (topic, exercise, name)."""

    submission: str
    verdicts: dict[int, Verdict] = field(default_factory=dict)
    diagnoses: set[tuple[str, str, str]] = field(default_factory=set)


class Statistics:
    """The checks of a run, tallied as its submissions are gone through."""

    def __init__(self, summary: Summary, topics: Sequence[str]) -> None:
        self._summary = summary
        self._numbers: dict[tuple[str, str], int] = {}
        self.checks: list[CheckTally] = []
        for row in sorted(summary.checks(), key=lambda row: topics.index(row[0])):
            check = CheckTally(*row)
            self._numbers[check.topic, check.name] = len(self.checks)
            self.checks.append(check)

    def answers(self) -> Iterator[Answers]:
        """What each submission got, by name; the tallies are complete when all have been seen."""
        for name, rows in itertools.groupby(self._summary.verdicts(), key=lambda row: row[0]):
            answers = Answers(name)
            for _, topic, exercise, check, verdict, diagnosis in rows:
                answers.verdicts[self._numbers[topic, check]] = Verdict(verdict)
                if diagnosis is not None:
                    answers.diagnoses.add((topic, exercise, diagnosis))
            self._tally(answers.verdicts)
            yield answers

    def _tally(self, verdicts: dict[int, Verdict]) -> None:
        judged = [number for number, verdict in verdicts.items() if verdict is not Verdict.GRADER_FAULT]
        possible = sum(self.checks[number].points for number in judged)
        earned = sum(self.checks[number].points for number in judged if verdicts[number] is Verdict.PASSED)
        for number, verdict in verdicts.items():
            check = self.checks[number]
            others = possible - check.points
            own = check.points if verdict is Verdict.PASSED else 0.0
            check.add(verdict, (earned - own) / others if others > 0 else 0.0)
