"""Reads recorded calls, and holds a module's answers against the reference's. Copied beside the tests; needs numpy."""

import copy
import functools
import pickle
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import numpy as np

FORMULA = "formula"  # the key under which a function among the arguments is written down, as Python


class Call(NamedTuple):
    """One call of a check: what it is given, and what the reference makes of it."""

    function: str
    arguments: tuple[Any, ...]
    of_inputs: bool  # the check looks at the arguments after the call, and not at the result
    expected: Any


@functools.cache
def load(topic: str) -> dict[str, tuple[float, list[Call]]]:
    """The points and the calls of each check of a topic. It was this project that wrote the file, just before."""
    points_and_calls = pickle.loads(Path(__file__).with_name(f"{topic}.pickle").read_bytes())
    return {check: (points, [_call(*call) for call in calls]) for check, (points, calls) in points_and_calls.items()}


def _call(function: str, arguments: tuple[Any, ...], of_inputs: bool, expected: Any) -> Call:
    given = (eval(a[FORMULA], {"np": np}) if isinstance(a, dict) else a for a in arguments)
    return Call(function, tuple(given), of_inputs, expected)


def holds(module: ModuleType, topic: str, check: str) -> None:
    """Make a check's calls. Raises AssertionError where an answer is not close to the reference's."""
    _, calls = load(topic)[check]
    for call in calls:
        arguments = copy.deepcopy(call.arguments)
        result = getattr(module, call.function)(*arguments)
        assert close(arguments if call.of_inputs else result, call.expected), check


def close(answer: Any, expected: Any) -> bool:
    """As `np.allclose` has it, in every part and with equal shapes; what holds no numbers is not looked at."""
    if isinstance(expected, tuple | list) and any(isinstance(part, tuple | list | np.ndarray) for part in expected):
        return len(answer) == len(expected) and all(map(close, answer, expected))
    try:
        wanted = np.asarray(expected, dtype=float)
    except (TypeError, ValueError):
        return True  # a function or a generator among the arguments
    return np.shape(answer) == wanted.shape and np.allclose(np.asarray(answer, dtype=float), wanted)
