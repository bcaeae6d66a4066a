"""Checks of stochastic gradient descent. None depends on how a student draws the order of the samples."""

from dataclasses import dataclass
from functools import reduce
from itertools import chain, cycle, pairwise, permutations
from operator import and_

import numpy as np

from autograder.ball import midpoints
from autograder.checks import check
from autograder.compare import as_array
from autograder.judge import exactly, exactly_one_of
from autograder.worker.wire import Random
from solutions.sgd.sgd import minibatches, sgd_line

MANY = 43  # samples: the chance that a random order is the given one is 1 in 43!
EPOCHS = 8  # epochs with rngs of their own, see Orders
FEW = 21  # samples whose errors are exact in batches of two, see Visits
VISITED, ROUNDS = 16, 10  # samples and epochs, enough to see that every sample moves, see Visits


def samples(rng, size):
    """Samples that can be told apart by either number. They are copied and never computed: equality is exact."""
    return rng.normal(size=size), rng.normal(size=size)


def pairs_of(batches):
    """Batches as pairs of lists of numbers. Raises ValueError if a batch is no pair of arrays of one dimension."""
    pairs = []
    for x_batch, y_batch in batches:
        arrays = [as_array(part, loosely=isinstance(part, list)) for part in (x_batch, y_batch)]
        if any(array is None or array.ndim != 1 for array in arrays):
            raise ValueError("a batch is a pair of arrays of one dimension")
        pairs.append([midpoints(array) for array in arrays])
    return pairs


