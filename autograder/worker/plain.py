"""From any Python value to a plain one.

Both sides use it: the worker on what the student's function returned, the judge on what its own functions returned.
So an answer and a reference are always compared in the same form.
"""

import itertools
import math
import numbers
import sys
from collections.abc import Iterable, Iterator, Mapping
from types import ModuleType
from typing import Any

import numpy as np

from .symbolic import TooLarge as TooLarge
from .symbolic import Unknown, expression
from .wire import (
    COMPLEX,
    MAX_DIMENSIONS,
    MAX_ITEMS,
    NOT_CARRIED_OUT,
    OBJECT,
    OBJECTS,
    UNKNOWN,
    Opaque,
    Sequence,
    Value,
    text,
    to_array,
)

MAX_DEPTH = 8
INT64 = range(-(2**63), 2**63)


def plain(value: Any, depth: int = 0) -> Value:
    """`value` as numbers, strings, arrays, expressions and sequences of them; everything else as a description.

    Raises TooLarge beyond MAX_DEPTH levels or MAX_ITEMS items, and whatever iterating over `value` raises.
    """
    if depth > MAX_DEPTH:
        raise TooLarge(f"more than {MAX_DEPTH} levels of nesting")
    if value is None or isinstance(value, bool) or type(value) is float:
        return value
    if type(value) is int and value in INT64:  # most of what is in lists: to ask for more would take its time
        return value
    if isinstance(value, str):
        return text(str(value))
    if isinstance(value, np.ndarray | np.generic):
        return _array(np.asarray(value), depth)
    if sympy := sys.modules.get("sympy"):  # who has not loaded it has nothing of it
        if isinstance(value, sympy.MatrixBase | sympy.NDimArray):
            return _array(np.array(value.tolist(), dtype=object), depth)
        if isinstance(value, sympy.Basic) and not isinstance(value, sympy.Tuple):
            return _symbolic(value, sympy)
    if isinstance(value, numbers.Number):
        return _number(value)
    if not isinstance(value, Iterable) and hasattr(value, "__array__"):
        return _array(np.asarray(value), depth)
    items = _items(value)
    return _described(value) if items is None else _sequence(items, depth)


def _items(value: Any) -> Iterator[Any] | None:
    """What a `for` would go through, also where there is but __getitem__; None where that is nothing in order."""
    if isinstance(value, Mapping | bytes | set | frozenset):
        return None
    try:
        items: Iterator[Any] = iter(value)
    except TypeError:
        return None
    return items


def _number(value: Any) -> Value:
    if isinstance(value, numbers.Integral):
        return int(value) if int(value) in INT64 else float(value)
    if isinstance(value, numbers.Complex) and not isinstance(value, numbers.Real):
        return Opaque(COMPLEX, _text(value))
    return float(value)  # Fraction and Decimal too


def _symbolic(value: Any, sympy: ModuleType) -> Value:
    if isinstance(value, sympy.Poly):
        return _expression(value.as_expr())
    if not isinstance(value, sympy.Expr):
        return _described(value)
    if value.is_Integer:
        return _number(int(value))
    if not value.is_number or isinstance(value, sympy.Lambda):
        return _expression(value)
    if value is sympy.zoo:
        return math.inf  # what SymPy calls complex infinity is a division by zero
    if value.is_extended_real is False:
        return Opaque(COMPLEX, _text(value))
    return float(value)


def _expression(value: Any) -> Value:
    try:
        return expression(value)
    except Unknown as found:
        return Opaque(NOT_CARRIED_OUT if found.not_carried_out else UNKNOWN, _text(value))


def _array(array: np.ndarray, depth: int) -> Value:
    if array.ndim > MAX_DIMENSIONS:
        raise TooLarge(f"an array of {array.ndim} dimensions")
    if (places := math.prod(max(size, 1) for size in array.shape)) > MAX_ITEMS:
        raise TooLarge(f"an array of {places} numbers")
    match array.dtype.kind:
        case "f":
            wire = array.astype("<f4" if array.dtype.itemsize <= 4 else "<f8")
        case "i" | "u":
            fits = array.dtype != np.uint64 or array.size == 0 or int(array.max()) in INT64
            wire = array.astype("<i8" if fits else "<f8")
        case "b":
            wire = array.astype("|b1")
        case "c":
            return Opaque(COMPLEX, _text(array))
        case "O":
            return _objects(array, depth)
        case _:
            return Opaque(OBJECTS, _text(array))
    if wire.ndim == 0 and wire.dtype != np.float32:
        return plain(wire.item())
    return to_array(wire)


def _objects(array: np.ndarray, depth: int) -> Value:
    """An array of objects is an array of numbers if each of them is a number (SymPy's, say)."""
    elements = [plain(element, depth + 1) for element in array.ravel()]
    if array.ndim == 0:
        return elements[0]
    if all(isinstance(element, int | float) and not isinstance(element, bool) for element in elements):
        return to_array(np.array(elements, dtype="<f8").reshape(array.shape))
    if array.ndim == 1:
        return Sequence(elements)
    return Opaque(OBJECTS, _text(array))


def _sequence(value: Iterable[Any], depth: int) -> Sequence:
    known = isinstance(value, list | tuple | range) and value[MAX_ITEMS : MAX_ITEMS + 1]  # without going through it
    items = [] if known else [plain(item, depth + 1) for item in itertools.islice(value, MAX_ITEMS + 1)]
    if known or len(items) > MAX_ITEMS:
        raise TooLarge(f"more than {MAX_ITEMS} items")
    return Sequence(items)


def _described(value: Any) -> Opaque:
    return Opaque(OBJECT, _text(value))


def _text(value: Any) -> str:
    try:
        return text(str(value))
    except Exception:
        return "(it cannot be printed)"
