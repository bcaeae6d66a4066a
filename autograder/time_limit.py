"""How long the judge waits for a worker: by processor time, so that a busy machine makes no answer late."""

import time

from .isolate import Launcher, Worker
from .verdict import TimedOut
from .worker import wire

RESOLUTION = 0.01  # seconds
IDLE_SHARE = 0.02  # of the time that passes: who computes less than that is waiting for something
MOST_IDLE = 4  # times the limit that a worker may be idle
MOST = 20  # times the limit that the judge waits in any case


class Idle(TimeoutError):
    """By the clock it takes too long, but it has not used up its processor time: it waits, or others keep it waiting."""


class TimeLimit:
    """Seconds of processor time that a worker may use for what it was told.

    The processor time is asked for only when the clock says that it may be used up. What the worker used before is
    not known then; the seconds that were `waited` for its earlier answers are at least as many, so nobody is cut
    short.
    """

    def __init__(self, launcher: Launcher, worker: Worker, seconds: float, waited: float = 0.0) -> None:
        self._launcher, self._worker, self._seconds, self._before = launcher, worker, seconds, waited
        self._started = time.monotonic()

    @property
    def waited(self) -> float:
        """Seconds since the limit was set."""
        return time.monotonic() - self._started

    def next_message(self) -> wire.FromWorker:
        """The worker's next message. Raises TimeoutError, wire.Closed or wire.Malformed."""
        looked, spent, idle = self._started, self._before, 0.0
        wait = self._seconds
        last = self._started + self._seconds * MOST
        while not wire.arrives(self._worker.connection, min(looked + wait, last)):
            before, spent = spent, self._launcher.spent(self._worker)
            passed, looked = time.monotonic() - looked, time.monotonic()
            wait = self._seconds - (spent - self._before)
            if wait < RESOLUTION:
                raise TimeoutError
            idle += passed if spent - before < passed * IDLE_SHARE else 0.0
            if idle > self._seconds * MOST_IDLE - RESOLUTION or looked > last - RESOLUTION:
                raise Idle
        return wire.from_worker(self._worker.connection, last)


def timed_out(error: TimeoutError, seconds: float) -> TimedOut:
    """What the student is told of a call that was given up."""
    if not isinstance(error, Idle):
        return TimedOut(f"The call had not ended after {seconds:g} s. Does a loop never end?")
    told = TimedOut("The call had not ended after a long time without computing. Does it wait for something?")
    told.lasting = False
    return told
