"""A cohort on several machines: a local cluster of processes, of which some are killed, believed dead, or unfit."""

import asyncio
import contextlib
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from distributed import Client, KilledWorker, LocalCluster

from autograder import cli, cohort, judges
from autograder.cluster import agreement, bundle, caller, command
from autograder.isolation import probe
from autograder.reading.find import find
from autograder.reading.source import Source
from autograder.reading.submission import Submission
from autograder.recording.record import Gradebook
from autograder.report import Graded, Report
from autograder.run import Run
from autograder.terms import Terms
from autograder.verdict import BadInput, GraderFault

TOPICS = ("diff_quotient",)
TERMS = Terms(TOPICS, 5, "namespaces")
CODES = (
    "def diff_quotient(f, x, h=1e-9):\n    return (f(x + h) - f(x)) / h\n",
    "def diff_quotient(f, x, h=1e-9):\n    return (f(x + h) - f(x - h)) / (2 * h)\n",
    "def diff_quotient(f, x, h=1e-9):\n    raise ValueError\n",
)
COUNT, WORKERS = 12, 3
SOON = 600  # seconds within which something happens, on a machine with other work too
RECORDED = """
    SELECT result.submission, result.topic, mark, lasting, exercise, name, verdict, message, diagnosis, distance, example, shown
    FROM result JOIN grading ON grading = id JOIN verdict USING (grading) WHERE result.run = ? ORDER BY result.submission, name
"""


@pytest.fixture(scope="module")
def cluster():
    with LocalCluster(n_workers=WORKERS, threads_per_worker=1, dashboard_address=":0", host="127.0.0.1") as started:
        yield started


@pytest.fixture
def client(cluster):
    with Client(cluster, set_as_default=False) as connected:
        # Of those that a test takes away, the killed one is started anew, in a while; the other ends for good.
        connected.wait_for_workers(WORKERS - 1, timeout=SOON)
        yield connected


@pytest.fixture
def small(monkeypatch):
    """A cluster that a test may break: one worker, in this process."""
    monkeypatch.setattr(caller, "CONNECT_SECONDS", float(SOON))
    monkeypatch.setattr(caller, "PATIENCE", float(SOON))
    with LocalCluster(
        n_workers=1, threads_per_worker=1, processes=False, dashboard_address=":0", protocol="tcp"
    ) as own:
        yield own


@pytest.fixture(scope="module")
def given(tmp_path_factory):
    """A cohort in a folder, and what one machine records of it."""
    folder = tmp_path_factory.mktemp("given")
    for number in range(COUNT):
        (folder / f"s{number:02d}").mkdir()
        (folder / f"s{number:02d}" / "diff_quotient.py").write_text(f"{CODES[number % len(CODES)]}# {number}\n")
    return folder, recorded(folder, folder.parent / "local", None)


def recorded(given, out, scheduler, meanwhile=lambda: None, expect=COUNT):
    """What a run records. `meanwhile` is called as each submission is recorded."""
    with Gradebook(out) as gradebook:
        gradebook.start(TERMS.seed, given, TERMS.level)
        run = Run(gradebook, find(given, TOPICS), TERMS)
        run.go(2, meanwhile, scheduler)
        gradebook.finish()
    assert run.graded == expect
    with contextlib.closing(sqlite3.connect(out / "gradebook.sqlite")) as database:
        assert database.execute("SELECT COUNT(*) FROM submission WHERE run = ?", [gradebook.run]).fetchone() == (COUNT,)
        return database.execute(RECORDED, [gradebook.run]).fetchall()


def submissions(count):
    for number in range(count):
        yield Submission(f"s{number}", {"diff_quotient": Source("diff_quotient.py", CODES[0].encode())})


def on(scheduler, tell=lambda report: None, count=2, terms=TERMS):
    cohort.grade_cohort(submissions(count), terms, tell, jobs=1, scheduler=scheduler)


def busy(cluster, but=()):
    """The address of a worker that is grading."""
    workers = cluster.scheduler.workers.values()
    return next(worker.address for worker in workers if worker.processing and worker.address not in but)


def process(cluster, address):
    return next(nanny.pid for nanny in cluster.workers.values() if nanny.worker_address == address)


