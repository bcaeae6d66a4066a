"""The gradebook: what is kept, what is graded again, and what is said of it. A stand-in takes the judges' place."""

import errno
import io
import json
import os
import sqlite3
from dataclasses import replace

import pytest
from rich.console import Console

from autograder import cohort, judges, overview, run
from autograder.exercise import Course
from autograder.reading import read
from autograder.reading.find import find
from autograder.reading.read import read_submission
from autograder.reading.source import Source
from autograder.recording import identity
from autograder.recording.disk import Unwritable, replacing, write_atomically, writing
from autograder.recording.identity import Conditions, Identity
from autograder.recording.record import Gradebook
from autograder.recording.summary import AGAIN, Change, Summary
from autograder.report import CheckResult, Evidence, Graded, Report
from autograder.run import Run
from autograder.terms import Terms
from autograder.verdict import Verdict
from tests.places import SOLUTIONS

TOPICS = ["regression", "sgd"]


def result(topic, verdict=Verdict.PASSED, points=100.0, check="it_holds", **more):
    fields = {"message": "", "diagnosis": None, "distance": 0.0} | more
    return CheckResult(topic, "fit", check, "It holds.", points, False, verdict, **fields)


@pytest.fixture
def course(tmp_path, folder, monkeypatch):
    """A cohort of two, and a stand-in for the judges that gives what `course.verdicts` says, else a pass."""

    class Course:
        given = folder({"kim/sgd.py": "1", "kim/regression.py": "1", "lee/sgd.py": "2"})
        out = tmp_path / "out"

        def __init__(self):
            self.lasting = True
            self.seed, self.level, self.verdicts, self.evidence, self.sent = 1, "process", {}, {}, []

        def meanwhile(self, name):
            """What happens while a submission is graded."""

        def judged(self, name, topic):
            found = self.verdicts.get((name, topic), Verdict.PASSED)
            judged = replace(result(topic, found), lasting=self.lasting or found is Verdict.PASSED)
            return Graded(topic, [judged], [f"about {topic}"], self.evidence.get((name, topic), []))

        def cohort(self, submissions, terms, finished, jobs, scheduler):
            for submission in submissions:
                self.meanwhile(submission.name)
                self.sent += [(submission.name, topic) for topic in submission.answers]
                judged = [self.judged(submission.name, topic) for topic in submission.answers]
                finished(Report(submission.name, [], judged))

        def grade(self):
            """One run: what was sent to the judges, the changes, and what the terminal shows."""
            self.sent = []
            console = Console(file=io.StringIO(), width=140)
            with Gradebook(self.out) as gradebook:
                gradebook.start(self.seed, self.given, self.level)
                terms = Terms(tuple(TOPICS), self.seed, self.level)
                Run(gradebook, find(self.given, TOPICS), terms).go(1, lambda: None)
                summary = Summary(gradebook.database, gradebook.run)
                summary.write_csv(self.out / "gradebook.csv", TOPICS)
                overview.show_cohort(console, summary, TOPICS, self.out)
                gradebook.finish()
                changes = list(summary.changes())
            return self.sent, changes, console.file.getvalue()

    course = Course()
    monkeypatch.setattr(run, "grade_cohort", course.cohort)
    return course


ALL = [("kim", "regression"), ("kim", "sgd"), ("lee", "regression"), ("lee", "sgd")]


def test_the_second_run_sends_nothing_and_writes_the_same(course):
    course.verdicts = {("kim", "sgd"): Verdict.WRONG}
    assert course.grade()[0] == ALL
    written = {path: path.read_bytes() for path in course.out.rglob("*.*") if "sqlite" not in path.name}
    (course.out / "kim" / "results.json").unlink()
    assert course.grade()[:2] == ([], [])
    assert {path: path.read_bytes() for path in course.out.rglob("*.*") if "sqlite" not in path.name} == written
    assert len(written) == 8
    assert (course.out / "gradebook.csv").read_text().splitlines()[1] == "kim,100,0,50,100"


def test_without_work_no_judge_is_started(monkeypatch):
    monkeypatch.setattr(judges, "Judge", None)
    cohort.grade_cohort([], Terms(tuple(TOPICS), 1, "process"), print, jobs=2)


