"""The verdict: shapes and types as a careful teacher counts them, numbers by what rounding can do."""

import ast
from pathlib import Path

import numpy as np
import pytest
import sympy

import autograder
from autograder.judging.compare import rebuild
from autograder.judging.diagnose import diagnose
from autograder.judging.expectation import exactly, exactly_one_of
from autograder.judging.judge import by_one_convention
from autograder.verdict import GraderFault
from autograder.worker.plain import plain


def mean(x):
    result = np.mean(x)
    return result


def halves(x):
    first, second = x / 2, np.sum(x)
    return first, second


def column(x):
    result = x.reshape(-1, 1) / 2
    return result


def listed(x):
    result = [value / 2 for value in x]
    return result


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


@pytest.mark.parametrize(
    ("reference", "value", "right"),
    [
        (column, (X / 2).reshape(3, 1), True),
        (column, (X / 2).reshape(3, 1).tolist(), True),
        (column, [np.array([x / 2]) for x in X], True),  # numpy too makes (3, 1) of them
        (column, X / 2, False),
        (column, (X / 2).tolist(), False),
        (listed, X / 2, True),
        (listed, tuple(X / 2), True),
        (listed, [np.array([x / 2]) for x in X], True),  # three numbers, appended as arrays of one
        (listed, [X[0] / 2, np.array([X[1] / 2]), X[2] / 2], True),
        (listed, [[x / 2] for x in X], False),
        (listed, (X / 2).reshape(3, 1), False),
        (listed, [], False),
    ],
)
def test_a_list_has_the_shape_that_numpy_gives_it(answer, reference, value, right):
    assert (answer(reference, rebuild(plain(value))) == exactly(reference, X)) is right


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (sympy.zoo, "an infinite number"),
        (sympy.oo, "an infinite number"),
        (sympy.nan, "NaN"),
        (sympy.I, "a complex number"),
        (sympy.Symbol("x") + 1, "a SymPy expression"),
    ],
)
def test_what_sympy_calls_infinite_is_not_finite(answer, value, told):
    given = answer(mean, rebuild(plain(value)))
    assert given != exactly(mean, X)
    (diagnosis,) = diagnose(given.exercise, given.judgements, given.known)
    assert told in diagnosis.message


def test_sympy_has_sequences_and_arrays_too(answer):
    assert answer(halves, rebuild(plain(sympy.Tuple(sympy.Array(list(X / 2)), X.sum())))) == exactly(halves, X)
    assert answer(column, rebuild(plain(sympy.Matrix(X / 2)))) == exactly(column, X)
    assert answer(column, rebuild(plain(sympy.ImmutableMatrix(X / 2)))) == exactly(column, X)


def test_whole_numbers_are_rounded_like_all_but_counts_are_not(answer):
    def thirds(x, n_steps):
        for _ in range(n_steps):
            x = x / 3
        return x

    def third(x, y):
        return x / 3 + y / 7

    assert answer(third, 5 * (1 / 3) + 2 * (1 / 7)) == exactly(third, 5, 2)
    assert answer(thirds, 5 / 3 / 3) == exactly(thirds, 5.0, 2)
    assert answer(thirds, 5 / 3) != exactly(thirds, 5.0, 2)


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
        ([[0.05, None, 0.2], 0.7], "first should be an array of shape (3,), but is 3 values, with None among them"),
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


def test_an_answer_keeps_to_one_convention(answer):
    other = X * 3
    for values, verdicts in (
        ((1, 1, 2), (True, True, False)),
        ((2, 2, 1), (True, True, False)),
        ((1, 2), (True, False)),
        ((0, 2), (False, True)),
    ):
        given = answer(mean, None, conventions=(double,))
        for factor, x in zip(values, (X, other, X), strict=False):
            given.value = factor * float(np.mean(x))
            assert (given == exactly(mean, x)) is (factor > 0)
        judged = by_one_convention(given.judgements)
        assert tuple(judgement.agrees for judgement in judged) == verdicts
        if 0 not in values and not all(verdicts):
            assert diagnose(given.exercise, judged, given.known)[-1].name == "mixed_conventions"


def test_single_precision_is_wrong_and_told(answer):
    given = answer(mean, float(np.mean(X.astype(np.float32))))
    assert given != exactly(mean, X)
    (diagnosis,) = diagnose(given.exercise, given.judgements, given.known)
    assert diagnosis.name == "single_precision"


