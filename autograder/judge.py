"""The verdict: rounding alone explains the distance from the exact value, or it does not.

A check writes `assert student.fit(X, y, beta) == exactly(fit, X, y, beta)`. The left side is an Answer, the right
side an Expectation; `==` judges one by the other and remembers how it went.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import numpy as np

from .ball import FLOAT64_BITS
from .compare import Comparison, Misfit, compare
from .course import Exercise
from .target import Program, Target, View, exact_target, float_target
from .verdict import GraderFault


@dataclass(frozen=True)
class Expectation:
    """The exact result of a reference: on some arguments, or on any one of several choices of them."""

    reference: Program
    choices: tuple[tuple[Any, ...], ...]
    view: View | None = None
    of_inputs: bool = False

    @property
    def inputs(self) -> "Expectation":
        """What the arguments look like after the call, instead of the result."""
        return replace(self, of_inputs=True)

    def seen_as(self, view: View) -> "Expectation":
        """`view` of the result, instead of the result."""
        return replace(self, view=view)


def exactly(reference: Program, *arguments: Any) -> Expectation:
    """What `reference` gives on `arguments`, exactly: an answer equals it when rounding alone keeps them apart."""
    return Expectation(reference, (arguments,))


def exactly_one_of(reference: Program, choices: Iterable[tuple[Any, ...]]) -> Expectation:
    """What `reference` gives on one of several arguments, where the task leaves open which (an order, say)."""
    return Expectation(reference, tuple(choices))


class Targets:
    """Targets by program and arguments: computed once, used for every answer of a cohort."""

    def __init__(self) -> None:
        self._known: dict[Hashable, Target | Exception] = {}

    def right(self, exercise: Exercise, wanted: Expectation, bits: int = FLOAT64_BITS) -> Iterator[Target]:
        """The targets that count as right: the reference's, then those of the conventions, for every choice.

        Raises NoBall where `bits` are too few to decide the course of a reference.
        """
        for program in (wanted.reference, *exercise.conventions):
            for arguments in wanted.choices:
                yield self._exact(program, wanted, arguments, bits)

    def wrong(self, program: Program, wanted: Expectation) -> Iterator[Target]:
        """The targets of a misconception: on balls where it runs on them, and in floats; none where it raises.

        Both, since the mistake may lie in what balls do not have: an integer dtype, say.
        """
        for arguments in wanted.choices:
            with suppress(Exception):
                yield self._exact(program, wanted, arguments, FLOAT64_BITS)
            with suppress(Exception):
                like = self._exact(wanted.reference, wanted, arguments, FLOAT64_BITS)
                key = (program, _frozen(arguments), wanted.view, wanted.of_inputs, "floats")
                compute = partial(float_target, program, arguments, wanted.view, wanted.of_inputs, like)
                yield self._once(key, compute)

    def _exact(self, program: Program, wanted: Expectation, arguments: tuple[Any, ...], bits: int) -> Target:
        key = (program, _frozen(arguments), wanted.view, wanted.of_inputs, bits)
        compute = partial(exact_target, program, arguments, wanted.view, wanted.of_inputs, bits)
        return self._once(key, compute)

    def _once(self, key: Hashable, compute: Callable[[], Target]) -> Target:
        if key not in self._known:
            try:
                self._known[key] = compute()
            except Exception as error:  # a program that raises once raises again
                self._known[key] = error
        known = self._known[key]
        if isinstance(known, Exception):
            raise known
        return known


def _frozen(value: Any) -> Hashable:
    match value:
        case np.ndarray():
            return value.dtype.str, value.shape, value.tobytes()
        case tuple() | list():
            return type(value), tuple(_frozen(item) for item in value)
        case _:
            return type(value), value


@dataclass(frozen=True)
class Judgement:
    """One answer held against one expectation."""

    exercise: Exercise
    value: Any
    wanted: Expectation
    comparison: Comparison

    @property
    def agrees(self) -> bool:
        """The answer is right."""
        return self.comparison.agrees

    @property
    def names(self) -> Any:
        """What the parts of the judged value are called: nested tuples of names, or None."""
        if self.wanted.of_inputs:
            return self.exercise.parameters
        if self.wanted.view is None:
            return self.exercise.outputs
        with suppress(Exception):  # most views pick a part of the result, and so of its names
            return self.wanted.view(self.exercise.outputs)
        return None


@dataclass(eq=False)
class Answer:
    """What a student's function returned, rebuilt from plain values; `==` an Expectation judges it."""

    exercise: Exercise
    value: Any
    inputs_after: list[Any]
    known: Targets
    judgements: list[Judgement] = field(default_factory=list)
    view: View | None = None

    @property
    def inputs(self) -> "Answer":
        """What the arguments look like after the call, as an answer to judge."""
        return replace(self, value=self.inputs_after)

    def seen_as(self, view: View) -> "Answer":
        """`view` of the answer, as an answer to judge."""
        return replace(self, view=view)

    def __eq__(self, wanted: object) -> bool:
        if not isinstance(wanted, Expectation):
            raise GraderFault("an answer is compared with exactly(...), and with nothing else")
        judgement = self._judged(wanted)
        self.judgements.append(judgement)
        return judgement.agrees

    def _judged(self, wanted: Expectation) -> Judgement:
        try:
            value = self.view(self.value) if self.view else self.value
        except Exception:  # the view met something that has not the form it reads
            misfit = Misfit((), "something else", "what the exercise asks for")
            return Judgement(self.exercise, self.value, wanted, Comparison(misfits=[misfit]))
        try:
            comparisons = [compare(value, target) for target in self.known.right(self.exercise, wanted)]
        except Exception as error:
            raise GraderFault(f"{wanted.reference.__name__} gives no exact value: {error}") from error
        agreeing = (comparison for comparison in comparisons if comparison.agrees)
        return Judgement(self.exercise, value, wanted, next(agreeing, comparisons[0]))
