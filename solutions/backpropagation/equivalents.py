"""Right answers to the backpropagation exercises that round differently from the reference."""

import numpy as np

from autograder.course import equivalent
from solutions.backpropagation.backpropagation import backward_gradient, backward_gradient_features


@equivalent(of=backward_gradient)
def notes_matmul(X, S, grad_out, wRec):
    """The student's answer of the notes: a matrix product of the two columns."""
    grad_over_time = np.zeros((X.shape[0], X.shape[1] + 1))
    grad_over_time[:, -1] = grad_out
    wx_grad = 0
    wRec_grad = 0
    for k in reversed(range(0, X.shape[1])):
        wx_grad += (grad_over_time[:, k + 1] @ X[:, k].T) / X.shape[0]
        wRec_grad += (grad_over_time[:, k + 1] @ S[:, k].T) / S.shape[0]
        grad_over_time[:, k] = grad_over_time[:, k + 1] * wRec
    return (wx_grad, wRec_grad), grad_over_time


@equivalent(of=backward_gradient)
def notes_official(X, S, grad_out, wRec):
    """The official answer of the notes: products, their mean, and a sum that has nothing left to add."""
    grad_over_time = np.zeros((X.shape[0], X.shape[1] + 1))
    grad_over_time[:, -1] = grad_out
    wx_grad = 0
    wRec_grad = 0
    for k in range(X.shape[1], 0, -1):
        wx_grad += np.sum(np.mean(grad_over_time[:, k] * X[:, k - 1], axis=0))
        wRec_grad += np.sum(np.mean(grad_over_time[:, k] * S[:, k - 1]), axis=0)
        grad_over_time[:, k - 1] = grad_over_time[:, k] * wRec
    return (wx_grad, wRec_grad), grad_over_time


@equivalent(of=backward_gradient)
def einsum_at_once(X, S, grad_out, wRec):
    """All gradients first, then one sum over samples and time."""
    n_samples, n_steps = X.shape
    grad_over_time = np.empty((n_samples, n_steps + 1))
    grad_over_time[:, n_steps] = grad_out
    for k in range(n_steps, 0, -1):
        grad_over_time[:, k - 1] = wRec * grad_over_time[:, k]
    wx_grad = np.einsum("ij,ij->", grad_over_time[:, 1:], X) / n_samples
    wRec_grad = np.einsum("ij,ij->", grad_over_time[:, 1:], S[:, :-1]) / n_samples
    return (wx_grad, wRec_grad), grad_over_time


@equivalent(of=backward_gradient)
def powers_of_wRec(X, S, grad_out, wRec):
    """No recursion: the gradient k steps before the end is grad_out times wRec to the power of k."""
    powers = wRec ** np.arange(X.shape[1], -1, -1)
    grad_over_time = np.outer(grad_out, powers)
    wx_grad = np.mean(np.sum(grad_over_time[:, 1:] * X, axis=1))
    wRec_grad = np.mean(np.sum(grad_over_time[:, 1:] * S[:, :-1], axis=1))
    return (wx_grad, wRec_grad), grad_over_time


@equivalent(of=backward_gradient)
def plain_loops(X, S, grad_out, wRec):
    """Python numbers and lists, sample by sample."""
    n_samples, n_steps = X.shape
    wx_grad = wRec_grad = 0.0
    grad_over_time = []
    for x, s, grad in zip(X.tolist(), S.tolist(), grad_out.tolist(), strict=True):
        row = [grad]
        for k in range(n_steps - 1, -1, -1):
            wx_grad += row[0] * x[k] / n_samples
            wRec_grad += row[0] * s[k] / n_samples
            row.insert(0, row[0] * wRec)
        grad_over_time.append(row)
    return (wx_grad, wRec_grad), grad_over_time


@equivalent(of=backward_gradient)
def in_long_double(X, S, grad_out, wRec):
    """More digits than needed on the way, rounded at the end; and lists where tuples are asked for."""
    X, S, grad = X.astype(np.longdouble), S.astype(np.longdouble), grad_out.astype(np.longdouble)
    columns, wx_grad, wRec_grad = [grad], np.longdouble(0), np.longdouble(0)
    for k in range(X.shape[1], 0, -1):
        wx_grad += np.dot(X[:, k - 1], columns[0]) / len(X)
        wRec_grad += np.dot(S[:, k - 1], columns[0]) / len(X)
        columns.insert(0, columns[0] * np.longdouble(wRec))
    return [[float(wx_grad), float(wRec_grad)], np.column_stack(columns).astype(float)]


