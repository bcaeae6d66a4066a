# %% [markdown]
# # 4. Stochastic gradient descent
#
# Gradient descent looks at *all* samples before it takes one step. With a million samples that is a long look for a
# short step. Stochastic gradient descent (SGD) looks at a handful, the **minibatch**, takes a step, and looks at the
# next handful. Each step is a little off, but there are many of them, and on the whole they lead the same way.
#
# ## Epochs and minibatches
#
# One **epoch** visits every sample once, in random order, cut into batches:
#
# | name | meaning |
# | --- | --- |
# | `train_x`, `train_y` | the data, arrays of shape (n,) |
# | `batch_size` | how many samples make a batch |
# | `rng` | a `numpy.random.Generator`, the source of chance |
#
# With $n = 7$ and a batch size of 3 the batches have 3, 3 and **1** samples: the last one takes what is left, and no
# sample is lost, doubled or made up.
#
# Three things go wrong easily here:
#
# - Drawing each batch on its own (`rng.choice` again and again, or `rng.integers`) visits some samples twice and some
#   never. An epoch is a *shuffled deck*, dealt to the end.
# - Shuffling `train_x` and `train_y` separately tears the pairs apart. Shuffle an order, and use it for both.
# - `rng.shuffle(train_x)` shuffles the caller's own array. Leave it as it was.
#
# ### By hand, once
#
# `train_x = [10, 20, 30, 40, 50]`, batch size 2, and suppose the random order is 3, 0, 4, 2, 1. Then the batches of x
# are `[40, 10]`, `[50, 30]`, `[20]`, and those of `train_y` come from the same places.

# %%
import numpy as np

# %% [markdown]
# ## Exercise 1: `minibatches`
#
# A function that returns a list of pairs is fine, and so is a generator with `yield`. How you draw the order from
# `rng` is up to you, as long as it comes from `rng` and every order is possible.


# %%
def minibatches(train_x, train_y, batch_size, rng):
    """One epoch of minibatches: every sample once, in random order.

    train_x, train_y: arrays of shape (n,), not changed. batch_size: samples in a batch; the last may have fewer.
    rng: a numpy.random.Generator.

    Returns an iterable of pairs (x_batch, y_batch) of arrays.
    """
    # BEGIN SOLUTION: draw a random order from rng, and cut both arrays along it into batches
    order = rng.permutation(len(train_x))
    batches = []
    for start in range(0, len(train_x), batch_size):
        chosen = order[start : start + batch_size]
        batches.append((train_x[chosen], train_y[chosen]))
    return batches
    # END SOLUTION


# %% tags=["active-ipynb"]
# @example
# def one_epoch():
#     """Seven samples in batches of three: each comes once, beside its own target."""
#     for x_batch, y_batch in minibatches(np.arange(7), np.arange(7) * 10, 3, np.random.default_rng(0)):
#         print(x_batch, y_batch)

# %% [markdown]
# ## Descending batch by batch
#
# The model is the line $\hat y = wx + b$ of the previous topic, and so is the gradient, but the mean goes over the
# $m$ samples of **this batch** only. With $e_i = w x_i + b - y_i$:
#
# $$w \leftarrow w - \eta\,\frac2m\sum_{i\in\text{batch}} e_i x_i, \qquad
# b \leftarrow b - \eta\,\frac2m\sum_{i\in\text{batch}} e_i.$$
#
# $m$ is the size of the batch in hand. For the smaller last batch that is *not* `batch_size`: dividing its one sample
# by 3 makes its step three times too short.
#
# As before, $1/m$ instead of $2/m$ is accepted (use one of them throughout), and `errors` holds **mean squared
# errors**: one for every update, of the batch in hand, *before* $w$ and $b$ move. Two epochs of three batches give six
# numbers.
#
# **Chance, but the same twice.** Make one generator at the start, `rng = np.random.default_rng(seed)`, and hand the
# same one to `minibatches` in every epoch. It goes on from where it stopped, so every epoch has a new order, and the
# same seed gives the same run tomorrow. A new `default_rng(seed)` inside of the loop would deal the same deck in every
# epoch.
#
# ### By hand, once
#
# Two samples, $(1, 2)$ and $(3, 4)$, batch size 1, learning rate 0.1, the order 0, 1, and $2/m$. First batch: $e = -2$,
# error 4; $w = 0.1\cdot 2\cdot 2\cdot 1 = 0.4$ and $b = 0.4$. Second batch: $\hat y = 0.4\cdot 3 + 0.4 = 1.6$, so
# $e = -2.4$, error 5.76; $w = 0.4 + 0.1\cdot 2\cdot 2.4\cdot 3 = 1.84$, $b = 0.4 + 0.48 = 0.88$. The full gradient would
# have made one step in that time, to $(1.4, 0.6)$.
#
# ## Exercise 2: `sgd_line`


# %%
def sgd_line(train_x, train_y, lr_rate=1e-2, batch_size=10, n_epochs=1, seed=0):
    """Fit train_y = w * train_x + b by stochastic gradient descent, starting from w = b = 0.

    train_x, train_y: arrays of shape (n,). lr_rate: the learning rate. batch_size: samples in a batch.
    n_epochs: how often the data are gone through. seed: for numpy.random.default_rng, once.

    Returns (w, b, errors): two numbers, and for every update the mean squared error of its batch before it.
    """
    rng = np.random.default_rng(seed)
    w, b = 0.0, 0.0
    errors = []
    # BEGIN SOLUTION: for every epoch and every batch of it: note the batch's error, then update w and b together
    for _ in range(n_epochs):
        for x_batch, y_batch in minibatches(train_x, train_y, batch_size, rng):
            error = w * x_batch + b - y_batch
            errors.append(np.mean(error**2))
            w = w - lr_rate * 2 * np.mean(error * x_batch)
            b = b - lr_rate * 2 * np.mean(error)
    # END SOLUTION
    return w, b, errors


# %% tags=["active-ipynb"]
# @plot
# def line_and_errors(line, history):
#     """Three epochs of 100 updates: the errors zigzag, since every batch is another one, and fall all the same."""
#     train_x = np.random.default_rng(1).uniform(-5, 5, 1000)
#     train_y = 7 * train_x + 2
#     w, b, errors = sgd_line(train_x, train_y, n_epochs=3)
#     line.plot(train_x[::20], train_y[::20], ".", color="gray", label="every 20th sample")
#     line.axline((0, b), slope=w, label=f"w = {w:.3f}, b = {b:.3f}")
#     line.set(xlabel="$x$", ylabel="$y$", title="The fitted line")
#     line.legend()
#     history.semilogy(errors)
#     history.set(xlabel="update", ylabel="mean squared error of the batch", title="The error against updates")

# %% [markdown]
# ## What is checked
#
# Your order may differ from anybody else's, so the checks ask for what is true of *every* order: with all samples in
# one batch, with equal samples, with few samples and any one of the possible orders, and with a learning rate of
# zero, where `errors` shows which samples were visited when. Several calls show whether chance comes from `rng` and
# `seed`: the same one gives the same order, another one another. In grading, the same checks run on other numbers than
# `make check` uses, and the hidden ones run too.
#
# <!-- checks -->
