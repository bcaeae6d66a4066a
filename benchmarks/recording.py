"""Writes down the calls that the checks make of a submission, by running the checks on the reference."""

import copy
import importlib.util
import inspect
import pickle
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from autograder.call import Local, Student
from autograder.checking import attempt
from autograder.course import load_topic
from autograder.exercise import Exercise
from autograder.judging.judge import Answer, Targets
from autograder.session import Check, collect
from autograder.verdict import GraderFault, Verdict
from autograder.worker.wire import Random

from .recorded import Call

Recorded = dict[str, tuple[float, list[Call]]]  # points and calls by the name of the check
CALLABLES = "recorded_functions"  # the module of the functions that checks hand to a student
HEADER = '"""The functions that the checks hand to a student."""\n\nfrom dataclasses import dataclass\n\nimport numpy as np\n'


class Recorder:
    """A student whose calls are written down."""

    def __init__(self, student: Student) -> None:
        self.judgements = student.judgements
        self.tells_all = True
        self.calls: list[tuple[str, tuple[Any, ...]]] = []
        self._student = student

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
        recorder = Recorder(Local(topic, programs, Targets()))
        for check in collect([topic]):
            recorded[topic.name][check.name] = check.points, _calls(check, recorder, seed)
    return recorded


def _calls(check: Check, recorder: Recorder, seed: int) -> list[Call]:
    recorder.calls.clear()
    run = attempt(check, recorder, seed)
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
    callables = _callables(recorded, folder)
    for topic, checks in recorded.items():
        plain = {
            check: (points, [tuple(call._replace(arguments=_moved(call.arguments, callables))) for call in calls])
            for check, (points, calls) in checks.items()
        }
        (folder / f"{topic}.pickle").write_bytes(pickle.dumps(plain))


def _callables(recorded: dict[str, Recorded], folder: Path) -> ModuleType:
    arguments = [
        argument
        for checks in recorded.values()
        for _, calls in checks.values()
        for call in calls
        for argument in call.arguments
    ]
    kinds = dict.fromkeys(type(argument) for argument in arguments if _is_function(argument))
    source = "\n\n".join([HEADER, *(inspect.getsource(kind) for kind in kinds)])
    path = folder / f"{CALLABLES}.py"
    path.write_text(source, encoding="utf-8")
    spec = importlib.util.spec_from_file_location(CALLABLES, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[CALLABLES] = module  # pickle looks a class up where it says it is from
    spec.loader.exec_module(module)
    return module


def _is_function(argument: Any) -> bool:
    """A function that a check defines itself: an instance of a class of the check's file."""
    return callable(argument) and type(argument).__module__.startswith("autograder.checks")


def _moved(arguments: tuple[Any, ...], callables: ModuleType) -> tuple[Any, ...]:
    """The arguments with those functions made anew from the written source; they are frozen dataclasses."""
    return tuple(eval(repr(a), vars(callables)) if _is_function(a) else a for a in arguments)
