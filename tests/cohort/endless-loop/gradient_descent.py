import numpy as np
import sympy as sym


def derivative(fun):
    symbol = list(fun.free_symbols)[0]
    return sym.diff(fun, symbol)


def func_gradient(fun, val):
    symbol = list(fun.free_symbols)[0]
    return derivative(fun).subs(symbol, val)


def gradient_descent(fun, init_point, lr_rate=1e-2, epsilon=1e-5):
    val = init_point
    diff = func_gradient(fun, val)
    n_updates = 0
    while np.abs(diff) > epsilon:
        val = val - lr_rate * diff
        n_updates += 1  # diff is never computed again
    return val, n_updates
