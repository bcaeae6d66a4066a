"""Gradescope's results.json of one submission.

https://gradescope-autograders.readthedocs.io/en/latest/specs/ says what it holds. A hidden result is hidden by its
visibility: nobody but the instructor may get the file itself.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from ..language import N_, _
from ..recording.summary import Marks
from ..report import MAX_SCORE, CheckResult, Graded, Report
from ..showing import printable
from ..verdict import Verdict
from .book import Book
from .people import without_submission
from .request import Column, Log, Request

FAILED = N_(
    "The grader itself failed. That says nothing about your answer: please tell your instructor, who can grade again."
)


def files(book: Book, request: Request, log: Log) -> Iterator[tuple[str, Iterable[str]]]:
    """`gradescope/<column>/<submission>/results.json`; none where there is no mark."""
    for marks in book.marks():
        report = book.report(marks.submission)
        for column in request.columns:
            points = request.scaled(column.final(marks))
            if points is None:
                log.leave(
                    marks.submission,
                    _("the grader failed on {heading}, so there is no mark: grade again").format(
                        heading=column.heading
                    ),
                )
                continue
            log.row(marks.submission, [f"{points:.2f}"])
            found = _exported(report, column, request, marks) | {"score": points}
            text = json.dumps(found, indent=1, ensure_ascii=False) + "\n"
            yield f"gradescope/{column.name}/{marks.submission}/results.json", [text]
    without_submission(book, log)


def _exported(report: Report, column: Column, request: Request, marks: Marks) -> dict[str, Any]:
    topics = [graded for graded in report.topics if graded.topic in column.topics]
    told = list(report.remarks)
    if marks.handed.factor != 1:
        told.append(_("Handed in late: {percent:g} % of the mark counts.").format(percent=100 * marks.handed.factor))
    faulty = any(result.verdict is Verdict.GRADER_FAULT for graded in topics for result in graded.results)
    return _document(topics, told, request.hidden, request.points, faulty=faulty)


def results(report: Report, hidden: str) -> dict[str, Any]:
    """The report of one topic as Gradescope takes it. `hidden`: the visibility of hidden checks."""
    (graded,) = report.topics
    if graded.mark is None:
        return no_results(report.faults[0].message if report.faults else "")
    return {"score": graded.mark} | _document([graded], report.remarks, hidden, MAX_SCORE, faulty=bool(report.faults))


def _document(
    topics: Sequence[Graded], told: Sequence[str], hidden: str, points: float, *, faulty: bool
) -> dict[str, Any]:
    """All but the score, which overrides the sum of the tests': it leaves out what could not be judged."""
    results = [result for graded in topics for result in graded.results]
    exercises = list(dict.fromkeys((result.topic, result.exercise) for result in results))
    worth = points / MAX_SCORE / len(topics)
    return {
        "output": "\n".join([*map(printable, told), *([_(FAILED)] if faulty else [])]),
        "output_format": "text",
        "test_output_format": "text",
        "tests": [
            _test(result, f"{exercises.index((result.topic, result.exercise)) + 1}.{index}", worth, hidden)
            for index, result in enumerate(results, 1)
        ],
    }


def _test(result: CheckResult, place: str, worth: float, hidden: str) -> dict[str, Any]:
    return {
        "name": f"{result.exercise}: {result.sentence}",
        "number": place,
        "score": round(result.earned * worth, 9),
        "max_score": round(result.points * worth, 9),
        "status": "passed" if result.verdict is Verdict.PASSED else "failed",
        "output": printable(f"{result.verdict.said}. {result.message}".strip()),
        "visibility": "visible" if result.public else hidden,
    }


def no_results(reason: str = "") -> dict[str, Any]:
    """What is said where there is no verdict; the reason is for the instructor."""
    failure = {"name": _("Why the grader failed"), "output": reason, "visibility": "hidden", "status": "failed"}
    told = {"name": _("The grader failed"), "output": _(FAILED), "visibility": "visible", "status": "failed"}
    return {"score": 0, "output": _(FAILED), "output_format": "text", "tests": [told, *([failure] if reason else [])]}
