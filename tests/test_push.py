"""What a push tells: true, complete, within the limits of those who read it, and inert."""

import base64
import json
import os
import subprocess
from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest

from autograder.push import outputs
from autograder.push.annotations import annotations
from autograder.push.badge import badge
from autograder.push.classroom import legacy_result, reporter_notices, result_json
from autograder.push.junit import junit
from autograder.push.tally import tallies
from autograder.reading.submission import Submission
from autograder.report import CheckResult, Graded, Report
from autograder.verdict import Verdict

HOSTILE = "x\n::error::forged\r\n##[error]forged\x1b[2J\u202e%0A::set-output name=a::b\x00\ud800"


def result(exercise="fit", verdict=Verdict.WRONG, points=4.0, said="It is off.", topic="regression", check="a"):
    return CheckResult(topic, exercise, check, "It holds.", points, True, verdict, said, None, 2.0)


def report(*results, file="assignments/regression/regression.py", remarks=()):
    return Report("kim", list(remarks), [Graded("regression", list(results), file=file)])


@pytest.fixture
def root(tmp_path):
    folder = tmp_path / "assignments" / "regression"
    folder.mkdir(parents=True)
    (folder / "regression.py").write_text("import numpy\n\n\ndef fit(X):\n    pass\n\n\ndef fit(X, y):\n    pass\n")
    return tmp_path


def told(report, root, tmp_path, **environment):
    names = {"GITHUB_OUTPUT": tmp_path / "output", "GITHUB_STEP_SUMMARY": tmp_path / "summary"}
    given = {"GITHUB_ACTIONS": "true"} | {name: str(path) for name, path in names.items()} | environment
    commands = outputs.tell_runner(report, root, given)
    return commands, *(path.read_text(encoding="utf-8") for path in names.values())


def test_an_annotation_stands_on_the_definition_that_counts(root):
    (line,) = annotations(tallies(report(result())), root)
    assert line == (
        "::error file=assignments/regression/regression.py,line=8,title=fit%3A wrong (0 of 4 points)"
        "::It holds.%0AIt is off."
    )


def test_an_annotation_of_a_file_that_is_no_python_stands_on_the_line_that_is_not(root):
    (root / "assignments" / "regression" / "regression.py").write_text("x = 1\ny = (\n\n")
    (line,) = annotations(tallies(report(result(verdict=Verdict.REFUSED))), root)
    assert ",line=2," in line


def test_an_annotation_finds_its_cell_in_a_notebook(root):
    path = root / "assignments" / "regression" / "regression.ipynb"
    path.write_text(json.dumps({"cells": [{"source": ["import numpy\n"]}, {"source": ["def fit(X):\n"]}]}, indent=1))
    (line,) = annotations(tallies(report(result(), file="assignments/regression/regression.ipynb")), root)
    number = next(n for n, text in enumerate(path.read_text().splitlines(), 1) if "def fit" in text)
    assert f"regression.ipynb,line={number}," in line


def test_more_annotations_than_are_shown_are_counted(root):
    many = [result(f"exercise_{number}") for number in range(13)]
    lines = list(annotations(tallies(report(*many, result("later", Verdict.UNANSWERED))), root))
    assert [line.split(" ")[0] for line in lines] == ["::error"] * 10 + ["::notice"]
    assert "%0A… and 3 more: see the job's summary." in lines[9]


@pytest.mark.parametrize("count", [7, 8, 9, 13])
def test_classrooms_notices_are_among_those_that_are_shown(root, tmp_path, count):
    many = report(*[result(f"exercise_{number}", Verdict.UNANSWERED) for number in range(count)])
    notices, _, _ = told(many, root, tmp_path, CLASSROOM_REPORTER="true")
    assert [line.split("::")[1] for line in notices[:2]] == [
        "notice title=Autograding complete",
        "notice title=Autograding report",
    ]
    assert len(notices) == 2 + min(count, 8)
    assert ("more: see the job's summary" in notices[-1]) == (count > 8)
    if count > 8:
        assert f"… and {count - 8} more" in notices[-1]
    assert len(told(many, root, tmp_path)[0]) == min(count, 10)


def test_passed_exercises_are_not_annotated(root):
    assert list(annotations(tallies(report(result(verdict=Verdict.PASSED))), root)) == []


def test_nothing_that_a_student_writes_is_a_command(root, tmp_path):
    whole = report(result(said=HOSTILE, exercise="fit"), remarks=[HOSTILE], file="assignments/regression/regression.py")
    commands, output, summary = told(whole, root, tmp_path, CLASSROOM_REPORTER="true")
    for line in "\n".join(commands).splitlines():
        assert line.startswith(("::error file=", "::notice title=Autograding"))
    assert len(commands) == 3
    marks = [line.split("<<")[1] for line in output.splitlines() if "<<" in line]
    assert len(marks) == len(set(marks)) == 4
    for text in (*commands, output, summary):
        assert not any(character in text for character in "\r\x1b\x00\u202e")
    assert not [line for line in summary.splitlines() if line.lstrip().startswith(("::", "##["))]


