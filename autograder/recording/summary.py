"""What a run recorded, read back row by row, so that a large cohort needs no more memory than a small one."""

import csv
import itertools
import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from ..language import N_, _
from ..people.late import LateRule
from ..people.person import Handed, Person
from ..report import MAX_SCORE, Evidence, Spent, number
from ..verdict import Verdict
from .disk import replacing, writing
from .identity import Identity

FORMULA = tuple("=+-@\t\r\n＝＋－＠")
OF_A_PERSON = "person.id, person.name, email, section, login, canvas, borrowed"
PEOPLE = "SELECT id FROM person WHERE run = :run LIMIT 1"
AGAIN = N_("graded again after a time-out or a grader fault")


@dataclass(frozen=True)
class Marks:
    """A line of the gradebook: the marks by topic (None where nothing could be judged), and their mean.

    These are raw: what lateness takes off is in `handed.factor`, and taken off in `final` and `final_of`.
    """

    submission: str
    topics: dict[str, float | None]
    score: float
    handed: Handed

    @property
    def final(self) -> float:
        """The score after the late rule."""
        return round(self.score * self.handed.factor, 2)

    def final_of(self, topic: str) -> float | None:
        """A topic's mark after the late rule."""
        mark = self.topics.get(topic)
        return None if mark is None else round(mark * self.handed.factor, 2)


@dataclass(frozen=True)
class Change:
    """A mark that is not what it was in the run before, and why."""

    submission: str
    topic: str
    before: float | None
    now: float | None
    why: str


@dataclass(frozen=True)
class About:
    """A run: its number, when it began and ended (None if it has not), and what it ran under. Its seed is nobody's."""

    number: int
    started: str
    ended: str | None
    isolation: str
    versions: dict[str, str]


