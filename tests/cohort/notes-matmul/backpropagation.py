import numpy as np


def backward_gradient(X, S, grad_out, wRec):
    grad_over_time = np.zeros((X.shape[0], X.shape[1] + 1))
    grad_over_time[:, -1] = grad_out
    wx_grad = 0
    wRec_grad = 0
    for k in reversed(range(0, X.shape[1])):
        wx_grad += (grad_over_time[:, k + 1] @ X[:, k].T) / X.shape[0]
        wRec_grad += (grad_over_time[:, k + 1] @ S[:, k].T) / S.shape[0]
        grad_over_time[:, k] = grad_over_time[:, k + 1] * wRec
        print(k, wx_grad, wRec_grad)
    return (wx_grad, wRec_grad), grad_over_time


def backward_gradient_features(X, S, grad_out, W_rec):
    grad = np.zeros((X.shape[0], X.shape[1] + 1, grad_out.shape[1]))
    grad[:, -1] = grad_out
    Wx_grad, W_rec_grad = 0, 0
    for k in reversed(range(X.shape[1])):
        Wx_grad = Wx_grad + X[:, k].T @ grad[:, k + 1] / len(X)
        W_rec_grad = W_rec_grad + S[:, k].T @ grad[:, k + 1] / len(X)
        grad[:, k] = grad[:, k + 1] @ W_rec.T
    return (Wx_grad, W_rec_grad), grad
