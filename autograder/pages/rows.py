"""The table of submissions on the cohort's page: its rows as compact data, which is all that its script has."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..recording.statistics import CODES, NONE, Check, checks_of, codes_of
from ..recording.summary import Change, Marks, Summary
from ..report import Spent
from ..showing import printable
from ..verdict import Verdict
from .words import ALIKE, CHANGED, EVIDENCE, FAULT, REMARK


@dataclass
class Line:
    """A submission on the page. codes: a letter for each check. told: numbers of misconceptions. why: of reasons."""

    marks: Marks
    codes: str
    told: list[int]
    spent: Spent
    signs: str = ""
    why: list[int] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The submission's name; its folder beside the report is called so."""
        return self.marks.submission


@dataclass
class Lines:
    """All submissions of a run, and what they are numbered by."""

    topics: Sequence[str]
    checks: list[Check]
    misconceptions: list[tuple[int, str, str, str, str]]
    changes: list[Change]
    reasons: list[str]
    lines: list[Line]

    def data(self) -> dict[str, Any]:
        """What the page's script needs, as plain values."""
        topics = list(self.topics)
        return {
            "topics": [topic.replace("_", " ") for topic in topics],
            "checks": [[topics.index(check.topic), check.exercise, check.sentence] for check in self.checks],
            "told": [[topic.replace("_", " "), exercise, name] for _, topic, exercise, name, _ in self.misconceptions],
            "why": [printable(reason) for reason in self.reasons],
            "rows": [self._row(line) for line in self.lines],
        }

    def _row(self, line: Line) -> list[Any]:
        marks, person = line.marks, line.marks.handed.person
        return [
            printable(line.name),
            printable(person.name) if person else "",
            printable(person.section) if person else "",
            marks.score,
            marks.final,
            [marks.topics.get(topic) for topic in self.topics],
            line.codes,
            line.told,
            round(line.spent.processor, 2),
            line.signs,
            line.why,
        ]


def lines(summary: Summary, topics: Sequence[str], against: int | None, alike: Iterable[str]) -> Lines:
    """Go through a run. against: the run that marks are compared with. alike: the submissions that are in that list."""
    checks = checks_of(summary, topics)
    codes = codes_of(summary, checks)
    misconceptions = list(summary.misconceptions(-1))
    told = _told(summary, {row[1:4]: number for number, row in enumerate(misconceptions)})
    changes = list(summary.changes(against)) if against else []
    reasons = {why: place for place, why in enumerate(dict.fromkeys(change.why for change in changes))}
    why = defaultdict[str, set[int]](set)
    for change in changes:
        why[change.submission].add(reasons[change.why])
    spent, signs = dict(summary.spent()), _signs(summary, changes, alike)
    made = [
        Line(
            *(marks, codes.get(name := marks.submission, NONE * len(checks)), sorted(told[name])),
            *(spent.get(name, Spent()), signs[name], sorted(why[name])),
        )
        for marks in summary.marks()
    ]
    return Lines(topics, checks, misconceptions, changes, list(reasons), made)


def _told(summary: Summary, numbers: dict[tuple[str, ...], int]) -> dict[str, list[int]]:
    found = defaultdict[str, list[int]](list)
    for submission, diagnosis in summary.diagnoses():
        found[submission].append(numbers[diagnosis])
    return found


def _signs(summary: Summary, changes: Iterable[Change], alike: Iterable[str]) -> dict[str, str]:
    """The letters of what there is to look at in each submission that has something."""
    of_each: dict[str, set[str]] = {
        EVIDENCE: {name for name, *_ in summary.evidence()},
        FAULT: {name for name, *_ in summary.faults()},
        REMARK: {name for name, _ in summary.remarks()},
        CHANGED: {change.submission for change in changes},
        ALIKE: set(alike),
    }
    found = defaultdict[str, str](str)
    for sign, names in of_each.items():
        for name in names:
            found[name] += sign
    return found


def count(lines: Iterable[Line], verdict: Verdict) -> int:
    """How many submissions have a verdict somewhere."""
    return sum(CODES[verdict] in line.codes for line in lines)
