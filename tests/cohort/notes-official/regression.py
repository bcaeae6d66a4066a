import numpy as np


def fit_line(train_x, train_y, lr_rate=1e-2, n_steps=100):
    w, b = 0.0, 0.0
    n_data = len(train_x)
    errors = []
    for i in range(n_steps):
        _y = w * train_x + b
        gradient_w = np.sum((_y - train_y) * train_x) / n_data
        gradient_b = np.sum((_y - train_y)) / n_data
        w = w - lr_rate * gradient_w
        b = b - lr_rate * gradient_b
        error = np.sum((_y - train_y) ** 2) / n_data
        errors.append(error)
    return w, b, errors


def fit(X, y, beta, lr_rate=1e-2, n_steps=5000):
    for t in range(n_steps):
        error = y - X @ beta
        grad = -np.transpose(X) @ error
        beta = beta - lr_rate * grad
    return beta
