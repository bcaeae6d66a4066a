"""Makes the arguments of a call smaller and simpler, for as long as something stays true of them.

It knows plain values alone: arrays with the shapes that the function's own docstring gives them, numbers, formulas,
SymPy's expressions. What it tries is tried in the same order every time.
"""

import inspect
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType
from typing import Any

import numpy as np
import sympy

from ..course import PACKAGE, served
from ..exercise import Exercise
from ..judging.expectation import frozen
from ..worker.wire import Formula, Random
from .words import written

SHAPES = re.compile(r"(?P<names>\w+(?:, \w+)*):[^:\n]*?\bshape \((?P<sizes>[^)]*)\)")
SIZE = re.compile(r"(?P<name>[A-Za-z]\w*)(?: \+ (?P<more>\d+))?")
LIBRARIES = "site-packages"  # in the paths of files
PATIENCE = 20  # calls of a library's functions for one of ours
LONG = 6  # numbers in a row: more of them are easier to read counted through
CURVES = ("x * x", "x * x + x")  # in the place of another function: parabolas, on which no walk grows beyond bounds

Arguments = tuple[Any, ...]


class TooLong(BaseException):
    """A program goes on and on. Not an Exception, so that nothing on the way lets it pass."""


@contextmanager
def limited(calls: int) -> Iterator[None]:
    """Raise TooLong in the body after so many calls of functions of the grader and the course.

    On any machine, and however busy it is, that is at the same place: libraries', which remember things, count little.
    """
    left, more, before = calls, calls * PATIENCE, sys.gettrace()
    engine, course = str(PACKAGE), str(served().root)

    def count(frame: FrameType, *_: Any) -> None:
        nonlocal left, more
        more -= 1
        path = frame.f_code.co_filename
        if path.startswith(engine) or (path.startswith(course) and LIBRARIES not in path):
            left -= 1
        if (
            min(left, more) < 0 and not frame.f_code.co_flags & inspect.CO_GENERATOR
        ):  # one that is closed lets it get lost
            raise TooLong

    sys.settrace(count)
    try:
        yield
    finally:
        sys.settrace(before)


@dataclass
class Search:
    """Goes from arguments to smaller ones for which `holds`. tries: how often that may be asked."""

    holds: Callable[[Arguments], bool]
    tries: int

    def smallest(self, exercise: Exercise, arguments: Arguments) -> Arguments:
        """The smallest that were found, or the arguments themselves."""
        shapes, refused = shapes_of(exercise), set()
        again = True
        while again:
            again = False
            for smaller in simpler(arguments, shapes, exercise.parameters):
                key = frozen(smaller)
                if key in refused or length(smaller) >= length(arguments):
                    continue
                if not self.tries:
                    return arguments
                self.tries -= 1
                if self.holds(smaller):
                    arguments, again = smaller, True
                    break
                refused.add(key)
        return arguments


def length(arguments: Arguments) -> int:
    """How long arguments are to read, in characters."""
    return sum(len(written(argument)) for argument in arguments)


def shapes_of(exercise: Exercise) -> dict[str, tuple[str, ...]]:
    """The sizes that the docstring gives arrays, by parameter: ("n", "T + 1")."""
    found = SHAPES.finditer(exercise.reference.__doc__ or "")
    return {
        name: tuple(size.strip() for size in match["sizes"].split(",") if size.strip())
        for match in found
        for name in match["names"].split(", ")
        if name in exercise.parameters
    }


def simpler(
    arguments: Arguments, shapes: Mapping[str, Sequence[str]], parameters: Sequence[str]
) -> Iterator[Arguments]:
    """Arguments that are a little smaller or simpler, the boldest first."""
    yield from _cut(arguments, shapes, parameters)
    for place, argument in enumerate(arguments):
        for other in _plainer(argument):
            yield (*arguments[:place], other, *arguments[place + 1 :])


def _cut(arguments: Arguments, shapes: Mapping[str, Sequence[str]], parameters: Sequence[str]) -> Iterator[Arguments]:
    """All arrays with a size of one name, cut together."""
    for name, size in sizes_of(arguments, shapes, parameters).items():
        for smaller in _fewer(size):
            yield resized(arguments, shapes, parameters, name, smaller)


def sizes_of(arguments: Arguments, shapes: Mapping[str, Sequence[str]], parameters: Sequence[str]) -> dict[str, int]:
    """The sizes that have a name, of the arrays among the arguments."""
    sizes: dict[str, int] = {}
    for argument, parameter in zip(arguments, parameters, strict=False):
        for size, name in zip(
            np.shape(argument) if isinstance(argument, np.ndarray) else (), shapes.get(parameter, ()), strict=False
        ):
            if match := SIZE.fullmatch(name):
                sizes.setdefault(match["name"], size - int(match["more"] or 0))
    return sizes


def resized(
    arguments: Arguments, shapes: Mapping[str, Sequence[str]], parameters: Sequence[str], name: str, size: int
) -> Arguments:
    """The arguments with all arrays that have a size of that name cut to it, or repeated up to it."""
    return tuple(
        _with(argument, shapes.get(parameter, ()), name, size)
        for argument, parameter in zip(arguments, parameters, strict=False)
    )


def _with(argument: Any, shape: Sequence[str], name: str, size: int) -> Any:
    """An array of which the size of that name is another."""
    if isinstance(argument, np.ndarray):
        for axis, match in enumerate(map(SIZE.fullmatch, shape[: argument.ndim])):
            if match and match["name"] == name and argument.shape[axis]:
                places = np.arange(size + int(match["more"] or 0)) % argument.shape[axis]
                argument = argument.take(places, axis)
    return argument


def _fewer(count: int) -> list[int]:
    """Smaller counts, at least 1."""
    return sorted({fewer for fewer in (1, 2, 3, count // 2, count - 1) if 1 <= fewer < count})


def _plainer(argument: Any) -> Iterator[Any]:
    match argument:
        case bool():
            pass
        case int():
            yield from _fewer(argument)
        case float() if np.isfinite(argument):
            yield from (float(f"{argument:.{digits}g}") for digits in (1, 2, 3))
        case np.ndarray() if argument.dtype.kind == "f":
            if argument.ndim == 1 and argument.size > LONG:
                yield np.arange(1.0, argument.size + 1)
            yield from (np.round(argument, digits) + 0.0 for digits in (1, 2))
        case Formula():
            yield from map(Formula, CURVES)
        case Random():
            yield Random(1)
        case sympy.Basic():
            yield from _other_curves(argument)


def _other_curves(expression: sympy.Basic) -> Iterator[sympy.Basic]:
    """The same curves in an expression's own symbol, and as a Poly where it is one."""
    symbols = sorted(expression.free_symbols, key=str)
    for curve in CURVES if len(symbols) == 1 else ():
        other = sympy.expand(Formula(curve)(symbols[0]))
        yield sympy.poly(other, symbols[0]) if isinstance(expression, sympy.Poly) else other
