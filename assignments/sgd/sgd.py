"""4. Stochastic gradient descent

The lesson is in README.md. Write what each TODO asks for; `make check A=sgd` tells how it went.
"""


# %%
import numpy as np


# %%
def minibatches(train_x, train_y, batch_size, rng):
    """One epoch of minibatches: every sample once, in random order.

    train_x, train_y: arrays of shape (n,), not changed. batch_size: samples in a batch; the last may have fewer.
    rng: a numpy.random.Generator.

    Returns an iterable of pairs (x_batch, y_batch) of arrays.
    """
    # TODO: draw a random order from rng, and cut both arrays along it into batches
    raise NotImplementedError("minibatches")


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
    # TODO: for every epoch and every batch of it: note the batch's error, then update w and b together
    raise NotImplementedError("sgd_line")
    return w, b, errors
