"""Grades the corpus as people would, with secrets all around it, and writes down what is left when the run is over.

The course is copied, so that secrets can be planted in it. One grading is shared by all processes of a test run.
"""

import contextlib
import csv
import fcntl
import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from autograder.recording.record import Gradebook
from tests.ordinary import USER as ORDINARY
from tests.places import ROOT

from .case import NOTHING, QUOTIENT, Case, put, right, wrong

TOPICS = ("gradient_descent", "diff_quotient", "sgd")  # of the copied course; the second builds on the first
SECRETS = ("solutions", "checks", "environment", "gradebook", "beside", "neighbour", "temporary", "home")
GRADE_SECONDS = 3600  # for a machine with other work: it only matters where a run never ends
CALL_SECONDS = 0.4  # of processor time: honest calls take a hundredth of it, and attacks that are to end a tenth
PATIENCE = 120  # seconds until what was killed has to be gone


@dataclass(frozen=True)
class Aftermath:
    """What a run left. `files` and `processes` are those that carry the run's token, `touched` what has changed."""

    folder: str
    status: int
    shown: str
    files: list[str]
    processes: list[str]
    heard: list[str]
    touched: list[str]

    @cached_property
    def rows(self) -> dict[str, dict[str, str]]:
        """The rows of gradebook.csv by its first cell; none if there is no such file."""
        path = Path(self.folder, "out", "gradebook.csv")
        if not path.is_file():
            return {}
        with path.open(encoding="utf-8", newline="") as file:
            return {row["submission"]: row for row in csv.DictReader(file)}

    def written(self, submission: str) -> dict[str, str]:
        """The texts that were written for one student, by file name."""
        folder = Path(self.folder, "out", submission)
        return {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*") if path.is_file()}


def secret(place: str) -> str:
    """What must not be seen: a word that is a Python name too, since exceptions quote those."""
    return f"CANARY_{place}_{sha256(place.encode()).hexdigest()[:12]}"


def honest(course: Path) -> dict[str, dict[str, str]]:
    """Submissions that do nothing but answer: neighbours, and what cases can be worth."""
    solution = {path.stem: path.read_text(encoding="utf-8") for path in course.glob("solutions/*/*.py")}
    own = f"# {secret('neighbour')}\n"
    return {
        "aaa-honest": {f"{topic}.py": solution[topic] + own for topic in ("diff_quotient", "sgd")},
        "zzz-honest": {"diff_quotient.py": solution["diff_quotient"].replace("h=1e-9", "h=1e-8") + own},
        NOTHING: {"diff_quotient.py": str(wrong()["diff_quotient.py"])},
        QUOTIENT: {"diff_quotient.py": str(right()["diff_quotient.py"])},
    }


def graded(base: Path, level: str, user: str, cases: Sequence[Case]) -> Aftermath:
    """Grade cases at a level and as a user, or read what another process of this test run has found."""
    kept = base / f"{level}-{user}-{len(cases)}.json"
    with kept.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            token = f"hostile-{os.getpid()}-{level}-{user}-{len(cases)}"
            kept.write_text(json.dumps(asdict(_grade(base / token, token, level, user, cases))))
    return Aftermath(**json.loads(kept.read_text()))


def places(folder: Path, token: str, case: Case, port: int) -> dict[str, str]:
    """What stands for the @PLACES@ in a case's texts."""
    return {
        "COURSE": str(folder / "course"),
        "COHORT": str(folder / "cohort"),
        "OUT": str(folder / "out"),
        "HOME": str(folder / "home"),
        "TEMP": str(folder / "temp"),
        "TOKEN": token,
        "MARKER": marker(token, case),
        "NAME": case.name,
        "COMM": known_as(case),
        "PORT": str(port),
        "ABSTRACT": token,
    }


def marker(token: str, case: Case) -> str:
    """What a case's files and programs are called."""
    return f"{token}-{case.name}."


def known_as(case: Case) -> str:
    """The name of a process that a case leaves, short enough for the kernel."""
    return "h" + sha256(case.name.encode()).hexdigest()[:12]


def _grade(folder: Path, token: str, level: str, user: str, cases: Sequence[Case]) -> Aftermath:
    for name in ("cohort", "out", "home", "temp"):
        (folder / name).mkdir(parents=True)
    _plant(folder)
    with _listening(token) as (port, heard):
        for name, files in honest(folder / "course").items():
            for path, text in files.items():
                put(folder / "cohort" / name / path, text, str)
        for case in cases:
            _write(folder, token, case, port)
        before = _snapshot(folder)
        status, shown = _run(folder, level, user)
        processes = _survivors(token)
    after = _snapshot(folder)
    touched = sorted(str(path) for path in before.keys() | after.keys() if before.get(path) != after.get(path))
    left = _files(folder, token)
    shutil.rmtree(folder / "cohort")  # some of it is large
    return Aftermath(str(folder), status, shown, left, processes, heard, touched)


def _write(folder: Path, token: str, case: Case, port: int) -> None:
    known = places(folder, token, case, port)

    def filled(text: str) -> str:
        for place, value in known.items():
            text = text.replace(f"@{place}@", value)
        return text

    for path, content in case.files.items():
        put(Path(os.path.normpath(folder / "cohort" / case.name / path)), content, filled)


def _plant(folder: Path) -> None:
    """A copy of the course, and a secret in every place where a grader has some."""
    for name in ("autograder", *(f"{kind}/{topic}" for kind in ("solutions", "assignments") for topic in TOPICS)):
        shutil.copytree(ROOT / name, folder / "course" / name, ignore=shutil.ignore_patterns("__pycache__"))
    for path in folder.glob("course/solutions/*/*.py"):
        path.write_text(path.read_text(encoding="utf-8") + f"\n# {secret('solutions')}\n", encoding="utf-8")
    for path in (*folder.glob("course/solutions/*/checks.py"), *folder.glob("course/autograder/checks/*.py")):
        path.write_text(path.read_text(encoding="utf-8") + f"\n# {secret('checks')}\n", encoding="utf-8")
    (folder / "home" / ".netrc").write_text(f"{secret('home')}\n")
    (folder / "temp" / "notes.txt").write_text(f"{secret('temporary')}\n")
    (folder / "out" / "instructor.txt").write_text(f"{secret('beside')}\n")
    with Gradebook(folder / "out"):
        pass  # a record that the run can go on with
    with contextlib.closing(sqlite3.connect(folder / "out" / "gradebook.sqlite")) as database, database:
        database.execute("CREATE TABLE planted (text TEXT)")
        database.execute("INSERT INTO planted VALUES (?)", (secret("gradebook"),))


def _run(folder: Path, level: str, user: str) -> tuple[int, str]:
    """The command line, as an instructor calls it; its status and what the terminal showed."""
    become = as_user(folder, user)
    environment = os.environ | {
        "PYTHONPATH": str(folder / "course"),
        "COLUMNS": "80",
        "HOME": str(folder / "home"),
        "TMPDIR": str(folder / "temp"),
        "GRADER_TOKEN": secret("environment"),
    }
    command = [*become, sys.executable, "-m", "autograder", "grade", "--seed", "1", "--isolation", level]
    command += ["--seconds", str(CALL_SECONDS)]
    command += ["--submissions", str(folder / "cohort"), "--out", str(folder / "out")]
    shown = folder / "shown.txt"
    with shown.open("wb") as file:  # a pipe would stay open as long as anything that a submission left
        process = subprocess.Popen(
            command, cwd=folder / "course", env=environment, stdout=file, stderr=file, start_new_session=True
        )
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=GRADE_SECONDS)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    return process.returncode, shown.read_text(encoding="utf-8", errors="replace")


