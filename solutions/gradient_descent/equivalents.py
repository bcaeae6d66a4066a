"""Right answers on gradient descent with SymPy that compute differently from the reference."""

import numpy as np
import sympy

from autograder.course import equivalent
from solutions.gradient_descent.gradient_descent import derivative, func_gradient, gradient_descent


@equivalent(of=derivative)
def whatever_diff_gives(fun):
    """The way of the notes: a polynomial stays a polynomial, and nothing is said of the symbol."""
    return fun.diff()


@equivalent(of=derivative)
def in_floating_point(fun):
    """Every number with fifteen digits."""
    (symbol,) = fun.free_symbols
    return sympy.N(sympy.diff(fun.as_expr(), symbol))


@equivalent(of=derivative)
def factored(fun):
    """As a product."""
    return sympy.factor(sympy.diff(fun.as_expr(), *fun.free_symbols))


@equivalent(of=derivative)
def with_other_functions(fun):
    """Exponentials written as hyperbolic functions, roots as powers of e."""
    slope = sympy.diff(fun.as_expr(), fun.free_symbols.pop())
    return slope.rewrite(sympy.cosh) + slope - sympy.expand(slope)


@equivalent(of=derivative)
def in_a_positive_symbol(fun):
    """By a symbol of the same name of which SymPy assumes something."""
    (symbol,) = fun.free_symbols
    positive = sympy.Symbol(symbol.name, positive=True)
    return sympy.together(sympy.diff(fun.as_expr().subs(symbol, positive), positive))


@equivalent(of=derivative)
def term_by_term(fun):
    """Sums term by term, powers by the power rule, and SymPy for the rest."""
    (symbol,) = fun.free_symbols
    total = sympy.Integer(0)
    for term in sympy.Add.make_args(sympy.expand(fun.as_expr())):
        factor, rest = term.as_independent(symbol)
        base, exponent = rest.as_base_exp()
        total += factor * (exponent * base ** (exponent - 1) if base == symbol else sympy.diff(rest, symbol))
    return total


@equivalent(of=derivative)
def as_a_limit(fun):
    """The limit of the difference quotient for polynomials, where it is quickly found."""
    (symbol,) = fun.free_symbols
    if not isinstance(fun, sympy.Poly):
        return sympy.diff(fun, symbol)
    h = sympy.Symbol("h")
    f = fun.as_expr()
    return sympy.limit((f.subs(symbol, symbol + h) - f) / h, h, 0)


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