class Summary:
    """One run of a gradebook."""

    def __init__(self, database: sqlite3.Connection, run: int) -> None:
        self._database, self._run = database, run

    def _rows(self, query: str, **values: Any) -> Iterator[tuple[Any, ...]]:
        return self._database.execute(query, {"run": self._run, **values})

    def marks(self) -> Iterator[Marks]:
        """Every submission, by name."""
        rows = self._rows(
            f"SELECT submission.name, score, layout, submitted, factor, newer, stranger, {OF_A_PERSON},"
            " result.topic, mark FROM submission"
            " LEFT JOIN person ON person.run = submission.run AND person.id = submission.person"
            " LEFT JOIN result ON result.run = submission.run AND result.submission = submission.name"
            " LEFT JOIN grading ON grading.id = result.grading"
            " WHERE submission.run = :run ORDER BY submission.name"
        )
        for (name, score, *handed), group in itertools.groupby(rows, key=lambda row: row[:-2]):
            yield Marks(name, {topic: mark for *_, topic, mark in group}, score, _handed(*handed))

    def missing(self) -> Iterator[Person]:
        """The people of the roster who handed in nothing, by name."""
        rows = self._rows(
            f"SELECT {OF_A_PERSON} FROM person WHERE run = :run AND id NOT IN"
            " (SELECT person FROM submission WHERE run = :run AND person IS NOT NULL) ORDER BY name, id"
        )
        return (Person(*row) for row in rows)

    def remarks(self) -> Iterator[tuple[str, str]]:
        """(submission, remark)."""
        for name, remarks in self._rows("SELECT name, remarks FROM submission WHERE run = :run ORDER BY name"):
            yield from ((name, remark) for remark in json.loads(remarks))

    def faults(self) -> Iterator[tuple[str, str, str, str]]:
        """(submission, topic, check, what happened), where the grader itself failed."""
        return self._rows(
            "SELECT submission, topic, name, message FROM verdict JOIN result USING (grading)"
            " WHERE result.run = :run AND verdict = :fault ORDER BY submission, verdict.rowid",
            fault=Verdict.GRADER_FAULT.value,
        )

    def evidence(self) -> Iterator[tuple[str, Evidence, int]]:
        """(submission, the first sign of tampering, how many more there are)."""
        rows = self._rows(
            'SELECT submission, topic, what, "where", COUNT(*) - 1, MIN(rowid) FROM evidence WHERE run = :run'
            " GROUP BY submission ORDER BY submission"  # with MIN, the other columns are those of its row
        )
        return ((name, Evidence(*row), more) for name, *row, more, _ in rows)

    def checks(self) -> Iterator[tuple[str, str, str, str, float]]:
        """(topic, exercise, check, sentence, points), each once, in the order of their topics' files."""
        return self._rows(
            "SELECT topic, exercise, name, sentence, points FROM verdict JOIN result USING (grading)"
            " WHERE run = :run AND exercise <> '' GROUP BY topic, name ORDER BY topic, MIN(verdict.rowid)"
        )

    def verdicts(self) -> Iterator[tuple[str, str, str, str]]:
        """(submission, topic, check, verdict), in any order."""
        return self._rows(
            "SELECT submission, topic, name, verdict FROM result JOIN verdict USING (grading)"
            " WHERE run = :run AND exercise <> ''"
        )

    def diagnoses(self) -> Iterator[tuple[str, tuple[str, str, str]]]:
        """(submission, (topic, exercise, diagnosis)), each once."""
        rows = self._rows(
            "SELECT DISTINCT submission, topic, exercise, diagnosis FROM result JOIN verdict USING (grading)"
            " WHERE run = :run AND diagnosis IS NOT NULL"
        )
        return ((submission, (topic, exercise, name)) for submission, topic, exercise, name in rows)

    def about(self) -> About:
        """The run itself."""
        ((started, ended, isolation, versions),) = self._rows(
            "SELECT started, ended, isolation, versions FROM run WHERE id = :run"
        )
        return About(self._run, started, ended, isolation, json.loads(versions))

    def spent(self) -> Iterator[tuple[str, Spent]]:
        """(submission, the seconds that its topics took when they were graded), by submission."""
        rows = self._rows(
            "SELECT result.submission, SUM(processor), SUM(clock) FROM result JOIN grading ON grading.id = result.grading"
            " WHERE result.run = :run GROUP BY result.submission ORDER BY result.submission"
        )
        return ((name, Spent(*seconds)) for name, *seconds in rows)

    def misconceptions(self, most: int) -> Iterator[tuple[int, str, str, str, str]]:
        """(submissions, topic, exercise, diagnosis, message) of the commonest."""
        return self._rows(
            "SELECT COUNT(DISTINCT submission) AS submissions, topic, exercise, diagnosis, MIN(message)"
            " FROM verdict JOIN result USING (grading) WHERE result.run = :run AND diagnosis IS NOT NULL"
            " GROUP BY topic, exercise, diagnosis ORDER BY submissions DESC, topic, exercise, diagnosis LIMIT :most",
            most=most,
        )

    def before(self) -> int | None:
        """The last run before this one that came to its end."""
        ((run,),) = self._rows("SELECT MAX(id) FROM run WHERE id < :run AND ended IS NOT NULL")
        return run if run is None else int(run)

    def changes(self, against: int | None = None) -> Iterator[Change]:
        """The marks that differ from those in another run: by default the last before this one that came to its end."""
        rows = self._rows(
            "SELECT new.submission, new.topic, old.mark, new.mark, old.identity, new.identity"
            " FROM result AS now JOIN grading AS new ON new.id = now.grading"
            " JOIN result AS before ON before.submission = now.submission AND before.topic = now.topic"
            " JOIN grading AS old ON old.id = before.grading"
            " WHERE now.run = :run AND old.mark IS NOT new.mark AND before.run = :against"
            " ORDER BY new.submission, new.topic",
            against=against or self.before(),
        )
        for submission, topic, before, mark, old, new in rows:
            reasons = Identity.from_text(new).reasons(Identity.from_text(old))
            yield Change(submission, topic, before, mark, ", ".join(reasons) or _(AGAIN))

    def write_csv(self, path: Path, topics: Sequence[str], rule: LateRule | None = None) -> None:
        """A line for each submission; with a roster also its person, and a line for everybody who handed in nothing.

        rule: with one, `raw` and `final` take the place of `score`.
        """
        people = ["id", "name", "email", "section"] if any(True for _ in self._rows(PEOPLE)) else []
        with writing(path.parent), replacing(path) as file:
            writer = csv.writer(file, lineterminator="\n")
            score = ["raw", "days_late", "final"] if rule else ["score"]
            writer.writerow(["submission", *people, *topics, *score, "max_score"])
            for line in self.marks():
                marks = [number(line.topics.get(topic)) for topic in topics]
                person = _person(line.handed.person) if people else []
                writer.writerow([cell(line.submission), *person, *marks, *_score(line, rule), MAX_SCORE])
            for missing in self.missing():
                writer.writerow(["", *_person(missing), *("" for _ in (*topics, *score)), MAX_SCORE])


def _person(person: Person | None) -> list[str]:
    texts = (person.id, person.name, person.email, person.section) if person else ("", "", "", "")
    return [cell(text) for text in texts]


def _score(line: Marks, rule: LateRule | None) -> list[str]:
    if not rule:
        return [number(line.score)]
    submitted = line.handed.submitted
    return [number(line.score), str(rule.days(submitted)) if submitted else "", number(line.final)]


def _handed(layout: str, submitted: str | None, factor: float, newer: str, stranger: int, *person: Any) -> Handed:
    known = Person(*person) if person[0] is not None else None
    at = datetime.fromisoformat(submitted) if submitted else None
    return Handed(layout, known, at, factor, newer, bool(stranger))


def cell(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text
