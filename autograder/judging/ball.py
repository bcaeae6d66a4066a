"""Ball arithmetic under numpy: the same reference code runs on floats and on balls.

A ball is a midpoint and a radius; every operation returns a ball that contains all results which its operands
allow, and the rounding of the operation itself (Johansson, "Arb: efficient arbitrary-precision midpoint-radius
interval arithmetic", 2017). numpy computes with arrays of them as with any objects.
"""

import operator
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
from flint import arb

FLOAT64_BITS = 53
FLOAT32_BITS = 24
EXACT_BITS = 320  # beyond any cancellation that float64 data can bring about in a short computation


class Undecided(ArithmeticError):
    """Rounding alone could turn this comparison the other way."""


class Ball:
    """A real number known up to a radius. Comparisons that the radius leaves open raise Undecided."""

    __slots__ = ("arb",)
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, value: arb) -> None:
        self.arb = value

    def __repr__(self) -> str:
        return f"Ball({self.arb})"

    def __float__(self) -> float:
        raise TypeError("a ball does not become a float: that would lose its radius")

    def __neg__(self) -> "Ball":
        return Ball(-self.arb)

    def __pos__(self) -> "Ball":
        return self

    def __abs__(self) -> "Ball":
        return Ball(abs(self.arb))

    def sqrt(self) -> "Ball":
        """The square root; numpy calls it for `np.sqrt`, and likewise the ones below."""
        return Ball(self.arb.sqrt())

    def exp(self) -> "Ball":
        """e to this power."""
        return Ball(self.arb.exp())

    def log(self) -> "Ball":
        """The natural logarithm."""
        return Ball(self.arb.log())

    def sin(self) -> "Ball":
        """The sine."""
        return Ball(self.arb.sin())

    def cos(self) -> "Ball":
        """The cosine."""
        return Ball(self.arb.cos())

    def tanh(self) -> "Ball":
        """The hyperbolic tangent."""
        return Ball(self.arb.tanh())

    def conjugate(self) -> "Ball":
        """Itself: balls are real."""
        return self


def to_arb(value: Any) -> arb | None:
    """A number as an arb, exactly; None for everything else."""
    if isinstance(value, Ball):
        return value.arb
    if isinstance(value, int | np.integer | np.bool_):
        return arb(int(value))
    if isinstance(value, float | np.floating):
        return arb(float(value))
    return None


def _binary(operation: Callable[[arb, arb], Any], wrap: Callable[[Any], Any]) -> tuple[Any, Any]:
    def forward(self: Ball, other: Any) -> Any:
        right = to_arb(other)
        return NotImplemented if right is None else wrap(operation(self.arb, right))

    def reflected(self: Ball, other: Any) -> Any:
        left = to_arb(other)
        return NotImplemented if left is None else wrap(operation(left, self.arb))

    return forward, reflected


def power(base: arb, exponent: arb) -> arb:
    """base to the power of exponent. Whole powers by multiplication: arb's own is NaN for a ball around zero."""
    whole = exponent.unique_fmpz() if exponent.is_exact() else None
    if whole is None:
        return base**exponent
    product, factor, left = arb(1), base, abs(int(whole))
    while left:
        if left % 2:
            product = product * factor
        factor, left = factor * factor, left // 2
    return product if whole >= 0 else 1 / product


def _decided(holds: Callable[[arb, arb], bool], fails: Callable[[arb, arb], bool]) -> Callable[[arb, arb], bool]:
    def compare(left: arb, right: arb) -> bool:
        if holds(left, right):
            return True
        if fails(left, right):
            return False
        raise Undecided(f"{left} against {right}")

    return compare


for _name, _operation in {
    "add": operator.add,
    "sub": operator.sub,
    "mul": operator.mul,
    "truediv": operator.truediv,
    "pow": power,
}.items():
    _forward, _reflected = _binary(_operation, Ball)
    setattr(Ball, f"__{_name}__", _forward)
    setattr(Ball, f"__r{_name}__", _reflected)

COMPARISONS = {
    "__lt__": (operator.lt, operator.ge),
    "__le__": (operator.le, operator.gt),
    "__gt__": (operator.gt, operator.le),
    "__ge__": (operator.ge, operator.lt),
    "__eq__": (operator.eq, operator.ne),
    "__ne__": (operator.ne, operator.eq),
}
for _name, (_holds, _fails) in COMPARISONS.items():
    setattr(Ball, _name, _binary(_decided(_holds, _fails), bool)[0])


def terms(arguments: Sequence[Any]) -> int:
    """How many terms a sum over these arguments can have: the size of the largest array (1 without any)."""
    return max([1, *(argument.size for argument in arguments if isinstance(argument, np.ndarray))])


def to_balls(array: np.ndarray, width: float) -> np.ndarray:
    """An array of any dtype as an array of Balls of relative radius `width`.

    With `width` = n·u the balls hold every order in which a sum of n terms can be taken: a sum rounded in any order
    is the exact sum of terms that are each off by at most a relative n·u (Higham, "Accuracy and Stability of
    Numerical Algorithms", section 4.2). The arithmetic on the balls then adds the rounding of everything else.
    """
    return objects((to_ball(element, width) for element in array.ravel().tolist()), array.shape)


def midpoints(value: Any) -> Any:
    """A number as a float, balls by their midpoints; sequences and arrays as lists of these.

    For what is copied and never computed (samples, say): there the midpoint is the very number. An array of one number
    in a list is that number.
    """
    match value:
        case Ball():
            return float(value.arb.mid())
        case np.ndarray() if value.ndim == 0:
            return midpoints(value.item())
        case list() | tuple():
            return [midpoints(e[0] if isinstance(e, np.ndarray) and e.shape == (1,) else e) for e in value]
        case np.ndarray():
            return [midpoints(element) for element in value]
        case _:
            return float(value)


def objects(elements: Iterable[Any], shape: tuple[int, ...]) -> np.ndarray:
    """An object array of that shape with those elements, in C order."""
    array = np.empty(shape, dtype=object)
    array.reshape(-1)[:] = list(elements)
    return array


def to_ball(value: float, width: float) -> Ball:
    """A number as a Ball of relative radius `width`."""
    return Ball(arb(value, abs(value) * width))
