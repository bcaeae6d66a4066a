"""An example of what a judgement says: the call, what came back, and what belongs there."""

from collections.abc import Hashable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

import numpy as np

from ..exercise import Exercise
from ..judging.comparison import Trace
from ..judging.expectation import frozen
from ..judging.judge import Judgement
from ..judging.patterns import beside, describe, factor, name
from ..language import _
from .example import Example, Part, Worst
from .formulas import formulas_of
from .question import Question, is_data
from .words import side_by_side, written

DRAWN = 60  # numbers of a part that a picture still shows
LONGEST = 1500  # characters of an argument that is written down in full
IN_A_LINE = 120  # characters of a call with its arguments that are told within a text
CALLS = 3  # that are written down of a question with more


def example_of(exercise: Exercise, question: Question, judgement: Judgement) -> Example:
    """What a judgement says of the call that it is about."""
    parts = sorted(_parts(judgement), key=lambda part: part.right)
    formulas = _formulas(judgement)
    return replace(
        call_of(exercise, question),
        parts=(*((formulas[0],) if formulas else ()), *parts),
        at=formulas[1] if formulas else "",
        worst=_worst(judgement),
        of_inputs=question.asked.of_inputs,
    )


def words_of(judgement: Judgement, *, by_factor: bool = True) -> str:
    """What can be said of an answer by its shape alone, see `describe`."""
    with suppress(Exception):  # an answer so odd that it breaks the words
        return describe(judgement, by_factor=by_factor)
    return ""


def factor_of(judgement: Judgement) -> str:
    """The factor that is between an answer and the exact one, in words, see `factor`."""
    with suppress(Exception):  # an answer so odd that it breaks the words
        return factor(judgement)
    return ""


def in_words(example: Example) -> str:
    """What an example shows of a wrong answer: the call, the shape, what is farthest off beside what is exact."""
    return " ".join(filter(None, [_call_in_words(example), example.words, _beside(example)]))


def _beside(example: Example) -> str:
    worst = example.worst
    if example.at:
        formula = example.parts[0]
        told = _("{name} is {answer}, and exactly it is {exact}.")
        return told.format(name=formula.name, answer=f"`{formula.found}`", exact=f"`{formula.exact}`")
    if worst is None:
        return ""
    return beside(worst.where, worst.found, worst.exact, float("inf") if worst.distance is None else worst.distance)


def _call_in_words(example: Example) -> str:
    """The call in a line, where it is short enough for one."""
    (call, *others), given = example.calls, ", ".join(example.given)
    if others or not example.whole or len(call) + len(given) > IN_A_LINE:
        return ""
    return _("{call}, with {given}:").format(call=f"`{call}`", given=f"`{given}`") if given else f"`{call}`:"


def call_of(exercise: Exercise, question: Question) -> Example:
    """The call alone."""
    given: list[str] = []
    calls: list[str] = []
    known: dict[tuple[str, Hashable], str] = {}
    whole = True
    for _name, arguments in question.asked.calls[:CALLS]:
        texts = []
        for parameter, argument in zip(exercise.parameters, arguments, strict=False):
            if not is_data(argument):
                texts.append(written(argument))
                continue
            key = parameter, frozen(argument)
            if key not in known:
                before = sum(other == parameter for other, _ in known)
                known[key] = f"{parameter}_{before + 1}" if before else parameter
                line = f"{known[key]} = {written(argument)}"
                whole = whole and len(line) <= LONGEST
                given.append(line if len(line) <= LONGEST else _too_long(known[key], argument))
            texts.append(known[key])
        calls.append(f"{exercise.name}({', '.join(texts)})")
    whole = whole and len(question.asked.calls) <= CALLS
    return Example(tuple(given), tuple(calls), whole=whole)


def _too_long(called: str, argument: Any) -> str:
    return f"# {called}: {np.size(argument)} numbers, an array of shape {np.shape(argument)}"


def _parts(judgement: Judgement) -> Iterator[Part]:
    for misfit in judgement.comparison.misfits:
        yield Part(_named(misfit.path, judgement), misfit.found, misfit.wanted, right=False)
    for leaf in judgement.comparison.leaves:
        if isinstance(leaf, Trace):
            yield _at_one_place(leaf, judgement)
            continue
        exact = _floats(leaf.exact)
        found, wanted = side_by_side(leaf.answer, exact)
        part = Part(_named(leaf.path, judgement), found, wanted, leaf.agrees, leaf.answer.shape)
        if 0 < leaf.answer.size <= DRAWN:
            numbers, right = (tuple(map(float, array.ravel().tolist())) for array in (leaf.answer, exact))
            part = replace(part, numbers=numbers, wanted=right, distances=tuple(map(_finite, leaf.distances.flat)))
        yield part


def _formulas(judgement: Judgement) -> tuple[Part, str] | None:
    """An expression beside the right one, and the place at which it is looked at, as Python."""
    for leaf in judgement.comparison.leaves:
        if isinstance(leaf, Trace) and (both := formulas_of(leaf, judgement, leaf.farthest[0])):
            return Part(_named(leaf.path, judgement), both.found, both.exact, leaf.agrees), both.at
    return None


def _at_one_place(trace: Trace, judgement: Judgement) -> Part:
    """An expression by its value at one place, where it is farthest off."""
    place = trace.farthest
    exact = np.array(float(trace.exact[place].mid()))
    found, wanted = side_by_side(np.array(trace.answer[place]), exact)
    return Part(_named(trace.path, judgement) + trace.where(place), found, wanted, trace.agrees)


def _named(path: Sequence[Any], judgement: Judgement) -> str:
    with suppress(Exception):  # an answer so odd that it has no such part
        return name(tuple(path), judgement)
    return _("the result")


def _floats(exact: np.ndarray) -> np.ndarray:
    return np.array([float(value.mid()) for value in exact.flat]).reshape(exact.shape)


def _worst(judgement: Judgement) -> Worst | None:
    """The number that is farthest off, of the parts that are numbers."""
    wrong = [leaf for leaf in judgement.comparison.leaves if not leaf.agrees]
    if not wrong:
        return None
    leaf = max(wrong, key=lambda leaf: leaf.distances[leaf.farthest])
    place = leaf.farthest
    answer, exact = side_by_side(np.array(leaf.answer[place]), np.array(float(leaf.exact[place].mid())))
    return Worst(
        _named(leaf.path, judgement) + leaf.where(place),
        answer,
        exact,
        float(leaf.allowance[place].mid()),
        _finite(leaf.distances[place]),
        _ulp(float(leaf.exact[place].mid())),
    )


def _ulp(exact: float) -> float | None:
    return float(np.spacing(abs(exact))) if exact and np.isfinite(exact) else None


def _finite(distance: float) -> float | None:
    return float(distance) if np.isfinite(distance) else None
