"""Right answers to the regression exercises that round differently from the reference, and the conventions."""

import numpy as np

from autograder.course import convention, equivalent
from solutions.regression.regression import fit, fit_line, l2_gradient, squared_l2_gradient


@equivalent(of=l2_gradient)
def norm_over_root_n(X, y, beta):
    """numpy's norm is the root of the sum: divided by the root of n it is the root of the mean."""
    residual = y - np.dot(X, beta)
    norm = np.linalg.norm(residual) / np.sqrt(len(residual))
    return -(X.T @ residual) / (X.shape[0] * norm)


@equivalent(of=l2_gradient)
def residual_the_other_way_round(X, y, beta):
    """X beta - y takes the minus sign in; the root of n stays in the denominator."""
    error = X @ beta - y
    return X.T @ error / (np.sqrt(X.shape[0]) * np.sqrt(error @ error))


@equivalent(of=l2_gradient)
def norm_gradient_by_loops(X, y, beta):
    """The k-th partial derivative as the formula has it, with Python numbers; returns a list."""
    rows, n = X.tolist(), len(y)
    residual = [
        float(target) - sum(x * b for x, b in zip(row, beta, strict=True)) for row, target in zip(rows, y, strict=True)
    ]
    norm = (sum(r * r for r in residual) / n) ** 0.5
    return [-sum(r * row[k] for r, row in zip(residual, rows, strict=True)) / (n * norm) for k in range(len(beta))]


@equivalent(of=l2_gradient)
def mean_of_row_gradients(X, y, beta):
    """The residual in units of its own norm first; then the mean over the rows."""
    residual = np.einsum("ij,j->i", X, beta) - y
    unit = residual / np.mean(residual**2) ** 0.5
    return np.mean(X * unit[:, None], axis=0)


@equivalent(of=l2_gradient)
def chain_rule(X, y, beta):
    """The derivative of the root, times the gradient of the square."""
    residual = y - X @ beta
    inner = -2 / len(y) * (residual @ X)
    return 0.5 * np.mean(np.square(residual)) ** -0.5 * inner


@equivalent(of=squared_l2_gradient)
def mean_of_products(X, y, beta):
    """Products element by element and their mean down the columns, in place of a matrix product."""
    return -2 * np.mean(X * (y - X @ beta).reshape(-1, 1), axis=0)


@equivalent(of=squared_l2_gradient)
def factor_first(X, y, beta):
    """The rounded factor 2/n, and the residual the other way round."""
    return (2 / len(X)) * (X.T @ (X @ beta - y))


@equivalent(of=squared_l2_gradient)
def gram_matrix(X, y, beta):
    """Multiplied out: X^T X beta - X^T y."""
    return 2 * (X.T @ X @ beta - X.T @ y) / X.shape[0]


@equivalent(of=squared_l2_gradient)
def squared_gradient_by_loops(X, y, beta):
    """Sample by sample."""
    gradient = np.zeros(X.shape[1])
    for i in range(X.shape[0]):
        gradient += -2 * (y[i] - np.sum(X[i] * beta)) * X[i] / X.shape[0]
    return gradient


@equivalent(of=squared_l2_gradient)
def squared_gradient_in_long_double(X, y, beta):
    """More digits than needed, rounded at the end."""
    X, y, beta = X.astype(np.longdouble), y.astype(np.longdouble), beta.astype(np.longdouble)
    return (-2 * (y - X @ beta) @ X / len(y)).astype(float)


@convention(of=squared_l2_gradient)
def half_mean_square_gradient(X, y, beta):
    """The gradient of half the mean square: 1/n in place of 2/n."""
    return -X.T @ (y - X @ beta) / len(y)


@equivalent(of=fit_line)
def matrix_products(train_x, train_y, lr_rate=1e-2, n_steps=100):
    """The gradient of w as an inner product, the factor 2/n first."""
    w, b = 0.0, 0.0
    n_data = len(train_x)
    errors = []
    for _ in range(n_steps):
        predicted = b + w * train_x
        gradient_w = (2 / n_data) * (train_x.T @ (predicted - train_y))
        gradient_b = (2 / n_data) * np.sum(predicted - train_y)
        w = w - lr_rate * gradient_w
        b = b - lr_rate * gradient_b
        errors.append(np.sum((predicted - train_y) ** 2) / n_data)
    return w, b, errors


@equivalent(of=fit_line)
def targets_minus_predictions(train_x, train_y, lr_rate=1e-2, n_steps=100):
    """The residual the other way round, means everywhere, errors in an array made beforehand."""
    w = b = 0.0
    errors = np.zeros(n_steps)
    for step in range(n_steps):
        residual = train_y - w * train_x - b
        errors[step] = residual @ residual / len(residual)
        w += lr_rate * 2 * np.mean(residual * train_x)
        b += lr_rate * 2 * np.mean(residual)
    return np.array([w]), b, errors


@equivalent(of=fit_line)
def line_by_loops(train_x, train_y, lr_rate=1e-2, n_steps=100):
    """Python numbers, sample by sample; returns a list."""
    samples = list(zip(train_x.tolist(), train_y.tolist(), strict=True))
    w, b, errors = 0, 0, []
    for _ in range(n_steps):
        gradient_w = gradient_b = error = 0
        for x, y in samples:
            residual = w * x + b - y
            gradient_w += 2 * residual * x / len(samples)
            gradient_b += 2 * residual / len(samples)
            error += residual**2 / len(samples)
        errors.append(error)
        w, b = w - lr_rate * gradient_w, b - lr_rate * gradient_b
    return [w, b, errors]


