"""Checks of backpropagation through time, for numbers and for features."""

import numpy as np

from autograder.checks import check, exactly
from solutions.backpropagation.backpropagation import backward_gradient, backward_gradient_features


def batch(rng, samples, steps, wx=0.9, wRec=1.3):
    """Random inputs, their states under the forward pass, and a random gradient of the loss at the end."""
    X = rng.normal(size=(samples, steps))
    S = np.zeros((samples, steps + 1))
    for k in range(steps):
        S[:, k + 1] = X[:, k] * wx + S[:, k] * wRec
    return X, S, rng.normal(size=samples), wRec


def feature_batch(rng, samples, steps, features, states):
    """The same with `features` inputs and `states` states at each step."""
    X = rng.normal(size=(samples, steps, features))
    W_x, W_rec = rng.normal(size=(features, states)), rng.normal(size=(states, states))
    S = np.zeros((samples, steps + 1, states))
    for k in range(steps):
        S[:, k + 1] = X[:, k] @ W_x + S[:, k] @ W_rec
    return X, S, rng.normal(size=(samples, states)), W_rec


def parameter_gradients(result):
    """The first half of a result."""
    return result[0]


def gradients_over_time(result):
    """The second half of a result."""
    return result[1]


@check(backward_gradient, points=6, public=True)
def test_one_step(student, rng):
    """With a single time step, the parameter gradients are two plain means."""
    X, S, grad_out, wRec = batch(rng, samples=5, steps=1)
    S[:, 0] = rng.normal(size=5)  # a state before the first input, so that wRec's gradient is not zero
    answer = student.backward_gradient(X, S, grad_out, wRec).seen_as(parameter_gradients)
    assert answer == exactly(backward_gradient, X, S, grad_out, wRec).seen_as(parameter_gradients)


@check(backward_gradient, points=10, public=True, after=test_one_step)
def test_every_step_contributes(student, rng):
    """The parameter gradients add up what each time step contributes."""
    arguments = batch(rng, samples=7, steps=4)
    answer = student.backward_gradient(*arguments).seen_as(parameter_gradients)
    assert answer == exactly(backward_gradient, *arguments).seen_as(parameter_gradients)


@check(backward_gradient, points=8)
def test_gradient_at_every_step(student, rng):
    """grad_over_time holds the gradient of the loss with respect to the state at every step."""
    arguments = batch(rng, samples=6, steps=5, wRec=-0.7)
    answer = student.backward_gradient(*arguments).seen_as(gradients_over_time)
    assert answer == exactly(backward_gradient, *arguments).seen_as(gradients_over_time)


@check(backward_gradient, points=4)
def test_single_sample(student, rng):
    """One sample alone is a batch too."""
    arguments = batch(rng, samples=1, steps=3, wRec=0.8)
    assert student.backward_gradient(*arguments) == exactly(backward_gradient, *arguments)


@check(backward_gradient, points=5)
def test_integer_inputs(student, rng):
    """Inputs of zeros and ones, stored as integers, give real gradients."""
    X = rng.integers(0, 2, size=(9, 6))
    X[0] = 1
    S = np.concatenate([np.zeros((9, 1), dtype=X.dtype), np.cumsum(X, axis=1)], axis=1)
    arguments = X, S, rng.normal(size=9), 0.6
    assert student.backward_gradient(*arguments) == exactly(backward_gradient, *arguments)


@check(backward_gradient, points=4, after=test_every_step_contributes)
def test_contributions_that_cancel(student, rng):
    """Samples that almost cancel leave a small gradient, and it is still right."""
    X, S, grad_out, wRec = batch(rng, samples=8, steps=3, wRec=1.1)
    X[4:], S[4:], grad_out[4:] = X[:4] * (1 + 1e-9 * rng.normal(size=(4, 3))), S[:4] + 1e-9, -grad_out[:4]
    answer = student.backward_gradient(X, S, grad_out, wRec).seen_as(parameter_gradients)
    assert answer == exactly(backward_gradient, X, S, grad_out, wRec).seen_as(parameter_gradients)


@check(backward_gradient, points=3)
def test_integer_gradient(student, rng):
    """A gradient at the end that is stored as integers gives real gradients."""
    X, S, _, wRec = batch(rng, samples=6, steps=4, wRec=0.7)
    arguments = X, S, rng.integers(1, 9, size=6), wRec
    assert student.backward_gradient(*arguments) == exactly(backward_gradient, *arguments)


