"""otter-grader with our packages: its own commands, the same verdicts, and cheats that earn nothing."""

import importlib.util
import json
import os
import pickle
import re
import shutil
import subprocess
import sys
import warnings
import zipfile

import jupytext
import nbclient
import nbformat
import pytest

from autograder import publish
from autograder.call import Local
from autograder.checking import PUBLIC_SEED, attempt
from autograder.course import load_topic, topic_names
from autograder.isolation.probe import level_for_strangers
from autograder.judging.judge import Targets
from autograder.packages import bundle, master, otter, parity, public
from autograder.session import collect
from autograder.terms import Terms as GradeTerms
from autograder.verdict import BadInput, GraderFault, Verdict
from tests.places import COHORT, SOLUTIONS

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # of what otter imports
    from otter.test_files.exception_test import ExceptionTestFile

TOPIC = "diff_quotient"
WITH_PICTURE = "backpropagation"
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
ENDS = """
import os
os._exit(0)
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

ELSEWHERE = """
%reset -f
import os, sys
os.chdir({folder!r})
for name in ("public_checks", "public_examples"):
    sys.modules.pop(name, None)
sys.modules.update(dict.fromkeys(["autograder", "flint", "solutions"]))  # cannot be imported
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
    """Two cheats and an entry of the cohort, graded both ways, by name; and a place that no code may write to.

    One submission has all that would show as soon as anything of it ran where otter runs. `make parity` holds every
    program of the course.
    """
    mark = tmp_path_factory.mktemp("outside") / "mark"
    leaves = f"open({str(mark)!r}, 'w')\n".encode()
    files = {f"{name}/__init__.py": leaves for name in ("otter", "json", "autograder_engine", "sitecustomize")}
    files |= {
        ".OTTER_LOG": pickle.dumps(Marks(mark)),
        f"{TOPIC}.py": leaves + (PATCHES + READS + WRONG + ENDS).encode(),
    }
    cases = [
        parity.Case(TOPIC, "patches otter, reads the tests, brings packages, ends the process", "cheat", files),
        parity.Case(TOPIC, "equals everything", "cheat", {f"{TOPIC}.py": EQUALS.encode()}),
        cohort_case("two-candidates"),
    ]
    return {outcome.case.name: outcome for outcome in parity.compare(cases, TERMS.seed, jobs=1)}, mark


@pytest.fixture(scope="module")
def marks(tmp_path_factory):
    """What `make grade` gives to an honest answer that is as wrong as the cheats, and to one that is partly right."""
    honest = parity.Case(TOPIC, "answers zero", "sample", {f"{TOPIC}.py": WRONG.encode()})
    terms = GradeTerms((TOPIC,), TERMS.seed, level_for_strangers(None))
    found = parity.by_make_grade([honest, cohort_case("missing-abs")], terms, tmp_path_factory.mktemp("graded"), 1)
    return {name: mark for (_, name), mark in found.items()}


def cohort_case(name):
    return next(case for case in parity.cases(TOPIC) if case.name == name)


def test_otter_run_gives_the_scores_of_make_grade(outcomes):
    found, _ = outcomes
    assert [outcome for outcome in found.values() if not outcome.agrees] == []
    assert found["two-candidates"].run == 0


def test_cheats_earn_what_the_answer_is_worth(outcomes, marks):
    found, mark = outcomes
    patches, equals = (outcome.run for outcome in found.values() if outcome.case.kind == "cheat")
    assert equals <= patches == marks["answers zero"] < 20  # two checks expect zeros
    assert not mark.exists()


def test_hidden_results_are_hidden(packages, marks, tmp_path):
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
    assert sum(test.get("score", 0) for test in results["tests"]) == pytest.approx(marks["missing-abs"], abs=0.01)
    assert 0 < marks["missing-abs"] < 100
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


def test_otter_assign_takes_the_master_and_makes_our_student_folder(tmp_path):
    """Of a topic with a picture; otter runs all tests on the solution."""
    otter.build([WITH_PICTURE], TERMS, tmp_path)
    ours, theirs = tmp_path / WITH_PICTURE / "student", tmp_path / "assigned" / "student"
    run_otter("assign", ours.parent / "master" / f"{WITH_PICTURE}.ipynb", theirs.parent, cwd=tmp_path)
    assert files_below(theirs) == files_below(ours)
    for path in files_below(ours):
        if path.suffix == ".ipynb":
            own, other = (nbformat.read(folder / path, 4).cells for folder in (ours, theirs))
            assert [(cell.cell_type, cell.source.rstrip()) for cell in other] == [
                (cell.cell_type, cell.source.rstrip()) for cell in own
            ]
        elif path.parent.name == "tests":
            own, other = (ExceptionTestFile.from_file(str(folder / path)).test_cases for folder in (ours, theirs))
            assert [(case.points, case.hidden) for case in own] == [(case.points, case.hidden) for case in other]
        else:
            assert (theirs / path).read_bytes() == (ours / path).read_bytes()


