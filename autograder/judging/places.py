"""Expressions by what they are at some places: that decides whether two of them are the same function.

What is proved: at a place where two balls lie apart, so do the expressions. Where balls of hundreds of bits meet at a
dozen places that were drawn at random, two expressions of bounded size are equal but for a chance that nobody will see:
an analytic function that is not zero is zero at single places only, and somebody would have to hit them, or come within
2**-1100 of them, a dozen times. So the places must not be known where the answer is made: they are drawn from a check's
own random numbers, and stay with the judge. What is nowhere farther from the right expression than 2**-1100 passes: a
difference quotient with a step that is beyond all measure small, say.
"""

import functools
import itertools
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import sympy
from flint import acb, arb, ctx, fmpq

from ..worker.formula import Constant, Expression, Variable, digits, whole
from ..worker.symbolic import TooLarge, Unknown, expression
from .ball import EXACT_BITS
from .evaluate import Open, Undefined, evaluate

COUNT = 12  # places
KEPT = 100  # expressions at places
FINENESS = 1_000_003  # parts of the range that a place is drawn from, or up to twice as many: drawn as well
FARTHEST = Fraction(9, 10)  # of the way to infinity, which is 18 from zero
BITS = 4 * EXACT_BITS  # nothing need be rounded in an expression: a tiny exact step in place of none is told apart
MORE_BITS = (BITS, 4 * BITS)  # of an answer that loses its digits
WRITTEN = 2**20  # beyond it nobody writes a power of two as a denominator, but a floating-point number has one
KNOWN_BITS = 1200  # of a value, relative to the larger of itself and 1, with which it counts as known
MOST_EFFORT = 15_000  # nodes evaluated with the fewest bits, more bits counting as much more; then these have to do


@dataclass(frozen=True)
class Places:
    """Where expressions are looked at: for each of the symbols a number, as a fraction. A view of results."""

    symbols: tuple[str, ...]
    points: tuple[tuple[str, ...], ...]

    def __call__(self, value: Any) -> Any:
        """An expression or a number seen at the places; anything else as it is."""
        forms = _forms(value)
        return _seen(self, forms) if forms else value

    def on_inputs(self, *_arguments: Any) -> "Places":
        """Where the results on other arguments are looked at: at the same places."""
        return self

    def at(self, place: int, width: arb) -> Mapping[str, acb]:
        """The values of the symbols at a place, as balls of that relative width."""
        numbers = (acb(_ball(text) * (1 + width)) for text in self.points[place])
        return dict(zip(self.symbols, numbers, strict=True))

    def words(self, place: int) -> str:
        """A place for people."""
        pairs = zip(self.symbols, self.points[place], strict=True)
        return ", ".join(f"{symbol} = {float(Fraction(text)):.6g}" for symbol, text in pairs)


def _ball(text: str) -> arb:
    number = Fraction(text)
    return arb(fmpq(number.numerator, number.denominator))


class Seen:
    """An expression at some places; what it is there is worked out once, and only where somebody asks.

    forms: the expression; after it the same in other forms, which round differently.
    """

    def __init__(self, places: Places, forms: Sequence[Expression], instead: "Seen | None" = None) -> None:
        """instead: the same again, for the places where nothing is known of this one."""
        self.places, self._forms, self._instead = places, forms, instead
        self._found: dict[int, acb | ArithmeticError] = {}
        self._effort = 0

    @property
    def form(self) -> Expression:
        """The expression as it was given."""
        return self._forms[0]

    @property
    def foreign(self) -> str | None:
        """A symbol that is none of the places'."""
        if self._instead is not None:
            return self._instead.foreign
        names = (node.name for node in self._forms[0].nodes if isinstance(node, Variable))
        return next((name for name in names if name not in self.places.symbols), None)

    @property
    def rounded(self) -> bool:
        """There are floating-point numbers in it, or fractions that may have been some."""
        return any(_may_be_rounded(node) for node in self._forms[0].nodes if isinstance(node, Constant))

    @property
    def is_open(self) -> bool:
        """At some of the places nothing is known of it."""
        return self.foreign is not None or any(isinstance(self.at(place), Open) for place in range(COUNT))

    def or_else(self, other: Any) -> "Seen":
        """The same, and what it is in another form where nothing is known of this one."""
        other = self.places(other)
        return Seen(self.places, self._forms, other) if isinstance(other, Seen) else self

    def at(self, place: int) -> acb | ArithmeticError:
        """What it is at a place, with as many bits as it takes; Undefined, or Open where all of them are too few."""
        if place not in self._found:
            found = self._evaluated(place)
            if isinstance(found, Open) and self._instead is not None:
                found = self._instead.at(place)
            self._found[place] = found
        return self._found[place]

    def _evaluated(self, place: int) -> acb | ArithmeticError:
        for bits in MORE_BITS:
            if bits > MORE_BITS[0] and self._effort > MOST_EFFORT:
                break
            self._effort += len(self._forms[0].nodes) * bits // MORE_BITS[0]
            with ctx.workprec(bits):
                try:
                    value = evaluate(self._forms[0], self.places.at(place, arb(0)), arb(0))
                except Undefined as error:
                    return error
                except Open:
                    continue
                if _is_known(value):
                    return value
        return Open()

    def heights(self) -> list[arb | None]:
        """What it is at every place; None where it is not real, or has no value.

        With a precision of less than EXACT_BITS in force these are balls that hold what rounding makes of it: all
        numbers are off by as many roundings as it has parts, and it may be written in any of its forms.
        """
        precise = ctx.prec >= EXACT_BITS
        forms = self._forms[:1] if precise else self._forms
        with ctx.workprec(BITS if precise else ctx.prec):
            return [_united([self._height(form, place, precise) for form in forms]) for place in range(COUNT)]

    def _height(self, form: Expression, place: int, precise: bool) -> arb | None:
        width = arb(0) if precise else arb(0, len(form.nodes) * arb((1, -ctx.prec)))
        try:
            value = evaluate(form, self.places.at(place, width), width)
        except ArithmeticError:
            return None
        return value.real if value.imag.contains(0) else None


