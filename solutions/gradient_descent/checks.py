"""Checks of gradient descent with SymPy. Few steps, functions other than the text's, starts on both sides."""

from functools import cache

import sympy

from autograder.checks import check, exactly, places
from autograder.checks.walks import of_expression
from solutions.gradient_descent.gradient_descent import derivative, func_gradient, gradient_descent

X, T = sympy.symbols("x t")


def parabola(rng, symbol=X, curvature=None):
    """(fun, its lowest place): a parabola with small whole coefficients, not the text's; curvature is half f''."""
    a, b, c = int(curvature or rng.integers(2, 5)), int(rng.choice([-7, -5, -3, 3, 5, 7])), int(rng.integers(4, 9))
    return a * symbol**2 + b * symbol + c, -b / (2 * a)


def place(rng, low, high):
    """A number that is not whole, to a sixteenth."""
    return float(rng.integers(round(low * 16), round(high * 16)) + 0.5) / 16


def sevenths(rng):
    """A coefficient that no floating-point number is: rounded to however many digits, it is another one."""
    return sympy.Rational(int(rng.choice([2, 3, 4, 5, 6, 8, 9, 10])), 7)


@cache
def between_slopes(fun, start, lr_rate, updates):
    """An epsilon well between two slopes of the walk, so that it ends after so many updates without any doubt."""
    (symbol,) = fun.free_symbols
    slope_at = sympy.lambdify(symbol, sympy.diff(fun.as_expr(), symbol))
    before = after = slope_at(start)
    for _ in range(updates):
        before, start = after, start - lr_rate * after
        after = slope_at(start)
    return float(abs(before * after) ** 0.5)


@check(derivative, points=6, public=True)
def test_derivative_of_a_polynomial(student, rng):
    """The derivative of a polynomial is right, as a formula."""
    a, b = int(rng.integers(2, 7)), int(rng.integers(2, 7))
    fun, at = sympy.poly(a * X**3 - b * X**2 + sevenths(rng) * X + 1, X), places(rng, X)
    assert student.derivative(fun).seen_as(at) == exactly(derivative, fun).seen_as(at)


@check(derivative, points=5)
def test_derivative_of_a_product(student, rng):
    """The function may be a product of a power and an exponential."""
    fun, at = sevenths(rng) * X**2 * sympy.exp(X / int(rng.integers(2, 5))), places(rng, X)
    assert student.derivative(fun).seen_as(at) == exactly(derivative, fun).seen_as(at)


@check(derivative, points=5)
def test_derivative_in_another_symbol(student, rng):
    """The symbol need not be called x."""
    fun, at = sympy.poly(T**4 - sevenths(rng) * T, T), places(rng, T)
    assert student.derivative(fun).seen_as(at) == exactly(derivative, fun).seen_as(at)


@check(derivative, points=4)
def test_derivative_where_the_function_is_real(student, rng):
    """The function may have a root and a logarithm in it; then positive numbers count alone."""
    fun, at = sevenths(rng) * sympy.sqrt(X) - sympy.log(X**2 + 1) / 4, places(rng, (X, 0, sympy.oo))
    assert student.derivative(fun).seen_as(at) == exactly(derivative, fun).seen_as(at)


@check(func_gradient, points=8, public=True)
def test_slope_of_a_polynomial(student, rng):
    """The slope of a polynomial of second degree is right at a number."""
    fun, lowest = parabola(rng)
    arguments = sympy.poly(fun, X), lowest + place(rng, 1, 3)
    assert student.func_gradient(*arguments) == exactly(func_gradient, *arguments)


@check(func_gradient, points=4)
def test_slope_of_an_expression(student, rng):
    """The slope of an expression of fourth degree is right at a negative number."""
    fun = int(rng.integers(2, 6)) * X**4 - int(rng.integers(2, 9)) * X**3
    arguments = fun, -place(rng, 1, 2)
    assert student.func_gradient(*arguments) == exactly(func_gradient, *arguments)


@check(func_gradient, points=4)
def test_slope_of_an_exponential(student, rng):
    """The function need not be a polynomial."""
    arguments = int(rng.integers(2, 7)) * sympy.exp(X / 2), place(rng, 0.5, 1.5)
    assert student.func_gradient(*arguments) == exactly(func_gradient, *arguments)


@check(func_gradient, points=4)
def test_slope_in_another_symbol(student, rng):
    """The symbol need not be called x."""
    arguments = sympy.poly(T**3 - int(rng.integers(2, 9)) * T, T), place(rng, 2, 3)
    assert student.func_gradient(*arguments) == exactly(func_gradient, *arguments)