@pytest.fixture
def held(client, tmp_path):
    """The path of a file: until it is there, no machine lets go of a submission but the first two."""
    path = tmp_path / "go on"

    def hold():
        grade = judges.Judges.grade

        def slowly(own, submission):
            report = grade(own, submission)
            while submission.name not in ("s00", "s01") and not path.exists():
                time.sleep(0.01)
            return report

        slowly.whole, judges.Judges.grade = grade, slowly

    def release():
        judges.Judges.grade = getattr(judges.Judges.grade, "whole", judges.Judges.grade)

    client.run(hold)
    yield path
    path.touch()
    client.run(release)


def test_machines_that_are_killed_or_believed_dead_lose_nothing_and_double_nothing(
    cluster, client, held, given, tmp_path
):
    folder, alone = given
    done, stopped = [], []

    def disturb():
        done.append(None)
        if len(done) == 2:
            while sum(bool(worker.processing) for worker in cluster.scheduler.workers.values()) < 2:
                time.sleep(0.01)
            killed = busy(cluster)
            believed_dead = busy(cluster, but=[killed])
            stopped.append(process(cluster, believed_dead))
            os.kill(process(cluster, killed), signal.SIGKILL)
            os.kill(stopped[0], signal.SIGSTOP)
            cluster.sync(cluster.scheduler.remove_worker, address=believed_dead, stimulus_id="silence", close=False)
            held.touch()
        if len(done) == COUNT - 2:
            os.kill(stopped[0], signal.SIGCONT)  # its late results come to a scheduler that has others

    assert recorded(folder, tmp_path / "out", cluster.scheduler_address, disturb) == alone
    assert stopped
    assert len(done) == COUNT
    until = time.monotonic() + SOON
    while found := left(client):  # by one that was just started anew
        assert time.monotonic() < until, found
        time.sleep(0.05)


def test_a_machine_with_other_versions_is_refused_with_both(cluster, client):
    address, *_ = cluster.scheduler.workers
    client.run(lambda: setattr(agreement, "versions", lambda: {"numpy": "1.26.4"}), workers=[address])
    try:
        with pytest.raises(BadInput) as refused:
            on(cluster.scheduler_address)
    finally:
        client.run(lambda: __import__("importlib").reload(agreement), workers=[address])
    assert f"{address}: " in str(refused.value)
    assert f"numpy is 1.26.4 there and {agreement.here()['numpy']} here" in str(refused.value)
    assert str(refused.value).count("tcp://") == 1


def test_a_machine_without_this_grader_is_refused(cluster, client):
    address, *_ = cluster.scheduler.workers
    client.run(lambda: sys.modules.update({"autograder.cluster.agreement": None}), workers=[address])
    try:
        with pytest.raises(BadInput, match=f"{address}: it has no grader, or another one"):
            on(cluster.scheduler_address)
    finally:
        client.run(lambda: sys.modules.pop("autograder.cluster.agreement"), workers=[address])


def test_a_machine_without_isolation_takes_no_work(cluster, client, capfd):
    first, *others = cluster.scheduler.workers
    before = executed(client)
    client.run(lambda: setattr(probe, "_refusal", lambda launcher: "the doors are open"), workers=[first])
    reports = []
    try:
        on(cluster.scheduler_address, reports.append, 6)
        assert (
            f"{first} takes no work: it does not isolate at the level namespaces: the doors are open"
            in capfd.readouterr().err
        )
        client.run(lambda: setattr(probe, "_refusal", lambda launcher: "the doors are open"), workers=others)
        with pytest.raises(BadInput, match=r"(?s)No machine of the cluster.*can grade:.*the doors are open"):
            on(cluster.scheduler_address)
    finally:
        client.run(lambda: __import__("importlib").reload(probe))
    assert [report.mark("diff_quotient") for report in reports] == [50.0] * 6  # of two exercises
    after = executed(client)
    assert after[first] == before[first]
    assert sum(after.values()) == sum(before.values()) + 6


def executed(client):
    """How many tasks each worker has done, once what another test cancelled has ended."""
    while any(client.run(lambda dask_worker: bool(dask_worker.state.tasks)).values()):
        time.sleep(0.05)
    return client.run(lambda dask_worker: dask_worker.state.executed_count)


