"""`grade` and `check` from the outside, as people call them."""

import csv
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from autograder import cli, cohort, judges
from autograder.course import topic_names
from autograder.hints import Hints
from autograder.reading.source import Source
from autograder.reading.submission import Submission
from autograder.report import CheckResult, Graded, Report
from autograder.tell import as_json, write_files
from autograder.terms import Terms
from autograder.verdict import Verdict
from tests.places import COHORT, ROOT

SHORT = ("--seconds", 0.5)  # of processor time for a call: one submission of the cohort loops without end
SOME = ("clone", "last-step-only", "notebook-right", "renamed-parameters", "rmse-for-mse", "syntax-error")
RIGHT = "def diff_quotient(f, x, h=1e-9):\n    return (f(x + h) - f(x)) / h\n"


def run(*arguments, expect=0, cwd=ROOT, env=None):
    environment = os.environ | {"PYTHONPATH": str(ROOT), "COLUMNS": "140"} | (env or {})
    ended = subprocess.run(
        [sys.executable, "-m", "autograder", *map(str, arguments)],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        timeout=1800,
        check=False,
    )
    assert ended.returncode == expect, ended.stdout + ended.stderr
    assert "Traceback" not in ended.stdout + ended.stderr
    return ended.stdout + ended.stderr


def rows(out: Path):
    with (out / "gradebook.csv").open(encoding="utf-8") as file:
        return {row["submission"]: row for row in csv.DictReader(file)}


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """The sample cohort, graded once, and what the terminal showed."""
    out = tmp_path_factory.mktemp("graded")
    return out, run("grade", "--out", out, "--seed", 7, *SHORT)


def test_the_cohort_has_a_page(graded):
    out, shown = graded
    page = (out / "report" / "index.html").read_text(encoding="utf-8")
    assert "report/index.html" in "".join(shown.split())
    for name in rows(out):
        assert f'href="../{name}/feedback.html"' in page


def test_the_record_says_how_long_it_took(graded):
    database = sqlite3.connect(graded[0] / "gradebook.sqlite")
    spent = dict(database.execute("SELECT submission, SUM(processor) FROM grading GROUP BY submission"))
    (clock,) = database.execute("SELECT SUM(clock) FROM grading").fetchone()
    database.close()
    assert max(spent, key=spent.get) == "endless-loop"
    assert spent["nothing-but-notes"] == 0
    assert clock > max(spent.values())


def test_the_cohort_has_a_record_for_everybody(graded):
    out, shown = graded
    names = sorted(path.name for path in COHORT.iterdir())
    assert len(names) >= 12
    assert sorted(rows(out)) == names
    assert list(rows(out)["reference"]) == ["submission", *topic_names(), "score", "max_score"]
    for name in names:
        assert name in shown
        assert json.loads((out / name / "results.json").read_text())["submission"] == name
        assert (out / name / "feedback.md").read_text().startswith("# Feedback for ")


def test_the_reference_scores_100_and_the_stub_0_all_unanswered(graded):
    out, _ = graded
    assert rows(out)["reference"]["score"] == rows(out)["reference"]["max_score"] == "100"
    assert {rows(out)["reference"][topic] for topic in topic_names()} == {"100"}
    assert rows(out)["untouched-stub"]["score"] == "0"
    stub = json.loads((out / "untouched-stub" / "results.json").read_text())
    assert {check["verdict"] for check in stub["checks"]} == {"unanswered"}


