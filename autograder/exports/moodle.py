"""Moodle's grade import: a CSV file with one identifier, and a grade and a feedback for each column.

What is written down here follows `grade/import/csv/classes/load_data.php` of Moodle.
"""

import html
from collections.abc import Iterator, Sequence

from ..language import _
from ..people.person import Person
from ..report import CheckResult, Report, number
from ..showing import printable
from ..verdict import BadInput, Verdict
from .book import Book
from .people import Line, is_formula, lines, on_one_line, without_submission
from .request import Column, Log, Request, Told
from .table import csv_lines

IDENTIFIERS = {"id": "ID number", "email": "Email address", "login": "Username"}  # as Moodle's own export calls them
NO_GRADE = "-"  # a blank is one only where the column exists already
TIME_OF_EXPORT = "Last downloaded from this course"  # turns the import into one that refuses newer grades
USUAL_MAXIMUM = 100


def check(columns: Sequence[Column]) -> list[Told]:
    """Nothing to say, unless a title is refused: then BadInput."""
    headers = [*IDENTIFIERS.values(), TIME_OF_EXPORT]
    for column in columns:
        for title in (column.heading, feedback_heading(column)):
            if title in headers or title != on_one_line(title) or is_formula(title):
                raise BadInput(
                    _("Moodle would not take the column “{title}” for grades: use another title.").format(
                        title=on_one_line(title)
                    )
                )
            headers.append(title)
    return []


def feedback_heading(column: Column) -> str:
    """What stands above the feedback."""
    return f"{column.heading} feedback"


def graded(book: Book, request: Request, log: Log) -> Iterator[Line]:
    """Those whom Moodle can find, and by whose identifier it finds nobody else."""
    shared = book.shared_emails() if request.by == "email" else set()
    if request.points > USUAL_MAXIMUM:
        log.note(
            "POINTS",
            _("above {most} Moodle aborts the import, unless the site allows unlimited grades").format(
                most=USUAL_MAXIMUM
            ),
        )
    for line in lines(book, request, log):
        identifier = identifier_of(line.person, request.by)
        if request.by == "id" and line.person.borrowed:
            log.leave(line.who, _("the roster has no ID number of this person: BY=email or BY=login"))
        elif reason := _unusable(identifier, IDENTIFIERS[request.by]):
            log.leave(line.who, reason)
        elif identifier in shared:
            log.leave(line.who, _("{identifier} is the address of somebody else, too").format(identifier=identifier))
        else:
            yield line
    without_submission(book, log)


def rows(book: Book, request: Request, log: Log) -> Iterator[list[str]]:
    """The file as cells."""
    headings = [(column.heading, feedback_heading(column)) for column in request.columns]
    yield [IDENTIFIERS[request.by], *(title for pair in headings for title in pair)]
    for line in graded(book, request, log):
        report = book.report(line.marks.submission)
        grades = [written(value) for value in request.finals(line.marks)]
        log.row(line.who, grades)
        told = [feedback(report, column, line.marks.handed.factor) for column in request.columns]
        pairs = zip(grades, told, strict=True)
        yield [identifier_of(line.person, request.by), *(text for pair in pairs for text in pair)]


def files(book: Book, request: Request, log: Log) -> Iterator[tuple[str, Iterator[str]]]:
    """`moodle.csv`."""
    yield "moodle.csv", csv_lines(rows(book, request, log), quoted=True)


def written(value: float | None) -> str:
    """Points with two decimals; a dash where there is no grade."""
    return NO_GRADE if value is None else f"{value:.2f}"


def identifier_of(person: Person, by: str) -> str:
    """What Moodle finds a person by. It compares capitals, too."""
    return {"id": person.own_id, "email": person.email, "login": person.login}[by]


def feedback(report: Report, column: Column, factor: float) -> str:
    """What the student reads beside the grade, as HTML in one line: what to repair, and what lateness took off."""
    results = [result for result in report.results if result.topic in column.topics]
    left = [result for result in results if result.verdict not in (Verdict.PASSED, Verdict.GRADER_FAULT)]
    late = (
        _("Handed in late: {percent} % of the mark counts.").format(percent=number(100 * factor)) if factor != 1 else ""
    )
    if not left:
        fine = (
            _("All {count} checks pass.").format(count=len(results)) if not report.faults else _("Nothing to repair.")
        )
        return f"{late} {fine}".strip()
    repair = _("{left} of {count} checks to repair.").format(left=len(left), count=len(results))
    said = html.escape(printable(" ".join(_told(left))), quote=False)
    return f"{late} {repair} {said}".strip()


def _told(left: list[CheckResult]) -> Iterator[str]:
    """Each message once, with the exercises that it is about; what waits for something else is not told."""
    exercises: dict[str, dict[str, None]] = {}
    for result in left:
        if result.verdict is not Verdict.SKIPPED:
            exercises.setdefault(result.message or f"{result.verdict.said}.", {})[result.exercise] = None
    yield from (f"{', '.join(names)}: {message}" for message, names in exercises.items())


def _unusable(identifier: str, header: str) -> str:
    """Why an identifier cannot be written. Moodle takes the row of a blank one, or of 0, for the student before it."""
    if not identifier.strip() or identifier.strip() == "0":
        return _("no {header}: Moodle would give this grade to the student in the row before").format(header=header)
    if identifier != on_one_line(identifier):
        return _("the {header} has blanks around it or characters that cannot be printed").format(header=header)
    return (
        _("a spreadsheet would compute the {header} {identifier}").format(header=header, identifier=identifier)
        if is_formula(identifier)
        else ""
    )