def test_a_course_that_arrives_broken_is_refused_and_nothing_is_graded(cluster, monkeypatch):
    whole = bundle.pack(TERMS.course)
    monkeypatch.setattr(bundle, "pack", lambda root: replace(whole, data=whole.data[:-100]))
    told = []
    with pytest.raises(BadInput, match=r"(?s)No machine.*the course arrived broken"):
        on(cluster.scheduler_address, told.append)
    assert told == []


def test_checks_that_cannot_be_loaded_end_the_run_in_the_words_of_one_machine(cluster, tmp_path):
    shutil.copytree(TERMS.course / "solutions", tmp_path / "solutions")
    (tmp_path / "solutions" / "diff_quotient" / "checks.py").write_text("import nothing_there\n")
    told, said = [], []
    for scheduler in (None, cluster.scheduler_address):
        with pytest.raises(GraderFault) as fault:
            on(scheduler, told.append, 6, replace(TERMS, course=tmp_path))
        said.append(str(fault.value))
    assert f"The checks in {tmp_path}/solutions/diff_quotient/checks.py cannot be collected" in said[0]
    assert said[0] == said[1]
    assert told == []


def test_a_caller_that_is_interrupted_or_killed_leaves_nothing_on_any_machine(cluster, client, monkeypatch):
    monkeypatch.setattr(caller.Machines, "leave", lambda machines: None)  # as if it had been killed

    def interrupted(report):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        on(cluster.scheduler_address, interrupted, 8)
    while left(client):
        time.sleep(0.05)
    assert not any(worker.processing for worker in cluster.scheduler.workers.values())


def left(client):
    """What machines still hold of a run."""
    found = client.run(
        lambda dask_worker: [
            *(name for name in dask_worker.plugins if name.startswith("autograder")),
            *map(str, Path(dask_worker.local_directory).glob("autograder*")),
        ]
    )
    return [name for names in found.values() for name in names]


def test_a_scheduler_that_is_lost_is_one_sentence_and_the_next_run_goes_on(small, given, tmp_path, monkeypatch):
    folder, alone = given
    done = []

    def lose():
        done.append(None)
        if len(done) == 1:
            monkeypatch.setattr(caller, "CONNECT_SECONDS", 1.0)  # nothing will answer
            for client in Client._instances:
                client._timeout = 1.0
            small.close()

    with pytest.raises(GraderFault, match=r"was lost\. What was graded is in the gradebook"):
        recorded(folder, tmp_path, small.scheduler_address, lose)
    assert recorded(folder, tmp_path, None, expect=COUNT - len(done)) == alone


def test_a_machine_that_comes_when_all_others_are_gone_goes_on(small):
    reports = []

    def exchange(report):
        reports.append(report.submission)
        if len(reports) == 1:
            small.scale(0)
            while small.scheduler.workers:
                time.sleep(0.01)
            small.scale(1)

    on(small.scheduler_address, exchange, 4)
    assert sorted(reports) == ["s0", "s1", "s2", "s3"]


def test_a_run_that_no_machine_is_left_for_ends_in_a_sentence(small, monkeypatch):
    monkeypatch.setattr(caller, "PATIENCE", 0.0)
    monkeypatch.setattr(caller, "LOOK_SECONDS", 0.0)
    monkeypatch.setattr(cohort, "LOOK_SECONDS", 0.1)

    def leave(report):
        small.sync(small.scheduler.retire_workers, workers=list(small.scheduler.workers), stimulus_id="leave")

    with pytest.raises(GraderFault, match=r"No machine of the cluster .* is left that can grade"):
        on(small.scheduler_address, leave, 4)


async def from_a_notebook():
    """Where an event loop runs already."""
    with pytest.raises(BadInput, match=r"No scheduler answers at tcp://127\.0\.0\.1:1: (?!RuntimeError)"):
        on("tcp://127.0.0.1:1")


def test_a_caller_may_have_an_event_loop_that_runs(monkeypatch):
    monkeypatch.setattr(caller, "CONNECT_SECONDS", 0.3)
    with ThreadPoolExecutor(1) as thread:  # so that no loop runs there before
        thread.submit(lambda: asyncio.run(from_a_notebook())).result()


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "nonsense", "tls://127.0.0.1:1", "carrier-pigeon://x:1"])
def test_an_address_without_a_scheduler_is_one_sentence(address, monkeypatch):
    monkeypatch.setattr(caller, "CONNECT_SECONDS", 0.3)
    with pytest.raises(BadInput, match=f"No scheduler answers at {address}: .*make scheduler"):
        on(address)


