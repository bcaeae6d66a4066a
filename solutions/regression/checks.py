"""Checks of linear regression: two gradients, a line, and several variables."""

import numpy as np

from autograder.checks import check, exactly
from autograder.checks.tables import (
    cancelling_table,
    line_data,
    slow_line,
    slow_table,
    table,
    uneven_table,
    whole_table,
)
from solutions.regression.regression import fit, fit_line, l2_gradient, squared_l2_gradient


def safe_rate(rng, X):
    """A learning rate at which even the plain sums of this table converge."""
    return float(rng.uniform(0.2, 0.3)) / float(np.sum(np.asarray(X, dtype=float) ** 2))


def only_the_line(result):
    """w and b, without the errors."""
    return result[:2]


def only_errors(result):
    """The errors, without w and b."""
    return result[2]


@check(l2_gradient, points=6, public=True)
def test_gradient_of_the_norm(student, rng):
    """The gradient of the root mean square has one entry for each coefficient, with the right sign and scale."""
    arguments = table(rng, samples=7, features=3)
    assert student.l2_gradient(*arguments) == exactly(l2_gradient, *arguments)


@check(l2_gradient, points=3)
def test_one_feature_of_the_norm(student, rng):
    """With a single feature the gradient is still an array, of shape (1,)."""
    arguments = table(rng, samples=int(rng.integers(9, 14)), features=1)
    assert student.l2_gradient(*arguments) == exactly(l2_gradient, *arguments)


@check(l2_gradient, points=3)
def test_one_sample_of_the_norm(student, rng):
    """A single sample with five features is enough for a gradient."""
    arguments = table(rng, samples=1, features=5)
    assert student.l2_gradient(*arguments) == exactly(l2_gradient, *arguments)


@check(l2_gradient, points=3)
def test_integers_in_the_norm(student, rng):
    """Integers in X, y and beta give the gradient in real numbers."""
    arguments = whole_table(rng, samples=11, features=4)
    assert student.l2_gradient(*arguments) == exactly(l2_gradient, *arguments)


@check(l2_gradient, points=2)
def test_cancelling_residuals_in_the_norm(student, rng):
    """Samples that almost cancel each other leave a tiny gradient, and it is still right."""
    arguments = cancelling_table(rng, samples=5, features=3)
    assert student.l2_gradient(*arguments) == exactly(l2_gradient, *arguments)


@check(l2_gradient, points=2)
def test_uneven_columns_in_the_norm(student, rng):
    """Columns of very different size each get their own entry right."""
    arguments = uneven_table(rng, samples=8, ratio=1e6)
    assert student.l2_gradient(*arguments) == exactly(l2_gradient, *arguments)


@check(l2_gradient, points=1, after=test_gradient_of_the_norm)
def test_norm_leaves_its_inputs_alone(student, rng):
    """X, y and beta are unchanged after the call."""
    arguments = table(rng, samples=5, features=2)
    assert student.l2_gradient(*arguments).inputs == exactly(l2_gradient, *arguments).inputs


@check(squared_l2_gradient, points=6, public=True)
def test_gradient_of_the_mean_square(student, rng):
    """The gradient of the mean square has one entry for each coefficient, with the right sign and scale."""
    arguments = table(rng, samples=11, features=3)  # 2/4 would be 4/n of eight
    assert student.squared_l2_gradient(*arguments) == exactly(squared_l2_gradient, *arguments)


@check(squared_l2_gradient, points=3)
def test_more_features_than_samples(student, rng):
    """Six samples with seven features give a gradient of seven entries."""
    arguments = table(rng, samples=6, features=7)
    assert student.squared_l2_gradient(*arguments) == exactly(squared_l2_gradient, *arguments)


@check(squared_l2_gradient, points=2)
def test_one_sample_of_the_mean_square(student, rng):
    """A single sample with one feature is enough for a gradient, of shape (1,)."""
    arguments = table(rng, samples=1, features=1)
    assert student.squared_l2_gradient(*arguments) == exactly(squared_l2_gradient, *arguments)


@check(squared_l2_gradient, points=3)
def test_integers_in_the_mean_square(student, rng):
    """Integers in X, y and beta give the gradient in real numbers."""
    arguments = whole_table(rng, samples=13, features=5)
    assert student.squared_l2_gradient(*arguments) == exactly(squared_l2_gradient, *arguments)


