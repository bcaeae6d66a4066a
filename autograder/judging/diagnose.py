"""Which wrong answer is it? From the numbers alone.

A misconception is recognised when its own results, on the same inputs, are the student's, and no other answer to the
exercise speaks against it. What nothing explains is described by its shape (see `patterns`).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from ..exercise import Exercise
from ..language import N_, _
from . import patterns
from .judge import Judgement, Targets
from .mistakes import Misconception, Mistake, SinglePrecision

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
    """One diagnosis for every judgement of an exercise (None where it agrees or nothing is known)."""
    found = _found(exercise, judgements, known)
    return [
        None if judgement.agrees else _best(judgement, [mistake for mistake, explained in found if place in explained])
        for place, judgement in enumerate(judgements)
    ]


def _found(exercise: Exercise, judgements: Sequence[Judgement], known: Targets) -> list[tuple[Mistake, set[int]]]:
    """The mistakes that are told, with the places of the judgements that each explains; who explains most comes first.

    One that explains a single answer has to be seen in more of the wrong ones than it leaves for reasons that nobody
    knows: it may have hit that one by chance.
    """
    left = {place for place, judgement in enumerate(judgements) if not judgement.agrees}
    suspected = _suspected(exercise, judgements, left, known)
    found = []
    for mistake, explained in suspected:
        elsewhere = {place for other, places in suspected if other is not mistake for place in places}
        seen = sum(mistake.seen_in(judgements[place]) for place in left)
        unexplained = sum(mistake.leaves(judgements[place]) for place in left - elsewhere)
        if seen > unexplained or len(explained) > 1:
            found.append((mistake, explained))
            left = left - explained
    return found


def _suspected(
    exercise: Exercise, judgements: Sequence[Judgement], wrong: set[int], known: Targets
) -> list[tuple[Mistake, set[int]]]:
    """The mistakes that explain a wrong answer or more, and that no other answer speaks against."""
    suspected: list[tuple[Mistake, set[int]]] = []
    mistakes: list[Mistake] = [Misconception(program, exercise, known) for program in exercise.misconceptions]
    for mistake in [*mistakes, SinglePrecision(exercise, known)] if wrong else []:
        explained = {place for place in wrong if mistake.explains(judgements[place])}
        others = (judgement for place, judgement in enumerate(judgements) if place not in explained)
        if explained and not any(map(mistake.refuted_by, others)):
            suspected.append((mistake, explained))
            if explained == wrong:
                break  # no other says more
    return sorted(suspected, key=lambda pair: -len(pair[1]))


def _best(judgement: Judgement, found: Sequence[Mistake]) -> Diagnosis | None:
    if found:
        return Diagnosis(found[0].name, found[0].message)
    if any(comparison.agrees for comparison in judgement.comparisons):
        return Diagnosis("mixed_conventions", _(MIXED_CONVENTIONS))
    described = patterns.describe(judgement)
    return Diagnosis(None, described) if described else None
