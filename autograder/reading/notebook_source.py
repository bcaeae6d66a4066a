"""Takes the code out of a notebook, as far as it can be read.

The bytes are walked over token by token and never become objects as a whole: neither deep nesting nor 100 MB of
outputs costs more than a look. What is no JSON is walked over as well, with `cell_type` for the sign of a new cell.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

import msgspec

from ..language import N_, _, all_of
from ..verdict import Refused
from .magics import python_of, sets_aside

MAX_TOKENS = 5_000_000  # looked at; what is passed over within well-formed JSON does not count
MAX_CELLS = 10_000
MAX_MARKS = 10_000  # of merge conflicts
TOLD = 5  # cells in one remark
STRING = rb'"[^"\\\n]*+(?:\\.[^"\\\n]*+)*+"'
TOKEN = re.compile(STRING + rb'|[\[\]{}]|[^"\[\]{}]++|"')
PASSED_OVER = re.compile(rb'(?:[^"\[\]{}]++|' + STRING + rb")*+")
COLON = re.compile(rb"\s*+:")
NUMBER = re.compile(rb"\s*+:\s*+(\d{1,9})")
MARK = re.compile(rb"^(<{7}|\|{7}|={7}|>{7})(?: [^\n]*|\r)?$", re.MULTILINE)
ROLES = {  # what a bracket opens, by what is around it and the key before it
    ("", "", "{"): "notebook",
    ("notebook", "cells", "["): "cells",
    ("notebook", "worksheets", "["): "worksheets",  # until nbformat 3
    ("worksheets", "", "{"): "worksheet",
    ("worksheet", "cells", "["): "cells",
    ("cells", "", "{"): "cell",
    ("cell", "source", "["): "text",
    ("cell", "input", "["): "text",  # until nbformat 3
}


@dataclass
class Cell:
    """A cell's own fields; of their values the strings, as JSON writes them."""

    fields: dict[str, list[bytes]] = field(default_factory=dict)

    @property
    def is_code(self) -> bool:
        """Also without a type."""
        return self.fields.get("cell_type", []) in ([b'"code"'], [])

    @property
    def text(self) -> list[bytes] | None:
        """The strings that make up its source; None if it has none."""
        return self.fields.get("source", self.fields.get("input"))


@dataclass(frozen=True)
class Code:
    """The code cells of a notebook below one another, and what is odd about the notebook.

    cells: the number of each, counted from 1 with all other cells, and the line of `text` where it begins.
    """

    text: bytes
    cells: tuple[tuple[int, int], ...]
    odd: tuple[str, ...]


class Walk:
    """One walk over a notebook's bytes."""

    def __init__(self, data: bytes, *, well_formed: bool) -> None:
        self.cells: list[Cell] = []
        self.has: set[str] = set()  # the notebook's own fields
        self.nbformat: int | None = None
        self._data, self._well_formed = data, well_formed
        self._around: list[str] = []
        self._key = ""
        self._strings: list[bytes] = []  # of the field that is being read
        self._deep = 0  # brackets that are open in what is passed over

    def go(self) -> None:
        """Take in every cell. Raises Refused where there is far too much."""
        at = 0
        for _token in range(MAX_TOKENS):
            if self._deep and self._well_formed:
                passed = PASSED_OVER.match(self._data, at)
                at = passed.end() if passed else at
            token = TOKEN.match(self._data, at)
            if token is None:
                return
            self._take(token)
            at = token.end()
        raise Refused(_("it holds far too many values"))

    def _take(self, token: re.Match[bytes]) -> None:
        first = self._data[token.start() : token.start() + 1].decode("latin-1")
        if first in "[{":
            self._open(first)
        elif first in "]}":
            self._close()
        elif first == '"':
            if COLON.match(self._data, token.end()):
                self._name(token)
            elif not self._deep:
                self._string(token)

    def _open(self, bracket: str) -> None:
        role = None if self._deep else ROLES.get((self._around[-1] if self._around else "", self._key, bracket))
        if role is None:
            self._deep += 1
            return
        self._around.append(role)
        if role == "cell":
            self._begin_cell()
        self._key = ""

    def _close(self) -> None:
        if self._deep:
            self._deep -= 1
        elif self._around:
            self._around.pop()
        self._key = ""

    def _begin_cell(self) -> None:
        if len(self.cells) == MAX_CELLS:
            raise Refused(_("it has more than {most} cells").format(most=MAX_CELLS))
        self.cells.append(Cell())

    def _name(self, token: re.Match[bytes]) -> None:
        name = token[0][1:-1].decode("utf-8", "replace") if token.end() - token.start() < 30 else "?"
        if not self._well_formed:
            self._find_back(name)
        if self._deep:
            return
        self._key = name
        if self._around[-1:] == ["cell"]:
            self._strings = self.cells[-1].fields[name] = []
        elif self._around == ["notebook"]:
            self.has.add(name)
            number = NUMBER.match(self._data, token.end()) if name == "nbformat" else None
            self.nbformat = int(number[1]) if number else self.nbformat

    def _find_back(self, name: str) -> None:
        """A cell begins with its type and has one source, whatever has not been closed before."""
        lost = self._deep or self._around[-1:] != ["cell"]
        begins = name == "cell_type" and (lost or name in self.cells[-1].fields)
        if begins:
            self._begin_cell()
        if begins or (lost and name == "source" and self.cells and name not in self.cells[-1].fields):
            self._around, self._deep = ["notebook", "cells", "cell"], 0

    def _string(self, token: re.Match[bytes]) -> None:
        if self._around[-1:] == ["text"] or (self._around[-1:] == ["cell"] and self._key):
            self._strings.append(token[0])


