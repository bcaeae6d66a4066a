"""Checks that cannot be collected are a fault of the grader, and are called so."""

from dataclasses import replace

import pytest

from autograder.course import load_topic
from autograder.exercise import Topic
from autograder.session import collect
from autograder.verdict import GraderFault

CHECK = """
from autograder.checks import check
from solutions.sgd.sgd import minibatches

@check(minibatches, points=100)
def test_something(student):
    "It holds."
"""


@pytest.fixture
def checks_of_sgd(tmp_path):
    """checks_of_sgd(text): what is collected from this text in place of the topic's checks."""

    def collected(text, **options):
        if text is not None:
            (tmp_path / "sgd.py").write_text(text)
        return collect([replace(load_topic("sgd"), checks=tmp_path / "sgd.py")], **options)

    return collected


def test_a_check_is_a_test_with_a_mark_and_a_sentence(checks_of_sgd):
    (check,) = checks_of_sgd(CHECK)
    assert (check.name, check.sentence, check.points, check.public) == ("something", "It holds.", 100, False)
    assert check.wants == ("student",)


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
        (
            "def test_bare(student):\n    'It holds.'",
            r"sgd\.py, line \d+: test_bare needs a @check mark and a docstring",
        ),
        (
            CHECK.replace("(student)", "(student, tmp_path)"),
            r"test_something asks for student, tmp_path; a check is given",
        ),
        (CHECK.replace("100", "-100"), r"test_something is worth -100: points are a number, 0 or more"),
        (CHECK.replace("100", "'100'"), r"test_something is worth '100': points are a number, 0 or more"),
        (CHECK.replace("100)", "100, curve=3)"), "test_something has curve=3: give a function from the arguments"),
        (CHECK.replace("def test_", "def "), r"sgd\.py, line 5: something is no test: call it test_something\."),
        (CHECK + CHECK, r"sgd\.py, line 13: test_something replaces that of line 6: give it another name\."),
        (
            CHECK.replace("100", "90"),
            r"The points of sgd add up to 90: change them in .*sgd\.py, so that they are 100\.",
        ),
        (
            CHECK.replace("100)", "100, after=3)"),
            "test_something comes after test_3, which is no check of minibatches bef",
        ),
        (
            CHECK.replace("100)", "40)")
            + CHECK.replace("100)", "60, after=test_something)")
            .replace("minibatches", "sgd_line")
            .replace("def test_something", "def test_other"),
            r"line 12: test_other comes after test_something, which is no check of sgd_line before it: name one,",
        ),
        (
            CHECK.replace("(minibatches,", "(check,"),
            r"sgd\.py, line \d+: test_something checks check, .* no exercise of sgd",
        ),
    ],
)
def test_checks_that_cannot_be_collected_are_a_grader_fault_in_one_line(checks_of_sgd, text, told, capfd):
    with pytest.raises(GraderFault, match=told) as fault:
        checks_of_sgd(text)
    assert "\n" not in str(fault.value)
    assert capfd.readouterr() == ("", "")


def test_a_topic_without_public_checks_is_said(checks_of_sgd):
    with pytest.raises(GraderFault, match="no public check of sgd"):
        checks_of_sgd(CHECK, public=True)


@pytest.mark.parametrize("name", ["course [1]", "course::1"])
def test_a_folder_that_pytest_would_misread_is_said(tmp_path, name):
    path = tmp_path / name / "checks.py"
    path.parent.mkdir()
    path.touch()
    with pytest.raises(GraderFault, match="Rename the folder"):
        collect([Topic("sgd", (), path)])


def test_a_topic_of_another_name_has_no_checks(tmp_path):
    with pytest.raises(GraderFault, match="There is no check of cooking"):
        collect([Topic("cooking", (), tmp_path / "checks.py")])
