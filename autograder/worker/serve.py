"""One worker: loads a submission and answers calls until the judge hangs up."""

import importlib
import socket
from typing import Any

import numpy as np

from . import wire
from .calling import called
from .plain import TooLarge, plain
from .submission import Submission


class Remote:
    """A function that stays with the judge; calling it asks the judge for the value."""

    __name__ = "f"

    def __init__(self, connection: socket.socket, call: int, index: int) -> None:
        self._connection = connection
        self._call = call
        self._index = index

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        """The function's value at its one argument, a number or an array elementwise, whatever it is named."""
        asked = [plain(argument) for argument in (*arguments, *named.values())]
        wire.send(self._connection, wire.Ask(self._call, self._index, asked))
        told = wire.to_worker(self._connection)
        if not isinstance(told, wire.Told):
            raise RuntimeError("the judge did not answer")
        if told.error:
            raise TypeError(told.error)
        return _python(told.value, self._connection, self._call)


def serve(connection: socket.socket) -> None:
    """Answer the judge's messages until it closes the connection."""
    wire.send(connection, wire.Confined())
    submission = Submission()
    while True:
        try:
            request = wire.to_worker(connection)
        except wire.Closed:
            return
        if isinstance(request, wire.Load):
            wire.send(connection, submission.load(request))
        elif isinstance(request, wire.Call):
            wire.send(connection, _call(submission, request, connection))
        elif isinstance(request, wire.Simplify):
            wire.send(connection, _simplified(submission, request))


def _call(submission: Submission, request: wire.Call, connection: socket.socket) -> wire.Returned | wire.Raised:
    arguments = [_python(argument, connection, request.number) for argument in request.arguments]
    try:
        submission.returned = called(submission.function(request.function), request.names, arguments)
        result = plain(submission.returned)
        after = [_after(argument) for argument in arguments]
    except TooLarge as error:
        result, after = wire.Opaque(wire.OVERSIZED, str(error)), []
    except BaseException as error:
        return submission.raised(error, request.number)
    return wire.Returned(request.number, result, after, submission.attempts.take())


def _simplified(submission: Submission, request: wire.Simplify) -> wire.Returned | wire.Raised:
    """What was returned last, simplified: that can take any time and any memory, so it is done here."""
    sympy = importlib.import_module("sympy")
    try:
        result = plain(sympy.simplify(submission.returned))
    except BaseException as error:
        return submission.raised(error, request.number)
    return wire.Returned(request.number, result, [], submission.attempts.take())


def _after(argument: Any) -> wire.Value:
    """What an argument looks like after the call; only arrays and lists can have changed."""
    return plain(argument) if isinstance(argument, np.ndarray | list) else None


def _python(value: wire.Value, connection: socket.socket, call: int) -> Any:
    match value:
        case wire.Array():
            return wire.from_array(value)
        case wire.Sequence():
            return [_python(item, connection, call) for item in value.items]
        case wire.Symbolic():
            return eval(value.text, {}, vars(importlib.import_module("sympy")))  # the judge wrote it, by `srepr`
        case wire.Function():
            return Remote(connection, call, value.index)
        case wire.Formula():
            return eval(value.source, {"np": np})
        case wire.Random():
            return np.random.default_rng(value.seed)
        case _:
            return value
