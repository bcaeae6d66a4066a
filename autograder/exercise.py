"""Courses, topics and exercises: what the judge knows of them, wherever they were read from."""

import ast
import inspect
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .language import _
from .verdict import BadInput

Program = Callable[..., Any]


@dataclass(frozen=True)
class Exercise:
    """One function that a student writes, with everything the judge knows of it.

    parameters: the names of the function's parameters. outputs: the names in the reference's return statement, as
    nested tuples of names, or one name, or None. uses: the names of other exercises that the reference calls.
    """

    topic: str
    reference: Program
    equivalents: tuple[Program, ...]
    conventions: tuple[Program, ...]
    misconceptions: tuple[Program, ...]
    parameters: tuple[str, ...]
    outputs: Any
    uses: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The name of the function."""
        return self.reference.__name__

    @staticmethod
    def of(
        topic: str,
        reference: Program,
        equivalents: tuple[Program, ...] = (),
        conventions: tuple[Program, ...] = (),
        misconceptions: tuple[Program, ...] = (),
        others: Sequence[str] = (),
    ) -> "Exercise":
        """The exercise whose reference is a function with a source. others: the names of the topic's exercises."""
        parameters = tuple(inspect.signature(reference).parameters)
        uses = tuple(name for name in reference.__code__.co_names if name in others)
        outputs = _outputs(reference)
        return Exercise(topic, reference, equivalents, conventions, misconceptions, parameters, outputs, uses)


def _outputs(reference: Program) -> Any:
    (function,) = ast.parse(textwrap.dedent(inspect.getsource(reference))).body
    returns = [node.value for node in ast.walk(function) if isinstance(node, ast.Return) and node.value]
    return _names(returns[-1]) if returns else None


def _names(node: ast.expr) -> Any:
    match node:
        case ast.Name():
            return node.id
        case ast.Tuple():
            return tuple(_names(element) for element in node.elts)
        case _:
            return None


@dataclass(frozen=True)
class Topic:
    """One assignment: its folder's name, its exercises in the order of the source, and the file of its checks."""

    name: str
    exercises: tuple[Exercise, ...]
    checks: Path = Path()

    def exercise(self, name: str) -> Exercise:
        """The exercise of that name."""
        return next(exercise for exercise in self.exercises if exercise.name == name)


@dataclass(frozen=True)
class Course:
    """A course: its folder, and what stands where in it."""

    root: Path

    @property
    def solutions(self) -> Path:
        """The one source of its assignments, a folder for each topic. In a student's copy there is none."""
        return self.root / "solutions"

    @property
    def files(self) -> list[Path]:
        """All that its checks may need: every file below its solutions, caches aside."""
        return [path for path in self.solutions.rglob("*") if path.is_file() and "__pycache__" not in path.parts]

    @property
    def assignments(self) -> Path:
        """What students open."""
        return self.root / "assignments"

    def named(self, path: Path) -> str:
        """A file by its place in the course; one from somewhere else by all of its path."""
        return str(path.relative_to(self.root) if path.is_relative_to(self.root) else path)

    @property
    def cohort(self) -> Path:
        """The sample of submissions that is graded where no other is named."""
        return self.root / "tests" / "cohort"


def chosen(names: Sequence[str], topics: list[str]) -> list[str]:
    """The topics of a course that are named, or all. Raises BadInput for one that there is not."""
    if unknown := [name for name in names if name not in topics]:
        raise BadInput(
            _("There is no topic {name}. Topics: {topics}.").format(name=unknown[0], topics=", ".join(topics))
        )
    return list(names) or topics
