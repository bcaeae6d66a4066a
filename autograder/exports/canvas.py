"""Canvas' gradebook import: a CSV file with a row for each student and a column for each assignment.

What is written down here follows `lib/gradebook_importer.rb` of Canvas.
"""

import re
from collections.abc import Iterator, Sequence

from ..language import _
from ..people.canvas import ASSIGNMENT, MAXIMA
from ..people.person import Person
from ..recording.summary import cell
from ..report import number
from ..verdict import BadInput
from .book import Book
from .people import Line, is_formula, lines, on_one_line, without_submission
from .request import Column, Log, Request, Told, who
from .table import csv_lines

HEADER = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
INDENT = " " * 4  # as Canvas writes it
DROPPED = re.compile("(Current|Final) (Score|Points|Grade)|Override (Score|Grade|Status)")
RESERVED = {*HEADER, "LastName", "FirstName", "Integration ID", "Root Account"}
NUMBER = re.compile(r"-?[0-9.,]+%?")  # of such a field Canvas takes the last group for decimals


def check(columns: Sequence[Column]) -> list[Told]:
    """What Canvas would make of the titles. Raises BadInput for one that it drops or takes for something else."""
    notes, titles = [], dict[str, str]()
    for column in columns:
        title = column.heading
        if found := DROPPED.search(title):
            raise BadInput(
                _("Canvas drops every column with “{found}” in its title ({title}): use another title.").format(
                    found=found[0], title=title
                )
            )
        if title in RESERVED or title != on_one_line(title):
            raise BadInput(
                _("Canvas does not take “{title}” for an assignment: use another title.").format(
                    title=on_one_line(title)
                )
            )
        if is_formula(title):
            raise BadInput(_("A spreadsheet would compute the title “{title}”: use another one.").format(title=title))
        found = ASSIGNMENT.fullmatch(title)
        if found and (other := titles.setdefault(found["id"], title)) != title:
            raise BadInput(
                _("Canvas takes {other} and {title} for one assignment, by their id: give each its own.").format(
                    other=other, title=title
                )
            )
        if not found:
            notes.append(
                Told(
                    title,
                    _(
                        'has no Canvas id: unless an assignment has exactly this title, Canvas creates a new one. For an existing one: TITLE="Homework 3 (98765)", as in the export of Canvas'
                    ),
                )
            )
    return notes


def graded(book: Book, request: Request, log: Log) -> Iterator[Line]:
    """Those whom Canvas can find."""
    for line in lines(book, request, log):
        if any(identifiers(line.person)):
            yield line
        else:
            log.leave(line.who, _("no SIS ID or login that Canvas and a spreadsheet leave as it is"))
    without_submission(book, log)


def rows(book: Book, request: Request, log: Log) -> Iterator[list[str]]:
    """The file as cells."""
    yield [*HEADER, *(column.heading for column in request.columns)]
    yield [INDENT + MAXIMA, "", "", "", "", *(number(request.points) for _ in request.columns)]
    for line in graded(book, request, log):
        grades = [written(value) for value in request.finals(line.marks)]
        log.row(line.who, grades)
        yield [name_of(line.person), *identifiers(line.person), _text(line.person.section), *grades]


def files(book: Book, request: Request, log: Log) -> Iterator[tuple[str, Iterator[str]]]:
    """`canvas.csv`."""
    yield "canvas.csv", csv_lines(rows(book, request, log))


def written(value: float | None) -> str:
    """Points with two decimals and a point; nothing where there is no grade."""
    return "" if value is None else f"{value:.2f}"


def identifiers(person: Person) -> tuple[str, str, str]:
    """Canvas' number, SIS user id and login, each empty if it would arrive as something else.

    Canvas tries one after the other.
    """
    return person.canvas, _safe(person.own_id), _safe(person.login)


def _safe(identifier: str) -> str:
    mangled = NUMBER.fullmatch(identifier) and ("." in identifier or "," in identifier)
    return "" if mangled or is_formula(identifier) or identifier != on_one_line(identifier) else identifier


def name_of(person: Person) -> str:
    """The name with the id, which no name in Canvas equals: where id and login fit nobody, Canvas looks for the name.

    Of somebody without a name, or called like the row of maxima, the id.
    """
    named = person.name.strip() and MAXIMA not in person.name
    return _text(who(person) if named else person.id)


def _text(text: str) -> str:
    return cell(on_one_line(text))
