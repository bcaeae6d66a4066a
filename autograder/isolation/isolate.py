"""The judge's side of the launcher: workers in processes of their own, started by fork and ended for certain."""

import contextlib
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from ..verdict import GraderFault
from ..worker import wire
from ..worker.confine import LEVELS
from ..worker.launcher import ANSWER, ORDER, READY

START_SECONDS = 60.0  # importing numpy and SymPy from a cold disk
ORDER_SECONDS = 20.0
WORKER_CODE = Path(__file__).resolve().parent.parent / "worker"
BOOT = "import sys; sys.path.insert(0, sys.argv[1]); from worker.launcher import main; main(*sys.argv[2:])"
ENVIRONMENT = {
    "LANG": "C.UTF-8",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "PYTHONHASHSEED": "0",  # sets iterate alike in every run
    "PYTHON_DISABLE_REMOTE_DEBUG": "1",
    "SYMPY_GROUND_TYPES": "python",  # numbers of other packages would be copied for every worker, and save nothing
}


class NotIsolated(Exception):
    """This machine does not offer a level of isolation; the text says what was refused."""


@dataclass(frozen=True)
class Worker:
    """A process that runs one submission, and the judge's end of the connection to it."""

    pid: int  # as the launcher counts processes
    connection: socket.socket


class Launcher:
    """A preloaded process that forks workers, started when the first is wanted.

    Use it as a context manager: leaving it ends all of them.
    """

    def __init__(self, level: str, libraries: Sequence[str] = ("sympy",)) -> None:
        """`level`: one of LEVELS. `libraries`: what is loaded beside numpy."""
        self.level = level
        self._libraries = libraries
        self._light: Launcher | None = None
        self._started = self._ready = False
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
        if b"sympy" in code or not self._libraries:
            return self
        if self._light is None:
            self._light = Launcher(self.level, ())
        return self._light

    def _start(self) -> None:
        self._started, self._ready = True, False
        self._folder = tempfile.mkdtemp(prefix="autograder-")
        code = str(Path(self._folder, "code"))
        shutil.copytree(WORKER_CODE, Path(code, "worker"), ignore=shutil.ignore_patterns("__pycache__"))
        self._control, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-B", "-c", BOOT, code, self._folder, self.level, *self._libraries],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=ENVIRONMENT,
                start_new_session=True,  # Ctrl-C is for the grader to handle
            )

    def _stop(self) -> None:
        if not self._started:
            return
        self._control.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=5)
        self._process.kill()
        self._process.wait()
        shutil.rmtree(self._folder, ignore_errors=True)

    def wait_until_ready(self) -> None:
        """Return once numpy and SymPy are loaded and the level is entered; later calls return at once.

        Raises NotIsolated where the machine refuses the level.
        """
        if self._ready:
            return
        if not self._started:
            self._start()
        said = self._receive(500, START_SECONDS)
        if said != READY:
            raise NotIsolated(said.decode(errors="replace"))
        self._ready = True

    def fork(self) -> Worker:
        """A fresh worker, confined. A launcher that has died is started again, once."""
        self.wait_until_ready()
        try:
            return self._fork()
        except GraderFault:
            self._stop()
            self._start()
            self.wait_until_ready()
            return self._fork()

    def _fork(self) -> Worker:
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

    def _answer(self) -> tuple[int, float]:
        number, seconds = ANSWER.unpack(self._receive(ANSWER.size, ORDER_SECONDS, socket.MSG_WAITALL))
        return int(number), float(seconds)

    def _receive(self, count: int, seconds: float, flags: int = 0) -> bytes:
        self._control.settimeout(seconds)
        try:
            data = self._control.recv(count, flags)
        except OSError as error:
            raise GraderFault(f"the launcher of workers does not answer: {error}") from None
        if len(data) < (count if flags == socket.MSG_WAITALL else 1):
            raise GraderFault("the launcher of workers has ended; is there enough memory?")
        return data
