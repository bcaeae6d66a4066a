"""Finds the example that a student is shown of a wrong answer: as small as it goes, and from public inputs alone.

Of a misconception that is known by name, its program is run here in the student's place, once for a whole cohort; the
student's own function is then called once, to see whether it does the same. Of any other wrong answer a few calls of
the student's function say how small its inputs can be.
"""

import functools
from collections.abc import Callable, Hashable
from contextlib import suppress
from dataclasses import dataclass, replace

from ..call import Local, Student
from ..course import PUBLIC_SEED
from ..exercise import Exercise, Program, Topic
from ..judging.diagnose import diagnose
from ..judging.judge import Judgement, Targets
from ..judging.mistakes import Misconception
from ..judging.target import Literal, Parts, Target
from ..session import Check
from ..verdict import Crashed, NoAnswer, TimedOut
from .describe import call_of, example_of, factor_of, words_of
from .example import Example
from .question import Question, public_questions, simple_questions
from .shrink import Arguments, Search, TooLong, limited

KEPT = 10_000  # misconceptions and checks whose smallest inputs are kept
NEAR = 1_000  # questions whose exact results are kept meanwhile, since other misconceptions lead there too
TRIES = 40  # of smaller inputs for a misconception
CALLS = 12  # of a student's function for one check
STEPS = 12_000  # calls of functions that programs of the course may take in one try,
MORE_STEPS = 60_000  # and where there is one try alone


@dataclass(frozen=True)
class Seen:
    """How a check ended on the public inputs: the comparisons that it made, and what it said if a call had no answer."""

    judgements: list[Judgement]
    said: str = ""

    @property
    def first_wrong(self) -> int | None:
        """Which comparison was the first that does not agree."""
        return next((place for place, judgement in enumerate(self.judgements) if not judgement.agrees), None)


class Finder:
    """Finds examples of what one student's functions do wrong."""

    def __init__(self, student: Student, seed: int) -> None:
        """`seed`: of the public inputs, as `seen` has them."""
        self._student, self._seed = student, seed
        self._asks = True  # until a call does not come back

    def find(self, check: Check, seen: Seen | None, diagnosis: str | None) -> Example | None:
        """An example of what a check found wrong; None where nothing wrong is to be seen on public inputs.

        seen: how the check ended on the public inputs, if it ended as on the graded ones. diagnosis: the misconception.
        """
        with suppress(Exception):  # an answer so odd that it breaks the words; no verdict depends on them
            example = self._of_misconception(check, diagnosis) or self._of_public_inputs(check, seen)
            return replace(example, words="") if example and diagnosis else example
        return None

    def _of_misconception(self, check: Check, diagnosis: str | None) -> Example | None:
        exercise = check.exercise
        program = next((each for each in exercise.misconceptions if each.__name__ == diagnosis), None)
        question = smallest(check, program) if program else None
        if program is None or question is None:
            return None
        known = _known_at(check, question.wanted.keys)
        judgement = self._asked(question, known)
        if judgement and not judgement.agrees and Misconception(program, exercise, known).explains(judgement):
            return _small(check, question, judgement)
        return None

    def _of_public_inputs(self, check: Check, seen: Seen | None) -> Example | None:
        if seen is None:
            return None
        questions, place = public_questions(check, self._seed), seen.first_wrong
        if place is None:
            if not seen.said or len(seen.judgements) >= len(questions):
                return None
            return replace(call_of(check.exercise, questions[len(seen.judgements)]), said=seen.said)
        question, wrong = questions[place], seen.judgements[place]
        if found := self._smallest(check, question) or self._simple(check, question, place):
            own, first = factor_of(found[1]), factor_of(wrong)
            if not (own and first) or own == first:  # the small one shows what is seen in the other too
                return replace(_small(check, *found), words=words_of(found[1], by_factor=own == first))
        example = example_of(check.exercise, question, wrong)
        return replace(_with_curve(check, question, example), words=words_of(wrong))

    def _smallest(self, check: Check, question: Question) -> tuple[Question, Judgement] | None:
        """The smallest inputs that few calls find on which the answer is wrong too, and how it was judged there."""
        if not question.can_change:
            return None
        facts = facts_of(check.exercise, question, _known_at(check, question.wanted.keys))
        best: list[tuple[Question, Judgement]] = []

        def wrong(question: Question) -> bool:
            if not (is_exact(check, question, facts) and is_agreed(check, question)):
                return False  # there may be no end to it: nobody is asked
            judgement = self._asked(question, _known_at(check, question.wanted.keys))
            if judgement and not judgement.agrees:
                best.append((question, judgement))
            return bool(judgement and not judgement.agrees)

        simple = next((other for other in simple_questions(check) if other.is_like(question)), None)
        start = simple if simple and wrong(simple) else question
        search = Search(lambda arguments: wrong(start.on(arguments)), CALLS - 1)
        search.smallest(check.exercise, start.arguments)
        return best[-1] if best else None

    def _simple(self, check: Check, question: Question, place: int) -> tuple[Question, Judgement] | None:
        """What cannot be made smaller, as the check itself asks it on simple numbers, if the answer is wrong there too."""
        simple = () if question.can_change or question.wanted.proved else simple_questions(check)[place : place + 1]
        for other in simple:
            known = _known_at(check, other.wanted.keys)
            facts = facts_of(check.exercise, question, _known_at(check, question.wanted.keys))
            agreed = is_exact(check, other, facts, MORE_STEPS) and is_agreed(check, other, MORE_STEPS)
            if agreed and other.is_like(question):
                judgement = self._asked(other, known)
                return (other, judgement) if judgement and not judgement.agrees else None
        return None

    def _asked(self, question: Question, known: Targets) -> Judgement | None:
        """The answer to a question, judged; None if there is none."""
        try:
            return question.put_to(self._student, known) if self._asks else None
        except NoAnswer as ended:
            self._asks = not (isinstance(ended, TimedOut) or (isinstance(ended, Crashed) and ended.fatal))
            return None


