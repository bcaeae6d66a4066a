"""Pushed reports against staff's own: what differs is listed with its reason, and nothing pushed is believed."""

import csv
import json
import zipfile

import msgspec
import pytest
from click.testing import CliRunner

from autograder import check, staff
from autograder.cli import main
from autograder.course import stub_of, topic_names
from autograder.packages import release
from autograder.push.origin import MANIFEST
from autograder.push.outputs import write_report
from autograder.reading.own import read_own
from autograder.reading.source import Source
from autograder.reading.submission import Submission
from autograder.report import CheckResult, Graded, Report
from autograder.trust import UNEXPLAINED, Pushed, compare, pushed_reports
from autograder.verdict import BadInput, Verdict
from autograder.versions import versions

ANSWER = Source("sgd.py", b"def minibatches(): pass\n")
CENTRAL = "def diff_quotient(f, x, h=1e-9):\n    return (f(x + h) - f(x - h)) / (2 * h)\n"
FORWARD = "def diff_quotient(f, x, h=1e-9):\n    return (f(x + h) - f(x)) / h\n"


def result(check, verdict):
    return CheckResult("sgd", "minibatches", check, "It holds.", 10, True, verdict, "", None, 0.0)


def pushed(verdicts=None, **origin):
    checks = [{"topic": "sgd", "check": name, "verdict": verdict} for name, verdict in (verdicts or {}).items()]
    same = {"edited": [], "answers": {"sgd": ANSWER.fingerprint}, "release": "r1", "versions": versions()}
    return {"checks": checks, "origin": same | origin}


def compared(report):
    report = msgspec.json.decode(json.dumps(report), type=Pushed)
    found = Report("kim", [], [Graded("sgd", [result("a", Verdict.PASSED), result("b", Verdict.WRONG)])])
    return compare({"kim": report}, {"kim": found}, {"kim": Submission("kim", {"sgd": ANSWER})}, "r1")


def test_a_report_that_says_the_same_is_counted_and_no_more():
    trust = compared(pushed({"a": "passed", "b": "wrong"}))
    assert (trust.agreeing, trust.differences, trust.edited) == (1, [], [])


@pytest.mark.parametrize(
    ("origin", "why"),
    [
        ({}, UNEXPLAINED),
        ({"edited": ["autograder/judging/judge.py"]}, "edited in the repository: autograder/judging/judge.py"),
        ({"release": "r0"}, "the push ran release r0, staff run r1"),
        ({"release": ""}, "the push ran release none, staff run r1"),
        ({"answers": {"sgd": "0" * 64}}, "the submitted sgd.py is not what was pushed"),
        ({"versions": versions() | {"numpy": "1.0"}}, f"numpy 1.0 there, {versions()['numpy']} here"),
        ({"variant": "lee"}, "the push ran the inputs of lee, staff those of all"),
        ({"edited": ["a", "b", "c", "d"]}, "edited in the repository: a, b, c and more"),
    ],
)
def test_a_difference_is_listed_with_its_reason(origin, why):
    trust = compared(pushed({"a": "passed", "b": "passed"}, **origin))
    (difference,) = trust.differences
    assert (difference.check, difference.pushed, difference.staff) == ("b", "passed", "wrong")
    assert why in difference.why
    assert trust.agreeing == 0


def test_checks_that_the_report_leaves_out_are_differences_and_invented_ones_are_counted():
    trust = compared(pushed({"a": "passed"} | {f"invented {n}": "passed" for n in range(50)}))
    assert [(d.check, d.pushed, d.staff) for d in trust.differences] == [
        ("b", "none", "wrong"),
        ("checks that there are not: 50", "", ""),
    ]


def test_a_report_on_other_topics_says_so():
    report = pushed()
    report["checks"] = [{"topic": "regression", "check": "c", "verdict": "passed"}]
    assert "not about this topic" in compared(report).differences[0].why


def test_names_are_matched_whatever_their_capitals_and_composition():
    found = Report("Ko\u0308hler", [], [Graded("sgd", [result("a", Verdict.PASSED)])])
    submissions = {found.submission: Submission(found.submission, {"sgd": ANSWER})}
    report = msgspec.json.decode(json.dumps(pushed({"a": "passed"})), type=Pushed)
    trust = compare({"k\u00f6hler": report}, {found.submission: found}, submissions, "r1")
    assert (trust.agreeing, trust.unread, trust.missing) == (1, [], [])


