"""The list of pairs that are alike, as a file of the gradebook's folder."""

import csv
from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path

from ..reading.source import said
from ..recording.disk import replacing, writing
from ..recording.summary import FORMULA, cell

NAME = "similar.csv"


@dataclass(frozen=True)
class Pair:
    """Two submissions that are alike in one topic.

    share: of what is their own, from 0 to 1. tokens: how many they share. Then where: the files, and the first and the
    last line in each as `Source.mark` gives them.
    """

    topic: str
    submission: str
    other: str
    share: float
    tokens: int
    file: str
    first: str
    last: str
    other_file: str
    other_first: str
    other_last: str

    @property
    def names(self) -> tuple[str, str]:
        """Both submissions."""
        return self.submission, self.other

    @property
    def place(self) -> str:
        """Where in one."""
        return f"{self.file}, {said(self.first)} – {said(self.last)}"

    @property
    def other_place(self) -> str:
        """Where in the other."""
        return f"{self.other_file}, {said(self.other_first)} – {said(self.other_last)}"


COLUMNS = [field.name for field in fields(Pair)]


@dataclass(frozen=True)
class Listing:
    """The pairs, most alike first, and the day on which submissions were compared."""

    pairs: list[Pair]
    day: str


def write_listing(folder: Path, pairs: Iterable[Pair]) -> Path:
    """Write the list into a gradebook's folder."""
    path = folder / NAME
    with writing(folder), replacing(path) as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for pair in pairs:
            writer.writerow([cell(value) if isinstance(value, str) else value for value in astuple(pair)])
    return path


def read_listing(folder: Path) -> Listing | None:
    """The list as it was written last; None if submissions have not been compared, or it has other columns."""
    path = folder / NAME
    if not path.is_file():
        return None
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        if rows.fieldnames != COLUMNS:
            return None
        pairs = [_pair(row) for row in rows]
    day = datetime.fromtimestamp(path.stat().st_mtime, UTC).date().isoformat()
    return Listing(pairs, day)


def _pair(row: dict[str, str]) -> Pair:
    texts = {name: text[1:] if text[:1] == "'" and text[1:].startswith(FORMULA) else text for name, text in row.items()}
    return Pair(**texts | {"share": float(row["share"]), "tokens": int(row["tokens"])})  # type: ignore[arg-type]