@equivalent(of=backward_gradient_features)
def einsum_features(X, S, grad_out, W_rec):
    """One einsum over samples and time for each matrix."""
    n_samples, n_steps, _ = X.shape
    grad_over_time = np.zeros(S.shape)
    grad_over_time[:, -1] = grad_out
    for k in range(n_steps, 0, -1):
        grad_over_time[:, k - 1] = np.einsum("im,lm->il", grad_over_time[:, k], W_rec)
    Wx_grad = np.einsum("ikd,ikm->dm", X, grad_over_time[:, 1:]) / n_samples
    W_rec_grad = np.einsum("ikl,ikm->lm", S[:, :-1], grad_over_time[:, 1:]) / n_samples
    return (Wx_grad, W_rec_grad), grad_over_time


@equivalent(of=backward_gradient_features)
def mean_of_outer_products(X, S, grad_out, W_rec):
    """The mean, over the samples, of each sample's outer product: what sum(mean(...)) was meant to be."""
    n_steps = X.shape[1]
    grads = [grad_out]
    Wx_grad, W_rec_grad = 0, 0
    for k in range(n_steps, 0, -1):
        Wx_grad = Wx_grad + np.mean(X[:, k - 1, :, None] * grads[0][:, None, :], axis=0)
        W_rec_grad = W_rec_grad + np.mean(S[:, k - 1, :, None] * grads[0][:, None, :], axis=0)
        grads.insert(0, grads[0] @ W_rec.T)
    return (Wx_grad, W_rec_grad), np.stack(grads, axis=1)


@equivalent(of=backward_gradient_features)
def powers_of_W_rec(X, S, grad_out, W_rec):
    """Powers of the transposed W_rec instead of recursion."""
    n_samples, n_steps, _ = X.shape
    grads = [grad_out @ np.linalg.matrix_power(W_rec.T, n_steps - k) for k in range(n_steps + 1)]
    Wx_grad = sum(X[:, k].T @ grads[k + 1] for k in range(n_steps)) / n_samples
    W_rec_grad = sum(S[:, k].T @ grads[k + 1] for k in range(n_steps)) / n_samples
    return (Wx_grad, W_rec_grad), np.stack(grads, axis=1)


@equivalent(of=backward_gradient_features)
def samples_one_by_one(X, S, grad_out, W_rec):
    """A loop over samples around the loop over time, and the division in the loop."""
    n_samples, n_steps, n_features = X.shape
    Wx_grad = np.zeros((n_features, W_rec.shape[0]))
    W_rec_grad = np.zeros(W_rec.shape)
    grad_over_time = np.zeros((n_samples, n_steps + 1, W_rec.shape[0]))
    for i in range(n_samples):
        grad = grad_over_time[i, n_steps] = grad_out[i]
        for k in reversed(range(n_steps)):
            Wx_grad += np.outer(X[i, k], grad) / n_samples
            W_rec_grad += np.outer(S[i, k], grad) / n_samples
            grad = grad_over_time[i, k] = np.dot(W_rec, grad)
    return (Wx_grad, W_rec_grad), grad_over_time


@equivalent(of=backward_gradient_features)
def tensordot_features(X, S, grad_out, W_rec):
    """tensordot over samples and time at once, and the gradients written into a list backwards."""
    grads = [grad_out / len(X)]
    for _ in range(X.shape[1]):
        grads.append(np.matmul(W_rec, grads[-1][..., None])[..., 0])
    mean_grads = np.swapaxes(np.array(grads[::-1]), 0, 1)
    Wx_grad = np.tensordot(X, mean_grads[:, 1:], axes=([0, 1], [0, 1]))
    W_rec_grad = np.tensordot(S[:, :-1], mean_grads[:, 1:], axes=([0, 1], [0, 1]))
    return (Wx_grad, W_rec_grad), mean_grads * len(X)
