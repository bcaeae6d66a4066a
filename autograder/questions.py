"""What a check asks of a student and what it expects, on the inputs of one seed: worked out once for a whole cohort.

A check draws its inputs from its random numbers alone, so it is run once on a student who only remembers what was
called and what was expected. Grading then puts the same questions to everybody.
"""

import functools
import hashlib
import operator
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import sympy

from .call import Student
from .judging.expectation import Expectation
from .judging.judge import NOTHING_ELSE, Answer, Judgement
from .judging.target import View
from .session import Check
from .verdict import GraderFault
from .worker.wire import Formula

MOST = 1000  # checks and seeds whose questions are kept


@dataclass(frozen=True)
class Asked:
    """What a check does with the answer to one call, or to several (joined by `&`), in place of an answer."""

    calls: tuple[tuple[str, tuple[Any, ...]], ...]  # the function's name and the arguments
    told: list[tuple["Asked", Expectation]]
    view: View | None = None
    of_inputs: bool = False

    @property
    def inputs(self) -> "Asked":
        """The arguments after the call."""
        return replace(self, of_inputs=True)

    def seen_as(self, view: View) -> "Asked":
        """`view` of it. Raises GraderFault where it has no name by which it can be handed out."""
        if "<" in getattr(view, "__qualname__", ""):
            raise GraderFault("a view needs a name: define a function at the top of the file")
        return replace(self, view=view)

    def __and__(self, other: "Asked") -> "Asked":
        return replace(self, calls=self.calls + other.calls)

    def __eq__(self, wanted: object) -> bool:
        if not isinstance(wanted, Expectation):
            raise GraderFault(NOTHING_ELSE)
        self.told.append((self, wanted))
        return True

    __hash__ = None  # type: ignore[assignment]

    def answer(self, student: Student) -> Answer:
        """A student's answer to it. Raises NoAnswer if there is none."""
        answers = (getattr(student, name)(*arguments) for name, arguments in self.calls)
        answer: Answer = functools.reduce(operator.and_, answers)
        answer = answer.inputs if self.of_inputs else answer
        return answer.seen_as(self.view) if self.view else answer


class Rememberer:
    """A student who answers nothing and remembers what was asked."""

    def __init__(self, exercise: str) -> None:
        self._exercise = exercise
        self.judgements: list[Judgement] = []
        self.tells_all = True
        self.told: list[tuple[Asked, Expectation]] = []

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name != self._exercise:
            raise GraderFault(f"student.{name}: the check is of {self._exercise}, and can call that alone")
        return lambda *arguments: Asked(((name, _handed_out(arguments)),), self.told)


def _handed_out(arguments: tuple[Any, ...]) -> tuple[Any, ...]:
    """Arguments as they are. Raises GraderFault for a function whose text nobody knows: no student could be shown it."""
    for argument in arguments:
        if isinstance(argument, Formula):
            _compiled(argument)
        if callable(argument) and not isinstance(argument, Formula | sympy.Basic):  # some of SymPy's can be called
            raise GraderFault(
                f'a function among the arguments has to be a Formula, such as Formula("x**2 - 2"), and not {_called(argument)}'
            )
    return arguments


def _compiled(formula: Formula) -> None:
    try:
        compile(formula.source, "<formula>", "eval")
    except SyntaxError as error:
        raise GraderFault(f"Formula({formula.text!r}) is no Python: {error.msg}") from None


def _called(function: Any) -> str:
    """The name of a function; where it is kept in memory is no news."""
    return str(getattr(function, "__name__", type(function).__name__))


@functools.lru_cache(MOST)
def questions(check: Check, seed: int) -> tuple[tuple[Asked, Expectation], ...]:
    """What a check asks, in its order, and what it expects each time."""
    return drawn(check, inputs_of(check, seed))


def drawn(check: Check, rng: np.random.Generator) -> tuple[tuple[Asked, Expectation], ...]:
    """The same, with the numbers that `rng` gives. Raises CheckFault where the check fails to ask."""
    student = Rememberer(check.exercise.name)
    given = {"student": student, "rng": rng}
    with check.blamed():
        check.test(**{wanted: given[wanted] for wanted in check.wants})
        if not student.told:
            raise GraderFault(f"nothing is compared: write `assert student.{check.exercise.name}(…) == exactly(…)`")
    return tuple(student.told)


def inputs_of(check: Check, seed: int) -> np.random.Generator:
    """Random numbers that depend on the seed and the check alone: a cohort gets the same inputs."""
    name = f"{check.topic.name}::test_{check.name}"
    return np.random.default_rng([seed, int.from_bytes(hashlib.sha256(name.encode()).digest()[:8])])
