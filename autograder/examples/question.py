"""One call with what is expected of it, which can be asked again on other arguments."""

import functools
import inspect
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ..call import Student
from ..course import PUBLIC_SEED
from ..judging.expectation import Expectation
from ..judging.judge import Judgement, Targets
from ..questions import MOST, Asked, drawn, inputs_of, questions
from ..session import Check
from ..worker.wire import Formula, Random

HALF = 1.0  # as wide as a range has to be whose numbers are drawn as halves


@dataclass(frozen=True)
class Question:
    """What a check asks once."""

    asked: Asked
    wanted: Expectation

    @property
    def arguments(self) -> tuple[Any, ...]:
        """Those of the first call."""
        return self.asked.calls[0][1]

    @property
    def can_change(self) -> bool:
        """Whether it can be asked on other arguments: one call, whose result is expected on these very arguments.

        A view that holds data (facts about these samples, say) has to say what it is on others: `on_inputs`.
        """
        view = self.asked.view
        bound = view is not None and not inspect.isfunction(view) and not hasattr(view, "on_inputs")
        if self.wanted.proved or bound or len(self.asked.calls) != 1 or len(self.wanted.choices) != 1:
            return False
        return self.wanted.keys == replace(self.wanted, choices=(self.arguments,)).keys

    def is_like(self, other: "Question") -> bool:
        """Whether both ask for the same: the result or the inputs after the call, seen in the same way."""
        views = [type(question.asked.view) for question in (self, other)]
        return self.asked.of_inputs == other.asked.of_inputs and views[0] is views[1]

    def on(self, arguments: tuple[Any, ...]) -> "Question":
        """The same on other arguments."""
        view = self.asked.view
        if view is not None and hasattr(view, "on_inputs"):
            view = view.on_inputs(*arguments)
        ((name, _),) = self.asked.calls
        asked = replace(self.asked, calls=((name, arguments),), view=view)
        return Question(asked, replace(self.wanted, choices=(arguments,), view=view))

    def put_to(self, student: Student, known: Targets) -> Judgement:
        """A student's answer, judged. Raises NoAnswer if there is none, and GraderFault if nothing is exact here."""
        answer = replace(self.asked.answer(student), known=known, judgements=[])
        answer.__eq__(self.wanted)  # it remembers how it was judged
        return answer.judgements[0]


def public_questions(check: Check, seed: int) -> list[Question]:
    """What a check asks on the numbers of a public seed."""
    return [Question(*pair) for pair in questions(check, seed)]


@functools.lru_cache(MOST)
def simple_questions(check: Check) -> tuple[Question, ...]:
    """The same on numbers that are easy to read; none where the check cannot be drawn so."""
    try:
        pairs = drawn(check, Simple(inputs_of(check, PUBLIC_SEED).bit_generator))
    except Exception:  # it draws what it cannot use
        return ()
    return tuple(Question(*pair) for pair in pairs)


class Simple(np.random.Generator):
    """Draws whole numbers and halves, so that what a check makes of them still fits together."""

    def normal(self, loc: Any = 0.0, scale: Any = 1.0, size: Any = None) -> Any:
        """Whole numbers about `loc`, none of them 0: what is multiplied by it would not be seen."""
        drawn = super().normal(loc, scale, size)
        return np.sign(drawn) * np.ceil(np.abs(drawn))

    def uniform(self, low: Any = 0.0, high: Any = 1.0, size: Any = None) -> Any:
        """Halves between `low` and `high`; in a narrow range, numbers as they come."""
        drawn = super().uniform(low, high, size)
        return np.round(2 * drawn) / 2 + 0.0 if high - low >= HALF else drawn


def is_data(argument: Any) -> bool:
    """Whether an argument deserves a line and a name of its own in the text of a call."""
    return not isinstance(argument, bool | int | float | str | Random | None) or isinstance(argument, Formula)
