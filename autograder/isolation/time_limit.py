"""How long the judge waits for a worker: by processor time, so that a busy machine makes no answer late."""

import socket
import time

from ..language import _
from ..verdict import TimedOut
from ..worker import wire
from ..worker.submission import IDLE_SHARE, MOST_IDLE
from .isolate import Launcher, Worker

CALL_SECONDS = 3.0  # of processor time that a call may take, if nobody says otherwise
MOST_SECONDS = 86_400  # that anybody may say
RESOLUTION = 0.01  # seconds
MOST = 50  # times the limit that the judge waits in any case: whoever has the least share that counts can use it up
MOST_IN_ONE = 20  # times the limit that a message may take, from its first byte to its last


class Slow(TimeoutError):
    """By the clock it takes too long, but it has not used up its processor time: another try could end otherwise."""


class Idle(Slow):
    """It does not even compute: it waits, or others keep it waiting."""


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
        self._talks = False  # since the last look

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
        try:
            message = wire.from_worker(self._worker.connection, time.monotonic() + self._seconds * MOST_IN_ONE)
        except TimeoutError:
            raise Idle from None
        self._talks = True
        return message

    def _look(self) -> None:
        """Raise if the limit is reached; else say when it can be reached at the earliest."""
        before, self._spent = self._spent, self._launcher.spent(self._worker)
        now = time.monotonic()
        late = max(now - self._next_look, 0.0)  # what kept this process from looking kept the worker too
        passed, self._looked = now - late - self._looked, now
        self._last += late
        left = self._seconds - (self._spent - self._before)
        if left < RESOLUTION:
            raise TimeoutError
        works, self._talks = self._talks or self._spent - before >= passed * IDLE_SHARE, False
        self._idle = 0.0 if works else self._idle + passed
        if self._idle > self._seconds * MOST_IDLE - RESOLUTION:
            raise Idle
        if now > self._last - RESOLUTION:
            raise Slow
        self._next_look = min(now + left, self._last)


def send(connection: socket.socket, message: wire.ToWorker, seconds: float) -> None:
    """Send a worker a message; `seconds` is its limit. Raises Idle if it does not read it, and wire.Closed."""
    try:
        wire.send(connection, message, seconds * MOST_IDLE)
    except TimeoutError:
        raise Idle from None


def timed_out(error: TimeoutError, seconds: float) -> TimedOut:
    """What the student is told of a call that was given up."""
    said = _("The call had not ended after {seconds:g} s. Does a loop never end?").format(seconds=seconds)
    if isinstance(error, Idle):
        said = _("The call had not ended after a long time without computing. Does it wait for something?")
    told = TimedOut(said)
    told.lasting = not isinstance(error, Slow)
    return told
