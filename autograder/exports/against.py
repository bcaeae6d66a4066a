"""What an import would change in another system, by the file that this system exports."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from ..language import _, all_of
from ..people.person import Person
from .people import Line, on_one_line
from .request import Request, Told
from .theirs import NOT_ASSIGNED, TheirFile, Theirs, grade

Known = dict[int, dict[str, list[int]]]  # by the place of an identifier and by itself, who of the file has it


class Lms(Protocol):
    """How a system finds people, and the file that it exports. `unknown`: what it does with those it cannot find."""

    unknown: str

    def keys(self, person: Person, request: Request) -> tuple[str, ...]: ...  # noqa: D102 - the class says it

    def read(self, path: Path, request: Request) -> TheirFile: ...  # noqa: D102


@dataclass(frozen=True)
class Difference:
    """A grade that an import would change."""

    who: str
    column: str
    before: str
    after: str
    what: str


@dataclass
class Comparison:
    """differences: by row. same: grades that stay. refused: rows that an import does not take, or takes for others.

    untouched: people of the file for whom nothing is written.
    """

    differences: list[Difference] = field(default_factory=list)
    same: int = 0
    refused: list[Told] = field(default_factory=list)
    untouched: list[Told] = field(default_factory=list)
    notes: list[Told] = field(default_factory=list)


def compare(lines: Iterable[Line], path: Path, request: Request, lms: Lms) -> Comparison:
    """Hold the lines that would be written against the file of an LMS."""
    theirs = lms.read(path, request)
    found = Comparison(notes=theirs.notes)
    known = _by_key(theirs.people)
    taken: dict[int, str] = {}
    for line in lines:
        keys = lms.keys(line.person, request)
        matches = next((hits for place, key in enumerate(keys) if key and (hits := known[place].get(key))), [])
        if len(matches) != 1:
            why = _ambiguous(matches, theirs) or _hint(keys, known, lms) or _named(line.person, theirs, lms)
            found.refused.append(Told(line.who, why))
        elif matches[0] in taken:
            name = theirs.people[matches[0]].name
            found.refused.append(
                Told(
                    line.who,
                    _("would go to {name}, as the row of {other} does").format(name=name, other=taken[matches[0]]),
                )
            )
        else:
            taken[matches[0]] = line.who
            _compare_grades(line, theirs.people[matches[0]], request, found)
    for index, person in enumerate(theirs.people):
        if index not in taken:
            grades = ", ".join(text or _("no grade") for text in person.grades)
            found.untouched.append(
                Told(
                    person.name,
                    _("in that file ({grades}), and not in this export: stays as it is").format(grades=grades),
                )
            )
    return found


def _by_key(people: list[Theirs]) -> Known:
    found: Known = defaultdict(lambda: defaultdict(list))
    for index, person in enumerate(people):
        for place, key in enumerate(person.keys):
            if key:
                found[place][key].append(index)
    return found


def _ambiguous(matches: list[int], theirs: TheirFile) -> str:
    names = all_of(theirs.people[index].name for index in matches)
    return _("means {names} alike: the import takes either").format(names=names) if matches else ""


def _hint(keys: tuple[str, ...], known: Known, lms: Lms) -> str:
    """Why nobody is found, if that is for the capitals alone."""
    for place, key in enumerate(keys):
        if other := next((theirs for theirs in known[place] if key and theirs.casefold() == key.casefold()), None):
            return _("{unknown}. It has {other}, with other capitals than {key}").format(
                unknown=_(lms.unknown), other=other, key=key
            )
    return ""


def _named(person: Person, theirs: TheirFile, lms: Lms) -> str:
    """That nobody is found, and who is called so."""
    names = all_of(other.name for other in theirs.people if on_one_line(person.name) in other.names)
    said = _("{unknown}. Found by the name alone: {names}") if names else "{unknown}"
    return said.format(unknown=_(lms.unknown), names=names)


def _compare_grades(line: Line, theirs: Theirs, request: Request, found: Comparison) -> None:
    for column, text, after in zip(request.columns, theirs.grades, request.finals(line.marks), strict=True):
        before = grade(text)
        if before == NOT_ASSIGNED:
            what = _("{column} is not assigned to this student in Canvas: the import ignores the grade")
            found.notes.append(Told(line.who, what.format(column=column.heading)))
        if before in (after, NOT_ASSIGNED) or (
            isinstance(before, float) and after is not None and round(before, 2) == after
        ):
            found.same += 1
            continue
        if before is None:
            what = _("new")
        elif after is None:
            what = _("cleared")
        else:
            what = _("excused there: an import ends that") if before == "EX" else _("changed")
        shown = "" if after is None else f"{after:.2f}"
        found.differences.append(Difference(line.who, column.heading, text, shown, what))
