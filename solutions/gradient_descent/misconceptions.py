"""Wrong answers on gradient descent that people really give. The docstrings are what they are told."""

import sympy

from autograder.course import misconception
from solutions.gradient_descent.gradient_descent import as_function, derivative, func_gradient, gradient_descent

MOST_UPDATES = 120  # a wrong walk may never arrive, and balls make it slow


def _symbol(fun):
    return next(iter(fun.free_symbols))


def _at(fun, val):
    return as_function(fun.as_expr(), _symbol(fun))(val)


@misconception(of=derivative)
def function_not_differentiated(fun):
    """This is the function itself: it has not been differentiated."""
    return fun.as_expr()


@misconception(of=derivative)
def not_carried_out(fun):
    """sympy.Derivative only writes the derivative down. sympy.diff(fun, symbol) carries it out, as `.doit()` would."""
    return sympy.Derivative(fun.as_expr(), _symbol(fun))


@misconception(of=derivative)
def integral(fun):
    """This is an antiderivative: you have integrated where you should differentiate. Use sympy.diff."""
    return sympy.integrate(fun.as_expr(), _symbol(fun))


@misconception(of=derivative)
def differentiated_twice(fun):
    """This is the second derivative: differentiate once only."""
    return sympy.diff(fun.as_expr(), _symbol(fun), 2)


@misconception(of=derivative)
def differentiated_by_x(fun):
    """For a function in another symbol than x you give 0: differentiated by x, every t is a constant. Take the symbol
    from fun.free_symbols."""
    return sympy.diff(fun.as_expr(), sympy.Symbol("x"))


@misconception(of=derivative)
def sign_turned_round(fun):
    """The sign is turned round. The derivative itself points uphill; the minus belongs to the update."""
    return -sympy.diff(fun.as_expr(), _symbol(fun))


@misconception(of=derivative)
def formula_of_the_text(fun):
    """This is the derivative of the text's x**2 + 2*x + 3, whatever function is given. Use the argument `fun`."""
    return 2 * _symbol(fun) + 2


@misconception(of=derivative)
def quotient_for_the_derivative(fun):
    """This is a difference quotient, off by half the step times the second derivative. SymPy differentiates exactly:
    use sympy.diff. (Difference quotients are the next topic.)"""
    f, symbol = fun.as_expr(), _symbol(fun)
    return (f.subs(symbol, symbol + 1e-5) - f) / 1e-5


@misconception(of=derivative)
def one_put_in(fun):
    """This is a number, f'(1), and the same for every x. The formula is asked for: put nothing in for the symbol."""
    return sympy.diff(fun.as_expr(), _symbol(fun)).subs(_symbol(fun), 1)


def by_rules(expression, symbol, chain=True, product=True):
    """The derivative by the rules of school, some of which may be forgotten."""
    if not expression.has(symbol):
        return sympy.Integer(0)
    if expression == symbol:
        return sympy.Integer(1)
    inner = [by_rules(part, symbol, chain, product) for part in expression.args]
    match expression:
        case sympy.Add():
            return sympy.Add(*inner)
        case sympy.Mul() if not product:
            return sympy.Mul(*(d if part.has(symbol) else part for part, d in zip(expression.args, inner, strict=True)))
        case sympy.Mul():
            return sympy.Add(*(expression / part * d for part, d in zip(expression.args, inner, strict=True)))
        case sympy.Pow():
            outer = expression.exp * expression.base ** (expression.exp - 1)
        case _:
            outer = expression.fdiff(1)
    return outer * inner[0] if chain else outer


@misconception(of=derivative)
def chain_rule_forgotten(fun):
    """The inner derivative is missing: the derivative of f(g(x)) is f'(g(x)) times g'(x)."""
    return by_rules(fun.as_expr(), _symbol(fun), chain=False)


@misconception(of=derivative)
def factors_differentiated_apart(fun):
    """The derivative of a product is not the product of the derivatives: (u*v)' is u'*v + u*v'."""
    return by_rules(fun.as_expr(), _symbol(fun), product=False)


@misconception(of=derivative)
def exponent_left_as_it_was(fun):
    """The exponents have not gone down: the derivative of x**n is n*x**(n - 1)."""
    symbol = _symbol(fun)
    return symbol * sympy.diff(fun.as_expr(), symbol)


@misconception(of=derivative)
def rounded_numbers_in_the_formula(fun):
    """The numbers in the formula are rounded to a few digits. Leave them as SymPy gives them: 2/7 is exact, and 0.2857
    is not."""
    return sympy.diff(fun.as_expr(), _symbol(fun)).evalf(4)


@misconception(of=func_gradient)
def derivative_never_evaluated(fun, val):
    """This is the derivative as a formula, not its value: val has not been put in. `.subs(symbol, val)` gives the
    number."""
    return sympy.diff(fun, _symbol(fun))