def code_of(data: bytes, limit: int) -> Code:
    """The code cells of a notebook, given its bytes. Raises Refused, with a reason, if there are none to be found.

    limit: the most bytes of code.
    """
    odd = []
    if malformed := _malformed(data):
        for side, told in _sides(data):
            if not (reason := _malformed(side)):
                data, malformed = side, reason
                odd.append(told)
                break
        else:
            odd.append(malformed)
    walk = Walk(data, well_formed=not malformed)
    walk.go()
    if not walk.cells and (malformed or not walk.has & {"cells", "worksheets"}):
        raise Refused(malformed or _("it has no cells"))
    odd += [] if malformed else _missing(walk)
    return _joined(walk.cells, [*odd, *_odd_cells(walk.cells)], limit)


def _sides(data: bytes) -> Iterator[tuple[bytes, str]]:
    """The two notebooks between which merge-conflict marks leave the choice, if there are any, and what to say of each."""
    marks = list(islice(MARK.finditer(data), MAX_MARKS))
    first = _("it holds merge-conflict marks, and the first side of each was read")
    second = _("it holds merge-conflict marks, and the second side of each was read")
    for told, other in ((first, b"="), (second, b"<")) if marks else ():
        parts, at, left_out = [], 0, False
        for mark in marks:
            parts.append(b"" if left_out else data[at : mark.start()])
            left_out = mark[1][:1] in (other, b"|")
            at = mark.end()
        yield b"".join([*parts, data[at:]]), told


class _Anything(msgspec.Struct):
    """A JSON object, of which nothing is kept."""


def _malformed(data: bytes) -> str:
    """Why it is no JSON object, or "" if it is one."""
    try:
        msgspec.json.decode(data, type=_Anything)
    except (msgspec.MsgspecError, RecursionError, UnicodeError) as error:
        return _("it is no well-formed notebook ({error})").format(error=error)
    return ""


def _missing(walk: Walk) -> Iterator[str]:
    for name in ("metadata", "nbformat"):
        if name not in walk.has:
            yield _("it has no {name}").format(name=name)
    if walk.nbformat is not None and walk.nbformat != 4:
        yield _("it is of nbformat {nbformat}, not 4").format(nbformat=walk.nbformat)


def _odd_cells(cells: Sequence[Cell]) -> Iterator[str]:
    numbered = list(enumerate(cells, 1))
    if untyped := [number for number, cell in numbered if not cell.fields.get("cell_type")]:
        one, many = (
            N_("cell {numbers} is not said to be code or text"),
            N_("cells {numbers} are not said to be code or text"),
        )
        yield _listed(one, many, untyped)
    if empty := [number for number, cell in numbered if cell.text is None]:
        yield _listed(N_("cell {numbers} is without a source"), N_("cells {numbers} are without a source"), empty)
    by_id: dict[bytes, list[int]] = {}
    for number, cell in numbered:
        for identity in cell.fields.get("id", []):
            by_id.setdefault(identity, []).append(number)
    if same := [numbers for numbers in by_id.values() if len(numbers) > 1]:
        yield all_of(_listed("", N_("cells {numbers} are of one id"), numbers) for numbers in same[:TOLD])


def _listed(one: str, many: str, numbers: Sequence[int]) -> str:
    """A sentence on one cell or on many."""
    listed = ", ".join(map(str, numbers[:TOLD]))
    if len(numbers) > TOLD:
        listed = _("{numbers} and {count} more").format(numbers=listed, count=len(numbers) - TOLD)
    return _(many if len(numbers) > 1 else one).format(numbers=listed)


def _joined(cells: Sequence[Cell], odd: list[str], limit: int) -> Code:
    text, starts, line, size = [], [], 1, 0
    for number, cell in enumerate(cells, 1):
        if not cell.is_code:
            continue
        strings = cell.text or []
        size += sum(map(len, strings))
        if size > 6 * limit:  # JSON writes a character in six bytes at the most
            raise Refused(_("it holds more code than an answer can"))
        plain = _plain(strings)
        if magic := sets_aside(plain):
            odd.append(_("cell {number} begins with {magic}, which sets it aside").format(number=number, magic=magic))
        code = python_of(plain) + "\n"
        starts.append((number, line))
        line += code.count("\n")
        text.append(code)
    joined = "".join(text).encode("utf-8", "replace")
    if len(joined) > limit:
        raise Refused(_("it holds more code than an answer can"))
    return Code(joined, tuple(starts), tuple(odd))


def _plain(strings: Sequence[bytes]) -> str:
    """What JSON strings say, with line ends as Python wants them. Raises UnicodeDecodeError."""
    said = []
    for string in strings:
        try:
            said.append(json.loads(string.decode(), strict=False))
        except json.JSONDecodeError:
            said.append(string[1:-1].decode())
    return "".join(said).replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n")
