"""The preloaded process from which every worker is forked.

It imports numpy, and SymPy if so said, once, holds nothing secret, and obeys orders on its standard input, a Unix socket: `fork`
(with the worker's end of a connection attached; answers the process number), `spent` and the number (answers the
processor time of the worker), `end` and the number (kills the worker with all it started, reaps it, answers how it
ended and what it used), and end of file (the judge is gone: kill all).
"""

import contextlib
import gc
import importlib
import math
import os
import random
import shutil
import signal
import socket
import struct
import sys
import time
import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np

from . import dummy, serve, visible
from .confine import CONNECTION, LEVELS, Level, Process, confine

ORDER = struct.Struct("<cI")
ANSWER = struct.Struct("<id")  # a process number or exit status; seconds of processor time
READY = b"ready"
NOT_CONFINED = 70  # the exit status of a worker that could not take on its level
WORKERS_NEED = ("numpy.random", "numpy.linalg", "numpy.fft", "numpy.polynomial", "numpy.ma")
WORKERS_LIKE = ("dataclasses", "decimal", "fractions", "itertools", "statistics", "typing", "copy", "operator", "time")


def main(folder: str, name: str, *libraries: str) -> None:
    """Enter a level of isolation and obey orders until the judge closes the socket.

    libraries: what is loaded beside numpy: `sympy`, or nothing.
    """
    control = socket.socket(fileno=0)
    warm_up(libraries)
    level = LEVELS[name]()
    os.chdir("/")
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


def warm_up(libraries: Sequence[str]) -> None:
    """Do once what every worker would do again."""
    sys.path[:] = filter(
        visible.is_library, sys.path
    )  # not where this package lies, nor what else is installed by path
    warnings.simplefilter("ignore")
    for name in WORKERS_NEED + WORKERS_LIKE:
        importlib.import_module(name)
    dummy.put_in_place()
    if "sympy" in libraries:
        _use_sympy()
    np.random.seed(0)  # a student who forgets a seed still gets the same run twice
    gc.freeze()  # what is never collected is never written to, and stays shared with the workers


def _use_sympy() -> None:
    """SymPy loads much of itself at first use, and is quicker after a few: make them here, once for all workers."""
    import sympy

    x, t = sympy.symbols("x t")
    for n in (2, 3, 4):
        for function in (n * x**2 + 3 * x - n, x**4 - x**3 / n, t**2 / 4 - n * t / 2, sympy.exp(t) - n * t):
            _differentiate(function)
        for function in (n * sympy.exp(x / 2) + sympy.sin(x), sympy.poly(x**2 + n * x + 3), sympy.poly(t**3 - n * t)):
            _differentiate(function)


def _differentiate(function: Any) -> None:
    """What students do with an expression or a Poly."""
    import sympy

    again = eval(sympy.srepr(function), dict(vars(sympy)))  # as it arrives
    (symbol,) = again.free_symbols
    slope, slope_of_expression = sympy.diff(again, symbol), sympy.diff(again.as_expr(), symbol)
    for place in (1.5, -2.5, 3):
        float(slope.subs(symbol, place)), slope_of_expression.evalf(subs={symbol: place}), again.subs(symbol, place)
        val = place - 0.01 * slope.subs(symbol, place)
        abs(slope.subs(symbol, val)) > 1e-5, np.abs(val)
    for modules in ("numpy", "math", None):
        sympy.lambdify(symbol, slope_of_expression, modules)(0.5)
    str(slope), sympy.sympify(again), sympy.simplify(slope_of_expression)
    if isinstance(again, sympy.Poly):
        again.eval(1.5), again(2.5), again.diff(symbol).eval(1.5)


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
