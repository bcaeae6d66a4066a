"""An answer beside its target, part by part."""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from flint import arb, ctx

from ..language import _
from .ball import EXACT_BITS

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Leaf:
    """One number or array of an answer beside its target."""

    path: Path
    answer: np.ndarray  # float64 or int64; shape of the target
    exact: np.ndarray  # of arb
    allowance: np.ndarray  # of arb
    within: np.ndarray  # of bool

    @cached_property
    def agrees(self) -> bool:
        """Every number is within its allowance."""
        return bool(self.within.all())

    def where(self, index: tuple[int, ...]) -> str:
        """What stands behind the name of one of the numbers."""
        return f"[{', '.join(map(str, index))}]" if index else ""

    @property
    def distances(self) -> np.ndarray:
        """The distance of every number in units of its allowance; infinite where nothing is allowed."""
        with ctx.workprec(EXACT_BITS):
            ratios = [
                _ratio(abs(arb(a) - e), r)
                for a, e, r in zip(self.answer.ravel().tolist(), self.exact.flat, self.allowance.flat, strict=True)
            ]
        return np.array(ratios, dtype=float).reshape(self.answer.shape)

    @property
    def farthest(self) -> tuple[int, ...]:
        """The place of the number that is farthest off, of those that are not within their allowances if any are not."""
        distances = self.distances if self.agrees else np.where(self.within, -1.0, self.distances)
        return tuple(int(i) for i in np.unravel_index(int(np.argmax(distances)), distances.shape))

    @property
    def distance(self) -> float:
        """The largest of them."""
        return max(self.distances.flat, default=0.0)


@dataclass(frozen=True)
class Trace(Leaf):
    """An expression beside its target, at the places where it was looked at; values as near as floats come to them."""

    places: tuple[str, ...]  # in words

    def where(self, index: tuple[int, ...]) -> str:
        """At which place."""
        return " " + _("at {place}").format(place=self.places[index[0]])


@dataclass(frozen=True)
class Misfit:
    """A part of an answer that has not the form of its target, in words: what is there, what belongs there."""

    path: Path
    found: str
    wanted: str
    kind: str = "form"


@dataclass(frozen=True)
class Comparison:
    """All parts of an answer beside their targets."""

    leaves: list[Leaf] = field(default_factory=list)
    misfits: list[Misfit] = field(default_factory=list)

    @cached_property
    def agrees(self) -> bool:
        """Rounding alone explains the answer."""
        return not self.misfits and all(leaf.agrees for leaf in self.leaves)

    @property
    def distance(self) -> float:
        """The largest distance of any number, in units of its allowance; infinite if the form is another."""
        if self.misfits:
            return float("inf")
        return max((leaf.distance for leaf in self.leaves), default=0.0)


def _ratio(distance: arb, allowance: arb) -> float:
    if distance.is_zero():
        return 0.0
    return float((distance / allowance).mid()) if not allowance.is_zero() else float("inf")