def files_below(folder):
    return {path.relative_to(folder) for path in folder.rglob("*") if path.is_file()}


def test_students_check_with_otter_alone(packages, tmp_path):
    student = shutil.copytree(packages / "student", tmp_path / "student")
    cells = filled_in(TOPIC, packages.parent, solutions(TOPIC)[:1])
    nbformat.write(nbformat.v4.new_notebook(cells=cells), student / f"{TOPIC}.ipynb")
    shown = run_otter("check", f"{TOPIC}.ipynb", cwd=student)
    assert f"{TOPIC} results: All test cases passed!" in shown
    assert shown.count("is still as it came") == 1


def run_all(topics, folder):
    """Code cells of the student notebooks, executed in one kernel: for each topic the stub first, then with solutions.

    They lie where `make otter` put them, and what else our own notebooks find is kept from them. By topic, all of the
    cells' sources with their outputs. Raises where a cell does.
    """
    otter.build(topics, TERMS, folder)
    cells = {topic: [*filled_in(topic, folder, []), *filled_in(topic, folder, solutions(topic))] for topic in topics}
    begins = {
        topic: nbformat.v4.new_code_cell(ELSEWHERE.format(folder=str(folder / topic / "student"))) for topic in topics
    }
    run = nbformat.v4.new_notebook(cells=[cell for topic in topics for cell in (begins[topic], *cells[topic])])
    nbclient.NotebookClient(run, timeout=120, kernel_name="python3", coalesce_streams=True).execute()
    return {topic: [(cell.source, said(cell.outputs)) for cell in cells[topic]] for topic in topics}


def solutions(topic):
    """The cells of a topic's source that answer an exercise."""
    source = jupytext.reads((SOLUTIONS / topic / f"{topic}.py").read_text(encoding="utf-8"), fmt="py:percent")
    return [cell.source for cell in source.cells if cell.cell_type == "code" and "BEGIN SOLUTION" in cell.source]


def filled_in(topic, folder, answers):
    """The code cells of a topic's student notebook, with answers in place of stubs if there are any."""
    read = nbformat.read(folder / topic / "student" / f"{topic}.ipynb", 4)
    waiting, stubs = iter(answers), [cell.source for cell in read.cells if cell.cell_type == "code"]
    return [nbformat.v4.new_code_cell(next(waiting, stub) if "# TODO" in stub else stub) for stub in stubs]


def said(outputs):
    """What a cell shows; Matplotlib's note on its font cache is left out, which comes once on each machine."""
    return [output.get("text") or output.data for output in outputs if output.get("name") != "stderr"]


def test_student_notebooks_run_through_unanswered_and_answered(tmp_path):
    for topic, ran in run_all(topic_names(), tmp_path).items():
        assert len([source for source, _ in ran if source.startswith("@")]) > 1
        for index, (source, shown) in enumerate(ran):
            answered, text = index >= len(ran) // 2, str(shown)
            if source.startswith("grader.check"):
                assert ("passed!" if answered else "is still as it came") in text, (topic, source, text)
                assert not (answered and "failed" in text), (topic, source, text)
            elif source.startswith("@") and (answered or "ulps_apart" in source):  # which asks for no exercise
                assert not re.findall("stopped|exercise above", text), (topic, source, text)
                assert "image/png" in text or source.startswith("@example"), (topic, source, text)
                assert shown
            elif source.startswith("@"):
                assert text.startswith("['Answer the exercise above first: "), (topic, source, text)
            else:
                assert not shown, (topic, source, text)


@pytest.mark.parametrize("topic", topic_names())
def test_student_notebooks_tell_of_nothing_that_otter_students_lack(topic):
    notebook = nbformat.reads(master.student_notebook(topic).decode(), 4)
    text = "\n".join(cell.source for cell in notebook.cells)
    assert not re.findall(r"`make\b|\bcheck\(\"|autograder|README|BEGIN|<!--", text.replace("grader.check(", ""))
    assert "`grader.check` and grading" in text
    assert set(re.findall(r"\]\((?!https?:)([^)#]+)\)", text)) == set(publish.pictures(topic))


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
                verdict = attempt(check, student, PUBLIC_SEED).verdict
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
