"""Inputs of one's own: other ones for everybody, and the same on the laptop, in the pipeline and in every run."""

import json

import pytest

from autograder.course import load_topic
from autograder.judge_process import grade_here
from autograder.judging.judge import Targets
from autograder.packages import release
from autograder.questions import questions
from autograder.reading.source import Source
from autograder.reading.submission import Submission
from autograder.session import collect
from autograder.variant import GRADED, PUBLIC, seed_of

SECRET = 2**100 + 3
FORWARD = b"def diff_quotient(f, x, h=1e-9):\n    return (f(x + h) - f(x)) / h\n"
CENTRAL = b"def diff_quotient(f, x, h=1e-9):\n    return (f(x + h) - f(x - h)) / (2 * h)\n"


def test_seeds_differ_by_secret_student_and_use():
    seeds = {seed_of(secret, who, use) for secret in (1, 2) for who in ("kim", "lee") for use in (PUBLIC, GRADED)}
    assert len(seeds) == 8
    assert seed_of(SECRET, "kim", GRADED) == seed_of(SECRET, "kim", GRADED)


@pytest.fixture
def graded(launcher):
    def run(code, variant, **options):
        submission = Submission("x", {"diff_quotient": Source("diff_quotient.py", code)}, variant=variant)
        reports = []
        grade_here([submission], [load_topic("diff_quotient")], SECRET, reports.append, launcher, **options)
        return reports[0]

    return run


def test_a_right_answer_passes_on_everybodys_inputs(graded):
    for variant in (None, "kim", "lee"):
        verdicts = {r.check: r.verdict.value for r in graded(FORWARD, variant).results if r.exercise == "diff_quotient"}
        assert set(verdicts.values()) == {"passed"}


def test_examples_are_of_the_numbers_that_the_students_own_copy_has(graded):
    """What feedback shows of a public check is what `make check` shows in a release with that variant."""
    report = graded(CENTRAL, "kim")
    (told,) = [r for r in report.results if r.public and r.exercise == "diff_quotient"]
    own = graded(CENTRAL, "kim", public=True)
    (shown,) = [r for r in own.results if r.public and r.exercise == "diff_quotient"]
    assert shown.shown.worst is not None
    assert told.shown == shown.shown


def test_a_release_holds_the_public_numbers_of_its_variant(monkeypatch):
    monkeypatch.setattr(release, "topic_names", lambda: ["diff_quotient"])
    topic = load_topic("diff_quotient")
    (check,) = [c for c in collect([topic], public=True) if c.exercise.name == "diff_quotient"]
    known = json.loads(release.build("kim", SECRET)["autograder/checks/diff_quotient.json"])
    ((_, wanted),) = questions(check, seed_of(SECRET, "kim", PUBLIC))
    (target,) = Targets().of(wanted.reference, wanted)
    ((_, _, (written,)), *_) = known["checks"][check.name][0]["right"]
    assert int(written[1][0], 16) == int(target.exact.mid().man_exp()[0])
