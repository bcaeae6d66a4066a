"""Calls a student's functions in a worker, and never waits for longer than a call may take."""

import builtins
import re
import secrets
import signal
import time
from collections.abc import Callable
from functools import partial
from typing import Any, Protocol

import numpy as np
from sympy.polys import polyerrors

from .arguments import staying, to_wire, told
from .endings import missing, raised_sentence, status_in_words, unanswered
from .exercise import Exercise, Topic
from .isolation.isolate import Launcher, Worker
from .isolation.time_limit import CALL_SECONDS, Slow, TimeLimit, send, timed_out
from .judging import compare
from .judging.judge import Answer, Judgement, Targets
from .judging.target import fresh
from .language import N_, _
from .patience import Patience
from .reading.source import Source
from .verdict import Crashed, NoAnswer, Refused, TimedOut, Unanswered
from .worker import wire
from .worker.calling import called
from .worker.plain import TooLarge, plain
from .worker.submission import TOO_LONG

MAX_MESSAGES = 100_000  # in one call: what it asks of functions that stay with the judge, and stray answers
ENDS = N_("the code outside of functions ends the program")
NOT_DONE = "NotImplementedError"
EXCEPTIONS = {"LinAlgError", "SympifyError", *vars(polyerrors), *vars(builtins)}  # names that are told


class Student(Protocol):
    """What a check sees: the exercises' functions as attributes, each returning an Answer."""

    judgements: list[Judgement]
    tells_all: bool  # what exceptions say is told: only where the inputs are no secret, since it can carry them

    def __getattr__(self, name: str) -> Callable[..., Answer]: ...

    def renew(self) -> None:
        """Forget everything that was seen."""


