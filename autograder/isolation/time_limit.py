"""How long the judge waits for a worker: by processor time, so that a busy machine makes no answer late."""

import time

from ..language import _
from ..verdict import TimedOut
from ..worker import wire
from .isolate import Launcher, Worker

CALL_SECONDS = 3.0  # of processor time that a call may take, if nobody says otherwise
MOST_SECONDS = 86_400  # that anybody may say
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
        self._started = self._looked = time.monotonic()
        self._last = self._started + seconds * MOST
        self._next_look = self._started + seconds
        self._spent, self._idle = waited, 0.0

    @property
    def waited(self) -> float:
        """Seconds since the limit was set."""
        return time.monotonic() - self._started

    def next_message(self) -> wire.FromWorker:
        """The worker's next message. Raises TimeoutError, wire.Closed or wire.Malformed."""
        while not wire.arrives(self._worker.connection, self._next_look):
            self._look()
        if time.monotonic() >= self._next_look:
            self._look()  # who never stops talking comes to an end too
        return wire.from_worker(self._worker.connection, self._last)

    def _look(self) -> None:
        """Raise if the limit is reached; else say when it can be reached at the earliest."""
        before, self._spent = self._spent, self._launcher.spent(self._worker)
        now = time.monotonic()
        passed, self._looked = now - self._looked, now
        left = self._seconds - (self._spent - self._before)
        if left < RESOLUTION:
            raise TimeoutError
        if self._spent - before < passed * IDLE_SHARE:
            self._idle += passed
        if self._idle > self._seconds * MOST_IDLE - RESOLUTION or now > self._last - RESOLUTION:
            raise Idle
        self._next_look = min(now + left, self._last)


def timed_out(error: TimeoutError, seconds: float) -> TimedOut:
    """What the student is told of a call that was given up."""
    if not isinstance(error, Idle):
        return TimedOut(_("The call had not ended after {seconds:g} s. Does a loop never end?").format(seconds=seconds))
    told = TimedOut(_("The call had not ended after a long time without computing. Does it wait for something?"))
    told.lasting = False
    return told
