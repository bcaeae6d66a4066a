"""Wrong answers to the backpropagation exercises that people really give. The docstrings are what they are told."""

import numpy as np

from autograder.course import misconception
from solutions.backpropagation.backpropagation import backward_gradient, backward_gradient_features


def _grad_over_time(X, grad_out, wRec):
    grad_over_time = np.zeros_like(grad_out * wRec, shape=(X.shape[0], X.shape[1] + 1))
    grad_over_time[:, -1] = grad_out
    for k in range(X.shape[1], 0, -1):
        grad_over_time[:, k - 1] = grad_over_time[:, k] * wRec
    return grad_over_time


def _unfilled(X, grad_out):
    """grad_over_time before the walk back."""
    grad_over_time = np.zeros_like(grad_out * 1.0, shape=(X.shape[0], X.shape[1] + 1, *grad_out.shape[1:]))
    grad_over_time[:, -1] = grad_out
    return grad_over_time


@misconception(of=backward_gradient)
def starting_values(X, S, grad_out, wRec):
    """Everything is what it was at the start: zeros, and grad_out in the last column. Is the walk back there, and does
    it run?"""
    return (0.0, 0.0), _unfilled(X, grad_out)


@misconception(of=backward_gradient)
def last_step_only(X, S, grad_out, wRec):
    """Only the last time step contributes to your parameter gradients. wx and wRec are used at every step, so each
    step adds a term of its own: sum them over all k."""
    grad_over_time = _grad_over_time(X, grad_out, wRec)
    return (np.mean(grad_out * X[:, -1]), np.mean(grad_out * S[:, -2])), grad_over_time


@misconception(of=backward_gradient)
def overwritten_instead_of_accumulated(X, S, grad_out, wRec):
    """Your parameter gradients hold what the first time step contributes and nothing else: the loop overwrites them
    at every step. Add to them (`+=`) instead."""
    grad_over_time = _grad_over_time(X, grad_out, wRec)
    return (np.mean(grad_over_time[:, 1] * X[:, 0]), np.mean(grad_over_time[:, 1] * S[:, 0])), grad_over_time


def _of_the_last_steps(X, S, grad_out, wRec, count):
    """The parameter gradients of the last so many time steps alone."""
    grad_over_time = _grad_over_time(X, grad_out, wRec)
    steps = range(X.shape[1], max(X.shape[1] - count, 0), -1)
    wx_grad = sum(np.mean(grad_over_time[:, k] * X[:, k - 1]) for k in steps)
    wRec_grad = sum(np.mean(grad_over_time[:, k] * S[:, k - 1]) for k in steps)
    return (wx_grad, wRec_grad), grad_over_time


@misconception(of=backward_gradient)
def truncated_after_two_steps(X, S, grad_out, wRec):
    """Only the last two time steps contribute. The loop has to go back to the first step."""
    return _of_the_last_steps(X, S, grad_out, wRec, 2)


@misconception(of=backward_gradient)
def ten_steps_at_most(X, S, grad_out, wRec):
    """Only the last ten time steps contribute. The loop has to go back to the first step, however many there are."""
    return _of_the_last_steps(X, S, grad_out, wRec, 10)


@misconception(of=backward_gradient)
def small_gradients_taken_for_zero(X, S, grad_out, wRec):
    """Where a parameter gradient is small, below about 1e-8, yours is 0. Small is not zero: leave the sum as it is."""
    gradients, grad_over_time = backward_gradient(X, S, grad_out, wRec)
    return tuple(0.0 if np.isclose(gradient, 0) else gradient for gradient in gradients), grad_over_time


@misconception(of=backward_gradient)
def first_state_left_out(X, S, grad_out, wRec):
    """wRec_grad leaves the first time step out. There wRec multiplies S[:, 0], the state before the first input, which
    need not be zero."""
    (wx_grad, wRec_grad), grad_over_time = backward_gradient(X, S, grad_out, wRec)
    return (wx_grad, wRec_grad - np.mean(grad_over_time[:, 1] * S[:, 0])), grad_over_time


@misconception(of=backward_gradient)
def state_of_the_same_step(X, S, grad_out, wRec):
    """wRec_grad pairs the gradient of step k with the state S[:, k] of the same step. wRec multiplies the state
    before it: S_k = S_(k-1) * wRec + X_k * wx, so S[:, k - 1] belongs there."""
    grad_over_time = _grad_over_time(X, grad_out, wRec)
    wx_grad = np.mean(np.sum(grad_over_time[:, 1:] * X, axis=1))
    wRec_grad = np.mean(np.sum(grad_over_time[:, 1:] * S[:, 1:], axis=1))
    return (wx_grad, wRec_grad), grad_over_time


