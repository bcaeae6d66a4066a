"""Every level of isolation, as root and as an ordinary user: what a worker finds when it looks around from inside."""

import json
import os
import signal
import struct
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from autograder.isolation import isolate, loader, probe
from autograder.isolation.isolate import Launcher, NotIsolated
from autograder.isolation.loader import Loader
from autograder.verdict import GraderFault
from autograder.worker import seccomp, wire
from autograder.worker.confine import LEVELS
from tests.places import ROOT

USERS = ("root", "ordinary") if os.getuid() == 0 else ("ordinary",)  # nobody becomes root without being root


def as_user(user: str, *command: str) -> subprocess.CompletedProcess[str]:
    """Run a command of this interpreter's as that user."""
    become = (
        [sys.executable, str(ROOT / "tests" / "ordinary.py"), str(ROOT)] if os.getuid() == 0 and user != "root" else []
    )
    return subprocess.run(
        [*become, sys.executable, *command],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1", "CANARY": "c4n4ry"},
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )


LOOK = """
import json, sys, time
from autograder.isolation import probe
from autograder.isolation.isolate import Launcher
from autograder.worker import wire

SPY = b'''
import os, sys, threading
def spy():
    started = threading.Thread(target=lambda: None)
    started.start()
    try:
        held = sorted(os.listdir("/proc/self/fd"))
    except OSError:
        held = []
    numbers = []
    for number in range(64):
        try:
            os.fstat(number)
            numbers.append(number)
        except OSError:
            pass
    with open("own.txt", "w") if os.getcwd() == "/box" else open(os.devnull, "w") as own:
        own.write("x")
    return [numbers, sorted(os.environ), os.getcwd(), os.getuid(), "CANARY" in os.environ]
'''
from autograder.judging.compare import rebuild

def seen(level):
    with Launcher(level) as launcher:
        doors = probe.open_doors(launcher)
        worker = launcher.fork()
        wire.send(worker.connection, wire.Load(SPY, "spy.py"))
        loaded = wire.from_worker(worker.connection, time.monotonic() + 120)
        wire.send(worker.connection, wire.Call(7, "spy", []))
        answer = wire.from_worker(worker.connection, time.monotonic() + 120)
        launcher.end(worker)
    return [doors, [x.tolist() if hasattr(x, "tolist") else x for x in rebuild(answer.value)]]

def outcome(level):
    try:
        return seen(level)
    except Exception as error:
        return repr(error)

print(json.dumps({level: outcome(level) for level in sys.argv[1:]}))
"""


@pytest.fixture(scope="module")
def looked():
    """looked(user): what workers see at each level where that user grades."""

    def look(user):
        ended = as_user(user, "-c", LOOK, *probe.KERNEL_LEVELS)
        assert ended.returncode == 0, ended.stderr
        return json.loads(ended.stdout)

    return cache(look)


@pytest.mark.parametrize("user", USERS)
@pytest.mark.parametrize("level", probe.KERNEL_LEVELS)
def test_a_worker_finds_every_door_shut(looked, level, user):
    """A level that cannot be had here fails: it is never skipped."""
    doors, (descriptors, environment, folder, uid, canary) = looked(user)[level]
    assert doors == []
    assert descriptors == [0, 1, 2, 3]
    assert not canary
    assert not {"HOME", "PATH", "USER"} & set(environment)
    assert folder == {"namespaces": "/box", "landlock": "/"}[level]
    assert level == "landlock" or uid != 0


@pytest.mark.parametrize("level", probe.KERNEL_LEVELS)
def test_an_environment_behind_a_link_is_visible(level, tmp_path):
    """What a library loads when it is first needed is there, by the name that leads over the link."""
    (tmp_path / "environment").symlink_to(sys.prefix)
    code = (
        "import numpy, sys; from autograder.isolation import probe; from autograder.isolation.isolate import Launcher\n"
    )
    code += "with Launcher(sys.argv[1], sympy=False) as launcher: print(numpy.__file__, probe.open_doors(launcher))"
    python = tmp_path / "environment" / "bin" / "python"
    ended = subprocess.run(
        [python, "-c", code, level], env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=True
    )
    assert ended.stdout.startswith(str(tmp_path))
    assert ended.stdout.strip().endswith(" []")


def test_the_probe_sees_open_doors():
    """At the level `process` the doors stand open, and the same probe says so."""
    with Launcher("process") as launcher:
        doors = probe.open_doors(launcher)
    assert "a process can be started" in doors
    assert "a file of the grader can be read" in doors


