"""What authors get wrong without an error of Python's: looked for wherever a topic is loaded and its checks collected."""

import ast
import inspect
import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from .exercise import Course, Exercise, Program, Topic
from .faults import Line, in_words
from .report import MAX_SCORE
from .verdict import GraderFault

if TYPE_CHECKING:
    from .session import Check

ROLES = ("equivalents", "conventions", "misconceptions")
Mistake = tuple[Line, str]


def hold_programs(course: Course, topic: Topic, modules: Sequence[ModuleType]) -> None:
    """Raises GraderFault where a program of a topic would be lost, cannot be called, or has nothing to say.

    modules: its source, and those of equivalents and misconceptions.
    """
    for module in modules:
        _hold(course, _twice(Path(str(module.__file__))))
        _hold(course, _of_nothing(topic, module))
    for exercise in topic.exercises:
        _hold(course, _of_exercise(exercise))


def hold_checks(course: Course, topic: Topic, checks: Sequence["Check"], lost: Iterable[Callable[..., Any]]) -> None:
    """Raises GraderFault where a check of a topic would be lost or has no meaning. lost: marked, and not collected.

    Where there are no solutions, in a student's copy, the checks are not all that there are, and add up to less.
    """
    _hold(course, _twice(topic.checks))
    _hold(course, ((line_of(check), f"{_name(check)} is no test: call it test_{_name(check)}") for check in lost))
    _hold(course, _of_checks(checks))
    points = sum(check.points for check in checks)
    if course.solutions.is_dir() and not math.isclose(points, MAX_SCORE):
        raise GraderFault(
            f"The points of {topic.name} add up to {points:g}: change them in {course.named(topic.checks)}, "
            f"so that they are {MAX_SCORE}."
        )


def line_of(program: Any, path: Path = Path()) -> Line:
    """Where a function begins; of anything else, the file that is named."""
    code = getattr(inspect.unwrap(program), "__code__", None)
    return (Path(code.co_filename), code.co_firstlineno) if code else (path, 0)


def _hold(course: Course, mistakes: Iterable[Mistake]) -> None:
    for line, told in mistakes:
        raise GraderFault(f"{in_words(course, line)}: {told}.")


def _twice(path: Path) -> Iterator[Mistake]:
    """Functions that take the place of others."""
    seen: dict[str, int] = {"_": 0}
    for node in ast.parse(path.read_bytes()).body:
        if isinstance(node, ast.FunctionDef):
            if before := seen.setdefault(node.name, 0):
                yield (path, node.lineno), f"{node.name} replaces that of line {before}: give it another name"
            seen[node.name] = node.lineno if node.name != "_" else 0


def _of_nothing(topic: Topic, module: ModuleType) -> Iterator[Mistake]:
    """Programs of a module that are marked, and of no exercise of its topic."""
    references = [exercise.reference for exercise in topic.exercises]
    names = ", ".join(exercise.name for exercise in topic.exercises)
    path = Path(str(module.__file__))
    for function in filter(inspect.isfunction, vars(module).values()):
        said = vars(function)  # by the marks
        if "of" not in said or said["of"] in references:
            continue
        of = _name(said["of"])
        if "marks" in said:
            yield line_of(said["of"], path), f"{of} needs @{said['marks']}(of=…): name the function that it is of"
        elif function.__module__ == module.__name__:
            told = f"{_name(function)} is marked with of={of}, which is no exercise of {topic.name}"
            yield line_of(function), f"{told}: name one of {names}"


def _of_exercise(exercise: Exercise) -> Iterator[Mistake]:
    reference = exercise.reference
    seen: dict[str, Program] = {}
    if not inspect.getdoc(reference):
        yield line_of(reference), f"{exercise.name} has no docstring: say what is given, in which shapes, and returned"
    for program in (reference, *(program for role in ROLES for program in getattr(exercise, role))):
        if seen.setdefault(_name(program), program) is not program:
            where = "the reference" if seen[_name(program)] is reference else "another program of the exercise"
            yield line_of(program), f"{_name(program)} is called like {where}: give it another name"
        if why := _uncallable(program, reference):
            called = f"{exercise.name}{inspect.signature(reference)}"
            yield (
                line_of(program),
                f"{_name(program)} cannot be called as {called} can ({why}): give it the same parameters",
            )
    for program in exercise.misconceptions:
        if not inspect.getdoc(program):
            yield line_of(program), f"{_name(program)} has no docstring: write what the student is told"


def _uncallable(program: Program, reference: Program) -> str:
    """Why a program does not take what its reference takes, by place; empty if it does."""
    parameters = inspect.signature(reference).parameters.values()
    needed = [parameter for parameter in parameters if parameter.default is parameter.empty]
    for given in (parameters, needed):
        try:
            inspect.signature(program).bind(*given)
        except TypeError as error:
            return str(error)
    return ""


def _of_checks(checks: Sequence["Check"]) -> Iterator[Mistake]:
    before: dict[str, list[str]] = {}
    for check in checks:
        others = before.setdefault(check.exercise.name, [])
        if check.after is not None and check.after not in others:
            told = f"test_{check.name} comes after test_{check.after}, which is no check of {check.exercise.name} before it"
            yield line_of(check.test), f"{told}: name one, or leave it out"
        others.append(check.name)


def _name(value: Any) -> str:
    return str(getattr(value, "__name__", repr(value)))
