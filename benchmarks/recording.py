"""Writes down the calls that the checks make of a submission, by running the checks on the reference."""

import copy
import pickle
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from autograder.call import Local, Student
from autograder.checking import attempt
from autograder.course import load_topic
from autograder.exercise import Exercise
from autograder.judging.judge import Answer, Targets
from autograder.session import Check, collect
from autograder.verdict import GraderFault, Verdict
from autograder.worker.wire import Formula, Random

from .recorded import FORMULA, Call

Recorded = dict[str, tuple[float, list[Call]]]  # points and calls by the name of the check


class Recorder:
    """A student whose calls are written down."""

    def __init__(self, student: Student) -> None:
        self.judgements = student.judgements
        self.tells_all = True
        self.calls: list[tuple[str, tuple[Any, ...]]] = []
        self._student = student

    def renew(self) -> None:
        """Nothing: the reference remembers nothing."""

    def __getattr__(self, name: str) -> Callable[..., Answer]:
        def call(*arguments: Any) -> Answer:
            self.calls.append((name, copy.deepcopy(arguments)))
            answer: Answer = getattr(self._student, name)(*arguments)
            return answer

        return call


def record(topics: Sequence[str], seed: int) -> dict[str, Recorded]:
    """The calls of every check of each topic. Raises GraderFault if the reference does not pass one of them."""
    recorded: dict[str, Recorded] = {name: {} for name in topics}
    for topic in map(load_topic, topics):
        programs = {exercise.name: exercise.reference for exercise in topic.exercises}
        known = Targets()
        recorder = Recorder(Local(topic, programs, known))
        for check in collect([topic]):
            recorded[topic.name][check.name] = check.points, _calls(check, recorder, seed, known)
    return recorded


def _calls(check: Check, recorder: Recorder, seed: int, known: Targets) -> list[Call]:
    recorder.calls.clear()
    run = attempt(check, recorder, seed, known)
    if run.verdict is not Verdict.PASSED:
        raise GraderFault(f"the reference of {check.exercise.name} does not pass {check.name}")
    of_inputs = any(judgement.wanted.of_inputs for judgement in run.judgements)
    return [_expected(check.exercise, *call, of_inputs) for call in recorder.calls]


def _expected(exercise: Exercise, function: str, arguments: tuple[Any, ...], of_inputs: bool) -> Call:
    """What the reference answers, on the arguments as a student gets them: a generator in place of a Random."""
    given = tuple(np.random.default_rng(a.seed) if isinstance(a, Random) else a for a in arguments)
    used = copy.deepcopy(given)
    result = exercise.reference(*used)
    return Call(function, given, of_inputs, used if of_inputs else result)


def write(recorded: dict[str, Recorded], folder: Path) -> None:
    """One file for each topic, which `recorded` reads without this project: functions come along as their source."""
    for topic, checks in recorded.items():
        plain = {check: (points, [_written(call) for call in calls]) for check, (points, calls) in checks.items()}
        (folder / f"{topic}.pickle").write_bytes(pickle.dumps(plain))


def _written(call: Call) -> tuple[Any, ...]:
    arguments = ({FORMULA: a.source} if isinstance(a, Formula) else a for a in call.arguments)
    return tuple(call._replace(arguments=tuple(arguments)))
