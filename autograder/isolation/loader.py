"""The grader's side of the loader: one for a grader and all its judges, started when the first launcher is wanted."""

import atexit
import contextlib
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

from ..worker.loader import NUMPY, SYMPY

END_SECONDS = 30.0
WORKER_CODE = Path(__file__).resolve().parent.parent / "worker"
COPIED = b"c"
BOOT = """
import os, shutil, sys
if not os.read(0, 1):  # the grader was killed while it copied
    shutil.rmtree(sys.argv[1], ignore_errors=True)
    sys.exit()
sys.path.insert(0, sys.argv[1])
from worker.loader import main
main(sys.argv[1])
"""
ENVIRONMENT = {
    "LANG": "C.UTF-8",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "PYTHONHASHSEED": "0",  # sets iterate alike in every run
    "PYTHON_DISABLE_REMOTE_DEBUG": "1",
    "SYMPY_GROUND_TYPES": "python",  # numbers of other packages would be copied for every worker, and save nothing
}


class Loader:
    """A process with numpy and SymPy, from which launchers are forked."""

    def __init__(self) -> None:
        self._orders: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._starting = threading.Lock()  # judges are started from threads

    @property
    def orders(self) -> socket.socket:
        """The connection to it, which may be handed to judges. It is started if it has not been."""
        with self._starting:
            if self._orders is None:
                self._start()
            assert self._orders is not None
            return self._orders

    def share(self, orders: socket.socket) -> None:
        """Use the one to which somebody else has this connection."""
        self._orders = orders

    def fork_launcher(self, control: socket.socket, *, sympy: bool) -> None:
        """Have it fork a launcher that obeys on `control`. One that has died is started again."""
        order = SYMPY if sympy else NUMPY
        try:
            socket.send_fds(self.orders, [order], [control.fileno()])
        except OSError:
            self.end()
            socket.send_fds(self.orders, [order], [control.fileno()])

    def end(self) -> None:
        """Let go of it: it ends when all have, and their launchers have ended."""
        if self._orders:
            self._orders.close()
        if self._process:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(END_SECONDS)
            shutil.rmtree(self._folder, ignore_errors=True)
        self._orders = self._process = None

    def _start(self) -> None:
        """It is there before its folder is: so the folder goes, whenever this process is killed."""
        self._folder = str(Path(tempfile.gettempdir(), f"autograder-{secrets.token_hex(8)}"))
        self._orders, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-B", "-c", BOOT, self._folder],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=ENVIRONMENT,
                start_new_session=True,  # Ctrl-C is for the grader to handle
            )
        Path(self._folder).mkdir(mode=0o700)
        shutil.copytree(WORKER_CODE, Path(self._folder, "worker"), ignore=shutil.ignore_patterns("__pycache__"))
        with contextlib.suppress(OSError):  # it has died: whoever orders something is told
            self._orders.sendall(COPIED)


LOADER = Loader()  # of this process
atexit.register(LOADER.end)
