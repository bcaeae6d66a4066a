"""The roster: who should hand in, and whose a submission is."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from ..language import N_, _
from ..reading.layouts.moments import in_our_days
from ..verdict import BadInput
from . import canvas
from .person import Person, Signs
from .table import Line, Table, read_table

COLUMNS = {
    **dict.fromkeys(("id", "sid", "student id", "student number", "id number", "학번"), "id"),
    **dict.fromkeys(("name", "full name", "student", "student name", "이름", "성명"), "name"),
    **dict.fromkeys(("first name", "given name"), "first"),
    **dict.fromkeys(("last name", "surname", "family name", "성"), "last"),
    **dict.fromkeys(("email", "e mail", "mail", "email address", "e mail address", "이메일", "이메일 주소"), "email"),
    **dict.fromkeys(("section", "sections", "group", "groups", "분반"), "section"),
    **dict.fromkeys(("submitted", "submitted at", "submission time"), "submitted"),
    **dict.fromkeys(
        ("login", "login id", "sis login id", "username", "user name", "github username", "아이디"), "login"
    ),
    **dict.fromkeys(("canvas", "canvas id"), "canvas"),
    **dict.fromkeys(("role", "roles"), "role"),
}
STAFF = (
    "teacher",
    "instructor",
    "ta",
    "hta",
    "reader",
    "observer",
)  # in GitHub's and Gradescope's: they hand in nothing
STAND_INS = ("login", "email", "canvas")  # for an id that is not there, the best first
# what no two people share, and what it is called
UNIQUE = {"id": "id", "email": N_("e-mail"), "login": "login", "canvas": N_("number of Canvas")}


@dataclass(frozen=True)
class Match:
    """The people whom signs fit: one, none, or several of whom nobody can choose. sure: they say enough to choose.

    stranger: they are of nobody in the roster, for certain.
    """

    people: tuple[Person, ...]
    sure: bool = True
    stranger: bool = False

    @property
    def person(self) -> Person | None:
        """The only one."""
        return self.people[0] if self.sure and len(self.people) == 1 else None


class Roster:
    """People, and what each may be called by, the surest first: id, login, e-mail, the part before its @, name.

    times: when people handed in, by id, where the table says so.
    """

    def __init__(self, people: Sequence[Person], times: Mapping[str, datetime] | None = None) -> None:
        self.people = tuple(people)
        self.times = times or {}
        self._keys: list[dict[str, list[Person]]] = [defaultdict(list) for _ in range(4)]
        self._numbers: dict[str, list[Person]] = defaultdict(list)
        self._names: list[dict[str, list[Person]]] = [defaultdict(list) for _ in range(2)]
        for person in self.people:
            for by, keys in zip(self._keys, _keys(person), strict=True):
                for key in {_folded(key) for key in keys if key}:
                    by[key].append(person)
            if person.canvas:
                self._numbers[person.canvas].append(person)
            for name in _orders(person.name):
                self._names[0][name].append(person)
            for name in {_squashed(name) for name in _orders(person.name)}:
                self._names[1][name].append(person)

    def match(self, signs: Signs) -> Match:
        """Whom signs fit. Where they point to different people, all of these: then nobody can choose."""
        if signs.foreign and self._numbers:
            return self._numbered(signs)
        keys = [_folded(key) for key in signs.keys if key]
        names = self._named(signs)
        return _agreed([*(_all(by, keys) for by in self._keys), *names], sure=not signs.foreign or any(names))

    def _numbered(self, signs: Signs) -> Match:
        """By Canvas' own numbers. Who has another number is somebody else, whatever the name."""
        names = self._named(signs)
        if people := _all(self._numbers, signs.keys):
            return _agreed([people, *names])
        without = [[person for person in called if not person.canvas] for called in names]
        return replace(_agreed(without), stranger=all(person.canvas for person in self.people))

    def _named(self, signs: Signs) -> list[list[Person]]:
        return [_all(self._names[0], [_spaced(signs.name)]), _all(self._names[1], [_squashed(signs.name)])]

    def match_all(self, signs: Sequence[Signs]) -> list[Match]:
        """The same for all of a cohort: what several begin with is taken off all of them, or off none of them.

        It is part of the name where even one of them fits somebody as a whole.
        """
        whole = any(self.match(one).people for one in signs if one.rest)
        return [self.match(one if whole else one.shortened) for one in signs]


def _agreed(fits: Sequence[list[Person]], *, sure: bool = True) -> Match:
    """The one whom all that fits anybody fits, the surest first; else everybody whom something fits."""
    fits = [people for people in fits if people]
    for people in fits:
        if len(people) == 1 and all(people[0] in others for others in fits):
            return Match(tuple(people), sure)
    return Match(tuple(dict.fromkeys(person for people in fits for person in people)), sure)


