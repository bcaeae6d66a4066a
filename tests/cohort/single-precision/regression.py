import numpy as np


def l2_gradient(X, y, beta):
    X, y, beta = X.astype(np.float32), y.astype(np.float32), beta.astype(np.float32)
    residual = y - X @ beta
    return -X.T @ residual / (len(y) * np.sqrt(np.mean(residual**2)))


def squared_l2_gradient(X, y, beta):
    X, y, beta = X.astype(np.float32), y.astype(np.float32), beta.astype(np.float32)
    return -2 / len(y) * X.T @ (y - X @ beta)
