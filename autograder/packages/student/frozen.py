"""What the public checks here are written with: numbers that were drawn before, and what was proved of them."""

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import pytest

from autograder.judging.expectation import Expectation
from autograder.judging.target import View

from .course import Named, proved

F = TypeVar("F", bound=Callable[..., Any])


def check(exercise: str, *, points: float, after: Callable[..., Any] | None = None) -> Callable[[F], F]:
    """Mark a pytest test as a public check of one exercise.

    points: what it is worth. after: the check that must have passed first.
    """
    return pytest.mark.check(exercise=exercise, points=points, public=True, after=after)


def exact(topic: str, exercise: str, check: str) -> "Exact":
    """What a check's comparisons are held against, one after the other."""
    return Exact(exercise, iter(proved(topic, check)))


class Exact:
    """The exact values of one check."""

    def __init__(self, exercise: str, proofs: Iterator[Any]) -> None:
        self._exercise, self._proofs = Named(exercise), proofs

    def next(self, *arguments: Any, view: View | None = None, of_inputs: bool = False) -> Expectation:
        """That of the next comparison, of a call with these arguments."""
        return Expectation(self._exercise, (arguments,), view, of_inputs, proved=next(self._proofs))