@pytest.mark.parametrize(
    ("name", "topic", "mark", "diagnosis", "verdict"),
    [
        ("notes-matmul", "backpropagation", "100", None, "passed"),
        ("notes-official", "backpropagation", None, "features_summed_away", "wrong"),
        ("last-step-only", "backpropagation", None, "last_step_only", "wrong"),
        ("endless-loop", "gradient_descent", None, None, "timed out"),
        ("missing-abs", "gradient_descent", None, "absolute_value_forgotten", "wrong"),
        ("missing-abs", "diff_quotient", None, "central_quotient", "wrong"),
        ("rmse-for-mse", "regression", None, "root_in_errors", "wrong"),
        ("prints-and-plots", "sgd", "100", None, "passed"),
        ("single-precision", "regression", None, "single_precision", "wrong"),
        ("syntax-error", "regression", "0", None, "refused"),
        ("renamed-parameters", "diff_quotient", "100", None, "passed"),
        ("clone", "sgd", None, "drawn_with_replacement", "wrong"),
        ("two-candidates", "diff_quotient", "0", None, "refused"),
        ("cp949-comments", "regression", "0", None, "refused"),
        ("column-for-vector", "backpropagation", None, None, "wrong"),
        ("gives-up-early", "gradient_descent", None, "derivative_never_evaluated", "crashed"),
        ("nothing-but-notes", "sgd", "0", None, "unanswered"),
        ("notebook-right", "diff_quotient", "100", None, "passed"),
        ("notebook-out-of-order", "diff_quotient", "100", None, "passed"),
    ],
)
def test_each_sample_is_what_its_name_says(graded, name, topic, mark, diagnosis, verdict):
    out, _ = graded
    checks = [c for c in json.loads((out / name / "results.json").read_text())["checks"] if c["topic"] == topic]
    assert mark in (None, rows(out)[name][topic])
    assert verdict in {check["verdict"] for check in checks}
    assert diagnosis is None or diagnosis in {check["diagnosis"] for check in checks}


def test_the_terminal_shows_misconceptions_and_files_that_could_not_be_read(graded):
    _, shown = graded
    for words in (
        "The commonest misconceptions",
        "last_step_only",
        "looks like CP949",
        "'(' was never closed",
        "Hand in one",
    ):
        assert words in shown


def test_the_same_seed_gives_the_same_gradebook(graded, tmp_path):
    """For some of the cohort too, in another order and beside others."""
    out, _ = graded
    for name in SOME:
        shutil.copytree(COHORT / name, tmp_path / "given" / name)
    run("grade", "--submissions", tmp_path / "given", "--out", tmp_path / "out", "--seed", 7, "--jobs", 1, *SHORT)
    assert rows(tmp_path / "out") == {name: rows(out)[name] for name in SOME}
    for name in SOME:
        assert (tmp_path / "out" / name / "results.json").read_bytes() == (out / name / "results.json").read_bytes()


def test_without_a_seed_a_secret_one_is_kept(tmp_path, folder):
    given = folder({"kim/diff_quotient.py": RIGHT})
    for _ in range(2):
        run("grade", "--submissions", given, "--out", tmp_path / "out")
    with sqlite3.connect(tmp_path / "out" / "gradebook.sqlite") as database:
        seeds = {seed for (seed,) in database.execute("SELECT seed FROM run")}
        (versions,) = database.execute("SELECT versions FROM run LIMIT 1").fetchone()
    assert len(seeds) == 1
    assert int(seeds.pop()) > 2**32
    assert {"python", "numpy", "sympy", "python-flint"} <= set(json.loads(versions))


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["grade", "--submissions", "nowhere"], "There is no nowhere"),
        (["grade", "--seed", "abc"], "'--seed': 'abc' is not a valid whole number."),
        (["grade", "--seconds", "abc"], "'--seconds': 'abc' is not a valid number."),
        (["grade", "--seconds", "nan"], "it is not a number"),
        (["grade", "--seconds", "inf"], "--seconds"),
        (["grade", "--hints", "all"], "'what', 'why', 'how'"),
        (["check", "cooking"], "There is no topic cooking"),
    ],
)
def test_bad_calls_end_in_one_sentence(arguments, told, tmp_path):
    assert told in run(*arguments, expect=2, cwd=tmp_path)


def test_hints_are_named_as_the_readme_names_them():
    for hints in Hints:
        with cli.grade.make_context("grade", ["--hints", hints.value]) as context:
            assert Hints(context.params["hints"]) is hints


def test_hostile_names_stay_names(tmp_path, folder):
    given = folder(
        {"=cmd()/diff_quotient.py": RIGHT, '<b>|김 민수, "Jr"/diff_quotient.py': RIGHT, "\u202ekim/x.txt": "1"}
    )
    run("grade", "--submissions", given, "--out", tmp_path / "out", "--seed", 1, "--jobs", 1)
    assert "'=cmd()" in rows(tmp_path / "out")
    feedback = next((tmp_path / "out").glob("<b>*/feedback.md")).read_text()
    assert "<b>" not in feedback
    assert "\u202e" not in next((tmp_path / "out").glob("*kim/feedback.md")).read_text()