def _small(check: Check, question: Question, judgement: Judgement) -> Example:
    return _with_curve(check, question, replace(example_of(check.exercise, question, judgement), shrunk=True))


def _with_curve(check: Check, question: Question, example: Example) -> Example:
    """The example with the curve that the check has of its calls, if it has one."""
    with suppress(Exception):
        return replace(example, curve=check.curve(*question.arguments)) if check.curve else example
    return example


@functools.lru_cache(KEPT)
def smallest(check: Check, program: Program) -> Question | None:
    """The smallest inputs on which a misconception gives something wrong; None where it never does, or not surely."""
    public = public_questions(check, PUBLIC_SEED)
    for start in (*simple_questions(check), *public):
        if not start.can_change:
            continue
        like = next(question for question in public if question.is_like(start))
        facts = facts_of(check.exercise, like, _known_at(check, like.wanted.keys))
        if is_exact(check, start, facts) and _shows(check, program, start) and is_agreed(check, start):
            named = _shows(check, program, start, by_name=True)

            def holds(arguments: Arguments) -> bool:
                question = start.on(arguments)  # noqa: B023 - used in this round
                shown = is_exact(check, question, facts) and _shows(check, program, question, by_name=named)  # noqa: B023
                return shown and is_agreed(check, question)

            return start.on(Search(holds, TRIES).smallest(check.exercise, start.arguments))
    return None


def _shows(check: Check, program: Program, question: Question, *, by_name: bool = False) -> bool:
    """Whether a misconception is wrong there, and is what explains it. by_name: that no other one explains it better."""
    known = _known_at(check, question.wanted.keys)

    def shown() -> bool:
        judgement = question.put_to(_playing(check, program, known), known)
        if judgement.agrees or not Misconception(program, check.exercise, known).explains(judgement):
            return False
        (found,) = diagnose(check.exercise, [judgement], known) if by_name else [None]
        return not by_name or (found is not None and found.name == program.__name__)

    return _tried(shown)


def is_exact(check: Check, question: Question, facts: list[bool], steps: int = STEPS) -> bool:
    """Whether there is an exact result, of which the same facts are true."""
    known = _known_at(check, question.wanted.keys)
    if known.exact is None:
        known.exact = _tried(lambda: facts_of(check.exercise, question, known) == facts, steps)
    return known.exact


def is_agreed(check: Check, question: Question, steps: int = STEPS) -> bool:
    """Whether all right programs agree: where they do not, the question is none that could be asked."""
    known = _known_at(check, question.wanted.keys)
    if known.agreed is None:
        known.agreed = _tried(
            lambda: all(
                question.put_to(_playing(check, program, known), known).agrees for program in check.exercise.equivalents
            ),
            steps,
        )
    return known.agreed


class Known(Targets):
    """What is exact about one question, and what was found out: whether it `is_exact`, whether it `is_agreed`."""

    exact: bool | None = None
    agreed: bool | None = None


@functools.lru_cache(NEAR)
def _known_at(*_: Hashable) -> Known:
    return Known()


def _playing(check: Check, program: Program, known: Targets) -> Local:
    """A program of the course as a student."""
    return Local(Topic(check.topic.name, (check.exercise,)), {check.exercise.name: program}, known)


def facts_of(exercise: Exercise, question: Question, known: Targets) -> list[bool]:
    """The truth values in the exact result."""
    right, *_conventions = known.right(exercise, question.wanted)
    return _facts(right)


def _facts(target: Target) -> list[bool]:
    match target:
        case Parts():
            return [fact for part in target.parts for fact in _facts(part)]
        case Literal(bool() as value):
            return [value]
        case _:
            return []


def _tried(true: Callable[[], bool], steps: int = STEPS) -> bool:
    """Whether something is true, where it neither fails nor takes too long."""
    try:
        with limited(steps):
            return true()
    except (Exception, TooLong):
        return False
