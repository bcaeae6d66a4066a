"""What authors get wrong is told in one sentence: the file, the line, the name, and what to do."""

import re
from dataclasses import replace

import pytest

from autograder.call import Local
from autograder.checking import attempt
from autograder.course import load_topic
from autograder.judging.judge import Targets
from autograder.packages.public import test_function as written_down
from autograder.session import collect
from autograder.verdict import GraderFault, Verdict

CHECK = """
from autograder.checks import Formula, check, exactly
from solutions.diff_quotient.diff_quotient import diff_quotient

F = Formula("x**2 - 1")


@check(diff_quotient, points=100, public=True)
def test_a_step(student, rng):
    "It holds."
    assert student.diff_quotient(F, 1.0, 0.5) == exactly(diff_quotient, F, 1.0, 0.5)
"""
FORMULA = 'Formula("x**2 - 1")'


@pytest.fixture
def check_of(tmp_path):
    """check_of(text): the one check in this text, in place of those of diff_quotient."""

    def collected(text):
        path = tmp_path / "checks.py"
        path.write_text(text)
        (check,) = collect([replace(load_topic("diff_quotient"), checks=path)])
        return check

    return collected


def fault_of(check):
    """How a check ends that is right to every right answer: at grading and, the same, when it is written down."""
    topic = check.topic
    run = attempt(check, Local(topic, {e.name: e.reference for e in topic.exercises}, Targets()), 1)
    assert run.verdict is Verdict.GRADER_FAULT
    assert "\n" not in run.message
    return run.message


def test_a_function_is_handed_out_as_a_formula(check_of):
    text = written_down(check_of(CHECK))
    assert "calls = [((lambda x: x**2 - 1), 1.0, 0.5,)]" in text


@pytest.mark.parametrize("function", ["lambda x: x", "abs", "print", "float"])
def test_a_function_that_is_no_formula_is_refused_by_grading_and_by_what_writes_it_down(check_of, function):
    check = check_of(CHECK.replace(FORMULA, function))
    told = 'a function among the arguments has to be a Formula, such as Formula("x**2 - 2")'
    assert told in fault_of(check)
    with pytest.raises(GraderFault, match="has to be a Formula"):
        written_down(check)


def test_a_view_without_a_name_is_refused(check_of):
    seen = CHECK.replace(") ==", ").seen_as(lambda value: value) ==")
    assert "a view needs a name: define a function at the top of the file" in fault_of(check_of(seen))


LINE = r"The check a_step \(.*checks\.py, line 11\) cannot be run: "


@pytest.mark.parametrize(
    ("written", "told"),
    [
        (
            ("student.diff_quotient(", "student.diff_quotent("),
            LINE + "student.diff_quotent: the check is of diff_quotient",
        ),
        (
            ("exactly(diff_quotient, F, 1.0, 0.5)\n", "0.5\n"),
            LINE + r"an answer is compared with exactly\(\.\.\.\), and with nothing else",
        ),
        (("assert ", "assert 1 + "), LINE + "TypeError: unsupported operand"),
        (("assert ", "assert 1 / 0 or "), LINE + "ZeroDivisionError: division by zero"),
        (("assert ", "assert not "), LINE + "AssertionError"),
        (("assert ", "from pytest import fail; fail('no')\n    assert "), LINE + "Failed: no"),
        (("assert ", "1 or "), LINE.replace("11", "8") + "nothing is compared: write `assert student.diff_quotient"),
        (
            ("1.0, 0.5)\n", "1, 0)\n"),
            LINE.replace("11", "8")
            + "diff_quotient gives no exact value: ZeroDivisionError: division by zero, raised in "
            r"solutions/diff_quotient/diff_quotient\.py, line \d+\.$",
        ),
    ],
)
def test_what_a_check_raises_is_told_with_its_line(check_of, written, told):
    check = check_of(CHECK.replace(*written))
    said = fault_of(check)
    assert re.match(told, said), said
    with pytest.raises(GraderFault, match=told):
        written_down(check)
