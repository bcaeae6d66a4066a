import numpy as np


def backward_gradient(X, S, grad_out, wRec):
    # dxi/dwx = dxi/dS_n * X_n and dxi/dwRec = dxi/dS_n * S_(n-1)
    n, T = X.shape
    grad_over_time = np.zeros((n, T + 1))
    grad_over_time[:, -1] = grad_out
    for k in range(T, 0, -1):
        grad_over_time[:, k - 1] = grad_over_time[:, k] * wRec
    wx_grad = np.mean(grad_out * X[:, T - 1])
    wRec_grad = np.mean(grad_out * S[:, T - 1])
    return (wx_grad, wRec_grad), grad_over_time
