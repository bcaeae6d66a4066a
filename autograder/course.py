"""What the instructor's folders hold: topics, their exercises, and the programs that are right or wrong about them."""

import functools
import importlib
import inspect
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar

from .exercise import Exercise, Program, Topic

ROOT = Path(__file__).resolve().parent.parent
SOLUTIONS = ROOT / "solutions"
ASSIGNMENTS = ROOT / "assignments"
COHORT = ROOT / "tests" / "cohort"  # the bundled sample
CHECKS = Path(__file__).resolve().parent / "checks"
PUBLIC_SEED = 0  # of the inputs of public checks: the same ones in the terminal and in a notebook
SOLUTION_MARK = "# BEGIN SOLUTION"
TITLE = re.compile(r"^# # (?P<number>\d+)\. (?P<words>.+)$", re.MULTILINE)  # the first heading of a source

F = TypeVar("F", bound=Callable[..., Any])


class BadSource(Exception):
    """A source cannot be published; the text says where and why."""


def _mark(role: str, of: Program) -> Callable[[F], F]:
    def mark(program: F) -> F:
        program.__dict__.update(role=role, of=of)
        return program

    return mark


def equivalent(of: Program) -> Callable[[F], F]:
    """Mark another right answer to the exercise whose reference is `of`."""
    return _mark("equivalent", of)


def convention(of: Program) -> Callable[[F], F]:
    """Mark a right answer to a differently scaled question that the text allows; its docstring says which."""
    return _mark("convention", of)


def misconception(of: Program) -> Callable[[F], F]:
    """Mark a wrong answer that people really give; its docstring is what the student is told."""
    return _mark("misconception", of)


def topic_names(solutions: Path = SOLUTIONS) -> list[str]:
    """The topics of the course, in the order of the numbers in their titles."""
    sources = [path / f"{path.name}.py" for path in sorted(solutions.iterdir())]
    return [source.stem for source in sorted(filter(Path.is_file, sources), key=_number)]


def _number(source: Path) -> int:
    title = TITLE.search(source.read_text(encoding="utf-8"))
    return int(title["number"]) if title else sys.maxsize


@functools.cache
def load_topic(name: str) -> Topic:
    """Import a topic's reference, equivalents and misconceptions."""
    source = _module(f"{name}.{name}")
    programs = [
        program
        for module in ("equivalents", "misconceptions")
        for program in vars(_module(f"{name}.{module}")).values()
        if hasattr(program, "role")
    ]
    exercises = tuple(_exercise(name, reference, programs) for reference in references(source))
    return Topic(name, exercises, CHECKS / f"{name}.py")


def references(module: ModuleType) -> list[Program]:
    """The functions of a source that hold a solution mark, in the order of the source."""
    own = [
        value for value in vars(module).values() if inspect.isfunction(value) and value.__module__ == module.__name__
    ]
    return [function for function in own if SOLUTION_MARK in inspect.getsource(function)]


def _exercise(topic: str, reference: Program, programs: Sequence[Any]) -> Exercise:
    def of_role(role: str) -> tuple[Program, ...]:
        return tuple(program for program in programs if program.role == role and program.of is reference)

    return Exercise.of(topic, reference, of_role("equivalent"), of_role("convention"), of_role("misconception"))


def _module(dotted: str) -> ModuleType:
    if str(ROOT) not in sys.path:
        sys.path.insert(0, str(ROOT))
    return importlib.import_module(f"{SOLUTIONS.name}.{dotted}")
