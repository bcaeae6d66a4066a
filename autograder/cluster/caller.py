"""The caller's side of a cluster: a pool whose executor is that of Dask's client. The gradebook never leaves this side."""

import asyncio
import logging
import secrets
import time
import warnings
from collections.abc import Iterator
from concurrent.futures import CancelledError, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import partial

import click
from distributed import Client, Security
from distributed.comm.core import connect

from ..cohort import LOOK_SECONDS, Pool
from ..language import _
from ..terms import Terms
from ..verdict import BadInput, GraderFault, one_line
from . import agreement, bundle
from .machine import Lifeline, Machine, grade_there, refusal

CONNECT_SECONDS = 10.0
PATIENCE = 60.0  # seconds without any machine that can grade, before a run gives up: one may be starting anew
AHEAD = 2  # submissions handed in for each that can be graded at once, so that no machine waits for the next


@contextmanager
def on_a_cluster(address: str, terms: Terms) -> Iterator[Pool]:
    """The pool of all machines below the scheduler at an address that isolate as the terms say and have our versions.

    Raises BadInput where nothing can begin, and GraderFault where all that is left is to begin again.
    """
    with connected(address) as client:
        _agree(client, address)
        machines = Machines(client, address, terms)
        try:
            machines.prepare()
            executor = client.get_executor(pure=False, resources={machines.name: 1})
            yield Pool(executor, partial(grade_there, machines.name), machines.at_once, machines.look)
        except CancelledError:
            raise machines.lost() from None
        finally:
            machines.leave()


@contextmanager
def connected(address: str) -> Iterator[Client]:
    """A client of the scheduler at an address. Raises BadInput where there is none."""
    for handler in logging.getLogger("distributed").handlers:
        handler.setLevel(logging.CRITICAL)  # what goes wrong is said in a sentence
    try:
        with ThreadPoolExecutor(1) as thread:  # the caller's own may have a loop that runs: a notebook's has
            thread.submit(lambda: asyncio.run(_greeted(address))).result()
        with warnings.catch_warnings(action="ignore"):  # of other versions, which `_agree` tells
            client = Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError, TypeError, RuntimeError) as error:
        raise BadInput(
            _(
                "No scheduler answers at {address}: {reason}. `make scheduler` starts one, and prints its address for SCHEDULER=…"
            ).format(address=address, reason=one_line(error))
        ) from None
    try:
        yield client
    finally:
        client.close(timeout=CONNECT_SECONDS)


async def _greeted(address: str) -> None:
    """Raises OSError unless what listens at an address is of Dask: its client would wait for ever."""
    arguments = Security().get_connection_args("client")
    try:
        async with asyncio.timeout(2 * CONNECT_SECONDS):
            greeted = await connect(address, timeout=CONNECT_SECONDS, **arguments)
            await greeted.close()
    except (TimeoutError, MemoryError):  # it says nothing, or something that is no length of a message
        raise OSError(_("what listens there is no scheduler")) from None


def _agree(client: Client, address: str) -> None:
    """Raises BadInput where a machine has other versions, or no grader."""
    ours = agreement.here()
    found: dict[str, dict[str, str] | Exception] = client.run(agreement.here, on_error="return")
    if not found:
        raise BadInput(
            _("The scheduler at {address} has no workers: start some with `make worker SCHEDULER={address}`.").format(
                address=address
            )
        )
    try:
        found[address] = client.run_on_scheduler(agreement.here)
    except Exception as error:
        found[address] = error
    differing = {place: told for place, theirs in found.items() if (told := _told(theirs, ours))}
    if differing:
        raise BadInput(
            _("Machines of the cluster are not like this one:\n{differing}\nStart all of them from one copy.").format(
                differing=_lines(differing)
            )
        )


def _told(theirs: dict[str, str] | Exception, ours: dict[str, str]) -> str:
    if isinstance(theirs, Exception):
        return _("it has no grader, or another one ({error})").format(error=one_line(theirs))
    return agreement.differences(theirs, ours)


def _lines(told: dict[str, str]) -> str:
    return "\n".join(f"  {place}: {reason}" for place, reason in sorted(told.items()))


class Machines:
    """Those of the cluster that take the work of this run."""

    def __init__(self, client: Client, address: str, terms: Terms) -> None:
        self.name = f"autograder-{secrets.token_hex(8)}"
        self._client, self._address, self._terms = client, address, terms
        self._places = 0
        self._looked = self._seen = time.monotonic()

    def prepare(self) -> None:
        """Send everybody the course. Raises BadInput if no machine takes work."""
        machine = Machine(self.name, self._terms, bundle.pack(self._terms.course), agreement.here())
        self._client.register_plugin(Lifeline(self.name, self._client.id), name=self.name)
        self._client.register_plugin(machine, name=self.name)
        found: dict[str, str | Exception] = self._client.run(refusal, self.name, on_error="return")
        refused = {place: why if isinstance(why, str) else one_line(why) for place, why in found.items() if why}
        if len(refused) == len(found):
            raise BadInput(
                _("No machine of the cluster at {address} can grade:\n{reasons}").format(
                    address=self._address, reasons=_lines(refused)
                )
            )
        for place, why in refused.items():
            click.echo(_("{place} takes no work: {reason}").format(place=place, reason=why), err=True)
        self._count()

    def at_once(self) -> int:
        """How many submissions may be under way."""
        return max(1, AHEAD * self._places)

    def look(self) -> None:
        """See who is there, now and then. Raises GraderFault if nobody has been for too long."""
        if time.monotonic() - self._looked < LOOK_SECONDS:
            return
        try:
            self._count()
        except OSError:
            raise self.lost() from None
        if time.monotonic() - self._seen > PATIENCE:
            raise GraderFault(
                _(
                    "No machine of the cluster at {address} is left that can grade. What was graded is in the gradebook; the same command goes on from there."
                ).format(address=self._address)
            )

    def _count(self) -> None:
        workers = self._client.scheduler_info()["workers"].values()
        self._places = int(sum(worker["resources"].get(self.name, 0) for worker in workers))
        self._looked = time.monotonic()
        if self._places:
            self._seen = self._looked

    def lost(self) -> GraderFault:
        """What is said when the scheduler does not answer any more."""
        return GraderFault(
            _(
                "The scheduler at {address} was lost. What was graded is in the gradebook; the same command goes on from there."
            ).format(address=self._address)
        )

    def leave(self) -> None:
        """Have every machine end its judges and forget the course."""
        if self._client.status == "running":
            with suppress(OSError, ValueError):  # gone meanwhile
                self._client.unregister_worker_plugin(self.name)