def test_a_summary_that_is_too_large_is_cut(root, tmp_path, monkeypatch):
    monkeypatch.setattr(outputs, "MOST", 1_000)
    _, _, summary = told(report(*[result(f"exercise_{n}") for n in range(50)]), root, tmp_path)
    assert len(summary.encode()) < 1_000
    assert "too long for a summary" in summary


def test_elsewhere_nothing_is_told_to_a_runner(root, tmp_path):
    assert outputs.tell_runner(report(result()), root, {"GITHUB_OUTPUT": str(tmp_path / "o")}) == []
    assert not (tmp_path / "o").exists()


def test_a_grader_fault_counts_for_nobody(root, tmp_path):
    _, output, summary = told(
        report(result(verdict=Verdict.GRADER_FAULT), result("other", Verdict.PASSED)), root, tmp_path
    )
    assert "## 4 of 4 points" in summary
    assert "? grader fault" in summary
    assert "\n4\n" in output


def test_classroom_50_gets_whole_numbers_and_hyphens():
    given = {"CLASSROOM": "ml", "ASSIGNMENT": "hw", "USERNAME": "kim"}
    tested = tallies(report(result(points=2.5), result(verdict=Verdict.PASSED, points=2.5)))
    submitted, now = (datetime(2026, 3, 1, hour, tzinfo=UTC) for hour in (10, 12))
    written = result_json(tested, given, submitted, now)
    assert written["schema"] == "classroom50/result/v1"
    assert (written["score"], written["max-score"], written["owner"]) == (2, 5, "kim")
    assert (written["datetime"], written["graded_at"]) == ("2026-03-01T10:00:00Z", "2026-03-01T12:00:00Z")
    (test,) = written["tests"]
    assert (test["test-name"], test["passed"], test["score"], test["max-score"]) == ("regression: fit", False, 2, 5)
    assert all(type(number) is int for number in (written["score"], written["max-score"], test["score"]))


def test_classroom_50_is_told_when_the_answers_were_committed(tmp_path):
    environment = {"GIT_COMMITTER_DATE": "2026-03-01T19:00:00+09:00", "PATH": os.environ["PATH"]}
    for name in ("AUTHOR", "COMMITTER"):
        environment |= {f"GIT_{name}_NAME": "kim", f"GIT_{name}_EMAIL": "k@x.y"}
    subprocess.run(["git", "init", "-q", tmp_path], check=True, env=environment)
    subprocess.run(["git", "-C", tmp_path, "commit", "-q", "--allow-empty", "-m", "x"], check=True, env=environment)
    outputs.write_report(report(result()), Submission("kim", {}), tmp_path / "report", tmp_path, {})
    written = json.loads((tmp_path / "report" / "result.json").read_text())
    assert written["datetime"] == "2026-03-01T10:00:00Z"
    assert written["graded_at"] > written["datetime"]


def test_the_older_reporter_reads_the_result():
    tested = tallies(report(result(points=2.5), result("other", Verdict.PASSED)))
    written = json.loads(base64.b64decode(legacy_result(tested)))
    assert (written["version"], written["status"], written["max_score"]) == (1, "fail", 6.5)
    assert [(test["name"], test["status"], test["score"]) for test in written["tests"]] == [
        ("regression: fit", "fail", 0),
        ("regression: other", "pass", 4),
    ]
    assert reporter_notices(tested) == [
        "::notice title=Autograding complete::Points 4/6.5",
        '::notice title=Autograding report::{"totalPoints": 4.0, "maxPoints": 6.5}',
    ]


def test_junit_is_xml_whatever_is_said():
    verdicts = [Verdict.PASSED, Verdict.WRONG, Verdict.CRASHED, Verdict.UNANSWERED, Verdict.GRADER_FAULT]
    text = junit([result(verdict=verdict, said=HOSTILE) for verdict in verdicts], HOSTILE)
    root = ElementTree.fromstring(text)
    assert root.tag == "testsuites"
    assert {name: root.get(name) for name in ("tests", "failures", "errors", "skipped")} == {
        "tests": "5",
        "failures": "1",
        "errors": "2",
        "skipped": "1",
    }
    (suite,) = root
    assert [child.tag for case in suite for child in case] == ["failure", "error", "skipped", "error"]


@pytest.mark.parametrize(("earned", "possible"), [(0, 62), (31.5, 62), (62, 62), (0, 0)])
def test_a_badge_says_its_points_in_text(earned, possible):
    picture = ElementTree.fromstring(badge(earned, possible))
    assert f"{earned:g} of {possible:g}" in "".join(picture.itertext())
    assert picture.get("aria-label") == f"checks: {earned:g} of {possible:g} points"