@check(backward_gradient, points=3, after=test_every_step_contributes)
def test_twelve_steps(student, rng):
    """Twelve steps all contribute, and so does a state before the first input that is not zero."""
    X, S, grad_out, wRec = batch(rng, samples=5, steps=12, wRec=-0.9)
    S[:, 0] = rng.normal(size=5)
    assert student.backward_gradient(X, S, grad_out, wRec) == exactly(backward_gradient, X, S, grad_out, wRec)


@check(backward_gradient, points=4)
def test_vanishing_gradients(student, rng):
    """With wRec = 0.1 the early gradients are tiny, but they are not zero."""
    arguments = batch(rng, samples=4, steps=10, wRec=0.1)
    answer = student.backward_gradient(*arguments).seen_as(gradients_over_time)
    assert answer == exactly(backward_gradient, *arguments).seen_as(gradients_over_time)


@check(backward_gradient, points=3, after=test_one_step)
def test_leaves_its_inputs_alone(student, rng):
    """The arrays that the function is given are unchanged after the call."""
    arguments = batch(rng, samples=3, steps=4)
    assert student.backward_gradient(*arguments).inputs == exactly(backward_gradient, *arguments).inputs


@check(backward_gradient_features, points=8, public=True)
def test_one_step_of_features(student, rng):
    """With a single time step, the gradients are matrices of the shapes of W_x and W_rec."""
    X, S, grad_out, W_rec = feature_batch(rng, samples=5, steps=1, features=2, states=3)
    S[:, 0] = rng.normal(size=(5, 3))
    answer = student.backward_gradient_features(X, S, grad_out, W_rec).seen_as(parameter_gradients)
    assert answer == exactly(backward_gradient_features, X, S, grad_out, W_rec).seen_as(parameter_gradients)


@check(backward_gradient_features, points=11, after=test_one_step_of_features)
def test_every_step_of_features_contributes(student, rng):
    """The matrices add up what each time step contributes, feature by feature."""
    arguments = feature_batch(rng, samples=6, steps=4, features=2, states=3)
    answer = student.backward_gradient_features(*arguments).seen_as(parameter_gradients)
    assert answer == exactly(backward_gradient_features, *arguments).seen_as(parameter_gradients)


@check(backward_gradient_features, points=10)
def test_gradient_of_every_state(student, rng):
    """grad_over_time holds the gradient with respect to every state at every step."""
    arguments = feature_batch(rng, samples=4, steps=5, features=3, states=2)
    answer = student.backward_gradient_features(*arguments).seen_as(gradients_over_time)
    assert answer == exactly(backward_gradient_features, *arguments).seen_as(gradients_over_time)


@check(backward_gradient_features, points=6)
def test_more_inputs_than_states(student, rng):
    """Four inputs, one state: the matrices are (4, 1) and (1, 1)."""
    arguments = feature_batch(rng, samples=7, steps=3, features=4, states=1)
    assert student.backward_gradient_features(*arguments) == exactly(backward_gradient_features, *arguments)


@check(backward_gradient_features, points=6)
def test_single_sample_of_features(student, rng):
    """One sample alone is a batch too."""
    arguments = feature_batch(rng, samples=1, steps=2, features=3, states=4)
    assert student.backward_gradient_features(*arguments) == exactly(backward_gradient_features, *arguments)


@check(backward_gradient_features, points=3)
def test_integer_gradient_of_features(student, rng):
    """A gradient at the end that is stored as integers gives real gradients."""
    X, S, _, W_rec = feature_batch(rng, samples=6, steps=3, features=2, states=3)
    arguments = X, S, rng.integers(1, 9, size=(6, 3)), W_rec
    assert student.backward_gradient_features(*arguments) == exactly(backward_gradient_features, *arguments)


@check(backward_gradient_features, points=3, after=test_every_step_of_features_contributes)
def test_twelve_steps_of_features(student, rng):
    """Twelve steps all contribute, and so does a state before the first input that is not zero."""
    X, S, grad_out, W_rec = feature_batch(rng, samples=3, steps=12, features=2, states=2)
    S[:, 0] = rng.normal(size=(3, 2))
    arguments = X, S, grad_out, W_rec
    assert student.backward_gradient_features(*arguments) == exactly(backward_gradient_features, *arguments)


@check(backward_gradient_features, points=3, after=test_one_step_of_features)
def test_features_leave_the_inputs_alone(student, rng):
    """The arrays that the function is given are unchanged after the call."""
    arguments = feature_batch(rng, samples=4, steps=3, features=2, states=3)
    answer = student.backward_gradient_features(*arguments)
    assert answer.inputs == exactly(backward_gradient_features, *arguments).inputs
