import numpy as np


def backward_gradient(X, S, grad_out, wRec):
    grad_over_time = np.zeros((X.shape[0], X.shape[1] + 1))
    grad_over_time[:, -1] = grad_out
    wx_grad = 0
    wRec_grad = 0
    for k in range(X.shape[1], 0, -1):
        wx_grad += np.sum(np.mean(grad_over_time[:, k] * X[:, k - 1], axis=0))
        wRec_grad += np.sum(np.mean(grad_over_time[:, k] * S[:, k - 1]), axis=0)
        grad_over_time[:, k - 1] = grad_over_time[:, k] * wRec
    return (wx_grad, wRec_grad), grad_over_time


def backward_gradient_features(X, S, grad_out, W_rec):
    # the habit from above, on data where it is one no longer
    grad_over_time = np.zeros((X.shape[0], X.shape[1] + 1, grad_out.shape[1]))
    grad_over_time[:, -1] = grad_out
    Wx_grad = 0
    W_rec_grad = 0
    for k in range(X.shape[1], 0, -1):
        grad = grad_over_time[:, k]
        Wx_grad += np.sum(np.mean(X[:, k - 1, :, None] * grad[:, None, :], axis=0))
        W_rec_grad += np.sum(np.mean(S[:, k - 1, :, None] * grad[:, None, :], axis=0))
        grad_over_time[:, k - 1] = grad @ W_rec.T
    return (Wx_grad, W_rec_grad), grad_over_time
