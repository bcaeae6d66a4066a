"""Shows in the terminal how a run over a cohort went, a page at most of each kind."""

import itertools
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from rich.console import Console
from rich.table import Table

from .language import _
from .recording.summary import Summary
from .report import number
from .tell import terminal

COMMONEST = 8
PAGE = 40  # lines of one kind

T = TypeVar("T")


def show_cohort(console: Console, summary: Summary, topics: Sequence[str], folder: Path) -> None:
    """The marks as a table, the commonest misconceptions, what is odd, and whose mark changed; a page at most of each."""
    table = Table(title=_("Marks (each topic and the score out of 100)"))
    table.add_column(_("submission"), no_wrap=True, overflow="ellipsis", max_width=32)
    for topic in topics:
        table.add_column(topic.replace("_", " "), justify="right", overflow="fold")
    table.add_column(_("score"), justify="right", style="bold")
    more = _page(
        summary.marks(),
        lambda line: table.add_row(
            terminal(line.submission), *(_mark(line.topics.get(topic)) for topic in topics), _mark(line.score)
        ),
    )
    console.print(table)
    _say_more(console, more, folder / "gradebook.csv")
    _show_misconceptions(console, summary)
    _show_lines(console, "yellow", _("note"), (f"{name}: {text}" for name, text in summary.remarks()), folder)
    faults = (f"{name}, {topic}, {check}: {message}" for name, topic, check, message in summary.faults())
    _show_lines(console, "magenta", _("grader fault"), faults, folder)
    evidence = (
        f"{name}: {sign.what} ({sign.where})" + (_(", and {count} more signs").format(count=more) if more else "")
        for name, sign, more in summary.evidence()
    )
    _show_lines(console, "red", _("evidence of tampering"), evidence, folder)
    _show_changes(console, summary, folder)


def _page(items: Iterator[T], show: Callable[[T], None]) -> int:
    """Show the first items; how many more there are."""
    for item in itertools.islice(items, PAGE):
        show(item)
    return sum(1 for _ in items)


def _say_more(console: Console, more: int, where: Path) -> None:
    if more:
        console.print(_("… and {count} more: all are in {file}.").format(count=more, file=where), markup=False)


def _show_lines(console: Console, style: str, kind: str, lines: Iterator[str], folder: Path) -> None:
    more = _page(lines, lambda line: console.print(f"[{style}]{kind}[/] {terminal(line)}"))
    _say_more(console, more, folder / "gradebook.sqlite")


def _mark(value: float | None) -> str:
    return number(value) or "–"


def _show_misconceptions(console: Console, summary: Summary) -> None:
    table = Table(title=_("The commonest misconceptions"))
    table.add_column(_("submissions"), justify="right")
    table.add_column(_("exercise"), overflow="fold")
    table.add_column(
        _("misconception, and what the student is told"), overflow="fold"
    )  # of wide letters rich drops some
    for count, topic, exercise, name, told in summary.misconceptions(COMMONEST):
        table.add_row(str(count), f"{topic}\n{exercise}", f"[bold]{name}[/]\n{terminal(told)}")
    if table.row_count:
        console.print(table)


def _show_changes(console: Console, summary: Summary, folder: Path) -> None:
    table = Table(title=_("Marks that changed since the last run"))
    table.add_column(_("submission"), overflow="fold")
    table.add_column(_("topic"), overflow="fold")
    table.add_column(_("from"), justify="right", overflow="fold")
    table.add_column(_("to"), justify="right", overflow="fold")
    table.add_column(_("why"), overflow="fold")
    more = _page(
        summary.changes(),
        lambda change: table.add_row(
            *(terminal(change.submission), change.topic, _mark(change.before), _mark(change.now)),
            terminal(change.why),
        ),
    )
    if table.row_count:
        console.print(table)
    _say_more(console, more, folder / "gradebook.sqlite")
