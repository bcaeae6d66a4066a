"""The run survives: a grader that is killed at any moment, a full disk, a second grader."""

import os
import random
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from autograder.recording.record import Gradebook
from tests.places import ROOT

RIGHT = "def diff_quotient(f, x, h=1e-9):\n    return (f(x + h) - f(x)) / h\n"
SUBMISSIONS = {
    "central/diff_quotient.py": "def diff_quotient(f, x, h=1e-9):\n    return (f(x + h) - f(x - h)) / (2 * h)\n",
    "crash/diff_quotient.py": "def diff_quotient(f, x, h=1e-9):\n    raise ValueError\n",
    "exit/diff_quotient.py": "import os\ndef diff_quotient(f, x, h=1e-9):\n    os._exit(0)\n",
    "nothing/notes.txt": "",
    "renamed/diff_quotient (1).py": RIGHT,
    "right/diff_quotient.py": RIGHT,
    "syntax_diff_quotient.py": "def diff_quotient(",
}
SUBMISSIONS |= {f"more-{name}": code for name, code in SUBMISSIONS.items()}
NAMES = sorted(name.split("/")[0].removesuffix("_diff_quotient.py") for name in SUBMISSIONS)

PATIENCE = 600  # seconds until something has to have ended, on a machine with other work too


class Grader:
    """`grade` as a process group of its own, with a folder of its own for temporary files."""

    def __init__(self, base: Path, given: Path, out: Path, jobs: int = 1, **options) -> None:
        self.temporary = base / "tmp"
        self.temporary.mkdir(exist_ok=True)
        self.out = out
        asked = ["--submissions", given, "--out", out, "--seed", "5", "--jobs", str(jobs)]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "autograder", "grade", *asked],
            cwd=ROOT,
            env=os.environ | {"TMPDIR": str(self.temporary), "COLUMNS": "200"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
            **options,
        )

    def until_it_writes(self) -> None:
        lock = self.out / ".gradebook.lock"
        while self.process.poll() is None and not (lock.exists() and lock.read_text() == str(self.process.pid)):
            time.sleep(0.005)

    def until_it_records(self, more: int) -> None:
        recorded = len(list(self.out.glob("*/results.json"))) + more
        while self.process.poll() is None and len(list(self.out.glob("*/results.json"))) < recorded:
            time.sleep(0.005)

    def killed_after(self, seconds: float) -> bool:
        """Killed; or had it come to its end before?"""
        try:
            self.process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.communicate()
        return self.process.returncode == -signal.SIGKILL

    def end(self, expect: int = 0) -> str:
        said, _ = self.process.communicate(timeout=PATIENCE)
        assert self.process.returncode == expect, said
        assert "Traceback" not in said
        return said


def results(out: Path) -> dict[str, bytes]:
    """What a run leaves for people, by name."""
    own = (path for path in out.glob("*/*") if path.parent.name != "report")  # that page says when it was written
    paths = [out / "gradebook.csv", *own]
    assert sorted({path.parent.name for path in paths[1:]}) == NAMES
    return {str(path.relative_to(out)): path.read_bytes() for path in paths}


def recorded(out: Path) -> set[tuple]:
    if not (out / "gradebook.sqlite").exists():
        return set()
    with closing(sqlite3.connect(out / "gradebook.sqlite")) as database:
        if not database.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()[0]:
            return set()
        return set(database.execute("SELECT id, submission, topic, mark FROM grading"))


def left_over(temporary: Path) -> list[str]:
    """Files and processes that a run has left behind, after a moment to end in."""
    until = time.monotonic() + PATIENCE
    while True:
        processes = subprocess.run(["ps", "-eo", "pid,args"], capture_output=True, text=True, check=True).stdout
        left = [line for line in processes.splitlines() if str(temporary) in line]
        left += [str(path) for path in temporary.iterdir()]
        if not left or time.monotonic() > until:
            return left
        time.sleep(0.05)


@pytest.fixture(scope="module")
def given(tmp_path_factory):
    folder = tmp_path_factory.mktemp("given")
    for name, code in SUBMISSIONS.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(code)
    return folder


@pytest.fixture(scope="module")
def undisturbed(given, tmp_path_factory):
    """A run without disturbance: its folder, what it leaves there for people, and how long it wrote."""
    base = tmp_path_factory.mktemp("undisturbed")
    grader = Grader(base, given, base / "out")
    grader.until_it_writes()
    begun = time.monotonic()
    assert f"{len(NAMES)} graded, 0 taken over unchanged." in grader.end()
    seconds = time.monotonic() - begun
    return base / "out", results(base / "out"), seconds


@pytest.mark.parametrize(("seed", "times"), [(0, 9), (1, 8), (2, 8)])
def test_a_grader_that_is_killed_goes_on_where_it_was(given, undisturbed, tmp_path, seed, times):
    """At twenty-five moments in all: by turns at any time, and while results are written."""
    moments = random.Random(seed)
    _, expected, seconds = undisturbed
    out, kills, before = tmp_path / "out", 0, set()
    while kills < times:
        grader = Grader(tmp_path, given, out)
        if kills % 2:
            grader.until_it_writes()
            wait = moments.random() * seconds / 2
        else:
            grader.until_it_records(moments.randint(1, 2))
            wait = moments.random() / 10
        if grader.killed_after(wait):
            kills += 1
            now = recorded(out)
            assert before <= now
            before = now
        else:
            assert results(out) == expected
            shutil.rmtree(out)
            before = set()
    Grader(tmp_path, given, out).end()
    assert results(out) == expected
    assert before <= recorded(out)
    assert not [path for path in out.rglob(".*") if path.name != ".gradebook.lock"]
    assert left_over(tmp_path / "tmp") == []


def test_grading_twice_does_nothing_twice(given, undisturbed, tmp_path):
    out, expected, _ = undisturbed
    shutil.copytree(out, tmp_path / "out")
    said = Grader(tmp_path, given, tmp_path / "out", jobs=2).end()
    assert f"0 graded, {len(NAMES)} taken over unchanged." in said
    assert "Marks that changed" not in said
    assert results(tmp_path / "out") == expected


def test_a_full_disk_is_one_sentence_and_nothing_is_lost(given, undisturbed, tmp_path):
    """The disk is full once a file has 250 kB: the tables fit, and a part of the results."""

    def little_room():
        resource.setrlimit(resource.RLIMIT_FSIZE, (250_000, resource.RLIM_INFINITY))

    said = Grader(tmp_path, given, tmp_path / "out", preexec_fn=little_room).end(expect=2)
    assert said.splitlines()[-1].startswith(f"Error: The gradebook in {tmp_path / 'out'} cannot be written (")
    assert "run the same command again" in said
    before = recorded(tmp_path / "out")
    assert before
    Grader(tmp_path, given, tmp_path / "out").end()
    assert before < recorded(tmp_path / "out")
    assert results(tmp_path / "out") == undisturbed[1]
    assert left_over(tmp_path / "tmp") == []


def test_a_second_grader_is_told_of_the_first(given, tmp_path):
    with Gradebook(tmp_path / "out"):
        said = Grader(tmp_path, given, tmp_path / "out").end(expect=2)
    assert said.splitlines()[-1] == (
        f"Error: Another grader (process {os.getpid()}) is writing to the gradebook in {tmp_path / 'out'}: "
        "wait until it ends, or name another folder with OUT=…"
    )
