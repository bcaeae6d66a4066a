# An answer is right when rounding alone explains its distance from the exact value: when it is within the allowance.
import contextlib
import itertools
import math
import numbers
from fractions import Fraction
from typing import NamedTuple

import numpy as np

DIGITS, SURE = 60, 25  # of an expression's value, and to which it has to agree where nothing was rounded
MOST = 100_000  # numbers in an answer


class Number(NamedTuple):
    """An exact value, and how far from it rounding alone can bring an answer."""

    exact: str
    allowance: float


class Numbers(NamedTuple):
    """The same for an array."""

    shape: tuple
    exact: list
    allowance: list


class Graph(NamedTuple):
    """An expression by its exact values at places, with their allowances; None where it is not looked at."""

    heights: list
    rounded: bool


class Places:
    """Where an expression is looked at: the numbers that its symbols stand for."""

    def __init__(self, symbols, points):
        self.symbols, self.points = symbols, points

    def __call__(self, answer):
        """An expression, or a number, at these places; anything else as it is."""
        if isinstance(answer, int | float):
            return answer if isinstance(answer, bool) or not math.isfinite(answer) else Seen(answer, self)
        if not hasattr(answer, "as_expr"):
            return answer
        import sympy

        expression, missing = answer.as_expr(), ("Derivative", "Integral", "Limit", "Sum", "Product", "Subs")
        return answer if expression.has(*(getattr(sympy, name) for name in missing)) else Seen(expression, self)


class Seen(NamedTuple):
    """An expression and where it is looked at."""

    expression: object
    places: Places

    @property
    def rounded(self):
        """There are floating-point numbers in it, or fractions that may have been some."""
        if isinstance(self.expression, int | float):
            return isinstance(self.expression, float)
        numbers = [part for part in self.expression.atoms() if part.is_Float or part.is_Rational]
        return any(number.is_Float or (number.q > 2**20 and int(number.q).bit_count() == 1) for number in numbers)

    def at(self, place):
        """Its value at a place; None where it has none that is real."""
        if isinstance(self.expression, int | float):
            return Fraction(self.expression)
        import sympy

        numbers = dict(zip(self.places.symbols, map(sympy.Rational, self.places.points[place]), strict=True))
        given = {symbol: numbers[symbol.name] for symbol in self.expression.free_symbols if symbol.name in numbers}
        value = self.expression.subs(given).evalf(DIGITS, chop=True)
        return Fraction(str(value)) if value.is_Float or value.is_Rational else None


def expect(function, name, calls, right, view=None, of_inputs=False):
    """Call a function, and raise AssertionError if none of the right answers explains what comes.

    calls: the arguments of each call. view: what is looked at, of the answer (of the answers, if there are several
    calls). of_inputs: look at the arguments after the call instead.
    """
    assert function is not None, f"unanswered: there is no function {name} yet."
    answers = []
    for arguments in calls:
        try:
            answer = function(*arguments)
        except NotImplementedError as error:
            raise AssertionError(f"unanswered: {error or name} is still as it came.") from None
        answers.append(
            plain([a if isinstance(a, np.ndarray | list) else None for a in arguments] if of_inputs else answer)
        )
    answer = answers[0] if len(answers) == 1 else answers
    try:
        seen = view(answer) if view else answer
    except Exception:
        raise AssertionError("The result has not the form that the exercise asks for.") from None
    reasons = [amiss(seen, target) for target in right]
    assert None in reasons, reasons[0]


def amiss(answer, target):
    """Why an answer is not right, in a sentence; None if it is."""
    if isinstance(target, Number):
        array = as_array(answer, loosely=True)
        if array is not None and array.shape == (1,):
            array = array.reshape(())
        return _off(array, Numbers((), [target.exact], [target.allowance]), "a number")
    if isinstance(target, Numbers):
        array = as_array(answer)
        loosely = as_array(answer, loosely=True)
        if loosely is not None and (array is None or array.shape != target.shape) and loosely.shape == target.shape:
            array = loosely
        return _off(array, target, f"an array of shape {target.shape}")
    if isinstance(target, Graph):
        return _off_somewhere(answer, target)
    if isinstance(target, dict):
        return next(
            (
                f"{fact}: {answer[fact]}, and it should be {target[fact]}."
                for fact in target
                if answer[fact] != target[fact]
            ),
            None,
        )
    if isinstance(target, tuple):
        parts = list(answer) if isinstance(answer, np.ndarray) and answer.ndim else answer
        if not isinstance(parts, list) or len(parts) != len(target):
            return f"There should be {len(target)} values."
        return next(filter(None, map(amiss, parts, target)), None)
    return None if type(answer) is type(target) and answer == target else f"It should be {target}."


