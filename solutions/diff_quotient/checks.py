"""Checks of the difference quotient, of functions that stay here: a student can ask for their values, and nothing else.

Walks ask often, and knowing more of a function helps nobody there: theirs travel.
"""

from functools import cache

from autograder.checks import Formula, check, exactly
from autograder.checks.walks import of_formula
from solutions.diff_quotient.diff_quotient import diff_quotient, gradient_descent

NEAR = 1 / 64


def polynomial(first, *others, stays=True):
    """A polynomial by its coefficients, the highest first, by Horner's rule."""
    text = str(first) if others else f"x * 0 + {first}"
    for coefficient in others:
        text = f"({text}) * x" + (f" + {coefficient}" if coefficient else "")
    return Formula(text, stays)


def place(rng, low, high):
    """A number that is not whole, to a sixteenth."""
    return float(rng.integers(round(low * 16), round(high * 16)) + 0.5) / 16


def parabola(rng, half_curvature):
    """(f, its lowest place): a valley near 0, where f is small.

    The noise of a quotient is about u |f| / h. Where f is small it stays far below h, and rounding cannot decide when
    a walk ends.
    """
    b = float(rng.choice([-3, -2, -1, 1, 2, 3])) * NEAR
    return polynomial(half_curvature, b, 0.0, stays=False), -b / (2 * half_curvature)


@cache
def between_slopes(f, start, lr_rate, updates):
    """An epsilon well between two slopes of the walk, so that it ends after so many updates without any doubt."""
    before = after = diff_quotient(f, start)
    for _ in range(updates):
        before, start = after, start - lr_rate * after
        after = diff_quotient(f, start)
    return float(abs(before * after) ** 0.5)


@check(diff_quotient, points=12, public=True)
def test_wide_step(student, rng):
    """With a step of one half, the quotient of a cubic is that of the two points x and x + 1/2."""
    arguments = polynomial(float(rng.integers(2, 6)), -1.0, 3.5, 2.0), place(rng, 1, 3), 0.5
    assert student.diff_quotient(*arguments) == exactly(diff_quotient, *arguments)


@check(diff_quotient, points=8)
def test_small_step(student, rng):
    """With a step of a thousandth it is still the forward quotient, of a curve that is no polynomial."""
    arguments = Formula(f"{rng.integers(2, 6)}.0 * np.exp(x / 2) + np.sin(x)", stays=True), -place(rng, 1, 2), 0.001
    assert student.diff_quotient(*arguments) == exactly(diff_quotient, *arguments)


@check(diff_quotient, points=8)
def test_negative_step(student, rng):
    """A negative h looks to the left."""
    arguments = polynomial(float(rng.integers(1, 5)), 0.5, -2.0, 1.0), place(rng, -2, -1), -0.25
    assert student.diff_quotient(*arguments) == exactly(diff_quotient, *arguments)


@check(diff_quotient, points=10)
def test_step_by_default(student, rng):
    """Without h the step is 0.000000001."""
    f = polynomial(float(rng.integers(2, 6)), 0.0, 0.0)
    for arguments in ((f, 0.0), (f, place(rng, 1, 3) * NEAR**2)):  # at 0 the quotient is a multiple of the very step
        assert student.diff_quotient(*arguments) == exactly(diff_quotient, *arguments)


@check(diff_quotient, points=6)
def test_flat_function(student, rng):
    """A constant function has the quotient 0."""
    arguments = polynomial(place(rng, 2, 5)), place(rng, -3, 3), 0.125
    assert student.diff_quotient(*arguments) == exactly(diff_quotient, *arguments)


@check(diff_quotient, points=6)
def test_whole_numbers(student, rng):
    """x and h may be whole numbers."""
    arguments = polynomial(1.0, -2.0, 0.5, 4.0), int(rng.integers(-4, -1)), 2
    assert student.diff_quotient(*arguments) == exactly(diff_quotient, *arguments)


