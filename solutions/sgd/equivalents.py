"""Right answers to the exercises on stochastic gradient descent that use chance or compute differently."""

import numpy as np

from autograder.course import convention, equivalent
from solutions.sgd.sgd import minibatches, sgd_line


@equivalent(of=minibatches)
def generator_of_batches(train_x, train_y, batch_size, rng):
    """A generator, and an index array shuffled in place."""
    order = np.arange(train_x.shape[0])
    rng.shuffle(order)
    for start in range(0, len(order), batch_size):
        yield train_x[order[start : start + batch_size]], train_y[order[start : start + batch_size]]


@equivalent(of=minibatches)
def choice_without_replacement(train_x, train_y, batch_size, rng):
    """rng.choice without replacement, and np.array_split at the ends of the batches."""
    order = rng.choice(len(train_x), size=len(train_x), replace=False)
    ends = np.arange(batch_size, len(train_x), batch_size)
    return list(zip(np.split(train_x[order], ends), np.split(train_y[order], ends), strict=True))


@equivalent(of=minibatches)
def sorted_by_random_keys(train_x, train_y, batch_size, rng):
    """Random keys, and the order that sorts them; lists of plain numbers."""
    order = np.argsort(rng.random(len(train_x)))
    n_batches = -(-len(order) // batch_size)
    parts = [order[i * batch_size : (i + 1) * batch_size] for i in range(n_batches)]
    return [(train_x[part].tolist(), train_y[part].tolist()) for part in parts]


@equivalent(of=minibatches)
def cards_dealt_one_by_one(train_x, train_y, batch_size, rng):
    """A deck of pairs, from which a random card is drawn until none is left."""
    deck = list(zip(train_x, train_y, strict=True))
    batch_x, batch_y = [], []
    while deck:
        x, y = deck.pop(int(rng.integers(len(deck))))
        batch_x.append(x)
        batch_y.append(y)
        if len(batch_x) == batch_size or not deck:
            yield np.array(batch_x), np.array(batch_y)
            batch_x, batch_y = [], []


@equivalent(of=minibatches)
def pairs_shuffled_as_rows(train_x, train_y, batch_size, rng):
    """Both columns in one array, whose rows are permuted."""
    rows = rng.permutation(np.column_stack([train_x, train_y]))
    return ((rows[i : i + batch_size, 0], rows[i : i + batch_size, 1]) for i in range(0, len(rows), batch_size))


@equivalent(of=sgd_line)
def sgd_by_matmul(train_x, train_y, lr_rate=1e-2, batch_size=10, n_epochs=1, seed=0):
    """Matrix products, sums of squares over the batch's length."""
    rng = np.random.default_rng(seed)
    w = b = 0.0
    errors = []
    for _ in range(n_epochs):
        for x, y in generator_of_batches(train_x, train_y, batch_size, rng):
            m = len(x)
            error = w * x + b - y
            errors.append((error @ error) / m)
            w, b = w - lr_rate * (2 / m) * (x.T @ error), b - lr_rate * (2 / m) * np.sum(error)
    return w, b, errors


@equivalent(of=sgd_line)
def sgd_with_theta(train_x, train_y, lr_rate=1e-2, batch_size=10, n_epochs=1, seed=0):
    """Both coefficients in one vector, another way to draw the order, errors in an array."""
    rng = np.random.default_rng(seed)
    X = np.column_stack([train_x, np.ones(len(train_x))])
    theta, errors = np.zeros(2), []
    for _ in range(n_epochs):
        order = rng.choice(len(X), len(X), replace=False)
        for start in range(0, len(X), batch_size):
            rows, targets = X[order[start : start + batch_size]], train_y[order[start : start + batch_size]]
            error = rows @ theta - targets
            errors.append(np.mean(np.square(error)))
            theta = theta - 2 * lr_rate * (rows.T @ error) / len(rows)
    return theta[0], theta[1], np.array(errors)


@equivalent(of=sgd_line)
def sgd_in_python(train_x, train_y, lr_rate=1e-2, batch_size=10, n_epochs=1, seed=0):
    """Python's own numbers, with 1/m."""
    rng = np.random.default_rng(seed)
    w, b, errors = 0.0, 0.0, []
    for _ in range(n_epochs):
        for x_batch, y_batch in sorted_by_random_keys(train_x, train_y, batch_size, rng):
            residuals = [y - (w * x + b) for x, y in zip(x_batch, y_batch, strict=True)]
            errors.append(sum(r**2 for r in residuals) / len(residuals))
            step_w = sum(r * x for r, x in zip(residuals, x_batch, strict=True)) / len(residuals)
            w, b = w + lr_rate * step_w, b + lr_rate * sum(residuals) / len(residuals)
    return [w, b, errors]


@equivalent(of=sgd_line)
def sgd_with_cards(train_x, train_y, lr_rate=1e-2, batch_size=10, n_epochs=1, seed=0):
    """Moments of the batch instead of residuals: mean x, mean y, mean x², mean xy, mean y²."""
    rng = np.random.default_rng(seed)
    w = b = 0.0
    errors = []
    for _ in range(n_epochs):
        for x, y in cards_dealt_one_by_one(train_x, train_y, batch_size, rng):
            errors.append(np.var(w * x + b - y) + np.mean(w * x + b - y) ** 2)
            gradient_w = 2 * (w * np.mean(x * x) + b * np.mean(x) - np.mean(x * y))
            gradient_b = 2 * (w * np.mean(x) + b - np.mean(y))
            w, b = w - lr_rate * gradient_w, b - lr_rate * gradient_b
    return w, b, errors


@convention(of=sgd_line)
def sgd_half_mean_square(train_x, train_y, lr_rate=1e-2, batch_size=10, n_epochs=1, seed=0):
    """Gradients with 1/m instead of 2/m; the errors are mean squared errors all the same."""
    rng = np.random.default_rng(seed)
    w, b, errors = 0.0, 0.0, []
    for _ in range(n_epochs):
        for x, y in minibatches(train_x, train_y, batch_size, rng):
            error = w * x + b - y
            errors.append(np.mean(error**2))
            w, b = w - lr_rate * np.mean(error * x), b - lr_rate * np.mean(error)
    return w, b, errors
