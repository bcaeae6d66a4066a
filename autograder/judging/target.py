"""What an answer is held against: exact values and allowances, in the shape of the reference's result.

The program whose result is the target (a reference, a convention, a misconception) runs twice on balls: once at
high precision on the very inputs, for the exact value; once at the answer's precision on inputs as wide as
rounding in any order of summation makes them. The farthest point of the second ball from the exact value is the
allowance.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import sympy
from flint import arb, ctx

from ..exercise import Program
from ..verdict import GraderFault
from ..worker.plain import plain
from ..worker.wire import Array, Expression, Opaque, Random, Sequence, from_array
from . import ball
from .affine import affine
from .places import COUNT, Seen, seen

SURE_BITS = 1100  # to which expressions agree that are equal
SMALL = arb((1, 20 - SURE_BITS))  # of a value that is smaller, and not zero, zero would nearly agree with
View = Callable[[Any], Any]


class NoBall(Exception):
    """The program does not run on balls, or rounding decides which way it goes."""


@dataclass(frozen=True)
class Number:
    """An exact value and how far from it rounding alone can bring an answer. Discrete values allow nothing."""

    exact: arb
    allowance: arb


@dataclass(frozen=True)
class Numbers:
    """An array of exact values and of allowances: two object arrays of one shape."""

    exact: np.ndarray
    allowance: np.ndarray


@dataclass(frozen=True)
class Literal:
    """A value that is compared as it is: a truth value, a string, None, or a description."""

    value: bool | str | Opaque | None


@dataclass(frozen=True)
class Parts:
    """A tuple or list of targets; `names` where the parts are facts of a view."""

    parts: tuple["Target", ...]
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Graph:
    """An expression, by what it is at places; None where it is not looked at.

    rounded: there are floating-point numbers in it. Without any, and without any in the answer, nothing was rounded.
    known: the places are the same for everybody, so no verdict may depend on them.
    """

    symbols: tuple[str, ...]
    heights: tuple[Number | None, ...]
    rounded: bool
    known: bool = False

    def reach(self, height: Number, rounded: bool) -> arb:
        """How far an answer may be from an exact value. rounded: there are floating-point numbers in it."""
        sure = (1 + height.exact.abs_upper()) * arb((1, -SURE_BITS))
        return arb(sure.max(height.allowance) if rounded or self.rounded else sure)


Target = Number | Numbers | Literal | Parts | Graph


def run(program: Program, arguments: tuple[Any, ...], view: View | None, of_inputs: bool) -> Any:
    """The program's result on copies of `arguments`, or those copies after it; seen through `view` if there is one."""
    given = [fresh(argument) for argument in arguments]
    with np.errstate(all="ignore"):  # wrong programs divide by zero; that is for the comparison to find
        result = program(*given)
    if of_inputs:
        result = [value if isinstance(value, np.ndarray | list) else None for value in given]
    return view(result) if view else result


def fresh(argument: Any) -> Any:
    """A copy of an argument that a program may change; a generator of its own for a Random."""
    match argument:
        case Random():
            return np.random.default_rng(argument.seed)
        case np.ndarray() | list():
            return argument.copy()
        case _:
            return argument


def exact_target(program: Program, arguments: tuple[Any, ...], view: View | None, of_inputs: bool, bits: int) -> Target:
    """The program's exact result on `arguments`, with the allowance of arithmetic at `bits` bits.

    Raises NoBall where the program cannot run on balls, and whatever else it raises.
    """
    if all(isinstance(argument, sympy.Basic) for argument in arguments):  # there are no balls in the result
        result = run(program, arguments, view, of_inputs)
        return _combined(*(_at(precision, result) for precision in (ball.EXACT_BITS, bits)))
    exact = _on_balls(program, arguments, view, of_inputs, ball.EXACT_BITS, 0.0)
    width = 0.0 if of_inputs else ball.terms(arguments) * 2.0**-bits
    try:
        wide = _on_balls(program, _real(arguments), view, of_inputs, bits, width)
    except NoBall:  # it counts with a whole number, or takes it for exact in a comparison
        wide = _on_balls(program, arguments, view, of_inputs, bits, width)
    with ctx.workprec(ball.EXACT_BITS):
        return _combined(exact, wide)


