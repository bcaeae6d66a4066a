"""What a check holds an answer against: a reference on some arguments, seen as a whole or through a view."""

import itertools
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from ..exercise import Program
from .proved import Proved
from .target import View


@dataclass(frozen=True)
class Expectation:
    """The exact result of a reference: on some arguments, or on any one of several choices of them.

    Of several calls (joined by `&`) it is the list of their results; their arguments stand one after the other.
    """

    reference: Program
    choices: tuple[tuple[Any, ...], ...]
    view: View | None = None
    of_inputs: bool = False
    calls: tuple[int, ...] = ()  # how many arguments each of several calls takes
    proved: Proved | None = None  # its targets, where the programs are not there to run

    def __and__(self, other: "Expectation") -> "Expectation":
        (ours,), (theirs,) = self.choices, other.choices
        calls = (*(self.calls or (len(ours),)), *(other.calls or (len(theirs),)))
        return replace(self, choices=((*ours, *theirs),), calls=calls)

    def calling(self, program: Program) -> Program:
        """`program`, called as often as the expectation says, on its share of the arguments each time."""

        def every_call(*arguments: Any) -> list[Any]:
            left = iter(arguments)
            return [program(*itertools.islice(left, share)) for share in self.calls]

        return every_call if self.calls else program

    @cached_property
    def keys(self) -> tuple[Hashable, ...]:
        """Each of the choices, to look up what is known of it."""
        return tuple(map(frozen, self.choices))

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


def frozen(value: Any) -> Hashable:
    """An argument as something to look up by."""
    match value:
        case np.ndarray():
            return value.dtype.str, value.shape, value.tobytes()
        case tuple() | list():
            return type(value), tuple(frozen(item) for item in value)
        case _:
            return type(value), value