def test_check_tells_a_student_the_next_step():
    shown = run("check", "sgd")
    assert "minibatches is still as it came" in shown
    assert "Next: minibatches in assignments/sgd/sgd.py" in shown


def copied(folder):
    """A copy of what the command line needs, to break."""
    for name in ("autograder", "solutions", "assignments"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


@pytest.mark.parametrize(
    ("file", "told"),
    [
        ("solutions/sgd/checks.py", "checks.py cannot be collected: NameError: name 'oops' is not defined"),
        ("solutions/sgd/sgd.py", "The solutions of sgd cannot be loaded: NameError: name 'oops' is not defined"),
    ],
)
def test_checks_or_solutions_that_do_not_import_are_a_grader_fault(tmp_path, folder, file, told):
    given = folder({"kim/sgd.py": "", "lee/sgd.py": "", "oh/sgd.py": ""})
    broken = copied(tmp_path / "course")
    with (broken / file).open("a") as source:
        source.write("\noops\n")
    for command in (["check", "sgd"], ["grade", "--submissions", given, "--jobs", 1]):
        said = run(*command, expect=1, cwd=broken, env={"PYTHONPATH": str(broken)}).splitlines()
        assert said[-1].startswith("Grader fault: ")
        assert f"{told} ({file}, line " in said[-1]


def test_check_looks_only_where_answers_belong(tmp_path):
    course = copied(tmp_path / "course")
    (course / "assignments" / "regression" / "regression.py").unlink()
    (course / "assignments" / "regression" / "regression.ipynb").unlink()
    (course / "assignments" / "sgd" / "old").mkdir()
    (course / "assignments" / "sgd" / "old" / "sgd.py").write_text("def minibatches(")
    (course / "assignments" / "sgd.zip").write_bytes(b"no zip")
    shown = run("check", cwd=course, env={"PYTHONPATH": str(course)})
    assert "There is no assignments/regression/regression.py; a fresh copy of the course has one." in shown
    assert "minibatches is still as it came" in shown
    assert "unanswered" in shown
    assert "refused" not in shown


def test_the_command_line_loads_nothing_that_only_judges_need():
    code = "import sys, autograder.cli; print({'flint', 'jupytext', 'pytest', 'sympy'} & set(sys.modules))"
    ended = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ended.stdout.strip() == "set()"


def test_generated_files_are_checked():
    assert run("assignments", "--check") == ""


def killing_itself(connection, terms, loader):
    connection.recv()
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_judge_that_dies_is_a_grader_fault_and_the_batch_goes_on(monkeypatch):
    monkeypatch.setattr(judges, "_judge_process", killing_itself)
    reports = []
    submissions = [Submission(name, {"sgd": Source("sgd.py", b"")}) for name in ("kim", "lee", "oh")]
    cohort.grade_cohort(submissions, Terms(("sgd",), 1, "process"), reports.append, jobs=2)
    assert sorted(report.submission for report in reports) == ["kim", "lee", "oh"]
    assert all(report.faults and report.mark("sgd") is None for report in reports)


def result(verdict, points, message=""):
    return CheckResult("sgd", "fit", f"c{points}", "It holds.", points, False, verdict, message, None, 0.0)


def test_a_grader_fault_costs_nobody_points():
    results = [result(Verdict.PASSED, 40), result(Verdict.WRONG, 20), result(Verdict.GRADER_FAULT, 39.5)]
    report = Report("kim", [], [Graded("sgd", results)])
    assert report.mark("sgd") == 66.67
    assert report.score == 66.67


def test_messages_are_inert_in_markdown(tmp_path):
    message = "<script>alert(1)</script> [x](y)\n# `z` \x1b[31m"
    report = Report("kim", [], [Graded("sgd", [result(Verdict.CRASHED, 5, message)])])
    write_files(report, tmp_path)
    feedback = (tmp_path / "feedback.md").read_text()
    assert "<script>" not in feedback
    assert "\x1b" not in feedback
    assert "\n# `z`" not in feedback
    assert as_json(report)["score"] == 0


def test_a_gradebook_that_cannot_be_written_is_one_sentence(tmp_path, folder):
    given = folder({"kim/diff_quotient.py": RIGHT})
    (tmp_path / "out").write_text("a file where a folder should be")
    assert "cannot be written" in run("grade", "--submissions", given, "--out", tmp_path / "out", expect=2)
