"""Affine arithmetic: balls that remember which errors they share.

In (f(x + h) - f(x)) / h both values of f see the *same* error of x, and most of it cancels; plain balls forget
that, and divide twice the error by h. An affine number is a centre plus a coefficient for every single source of
error, each of which lies somewhere in [-1, 1] (Stolfi and de Figueiredo, "Self-validated numerical methods and
applications", 1997). What is shared cancels; what is nonlinear or rounded becomes a new source.

Rounding strikes the centres alone: they are computed with the precision in force. The coefficients are computed
with many more bits, since they are no part of any program, and their own rounding must not be divided by h.

Costs grow with the number of operations, so this is for functions of single numbers; arrays run on plain balls.
"""

import itertools
from collections.abc import Callable
from typing import Any

from flint import arb, ctx

from .ball import COMPARISONS, EXACT_BITS, Ball, power, to_arb

_sources = itertools.count()


class Affine(Ball):
    """A real number: centre + sum of coefficient * (a number in [-1, 1]), one term for each source of error."""

    __slots__ = ("centre", "reach", "terms")

    def __init__(self, centre: arb, terms: dict[int, arb], extra: arb) -> None:
        """`centre` may carry a rounding radius: it becomes a source of its own, together with `extra`."""
        self.centre = centre.mid()
        with ctx.workprec(EXACT_BITS):
            # coefficients stay exact: divided by h in every step of a walk, a radius of theirs would soon be all
            self.terms = dict(zip(terms, map(arb.mid, terms.values()), strict=True))
            own = sum(map(arb.rad, terms.values()), centre.rad() + extra)
            if not own.is_zero():
                self.terms[next(_sources)] = arb(own.upper())
            self.reach = arb(sum(map(abs, self.terms.values()), arb(0)).upper())
            super().__init__(self.centre + arb(0, self.reach))

    def __neg__(self) -> "Affine":
        return Affine(-self.centre, _scaled(self, arb(-1)), arb(0))

    def __abs__(self) -> "Affine":
        return self if Ball(self.arb) >= 0 else -self  # type: ignore[operator]

    def sqrt(self) -> "Affine":
        """The square root."""
        return _unary(self, arb.sqrt, lambda c: 1 / (2 * c.sqrt()), lambda x: -1 / (4 * x * x.sqrt()))

    def exp(self) -> "Affine":
        """e to this power."""
        return _unary(self, arb.exp, arb.exp, arb.exp)

    def log(self) -> "Affine":
        """The natural logarithm."""
        return _unary(self, arb.log, lambda c: 1 / c, lambda x: -1 / (x * x))

    def sin(self) -> "Affine":
        """The sine."""
        return _unary(self, arb.sin, arb.cos, lambda x: -x.sin())

    def cos(self) -> "Affine":
        """The cosine."""
        return _unary(self, arb.cos, lambda c: -c.sin(), lambda x: -x.cos())

    def tanh(self) -> "Affine":
        """The hyperbolic tangent."""
        return _unary(self, arb.tanh, lambda c: 1 - c.tanh() ** 2, lambda x: -2 * x.tanh() * (1 - x.tanh() ** 2))


def affine(value: float, width: float) -> Affine:
    """A float with a relative error of `width` that it shares with nothing else."""
    return Affine(arb(value), {}, arb(abs(value) * width))


def _finely(compute: Callable[[], dict[int, arb]]) -> dict[int, arb]:
    with ctx.workprec(EXACT_BITS):
        return compute()


def _scaled(x: Affine, factor: arb) -> dict[int, arb]:
    """The terms of x, each times a factor."""
    return _finely(lambda: {source: coefficient * factor for source, coefficient in x.terms.items()})


def _joined(one: dict[int, arb], other: dict[int, arb]) -> dict[int, arb]:
    """The terms of a sum: what both share is added up."""
    if not (one and other):
        return one or other
    return _finely(
        lambda: {
            **one,
            **{source: one[source] + c if source in one else c for source, c in other.items()},
        }
    )


def _add(x: Affine, y: Affine) -> Affine:
    return Affine(x.centre + y.centre, _joined(x.terms, y.terms), arb(0))


def _subtract(x: Affine, y: Affine) -> Affine:
    return Affine(x.centre - y.centre, _joined(x.terms, _scaled(y, arb(-1))), arb(0))


def _multiply(x: Affine, y: Affine) -> Affine:
    terms = _joined(_scaled(x, y.centre), _scaled(y, x.centre))
    return Affine(x.centre * y.centre, terms, x.reach * y.reach)


def _unary(
    x: Affine, value: Callable[[arb], arb], slope: Callable[[arb], arb], curvature: Callable[[arb], arb]
) -> Affine:
    """Taylor's formula of first order at the centre, its remainder bounded over the whole range."""
    with ctx.workprec(EXACT_BITS):
        at_centre, reach = slope(x.centre), x.reach
        remainder = arb((abs(curvature(x.arb)) * reach * reach / 2).upper())
    return Affine(value(x.centre), _scaled(x, at_centre), remainder)


def _power(x: Affine, y: Affine) -> Affine:
    """x to a constant power."""
    if y.terms:
        raise TypeError("the exponent has to be exact")
    n = y.centre
    if n.is_zero() or n == 1:
        return x if n == 1 else Affine(arb(1), {}, arb(0))
    return _unary(x, lambda c: power(c, n), lambda c: n * power(c, n - 1), lambda r: n * (n - 1) * power(r, n - 2))


def _divide(x: Affine, y: Affine) -> Affine:
    if y.terms:
        return _multiply(x, _unary(y, lambda c: 1 / c, lambda c: -1 / (c * c), lambda r: 2 / (r * r * r)))
    with ctx.workprec(EXACT_BITS):
        reciprocal = 1 / y.centre
    return Affine(x.centre / y.centre, _scaled(x, reciprocal), arb(0))


def _operand(value: Any) -> Affine | None:
    if isinstance(value, Affine):
        return value
    exact = to_arb(value)
    return None if exact is None else Affine(exact, {}, arb(0))


def _binary(operation: Callable[[Affine, Affine], Any]) -> tuple[Any, Any]:
    def forward(self: Affine, other: Any) -> Any:
        right = _operand(other)
        return NotImplemented if right is None else operation(self, right)

    def reflected(self: Affine, other: Any) -> Any:
        left = _operand(other)
        return NotImplemented if left is None else operation(left, self)

    return forward, reflected


for _name, _operation in {
    "add": _add,
    "sub": _subtract,
    "mul": _multiply,
    "truediv": _divide,
    "pow": _power,
}.items():
    _forward, _reflected = _binary(_operation)
    setattr(Affine, f"__{_name}__", _forward)
    setattr(Affine, f"__r{_name}__", _reflected)


def _compared(name: str) -> Any:
    """Compare the difference with 0, in which shared errors have cancelled."""
    return _binary(lambda x, y: getattr(Ball(_subtract(x, y).arb), name)(0))[0]


for _name in COMPARISONS:
    setattr(Affine, _name, _compared(_name))
