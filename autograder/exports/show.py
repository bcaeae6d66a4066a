"""Tells in the terminal what an export holds, whom it leaves out, and what an import of it would change."""

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from ..overview import PAGE
from ..tell import terminal
from .against import Comparison
from .book import Book
from .request import Log, Request, Told


def show_request(console: Console, book: Book, request: Request, what: str) -> None:
    """Which run is exported, and as what."""
    columns = ", ".join(column.heading for column in request.columns)
    console.print(
        f"Run {book.number} of {book.ended[:10]}, {book.submissions} submissions, as {what}: {terminal(columns)}."
    )
    if book.unfinished:
        console.print(
            f"[yellow]note[/] run {book.unfinished} has not come to its end (it is being graded, or was cut short): "
            "this is the one before."
        )


def show_rows(console: Console, log: Log) -> None:
    """The rows that would be written."""
    table = Table(title="Rows")
    table.add_column("who")
    table.add_column("what", justify="right")
    for who, cells in log.shown or ():
        table.add_row(terminal(who), terminal(cells))
    console.print(table)


def show_people(console: Console, log: Log, listed: Path | None) -> None:
    """What is to be said of people, and who is left out: all of them, or a page where a file lists them all."""
    _show(console, "[yellow]note[/]", log.notes, PAGE)
    _show(console, "[red]left out[/]", log.left, PAGE if listed else len(log.left))
    if listed and len(log.left) > PAGE:
        console.print(f"All are in {listed}.", markup=False)


def show_comparison(console: Console, found: Comparison, path: Path) -> None:
    """What would change, in full: it is what the instructor agrees to."""
    table = Table(title=f"What an import would change ({terminal(path.name)})")
    for heading in ("who", "column", "from", "to", ""):
        table.add_column(heading, justify="right" if heading in ("from", "to") else "left", overflow="fold")
    for difference in found.differences:
        cells = (difference.who, difference.column, difference.before or "–", difference.after or "–", difference.what)
        table.add_row(*(terminal(cell) for cell in cells))
    if table.row_count:
        console.print(table)
    _show(console, "[yellow]note[/]", found.notes, PAGE)
    _show(console, "[red]refused[/]", found.refused, len(found.refused))
    _show(console, "[dim]untouched[/]", found.untouched, len(found.untouched))
    console.print(
        f"{len(found.differences)} grades would change, {found.same} stay as they are, "
        f"{len(found.refused)} rows would be refused, {len(found.untouched)} people of the file are not touched."
    )


def _show(console: Console, kind: str, told: Sequence[Told], most: int) -> None:
    for one in told[:most]:
        console.print(f"{kind} {terminal(one.who)}: {terminal(one.what)}")
    if len(told) > most:
        console.print(f"… and {len(told) - most} more.")
