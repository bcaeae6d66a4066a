"""Checks that cannot be collected are a fault of the grader, and are called so."""

import sys

import pytest

from autograder import course
from autograder.course import Topic, load_topic
from autograder.session import Checks, run_session
from autograder.verdict import GraderFault

CHECK = """
from autograder.checks import check
from solutions.sgd.sgd import minibatches

@check(minibatches, points=100)
def test_something(student):
    "It holds."
"""


@pytest.fixture
def checks_of_sgd(tmp_path, monkeypatch):
    """checks_of_sgd(text): collect this text in place of the topic's checks; whether the work was begun."""

    def collect(text, **options):
        monkeypatch.setattr(course, "CHECKS", tmp_path)
        monkeypatch.delitem(sys.modules, "sgd", raising=False)  # the file of an earlier test
        if text is not None:
            (tmp_path / "sgd.py").write_text(text)
        begun = []
        run_session([load_topic("sgd")], Checks(0, begun.append, **options))
        return bool(begun)

    return collect


def test_a_check_that_can_be_collected_begins_the_work(checks_of_sgd):
    assert checks_of_sgd(CHECK)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("import nothing_of_that_name", r"sgd\.py cannot be collected: ModuleNotFoundError: No module named"),
        ("def test_x(:", r"sgd\.py cannot be collected: SyntaxError: "),
        ("1 / 0", r"sgd\.py cannot be collected: ZeroDivisionError: "),
        (CHECK + "\n1 / 0", r"sgd\.py cannot be collected: ZeroDivisionError: "),
        ("", r"There is no check of sgd in .*sgd\.py"),
        (None, r"There is no check of sgd in .*sgd\.py"),
        ("import pytest\npytest.skip(allow_module_level=True)", r"There is no check of sgd in .*sgd\.py"),
        ("def test_bare(student):\n    'It holds.'", r"sgd\.py::test_bare needs a @check mark and a docstring"),
        (CHECK.replace("(minibatches,", "(check,"), r"sgd\.py::test_something checks check, .* no exercise of sgd"),
    ],
)
def test_checks_that_cannot_be_collected_are_a_grader_fault_in_one_line(checks_of_sgd, text, told, capfd):
    with pytest.raises(GraderFault, match=told) as fault:
        checks_of_sgd(text)
    assert "\n" not in str(fault.value)
    assert capfd.readouterr() == ("", "")


def test_a_topic_without_public_checks_is_said(checks_of_sgd):
    with pytest.raises(GraderFault, match="no public check of sgd"):
        checks_of_sgd(CHECK, public_only=True)


def test_what_the_work_raises_comes_through():
    def work(checks):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_session([load_topic("sgd")], Checks(0, work))


def test_a_topic_of_another_name_has_no_checks():
    with pytest.raises(GraderFault, match="There is no check of cooking"):
        run_session([Topic("cooking", ())], Checks(0, lambda checks: None))
