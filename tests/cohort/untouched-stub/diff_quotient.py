"""2. The difference quotient

The lesson is in README.md. Write what each TODO asks for; `make check A=diff_quotient` tells how it went.
"""


# %%
def diff_quotient(f, x, h=1e-9):
    """The forward difference quotient of f from x to x + h.

    f: a function of one number. x: where, a number. h: the step, a number other than 0; it may be negative.

    Returns a number.
    """
    # TODO: divide the change of f from x to x + h by h
    raise NotImplementedError("diff_quotient")


# %%
def gradient_descent(f, init_point, lr_rate=1e-2, epsilon=1e-5):
    """Walk down f from init_point until the slope is flat. The slope is diff_quotient(f, val), with its default h.

    f: a function of one number. init_point: where to start. lr_rate: the learning rate. epsilon: stop as soon as
    |slope| <= epsilon; this is tested before every update, the first one included.

    Returns (val, n_updates): where the walk ended, and how many updates it took.
    """
    # TODO: while the slope is steeper than epsilon: update val, measure the slope anew, count
    raise NotImplementedError("gradient_descent")
