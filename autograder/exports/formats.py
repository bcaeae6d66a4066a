"""The formats there are. A new one is a module, and a line here."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from ..language import N_
from . import canvas, classroom50, gradescope, jsonl, junit, moodle, nbgrader, plain
from .against import Lms
from .book import Book
from .people import Line
from .request import Column, Log, Request, Told
from .theirs import Canvas, Moodle

Files = Iterator[tuple[str, Iterable[str]]]


@dataclass(frozen=True)
class Import:
    """What is known of the import on the other side: how it takes titles, whom it finds, what its own export says."""

    check: Callable[[Sequence[Column]], list[Told]]
    graded: Callable[[Book, Request, Log], Iterator[Line]]
    lms: Lms


@dataclass(frozen=True)
class Format:
    """files: what is written, as names below the folder of exports and the pieces of their text, one after the other."""

    what: str
    files: Callable[[Book, Request, Log], Files]
    importing: Import | None = None


FORMATS = {
    "canvas": Format(N_("Canvas' gradebook import"), canvas.files, Import(canvas.check, canvas.graded, Canvas())),
    "moodle": Format(N_("Moodle's grade import"), moodle.files, Import(moodle.check, moodle.graded, Moodle())),
    "gradescope": Format(N_("results.json for each submission"), gradescope.files),
    "nbgrader": Format(N_("the CSV file of nbgrader export"), nbgrader.files),
    "junit": Format(N_("JUnit XML for each submission"), junit.files),
    "classroom50": Format(N_("Classroom 50's result.json for each student"), classroom50.files),
    "csv": Format(N_("a plain table"), plain.files),
    "jsonl": Format(N_("a line of JSON for each verdict"), jsonl.files),
}
