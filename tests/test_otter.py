"""otter-grader with our packages: its own commands, the same verdicts, and cheats that earn nothing."""

import json
import pickle
import warnings
import zipfile

import nbformat
import pytest

from autograder.course import load_topic
from autograder.isolation.probe import level_for_strangers
from autograder.packages import bundle, otter, parity
from autograder.session import collect
from autograder.terms import Terms as GradeTerms
from autograder.verdict import BadInput
from tests.otters import TERMS, run_otter
from tests.places import COHORT

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # of what otter imports
    from otter.test_files.exception_test import ExceptionTestFile

TOPIC = "diff_quotient"
WITH_PICTURE = "backpropagation"
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
