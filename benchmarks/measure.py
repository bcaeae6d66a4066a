"""Runs commands and measures what they cost: processor time of all that they started and that ended, and the clock."""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

Command = Sequence[str | Path]


class Failed(Exception):
    """A command that is measured did not do its work; the text says which, and `output` what it printed."""

    def __init__(self, text: str, output: str = "") -> None:
        super().__init__(text)
        self.output = output


@dataclass(frozen=True)
class Cost:
    """Seconds by the clock and of processor time, and what was printed."""

    wall: float
    cpu: float
    output: str = ""


def run(
    command: Command,
    *,
    environment: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    seconds: float = 3600.0,
    meanwhile: Callable[[int], None] = lambda _: None,
) -> Cost:
    """Run a command to its end. `meanwhile` gets its process number. Raises Failed if it fails or outlasts `seconds`."""
    started = time.monotonic()
    with subprocess.Popen(
        list(map(str, command)),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        env=dict(os.environ) | dict(environment or {}),
        cwd=cwd,
        start_new_session=True,
    ) as process:
        timer = threading.Timer(seconds, _kill, [process.pid])
        timer.start()
        try:
            meanwhile(process.pid)
            assert process.stdout is not None
            output = process.stdout.read()
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        except BaseException:
            _kill(process.pid)  # it is out of reach of Ctrl-C
            raise
        finally:
            timer.cancel()
    wall = time.monotonic() - started
    if process.returncode:
        how = f"was stopped after {seconds:g} s" if wall > seconds else f"ended with status {process.returncode}"
        raise Failed(f"{' '.join(map(str, command))[:200]} {how}:\n{output[-2000:]}", output)
    return Cost(wall, usage.ru_utime + usage.ru_stime, output)


def together(count: int, one: Callable[[int], Cost], at_once: int) -> Cost:
    """`one(0)`, `one(1)`, … so many at once; the cost of all of them divided by their number."""
    started = time.monotonic()
    with ThreadPoolExecutor(at_once) as pool:
        costs = list(pool.map(one, range(count)))
    return Cost((time.monotonic() - started) / count, sum(cost.cpu for cost in costs) / count)


def _kill(group: int) -> None:
    with suppress(ProcessLookupError):
        os.killpg(group, signal.SIGKILL)
