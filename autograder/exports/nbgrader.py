"""The CSV that nbgrader exports, for programs that read it. It is written without quotes, as nbgrader does."""

from collections.abc import Iterator
from datetime import UTC, datetime

from ..people.person import Person
from ..recording.summary import FORMULA
from .book import Book
from .people import NOTHING, Line, is_formula, lines, on_one_line
from .request import Column, Request, Tally, who

HEADER = (
    *("assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email"),
    *("raw_score", "late_submission_penalty", "score", "max_score"),
)
QUOTED = ',"'  # what cannot be written without quotes


def files(book: Book, request: Request, tally: Tally) -> Iterator[tuple[str, Iterator[str]]]:
    """`nbgrader.csv`."""
    yield "nbgrader.csv", (",".join(row) + "\n" for row in rows(book, request, tally))


def rows(book: Book, request: Request, tally: Tally) -> Iterator[list[str]]:
    """The file as cells: who handed in nothing is there with zeros."""
    yield list(HEADER)
    for line in lines(book, request, tally):
        if _writable(line.person, tally):
            yield from _graded(line, request, tally)
    for person in book.missing():
        if _writable(person, tally):
            tally.note(who(person), f"{NOTHING}: written with 0.0, as nbgrader does")
            tally.row(who(person), ["0.0"] * len(request.columns))
            for column in request.columns:
                yield _row(column, person, "", (0.0, 0.0), request.points, tally)


def _graded(line: Line, request: Request, tally: Tally) -> Iterator[list[str]]:
    scores = []
    for column in request.columns:
        raw, final = request.scaled(column.raw(line.marks)), request.scaled(column.final(line.marks))
        if raw is not None and final is not None:
            penalty = round(raw - final, 2)
            scores.append(f"{_score(raw, penalty)}")
            time = _time(line.marks.handed.submitted)
            yield _row(column, line.person, time, (raw, penalty), request.points, tally)
    tally.row(line.who, scores)


def _row(
    column: Column, person: Person, time: str, scores: tuple[float, float], points: float, tally: Tally
) -> list[str]:
    raw, penalty = scores
    last, first = _names(person.name)
    texts = [column.title or column.name, "", time, person.id, last, first, person.email]
    cells = [_plain(text) for text in texts]
    if cells != texts:
        tally.note(who(person), "commas, quotes or a formula's first character in the name or address are left out")
    return [*cells, str(raw), str(penalty), str(_score(raw, penalty)), str(float(points))]


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


def _writable(person: Person, tally: Tally) -> bool:
    """Whether the id can be written as it is; if not, that is said."""
    fine = not any(character in person.id for character in QUOTED) and person.id == on_one_line(person.id)
    if not fine or is_formula(person.id):
        tally.leave(who(person), "the id has a comma, a quote or a line end in it, or starts like a formula")
        return False
    return True