@misconception(of=backward_gradient)
def gradient_one_step_too_early(X, S, grad_out, wRec):
    """The parameter gradients use grad_over_time one column too early: it has been multiplied by wRec once too
    often. Column k of grad_over_time belongs to the state *after* input k, which is X[:, k - 1] in numpy's count."""
    grad_over_time = _grad_over_time(X, grad_out, wRec)
    wx_grad = np.mean(np.sum(grad_over_time[:, :-1] * X, axis=1))
    wRec_grad = np.mean(np.sum(grad_over_time[:, :-1] * S[:, :-1], axis=1))
    return (wx_grad, wRec_grad), grad_over_time


@misconception(of=backward_gradient)
def grad_over_time_unfilled(X, S, grad_out, wRec):
    """grad_over_time still holds zeros before its last column. Write each step's gradient into it: it is part of the
    answer."""
    right, _ = backward_gradient(X, S, grad_out, wRec)
    return right, _unfilled(X, grad_out)


@misconception(of=backward_gradient)
def sum_over_samples(X, S, grad_out, wRec):
    """You add the samples up where their mean is asked for: the parameter gradients are n times too large, with
    n = X.shape[0]."""
    (wx_grad, wRec_grad), grad_over_time = backward_gradient(X, S, grad_out, wRec)
    return (wx_grad * X.shape[0], wRec_grad * X.shape[0]), grad_over_time


@misconception(of=backward_gradient)
def mean_over_time_too(X, S, grad_out, wRec):
    """You take the mean over samples and time. Time steps are added up: every step is another use of the same
    weight. Only the samples are averaged."""
    (wx_grad, wRec_grad), grad_over_time = backward_gradient(X, S, grad_out, wRec)
    return (wx_grad / X.shape[1], wRec_grad / X.shape[1]), grad_over_time


@misconception(of=backward_gradient)
def samples_and_time_confused(X, S, grad_out, wRec):
    """You divide by the number of time steps instead of the number of samples. X has one row for each sample:
    n = X.shape[0]."""
    (wx_grad, wRec_grad), grad_over_time = backward_gradient(X, S, grad_out, wRec)
    factor = X.shape[0]
    return (wx_grad * factor / X.shape[1], wRec_grad * factor / X.shape[1]), grad_over_time


@misconception(of=backward_gradient)
def twenty_samples_always(X, S, grad_out, wRec):
    """You divide by 20, the number of samples in the text's example. The function must work for any number: use
    X.shape[0]."""
    (wx_grad, wRec_grad), grad_over_time = backward_gradient(X, S, grad_out, wRec)
    return (wx_grad * X.shape[0] / 20, wRec_grad * X.shape[0] / 20), grad_over_time


@misconception(of=backward_gradient)
def wrong_sign(X, S, grad_out, wRec):
    """Your parameter gradients have the opposite sign. The minus belongs to the update of the weights, not to the
    gradient."""
    (wx_grad, wRec_grad), grad_over_time = backward_gradient(X, S, grad_out, wRec)
    return (-wx_grad, -wRec_grad), grad_over_time


@misconception(of=backward_gradient)
def wRec_forgotten_on_the_way_back(X, S, grad_out, wRec):
    """The gradient reaches every step unchanged. On its way back over one step it passes through the factor wRec:
    grad_over_time[:, k - 1] = grad_over_time[:, k] * wRec."""
    return backward_gradient(X, S, grad_out, 1.0)


@misconception(of=backward_gradient)
def wx_gradient_from_the_states(X, S, grad_out, wRec):
    """wx_grad is computed from the states. wx multiplies the inputs: its gradient needs X."""
    (_, wRec_grad), grad_over_time = backward_gradient(X, S, grad_out, wRec)
    return (wRec_grad, wRec_grad), grad_over_time


@misconception(of=backward_gradient)
def gradients_swapped(X, S, grad_out, wRec):
    """The two parameter gradients are right but in the wrong order: return (wx_grad, wRec_grad)."""
    (wx_grad, wRec_grad), grad_over_time = backward_gradient(X, S, grad_out, wRec)
    return (wRec_grad, wx_grad), grad_over_time


@misconception(of=backward_gradient)
def integer_truncation(X, S, grad_out, wRec):
    """When X holds integers, your grad_over_time does too, and cuts everything behind the decimal point off:
    np.zeros_like(X) takes over X's dtype. np.zeros((n, T + 1)) makes room for real numbers."""
    grad_over_time = np.zeros_like(X, shape=(X.shape[0], X.shape[1] + 1))
    grad_over_time[:, -1] = grad_out
    for k in range(X.shape[1], 0, -1):
        grad_over_time[:, k - 1] = grad_over_time[:, k] * wRec
    wx_grad = np.mean(np.sum(grad_over_time[:, 1:] * X, axis=1))
    wRec_grad = np.mean(np.sum(grad_over_time[:, 1:] * S[:, :-1], axis=1))
    return (wx_grad, wRec_grad), grad_over_time


