"""The benchmark's pure pieces: what it records, what it has others run, and how it tells what it measured."""

import ast
import importlib.util
import os
import sys
import types
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.course import load_topic, topic_names
from autograder.session import collect
from benchmarks import cohorts, plan, report, suites
from benchmarks.cluster import Sizes, Spread
from benchmarks.contest import OTTER_LOOP, OTTER_RUN, OURS, PYTEST, Contest
from benchmarks.grader import each
from benchmarks.measure import Cost, Failed, run, together
from benchmarks.plot import draw
from benchmarks.recording import record
from benchmarks.scale import KINDS, Batch, Size
from benchmarks.watch import JUDGES, LAUNCHERS, WORKERS, below, kind_of

TOPICS = topic_names()


@pytest.fixture(scope="module")
def recorded():
    return record(TOPICS, 1)


@pytest.fixture
def calls(recorded, tmp_path, monkeypatch):
    """The module `recorded` beside the written calls, loaded as the tools load it: without this project's own."""
    suites.write_suites(recorded, tmp_path)
    monkeypatch.setattr(sys, "path", list(sys.path))
    return module_at(tmp_path / "calls" / "recorded.py")


def module_at(path):
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def answers(topic, **others):
    """A submission's module: the reference, with some functions in place of its own."""
    path = cohorts.REFERENCE / f"{topic}.py"
    module = module_at(path)
    vars(module).update(others)
    return module


def a_wrong_answer(topic):
    """A misconception that the checks of a topic are there for."""
    exercise = load_topic(topic).exercises[-1]
    return {exercise.name: exercise.misconceptions[0]}


def failures(tests):
    failed = []
    for name, test in tests.items():
        try:
            test()
        except AssertionError:
            failed.append(name)
    return failed


def pytest_tests(topic, source, module, calls, monkeypatch):
    monkeypatch.setitem(sys.modules, topic, module)
    monkeypatch.setitem(sys.modules, "recorded", calls)
    names = {}
    exec(source, names)
    return {name: value for name, value in names.items() if name.startswith("test_")}


class Case:
    """What otter's decorator makes of a function, as far as it matters here."""

    def __init__(self, name, points):
        self.name, self.points = name, points

    def __call__(self, function):
        self.function = function
        return self


def otter_file(source, calls, monkeypatch):
    """The names that a test file defines, with a stand-in for otter."""
    for name, parts in {"otter": {}, "otter.test_files": {"test_case": Case}, "calls": {"recorded": calls}}.items():
        stub = types.ModuleType(name)
        vars(stub).update(parts)
        monkeypatch.setitem(sys.modules, name, stub)
    names = {}
    exec(source, names)
    return names


@pytest.mark.parametrize("topic", TOPICS)
def test_every_check_is_recorded_with_its_calls(topic, recorded):
    named = {check.name for check in collect([load_topic(topic)])}
    assert {check for check, (_, calls) in recorded[topic].items() if calls} == named
    assert sum(points for points, _ in recorded[topic].values()) == 100


@pytest.mark.parametrize("topic", TOPICS)
def test_the_pytest_file_tells_right_from_wrong(topic, recorded, calls, monkeypatch):
    source = suites.pytest_file(topic, recorded[topic])
    right = pytest_tests(topic, source, answers(topic), calls, monkeypatch)
    assert len(right) == len(recorded[topic])
    assert failures(right) == []
    assert failures(pytest_tests(topic, source, answers(topic, **a_wrong_answer(topic)), calls, monkeypatch))


@pytest.mark.parametrize("topic", TOPICS)
def test_the_otter_file_tells_right_from_wrong(topic, recorded, calls, monkeypatch):
    names = otter_file(suites.otter_file(topic, recorded[topic]), calls, monkeypatch)
    assert (names["OK_FORMAT"], names["name"], names["points"]) == (False, topic, None)
    cases = [value for value in names.values() if isinstance(value, Case)]
    assert [case.name for case in cases] == list(recorded[topic])
    assert sum(case.points for case in cases) == 100
    for module, all_pass in ((answers(topic), True), (answers(topic, **a_wrong_answer(topic)), False)):
        tests = {case.name: lambda case=case, module=module: case.function(**{topic: module}) for case in cases}
        assert (failures(tests) == []) is all_pass


def test_the_calls_can_be_made_in_a_bare_interpreter(recorded, tmp_path):
    suites.write_suites({"diff_quotient": recorded["diff_quotient"]}, tmp_path)
    script = cohorts.REFERENCE.parents[2] / "benchmarks" / "replay.py"
    printed = run([sys.executable, script, tmp_path / "calls", cohorts.REFERENCE, "diff_quotient"]).output
    assert set(ast.literal_eval(printed)) == {"calls", "files"}


def test_no_two_copies_are_alike(tmp_path):
    folder = cohorts.write_each(tmp_path / "cohort", 30, cohorts.mixed)
    contents = [path.read_bytes() for path in folder.rglob("sgd.py")]
    assert len(contents) == len(set(contents))
    assert sum(map(cohorts.is_hostile, range(1000))) == 100
    for place in range(len(cohorts.HOSTILE)):
        for topic, source in cohorts.hostile(place).items():
            compile(source, topic, "exec")


def test_processor_time_of_grandchildren_counts():
    work = "import time\nwhile time.process_time() < 0.05: pass\nprint(time.process_time())"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {work!r}])"
    cost = run([sys.executable, "-c", parent])
    assert cost.cpu >= float(cost.output)