@check(gradient_descent, points=12, public=True, curve=of_formula)
def test_walk_from_the_right(student, rng):
    """The walk ends where the slope is flat, after the right number of updates."""
    f, lowest = parabola(rng, 2.0)
    start = lowest + place(rng, 2, 4) * NEAR
    arguments = f, start, 0.125, between_slopes(f, start, 0.125, 6)
    assert student.gradient_descent(*arguments) == exactly(gradient_descent, *arguments)


@check(gradient_descent, points=10, after=test_walk_from_the_right, curve=of_formula)
def test_walk_from_the_left(student, rng):
    """From the left, where the slope is negative, the walk goes down just as well."""
    f, lowest = parabola(rng, 3.0)
    start = lowest - place(rng, 2, 5) * NEAR
    arguments = f, start, 0.0625, between_slopes(f, start, 0.0625, 8)
    assert student.gradient_descent(*arguments) == exactly(gradient_descent, *arguments)


@check(gradient_descent, points=5, curve=of_formula)
def test_flat_from_the_start(student, rng):
    """Where the slope is flat from the start, there is nothing to do: 0 updates."""
    f, lowest = parabola(rng, 4.0)
    arguments = f, lowest + NEAR, 0.05, 0.25
    assert student.gradient_descent(*arguments) == exactly(gradient_descent, *arguments)


@check(gradient_descent, points=4, curve=of_formula)
def test_epsilon_reached_exactly(student, rng):
    """Where the slope's absolute value is exactly epsilon, the walk has ended."""
    slope = 2 ** int(rng.integers(1, 4))  # at 0 both points and both values are exact, and so is the quotient
    arguments = Formula(f"{slope}.0 * np.maximum(x, -1.0)"), 0.0, 1, slope  # flat to the left of -1
    assert student.gradient_descent(*arguments) == exactly(gradient_descent, *arguments)


@check(gradient_descent, points=4, after=test_walk_from_the_left, curve=of_formula)
def test_more_than_a_hundred_updates(student, rng):
    """The walk goes on for as long as it takes: here for more than a hundred updates."""
    f = polynomial(16.0, 0.0, 0.0, stays=False)
    start = float(rng.choice([-1, 1])) * place(rng, 2, 4) * NEAR**2
    arguments = f, start, 0.001953125, between_slopes(f, start, 0.001953125, 105)
    assert student.gradient_descent(*arguments) == exactly(gradient_descent, *arguments)


@check(gradient_descent, points=5, after=test_walk_from_the_right, curve=of_formula)
def test_walk_that_overshoots(student, rng):
    """With a large learning rate the walk jumps from side to side, and still arrives."""
    f, lowest = parabola(rng, 2.0)
    start = lowest + place(rng, 3, 5) * NEAR / 4
    arguments = f, start, 0.40625, between_slopes(f, start, 0.40625, 6)
    assert student.gradient_descent(*arguments) == exactly(gradient_descent, *arguments)


@check(gradient_descent, points=5, after=test_walk_from_the_right, curve=of_formula)
def test_walk_down_another_curve(student, rng):
    """A curve that is no parabola: its slope gets steeper first, and flat later."""
    f = polynomial(-16384.0, 0.0, float(rng.choice([1.75, 2.0])), 0.0, 0.0, stays=False)
    start = float(rng.choice([-1, 1])) * place(rng, 5.75, 6.5) * NEAR / 16  # steepest at about 4.5
    arguments = f, start, 0.1875, between_slopes(f, start, 0.1875, 4)
    assert student.gradient_descent(*arguments) == exactly(gradient_descent, *arguments)


@check(gradient_descent, points=5, curve=of_formula)
def test_walk_with_the_defaults(student, rng):
    """Without more arguments, the learning rate is 0.01 and epsilon 0.00001."""
    f = polynomial(16.0, 0.0, 0.0, stays=False)  # each step leaves 0.68 of the slope; the walk ends between two steps
    arguments = f, float(rng.choice([-1, 1]) * 1e-5 / 32 / 0.68**8.5)
    assert student.gradient_descent(*arguments) == exactly(gradient_descent, *arguments)
