"""Checks of stochastic gradient descent. None depends on how a student draws the order of the samples."""

from functools import reduce
from itertools import permutations
from operator import and_

import numpy as np

from autograder.checks import Random, check, exactly, exactly_one_of
from autograder.checks.orders import (
    EPOCHS,
    MANY,
    ROUNDS,
    VISITED,
    Visits,
    facts_about,
    orders_of_epochs,
    run_without_seed,
    runs_by_seed,
)
from solutions.sgd.sgd import minibatches, sgd_line

FEW = 21  # samples whose errors are exact in batches of two, see Visits


def samples(rng, size):
    """Samples that can be told apart by either number."""
    return rng.normal(size=size), rng.normal(size=size)


class GivenOrder(np.random.Generator):
    """A generator whose permutation is the given one: `default_rng` hands it on as it is."""

    def __init__(self, order):
        super().__init__(np.random.PCG64(0))
        self.order = tuple(order)

    def permutation(self, *_):
        """The given order."""
        return np.array(self.order)

    def __eq__(self, other):
        return isinstance(other, GivenOrder) and self.order == other.order

    def __hash__(self):
        return hash(self.order)


def orders(size, batch_size):
    """All orders of so many samples that make different batches."""
    parts = range(0, size, batch_size)
    return [
        GivenOrder(order)
        for order in permutations(range(size))
        if all(list(order[i : i + batch_size]) == sorted(order[i : i + batch_size]) for i in parts)
    ]


def points(rng, size, slope=2.0, intercept=-1.5):
    """Points around a line."""
    x = rng.uniform(-2, 2, size=size)
    return x, slope * x + intercept + rng.normal(size=size)


def same_points(rng, size):
    """One point, many times: every order is the same."""
    return np.full(size, rng.uniform(0.5, 2)), np.full(size, rng.uniform(-4, -1))


@check(minibatches, points=12, public=True)
def test_every_sample_once(student, rng):
    """An epoch brings every sample once, in batches of the given size, the last one with what is left."""
    x, y = samples(rng, MANY)
    arguments = x, y, 10, Random(int(rng.integers(2**31)))  # 10, 10, 10, 10, 3: not 9, 9, 9, 8, 8
    facts = facts_about(x, y)
    assert student.minibatches(*arguments).seen_as(facts) == exactly(minibatches, *arguments).seen_as(facts)


@check(minibatches, points=8)
def test_order_comes_from_rng(student, rng):
    """The same rng gives the same order, another rng another one, and no sample always keeps its place."""
    x, y = samples(rng, MANY)
    one, *others = rng.choice(2**31, size=EPOCHS, replace=False).tolist()
    calls = [(x, y, 5, Random(seed)) for seed in (one, one, *others)]
    answer = reduce(and_, (student.minibatches(*arguments) for arguments in calls))
    wanted = reduce(and_, (exactly(minibatches, *arguments) for arguments in calls))
    assert answer.seen_as(orders_of_epochs) == wanted.seen_as(orders_of_epochs)


@check(minibatches, points=4)
def test_batches_that_fit(student, rng):
    """When the batch size divides the number of samples, all batches are full."""
    x, y = samples(rng, 12)
    arguments = x, y, 4, Random(int(rng.integers(2**31)))
    facts = facts_about(x, y)
    assert student.minibatches(*arguments).seen_as(facts) == exactly(minibatches, *arguments).seen_as(facts)


@check(minibatches, points=5)
def test_batch_larger_than_the_data(student, rng):
    """With a batch size beyond the number of samples there is one batch, with all of them."""
    x, y = samples(rng, 5)
    arguments = x, y, 8, Random(int(rng.integers(2**31)))
    facts = facts_about(x, y)
    assert student.minibatches(*arguments).seen_as(facts) == exactly(minibatches, *arguments).seen_as(facts)


@check(minibatches, points=5)
def test_batches_of_one(student, rng):
    """With batch size 1, every batch is a pair of arrays of one sample."""
    x, y = samples(rng, 7)
    arguments = x, y, 1, Random(int(rng.integers(2**31)))
    facts = facts_about(x, y)
    assert student.minibatches(*arguments).seen_as(facts) == exactly(minibatches, *arguments).seen_as(facts)


