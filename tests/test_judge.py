"""The verdict: shapes and types as a careful teacher counts them, numbers by what rounding can do."""

import ast
from pathlib import Path

import numpy as np
import pytest

import autograder
from autograder.compare import rebuild
from autograder.diagnose import diagnose
from autograder.judge import exactly, exactly_one_of
from autograder.verdict import GraderFault
from autograder.worker.plain import plain


def mean(x):
    result = np.mean(x)
    return result


def halves(x):
    first, second = x / 2, np.sum(x)
    return first, second


def double(x):
    return 2 * mean(x)


def off_by_ten(x):
    """You are ten off."""
    return mean(x) + 10


def truncated(x):
    """You cut the digits off."""
    return mean(x.astype(int))


X = np.array([0.1, 0.2, 0.4])


@pytest.mark.parametrize("value", [np.mean(X), 0.7 / 3, np.array(0.7 / 3), np.array([0.7 / 3]), [0.7 / 3]])
def test_one_number_in_any_dress_is_right(answer, value):
    assert answer(mean, rebuild(plain(value))) == exactly(mean, X)


@pytest.mark.parametrize(
    "value",
    [0.2333, None, True, "0.2333", 1 + 0j, float("nan"), float("inf"), [], [0.7 / 3, 0.7 / 3], np.array([[0.7 / 3]])],
)
def test_what_is_no_such_number_is_wrong(answer, value):
    assert answer(mean, rebuild(plain(value))) != exactly(mean, X)


def test_one_unit_in_the_last_place_is_right_and_a_thousand_are_not(answer):
    value = float(np.mean(X))
    assert answer(mean, float(np.nextafter(value, 1))) == exactly(mean, X)
    assert answer(mean, value + 1000 * float(np.spacing(value))) != exactly(mean, X)


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (
            [np.array([[0.05], [0.1], [0.2]]), 0.7],
            "first should be an array of shape (3,), but is an array of shape (3, 1)",
        ),
        ([X / 2, None], "gave None for second"),
        ([X / 2, float("nan")], "NaN (not a number) in second. Look"),
        ([X / 2], "the result should be 2 values, but is 1 value"),
        (
            [X / 2, -0.7000000000000001],
            "Right: first. Wrong: second. Everything wrong in second is right but for the sign.",
        ),
        ([X, 0.7], "first is exactly twice what it should be"),
        ([np.array([0.05, 0.1, 0.7]), 0.7], "In first, 1 of 3 entries are wrong: [2]"),
        ([X / 2, 2.1], "3 times too large, and 3 is x.shape[0]: a mean is missing"),
    ],
)
def test_a_wrong_form_is_told_by_name(answer, value, told):
    given = answer(halves, value)
    assert given != exactly(halves, X)
    (diagnosis,) = diagnose(given.exercise, given.judgements, given.known)
    assert told in diagnosis.message


def test_shifts_and_transposes_are_seen(answer):
    def table(x):
        result = np.outer(x, x + 1)
        return result

    x = np.array([1.0, 2.5, 4.0, 7.5, 9.0])
    for value, told in (
        (np.outer(x + 1, x), "transposed"),
        (np.roll(np.outer(x, x + 1), 1, axis=0), "one place too late"),
    ):
        given = answer(table, value)
        assert given != exactly(table, x)
        (diagnosis,) = diagnose(given.exercise, given.judgements, given.known)
        assert told in diagnosis.message


def test_a_misconception_is_told_by_its_name(answer):
    given = answer(mean, float(np.mean(X)) + 10, misconceptions=(truncated, off_by_ten))
    assert given != exactly(mean, X)
    (diagnosis,) = diagnose(given.exercise, given.judgements, given.known)
    assert (diagnosis.name, diagnosis.message) == ("off_by_ten", "You are ten off.")


def test_a_mistake_that_balls_do_not_have_is_told_too(answer):
    given = answer(mean, 0.0, misconceptions=(truncated,))
    assert given != exactly(mean, X)
    (diagnosis,) = diagnose(given.exercise, given.judgements, given.known)
    assert diagnosis.name == "truncated"


def test_a_convention_is_right(answer):
    given = answer(mean, 2 * float(np.mean(X)), conventions=(double,))
    assert given == exactly(mean, X)


def test_single_precision_is_wrong_and_told(answer):
    given = answer(mean, float(np.mean(X.astype(np.float32))))
    assert given != exactly(mean, X)
    (diagnosis,) = diagnose(given.exercise, given.judgements, given.known)
    assert diagnosis.name == "single_precision"


def test_any_of_several_results_may_be_right(answer):
    assert answer(mean, 5.0) == exactly_one_of(mean, [(np.array([4.0]),), (np.array([5.0]),)])
    assert answer(mean, 4.5) != exactly_one_of(mean, [(np.array([4.0]),), (np.array([5.0]),)])


def test_a_view_that_cannot_read_the_answer_is_no_grader_fault(answer):
    def second(result):
        return result[1]

    assert answer(halves, 3.0).seen_as(second) != exactly(halves, X).seen_as(second)


def test_a_reference_that_rounding_can_turn_is_a_grader_fault(answer):
    def above(x):
        return 1 if np.sum(x) > 0.3 else 0

    with pytest.raises(GraderFault, match="no exact value"):
        _ = answer(above, 1) == exactly(above, np.array([0.1, 0.2]))


def test_an_answer_is_compared_with_expectations_only(answer):
    with pytest.raises(GraderFault):
        _ = answer(mean, 1.0) == 1.0


JUDGING = ("ball", "affine", "target", "compare", "judge", "diagnose", "patterns", "session", "call")


@pytest.mark.parametrize("module", JUDGING)
def test_no_hand_picked_tolerance_decides(module):
    """No rtol, no atol, no comparison of other libraries, and no small literal in what leads to a verdict."""
    tree = ast.parse((Path(autograder.__file__).parent / f"{module}.py").read_text())
    names = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    names |= {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    names |= {node.arg for node in ast.walk(tree) if isinstance(node, ast.keyword) and node.arg}
    assert not names & {
        "rtol",
        "atol",
        "isclose",
        "allclose",
        "assert_allclose",
        "approx",
        "round",
        "rel_tol",
        "abs_tol",
    }
    floats = {n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, float)}
    assert not [value for value in floats if 0 < value < 0.01]
