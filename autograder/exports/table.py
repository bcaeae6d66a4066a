"""Rows as the lines of a CSV file, one by one."""

import csv
from collections.abc import Iterable, Iterator, Sequence


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


def csv_lines(rows: Iterable[Sequence[str]], *, quoted: bool = False) -> Iterator[str]:
    """The lines; `quoted`: each cell in quotes."""
    writer = csv.writer(_Echo(), lineterminator="\n", quoting=csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL)
    for row in rows:
        yield str(writer.writerow(row))
