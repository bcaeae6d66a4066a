"""The judge processes of this machine: started when there is work for them, each with its own launcher."""

import multiprocessing
import socket
from multiprocessing.connection import Connection
from threading import Lock

from .isolation.loader import LOADER
from .language import _
from .reading.submission import Submission
from .report import Report
from .terms import Terms
from .verdict import GraderFault

END_SECONDS = 60.0  # for a judge that has nothing left to do


class Died(Exception):
    """A judge process ended while it graded a submission; the text says how."""


class Ended(Exception):
    """The judges were told to end while they had a submission: it has not been graded."""


class Judge:
    """A judge process, and the connection to it. It grades one submission at a time."""

    def __init__(self, terms: Terms) -> None:
        context = multiprocessing.get_context("spawn")  # a fork would carry this process's threads and files along
        self._connection, theirs = context.Pipe()
        self._process = context.Process(target=_judge_process, args=(theirs, terms, LOADER.orders), daemon=False)
        self._process.start()
        theirs.close()

    def grade(self, submission: Submission) -> Report | GraderFault:
        """What the judge says. Raises EOFError or OSError if its process ends before that."""
        self._connection.send(submission)
        said: Report | GraderFault = self._connection.recv()
        return said

    def dismiss(self) -> None:
        """Let it end by itself: there is no more work."""
        self._connection.close()

    def kill(self) -> None:
        """End it now, whatever it does. Who waits for it is told."""
        self._process.kill()

    def ended(self) -> int | None:
        """How the process ended, as `multiprocessing` counts it. It is killed if it takes too long."""
        self._process.join(END_SECONDS)
        self._process.kill()
        self._process.join()
        return self._process.exitcode


class Judges:
    """As many judges as threads ask at once; one that dies is replaced. Use it as a context manager."""

    def __init__(self, terms: Terms) -> None:
        self._terms = terms
        self._lock = Lock()
        self._free: list[Judge] = []
        self._busy: list[Judge] = []
        self._closed = False

    def __enter__(self) -> "Judges":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def grade(self, submission: Submission) -> Report:
        """The report of one submission.

        Raises GraderFault if the checks cannot be run at all, Died if the judge dies over it, and Ended if the judges
        are closed meanwhile.
        """
        judge = self._take()
        try:
            said = judge.grade(submission)
        except (EOFError, OSError):
            with self._lock:  # processes are started and reaped by one thread at a time
                status = judge.ended()
            self._give_back(judge, whole=False)
            raise Ended if self._closed else _died(status) from None
        self._give_back(judge, whole=isinstance(said, Report))
        if isinstance(said, GraderFault):
            raise said
        return said

    def close(self) -> None:
        """End all judges. What they are grading is not told any more."""
        with self._lock:
            self._closed = True
            free, busy = self._free, list(self._busy)
            self._free = []
        for judge in busy:
            judge.kill()
        for judge in free:
            judge.dismiss()
        for judge in [*free, *busy]:
            judge.ended()

    def _take(self) -> Judge:
        with self._lock:
            if self._closed:
                raise Ended
            judge = self._free.pop() if self._free else Judge(self._terms)
            self._busy.append(judge)
            return judge

    def _give_back(self, judge: Judge, *, whole: bool) -> None:
        with self._lock:
            self._busy.remove(judge)
            if whole and not self._closed:
                self._free.append(judge)
                return
        judge.dismiss()


def _died(status: int | None) -> Died:
    reason = _("the judge process ended with status {exitcode} while it graded this submission")
    return Died(reason.format(exitcode=status))


def _judge_process(connection: Connection, terms: Terms, loader: socket.socket) -> None:
    """In the child. What judging needs is loaded there alone: this process only hands out and records."""
    from .judge_process import serve

    LOADER.share(loader)
    serve(connection, terms)
