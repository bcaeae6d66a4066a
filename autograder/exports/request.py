"""What is asked of an export, and what there is to tell about it."""

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ..language import _
from ..people.person import Person
from ..recording.summary import Marks
from ..report import MAX_SCORE
from ..verdict import BadInput

SCORE = "score"


@dataclass(frozen=True)
class Column:
    """A column of grades: a topic, or the whole score. `title`: what the other system calls it; may be empty."""

    name: str
    topics: tuple[str, ...]
    title: str = ""

    @property
    def heading(self) -> str:
        """What stands above the column."""
        return self.title or ("All topics" if self.name == SCORE else self.name.replace("_", " ").capitalize())

    def judged(self, marks: Marks) -> list[str]:
        """Its topics of which at least one check was judged."""
        return [topic for topic in self.topics if marks.topics.get(topic) is not None]

    def raw(self, marks: Marks) -> float | None:
        """The mark out of 100 before the late rule; None, and not 0, where the grader could judge nothing."""
        if not self.judged(marks):
            return None
        return marks.score if self.name == SCORE else marks.topics[self.name]

    def final(self, marks: Marks) -> float | None:
        """The same after the late rule."""
        if not self.judged(marks):
            return None
        return marks.final if self.name == SCORE else marks.final_of(self.name)


@dataclass(frozen=True)
class Request:
    """The columns, what a full mark is worth, and how people and hidden checks are shown.

    by: the identifier of Moodle, `id` or `email`. hidden: Gradescope's visibility of hidden checks.
    """

    columns: tuple[Column, ...]
    points: float = MAX_SCORE
    by: str = "id"
    hidden: str = "hidden"

    @property
    def topics(self) -> tuple[str, ...]:
        """All topics of the columns, each once."""
        return tuple(dict.fromkeys(topic for column in self.columns for topic in column.topics))

    def scaled(self, mark: float | None) -> float | None:
        """A mark out of 100 as points, to two decimals: LMSs take finer differences for none."""
        return None if mark is None else round(mark * self.points / MAX_SCORE, 2)

    def finals(self, marks: Marks) -> list[float | None]:
        """The points of each column after the late rule."""
        return [self.scaled(column.final(marks)) for column in self.columns]


@dataclass(frozen=True)
class Told:
    """Something to say about somebody."""

    who: str
    what: str


@dataclass
class Log:
    """How an export went: its rows, who is left out and why, and what else is to be said.

    shown: the rows, if they are to be shown. advance: is called for each row, and for each person who is left out.
    """

    advance: Callable[[], None] = lambda: None
    rows: int = 0
    shown: list[tuple[str, str]] | None = None
    left: list[Told] = field(default_factory=list)
    notes: list[Told] = field(default_factory=list)

    def row(self, who: str, cells: Sequence[str]) -> None:
        """Count a row that is written."""
        self.advance()
        self.rows += 1
        if self.shown is not None:
            self.shown.append((who, ", ".join(cell or _("no grade") for cell in cells)))

    def leave(self, who: str, why: str) -> None:
        """Say that somebody is left out."""
        self.advance()
        self.left.append(Told(who, why))

    def note(self, who: str, what: str) -> None:
        """Say something of somebody who is written."""
        self.notes.append(Told(who, what))


def who(person: Person | None, submission: str = "") -> str:
    """How a person is called where the instructor reads it."""
    if person is None:
        return submission
    return f"{person.name} ({person.id})" if person.name else person.id


def columns(
    known: tuple[str, ...], topics: Sequence[str], title: str | None, titles: Path | None
) -> tuple[Column, ...]:
    """A column for each topic that is named, else for each line of the file of titles, else the whole score.

    Raises BadInput for a topic that was not graded, and titles that do not fit.
    """
    named = _read_titles(titles) if titles else {}
    names = list(dict.fromkeys(topics or named or [SCORE]))
    for name in names:
        if name != SCORE and name not in known:
            raise BadInput(
                _("{name} was not graded in this run. It has {known}, and {whole} for all of them.").format(
                    name=name, known=", ".join(known), whole=SCORE
                )
            )
    if title is not None:
        if len(names) > 1:
            raise BadInput(
                _(
                    "TITLE is the title of one column, and there are {count}: write them into a file of lines `topic,title` and name it with TITLES=…"
                ).format(count=len(names))
            )
        named = {names[0]: title.strip()}
    found = tuple(Column(name, known if name == SCORE else (name,), named.get(name, "")) for name in names)
    headings = [column.heading for column in found]
    if again := next((heading for heading in headings if headings.count(heading) > 1), None):
        raise BadInput(
            _("Two columns are called {again}: an import would take one for the other. Give them titles.").format(
                again=again
            )
        )
    return found


def _read_titles(path: Path) -> dict[str, str]:
    """The titles of a CSV file with lines `topic,title`; a first line that says so may be there."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = [[cell.strip() for cell in row] for row in csv.reader(file) if any(row)]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise BadInput(_("The titles in {path} cannot be read ({error}).").format(path=path, error=error)) from error
    found: dict[str, str] = {}
    for row in rows[1:] if rows and rows[0] == ["topic", "title"] else rows:
        if len(row) != 2 or not all(row) or row[0] in found:
            raise BadInput(
                _("{path}: `{row}` is not `topic,title` with a topic that no other line has.").format(
                    path=path, row=",".join(row)
                )
            )
        found[row[0]] = row[1]
    return found