def test_a_rounded_number_is_not_called_single_precision(answer):
    given = answer(mean, float(np.float32(np.mean(X))) + 2.0**-40)
    assert given != exactly(mean, X)
    (diagnosis,) = diagnose(given.exercise, given.judgements, given.known)
    assert diagnosis is None or diagnosis.name != "single_precision"


def test_any_of_several_results_may_be_right(answer):
    assert answer(mean, 5.0) == exactly_one_of(mean, [(np.array([4.0]),), (np.array([5.0]),)])
    assert answer(mean, 4.5) != exactly_one_of(mean, [(np.array([4.0]),), (np.array([5.0]),)])


@pytest.mark.parametrize(
    ("reference", "shape", "broadcast"),
    [
        (listed, (3, 1), True),
        (listed, (3, 3), True),
        (column, (3,), True),
        (listed, (2, 3), False),
        (listed, (1, 3), False),
        (listed, (3, 1, 1), False),
        (listed, (4, 1), False),
        (listed, (4,), False),
        (listed, (), False),
        (column, (3, 3), False),
        (column, (3, 1, 1), False),
        (mean, (2,), False),
        (mean, (3, 1), False),
    ],
)
def test_broadcasting_is_spoken_of_where_it_can_have_happened(answer, reference, shape, broadcast):
    given = answer(reference, np.ones(shape))
    assert given != exactly(reference, X)
    (diagnosis,) = diagnose(given.exercise, given.judgements, given.known)
    assert "should be" in diagnosis.message
    assert ("broadcast" in diagnosis.message) == broadcast


@pytest.mark.parametrize(
    ("value", "told"), [(None, "gave None for the result"), (3.0, "the result should be 2 values, but is a number")]
)
def test_a_view_that_cannot_read_the_answer_is_no_grader_fault(answer, value, told):
    def second(result):
        return result[1]

    given = answer(halves, value).seen_as(second)
    assert given != exactly(halves, X).seen_as(second)
    (diagnosis,) = diagnose(given.exercise, given.judgements, given.known)
    assert told in diagnosis.message


def nested(x):
    first, second, third = x / 2, np.sum(x), 3 * x
    return (first, second), third


@pytest.mark.parametrize("part", [0, 1])
@pytest.mark.parametrize("calls", [1, 2])
def test_a_view_of_another_form_than_the_references_is_told_of_the_whole(answer, part, calls):
    """It took the parts for others, so what it saw has another count and other names."""

    def seen(result):
        return result[part] if calls == 1 else [each[part] for each in result]

    given, wanted = answer(nested, [X / 2, 0.7, 3 * X]), exactly(nested, X)
    if calls == 2:
        given, wanted = given & given, wanted & wanted
    given = given.seen_as(seen)
    assert given != wanted.seen_as(seen)
    (diagnosis,) = diagnose(given.exercise, given.judgements, given.known)
    assert "should be 2 values, but is 3 values" in diagnosis.message
    right = answer(nested, [[X / 2, 0.7], 3 * X, "more"]).seen_as(lambda result: result[0])
    assert right == exactly(nested, X).seen_as(lambda result: result[0])


def test_several_calls_are_judged_together(answer):
    def both(results):
        return {"they are the same": results[0] is results[1] or bool(results[0] == results[1])}

    same, other = answer(mean, 1.0), answer(mean, 2.0)
    wanted = exactly(mean, X) & exactly(mean, X)
    assert (same & same).seen_as(both) == wanted.seen_as(lambda results: {"they are the same": len(results) == 2})
    assert (same & other).seen_as(both) != wanted.seen_as(lambda results: {"they are the same": len(results) == 2})
    assert (answer(mean, X.mean()) & answer(mean, 2 * X.mean())) == exactly(mean, X) & exactly(mean, 2 * X)


def test_a_reference_that_rounding_can_turn_is_a_grader_fault(answer):
    def above(x):
        return 1 if np.sum(x) > 0.3 else 0

    with pytest.raises(GraderFault, match="no exact value"):
        _ = answer(above, 1) == exactly(above, np.array([0.1, 0.2]))


def test_an_answer_is_compared_with_expectations_only(answer):
    with pytest.raises(GraderFault):
        _ = answer(mean, 1.0) == 1.0


ENGINE = Path(autograder.__file__).parent
JUDGING = [*(ENGINE / "judging").glob("*.py"), *(ENGINE / f"{name}.py" for name in ("session", "checking", "call"))]


@pytest.mark.parametrize("path", JUDGING, ids=lambda path: path.stem)
def test_no_hand_picked_tolerance_decides(path):
    """No rtol, no atol, no comparison of other libraries, and no small literal in what leads to a verdict."""
    tree = ast.parse(path.read_text())
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
