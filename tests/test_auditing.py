"""The audit measures the checks: on a toy whose checks are weak, it says which mutants get through, and what is idle."""

import importlib.util
import inspect
import re
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from autograder.audit import audited, hold_curves
from autograder.auditing.agreement import Questions
from autograder.auditing.document import details, summary, unexplained
from autograder.auditing.explained import explained
from autograder.auditing.findings import Findings
from autograder.auditing.mutants import mutants_of, unchanged
from autograder.auditing.tally import Tally, merged
from autograder.auditing.trials import compared, hold_source, tried
from autograder.checking import Checks
from autograder.examples.shrink import resized
from autograder.exercise import Exercise, Topic
from autograder.judging.expectation import exactly
from autograder.session import Check
from autograder.verdict import BadSource, GraderFault

SOURCE = '''
def scaled(x, factor):
    """x times factor."""
    shift = 0 * 1
    # BEGIN SOLUTION: multiply
    result = x * factor + 0
    while result > 1000.0:
        result = result - 500.0
    # END SOLUTION
    return result
'''
DIVIDED = "result = x / factor + 0"
SUBTRACTED = "result = x * factor - 0"
ENDLESS = "result = result * 500.0"


@pytest.fixture(scope="module")
def toy(tmp_path_factory):
    """The exercise `scaled`, whose source is a file."""
    path = tmp_path_factory.mktemp("toys") / "toy_of_the_audit.py"
    path.write_text(SOURCE)
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)
    yield Exercise.of("toys", module.scaled)
    del sys.modules[path.stem]


@pytest.fixture(scope="module")
def topic(toy):
    return Topic("toys", (toy,))


@pytest.fixture(scope="module")
def checks(toy, topic):
    """One check that multiplies by one, one that goes below 1000, and one of what no mutant changes."""

    def test_by_one(student, rng):
        x = rng.uniform(2, 3)
        assert student.scaled(x, 1.0) == exactly(toy.reference, x, 1.0)

    def test_large(student):
        assert student.scaled(1300.0, 1.0) == exactly(toy.reference, 1300.0, 1.0)

    def test_inputs(student):
        x = np.array([2.0])
        assert student.scaled(x, 1.0).inputs == exactly(toy.reference, x, 1.0).inputs

    tests = {"by_one": (test_by_one, ("student", "rng")), "large": (test_large, ("student",))}
    tests["inputs"] = test_inputs, ("student",)
    return [
        Check(test, wants, topic, toy, name, "It holds.", points=20, public=False, after=None)
        for name, (test, wants) in tests.items()
    ]


@pytest.fixture(scope="module")
def mutants(toy):
    """By what is new."""
    return {Tally("", "", "", mutant.diff).line: mutant for mutant in mutants_of(toy)}


@pytest.fixture(scope="module")
def findings(toy, topic, checks, mutants, launcher):
    """What an audit of three mutants finds, that of an idle check included."""
    with_seeds = [Checks(checks, seed, secret=False) for seed in (0, 1)]
    chosen = [mutants[line] for line in (DIVIDED, SUBTRACTED, ENDLESS)]
    tallies = [tried(topic, toy, mutant, with_seeds, launcher) for mutant in chosen]
    tallies += compared(topic, toy, chosen[:2], Questions(checks, varied=True), [0, 1], launcher)
    return Findings([Tally("toys", "scaled", "reference", "scaled"), *merged(tallies)], checks, {})


def of(findings, line):
    return next(mutant for mutant in findings.mutants if mutant.line == line)


def with_why(findings, line, why="So it is."):
    return Findings(findings.tallies, findings.checks, {"toys": {"scaled": {line: why}}})


def test_only_what_students_write_is_mutated_and_each_mutant_is_there_once(toy, mutants):
    assert len(mutants) == len(mutants_of(toy)) > 30
    assert [mutant for mutant in mutants.values() if "shift = 0 * 1" not in mutant.code] == []
    assert all(mutant.code != unchanged(toy).code for mutant in mutants.values())
    assert list(mutants.values()) == mutants_of(toy)


