"""The levels of isolation, and what every worker takes on before any byte of a student's runs."""

import os
import resource
import signal
import sys
from typing import Protocol

from . import kernel, seccomp
from .landlock import Landlock
from .namespaces import Namespaces

MEMORY = 2 * 2**30  # bytes of address space
FILE_SIZE = 2**20  # bytes in one file
CPU_SECONDS = 120  # of one worker, so of one topic
OPEN_FILES = 64
THREADS = 64  # of one worker, where it has a user of its own
CONNECTION = 3  # the descriptor of the only connection that a worker has
LIMITS = (
    (resource.RLIMIT_AS, MEMORY),
    (resource.RLIMIT_FSIZE, FILE_SIZE),
    (resource.RLIMIT_CPU, CPU_SECONDS),
    (resource.RLIMIT_NOFILE, OPEN_FILES),
    (resource.RLIMIT_CORE, 0),
)


class Level(Protocol):
    """How the launcher and its workers are cut off from the machine."""

    needs_folder: bool  # whether the launcher's folder is of use after `enter`

    def enter(self, folder: str) -> None:
        """In the launcher, once, when everything is loaded. Raises OSError where the machine refuses."""

    def prepare_fork(self) -> None:
        """In the launcher, before each worker."""

    def confine(self) -> None:
        """In the worker, before the limits and the filter of system calls."""


class Process:
    """The level `process`: a process of its own, and no promise about files, network and other processes."""

    needs_folder = True

    def enter(self, folder: str) -> None:
        """Nothing."""
        self._folder = folder

    def prepare_fork(self) -> None:
        """Nothing."""

    def confine(self) -> None:
        """A folder of its own, which is thrown away with the launcher's."""
        own = os.path.join(self._folder, str(os.getpid()))  # noqa: PTH118 - pathlib is not needed for two names
        os.mkdir(own)  # noqa: PTH102
        os.chdir(own)


LEVELS: dict[str, type[Level]] = {"namespaces": Namespaces, "landlock": Landlock, "process": Process}  # strongest first


def confine(level: Level, connection: int) -> None:
    """In the worker: let go of everything but the connection, which becomes descriptor CONNECTION.

    Raises OSError where anything is refused; then no byte of a student's may run.
    """
    os.setsid()
    level.confine()
    if sys.platform == "linux":  # after it has become another user, which undoes this
        kernel.prctl(kernel.PDEATHSIG, signal.SIGKILL)  # no worker is left behind by a launcher that is killed
    os.dup2(connection, CONNECTION)
    os.closerange(CONNECTION + 1, resource.getrlimit(resource.RLIMIT_NOFILE)[0])
    for limit, value in LIMITS:
        set_before = resource.getrlimit(limit)[1]  # a container's own limit, say: a stricter one stays
        value = value if set_before == resource.RLIM_INFINITY else min(value, set_before)
        resource.setrlimit(limit, (value, value))
    if isinstance(level, Process):
        return
    if isinstance(level, Namespaces):
        resource.setrlimit(resource.RLIMIT_NPROC, (THREADS, THREADS))  # elsewhere it would count a user's own threads
    kernel.prctl(kernel.NO_NEW_PRIVILEGES, 1)
    kernel.drop_capabilities()
    kernel.install_filter(FILTER)


def _filter() -> bytes:
    try:
        return seccomp.program()
    except OSError:
        return b""  # and installing it fails


FILTER = _filter()