@check(squared_l2_gradient, points=2)
def test_cancelling_residuals_in_the_mean_square(student, rng):
    """Samples that almost cancel each other leave a tiny gradient, and it is still right."""
    arguments = cancelling_table(rng, samples=5, features=3)
    assert student.squared_l2_gradient(*arguments) == exactly(squared_l2_gradient, *arguments)


@check(squared_l2_gradient, points=2)
def test_uneven_columns_in_the_mean_square(student, rng):
    """Columns of very different size each get their own entry right."""
    arguments = uneven_table(rng, samples=9, ratio=1e6)
    assert student.squared_l2_gradient(*arguments) == exactly(squared_l2_gradient, *arguments)


@check(squared_l2_gradient, points=2, after=test_gradient_of_the_mean_square)
def test_mean_square_leaves_its_inputs_alone(student, rng):
    """X, y and beta are unchanged after the call."""
    arguments = table(rng, samples=6, features=4)
    assert student.squared_l2_gradient(*arguments).inputs == exactly(squared_l2_gradient, *arguments).inputs


@check(fit_line, points=3, public=True)
def test_first_error(student, rng):
    """The first error is the mean square of the residuals at w = b = 0."""
    arguments = *line_data(rng, samples=7), 0.05, 1
    answer = student.fit_line(*arguments).seen_as(only_errors)
    assert answer == exactly(fit_line, *arguments).seen_as(only_errors)


@check(fit_line, points=5, public=True)
def test_one_step_of_the_line(student, rng):
    """One step moves w and b against the gradient, by lr_rate times each of its parts."""
    arguments = *line_data(rng, samples=9), 0.07, 1
    assert student.fit_line(*arguments) == exactly(fit_line, *arguments)


@check(fit_line, points=5)
def test_three_steps_of_the_line(student, rng):
    """Every step starts where the last one ended, and w and b move at the same time."""
    arguments = *line_data(rng, samples=int(rng.integers(11, 15))), float(rng.uniform(0.02, 0.06)), 3
    assert student.fit_line(*arguments) == exactly(fit_line, *arguments)


@check(fit_line, points=3)
def test_ten_steps_of_the_line(student, rng):
    """Ten steps give ten errors, and on negative inputs too."""
    x, y = line_data(rng, samples=8)
    arguments = -x, y, 0.03, 10
    assert student.fit_line(*arguments) == exactly(fit_line, *arguments)


@check(fit_line, points=3)
def test_line_through_one_sample(student, rng):
    """A single sample is a data set too."""
    arguments = *line_data(rng, samples=1), 0.004, 4  # short steps: where residuals vanish, their sums cancel
    assert student.fit_line(*arguments) == exactly(fit_line, *arguments)


@check(fit_line, points=2)
def test_line_through_integers(student, rng):
    """Integers in train_x and train_y give real w, b and errors."""
    arguments = rng.integers(-3, 5, size=10), rng.integers(-9, 10, size=10), 0.03, 2
    assert student.fit_line(*arguments) == exactly(fit_line, *arguments)


@check(fit_line, points=2)
def test_cancelling_targets(student, rng):
    """Targets that almost cancel each other leave w and b close to zero, and they are still right."""
    x, y = line_data(rng, samples=6)
    x = np.concatenate([x, x * (1 + 1e-9 * rng.normal(size=6))])
    arguments = x, np.concatenate([y, -y]), 0.06, 2
    assert student.fit_line(*arguments) == exactly(fit_line, *arguments)


@check(fit_line, points=3)
def test_defaults_of_the_line(student, rng):
    """Without further arguments there are 100 steps, with a learning rate of 0.01."""
    arguments = slow_line(rng, samples=5)
    assert student.fit_line(*arguments) == exactly(fit_line, *arguments)


@check(fit_line, points=2, after=test_three_steps_of_the_line)
def test_more_than_a_hundred_steps(student, rng):
    """n_steps may be larger than 100."""
    arguments = *slow_line(rng, samples=6), 0.012, int(rng.integers(102, 108))
    assert student.fit_line(*arguments) == exactly(fit_line, *arguments)


