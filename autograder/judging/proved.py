"""Targets that were computed where the programs are, for a place where they are not: a student's copy of the course.

They are written down exactly: a number's midpoint and radius as mantissa and exponent of a power of two.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flint import arb

from ..worker.wire import Opaque
from . import ball
from .target import Graph, Literal, NoBall, Number, Numbers, Parts, Target


@dataclass(frozen=True)
class Proved:
    """The targets of one expectation.

    right: by program and by the bits of the arithmetic whose rounding they allow. wrong: by misconception.
    """

    right: Mapping[tuple[str, int], tuple[Target, ...]]
    wrong: Mapping[str, tuple[Target, ...]]

    def of(self, program: str, bits: int) -> tuple[Target, ...]:
        """Those of a reference or a convention. Raises NoBall where there are none at these bits."""
        if (program, bits) not in self.right:
            raise NoBall(f"{program} was not proved at {bits} bits")
        return self.right[program, bits]

    def to_plain(self) -> dict[str, Any]:
        """As JSON can hold it."""
        return {
            "right": [[*key, [_written(target) for target in targets]] for key, targets in self.right.items()],
            "wrong": {name: [_written(target) for target in targets] for name, targets in self.wrong.items()},
        }

    @staticmethod
    def from_plain(plain: Mapping[str, Any]) -> "Proved":
        """What `to_plain` wrote."""
        return Proved(
            {(name, bits): tuple(map(_read, targets)) for name, bits, targets in plain["right"]},
            {name: tuple(map(_read, targets)) for name, targets in plain["wrong"].items()},
        )


def _written(target: Target) -> list[Any]:
    match target:
        case Number():
            return ["number", _exactly(target.exact), _exactly(target.allowance)]
        case Numbers():
            numbers = ([_exactly(number) for number in array.flat] for array in (target.exact, target.allowance))
            return ["numbers", list(target.exact.shape), *numbers]
        case Parts():
            return ["parts", list(target.names), [_written(part) for part in target.parts]]
        case Graph():
            heights = [height and [_exactly(height.exact), _exactly(height.allowance)] for height in target.heights]
            return ["graph", list(target.symbols), heights, target.rounded, target.known]
        case Literal(Opaque(kind=kind, text=text)):
            return ["opaque", kind, text]
        case Literal():
            return ["literal", target.value]


def _read(written: Sequence[Any]) -> Target:
    match written:
        case ["number", exact, allowance]:
            return Number(_number(exact), _number(allowance))
        case ["numbers", shape, exact, allowance]:
            arrays = (ball.objects(list(map(_number, numbers)), tuple(shape)) for numbers in (exact, allowance))
            return Numbers(*arrays)
        case ["parts", names, parts]:
            return Parts(tuple(map(_read, parts)), tuple(names))
        case ["graph", symbols, heights, rounded, known]:
            numbers = (height and Number(*map(_number, height)) for height in heights)
            return Graph(tuple(symbols), tuple(numbers), rounded, known)
        case ["opaque", kind, text]:
            return Literal(Opaque(kind, text))
        case ["literal", value]:
            return Literal(value)
    raise ValueError(f"no target is written as {written!r}")


def _exactly(number: arb) -> list[str | int]:
    """A ball's midpoint and radius: hexadecimal mantissas, so that no reader of JSON rounds them, and exponents."""
    if not number.is_finite():
        return [str(number)]
    (middle, exponent), (radius, size) = number.mid().man_exp(), number.rad().man_exp()
    return [f"{int(middle):x}", int(exponent), f"{int(radius):x}", int(size)]


def _number(written: Sequence[Any]) -> arb:
    if len(written) == 1:
        return arb(written[0])
    middle, exponent, radius, size = written
    return arb(arb((int(middle, 16), exponent)), arb((int(radius, 16), size)))
