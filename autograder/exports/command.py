"""The command `export`."""

import math
from collections import deque
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from .. import tell
from ..language import _, all_of
from ..options import Number, Whole
from ..report import MAX_SCORE
from ..verdict import BadInput
from . import show
from .against import compare
from .book import Book
from .formats import FORMATS, Format
from .moodle import IDENTIFIERS
from .request import Log, Request, columns
from .write import left_out_name, write


class Points(Number):
    """What a full mark may be worth: a number that two decimals can hold, and that has an end."""

    def __init__(self) -> None:
        super().__init__(min=0.01)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The number. What is none, `nan` and `inf` are refused."""
        number = super().convert(value, param, ctx)
        if math.isinf(number):
            self.fail(_("{value} is no number of points: write one such as 20.").format(value=value), param, ctx)
        return number


@click.command()
@click.argument("topics", nargs=-1)
@click.option("--format", "name", type=click.Choice(list(FORMATS)), help=_("What it is for; docs/exports.md."))
@click.option("--out", type=click.Path(path_type=Path), default=Path("grades"), help=_("Folder of the gradebook."))
@click.option("--run", type=Whole(min=1), help=_("Which run; by default the last that came to its end."))
@click.option("--title", help=_("What the other system calls the column, such as Homework 3 (98765)."))
@click.option("--titles", type=click.Path(path_type=Path), help=_("A CSV file of lines topic,title."))
@click.option("--points", type=Points(), default=MAX_SCORE, help=_("What a full mark is worth there."))
@click.option("--by", type=click.Choice(list(IDENTIFIERS)), default="id", help=_("What Moodle finds people by."))
@click.option("--against", type=click.Path(path_type=Path), help=_("A gradebook that Canvas or Moodle exported."))
@click.option("--dry-run", is_flag=True, help=_("Show what would be written and changed; write nothing."))
@click.option("--after-published", is_flag=True, help=_("Gradescope: show hidden results once grades are published."))
def export(
    topics: tuple[str, ...],
    name: str | None,
    out: Path,
    run: int | None,
    title: str | None,
    titles: Path | None,
    points: float,
    by: str,
    against: Path | None,
    dry_run: bool,
    after_published: bool,
) -> None:
    """Export grades of a gradebook: the whole score, or a column for each of TOPICS."""
    if not name:
        raise BadInput(_("Say with FORMAT=… what the export is for: {formats}.").format(formats=", ".join(FORMATS)))
    console, form = tell.console(), FORMATS[name]
    if against and not form.importing:
        known = all_of(key for key, each in FORMATS.items() if each.importing)
        raise BadInput(
            _("AGAINST= compares with a gradebook file of {known}: {name} has none.").format(known=known, name=name)
        )
    with Book(out, run) as book:
        hidden = "after_published" if after_published else "hidden"
        request = Request(columns(book.topics(), topics, title, titles), points, by, hidden)
        log = Log(notes=form.importing.check(request.columns) if form.importing else [])
        log.shown = [] if dry_run and not against else None
        show.show_request(console, book, request, _(form.what))
        folder = None if dry_run else out / "exports"
        with tell.progress(console, book.submissions, _("Exporting")) as log.advance:
            written = _export(book, request, log, name, folder)
        if log.shown is not None:
            show.show_rows(console, log)
        show.show_people(console, log, folder and folder / left_out_name(name))
        if against:
            _compare(console, book, request, form, against)
    where = _("In {files}.").format(files=", ".join(map(str, written))) if written else _("Nothing is written.")
    console.print(
        _("{rows} rows, {left} left out. {where}").format(rows=log.rows, left=len(log.left), where=where), markup=False
    )


def _export(book: Book, request: Request, log: Log, name: str, folder: Path | None) -> list[Path]:
    """Write the export, or without a folder go through it all the same; what is written."""
    files = FORMATS[name].files(book, request, log)
    if folder:
        return write(files, log.left, folder, name)
    for _name, pieces in files:
        deque(pieces, maxlen=0)
    return []


def _compare(console: Console, book: Book, request: Request, form: Format, against: Path) -> None:
    if form.importing:
        lines = form.importing.graded(book, request, Log())  # who is left out has been told
        show.show_comparison(console, compare(lines, against, request, form.importing.lms), against)