@dataclass(frozen=True)
class Facts:
    """What is true of all minibatches of these samples, whatever their order.

    With 43 samples two facts are true but for chance. Half of all samples next to a neighbour of theirs: the number of
    those who are is about Poisson distributed with mean 2, so 22 have the chance 2^22/22! < 1e-14. Three quarters in
    the batch that they came in: 33 of 43, each with a chance of less than 1/4, is below C(43, 33)/4^33 < 1e-10.
    """

    x: tuple[float, ...]
    y: tuple[float, ...]

    def __call__(self, batches):
        """Batches, in numbers or balls, to facts about them."""
        pairs = pairs_of(batches)
        places = [self._place(value) for x_batch, _ in pairs for value in x_batch]
        partners = [value for _, y_batch in pairs for value in y_batch]
        many = len(self.x) >= MANY
        return {
            "sizes of the batches": str([len(x_batch) for x_batch, _ in pairs]),
            "what x_batch holds": self._kind([value for x_batch, _ in pairs for value in x_batch]),
            "x and y belong together": [self.y[place] if place >= 0 else None for place in places] == partners,
            "no sample comes twice": len(set(places)) == len(places),
            "no sample is missing": set(range(len(self.x))) <= set(places),
            "the order is a random one": not many or places != sorted(places),
            "neighbours are torn apart": not many or self._neighbours(places) < len(self.x) / 2,
            "samples change their batches": not many or self._stayed(pairs, places) < len(self.x) * 0.75,
        }

    def _kind(self, values):
        kinds = {"samples of train_x": self.x, "samples of train_y": self.y, "their places": range(len(self.x))}
        return next((kind for kind, members in kinds.items() if set(values) <= set(members)), "other numbers")

    def _place(self, value):
        return self.x.index(value) if value in self.x else -1

    @staticmethod
    def _neighbours(places):
        """How many samples come next to one that was next to them: about two in a random order."""
        return sum(abs(place - after) == 1 for place, after in pairwise(places))

    @staticmethod
    def _stayed(pairs, places):
        """How many samples are in the batch that the given order would have put them into."""
        size = max((len(x_batch) for x_batch, _ in pairs), default=1)
        return sum(place // size == now // size for now, place in enumerate(places))


def facts_about(x, y):
    """The facts about these samples."""
    return Facts(tuple(x.tolist()), tuple(y.tolist()))


def orders_of_epochs(results):
    """Facts about the orders of an epoch, the same with the same rng once more, and EPOCHS - 1 others.

    That one of n places holds the same sample in all EPOCHS epochs has the chance n / n^(EPOCHS - 1): for n = 43 and 8
    epochs that is 43^-6 < 2e-10. That three quarters of the samples in the 7 epochs after the first come in the same half as
    they did in the first (half of them should) has a chance below exp(-2 * 301 / 17) < 1e-15, by Hoeffding's inequality
    for 7 * 43 = 301 draws. That two of the orders are the same is far less likely still.
    """
    once, again, *others = [[x for x_batch, _ in pairs_of(batches) for x in x_batch] for batches in results]
    different = {tuple(order) for order in (once, *others)}
    half = set(once[: len(once) // 2])
    stayed = sum((x in half) == (place < len(half)) for order in others for place, x in enumerate(order))
    return {
        "the same rng gives the same order": once == again,
        "another rng gives another order": len(different) == EPOCHS,
        "every sample moves": all(len(set(place)) > 1 for place in zip(once, *others, strict=False)),
        "samples move between the halves of an epoch": stayed < sum(map(len, others)) * 0.75,
    }


def runs_by_seed(results):
    """Facts about two runs with the same seed, and one with another."""
    once, again, other = (midpoints(result[2]) for result in results)
    return {"the same seed gives the same run": once == again, "another seed gives another run": once != other}


def run_without_seed(results):
    """Facts about a run without a seed, and one with seed 0."""
    without, zero = (midpoints(result[2]) for result in results)
    return {"without a seed it is 0": without == zero}


@dataclass(frozen=True)
class Visits:
    """What the errors tell of a run with learning rate 0 and targets 1, 2, 4, …: which samples when.

    Sample k alone has the error 4^k, a batch the mean of such: powers of two, which floats hold exactly as long as
    those of a batch are less than 53 bits apart. In base 4 the sum has a digit 1 for every sample of the batch.

    That one of n places has the same sample in all of k epochs, one sample a batch, has the chance n^(2 - k): for 16
    and 10 it is 16^-8 < 3e-10. That two of those epochs have the same order: 45 / 16! < 3e-12.
    """

    samples: int
    batch_size: int
    epochs: int

    def __call__(self, result):
        """(w, b, errors) to facts about the order of the visits."""
        errors = midpoints(result[2])
        parts = [range(self.samples)[i : i + self.batch_size] for i in range(0, self.samples, self.batch_size)]
        visits = [self._visited(error * len(part)) for error, part in zip(errors, cycle(parts), strict=False)]
        epochs = [visits[start : start + len(parts)] for start in range(0, len(visits), len(parts))]
        return {
            "number of errors": len(errors),
            "w and b stay 0": midpoints(result[:2]) == [0, 0],
            "every sample has another error": len(set(errors)) > 1,
            "every epoch visits every sample once": all(
                sorted(chain(*epoch)) == list(range(self.samples)) for epoch in epochs
            ),
            "the samples come in a random order": visits[: len(parts)] != list(map(tuple, parts)),
            "every epoch has an order of its own": len({tuple(epoch) for epoch in epochs}) == self.epochs,
            "every sample moves": self.epochs < ROUNDS
            or all(len(set(place)) > 1 for place in zip(*epochs, strict=False)),
        }

    @staticmethod
    def _visited(total):
        """The samples whose powers of 4 add up to the total; none if it is no such sum."""
        left, digits = int(total), []
        while left > 0:
            digits.append(left % 4)
            left //= 4
        whole = total == int(total) and max(digits, default=2) <= 1
        return tuple(sample for sample, digit in enumerate(digits) if digit) if whole else ()


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


@check(minibatches, points=6)
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
    one, other = rng.choice(2**31, size=2, replace=False).tolist()
    calls = [(*points(np.random.default_rng(one), size=MANY), 0.03, 5, 2, seed) for seed in (one, one, other)]
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


@check(sgd_line, points=3)
def test_sgd_leaves_the_data_alone(student, rng):
    """The caller's arrays are unchanged after the call."""
    arguments = *points(rng, size=MANY), 0.02, 8, 2, 4
    assert student.sgd_line(*arguments).inputs == exactly(sgd_line, *arguments).inputs
