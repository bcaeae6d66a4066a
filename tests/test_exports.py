"""Exports that no LMS imports: each is what its readers take, and what is hidden stays hidden."""

import csv
import json
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import jsonschema
import pandas
import pytest

from autograder.exports import gradescope
from autograder.exports.book import Book
from autograder.exports.formats import FORMATS
from autograder.exports.request import Log, Request, columns
from autograder.exports.write import write
from autograder.people.person import Person
from autograder.push.junit import junit
from autograder.verdict import Verdict
from tests.gradebooks import IN_MAY, School, check, person

GRADESCOPE = json.loads((Path(__file__).parent / "gradescope.schema.json").read_text())
CLASSROOM50 = {  # its documentation, as strict as a schema can be
    "type": "object",
    "additionalProperties": False,
    "required": [
        *("schema", "classroom", "assignment", "assignment_type", "owner", "submission", "commit", "release"),
        *("review", "datetime", "score", "max-score", "tests"),
    ],
    "properties": {
        "schema": {"const": "classroom50/result/v1"},
        "assignment_type": {"enum": ["individual", "group"]},
        "score": {"type": "integer", "minimum": 0},
        "max-score": {"type": "integer", "minimum": 1},
        "datetime": {"pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"},
        "graded_at": {"pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"},
        "tests": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["test-name", "passed", "score", "max-score"],
                "properties": {
                    "test-name": {"type": "string"},
                    "passed": {"type": "boolean"},
                    "score": {"type": "integer", "minimum": 0},
                    "max-score": {"type": "integer", "minimum": 0},
                },
            },
        },
        "classroom": {"type": "string"},
        "submission": {"pattern": "^submit/"},
        **{key: {"type": "string", "minLength": 1} for key in ("assignment", "owner", "commit", "release", "review")},
    },
}


@pytest.fixture
def school(tmp_path):
    return School(tmp_path)


def export(school, name, *topics, title=None, **more):
    """What is written, and what is said."""
    with Book(school.folder) as book:
        request, log = Request(columns(book.topics(), topics, title, None), **more), Log()
        (path,) = write(FORMATS[name].files(book, request, log), log.left, school.folder / "exports", name)
    return path, log


