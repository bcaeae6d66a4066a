"""Functions of numbers as data: formulas that checks hand out, and SymPy expressions that come back.

An expression is a row of nodes, each made of earlier ones, and the last of them is the whole. There is no nesting and
no text that anybody would evaluate.
"""

import functools
from collections.abc import Callable
from typing import Annotated, Any, Literal, get_args

import msgspec
import numpy as np

MAX_NODES = 1_000  # of one expression, each different part once
MAX_PARTS = 4_000  # of all its operations together
MAX_DIGITS = 512  # bytes of a whole number in it
MAX_EXPONENT = 2**20  # of a floating-point number in it, to base 2
MAX_NAME = 300

Struct = msgspec.Struct
Digits = Annotated[bytes, msgspec.Meta(max_length=MAX_DIGITS)]  # of a whole number, little-endian with a sign
Exponent = Annotated[int, msgspec.Meta(ge=-MAX_EXPONENT, le=MAX_EXPONENT)]
Parts = Annotated[tuple[int, ...], msgspec.Meta(max_length=MAX_NODES)]

# the names of SymPy's own classes
# fmt: off
Name = Literal[
    "Add", "Mul", "Pow", "exp", "log", "Abs", "sign", "re", "im", "conjugate", "Max", "Min", "Heaviside",
    "sin", "cos", "tan", "cot", "sec", "csc", "asin", "acos", "atan",
    "sinh", "cosh", "tanh", "coth", "sech", "csch", "asinh", "acosh", "atanh",
    "Piecewise", "ExprCondPair", "And", "Or", "Not", "BooleanTrue", "BooleanFalse",
    "Equality", "Unequality", "StrictLessThan", "LessThan", "StrictGreaterThan", "GreaterThan",
    "Exp1", "Pi", "ImaginaryUnit", "Infinity", "NegativeInfinity", "ComplexInfinity", "NaN",
]
# fmt: on
NAMES = get_args(Name)


class Formula(Struct, tag=True, frozen=True):
    """A function of x by its formula, in which `np` is numpy. It crosses as it is, unless it stays with the judge."""

    text: str
    stays: bool = False

    @property
    def source(self) -> str:
        """The function as Python."""
        return f"(lambda x: {self.text})"

    def __call__(self, x: Any) -> Any:
        """Its value, of numbers, arrays and balls alike."""
        return _function(self.source)(x)


@functools.cache
def _function(source: str) -> Callable[[Any], Any]:
    return eval(source, {"np": np})  # type: ignore[no-any-return]


class Constant(Struct, tag=True, frozen=True):
    """numerator / denominator · 2 ** exponent. rounded: it is a floating-point number."""

    numerator: Digits
    denominator: Digits
    exponent: Exponent = 0
    rounded: bool = False


class Variable(Struct, tag=True, frozen=True):
    """A symbol by its name; what SymPy assumes of it does not count."""

    name: Annotated[str, msgspec.Meta(max_length=MAX_NAME)]


class Operation(Struct, tag=True, frozen=True):
    """An operation or a function of SymPy's, or one of its constants; `parts`: the places of what it is made of."""

    name: Name
    parts: Parts = ()


Node = Constant | Variable | Operation


class Expression(Struct, tag=True, frozen=True):
    """A SymPy expression or polynomial: its nodes, each after what it is made of."""

    nodes: Annotated[tuple[Node, ...], msgspec.Meta(min_length=1, max_length=MAX_NODES)]


def digits(number: int) -> bytes:
    """A whole number as bytes; None of it is lost."""
    return number.to_bytes(number.bit_length() // 8 + 1, "little", signed=True)


def whole(written: bytes) -> int:
    """What `digits` wrote."""
    return int.from_bytes(written, "little", signed=True)