def test_a_file_that_changed_is_graded_again_alone_and_the_change_is_told(course):
    course.verdicts = {("kim", "sgd"): Verdict.WRONG}
    course.grade()
    course.verdicts = {}
    (course.given / "kim" / "sgd.py").write_text("better")
    sent, changes, shown = course.grade()
    assert sent == [("kim", "sgd")]
    assert changes == [Change("kim", "sgd", 0.0, 100.0, "sgd.py changed")]
    assert "Marks that changed since the last run" in shown
    assert "sgd.py changed" in shown
    (course.given / "kim" / "sgd.py").write_text("1")
    assert course.grade()[:2] == ([], [Change("kim", "sgd", 100.0, 0.0, "sgd.py changed")])


def test_a_run_that_was_cut_short_is_no_run_to_compare_with(course):
    course.verdicts = {("kim", "sgd"): Verdict.WRONG}
    course.grade()
    course.verdicts = {}
    (course.given / "kim" / "sgd.py").write_text("better")

    def killed(name):
        if name == "lee":
            raise KeyboardInterrupt

    course.meanwhile = killed
    (course.given / "lee" / "sgd.py").write_text("other")
    with pytest.raises(KeyboardInterrupt):
        course.grade()
    course.meanwhile = lambda name: None
    sent, changes, _ = course.grade()
    assert sent == [("lee", "sgd")]
    assert changes == [Change("kim", "sgd", 0.0, 100.0, "sgd.py changed")]


@pytest.mark.parametrize(("verdict", "lasting"), [(Verdict.TIMED_OUT, False), (Verdict.GRADER_FAULT, True)])
def test_what_hangs_on_the_machine_is_graded_again(course, verdict, lasting):
    course.verdicts, course.lasting = {("kim", "sgd"): verdict}, lasting
    course.grade()
    course.verdicts, course.lasting = {}, True
    sent, changes, _ = course.grade()
    assert sent == [("kim", "sgd")]
    assert [change.why for change in changes] == [AGAIN]
    assert course.grade()[:2] == ([], [])


def test_another_seed_or_other_checks_or_versions_grade_again_and_say_so(course, monkeypatch):
    def graded_again():
        monkeypatch.setitem(course.verdicts, ("lee", "sgd"), Verdict.WRONG if len(runs) % 2 else Verdict.PASSED)
        runs.append(course.grade())
        return runs[-1][0], [change.why for change in runs[-1][1]]

    runs = []
    graded_again()
    course.seed = 2
    assert graded_again() == (ALL, ["seed changed"])
    before = identity.versions()
    monkeypatch.setattr(identity, "versions", lambda: before | {"numpy": "99"})
    assert graded_again() == (ALL, [f"versions changed (numpy {before['numpy']} -> 99)"])
    monkeypatch.setattr(identity, "_checks", lambda topic: topic if topic == "sgd" else "")
    graded_again()
    monkeypatch.setattr(identity, "_checks", lambda topic: "new" if topic == "sgd" else "")
    assert graded_again() == ([("kim", "sgd"), ("lee", "sgd")], ["checks of sgd changed"])
    monkeypatch.setattr(identity, "grader", lambda: "new")
    course.level = "namespaces"
    assert graded_again() == (ALL, ["the grader changed, isolation changed (process -> namespaces)"])


def test_an_identity_is_of_the_files_that_are_there():
    first = Conditions(1, "process", 3.0).identity("sgd", Source("sgd.py", b"1"))
    assert Identity.from_text(first.to_text()) == first
    assert Conditions(1, "process", 3.0).identity("sgd", Source("sgd.py", b"1")) == first
    moved = Conditions(1, "process", 3.0).identity("sgd", Source("hw/sgd.py", b"1"))
    assert moved.reasons(first) == ["hw/sgd.py changed"]
    assert Conditions(1, "process", 3.0).identity("regression", Source("sgd.py", b"1")).checks != first.checks