def test_a_mutant_that_a_weak_check_lets_through_is_shown_with_what_is_new(findings):
    assert findings.unexplained == [of(findings, DIVIDED)]
    assert "differs on scaled(" in unexplained(findings)
    assert f"-    result = x * factor + 0\n+    {DIVIDED}\n" in unexplained(findings)
    assert f"toys: a mutant of `scaled` survives unexplained: `{DIVIDED}`." in findings.amiss()


def test_a_mutant_that_agrees_wherever_it_is_held_beside_its_reference_is_equivalent(findings):
    same = of(findings, SUBTRACTED)
    assert same.is_equivalent
    assert same.agreed > 10
    assert f"Equivalent: agrees on {same.agreed} inputs." in details(findings)


def test_a_mutant_that_is_right_by_a_convention_alone_is_not_equivalent(toy, topic, mutants, launcher):
    def test_halved(student):
        assert student.scaled(3.0, 2.0) == exactly(toy.reference, 3.0, 2.0)

    loose = replace(toy, conventions=(lambda x, factor: x / factor,))
    topic = replace(topic, exercises=(loose,))
    check = Check(test_halved, ("student",), topic, loose, "halved", "It holds.", points=1, public=False, after=None)
    checks = Checks([check], 0, secret=False)
    tally = tried(topic, loose, mutants[DIVIDED], [checks], launcher)
    (beside,) = compared(topic, loose, [mutants[DIVIDED]], Questions([check], varied=False), [0], launcher)
    tally.add(beside)
    assert (tally.accepted, tally.is_equivalent, tally.survives) == (1, False, True)
    assert tally.differs == "scaled(3.0, 2.0)"


def test_a_mutant_without_end_is_killed_by_the_check_that_waits_for_it(findings):
    endless = of(findings, ENDLESS)
    assert (endless.accepted, endless.mute, endless.failed["large"], endless.failed["inputs"]) == (0, 0, 2, 0)


def test_a_check_that_decides_nothing_is_reported_and_points_that_no_mutant_can_lose(findings):
    assert [weight.check.name for weight in findings.weights("toys") if weight.decides_nothing] == ["by_one", "inputs"]
    assert "toys: no wrong answer fails `inputs`: it decides nothing." in findings.amiss()
    text = summary(findings, 2, 2)
    assert "| toys | 3 | 2 | 40 | 2 |" in text
    assert "- toys, no mutant fails `by_one`, `inputs`." in text


def test_a_mutant_that_comes_back_from_no_call_says_nothing_of_a_check(toy, topic, checks, mutants, launcher):
    broken = tried(topic, toy, mutants["result = x * factor << 0"], [Checks(checks[:2], 0, secret=False)], launcher)
    assert (broken.accepted, broken.mute, broken.failed.total()) == (0, 1, 0)


def test_mutants_are_not_judged_by_checks_that_the_source_itself_fails(toy, topic, launcher):
    def test_other(student):
        assert student.scaled(2.0, 1.0) == exactly(lambda x, factor: x * factor + 1, 2.0, 1.0)

    check = Check(test_other, ("student",), topic, toy, "other", "It holds.", points=1, public=False, after=None)
    with pytest.raises(
        GraderFault,
        match=r"toys: the source itself, as a student's file, fails `other`: result is 2, and exactly it is 3. ",
    ):
        hold_source(topic, toy, [Checks([check], 0, secret=False)], launcher)


def test_a_fault_of_a_check_names_it_and_the_program_that_met_it(toy, topic, launcher):
    def test_broken(student):
        return student.scaled(2.0, 1.0).shape

    check = Check(test_broken, ("student",), topic, toy, "broken", "It holds.", points=1, public=False, after=None)
    told = (
        "toys, on the source itself: The check broken (tests/test_auditing.py, line {}) cannot be run: AttributeError: "
    )
    line = test_broken.__code__.co_firstlineno + 1
    with pytest.raises(GraderFault, match=re.escape(told.format(line))):
        hold_source(topic, toy, [Checks([check], 0, secret=False)], launcher)


