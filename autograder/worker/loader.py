"""The process that loads numpy and SymPy, once for a grader with all its judges, and forks their launchers.

It holds nothing secret and runs nothing of a student's. It obeys orders on its standard input, a Unix socket: NUMPY or
SYMPY, with a launcher's end of a connection attached, on which that launcher is then told the rest. What has SymPy is
forked from a child of its own, so that the others stay light. It ends when nobody is left who could give an order.
"""

import gc
import importlib
import os
import shutil
import socket
import sys
import warnings
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import numpy as np

from . import dummy, launcher, visible
from .plain import plain

NUMPY, SYMPY = b"n", b"s"
WORKERS_NEED = ("numpy.random", "numpy.linalg", "numpy.fft", "numpy.polynomial", "numpy.ma")
WORKERS_LIKE = ("dataclasses", "decimal", "fractions", "itertools", "statistics", "typing", "copy", "operator", "time")


def main(folder: str) -> None:
    """Load numpy, delete the folder that this was started from, and obey orders until nobody can give one."""
    warm_up()
    shutil.rmtree(folder, ignore_errors=True)
    os.chdir("/")
    _obey(socket.socket(fileno=0))


def _obey(orders: socket.socket) -> None:
    with_sympy: socket.socket | None = None
    while True:
        order, descriptors, _, _ = socket.recv_fds(orders, 1, 1)
        if not order:
            break
        if order == NUMPY:
            _fork(descriptors[0], launcher.main)
        else:
            with_sympy = _pass_on(descriptors[0], with_sympy)
        os.close(descriptors[0])
        _reap(os.WNOHANG)
    if with_sympy:
        with_sympy.close()
    _reap(0)


def _pass_on(descriptor: int, there: socket.socket | None) -> socket.socket:
    """Have the child that has SymPy fork a launcher; it is started when it is first wanted, or has died."""
    if there:
        with suppress(OSError):
            socket.send_fds(there, [NUMPY], [descriptor])
            return there
        there.close()
    ours, theirs = socket.socketpair()
    _fork(theirs.fileno(), _with_sympy)
    theirs.close()
    socket.send_fds(ours, [NUMPY], [descriptor])
    return ours


def _with_sympy(orders: socket.socket) -> None:
    use_sympy()
    gc.freeze()
    _obey(orders)


def _fork(descriptor: int, serve: Callable[[socket.socket], None]) -> None:
    """A child that keeps one descriptor beside the null device, as its standard input, and ends when it has served."""
    if os.fork() == 0:
        try:
            os.dup2(descriptor, 0)
            os.closerange(3, os.sysconf("SC_OPEN_MAX"))
            serve(socket.socket(fileno=0))
        finally:
            os._exit(0)


def _reap(options: int) -> None:
    """Let go of children that have ended, so that their processor time is counted; wait for them without WNOHANG."""
    with suppress(ChildProcessError):
        while os.waitpid(-1, options)[0]:
            pass


def warm_up() -> None:
    """Do once what every worker would do again."""
    sys.path[:] = filter(
        visible.is_library, sys.path
    )  # not where this package lies, nor what else is installed by path
    warnings.simplefilter("ignore")
    for name in WORKERS_NEED + WORKERS_LIKE:
        importlib.import_module(name)
    dummy.put_in_place()
    _answer()
    np.random.seed(0)  # a student who forgets a seed still gets the same run twice
    gc.freeze()  # what is never collected is never written to, and stays shared with the workers


def _answer(*more: Any) -> None:
    """What is answered by: Python asks long what is a number or a list, when it first meets a type, and then knows."""
    for value in (
        1,
        0.5,
        None,
        "",
        (0.5, 1),
        [0.5],
        {},
        range(2),
        np.float64(0.5),
        np.int64(1),
        np.zeros((2, 2)),
        *more,
    ):
        plain(value)


def use_sympy() -> None:
    """SymPy loads much of itself at first use, and is quicker after a few: make them here, once for all workers."""
    import sympy

    x, t = sympy.symbols("x t")
    for function in (3 * x**2 + 2 * x - 1, x**4 - x**3 / 2, t**2 / 4 - 3 * t / 2, sympy.exp(t) - 2 * t):
        _differentiate(function)
    for function in (2 * sympy.exp(x / 2) + sympy.sin(x), sympy.poly(x**2 + 2 * x + 3), sympy.poly(t**3 - 2 * t)):
        _differentiate(function)


def _differentiate(function: Any) -> None:
    """What students do with an expression or a Poly."""
    import sympy

    again = eval(sympy.srepr(function), {}, vars(sympy))  # as it arrives
    (symbol,) = again.free_symbols
    slope, slope_of_expression = sympy.diff(again, symbol), sympy.diff(again.as_expr(), symbol)
    for place in (1.5, -2.5, 3):
        float(slope.subs(symbol, place)), slope_of_expression.evalf(subs={symbol: place}), again.subs(symbol, place)
        val = place - 0.01 * slope.subs(symbol, place)
        abs(slope.subs(symbol, val)) > 1e-5, np.abs(val)
    _answer(slope, slope_of_expression, sympy.Integer(2), sympy.Float(0.5), slope.subs(symbol, 2))
    for modules in ("numpy", "math", None):
        sympy.lambdify(symbol, slope_of_expression, modules)(0.5)
    str(slope), sympy.sympify(again), sympy.simplify(slope_of_expression)
    if isinstance(again, sympy.Poly):
        again.eval(1.5), again(2.5), again.diff(symbol).eval(1.5)
