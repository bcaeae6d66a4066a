"""The student's module inside the worker: run its top level, then call its functions."""

import __future__

import ast
import itertools
import os
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

STATEMENT_SECONDS = 1.0  # of processor time for one statement at the top level
TOP_LEVEL_SECONDS = 3.0  # for all of them; after that what defines something is still run, and values only briefly
BRIEF_SECONDS = 0.05  # for one of those values: the functions below may need it
ALL_BRIEF_SECONDS = 2.0
MOST_IDLE = 4  # times as long as it may compute, what runs may wait at a stretch: the judge has the same rule for calls
IDLE_SHARE = 0.02  # of the time that passes: what computes less than that is waiting for something
WAITING = 20  # seconds by the clock count like one of processor time: the machine may have other work
RESOLUTION = 0.005  # seconds
BELOW = "what stands below it"
TOO_LONG = "the code outside of functions takes too long"
VALUES = (ast.Assign, ast.AnnAssign)
DEFINITIONS = (ast.FunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom, *VALUES)


class OutOfTime(BaseException):
    """A statement at the top level took too long. Not an Exception, so that `except Exception` lets it pass."""


class Submission:
    """One file of a student: its names, and where they came from."""

    def __init__(self) -> None:
        self.filename = "<submission>"
        self.names: dict[str, Any] = {}
        self.returned: Any = None  # by the last call
        self.attempts = Attempts()
        self._flags = 0  # of the compiler, by the `__future__` imports so far

    def load(self, request: Load) -> Loaded:
        """Run the file statement by statement, so that one that fails takes no other with it."""
        self.filename = self.attempts.filename = request.filename
        with suppress(OSError), open(os.path.basename(request.filename), "wb") as file:  # noqa: PTH119, PTH123 - quick
            file.write(request.source)  # so that inspect finds it; a worker may have no place to write
        module = types.ModuleType(Path(request.filename).stem)
        module.__file__ = request.filename
        self.names = module.__dict__
        sys.modules[module.__name__] = module  # dataclasses and pickling look a class's module up
        statements, unparsed = self._parsed(request)
        notes = self._run(statements, request.left_out)
        functions = [text(name) for name, value in self.names.items() if isinstance(name, str) and callable(value)]
        return Loaded(functions[:MAX_FUNCTIONS], notes[:MAX_NOTES], self.attempts.take(), unparsed[:MAX_NOTES])

    def _parsed(self, request: Load) -> tuple[list[ast.stmt], list[Note]]:
        """The statements of every piece, numbered by the lines of the whole, and what is wrong with other pieces."""
        statements: list[ast.stmt] = []
        unparsed = []
        for first, piece in _pieces(request):
            try:
                tree = ast.parse(piece.decode(), request.filename)
            except SyntaxError as error:
                unparsed.append(Note(first + (error.lineno or 1) - 1, "is no Python:", text(str(error.msg))))
            except (ValueError, RecursionError, MemoryError) as error:
                unparsed.append(Note(first, "is no Python:", text(f"it cannot be parsed: {error}")))
            else:
                statements += (ast.increment_lineno(tree, first - 1) if first > 1 else tree).body
        return statements, unparsed

    def _run(self, statements: list[ast.stmt], left_out: str) -> list[Note]:
        """Run them from top to bottom; then once more those that missed what was defined below them."""
        notes, early, budget = [], [], Budget(bool(left_out))
        for statement in statements:
            seconds = budget.seconds(statement)
            if not seconds:
                notes.append(Note(statement.lineno, "was left out, since", left_out or TOO_LONG))
                continue
            with budget.spending():
                note, missed = self._execute(statement, seconds)
            if note and missed:
                early.append((statement, note))
            elif note:
                notes.append(note)
        for statement, note in early:
            again = note
            if isinstance(statement, DEFINITIONS) and not _bound(statement) & self.names.keys():
                with budget.spending():
                    found, _ = self._execute(statement, budget.seconds(statement) or BRIEF_SECONDS)
                again = found or Note(note.line, "works only after", BELOW)
            notes.append(again)
        return sorted(notes, key=lambda note: note.line)

    def _execute(self, statement: ast.stmt, seconds: float) -> tuple[Note | None, bool]:
        """Run a statement: what there is to say of it, and whether it missed a name."""
        try:
            if isinstance(statement, ast.ImportFrom) and statement.module == "__future__":
                self._flags |= sum(getattr(__future__, alias.name).compiler_flag for alias in statement.names)
            code = compile(ast.Module([statement], []), self.filename, "exec", self._flags, dont_inherit=True)
            with time_limit(seconds):
                exec(code, self.names)
        except OutOfTime:
            return Note(statement.lineno, "was cut off after", f"{seconds:g} s"), False
        except BaseException as error:
            kind, said, line = self._described(error)
            note = Note(line or statement.lineno, "raised", text(f"{kind}: {said}"))
            return note, isinstance(error, NameError)
        return None, False

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


class Budget:
    """How long each statement at the top level may take, so that all of them come to an end."""

    def __init__(self, late: bool) -> None:
        """`late`: whether there is no time from the beginning, since it took too long before."""
        self._late, self._spent, self._briefly = late, 0.0, 0.0

    def seconds(self, statement: ast.stmt) -> float:
        """For that statement; 0 where it is to be left out."""
        if not self._late or (isinstance(statement, DEFINITIONS) and not isinstance(statement, VALUES)):
            return STATEMENT_SECONDS
        if isinstance(statement, VALUES) and self._briefly <= ALL_BRIEF_SECONDS:
            return BRIEF_SECONDS
        return 0.0

    @contextmanager
    def spending(self) -> Iterator[None]:
        """Take what the body takes: processor time, or a part of what passes by the clock."""
        computing, began = time.process_time(), time.monotonic()
        yield
        took = max(time.process_time() - computing, (time.monotonic() - began) / WAITING)
        if self._late:
            self._briefly += took
        self._spent += took
        self._late = self._late or self._spent > TOP_LEVEL_SECONDS


def _pieces(request: Load) -> Iterator[tuple[int, bytes]]:
    """The pieces of a source, and the line where each begins."""
    if not request.cells:
        yield 1, request.source
        return
    lines = request.source.split(b"\n")
    for first, following in itertools.pairwise([*request.cells, len(lines) + 1]):
        yield first, b"\n".join(lines[first - 1 : following - 1])


def _bound(statement: ast.stmt) -> set[str]:
    """The names that a statement gives a value."""
    if isinstance(statement, ast.FunctionDef | ast.ClassDef):
        return {statement.name}
    names = (node for node in ast.walk(statement) if isinstance(node, ast.Name))
    return {name.id for name in names if isinstance(name.ctx, ast.Store)}


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise OutOfTime in the body after so many seconds of processor time, or a multiple of that without computing.

    A courtesy to honest mistakes: it keeps what comes after an endless loop. Whoever blocks the signal runs
    into the judge's own deadline instead.
    """
    began = looked = time.process_time()
    idle, interval = 0.0, seconds

    def look(*_: object) -> None:
        nonlocal looked, idle, interval
        now = time.process_time()
        idle = 0.0 if now - looked >= interval * IDLE_SHARE else idle + interval
        left, looked = seconds - (now - began), now
        if left < RESOLUTION or idle > seconds * MOST_IDLE - RESOLUTION:
            raise OutOfTime
        interval = left
        signal.setitimer(signal.ITIMER_REAL, interval)

    signal.signal(signal.SIGALRM, look)
    signal.setitimer(signal.ITIMER_REAL, interval)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