@misconception(of=backward_gradient)
def integer_truncation_by_grad_out(X, S, grad_out, wRec):
    """When grad_out holds integers, your grad_over_time does too, and cuts everything behind the decimal point off:
    np.zeros_like(grad_out) takes over its dtype. np.zeros((n, T + 1)) makes room for real numbers."""
    grad_over_time = np.zeros_like(grad_out, shape=(X.shape[0], X.shape[1] + 1))
    grad_over_time[:, -1] = grad_out
    for k in range(X.shape[1], 0, -1):
        grad_over_time[:, k - 1] = grad_over_time[:, k] * wRec
    wx_grad = np.mean(np.sum(grad_over_time[:, 1:] * X, axis=1))
    wRec_grad = np.mean(np.sum(grad_over_time[:, 1:] * S[:, :-1], axis=1))
    return (wx_grad, wRec_grad), grad_over_time


@misconception(of=backward_gradient)
def grad_out_changed_in_place(X, S, grad_out, wRec):
    """grad_out has changed when the function returns: `*=` works on the caller's own
    array. Write `grad = grad * wRec`, or work on a copy."""
    result = backward_gradient(X, S, grad_out.copy(), wRec)
    for _ in range(X.shape[1]):
        grad_out *= wRec
    return result


def _features(X, S, grad_out, W_rec):
    grad_over_time = np.zeros_like(grad_out * 1.0, shape=(X.shape[0], X.shape[1] + 1, grad_out.shape[1]))
    grad_over_time[:, -1] = grad_out
    for k in range(X.shape[1], 0, -1):
        grad_over_time[:, k - 1] = grad_over_time[:, k] @ W_rec.T
    return grad_over_time


def _matrices(inputs, grads):
    """Sum over time of the mean over samples of input^T gradient: (n, T, a) and (n, T, b) to (a, b)."""
    return sum(inputs[:, k].T @ grads[:, k] for k in range(inputs.shape[1])) / len(inputs)


@misconception(of=backward_gradient_features)
def starting_values_of_features(X, S, grad_out, W_rec):
    """Everything is what it was at the start: zeros, and grad_out at the last step. Is the walk back there, and does it
    run?"""
    n_features, n_states = X.shape[2], grad_out.shape[1]
    return (np.zeros((n_features, n_states)), np.zeros((n_states, n_states))), _unfilled(X, grad_out)


@misconception(of=backward_gradient_features)
def features_summed_away(X, S, grad_out, W_rec):
    """The features are summed away: you carried np.sum(np.mean(...)) over from the columns. There the sum had nothing
    left to add; here it adds up all features, and one number is left of a whole matrix. Each feature needs a gradient
    of its own: a product X[:, k - 1].T @ grad."""
    grad_over_time = _features(X, S, grad_out, W_rec)
    Wx_grad = sum(
        np.sum(np.mean(X[:, k - 1, :, None] * grad_over_time[:, k, None, :], axis=0)) for k in range(1, S.shape[1])
    )
    W_rec_grad = sum(
        np.sum(np.mean(S[:, k - 1, :, None] * grad_over_time[:, k, None, :], axis=0)) for k in range(1, S.shape[1])
    )
    return (Wx_grad, W_rec_grad), grad_over_time


@misconception(of=backward_gradient_features)
def last_step_only_features(X, S, grad_out, W_rec):
    """Only the last time step contributes to your matrices. W_x and W_rec are used at every step: add up the terms
    of all k."""
    grad_over_time = _features(X, S, grad_out, W_rec)
    return (X[:, -1].T @ grad_out / len(X), S[:, -2].T @ grad_out / len(X)), grad_over_time


@misconception(of=backward_gradient_features)
def W_rec_not_transposed(X, S, grad_out, W_rec):
    """On the way back the gradient is multiplied by W_rec, but it needs the transpose: from
    S_k = S_(k-1) W_rec follows grad_(k-1) = grad_k W_rec^T. On columns W_rec is one number and nobody notices."""
    grad_over_time = _features(X, S, grad_out, W_rec.T)
    return (_matrices(X, grad_over_time[:, 1:]), _matrices(S[:, :-1], grad_over_time[:, 1:])), grad_over_time


@misconception(of=backward_gradient_features)
def state_of_the_same_step_features(X, S, grad_out, W_rec):
    """W_rec_grad pairs the gradient of step k with the state of the same step. W_rec multiplies the state before it:
    S[:, k - 1] belongs there."""
    grad_over_time = _features(X, S, grad_out, W_rec)
    return (_matrices(X, grad_over_time[:, 1:]), _matrices(S[:, 1:], grad_over_time[:, 1:])), grad_over_time


