"""The pictures of walks: the curve, and the path on it that a right descent takes."""

from collections.abc import Callable
from typing import Any

import numpy as np
import sympy

from autograder.examples.example import Curve

MOST, POINTS = 40, 61  # updates and points of a curve that a picture shows


def on_curve(
    f: Callable[[float], float], slope: Callable[[float], float], start: float, lr_rate: float, epsilon: float
) -> Curve:
    """The curve of f about a walk from `start`, and the walk; both are cut where they get too long to draw."""
    path = [float(start)]
    while abs(slope(path[-1])) > epsilon and len(path) <= MOST:
        path.append(float(path[-1] - lr_rate * slope(path[-1])))
    low, high = min(path), max(path)
    margin = (high - low) / 2 or 1.0
    x = np.linspace(low - margin, high + margin, POINTS)
    y, heights = ([float(f(value)) for value in values] for values in (x.tolist(), path))
    return Curve(tuple(x.tolist()), tuple(y), tuple(path), tuple(heights))


def of_expression(fun: Any, init_point: float, lr_rate: float = 1e-2, epsilon: float = 1e-5) -> Curve:
    """The walk down a SymPy expression."""
    (symbol,) = fun.free_symbols
    f, slope = (sympy.lambdify(symbol, e) for e in (fun.as_expr(), sympy.diff(fun.as_expr(), symbol)))
    return on_curve(f, slope, init_point, lr_rate, epsilon)


def of_formula(f: Callable[[float], float], init_point: float, lr_rate: float = 1e-2, epsilon: float = 1e-5) -> Curve:
    """The walk down a formula, by its difference quotients."""
    return on_curve(f, lambda x: (f(x + 1e-9) - f(x)) / 1e-9, init_point, lr_rate, epsilon)
