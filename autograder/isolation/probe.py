"""Which level of isolation this machine offers: the real thing is run once and looks around from inside.

Nothing is concluded from versions or settings. A level counts when a worker at that level finds every door shut.
"""

import secrets
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from ..language import _
from ..verdict import GraderFault
from ..worker import wire
from ..worker.plain import plain
from .isolate import Launcher, NotIsolated

SECONDS = 60.0
KERNEL_LEVELS = ("namespaces", "landlock")  # those at which strangers' code may be graded
APPARMOR = Path("/proc/sys/kernel/apparmor_restrict_unprivileged_userns")
LOOK = b'''
import ctypes, os, socket
import importlib.util
import numpy

def look(secret, place, first, engine):
    """The doors that are open, and those that should be and are not, by name."""
    def opens(attempt, *arguments):
        try:
            return attempt(*arguments) is not False
        except OSError:
            return False
    libc = ctypes.CDLL(None)
    doors = {
        "a file of the grader can be read": opens(open, secret),
        "a file can be written outside of the worker's folder": opens(open, place, "w"),
        "a file's mode can be changed": opens(os.chmod, secret, 0o600),
        "the grader's own code can be read": opens(open, engine),
        "/etc can be read": opens(open, "/etc/passwd"),
        "/proc can be read": opens(os.listdir, "/proc"),
        "a process can be started": opens(os.fork),
        "a socket can be opened": opens(socket.socket),
        "a signal can be sent": opens(os.kill, os.getpid(), 0),
        "namespaces can be opened": libc.unshare(0x10000000) == 0,
        "other processes exist": bool(first) and os.getpid() != 1,
        "the machine's folders are there": bool(first) and any(map(os.path.exists, (os.path.dirname(secret), "/etc/hosts"))),
    }
    files = {"os": os.__file__, "numpy": numpy.__file__, "sympy": importlib.util.find_spec("sympy").origin}
    needed = {f"{name} cannot be read": not opens(open, file) for name, file in files.items()}
    return [name for name, is_open in (doors | needed).items() if is_open]
'''


@contextmanager
def strongest(levels: Sequence[str]) -> Iterator[tuple[Launcher | None, dict[str, str]]]:
    """A started launcher at the first of the levels that holds (None if none does), and why the others do not."""
    refused: dict[str, str] = {}
    for level in levels:
        with Launcher(level) as launcher:
            if reason := _refusal(launcher):
                refused[level] = reason
                continue
            yield launcher, refused
            return
    yield None, refused


def _refusal(launcher: Launcher) -> str:
    """Why a level does not hold here; empty if it does. The light process looks: it is started sooner."""
    light = launcher.for_code(b"")
    try:
        light.wait_until_ready()
        doors = open_doors(light)
    except NotIsolated as error:
        return f"{error}{_remedy(launcher.level)}"
    except GraderFault as error:
        return str(error)
    return (
        ""
        if launcher.level == "process" or not doors
        else _("it does not hold: {doors}").format(doors="; ".join(doors))
    )


def open_doors(launcher: Launcher) -> list[str]:
    """What a worker of this launcher can reach that it should not, in words."""
    with tempfile.TemporaryDirectory(prefix="autograder-") as folder:
        secret, place = Path(folder, "secret"), Path(folder, "place")
        secret.write_text(secrets.token_hex())
        worker = launcher.fork()
        try:
            arguments = [str(secret), str(place), int(launcher.level == "namespaces"), __file__]
            wire.send(worker.connection, wire.Load(LOOK, "look.py"), SECONDS)
            wire.from_worker(worker.connection, time.monotonic() + SECONDS)
            wire.send(worker.connection, wire.Call(1, "look", [plain(a) for a in arguments]), SECONDS)
            answer = wire.from_worker(worker.connection, time.monotonic() + SECONDS)
        except (wire.Closed, wire.Malformed, TimeoutError) as error:
            raise GraderFault(f"a worker at the level {launcher.level} does not answer: {error}") from None
        finally:
            launcher.end(worker)
    match answer:
        case wire.Returned(value=wire.Sequence(items=items)):
            return [str(item) for item in items]
        case _:
            raise GraderFault(f"a worker at the level {launcher.level} could not look around: {answer}")


def _remedy(level: str) -> str:
    """What to do where the machine is known to forbid a level."""
    if level == "namespaces" and APPARMOR.exists() and APPARMOR.read_text().strip() == "1":
        return " " + _(
            "AppArmor restricts user namespaces here (Ubuntu 24.04 and later): `sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0` allows them until the next start"
        )
    return ""


@contextmanager
def launcher_for_strangers(given: str | None) -> Iterator[Launcher]:
    """A started launcher for submissions of others: at the level given by name, else the strongest of the kernel's.

    Raises NotIsolated, with what this machine refuses and what to do, if it does not hold here.
    """
    with strongest((given,) if given else KERNEL_LEVELS) as (launcher, refused):
        if launcher is not None:
            yield launcher
            return
    reasons = "\n".join(f"  {level}: {reason}" for level, reason in refused.items())
    raise NotIsolated(
        _(
            "Submissions of others are graded in isolation only, and this machine refuses it:\n{reasons}\nISOLATION=process grades them all the same; then they can read and change what you can (docs/security.md)."
        ).format(reasons=reasons)
    )


def level_for_strangers(given: str | None) -> str:
    """The level at which submissions of others are graded, as `launcher_for_strangers` finds it."""
    with launcher_for_strangers(given) as launcher:
        return launcher.level