class Submitted:
    """A submission's functions, called in a worker of its own, which is replaced when it ends or hangs."""

    def __init__(
        self, topic: Topic, source: Source, launcher: Launcher, known: Targets, seconds: float = CALL_SECONDS
    ) -> None:
        """`seconds`: the processor time that a call may take."""
        self._seconds = seconds
        self.judgements: list[Judgement] = []
        self.notes: list[wire.Note] = []
        self.attempts: dict[wire.Note, None] = {}  # evidence of tampering, in the order in which it was noticed
        self._topic, self._source, self._known = topic, source, known
        self._launcher = launcher.for_code(source.code)
        self._worker: Worker | None = None
        self._patience = Patience(seconds)
        self._waited = 0.0  # for this worker's answers, in seconds
        self.processor = 0.0  # seconds that the workers which have ended used
        self._functions: list[str] | None = None  # until it has run once
        self._left_out = ""  # why a fresh worker runs the definitions alone
        self._lasting = True  # whether loading would end the same way another time
        self._unparsed: dict[str, Refused] = {}  # by the exercise that may be defined in what is no Python
        self._unusable: NoAnswer | None = None
        self.tells_all = False

    def __getattr__(self, name: str) -> Callable[..., Answer]:
        exercise = self._topic.exercise(name)
        return lambda *arguments: self._answer(exercise, arguments)

    def close(self) -> None:
        """End the worker."""
        if self._worker:
            self._end(self._worker)

    def _end(self, worker: Worker) -> int:
        """End a worker that is not to be used again: how it ended."""
        status, spent = self._launcher.end(worker)
        self.processor += spent
        self._worker = None
        return status

    renew = close  # the next call is made in a fresh worker

    def _answer(self, exercise: Exercise, arguments: tuple[Any, ...]) -> Answer:
        if self._functions is not None and exercise.name not in self._functions:
            raise self._missing(exercise, self._functions)  # a fresh worker would have no more
        with self._patience.calling(exercise.name):
            return self._called(exercise, arguments)

    def _called(self, exercise: Exercise, arguments: tuple[Any, ...]) -> Answer:
        worker = self._loaded()
        if self._functions is None or exercise.name not in self._functions:
            raise self._missing(exercise, self._functions or [])
        asked = staying(arguments)
        sent = [to_wire(argument, asked) for argument in arguments]
        call = wire.Call(secrets.randbits(62), exercise.name, sent, exercise.parameters)
        try:
            send(worker.connection, call, self._seconds)
            ended = self._ended(worker, call.number, asked)
            if isinstance(ended, wire.Raised):
                raise self._unanswered(exercise, ended) if ended.kind == NOT_DONE else Crashed(self._raised(ended))
            return self._rebuilt(exercise, ended)
        except TimeoutError as error:
            self.close()
            raise self._patience.lost(exercise.name, timed_out(error, self._seconds)) from None
        except wire.Closed:
            raise self._patience.lost(exercise.name, Crashed(self._how_it_ended(), fatal=True)) from None
        except wire.Malformed as error:
            self.close()
            self._notice(wire.Note(0, "sent", wire.text(f"what is no answer: {error}")))
            unread = _("The answer cannot be read. Return numbers, arrays, or tuples of them.")
            raise self._patience.lost(exercise.name, Crashed(unread, fatal=True)) from None

    def _missing(self, exercise: Exercise, functions: list[str]) -> NoAnswer:
        there_is_none = missing(exercise.name, functions, self._source.name)
        return self._unparsed.get(exercise.name, Unanswered(there_is_none))

    def _rebuilt(self, exercise: Exercise, ended: wire.Returned) -> Answer:
        after = [compare.rebuild(value) for value in ended.arguments]
        value = compare.rebuild(ended.value)
        simplified = partial(self._simplified, exercise, ended.number)
        return Answer(exercise, value, after, self._known, self.judgements, simplified=simplified)

    def _simplified(self, exercise: Exercise, number: int) -> Any:
        """What the call of that number returned, simplified by the worker that has it; None where that fails."""
        if self._worker is None:
            return None
        try:
            send(self._worker.connection, wire.Simplify(number), self._seconds)
            ended = self._ended(self._worker, number, [])
            return compare.rebuild(ended.value) if isinstance(ended, wire.Returned) else None
        except TimeoutError as error:
            self.close()
            late = self._patience.lost(exercise.name, timed_out(error, self._seconds))
            if not late.lasting:
                raise late from None  # another time it may have become what is right
        except (wire.Closed, wire.Malformed):
            self.close()
            self._patience.lost(exercise.name, TimedOut())
        return None

    def _ended(self, worker: Worker, number: int, asked: list[Callable[..., Any]]) -> wire.Returned | wire.Raised:
        """Wait for the end of the call with that number, and answer what it asks of functions that stay here."""
        limit = TimeLimit(self._launcher, worker, self._seconds, self._waited)
        for _message in range(MAX_MESSAGES):
            message = limit.next_message()
            if isinstance(message, wire.Loaded | wire.Confined) or message.number != number:
                self._notice(wire.Note(0, "sent", "an answer to no call"))
                continue
            if isinstance(message, wire.Ask):
                send(worker.connection, told(message, asked), self._seconds)
                continue
            self._waited += limit.waited
            self._notice(*message.attempts)
            return message
        raise TimeoutError

    def _notice(self, *notes: wire.Note) -> None:
        if len(self.attempts) < wire.MAX_NOTES:
            self.attempts.update(dict.fromkeys(notes))

    def _loaded(self) -> Worker:
        """A worker that has run the submission's top level; its definitions alone where all of it takes too long."""
        if self._unusable:
            raise self._unusable
        if self._worker is not None:
            return self._worker
        for _try in range(2):
            if worker := self._load():
                return worker
        self._unusable = TimedOut(
            _("{name} does not finish loading, not even its definitions alone.").format(name=self._source.name)
        )
        self._unusable.lasting = self._lasting
        raise self._unusable

    def _load(self) -> Worker | None:
        """A fresh worker that has run the top level; None if it did not end. Raises Refused if it cannot be run."""
        self._worker = self._launcher.fork()
        self._waited = 0.0
        seconds = loading(self._seconds)
        limit = TimeLimit(self._launcher, self._worker, seconds)
        cells = tuple(first for _, first in self._source.cells)
        request = wire.Load(self._source.code, self._source.name, self._left_out, cells)
        try:
            send(self._worker.connection, request, seconds)
            loaded = limit.next_message()
        except (TimeoutError, wire.Closed, wire.Malformed) as error:
            self.close()
            self._left_out = TOO_LONG if isinstance(error, TimeoutError) else ENDS
            self._lasting = not isinstance(error, Slow)
            return None
        if not isinstance(loaded, wire.Loaded):
            self.close()
            self._unusable = Refused(
                _("{name} does not run: its process answered out of turn.").format(name=self._source.name)
            )
            raise self._unusable
        self._waited = limit.waited
        self._functions, self.notes = loaded.functions, loaded.notes
        for note in loaded.unparsed:
            self._explain(note)
        self._notice(*loaded.attempts)
        return self._worker

    def _explain(self, unparsed: wire.Note) -> None:
        """Tell those exercises that a piece without a parse would define; the others have no part in it."""
        piece = self._source.piece(unparsed.line).decode()
        sentence = _("{name} does not run as Python: {place}: {text}.").format(
            name=self._source.name, place=self._source.place(unparsed.line), text=unparsed.text
        )
        names = [exercise.name for exercise in self._topic.exercises]
        defined = [name for name in names if not self._source.cells or re.search(rf"\bdef\s+{name}\b", piece)]
        self._unparsed.update((name, Refused(sentence)) for name in defined)
        if set(defined) <= set(self._functions or ()):
            self.notes.append(
                wire.Note(
                    unparsed.line,
                    "was left out, since",
                    wire.text(_("it is no Python: {text}").format(text=unparsed.text)),
                )
            )

    def _raised(self, raised: wire.Raised) -> str:
        if not self.tells_all:
            return _("It raised an exception.")
        kind = raised.kind if raised.kind in EXCEPTIONS else _("an exception")
        known = 0 < raised.line <= self._source.code.count(b"\n") + 1
        return raised_sentence(kind, self._source.place(raised.line) if known else "", raised.text)

    def _unanswered(self, exercise: Exercise, raised: wire.Raised) -> Unanswered:
        others = [other.name for other in self._topic.exercises]
        return unanswered(exercise, raised.text if raised.text in others else "")

    def _how_it_ended(self) -> str:
        assert self._worker is not None
        time.sleep(0.01)  # the connection closes a moment before the process is a zombie
        status = self._end(self._worker)
        if not self.tells_all:
            return _("The process ended in the middle of the call.")
        if status in (-signal.SIGKILL, 0):
            return _("The process ended in the middle of the call: does the code call exit()?")
        if status == -signal.SIGXCPU:
            return _("The process used up its processor time.")
        return _("The process ended in the middle of the call ({status}).").format(status=status_in_words(status))


