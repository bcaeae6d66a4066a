"""Gradescope's package in a folder laid out like its container: results are valid whatever a submission does."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import jsonschema
import pytest

from autograder.course import load_topic
from autograder.exports.gradescope import no_results, results
from autograder.isolation.isolate import NotIsolated
from autograder.packages import bundle, gradescope
from autograder.packages.otter import Terms
from autograder.recording.disk import Unwritable
from autograder.report import CheckResult, Graded, Report
from autograder.session import collect
from autograder.verdict import Verdict
from tests.places import COHORT

TOPIC = "diff_quotient"
TERMS = Terms(seed=2**127 + 7)  # as large as a secret one
SCHEMA = json.loads((Path(__file__).parent / "gradescope.schema.json").read_text())
RIGHT = (COHORT / "reference" / f"{TOPIC}.py").read_text()
HOSTILE = """
import glob, os
for path in glob.glob("{root}/**/*", recursive=True) + ["{root}/source/order.json", "{root}/results/results.json"]:
    for mode in ("r", "w"):
        try:
            print(open(path, mode).read())
        except Exception:
            pass


def diff_quotient(f, x, h=1e-9):
    open("{root}/results/results.json", "w").write('{{"score": 100}}')
    return 0.0
"""
HOG = """
import numpy as np


def diff_quotient(f, x, h=1e-9):
    return float(np.ones(200 * 2**20).sum())


"""


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    """The package of one topic."""
    (path,) = gradescope.build([TOPIC], TERMS, tmp_path_factory.mktemp("gradescope"))
    return path


@pytest.fixture
def container(archive, tmp_path):
    """Grades files by their names as Gradescope's container would; the results, which are valid."""
    root = tmp_path / "autograder"
    with zipfile.ZipFile(archive) as opened:
        opened.extractall(root / "source")

    def grade(files, **environment):
        bundle.write(root / "submission", {name: code.format(root=root).encode() for name, code in files.items()})
        where = {"AUTOGRADER_ROOT": str(root), "AUTOGRADER_PYTHON": sys.executable}
        ended = subprocess.run(
            ["bash", root / "source" / "run_autograder"], cwd=root, env=os.environ | where | environment, check=False
        )
        assert ended.returncode == 0
        found = json.loads((root / "results" / "results.json").read_text())
        jsonschema.validate(found, SCHEMA)
        return found

    (root / "submission").mkdir()
    return grade


def escaped(code):
    return code.replace("{", "{{").replace("}", "}}")


def test_the_reference_has_all_points_and_hidden_checks_are_hidden(container):
    found = container({f"{TOPIC}.py": escaped(RIGHT)})
    checks = collect([load_topic(TOPIC)])
    assert found["score"] == 100 == sum(test["max_score"] for test in found["tests"])
    assert [test["visibility"] for test in found["tests"]] == [
        "visible" if check.public else "hidden" for check in checks
    ]
    assert {test["output"] for test in found["tests"]} == {"passed."}
    assert found["extra_data"]["isolation"] in ("namespaces", "landlock")


def test_an_empty_submission_is_unanswered(container):
    found = container({})
    assert found["score"] == 0
    assert "nothing to grade" in found["output"]
    assert all("unanswered" in test["output"] for test in found["tests"])


def test_a_lone_file_counts_whatever_it_is_called(container):
    assert container({"my answer.py": escaped(RIGHT)})["score"] == 100


def test_a_submission_reads_and_writes_nothing_of_the_grader(container):
    found = container({f"{TOPIC}.py": HOSTILE})
    assert found["score"] == 0
    assert len(found["tests"]) == len(collect([load_topic(TOPIC)]))
    assert '"seed"' not in json.dumps(found)


def test_memory_beyond_the_limit_is_the_submissions_own_loss(container):
    found = container({f"{TOPIC}.py": HOG})
    assert found["score"] == 0
    assert "crashed" in found["tests"][0]["output"]


@pytest.mark.parametrize("environment", [{"AUTOGRADER_PYTHON": "/bin/false"}, {"AUTOGRADER_SECONDS": "0.2"}])
def test_a_grader_that_dies_or_takes_too_long_leaves_valid_results(container, environment):
    found = container({f"{TOPIC}.py": escaped(RIGHT)}, **environment)
    assert found == no_results()
    assert "The grader itself failed" in found["output"]


def test_a_level_that_protects_nothing_is_refused(tmp_path):
    with pytest.raises(NotIsolated, match="could change its own results"):
        gradescope.build([TOPIC], Terms(7, "process"), tmp_path)


def test_the_package_has_the_same_bytes_every_time(archive):
    assert gradescope.autograder_zip(TOPIC, TERMS) == archive.read_bytes()
    assert gradescope.autograder_zip(TOPIC, Terms(8)) != archive.read_bytes()
    with zipfile.ZipFile(archive) as opened:
        assert {"setup.sh", "run_autograder", "requirements.txt"} <= set(opened.namelist())
        assert opened.getinfo("run_autograder").external_attr >> 16 & 0o111


def result(verdict, points):
    return CheckResult(TOPIC, TOPIC, f"c{points}", "It holds.", points, False, verdict, "<b>", None, 0.0)


def test_grader_faults_cost_nobody_points_there_either():
    some = results(
        Report("kim", [], [Graded(TOPIC, [result(Verdict.PASSED, 40), result(Verdict.GRADER_FAULT, 60)])]), "hidden"
    )
    none = results(Report("kim", [], [Graded(TOPIC, [result(Verdict.GRADER_FAULT, 60)])]), "hidden")
    for found in (some, none):
        jsonschema.validate(found, SCHEMA)
        assert "The grader itself failed" in found["output"]
    assert some["score"] == 100
    assert some["tests"][0]["visibility"] == "hidden"
    assert some["output_format"] == "text"


def test_hidden_results_may_be_shown_after_publication():
    archive = gradescope.autograder_zip(TOPIC, Terms(7, after_published=True))
    assert b'"hidden": "after_published"' in archive


def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path):
    (tmp_path / "out").write_text("a file where a folder should be")
    with pytest.raises(Unwritable, match="cannot be written"):
        bundle.kept_seed(tmp_path / "out", 7)
