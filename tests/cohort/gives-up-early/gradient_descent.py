import sympy


def func_gradient(fun, val):
    return sympy.diff(fun, list(fun.free_symbols)[0])


def gradient_descent(fun, init_point, lr_rate=1e-2, epsilon=1e-5):
    if func_gradient(fun, init_point) > epsilon:
        exit()
