"""Lists what was handed in, in the terminal: before grading in full, and after it what concerns people."""

import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime

from rich.console import Console
from rich.table import Table

from .collecting import Collection
from .course import served
from .language import _, ngettext, one_of, some_of
from .people.person import Person
from .reading.find import Entry
from .reading.read import read_entry
from .reading.source import Source
from .reading.submission import Submission
from .reading.syntax import no_python
from .tell import terminal
from .verdict import Unanswered

NAMED = 10  # names in one line


def show_collection(console: Console, collection: Collection, topics: Sequence[str]) -> None:
    """Every entry: who, what, which layout, when; then what is odd. Files are read, and nothing of them is run."""
    read = [(entry, read_entry(entry, topics, served().assignments)) for entry in collection.entries]
    table = Table(title=_("Handed in"))
    columns = [
        _("submission"),
        _("layout"),
        *([_("who")] if collection.deal.roster else []),
        _("files"),
        _("handed in"),
    ]
    for column in columns:
        table.add_column(column, overflow="fold")
    for entry, submission in read:
        who = [_who(entry.handed.person)] if collection.deal.roster else []
        cells = (entry.name, entry.handed.layout, *who, ", ".join(_files(submission)) or "–", _when(entry, collection))
        table.add_row(*map(terminal, cells))
    console.print(table)
    for entry, submission in read:
        sources = [answer for answer in submission.answers.values() if isinstance(answer, Source)]
        for remark in [*submission.remarks, *_refusals(submission), *(no_python(sources) if sources else [])]:
            console.print(f"[yellow]{_('note')}[/] {terminal(f'{entry.name}: {remark}')}")
    show_people(console, collection)
    layouts = Counter(entry.handed.layout for entry in collection.entries)
    console.print(
        _("{count} submissions: {layouts}.").format(
            count=len(read), layouts=", ".join((f"{number} {name}" for name, number in layouts.items()))
        )
    )


def show_people(console: Console, collection: Collection, most: int | None = None) -> None:
    """Who is missing, twice there or unknown, and whose time nothing tells; `most` lines of each kind."""
    for kind, group in itertools.groupby(_lines(collection), key=lambda line: line[0]):
        lines = [line for _kind, line in group]
        for line in lines[:most]:
            console.print(f"[yellow]{kind}[/] {terminal(line)}")
        if most and len(lines) > most:
            console.print(
                _("… and {count} more: `make collect` lists all.").format(count=len(lines) - most), markup=False
            )


def _lines(collection: Collection) -> Iterator[tuple[str, str]]:
    for name in collection.unmatched:
        yield _("unmatched"), _("{name}: nobody in the roster.").format(name=name)
    for name, people in collection.ambiguous:
        yield _("unmatched"), _("{name}: may be {people}.").format(name=name, people=one_of(map(_who, people)))
    for person, names, counts in collection.twice:
        told = _("{person}: {names}; {counts} counts.") if counts else _("{person}: {names}; no time decides.")
        yield _("twice"), told.format(person=_who(person), names=", ".join(names), counts=counts)
    for person in collection.missing:
        names = [name for name, people in collection.ambiguous if person in people]
        unless = _("{person}, unless this is theirs: {names}.")
        yield _("missing"), unless.format(person=_who(person), names=some_of(names, NAMED)) if names else _who(person)
    if collection.deal.rule and collection.untimed:
        yield (
            _("no time"),
            _("{names}: nothing tells when, so no late rule was applied.").format(
                names=some_of(collection.untimed, NAMED)
            ),
        )


def _who(person: Person | None) -> str:
    return " ".join(filter(None, (person.name, f"({person.id})"))) if person else "–"


def _files(submission: Submission) -> Iterator[str]:
    for topic, answer in submission.answers.items():
        if isinstance(answer, Source):
            yield answer.name
        elif not isinstance(answer, Unanswered):
            yield f"{topic} ({answer.verdict.said})"


def _refusals(submission: Submission) -> Iterator[str]:
    """Why files that are there answer nothing."""
    for answer in submission.answers.values():
        if not isinstance(answer, Source | Unanswered):
            yield str(answer)


def _when(entry: Entry, collection: Collection) -> str:
    submitted, days = entry.handed.submitted, collection.days(entry)
    at = _local(submitted, collection) if submitted else "–"
    return ngettext("{at}, {days} day late", "{at}, {days} days late", days).format(at=at, days=days) if days else at


def _local(moment: datetime, collection: Collection) -> str:
    """A moment by the clock of the place where work was due."""
    due = collection.deal.due
    return moment.astimezone(due.tzinfo if due else moment.tzinfo).isoformat(" ", "minutes")