def test_what_changes_or_vanishes_meanwhile_is_said_and_what_was_read_counts(course):
    def meanwhile(name):
        if name == "kim":
            (course.given / "kim" / "sgd.py").write_text("2")
            (course.given / "kim" / "regression.py").unlink()

    course.meanwhile = meanwhile
    _, _, shown = course.grade()
    remarks = json.loads((course.out / "kim" / "results.json").read_text())["remarks"]
    assert "sgd.py changed while the grader ran: what it read at first is what it graded." in remarks
    assert "regression.py vanished while the grader ran: what it read at first is what it graded." in remarks
    assert "kim: sgd.py changed while the grader ran" in shown
    course.meanwhile = lambda name: None
    assert course.grade()[0] == [("kim", "regression"), ("kim", "sgd")]


def test_an_entry_that_breaks_the_reader_stops_nobody(course, monkeypatch):
    def broken(entry, topics, stubs):
        if entry.name == "kim":
            raise RuntimeError("oops\nagain")
        return read_submission(entry, topics, stubs)

    monkeypatch.setattr(read, "read_submission", broken)
    answers = {}
    monkeypatch.setattr(
        run, "grade_cohort", lambda submissions, *_: answers.update({s.name: s.answers for s in submissions})
    )
    course.grade()
    assert {(answer.verdict, str(answer)) for answer in answers["kim"].values()} == {
        (Verdict.GRADER_FAULT, "RuntimeError: oops")
    }
    assert answers["lee"]["sgd"] == Source("sgd.py", b"2")


def test_evidence_is_for_the_instructor_alone_and_stays(course):
    course.evidence = {("lee", "sgd"): [Evidence("sgd", "forged a frame", "the protocol\x1b[31m")]}
    for sent in (ALL, []):
        done, _, shown = course.grade()
        assert done == sent
        assert "evidence of tampering lee: forged a frame (the protocol�[31m)" in shown
        for path in (course.out / "lee").iterdir():
            assert "forged" not in path.read_text()
        with sqlite3.connect(course.out / "gradebook.sqlite") as database:
            signs = database.execute('SELECT run, submission, topic, what, "where" FROM evidence').fetchall()
    assert signs == [(number, "lee", "sgd", "forged a frame", "the protocol\x1b[31m") for number in (1, 2)]


def test_a_large_cohort_fills_a_page_and_not_more(course, folder):
    for number in range(60):
        folder({f"s{number:02}/x.txt": ""})
    course.verdicts = {(f"s{number:02}", "sgd"): Verdict.GRADER_FAULT for number in range(60)}
    _, _, shown = course.grade()
    assert "s37" in shown
    assert "s38 " not in shown
    assert shown.count("… and 22 more: all are in ") == 1
    assert len((course.out / "gradebook.csv").read_text().splitlines()) == 63


def test_a_report_is_recorded_whole_or_not_at_all(tmp_path):
    conditions = Conditions(3, "process", 3.0)
    names = {topic: conditions.identity(topic, Source(f"{topic}.py", b"")) for topic in TOPICS}
    with Gradebook(tmp_path) as gradebook:
        gradebook.start(3, tmp_path, "process")
        kept = Graded("sgd", [result("sgd", distance=float("nan"))], ["a remark"], [Evidence("sgd", "what", "where")])
        gradebook.add(Report("kim", [], [kept]), names, {})
        twice = Graded("regression", [result("regression", points=50), result("regression", points=50)])
        with pytest.raises(Unwritable, match="UNIQUE"):
            gradebook.add(Report("lee", [], [Graded("sgd", [result("sgd")]), twice]), names, {})
        assert gradebook.known("lee", names["sgd"]) is None
        _, found = gradebook.known("kim", names["sgd"])
        assert [line.submission for line in Summary(gradebook.database, gradebook.run).marks()] == ["kim"]
    assert (found.topic, found.remarks, found.evidence) == (kept.topic, kept.remarks, kept.evidence)
    assert found.results == [result("sgd")]


def test_a_second_grader_is_refused_and_a_dead_ones_lock_is_not(tmp_path):
    (tmp_path / ".gradebook.lock").write_text("999999")
    with Gradebook(tmp_path), pytest.raises(Unwritable, match=rf"Another grader \(process {os.getpid()}\).*OUT="):
        Gradebook(tmp_path)
    with Gradebook(tmp_path):
        pass


