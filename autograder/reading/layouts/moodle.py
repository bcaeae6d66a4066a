"""Moodle's "Download all submissions": `Ada Lovelace_1234567_assignsubmission_file/`, or all in one folder.

The names are those that mod/assign/classes/downloader.php of moodle/moodle writes: the full name (or a group's, or
`Participant` where marking is blind), the number that Moodle gives the participant in this assignment, which no roster
has, and how it was handed in. Older versions put a `_` behind it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from ...language import _
from ...people.person import Signs
from ..look import Gathered, exact, look_in
from ..places import Contents, File, Place
from .claim import Claim, Recognised

LAYOUT = "Moodle"
NAME = re.compile(r"(?P<name>.+?)(?:_(?P<number>\d+))?_assignsubmission_(?P<how>[a-z]+)(?:_(?P<original>.*))?")


@dataclass
class _Student:
    """What lies there for one name and number."""

    name: str
    folders: list[tuple[str, Place]] = field(default_factory=list)
    files: list[File] = field(default_factory=list)
    text: bool = False


def moodle(contents: Contents, topics: Sequence[str]) -> Recognised | None:
    """Recognises the names of folders and of files."""
    students: dict[str, _Student] = {}
    fitting: Contents = ([], [])
    strays: Contents = ([], [])
    for folder in contents[0]:
        if found := NAME.fullmatch(folder[0]):
            _student(students, found).folders.append((found["how"], folder[1]))
        (fitting if found else strays)[0].append(folder)
    for file in contents[1]:
        if (found := NAME.fullmatch(file.name)) and found["original"]:
            _student(students, found).files.append(replace(file, name=found["original"]))
        else:
            found = None
        (fitting if found else strays)[1].append(file)
    if not students:
        return None
    claims = [_claim(who, student, topics) for who, student in students.items()]
    return Recognised(LAYOUT, claims, fitting, strays)


def _student(students: dict[str, _Student], found: re.Match[str]) -> _Student:
    who = f"{found['name']}_{found['number']}" if found["number"] else found["name"]
    student = students.setdefault(who, _Student(found["name"]))
    student.text |= found["how"] == "onlinetext"
    return student


def _claim(who: str, student: _Student, topics: Sequence[str]) -> Claim:
    alone = len(student.folders) == 1 and not student.files
    place = student.folders[0][1] if alone else Gathered(student.folders, student.files)
    remarks = (_("A text was handed in as well, typed into Moodle: nothing in it is graded."),) if student.text else ()
    return Claim((who,), look_in(place, partial(exact, topics)), LAYOUT, Signs(name=student.name), None, remarks)
