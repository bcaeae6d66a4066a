"""What was read of an answer's file: its text, and how to say where in it something is."""

from bisect import bisect_right
from dataclasses import dataclass
from hashlib import sha256

from ..language import _


@dataclass(frozen=True)
class Source:
    """A file's name as the student knows it, and its text as UTF-8 bytes.

    cells: of a notebook, the number of each code cell, and the line of `code` where it begins; none of a script.
    odd: what was wrong with the file, in sentences.
    """

    name: str
    code: bytes
    cells: tuple[tuple[int, int], ...] = ()
    odd: tuple[str, ...] = ()

    @property
    def fingerprint(self) -> str:
        """The hash of what is run."""
        return sha256(self.code + repr(self.cells).encode() * bool(self.cells)).hexdigest()

    def place(self, line: int) -> str:
        """A line of `code` as the student counts: `line 3`, or `cell 5, line 3`."""
        return said(self.mark(line))

    def mark(self, line: int) -> str:
        """The same as data, in no language: `3`, or `5#3`."""
        if not self.cells:
            return str(line)
        number, first = self.cells[self._index(line)]
        return f"{number}#{line - first + 1}"

    def cell(self, line: int) -> int:
        """The number of the cell that a line of a notebook's `code` is in."""
        return self.cells[self._index(line)][0]

    def piece(self, line: int) -> bytes:
        """What is parsed together with a line: its cell; all of a script."""
        if not self.cells:
            return self.code
        starts = [first - 1 for _, first in self.cells]
        index = self._index(line)
        return b"\n".join(self.code.split(b"\n")[starts[index] : (*starts, None)[index + 1]])

    def _index(self, line: int) -> int:
        return max(0, bisect_right([first for _, first in self.cells], line) - 1)


def said(mark: str) -> str:
    """A place as `Source.mark` gives it, in words."""
    number, _in_cell, line = mark.rpartition("#")
    if not number:
        return _("line {line}").format(line=line)
    return _("cell {number}, line {line}").format(number=number, line=line)
