"""Where a file lies, and what it is called: what decides between answers to a topic before anything that is in them.

Nothing here asks what a file holds, or believes a list that a student could have changed.
"""

import re
from collections.abc import Iterable
from pathlib import PurePosixPath

from .places import File

ASSIGNMENTS = "assignments"  # of a student's repository, with a folder for each topic
MARK = "checks/__init__.py"  # with ENGINE beside `checks/`: a folder is the grader's, whatever it is called
NUMBER = re.compile(r"(?: ?\(\d+\))+$")  # one for each time that it was downloaded anew
ENGINE = ("__main__.py", "course.py")


def rank(name: str, topic: str) -> tuple[bool, bool, bool]:
    """How near a file is to being the answer to a topic, the least the nearest.

    What lies in `assignments/<topic>/` comes before what does not; all of it before what lies in a zip; all of that
    before what has a browser's number.
    """
    in_a_zip = any(folder.lower().endswith(".zip") for folder in PurePosixPath(name).parts[:-1])
    return numbered(name), in_a_zip, not in_its_place(name, topic)


def in_its_place(name: str, topic: str) -> bool:
    """Whether a file lies where the course has put one: in `assignments/<topic>/`."""
    return PurePosixPath(name).parts[-3:-1] == (ASSIGNMENTS, topic)


def numbered(name: str) -> bool:
    """Whether a file is called `sgd (1).py`: browsers write so what is downloaded a second time."""
    return bool(NUMBER.search(PurePosixPath(name).stem))


def unnumbered(stem: str) -> str:
    """The stem of a name without such a number."""
    return NUMBER.sub("", stem)


def without_engine(files: Iterable[File]) -> list[File]:
    """The files that are no part of the grader, which every student's repository has a copy of."""
    every = list(files)
    names = {file.name for file in every}
    roots = {name.removesuffix(MARK) for name in names if name.endswith(f"/{MARK}")}
    engines = tuple(root for root in roots if all(f"{root}{part}" in names for part in ENGINE))
    return [file for file in every if not file.name.startswith(engines)] if engines else every
