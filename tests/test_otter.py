"""otter-grader with our packages: its own commands, the same verdicts, and cheats that earn nothing."""

import importlib.util
import json
import os
import pickle
import shutil
import subprocess
import sys
import warnings
import zipfile

import nbclient
import nbformat
import pytest

from autograder.call import Local
from autograder.checking import PUBLIC_SEED, attempt
from autograder.course import load_topic, topic_names
from autograder.judging.judge import Targets
from autograder.packages import bundle, otter, parity, public
from autograder.session import collect
from autograder.verdict import BadInput, GraderFault, Verdict
from tests.places import COHORT

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # of what otter imports
    from otter.test_files.exception_test import ExceptionTestFile

TOPIC = "diff_quotient"
TERMS = otter.Terms(seed=2**127 + 7)  # as large as a secret one
WRONG = "\n\ndef diff_quotient(f, x, h=1e-9):\n    return 0.0\n\n\ndef gradient_descent(f, init_point, lr_rate=1e-2, epsilon=1e-5):\n    return 0.0, 0\n"
READS = """
import glob
for path in glob.glob("**/*.py", recursive=True) + glob.glob("../source/**/*", recursive=True):
    print(open(path).read())
"""
PATCHES = """
import otter.test_files.exception_test as tests
tests.ExceptionTestFile.run = lambda self, env: None
tests.ExceptionTestFile.passed_all = True
verdicts = {}
"""
EQUALS = """
class Equal(float):
    __eq__ = __le__ = __ge__ = __lt__ = __gt__ = lambda self, other: True
    __ne__ = lambda self, other: False
    __sub__ = __rsub__ = __abs__ = lambda self, *other: self


def diff_quotient(f, x, h=1e-9):
    return Equal(0.0)


def gradient_descent(f, init_point, lr_rate=1e-2, epsilon=1e-5):
    return Equal(0.0), Equal(0.0)
"""


def environment(**more):
    kept = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST")}
    return kept | {"PYTHONPATH": str(bundle.PLUGIN.parent)} | more


def run_otter(*arguments, cwd):
    ended = subprocess.run(
        [sys.executable, "-m", "otter", *map(str, arguments)],
        cwd=cwd,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout + ended.stderr


@pytest.fixture(scope="module")
def packages(tmp_path_factory):
    """What `make otter` writes for one topic."""
    folder = tmp_path_factory.mktemp("packages")
    otter.build([TOPIC], TERMS, folder)
    return folder / TOPIC


class Marks:
    """A pickle that leaves a mark where it is loaded."""

    def __init__(self, path):
        self.path = str(path)

    def __reduce__(self):
        return open, (self.path, "w")


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory):
    """A sample of honest and hostile submissions, graded both ways, by name; and a place that no code may write to."""
    mark = tmp_path_factory.mktemp("outside") / "mark"
    leaves = f"open({str(mark)!r}, 'w')\n".encode()
    hostile = {
        "answers zero": WRONG,
        "equals everything": EQUALS,
        "exits": "import os\nos._exit(0)\n" + WRONG,
        "never ends": WRONG.replace("return 0.0\n", "return 0.0 if h > 0 else sum(iter(int, 1))\n"),
    }
    cases = [parity.Case(TOPIC, name, "hostile", {f"{TOPIC}.py": code.encode()}) for name, code in hostile.items()]
    besides = {f"{name}/__init__.py": leaves for name in ("otter", "json", "autograder_engine", "sitecustomize")}
    besides |= {".OTTER_LOG": pickle.dumps(Marks(mark)), f"{TOPIC}.py": leaves + (PATCHES + READS + WRONG).encode()}
    cases.append(parity.Case(TOPIC, "patches otter, reads the tests, brings packages", "hostile", besides))
    sample = {"two-candidates", "diff_quotient.central_quotient"}
    cases += [case for case in parity.cases(TOPIC) if case.name in sample]
    korean = "# 기울기\n".encode("cp949") + WRONG.encode()
    cases.append(parity.Case(TOPIC, "no UTF-8", "sample", {f"{TOPIC}.py": korean}))
    return {outcome.case.name: outcome for outcome in parity.compare(cases, TERMS.seed, jobs=1)}, mark


def test_otter_run_gives_the_scores_of_make_grade(outcomes):
    found, _ = outcomes
    assert [outcome for outcome in found.values() if not outcome.agrees] == []
    assert 0 < found["diff_quotient.central_quotient"].run < 100
    assert found["two-candidates"].run == found["no UTF-8"].run == 0


