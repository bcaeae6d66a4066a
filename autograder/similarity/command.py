"""The command `similar`."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from .. import tell
from ..course import served, topic_names
from ..exports.book import Book
from ..language import _, ngettext
from ..pages.cohort import write_report
from ..reading.find import Entry, find
from ..reading.read import read_entry
from ..reading.source import Source
from ..verdict import BadInput
from .listing import Pair, write_listing
from .words import Words, words

SHOWN = 20

Programs = dict[str, tuple[Source, Words]]  # by submission; the sources without their texts


@click.command()
@click.option(
    "--submissions", type=click.Path(path_type=Path), default=lambda: served().cohort, help=_("Folder or zip.")
)
@click.option("--out", type=click.Path(path_type=Path), default=Path("grades"), help=_("Folder of the gradebook."))
def similar(submissions: Path, out: Path) -> None:
    """List pairs of submissions that are alike beyond the stub and the usual: to look at, never an accusation."""
    console, topics = tell.console(), topic_names()
    entries = find(submissions, topics)
    with tell.progress(console, len(entries), _("Reading")) as advance:
        programs = _read(entries, topics, advance)
    pairs = sorted(
        (pair for topic in topics for pair in compare(topic, programs[topic])), key=lambda p: (-p.share, -p.tokens)
    )
    path = write_listing(out, pairs)
    _show(console, pairs)
    console.print(_("All of it: {path}").format(path=path), markup=False)
    try:
        with Book(out) as book:
            console.print(_("In the report: {path}").format(path=write_report(book, book.topics(), out)), markup=False)
    except BadInput as reason:
        console.print(_("No report shows it yet. {reason}").format(reason=reason), markup=False)


def _read(entries: Sequence[Entry], topics: Sequence[str], advance: Callable[[], None]) -> dict[str, Programs]:
    found: dict[str, Programs] = {topic: {} for topic in topics}
    for entry in entries:
        for topic, answer in read_entry(entry, topics, served().assignments).answers.items():
            if isinstance(answer, Source):
                found[topic][entry.name] = replace(answer, code=b""), words(answer.code)
        advance()
    return found


def compare(topic: str, programs: Programs) -> Iterator[Pair]:
    """The pairs that are alike in one topic, most alike first."""
    from .pairs import alike  # the library behind it: no other command waits for it

    for common in alike({name: each for name, (_source, each) in programs.items()}, _known(topic)):
        one, other = (_place(programs[name][0], *lines) for name, lines in zip(common.names, common.lines, strict=True))
        yield Pair(topic, *common.names, round(common.share, 3), common.words, *one, *other)


def _known(topic: str) -> Iterator[Words]:
    """The stub and the course's own programs, right and wrong: what is written so is written so by many."""
    stub = served().assignments / topic / f"{topic}.py"
    paths = [stub, *sorted((served().solutions / topic).glob("*.py"))]
    return (words(path.read_bytes()) for path in paths if path.is_file())


def _place(source: Source, first: int, last: int) -> tuple[str, str, str]:
    return source.name, source.mark(first), source.mark(last)


def _show(console: Console, pairs: Sequence[Pair]) -> None:
    table = Table(title=_("Pairs to look at, never an accusation"))
    for column in (_("topic"), _("one"), _("other"), _("of their own in common")):
        table.add_column(column, overflow="fold")
    for pair in pairs[:SHOWN]:
        one, other = ((pair.submission, pair.place), (pair.other, pair.other_place))
        cells = ((pair.topic,), one, other, (f"{pair.share:.0%}",))
        table.add_row(*("\n".join(map(tell.terminal, lines)) for lines in cells))
    if table.row_count:
        console.print(table)
    said = ngettext(
        "{n} pair shares more than the stub and what many write.",
        "{n} pairs share more than the stub and what many write.",
        len(pairs),
    )
    console.print(said.format(n=len(pairs)))
