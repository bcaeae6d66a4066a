"""The verdict: rounding alone explains the distance from the exact value, or it does not.

A check writes `assert student.fit(X, y, beta) == exactly(fit, X, y, beta)`. The left side is an Answer, the right
side an Expectation; `==` judges one by the other and remembers how it went.
"""

from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from ..exercise import Exercise, Program
from ..verdict import GraderFault, one_line
from ..worker.wire import Opaque
from .ball import FLOAT64_BITS
from .compare import misfit_of_form
from .comparison import Comparison, Misfit
from .expectation import Expectation
from .nearest import Comparisons, unlike
from .places import Seen
from .target import Graph, NoBall, Parts, Target, View, apart, exact_target, float_target

NOTHING_ELSE = "an answer is compared with exactly(...), and with nothing else"
NOT_SEEN = "it is seen at places(rng, x), and may have elementary functions in it alone"


class Targets:
    """Targets by program and arguments: computed once, used for every answer of a cohort."""

    def __init__(self) -> None:
        self._known: dict[Hashable, Target | Exception] = {}
        self._verdicts: dict[Hashable, bool | None] = {}

    def right(self, exercise: Exercise, wanted: Expectation, bits: int = FLOAT64_BITS) -> Iterator[Target]:
        """The targets that count as right: the reference's, then those of the conventions, for every choice.

        Raises NoBall where `bits` are too few to decide the course of a reference.
        """
        for program in (wanted.reference, *exercise.conventions):
            yield from self.of(program, wanted, bits)

    def ways(self, exercise: Exercise, wanted: Expectation) -> list[list[Target]]:
        """The same for each of these programs. Raises GraderFault where one gives what no answer can be held against."""
        return [self._way(program, wanted) for program in (wanted.reference, *exercise.conventions)]

    def _way(self, program: Program, wanted: Expectation) -> list[Target]:
        try:
            targets = list(self.of(program, wanted))
        except Exception as error:
            raise GraderFault(f"{program.__name__} gives no exact value: {_why(error)}") from error
        if any(map(_is_no_target, targets)):
            raise GraderFault(f"{program.__name__} gives an expression: {NOT_SEEN}")
        return targets

    def of(self, program: Program, wanted: Expectation, bits: int = FLOAT64_BITS) -> Iterator[Target]:
        """The targets of one program, for every choice of the arguments."""
        if wanted.proved:
            yield from wanted.proved.of(program.__name__, bits)
            return
        for choice in range(len(wanted.choices)):
            yield self._exact(program, wanted, choice, bits)

    def wrong(self, program: Program, wanted: Expectation) -> Iterator[Target]:
        """The targets of a misconception: on balls where it runs on them, and in floats; none where it raises.

        Both, since the mistake may lie in what balls do not have: an integer dtype, say.
        """
        if wanted.proved:
            yield from wanted.proved.wrong.get(program.__name__, ())
            return
        for choice, arguments in enumerate(wanted.choices):
            with suppress(Exception):
                yield self._exact(program, wanted, choice, FLOAT64_BITS)
            with suppress(Exception):
                like = self._exact(wanted.reference, wanted, choice, FLOAT64_BITS)
                key = (program, wanted.keys[choice], wanted.view, wanted.of_inputs, "floats")
                run = wanted.calling(program)
                compute = partial(float_target, run, arguments, wanted.view, wanted.of_inputs, like)
                yield self._once(key, compute)

    def fails(self, program: Program, exercise: Exercise, wanted: Expectation) -> bool:
        """Whether a misconception is known to give what cannot be right, on whichever of the choices."""
        return self._verdict(program, exercise, wanted) is False

    def passes(self, program: Program, exercise: Exercise, wanted: Expectation) -> bool:
        """Whether a misconception is known to give what may be right."""
        return self._verdict(program, exercise, wanted) is True

    def _verdict(self, program: Program, exercise: Exercise, wanted: Expectation) -> bool | None:
        key = (program, wanted.keys, wanted.view, wanted.of_inputs)
        if key not in self._verdicts:
            wrong, right = list(self.wrong(program, wanted)), list(self.right(exercise, wanted))
            meets = any(not apart(one, other) for one in wrong for other in right)
            self._verdicts[key] = meets if wrong else None
        return self._verdicts[key]

    def _exact(self, program: Program, wanted: Expectation, choice: int, bits: int) -> Target:
        key = (program, wanted.keys[choice], wanted.view, wanted.of_inputs, bits)
        run = wanted.calling(program)
        compute = partial(exact_target, run, wanted.choices[choice], wanted.view, wanted.of_inputs, bits)
        return self._once(key, compute)

    def _once(self, key: Hashable, compute: Callable[[], Target]) -> Target:
        if key not in self._known:
            try:
                self._known[key] = compute()
            except Exception as error:  # a program that raises once raises again
                self._known[key] = error
        known = self._known[key]
        if isinstance(known, Exception):
            raise known
        return known


