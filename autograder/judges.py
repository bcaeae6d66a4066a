"""The judge processes of this machine: started when there is work for them, each with its own launcher."""

import subprocess
import sys
from multiprocessing import Pipe
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from .language import _
from .reading.submission import Submission
from .report import Report
from .verdict import GraderFault

if TYPE_CHECKING:
    from .cohort import Terms

ENGINE = Path(__file__).resolve().parent.parent
BOOT = (
    "import signal, sys; signal.signal(signal.SIGINT, signal.SIG_IGN); sys.path.insert(0, sys.argv[1]);"
    "from autograder.judge_process import main; main(int(sys.argv[2]))"
)
END_SECONDS = 10  # for a judge that has nothing left to do


class Died(Exception):
    """A judge process ended while it graded a submission; the text says how."""


class Ended(Exception):
    """The judges were told to end while they had a submission: it has not been graded."""


class Judge:
    """A judge process, and the connection to it. It grades one submission at a time."""

    def __init__(self, terms: "Terms") -> None:
        self._connection, theirs = Pipe()
        with theirs:  # a process of its own, and no fork, which would carry this one's threads and files along
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-c", BOOT, str(ENGINE), str(theirs.fileno())],
                stdin=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
            )
        self._connection.send(terms)

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

    def ended(self, within: float = END_SECONDS) -> int:
        """How the process ended, as `subprocess` counts it. It is killed if it takes more seconds than `within`."""
        try:
            return self._process.wait(within)
        except subprocess.TimeoutExpired:
            self._process.kill()
            return self._process.wait()


class Judges:
    """As many judges as threads ask at once; one that dies is replaced. Use it as a context manager."""

    def __init__(self, terms: "Terms") -> None:
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
            free, busy = self._free, self._busy
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


def _died(status: int) -> Died:
    reason = _("the judge process ended with status {exitcode} while it graded this submission")
    return Died(reason.format(exitcode=status))
