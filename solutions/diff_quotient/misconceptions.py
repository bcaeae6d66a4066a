"""Wrong answers on the difference quotient that people really give. The docstrings are what they are told."""

from autograder.course import misconception
from solutions.diff_quotient.diff_quotient import diff_quotient, gradient_descent
from solutions.gradient_descent.misconceptions import walk, while_it_gets_flatter


@misconception(of=diff_quotient)
def central_quotient(f, x, h=1e-9):
    """This is the central quotient, with points on both sides of x. It is often the better one, but here the forward
    quotient is asked for: from x to x + h."""
    return (f(x + h) - f(x - h)) / (2 * h)


@misconception(of=diff_quotient)
def central_quotient_of_width_h(f, x, h=1e-9):
    """This is a central quotient, from x - h/2 to x + h/2. Here the forward quotient is asked for: from x to x + h."""
    return (f(x + h / 2) - f(x - h / 2)) / h


@misconception(of=diff_quotient)
def backward_quotient(f, x, h=1e-9):
    """This is the backward quotient, from x - h to x. The forward quotient goes from x to x + h."""
    return (f(x) - f(x - h)) / h


@misconception(of=diff_quotient)
def h_ignored(f, x, h=1e-9):
    """The quotient always uses 1e-9, whatever h is given. Use the argument h, in both places."""
    return (f(x + 1e-9) - f(x)) / 1e-9


@misconception(of=diff_quotient)
def h_of_a_thousand_million(f, x, h=1e9):
    """Without h you use 1e9, a thousand million: the sign in the exponent is missing. 1e-9 is small."""
    return (f(x + h) - f(x)) / h


@misconception(of=diff_quotient)
def h_ten_times_too_large(f, x, h=1e-8):
    """Without h you use 1e-8. The default of h is 1e-9."""
    return (f(x + h) - f(x)) / h


@misconception(of=diff_quotient)
def h_of_the_root_of_u(f, x, h=2.0**-26):
    """Without h you use the root of the machine's precision, about 1.5e-8. That is a good choice, but the default of h
    is 1e-9 here."""
    return (f(x + h) - f(x)) / h


@misconception(of=diff_quotient)
def divided_by_two_h(f, x, h=1e-9):
    """Half of the quotient: you divide by 2 h. That belongs to the central quotient, whose points are 2 h apart."""
    return (f(x + h) - f(x)) / (2 * h)


@misconception(of=diff_quotient)
def never_divided(f, x, h=1e-9):
    """This is the difference f(x + h) - f(x). Divide it by h."""
    return f(x + h) - f(x)


@misconception(of=diff_quotient)
def brackets_forgotten(f, x, h=1e-9):
    """Only f(x) is divided by h: division goes before subtraction. Put the difference in brackets."""
    return f(x + h) - f(x) / h


@misconception(of=diff_quotient)
def points_exchanged(f, x, h=1e-9):
    """The sign is turned round: subtract f(x) from f(x + h)."""
    return (f(x) - f(x + h)) / h


@misconception(of=diff_quotient)
def h_added_outside(f, x, h=1e-9):
    """You add h to f(x) instead of to x, so the quotient is 1 for every function. The step goes inside: f(x + h)."""
    return (f(x) + h - f(x)) / h


@misconception(of=diff_quotient)
def function_of_the_text(f, x, h=1e-9):
    """This is the quotient of the text's x**2 + 2*x + 3, whatever function is given. Call the argument f."""
    return diff_quotient(lambda x: x**2 + 2 * x + 3, x, h)


@misconception(of=diff_quotient)
def rounded_result(f, x, h=1e-9):
    """The result is rounded to two places. Leave it as it is: the digits behind are right, too."""
    return round(diff_quotient(f, x, h), 2)


def _slope(f):
    return lambda val: diff_quotient(f, val)


@misconception(of=gradient_descent)
def hundred_updates_at_most(f, init_point, lr_rate=1e-2, epsilon=1e-5):
    """You stop after 100 updates, wherever you are. Only the slope says when the walk has ended: use `while`, and no
    limit of your own."""
    return walk(_slope(f), init_point, lr_rate, epsilon, most=100)[:2]


@misconception(of=gradient_descent)
def absolute_value_forgotten(f, init_point, lr_rate=1e-2, epsilon=1e-5):
    """Left of the valley you stop at once: there the slope is negative, and a negative number is smaller than epsilon.
    Compare its absolute value."""
    return walk(_slope(f), init_point, lr_rate, epsilon, lambda slope, lr_rate, epsilon: slope > epsilon)[:2]


@misconception(of=gradient_descent)
def looks_counted_instead_of_updates(f, init_point, lr_rate=1e-2, epsilon=1e-5):
    """val is right, but n_updates is one too high: count the updates, not the looks at the slope."""
    val, n_updates, _ = walk(_slope(f), init_point, lr_rate, epsilon)
    return val, n_updates + 1


@misconception(of=gradient_descent)
def one_update_late(f, init_point, lr_rate=1e-2, epsilon=1e-5):
    """You make one update where the slope is flat enough already, also if it is so from the start. Look at the slope
    before each update, and leave the loop without another one."""
    val, n_updates, slope = walk(_slope(f), init_point, lr_rate, epsilon)
    return val - lr_rate * slope, n_updates + 1


