"""`grade(submission, course)`, on the course of this repository."""

import shutil
import zipfile

import numpy as np
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
        ({3: ""}, "There is no topic 3. Topics: gradient_descent, "),
        ({"sgd": 3}, "The source of sgd is a text, or bytes, and not 3."),
        ({"sgd": None}, "The source of sgd is a text, or bytes, and not None."),
        ("", "A submission is a path, or sources by topic, and not ''."),
        (3, "A submission is a path, or sources by topic, and not 3."),
        (None, "A submission is a path, or sources by topic, and not None."),
        (
            "def half(x):\n" + 100 * "    # the text in place of the file\n",
            "There is no submission .*name a file, a folder",
        ),
    ],
)
def test_what_cannot_be_graded_is_said_in_a_sentence(submission, told):
    with pytest.raises(BadInput, match=told):
        grade(submission, ROOT)


@pytest.mark.parametrize("course", ["", 3, None])
def test_a_course_is_a_path(course):
    with pytest.raises(BadInput, match="A course is the path of a folder, and not "):
        grade({"sgd": ""}, course)


def test_numbers_may_be_numpys():
    assert (
        grade({"sgd": ""}, ROOT, public=True, topics=("sgd", "sgd"), seed=np.int64(1), seconds=np.float32(2)).score == 0
    )


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"topics": []}, "There is nothing to grade: no topic is named. Topics: gradient_descent, "),
        ({"seed": -1}, "A seed is a whole number, 0 or more: -1"),
        ({"isolation": "glass"}, "There is no isolation glass. Levels: namespaces, "),
        ({"isolation": ["namespaces"]}, "There is no isolation ..namespaces... Levels: namespaces, "),
        ({"topics": "sgd"}, "Topics are a list of names, and not 'sgd'."),
        ({"topics": 3}, "Topics are a list of names, and not 3."),
        ({"topics": [["sgd"]]}, r"There is no topic \['sgd'\]. Topics: "),
        ({"seed": "abc"}, "A seed is a whole number, 0 or more: 'abc'"),
        ({"seed": 1.0}, "A seed is a whole number, 0 or more: 1.0"),
        ({"public": "no"}, "public is True or False, and not 'no'."),
        *(
            ({"seconds": seconds}, "A call may take a number of seconds, more than 0 and at most 86400: ")
            for seconds in (-1, 0, float("nan"), float("inf"), 1e10, "3", None, True)
        ),
    ],
)
def test_terms_that_cannot_be_are_said_in_a_sentence(given, told):
    with pytest.raises(BadInput, match=told):
        grade({"sgd": ""}, ROOT, **given)
