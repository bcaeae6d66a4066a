"""A student's repository handed in whole, as a clone, a copy or a zip: the answers in it count, and nothing else does."""

import csv
import io
import shutil
import zipfile

import pytest
from click.testing import CliRunner

from autograder import api, check
from autograder.cli import main
from autograder.course import load_topic, stub_of, topic_names
from autograder.packages import release
from autograder.push.outputs import write_report
from autograder.reading.choose import answered, untouched
from autograder.reading.find import find
from autograder.reading.own import read_own
from autograder.reading.places import SOURCES, file_at
from autograder.reading.read import read_submission
from autograder.reading.source import Source
from autograder.reading.text import read_file
from tests.places import ASSIGNMENTS, COHORT, ROOT

from .downloads import committed

TOPICS = ["diff_quotient", "sgd"]


@pytest.fixture(scope="module")
def files():
    """A release with the checks of two topics."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(release, "topic_names", lambda: TOPICS)
        return release.build(None, None)


@pytest.fixture
def repository(files, tmp_path):
    """repository(name): a student's, with the references for answers."""

    def build(name):
        folder = tmp_path / "submissions" / name
        release.update(folder, files)
        for topic in TOPICS:
            shutil.copyfile(COHORT / "reference" / f"{topic}.py", folder / "assignments" / topic / f"{topic}.py")
        return folder

    return build


def zipped(folder, inside):
    """The bytes of a zip of a folder, with everything below `inside`."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            archive.write(path, f"{inside}{path.relative_to(folder).as_posix()}")
    return packed.getvalue()


def read(given):
    """What is read of each submission there."""
    return {entry.name: read_submission(entry, TOPICS, ASSIGNMENTS) for entry in find(given, TOPICS)}


def right(submission):
    """Whether the references are what counts."""
    codes = {
        topic: answer.code if isinstance(answer, Source) else str(answer)
        for topic, answer in submission.answers.items()
    }
    return codes == {topic: (COHORT / "reference" / f"{topic}.py").read_bytes() for topic in TOPICS}


@pytest.mark.parametrize("kind", ["clone", "folder", "zip", "wrapped zip", "zip in a folder"])
def test_of_a_students_repository_the_answers_count_and_the_checks_do_not(kind, repository, tmp_path):
    folder = repository("hw-lee")
    if kind == "clone":
        committed(folder, "2026-03-01T12:00:00+09:00")
    if "zip" in kind:
        data = zipped(folder, "hw-lee-main/" if kind == "wrapped zip" else "")
        shutil.rmtree(folder)
        where = folder / "work.zip" if "folder" in kind else folder.with_name("hw-lee.zip")
        where.parent.mkdir(exist_ok=True)
        where.write_bytes(data)
    found = read(tmp_path / "submissions")
    assert list(found) == ["hw-lee"]
    assert right(found["hw-lee"])
    assert found["hw-lee"].remarks == []


@pytest.mark.parametrize("topic", topic_names())
def test_a_release_knows_what_is_untouched_and_what_is_answered(topic):
    stub = Source(topic, stub_of(topic).encode())
    came = [read_file(file_at(ASSIGNMENTS / topic / f"{topic}{suffix}")) for suffix in SOURCES]
    assert all(untouched(each, stub) and answered(each, stub) == 0 for each in came)
    reference = read_file(file_at(COHORT / "reference" / f"{topic}.py"))
    assert answered(reference, stub) == len(load_topic(topic).exercises)


@pytest.mark.parametrize("inside", [None, "", "hw-lee-main/"])
def test_a_repository_may_be_all_that_is_given(inside, repository, tmp_path):
    given = repository("hw-lee")
    if inside is not None:
        (tmp_path / "hw-lee.zip").write_bytes(zipped(given, inside))
        given = tmp_path / "hw-lee.zip"
    found = read(given)
    assert list(found) == ["hw-lee"]
    assert right(found["hw-lee"])


def test_what_a_student_renames_or_takes_out_of_the_engine_is_no_answer(repository, tmp_path):
    folder = repository("kim")
    (folder / "autograder").rename(folder / "grader of the course")
    assert right(read(tmp_path / "submissions")["kim"])


def test_an_answer_in_the_assignments_comes_before_another_which_is_named(repository, tmp_path):
    folder = repository("kim")
    for number in range(7):
        (folder / f"try {number}").mkdir()
        (folder / f"try {number}" / "sgd.py").write_text(f"x = {number}\n")
    submission = read(tmp_path / "submissions")["kim"]
    assert submission.answers["sgd"].name == "assignments/sgd/sgd.py"
    listed = ", ".join(f"try {number}/sgd.py" for number in range(5))
    assert (
        f"assignments/sgd/sgd.py counts for sgd, by where it lies; these do not: {listed} and 2 more."
        in submission.remarks
    )


def test_an_answer_elsewhere_comes_before_an_untouched_stub_in_the_assignments(repository, tmp_path):
    folder = repository("kim")
    answer = folder / "assignments" / "sgd" / "sgd.py"
    answer.rename(folder / "sgd.py")
    shutil.copyfile(ASSIGNMENTS / "sgd" / "sgd.py", answer)
    submission = read(tmp_path / "submissions")["kim"]
    assert right(submission)
    assert "sgd.py counts for sgd; assignments/sgd/sgd.py is untouched." in submission.remarks


def test_of_an_untouched_repository_nothing_is_odd(files, tmp_path):
    release.update(tmp_path / "submissions" / "kim", files)
    (entry,) = find(tmp_path / "submissions", topic_names())
    assert read_submission(entry, topic_names(), ASSIGNMENTS).remarks == []


def test_a_right_repository_has_all_points(repository):
    report = api.grade(repository("kim"), ROOT, topics=TOPICS, seed=1)
    assert {result.verdict for result in report.results} == {"passed"}


def test_staff_find_what_an_honest_repository_pushed(repository, tmp_path):
    folder = committed(repository("kim"), "2026-03-01T12:00:00+09:00")
    own = read_own(TOPICS, folder / "assignments", stub_of)
    write_report(check.checked(own), own, tmp_path / "reports" / "kim", folder, {})
    given = ["--submissions", folder.parent, "--reports", tmp_path / "reports", "--out", tmp_path / "out"]
    ended = CliRunner().invoke(main, ["trust", *map(str, given), "--jobs", "1"])
    with (tmp_path / "out" / "trust.csv").open(newline="") as file:
        differing = [row for row in csv.DictReader(file) if row["topic"] in TOPICS]
    assert differing == [], ended.output
