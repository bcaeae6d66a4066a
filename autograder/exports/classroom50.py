"""Classroom 50's result.json, a folder for each student. Its numbers are integers: points are written in hundredths."""

import json
import os
import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from ..language import _
from ..push.classroom import head
from ..report import CheckResult
from ..showing import printable
from ..verdict import Verdict
from .book import Book
from .people import Line, lines, without_submission
from .request import Column, Log, Request

HUNDREDTHS = 100
OWNER = re.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,38}")  # names that GitHub gives
COURSE = ("CLASSROOM", "ASSIGNMENT")  # what the environment says of all submissions


def files(book: Book, request: Request, log: Log) -> Iterator[tuple[str, Iterable[str]]]:
    """`classroom50/<column>/<owner>/result.json`; the owner is the login, which the collection compares."""
    environment = dict(os.environ) if book.submissions == 1 else {}  # it describes one submission
    if not os.environ.get("CLASSROOM"):
        log.note("CLASSROOM", _("is not set: Classroom 50 takes a result only with the short name of its classroom"))
    for line in lines(book, request, log):
        owner = line.person.login if book.roster else environment.get("OWNER", line.person.id)
        if not OWNER.fullmatch(owner):
            log.leave(line.who, _("no GitHub login: Classroom 50 rejects results of nobody"))
            continue
        grades = [f"{value:.2f}" for value in request.finals(line.marks) if value is not None]
        log.row(line.who, grades)
        report = book.report(line.marks.submission)
        for column in request.columns:
            results = [result for result in report.results if result.topic in column.topics]
            points = request.scaled(column.final(line.marks))
            if points is not None:
                found = _head(book, column, line, owner, environment) | _scores(points, request.points, results)
                yield f"classroom50/{column.name}/{owner}/result.json", [json.dumps(found, indent=1) + "\n"]
    without_submission(book, log)


def _head(book: Book, column: Column, line: Line, owner: str, environment: dict[str, str]) -> dict[str, Any]:
    graded = datetime.fromisoformat(book.ended)
    course = {"ASSIGNMENT": column.title or column.name} | {
        name: os.environ[name] for name in COURSE if name in os.environ
    }
    return head(environment | course | {"OWNER": owner}, line.marks.handed.submitted or graded, graded)


def _scores(points: float, maximum: float, results: list[CheckResult]) -> dict[str, Any]:
    """The score, and the tests that could be judged, whose maxima add up to the whole."""
    whole = round(maximum * HUNDREDTHS)
    judged = [result for result in results if result.verdict is not Verdict.GRADER_FAULT]
    shares = _shares(judged, whole)
    tests = [
        {
            "test-name": printable(f"{result.exercise}: {result.sentence}"),
            "passed": result.verdict is Verdict.PASSED,
            "score": share if result.verdict is Verdict.PASSED else 0,
            "max-score": share,
        }
        for result, share in zip(judged, shares, strict=True)
    ]
    return {"score": round(points * HUNDREDTHS), "max-score": whole, "tests": tests}


def _shares(results: list[CheckResult], whole: int) -> list[int]:
    """What each check is worth of the whole: each topic as much, in integers that add up to it."""
    topics = {result.topic: 0.0 for result in results}
    for result in results:
        topics[result.topic] += result.points
    shares, reached, given = [], 0.0, 0
    for result in results:
        reached += result.points / topics[result.topic] * whole / len(topics)
        shares.append(round(reached) - given)
        given += shares[-1]
    return shares
