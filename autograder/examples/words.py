"""Values as people read them: arguments as Python, results with as many digits as it takes."""

from functools import partial
from typing import Any

import numpy as np
import sympy

from ..worker.wire import Formula, Random

FEWEST, MOST = 6, 17  # digits of a number
SHOWN = 40  # numbers of an array, before some are left out
LINE = 110  # characters


def written(value: Any) -> str:
    """A value as Python that makes it anew, where numpy is `np`."""
    match value:
        case np.ndarray() if (
            value.ndim == 1 and value.size > 2 and np.array_equal(value, np.arange(value.size) + value[0])
        ):
            return f"np.arange({value[0].item()!r}, {value[-1].item() + 1!r})"
        case np.ndarray():
            return f"np.array({value.tolist()!r})"
        case Formula():
            return f"lambda x: {value.text}"
        case Random():
            return f"np.random.default_rng({value.seed})"
        case sympy.Poly():
            return f"sympy.poly({str(value.as_expr())!r})"
        case sympy.Basic():
            return f"sympy.sympify({str(value)!r})"
        case np.generic():
            return repr(value.item())
        case _:
            return repr(value)


def side_by_side(found: np.ndarray, exact: np.ndarray) -> tuple[str, str]:
    """Two arrays, or numbers, with enough digits to tell them apart where they can be told apart."""
    digits = FEWEST
    while digits < MOST and not np.array_equal(found, exact) and _text(found, digits) == _text(exact, digits):
        digits += 1
    return _text(found, digits), _text(exact, digits)


def _text(array: np.ndarray, digits: int) -> str:
    if array.ndim == 0:
        return number(array.item(), digits)
    return np.array2string(
        array,
        separator=", ",
        threshold=SHOWN,
        edgeitems=3,
        max_line_width=LINE,
        formatter={"float_kind": partial(number, digits=digits)},
    )


def number(value: float, digits: int = FEWEST) -> str:
    """A number with so many digits at the most."""
    return f"{value:.{digits}g}"
