"""What a cluster costs beside the grading itself: the same submissions here, and by a scheduler and a worker on this machine."""

import os
import pickle
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from autograder import cohort
from autograder.cluster.bundle import pack
from autograder.course import served
from autograder.isolation.probe import level_for_strangers
from autograder.reading.source import Source
from autograder.reading.submission import Submission
from autograder.report import Report
from autograder.terms import Terms

from . import cohorts
from .grader import Grader
from .measure import Cost, Failed
from .watch import LAUNCHERS, RECORD, Watch, below, look

START_SECONDS = 60.0


@dataclass(frozen=True)
class Spread:
    """What one more submission costs: here, and by a cluster; processor seconds by the cluster's parts."""

    here: Cost
    cluster: Cost
    record_here: float  # of the process that keeps the record
    caller: float  # of the same process where it hands out to a cluster
    scheduler: float
    worker: float  # of Dask's processes around the judges

    @property
    def scheduling(self) -> float:
        """What the cluster adds, in the processes of Dask and in the caller."""
        return self.scheduler + self.worker + self.caller - self.record_here

    @property
    def judging(self) -> float:
        """What has to be done for a submission on a machine that grades, scheduling and all."""
        return self.cluster.cpu - self.caller - self.scheduler


@dataclass(frozen=True)
class Sizes:
    """Bytes: of the course, of a submission and its report on the way, and of what stays of it at the caller."""

    course: int
    submission: int
    report: int
    gradebook: float
    feedback: float


@dataclass(frozen=True)
class Used:
    """Processor seconds so far."""

    scheduler: float
    worker: float
    all: float  # of the worker with its judges and all below them, and the scheduler


@dataclass(frozen=True)
class Cluster:
    """A scheduler and one worker, with as many judges as the grader has jobs."""

    address: str
    scheduler: int
    nanny: int
    worker: int

    def used(self) -> Used:
        """What its processes have used, once the launchers of the last run have ended."""
        while any(process.kind == LAUNCHERS for process in below(self.nanny)):
            time.sleep(0.05)
        scheduler, nanny, worker = (_own(number) for number in (self.scheduler, self.nanny, self.worker))
        machine = sum(process.own + process.reaped for process in below(self.nanny, ended=True))
        return Used(scheduler, nanny + worker, scheduler + machine)


def _own(number: int) -> float:
    process = look(Path("/proc", str(number)))
    if process is None:
        raise Failed("a process of the cluster has ended")
    return process.own


@contextmanager
def cluster(grader: Grader) -> Iterator[Cluster]:
    """A cluster on this machine, started as people start one."""
    from distributed import Client

    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    address = f"tcp://127.0.0.1:{port}"
    with (
        _started(grader, "scheduler", "--port", str(port)) as scheduler,
        _started(grader, "worker", "--scheduler", address, "--jobs", str(grader.jobs)) as nanny,
    ):
        with Client(address, timeout=START_SECONDS, set_as_default=False) as client:
            client.wait_for_workers(1, timeout=START_SECONDS)
            (worker,) = client.run(os.getpid).values()
        yield Cluster(address, scheduler, nanny, worker)


@contextmanager
def _started(grader: Grader, *command: str) -> Iterator[int]:
    """A command of the grader's that runs meanwhile; its process number."""
    whole, quiet = [grader.python, "-m", "autograder", *command], subprocess.DEVNULL
    with subprocess.Popen(whole, cwd=served().root, stdout=quiet, stderr=quiet) as process:
        try:
            yield process.pid
        finally:
            process.terminate()


def spread(grader: Grader, files: dict[str, str], few: int, many: int) -> Spread:
    """Grade so many copies here and by a cluster; the difference of two runs, so that what is paid once drops out."""
    more = many - few
    here_few, record_few = _here(grader, files, few)
    here, record = _here(grader, files, many)
    with cluster(grader) as machines:
        away = replace(grader, scheduler=machines.address)
        costs: list[Cost] = []
        used: list[Used] = []
        for count in (few, few, many):  # the first one warms Dask up
            before = machines.used()
            with away.cohort() as given:
                cohorts.write_copies(given.submissions, count, files)
                costs.append(given.grade())
                given.expect_full_marks(list(files))
            now = machines.used()
            used.append(Used(*(b - a for a, b in zip(vars(before).values(), vars(now).values(), strict=True))))
    _, small, large = used
    caller = (costs[2].cpu - costs[1].cpu) / more
    return Spread(
        here=Cost((here.wall - here_few.wall) / more, (here.cpu - here_few.cpu) / more),
        cluster=Cost((costs[2].wall - costs[1].wall) / more, caller + (large.all - small.all) / more),
        record_here=(record - record_few) / more,
        caller=caller,
        scheduler=(large.scheduler - small.scheduler) / more,
        worker=(large.worker - small.worker) / more,
    )


def _here(grader: Grader, files: dict[str, str], count: int) -> tuple[Cost, float]:
    watch = Watch()
    with grader.cohort() as given:
        cohorts.write_copies(given.submissions, count, files)
        cost = given.grade(watch.start)
    return cost, watch.cpu(cost.cpu)[RECORD]


def sizes(grader: Grader, files: dict[str, str], count: int) -> Sizes:
    """Weigh what travels and what stays, of copies of a submission."""
    answers = {topic: Source(f"{topic}.py", source.encode()) for topic, source in files.items()}
    submission, reports = Submission("s00000", dict(answers)), list[Report]()
    terms = Terms(tuple(files), grader.seed, level_for_strangers(None))
    cohort.grade_cohort([submission], terms, reports.append, jobs=1)
    with grader.cohort() as given:
        cohorts.write_copies(given.submissions, count, files)
        given.grade()
        record = (given.out / "gradebook.sqlite").stat().st_size
        told = sum(path.stat().st_size for path in given.out.glob("s*/*"))
    sent, returned = (len(pickle.dumps(thing)) for thing in (submission, reports[0]))
    return Sizes(len(pack(terms.course).data), sent, returned, record / count, told / count)
