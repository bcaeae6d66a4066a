"""Watches the grader from outside while it runs: how much memory and processor time each kind of its processes takes.

The command itself keeps the record, its children of Python's multiprocessing are the judges, and launchers and their
workers go by the name of launchers, who know the workers' time once they have reaped them. What the loader takes, from
which launchers are forked, counts as theirs. Linux only: it reads /proc.
"""

import os
import threading
import time
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from autograder.worker.launcher import NAME as LAUNCHER

PERIOD = 0.1  # seconds between two looks
TICKS = os.sysconf("SC_CLK_TCK")
RECORD, JUDGES, LAUNCHERS, WORKERS = "record", "judges", "launchers", "workers"
SPAWNED = b"spawn_main"


@dataclass(frozen=True)
class Process:
    """One look at a process: seconds of its own and of its reaped children, and its largest memory so far in MB."""

    number: int
    parent: int
    own: float
    reaped: float
    memory: float
    kind: str | None


class Watch:
    """Looks at a process and all below it until it ends."""

    def __init__(self) -> None:
        self.memory: dict[str, float] = defaultdict(float)  # MB, the largest of each kind
        self._last: dict[int, tuple[str, Process]] = {}

    def start(self, number: int) -> None:
        """Begin, in a thread that ends when the process does."""
        self._thread = threading.Thread(target=self._look_often, args=(number,), daemon=True)
        self._thread.start()

    def cpu(self, total: float) -> dict[str, float]:
        """Processor seconds by kind, given what all of them took together; the launchers' are what is left."""
        self._thread.join()
        spent: dict[str, float] = defaultdict(float)
        for kind, process in self._last.values():
            if kind == LAUNCHERS:
                spent[WORKERS] += process.reaped
            else:
                spent[kind] += process.own
        return {
            RECORD: spent[RECORD],
            JUDGES: spent[JUDGES],
            WORKERS: spent[WORKERS],
            LAUNCHERS: total - spent[RECORD] - spent[JUDGES] - spent[WORKERS],
        }

    def _look_often(self, number: int) -> None:
        while (found := below(number)) and found[0].number == number:
            for process in found:
                if kind := RECORD if process.number == number else process.kind:
                    self._last[process.number] = kind, process
                    self.memory[kind] = max(self.memory[kind], process.memory)
            time.sleep(PERIOD)


def below(number: int, *, ended: bool = False) -> list[Process]:
    """The process of that number and all below it, parents before children; empty if it has ended.

    ended: with those that have ended and whose parents have not asked how.
    """
    everyone = {process.number: process for entry in Path("/proc").iterdir() if (process := look(entry, ended))}
    found = [everyone[number]] if number in everyone else []
    for process in found:
        found += [child for child in everyone.values() if child.parent == process.number]
    return found


def look(entry: Path, ended: bool = False) -> Process | None:
    """The process of a folder of /proc; None if it has ended."""
    if not entry.name.isdigit():
        return None
    try:
        head, _, rest = (entry / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")
        name, stat = head.partition("(")[2], rest.split()
        status = (entry / "status").read_text(encoding="utf-8", errors="replace")
        command = (entry / "cmdline").read_bytes()
    except OSError:
        return None  # it has just ended
    if stat[0] == "Z" and not ended:
        return None
    own, reaped = (sum(map(int, stat[place : place + 2])) / TICKS for place in (11, 13))
    peak = next((line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")), "0")
    return Process(int(entry.name), int(stat[1]), own, reaped, int(peak) / 1024, kind_of(name, command))


def kind_of(name: str, command: bytes) -> str | None:
    """What kind of process goes by a name and was started by a command; None for helpers."""
    if SPAWNED in command:
        return JUDGES
    return LAUNCHERS if name == LAUNCHER else None