@misconception(of=gradient_descent)
def slope_of_before_tested(f, init_point, lr_rate=1e-2, epsilon=1e-5):
    """You make one update after the slope has become flat enough: the test looks at the slope from before the update.
    Refresh the slope right after each update."""
    val, n_updates, slope = walk(_slope(f), init_point, lr_rate, epsilon)
    return (val - lr_rate * slope, n_updates + 1) if n_updates else (val, 0)


@misconception(of=gradient_descent)
def update_before_the_first_test(f, init_point, lr_rate=1e-2, epsilon=1e-5):
    """Where the ground is flat from the start you make an update all the same. Test first, then update."""
    val, n_updates, _ = walk(_slope(f), init_point - lr_rate * diff_quotient(f, init_point), lr_rate, epsilon)
    return val, n_updates + 1


@misconception(of=gradient_descent)
def coarse_quotient(f, init_point, lr_rate=1e-2, epsilon=1e-5):
    """Your slopes are off by what a large h brings: the quotient in your descent uses about 0.01. Leave h at its
    default."""
    return walk(lambda val: diff_quotient(f, val, 1e-2), init_point, lr_rate, epsilon)[:2]


@misconception(of=gradient_descent)
def central_quotient_in_the_descent(f, init_point, lr_rate=1e-2, epsilon=1e-5):
    """Your walk is a tiny bit off, by more than rounding can explain: its slopes are those of a central quotient, or
    the exact ones. Take them from the forward quotient; if your diff_quotient gives them, mend that first."""
    return walk(lambda val: central_quotient(f, val), init_point, lr_rate, epsilon)[:2]


@misconception(of=gradient_descent)
def backward_quotient_in_the_descent(f, init_point, lr_rate=1e-2, epsilon=1e-5):
    """Your walk is a tiny bit off, by more than rounding can explain: its slopes are those of a backward quotient. Take
    them from the forward quotient; if your diff_quotient gives them, mend that first."""
    return walk(lambda val: backward_quotient(f, val), init_point, lr_rate, epsilon)[:2]


@misconception(of=gradient_descent)
def half_quotient_in_the_descent(f, init_point, lr_rate=1e-2, epsilon=1e-5):
    """Your walk takes half of each slope: the quotient is divided by 2 h. If your diff_quotient gives it, mend that
    first."""
    return walk(lambda val: divided_by_two_h(f, val), init_point, lr_rate, epsilon)[:2]


@misconception(of=gradient_descent)
def learning_rate_ignored(f, init_point, lr_rate=1e-2, epsilon=1e-5):
    """Every step uses the learning rate 0.01, whatever lr_rate says. Use the argument."""
    return walk(_slope(f), init_point, 1e-2, epsilon)[:2]


@misconception(of=gradient_descent)
def short_step_stops(f, init_point, lr_rate=1e-2, epsilon=1e-5):
    """You stop when the *step* is short, the slope times the learning rate. The rule is about the slope alone."""
    return walk(
        _slope(f), init_point, lr_rate, epsilon, lambda slope, lr_rate, epsilon: abs(lr_rate * slope) > epsilon
    )[:2]


@misconception(of=gradient_descent)
def stops_where_the_slope_grows(f, init_point, lr_rate=1e-2, epsilon=1e-5):
    """You stop as soon as the slope is steeper than it was before. It may well get steeper first, and flat later: the
    rule is |slope| <= epsilon, and nothing else."""
    return while_it_gets_flatter(_slope(f), init_point, lr_rate, epsilon)


@misconception(of=gradient_descent)
def only_below_epsilon_stops(f, init_point, lr_rate=1e-2, epsilon=1e-5):
    """You go on where the slope is exactly epsilon. The rule is |slope| <= epsilon: go on only while it is greater."""
    return walk(_slope(f), init_point, lr_rate, epsilon, lambda slope, lr_rate, epsilon: abs(slope) >= epsilon)[:2]


@misconception(of=gradient_descent)
def starts_at_zero(f, init_point, lr_rate=1e-2, epsilon=1e-5):
    """The walk starts at 0 instead of init_point."""
    return walk(_slope(f), init_point * 0, lr_rate, epsilon)[:2]


@misconception(of=gradient_descent)
def slope_instead_of_count(f, init_point, lr_rate=1e-2, epsilon=1e-5):
    """val is right, but the second value is the last slope. Return the number of updates."""
    val, _, slope = walk(_slope(f), init_point, lr_rate, epsilon)
    return val, slope


@misconception(of=gradient_descent)
def single_update(f, init_point, lr_rate=1e-2, epsilon=1e-5):
    """You make one update and stop. Is there an `if` where a `while` belongs, or a return inside of the loop?"""
    slope = diff_quotient(f, init_point)
    return (init_point - lr_rate * slope, 1) if abs(slope) > epsilon else (init_point, 0)


@misconception(of=gradient_descent)
def descent_of_the_text(f, init_point, lr_rate=1e-2, epsilon=1e-5):
    """You walk down the text's x**2 + 2*x + 3, whatever function is given. Call the argument f."""
    return walk(_slope(lambda x: x**2 + 2 * x + 3), init_point, lr_rate, epsilon)[:2]