@check(fit_line, points=2, after=test_three_steps_of_the_line)
def test_small_errors_too(student, rng):
    """All n_steps are taken, also when the errors have become very small."""
    x, y = line_data(rng, samples=1)
    arguments = x, y, 0.4 / float(x[0] ** 2 + 1), 24
    answer = student.fit_line(*arguments).seen_as(only_the_line)
    assert answer == exactly(fit_line, *arguments).seen_as(only_the_line)


@check(fit_line, points=2, after=test_one_step_of_the_line)
def test_line_leaves_its_inputs_alone(student, rng):
    """train_x and train_y are unchanged after the call."""
    arguments = *line_data(rng, samples=7), 0.03, 3
    assert student.fit_line(*arguments).inputs == exactly(fit_line, *arguments).inputs


@check(fit, points=4, public=True)
def test_one_step_of_the_fit(student, rng):
    """One step takes beta from the given start against the gradient."""
    X, y, beta = table(rng, samples=9, features=3)
    arguments = X, y, beta, safe_rate(rng, X), 1
    assert student.fit(*arguments) == exactly(fit, *arguments)


@check(fit, points=4)
def test_two_steps_of_the_fit(student, rng):
    """The second step uses the gradient where the first one ended, for all coefficients at once."""
    X, y, beta = table(rng, samples=8, features=5)
    arguments = X, y, beta, safe_rate(rng, X), 2
    assert student.fit(*arguments) == exactly(fit, *arguments)


@check(fit, points=3)
def test_ten_steps_of_the_fit(student, rng):
    """Ten steps are ten steps, with a column of ones and a start at zero."""
    X, y, _ = table(rng, samples=int(rng.integers(10, 13)), features=4)
    X[:, -1] = 1
    arguments = X, y, np.zeros(4), safe_rate(rng, X), 10
    assert student.fit(*arguments) == exactly(fit, *arguments)


@check(fit, points=3)
def test_fit_from_integers(student, rng):
    """A start that is stored as integers does not keep beta from becoming real."""
    X, y, beta = whole_table(rng, samples=9, features=3)
    arguments = X, y, beta, safe_rate(rng, X), 3
    assert student.fit(*arguments) == exactly(fit, *arguments)


@check(fit, points=2)
def test_fit_of_one_feature(student, rng):
    """A single feature gives a beta of shape (1,)."""
    X, y, beta = table(rng, samples=5, features=1)
    arguments = X, y, beta, safe_rate(rng, X), 3
    assert student.fit(*arguments) == exactly(fit, *arguments)


@check(fit, points=2)
def test_fit_of_one_sample(student, rng):
    """A single sample is a data set too."""
    X, y, beta = table(rng, samples=1, features=4)
    arguments = X, y, beta, safe_rate(rng, X), 3
    assert student.fit(*arguments) == exactly(fit, *arguments)


@check(fit, points=2)
def test_uneven_columns_of_the_fit(student, rng):
    """Columns of very different size each get their own coefficient right."""
    X, y, beta = uneven_table(rng, samples=11, ratio=1e2)
    arguments = X, y, beta, safe_rate(rng, X), 2
    assert student.fit(*arguments) == exactly(fit, *arguments)


@check(fit, points=3, after=test_two_steps_of_the_fit)
def test_defaults_of_the_fit(student, rng):
    """Without further arguments there are 5000 steps, with a learning rate of 0.01."""
    arguments = slow_table(rng)
    assert student.fit(*arguments) == exactly(fit, *arguments)


@check(fit, points=2, after=test_two_steps_of_the_fit)
def test_short_steps_too(student, rng):
    """All n_steps are taken, also when they have become very short."""
    X, y, beta = table(rng, samples=1, features=1)
    arguments = X, y, beta, 0.4 / float(X[0, 0] ** 2), 18
    assert student.fit(*arguments) == exactly(fit, *arguments)


@check(fit, points=3, after=test_one_step_of_the_fit)
def test_fit_leaves_its_inputs_alone(student, rng):
    """X, y and the start beta are unchanged after the call."""
    X, y, beta = table(rng, samples=6, features=2)
    arguments = X, y, beta, safe_rate(rng, X), 2
    assert student.fit(*arguments).inputs == exactly(fit, *arguments).inputs
