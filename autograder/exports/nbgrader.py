"""The CSV that nbgrader exports, for programs that read it. It is written without quotes, as nbgrader does."""

from collections.abc import Iterator
from datetime import UTC, datetime

from ..language import _
from ..people.person import Person
from ..recording.summary import FORMULA
from .book import Book
from .people import NOTHING, Line, is_formula, lines, on_one_line, settled
from .request import Column, Log, Request, who

HEADER = (
    *("assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email"),
    *("raw_score", "late_submission_penalty", "score", "max_score"),
)
QUOTED = ',"'  # what cannot be written without quotes


def files(book: Book, request: Request, log: Log) -> Iterator[tuple[str, Iterator[str]]]:
    """`nbgrader.csv`."""
    yield "nbgrader.csv", (",".join(row) + "\n" for row in rows(book, request, log))


def rows(book: Book, request: Request, log: Log) -> Iterator[list[str]]:
    """The file as cells: who handed in nothing is there with zeros, unless something that is nobody's may be theirs."""
    yield list(HEADER)
    for line in lines(book, request, log):
        if cells := _cells(line.person, log):
            yield from _graded(line, cells, request, log)
    for person in settled(book, log):
        if cells := _cells(person, log):
            log.note(who(person), _("{nothing}: written with 0.0, as nbgrader does").format(nothing=_(NOTHING)))
            log.row(who(person), ["0.0"] * len(request.columns))
            yield from (_row(column, "", cells, (0.0, 0.0), request.points) for column in request.columns)


def _graded(line: Line, cells: list[str], request: Request, log: Log) -> Iterator[list[str]]:
    scores, time = [], _time(line.marks.handed.submitted)
    for column in request.columns:
        raw, final = request.scaled(column.raw(line.marks)), request.scaled(column.final(line.marks))
        if raw is not None and final is not None:
            penalty = round(raw - final, 2)
            scores.append(f"{_score(raw, penalty)}")
            yield _row(column, time, cells, (raw, penalty), request.points)
    log.row(line.who, scores)


def _row(column: Column, time: str, cells: list[str], scores: tuple[float, float], points: float) -> list[str]:
    numbers = [*scores, _score(*scores), float(points)]
    return [_plain(column.title or column.name), "", time, *cells, *map(str, numbers)]


def _score(raw: float, penalty: float) -> float:
    return round(max(0.0, raw - penalty), 2)


def _names(name: str) -> tuple[str, str]:
    """Last and first name, of `Doe, Jane` or of `Jane Doe`."""
    if "," in name:
        last, _, first = name.partition(",")
    else:
        first, _, last = name.rpartition(" ")
    return last.strip(), first.strip()


def _plain(text: str) -> str:
    """Text that needs no quotes, and that no spreadsheet computes."""
    without = text.translate({ord(character): " " for character in QUOTED})
    return on_one_line(on_one_line(without).lstrip("".join(FORMULA)))


def _time(submitted: datetime | None) -> str:
    return submitted.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S") if submitted else ""


def _cells(person: Person, log: Log) -> list[str]:
    """Id, names and address; nothing if the id cannot be written as it is. What is not as it was is said."""
    fine = not any(character in person.id for character in QUOTED) and person.id == on_one_line(person.id)
    if not fine or is_formula(person.id):
        log.leave(who(person), _("the id has a comma, a quote or a line end in it, or starts like a formula"))
        return []
    texts = [*_names(person.name), person.email]
    cells = [_plain(text) for text in texts]
    if cells != texts:
        log.note(who(person), _("commas, quotes or a formula's first character in the name or address are left out"))
    return [person.id, *cells]
