"""What is true of minibatches whatever their order, and of runs whatever their chance: facts for the checks of sgd.

Samples are copied and never computed, so facts compare them with `==`. Where a fact can be false of a right answer by
chance, its docstring works the chance out: below 1e-9.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, cycle, pairwise
from typing import Any, Self

from numpy.typing import NDArray

from autograder.judging.ball import midpoints
from autograder.judging.compare import as_array
from autograder.language import N_

MANY = 43  # samples: the chance that a random order is the given one is 1 in 43!
EPOCHS = 8  # epochs with rngs of their own, see Orders
VISITED, ROUNDS = 16, 10  # samples and epochs, enough to see that every sample moves, see Visits

Pair = list[list[Any]]  # what x_batch and y_batch hold
Told = dict[str, Any]


def pairs_of(batches: Iterable[Any]) -> list[Pair]:
    """Batches as pairs of lists of numbers. Raises ValueError if a batch is no pair of arrays of one dimension."""
    pairs: list[Pair] = []
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

    def on_inputs(self, train_x: NDArray[Any], train_y: NDArray[Any], *_: Any) -> Self:
        """The facts about other samples."""
        return type(self)(tuple(train_x.tolist()), tuple(train_y.tolist()))

    def __call__(self, batches: Iterable[Any]) -> Told:
        """Batches, in numbers or balls, to facts about them."""
        pairs = pairs_of(batches)
        places = [self._place(value) for x_batch, _ in pairs for value in x_batch]
        partners = [value for _, y_batch in pairs for value in y_batch]
        many = len(self.x) >= MANY
        return {
            N_("sizes of the batches"): str([len(x_batch) for x_batch, _ in pairs]),
            N_("what x_batch holds"): self._kind([value for x_batch, _ in pairs for value in x_batch]),
            N_("x and y belong together"): [self.y[place] if place >= 0 else None for place in places] == partners,
            N_("no sample comes twice"): len(set(places)) == len(places),
            N_("no sample is missing"): set(range(len(self.x))) <= set(places),
            N_("the order is a random one"): not many or places != sorted(places),
            N_("neighbours are torn apart"): not many or self._neighbours(places) < len(self.x) / 2,
            N_("samples change their batches"): not many or self._stayed(pairs, places) < len(self.x) * 0.75,
        }

    def _kind(self, values: list[Any]) -> str:
        kinds = {
            N_("samples of train_x"): self.x,
            N_("samples of train_y"): self.y,
            N_("their places"): range(len(self.x)),
        }
        return next((kind for kind, members in kinds.items() if set(values) <= set(members)), N_("other numbers"))

    def _place(self, value: Any) -> int:
        return self.x.index(value) if value in self.x else -1

    @staticmethod
    def _neighbours(places: Sequence[int]) -> int:
        """How many samples come next to one that was next to them: about two in a random order."""
        return sum(abs(place - after) == 1 for place, after in pairwise(places))

    @staticmethod
    def _stayed(pairs: Sequence[Pair], places: Sequence[int]) -> int:
        """How many samples are in the batch that the given order would have put them into."""
        size = max((len(x_batch) for x_batch, _ in pairs), default=1)
        return sum(place // size == now // size for now, place in enumerate(places))


def facts_about(x: NDArray[Any], y: NDArray[Any]) -> Facts:
    """The facts about these samples."""
    return Facts(tuple(x.tolist()), tuple(y.tolist()))


def orders_of_epochs(results: Iterable[Any]) -> Told:
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
        N_("the same rng gives the same order"): once == again,
        N_("another rng gives another order"): len(different) == EPOCHS,
        N_("every sample moves"): all(len(set(place)) > 1 for place in zip(once, *others, strict=False)),
        N_("samples move between the halves of an epoch"): stayed < sum(map(len, others)) * 0.75,
    }


def runs_by_seed(results: Iterable[Any]) -> Told:
    """Facts about two runs with the same seed, and one with another."""
    once, again, other = (midpoints(result[2]) for result in results)
    return {N_("the same seed gives the same run"): once == again, N_("another seed gives another run"): once != other}


def run_without_seed(results: Iterable[Any]) -> Told:
    """Facts about a run without a seed, and one with seed 0."""
    without, zero = (midpoints(result[2]) for result in results)
    return {N_("without a seed it is 0"): without == zero}


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

    def on_inputs(self, train_x: NDArray[Any], _y: Any, _rate: float, batch_size: int, epochs: int, *_: Any) -> Self:
        """The facts about a run on other inputs."""
        return type(self)(len(train_x), batch_size, epochs)

    def __call__(self, result: Any) -> Told:
        """(w, b, errors) to facts about the order of the visits."""
        errors = midpoints(result[2])
        parts = [range(self.samples)[i : i + self.batch_size] for i in range(0, self.samples, self.batch_size)]
        visits = [self._visited(error * len(part)) for error, part in zip(errors, cycle(parts), strict=False)]
        epochs = [visits[start : start + len(parts)] for start in range(0, len(visits), len(parts))]
        return {
            N_("number of errors"): len(errors),
            N_("w and b stay 0"): midpoints(result[:2]) == [0, 0],
            N_("every sample has another error"): len(set(errors)) > 1,
            N_("every epoch visits every sample once"): all(
                sorted(chain(*epoch)) == list(range(self.samples)) for epoch in epochs
            ),
            N_("the samples come in a random order"): visits[: len(parts)] != list(map(tuple, parts)),
            N_("every epoch has an order of its own"): len({tuple(epoch) for epoch in epochs}) == self.epochs,
            N_("every sample moves"): self.epochs < ROUNDS
            or all(len(set(place)) > 1 for place in zip(*epochs, strict=False)),
        }

    @staticmethod
    def _visited(total: float) -> tuple[int, ...]:
        """The samples whose powers of 4 add up to the total; none if it is no such sum."""
        left, digits = int(total), []
        while left > 0:
            digits.append(left % 4)
            left //= 4
        whole = total == int(total) and max(digits, default=2) <= 1
        return tuple(sample for sample, digit in enumerate(digits) if digit) if whole else ()