def as_user(folder: Path, user: str) -> list[str]:
    """What to put before a command that a user is to run in a folder, which becomes theirs."""
    if user == "root" or os.getuid() != 0:
        return []
    for path in (folder, *folder.rglob("*")):
        os.chown(path, ORDINARY, ORDINARY, follow_symlinks=False)
    return [sys.executable, str(ROOT / "tests" / "ordinary.py"), str(folder)]


def _snapshot(folder: Path) -> dict[str, tuple[int, int]]:
    """Size and time of every file that a run has no business to change."""
    found = {}
    for name in ("course", "cohort", "home"):
        for parent, folders, files in os.walk(folder / name):
            folders[:] = [entry for entry in folders if entry != "__pycache__"]
            for file in files:
                stat = os.lstat(os.path.join(parent, file))  # noqa: PTH118 - surrogates stay as they are
                found[f"{parent}/{file}".removeprefix(f"{folder}/")] = (stat.st_size, stat.st_mtime_ns)
    return found


def _files(folder: Path, token: str) -> list[str]:
    """Files that carry the token or are called `hostile-zip…`, wherever a submission might leave them."""
    found = []
    for place in (tempfile.gettempdir(), "/var/tmp", "/dev/shm", str(Path.home()), str(ROOT)):
        with contextlib.suppress(OSError):
            found += [f"{place}/{name}" for name in os.listdir(place) if token in name or "hostile-zip" in name]  # noqa: PTH208
    for parent, folders, files in os.walk(folder):
        found += [f"{parent}/{name}" for name in folders + files if token in name or "hostile-zip" in name]
    return sorted(found)