def test_a_gradebook_of_another_version_or_none_is_said(tmp_path):
    with sqlite3.connect(tmp_path / "gradebook.sqlite") as database:
        database.execute("CREATE TABLE run (id)")
    with pytest.raises(Unwritable, match="another version"):
        Gradebook(tmp_path)
    (tmp_path / "gradebook.sqlite").write_text("no database at all, but long enough to be taken for one " * 20)
    with pytest.raises(Unwritable, match=r"not a database.*move away.*OUT="):
        Gradebook(tmp_path)


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "When there is room, run the same command again"),
        (OSError(errno.EFBIG, "File too large"), "When there is room, run the same command again"),
        (FileExistsError(errno.EEXIST, "File exists"), "move away what is in the way"),
        (PermissionError(errno.EACCES, "Permission denied"), "get leave to write there"),
        (FileNotFoundError(errno.ENOENT, "No such file or directory"), "name another folder with OUT=…"),
        (sqlite3.DatabaseError("file is not a database"), "name another folder with OUT=…"),
    ],
)
def test_the_same_command_again_is_advised_only_where_room_is_missing(tmp_path, error, told):
    with pytest.raises(Unwritable) as raised, writing(tmp_path):
        raise error
    assert told in str(raised.value)
    assert ("same command" in str(raised.value)) == ("room" in told)


def test_what_a_killed_grader_left_is_removed(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
    (tmp_path / "tmp").mkdir()
    with Gradebook(tmp_path / "out") as gradebook:
        left = gradebook.scratch()
        left.__enter__()
    assert len(list((tmp_path / "tmp").iterdir())) == 1
    with Gradebook(tmp_path / "out") as gradebook, gradebook.scratch() as scratch:
        assert list((tmp_path / "tmp").iterdir()) == [scratch]
    assert not list((tmp_path / "tmp").iterdir())


def test_a_file_is_replaced_as_a_whole_or_not_at_all(tmp_path):
    path = tmp_path / "file"
    write_atomically(path, "old")

    def fail():
        with replacing(path) as file:
            file.write("half")
            raise OSError("full")

    with pytest.raises(OSError, match="full"):
        fail()
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_what_several_checks_share_counts_too(monkeypatch, tmp_path):
    """What checks of several topics share is part of the grader; a topic's own are not, and count for it alone."""
    hashed = []
    monkeypatch.setattr(identity, "_hash", lambda paths: hashed.extend(paths) or "")
    identity.grader.__wrapped__()
    assert identity.PACKAGE / "checks" / "tables.py" in hashed
    assert not [path for path in hashed if path.is_relative_to(SOLUTIONS)]
    hashed.clear()
    identity._checks.__wrapped__("regression")
    assert {path.parent for path in hashed} == {SOLUTIONS / "regression"}
    assert {"regression.py", "checks.py", "misconceptions.py", "ko.mo"} <= {path.name for path in hashed}


def test_data_and_modules_that_checks_share_count_and_other_topics_do_not(monkeypatch, tmp_path):
    for file in ("one/one.py", "one/data.csv", "shared.py", "both/numbers.py", "two/two.py", "two/__pycache__/x.pyc"):
        path = tmp_path / "solutions" / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    monkeypatch.setattr(identity, "served", lambda: Course(tmp_path))
    before = {topic: identity._checks.__wrapped__(topic) for topic in ("one", "two")}

    def changed_by(file):
        (tmp_path / "solutions" / file).write_text(file)
        now = {topic: identity._checks.__wrapped__(topic) for topic in before}
        moved = [topic for topic in before if now[topic] != before[topic]]
        before.update(now)
        return moved

    assert changed_by("one/data.csv") == changed_by("one/one.py") == ["one"]
    assert changed_by("shared.py") == changed_by("both/numbers.py") == ["one", "two"]
    assert changed_by("two/__pycache__/x.pyc") == []
    (tmp_path / "solutions" / "two" / "two.py").write_text("from solutions.one.one import half")
    changed_by("two/data")
    assert changed_by("one/misconceptions.py") == ["one", "two"]
