import numpy as np


def l2_gradient(X, y, beta):
    residual = y - X @ beta
    return -X.T @ residual / (len(y) * np.sqrt(np.mean(residual**2))