def _at(bits: int, result: Any) -> Any:
    with ctx.workprec(bits):
        return _tree(result)


def _real(arguments: tuple[Any, ...]) -> tuple[Any, ...]:
    """The arguments with whole numbers as floats: where a program can compute with them, they are rounded like all."""
    return tuple(float(x) if isinstance(x, int) and not isinstance(x, bool) else x for x in arguments)


def float_target(
    program: Program, arguments: tuple[Any, ...], view: View | None, of_inputs: bool, like: Target
) -> Target:
    """The program's result in floats, with the allowances of another target where the shapes agree.

    For programs that balls cannot run: those whose mistake is a dtype, say. Decides diagnoses, never verdicts.
    """
    if isinstance(like, Graph):
        raise NoBall("an expression is the same on balls and in floats")
    result = _tree(run(program, arguments, view, of_inputs))
    return _with_allowances(_combined(result, result), like)


def _on_balls(
    program: Program, arguments: tuple[Any, ...], view: View | None, of_inputs: bool, bits: int, width: float
) -> Any:
    with ctx.workprec(bits):
        balls = _as_balls(arguments, width)
        try:
            return _tree(run(program, balls, view, of_inputs))
        except (TypeError, AttributeError, ball.Undecided) as error:
            raise NoBall(f"{type(error).__name__}: {error}") from error


def _as_balls(arguments: tuple[Any, ...], width: float) -> tuple[Any, ...]:
    """Floats and arrays as balls of relative radius `width`; every other value (counts, functions) as it is."""
    arrays = any(isinstance(argument, np.ndarray) for argument in arguments)
    of_float = ball.to_ball if arrays else affine

    def convert(argument: Any) -> Any:
        match argument:
            case np.ndarray():
                return ball.to_balls(argument, width)
            case float() | np.floating():
                return of_float(float(argument), width)
            case _:
                return argument

    return tuple(map(convert, arguments))


def _tree(value: Any) -> Any:
    """A result as numbers (arb, exact where not a ball), arrays of them, lists, mappings and literals."""
    match value:
        case ball.Ball():
            return value.arb
        case Seen():
            return Heights(value.places.symbols, value.heights(), value.rounded)
        case np.ndarray() if value.dtype == object and any(isinstance(e, ball.Ball) for e in value.flat):
            elements = ball.objects([e.arb if isinstance(e, ball.Ball) else arb(e) for e in value.flat], value.shape)
            return elements if value.ndim else elements.item()
        case Mapping():
            return {name: _tree(part) for name, part in value.items()}
        case list() | tuple():
            parts = [_tree(part) for part in value]
            numbers = isinstance(value, list) and all(isinstance(part, arb) for part in parts)
            return ball.objects(parts, (len(parts),)) if numbers else parts  # a list of numbers is an array
        case _:
            return _from_plain(plain(value))


def _from_plain(value: Any) -> Any:
    match value:
        case Array():
            array = from_array(value)
            return ball.objects([arb(element) for element in array.ravel().tolist()], array.shape)
        case Sequence():
            return [_from_plain(item) for item in value.items]
        case Expression():
            at_known = seen(value)
            return Heights(at_known.places.symbols, at_known.heights(), at_known.rounded, known=True)
        case bool() | str() | None | Opaque():
            return value
        case int() | float():
            return arb(value)
        case _:
            raise GraderFault(f"a program of the course gave {value!r}, which is no answer")


