"""What may be wrong with the answers to an exercise, and which answers speak for it or against it."""

from collections.abc import Iterator
from dataclasses import replace
from inspect import getdoc
from typing import Protocol

import numpy as np
from flint import ctx

from ..course import of_topic
from ..exercise import Exercise, Program
from ..language import N_, _
from .ball import EXACT_BITS, FLOAT32_BITS
from .compare import compare
from .comparison import Comparison, Leaf, Trace
from .judge import Judgement, Targets
from .target import NoBall, apart

SINGLE_PRECISION = N_(
    "The numbers are right, but only to about seven digits: they are in single precision (float32). Leave all arrays "
    "in float64, numpy's default."
)
TELLING = 1000  # times as large as its allowance a number is of which rounding leaves something to tell


class Mistake(Protocol):
    """One thing that may be wrong."""

    @property
    def name(self) -> str:
        """What it is called in the gradebook."""

    @property
    def message(self) -> str:
        """What the student is told."""

    def explains(self, judgement: Judgement) -> bool:
        """Whether a wrong answer is what comes of it."""

    def seen_in(self, judgement: Judgement) -> bool:
        """Whether a wrong answer shows it: all that is wrong comes of it, or some, beside another mistake."""

    def leaves(self, judgement: Judgement) -> bool:
        """Whether a wrong answer must have another reason, since it would be right with this mistake alone."""

    def refuted_by(self, judgement: Judgement) -> bool:
        """Whether an answer that it does not explain, right or wrong, could not have come with it."""


class Misconception:
    """That an exercise was understood as a program of the course has it."""

    def __init__(self, program: Program, exercise: Exercise, known: Targets) -> None:
        self._program, self._exercise, self._known = program, exercise, known

    @property
    def name(self) -> str:
        """The program's."""
        return self._program.__name__

    @property
    def message(self) -> str:
        """Its docstring."""
        return of_topic(self._exercise.topic, " ".join((getdoc(self._program) or "").split()))

    def explains(self, judgement: Judgement) -> bool:
        """The program gives the student's numbers, and cannot at the same time give the right ones."""
        for target in self._known.wrong(self._program, judgement.wanted):
            if compare(judgement.value, target).agrees and all(
                apart(target, right) for right in self._known.right(self._exercise, judgement.wanted)
            ):
                return True
        return False

    def seen_in(self, judgement: Judgement) -> bool:
        """The answer is the program's, or has some of what the program makes wrong and nothing right that it makes wrong."""
        if self.explains(judgement):
            return True
        if not self._known.fails(self._program, self._exercise, judgement.wanted):
            return False
        targets = self._known.wrong(self._program, judgement.wanted)
        return any(_at_work(compare(judgement.value, target), judgement.comparison) for target in targets)

    def leaves(self, judgement: Judgement) -> bool:
        """The program is known to be right there."""
        program, exercise, wanted = self._program, self._exercise, judgement.wanted
        return not self.explains(judgement) and self._known.passes(program, exercise, wanted)

    def refuted_by(self, judgement: Judgement) -> bool:
        """The program is wrong there, and the answer is right, or wrong without a trace of it.

        Nothing speaks against it where the program is right, where nobody knows what it gives, and where an answer may
        have been drawn from several.
        """
        if not self._known.fails(self._program, self._exercise, judgement.wanted):
            return False
        if any(comparison.agrees for comparison in judgement.comparisons):
            return True
        return len(judgement.wanted.choices) == 1 and not self.seen_in(judgement)


class SinglePrecision:
    """That an answer was computed in float32."""

    name = "single_precision"

    def __init__(self, exercise: Exercise, known: Targets) -> None:
        self._exercise, self._known = exercise, known

    @property
    def message(self) -> str:
        """What it is, and what to do."""
        return _(SINGLE_PRECISION)

    def explains(self, judgement: Judgement) -> bool:
        """The numbers are all such as float32 has, not all of them whole, and right as far as float32 goes."""
        answers = [leaf.answer for leaf in judgement.comparison.leaves if not isinstance(leaf, Trace)]
        with np.errstate(over="ignore"):
            if judgement.comparison.misfits or not all(np.array_equal(one, np.float32(one)) for one in answers):
                return False
        if not any((answer % 1).any() for answer in answers):
            return False
        return any(comparison.agrees for comparison in self._in_float32(judgement))

    def seen_in(self, judgement: Judgement) -> bool:
        """The numbers are right as far as float32 goes, and that is far enough to tell."""
        return any(comparison.agrees and _tells(comparison) for comparison in self._in_float32(judgement))

    def leaves(self, judgement: Judgement) -> bool:
        """It spares no wrong answer for sure."""
        return judgement.agrees

    def refuted_by(self, judgement: Judgement) -> bool:
        """Numbers that are wrong by more than float32 explains."""
        if judgement.agrees or judgement.comparison.misfits:
            return False
        comparisons = list(self._in_float32(judgement))
        return bool(comparisons) and not any(comparison.agrees for comparison in comparisons)

    def _in_float32(self, judgement: Judgement) -> Iterator[Comparison]:
        """The answer beside what is right in float32; nothing where that is too little for any answer."""
        try:
            for target in self._known.right(self._exercise, judgement.wanted, FLOAT32_BITS):
                yield compare(judgement.value, target)
        except NoBall:
            return


def _tells(comparison: Comparison) -> bool:
    """Every number is much larger than what rounding can do to it: another one would not agree as well."""
    pairs = ((e, r) for leaf in comparison.leaves for e, r in zip(leaf.exact.flat, leaf.allowance.flat, strict=True))
    return all(TELLING * r <= abs(e) for e, r in pairs)


def _at_work(wrong: Comparison, right: Comparison) -> bool:
    """Whether an answer has some of what a mistake makes wrong, and nothing right that it makes wrong.

    wrong, right: the answer beside what the mistake gives, and beside what is right.
    """
    misfits = {misfit.path for misfit in wrong.misfits}, {misfit.path for misfit in right.misfits}
    if misfits[0] - misfits[1]:
        return False
    beside = {leaf.path: leaf for leaf in right.leaves}
    both = [(leaf, beside[leaf.path]) for leaf in wrong.leaves if leaf.path in beside]
    pairs = [(_where(leaf, there), _where(there, leaf)) for leaf, there in both]
    if any((_differ(leaf, there) & there.within).any() for leaf, there in pairs):
        return False
    return bool(misfits[1] - misfits[0]) or any((_differ(leaf, there) & leaf.within).any() for leaf, there in pairs)


def _where(leaf: Leaf, other: Leaf) -> Leaf:
    """An expression at those places alone at which it was held against the other, too; all else as it is."""
    if not (isinstance(leaf, Trace) and isinstance(other, Trace)):
        return leaf
    kept = np.array([place in other.places for place in leaf.places], dtype=bool)
    arrays = {name: getattr(leaf, name)[kept] for name in ("answer", "exact", "allowance", "within")}
    return replace(leaf, places=tuple(place for place in leaf.places if place in other.places), **arrays)


def _differ(wrong: Leaf, right: Leaf) -> np.ndarray:
    """Which numbers cannot be those of both."""
    if wrong.exact.shape != right.exact.shape:
        return np.zeros(wrong.exact.shape, dtype=bool)
    numbers = (array.flat for array in (wrong.exact, wrong.allowance, right.exact, right.allowance))
    with ctx.workprec(EXACT_BITS):
        differ = [bool(abs(e - f) > r + s) for e, r, f, s in zip(*numbers, strict=True)]
    return np.array(differ, dtype=bool).reshape(wrong.exact.shape)