def _keys(person: Person) -> Iterator[set[str]]:
    """What a person may be called by, in the order of certainty. An id or a login may be an address, too."""
    yield from ({person.id}, {person.login}, {person.email})
    yield {text.partition("@")[0] for text in (person.id, person.login, person.email) if "@" in text}


def _all(by: dict[str, list[Person]], keys: Sequence[str]) -> list[Person]:
    return list(dict.fromkeys(person for key in keys if key for person in by.get(key, ())))


def read_roster(path: Path) -> Roster:
    """The people of a CSV with columns such as `id,name,email,section,login`, of Canvas' own gradebook, or of Moodle's.

    Raises BadInput with the line.
    """
    table = read_table(path, _columns)
    if not table.columns & {"id", *STAND_INS}:
        raise BadInput(
            _("{path} has no column `id`. Its first line should read id,name,email,section (login too).").format(
                path=path
            )
        )
    lines = [line for line in table.lines if _is_student(line)]
    if not lines:
        raise BadInput(_("{path} names nobody: below the columns there is no line.").format(path=path))
    people = [_person(table, line) for line in lines]
    _refuse_twins(table, lines, people)
    times = ((person.id, _time(table, line)) for line, person in zip(lines, people, strict=True))
    return Roster(people, {key: moment for key, moment in times if moment is not None})


def _columns(titles: Sequence[str]) -> Mapping[str, str]:
    """What the titles stand for. GitHub Classroom's `identifier` is an id, that of Moodle's worksheets is none.

    Moodle's `이름` is what stands behind the `성`; elsewhere it is the whole name.
    """
    if canvas.is_gradebook(titles):
        return canvas.COLUMNS
    github = {"identifier": "id"} if "github_username" in titles else {}
    return COLUMNS | github | ({"이름": "first"} if "성" in titles else {})


def _is_student(line: Line) -> bool:
    there = line.cells.get("id") or canvas.is_person(line.cells)
    return bool(there) and line.cells.get("role", "").casefold() not in STAFF


def _refuse_twins(table: Table, lines: Iterable[Line], people: Sequence[Person]) -> None:
    for column, called in UNIQUE.items():
        first: dict[str, int] = {}
        for line, person in zip(lines, people, strict=True):
            text = getattr(person, column)
            before = first.setdefault(_folded(text), line.number) if text else line.number
            if before != line.number:
                raise table.wrong(
                    line.number,
                    _("the {called} {text} is already in line {before}. Keep one of them.").format(
                        called=_(called), text=text, before=before
                    ),
                )


def _time(table: Table, line: Line) -> datetime | None:
    text = line.cells.get("submitted", "")
    if text in ("", "-"):
        return None
    try:
        moment = in_our_days(datetime.fromisoformat(text))
    except ValueError:
        raise table.wrong(
            line.number, _("{text} is no time: write it as 2026-03-01T22:15+09:00").format(text=text)
        ) from None
    if moment.tzinfo is None:
        raise table.wrong(
            line.number,
            _("{text} names no time zone: write it as 2026-03-01T22:15+09:00 or …Z (UTC).").format(text=text),
        )
    return moment


def _person(table: Table, line: Line) -> Person:
    cells = {column: unicodedata.normalize("NFC", text) for column, text in line.cells.items()}
    key = next((cells[column] for column in ("id", *STAND_INS) if cells.get(column)), "")
    if not key:
        raise table.wrong(line.number, _("there is no id, and no login or e-mail in its place."))
    number = cells.get("canvas", "")
    if number and not (number.isascii() and number.isdecimal()):
        raise table.wrong(
            line.number,
            _("{number} is no number of Canvas': a spreadsheet may have rounded it. Export the file again.").format(
                number=number
            ),
        )
    email, section, login = (cells.get(column, "") for column in ("email", "section", "login"))
    return Person(key, canvas.name_of(cells), email, section, login, number, borrowed=not cells.get("id"))


def _folded(text: str) -> str:
    """A text in which capitals and the ways to compose a letter make no difference."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold()).strip()


def _spaced(name: str) -> str:
    return " ".join(_folded(name).replace(",", " ").split())


def _squashed(name: str) -> str:
    """A name's letters and digits, as Canvas writes it."""
    return "".join(character for character in _folded(name) if character.isalnum())


def _orders(name: str) -> Iterator[str]:
    """A name with any part of it first: "Ada King Lovelace", "Lovelace Ada King", "King Lovelace Ada"."""
    words = _spaced(name).split()
    yield from dict.fromkeys(" ".join(words[first:] + words[:first]) for first in range(len(words)))
