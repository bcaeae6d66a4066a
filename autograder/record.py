"""The gradebook: an SQLite file that holds every run, report and verdict, and a CSV that is made from it.

A report is written in one transaction as its submission ends: a reader, and a grader that was killed, sees all of
it or none.
"""

import csv
import io
import json
import os
import platform
import secrets
import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from .report import CheckResult, Report
from .verdict import Verdict

SCHEMA = """
CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS run (
    id INTEGER PRIMARY KEY, started TEXT NOT NULL, ended TEXT, seed TEXT NOT NULL, source TEXT NOT NULL,
    versions TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS submission (
    run INTEGER NOT NULL REFERENCES run, name TEXT NOT NULL, score REAL NOT NULL, remarks TEXT NOT NULL,
    PRIMARY KEY (run, name)
);
CREATE TABLE IF NOT EXISTS verdict (
    run INTEGER NOT NULL, submission TEXT NOT NULL, topic TEXT NOT NULL, exercise TEXT NOT NULL,
    name TEXT NOT NULL, sentence TEXT NOT NULL, points REAL NOT NULL, public INTEGER NOT NULL,
    verdict TEXT NOT NULL, message TEXT NOT NULL, diagnosis TEXT, distance REAL NOT NULL,
    PRIMARY KEY (run, submission, topic, name),
    FOREIGN KEY (run, submission) REFERENCES submission
);
"""
PACKAGES = ("numpy", "sympy", "python-flint", "pytest")
MAX_SCORE = 100
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def versions() -> dict[str, str]:
    """What the numbers of a run depend on."""
    return {"python": platform.python_version(), "machine": platform.machine(), **{p: version(p) for p in PACKAGES}}


class Gradebook:
    """The record in one folder. Use it as a context manager."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self._database = sqlite3.connect(folder / "gradebook.sqlite", timeout=30)
        self._database.executescript(SCHEMA)
        self._run = 0

    def __enter__(self) -> "Gradebook":
        return self

    def __exit__(self, *_: object) -> None:
        self._database.close()

    def seed(self, given: int | None) -> int:
        """The seed of the hidden inputs: as given, else the one this gradebook has, else a secret one drawn now."""
        row = self._database.execute("SELECT value FROM setting WHERE name = 'seed'").fetchone()
        seed = given if given is not None else int(row[0]) if row else secrets.randbits(128)
        with self._database:
            self._database.execute("INSERT OR REPLACE INTO setting VALUES ('seed', ?)", (str(seed),))
        return seed

    def start(self, seed: int, source: Path) -> None:
        """Begin a run."""
        with self._database:
            cursor = self._database.execute(
                "INSERT INTO run (started, seed, source, versions) VALUES (?, ?, ?, ?)",
                (_now(), str(seed), str(source), json.dumps(versions())),
            )
        self._run = cursor.lastrowid or 0

    def add(self, report: Report) -> None:
        """Record one submission of the run, all or nothing."""
        with self._database:
            self._database.execute(
                "INSERT INTO submission VALUES (?, ?, ?, ?)",
                (self._run, report.submission, report.score, json.dumps(report.remarks)),
            )
            self._database.executemany(
                "INSERT INTO verdict VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [(self._run, report.submission, *_row(result)) for result in report.results],
            )

    def finish(self, topics: Sequence[str]) -> None:
        """End the run, and write gradebook.csv from the record."""
        with self._database:
            self._database.execute("UPDATE run SET ended = ? WHERE id = ?", (_now(), self._run))
        write_atomically(self.folder / "gradebook.csv", self._csv(topics))

    def reports(self) -> list[Report]:
        """The run's reports as they were recorded, by name."""
        names = self._database.execute("SELECT name, remarks FROM submission WHERE run = ? ORDER BY name", (self._run,))
        reports = {name: Report(name, json.loads(remarks)) for name, remarks in names}
        rows = self._database.execute(
            "SELECT submission, topic, exercise, name, sentence, points, public, verdict, message, diagnosis, distance"
            " FROM verdict WHERE run = ? ORDER BY rowid",
            (self._run,),
        )
        for name, *row in rows:
            reports[name].results.append(_result(*row))
        return list(reports.values())

    def _csv(self, topics: Sequence[str]) -> str:
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(["submission", *topics, "score", "max_score"])
        for report in self.reports():
            marks = [_number(report.mark(topic)) for topic in topics]
            writer.writerow([_cell(report.submission), *marks, _number(report.score), MAX_SCORE])
        return text.getvalue()


def _row(result: CheckResult) -> tuple[str | float | bool | None, ...]:
    return (
        result.topic,
        result.exercise,
        result.check,
        result.sentence,
        result.points,
        result.public,
        result.verdict.value,
        result.message,
        result.diagnosis,
        result.distance,
    )


def _result(*row: str | float | None) -> CheckResult:
    topic, exercise, check, sentence, points, public, verdict, message, diagnosis, distance = row
    return CheckResult(
        topic=str(topic),
        exercise=str(exercise),
        check=str(check),
        sentence=str(sentence),
        points=float(points or 0),
        public=bool(public),
        verdict=Verdict(str(verdict)),
        message=str(message),
        diagnosis=None if diagnosis is None else str(diagnosis),
        distance=float(distance or 0),
    )


def _cell(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}".rstrip("0").rstrip(".")


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def write_atomically(path: Path, text: str) -> None:
    """Write a file so that a reader finds the old text or the new one, never a part."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    temporary.write_text(text, encoding="utf-8")
    temporary.replace(path)
