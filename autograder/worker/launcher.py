"""The preloaded process from which every worker is forked.

It imports numpy and SymPy once, holds nothing secret, and obeys three orders on its standard input, a Unix socket:
`fork` (with the worker's end of a connection attached; answers the process number), `end` and the number (kills
the worker with all it started, reaps it, answers how it ended), and end of file (the judge is gone: kill all).
"""

import contextlib
import os
import random
import resource
import shutil
import signal
import socket
import struct
import sys
import tempfile
import types
import warnings
from pathlib import Path
from unittest.mock import MagicMock

import numpy as np

from . import serve

ORDER = struct.Struct("<cI")
ANSWER = struct.Struct("<i")
MEMORY = 2 * 2**30  # bytes of address space
FILE_SIZE = 2**20  # bytes in one file
CPU_SECONDS = 120
NEVER_DRAWN = ("matplotlib", "matplotlib.pyplot", "matplotlib.pylab", "pylab", "seaborn")


def main(folder_of_all: str) -> None:
    """Obey orders until the judge closes the socket; then remove the folder, which a killed judge cannot."""
    control = socket.socket(fileno=0)
    warm_up()
    control.sendall(b"ready")
    folders: dict[int, str] = {}
    while True:
        data, descriptors, _, _ = socket.recv_fds(control, ORDER.size, 1)
        if not data:
            break
        order, number = ORDER.unpack(data)
        if order == b"f":
            folder = tempfile.mkdtemp(dir=Path.cwd())
            pid = os.fork()
            if pid == 0:
                become_worker(control, descriptors[0], folder)
            os.close(descriptors[0])
            folders[pid] = folder
            control.sendall(ANSWER.pack(pid))
        else:
            control.sendall(ANSWER.pack(end(number, folders.pop(number))))
    for pid, folder in folders.items():
        end(pid, folder)
    shutil.rmtree(folder_of_all, ignore_errors=True)


def warm_up() -> None:
    """Do once what every worker would do again, and put dummies in place of plotting: nobody looks."""
    warnings.simplefilter("ignore")
    for name in NEVER_DRAWN:
        sys.modules[name] = _never_drawn(name)
    sys.modules["matplotlib"].pyplot = sys.modules["matplotlib.pyplot"]  # type: ignore[attr-defined]


def _never_drawn(name: str) -> types.ModuleType:
    module = MagicMock(name=name)
    module.__name__, module.__path__, module.__spec__, module.__all__ = name, [], None, []
    module.subplots.return_value = (MagicMock(), MagicMock())
    return module


def become_worker(control: socket.socket, descriptor: int, folder: str) -> None:
    """In the child: let go of the launcher, take on limits, serve one submission, and end."""
    try:
        os.setsid()
        control.close()
        os.chdir(folder)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        for limit, value in (
            (resource.RLIMIT_AS, MEMORY),
            (resource.RLIMIT_FSIZE, FILE_SIZE),
            (resource.RLIMIT_CPU, CPU_SECONDS),
            (resource.RLIMIT_CORE, 0),
        ):
            resource.setrlimit(limit, (value, value))
        random.seed(0)
        np.random.seed(0)  # a student who forgets a seed still gets the same run twice
        serve.serve(socket.socket(fileno=descriptor))
    finally:
        os._exit(0)


def end(pid: int, folder: str) -> int:
    """Kill a worker and its process group; the exit status (minus the signal, if one ended it)."""
    for kill in (os.killpg, os.kill):
        with contextlib.suppress(ProcessLookupError):
            kill(pid, signal.SIGKILL)
    _, status = os.waitpid(pid, 0)
    shutil.rmtree(folder, ignore_errors=True)
    return os.waitstatus_to_exitcode(status)
