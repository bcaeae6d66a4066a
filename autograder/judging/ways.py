"""A value held against what each of several programs gives: the reference, and the conventions that are right too."""

from collections.abc import Sequence
from typing import Any

from ..language import _
from .compare import compare
from .comparison import Comparison, Misfit
from .target import Target


class Comparisons(Sequence[Comparison]):
    """A value held against what each of several programs gives, one after the other as they are looked at."""

    def __init__(self, value: Any, ways: Sequence[Sequence[Target]]) -> None:
        self._value, self._ways = value, ways
        self._made: dict[int, Comparison] = {}

    def __len__(self) -> int:
        return len(self._ways)

    def __getitem__(self, way: Any) -> Any:
        if way not in self._made:
            self._made[way] = _nearest(self._value, self._ways[way])
        return self._made[way]


def odd() -> Misfit:
    """Of what is so odd that nothing can be said of it."""
    return Misfit((), _("something else"), _("what the exercise asks for"))


def _nearest(value: Any, targets: Sequence[Target]) -> Comparison:
    """The comparison that agrees, or else the first. What breaks a comparison is the answer's fault, not the grader's."""
    comparisons = []
    try:
        for target in targets:
            comparisons.append(compare(value, target))
            if comparisons[-1].agrees:
                return comparisons[-1]
    except Exception:
        return Comparison(misfits=[odd()])
    return comparisons[0]
