"""Faults of a course's author: the file and the line that they have to look at."""

import traceback
from collections.abc import Iterator
from pathlib import Path

from .exercise import Course
from .verdict import GraderFault, one_line

Line = tuple[Path, int]


class CheckFault(GraderFault):
    """A check cannot be run: the text names it and its line, what was raised, and where."""


def raised_at(error: BaseException, *folders: Path) -> list[Line]:
    """The files below some folders, and their lines, that an error came through, and then those of its cause."""
    return list(_lines(error, folders))


def _lines(error: BaseException, folders: tuple[Path, ...]) -> Iterator[Line]:
    for frame in traceback.extract_tb(error.__traceback__):
        path = Path(frame.filename)
        if any(path.is_relative_to(folder) for folder in folders):
            yield path, frame.lineno or 0
    if error.__cause__:
        yield from _lines(error.__cause__, folders)


def in_words(course: Course, line: Line) -> str:
    """A line of a file of the course; 0 is none."""
    return course.named(line[0]) + (f", line {line[1]}" if line[1] else "")


def raised_in_words(course: Course, error: BaseException) -> str:
    """What was raised while a file of the course was loaded, and by which line."""
    lines = raised_at(error, course.solutions)
    known = lines and not isinstance(error, SyntaxError)  # which says it itself, of another file maybe
    return one_line(error) + (f" ({in_words(course, lines[-1])})" if known else "")
