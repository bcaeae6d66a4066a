"""Wrong answers on stochastic gradient descent that people really give. The docstrings are what they are told."""

import numpy as np

from autograder.course import misconception
from solutions.sgd.sgd import minibatches, sgd_line


def _cut(train_x, train_y, batch_size, order):
    cuts = [order[start : start + batch_size] for start in range(0, len(order), batch_size)]
    return [(train_x[cut], train_y[cut]) for cut in cuts]


@misconception(of=minibatches)
def not_shuffled(train_x, train_y, batch_size, rng):
    """The samples come in the order in which they were given. Draw a random order from rng first."""
    return _cut(train_x, train_y, batch_size, np.arange(len(train_x)))


@misconception(of=minibatches)
def order_reversed(train_x, train_y, batch_size, rng):
    """The samples come in the order in which they were given, from the last to the first. Draw a random order from
    rng."""
    return _cut(train_x, train_y, batch_size, np.arange(len(train_x))[::-1])


@misconception(of=minibatches)
def batches_shuffled_instead_of_samples(train_x, train_y, batch_size, rng):
    """You cut the data into batches first and shuffle the batches: the same samples meet in every epoch. Shuffle the
    samples, then cut."""
    batches = _cut(train_x, train_y, batch_size, np.arange(len(train_x)))
    return [batches[i] for i in rng.permutation(len(batches))]


@misconception(of=minibatches)
def shuffled_within_batches(train_x, train_y, batch_size, rng):
    """Each batch is shuffled, but always holds the same samples. Shuffle all samples, then cut them into batches."""
    order = np.arange(len(train_x))
    for start in range(0, len(order), batch_size):
        rng.shuffle(order[start : start + batch_size])
    return _cut(train_x, train_y, batch_size, order)


@misconception(of=minibatches)
def drawn_with_replacement(train_x, train_y, batch_size, rng):
    """Some samples come twice and others never: you draw with replacement. Draw an order of all samples, and cut it
    into batches."""
    return _cut(train_x, train_y, batch_size, rng.integers(0, len(train_x), size=len(train_x)))


@misconception(of=minibatches)
def pairs_torn_apart(train_x, train_y, batch_size, rng):
    """x and y no longer belong together: they were shuffled separately. Use one order for both."""
    shuffled_x, shuffled_y = rng.permutation(train_x), rng.permutation(train_y)
    return _cut(shuffled_x, shuffled_y, batch_size, np.arange(len(train_x)))


@misconception(of=minibatches)
def last_batch_dropped(train_x, train_y, batch_size, rng):
    """The samples that do not fill a whole batch are left out. The last batch may be smaller, but it has to come."""
    batches = minibatches(train_x, train_y, batch_size, rng)
    return [batch for batch in batches if len(batch[0]) == batch_size]


@misconception(of=minibatches)
def last_batch_filled_up(train_x, train_y, batch_size, rng):
    """The last batch is filled up with samples that have been used already. Let it be smaller."""
    order = rng.permutation(len(train_x))
    missing = -len(order) % batch_size
    return _cut(train_x, train_y, batch_size, np.concatenate([order, order[:missing]]))


@misconception(of=minibatches)
def one_batch_only(train_x, train_y, batch_size, rng):
    """Only one batch comes, and the rest of the epoch is missing. Go on until every sample has been used."""
    return minibatches(train_x, train_y, batch_size, rng)[:1]


@misconception(of=minibatches)
def batch_size_taken_for_their_number(train_x, train_y, batch_size, rng):
    """batch_size is the number of samples in a batch; you have made it the number of batches."""
    order = rng.permutation(len(train_x))
    return [(train_x[part], train_y[part]) for part in np.array_split(order, batch_size)]


