"""Common shapes of wrong answers, told in words: the form, a factor, a transpose, a shift, some entries."""

from collections.abc import Iterator, Sequence
from itertools import chain

import numpy as np
from flint import arb, ctx

from ..language import _, all_of
from ..showing import times
from ..worker.wire import NOT_CARRIED_OUT
from .ball import EXACT_BITS
from .comparison import Leaf, Misfit, Path, Trace
from .judge import Judgement

NAME = "{name}"  # in a sentence of which only the name is not known yet
MANY = 6  # entries that are still listed one by one


def describe(judgement: Judgement, *, by_factor: bool = True) -> str:
    """Sentences on a wrong answer, the most telling first; empty if it has no known shape.

    by_factor: whether a factor between the numbers and the exact ones is believed; of one number it may be by chance.
    """
    comparison = judgement.comparison
    if comparison.misfits:
        return " ".join(_misfit(misfit, judgement) for misfit in comparison.misfits[:2])
    wrong = [leaf for leaf in comparison.leaves if not leaf.agrees]
    right = [leaf for leaf in comparison.leaves if leaf.agrees]
    sentences = [_parts(wrong, right, judgement)] if right else []
    with ctx.workprec(EXACT_BITS):
        shape = (by_factor and _common_factor(wrong, judgement)) or next(
            chain(_graphs(wrong, judgement), _shapes(wrong, judgement)), ""
        )
    return " ".join(sentence for sentence in [*sentences, shape] if sentence)


def factor(judgement: Judgement) -> str:
    """The sentence on the one factor between all wrong numbers and the exact ones; empty if there is none."""
    if judgement.comparison.misfits:
        return ""
    with ctx.workprec(EXACT_BITS):
        return _common_factor([leaf for leaf in judgement.comparison.leaves if not leaf.agrees], judgement)


def evidence(judgement: Judgement) -> str:
    """The first wrong number beside the exact one; only for inputs that are public."""
    for leaf in judgement.comparison.leaves:
        for index in np.argwhere(~leaf.within):
            place = tuple(int(i) for i in index)
            numbers = float(leaf.answer[place]), float(leaf.exact[place].mid())
            answer, exact = (f"{number:.10g}" for number in numbers)
            return beside(f"{name(leaf.path, judgement)}{leaf.where(place)}", answer, exact, leaf.distance)
    return ""


def beside(name: str, answer: str, exact: str, distance: float) -> str:
    """A wrong number beside the exact one, and how far it is from it."""
    numbers = _("{name} is {answer}, and exactly it is {exact}.").format(name=name, answer=answer, exact=exact)
    return f"{numbers} {distance_in_words(distance)}"


def distance_in_words(distance: float) -> str:
    """How far an answer is from the exact value."""
    if distance == float("inf"):
        return _("No rounding is involved.")
    if distance <= 1:
        return _("There are no floating-point numbers in it, so nothing was rounded: it should be equal.")
    return _("That is {times} times farther away than rounding can bring it.").format(times=times(distance))


def name(path: Path, judgement: Judgement) -> str:
    """What the student calls a part of the result: the name in the reference's return statement."""
    named = judgement.names
    for step in path:
        if isinstance(step, str):
            return f"“{_(step)}”"
        if not isinstance(named, tuple) or step >= len(named):
            if isinstance(named, str):
                return f"{named}[{step}]"
            return _("value {number} of the result").format(number=step + 1)
        named = named[step]
    return named if isinstance(named, str) else _("the result")