def _combined(exact: Any, wide: Any) -> Target:
    """Two runs of one program as one target."""
    if isinstance(exact, arb) and isinstance(wide, arb):
        return Number(exact, _allowance(exact, wide))
    if isinstance(exact, np.ndarray) and isinstance(wide, np.ndarray) and exact.shape == wide.shape:
        allowance = ball.objects([_allowance(e, w) for e, w in zip(exact.flat, wide.flat, strict=True)], exact.shape)
        return Numbers(exact, allowance)
    if isinstance(exact, list) and isinstance(wide, list) and len(exact) == len(wide):
        return Parts(tuple(_combined(e, w) for e, w in zip(exact, wide, strict=True)))
    if isinstance(exact, dict) and isinstance(wide, dict) and exact.keys() == wide.keys():
        return Parts(tuple(_combined(exact[name], wide[name]) for name in exact), tuple(exact))
    if isinstance(exact, Heights) and isinstance(wide, Heights):
        return _graph(exact, wide)
    if type(exact) is type(wide) and exact == wide:
        return Literal(exact)
    raise NoBall("rounding decides the form of the result")


@dataclass(frozen=True)
class Heights:
    """What one run gave of an expression; see Graph."""

    symbols: tuple[str, ...]
    values: list[arb | None]
    rounded: bool
    known: bool = False


def _graph(exact: Heights, wide: Heights) -> Graph:
    """Only of places where both runs have a value that says something: it is defined, and zero would not do for it."""
    heights = tuple(map(_height, exact.values, wide.values))
    if sum(height is not None for height in heights) < COUNT / 2:
        raise NoBall("an expression that has no real value at most of the places, or one next to zero")
    return Graph(exact.symbols, heights, exact.rounded, exact.known)


def _height(exact: arb | None, wide: arb | None) -> Number | None:
    if exact is None or wide is None or 0 < abs(exact) < SMALL or not (exact.is_finite() and wide.is_finite()):
        return None
    return Number(exact, _allowance(exact, wide))


def _allowance(exact: arb, wide: arb) -> arb:
    """The farthest that a point of `wide` lies from the exact value; 0 where nothing was rounded."""
    if not (exact.is_finite() and wide.is_finite()):
        raise NoBall("a ball grew beyond all bounds")
    if exact.is_exact() and wide.is_exact() and exact == wide:
        return arb(0)
    return arb((wide - exact).abs_upper())


def _with_allowances(target: Target, like: Target) -> Target:
    match target, like:
        case Number(), Number():
            return Number(target.exact, like.allowance)
        case Numbers(), Numbers() if target.exact.shape == like.exact.shape:
            return Numbers(target.exact, like.allowance)
        case Parts(), Parts() if len(target.parts) == len(like.parts):
            parts = tuple(_with_allowances(t, w) for t, w in zip(target.parts, like.parts, strict=True))
            return Parts(parts, target.names)
        case _:
            return target


def apart(one: Target, other: Target) -> bool:
    """No answer can be right for both: their forms differ, or some number's balls do not meet."""
    with ctx.workprec(ball.EXACT_BITS):
        return _apart(one, other)


def _apart(one: Target, other: Target) -> bool:
    match one, other:
        case Number(), Number():
            return bool(abs(one.exact - other.exact) > one.allowance + other.allowance)
        case Numbers(), Numbers() if one.exact.shape == other.exact.shape:
            pairs = zip(one.exact.flat, one.allowance.flat, other.exact.flat, other.allowance.flat, strict=True)
            return any(abs(e - f) > r + s for e, r, f, s in pairs)
        case Parts(), Parts() if len(one.parts) == len(other.parts):
            return any(_apart(a, b) for a, b in zip(one.parts, other.parts, strict=True))
        case Graph(), Graph() if one.symbols == other.symbols:
            heights = [(a, b) for a, b in zip(one.heights, other.heights, strict=True) if a and b]
            return any(abs(a.exact - b.exact) > one.reach(a, True) + other.reach(b, True) for a, b in heights)
        case Literal(), Literal():
            return one != other
        case _:
            return True
