"""The gradebook files that Canvas and Moodle export, read to see what an import would change."""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from ..language import N_, _, one_of
from ..people import canvas as gradebook
from ..people.person import Person
from ..report import number
from ..verdict import BadInput
from . import canvas, moodle
from .people import on_one_line
from .request import Column, Request, Told

NOT_ASSIGNED = "N/A"  # what Canvas writes where an assignment is not this student's
DELIMITERS = ",;\t"
NO_POINTS = ("Percentage", "Letter", "Feedback")  # other columns that Moodle exports of a title


@dataclass(frozen=True)
class Theirs:
    """A person of the file: the identifiers by which an import finds people, first things first, and the grades.

    names: what else the person is called; by these an import finds nobody.
    """

    name: str
    keys: tuple[str, ...]
    grades: tuple[str, ...]
    names: tuple[str, ...] = ()


@dataclass
class TheirFile:
    """The people of a file, which have to be held to be found, and what the import would do with whole columns."""

    people: list[Theirs] = field(default_factory=list)
    notes: list[Told] = field(default_factory=list)


class Canvas:
    """Canvas' own export."""

    unknown = N_("not in that file: Canvas asks who this is")

    def keys(self, person: Person, request: Request) -> tuple[str, ...]:  # noqa: ARG002 - it is told all of them
        """What the import tries, in this order; the name that it tries at last is written so that it fits nobody."""
        return canvas.identifiers(person)

    def read(self, path: Path, request: Request) -> TheirFile:
        """The file's people. Raises BadInput where it is no export of Canvas."""
        found = TheirFile()
        with _rows(path) as (header, rows):
            if not gradebook.is_gradebook(header):
                raise BadInput(
                    _("{path} is no gradebook export of Canvas: its first cells are not Student and ID.").format(
                        path=path
                    )
                )
            places = [self._place(header, column) for column in request.columns]
            _note_absent(found, places, request, _("Canvas creates a new assignment"))
            for row in rows:
                if gradebook.MAXIMA in row[0]:
                    found.notes += self._about_maxima(row, places, request)
                elif gradebook.is_person(cells := _known(header, row)):
                    found.people.append(self._person(cells, tuple(_cell(row, place) for place in places)))
        return found

    def _person(self, cells: Mapping[str, str], grades: tuple[str, ...]) -> Theirs:
        name = gradebook.name_of(cells)
        last, _comma, first = name.partition(", ")
        keys = tuple(cells.get(column, "") for column in ("canvas", "id", "login"))
        return Theirs(name, keys, grades, (name, f"{first} {last}") if first else (name,))

    def _place(self, header: Sequence[str], column: Column) -> int | None:
        """By the id, else by the whole title."""
        ours = gradebook.ASSIGNMENT.fullmatch(column.heading)
        theirs = [gradebook.ASSIGNMENT.fullmatch(title) for title in header]
        by_id = [index for index, title in enumerate(theirs) if ours and title and title["id"] == ours["id"]]
        titles = [title["title"] if title else "" for title in theirs]
        return next(iter(by_id), _index(header, column.heading) if ours else _index(titles, column.heading))

    def _about_maxima(self, row: Sequence[str], places: Sequence[int | None], request: Request) -> Iterator[Told]:
        for place, column in zip(places, request.columns, strict=True):
            maximum = _cell(row, place)
            if "read only" in maximum:
                yield Told(column.heading, _("is read only in Canvas: the import ignores it"))
            elif isinstance(value := grade(maximum), float) and value != request.points:
                yield Told(
                    column.heading,
                    _("is out of {value} in Canvas, these grades are out of {points}: use POINTS={value}").format(
                        value=number(value), points=number(request.points)
                    ),
                )


class Moodle:
    """Moodle's own export, as plain text with any of its separators but the colon."""

    unknown = N_("not in that file: Moodle aborts the whole import")

    def keys(self, person: Person, request: Request) -> tuple[str, ...]:
        """The identifier that the file to import has."""
        return (moodle.identifier_of(person, request.by),)

    def read(self, path: Path, request: Request) -> TheirFile:
        """The file's people. Raises BadInput where it has no column of the identifiers."""
        found, identifier = TheirFile(), moodle.IDENTIFIERS[request.by]
        with _rows(path) as (header, rows):
            if identifier not in header:
                raise BadInput(
                    _(
                        "{path} has no column “{identifier}”: export it with one, or choose another of BY={choices}."
                    ).format(path=path, identifier=identifier, choices=one_of(moodle.IDENTIFIERS))
                )
            places = [self._place(header, column.heading) for column in request.columns]
            _note_absent(found, places, request, _("choose “new grade item”, or give the title that Moodle has"))
            names = [_index(header, name) for name in ("First name", "Last name", "Surname")]
            for row in rows:
                key = _cell(row, header.index(identifier))
                name = " ".join(filter(None, (_cell(row, place) for place in names)))
                found.people.append(Theirs(name or key, (key,), tuple(_cell(row, place) for place in places)))
        return found

    def _place(self, header: Sequence[str], title: str) -> int | None:
        """By the whole title, else as `Assignment: Homework 3 (Real)` in any language."""
        named = re.compile(rf"(?:[^:]+: )?{re.escape(title)}(?: \((?P<kind>[^()]*)\))?")
        found = [(index, match["kind"]) for index, name in enumerate(header) if (match := named.fullmatch(name))]
        places = (index for index, kind in found if kind not in NO_POINTS)
        return _index(header, title) or next(places, None)


def grade(text: str) -> float | str | None:
    """A grade as a number, None where there is none; a word (an excuse, a letter) as it is."""
    text = text.strip()
    if text in ("", "-"):
        return None
    whole, _, decimals = text.removesuffix("%").strip().replace(",", ".").rpartition(".")
    try:
        return float(f"{whole.replace('.', '')}.{decimals}" if whole else decimals)
    except ValueError:
        return text.upper()


def _note_absent(found: TheirFile, places: Sequence[int | None], request: Request, then: str) -> None:
    for place, column in zip(places, request.columns, strict=True):
        if place is None:
            found.notes.append(Told(column.heading, _("is no column of that file: {then}").format(then=then)))


def _index(header: Sequence[str], name: str) -> int | None:
    return header.index(name) if name in header else None


def _known(header: Sequence[str], row: Sequence[str]) -> dict[str, str]:
    """The cells by which Canvas names somebody."""
    known = ((gradebook.COLUMNS.get(title.casefold()), cell.strip()) for title, cell in zip(header, row, strict=False))
    return {column: cell for column, cell in known if column}


def _cell(row: Sequence[str], place: int | None) -> str:
    return row[place].strip() if place is not None and place < len(row) else ""


@contextmanager
def _rows(path: Path) -> Iterator[tuple[list[str], Iterator[list[str]]]]:
    """The header and the rows of a CSV file with whichever separator its first line has most of."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            first = file.readline()
            file.seek(0)
            reader = csv.reader(file, delimiter=max(DELIMITERS, key=first.count))
            header = [on_one_line(cell) for cell in next(reader, [])]
            if len(header) < 2:
                raise BadInput(_("{path} is no CSV file with a line of titles.").format(path=path))
            yield header, (row for row in reader if row)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise BadInput(_("{path} cannot be read ({error}).").format(path=path, error=error)) from error