def _off(array, target, wanted):
    if array is None or array.shape != target.shape:
        found = "something else" if array is None else f"an array of shape {array.shape}" if array.ndim else "a number"
        return f"There should be {wanted}, and there is {found}."
    if not np.isfinite(array).all():
        return "There is NaN or infinity in the result."
    for place, exact, allowance in zip(np.ndindex(array.shape), target.exact, target.allowance, strict=True):
        number = array[place].item()
        if abs(Fraction(number) - Fraction(exact)) > Fraction(allowance):
            where = f"At {list(place)} is" if place else "It is"
            return f"{where} {number!r}. Exactly it is {float(exact)!r}, and rounding explains {allowance:.1g} at most."
    return None


def _off_somewhere(answer, target):
    if not isinstance(answer, Seen):
        return "There should be a SymPy expression."
    for place, height in enumerate(target.heights):
        value = answer.at(place) if height else None
        if height and value is None:
            return f"It has no real value where {_where(answer, place)}."
        if height and abs(value - Fraction(height[0])) > _reach(height, answer.rounded or target.rounded):
            return (
                f"Where {_where(answer, place)} it is {float(value)!r}. Exactly it is {float(Fraction(height[0]))!r}."
            )
    return None


def _where(answer, place):
    return " and ".join(map("{} = {}".format, answer.places.symbols, answer.places.points[place]))


def _reach(height, rounded):
    sure = (1 + abs(Fraction(height[0]))) / 10**SURE
    return max(sure, Fraction(height[1])) if rounded else sure


def plain(value, depth=0):
    """Numbers, arrays of numbers, lists of these; what is none of them stays as it is."""
    if depth > 8 or value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, np.ndarray | np.generic):
        if value.dtype == object:
            return plain(value.tolist(), depth)
        return value if value.ndim or value.dtype == np.float32 else value.item()
    if hasattr(value, "is_number"):  # SymPy's
        real = value.is_number and value.is_extended_real
        return int(value) if real and value.is_Integer else float(value) if real else value
    if isinstance(value, numbers.Integral):
        return int(value)
    if isinstance(value, numbers.Number):
        return value if isinstance(value, complex) else float(value)
    if hasattr(value, "tolist"):
        return plain(value.tolist(), depth)
    if not isinstance(value, dict | bytes | set | frozenset):
        with contextlib.suppress(TypeError):  # as a `for` would: also what has only __getitem__
            return [plain(item, depth + 1) for item in itertools.islice(iter(value), MOST)]
    return value


def as_array(answer, loosely=False):
    """A plain answer as an array of numbers, or None. `loosely`: an array of shape (1,) stands for its number."""
    if isinstance(answer, bool):
        return None
    if isinstance(answer, int | float | np.float32):
        return np.array(answer)
    if isinstance(answer, np.ndarray):
        if loosely and answer.shape == (1,):
            answer = answer.reshape(())
        return answer if answer.dtype.kind in "fiu" else None
    if isinstance(answer, list):
        rows = [as_array(item, loosely) for item in answer]
        if any(row is None for row in rows) or len({row.shape for row in rows}) > 1:
            return None
        return np.array(rows) if rows else np.zeros(0)
    return None


def midpoints(value):
    """Numbers and arrays as floats and lists of floats."""
    if isinstance(value, np.ndarray):
        return midpoints(value.tolist())
    if isinstance(value, list):
        return [midpoints(e[0] if isinstance(e, np.ndarray) and e.shape == (1,) else e) for e in value]
    return value
