"""The judge's side of the launcher: workers in processes of their own, started by fork and ended for certain."""

import contextlib
import os
import shutil
import signal
import socket
import tempfile
import time
from dataclasses import dataclass
from types import TracebackType

from ..verdict import GraderFault
from ..worker import wire
from ..worker.confine import LEVELS
from ..worker.launcher import ANSWER, ORDER, READY
from .loader import END_SECONDS, LOADER

START_SECONDS = 300.0  # importing numpy and SymPy from a cold disk, on a machine with other work
ORDER_SECONDS = 120.0  # each takes milliseconds: who does not answer is lost


class NotIsolated(Exception):
    """This machine does not offer a level of isolation; the text says what was refused."""


@dataclass(frozen=True)
class Worker:
    """A process that runs one submission, and the judge's end of the connection to it."""

    pid: int  # as the launcher counts processes
    connection: socket.socket


class Launcher:
    """A process that forks workers, itself forked from the loader when the first is wanted.

    Use it as a context manager: leaving it ends all of them.
    """

    def __init__(self, level: str, *, sympy: bool = True) -> None:
        """`level`: one of LEVELS. `sympy`: whether it is loaded, beside numpy."""
        self.level = level
        self._sympy = sympy
        self._light: Launcher | None = None
        self._started = self._ready = False
        self._number = 0  # of its process
        assert level in LEVELS

    def __enter__(self) -> "Launcher":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._light:
            self._light._stop()
        self._stop()

    def for_code(self, code: bytes) -> "Launcher":
        """The one to fork a worker for this code from: without SymPy where it has no use for it.

        What a launcher holds is copied for each worker, so a light one forks in half the time. A worker that wants
        SymPy all the same loads it itself.
        """
        if b"sympy" in code or not self._sympy:
            return self
        if self._light is None:
            self._light = Launcher(self.level, sympy=False)
        return self._light

    def _start(self) -> None:
        self._started, self._ready, self._number = True, False, 0
        self._folder = tempfile.mkdtemp(prefix="autograder-")
        self._control, theirs = socket.socketpair()
        with theirs:
            LOADER.fork_launcher(theirs, sympy=self._sympy)
        told = f"{self.level}\0{self._folder}".encode()
        with contextlib.suppress(OSError):  # it has ended: who waits for its answer is told
            self._control.sendall(ORDER.pack(b"b", len(told)) + told)

    def _stop(self) -> None:
        """Wait until it has ended, with its workers: it does when nobody is left to order anything."""
        if not self._started:
            return
        self._started = self._ready = False
        try:
            self._control.shutdown(socket.SHUT_WR)
            self._control.settimeout(END_SECONDS)
            while self._control.recv(500):
                pass
        except TimeoutError:
            if self._number:
                with contextlib.suppress(OSError):
                    os.kill(self._number, signal.SIGKILL)
        except OSError:
            pass  # it has ended before
        self._control.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def wait_until_ready(self) -> None:
        """Return once numpy and SymPy are loaded and the level is entered; later calls return at once.

        Raises NotIsolated where the machine refuses the level.
        """
        if self._ready:
            return
        if not self._started:
            self._start()
        self._number = self._answer(START_SECONDS)[0]
        said = self._receive(500, START_SECONDS)
        if said != READY:
            raise NotIsolated(said.decode(errors="replace"))
        self._ready = True

    def fork(self) -> Worker:
        """A fresh worker, confined. A launcher that has died, or never came up, is started again, once."""
        try:
            return self._fork()
        except GraderFault:
            self._stop()
            return self._fork()

    def _fork(self) -> Worker:
        self.wait_until_ready()
        ours, theirs = socket.socketpair()
        try:
            with theirs:
                socket.send_fds(self._control, [ORDER.pack(b"f", 0)], [theirs.fileno()])
            worker = Worker(self._answer()[0], ours)
        except (OSError, GraderFault) as error:
            ours.close()
            raise GraderFault(f"the launcher of workers has ended: {error}") from None
        try:
            wire.confined(ours, time.monotonic() + ORDER_SECONDS)
        except (wire.Closed, wire.Malformed, TimeoutError):
            status, _ = self.end(worker)
            raise GraderFault(f"a worker could not be confined to the level {self.level} ({status})") from None
        return worker

    def spent(self, worker: Worker) -> float:
        """The processor time that a worker has used, in seconds."""
        return self._order(b"s", worker.pid)[1]

    def end(self, worker: Worker) -> tuple[int, float]:
        """Kill a worker and whatever it started: how it ended, as `subprocess` counts it, and its processor seconds."""
        worker.connection.close()
        return self._order(b"e", worker.pid)

    def _order(self, order: bytes, number: int) -> tuple[int, float]:
        try:
            self._control.sendall(ORDER.pack(order, number))
        except OSError as error:
            raise GraderFault(f"the launcher of workers has ended: {error}") from None
        return self._answer()

    def _answer(self, seconds: float = ORDER_SECONDS) -> tuple[int, float]:
        number, spent = ANSWER.unpack(self._receive(ANSWER.size, seconds, socket.MSG_WAITALL))
        return int(number), float(spent)

    def _receive(self, count: int, seconds: float, flags: int = 0) -> bytes:
        self._control.settimeout(seconds)
        try:
            data = self._control.recv(count, flags)
        except OSError as error:
            raise GraderFault(f"the launcher of workers does not answer: {error}") from None
        if len(data) < (count if flags == socket.MSG_WAITALL else 1):
            raise GraderFault("the launcher of workers has ended; is there enough memory?")
        return data
