"""Watches the grader from outside while it runs: how much memory and processor time each kind of its processes takes.

The kinds are told by where a process stands: the command itself keeps the record, its children of Python's
multiprocessing are the judges, and below these are the launchers with their workers, whose time the launchers know
once they have reaped them. Linux only: it reads /proc.
"""

import os
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

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
    is_judge: bool


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
        while (found := _tree(number)) and found[0].number == number:
            for kind, process in _kinds(found):
                self._last[process.number] = kind, process
                self.memory[kind] = max(self.memory[kind], process.memory)
            time.sleep(PERIOD)


def _kinds(found: list[Process]) -> Iterator[tuple[str, Process]]:
    """What each process is, parents before children."""
    kinds = {found[0].number: RECORD}
    yield RECORD, found[0]
    for process in found[1:]:
        above = kinds.get(process.parent)
        if above is None or (above == RECORD and not process.is_judge):
            continue  # multiprocessing's own helper, and the probe's launcher before the judges start
        kinds[process.number] = JUDGES if above == RECORD else LAUNCHERS
        yield kinds[process.number], process


def _tree(number: int) -> list[Process]:
    """The process of that number and all below it, parents before children; empty if it has ended."""
    everyone = {process.number: process for entry in Path("/proc").iterdir() if (process := _look(entry))}
    found = [everyone[number]] if number in everyone else []
    for process in found:
        found += [child for child in everyone.values() if child.parent == process.number]
    return found


def _look(entry: Path) -> Process | None:
    if not entry.name.isdigit():
        return None
    try:
        stat = (entry / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        status = (entry / "status").read_text(encoding="utf-8", errors="replace")
        command = (entry / "cmdline").read_bytes()
    except OSError:
        return None  # it has just ended
    if stat[0] == "Z":
        return None
    own, reaped = (sum(map(int, stat[place : place + 2])) / TICKS for place in (11, 13))
    peak = next((line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")), "0")
    return Process(int(entry.name), int(stat[1]), own, reaped, int(peak) / 1024, SPAWNED in command)
