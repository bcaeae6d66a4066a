"""A plain CSV file: all that the gradebook says of each submission in numbers, and who handed in nothing."""

from collections.abc import Iterator

from ..people.person import Person
from ..recording.summary import cell
from ..report import MAX_SCORE, number
from .book import Book
from .request import SCORE, Column, Log, Request, who
from .table import csv_lines

HEADER = ("submission", "id", "name", "email", "section", "login", "canvas", "submitted", "factor")


def files(book: Book, request: Request, log: Log) -> Iterator[tuple[str, Iterator[str]]]:
    """`grades.csv`."""
    yield "grades.csv", csv_lines(rows(book, request, log))


def rows(book: Book, request: Request, log: Log) -> Iterator[list[str]]:
    """The file as cells: marks before lateness by topic, then each column after it. Formulas are made texts."""
    final = ["final" if column.name == SCORE else f"{column.name}_final" for column in request.columns]
    score = Column(SCORE, book.topics())
    yield [*HEADER, *request.topics, SCORE, *final, "max_score"]
    for marks in book.marks():
        handed = marks.handed
        raw = [number(marks.topics.get(topic)) for topic in request.topics]
        finals = [number(column.final(marks)) for column in request.columns]
        submitted = handed.submitted.isoformat() if handed.submitted else ""
        log.row(marks.submission, finals)
        yield [
            *_texts(marks.submission, handed.person),
            *(submitted, str(handed.factor), *raw, number(score.raw(marks)), *finals, str(MAX_SCORE)),
        ]
    for person in book.missing():
        log.row(who(person), [""])
        empty = len(request.topics) + len(final) + 3
        yield [*_texts("", person), *[""] * empty, str(MAX_SCORE)]


def _texts(submission: str, person: Person | None) -> list[str]:
    one = person or Person("")
    return [cell(text) for text in (submission, one.id, one.name, one.email, one.section, one.login, one.canvas)]