@misconception(of=minibatches)
def batches_of_even_size(train_x, train_y, batch_size, rng):
    """Your batches are all of about the same size. Each holds batch_size samples, and the last one what is left."""
    order = rng.permutation(len(train_x))
    return [(train_x[part], train_y[part]) for part in np.array_split(order, -(-len(order) // batch_size))]


@misconception(of=minibatches)
def order_always_the_same(train_x, train_y, batch_size, rng):
    """Whatever rng is given, the order is the same. Draw it from rng, not from a generator of your own."""
    return minibatches(train_x, train_y, batch_size, np.random.default_rng(0))


@misconception(of=minibatches)
def order_from_elsewhere(train_x, train_y, batch_size, rng):
    """The same rng gives another order each time: yours comes from somewhere else (np.random.permutation, say, or a
    default_rng() of your own). Draw it from the rng that is handed in."""
    return _cut(train_x, train_y, batch_size, np.random.permutation(len(train_x)))


@misconception(of=minibatches)
def one_sample_never_moves(train_x, train_y, batch_size, rng):
    """One sample has the same place in every order: it takes no part in the shuffle. Every order has to be possible."""
    order = np.arange(len(train_x))
    rng.shuffle(order[1:])
    return _cut(train_x, train_y, batch_size, order)


@misconception(of=minibatches)
def halves_shuffled_apart(train_x, train_y, batch_size, rng):
    """The samples of the first half stay in the first half: parts of the data are shuffled on their own. Draw one order
    of all samples."""
    half = len(train_x) // 2
    order = np.concatenate([rng.permutation(half), half + rng.permutation(len(train_x) - half)])
    return _cut(train_x, train_y, batch_size, order)


@misconception(of=minibatches)
def places_instead_of_samples(train_x, train_y, batch_size, rng):
    """The batches hold the places of the samples, not the samples: index train_x and train_y with them."""
    places = np.arange(len(train_x))
    return _cut(places, places, batch_size, rng.permutation(len(train_x)))


@misconception(of=minibatches)
def callers_arrays_shuffled(train_x, train_y, batch_size, rng):
    """The caller's arrays have been shuffled. Shuffle an order instead of the data."""
    order = rng.permutation(len(train_x))
    train_x[:] = train_x[order]
    train_y[:] = train_y[order]
    return _cut(train_x, train_y, batch_size, np.arange(len(train_x)))


def _descend(train_x, train_y, lr_rate, batch_size, n_epochs, seed, **parts):
    """sgd_line with its parts exchanged."""
    rng = np.random.default_rng(seed)
    w, b, errors = 0.0, 0.0, []
    for _ in range(n_epochs):
        batches = parts.get("batches", minibatches)(train_x, train_y, batch_size, rng)
        for x_batch, y_batch in batches:
            error = w * x_batch + b - y_batch
            errors.append(parts.get("error_of", lambda e: np.mean(e**2))(error))
            divisor = parts.get("divisor", len(x_batch))
            step = parts.get("sign", 1) * lr_rate * 2
            w, b = w - step * np.sum(error * x_batch) / divisor, b - step * np.sum(error) / divisor
    return w, b, errors


@misconception(of=sgd_line)
def starting_values(train_x, train_y, lr_rate=1e-2, batch_size=10, n_epochs=1, seed=0):
    """w, b and errors are what they were at the start: no update has been made. Are the loops there, and do they
    run?"""
    return 0.0, 0.0, []


@misconception(of=sgd_line)
def divided_by_batch_size(train_x, train_y, lr_rate=1e-2, batch_size=10, n_epochs=1, seed=0):
    """The gradient is divided by batch_size even when the batch is smaller. Divide by the length of the batch in
    hand."""
    return _descend(train_x, train_y, lr_rate, batch_size, n_epochs, seed, divisor=batch_size)


@misconception(of=sgd_line)
def divided_by_all_samples(train_x, train_y, lr_rate=1e-2, batch_size=10, n_epochs=1, seed=0):
    """The gradient of a batch is divided by the number of all samples. The mean goes over the batch in hand."""
    return _descend(train_x, train_y, lr_rate, batch_size, n_epochs, seed, divisor=len(train_x))


@misconception(of=sgd_line)
def batch_summed(train_x, train_y, lr_rate=1e-2, batch_size=10, n_epochs=1, seed=0):
    """The gradient sums over the batch where its mean is asked for: divide by the length of the batch."""
    return _descend(train_x, train_y, lr_rate, batch_size, n_epochs, seed, divisor=1)


@misconception(of=sgd_line)
def same_order_in_every_epoch(train_x, train_y, lr_rate=1e-2, batch_size=10, n_epochs=1, seed=0):
    """Every epoch visits the samples in the same order. Draw a new one in each epoch, from one generator that is
    made before the loop."""
    return _descend(
        train_x,
        train_y,
        lr_rate,
        batch_size,
        n_epochs,
        seed,
        batches=lambda x, y, size, rng: minibatches(x, y, size, np.random.default_rng(seed)),
    )


@misconception(of=sgd_line)
def epochs_not_shuffled(train_x, train_y, lr_rate=1e-2, batch_size=10, n_epochs=1, seed=0):
    """The samples are visited in the order in which they were given. Take the batches from minibatches, with rng."""
    return _descend(train_x, train_y, lr_rate, batch_size, n_epochs, seed, batches=not_shuffled)


@misconception(of=sgd_line)
def samples_drawn_with_replacement(train_x, train_y, lr_rate=1e-2, batch_size=10, n_epochs=1, seed=0):
    """Within an epoch some samples come twice and others never. Take the batches from minibatches, which visits every
    sample once."""
    return _descend(train_x, train_y, lr_rate, batch_size, n_epochs, seed, batches=drawn_with_replacement)


@misconception(of=sgd_line)
def one_epoch_only(train_x, train_y, lr_rate=1e-2, batch_size=10, n_epochs=1, seed=0):
    """The data are gone through only once, whatever n_epochs says. Is the return inside of the loop?"""
    return _descend(train_x, train_y, lr_rate, batch_size, min(n_epochs, 1), seed)


@misconception(of=sgd_line)
def one_batch_per_epoch(train_x, train_y, lr_rate=1e-2, batch_size=10, n_epochs=1, seed=0):
    """Each epoch makes a single update. Go through all batches of the epoch, not just the first."""
    return _descend(train_x, train_y, lr_rate, batch_size, n_epochs, seed, batches=one_batch_only)


@misconception(of=sgd_line)
def no_batches(train_x, train_y, lr_rate=1e-2, batch_size=10, n_epochs=1, seed=0):
    """Every update uses all samples: that is plain gradient descent. Update after each batch."""
    return _descend(
        train_x,
        train_y,
        lr_rate,
        batch_size,
        n_epochs,
        seed,
        batches=lambda x, y, size, rng: minibatches(x, y, len(x), rng),
    )


@misconception(of=sgd_line)
def errors_of_all_samples(train_x, train_y, lr_rate=1e-2, batch_size=10, n_epochs=1, seed=0):
    """w and b are right, but errors holds the mean squared error over all samples. Note that of the batch in hand."""
    rng = np.random.default_rng(seed)
    w, b, errors = 0.0, 0.0, []
    for _ in range(n_epochs):
        for x_batch, y_batch in minibatches(train_x, train_y, batch_size, rng):
            errors.append(np.mean((w * train_x + b - train_y) ** 2))
            error = w * x_batch + b - y_batch
            w, b = w - lr_rate * 2 * np.mean(error * x_batch), b - lr_rate * 2 * np.mean(error)
    return w, b, errors


@misconception(of=sgd_line)
def one_error_per_epoch(train_x, train_y, lr_rate=1e-2, batch_size=10, n_epochs=1, seed=0):
    """w and b are right, but errors has one entry per epoch. Note one for every update."""
    w, b, errors = sgd_line(train_x, train_y, lr_rate, batch_size, n_epochs, seed)
    per_epoch = len(errors) // n_epochs
    return w, b, errors[per_epoch - 1 :: per_epoch]


@misconception(of=sgd_line)
def root_of_the_batch_error(train_x, train_y, lr_rate=1e-2, batch_size=10, n_epochs=1, seed=0):
    """w and b are right, but errors holds roots of mean squared errors. Leave the root away."""
    return _descend(train_x, train_y, lr_rate, batch_size, n_epochs, seed, error_of=lambda e: np.sqrt(np.mean(e**2)))


@misconception(of=sgd_line)
def sum_of_the_batch_error(train_x, train_y, lr_rate=1e-2, batch_size=10, n_epochs=1, seed=0):
    """w and b are right, but errors holds sums of squares. Divide them by the length of the batch."""
    return _descend(train_x, train_y, lr_rate, batch_size, n_epochs, seed, error_of=lambda e: np.sum(e**2))


@misconception(of=sgd_line)
def batch_uphill(train_x, train_y, lr_rate=1e-2, batch_size=10, n_epochs=1, seed=0):
    """The error grows: you walk up the gradient. With predictions minus targets, the update subtracts."""
    return _descend(train_x, train_y, lr_rate, batch_size, n_epochs, seed, sign=-1)


@misconception(of=sgd_line)
def w_before_b(train_x, train_y, lr_rate=1e-2, batch_size=10, n_epochs=1, seed=0):
    """b's gradient is taken after w has already moved. Compute the batch's residuals once, and update both from
    them."""
    rng = np.random.default_rng(seed)
    w, b, errors = 0.0, 0.0, []
    for _ in range(n_epochs):
        for x_batch, y_batch in minibatches(train_x, train_y, batch_size, rng):
            error = w * x_batch + b - y_batch
            errors.append(np.mean(error**2))
            w = w - lr_rate * 2 * np.mean(error * x_batch)
            b = b - lr_rate * 2 * np.mean(w * x_batch + b - y_batch)
    return w, b, errors


@misconception(of=sgd_line)
def learning_rate_not_used(train_x, train_y, lr_rate=1e-2, batch_size=10, n_epochs=1, seed=0):
    """Every step uses the learning rate 0.01, whatever lr_rate says. Use the argument."""
    return _descend(train_x, train_y, 1e-2, batch_size, n_epochs, seed)


@misconception(of=sgd_line)
def seed_ignored(train_x, train_y, lr_rate=1e-2, batch_size=10, n_epochs=1, seed=0):
    """Another seed gives the same run: the generator is always made from the same number. Give it the argument, as in
    np.random.default_rng(seed)."""
    return sgd_line(train_x, train_y, lr_rate, batch_size, n_epochs, 0)


@misconception(of=sgd_line)
def generator_without_seed(train_x, train_y, lr_rate=1e-2, batch_size=10, n_epochs=1, seed=0):
    """The same seed gives another run each time: the generator is made without it, or the order comes from elsewhere.
    Use np.random.default_rng(seed), once."""
    fresh = int(np.random.default_rng().integers(2**31))
    return sgd_line(train_x, train_y, lr_rate, batch_size, n_epochs, fresh)


@misconception(of=sgd_line)
def data_shuffled_in_place(train_x, train_y, lr_rate=1e-2, batch_size=10, n_epochs=1, seed=0):
    """The caller's arrays have been shuffled. Shuffle an order instead of the data."""
    result = sgd_line(train_x, train_y, lr_rate, batch_size, n_epochs, seed)
    order = np.random.default_rng(seed).permutation(len(train_x))
    train_x[:], train_y[:] = train_x[order], train_y[order]
    return result


@misconception(of=sgd_line)
def batches_of_32_by_default(train_x, train_y, lr_rate=1e-2, batch_size=32, n_epochs=1, seed=0):
    """Without batch_size your batches have 32 samples. The default is 10: leave the first line of the function as it
    came."""
    return sgd_line(train_x, train_y, lr_rate, batch_size, n_epochs, seed)


@misconception(of=sgd_line)
def ten_epochs_by_default(train_x, train_y, lr_rate=1e-2, batch_size=10, n_epochs=10, seed=0):
    """Without n_epochs you go through the data ten times. The default is once: leave the first line of the function as
    it came."""
    return sgd_line(train_x, train_y, lr_rate, batch_size, n_epochs, seed)


@misconception(of=sgd_line)
def tenth_by_default(train_x, train_y, lr_rate=1e-1, batch_size=10, n_epochs=1, seed=0):
    """Without lr_rate your learning rate is 0.1. The default is 0.01: leave the first line of the function as it
    came."""
    return sgd_line(train_x, train_y, lr_rate, batch_size, n_epochs, seed)


@misconception(of=sgd_line)
def another_seed_by_default(train_x, train_y, lr_rate=1e-2, batch_size=10, n_epochs=1, seed=42):
    """Without a seed, your run is not the one of seed 0. The default is 0: leave the first line of the function as it
    came."""
    return sgd_line(train_x, train_y, lr_rate, batch_size, n_epochs, seed)


@misconception(of=sgd_line)
def one_sample_always_in_place(train_x, train_y, lr_rate=1e-2, batch_size=10, n_epochs=1, seed=0):
    """One sample has the same place in every epoch: it takes no part in the shuffle. Every order has to be possible."""
    return _descend(train_x, train_y, lr_rate, batch_size, n_epochs, seed, batches=one_sample_never_moves)