def test_cheats_earn_what_the_answer_is_worth(outcomes):
    found, mark = outcomes
    hostile = {name: outcome.run for name, outcome in found.items() if outcome.case.kind == "hostile"}
    honest, equals = hostile.pop("answers zero"), hostile.pop("equals everything")
    assert equals <= honest < 20  # two checks expect zeros
    assert hostile == dict.fromkeys(hostile, honest)
    assert not mark.exists()


def test_hidden_results_are_hidden(packages, tmp_path):
    missing_abs = COHORT / "missing-abs" / f"{TOPIC}.py"
    shown = run_otter("run", missing_abs, "-a", packages / "autograder.zip", "-o", tmp_path, cwd=tmp_path)
    results = json.loads((tmp_path / "results.json").read_text())
    visible = [test for test in results["tests"] if test["visibility"] == "visible"]
    assert [test["name"] for test in visible] == ["Public Tests"]
    assert {test["visibility"] for test in results["tests"] if test not in visible} == {"hidden"}
    hidden = [check.name for check in collect([load_topic(TOPIC)]) if not check.public]
    assert not any(name in visible[0]["output"] for name in hidden)
    assert "central quotient" in visible[0]["output"]
    assert sum(test.get("max_score", 0) for test in results["tests"]) == 100
    assert "points, at the level" in shown


