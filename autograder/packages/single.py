"""Grades one submission of one topic where another system runs us: a task on standard input, a report on standard output.

`python -c BOOT engine` starts it from the folder of a package, whatever else is installed there.
"""

import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import IO

import msgspec

from ..course import PACKAGE, load_topic, serve, served
from ..isolation.isolate import NotIsolated
from ..isolation.probe import launcher_for_strangers
from ..judge_process import grade_here
from ..language import ENGLISH, speaking
from ..reading.find import Entry
from ..reading.look import Taken, topic_of
from ..reading.places import SOURCES, Folder, walk
from ..reading.read import read_submission
from ..reading.submission import Submission
from ..report import Report
from ..tell import as_json
from ..verdict import GraderFault


class Task(msgspec.Struct):
    """What to grade, and how."""

    submission: str  # the folder that holds its files
    topic: str
    seed: int
    isolation: str | None = None  # None: the strongest level of the kernel's
    language: str = ENGLISH  # of what is told
    besides: list[str] = []  # names in that folder which are not the student's


def grade_single(task: Task) -> tuple[Report, str]:
    """The report of one submission, and the level of isolation. Raises NotIsolated and GraderFault."""
    serve(PACKAGE.parent)  # a package holds both
    reports: list[Report] = []
    with speaking(task.language), launcher_for_strangers(task.isolation) as launcher:
        submission = read_single(Path(task.submission), task.topic, task.besides)
        grade_here([submission], [load_topic(task.topic)], task.seed, reports.append, launcher)
        return reports[0], launcher.level


def read_single(folder: Path, topic: str, besides: Iterable[str] = ()) -> Submission:
    """The answer to a topic in a folder of one student's; a lone source counts whatever it is called."""
    entry = Entry("submission", partial(_in_folder, folder, topic, frozenset(besides)))
    return read_submission(entry, [topic], served().assignments)


@contextmanager
def _in_folder(folder: Path, topic: str, besides: frozenset[str], remarks: list[str]) -> Iterator[Iterable[Taken]]:
    files = [file for file in walk(Folder(folder), remarks) if file.name.partition("/")[0] not in besides]
    sources = [file for file in files if file.name.lower().endswith(SOURCES)]
    yield [(topic if sources == [file] else topic_of(file.name, [topic])[1], file) for file in files]


def main(orders: IO[bytes], told: IO[str]) -> int:
    """Grade the task in `orders` and write the report to `told`, as JSON; the exit status."""
    try:
        report, level = grade_single(msgspec.json.decode(orders.read(), type=Task))
    except (NotIsolated, GraderFault) as error:
        print(error, file=sys.stderr)
        return 1
    json.dump(as_json(report) | {"isolation": level}, told)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.stdin.buffer, sys.stdout))
