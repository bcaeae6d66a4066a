"""Holds an answer against a target: the same form, and every number within its allowance."""

import math
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from flint import acb, arb, ctx

from ..language import N_, _, ngettext
from ..worker.plain import MAX_DEPTH
from ..worker.wire import (
    EXPRESSION,
    KINDS,
    MAX_ITEMS,
    OBJECT,
    Array,
    Expression,
    Malformed,
    Opaque,
    Sequence,
    Value,
    from_array,
)
from .ball import EXACT_BITS, FLOAT64_BITS, objects
from .comparison import Comparison, Leaf, Misfit, Path, Trace
from .evaluate import Undefined, checked
from .places import BITS, Seen, known_places
from .target import Graph, Literal, Number, Numbers, Parts, Target

VALUELESS = N_("one whose value cannot be told (a zero hides in it, or a number beyond all bounds)")


def rebuild(value: Value) -> Any:
    """A plain value off the wire as Python numbers, arrays, lists and descriptions.

    Raises wire.Malformed for arrays that lie about themselves, and beyond MAX_ITEMS numbers or other items in all.
    """
    if _count(value) > MAX_ITEMS:
        raise Malformed(f"more than {MAX_ITEMS} items")
    return _rebuilt(value)


def _count(value: Value, depth: int = 0) -> int:
    if depth > MAX_DEPTH:
        raise Malformed(f"more than {MAX_DEPTH} levels of nesting")
    match value:
        case Array():
            return math.prod(max(size, 1) for size in value.shape)  # no size hides behind a zero
        case Sequence():
            return 1 + sum(_count(item, depth + 1) for item in value.items)
        case Expression():
            return len(value.nodes)
        case _:
            return 1


def _rebuilt(value: Value) -> Any:
    match value:
        case Array():
            return from_array(value)
        case Sequence():
            return [_rebuilt(item) for item in value.items]
        case Opaque() if value.kind not in KINDS:
            return Opaque(OBJECT, "")  # a kind is told to people: it must not be the student's to word
        case Expression():
            return checked(value)
        case _:
            return value


def compare(answer: Any, target: Target) -> Comparison:
    """Hold a rebuilt answer against a target."""
    comparison = Comparison()
    with ctx.workprec(EXACT_BITS):
        for part in _compare(answer, target, ()):
            (comparison.leaves if isinstance(part, Leaf) else comparison.misfits).append(part)  # type: ignore[arg-type]
    return comparison


def _compare(answer: Any, target: Target, path: Path) -> Iterator[Leaf | Misfit]:
    match target:
        case Parts():
            yield from _compare_parts(answer, target, path)
        case Literal():
            if type(answer) is not type(target.value) or answer != target.value:
                words = _fact if any(isinstance(step, str) for step in path) else describe
                yield Misfit(path, words(answer), words(target.value), "literal")
        case Number():
            exact, allowance = np.array(target.exact, dtype=object), np.array(target.allowance, dtype=object)
            yield _compare_array(answer, _scalar(answer), exact, allowance, path)
        case Numbers():
            array = _of_shape(answer, target.exact.shape)
            yield _compare_array(answer, array, target.exact, target.allowance, path)
        case Graph():
            at_places = answer if isinstance(answer, Seen) else known_places(target.symbols)(answer)
            with ctx.workprec(BITS):
                compared = _compare_graph(at_places, target, path)
            yield compared


def _fact(value: Any) -> str:
    """A value that a view of ours found, which may be quoted."""
    return _(value) if isinstance(value, str) else str(value)


def _compare_parts(answer: Any, target: Parts, path: Path) -> Iterator[Leaf | Misfit]:
    if isinstance(answer, dict) and target.names:
        answer = [answer.get(name) for name in target.names]
    if isinstance(answer, np.ndarray) and answer.ndim > 0:
        answer = list(answer) if len(answer) == len(target.parts) else answer  # np.array([w, b]) does for (w, b)
    if not isinstance(answer, list) or len(answer) != len(target.parts):
        yield _misfit_of_count(answer, len(target.parts), path)
        return
    for index, (part, wanted) in enumerate(zip(answer, target.parts, strict=True)):
        yield from _compare(part, wanted, (*path, target.names[index] if target.names else index))