def test_a_command_that_fails_or_hangs_is_told():
    with pytest.raises(Failed, match=r"ended with status 3:\nsorry"):
        run([sys.executable, "-c", "print('sorry'); raise SystemExit(3)"])
    with pytest.raises(Failed, match="was stopped after"):
        run([sys.executable, "-c", "input = __import__('time').sleep(600)"], seconds=0.2)


def test_costs_of_one():
    assert each(Cost(3.0, 5.0), 2, Cost(7.0, 13.0), 10) == Cost(0.5, 1.0)
    assert together(4, lambda number: Cost(9.0, float(number)), 2).cpu == 1.5


def test_processes_are_told_by_how_they_were_started():
    judge = b"python\0-c\0from multiprocessing.spawn import spawn_main; spawn_main(tracker_fd=5)\0"
    commands = {("python", judge): JUDGES, ("launcher", b"python\0-I\0"): LAUNCHERS, ("python", b"python\0-I\0"): None}
    assert {process: kind_of(*process) for process in commands} == commands


def test_the_launchers_of_a_grader_are_found(launcher):
    launcher.for_code(b"").wait_until_ready()
    found = {process.kind for process in below(os.getpid())}
    assert LAUNCHERS in found


@pytest.fixture
def measured():
    """Numbers that are easy to follow: ours 0.2 s of processor time for each submission, otter's far more."""
    costs = {OURS: Cost(0.1, 0.2), PYTEST: Cost(0.5, 1.0), OTTER_RUN: Cost(3.0, 6.0), OTTER_LOOP: Cost(0.9, 1.8)}
    five = Contest(tuple("abcde"), costs, 0.1, Cost(4.0, 3.0), 5, ("otter keeps a file open.",))
    spent = dict.fromkeys(KINDS, 0.02) | {WORKERS: 0.14}
    memory = dict.fromkeys(KINDS, 100.0)
    sizes = [Size(100, Cost(0.1, 0.2), memory), Size(1000, Cost(0.1, 0.23), memory)]
    batch = Batch(50, 5, 45, Cost(9.0, 8.0), Cost(7.0, 6.0), {"loops without end": "sgd 40"})
    three = Contest(tuple("abc"), costs, 0.01, five.start, 5)
    spread = Spread(Cost(0.1, 0.2), Cost(0.1, 0.206), record_here=0.010, caller=0.011, scheduler=0.002, worker=0.003)
    cluster = (spread, 400, spread, Sizes(400_000, 5_000, 15_000, 20_000, 80_000))
    return report.Measured({"processor": "one"}, five, three, spent, dict.fromkeys(KINDS, 0.01), sizes, batch, *cluster)


def test_targets_are_met_or_not(measured):
    told = {target.what: (target.measured, target.met) for target in report.targets(measured)}
    assert told["the grader's own CPU, five topics"] == ("0.100 s", True)
    assert told["the aim for it"] == ("0.100 s", False)
    assert told["throughput over `otter run`, five topics"] == ("30.0 ×", True)
    assert told["throughput over `otter run`, three topics"] == ("30.0 ×", False)
    assert told["throughput over `otter.api loop`, five topics"] == ("9.0 ×", False)
    assert told["cost of one submission at 1,000 over that at 100"] == ("1.150 ×", False)
    assert told["memory of a judge at 1,000 over that at 100"] == ("1.000 ×", True)
    assert told["honest submissions among 50, every tenth hostile, graded exactly as alone"] == ("45", True)


def test_calls_that_cost_less_in_workers_than_alone_are_not_taken_off(measured):
    workers = replace(measured, spent=measured.spent | {WORKERS: 0.06, JUDGES: 0.1})
    assert report.own_of(measured) == pytest.approx(0.1)
    assert report.own_of(workers) == pytest.approx(0.2 - 0.05)


def test_shares_of_the_time_add_up(measured):
    shares = [float(row[1]) for row in report.time_rows(measured)]
    assert sum(shares) == pytest.approx(1000 * sum(measured.spent.values()))


def test_the_narrowest_place_decides_the_plan(measured):
    found = measured.plan
    assert found.judging == pytest.approx(0.206 - 0.011 - 0.002)
    assert found.bounds(2, 4) == pytest.approx({"machines": 8 / 0.193, "scheduler": 500, "caller": 1 / 0.011})
    assert {row[0]: row[-1] for row in found.rows()} == {
        "1 × 2": "machines", "1 × 8": "machines", "4 × 8": "caller", "4 × 16": "caller", "16 × 16": "caller",
    }  # fmt: skip
    assert found.hours(16, 16) == pytest.approx((100_000 * 0.011 + 4) / 3600)
    assert found.useful_cores == pytest.approx(0.193 / 0.011)
    assert found.network == pytest.approx(2 * 20_000 / 0.011)
    assert found.disk == pytest.approx(100_000 / 0.011)
    assert [row[1] for row in plan.cost_rows(measured.spread)] == ["200.0", "206.0", "6.0", "2.0", "3.0", "1.0"]
    assert [plan.size(count) for count in (5, 5_000, 2_000_000_000)] == ["5 B", "5 kB", "2 GB"]


def test_the_document_is_filled_in(measured):
    template = Path(report.__file__).with_name("benchmarks.md.in").read_text(encoding="utf-8")
    text = report.document(measured, template)
    assert "$" not in text
    assert "| otter run | 6.000 | 30.0 | 0.33 | 30.0 |" in text
    assert "- otter keeps a file open." in text


def test_the_same_numbers_give_the_same_drawing(measured, tmp_path):
    contests = {"five": measured.five, "three": measured.three}
    for name in ("one.svg", "other.svg"):
        draw(contests, tmp_path / name)
    assert (tmp_path / "one.svg").read_bytes() == (tmp_path / "other.svg").read_bytes()
