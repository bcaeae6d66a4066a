"""Runs checks on a student's functions: verdicts from the graded inputs, words from an example that anybody may see.

A student chooses what a function returns or raises, and so could make feedback carry the inputs out: as an array's
shape, a factor, the line of an exception. So nothing that is told depends on inputs that are secret, but for the
verdict and the name of a misconception. What can be told in full is told of the public seed's inputs.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import islice

from .call import Student
from .course import PUBLIC_SEED
from .examples.describe import in_words
from .examples.example import Example
from .examples.find import Finder, Seen
from .exercise import Exercise, Topic
from .judging.diagnose import Diagnosis, diagnose
from .judging.judge import Judgement, Targets, by_one_convention
from .judging.patterns import describe, evidence
from .language import N_, _
from .questions import questions
from .report import CheckResult
from .session import RAISED, Check
from .verdict import Crashed, NoAnswer, Verdict

BROKEN = (Verdict.WRONG, Verdict.CRASHED, Verdict.TIMED_OUT)
EXEMPLIFIED = (Verdict.WRONG, Verdict.CRASHED)  # what an example is shown of
NOT_RIGHT = N_("The result is not what it should be.")
MEND_FIRST = N_("If this comes from your {exercise}, mend that first: it is not right yet.")
FOR_EXAMPLE = N_("For example, on numbers that are not those of the grading:")
BY_CHANCE = N_("On the numbers of the public checks it is right, on others it is not: does it hold for any?")


@dataclass
class Run:
    """One check on one submission: how it ended, and every comparison it made."""

    check: Check
    verdict: Verdict = Verdict.PASSED
    message: str = ""
    lasting: bool = True
    judgements: list[Judgement] = field(default_factory=list)

    @property
    def stands(self) -> bool:
        """Checks that come after it are tried."""
        return self.verdict in (Verdict.PASSED, Verdict.GRADER_FAULT)

    @property
    def first_wrong(self) -> Judgement | None:
        """The first comparison that does not agree."""
        return next((judgement for judgement in self.judgements if not judgement.agrees), None)


class Checks:
    """Checks with the seed of their inputs, to be run on one submission after the other."""

    def __init__(
        self,
        checks: Sequence[Check],
        seed: int,
        *,
        secret: bool,
        public_seed: int = PUBLIC_SEED,
        with_examples: bool = True,
    ) -> None:
        """`secret`: whether the seed is, so that nothing may be told that depends on the inputs.

        public_seed: what examples are drawn from. with_examples: whether small ones are looked for, which takes longer
        than all the rest.
        """
        self.known = Targets()
        self._checks, self._seed, self._secret, self._public_seed = checks, seed, secret, public_seed
        self._with_examples = with_examples

    def run(self, topic: Topic, student: Student) -> list[CheckResult]:
        """All checks of a topic on one student's functions, with the diagnoses of what is wrong."""
        results: list[CheckResult] = []
        for exercise in topic.exercises:
            broken = {result.exercise for result in results if result.verdict in BROKEN}
            results += led_back(self.run_exercise(exercise, student), exercise, broken)
        return results

    def run_exercise(self, exercise: Exercise, student: Student) -> list[CheckResult]:
        """The checks of one exercise on one student's functions, with the diagnoses of what is wrong."""
        settled = self.runs(exercise, student)
        exemplified = self._secret and any(run.verdict in EXEMPLIFIED for run in settled)
        if exemplified:
            student.renew()  # what has seen secret inputs must not word the examples
        results = list(self._results(exercise, settled, student))
        if exemplified:
            student.renew()
        return results

    def runs(
        self, exercise: Exercise, student: Student, patient: Callable[[Run], bool] = lambda _run: True
    ) -> list[Run]:
        """How the checks of one exercise end, and no words about it.

        patient: whether, after a check has ended so, the next one is tried.
        """
        runs: dict[str, Run] = {}
        student.tells_all = not self._secret
        for check in self._checks:
            if check.exercise is exercise:
                first = runs.get(check.after or "")
                stands = first is None or first.stands
                runs[check.name] = attempt(check, student, self._seed, self.known) if stands else _skipped(check, first)
                if not patient(runs[check.name]):
                    break
        return list(_settled(runs).values())

    def _results(self, exercise: Exercise, runs: list[Run], student: Student) -> Iterator[CheckResult]:
        examples = Examples(student, self._public_seed)
        for run, diagnosis in zip(runs, self.diagnoses(exercise, runs), strict=True):
            wrong = run.first_wrong
            message, example, seen = self._told(run, diagnosis, student)
            name = diagnosis.name if diagnosis else None
            shown = examples.of(run, seen, name, student) if self._with_examples else None
            if shown and shown.parts:  # what is said is said of the call that is shown
                example = self._for_example(in_words(shown))
            yield CheckResult(
                topic=exercise.topic,
                exercise=exercise.name,
                check=run.check.name,
                sentence=run.check.said,
                points=run.check.points,
                public=run.check.public,
                verdict=run.verdict,
                message=message,
                example=example,
                shown=shown,
                diagnosis=name,
                distance=wrong.comparison.distance if wrong else 0.0,
                lasting=run.lasting,
            )

    def diagnoses(self, exercise: Exercise, runs: Sequence[Run]) -> list[Diagnosis | None]:
        """What is wrong in each run of an exercise's checks, as far as that is known."""
        judgements = [judgement for run in runs for judgement in run.judgements]
        found = dict(zip(map(id, judgements), self._diagnosed(exercise, judgements), strict=True))
        return [found[id(run.first_wrong)] if run.first_wrong else None for run in runs]

    def _diagnosed(self, exercise: Exercise, judgements: Sequence[Judgement]) -> Sequence[Diagnosis | None]:
        """Diagnoses; none where an answer is so odd that it breaks them: no verdict depends on that."""
        try:
            return diagnose(exercise, judgements, self.known)
        except Exception:
            return [None] * len(judgements)

    def _told(self, run: Run, diagnosis: Diagnosis | None, student: Student) -> tuple[str, str, Run | None]:
        """What went wrong, an example of it in words, and the run on public inputs that ended in the same way."""
        if run.verdict not in EXEMPLIFIED:
            return run.message, "", None
        named = diagnosis.message if diagnosis and diagnosis.name else ""
        if not self._secret:
            shape = diagnosis.message if diagnosis and not named else ""
            return named or run.message or _(NOT_RIGHT), f"{shape} {_shown(run)}".strip(), run
        student.tells_all = True
        example = attempt(run.check, student, self._public_seed, self.known)
        student.tells_all = False
        if example.verdict is not run.verdict:
            by_chance = _(BY_CHANCE) if run.check.public and example.verdict is Verdict.PASSED else ""
            return named or run.message or _(NOT_RIGHT), by_chance, None
        seen = "" if named else _shape(example) or example.message
        shown = " ".join(filter(None, [seen, _shown(example)]))
        return named or run.message or _(NOT_RIGHT), self._for_example(shown), example

    def _for_example(self, words: str) -> str:
        return f"{_(FOR_EXAMPLE)} {words}" if words and self._secret else words