@check(func_gradient, points=2)
def test_slope_at_a_whole_number(student, rng):
    """A whole number is a place like any other."""
    arguments = sympy.poly(X**3 + int(rng.integers(2, 9)) * X + 1, X), int(rng.integers(-5, -1))
    assert student.func_gradient(*arguments) == exactly(func_gradient, *arguments)


@check(func_gradient, points=2)
def test_slope_at_the_lowest_place(student, rng):
    """In the valley the slope is zero."""
    fun, lowest = parabola(rng, curvature=2)
    assert student.func_gradient(fun, lowest) == exactly(func_gradient, fun, lowest)


@check(gradient_descent, points=12, public=True, curve=of_expression)
def test_walk_from_the_right(student, rng):
    """The walk ends where the slope is flat, after the right number of updates."""
    fun, lowest = parabola(rng, curvature=2)
    start = lowest + place(rng, 2, 4)
    arguments = sympy.poly(fun, X), start, 0.0625, between_slopes(fun, start, 0.0625, 7)
    assert student.gradient_descent(*arguments) == exactly(gradient_descent, *arguments)


@check(gradient_descent, points=12, after=test_walk_from_the_right, curve=of_expression)
def test_walk_from_the_left(student, rng):
    """From the left, where the slope is negative, the walk goes down just as well."""
    fun, lowest = parabola(rng, curvature=3)
    start = lowest - place(rng, 2, 5)
    arguments = fun, start, 0.03125, between_slopes(fun, start, 0.03125, 9)
    assert student.gradient_descent(*arguments) == exactly(gradient_descent, *arguments)


@check(gradient_descent, points=6, curve=of_expression)
def test_flat_from_the_start(student, rng):
    """Where the slope is flat from the start, there is nothing to do: 0 updates."""
    fun, lowest = parabola(rng)
    arguments = fun, lowest + 0.0625, 0.05, 2.0
    assert student.gradient_descent(*arguments) == exactly(gradient_descent, *arguments)


@check(gradient_descent, points=6, curve=of_expression)
def test_epsilon_reached_exactly(student, rng):
    """Where the slope's absolute value is exactly epsilon, the walk has ended."""
    lowest = 2 * int(rng.integers(1, 8))
    fun = T**2 / 4 - lowest * T / 2  # with lr_rate 1 every update halves the slope: whole numbers all the way
    first, last = 2 ** int(rng.integers(5, 8)), 2 ** int(rng.integers(1, 4))
    arguments = fun, lowest + 2 * first, 1, last
    assert student.gradient_descent(*arguments) == exactly(gradient_descent, *arguments)


@check(gradient_descent, points=4, after=test_walk_from_the_left, curve=of_expression)
def test_more_than_a_hundred_updates(student, rng):
    """The walk goes on for as long as it takes: here for more than a hundred updates."""
    fun, start = 4 * X**2, float(rng.choice([-1, 1])) * place(rng, 2, 4)  # one term: SymPy is quick with it
    arguments = fun, start, 0.00390625, between_slopes(fun, start, 0.00390625, 105)
    assert student.gradient_descent(*arguments) == exactly(gradient_descent, *arguments)


@check(gradient_descent, points=6, after=test_walk_from_the_right, curve=of_expression)
def test_walk_that_overshoots(student, rng):
    """With a large learning rate the walk jumps from side to side, and still arrives."""
    fun, lowest = parabola(rng, curvature=2)
    start = lowest + place(rng, 3, 5)
    arguments = fun, start, 0.40625, between_slopes(fun, start, 0.40625, 6)
    assert student.gradient_descent(*arguments) == exactly(gradient_descent, *arguments)


@check(gradient_descent, points=6, after=test_walk_from_the_right, curve=of_expression)
def test_walk_down_another_curve(student, rng):
    """A curve that is no parabola, in another symbol: its slope gets steeper first, and flat later."""
    fun = -int(rng.integers(3, 7)) * sympy.cos(T)  # steepest at pi / 2
    start = place(rng, 2.25, 2.5)
    arguments = fun, start, 0.125, between_slopes(fun, start, 0.125, 8)
    assert student.gradient_descent(*arguments) == exactly(gradient_descent, *arguments)


@check(gradient_descent, points=4, curve=of_expression)
def test_walk_with_the_defaults(student, rng):
    """Without more arguments, the learning rate is 0.01 and epsilon 0.00001."""
    fun = sympy.poly(16 * X**2, X)  # each step leaves 0.68 of the slope; the walk ends between two steps
    arguments = fun, float(rng.choice([-1, 1]) * 1e-5 / 32 / 0.68**8.5)
    assert student.gradient_descent(*arguments) == exactly(gradient_descent, *arguments)
