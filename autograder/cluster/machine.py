"""What a worker of a Dask cluster holds for one run: the course in a private folder, and judges like those of any machine.

Students' code stays out of Dask's process: it runs in workers of the judges' launchers, as it does locally. Whether this
machine may grade is looked at here, on the machine itself. If it may, it offers a resource of the run's name, and the
scheduler sends work to no worker that does not.
"""

import asyncio
import multiprocessing
import shutil
import tempfile
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from distributed import Reschedule, Scheduler, SchedulerPlugin, Status, Worker, WorkerPlugin, get_worker

from ..isolation.probe import strongest
from ..judges import Ended, Judges
from ..language import _, speaking
from ..reading.submission import Submission
from ..report import Report
from ..terms import Terms
from ..verdict import GraderFault, one_line
from . import agreement
from .bundle import Broken, Bundle, unpack


class Refused(Exception):
    """This machine takes no work; the text says why."""


class Machine(WorkerPlugin):
    """One run on one machine. `refusal` says why it takes no work; it is empty if it does."""

    def __init__(self, name: str, terms: Terms, bundle: Bundle, versions: dict[str, str]) -> None:
        """name: of the run. versions: those that the caller has."""
        self.name, self.refusal = name, ""
        self._terms, self._bundle, self._versions = terms, bundle, versions
        self._folder: Path | None = None
        self._judges: Judges | None = None

    async def setup(self, worker: Worker) -> None:
        """Prepare, and offer work its place only after that. Called on every worker, also on those that come later."""
        self._folder = Path(tempfile.mkdtemp(prefix="autograder-", dir=worker.local_directory)).resolve()
        try:
            await asyncio.to_thread(self._prepare, self._folder)
        except (Refused, Broken) as error:
            self.refusal = str(error)
        except Exception as error:
            self.refusal = one_line(error)
        else:
            await worker.set_resources(**{self.name: worker.state.nthreads})
            worker.status = Status.paused
            worker.status = Status.running  # has the scheduler look again for work that found no place

    def _prepare(self, folder: Path) -> None:
        """Raises Refused or Broken where this machine must not grade."""
        with speaking(self._terms.language):
            if differences := agreement.differences(agreement.here(), self._versions):
                raise Refused(differences)
            unpack(self._bundle, folder / "course")
            level = self._terms.level
            with strongest((level,)) as (launcher, refused):
                if launcher is None:
                    raise Refused(
                        _("it does not isolate at the level {level}: {reason}").format(
                            level=level, reason=refused[level]
                        )
                    )
        (folder / "scratch").mkdir()
        multiprocessing.current_process().daemon = False  # as Dask starts it, it could have no judges below it
        self._judges = Judges(replace(self._terms, course=folder / "course", scratch=folder / "scratch"))

    def grade(self, submission: Submission) -> Report:
        """Grade here. What the machine leaves behind as it goes is done by another one.

        Raises GraderFault in the words that the caller's own machine would have for it.
        """
        assert self._judges is not None
        try:
            return self._judges.grade(submission)
        except Ended:
            raise Reschedule from None
        except GraderFault as error:
            raise GraderFault(str(error).replace(f"{self._folder}/course", str(self._bundle.root))) from None

    async def teardown(self, worker: Worker) -> None:
        """End the judges, and leave nothing of the course."""
        if worker.status is Status.running:
            with suppress(OSError):
                await worker.set_resources(**{self.name: 0})
        if self._judges:
            await asyncio.to_thread(self._judges.close)
        if self._folder:
            shutil.rmtree(self._folder, ignore_errors=True)


def grade_there(name: str, submission: Submission) -> Report:
    """The task that the scheduler hands out."""
    machine = get_worker().plugins[name]
    assert isinstance(machine, Machine)
    return machine.grade(submission)


def refusal(name: str, dask_worker: Worker) -> str:
    """Why a worker takes no work of a run; empty if it does."""
    machine = dask_worker.plugins[name]
    assert isinstance(machine, Machine)
    return machine.refusal


class Lifeline(SchedulerPlugin):
    """Ends a run on all machines when its caller is gone, however that went."""

    def __init__(self, name: str, client: str) -> None:
        self.name, self._client = name, client

    def remove_client(self, scheduler: Scheduler, client: str) -> None:
        """Called by the scheduler for every client that leaves."""
        if client != self._client:
            return
        if self.name in scheduler.worker_plugins:
            scheduler.loop.add_callback(scheduler.unregister_worker_plugin, None, self.name)
        scheduler.loop.add_callback(scheduler.remove_plugin, self.name)