class Local:
    """Programs of the course in the student's place, for tests and the audit: no worker, the same judge."""

    def __init__(self, topic: Topic, programs: dict[str, Callable[..., Any]], known: Targets) -> None:
        self.judgements: list[Judgement] = []
        self.tells_all = True
        self._topic, self._programs, self._known = topic, programs, known

    def renew(self) -> None:
        """Nothing: programs of the course are trusted."""

    def __getattr__(self, name: str) -> Callable[..., Answer]:
        exercise = self._topic.exercise(name)
        return lambda *arguments: self._answer(exercise, arguments)

    def _answer(self, exercise: Exercise, arguments: tuple[Any, ...]) -> Answer:
        given = [fresh(argument) for argument in arguments]
        try:
            with np.errstate(all="ignore"):  # wrong programs divide by zero
                value = plain(called(self._programs[exercise.name], exercise.parameters, given))
        except NotImplementedError as error:
            raise unanswered(exercise, str(error)) from None
        except TooLarge as error:
            value = wire.Opaque(wire.OVERSIZED, str(error))
        except Exception as error:
            raise Crashed(_("It raised {kind}: {text}.").format(kind=type(error).__name__, text=error)) from error
        after = [compare.rebuild(plain(x)) if isinstance(x, np.ndarray | list) else None for x in given]
        return Answer(exercise, compare.rebuild(value), after, self._known, self.judgements)


def loading(seconds: float) -> float:
    """How long the code around the functions may take, where a call may take so many seconds."""
    return 3 * seconds + 1
