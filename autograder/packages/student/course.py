"""What a student's copy of the course holds: assignments, and public checks whose exact values were proved before.

In the instructor's repository a module of this name reads references, equivalents and misconceptions instead.
"""

import functools
import json
from pathlib import Path
from typing import Any

from autograder.exercise import Course, Exercise, Topic
from autograder.judging.proved import Proved
from autograder.language import catalog, language
from autograder.push.origin import MANIFEST, read_manifest
from autograder.verdict import GraderFault

PACKAGE = Path(__file__).resolve().parent
CHECKS = PACKAGE / "checks"
PUBLIC_SEED = 0  # nothing is drawn here: the numbers of the checks are written down


class Named:
    """A program that is known by its name and by what it says; it cannot be run here."""

    def __init__(self, name: str, message: str = "") -> None:
        self.__name__ = name
        self.__doc__ = message

    def __call__(self, *_: Any) -> Any:
        """There is nothing to run."""
        raise GraderFault(f"{self.__name__} is not in this copy of the course")


def served() -> Course:
    """The course: this copy."""
    return Course(PACKAGE.parent)


def topic_names() -> list[str]:
    """The topics, in the order of the course."""
    root = served().root
    manifest = read_manifest(root)
    if manifest is None:
        raise GraderFault(f"{root / MANIFEST} cannot be read: bring your copy of the course up to date")
    return manifest.topics


@functools.cache
def load_topic(name: str) -> Topic:
    """A topic's exercises."""
    return Topic(name, tuple(_exercise(name, told) for told in _known(name)["exercises"]), CHECKS / f"{name}.py")


def of_topic(topic: str, text: str) -> str:
    """A text of a topic's own in the language that is spoken."""
    return catalog(language(), topic).gettext(text)


def stub_of(topic: str) -> str:
    """The functions that are to be written, as they came."""
    return str(_known(topic)["stub"])


def proved(topic: str, check: str) -> list[Proved]:
    """What each comparison of a check is held against."""
    return [Proved.from_plain(plain) for plain in _known(topic)["checks"][check]]


def _exercise(topic: str, told: dict[str, Any]) -> Exercise:
    return Exercise(
        topic,
        Named(told["name"]),
        equivalents=(),
        conventions=tuple(map(Named, told["conventions"])),
        misconceptions=tuple(Named(*misconception) for misconception in told["misconceptions"]),
        parameters=tuple(told["parameters"]),
        outputs=_tuples(told["outputs"]),
        uses=tuple(told["uses"]),
    )


def _tuples(names: Any) -> Any:
    """Nested lists as nested tuples."""
    return tuple(map(_tuples, names)) if isinstance(names, list) else names


@functools.cache
def _known(topic: str) -> dict[str, Any]:
    known: dict[str, Any] = json.loads((CHECKS / f"{topic}.json").read_text(encoding="utf-8"))
    return known
