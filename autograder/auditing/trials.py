"""Mutants put through the checks as students' files are: in workers, where nothing goes on for ever or eats the memory."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from ..call import Submitted
from ..check import launched
from ..checking import Checks, Run
from ..course import load_topic
from ..exercise import Exercise, Topic
from ..isolation.isolate import Launcher
from ..judging.judge import Targets
from ..reading.source import Source
from ..session import collect
from ..verdict import GraderFault, Verdict
from .agreement import Questions
from .mutants import Mutant, mutants_of, unchanged
from .tally import MUTANT, NOWHERE, Tally

SECONDS = 0.25  # of processor time for a call: right answers take a few milliseconds


def try_mutants(name: str, exercise_name: str, share: slice, seeds: Sequence[int]) -> list[Tally]:
    """Each mutant in a share of an exercise's, through the checks of every seed."""
    topic = load_topic(name)
    exercise, collected = topic.exercise(exercise_name), collect([topic])
    checks = [Checks(collected, seed, secret=False) for seed in seeds]
    with launched() as launcher:
        hold_source(topic, exercise, checks, launcher)
        return [tried(topic, exercise, mutant, checks, launcher) for mutant in mutants_of(exercise)[share]]


def tried(topic: Topic, exercise: Exercise, mutant: Mutant, checks: Sequence[Checks], launcher: Launcher) -> Tally:
    """One mutant through the checks of every seed."""
    tally = Tally(topic.name, exercise.name, MUTANT, mutant.diff)
    with _in_place_of_a_student(topic, mutant, checks[0].known, launcher) as student:
        for each in checks:
            runs = each.runs(exercise, student, patient=_came_back)
            tally.count(runs)
            tally.nearest = min([tally.nearest, *map(_distance, runs)])
    return tally


def hold_source(topic: Topic, exercise: Exercise, checks: Sequence[Checks], launcher: Launcher) -> None:
    """Raise GraderFault if the source as it is does not pass: then it says nothing that a mutant of it does not."""
    tally = tried(topic, exercise, unchanged(exercise), checks, launcher)
    if tally.accepted < len(checks):
        raise GraderFault(f"{topic.name}: the source itself, as a student's file, {tally.ended}")


def _came_back(run: Run) -> bool:
    """A mutant that has not come to an end once is tried no more: the next check would wait for it as long."""
    return run.verdict is not Verdict.TIMED_OUT


def _distance(run: Run) -> tuple[float, str]:
    """How far an answer is that a check found wrong."""
    return (run.first_wrong.comparison.distance, run.check.name) if run.first_wrong else NOWHERE


def compare_survivors(name: str, survivors: Sequence[Tally], seeds: Sequence[int], varied: bool) -> list[Tally]:
    """Mutants of a topic that no check failed, beside their references on the inputs of many seeds.

    varied: on other inputs too, made from those.
    """
    topic = load_topic(name)
    collected = collect([topic])
    tallies: list[Tally] = []
    with launched() as launcher:
        for exercise in topic.exercises:
            if diffs := {tally.name for tally in survivors if tally.exercise == exercise.name}:
                mutants = [mutant for mutant in mutants_of(exercise) if mutant.diff in diffs]
                questions = Questions([check for check in collected if check.exercise is exercise], varied)
                tallies += compared(topic, exercise, mutants, questions, seeds, launcher)
    return tallies


def compared(
    topic: Topic,
    exercise: Exercise,
    mutants: Sequence[Mutant],
    questions: Questions,
    seeds: Sequence[int],
    launcher: Launcher,
) -> list[Tally]:
    """Mutants of one exercise beside its reference; each until it differs."""
    tallies = [Tally(topic.name, exercise.name, MUTANT, mutant.diff) for mutant in mutants]
    for seed in seeds:
        known = Targets()
        asked = questions.of(seed)
        for mutant, tally in zip(mutants, tallies, strict=True):
            if not tally.differs:
                with _in_place_of_a_student(topic, mutant, known, launcher) as student:
                    asked.hold(student, known, tally)
    return tallies


@contextmanager
def _in_place_of_a_student(topic: Topic, mutant: Mutant, known: Targets, launcher: Launcher) -> Iterator[Submitted]:
    student = Submitted(topic, Source(f"{topic.name}.py", mutant.code.encode()), launcher, known, SECONDS)
    try:
        yield student
    finally:
        student.close()
