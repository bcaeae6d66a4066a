"""Which wrong answer it is: told by its name, or not at all where another answer of the same exercise speaks against it."""

import functools

import numpy as np
import pytest
import sympy

from autograder import notebook
from autograder.call import Local
from autograder.checking import Checks
from autograder.course import load_topic, served
from autograder.session import collect
from autograder.verdict import Verdict


@functools.cache
def checks_of(topic, seed, public=False):
    """The checks of a topic; what they know is shared, as it is in a cohort."""
    return Checks(collect([load_topic(topic)], public=public), seed, secret=False, with_examples=False)


def told(topic, exercise, program, seed=5, public=False):
    """What is told of the wrong answers of `program`, by check: the name of a mistake, or its shape."""
    checks, known = checks_of(topic, seed, public), load_topic(topic)
    references = {other.name: other.reference for other in known.exercises}
    runs = checks.runs(known.exercise(exercise), Local(known, references | {exercise: program}, checks.known))
    pairs = zip(runs, checks.diagnoses(known.exercise(exercise), runs), strict=True)
    return {run.check.name: (d.name or d.message) if d else "" for run, d in pairs if run.verdict is Verdict.WRONG}


def names(topic):
    """All that has a name of its own."""
    return {program.__name__ for exercise in load_topic(topic).exercises for program in exercise.misconceptions}


def gradient(factor):
    """Of the mean square, with a factor in front that depends on the number of samples."""
    return lambda X, y, beta: factor(len(y)) * X.T @ (X @ beta - y)


def absolute_step(f, x, h=1e-9):
    return (f(x + abs(h)) - f(x)) / abs(h)


def richardson(f, x, h=1e-9):
    return 2 * (f(x + h / 2) - f(x)) / (h / 2) - (f(x + h) - f(x)) / h


def without_remainder(f, x, h=1e-9):
    return (f(x + h) - f(x)) // h


def least_squares(X, y, beta, lr_rate=1e-2, n_steps=5000):
    return np.linalg.lstsq(X.astype(float), y, rcond=None)[0]


def one_error_too_many(train_x, train_y, lr_rate=1e-2, n_steps=100):
    w, b, errors = 0.0, 0.0, []
    for step in range(n_steps + 1):
        residual = w * train_x + b - train_y
        errors.append(np.mean(residual**2))
        if step < n_steps:
            w, b = w - lr_rate * 2 * np.mean(residual * train_x), b - lr_rate * 2 * np.mean(residual)
    return w, b, errors


def line_by_batches(train_x, train_y, lr_rate=1e-2, batch_size=10, n_epochs=1, seed=0):
    """Note the mean of an epoch's errors, one for each epoch."""
    rng, w, b, errors = np.random.default_rng(seed), 0.0, 0.0, []
    for _ in range(n_epochs):
        order, epoch = rng.permutation(len(train_x)), []
        for start in range(0, len(order), batch_size):
            x, y = train_x[order[start : start + batch_size]], train_y[order[start : start + batch_size]]
            error = w * x + b - y
            epoch.append(np.mean(error**2))
            w, b = w - lr_rate * 2 * np.mean(error * x), b - lr_rate * 2 * np.mean(error)
        errors.append(np.mean(epoch))
    return w, b, errors


def backwards(train_x, train_y, batch_size, rng):
    x, y = train_x[::-1], train_y[::-1]
    return [(x[i : i + batch_size], y[i : i + batch_size]) for i in range(0, len(x), batch_size)]


def state_before_the_one_before(X, S, grad_out, wRec):
    (wx_grad, _), grad_over_time = load_topic("backpropagation").exercises[0].reference(X, S, grad_out, wRec)
    steps = range(X.shape[1], 0, -1)
    return (wx_grad, sum(np.mean(grad_over_time[:, k] * S[:, k - 2]) for k in steps)), grad_over_time


def slope(fun, val):
    return load_topic("gradient_descent").exercise("func_gradient").reference(fun, val)


def slope_of_before(fun, val, lr_rate=1e-2, epsilon=1e-5):
    """Stops where the square of the slope is small."""
    n_updates = 0
    while slope(fun, val) ** 2 > epsilon:
        val, n_updates = val - lr_rate * slope(fun, val), n_updates + 1
    return val, n_updates


