import numpy as np


def fit_line(train_x, train_y, lr_rate=1e-2, n_steps=100):
    w, b = 0.0, 0.0
    n_data = len(train_x)
    errors = []
    for i in range(n_steps):
        _y = b + w * train_x
        gradient_w = (2 / n_data) * (train_x.T @ (_y - train_y))
        gradient_b = (2 / n_data) * (np.sum(_y - train_y))
        w = w - (lr_rate * gradient_w)
        b = b - (lr_rate * gradient_b)
        error = np.sqrt(np.sum((_y - train_y) ** 2) / n_data)
        errors.append(error)
    return w, b, errors


def l2_gradient(X, y, beta):
    residual = y - X @ beta
    return -X.T @ residual / (len(y) * np.linalg.norm(residual))
