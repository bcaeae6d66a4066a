"""Tells in the terminal what an export holds, whom it leaves out, and what an import of it would change."""

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from ..language import _
from ..overview import PAGE
from ..tell import terminal
from .against import Comparison
from .book import Book
from .request import Log, Request, Told


def show_request(console: Console, book: Book, request: Request, what: str) -> None:
    """Which run is exported, and as what."""
    columns = ", ".join(column.heading for column in request.columns)
    console.print(
        _("Run {number} of {ended}, {submissions} submissions, as {what}: {columns}.").format(
            number=book.number,
            ended=book.ended[:10],
            submissions=book.submissions,
            what=what,
            columns=terminal(columns),
        )
    )
    if book.unfinished:
        console.print(
            _(
                "[yellow]note[/] run {unfinished} has not come to its end (it is being graded, or was cut short): this is the one before."
            ).format(unfinished=book.unfinished)
        )


def show_rows(console: Console, log: Log) -> None:
    """The rows that would be written."""
    table = Table(title=_("Rows"))
    table.add_column(_("who"), overflow="fold")
    table.add_column(_("what"), justify="right")
    for who, cells in log.shown or ():
        table.add_row(terminal(who), terminal(cells))
    console.print(table)


def show_people(console: Console, log: Log, listed: Path | None) -> None:
    """What is to be said of people, and who is left out: all of them, or a page where a file lists them all."""
    _show(console, f"[yellow]{_('note')}[/]", log.notes, PAGE)
    _show(console, f"[red]{_('left out')}[/]", log.left, PAGE if listed else len(log.left))
    if listed and len(log.left) > PAGE:
        console.print(_("All are in {listed}.").format(listed=listed), markup=False)


def show_comparison(console: Console, found: Comparison, path: Path) -> None:
    """What would change, in full: it is what the instructor agrees to."""
    table = Table(title=_("What an import would change ({path})").format(path=terminal(path.name)))
    table.add_column(_("who"), overflow="fold")
    table.add_column(_("column"), overflow="fold")
    table.add_column(_("from"), justify="right", overflow="fold")
    table.add_column(_("to"), justify="right", overflow="fold")
    table.add_column("", overflow="fold")
    for difference in found.differences:
        cells = (difference.who, difference.column, difference.before or "–", difference.after or "–", difference.what)
        table.add_row(*(terminal(cell) for cell in cells))
    if table.row_count:
        console.print(table)
    _show(console, f"[yellow]{_('note')}[/]", found.notes, PAGE)
    _show(console, f"[red]{_('refused')}[/]", found.refused, len(found.refused))
    _show(console, f"[dim]{_('untouched')}[/]", found.untouched, len(found.untouched))
    console.print(
        _(
            "{changed} grades would change, {same} stay as they are, {refused} rows would be refused, {untouched} people of the file are not touched."
        ).format(
            changed=len(found.differences), same=found.same, refused=len(found.refused), untouched=len(found.untouched)
        )
    )


def _show(console: Console, kind: str, told: Sequence[Told], most: int) -> None:
    for one in told[:most]:
        console.print(f"{kind} {terminal(one.who)}: {terminal(one.what)}")
    if len(told) > most:
        console.print(_("… and {count} more.").format(count=len(told) - most))
