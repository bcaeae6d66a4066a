"""The checks, a file for each topic: pytest tests whose docstrings are the sentences that students read."""

from collections.abc import Callable
from typing import Any, TypeVar

import pytest

from ..exercise import Program
from ..judging.expectation import exactly, exactly_one_of
from ..judging.places import places
from ..worker.wire import Formula, Random

F = TypeVar("F", bound=Callable[..., Any])


def check(
    reference: Program,
    *,
    points: float,
    public: bool = False,
    after: Callable[..., Any] | None = None,
    curve: Callable[..., Any] | None = None,
) -> Callable[[F], F]:
    """Mark a pytest test as a check of one exercise.

    reference: the exercise's reference function.
    points: what the check is worth; a topic's checks add up to 100.
    public: students can run it too, on inputs of their own.
    after: the check that must have passed first; if it has not, this one is skipped and not called wrong.
    curve: gives the `Curve` that is drawn of a call, from its arguments, where a picture says more than the result.
    """
    return pytest.mark.check(exercise=reference.__name__, points=points, public=public, after=after, curve=curve)


__all__ = ["Formula", "Random", "check", "exactly", "exactly_one_of", "places"]
