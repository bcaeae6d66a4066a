"""The student's module inside the worker: run its top level, then call its functions."""

import __future__

import ast
import signal
import sys
import time
import types
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from .attempts import Attempts
from .wire import MAX_FUNCTIONS, MAX_NOTES, Load, Loaded, Note, Raised, text

STATEMENT_SECONDS = 1.0  # for one statement at the top level
TOP_LEVEL_SECONDS = 3.0  # for all of them, definitions and imports apart
TOO_LONG = "the code outside of functions takes too long"
DEFINITIONS = (ast.FunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom, ast.Assign, ast.AnnAssign)


class OutOfTime(BaseException):
    """A statement at the top level took too long. Not an Exception, so that `except Exception` lets it pass."""


class Submission:
    """One file of a student: its names, and where they came from."""

    def __init__(self) -> None:
        self.filename = "<submission>"
        self.names: dict[str, Any] = {}
        self.attempts = Attempts()

    def load(self, request: Load) -> Loaded:
        """Run the file statement by statement, so that one that fails takes no other with it."""
        self.filename = self.attempts.filename = request.filename
        with suppress(OSError):  # so that inspect finds it; a worker may have no place to write
            Path(Path(request.filename).name).write_bytes(request.source)
        module = types.ModuleType(Path(request.filename).stem)
        module.__file__ = request.filename
        self.names = module.__dict__
        try:
            tree = ast.parse(request.source, request.filename)
        except SyntaxError as error:
            return _unloadable(f"line {error.lineno}: {error.msg}" if error.lineno else str(error))
        except (ValueError, RecursionError, MemoryError) as error:
            return _unloadable(f"it cannot be parsed: {error}")
        sys.modules[module.__name__] = module  # dataclasses and pickling look a class's module up
        notes = self._run(tree, request.left_out)
        functions = [text(name) for name, value in self.names.items() if isinstance(name, str) and callable(value)]
        return Loaded(functions[:MAX_FUNCTIONS], notes[:MAX_NOTES], self.attempts.take())

    def _run(self, tree: ast.Module, left_out: str) -> list[Note]:
        notes, flags, spent = [], 0, 0.0
        for statement in tree.body:
            defines = isinstance(statement, DEFINITIONS)
            if not defines and (left_out or spent > TOP_LEVEL_SECONDS):
                notes.append(Note(statement.lineno, "was left out, since", left_out or TOO_LONG))
                continue
            if isinstance(statement, ast.ImportFrom) and statement.module == "__future__":
                flags |= sum(getattr(__future__, alias.name).compiler_flag for alias in statement.names)
            started = time.monotonic()
            try:
                code = compile(ast.Module([statement], []), self.filename, "exec", flags, dont_inherit=True)
                with time_limit(STATEMENT_SECONDS):
                    exec(code, self.names)
            except OutOfTime:
                notes.append(Note(statement.lineno, "was cut off after", f"{STATEMENT_SECONDS:g} s"))
            except BaseException as error:
                kind, said, line = self._described(error)
                notes.append(Note(line or statement.lineno, "raised", text(f"{kind}: {said}")))
            spent += time.monotonic() - started
        return notes

    def function(self, name: str) -> Callable[..., Any]:
        """The student's function of that name; LookupError without one."""
        value = self.names.get(name)
        if not callable(value):
            raise LookupError(name)
        return value  # type: ignore[no-any-return]

    def raised(self, error: BaseException, call: int) -> Raised:
        """What is told of an exception that ended a call."""
        kind, said, line = self._described(error)
        return Raised(call, kind, said, line, self.attempts.take())

    def _described(self, error: BaseException) -> tuple[str, str, int]:
        """An exception's type and text in one line, and the last line of the submission that took part in it."""
        line, trace = 0, error.__traceback__
        while trace is not None:
            if trace.tb_frame.f_code.co_filename == self.filename:
                line = trace.tb_lineno
            trace = trace.tb_next
        try:
            said = text(" ".join(str(error).split()))
        except Exception:
            said = ""
        return text(type(error).__name__), said, line


def _unloadable(reason: str) -> Loaded:
    return Loaded([], [], [], text(reason))


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise OutOfTime in the body after so many seconds.

    A courtesy to honest mistakes: it keeps what comes after an endless loop. Whoever blocks the signal runs
    into the judge's own deadline instead.
    """

    def expire(*_: object) -> None:
        raise OutOfTime

    signal.signal(signal.SIGALRM, expire)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
