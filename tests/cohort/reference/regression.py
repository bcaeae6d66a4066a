# %% [markdown]
# # 3. Linear regression

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
    # BEGIN SOLUTION: compute the residual y - X beta and its root mean square, and from them the gradient
    residual = y - X @ beta
    norm = np.sqrt(np.mean(residual**2))
    gradient = -X.T @ residual / (len(y) * norm)
    # END SOLUTION
    return gradient


# %%
def squared_l2_gradient(X, y, beta):
    """Gradient, with respect to beta, of the mean square of y - X beta.

    X: one row for each sample, shape (n, d).
    y: targets, shape (n,).
    beta: coefficients, shape (d,).

    Returns the gradient, shape (d,). X, y and beta are left as they are.
    """
    # BEGIN SOLUTION: compute the gradient of the square: the root in the denominator has gone
    gradient = -X.T @ (y - X @ beta) * 2 / len(y)
    # END SOLUTION
    return gradient


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
    # BEGIN SOLUTION: n_steps times: take the residuals, note their mean square, and update w and b together
    n = len(train_x)
    for _ in range(n_steps):
        residual = w * train_x + b - train_y
        errors.append(np.mean(residual**2))
        gradient_w = 2 * np.sum(residual * train_x) / n
        gradient_b = 2 * np.sum(residual) / n
        w = w - lr_rate * gradient_w
        b = b - lr_rate * gradient_b
    # END SOLUTION
    return w, b, errors


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
    # BEGIN SOLUTION: take n_steps steps against the gradient of the mean square, and leave the caller's beta alone
    for _ in range(n_steps):
        beta = beta - lr_rate * squared_l2_gradient(X, y, beta)
    # END SOLUTION
    return beta