def test_packages_have_the_same_bytes_every_time(packages, tmp_path):
    otter.build([TOPIC], TERMS, tmp_path)
    again = {path.relative_to(tmp_path / TOPIC): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    before = {path.relative_to(packages): path.read_bytes() for path in packages.rglob("*") if path.is_file()}
    assert again == before
    with zipfile.ZipFile(packages / "autograder.zip") as archive:
        names = archive.namelist()
        assert names == sorted(names)
        assert {member.date_time for member in archive.infolist()} == {bundle.EPOCH}
        assert archive.getinfo("run_autograder").external_attr >> 16 & 0o111


def test_a_secret_seed_is_drawn_once_and_kept(tmp_path):
    seed = bundle.kept_seed(tmp_path / "out", None)
    assert seed > 2**32
    assert bundle.kept_seed(tmp_path / "out", None) == seed
    assert bundle.kept_seed(tmp_path / "out", 5) == bundle.kept_seed(tmp_path / "out", None) == 5


def test_what_is_no_seed_is_said(tmp_path):
    (tmp_path / "seed").write_text("a secret")
    with pytest.raises(BadInput, match="does not hold a seed"):
        bundle.kept_seed(tmp_path, None)


def test_students_get_no_hidden_check_and_no_solution(packages):
    checks = collect([load_topic(TOPIC)])
    for path in (packages / "student").rglob("*"):
        if path.is_file():
            text = path.read_text()
            assert "SOLUTION" not in text
            assert "return (f(x+h)-f(x))/h".replace(" ", "") not in text.replace(" ", "")
            assert not [check.name for check in checks if not check.public and check.name in text]
    with zipfile.ZipFile(packages / "autograder.zip") as archive:
        for check in checks:
            assert f"def {check.name}(verdicts):" in archive.read(f"tests/{check.exercise.name}.py").decode()


def test_otter_assign_takes_the_master_and_makes_our_student_folder(packages, tmp_path):
    run_otter(
        "assign", packages / "master" / f"{TOPIC}.ipynb", tmp_path, cwd=tmp_path
    )  # runs all tests on the solution
    theirs = nbformat.read(tmp_path / "student" / f"{TOPIC}.ipynb", 4)
    ours = nbformat.read(packages / "student" / f"{TOPIC}.ipynb", 4)
    assert [(cell.cell_type, cell.source.rstrip()) for cell in theirs.cells] == [
        (cell.cell_type, cell.source.rstrip()) for cell in ours.cells
    ]
    for path in (packages / "student" / "tests").iterdir():
        own, other = (
            ExceptionTestFile.from_file(str(folder / "tests" / path.name))
            for folder in (packages / "student", tmp_path / "student")
        )
        assert [(case.points, case.hidden) for case in own.test_cases] == [
            (case.points, case.hidden) for case in other.test_cases
        ]
    assert not list((tmp_path / "student").rglob("*engine*"))


@pytest.fixture
def student(packages, tmp_path):
    """The student's folder, for tests that leave something in it."""
    return shutil.copytree(packages / "student", tmp_path / "student")


def test_students_check_with_otter_alone(student):
    assert "All tests passed!" in run_otter("check", COHORT / "reference" / f"{TOPIC}.py", cwd=student)
    shown = run_otter("check", f"{TOPIC}.ipynb", cwd=student)
    assert shown.count("is still as it came") == 2


def test_the_student_notebook_checks_itself(student):
    notebook = nbformat.read(student / f"{TOPIC}.ipynb", 4)
    solved = (COHORT / "reference" / f"{TOPIC}.py").read_text()
    first = next(index for index, cell in enumerate(notebook.cells) if "TODO" in cell.source)
    notebook.cells[first].source = solved
    place = {"metadata": {"path": student}}
    client = nbclient.NotebookClient(notebook, allow_errors=True, resources=place, coalesce_streams=True)
    executed = client.execute()
    told = ["".join(map(str, cell.outputs)) for cell in executed.cells if cell.source.startswith("grader.check")]
    assert "passed!" in told[0]
    assert "is still as it came" in told[1]


@pytest.fixture
def public_files(tmp_path, monkeypatch):
    """Otter's test files of a topic, as students get them, with their support module in place."""

    def load(topic):
        checks = collect([load_topic(topic)])
        (tmp_path / public.SUPPORT).write_text(public.support_module(topic, checks))
        spec = importlib.util.spec_from_file_location("public_checks", tmp_path / public.SUPPORT)
        module = importlib.util.module_from_spec(spec)
        monkeypatch.setitem(sys.modules, "public_checks", module)
        spec.loader.exec_module(module)
        return checks, {name: ExceptionTestFile.from_string(text) for name, text in public.test_files(checks)}

    return load


@pytest.mark.parametrize("topic", topic_names())
def test_public_tests_without_a_reference_agree_with_the_judge(topic, public_files):
    checks, files = public_files(topic)
    exercises = load_topic(topic).exercises
    assert sorted(files) == sorted(f"{exercise.name}.py" for exercise in exercises)
    known, seen = Targets(), set()
    for exercise in exercises:
        for program in (exercise.reference, *exercise.equivalents, *exercise.conventions, *exercise.misconceptions):
            programs = {other.name: other.reference for other in exercises} | {exercise.name: program}
            file = files[f"{exercise.name}.py"]
            file.run(programs)
            student = Local(load_topic(topic), programs, known)
            for case in file.test_case_results:
                (check,) = [check for check in checks if check.name == case.test_case.name]
                verdict = attempt(check, student, PUBLIC_SEED, known).verdict
                assert case.passed == (verdict is Verdict.PASSED), (program.__name__, check.name, case.message)
                seen.add(case.passed)
    assert seen == {True, False}


def test_an_answer_that_is_not_there_is_unanswered(public_files):
    _, files = public_files(TOPIC)
    file = files[f"{TOPIC}.py"]
    file.run({})
    assert "unanswered: there is no function diff_quotient yet" in file.test_case_results[0].message


def test_what_belongs_to_the_solutions_is_not_handed_out():
    from autograder.packages.sources import named_sources

    check = next(check for check in collect([load_topic("sgd")]) if check.name == "every_sample_once")
    with pytest.raises(GraderFault, match="hands out what needs"):
        named_sources([check.test], ())


@pytest.fixture
def plugin(monkeypatch):
    monkeypatch.syspath_prepend(str(bundle.PLUGIN.parent))
    import autograder_plugin

    return autograder_plugin


def check_of(points, verdict):
    return {
        "points": points,
        "verdict": verdict,
        "exercise": "fit",
        "sentence": "It holds.",
        "message": "",
        "check": "c",
    }


def test_a_grader_fault_costs_nobody_points_in_otter_either(plugin):
    report = {"score": 66.67, "checks": [check_of(40, "passed"), check_of(0, "wrong"), check_of(0, "grader fault")]}
    assert plugin.share(report) * 40 == pytest.approx(66.67)
    assert plugin.share({"score": 40, "checks": [check_of(40, "passed")]}) == 1


def test_a_grader_that_fails_says_so(plugin, tmp_path):
    (tmp_path / "submission").mkdir()
    engine = tmp_path / "source" / "files" / plugin.ENGINE
    engine.mkdir(parents=True)
    with pytest.raises(RuntimeError, match="The grader failed, and nobody should lose points by it"):
        plugin.judged(tmp_path / "submission", {"topic": TOPIC, "seed": 1, "isolation": None})
