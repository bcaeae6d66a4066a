import sympy as sym
from sympy.abc import x


def derivative(fun):
    return sym.diff(fun, x)


def func_gradient(fun, val):
    return derivative(fun).subs(x, val)


def gradient_descent(fun, init_point, lr_rate=1e-2, epsilon=1e-5):
    val = init_point
    diff = func_gradient(fun, val)
    n_updates = 0
    while diff > epsilon:
        val -= lr_rate * diff
        diff = func_gradient(fun, val)
        n_updates += 1
    return val, n_updates