@pytest.mark.parametrize(
    ("curve", "told"),
    [
        (lambda x, factor: 1 / 0, "ZeroDivisionError: division by zero"),
        (lambda x, factor: 3, "its curve is 3, and has"),
    ],
)
def test_a_curve_that_cannot_be_drawn_is_a_fault_of_its_check(checks, curve, told):
    hold_curves(checks)
    with pytest.raises(
        GraderFault, match=rf"^The check by_one \(tests/test_auditing.py, line \d+\) cannot be run: {told}"
    ):
        hold_curves([replace(checks[0], curve=curve)])


@pytest.mark.parametrize(
    ("role", "program", "told"),
    [
        (
            "misconception",
            lambda x, factor: 1 / 0,
            "`wrong` is not told by its name: it fails `by_one`: It raised ZeroDivisionError: division by zero.",
        ),
        (
            "misconception",
            lambda x: x,
            "`wrong` is not told by its name: it fails `by_one`: It raised TypeError: wrong() takes 1 positional ",
        ),
        ("equivalent", lambda x, factor: 2 * x, "`wrong` has to be right (equivalent), and fails `by_one`: result is "),
        (
            "reference",
            lambda x, factor: (x, x),
            "`wrong` has to be right (reference), and fails `by_one`: result should be ",
        ),
    ],
)
def test_a_program_that_is_not_judged_as_it_should_be_is_said_with_the_check_and_what_came(
    toy, topic, checks, role, program, told
):
    program.__name__ = program.__qualname__ = "wrong"
    tally = audited(topic, toy, role, program, Checks(checks, 0, secret=False))
    (sentence,) = Findings([tally], [], {}).amiss()
    assert sentence.startswith(f"toys: {told}")


def test_an_explained_mutant_is_quiet_and_an_explanation_without_one_is_stale(findings):
    told = with_why(findings, DIVIDED)
    assert not told.unexplained
    assert "Explained (killed on 0 of 2 seeds): So it is." in details(told)
    (stale,) = with_why(findings, ENDLESS).stale
    assert stale == ("toys", "scaled", ENDLESS)
    assert any("survives any more" in sentence for sentence in with_why(findings, "no such line").amiss())


def test_explanations_are_read_from_beside_the_source(toy, topic):
    path = Path(inspect.getfile(toy.reference)).with_name("mutants.toml")
    assert explained(topic) == {}
    path.write_text(f'[scaled]\n"{DIVIDED}" = "So it is."')
    assert explained(topic) == {"scaled": {DIVIDED: "So it is."}}
    for text, told in (("[scaled", "is no TOML"), ("scaled = 1", "needs lines"), ('[scaled]\n"a" = ""', "needs lines")):
        path.write_text(text)
        with pytest.raises(BadSource, match=told):
            explained(topic)


def test_margins_are_those_of_the_answers_nearest_to_the_border():
    tallies = [
        Tally("toys", "f", "reference", "f", farthest=0.2),
        Tally("toys", "f", "equivalent", "other", farthest=0.4),
        Tally("toys", "f", "misconception", "wrong", nearest=(70.0, "one")),
        Tally("toys", "f", "mutant", "-a\n+b", nearest=(7.0, "two")),
    ]
    found = Findings(tallies, [], {})
    assert (found.farthest("toys").distance, found.farthest("toys").whose) == (0.4, "other")
    assert (found.nearest("toys").distance, found.nearest("toys").whose) == (7.0, "mutant of f: b")


def test_a_misconception_that_no_check_tells_apart_is_said():
    found = Findings([Tally("toys", "f", "misconception", "wrong", seeds=3, accepted=2, named=1)], [], {})
    assert list(found.amiss()) == ["toys: for 2 of 3 seeds no check fails `wrong`."]


def test_arguments_grow_as_their_sizes_say():
    shapes = {"X": ("n", "T"), "S": ("n", "T + 1")}
    X, S = resized((np.arange(6).reshape(2, 3), np.zeros((2, 4))), shapes, ("X", "S"), "T", 7)
    assert (X.shape, S.shape) == ((2, 7), (2, 8))
    assert X[0].tolist() == [0, 1, 2, 0, 1, 2, 0]