def lines(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


# nbgrader


def nbgrader_reader(path):
    """Programs that read nbgrader's file split it at commas: nothing in it is quoted."""
    header, *rows = path.read_text().splitlines()
    names = header.split(",")
    assert names[:4] == ["assignment", "duedate", "timestamp", "student_id"]
    assert all(len(row.split(",")) == len(names) == 11 for row in rows)
    return [dict(zip(names, row.split(","), strict=True)) for row in rows]


def test_nbgrader_has_raw_scores_penalties_and_zeros_for_those_without_a_submission(school):
    school.roster = [person(1), person(2)]
    school.hand_in(person(1), 80.0, 55.5, factor=0.8, submitted=IN_MAY).grade()
    path, log = export(school, "nbgrader", "regression", "sgd", points=20)
    rows = nbgrader_reader(path)
    assert path.read_text().splitlines()[1] == (
        "regression,,2025-05-01 12:00:00,S1,Nr1,Kim,kim1@example.edu,16.0,3.2,12.8,20.0"
    )
    assert [(row["student_id"], row["assignment"], row["score"]) for row in rows] == [
        ("S1", "regression", "12.8"),
        ("S1", "sgd", "8.88"),
        ("S2", "regression", "0.0"),
        ("S2", "sgd", "0.0"),
    ]
    for row in rows:
        raw, penalty = float(row["raw_score"]), float(row["late_submission_penalty"])
        assert float(row["score"]) == pytest.approx(max(0, raw - penalty))
    assert [told.who for told in log.notes] == ["Kim Nr2 (S2)"]


def test_nbgrader_has_no_zero_for_whom_something_that_is_nobodys_may_be_of(school):
    school.roster = [person(1), person(2)]
    school.hand_in(person(1), 80.0, 60.0).hand_in(None, 80.0, 60.0, name="Kim Minsu").grade()
    path, log = export(school, "nbgrader")
    assert [row["student_id"] for row in nbgrader_reader(path)] == ["S1"]
    left = {told.who: told.what for told in log.left}
    assert left["Kim Nr2 (S2)"].endswith("may be theirs, so there is no grade: Kim Minsu")


def test_an_older_submission_keeps_nobody_from_a_zero(school):
    school.roster = [person(1), person(2)]
    school.hand_in(person(1), 80.0, 60.0).hand_in(None, 80.0, 60.0, name="old", newer="kim1").grade()
    path, log = export(school, "nbgrader")
    assert [(row["student_id"], row["score"]) for row in nbgrader_reader(path)] == [("S1", "70.0"), ("S2", "0.0")]
    assert [(told.who, told.what) for told in log.left] == [
        ("old", "the same person handed in kim1 later, which counts")
    ]


def test_nbgrader_has_no_commas_quotes_line_ends_or_formulas(school):
    school.hand_in(person(1, name='Doe, Jane, "JJ"\nvan'), 80.0, 60.0, name="a")
    school.hand_in(person(2, name="=HYPERLINK(1) Lee", email="+x@y,z"), 80.0, 60.0, name="b")
    school.hand_in(Person("S,3", "Kim", "", "", ""), 80.0, 60.0, name="c")
    school.hand_in(Person("-4", "Kim", "", "", ""), 80.0, 60.0, name="d").grade()
    path, log = export(school, "nbgrader", title="Homework, the third")
    rows = nbgrader_reader(path)
    assert [(row["last_name"], row["first_name"], row["email"]) for row in rows] == [
        ("Doe", "Jane JJ van", "kim1@example.edu"),
        ("Lee", "HYPERLINK(1)", "x@y z"),
    ]
    assert rows[0]["assignment"] == "Homework the third"
    assert [told.who for told in log.left] == ["Kim (S,3)", "Kim (-4)"]
    assert len(log.notes) == 2


def test_a_grader_fault_is_no_zero_in_nbgrader(school):
    school.hand_in(person(1), None, 60.0).grade()
    rows = nbgrader_reader(export(school, "nbgrader", "regression", "sgd")[0])
    assert [(row["assignment"], row["score"]) for row in rows] == [("sgd", "60.0")]


# Gradescope


def gradescope_results(school, *topics, **more):
    path, log = export(school, "gradescope", *topics, **more)
    found = {each.relative_to(path).parent.as_posix(): json.loads(each.read_text()) for each in path.rglob("*.json")}
    for each in found.values():
        jsonschema.validate(each, GRADESCOPE)
    return found, log


def test_gradescopes_tests_add_up_to_the_total_and_lateness_is_in_the_score(school):
    school.hand_in(person(1), 80.0, 60.0).hand_in(person(2), 80.0, 60.0, factor=0.5, remarks=["bad\x1b name"]).grade()
    found, _ = gradescope_results(school, points=30)
    assert set(found) == {"score/kim1", "score/kim2"}
    tests = found["score/kim1"]["tests"]
    assert sum(test["max_score"] for test in tests) == pytest.approx(30)
    assert sum(test["score"] for test in tests) == pytest.approx(found["score/kim1"]["score"]) == 21
    assert [test["number"] for test in tests] == ["1.1", "1.2", "2.3", "2.4"]
    assert found["score/kim2"]["score"] == 10.5
    assert found["score/kim2"]["output"] == "bad� name\nHanded in late: 50 % of the mark counts."
    found, _ = gradescope_results(school, "sgd")
    assert (found["sgd/kim1"]["score"], len(found["sgd/kim1"]["tests"])) == (60, 2)


@pytest.mark.parametrize("hidden", ["hidden", "after_published"])
def test_what_hidden_checks_say_is_visible_to_no_student(school, hidden):
    school.hand_in(person(1), 80.0, 60.0).grade()
    found, _ = gradescope_results(school, hidden=hidden)
    for test in found["score/kim1"]["tests"]:
        assert test["visibility"] == ("visible" if "first" in test["name"] else hidden)
    seen = [test for test in found["score/kim1"]["tests"] if test["visibility"] == "visible"]
    assert "forgot" not in json.dumps(seen) + found["score/kim1"]["output"]


def test_a_fault_gives_gradescope_no_zero(school):
    half = [check("sgd", "a", points=40.0), check("sgd", "b", Verdict.GRADER_FAULT, points=60.0, message="died")]
    school.hand_in(person(1), None, 60.0).hand_in(person(2), 100.0, half).grade()
    found, log = gradescope_results(school, "regression", "sgd")
    assert set(found) == {"sgd/kim1", "regression/kim2", "sgd/kim2"}
    assert [told.who for told in log.left] == ["kim1"]
    assert (found["sgd/kim2"]["score"], found["sgd/kim2"]["output"]) == (100, gradescope.FAILED)


# JUnit


def test_junit_tells_failures_errors_and_skipped_apart(school):
    verdicts = [check("sgd", verdict.value, verdict, points=10.0, message=f"It is {verdict}.") for verdict in Verdict]
    school.hand_in(person(1), 80.0, verdicts).grade()
    path, _ = export(school, "junit")
    root = ET.fromstring((path / "kim1.xml").read_bytes())
    assert root.tag == "testsuites"
    assert [suite.attrib["name"] for suite in root] == ["regression", "sgd"]
    for suite in (root, *root):
        cases = suite.findall(".//testcase")
        assert int(suite.attrib["tests"]) == len(cases)
        for kind, plural in (("failure", "failures"), ("error", "errors"), ("skipped", "skipped")):
            assert int(suite.attrib[plural]) == len(suite.findall(f".//{kind}"))
        assert float(suite.attrib["time"]) == 0
    found = {case.attrib["name"]: [child.tag for child in case] for case in root[1]}
    assert found == {
        "passed is right.": [],
        "wrong is right.": ["failure"],
        "unanswered is right.": ["skipped"],
        "timed out is right.": ["error"],
        "crashed is right.": ["error"],
        "refused is right.": ["error"],
        "skipped is right.": ["skipped"],
        "grader fault is right.": ["error"],
    }
    assert root[1][1].attrib["classname"] == "sgd.fit"
    assert root[1][1][0].attrib == {"message": "It is wrong.", "type": "wrong"}


@pytest.mark.parametrize("text", ["\x00\x08\x1b[31m", "]]>&<'\"", "\ufffe\uffff", "\ud800", "a\nb\tc", "‮"])
def test_junit_is_valid_whatever_a_message_holds(school, text):
    bad = check("sgd", "b", Verdict.CRASHED, points=60.0, message=text, example=text)
    written = junit([bad, replace(bad, sentence=text, exercise=text)], text)
    case = ET.fromstring(written.encode())[0][0]
    shown = "".join(character if character.isprintable() else "�" for character in text)
    assert case[0].attrib["message"] == shown


# Classroom 50


def classroom_results(school, *topics, **more):
    path, log = export(school, "classroom50", *topics, **more)
    found = {each.relative_to(path).parent.as_posix(): json.loads(each.read_text()) for each in path.rglob("*.json")}
    for each in found.values():
        jsonschema.validate(each, CLASSROOM50)
    return found, log


def test_classroom_50_gets_integers_that_add_up(school, monkeypatch):
    monkeypatch.setenv("CLASSROOM", "numerics")
    monkeypatch.setenv("COMMIT_URL", "of one submission alone")
    thirds = [check("sgd", f"c{n}", Verdict.PASSED if n else Verdict.WRONG, points=100 / 3) for n in range(3)]
    school.hand_in(person(1), 87.5, thirds, submitted=IN_MAY).hand_in(person(2, login=""), 8.0, 6.0, name="x").grade()
    found, log = classroom_results(school, title="homework-3")
    only = found["score/kim1"]
    assert (only["score"], only["max-score"], only["datetime"]) == (7709, 10000, "2025-05-01T12:00:00Z")
    assert (only["classroom"], only["assignment"], only["owner"]) == ("numerics", "homework-3", "kim1")
    assert re.fullmatch(r"submit/manual-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ", only["submission"])
    assert {only[name] for name in ("commit", "release", "review")} == {only["submission"]}
    assert log.notes == []
    assert sum(test["max-score"] for test in only["tests"]) == 10000
    assert sum(test["score"] for test in only["tests"]) == pytest.approx(only["score"], abs=1)
    assert [test["max-score"] for test in only["tests"][2:]] == [1667, 1666, 1667]
    assert [told.who for told in log.left] == ["Kim Nr2 (S2)"]


def test_classroom_50_is_told_its_name_or_that_is_said(school, monkeypatch):
    monkeypatch.delenv("CLASSROOM", raising=False)
    school.hand_in(person(1), 80.0, 60.0).grade()
    assert [told.who for told in classroom_results(school)[1].notes] == ["CLASSROOM"]


def test_classroom_50_takes_over_what_its_workflow_says_of_the_one_submission(school, monkeypatch):
    for name, value in {"OWNER": "kim", "COMMIT_URL": "here", "SUBMISSION_TAG": "submit/1-a"}.items():
        monkeypatch.setenv(name, value)
    school.hand_in(None, 80.0, None, name="submission").grade()
    found, _ = classroom_results(school)
    only = found["score/kim"]
    assert (only["owner"], only["commit"], only["submission"]) == ("kim", "here", "submit/1-a")
    assert (only["score"], sum(test["max-score"] for test in only["tests"])) == (8000, 10000)


@pytest.mark.parametrize("login", ["../../x", "kim1@example.edu", "kim minsu", "a" * 40])
def test_an_owner_is_a_name_that_github_gives_and_leads_to_no_other_folder(school, login):
    school.hand_in(person(1, login=login), 80.0, 60.0, name="a").grade()
    with Book(school.folder) as book:
        log = Log()
        assert list(FORMATS["classroom50"].files(book, Request(columns(book.topics(), (), None, None)), log)) == []
    assert [told.who for told in log.left] == ["Kim Nr1 (S1)"]


# For analysis


def test_the_plain_table_has_everybody_and_no_formulas(school):
    school.roster = [person(1, name="=1+1", section="\t@x"), person(2)]
    school.hand_in(school.roster[0], 80.0, None, name="-kim", factor=0.5, submitted=IN_MAY)
    school.hand_in(None, 80.0, 60.0, name="+who").grade()
    path, _ = export(school, "csv")
    rows = {row["submission"]: row for row in lines(path)}
    assert list(rows) == ["'+who", "'-kim", ""]
    kim = rows["'-kim"]
    assert (kim["name"], kim["section"], kim["regression"], kim["sgd"]) == ("'=1+1", "'\t@x", "80", "")
    assert (kim["score"], kim["final"], kim["factor"], kim["submitted"]) == ("80", "40", "0.5", IN_MAY.isoformat())
    assert (rows[""]["id"], rows[""]["final"], rows[""]["max_score"]) == ("S2", "", "100")
    chosen = lines(export(school, "csv", "sgd")[0])[0]
    assert (chosen["sgd"], chosen["sgd_final"], chosen["score"]) == ("60", "60", "70")


def test_json_lines_have_a_line_for_each_verdict_and_no_names(school):
    wrong = check("sgd", "b", Verdict.WRONG, message="two\nlines \u2028", distance=float("inf"), diagnosis="shuffled")
    school.hand_in(person(1), 80.0, [wrong], submitted=IN_MAY).hand_in(None, 10.0, 20.0).grade()
    path, _ = export(school, "jsonl")
    text = path.read_text()
    found = [json.loads(line, parse_constant=pytest.fail) for line in text.split("\n")[:-1]]
    assert len(found) == 7
    assert [(one["topic"], one["check"], one["person"]) for one in found[:3]] == [
        ("regression", "first", "S1"),
        ("regression", "second", "S1"),
        ("sgd", "b", "S1"),
    ]
    assert (found[2]["distance"], found[2]["diagnosis"], found[2]["points"]) == (None, "shuffled", 0)
    assert found[2]["message"] == "two\nlines \u2028"
    table = pandas.read_json(path, lines=True)
    assert list(table.groupby("topic")["points"].sum()) == [90.0, 20.0]
    assert "Kim" not in text
    assert "example.edu" not in text