@equivalent(of=fit_line)
def line_as_two_columns(train_x, train_y, lr_rate=1e-2, n_steps=100):
    """w and b as one vector, with a column of ones."""
    X = np.column_stack([train_x, np.ones(len(train_x))])
    beta, errors = np.zeros(2), []
    for _ in range(n_steps):
        residual = X @ beta - train_y
        errors.append(float(np.mean(np.square(residual))))
        beta -= lr_rate * 2 / len(X) * X.T @ residual
    w, b = beta
    return w, b, np.array(errors)


@equivalent(of=fit_line)
def moments_computed_once(train_x, train_y, lr_rate=1e-2, n_steps=100):
    """Five means of the data instead of residuals: mean x, mean y, mean x², mean xy, mean y²."""
    x, y, xx = np.mean(train_x), np.mean(train_y), np.mean(train_x * train_x)
    xy, yy = np.mean(train_x * train_y), np.mean(train_y * train_y)
    w = b = 0.0
    errors = []
    for _ in range(n_steps):
        errors.append(w * w * xx + b * b + yy + 2 * (w * b * x - w * xy - b * y))
        w, b = w - 2 * lr_rate * (w * xx + b * x - xy), b - 2 * lr_rate * (w * x + b - y)
    return w, b, errors


@equivalent(of=fit_line)
def errors_as_arrays_of_one(train_x, train_y, lr_rate=1e-2, n_steps=100):
    """Everything in columns, so that w, b and each error are arrays of one number."""
    x, y = train_x.reshape(-1, 1), train_y.reshape(-1, 1)
    w, b, errors = np.zeros(1), np.zeros(1), []
    for _ in range(n_steps):
        residual = x * w + b - y
        errors.append(np.mean(residual**2, axis=0))
        w, b = w - lr_rate * 2 * np.mean(residual * x, axis=0), b - lr_rate * 2 * np.mean(residual, axis=0)
    return w, b, errors


@convention(of=fit_line)
def half_mean_square_line(train_x, train_y, lr_rate=1e-2, n_steps=100):
    """Steps against the gradient of half the mean square, 1/n in place of 2/n; the errors are mean squares as ever."""
    w, b, errors = 0.0, 0.0, []
    for _ in range(n_steps):
        residual = w * train_x + b - train_y
        errors.append(np.mean(residual**2))
        w, b = w - lr_rate * np.mean(residual * train_x), b - lr_rate * np.mean(residual)
    return w, b, errors


@equivalent(of=fit)
def in_place_on_a_copy(X, y, beta, lr_rate=1e-2, n_steps=5000):
    """A copy in floats may be changed in place."""
    beta = np.array(beta, dtype=float)
    for _ in range(n_steps):
        beta -= lr_rate * (2 / len(X)) * X.T @ (X @ beta - y)
    return beta


@equivalent(of=fit)
def by_the_gram_matrix(X, y, beta, lr_rate=1e-2, n_steps=5000):
    """X^T X and X^T y are computed once."""
    gram, moment = X.T @ X / len(X), X.T @ y / len(X)
    for _ in range(n_steps):
        beta = beta - 2 * lr_rate * (gram @ beta - moment)
    return beta


@equivalent(of=fit)
def fit_by_loops(X, y, beta, lr_rate=1e-2, n_steps=5000):
    """Python numbers: every coordinate from the same residuals; returns a list."""
    rows, beta, n = X.tolist(), beta.tolist(), len(y)
    for _ in range(n_steps):
        residual = [
            t - sum(x * c for x, c in zip(row, beta, strict=True)) for row, t in zip(rows, y.tolist(), strict=True)
        ]
        beta = [
            c + lr_rate * 2 * sum(row[k] * r for row, r in zip(rows, residual, strict=True)) / n
            for k, c in enumerate(beta)
        ]
    return beta


@equivalent(of=fit)
def mean_of_sample_gradients(X, y, beta, lr_rate=1e-2, n_steps=5000):
    """The mean over the samples, taken by numpy; the residual turned into a column."""
    for _ in range(n_steps):
        residual = (y - X.dot(beta))[:, np.newaxis]
        beta = beta + 2 * lr_rate * np.mean(residual * X, axis=0)
    return beta


def _descent(X, y, beta, lr_rate, n_steps, scaled):
    for _ in range(n_steps):
        beta = beta - lr_rate * scaled(X.T @ (X @ beta - y))
    return beta


@convention(of=fit)
def half_mean_square_fit(X, y, beta, lr_rate=1e-2, n_steps=5000):
    """Steps against the gradient of half the mean square: 1/n in place of 2/n."""
    return _descent(X, y, beta, lr_rate, n_steps, lambda gradient: gradient / len(y))


@convention(of=fit)
def half_sum_of_squares_fit(X, y, beta, lr_rate=1e-2, n_steps=5000):
    """Steps against the gradient of half the sum of squares: the plain X^T r."""
    return _descent(X, y, beta, lr_rate, n_steps, lambda gradient: gradient)


@convention(of=fit)
def sum_of_squares_fit(X, y, beta, lr_rate=1e-2, n_steps=5000):
    """Steps against the gradient of the sum of squares: 2 X^T r."""
    return _descent(X, y, beta, lr_rate, n_steps, lambda gradient: 2 * gradient)
