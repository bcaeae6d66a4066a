"""5. Backpropagation through time

The lesson is in README.md. Write what each TODO asks for; `make check A=backpropagation` tells how it went.
"""


# %%
import numpy as np


def forward_states(X, wx, wRec):
    """The states of the network: X (n, T) to S (n, T + 1), with zeros in column 0."""
    S = np.zeros((X.shape[0], X.shape[1] + 1))
    for k in range(X.shape[1]):
        S[:, k + 1] = X[:, k] * wx + S[:, k] * wRec
    return S


def loss_gradient(y, t):
    """The gradient, sample by sample, of the squared error between outputs y and targets t, both (n,)."""
    return 2 * (y - t)


# %%
def backward_gradient(X, S, grad_out, wRec):
    """Gradients of the loss with respect to wx, wRec, and every state.

    X: inputs, shape (n, T).
    S: states, shape (n, T + 1); S[:, k] follows from S[:, k - 1] and X[:, k - 1].
    grad_out: gradient of the loss at the last state, shape (n,).
    wRec: the recurrent weight, a number.

    Returns ((wx_grad, wRec_grad), grad_over_time): two numbers, each the mean over the samples of the sum over
    time, and an array of shape (n, T + 1) whose column k is the gradient at S[:, k].
    """
    # zeros of the type that grad_out * 1.0 has: whole numbers that are given must not make gradients whole
    grad_over_time = np.zeros_like(grad_out * 1.0, shape=(X.shape[0], X.shape[1] + 1))
    grad_over_time[:, -1] = grad_out
    wx_grad = 0.0
    wRec_grad = 0.0
    # TODO: walk back from the last step to the first; fill grad_over_time, add to both gradients
    raise NotImplementedError("backward_gradient")
    return (wx_grad, wRec_grad), grad_over_time


# %%
def backward_gradient_features(X, S, grad_out, W_rec):
    """Gradients of the loss with respect to W_x, W_rec, and every state, for several features.

    X: inputs, shape (n, T, d).
    S: states, shape (n, T + 1, m).
    grad_out: gradient of the loss at the last state, shape (n, m).
    W_rec: the recurrent weights, shape (m, m).

    Returns ((Wx_grad, W_rec_grad), grad_over_time): matrices of shapes (d, m) and (m, m), each the mean over the
    samples of the sum over time, and an array of shape (n, T + 1, m).
    """
    n_samples, n_steps, n_features = X.shape
    n_states = grad_out.shape[1]
    grad_out = grad_out * 1.0  # whole numbers that are given must not make gradients whole
    grad_over_time = np.zeros_like(grad_out, shape=(n_samples, n_steps + 1, n_states))
    grad_over_time[:, -1] = grad_out
    Wx_grad = np.zeros_like(grad_out, shape=(n_features, n_states))
    W_rec_grad = np.zeros_like(grad_out, shape=(n_states, n_states))
    # TODO: the same walk back, now with matrices; mind which one has to be transposed
    raise NotImplementedError("backward_gradient_features")
    return (Wx_grad, W_rec_grad), grad_over_time
