"""The process from which workers are forked: a child of the loader, so that what they need is loaded.

It holds nothing secret, and obeys orders on its standard input, a Unix socket: `begin` (with the length of what
follows: the level of isolation and a folder; answers its process number, and READY once it has entered the level),
`fork` (with the worker's end of a connection attached; answers the process number), `spent` and the number (answers the
processor time of the worker), `end` and the number (kills the worker with all it started, reaps it, answers how it
ended and what it used), and end of file (the judge is gone: kill all).
"""

import contextlib
import math
import os
import random
import shutil
import signal
import socket
import struct
import sys
import time

from . import serve
from .confine import CONNECTION, LEVELS, Level, Process, confine

ORDER = struct.Struct("<cI")
ANSWER = struct.Struct("<id")  # a process number or exit status; seconds of processor time
READY = b"ready"
NAME = "launcher"
NOT_CONFINED = 70  # the exit status of a worker that could not take on its level


def main(control: socket.socket) -> None:
    """Enter a level of isolation and obey orders until the judge closes the socket."""
    name, folder = _begun(control)
    control.sendall(ANSWER.pack(os.getpid(), 0.0))
    with contextlib.suppress(OSError), open("/proc/self/comm", "w") as called:  # noqa: PTH123 - as `ps` lists it
        called.write(NAME)
    level = LEVELS[name]()
    if not level.needs_folder:
        shutil.rmtree(folder)
    try:
        if not isinstance(level, Process) and sys.platform != "linux":
            raise OSError("only Linux has it")
        level.enter(folder)
    except OSError as error:
        control.sendall(str(error).encode()[:500])
    else:
        control.sendall(READY)
        _obey(control, level)
    shutil.rmtree(folder, ignore_errors=True)  # a killed judge cannot do it


def _begun(control: socket.socket) -> tuple[str, str]:
    """The name of the level and the folder, as the judge says at first."""
    _, length = ORDER.unpack(control.recv(ORDER.size, socket.MSG_WAITALL))
    name, folder = os.fsdecode(control.recv(length, socket.MSG_WAITALL)).split("\0")
    return name, folder


def _obey(control: socket.socket, level: Level) -> None:
    workers: set[int] = set()
    while True:
        data, descriptors, _, _ = socket.recv_fds(control, ORDER.size, 1)
        if not data:
            break
        order, number = ORDER.unpack(data)
        if order == b"f":
            pid = _fork(descriptors[0], level)
            workers.add(pid)
            control.sendall(ANSWER.pack(pid, 0.0))
        elif order == b"s":
            control.sendall(ANSWER.pack(number, _spent(number)))
        else:
            workers.remove(number)
            control.sendall(ANSWER.pack(*end(number)))
    for pid in workers:
        end(pid)


def _fork(descriptor: int, level: Level) -> int:
    level.prepare_fork()
    pid = os.fork()
    if pid == 0:
        _become_worker(descriptor, level)
    os.close(descriptor)
    return pid


def _become_worker(descriptor: int, level: Level) -> None:
    """In the child: be confined, say so, serve one submission, and end."""
    status = NOT_CONFINED
    try:
        os.dup2(1, 0)  # the null device in place of the launcher's orders
        confine(level, descriptor)
        random.seed(0)  # a fork makes it a new one; numpy's is as the launcher left it
        status = 0
        serve.serve(socket.socket(fileno=CONNECTION))
    finally:
        os._exit(status)


def _spent(pid: int) -> float:
    """The processor time of a process in seconds; infinite where the system does not tell."""
    try:
        return time.clock_gettime(~pid << 3 | 2)  # the clock of a process: clock_getcpuclockid(3) on Linux
    except OSError:
        return math.inf


def end(pid: int) -> tuple[int, float]:
    """Kill a worker and its process group; its exit status (minus the signal, if one ended it) and processor time."""
    for kill in (os.killpg, os.kill):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            kill(pid, signal.SIGKILL)
    _, status, usage = os.wait4(pid, 0)
    return os.waitstatus_to_exitcode(status), usage.ru_utime + usage.ru_stime
