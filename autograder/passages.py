"""What leads to an exercise: the passage of its lesson to read again, and what its stub says is to do."""

import functools
import re
from dataclasses import dataclass

from .course import of_topic, served

HEADING = re.compile(r"^(?P<level>#{1,3}) (?P<words>.+)$")
TODO = re.compile(r"^ *# TODO: (?P<words>.*(?:\n *#.*)*)", re.MULTILINE)
DEFINITION = re.compile(r"^def (?P<name>\w+)\(", re.MULTILINE)


@dataclass(frozen=True)
class Passage:
    """A heading of a lesson, and where it is: `assignments/<topic>/README.md#<anchor>`."""

    heading: str
    place: str


def passage(topic: str, exercise: str) -> Passage | None:
    """The section before the one in which an exercise's function stands, or that one where another exercise is before it.

    None where there is no such lesson.
    """
    heading = _heading(topic, exercise)
    if heading is None:
        return None
    said = of_topic(topic, f"## {heading}").removeprefix("## ")
    return Passage(said.replace("`", ""), f"{served().assignments.name}/{topic}/README.md#{anchor(said)}")


@functools.cache
def _heading(topic: str, exercise: str) -> str | None:
    path = served().assignments / topic / "README.md"
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError:
        return None
    before, own, of_another = "", "", False
    for line in lines:
        if (match := HEADING.match(line)) and match["level"] == "##":
            before, own, of_another = ("" if of_another else own), match["words"], False
        if match := DEFINITION.match(line):
            of_another = of_another or f"`{match['name']}`" in own  # other functions are given
            if match["name"] == exercise and own:
                return before or own
    return None


def todo(topic: str, exercise: str) -> str:
    """What a stub says is to do in an exercise; empty where its file does not say it any more."""
    try:
        text = (served().assignments / topic / f"{topic}.py").read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""
    _before, found, own = text.partition(f"\ndef {exercise}(")
    task = TODO.search(DEFINITION.split(own)[0]) if found else None
    return " ".join(task["words"].replace("#", " ").split()) if task else ""


def anchor(heading: str) -> str:
    """The name that GitHub and Jupyter give a heading's place."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