def test_a_level_that_does_not_hold_is_refused_with_what_to_do(monkeypatch):
    monkeypatch.setattr(probe, "open_doors", lambda launcher: ["/etc can be read"])
    with pytest.raises(NotIsolated) as refused:
        probe.level_for_strangers(None)
    for words in ("namespaces: it does not hold: /etc can be read", "landlock: ", "ISOLATION=process", "security.md"):
        assert words in str(refused.value)
    assert probe.level_for_strangers("process") == "process"


def test_where_apparmor_restricts_user_namespaces_the_message_says_what_to_do(monkeypatch, tmp_path):
    setting = tmp_path / "apparmor"
    setting.write_text("1\n")
    monkeypatch.setattr(probe, "APPARMOR", setting)
    monkeypatch.setattr(Launcher, "wait_until_ready", refusing)
    with pytest.raises(NotIsolated, match=r"kernel\.apparmor_restrict_unprivileged_userns=0"):
        probe.level_for_strangers("namespaces")


def refusing(launcher):
    raise NotIsolated("leaving the namespaces: Operation not permitted")


def test_the_strongest_level_comes_first():
    with probe.strongest(list(LEVELS)) as (launcher, refused):
        assert launcher.level == "namespaces"
        assert refused == {}


def test_a_worker_that_cannot_be_confined_runs_no_student_code(monkeypatch):
    """It ends before it says that it is confined, and that is the grader's fault."""
    with Launcher("namespaces") as launcher:
        launcher.wait_until_ready()
        monkeypatch.setattr(wire, "confined", never_confined)
        with pytest.raises(GraderFault, match="could not be confined"):
            launcher._fork()


def never_confined(connection, deadline):
    raise wire.Closed


def test_a_launcher_that_dies_is_started_again():
    with Launcher("process", sympy=False) as launcher:
        launcher.end(launcher.fork())
        os.kill(launcher._number, signal.SIGKILL)
        worker = launcher.fork()
        assert launcher.end(worker)[0] in (0, -9)  # it may see first that nobody listens any more


def test_a_launcher_that_never_came_up_is_started_again(monkeypatch):
    lost, fork = [], isolate.LOADER.fork_launcher

    def fork_launcher(control, **wanted):
        if lost:
            fork(control, **wanted)
        lost.append(control)

    monkeypatch.setattr(isolate.LOADER, "fork_launcher", fork_launcher)
    with Launcher("process", sympy=False) as launcher:
        assert launcher.end(launcher.fork())[0] in (0, -9)
    assert len(lost) == 2


@pytest.mark.parametrize("level", LEVELS)
def test_a_worker_ends_with_its_launcher(level):
    with Launcher(level, sympy=False) as launcher:
        try:
            worker = launcher.fork()
        except NotIsolated as error:
            pytest.skip(str(error))
        os.kill(launcher._number, signal.SIGKILL)
        with worker.connection as ours:
            ours.settimeout(120)
            assert ours.recv(1) == b""  # though the judge still holds its end


def verdict_of(program, machine, number, *arguments):
    """What the kernel's machine for filters finds of a system call."""
    lines = list(struct.iter_unpack("<HBBI", program))
    data = struct.pack("<IIQ6Q", number, machine, 0, *[*arguments, *[0] * 6][:6])
    place = accumulator = 0
    while True:
        code, if_true, if_false, value = lines[place]
        place += 1
        if code == seccomp.RETURN:
            return value
        if code == seccomp.LOAD:
            (accumulator,) = struct.unpack_from("<I", data, value)
        elif code == seccomp.SKIP:
            place += value
        else:
            holds = {
                seccomp.EQUAL: accumulator == value,
                seccomp.AT_LEAST: accumulator >= value,
                seccomp.ANY_BIT: bool(accumulator & value),
            }
            place += if_true if holds[code] else if_false