@check(minibatches, points=6, after=test_every_sample_once)
def test_minibatches_leave_the_data_alone(student, rng):
    """The caller's arrays are unchanged after the call."""
    arguments = *samples(rng, MANY), 9, Random(int(rng.integers(2**31)))
    assert student.minibatches(*arguments).inputs == exactly(minibatches, *arguments).inputs


@check(sgd_line, points=9, public=True)
def test_one_batch_of_everything(student, rng):
    """With all samples in one batch, each epoch is one step of gradient descent."""
    arguments = *points(rng, size=6), 0.07, 6, 3, 5
    assert student.sgd_line(*arguments) == exactly(sgd_line, *arguments)


@check(sgd_line, points=9, public=True)
def test_smaller_last_batch(student, rng):
    """With seven equal samples in batches of three, every batch gives the mean over its own samples."""
    arguments = *same_points(rng, size=7), 0.06, 3, 2, 1
    assert student.sgd_line(*arguments) == exactly(sgd_line, *arguments)


@check(sgd_line, points=12)
def test_some_order_of_the_samples(student, rng):
    """With five samples in batches of two, the result is that of one of the possible orders."""
    x, y = points(rng, size=5, slope=-1.0, intercept=3.0)
    choices = [(x, y, 0.11, 2, 1, order) for order in orders(5, 2)]
    assert student.sgd_line(x, y, 0.11, 2, 1, 3) == exactly_one_of(sgd_line, choices)


@check(sgd_line, points=10)
def test_order_of_the_visits(student, rng):
    """Every epoch visits every sample once, in a random order of its own."""
    arguments = rng.normal(size=VISITED), 2.0 ** np.arange(VISITED), 0.0, 1, ROUNDS, int(rng.integers(2**31))
    visits = Visits(VISITED, 1, ROUNDS)
    assert student.sgd_line(*arguments).seen_as(visits) == exactly(sgd_line, *arguments).seen_as(visits)


@check(sgd_line, points=4)
def test_visits_in_pairs(student, rng):
    """With batch size 2, the samples of every batch are drawn anew in every epoch."""
    arguments = rng.normal(size=FEW), 2.0 ** np.arange(FEW), 0.0, 2, 3, int(rng.integers(2**31))
    visits = Visits(FEW, 2, 3)
    assert student.sgd_line(*arguments).seen_as(visits) == exactly(sgd_line, *arguments).seen_as(visits)


@check(sgd_line, points=5)
def test_chance_comes_from_the_seed(student, rng):
    """The same seed gives the same run, and another seed gives another one."""
    x, y = points(rng, size=MANY)
    one, other = rng.choice(2**31, size=2, replace=False).tolist()
    calls = [(x, y, 0.03, 5, 2, seed) for seed in (one, one, other)]
    answer = reduce(and_, (student.sgd_line(*arguments) for arguments in calls))
    wanted = reduce(and_, (exactly(sgd_line, *arguments) for arguments in calls))
    assert answer.seen_as(runs_by_seed) == wanted.seen_as(runs_by_seed)


@check(sgd_line, points=5)
def test_defaults_of_sgd(student, rng):
    """Without further arguments there is one epoch in batches of 10, the learning rate is 0.01 and the seed is 0."""
    equal = same_points(rng, size=25)
    assert student.sgd_line(*equal) == exactly(sgd_line, *equal)
    x, y = points(rng, size=MANY)
    answer = student.sgd_line(x, y) & student.sgd_line(x, y, 0.01, 10, 1, 0)
    wanted = exactly(sgd_line, x, y) & exactly(sgd_line, x, y, 0.01, 10, 1, 0)
    assert answer.seen_as(run_without_seed) == wanted.seen_as(run_without_seed)


@check(sgd_line, points=3)
def test_single_sample(student, rng):
    """One sample alone: every epoch is one update."""
    arguments = *points(rng, size=1), 0.1, 4, 3, 2
    assert student.sgd_line(*arguments) == exactly(sgd_line, *arguments)


@check(sgd_line, points=3, after=test_one_batch_of_everything)
def test_sgd_leaves_the_data_alone(student, rng):
    """The caller's arrays are unchanged after the call."""
    arguments = *points(rng, size=MANY), 0.02, 8, 2, 4
    assert student.sgd_line(*arguments).inputs == exactly(sgd_line, *arguments).inputs
