"""The judge's side of the launcher: workers in processes of their own, started by fork and ended for certain."""

import contextlib
import shutil
import socket
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from .verdict import GraderFault
from .worker.launcher import ANSWER, ORDER

START_SECONDS = 60.0  # importing numpy and SymPy from a cold disk
ORDER_SECONDS = 20.0
WORKER_CODE = Path(__file__).resolve().parent / "worker"
BOOT = "import sys; sys.path.insert(0, sys.argv[1]); from worker.launcher import main; main(sys.argv[2])"
ENVIRONMENT = {
    "LANG": "C.UTF-8",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "PYTHONHASHSEED": "0",  # sets iterate alike in every run
    "PYTHON_DISABLE_REMOTE_DEBUG": "1",
}


@dataclass(frozen=True)
class Worker:
    """A process that runs one submission, and the judge's end of the connection to it."""

    pid: int
    connection: socket.socket


class Launcher:
    """A preloaded process that forks workers. Use it as a context manager: leaving it ends all of them."""

    def __enter__(self) -> "Launcher":
        self._folder = tempfile.mkdtemp(prefix="autograder-")
        shutil.copytree(WORKER_CODE, Path(self._folder, "code", "worker"), ignore=shutil.ignore_patterns("__pycache__"))
        Path(self._folder, "work").mkdir()
        self._control, theirs = socket.socketpair()
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-B", "-c", BOOT, str(Path(self._folder, "code")), self._folder],
            stdin=theirs.fileno(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=Path(self._folder, "work"),
            env=ENVIRONMENT,
            start_new_session=True,  # Ctrl-C is for the grader to handle
        )
        theirs.close()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._control.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=5)
        self._process.kill()
        self._process.wait()
        shutil.rmtree(self._folder, ignore_errors=True)

    def wait_until_ready(self) -> None:
        """Return once numpy and SymPy are loaded; later calls return at once."""
        if not getattr(self, "_ready", False):
            self._receive(len(b"ready"), START_SECONDS)
            self._ready = True

    def fork(self) -> Worker:
        """A fresh worker."""
        self.wait_until_ready()
        ours, theirs = socket.socketpair()
        with theirs:
            socket.send_fds(self._control, [ORDER.pack(b"f", 0)], [theirs.fileno()])
            (pid,) = ANSWER.unpack(self._receive(ANSWER.size, ORDER_SECONDS))
        return Worker(pid, ours)

    def end(self, worker: Worker) -> int:
        """Kill a worker and whatever it started in its group; how it ended, as `subprocess` counts it."""
        worker.connection.close()
        self._control.sendall(ORDER.pack(b"e", worker.pid))
        (status,) = ANSWER.unpack(self._receive(ANSWER.size, ORDER_SECONDS))
        return int(status)

    def _receive(self, count: int, seconds: float) -> bytes:
        self._control.settimeout(seconds)
        try:
            data = self._control.recv(count, socket.MSG_WAITALL)
        except OSError as error:
            raise GraderFault(f"the launcher of workers does not answer: {error}") from None
        if len(data) < count:
            raise GraderFault("the launcher of workers has ended; is there enough memory?")
        return data
