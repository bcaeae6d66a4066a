# %% [markdown]
# # 1. Gradient descent with SymPy
#
# Stand on a hillside in fog and look for the valley. You cannot see it, but you feel with your feet which way the
# ground slopes. Take a step downhill, feel again, and go on until the ground is flat. That is gradient descent, and
# nearly everything in this course is a variation of it.
#
# In this topic the hill is a function of one variable, and SymPy, Python's library for symbolic mathematics, tells us
# the slope exactly.
#
# ## SymPy in five lines
#
# - `sympy.symbols("x")` makes a symbol, a letter that stands for a number.
# - `sympy.poly(x**2 + 2*x + 3)` makes a polynomial; an ordinary expression like `x**2 + 2*x + 3` will often do.
# - `sympy.diff(fun, x)` differentiates with respect to `x`. The result is again a polynomial or an expression.
# - `fun.subs(x, 3)` puts a number in for the symbol.
# - `fun.free_symbols` is the set of the symbols in `fun`.
#
# Two different things are easily confused here. $f'(x) = 2x + 2$ is a *function*; $f'(3) = 8$ is a *number*. To take a
# step we need the number.

# %%
from functools import lru_cache

import sympy


@lru_cache(maxsize=64)
def as_function(expression, symbol):
    """An expression or Poly as a fast function of numbers: an alternative to subs, given to you."""
    return sympy.lambdify(symbol, sympy.sympify(expression).as_expr(), "numpy")


# %% [markdown]
# ## Exercise 1: `derivative`
#
# First the function $f'$ itself: for `x**2 + 2*x + 3` it is the formula `2*x + 2`.
#
# `fun` may be a SymPy polynomial or an expression, and **its symbol may have any name**: ask `fun` for it, do not
# count on `x`. The symbol stays in the result; no number is put in for it yet.
#
# How you write the formula is up to you. `2*x + 2`, `2*(x + 1)` and `2.0*x + 2.0` are the same function, and so is a
# polynomial. What is checked is whether your formula has the right value wherever $f'$ has one: where $f$ has a square
# root or a logarithm in it, that may be for positive $x$ alone.


# %%
def derivative(fun):
    """The derivative of fun, as a formula in the symbol of fun.

    fun: a SymPy Poly or expression in one symbol, of whatever name.

    Returns a SymPy Poly or expression.
    """
    # BEGIN SOLUTION: differentiate fun by its own symbol
    (symbol,) = fun.free_symbols
    slope = sympy.diff(fun.as_expr(), symbol)
    return slope
    # END SOLUTION


# %% [markdown]
# ## Exercise 2: `func_gradient`
#
# The derivative of `fun` at the number `val`, for example $f(x) = x^2 + 2x + 3$ at 3: $f'(x) = 2x + 2$, so the answer is
# 8; at $-1$ it is 0, which is where the valley lies.
#
# Use your `derivative`, and put the number in. Any kind of number is fine as a result: Python's, numpy's or SymPy's.


# %%
def func_gradient(fun, val):
    """The derivative of fun at val.

    fun: a SymPy Poly or expression in one symbol, of whatever name. val: a number.

    Returns a number.
    """
    # BEGIN SOLUTION: evaluate the derivative of fun at val
    (symbol,) = fun.free_symbols
    slope = as_function(derivative(fun), symbol)(val)
    return slope
    # END SOLUTION


# %% [markdown]
# ## Down the slope
#
# The derivative is positive where the function rises. So a step *against* it goes down:
#
# $$x \leftarrow x - \eta\, f'(x).$$
#
# The factor $\eta$ is the **learning rate**. Steps get shorter by themselves as the ground gets flatter. We stop when
# it is flat enough: when $|f'(x)| \le \varepsilon$.
#
# Two words in that sentence carry the exercise.
#
# - The **absolute value**: left of the valley the derivative is negative. Without $|\cdot|$ it is "smaller than
#   epsilon" at once, and nobody moves.
# - The **order**: first look, then step. If the ground is flat where you start, you make *no* step, and `n_updates`
#   is 0. It counts updates of `val`, not looks at the slope. Two correct answers cannot differ in it, and the checks
#   do not allow for any difference.
#
# ### By hand, once
#
# $f(x) = x^2$, so $f'(x) = 2x$. Start at $x = 4$ with $\eta = 0.25$ and $\varepsilon = 1.5$.
#
# | look at | slope | flat enough? | step to | updates so far |
# | ---: | ---: | --- | ---: | ---: |
# | 4 | 8 | no | $4 - 0.25\cdot 8 = 2$ | 1 |
# | 2 | 4 | no | 1 | 2 |
# | 1 | 2 | no | 0.5 | 3 |
# | 0.5 | 1 | yes | | 3 |
#
# The result is $(0.5, 3)$. With $\eta = 1$ the same walk goes 4, −4, 4, −4, … for ever: a learning rate can be too
# large. Somewhere between, the steps overshoot the valley but still come closer; that is allowed, and checked.
#
# ## Exercise 3: `gradient_descent`
#
# Use your `func_gradient`. The slope has to be computed anew after every step: a slope that is never refreshed makes a
# loop that never ends.


# %%
def gradient_descent(fun, init_point, lr_rate=1e-2, epsilon=1e-5):
    """Walk down fun from init_point until the slope is flat.

    fun: a SymPy Poly or expression in one symbol. init_point: where to start, a number. lr_rate: the learning rate.
    epsilon: stop as soon as |slope| <= epsilon; this is tested before every update, the first one included.

    Returns (val, n_updates): where the walk ended, and how many updates it took.
    """
    # BEGIN SOLUTION: while the slope is steeper than epsilon: update val, refresh the slope, count
    val, n_updates = init_point, 0
    slope = func_gradient(fun, val)
    while abs(slope) > epsilon:
        val = val - lr_rate * slope
        slope = func_gradient(fun, val)
        n_updates += 1
    return val, n_updates
    # END SOLUTION


# %% tags=["active-ipynb"]
# @plot
# def path_on_the_curve(axes):
#     """Ten updates from either side: shorter steps as the ground gets flatter."""
#     import numpy as np
#
#     x = sympy.symbols("x")
#     fun = sympy.poly(x**2 + 2 * x + 3)
#     grid = np.linspace(-6, 4)
#     axes.plot(grid, grid**2 + 2 * grid + 3, color="gray")
#     for start in (-6, 4):
#         slope = 2 * start + 2
#         # the slope shrinks to 0.6 of itself in every step, so this epsilon ends the walk after k updates
#         ends = [gradient_descent(fun, start, lr_rate=0.2, epsilon=abs(slope) * 0.6 ** (k - 0.5))[0] for k in range(11)]
#         path = np.array(ends, dtype=float)
#         axes.plot(path, path**2 + 2 * path + 3, "o-", label=f"from {start}")
#     axes.set(xlabel="$x$", ylabel="$f(x)$", title="The path on the curve")
#     axes.legend()

# %% [markdown]
# ## What is checked
#
# Functions other than those of this text, from both sides, mostly with few steps and once with more than a hundred.
# `val` may differ from ours by what rounding can do, `n_updates` by nothing. In grading, the same checks run on other numbers than `make check` uses, and the
# hidden ones run too.
#
# <!-- checks -->