@dataclass(frozen=True)
class Judgement:
    """One answer held against one expectation."""

    exercise: Exercise
    value: Any
    wanted: Expectation
    comparisons: Sequence[Comparison]  # with the reference, then with every convention
    chosen: int = 0

    @property
    def comparison(self) -> Comparison:
        """The comparison that counts."""
        return self.comparisons[self.chosen]

    @property
    def agrees(self) -> bool:
        """The answer is right."""
        return self.comparison.agrees

    @property
    def names(self) -> Any:
        """What the parts of the judged value are called: nested tuples of names, or None."""
        if self.wanted.of_inputs:
            return self.exercise.parameters
        if self.wanted.view is None:
            return self.exercise.outputs
        with suppress(Exception):  # most views pick a part of the result, and so of its names
            return self.wanted.view(self.exercise.outputs)
        return None


def by_one_convention(judgements: Sequence[Judgement]) -> list[Judgement]:
    """The judgements of one exercise, all by the one program that most of them agree with (the reference, if any).

    Every convention is right, but an answer that keeps changing between them is not.
    """
    if all(judgement.comparisons[0].agrees for judgement in judgements):
        return list(judgements)
    ways = range(max((len(judgement.comparisons) for judgement in judgements), default=0))
    agreeing = [sum(j.comparisons[way].agrees for j in judgements if way < len(j.comparisons)) for way in ways]
    chosen = agreeing.index(max(agreeing)) if agreeing else 0
    return [replace(j, chosen=chosen) if chosen < len(j.comparisons) else j for j in judgements]


@dataclass(eq=False)
class Answer:
    """What a student's function returned, rebuilt from plain values; `==` an Expectation judges it."""

    exercise: Exercise
    value: Any
    inputs_after: list[Any]
    known: Targets
    judgements: list[Judgement] = field(default_factory=list)
    view: View | None = None
    calls: int = 1
    simplified: Callable[[], Any] | None = None  # the value once more, simplified where the student's code runs

    @property
    def inputs(self) -> "Answer":
        """What the arguments look like after the call, as an answer to judge."""
        return replace(self, value=self.inputs_after)

    def seen_as(self, view: View) -> "Answer":
        """`view` of the answer, as an answer to judge."""
        return replace(self, view=view)

    def __and__(self, other: "Answer") -> "Answer":
        """Several calls as one answer: the list of their values."""
        values = [*self._values(), *other._values()]
        return replace(self, value=values, calls=len(values))

    def _values(self) -> list[Any]:
        return self.value if self.calls > 1 else [self.value]

    def __eq__(self, wanted: object) -> bool:
        if not isinstance(wanted, Expectation):
            raise GraderFault(NOTHING_ELSE)
        judgement = self._judged(wanted)
        self.judgements.append(judgement)
        return judgement.agrees

    def _judged(self, wanted: Expectation) -> Judgement:
        try:
            value = self.view(self.value) if self.view else self.value
        except Exception:  # the view met something that has not the form it reads
            return self._without_view(wanted)
        if isinstance(value, Seen) and self.simplified and value.is_open:
            value = value.or_else(self.simplified())
        judgement = self._compared(value, wanted)
        if self.view and judgement.comparison.misfits and self._misfits_of_form(wanted):
            return self._without_view(wanted)  # it saw parts that are not what it takes them for
        return judgement

    def _misfits_of_form(self, wanted: Expectation) -> list[Misfit]:
        """Where the whole result is not so many values as the reference's."""
        if wanted.of_inputs:
            return []
        return [m for value in self._values() if (m := misfit_of_form(value, self.exercise.outputs))]

    def _compared(self, value: Any, wanted: Expectation) -> Judgement:
        ways = self.known.ways(self.exercise, wanted)
        comparisons = Comparisons(value, ways)
        chosen = next((way for way, comparison in enumerate(comparisons) if comparison.agrees), 0)
        return Judgement(self.exercise, value, wanted, comparisons, chosen)

    def _without_view(self, wanted: Expectation) -> Judgement:
        """What no view can read has another form than the reference's result: the misfits say which."""
        wanted = replace(wanted, view=None)
        of_form = wanted.proved is not None  # what was proved is known of the view alone
        misfits = self._misfits_of_form(wanted) if of_form else self._compared(self.value, wanted).comparison.misfits
        return Judgement(self.exercise, self.value, wanted, (Comparison(misfits=misfits or [unlike()]),))


def _why(error: Exception) -> str:
    return str(error) if isinstance(error, NoBall) else one_line(error)


def _is_no_target(target: Target) -> bool:
    """Whether nothing may be held against it: values at places that everybody knows, or something only described."""
    if isinstance(target, Parts):
        return any(map(_is_no_target, target.parts))
    return target.known if isinstance(target, Graph) else isinstance(getattr(target, "value", None), Opaque)