UNNAMED = [  # wrong answers that some misconception hits by chance, on one check or another
    ("diff_quotient", "diff_quotient", absolute_step),
    ("diff_quotient", "diff_quotient", richardson),
    ("diff_quotient", "diff_quotient", without_remainder),
    ("gradient_descent", "func_gradient", lambda fun, val: abs(slope(fun, val))),
    ("gradient_descent", "gradient_descent", slope_of_before),
    ("regression", "squared_l2_gradient", gradient(lambda n: 4 / n)),
    ("regression", "squared_l2_gradient", gradient(lambda n: 2 / max(n - 1, 1))),
    ("regression", "squared_l2_gradient", gradient(lambda n: 1 / (2 * n))),
    ("regression", "squared_l2_gradient", lambda X, y, beta: abs(2 * X.T @ (X @ beta - y) / len(y))),
    ("regression", "fit", least_squares),
    ("regression", "fit_line", one_error_too_many),
    ("backpropagation", "backward_gradient", state_before_the_one_before),
]


@pytest.mark.parametrize("seed", [2, 5])
@pytest.mark.parametrize(("topic", "exercise", "program"), UNNAMED)
def test_no_misconception_is_told_that_other_answers_refute(topic, exercise, program, seed):
    found = told(topic, exercise, program, seed)
    assert found
    assert not names(topic) & set(found.values()), found


def test_what_is_told_is_true_of_it():
    assert set(told("sgd", "minibatches", backwards).values()) == {"order_reversed"}
    found = told("sgd", "sgd_line", line_by_batches)
    assert names("sgd") & set(found.values()) <= {"one_error_per_epoch"}


@pytest.mark.parametrize("factor", [lambda n: 4 / n, lambda n: 2 / (n - 1), lambda n: 1 / (2 * n), lambda n: 3 / n])
@pytest.mark.parametrize("seed", [0, 1])
def test_public_checks_alone_mistake_no_factor_for_another(factor, seed):
    found = told("regression", "squared_l2_gradient", gradient(factor), seed, public=True)
    assert len(found) == 1
    assert not names("regression") & set(found.values())


@pytest.mark.parametrize("seed", [1, 2, 7])
def test_what_explains_two_answers_is_told_beside_another_mistake(seed):
    """Two curves are in t, where this one sees no slope at all."""

    def signed_slope_in_x(fun, init_point, lr_rate=1e-2, epsilon=1e-5):
        val, n_updates, x = init_point, 0, sympy.Symbol("x")
        slope_at = sympy.lambdify(x, sympy.diff(fun.as_expr(), x))
        while slope_at(val) > epsilon:
            val, n_updates = val - lr_rate * slope_at(val), n_updates + 1
        return val, n_updates

    found = told("gradient_descent", "gradient_descent", signed_slope_in_x, seed)
    assert found["walk_from_the_left"] == "absolute_value_forgotten"
    assert found["walk_down_another_curve"] not in names("gradient_descent")


def test_two_mistakes_that_leave_their_traces_are_both_told():
    def wrong(train_x, train_y, lr_rate=1e-3, n_steps=100):
        """Roots in the errors, by the other convention, and another learning rate by default."""
        w, b, errors = load_topic("regression").exercise("fit_line").reference(train_x, train_y, lr_rate / 2, n_steps)
        return w, b, [error**0.5 for error in errors]

    found = told("regression", "fit_line", wrong)
    assert found["first_error"] == "root_in_errors"

    def slow(X, y, beta, lr_rate=1e-3, n_steps=5000):
        """Another learning rate by default, and the start is overwritten."""
        beta[:] = load_topic("regression").exercise("fit").reference(X, y, beta, lr_rate, n_steps)
        return beta.copy()

    found = told("regression", "fit", slow)
    assert found["defaults_of_the_fit"] == "another_learning_rate_by_default_fit"
    assert found["fit_leaves_its_inputs_alone"] == "start_overwritten"


def test_cancelling_numbers_are_not_single_precision():
    def first_missing(X, y, beta):
        right = 2 * X.T @ (X @ beta - y) / len(y)
        return np.concatenate([[0.0], right[1:]])

    for seed in (2, 5):
        for wrong in (first_missing, gradient(lambda n: 1 / (2 * n)), UNNAMED[8][2]):
            assert "single_precision" not in told("regression", "squared_l2_gradient", wrong, seed).values()


def test_single_precision_is_told_of_every_answer_that_has_it():
    def single(X, y, beta):
        X, y, beta = (array.astype(np.float32) for array in (X, y, beta))
        return 2 * X.T @ (X @ beta - y) / np.float32(len(y))

    found = told("regression", "squared_l2_gradient", single)
    assert set(found.values()) == {"single_precision"}
    assert "cancelling_residuals_in_the_mean_square" in found


def stub_without_its_raise(topic, exercise):
    """What students open, with the line deleted that says it is unanswered."""
    lines = (served().assignments / topic / f"{topic}.py").read_text().splitlines()
    code = "\n".join(line for line in lines if line.strip() != f'raise NotImplementedError("{exercise}")')
    functions = {}
    exec(compile(code, topic, "exec"), functions)
    return functions[exercise]


