"""What authors get wrong is told in one sentence: the file, the line, the name, and what to do."""

import importlib
import re
import shutil
import sys
from dataclasses import replace

import pytest

from autograder.authoring import hold_programs
from autograder.call import Local
from autograder.checking import attempt
from autograder.course import assembled, load_topic
from autograder.exercise import Course
from autograder.judging.judge import Targets
from autograder.packages.public import test_function as written_down
from autograder.session import collect
from autograder.verdict import GraderFault, Verdict
from tests.courses import TINY, told

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
    run = attempt(check, Local(topic, {e.name: e.reference for e in topic.exercises}, Targets()), 1, Targets())
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


def test_a_formula_that_is_no_python_is_refused(check_of):
    assert "Formula('x^^2') is no Python: invalid syntax" in fault_of(check_of(CHECK.replace("x**2 - 1", "x^^2")))


def test_where_the_reference_fails_too_no_student_has_crashed(check_of):
    said = fault_of(check_of(CHECK.replace("x**2 - 1", "y")))
    assert (
        "diff_quotient gives no exact value: NameError: name 'y' is not defined, raised in solutions/diff_quo" in said
    )


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


SOURCE = """
def half(x, by=2):
    "x: array with shape (n,)."
    # BEGIN SOLUTION: halve it
    return x / by
    # END SOLUTION
"""
MARKED = """
from autograder.course import convention, equivalent, misconception
from source import half

@equivalent(of=half)
def fraction(x, by=2):
    return 1 / (by / x)

@misconception(of=half)
def doubled(x, by=2):
    "Divide."
    return by * x
"""


@pytest.fixture
def hold(tmp_path, monkeypatch):
    """hold(source, marked): load a topic that has these programs."""
    monkeypatch.syspath_prepend(tmp_path)

    def held(source, marked):
        modules = []
        for name, text in (("source", source), ("marked", marked)):
            (tmp_path / f"{name}.py").write_text(text)
            monkeypatch.delitem(sys.modules, name, raising=False)
            importlib.invalidate_caches()
            modules.append(importlib.import_module(name))
            monkeypatch.setitem(sys.modules, name, modules[-1])
        hold_programs(Course(tmp_path), assembled("toys", modules, tmp_path / "checks.py"), modules)

    return held


def test_programs_that_are_as_they_should_be_are_held(hold):
    hold(SOURCE, MARKED)
    hold(SOURCE, MARKED + "\nwrong = misconception(of=half)\n")


@pytest.mark.parametrize(
    ("source", "marked", "told"),
    [
        (('"x: array with shape (n,)."', ""), ("", ""), "source.py, line 2: half has no docstring: say what is given"),
        (("", ""), ('"Divide."', ""), "marked.py, line 9: doubled has no docstring: write what the student is told."),
        (
            ("", ""),
            ("misconception(of=half)", "misconception"),
            "marked.py, line 9: doubled needs @misconception(of=…): n",
        ),
        (
            ("", ""),
            ("misconception(of=half)", "misconception(of=fraction)"),
            "marked.py, line 9: doubled is marked with of=fraction, which is no exercise of toys: name one of half.",
        ),
        (
            ("", ""),
            ("def doubled", "def fraction"),
            "marked.py, line 10: fraction replaces that of line 6: give it another",
        ),
        (
            ("", ""),
            ("def doubled", "def half"),
            "marked.py, line 9: half is called like the reference: give it another nam",
        ),
        (
            ("", ""),
            ("doubled(x, by=2)", "doubled(x)"),
            "marked.py, line 9: doubled cannot be called as half(x, by=2) can (too many positional arguments): give it t",
        ),
        (
            ("", ""),
            ("doubled(x, by=2)", "doubled(x, by)"),
            "doubled cannot be called as half(x, by=2) can (missing a required argument: 'by'): give it the same paramet",
        ),
    ],
)
def test_what_would_lose_a_program_is_told(hold, source, marked, told):
    with pytest.raises(GraderFault, match=re.escape(told)):
        hold(SOURCE.replace(*source), MARKED.replace(*marked))


def test_every_command_tells_a_mistake(tmp_path):
    shutil.copytree(TINY, tmp_path / "tiny")
    checks = tmp_path / "tiny" / "solutions" / "halving" / "checks.py"
    checks.write_text(checks.read_text().replace("points=60", "points=50"))
    answer = tmp_path / "cohort" / "kim" / "halving.py"
    answer.parent.mkdir(parents=True)
    answer.write_text("def half(x):\n    return x / 2\n")
    commands = [
        "assignments",
        "check",
        f"grade --jobs 1 --submissions {tmp_path / 'cohort'} --out {tmp_path / 'grades'}",
        "audit --seeds 1",
        "release --out release",
    ]
    for command, said in told(tmp_path / "tiny", *commands).items():
        assert "The points of halving add up to 90: change them in solutions/halving/checks.py, so that" in said, (
            command
        )
