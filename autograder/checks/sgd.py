"""Checks of stochastic gradient descent. None depends on how a student draws the order of the samples."""

from dataclasses import dataclass
from itertools import pairwise, permutations

import numpy as np

from autograder.checks import check
from autograder.compare import rebuild
from autograder.judge import exactly, exactly_one_of
from autograder.worker.plain import plain
from autograder.worker.wire import Random
from solutions.sgd.sgd import minibatches, sgd_line

MANY = 43  # samples: the chance that a random order is the given one is 1 in 43!


def numbered(samples):
    """Samples that can be told apart by either number: x = 1, 2, …, and y = -10, -20, … in another order of size."""
    return np.arange(1.0, samples + 1), -10.0 * np.arange(samples, 0, -1)


def _known(place):
    return -1 if place is None else place


@dataclass(frozen=True)
class Facts:
    """What is true of all minibatches of `numbered` samples, whatever their order."""

    samples: int

    def __call__(self, batches):
        """Batches, in numbers or balls, to facts about them."""
        pairs = [pair for batch in batches for pair in zip(*batch, strict=True)]
        x, y = numbered(self.samples)
        places = [self._place(x, pair[0]) for pair in pairs]
        return {
            "sizes of the batches": str([len(batch[0]) for batch in batches]),
            "every number is one of the samples": None not in places,
            "x and y belong together": all(
                place is not None and bool(abs(y[place] - pair[1]) < 0.5)
                for place, pair in zip(places, pairs, strict=True)
            ),
            "no sample comes twice": len(set(places)) == len(places),
            "no sample is missing": set(range(self.samples)) <= set(places),
            "the order is a random one": self.samples < MANY or places != sorted(places, key=_known),
            "neighbours are torn apart": self.samples < MANY or self._neighbours(places) < self.samples / 2,
            "samples change their batches": self.samples < MANY or self._stayed(batches, places) < self.samples * 0.75,
        }

    @staticmethod
    def _neighbours(places):
        """How many samples still follow the one before them: about one in a random order."""
        return sum(place is not None and place + 1 == after for place, after in pairwise(places))

    @staticmethod
    def _stayed(batches, places):
        """How many samples are in the batch that the given order would have put them into."""
        size = max((len(batch[0]) for batch in batches), default=1)
        return sum(place is not None and place // size == now // size for now, place in enumerate(places))

    @staticmethod
    def _place(x, value):
        return next((place for place, other in enumerate(x) if abs(value - other) < 0.25), None)


@dataclass(frozen=True)
class Differs:
    """Whether minibatches differ from the ones before, which come as text to be compared by value."""

    before: str

    def __call__(self, batches):
        """Batches to that one fact."""
        return {"another rng gives another order": str(rebuild(plain(batches))) != self.before}


@dataclass(frozen=True)
class Visits:
    """What the errors tell of a run with learning rate 0, batch size 1 and targets 1, 2, …: which sample when."""

    samples: int
    epochs: int

    def __call__(self, result):
        """(w, b, errors) to facts about the order of the visits."""
        errors = list(result[2])
        visits = [next((i for i in range(1, self.samples + 1) if abs(e - i * i) < 0.5), None) for e in errors]
        epochs = [visits[start : start + self.samples] for start in range(0, len(visits), self.samples)]
        everyone = set(range(1, self.samples + 1))
        return {
            "number of errors": len(errors),
            "every epoch visits every sample once": all(set(epoch) == everyone for epoch in epochs),
            "the samples come in a random order": visits[: self.samples] != sorted(everyone),
            "every epoch has an order of its own": len({tuple(epoch) for epoch in epochs}) == self.epochs,
        }


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


def orders(samples, batch_size):
    """All orders of the samples that make different batches."""
    parts = range(0, samples, batch_size)
    return [
        GivenOrder(order)
        for order in permutations(range(samples))
        if all(list(order[i : i + batch_size]) == sorted(order[i : i + batch_size]) for i in parts)
    ]


def points(rng, samples, slope=2.0, intercept=-1.5):
    """Points around a line."""
    x = rng.uniform(-2, 2, size=samples)
    return x, slope * x + intercept + rng.normal(size=samples)


def same_points(rng, samples):
    """One point, many times: every order is the same."""
    return np.full(samples, rng.uniform(0.5, 2)), np.full(samples, rng.uniform(-4, -1))


@check(minibatches, points=14, public=True)
def test_every_sample_once(student, rng):
    """An epoch brings every sample once, in batches of the given size, the last one with what is left."""
    arguments = *numbered(MANY), 10, Random(int(rng.integers(2**31)))  # 10, 10, 10, 10, 3: not 9, 9, 9, 8, 8
    facts = Facts(MANY)
    assert student.minibatches(*arguments).seen_as(facts) == exactly(minibatches, *arguments).seen_as(facts)


@check(minibatches, points=4)
def test_order_comes_from_rng(student, rng):
    """Another rng gives another order."""
    one, other = rng.choice(2**31, size=2, replace=False).tolist()
    first = student.minibatches(*numbered(MANY), 5, Random(one)).value
    differs = Differs(str(first))
    arguments = *numbered(MANY), 5, Random(other)
    assert student.minibatches(*arguments).seen_as(differs) == exactly(minibatches, *arguments).seen_as(differs)


@check(minibatches, points=4)
def test_batches_that_fit(student, rng):
    """When the batch size divides the number of samples, all batches are full."""
    arguments = *numbered(12), 4, Random(int(rng.integers(2**31)))
    facts = Facts(12)
    assert student.minibatches(*arguments).seen_as(facts) == exactly(minibatches, *arguments).seen_as(facts)


@check(minibatches, points=6)
def test_batch_larger_than_the_data(student, rng):
    """With a batch size beyond the number of samples there is one batch, with all of them."""
    arguments = *numbered(5), 8, Random(int(rng.integers(2**31)))
    facts = Facts(5)
    assert student.minibatches(*arguments).seen_as(facts) == exactly(minibatches, *arguments).seen_as(facts)


@check(minibatches, points=6)
def test_batches_of_one(student, rng):
    """With batch size 1, every batch is an array of one sample."""
    arguments = *numbered(7), 1, Random(int(rng.integers(2**31)))
    facts = Facts(7)
    assert student.minibatches(*arguments).seen_as(facts) == exactly(minibatches, *arguments).seen_as(facts)


@check(minibatches, points=6)
def test_minibatches_leave_the_data_alone(student, rng):
    """The caller's arrays are unchanged after the call."""
    arguments = *numbered(MANY), 9, Random(int(rng.integers(2**31)))
    assert student.minibatches(*arguments).inputs == exactly(minibatches, *arguments).inputs


@check(sgd_line, points=12, public=True)
def test_one_batch_of_everything(student, rng):
    """With all samples in one batch, each epoch is one step of gradient descent."""
    arguments = *points(rng, samples=6), 0.07, 6, 3, 5
    assert student.sgd_line(*arguments) == exactly(sgd_line, *arguments)


@check(sgd_line, points=12, public=True)
def test_smaller_last_batch(student, rng):
    """With seven equal samples in batches of three, every batch gives the mean over its own samples."""
    arguments = *same_points(rng, samples=7), 0.06, 3, 2, 1
    assert student.sgd_line(*arguments) == exactly(sgd_line, *arguments)


@check(sgd_line, points=16)
def test_some_order_of_the_samples(student, rng):
    """With five samples in batches of two, the result is that of one of the possible orders."""
    x, y = points(rng, samples=5, slope=-1.0, intercept=3.0)
    choices = [(x, y, 0.11, 2, 1, order) for order in orders(5, 2)]
    assert student.sgd_line(x, y, 0.11, 2, 1, 3) == exactly_one_of(sgd_line, choices)


@check(sgd_line, points=14)
def test_order_of_the_visits(student, rng):
    """Every epoch visits every sample once, in a random order of its own."""
    arguments = rng.normal(size=MANY), np.arange(1.0, MANY + 1), 0.0, 1, 3, int(rng.integers(2**31))
    visits = Visits(MANY, 3)
    assert student.sgd_line(*arguments).seen_as(visits) == exactly(sgd_line, *arguments).seen_as(visits)


@check(sgd_line, points=6)
def test_single_sample(student, rng):
    """One sample alone: every epoch is one update."""
    arguments = *points(rng, samples=1), 0.1, 4, 3, 2
    assert student.sgd_line(*arguments) == exactly(sgd_line, *arguments)
