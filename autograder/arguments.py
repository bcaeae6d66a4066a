"""A check's arguments on their way to a student's function, and what functions among them answer from here."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import sympy

from .judging import compare
from .worker import wire
from .worker.plain import plain

KEPT = 1000  # texts of expressions


def to_wire(argument: Any, asked: list[Callable[..., Any]]) -> wire.Value:
    """An argument as it crosses; `asked`: the functions among the arguments that stay here."""
    match argument:
        case _ if any(argument is one for one in asked):
            return wire.Function(asked.index(argument))
        case sympy.Basic():
            return wire.Symbolic(_written(argument))
        case wire.Formula() | wire.Random():
            return argument
        case _:
            return plain(argument)


def staying(arguments: Sequence[Any]) -> list[Callable[..., Any]]:
    """The functions among some arguments that stay here and are asked for their values."""
    return [a for a in arguments if callable(a) and not isinstance(a, sympy.Basic) and getattr(a, "stays", True)]


@lru_cache(KEPT)
def _written(expression: sympy.Basic) -> str:
    """As text; the same expressions come for every submission, and SymPy takes its time."""
    return str(sympy.srepr(expression))


def told(message: wire.Ask, asked: list[Callable[..., Any]]) -> wire.Told:
    """The value of one of the functions that stay here at a plain number or array."""
    try:
        arguments = [compare.as_array(compare.rebuild(argument)) for argument in message.arguments]
        if len(arguments) != 1 or arguments[0] is None:
            raise TypeError("f takes one number")
        with np.errstate(all="ignore"):
            value = asked[message.function](arguments[0] if arguments[0].ndim else arguments[0].item())
        return wire.Told(plain(value))
    except Exception as error:  # whatever it is, it is what the student asked for
        return wire.Told(None, f"f could not be evaluated there: {error}")
