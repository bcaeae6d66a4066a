"""The gradebook: an SQLite file that holds every run, report and verdict. docs/gradebook.md explains the tables.

A report is written in one transaction as its submission ends: a reader, and a grader that was killed, sees all of
it or none.
"""

import json
import secrets
import shutil
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import astuple
from datetime import UTC, datetime
from pathlib import Path

from ..examples.example import Example
from ..hints import Hints
from ..language import _
from ..people.person import Handed, Person
from ..report import CheckResult, Evidence, Graded, Report, Spent
from ..variant import secret_seed
from ..verdict import Verdict
from ..versions import versions
from .disk import Unwritable, lock, writing
from .identity import Identity

VERSION = 7  # of the tables
IN_TIME = Handed()
OF_A_RESULT = "exercise, name, sentence, points, public, verdict, message, diagnosis, distance, example, shown"
SCHEMA = """
CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE run (
    id INTEGER PRIMARY KEY, started TEXT NOT NULL, ended TEXT, seed TEXT NOT NULL, source TEXT NOT NULL,
    versions TEXT NOT NULL, isolation TEXT NOT NULL, hints TEXT NOT NULL
);
CREATE TABLE submission (
    run INTEGER NOT NULL REFERENCES run, name TEXT NOT NULL, score REAL NOT NULL, remarks TEXT NOT NULL,
    layout TEXT NOT NULL, person TEXT, submitted TEXT, factor REAL NOT NULL, newer TEXT NOT NULL,
    stranger INTEGER NOT NULL, PRIMARY KEY (run, name)
);
CREATE TABLE person (
    run INTEGER NOT NULL REFERENCES run, id TEXT NOT NULL, name TEXT NOT NULL, email TEXT NOT NULL,
    section TEXT NOT NULL, login TEXT NOT NULL, canvas TEXT NOT NULL, borrowed INTEGER NOT NULL, PRIMARY KEY (run, id)
) WITHOUT ROWID;
CREATE TABLE grading (
    id INTEGER PRIMARY KEY, run INTEGER NOT NULL REFERENCES run, submission TEXT NOT NULL, topic TEXT NOT NULL,
    identity TEXT NOT NULL, lasting INTEGER NOT NULL, mark REAL, remarks TEXT NOT NULL,
    processor REAL NOT NULL, clock REAL NOT NULL
);
CREATE INDEX grading_of ON grading (submission, topic);
CREATE TABLE result (
    run INTEGER NOT NULL, submission TEXT NOT NULL, topic TEXT NOT NULL, grading INTEGER NOT NULL REFERENCES grading,
    PRIMARY KEY (run, submission, topic), FOREIGN KEY (run, submission) REFERENCES submission
) WITHOUT ROWID;
CREATE TABLE verdict (
    grading INTEGER NOT NULL REFERENCES grading, exercise TEXT NOT NULL, name TEXT NOT NULL, sentence TEXT NOT NULL,
    points REAL NOT NULL, public INTEGER NOT NULL, verdict TEXT NOT NULL, message TEXT NOT NULL, diagnosis TEXT,
    distance REAL, example TEXT NOT NULL, shown TEXT, PRIMARY KEY (grading, name)
);
CREATE TABLE evidence (
    run INTEGER NOT NULL REFERENCES run, submission TEXT NOT NULL, topic TEXT NOT NULL, what TEXT NOT NULL,
    "where" TEXT NOT NULL
);
CREATE INDEX evidence_of ON evidence (run, submission, topic);
"""