@pytest.mark.parametrize("machine", seccomp.ARCHITECTURES)
def test_the_filter_says_of_every_system_call_what_the_table_does(monkeypatch, machine):
    monkeypatch.setattr(seccomp.platform, "machine", lambda: machine)
    program, column = seccomp.program(), seccomp.NUMBERS[machine]
    known = seccomp.ARCHITECTURES[machine]
    by_argument = {columns[column] for columns, *_ in seccomp.BY_ORDER.values()}
    by_argument |= {seccomp.CLONE[column], seccomp.PRLIMIT[column]}
    refused = {columns[column] for columns in seccomp.REFUSED.values()}
    for number in range(1000):
        expected = seccomp.REFUSE if number in refused else seccomp.ALLOW
        if number >= seccomp.FIRST_UNKNOWN or number == seccomp.CLONE3[column]:
            expected = seccomp.UNKNOWN
        if number not in by_argument:
            assert verdict_of(program, known, number) == expected, number
    assert verdict_of(program, known, 0x40000000) == seccomp.UNKNOWN  # the first of x86_64's second set
    assert verdict_of(program, known, 2**32 - 1) == seccomp.UNKNOWN
    assert verdict_of(program, known + 1, 0) == seccomp.KILL


@pytest.mark.parametrize("machine", seccomp.ARCHITECTURES)
def test_some_system_calls_are_refused_by_what_they_are_asked(monkeypatch, machine):
    monkeypatch.setattr(seccomp.platform, "machine", lambda: machine)
    program, column, known = seccomp.program(), seccomp.NUMBERS[machine], seccomp.ARCHITECTURES[machine]
    for columns, orders, allowed in seccomp.BY_ORDER.values():
        for order in (*orders, 0, 1, 2**32 - 1):
            expected = seccomp.ALLOW if (order in orders) == allowed else seccomp.REFUSE
            assert verdict_of(program, known, columns[column], 0, order) == expected
    clone, limits = seccomp.CLONE[column], seccomp.PRLIMIT[column]
    assert verdict_of(program, known, clone, 0x11) == seccomp.REFUSE  # a process
    assert verdict_of(program, known, clone, 0x11 | seccomp.THREAD) == seccomp.ALLOW
    assert verdict_of(program, known, limits, 0) == seccomp.ALLOW  # one's own
    assert verdict_of(program, known, limits, 1) == seccomp.REFUSE


def test_a_loader_that_dies_is_started_again(monkeypatch):
    ours = Loader()
    monkeypatch.setattr(isolate, "LOADER", ours)
    with Launcher("process", sympy=False) as launcher, Launcher("process", sympy=False) as other:
        launcher.end(launcher.fork())
        before = ours._process
        before.kill()
        before.wait()
        launcher.end(launcher.fork())  # its launcher goes on
        other.end(other.fork())
        assert ours._process is not before
    ours.end()


def test_a_loader_that_dies_with_an_order_in_hand_costs_nothing(monkeypatch):
    ours = Loader()
    monkeypatch.setattr(isolate, "LOADER", ours)
    assert ours.orders
    with Launcher("process", sympy=False) as launcher:
        ours._process.send_signal(signal.SIGSTOP)
        launcher._start()
        ours._process.kill()
        launcher.end(launcher.fork())
    ours.end()


def test_a_grader_that_is_killed_while_it_copies_leaves_no_folder(monkeypatch, tmp_path):
    monkeypatch.setattr(loader.tempfile, "tempdir", str(tmp_path))
    ours = Loader()

    def killed(source, target, ignore):
        target.mkdir()
        raise KeyboardInterrupt

    monkeypatch.setattr(loader.shutil, "copytree", killed)
    with pytest.raises(KeyboardInterrupt):
        ours._start()
    (folder,) = tmp_path.iterdir()
    ours._orders.close()
    ours._process.wait(timeout=120)
    assert not folder.exists()


def test_a_loader_is_shared_with_the_judges_and_ends_after_them(monkeypatch):
    ours, judges = Loader(), Loader()
    judges.share(ours.orders.dup())
    monkeypatch.setattr(isolate, "LOADER", judges)
    process, folder = ours._process, Path(ours._folder)
    with Launcher("process", sympy=False) as launcher:
        ours._orders.close()  # as when the grader is killed
        launcher.end(launcher.fork())
        assert not folder.exists()
        assert process.poll() is None
    judges.end()
    process.wait(timeout=120)
    ours.end()


def test_the_filter_knows_its_machines_and_no_other(monkeypatch):
    for machine in seccomp.ARCHITECTURES:
        monkeypatch.setattr(seccomp.platform, "machine", lambda machine=machine: machine)
        program = seccomp.program()
        assert len(program) % 8 == 0
        assert len(program) // 8 < 4096  # the kernel's limit
    monkeypatch.setattr(seccomp.platform, "machine", lambda: "vax")
    with pytest.raises(OSError, match="vax"):
        seccomp.program()
