"""Formulas as people read them: what came back, and what a program of the course gives, where both are short enough."""

from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import sympy

from ..judging.comparison import Trace
from ..judging.judge import Judgement
from ..judging.places import Seen
from ..judging.target import run
from ..worker.formula import Constant, Expression, Node, Operation, Variable, whole

MOST_NODES = 60  # of a formula that is written down, counted as often as they stand in it
LONGEST = 20  # bytes of a whole number in it
FARTHEST = 1000  # exponents of floating-point numbers in it
LARGE = 3  # bytes of a fraction: to raise to more can take for ever
PLAIN = ("Add", "Mul")  # numbers that are made by these of others stay near them; a power of a power has no end


class TooLong(Exception):
    """A formula that nobody would read."""


@dataclass(frozen=True)
class Formulas:
    """What came back and what is right. at: the place at which they are compared, as Python."""

    found: str
    exact: str
    at: str


def formulas_of(trace: Trace, judgement: Judgement, place: int) -> Formulas | None:
    """Both formulas, where the whole answer is one; None where one of them is too long, or not to be had."""
    found = judgement.value
    wanted = judgement.wanted
    if trace.path or wanted.proved or not isinstance(found, Seen):
        return None
    program = (wanted.reference, *judgement.exercise.conventions)[judgement.chosen]
    with suppress(Exception):  # it is too long, or SymPy makes nothing of it
        exact = run(wanted.calling(program), wanted.choices[0], wanted.view, wanted.of_inputs)
        return Formulas(text(found.form), text(exact.form), _at(trace, found, place))
    return None


def _at(trace: Trace, seen: Seen, place: int) -> str:
    """A place as a dictionary from symbols to numbers."""
    points = enumerate(seen.places.points)
    point = next(point for n, point in points if seen.places.words(n) == trace.places[place])
    pairs = zip(seen.places.symbols, point, strict=True)
    return "{" + ", ".join(f"{symbol!r}: {float(Fraction(number)):.10g}" for symbol, number in pairs) + "}"


def text(expression: Expression) -> str:
    """An expression as SymPy writes it, without carrying anything out in it. Raises TooLong."""
    sizes: list[int] = []
    towers: list[int] = []  # of numbers: how many powers and functions stand in each other; of what has symbols, -1
    for node in expression.nodes:  # what stands in it twice is there once: as a text it may be endless
        sizes.append(1 + sum(sizes[part] for part in node.parts) if isinstance(node, Operation) else 1)
        towers.append(_tower(node, towers))
    if sizes[-1] > MOST_NODES or max(towers) > 1:  # SymPy works numbers out to put them in order: 10**10**10**10**10
        raise TooLong
    built: list[Any] = []
    for node in expression.nodes:
        built.append(_built(node, built))
    return str(built[-1])


def _tower(node: Node, towers: list[int]) -> int:
    if isinstance(node, Variable):
        return -1
    if isinstance(node, Constant):
        return int(not node.rounded and len(node.numerator) + len(node.denominator) > LARGE)
    if not node.parts:
        return 0
    parts = [towers[part] for part in node.parts]
    return -1 if -1 in parts else max(parts) + (node.name not in PLAIN)


def _built(node: Node, built: list[Any]) -> Any:
    match node:
        case Constant():
            return _number(node)
        case Variable():
            return sympy.Symbol(node.name)
    if not node.parts:
        return getattr(sympy.S, node.name)
    return getattr(sympy, node.name)(*(built[part] for part in node.parts), evaluate=False)


def _number(constant: Constant) -> Any:
    if max(len(constant.numerator), len(constant.denominator)) > LONGEST or abs(constant.exponent) > FARTHEST:
        raise TooLong
    number = Fraction(whole(constant.numerator), whole(constant.denominator)) * Fraction(2) ** constant.exponent
    if constant.rounded:
        return sympy.Float(float(number))
    return sympy.Rational(number.numerator, number.denominator)