HOSTILE = {
    "half a character": '{"checks":[{"topic":"\\ud800","check":"x","verdict":"passed"}],"origin":{}}',
    "a long name": json.dumps({"checks": [], "origin": {"edited": ["x" * 10_000]}}),
    "many checks": json.dumps(
        {"checks": [{"topic": "t", "check": str(n), "verdict": "v"} for n in range(5000)], "origin": {}}
    ),
    "other types": '{"checks": [], "origin": {"versions": 5}}',
    "deep": "[" * 100_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_report_is_none(text, tmp_path):
    (tmp_path / "kim").mkdir()
    (tmp_path / "kim" / "results.json").write_text(text)
    found = pushed_reports(tmp_path)["kim"]
    assert found == "results.json is no report of `make check`"


def test_a_damaged_or_crowded_zip_is_no_report(tmp_path):
    with zipfile.ZipFile(tmp_path / "kim.zip", "w") as archive:
        archive.writestr("results.json", json.dumps(pushed()))
    data = bytearray((tmp_path / "kim.zip").read_bytes())
    data[60] ^= 0xFF
    (tmp_path / "kim.zip").write_bytes(data)
    with zipfile.ZipFile(tmp_path / "lee.zip", "w") as archive:
        for number in range(60_000):
            archive.writestr(f"d/{number:050}", "")
    found = pushed_reports(tmp_path)
    assert "cannot be" in found["kim"] or "no report" in found["kim"]
    assert "more files than a submission can" in found["lee"]


def test_reports_that_cannot_be_read_are_said_by_name(tmp_path):
    (tmp_path / "kim").mkdir()
    (tmp_path / "lee").mkdir()
    (tmp_path / "lee" / "results.json").write_text("[" * 100_000)
    (tmp_path / "oh").mkdir()
    (tmp_path / "oh" / "results.json").write_text('{"checks": 5}')
    with zipfile.ZipFile(tmp_path / "park.zip", "w") as archive:
        archive.writestr("report/results.json", json.dumps(pushed()))
    (tmp_path / "choi.zip").write_bytes(b"no zip")
    found = pushed_reports(tmp_path)
    assert "not one" in found["kim"]
    assert "no report" in found["lee"]
    assert "no report" in found["oh"]
    assert found["park"].origin.release == "r1"
    assert isinstance(found["choi"], str)
    with pytest.raises(BadInput, match="There is no folder"):
        pushed_reports(tmp_path / "nowhere")


def test_staff_find_the_forged_report_among_the_honest_ones(tmp_path, monkeypatch):
    monkeypatch.setattr(release, "topic_names", lambda: ["diff_quotient"])  # what it is called depends on its checks
    for name, code in {"honest": CENTRAL, "forger": CENTRAL, "other": FORWARD, "silent": FORWARD}.items():
        folder = tmp_path / "submissions" / name / "assignments" / "diff_quotient"
        folder.mkdir(parents=True)
        (folder / "diff_quotient.py").write_text(code)
    current = json.loads(release.build(None, None)[MANIFEST])["release"]
    for name in ("honest", "forger", "other"):
        own = read_own(topic_names(), tmp_path / "submissions" / name / "assignments", stub_of)
        write_report(check.checked(own), own, tmp_path / "reports" / name, tmp_path, {})
        path = tmp_path / "reports" / name / "results.json"
        report = json.loads(path.read_text())
        report["origin"]["release"] = current
        for one in report["checks"]:
            one["verdict"] = "passed" if name == "forger" else one["verdict"]
        path.write_text(json.dumps(report))
    (tmp_path / "reports" / "stranger").mkdir()
    arguments = [
        "--submissions",
        tmp_path / "submissions",
        "--reports",
        tmp_path / "reports",
        "--out",
        tmp_path / "out",
    ]
    ended = CliRunner().invoke(main, ["trust", *map(str, arguments), "--jobs", "1"])
    assert ended.exit_code == 1, ended.output
    with (tmp_path / "out" / "trust.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["submission"] for row in rows if row["why"] == UNEXPLAINED} == {"forger"}
    assert {(row["submission"], row["pushed"]) for row in rows if row["submission"] != "forger"} == {
        ("silent", "no report"),
        ("stranger", "no report"),
    }
    assert "2 reports say what staff found" in ended.output


@pytest.mark.parametrize("given", ["", "a secret", "-5", "١٢", "9" * 5000])
def test_a_secret_that_is_no_number_is_said(given, tmp_path, monkeypatch):
    monkeypatch.setenv(staff.SECRET, given)
    ended = CliRunner().invoke(main, ["secret", "--out", str(tmp_path)])
    assert ended.exit_code == 1
    assert "should hold the course's secret, a whole number" in ended.output
    assert not list(tmp_path.iterdir())