@misconception(of=func_gradient)
def value_of_the_function(fun, val):
    """This is the value of the function at val. Differentiate it before you put val in."""
    return _at(fun, val)


@misconception(of=func_gradient)
def second_derivative(fun, val):
    """This is the second derivative: differentiate once only."""
    return as_function(sympy.diff(fun.as_expr(), _symbol(fun), 2), _symbol(fun))(val)


@misconception(of=func_gradient)
def function_of_the_text(fun, val):
    """This is the derivative of the text's x**2 + 2*x + 3, whatever function is given. Use the argument `fun`."""
    return 2 * val + 2


@misconception(of=func_gradient)
def only_for_x(fun, val):
    """For a function in another symbol than x you give 0: differentiated by x, every t is a constant. Take the symbol
    from fun.free_symbols."""
    return func_gradient(fun, val) if str(_symbol(fun)) == "x" else 0


@misconception(of=func_gradient)
def number_put_in_first(fun, val):
    """Your derivative is always 0: val is put in before differentiating, and the derivative of a number is 0.
    Differentiate first."""
    return 0


@misconception(of=func_gradient)
def val_cut_to_a_whole_number(fun, val):
    """This is the derivative at int(val): what stands behind the decimal point is cut off."""
    return func_gradient(fun, int(val))


@misconception(of=func_gradient)
def forward_quotient(fun, val):
    """This is a difference quotient, off by half the step times the second derivative. SymPy differentiates exactly:
    use sympy.diff. (Difference quotients are the next topic.)"""
    return (_at(fun, val + 1e-5) - _at(fun, val)) / 1e-5


@misconception(of=func_gradient)
def central_quotient(fun, val):
    """This is a central difference quotient: exact for parabolas, off for everything else. SymPy differentiates
    exactly: use sympy.diff."""
    return (_at(fun, val + 1e-3) - _at(fun, val - 1e-3)) / 2e-3


@misconception(of=func_gradient)
def direction_of_descent(fun, val):
    """The sign is turned round. The gradient itself points uphill; the minus belongs to the update."""
    return -func_gradient(fun, val)


@misconception(of=func_gradient)
def formula_returned_as_well(fun, val):
    """You return two things, the number and the formula of the derivative. Only the number is asked for."""
    return func_gradient(fun, val), sympy.diff(fun, _symbol(fun))


def _steep(slope, lr_rate, epsilon):
    return abs(slope) > epsilon


def walk(slope_at, val, lr_rate, epsilon, goes_on=_steep, most=None):
    """Gradient descent on any slope with any stop rule, `most` updates long: (val, n_updates, the last slope)."""
    slope, n_updates = slope_at(val), 0
    while n_updates != most and goes_on(slope, lr_rate, epsilon):
        val = val - lr_rate * slope
        slope = slope_at(val)
        n_updates += 1
        if n_updates > MOST_UPDATES:
            raise ArithmeticError("a walk without end")
    return val, n_updates, slope


def while_it_gets_flatter(slope_at, val, lr_rate, epsilon):
    """(val, n_updates) of a descent that also ends where the slope has grown."""
    slope, n_updates, grows = slope_at(val), 0, False
    while abs(slope) > epsilon and not grows:
        val, before = val - lr_rate * slope, slope
        slope = slope_at(val)
        n_updates, grows = n_updates + 1, abs(slope) > abs(before)
    return val, n_updates


def _slope(fun):
    return as_function(sympy.diff(fun.as_expr(), _symbol(fun)), _symbol(fun))


@misconception(of=gradient_descent)
def hundred_updates_at_most(fun, init_point, lr_rate=1e-2, epsilon=1e-5):
    """You stop after 100 updates, wherever you are. Only the slope says when the walk has ended: use `while`, and no
    limit of your own."""
    return walk(_slope(fun), init_point, lr_rate, epsilon, most=100)[:2]


@misconception(of=gradient_descent)
def absolute_value_forgotten(fun, init_point, lr_rate=1e-2, epsilon=1e-5):
    """Left of the valley you stop at once: there the slope is negative, and a negative number is smaller than epsilon.
    Compare its absolute value."""
    return walk(_slope(fun), init_point, lr_rate, epsilon, lambda slope, lr_rate, epsilon: slope > epsilon)[:2]


@misconception(of=gradient_descent)
def looks_counted_instead_of_updates(fun, init_point, lr_rate=1e-2, epsilon=1e-5):
    """val is right, but n_updates is one too high: count the updates, not the looks at the slope."""
    val, n_updates, _ = walk(_slope(fun), init_point, lr_rate, epsilon)
    return val, n_updates + 1


@misconception(of=gradient_descent)
def one_update_not_counted(fun, init_point, lr_rate=1e-2, epsilon=1e-5):
    """val is right, but n_updates is one too low. Does the count start at 0, and go up with every update?"""
    val, n_updates, _ = walk(_slope(fun), init_point, lr_rate, epsilon)
    return val, max(n_updates - 1, 0)