@misconception(of=backward_gradient_features)
def gradient_one_step_too_early_features(X, S, grad_out, W_rec):
    """The matrices use grad_over_time one step too early: it has passed through W_rec once too often. Step k of
    grad_over_time belongs to the state after input k, which is X[:, k - 1] in numpy's count."""
    grad_over_time = _features(X, S, grad_out, W_rec)
    return (_matrices(X, grad_over_time[:, :-1]), _matrices(S[:, :-1], grad_over_time[:, :-1])), grad_over_time


@misconception(of=backward_gradient_features)
def sum_over_samples_features(X, S, grad_out, W_rec):
    """You add the samples up where their mean is asked for: a matrix product over the samples is a sum, so divide it
    by n = X.shape[0]."""
    (Wx_grad, W_rec_grad), grad_over_time = backward_gradient_features(X, S, grad_out, W_rec)
    return (Wx_grad * len(X), W_rec_grad * len(X)), grad_over_time


@misconception(of=backward_gradient_features)
def gradients_transposed(X, S, grad_out, W_rec):
    """Your matrices are transposed. A gradient has the shape of what it belongs to: W_x is (d, m), so its gradient is
    X[:, k - 1].T @ grad, and not grad.T @ X[:, k - 1]."""
    (Wx_grad, W_rec_grad), grad_over_time = backward_gradient_features(X, S, grad_out, W_rec)
    return (Wx_grad.T, W_rec_grad.T), grad_over_time


@misconception(of=backward_gradient_features)
def elementwise_on_the_way_back(X, S, grad_out, W_rec):
    """On the way back you multiply element by element with the diagonal of W_rec. Each state feeds *all* states of
    the next step: grad_(k-1) is the matrix product grad_k @ W_rec.T."""
    grad_over_time = np.zeros_like(grad_out * 1.0, shape=(X.shape[0], X.shape[1] + 1, grad_out.shape[1]))
    grad_over_time[:, -1] = grad_out
    for k in range(X.shape[1], 0, -1):
        grad_over_time[:, k - 1] = grad_over_time[:, k] * np.diagonal(W_rec)
    return (_matrices(X, grad_over_time[:, 1:]), _matrices(S[:, :-1], grad_over_time[:, 1:])), grad_over_time


@misconception(of=backward_gradient_features)
def grad_over_time_unfilled_features(X, S, grad_out, W_rec):
    """grad_over_time still holds zeros before its last step. Write each step's gradient into it: it is part of the
    answer."""
    right, _ = backward_gradient_features(X, S, grad_out, W_rec)
    return right, _unfilled(X, grad_out)


@misconception(of=backward_gradient_features)
def ten_steps_at_most_features(X, S, grad_out, W_rec):
    """Only the last ten time steps contribute. The loop has to go back to the first step, however many there are."""
    grad_over_time = _features(X, S, grad_out, W_rec)
    X, S, grads = X[:, -10:], S[:, :-1][:, -10:], grad_over_time[:, 1:][:, -10:]
    return (_matrices(X, grads), _matrices(S, grads)), grad_over_time


@misconception(of=backward_gradient_features)
def first_state_left_out_features(X, S, grad_out, W_rec):
    """W_rec_grad leaves the first time step out. There W_rec multiplies S[:, 0], the state before the first input,
    which need not be zero."""
    (Wx_grad, W_rec_grad), grad_over_time = backward_gradient_features(X, S, grad_out, W_rec)
    return (Wx_grad, W_rec_grad - _matrices(S[:, :1], grad_over_time[:, 1:2])), grad_over_time


@misconception(of=backward_gradient_features)
def integer_truncation_features(X, S, grad_out, W_rec):
    """When grad_out holds integers, your grad_over_time does too, and cuts everything behind the decimal point off:
    np.zeros_like(grad_out) takes over its dtype. np.zeros(S.shape) makes room for real numbers."""
    grad_over_time = np.zeros_like(grad_out, shape=S.shape)
    grad_over_time[:, -1] = grad_out
    for k in range(X.shape[1], 0, -1):
        grad_over_time[:, k - 1] = grad_over_time[:, k] @ W_rec.T
    return (_matrices(X, grad_over_time[:, 1:]), _matrices(S[:, :-1], grad_over_time[:, 1:])), grad_over_time


@misconception(of=backward_gradient_features)
def grad_out_changed_in_place_features(X, S, grad_out, W_rec):
    """grad_out has changed when the function returns: the caller's own array was worked on.
    Give the gradient on its way back a name of its own, or work on a copy."""
    result = backward_gradient_features(X, S, grad_out.copy(), W_rec)
    for _ in range(X.shape[1]):
        grad_out[:] = grad_out @ W_rec.T
    return result
