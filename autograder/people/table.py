"""Tables that people write: CSV as spreadsheets save it, read with sentences for what is wrong."""

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..language import _, all_of
from ..verdict import BadInput

MAX_TABLE = 64 * 2**20  # bytes
SEPARATORS = ",;\t"


@dataclass(frozen=True)
class Line:
    """A line: its number in the file, and its cells by column, without blanks around them."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class Table:
    """The lines of a CSV, and what stood between its cells."""

    path: Path
    separator: str
    columns: frozenset[str]
    lines: tuple[Line, ...]

    def wrong(self, line: int, what: str) -> BadInput:
        """The error that names a line."""
        return BadInput(_("{path}, line {line}: {what}").format(path=self.path, line=line, what=what))


def read_table(path: Path, columns: Callable[[Sequence[str]], Mapping[str, str]]) -> Table:
    """Read a CSV with a header; `columns`: what a name in it, in small letters and without marks, stands for there.

    Other columns and empty lines are passed over. Raises BadInput.
    """
    text = _text(path)
    header = text.partition("\n")[0]
    separator = max(SEPARATORS, key=header.count)
    rows = _rows(path, text, separator)
    try:
        names = next(rows)[1]
    except StopIteration:
        raise BadInput(_("{path} is empty: its first line should name the columns.").format(path=path)) from None
    meant = columns([name.strip() for name in names])
    known = [meant.get(_plain(name), "") for name in names]
    for column in known:
        if column and known.count(column) > 1:
            twice = all_of(name for name, known_as in zip(names, known, strict=True) if known_as == column)
            raise BadInput(
                _("{path} has two columns for {column}: {names}. Keep one.").format(
                    path=path, column=column, names=twice
                )
            )
    lines = []
    for number, row in rows:
        if any(cell.strip() for cell in row[len(names) :]):
            raise BadInput(
                _("{path}, line {number}: there are {cells} cells under {columns} columns.").format(
                    path=path, number=number, cells=len(row), columns=len(names)
                )
            )
        lines.append(Line(number, {column: cell.strip() for column, cell in zip(known, row, strict=False) if column}))
    return Table(path, separator, frozenset(filter(None, known)), tuple(lines))


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_TABLE + 1)
    except OSError as error:
        raise BadInput(_("{path} cannot be read ({strerror}).").format(path=path, strerror=error.strerror)) from None
    if len(data) > MAX_TABLE:
        raise BadInput(_("{path} is too large for a table of people or days.").format(path=path))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise BadInput(
            _("{path}, line {line}: this is not UTF-8. Save the table as “CSV UTF-8”.").format(path=path, line=line)
        ) from None


def _rows(path: Path, text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Rows that hold something, each with the number of the line at which it begins."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    begins = 1
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                yield begins, row
            begins = reader.line_num + 1
    except csv.Error as error:
        raise BadInput(
            _("{path}, line {begins}: this is no CSV ({error}).").format(path=path, begins=begins, error=error)
        ) from None


def _plain(name: str) -> str:
    """A column's name without capitals, hyphens and doubled blanks."""
    return " ".join(name.casefold().replace("-", " ").replace("_", " ").split())
