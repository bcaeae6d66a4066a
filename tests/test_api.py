"""`grade(submission, course)`, on the course of this repository."""

import shutil
import zipfile

import pytest

from autograder import as_json, grade
from autograder.verdict import BadInput
from tests.places import COHORT, ROOT


def test_a_folder_is_graded_as_a_whole_and_missing_topics_are_unanswered(tmp_path):
    shutil.copy(COHORT / "reference" / "diff_quotient.py", tmp_path)
    report = grade(tmp_path, ROOT, public=True, topics=["diff_quotient", "sgd"])
    assert (report.mark("diff_quotient"), report.mark("sgd"), report.score) == (100, 0, 50)
    assert {result.verdict.value for result in report.results} == {"passed", "unanswered"}


def test_a_file_a_zip_and_a_mapping_of_it_get_the_same(tmp_path):
    file = COHORT / "missing-abs" / "diff_quotient.py"
    with zipfile.ZipFile(tmp_path / "kim.zip", "w") as archive:
        archive.write(file, "diff_quotient.py")
    given = [file, str(tmp_path / "kim.zip"), {"diff_quotient": file.read_text()}]
    reports = [as_json(grade(one, str(ROOT), topics=["diff_quotient"], public=True)) for one in given]
    assert [report.pop("submission") for report in reports] == ["diff_quotient", "kim", "submission"]
    assert reports[0] == reports[1] == reports[2]
    assert "central_quotient" in {check["diagnosis"] for check in reports[0]["checks"]}


@pytest.mark.parametrize(
    ("submission", "told"),
    [
        ("nowhere", "There is no submission nowhere: name a file, a folder or a zip."),
        (ROOT / "Makefile", "Makefile is named like no topic of gradient_descent, "),
        ({"cooking": ""}, "There is no topic cooking. Topics: gradient_descent, "),
    ],
)
def test_what_cannot_be_graded_is_said_in_a_sentence(submission, told):
    with pytest.raises(BadInput, match=told):
        grade(submission, ROOT)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"topics": []}, "There is nothing to grade: no topic is named. Topics: gradient_descent, "),
        ({"seed": -1}, "A seed is a whole number, 0 or more: -1"),
        ({"isolation": "glass"}, "There is no isolation glass. Levels: namespaces, "),
    ],
)
def test_terms_that_cannot_be_are_said_in_a_sentence(given, told):
    with pytest.raises(BadInput, match=told):
        grade({"sgd": ""}, ROOT, **given)
