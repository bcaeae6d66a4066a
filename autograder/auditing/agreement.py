"""Whether a mutant is another right answer: it agrees with its reference on many inputs, and on odd ones too."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from ..call import Student
from ..examples.find import facts_of, is_agreed, is_exact
from ..examples.question import Question
from ..examples.shrink import Arguments, resized, shapes_of, simpler, sizes_of
from ..examples.words import written
from ..judging.judge import Targets
from ..questions import questions
from ..session import Check
from ..verdict import NoAnswer
from .tally import Tally

LONGER = 5  # times as many samples, steps or features
MOST_WRITTEN = 200  # characters of a call


class Asked:
    """What a mutant and its reference are both asked on the inputs of one seed."""

    def __init__(self, questions: Sequence[Question]) -> None:
        self._questions = questions

    def hold(self, student: Student, known: Targets, tally: Tally) -> None:
        """Count on how many inputs a mutant in the student's place agrees with the reference, whatever conventions allow."""
        for question in self._questions:
            try:
                comparison = question.put_to(student, known).comparisons[0]
            except NoAnswer as ended:
                tally.differs = f"{_call(question)}: {ended}"
                return
            if not comparison.agrees:
                tally.differs = _call(question)
                return
            tally.farthest = max(tally.farthest, comparison.distance)
        tally.agreed += len(self._questions)


class Questions:
    """The questions of an exercise's checks. varied: and others, on inputs that are shorter, longer, negative, zero."""

    def __init__(self, checks: Sequence[Check], varied: bool) -> None:
        self._checks, self._varied = checks, varied

    def of(self, seed: int) -> Asked:
        """Those of one seed."""
        return Asked([question for check in self._checks for question in self._asked(check, seed)])

    def _asked(self, check: Check, seed: int) -> Iterator[Question]:
        for pair in questions(check, seed):
            question = Question(*pair)
            yield question
            if self._varied and question.can_change:
                yield from _others(check, question)


def _others(check: Check, question: Question) -> Iterator[Question]:
    """The same question on other inputs, where there is an exact result that all right programs agree on."""
    facts = facts_of(check.exercise, question, Targets())
    shapes, parameters = shapes_of(check.exercise), check.exercise.parameters
    for arguments in (
        *simpler(question.arguments, shapes, parameters),
        *_odder(question.arguments, shapes, parameters),
    ):
        other = question.on(arguments)
        if is_exact(check, other, facts) and is_agreed(check, other):
            yield other


def _odder(arguments: Arguments, shapes: dict[str, tuple[str, ...]], parameters: Sequence[str]) -> Iterator[Arguments]:
    """Arguments that are longer, of the other sign, or zero."""
    for name, size in sizes_of(arguments, shapes, parameters).items():
        yield resized(arguments, shapes, parameters, name, LONGER * size)
    for place, argument in enumerate(arguments):
        for other in _turned(argument):
            yield (*arguments[:place], other, *arguments[place + 1 :])


def _turned(argument: Any) -> Iterator[Any]:
    match argument:
        case np.ndarray() if argument.dtype.kind in "fi":
            yield -argument
            yield np.zeros_like(argument)
        case float():
            yield -argument
            yield 0.0


def _call(question: Question) -> str:
    """A call in Python, cut where it gets too long to read."""
    name = question.wanted.reference.__name__
    text = f"{name}({', '.join(map(written, question.arguments))})"
    return text if len(text) <= MOST_WRITTEN else f"{text[:MOST_WRITTEN]} …"