STARTS = [
    ("regression", "fit_line"),
    ("regression", "fit"),
    ("sgd", "sgd_line"),
    ("backpropagation", "backward_gradient"),
    ("backpropagation", "backward_gradient_features"),
]


@pytest.mark.parametrize("public", [True, False])
@pytest.mark.parametrize(("topic", "exercise"), STARTS)
def test_a_stub_that_has_lost_its_raise_holds_the_starting_values(topic, exercise, public):
    found = told(topic, exercise, stub_without_its_raise(topic, exercise), public=public)
    assert found
    assert all(name.startswith("starting_values") for name in found.values()), found


def quotients(quotient):
    """The right walk, on the slopes of another quotient."""

    def gradient_descent(f, init_point, lr_rate=1e-2, epsilon=1e-5):
        val, n_updates = init_point, 0
        while abs(quotient(f, val)) > epsilon:
            val, n_updates = val - lr_rate * quotient(f, val), n_updates + 1
        return val, n_updates

    return {"diff_quotient": quotient, "gradient_descent": gradient_descent}


@pytest.mark.parametrize("seed", [0, 5])
@pytest.mark.parametrize(
    ("quotient", "name"),
    [
        (lambda f, x, h=1e-9: (f(x) - f(x - h)) / h, "backward_quotient_in_the_descent"),
        (lambda f, x, h=1e-9: (f(x + h) - f(x - h)) / (2 * h), "central_quotient_in_the_descent"),
        (lambda f, x, h=1e-9: (f(x + h / 2) - f(x - h / 2)) / h, "central_quotient_in_the_descent"),
        (lambda f, x, h=1e-9: (f(x + h) - f(x)) / (2 * h), "half_quotient_in_the_descent"),
    ],
)
def test_the_quotient_that_a_right_walk_takes_its_slopes_from_is_told(quotient, name, seed):
    walk = quotients(quotient)["gradient_descent"]
    assert set(told("diff_quotient", "gradient_descent", walk, seed).values()) == {name}


@pytest.mark.parametrize("quotient", [lambda f, x, h=1e-9: 1.5 * (f(x + h) - f(x)) / h, lambda f, x, h=1e-9: f(x) / 0])
def test_a_walk_is_led_back_to_a_function_of_another_exercise_that_is_wrong(quotient):
    topic, checks = load_topic("diff_quotient"), checks_of("diff_quotient", 5)
    results = checks.run(topic, Local(topic, quotients(quotient), checks.known))
    walks = [result for result in results if result.exercise == "gradient_descent"]
    unsure = [result for result in walks if result.verdict in (Verdict.WRONG, Verdict.CRASHED)]
    assert unsure
    assert all("If this comes from your diff_quotient, mend that first" in result.message for result in unsure)
    assert not any("mend that first" in result.message for result in results if result not in unsure)
    shown = notebook.checker("diff_quotient", quotients(quotient))("gradient_descent")
    assert "mend that first" in " ".join(result.message for result in shown.report.results)


def test_a_walk_on_a_right_quotient_is_not_led_back():
    topic, checks = load_topic("diff_quotient"), checks_of("diff_quotient", 5)
    programs = {exercise.name: exercise.reference for exercise in topic.exercises}
    programs["gradient_descent"] = lambda f, init_point, lr_rate=1e-2, epsilon=1e-5: (0.125, 3)
    results = checks.run(topic, Local(topic, programs, checks.known))
    assert any(result.verdict is Verdict.WRONG for result in results)
    assert not any("mend that first" in result.message for result in results)


@pytest.mark.parametrize("topic", ["gradient_descent", "diff_quotient"])
def test_a_test_of_the_slope_before_the_update_is_told(topic):
    *_, exercise = load_topic(topic).exercises
    slope_at = load_topic(topic).exercise(exercise.uses[0]).reference

    def late(fun, val, lr_rate=1e-2, epsilon=1e-5):
        slope, n_updates = slope_at(fun, val), 0
        while abs(slope) > epsilon:
            slope = slope_at(fun, val)
            val, n_updates = val - lr_rate * slope, n_updates + 1
        return val, n_updates

    assert set(told(topic, "gradient_descent", late).values()) == {"slope_of_before_tested"}


def test_the_example_of_a_hidden_check_names_no_misconception_that_others_refute():
    topic = load_topic("diff_quotient")
    checks = Checks(collect([topic]), 5, secret=True, with_examples=False)
    exercise = topic.exercise("diff_quotient")
    results = checks.run_exercise(exercise, Local(topic, {exercise.name: absolute_step}, checks.known))
    (wrong,) = [result for result in results if result.verdict is Verdict.WRONG]
    assert wrong.diagnosis is None
    assert wrong.example
    assert "backward" not in wrong.said
