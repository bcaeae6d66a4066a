"""The gradebook as exports read it: one run that came to its end, read-only, also while a grader writes another."""

import itertools
import json
import os
import sqlite3
from collections.abc import Iterable
from pathlib import Path

from ..course import topic_names
from ..hints import Hints, cut
from ..language import _
from ..recording.record import OF_A_RESULT, VERSION, check_result
from ..recording.summary import Summary
from ..report import Graded, Report
from ..verdict import BadInput


class Book(Summary):
    """A finished run. Use it as a context manager.

    number: of the run. unfinished: a later run that has not come to its end, or 0. Raises BadInput where there is no
    such run.
    """

    def __init__(self, folder: Path, number: int | None = None) -> None:
        database = _opened(folder / "gradebook.sqlite")
        try:
            self.number = _finished(database, folder, number)
        except BaseException:
            database.close()
            raise
        super().__init__(database, self.number)
        self._order = topic_names()
        (last,) = database.execute("SELECT MAX(id) FROM run").fetchone()
        self.unfinished = last if number is None and last > self.number else 0
        ((self.ended, self.submissions, self.roster),) = self._rows(
            "SELECT ended, (SELECT COUNT(*) FROM submission WHERE run = :run),"
            " (SELECT COUNT(*) FROM person WHERE run = :run) FROM run WHERE id = :run"
        )

    def __enter__(self) -> "Book":
        return self

    def __exit__(self, *_: object) -> None:
        self._database.close()

    def topics(self) -> tuple[str, ...]:
        """The topics that were graded, in the order of the course."""
        graded = {topic for (topic,) in self._rows("SELECT DISTINCT topic FROM result WHERE run = :run")}
        return tuple(self._sorted(graded))

    def nobodys(self) -> list[str]:
        """The submissions that may be anybody's of the roster, by name; none in a run without one."""
        rows = self._rows(
            "SELECT name FROM submission WHERE run = :run AND person IS NULL AND newer = '' AND NOT stranger ORDER BY name"
        )
        return [name for (name,) in rows] if self.roster else []

    def more_than_once(self) -> dict[str, list[str]]:
        """The people with more than one submission, by id, and the submissions' names."""
        rows = self._rows(
            "SELECT person, name FROM submission WHERE run = :run AND person IN (SELECT person FROM submission"
            " WHERE run = :run GROUP BY person HAVING COUNT(*) > 1) ORDER BY person, name"
        )
        return {person: [name for _, name in group] for person, group in itertools.groupby(rows, lambda row: row[0])}

    def shared_emails(self) -> set[str]:
        """The addresses that more than one person of the roster has."""
        rows = self._rows("SELECT email FROM person WHERE run = :run GROUP BY email HAVING COUNT(*) > 1")
        return {email for (email,) in rows if email}

    def report(self, submission: str) -> Report:
        """What one submission got, topics in the order of the course, checks in the order of their topic."""
        ((remarks,),) = self._rows("SELECT remarks FROM submission WHERE run = :run AND name = :name", name=submission)
        report = Report(submission, json.loads(remarks))
        rows = self._rows(
            f"SELECT topic, {OF_A_RESULT} FROM result JOIN verdict USING (grading)"
            " WHERE run = :run AND submission = :name ORDER BY topic, verdict.rowid",
            name=submission,
        )
        found = {topic: list(group) for topic, group in itertools.groupby(rows, lambda row: row[0])}
        report.topics = [Graded(topic, [check_result(*row) for row in found[topic]]) for topic in self._sorted(found)]
        ((hints,),) = self._rows("SELECT hints FROM run WHERE id = :run")
        return cut(report, Hints(hints))

    def _sorted(self, topics: Iterable[str]) -> list[str]:
        """In the order of the course; those that are no longer in it come last."""
        order = {topic: index for index, topic in enumerate(self._order)}
        return sorted(topics, key=lambda topic: (order.get(topic, len(order)), topic))


def _opened(path: Path) -> sqlite3.Connection:
    if not path.is_file():
        raise BadInput(
            _("There is no gradebook in {folder}: grade first (make grade OUT={folder}).").format(folder=path.parent)
        )
    database = None
    try:
        database = sqlite3.connect(f"{path.resolve().as_uri()}?{_mode(path)}", uri=True, timeout=30)
        (version,) = database.execute("PRAGMA user_version").fetchone()
    except sqlite3.Error as error:
        if database:
            database.close()
        raise BadInput(_("{path} cannot be read as a gradebook ({error}).").format(path=path, error=error)) from error
    if version != VERSION:
        database.close()
        raise BadInput(
            _("{path} was written by another version of the grader: grade again into another folder.").format(path=path)
        )
    return database


def _mode(path: Path) -> str:
    """Read-only. SQLite keeps a file beside one that may be written to; where it cannot, nobody writes."""
    alone = not path.with_name(f"{path.name}-wal").exists() and not os.access(path.parent, os.W_OK)
    return "mode=ro&immutable=1" if alone else "mode=ro"


def _finished(database: sqlite3.Connection, folder: Path, number: int | None) -> int:
    """The run that was asked for, or the last that came to its end."""
    runs: dict[int, str | None] = dict(database.execute("SELECT id, ended FROM run ORDER BY id"))
    finished = [run for run, ended in runs.items() if ended]
    if not finished:
        raise BadInput(
            _("No run in {folder} has come to its end: grade first, or again (make grade OUT={folder}).").format(
                folder=folder
            )
        )
    if number is None:
        return finished[-1]
    if number in runs and number not in finished:
        raise BadInput(
            _(
                "Run {number} in {folder} has not come to its end: it is being graded, or was cut short. Without RUN= the last finished one ({finished}) is exported."
            ).format(number=number, folder=folder, finished=finished[-1])
        )
    if number not in runs:
        raise BadInput(
            _("There is no run {number} in {folder}. Finished runs: {first} to {last}.").format(
                number=number, folder=folder, first=finished[0], last=finished[-1]
            )
        )
    return number
