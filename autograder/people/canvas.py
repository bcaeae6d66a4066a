"""The gradebook that Canvas exports: how it names people, and which of its rows are none.

What is written down here follows `lib/gradebook_exporter.rb` of Canvas.
"""

import re
from collections.abc import Mapping, Sequence

STARTS = (("Student", "ID"), ("LastName", "FirstName", "ID"))
COLUMNS = {
    **{"student": "name", "lastname": "last", "firstname": "first", "section": "section"},
    **{"id": "canvas", "sis user id": "id", "sis login id": "login"},
}
ASSIGNMENT = re.compile(r"(?P<title>.+) \((?P<id>\d+)\)")
MAXIMA = "Points Possible"
TEST_STUDENTS = ("Student, Test", "Test Student")
NO_LOGIN = re.compile("[0-9a-f]{40}")  # what a course's test student has for one, in any language


def is_gradebook(titles: Sequence[str]) -> bool:
    """Whether this is the first row of such a file."""
    begins = any(tuple(titles[: len(start)]) == start for start in STARTS)
    of_canvas = "SIS Login ID" in titles or any(ASSIGNMENT.fullmatch(title) for title in titles)
    return begins and of_canvas and "Section" in titles


def is_person(cells: Mapping[str, str]) -> bool:
    """Whether a row is somebody, by its cells under `COLUMNS`.

    The rows of manual posting and of maxima are about columns. As the test student a teacher looks at the course.
    """
    name, login = name_of(cells), cells.get("login", "")
    about_columns = not any(cells.values()) or MAXIMA in name
    for_tests = not cells.get("id") and (name in TEST_STUDENTS or NO_LOGIN.fullmatch(login))
    return not about_columns and not for_tests


def name_of(cells: Mapping[str, str]) -> str:
    """The name, whichever way it is there."""
    return cells.get("name") or " ".join(filter(None, (cells.get("first"), cells.get("last"))))
