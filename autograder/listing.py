"""Lists what was handed in, in the terminal: before grading in full, and after it what concerns people."""

import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime

from rich.console import Console
from rich.table import Table

from .collecting import Collection
from .course import ASSIGNMENTS
from .people.person import Person
from .reading.find import Entry
from .reading.read import read_entry
from .reading.source import Source
from .reading.submission import Submission
from .tell import terminal
from .verdict import Unanswered

NAMED = 10  # names in one line


def show_collection(console: Console, collection: Collection, topics: Sequence[str]) -> None:
    """Every entry: who, what, which layout, when; then what is odd. Files are read, and nothing of them is run."""
    read = [(entry, read_entry(entry, topics, ASSIGNMENTS)) for entry in collection.entries]
    table = Table(title="Handed in")
    columns = ["submission", "layout", *(["who"] if collection.deal.roster else []), "files", "handed in"]
    for column in columns:
        table.add_column(column, overflow="fold")
    for entry, submission in read:
        who = [_who(entry.handed.person)] if collection.deal.roster else []
        cells = (entry.name, entry.handed.layout, *who, ", ".join(_files(submission)) or "–", _when(entry, collection))
        table.add_row(*map(terminal, cells))
    console.print(table)
    for entry, submission in read:
        for remark in [*submission.remarks, *_refusals(submission)]:
            console.print(f"[yellow]note[/] {terminal(f'{entry.name}: {remark}')}")
    show_people(console, collection)
    layouts = Counter(entry.handed.layout for entry in collection.entries)
    console.print(f"{len(read)} submissions: {', '.join(f'{number} {name}' for name, number in layouts.items())}.")


def show_people(console: Console, collection: Collection, most: int | None = None) -> None:
    """Who is missing, twice there or unknown, and whose time nothing tells; `most` lines of each kind."""
    for kind, group in itertools.groupby(_lines(collection), key=lambda line: line[0]):
        lines = [line for _, line in group]
        for line in lines[:most]:
            console.print(f"[yellow]{kind}[/] {terminal(line)}")
        if most and len(lines) > most:
            console.print(f"… and {len(lines) - most} more: `make collect` lists all.", markup=False)


def _lines(collection: Collection) -> Iterator[tuple[str, str]]:
    for name in collection.unmatched:
        yield "unmatched", f"{name}: nobody in the roster."
    for name, people in collection.ambiguous:
        yield "unmatched", f"{name}: may be {' or '.join(map(_who, people))}."
    for person, names, counts in collection.twice:
        yield "twice", f"{_who(person)}: {', '.join(names)}; {f'{counts} counts' if counts else 'no time decides'}."
    for person in collection.missing:
        yield "missing", _who(person)
    if collection.deal.rule and collection.untimed:
        yield "no time", f"{_some(collection.untimed)}: nothing tells when, so no late rule was applied."


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return ", ".join(names[:NAMED]) + more


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
    return f"{at}, {days} days late" if days else at


def _local(moment: datetime, collection: Collection) -> str:
    """A moment by the clock of the place where work was due."""
    due = collection.deal.due
    return moment.astimezone(due.tzinfo if due else moment.tzinfo).isoformat(" ", "minutes")
