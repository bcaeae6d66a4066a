"""The course itself: every program of it is judged as it should be, and what students open is what was generated."""

import importlib
import inspect
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
import sympy

from autograder import publish
from autograder.audit import audit_topic
from autograder.call import Local
from autograder.checking import Checks
from autograder.course import load_topic, sources, topic_names
from autograder.exercise import Course
from autograder.judging.target import exact_target
from autograder.patience import MOST_GIVEN_UP
from autograder.session import collect
from autograder.stub import without_solutions
from autograder.verdict import BadSource, Verdict
from tests.places import ASSIGNMENTS

NAMES = {  # of the first week; other topics are found by their folders
    "gradient_descent": {
        "derivative": "(fun)",
        "func_gradient": "(fun, val)",
        "gradient_descent": "(fun, init_point, lr_rate=0.01, epsilon=1e-05)",
    },
    "diff_quotient": {
        "diff_quotient": "(f, x, h=1e-09)",
        "gradient_descent": "(f, init_point, lr_rate=0.01, epsilon=1e-05)",
    },
    "regression": {
        "l2_gradient": "(X, y, beta)",
        "squared_l2_gradient": "(X, y, beta)",
        "fit_line": "(train_x, train_y, lr_rate=0.01, n_steps=100)",
        "fit": "(X, y, beta, lr_rate=0.01, n_steps=5000)",
    },
    "sgd": {
        "minibatches": "(train_x, train_y, batch_size, rng)",
        "sgd_line": "(train_x, train_y, lr_rate=0.01, batch_size=10, n_epochs=1, seed=0)",
    },
    "backpropagation": {
        "backward_gradient": "(X, S, grad_out, wRec)",
        "backward_gradient_features": "(X, S, grad_out, W_rec)",
    },
}
EXERCISES = [(topic, name) for topic, exercises in NAMES.items() for name in exercises]


def test_topics_come_in_the_order_of_their_numbers():
    assert [name for name in topic_names() if name in NAMES] == list(NAMES)


def test_a_topic_may_be_the_zeroth_and_one_without_a_number_is_the_last(tmp_path):
    for name, title in (("a", "no number"), ("b", "1. One"), ("c", "0. Before")):
        (tmp_path / "solutions" / name).mkdir(parents=True)
        (tmp_path / "solutions" / name / f"{name}.py").write_text(f"# # {title}\n")
    assert [source.stem for source in sources(Course(tmp_path))] == ["c", "b", "a"]


@pytest.mark.parametrize("topic", NAMES)
def test_names_and_signatures_are_those_that_students_know(topic):
    found = {exercise.name: str(inspect.signature(exercise.reference)) for exercise in load_topic(topic).exercises}
    assert found == NAMES[topic]


@pytest.mark.parametrize(("topic", "name"), EXERCISES)
def test_every_exercise_has_enough_right_and_wrong_answers(topic, name):
    exercise = load_topic(topic).exercise(name)
    assert len(exercise.equivalents) >= 4
    assert len(exercise.misconceptions) >= 6
    assert all(inspect.getdoc(program) for program in exercise.misconceptions)
    programs = [*exercise.equivalents, *exercise.conventions, *exercise.misconceptions]
    assert len({program.__name__ for program in programs}) == len(programs)


@pytest.mark.parametrize("topic", topic_names())
def test_right_programs_pass_and_misconceptions_are_named(topic):
    amiss = [tally for tally in audit_topic(topic, [1]) if not tally.as_it_should_be]
    assert not [(tally.exercise, tally.name, dict(tally.misnamed)) for tally in amiss]


@pytest.mark.parametrize("topic", topic_names())
def test_the_points_of_a_topic_are_a_hundred(topic):
    seen = collect([load_topic(topic)])
    assert sum(check.points for check in seen) == 100
    for exercise in load_topic(topic).exercises:
        assert any(check.public for check in seen if check.exercise is exercise)
        assert any(not check.public for check in seen if check.exercise is exercise)
        assert sum(check.exercise is exercise for check in seen) <= MOST_GIVEN_UP  # so that each is tried


def exact(array):
    """Floats as fractions, in an array of objects."""
    fractions = np.empty(array.shape, dtype=object)
    fractions.reshape(-1)[:] = [Fraction(x) for x in array.ravel().tolist()]
    return fractions


def test_the_exact_value_is_exact():
    """Rational arithmetic, an oracle of another kind, gives the very midpoints of the balls."""
    rng = np.random.default_rng(0)
    X, S, grad = rng.normal(size=(4, 3)), rng.normal(size=(4, 4)), rng.normal(size=4)
    reference = load_topic("backpropagation").exercise("backward_gradient").reference
    target = exact_target(reference, (X, S, grad, 0.7), None, False, 53)
    (wx_grad, wRec_grad), over_time = reference(exact(X), exact(S), exact(grad), Fraction(0.7))
    for part, value in zip(target.parts[0].parts, (wx_grad, wRec_grad), strict=True):
        assert abs(Fraction(float(part.exact.mid())) - Fraction(value)) <= abs(Fraction(value)) / 2**52
    for part, value in zip(target.parts[1].exact.flat, over_time.flat, strict=True):
        assert abs(Fraction(float(part.mid())) - value) <= abs(value) / 2**52


def test_what_students_open_is_what_solutions_generate():
    assert not publish.stale(publish.publish())


