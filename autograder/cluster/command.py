"""`make scheduler` and `make worker`: Dask's own commands, after a look at what would make them fail."""

import os
import socket
import sys
from importlib.util import find_spec
from typing import NoReturn

import click

from ..cohort import cores
from ..course import PACKAGE
from ..isolation.probe import KERNEL_LEVELS, level_for_strangers
from ..language import _
from ..options import Whole
from ..verdict import BadInput
from ..worker.confine import LEVELS

PORT = 8786  # Dask's
ENVIRONMENT = {
    "OPENBLAS_NUM_THREADS": "1",
    "DASK_DISTRIBUTED__WORKER__PROFILE__ENABLED": "False",  # a thread that waits for a judge needs no profile
}


def need() -> None:
    """Raises BadInput where the packages for a cluster are not installed."""
    if find_spec("distributed") is None:
        raise BadInput(_("Grading on more than one machine needs the package distributed: `make setup-cluster`."))


def demanded(scheduler: str, isolation: str | None, jobs: int | None) -> str:
    """The level of isolation that each machine of a cluster has to offer for a run.

    Raises BadInput if jobs are given, and where no scheduler answers: before anything is recorded.
    """
    if jobs is not None:
        raise BadInput(_("JOBS= counts for this machine: with SCHEDULER=… that of each `make worker` does."))
    reach(scheduler)
    return isolation or KERNEL_LEVELS[0]


def reach(scheduler: str) -> None:
    """Raises BadInput without the packages for a cluster, and where no scheduler is named or answers."""
    if not scheduler.strip():
        raise BadInput(_("No scheduler is named: give SCHEDULER=tcp://host:port, as `make scheduler` prints it."))
    need()
    from .caller import connected  # it loads Dask

    with connected(scheduler):
        pass


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help=_("The address of this machine to listen on."))
@click.option("--port", type=Whole(1, 65535), default=PORT, show_default=True, help=_("The port."))
def scheduler(host: str, port: int) -> None:
    """Hand out work to the workers that connect, until it is stopped."""
    need()
    try:
        socket.create_server((host, port)).close()
    except OSError as error:
        raise BadInput(
            _("This machine cannot listen on {host}:{port}: {reason}. Name another HOST= or PORT=.").format(
                host=host, port=port, reason=error.strerror or error
            )
        ) from None
    _become("scheduler", "--host", host, "--port", str(port))


@click.command()
@click.option("--scheduler", "address", required=True, help=_("The address of the scheduler: tcp://host:port."))
@click.option("--jobs", type=Whole(min=1), help=_("Submissions at once; one for each core by default."))
@click.option("--isolation", type=click.Choice(list(LEVELS)), help=_("The level that has to hold here."))
def worker(address: str, jobs: int | None, isolation: str | None) -> None:
    """Grade on this machine what a scheduler hands out, until it is stopped."""
    reach(address)
    level_for_strangers(isolation)
    _become("worker", address, "--nworkers", "1", "--nthreads", str(jobs or cores()))


def _become(*command: str) -> NoReturn:
    """Become Dask's program: it hears signals itself, and finds this grader."""
    path = os.pathsep.join(filter(None, [str(PACKAGE.parent), os.environ.get("PYTHONPATH")]))
    environment = os.environ | {"PYTHONPATH": path} | ENVIRONMENT
    os.execve(sys.executable, [sys.executable, "-m", "dask", *command, "--no-dashboard"], environment)