def misfit_of_form(answer: Any, outputs: Any, path: Path = ()) -> Misfit | None:
    """The first part of an answer that is not so many values as its names are, which `Exercise.outputs` has."""
    if not isinstance(outputs, tuple):
        return None
    parts = list(answer) if isinstance(answer, np.ndarray) and answer.ndim > 0 else answer
    if not isinstance(parts, list) or len(parts) != len(outputs):
        return _misfit_of_count(answer, len(outputs), path)
    named = enumerate(zip(parts, outputs, strict=True))
    return next(filter(None, (misfit_of_form(part, name, (*path, place)) for place, (part, name) in named)), None)


def _misfit_of_count(answer: Any, count: int, path: Path) -> Misfit:
    return Misfit(path, describe(answer), _("{count} values").format(count=count))


def _compare_array(
    answer: Any, array: np.ndarray | None, exact: np.ndarray, allowance: np.ndarray, path: Path
) -> Leaf | Misfit:
    """array: the answer as one; None if it is none."""
    if array is None:
        return Misfit(path, describe(answer), _shape_words(exact.shape))
    if array.shape != exact.shape:
        kind = "size" if array.ndim in (0, exact.ndim) else "shape"
        return Misfit(path, _shape_words(array.shape), _shape_words(exact.shape), kind)
    if array.dtype.kind == "f" and not np.isfinite(array).all():
        return Misfit(path, _not_finite(array), _shape_words(exact.shape), "not finite")
    within = np.array(
        [abs(arb(a) - e) <= r for a, e, r in zip(array.ravel().tolist(), exact.flat, allowance.flat, strict=True)],
        dtype=bool,
    ).reshape(exact.shape)
    return Leaf(path, array, exact, allowance, within)


def _compare_graph(answer: Any, target: Graph, path: Path) -> Leaf | Misfit:
    """An expression agrees that is proved to differ nowhere, and proved to agree at half of the places or more.

    Where nothing is known of it, it neither agrees nor differs. At places drawn at random that happens to nobody whose
    expression has no zero hidden in it: it costs nothing, unless it is so at most of the places.
    """
    if not isinstance(answer, Seen):
        number = _scalar(answer)
        if number is not None and not np.isfinite(number).all():
            return Misfit(path, _not_finite(number), _(EXPRESSION), "not finite")
        return Misfit(path, describe(answer), _(EXPRESSION), "expression")
    if answer.foreign is not None:
        found, wanted = _("a formula with the symbol {symbol} in it"), _("a formula in {symbol}")
        symbol = answer.foreign if answer.foreign.isidentifier() else "…"  # it is the student's to word
        return Misfit(path, found.format(symbol=symbol), wanted.format(symbol=", ".join(target.symbols)))
    heights = {n: height for n, height in enumerate(target.heights) if height}
    met = {n: _meets(answer.at(n), e.exact, target.reach(e, answer.rounded)) for n, e in heights.items()}
    decided = [n for n in met if met[n] is not None]
    real = [n for n in decided if isinstance(met[n], bool)]
    wrong = [n for n in real if not met[n]]
    if len(real) < len(decided) and not wrong:
        place = answer.places.words(next(n for n in decided if n not in real))
        return Misfit(path, _("none there"), _("a real number at {place}").format(place=place))
    if len(decided) < len(met) / 2 and not wrong:
        return Misfit(path, _(VALUELESS), _(EXPRESSION), "open")
    return _trace(answer, target, path, {n: bool(met[n]) for n in real})


def _meets(value: acb | ArithmeticError, exact: arb, reach: arb) -> bool | str | None:
    """Whether a value is within reach; that there is no real one, in words; None where the balls leave that open."""
    if isinstance(value, ArithmeticError):
        return "undefined" if isinstance(value, Undefined) else None
    gap = abs(value - exact)
    if gap <= reach:
        return True
    if abs(value.imag) > reach:
        return "not real"
    return False if gap > reach else None