def _survivors(token: str) -> list[str]:
    """Processes of the run that are still there after a moment; they are ended then."""
    until = time.monotonic() + PATIENCE
    while (left := dict(_alive(token))) and time.monotonic() < until:
        time.sleep(0.05)
    for pid in left:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    return list(left.values())


def _alive(token: str) -> Iterator[tuple[int, str]]:
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if int(process.name) != os.getpid() and (process / "exe").readlink():  # a zombie has none
                command = (process / "cmdline").read_bytes() + (process / "environ").read_bytes()
                known = command + os.fsencode((process / "cwd").readlink())
                if token.encode() in known:
                    yield int(process.name), f"{(process / 'comm').read_text().strip()} {command[:300]!r}"


@contextlib.contextmanager
def _listening(token: str) -> Iterator[tuple[int, list[str]]]:
    """Ears on the network: a port for streams and datagrams, and an abstract socket; what they hear."""
    heard: list[str] = []
    stream, datagram = _of_one_port()
    abstract = socket.socket(socket.AF_UNIX)
    abstract.bind(f"\0{token}")
    stream.listen()
    abstract.listen()
    ears = [threading.Thread(target=_hear, args=(ear, heard)) for ear in (stream, datagram, abstract)]
    for ear in ears:
        ear.start()
    yield stream.getsockname()[1], heard
    for ear in (stream, datagram, abstract):
        with contextlib.suppress(OSError):
            ear.shutdown(socket.SHUT_RDWR)
    for ear in ears:
        ear.join()
    for ear in (stream, datagram, abstract):
        ear.close()


def _of_one_port() -> tuple[socket.socket, socket.socket]:
    """Ears for streams and for datagrams; another program may have either at the port that is free for the other."""
    while True:
        stream, datagram = socket.socket(), socket.socket(type=socket.SOCK_DGRAM)
        stream.bind(("127.0.0.1", 0))
        try:
            datagram.bind(stream.getsockname())
        except OSError:
            stream.close()
            datagram.close()
        else:
            return stream, datagram


def _hear(ear: socket.socket, heard: list[str]) -> None:
    ear.settimeout(None)
    with contextlib.suppress(OSError):
        while True:
            if ear.type == socket.SOCK_DGRAM:
                if not (data := ear.recv(4096)):
                    return
            else:
                with ear.accept()[0] as caller:
                    caller.settimeout(PATIENCE)
                    data = caller.recv(4096)
            heard.append(data.decode(errors="replace"))