class Gradebook:
    """The record in one folder, which no other process writes to meanwhile. Use it as a context manager.

    Whatever keeps it from being written is raised as Unwritable.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.run = 0
        with writing(folder):
            folder.mkdir(parents=True, exist_ok=True)
            self._lock = lock(folder)
            try:
                self.database = sqlite3.connect(folder / "gradebook.sqlite", timeout=30)
                self._prepare()
            except BaseException:
                self._lock.close()
                raise

    def __enter__(self) -> "Gradebook":
        return self

    def __exit__(self, *_: object) -> None:
        self.database.close()
        self._lock.close()

    def _prepare(self) -> None:
        self.database.execute("PRAGMA journal_mode = WAL")  # what is committed survives a kill, without a wait for
        self.database.execute("PRAGMA synchronous = NORMAL")  # the disk at every submission
        (version,) = self.database.execute("PRAGMA user_version").fetchone()
        (tables,) = self.database.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()
        if not tables:
            self.database.executescript(f"BEGIN; {SCHEMA} PRAGMA user_version = {VERSION}; COMMIT;")
        elif version != VERSION:
            self.database.close()
            other = _(
                "{path} was written by another version of the grader: move it away, or name another folder with OUT=…"
            )
            raise Unwritable(other.format(path=self.folder / "gradebook.sqlite"))

    def setting(self, name: str) -> str | None:
        """What was kept under a name."""
        row = self.database.execute("SELECT value FROM setting WHERE name = ?", (name,)).fetchone()
        return str(row[0]) if row else None

    def keep_secret(self, seed: int) -> None:
        """Keep the seed of the hidden inputs for the runs to come."""
        self._keep("seed", str(seed))

    def _keep(self, name: str, value: str) -> None:
        with writing(self.folder), self.database:
            self.database.execute("INSERT OR REPLACE INTO setting VALUES (?, ?)", (name, value))

    def seed(self, given: int | None) -> int:
        """The seed of the hidden inputs: as given, else the one this gradebook has, else a secret one drawn now."""
        kept = self.setting("seed")
        seed = given if given is not None else int(kept) if kept else secret_seed()
        self._keep("seed", str(seed))
        return seed

    @contextmanager
    def scratch(self) -> Iterator[Path]:
        """A folder for temporary files. One that a killed grader left behind is removed first."""
        left = self.setting("scratch")
        if left:
            shutil.rmtree(left, ignore_errors=True)
        folder = Path(tempfile.gettempdir(), f"autograder-{secrets.token_hex(8)}")
        self._keep("scratch", str(folder))
        folder.mkdir(mode=0o700)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def start(
        self, seed: int, source: Path, isolation: str, roster: Iterable[Person] = (), hints: Hints = Hints.HOW
    ) -> None:
        """Begin a run at a level of isolation, over the people of a roster if there is one, with so many hints."""
        with writing(self.folder), self.database:
            cursor = self.database.execute(
                "INSERT INTO run (started, seed, source, versions, isolation, hints) VALUES (?, ?, ?, ?, ?, ?)",
                (_now(), str(seed), str(source), json.dumps(versions()), isolation, hints.value),
            )
            self.run = cursor.lastrowid or 0
            self.database.executemany(
                "INSERT INTO person VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                [(self.run, *astuple(person)) for person in roster],
            )

    def known(self, submission: str, identity: Identity) -> tuple[int, Graded] | None:
        """The grading, of any run, that another would only repeat, and what it found."""
        row = self.database.execute(
            "SELECT id, run, remarks, processor, clock FROM grading WHERE submission = ? AND topic = ? AND identity = ? AND lasting"
            " ORDER BY id DESC LIMIT 1",
            (submission, identity.topic, identity.to_text()),
        ).fetchone()
        if row is None:
            return None
        grading, run, remarks, *seconds = row
        verdicts = self.database.execute(
            f"SELECT {OF_A_RESULT} FROM verdict WHERE grading = ? ORDER BY rowid",
            (grading,),
        )
        evidence = self.database.execute(
            'SELECT topic, what, "where" FROM evidence WHERE run = ? AND submission = ? AND topic = ? ORDER BY rowid',
            (run, submission, identity.topic),
        )
        results = [check_result(identity.topic, *verdict) for verdict in verdicts]
        signs = [Evidence(*row) for row in evidence]
        return grading, Graded(identity.topic, results, json.loads(remarks), signs, spent=Spent(*seconds))

    def add(
        self, report: Report, identities: Mapping[str, Identity], known: Mapping[str, int], handed: Handed = IN_TIME
    ) -> None:
        """Record one submission of the run, all or nothing. `known`: the gradings that are taken over, by topic."""
        with writing(self.folder), self.database:
            self.database.execute(
                "INSERT INTO submission VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    *(self.run, report.submission, report.score, json.dumps(report.remarks)),
                    *(handed.layout, handed.person and handed.person.id),
                    *(handed.submitted and handed.submitted.isoformat(), handed.factor, handed.newer),
                    handed.stranger,
                ),
            )
            for graded in report.topics:
                grading = known.get(graded.topic)
                if grading is None:
                    grading = self._add_grading(report.submission, graded, identities[graded.topic])
                key = (self.run, report.submission, graded.topic)
                self.database.execute("INSERT INTO result VALUES (?, ?, ?, ?)", (*key, grading))
                self.database.executemany(
                    "INSERT INTO evidence VALUES (?, ?, ?, ?, ?)",
                    [(*key[:2], sign.topic, sign.what, sign.where) for sign in graded.evidence],
                )

    def _add_grading(self, submission: str, graded: Graded, identity: Identity) -> int:
        cursor = self.database.execute(
            "INSERT INTO grading (run, submission, topic, identity, lasting, mark, remarks, processor, clock)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(self.run, submission, graded.topic, identity.to_text()),
                *(graded.lasting, graded.mark, json.dumps(graded.remarks), graded.spent.processor, graded.spent.clock),
            ),
        )
        self.database.executemany(
            "INSERT INTO verdict VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [(cursor.lastrowid, *_row(result)) for result in graded.results],
        )
        return cursor.lastrowid or 0

    def finish(self) -> None:
        """End the run."""
        with writing(self.folder), self.database:
            self.database.execute("UPDATE run SET ended = ? WHERE id = ?", (_now(), self.run))


def _row(result: CheckResult) -> tuple[str | float | bool | None, ...]:
    return (
        *(result.exercise, result.check, result.sentence, result.points, result.public),
        *(result.verdict.value, result.message, result.diagnosis, result.distance, result.example),
        result.shown.to_text() if result.shown else None,
    )


def check_result(topic: str, *row: str | float | None) -> CheckResult:
    """A row of the table `verdict`, without its grading and in the order of its columns."""
    exercise, check, sentence, points, public, verdict, message, diagnosis, distance, example, shown = row
    return CheckResult(
        topic=topic,
        exercise=str(exercise),
        check=str(check),
        sentence=str(sentence),
        points=float(points or 0),
        public=bool(public),
        verdict=Verdict(str(verdict)),
        message=str(message),
        diagnosis=None if diagnosis is None else str(diagnosis),
        distance=float(distance or 0),
        example=str(example),
        shown=None if shown is None else Example.from_text(str(shown)),
    )


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