def _trace(answer: Seen, target: Graph, path: Path, met: Mapping[int, bool]) -> Trace:
    """Its values as floats come to them, and so with what a float leaves out as part of the allowance."""
    values = [_as_float(answer.at(n)) for n in met]
    heights = [height for n, height in enumerate(target.heights) if height and n in met]
    exact = [height.exact for height in heights]
    allowance = [target.reach(height, True) + abs(height.exact) * arb((1, -FLOAT64_BITS)) for height in heights]
    words = tuple(answer.places.words(n) for n in met)
    shape = (len(met),)
    within = np.array(list(met.values()), dtype=bool)
    return Trace(path, np.array(values), objects(exact, shape), objects(allowance, shape), within, words)


def _as_float(value: acb | ArithmeticError) -> float:
    assert isinstance(value, acb)
    return float(value.real.mid())


def _of_shape(answer: Any, wanted: tuple[int, ...]) -> np.ndarray | None:
    """An answer as an array: with numpy's shape, or, if that is not the wanted one, with one-number arrays as numbers.

    Appended to a list, an array of shape (1,) is a number like any other. So a list of them counts as (n,) where (n,)
    is wanted; where (n, 1) is wanted it is that. An array of shape (n, 1) and a list of lists are never (n,).
    """
    array = as_array(answer)
    if array is None or array.shape != wanted:
        loosely = as_array(answer, loosely=True)
        if array is None or (loosely is not None and loosely.shape == wanted):
            return loosely
    return array


def _scalar(answer: Any) -> np.ndarray | None:
    """A number, or an array or list that holds one number and nothing else, as an array of shape ()."""
    array = as_array(answer, loosely=True)
    return array.reshape(()) if array is not None and array.shape == (1,) else array


def as_array(answer: Any, loosely: bool = False) -> np.ndarray | None:
    """An answer as an array of numbers, lists with the shape that numpy would give them. None if it is none.

    `loosely`: an array of shape (1,) stands for its number.
    """
    match answer:
        case bool():
            return None
        case int() | float():
            return np.array(answer)
        case np.ndarray() if loosely and answer.shape == (1,):
            return as_array(answer.reshape(()))
        case np.ndarray():
            return None if answer.dtype == bool else answer
        case list() if answer and all(type(item) is float for item in answer):
            return np.array(answer)
        case list():
            rows = [as_array(item, loosely) for item in answer]
            if any(row is None for row in rows) or len({row.shape for row in rows if row is not None}) > 1:
                return None
            return np.array(rows) if rows else np.zeros(0)
        case _:
            return None


def _not_finite(answer: np.ndarray) -> str:
    if answer.ndim == 0:
        return _("NaN (not a number)") if np.isnan(answer) else _("an infinite number")
    bad = int((~np.isfinite(answer)).sum())
    return _("NaN or infinity ({bad} of {all} numbers)").format(bad=bad, all=answer.size)


def _shape_words(shape: tuple[int, ...]) -> str:
    return _("a number") if shape == () else _("an array of shape {shape}").format(shape=shape)


def _values(answer: list[Any]) -> str:
    """How many values a list has, and what is among them that is no number."""
    count = ngettext("{count} value", "{count} values", len(answer)).format(count=len(answer))
    odd = next((item for item in answer if not isinstance(item, list) and as_array(item) is None), ...)
    return count if odd is ... else _("{count}, with {odd} among them").format(count=count, odd=describe(odd))


def describe(answer: Any) -> str:
    """What an answer is, in a few words: no values of arrays."""
    match answer:
        case None:
            return "None"
        case bool():
            return str(answer)
        case int() | float():
            return _("a number")
        case str():
            return _("a string")
        case np.ndarray():
            return _shape_words(answer.shape) if answer.dtype != bool else _("truth values")
        case list():
            return _values(answer)
        case Opaque():
            return _(answer.kind)
        case Expression() | Seen():
            return _(EXPRESSION)
        case _:
            return type(answer).__name__
