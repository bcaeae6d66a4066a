"""A clone of the course's repository, worked on in place; one exercise is not answered."""

import numpy as np


def l2_gradient(X, y, beta):
    residual = y - X @ beta
    return -X.T @ residual / (len(y) * np.sqrt(np.mean(residual**2)))


def squared_l2_gradient(X, y, beta):
    return np.mean(2 * X * (X @ beta - y)[:, None], axis=0)


def fit_line(train_x, train_y, lr_rate=1e-2, n_steps=100):
    raise NotImplementedError("fit_line")


def fit(X, y, beta, lr_rate=1e-2, n_steps=5000):
    for _ in range(n_steps):
        beta = beta - lr_rate * squared_l2_gradient(X, y, beta)
    return beta
