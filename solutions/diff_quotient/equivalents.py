"""Right answers on the difference quotient that compute differently from the reference."""

from fractions import Fraction

import numpy as np

from autograder.course import equivalent
from solutions.diff_quotient.diff_quotient import diff_quotient, gradient_descent


@equivalent(of=diff_quotient)
def reciprocal_of_h(f, x, h=1e-9):
    """Multiply by 1/h instead of dividing."""
    return (1 / h) * (f(x + h) - f(x))


@equivalent(of=diff_quotient)
def both_points_at_once(f, x, h=1e-9):
    """f on an array of both points, and an array of one number for the result."""
    values = f(np.array([x, x + h], dtype=float))
    return np.diff(values) / h


@equivalent(of=diff_quotient)
def in_numpy_numbers(f, x, h=1e-9):
    """numpy's numbers, and the points the other way round."""
    x, h = np.float64(x), np.float64(h)
    return (f(x) - f(h + x)) / -h


@equivalent(of=diff_quotient)
def difference_in_fractions(f, x, h=1e-9):
    """The two values subtracted and divided without rounding, in fractions."""
    return Fraction(float(f(x + h))) / Fraction(h) - Fraction(float(f(x))) / Fraction(h)


@equivalent(of=gradient_descent)
def slope_inside_the_loop(f, init_point, lr_rate=1e-2, epsilon=1e-5):
    """`while True` with a break."""
    val, n_updates = init_point, 0
    while True:
        slope = diff_quotient(f, val)
        if not abs(slope) > epsilon:
            return val, n_updates
        val -= lr_rate * slope
        n_updates += 1


@equivalent(of=gradient_descent)
def quotient_written_out(f, init_point, lr_rate=1e-2, epsilon=1e-5):
    """Without a call of diff_quotient, and np.abs for abs."""
    h, count, val = 1e-9, 0, float(init_point)
    diff = (f(val + h) - f(val)) / h
    while np.abs(diff) > epsilon:
        val = val - diff * lr_rate
        diff = (f(val + h) - f(val)) / h
        count = count + 1
    return [val, count]


@equivalent(of=gradient_descent)
def path_in_an_array(f, init_point, lr_rate=1e-2, epsilon=1e-5):
    """All points kept, arrays of one number."""
    path = [np.array([init_point])]
    while diff_quotient(f, path[-1])[0] ** 2 > epsilon**2:
        path.append(path[-1] - lr_rate * diff_quotient(f, path[-1]))
    return path[-1], len(path) - 1


@equivalent(of=gradient_descent)
def recursion(f, init_point, lr_rate=1e-2, epsilon=1e-5):
    """No loop: one step, and the rest of the walk from there."""
    slope = np.float64(diff_quotient(f, init_point))
    if -epsilon <= slope <= epsilon:
        return init_point, 0
    val, n_updates = recursion(f, init_point + slope * -lr_rate, lr_rate, epsilon)
    return val, 1 + n_updates