@functools.lru_cache(KEPT)
def _seen(places: Places, forms: tuple[Expression, ...]) -> Seen:
    """One for all that look at it: what it is there is worked out once."""
    return Seen(places, forms)


def _is_known(value: acb) -> bool:
    radius = value.real.rad() + value.imag.rad()
    return bool(radius * arb((1, KNOWN_BITS)) < 1 + abs(value.mid()))


def _united(heights: Sequence[arb | None]) -> arb | None:
    known = [height for height in heights if height is not None]
    return functools.reduce(arb.union, known) if len(known) == len(heights) else None


def _may_be_rounded(constant: Constant) -> bool:
    denominator = whole(constant.denominator)
    return constant.rounded or (denominator > WRITTEN and denominator.bit_count() == 1)


def _forms(value: Any) -> tuple[Expression, ...]:
    """An expression, or a number, as data; of a program of the course also as sums, which round differently."""
    match value:
        case sympy.Poly() | sympy.Expr():
            written = value.as_expr()
            with suppress(Unknown):
                own = expression(written)
                with suppress(Unknown, TooLarge):
                    return own, expression(sympy.expand(written))
                return (own,)
        case Expression():
            return (value,)
        case np.ndarray() | np.generic() if value.size == 1:
            return _forms(value.item())
        case int() if not isinstance(value, bool):
            return (Expression((Constant(digits(value), digits(1)),)),)
        case float() if np.isfinite(value):
            numerator, denominator = value.as_integer_ratio()
            return (Expression((Constant(digits(numerator), digits(denominator), rounded=True),)),)
    return ()


def places(rng: np.random.Generator, *symbols: Any) -> Places:
    """Random places: for each symbol numbers from all over its range, which is between -18 and 18.

    A symbol with a range is written as SymPy writes one, (x, 0, 5) or (x, 0, sympy.oo); one of which SymPy assumes that
    it is positive or negative has the range that belongs to it.
    """
    drawn = [[str(number) for number in _numbers(rng, *_range(symbol))] for symbol in symbols]
    names = tuple(str(symbol[0] if isinstance(symbol, tuple) else symbol) for symbol in symbols)
    return Places(names, tuple(zip(*drawn, strict=True)))


def _range(symbol: Any) -> tuple[Fraction | None, Fraction | None]:
    """The lower and the upper end; None for infinity."""
    if isinstance(symbol, tuple):
        low, high = (None if abs(end) == sympy.oo else Fraction(str(sympy.Rational(end))) for end in symbol[1:])
        return low, high
    return (
        Fraction(0) if getattr(symbol, "is_positive", False) else None,
        Fraction(0) if getattr(symbol, "is_negative", False) else None,
    )


def _numbers(rng: np.random.Generator, low: Fraction | None, high: Fraction | None) -> Iterator[Fraction]:
    """One number from each of COUNT parts of a range, in any order.

    Their denominators are as random as they are: nothing that is periodic, say, is zero at all of them.
    """
    for part in rng.permutation(COUNT):
        fineness = FINENESS + int(rng.integers(FINENESS))
        share = (int(part) + Fraction(int(rng.integers(1, fineness)), fineness)) / COUNT
        if low is not None and high is not None:
            yield low + (high - low) * share
        elif low is None and high is None:
            yield _far(2 * share - 1)
        else:
            yield low + _far(share) if low is not None else high - _far(share)  # type: ignore[operator]


def _far(share: Fraction) -> Fraction:
    """From -1 … 1 to a number from all over the line, the more often the closer to zero."""
    share = share * FARTHEST
    return 2 * share / (1 - abs(share))


@functools.cache
def known_places(symbols: tuple[str, ...]) -> Places:
    """Places that are always the same, to tell which wrong answer it is. No verdict depends on them."""
    return places(np.random.default_rng(0), *symbols)


def seen(expression: Expression) -> Seen:
    """An expression at such places."""
    names = sorted({node.name for node in expression.nodes if isinstance(node, Variable)})
    return _seen(known_places(tuple(itertools.islice(names, COUNT))), (expression,))