def _misfit(misfit: Misfit, judgement: Judgement) -> str:
    what = name(misfit.path, judgement)
    if misfit.found == "None":
        nothing = _("{exercise} gave None for {name}. Is there a `return`, and does every branch reach it?")
        return nothing.format(exercise=judgement.exercise.name, name=what)
    if misfit.kind == "not finite":
        endless = _("There is {found} in {name}. Look for a division by zero, or for steps that grow without end.")
        return endless.format(found=misfit.found, name=what)
    sentences = [
        _("{name} should be {wanted}, but is {found}.").format(name=what, wanted=misfit.wanted, found=misfit.found)
    ]
    if misfit.kind == "shape":
        sentences.append(
            _("The shape counts: (n,) and (n, 1) broadcast against each other into a whole table of numbers.")
        )
    if misfit.found == _(NOT_CARRIED_OUT):
        sentences.append(
            _("`.doit()` carries it out; `sympy.diff`, `sympy.integrate` and `sympy.limit` do so at once.")
        )
    elif misfit.kind not in ("expression", "open") and "SymPy" in misfit.found:
        sentences.append(_("Put a number in for the symbol before you return it."))
    return " ".join(sentences)


def _parts(wrong: Sequence[Leaf], right: Sequence[Leaf], judgement: Judgement) -> str:
    if len(wrong) + len(right) > MANY:
        return _("{right} of {all} numbers are right; the first wrong one is {name}.").format(
            right=len(right), all=len(wrong) + len(right), name=name(wrong[0].path, judgement)
        )
    names = [all_of(name(leaf.path, judgement) for leaf in leaves) for leaves in (right, wrong)]
    return _("Right: {right}. Wrong: {wrong}.").format(right=names[0], wrong=names[1])


def _common_factor(wrong: Sequence[Leaf], judgement: Judgement) -> str:
    """The one factor between all wrong numbers and the exact ones, if there is one and it says something."""
    if not wrong:
        return ""
    triples = [triple for leaf in wrong for triple in _numbers(leaf)]
    largest = max(triples, key=lambda triple: abs(float(triple[1])))
    if abs(largest[1]) <= largest[2] or largest[0].is_zero():
        return ""
    factor = largest[0] / largest[1]
    spread = abs(factor) * largest[2] / abs(largest[1])  # what rounding does to the factor itself
    if not all(abs(a - factor * e) <= 2 * abs(factor) * r + spread * abs(e) for a, e, r in triples):
        return ""
    what = all_of(name(leaf.path, judgement) for leaf in wrong[:3])
    for value, told in _telling_factors(judgement):
        if abs(factor - value) <= 2 * spread:
            return told.replace(NAME, what)
    if len(triples) < 3 or abs(factor - 1) <= spread or f"{float(factor):.6g}" == "1":
        return ""  # of one or two numbers, some factor is always to be had; a factor of 1, as it is told, is none
    some = _("All wrong numbers in {name} are {factor:.6g} times what they should be: a factor is missing or too many.")
    return some.format(name=what, factor=float(factor))


def _numbers(leaf: Leaf) -> list[tuple[arb, arb, arb]]:
    return [
        (arb(a), e, r)
        for a, e, r in zip(leaf.answer.ravel().tolist(), leaf.exact.flat, leaf.allowance.flat, strict=True)
    ]


def _telling_factors(judgement: Judgement) -> Iterator[tuple[arb, str]]:
    yield arb(-1), _("Everything wrong in {name} is right but for the sign.")
    yield arb(2), _("Everything wrong in {name} is exactly twice what it should be.")
    yield arb(1) / 2, _("Everything wrong in {name} is exactly half of what it should be.")
    yield arb(-2), _("Everything wrong in {name} is twice what it should be, and of the wrong sign.")
    large = _(
        "Everything wrong in {name} is {size} times too large, and {size} is {parameter}.shape[{axis}]: a mean is missing."
    )
    small = _(
        "Everything wrong in {name} is {size} times too small, and {size} is {parameter}.shape[{axis}]: "
        "divided once too often."
    )
    for parameter, argument in zip(judgement.exercise.parameters, judgement.wanted.choices[0], strict=False):
        sizes = argument.shape if isinstance(argument, np.ndarray) else ()
        for axis, size in enumerate(sizes):
            if size > 2:
                known = {"name": NAME, "size": size, "parameter": parameter, "axis": axis}
                yield arb(size), large.format(**known)
                yield 1 / arb(size), small.format(**known)


