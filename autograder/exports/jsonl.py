"""JSON lines for analysis: one object for each verdict. Names and addresses are not in it, ids are."""

import json
import math
from collections.abc import Iterator

from ..recording.summary import Marks
from ..report import CheckResult
from .book import Book
from .request import Log, Request


def files(book: Book, request: Request, log: Log) -> Iterator[tuple[str, Iterator[str]]]:
    """`verdicts.jsonl`."""
    yield "verdicts.jsonl", _lines(book, request, log)


def _lines(book: Book, request: Request, log: Log) -> Iterator[str]:
    for marks in book.marks():
        results = [result for result in book.report(marks.submission).results if result.topic in request.topics]
        log.row(marks.submission, [f"{len(results)} verdicts"])
        for result in results:
            yield json.dumps(_verdict(book, marks, result), ensure_ascii=False, allow_nan=False) + "\n"


def _verdict(book: Book, marks: Marks, result: CheckResult) -> dict[str, object]:
    handed = marks.handed
    return {
        "run": book.number,
        "submission": marks.submission,
        "person": handed.person.id if handed.person else None,
        "submitted": handed.submitted.isoformat() if handed.submitted else None,
        "factor": handed.factor,
        "score": marks.score,
        "mark": marks.topics.get(result.topic),
        **result.facts,
        "distance": result.distance if math.isfinite(result.distance) else None,
        "message": result.message,
        "example": result.example,
    }
