"""Right answers on gradient descent with SymPy that compute differently from the reference."""

import numpy as np
import sympy

from autograder.course import equivalent
from solutions.gradient_descent.gradient_descent import func_gradient, gradient_descent


@equivalent(of=func_gradient)
def diff_and_subs(fun, val):
    """The way of the notes: sympy.diff, then subs. The result is a SymPy number."""
    symbol = next(iter(fun.free_symbols))
    return sympy.diff(fun, symbol).subs(symbol, val)


@equivalent(of=func_gradient)
def polynomial_where_possible(fun, val):
    """Poly's own diff and eval for polynomials, evalf with a substitution for the rest."""
    if isinstance(fun, sympy.Poly):
        return float(fun.diff().eval(val))
    (symbol,) = fun.free_symbols
    return fun.diff(symbol).evalf(subs={symbol: val})


@equivalent(of=func_gradient)
def many_digits(fun, val):
    """More digits than needed on the way, as a numpy number."""
    symbol = fun.free_symbols.pop()
    return np.float64(sympy.N(sympy.diff(fun.as_expr(), symbol).subs(symbol, sympy.Float(val, 40)), 40))


@equivalent(of=func_gradient)
def limit_by_series(fun, val):
    """Shift the symbol to val, and read the linear coefficient off."""
    symbol = list(fun.free_symbols)[0]
    shift = sympy.Dummy("shift")
    moved = fun.as_expr().subs(symbol, sympy.Rational(val) + shift)
    return [float(sympy.diff(moved, shift).subs(shift, 0))]


@equivalent(of=gradient_descent)
def loop_of_the_notes(fun, init_point, lr_rate=1e-2, epsilon=1e-5):
    """The loop of the notes, in SymPy numbers."""
    symbol = next(iter(fun.free_symbols))
    derivative = sympy.diff(fun, symbol)
    val = init_point
    diff = derivative.subs(symbol, val)
    n_updates = 0
    while np.abs(diff) > epsilon:
        val -= lr_rate * diff
        diff = derivative.subs(symbol, val)
        n_updates += 1
    return val, n_updates


@equivalent(of=gradient_descent)
def recursion(fun, init_point, lr_rate=1e-2, epsilon=1e-5):
    """No loop: one step, and the rest of the walk from there."""
    slope = float(diff_and_subs(fun, init_point))
    if -epsilon <= slope <= epsilon:
        return init_point, 0
    val, n_updates = recursion(fun, init_point - slope * lr_rate, lr_rate, epsilon)
    return val, n_updates + 1


@equivalent(of=gradient_descent)
def path_kept_in_a_list(fun, init_point, lr_rate=1e-2, epsilon=1e-5):
    """All points in a list, whose length tells the count; arrays of one number."""
    (symbol,) = fun.free_symbols
    slope_at = sympy.lambdify(symbol, sympy.diff(fun.as_expr(), symbol))
    path = [np.array([init_point], dtype=float)]
    while abs(slope_at(path[-1])) > epsilon:
        path.append(path[-1] - lr_rate * slope_at(path[-1]))
    return [path[-1], len(path) - 1]


@equivalent(of=gradient_descent)
def endless_loop_with_break(fun, init_point, lr_rate=1e-2, epsilon=1e-5):
    """`while True` with a break, the square against the square, and a count in floating point."""
    val, n_updates = sympy.Float(init_point, 25), 0.0
    while True:
        slope = diff_and_subs(fun, val)
        if slope**2 <= epsilon**2:
            break
        val = val + (-lr_rate) * slope
        n_updates += 1
    return float(val), n_updates
