"""Which wrong answer is it? From the numbers alone.

A misconception is recognised when its own results, on the same inputs, are the student's. What no misconception
explains is described by its shape (see `patterns`).
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from inspect import getdoc

import numpy as np

from ..course import of_topic
from ..exercise import Exercise, Program
from ..language import N_, _
from . import patterns
from .ball import FLOAT32_BITS
from .compare import compare
from .comparison import Comparison, Trace
from .judge import Judgement, Targets
from .target import NoBall, apart

SINGLE_PRECISION = N_(
    "The numbers are right, but only to about seven digits: they are in single precision (float32). Leave all arrays "
    "in float64, numpy's default."
)
MIXED_CONVENTIONS = N_(
    "These numbers are scaled in a way that the text allows, but your other answers to this exercise are scaled in "
    "another. Use one factor throughout."
)


@dataclass(frozen=True)
class Diagnosis:
    """A name for a wrong answer and what the student is told; no name where only its shape is known."""

    name: str | None
    message: str


def diagnose(exercise: Exercise, judgements: Sequence[Judgement], known: Targets) -> list[Diagnosis | None]:
    """One diagnosis for every judgement of an exercise (None where it agrees or nothing is known).

    The misconception that explains most of what is wrong comes first, then the one that also explains most of
    what is right; a wrong answer that it does not explain may have another reason.
    """
    wrong = [judgement for judgement in judgements if not judgement.agrees]
    right = [judgement for judgement in judgements if judgement.agrees]
    explained: dict[Program, list[Judgement]] = {}
    for program in exercise.misconceptions if wrong else ():
        if matches := [judgement for judgement in wrong if explains(program, judgement, exercise, known)]:
            explained[program] = matches
            if len(matches) == len(wrong) and all(explains(program, j, exercise, known) for j in right):
                explained = {program: matches}  # every single result of the student's: no other says more
                break
    often = Counter(map(len, explained.values()))

    def rank(program: Program) -> tuple[int, int]:
        count = len(explained[program])
        tied = often[count] > 1
        return count, sum(explains(program, judgement, exercise, known) for judgement in right) if tied else 0

    ranked = sorted(explained, key=rank, reverse=True)
    return [
        None if judgement.agrees else _best(judgement, ranked, explained, exercise, known) for judgement in judgements
    ]


def explains(program: Program, judgement: Judgement, exercise: Exercise, known: Targets) -> bool:
    """The misconception gives the student's numbers; where they are wrong, it must be unable to give the right ones."""
    for target in known.wrong(program, judgement.wanted):
        if compare(judgement.value, target).agrees and (
            judgement.agrees or all(apart(target, right) for right in known.right(exercise, judgement.wanted))
        ):
            return True
    return False


def _best(
    judgement: Judgement,
    ranked: Sequence[Program],
    explained: Mapping[Program, Sequence[Judgement]],
    exercise: Exercise,
    known: Targets,
) -> Diagnosis | None:
    for program in ranked:
        if any(judgement is match for match in explained[program]):
            message = " ".join((getdoc(program) or "").split())
            return Diagnosis(program.__name__, of_topic(exercise.topic, message))
    if any(comparison.agrees for comparison in judgement.comparisons):
        return Diagnosis("mixed_conventions", _(MIXED_CONVENTIONS))
    if _in_single_precision(judgement, exercise, known):
        return Diagnosis("single_precision", _(SINGLE_PRECISION))
    described = patterns.describe(judgement)
    return Diagnosis(None, described) if described else None


def _in_single_precision(judgement: Judgement, exercise: Exercise, known: Targets) -> bool:
    """The answer's numbers are all such as float32 has, not all of them whole, and right as far as float32 goes."""
    answers = [leaf.answer for leaf in judgement.comparison.leaves if not isinstance(leaf, Trace)]
    if judgement.comparison.misfits or not all(np.array_equal(answer, np.float32(answer)) for answer in answers):
        return False
    if not any((answer % 1).any() for answer in answers):
        return False
    try:
        comparisons: list[Comparison] = [
            compare(judgement.value, target) for target in known.right(exercise, judgement.wanted, FLOAT32_BITS)
        ]
    except NoBall:
        return False
    return any(comparison.agrees for comparison in comparisons)