def _graphs(wrong: Sequence[Leaf], judgement: Judgement) -> Iterator[str]:
    """What is to be said of an expression: that it is no function, or where it is another one."""
    for leaf in wrong:
        if not isinstance(leaf, Trace):
            continue
        what = name(leaf.path, judgement)
        if len(set(leaf.answer)) == 1 < len({float(e.mid()) for e in leaf.exact}):
            yield _("{name} is a number, the same everywhere. A formula is asked for, with the symbol in it.").format(
                name=what
            )
        elif digits := _digits(leaf):
            yield _(
                "{name} is right to about {digits} digits, and no further. Is a number in it rounded, or a quotient taken "
                "in place of the derivative?"
            ).format(name=what, digits=digits)
        elif leaf.within.any():
            place = leaf.places[leaf.farthest[0]]
            partly = _("{name} is right at some places and wrong at others, for example at {place}.")
            yield partly.format(name=what, place=place)


def _digits(leaf: Trace) -> int:
    """How many digits are right at every place, if two or more are, and floats can see that it is not all of them."""
    off = max(abs(a / float(e.mid()) - 1) if e else float("inf") for a, e in zip(leaf.answer, leaf.exact, strict=True))
    digits = int(-np.log10(off)) if off else 0
    return digits if 1 < digits < 15 else 0


def _shapes(wrong: Sequence[Leaf], judgement: Judgement) -> Iterator[str]:
    for leaf in wrong:
        if isinstance(leaf, Trace):
            continue
        what = name(leaf.path, judgement)
        if leaf.answer.ndim == 2 and leaf.answer.shape[0] == leaf.answer.shape[1] and _within(leaf, leaf.answer.T):
            yield _("{name} is transposed: rows and columns have changed places.").format(name=what)
        for axis in range(leaf.answer.ndim):
            yield from _shift(leaf, axis, what)
        if leaf.answer.size > 1 and not leaf.within.any() and not leaf.answer.any():
            yield _("{name} is all zeros: was it ever filled?").format(name=what)
        if leaf.within.any():
            yield _entries(leaf, what)


def _shift(leaf: Leaf, axis: int, what: str) -> Iterator[str]:
    """The exact values stand one place further along an axis (three places at least, or it says nothing)."""
    count = leaf.answer.shape[axis]
    if count < 4:
        return
    first, last = np.arange(count - 1), np.arange(1, count)
    late = _("{name} is right but shifted: every value stands one place too late along axis {axis}.")
    early = _("{name} is right but shifted: every value stands one place too early along axis {axis}.")
    for there, here, told in ((first, last, late), (last, first, early)):
        exact, allowance = leaf.exact.take(there, axis), leaf.allowance.take(there, axis)
        if all(
            abs(arb(a) - e) <= r
            for a, e, r in zip(leaf.answer.take(here, axis).ravel().tolist(), exact.flat, allowance.flat, strict=True)
        ):
            yield told.format(name=what, axis=axis)


def _within(leaf: Leaf, answer: np.ndarray) -> bool:
    return all(
        abs(arb(a) - e) <= r
        for a, e, r in zip(answer.ravel().tolist(), leaf.exact.flat, leaf.allowance.flat, strict=True)
    )


def _entries(leaf: Leaf, what: str) -> str:
    wrong = [tuple(int(i) for i in index) for index in np.argwhere(~leaf.within)]
    for axis in range(leaf.within.ndim if leaf.within.ndim > 1 else 0):
        places = {index[axis] for index in wrong}
        if len(places) == 1 and leaf.within.shape[axis] > 2:
            (place,) = places
            alone = _("In {name}, only index {index} along axis {axis} is wrong, all the rest is right.")
            return alone.format(name=what, index=place, axis=axis)
    listed = ", ".join(f"[{', '.join(map(str, index))}]" for index in wrong[:MANY])
    told = _("In {name}, {wrong} of {all} entries are wrong: {entries}.")
    if len(wrong) > MANY:
        told = _("In {name}, {wrong} of {all} entries are wrong: {entries} and others.")
    return told.format(name=what, wrong=len(wrong), all=leaf.within.size, entries=listed)