@misconception(of=gradient_descent)
def one_update_late(fun, init_point, lr_rate=1e-2, epsilon=1e-5):
    """You make one update where the slope is flat enough already, also if it is so from the start. Look at the slope
    before each update, and leave the loop without another one."""
    val, n_updates, slope = walk(_slope(fun), init_point, lr_rate, epsilon)
    return val - lr_rate * slope, n_updates + 1


@misconception(of=gradient_descent)
def slope_of_before_tested(fun, init_point, lr_rate=1e-2, epsilon=1e-5):
    """You make one update after the slope has become flat enough: the test looks at the slope from before the update.
    Refresh the slope right after each update."""
    val, n_updates, slope = walk(_slope(fun), init_point, lr_rate, epsilon)
    return (val - lr_rate * slope, n_updates + 1) if n_updates else (val, 0)


@misconception(of=gradient_descent)
def update_before_the_first_test(fun, init_point, lr_rate=1e-2, epsilon=1e-5):
    """Where the ground is flat from the start you make an update all the same. Test first, then update."""
    slope = _slope(fun)(init_point)
    val, n_updates, _ = walk(_slope(fun), init_point - lr_rate * slope, lr_rate, epsilon)
    return val, n_updates + 1


@misconception(of=gradient_descent)
def learning_rate_ignored(fun, init_point, lr_rate=1e-2, epsilon=1e-5):
    """Every step uses the learning rate 0.01, whatever lr_rate says. Use the argument."""
    return walk(_slope(fun), init_point, 1e-2, epsilon)[:2]


@misconception(of=gradient_descent)
def epsilon_ignored(fun, init_point, lr_rate=1e-2, epsilon=1e-5):
    """You go on until the slope is below 1e-5, whatever epsilon says. Use the argument."""
    return walk(_slope(fun), init_point, lr_rate, 1e-5)[:2]


@misconception(of=gradient_descent)
def short_step_stops(fun, init_point, lr_rate=1e-2, epsilon=1e-5):
    """You stop when the *step* is short, the slope times the learning rate. The rule is about the slope alone."""
    return walk(
        _slope(fun), init_point, lr_rate, epsilon, lambda slope, lr_rate, epsilon: abs(lr_rate * slope) > epsilon
    )[:2]


@misconception(of=gradient_descent)
def stops_where_the_slope_grows(fun, init_point, lr_rate=1e-2, epsilon=1e-5):
    """You stop as soon as the slope is steeper than it was before. It may well get steeper first, and flat later: the
    rule is |slope| <= epsilon, and nothing else."""
    return while_it_gets_flatter(_slope(fun), init_point, lr_rate, epsilon)


@misconception(of=gradient_descent)
def only_below_epsilon_stops(fun, init_point, lr_rate=1e-2, epsilon=1e-5):
    """You go on where the slope is exactly epsilon. The rule is |slope| <= epsilon: go on only while it is greater."""
    return walk(_slope(fun), init_point, lr_rate, epsilon, lambda slope, lr_rate, epsilon: abs(slope) >= epsilon)[:2]


@misconception(of=gradient_descent)
def count_returned_first(fun, init_point, lr_rate=1e-2, epsilon=1e-5):
    """Both values are right but in the wrong order: return (val, n_updates)."""
    val, n_updates, _ = walk(_slope(fun), init_point, lr_rate, epsilon)
    return n_updates, val


@misconception(of=gradient_descent)
def starts_at_zero(fun, init_point, lr_rate=1e-2, epsilon=1e-5):
    """The walk starts at 0 instead of init_point."""
    return walk(_slope(fun), init_point * 0, lr_rate, epsilon)[:2]


@misconception(of=gradient_descent)
def slope_instead_of_count(fun, init_point, lr_rate=1e-2, epsilon=1e-5):
    """val is right, but the second value is the last slope. Return the number of updates."""
    val, _, slope = walk(_slope(fun), init_point, lr_rate, epsilon)
    return val, slope


@misconception(of=gradient_descent)
def single_update(fun, init_point, lr_rate=1e-2, epsilon=1e-5):
    """You make one update and stop. Is there an `if` where a `while` belongs, or a return inside of the loop?"""
    slope = _slope(fun)(init_point)
    return (init_point - lr_rate * slope, 1) if abs(slope) > epsilon else (init_point, 0)


@misconception(of=gradient_descent)
def descent_of_the_text(fun, init_point, lr_rate=1e-2, epsilon=1e-5):
    """You walk down the text's x**2 + 2*x + 3, whatever function is given. Use the argument `fun`."""
    return walk(lambda val: 2 * val + 2, init_point, lr_rate, epsilon)[:2]
