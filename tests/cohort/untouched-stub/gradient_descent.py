"""1. Gradient descent with SymPy

The lesson is in README.md. Write what each TODO asks for; `make check A=gradient_descent` tells how it went.
"""


# %%
from functools import lru_cache

import sympy


@lru_cache(maxsize=64)
def as_function(expression, symbol):
    """An expression or Poly as a fast function of numbers: an alternative to subs, given to you."""
    return sympy.lambdify(symbol, sympy.sympify(expression).as_expr(), "numpy")


# %%
def derivative(fun):
    """The derivative of fun, as a formula in the symbol of fun.

    fun: a SymPy Poly or expression in one symbol, of whatever name.

    Returns a SymPy Poly or expression.
    """
    # TODO: differentiate fun by its own symbol
    raise NotImplementedError("derivative")


# %%
def func_gradient(fun, val):
    """The derivative of fun at val.

    fun: a SymPy Poly or expression in one symbol, of whatever name. val: a number.

    Returns a number.
    """
    # TODO: evaluate the derivative of fun at val
    raise NotImplementedError("func_gradient")


# %%
def gradient_descent(fun, init_point, lr_rate=1e-2, epsilon=1e-5):
    """Walk down fun from init_point until the slope is flat.

    fun: a SymPy Poly or expression in one symbol. init_point: where to start, a number. lr_rate: the learning rate.
    epsilon: stop as soon as |slope| <= epsilon; this is tested before every update, the first one included.

    Returns (val, n_updates): where the walk ended, and how many updates it took.
    """
    # TODO: while the slope is steeper than epsilon: update val, refresh the slope, count
    raise NotImplementedError("gradient_descent")
