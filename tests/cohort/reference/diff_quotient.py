# %% [markdown]
# # 2. The difference quotient
#
# SymPy could differentiate because it saw the formula. Often there is no formula: the function is a program, a
# simulation, a measurement. All you can do is call it. The difference quotient gets a slope out of two calls.
#
# ## From the limit to a number
#
# The derivative is the limit
#
# $$f'(x) = \lim_{h\to 0}\frac{f(x+h) - f(x)}{h}.$$
#
# A computer cannot let $h$ go to 0, but it can take a small $h$ and leave it there:
#
# $$f'(x) \approx \frac{f(x+h) - f(x)}{h}.$$
#
# This is the **forward** quotient: it looks from $x$ to $x + h$. There are others. The backward quotient looks from
# $x - h$ to $x$, the central one from $x - h$ to $x + h$, divided by $2h$. They have their merits; what is asked for here
# is the forward one.
#
# ### By hand, once
#
# $f(x) = x^2 + 2x + 3$ at $x = 3$ with $h = 0.5$: $f(3.5) = 22.25$, $f(3) = 18$, so the quotient is
# $4.25 / 0.5 = 8.5$. The derivative is 8. For this function the quotient is exactly $f'(x) + h$.
#
# ## How small is small?
#
# Two errors pull in opposite directions.
#
# - The **truncation error**: the formula itself is off by about $\tfrac h2 f''(x)$. It shrinks with $h$.
# - The **rounding error**: $f(x+h)$ and $f(x)$ are almost the same number, known to about 16 digits each. Their
#   difference loses the digits that they share, and dividing by a tiny $h$ blows up what is left: about
#   $u\,|f(x)|/h$, where $u\approx 10^{-16}$. It grows as $h$ shrinks.
#
# Measured for the example above, where the exact slope is 8:
#
# | h | quotient | error |
# | --- | ---: | ---: |
# | 1e-2 | 8.010000000 | 1.0e-02 |
# | 1e-4 | 8.000100000 | 1.0e-04 |
# | 1e-6 | 8.000000999 | 1.0e-06 |
# | 1e-8 | 7.999999951 | 4.9e-08 |
# | 1e-9 | 8.000000662 | 6.6e-07 |
# | 1e-10 | 8.000000662 | 6.6e-07 |
# | 1e-12 | 8.000711205 | 7.1e-04 |
# | 1e-14 | 7.815970093 | 1.8e-01 |
#
# The best $h$ lies where the two errors meet, near $\sqrt u\approx 10^{-8}$. Our default, $10^{-9}$, is a little on the
# side of rounding: of the slope's 16 digits, about seven can be trusted. The judge knows this: it accepts whatever
# rounding can do to your quotient, and with a small $h$ that is a lot. It also knows when it is *not* rounding.
#
# One trap: $10^{-9}$ is written `1e-9`. Lose the minus and `1e9` is a thousand million, over which any curve is a
# straight line to nowhere.

# %% [markdown]
# ## Exercise 1: `diff_quotient`
#
# `f` is any function of one number. Call it, do not look for its formula: the functions of the checks are not those of
# this text.

# %%
def diff_quotient(f, x, h=1e-9):
    """The forward difference quotient of f from x to x + h.

    f: a function of one number. x: where, a number. h: the step, a number other than 0; it may be negative.

    Returns a number.
    """
    # BEGIN SOLUTION: divide the change of f from x to x + h by h
    quotient = (f(x + h) - f(x)) / h
    return quotient
    # END SOLUTION


# %% tags=["active-ipynb"]
# @plot
# def two_errors(axes):
#     """The errors of the table, and the valley between the two."""
#     import numpy as np
#
#     h = 10.0 ** -np.arange(1, 15.5, 0.5)
#     errors = [abs(diff_quotient(lambda x: x**2 + 2 * x + 3, 3.0, step) - 8) for step in h]
#     axes.loglog(h, errors, "o-", label="measured")
#     axes.loglog(h, h, "--", color="gray", label="truncation: $h f''/2$")
#     axes.loglog(h, 2.0**-53 * 18 / h, ":", color="gray", label="rounding: $u |f| / h$")
#     axes.set(xlabel="$h$", ylabel="error of the slope", ylim=(1e-9, 10), title="Too large, too small")
#     axes.legend()

# %% [markdown]
# ## Downhill without a formula
#
# The walk is the one of the first topic, with a measured slope instead of an exact one:
#
# $$x \leftarrow x - \eta\,\frac{f(x+h) - f(x)}{h} \qquad\text{until the slope's absolute value is at most } \varepsilon.$$
#
# **The rule to stop** is tested before every update, the first one included: `n_updates` is 0 where the ground is flat
# from the start. It counts updates, and two right answers never differ in it: the checks stay away from places where
# the noise of the quotient could decide.
#
# Because of that noise, an $\varepsilon$ far below $10^{-6}$ would be a gamble for most functions: the measured slope
# might never get so small.
#
# ### By hand, once
#
# $f(x) = x^2$, start at 4, $\eta = 0.25$, $\varepsilon = 1.5$. The slopes are 8, 4, 2 and 1 (up to $10^{-6}$), the walk
# goes 4, 2, 1, 0.5, and ends there after **3** updates.
#
# ## Exercise 2: `gradient_descent`


# %%
def gradient_descent(f, init_point, lr_rate=1e-2, epsilon=1e-5):
    """Walk down f from init_point until the slope is flat. The slope is diff_quotient(f, val), with its default h.

    f: a function of one number. init_point: where to start. lr_rate: the learning rate. epsilon: stop as soon as
    |slope| <= epsilon; this is tested before every update, the first one included.

    Returns (val, n_updates): where the walk ended, and how many updates it took.
    """
    # BEGIN SOLUTION: while the slope is steeper than epsilon: update val, measure the slope anew, count
    val, n_updates = init_point, 0
    slope = diff_quotient(f, val)
    while abs(slope) > epsilon:
        val = val - lr_rate * slope
        slope = diff_quotient(f, val)
        n_updates += 1
    return val, n_updates
    # END SOLUTION


# %% tags=["active-ipynb"]
# @plot
# def path_on_the_curve(axes):
#     """The walk of the example by hand, and one from the other side."""
#     import numpy as np
#
#     grid = np.linspace(-4.5, 4.5)
#     axes.plot(grid, grid**2, color="gray")
#     for start in (-4.0, 4.0):
#         # the slope is halved in every step, so this epsilon ends the walk after k updates
#         ends = [gradient_descent(lambda x: x**2, start, lr_rate=0.25, epsilon=8 * 0.5 ** (k - 0.5)) for k in range(6)]
#         path = np.array([float(val) for val, _ in ends])
#         axes.plot(path, path**2, "o-", label=f"from {start:g}")
#     axes.set(xlabel="$x$", ylabel="$f(x)$", title="The path on the curve")
#     axes.legend()

# %% [markdown]
# ## What is checked
#
# The quotient with large and small steps, so that the kinds of quotient can be told apart; the walk from both sides,
# once with more than a hundred updates, and once where the slope is exactly $\varepsilon$.
# In grading, the same checks run on other numbers than `make check` uses, and the hidden ones run too.
#
# <!-- checks -->