def test_a_scheduler_without_workers_is_one_sentence():
    with (
        LocalCluster(n_workers=0, processes=False, dashboard_address=":0", protocol="tcp") as empty,
        pytest.raises(BadInput, match="has no workers: start some with `make worker SCHEDULER=tcp://"),
    ):
        on(empty.scheduler_address)


def test_missing_packages_are_one_sentence(monkeypatch):
    monkeypatch.setattr(command, "find_spec", lambda name: None)
    with pytest.raises(BadInput, match="`make setup-cluster`"):
        on("tcp://127.0.0.1:8786")


def test_commands_become_dasks_after_a_look(cluster, monkeypatch):
    became = []
    monkeypatch.setattr(os, "execve", lambda program, arguments, environment: became.append(arguments[3:]))
    monkeypatch.setattr(command, "level_for_strangers", lambda level: level)
    kept = socket.socket()  # so that no other program takes the port as soon as it is free
    kept.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    kept.bind(("127.0.0.1", 0))
    port = kept.getsockname()[1]
    with socket.create_server(("127.0.0.1", port)), monkeypatch.context() as soon:
        soon.setattr(caller, "CONNECT_SECONDS", 1.0)
        with pytest.raises(
            BadInput, match=f"This machine cannot listen on 127.0.0.1:{port}: .*Name another HOST= or PORT="
        ):
            command.scheduler.callback("127.0.0.1", port)
        with pytest.raises(BadInput, match=f"tcp://127.0.0.1:{port}: .*what listens there is no scheduler"):
            command.worker.callback(f"tcp://127.0.0.1:{port}", 2, None)
    command.scheduler.callback("127.0.0.1", port)
    kept.close()
    monkeypatch.setattr(caller, "CONNECT_SECONDS", float(SOON))
    command.worker.callback(cluster.scheduler_address, 2, None)
    assert became == [
        ["scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard"],
        ["worker", cluster.scheduler_address, "--nworkers", "1", "--nthreads", "2", "--no-dashboard"],
    ]


def test_what_a_run_asks_of_machines(monkeypatch):
    monkeypatch.setattr(command, "reach", lambda scheduler: None)
    assert [command.demanded("tcp://one:1", level, None) for level in (None, "landlock")] == ["namespaces", "landlock"]
    with pytest.raises(BadInput, match="JOBS= counts for this machine"):
        command.demanded("tcp://one:1", None, 2)


def test_a_worker_without_a_scheduler_is_told_to_name_one():
    with pytest.raises(BadInput, match="No scheduler is named: give SCHEDULER=tcp://host:port"):
        cli.main(["worker", "--scheduler", ""], standalone_mode=False)
    with pytest.raises(BadInput, match="No scheduler is named"):
        command.demanded(" ", None, None)


class Late(Executor):
    """Its results come twice, the second time when the next one does."""

    def __init__(self, outcome):
        self._outcome, self._before = outcome, None

    def submit(self, grade, submission):
        future = Repeated()
        self._outcome(future, submission)
        return future


class Repeated(Future):
    def add_done_callback(self, tell):
        tell(self)
        tell(self)


def spread(outcome, count=3):
    reports = []
    cohort._spread(submissions(count), cohort.Pool(Late(outcome), print, lambda: 1), reports.append)
    return reports


def test_a_late_second_result_is_not_heard():
    reports = spread(lambda future, submission: future.set_result(Report(submission.name, [], [Graded("sgd")])))
    assert [report.submission for report in reports] == ["s0", "s1", "s2"]


def test_a_submission_that_kills_machines_is_a_grader_fault():
    reports = spread(
        lambda future, submission: future.set_exception(
            KilledWorker("grade", SimpleNamespace(address="tcp://one:1"), 3)
        )
    )
    assert [report.submission for report in reports] == ["s0", "s1", "s2"]
    assert all(report.faults[0].message.startswith("KilledWorker: ") for report in reports)


def test_one_machine_needs_nothing_of_dask():
    look = "import sys, autograder.cli, autograder.judge_process; print({'dask', 'distributed'} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True).stdout == "set()\n"