def test_no_solution_is_left_in_what_students_open():
    for path, content in publish.publish().items():
        if ASSIGNMENTS in path.parents and path.suffix != ".svg":
            assert b"SOLUTION" not in content
    stub = (ASSIGNMENTS / "sgd" / "sgd.py").read_text()
    assert stub.count("# TODO: ") == stub.count("raise NotImplementedError(") == 2
    assert "permutation" not in stub


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("def f():\n    # BEGIN SOLUTION: go\n    pass", "does not end"),
        ("def f():\n    pass\n    # END SOLUTION", "has not begun"),
        ("def f():\n    # BEGIN SOLUTION: a\n    # BEGIN SOLUTION: b\n    # END SOLUTION", "inside of a solution"),
    ],
)
def test_marks_that_do_not_pair_up_are_said(code, told, tmp_path):
    with pytest.raises(BadSource, match=told):
        without_solutions(code, tmp_path)


def test_what_depends_on_a_failed_check_is_skipped_and_not_called_wrong():
    topic = load_topic("backpropagation")
    exercise = topic.exercise("backward_gradient")
    (wrong,) = [program for program in exercise.misconceptions if program.__name__ == "sum_over_samples"]
    checks = Checks(collect([topic]), 0, secret=True)
    results = checks.run_exercise(exercise, Local(topic, {exercise.name: wrong}, checks.known))
    found = {result.check: result for result in results}
    assert found["one_step"].verdict is Verdict.WRONG
    assert found["every_step_contributes"].verdict is Verdict.SKIPPED
    assert found["every_step_contributes"].earned == 0
    assert found["one_step"].sentence in found["every_step_contributes"].message
    assert found["gradient_at_every_step"].verdict is Verdict.PASSED


def results_of(topic_name, exercise_name, program, seed=0):
    """The results of an exercise's checks by their names, with `program` in the student's place."""
    topic = load_topic(topic_name)
    programs = {e.name: e.reference for e in topic.exercises} | {exercise_name: program}
    checks = Checks(collect([topic]), seed, secret=False, with_examples=False)
    results = checks.run_exercise(topic.exercise(exercise_name), Local(topic, programs, checks.known))
    return {result.check: result for result in results}


def test_one_convention_has_to_hold_for_the_whole_exercise():
    def changing(X, y, beta):
        return (1 if len(y) == 1 else 2) * X.T @ (X @ beta - y) / len(y)

    found = results_of("regression", "squared_l2_gradient", changing)
    wrong = [name for name, result in found.items() if result.verdict is not Verdict.PASSED]
    assert wrong == ["one_sample_of_the_mean_square"]
    assert found[wrong[0]].diagnosis == "mixed_conventions"


def test_nested_lists_are_matrices():
    reference = load_topic("backpropagation").exercise("backward_gradient_features").reference

    def in_lists(X, S, grad_out, W_rec):
        (Wx_grad, W_rec_grad), grad_over_time = reference(X, S, grad_out, W_rec)
        return [[Wx_grad.tolist(), W_rec_grad.tolist()], grad_over_time.tolist()]

    found = results_of("backpropagation", "backward_gradient_features", in_lists)
    assert {result.verdict for result in found.values()} == {Verdict.PASSED}


def test_a_column_of_errors_is_no_vector():
    reference = load_topic("regression").exercise("fit_line").reference

    def column(train_x, train_y, lr_rate=1e-2, n_steps=100):
        w, b, errors = reference(train_x, train_y, lr_rate, n_steps)
        return w, b, [[error] for error in errors]

    found = results_of("regression", "fit_line", column)
    assert found["one_step_of_the_line"].verdict is Verdict.WRONG
    assert "(1, 1)" in found["one_step_of_the_line"].example


def test_the_given_code_takes_polynomials_and_whole_numbers():
    module = importlib.import_module("solutions.gradient_descent.gradient_descent")
    x = sympy.Symbol("x")
    assert module.as_function(sympy.poly(x**2 + 2 * x, x), x)(3) == 15
    assert module.as_function(sympy.diff(sympy.poly(x**2 + 2 * x, x), x), x)(3) == 8
    features = load_topic("backpropagation").exercise("backward_gradient_features").reference
    X, S, grad_out = np.array([[[1, 2]]]), np.array([[[3], [0]]]), np.array([[10]])
    (Wx_grad, _), grad_over_time = features(X, S, grad_out, np.array([[0.25]]))
    assert Wx_grad.tolist() == [[10.0], [20.0]]
    assert grad_over_time.tolist() == [[[2.5], [10.0]]]


def test_a_check_that_compares_nothing_is_a_grader_fault():
    def nothing(student):
        student.diff_quotient(lambda x: x, 1.0)

    topic = load_topic("diff_quotient")
    checks = Checks([replace(c, test=nothing, wants=("student",)) for c in collect([topic])], 0, secret=True)
    student = Local(topic, {e.name: e.reference for e in topic.exercises}, checks.known)
    assert {result.verdict for result in checks.run(topic, student)} == {Verdict.GRADER_FAULT}


@pytest.mark.parametrize("digits", [4, 7])
@pytest.mark.parametrize("seed", range(4))
def test_a_formula_whose_numbers_are_rounded_is_wrong_whatever_the_seed(digits, seed):
    found = results_of("gradient_descent", "derivative", lambda fun: fun.as_expr().diff().evalf(digits), seed)
    assert {result.verdict for result in found.values()} == {Verdict.WRONG}
    told = {result.diagnosis or result.said for result in found.values()}
    assert all("rounded" in words for words in told), told
