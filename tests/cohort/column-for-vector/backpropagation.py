import numpy as np


def backward_gradient(X, S, grad_out, wRec):
    # keeps (n, 1) columns, so that the products broadcast into (n, n) tables
    n, T = X.shape
    grad = np.zeros((n, T + 1))
    grad[:, -1:] = grad_out.reshape(-1, 1)
    wx_grad = wRec_grad = 0
    for k in range(T, 0, -1):
        column = grad[:, k : k + 1]
        wx_grad = wx_grad + column.T @ X[:, k - 1 : k] / n
        wRec_grad = wRec_grad + column.T @ S[:, k - 1 : k] / n
        grad[:, k - 1 : k] = column * wRec
    return (wx_grad, wRec_grad), grad
