"""3. Linear regression

The lesson is in README.md. Write what each TODO asks for; `make check A=regression` tells how it went.
"""


# %%
import numpy as np


# %%
def l2_gradient(X, y, beta):
    """Gradient, with respect to beta, of the root of the mean square of y - X beta.

    X: one row for each sample, shape (n, d).
    y: targets, shape (n,).
    beta: coefficients, shape (d,). Any numbers; y - X beta is never zero everywhere.

    Returns the gradient, shape (d,). X, y and beta are left as they are.
    """
    # TODO: compute the residual y - X beta and its root mean square, and from them the gradient
    raise NotImplementedError("l2_gradient")


# %%
def squared_l2_gradient(X, y, beta):
    """Gradient, with respect to beta, of the mean square of y - X beta.

    X: one row for each sample, shape (n, d).
    y: targets, shape (n,).
    beta: coefficients, shape (d,).

    Returns the gradient, shape (d,). X, y and beta are left as they are.
    """
    # TODO: compute the gradient of the square: the root in the denominator has gone
    raise NotImplementedError("squared_l2_gradient")


# %%
def fit_line(train_x, train_y, lr_rate=1e-2, n_steps=100):
    """Fit the line y = w x + b by gradient descent on the mean squared error.

    train_x: inputs, shape (n,).
    train_y: targets, shape (n,).
    lr_rate: learning rate, what the gradient is multiplied by in every step.
    n_steps: number of updates.

    Returns (w, b, errors): the two numbers after the last update, and the mean squared error before each of the
    updates, n_steps numbers in a list or an array.
    """
    w, b = 0.0, 0.0
    errors = []
    # TODO: n_steps times: take the residuals, note their mean square, and update w and b together
    raise NotImplementedError("fit_line")
    return w, b, errors


# %%
X_EXAMPLE = np.array([[1, 1, 1], [1, 2, 1], [2, 2, 1], [2, 3, 1], [3, 1, 1], [0, 3, 1]])
Y_EXAMPLE = X_EXAMPLE @ np.array([1, 2, 3])


# %%
def fit(X, y, beta, lr_rate=1e-2, n_steps=5000):
    """Fit y = X beta by gradient descent on the mean squared error, from the beta that is given.

    X: one row for each sample, shape (n, d).
    y: targets, shape (n,).
    beta: where the descent starts, shape (d,); integers or floats. The caller's array is left as it is.
    lr_rate: learning rate, what the gradient is multiplied by in every step.
    n_steps: number of updates.

    Returns beta after the last update, shape (d,).
    """
    # TODO: take n_steps steps against the gradient of the mean square, and leave the caller's beta alone
    raise NotImplementedError("fit")
    return beta