def led_back(results: Sequence[CheckResult], exercise: Exercise, broken: Collection[str]) -> list[CheckResult]:
    """The results of an exercise, with a word on one that it may call and that is wrong itself.

    broken: the names of exercises that are. Where a misconception is told, that is the reason.
    """
    word = " ".join(_(MEND_FIRST).format(exercise=name) for name in exercise.uses if name in broken)
    return [
        replace(result, message=f"{result.message} {word}")
        if word and result.verdict in BROKEN and not result.diagnosis
        else result
        for result in results
    ]


class Examples:
    """The examples that one student is shown of an exercise: of a misconception one, however many checks it fails."""

    def __init__(self, student: Student, seed: int) -> None:
        self._finder = Finder(student, seed)
        self._shown: dict[str, Example] = {}

    def of(self, run: Run, seen: Run | None, diagnosis: str | None, student: Student) -> Example | None:
        """The example of what a check found wrong. seen: how it ended on public inputs, if it ended so there too."""
        if run.verdict not in EXEMPLIFIED:
            return None
        if diagnosis in self._shown:
            return self._shown[diagnosis]
        before, student.tells_all = student.tells_all, True
        ended = Seen(seen.judgements, seen.message) if seen else None
        example = self._finder.find(run.check, ended, diagnosis)
        student.tells_all = before
        if example and diagnosis:
            self._shown[diagnosis] = example
        return example


def attempt(check: Check, student: Student, seed: int, known: Targets) -> Run:
    """One check on one student's functions, with inputs drawn from a seed.

    Where a function crashes on what the reference cannot take either, that is the check's fault and not the student's.
    """
    student.judgements.clear()
    outcome: BaseException | None = None
    try:
        for asked, wanted in questions(check, seed):
            try:
                answer = asked.answer(student)
            except Crashed:
                known.ways(check.exercise, wanted)
                raise
            assert answer == wanted
    except RAISED as error:
        outcome = error
    return _ended(Run(check, judgements=list(student.judgements)), outcome)


def _ended(run: Run, outcome: BaseException | None) -> Run:
    match outcome:
        case None:
            pass
        case NoAnswer():
            run.verdict, run.message, run.lasting = outcome.verdict, str(outcome), outcome.lasting
        case AssertionError() if run.first_wrong:
            run.verdict = Verdict.WRONG
        case _:
            run.verdict, run.message = Verdict.GRADER_FAULT, str(run.check.fault(outcome))
    return run


def _skipped(check: Check, first: Run | None) -> Run:
    assert first is not None
    if first.verdict in (Verdict.UNANSWERED, Verdict.REFUSED):
        return Run(check, first.verdict, first.message)
    return Run(
        check,
        Verdict.SKIPPED,
        _("Not tried, since this has to hold first: {sentence}").format(sentence=first.check.said),
    )


def _settled(runs: dict[str, Run]) -> dict[str, Run]:
    """The checks of one exercise, judged by one and the same convention: what only another one allows is wrong."""
    settled = iter(by_one_convention([judgement for run in runs.values() for judgement in run.judgements]))
    final: dict[str, Run] = {}
    for name, run in runs.items():
        run = replace(run, judgements=list(islice(settled, len(run.judgements))))
        if run.verdict is Verdict.PASSED and run.first_wrong:
            run.verdict = Verdict.WRONG
        first = final.get(run.check.after or "")
        final[name] = run if first is None or first.stands else _skipped(run.check, first)
    return final


def _shape(run: Run) -> str:
    """What is to be seen of the first wrong answer of a run, whatever it comes of: one check alone cannot tell."""
    with suppress(Exception):  # an answer so odd that it breaks the words
        return describe(run.first_wrong) if run.first_wrong else ""
    return ""


def _shown(run: Run) -> str:
    """The first wrong number beside the right one, of a run whose inputs are no secret."""
    with suppress(Exception):  # an answer so odd that it breaks the words
        return evidence(run.first_wrong) if run.first_wrong else ""
    return ""
