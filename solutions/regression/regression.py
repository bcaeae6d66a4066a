# %% [markdown]
# # 3. Linear regression
#
# You have $n$ samples. Each has $d$ inputs and one target. You look for $d$ coefficients that turn the inputs into
# something close to the target, and you find them by walking downhill.
#
# By the end of this lesson you will have written
#
# 1. the gradient of the distance between targets and predictions,
# 2. the gradient of that distance squared,
# 3. a line fitted by gradient descent,
# 4. the same for any number of coefficients.
#
# Everything here is a few lines long. What decides between right and wrong is a factor, a sign, or the order of two
# lines, so take a pencil and check the small examples by hand first.

# %%
import numpy as np

# %% [markdown]
# ## The distance to be made small
#
# | name | meaning | shape |
# | --- | --- | --- |
# | `X` | inputs, one row for each sample | `(n, d)` |
# | `y` | targets | `(n,)` |
# | `beta` | coefficients $\beta$ | `(d,)` |
# | `X @ beta` | predictions | `(n,)` |
# | `y - X @ beta` | residual $r$ | `(n,)` |
#
# How far are the predictions from the targets? In this lesson the norm of the residual is the **root of the mean
# square**:
#
# $$
# \|r\| = \Big( \frac{1}{n} \sum_{i=1}^{n} r_i^2 \Big)^{1/2},
# \qquad r_i = y_i - \sum_{j=1}^{d} X_{ij} \beta_j .
# $$
#
# Mind the $1/n$ under the root. The Euclidean norm, which `np.linalg.norm` computes, has a sum there and no mean.
# Our norm does not grow merely because there are more samples.
#
# ## The gradient of the norm
#
# The gradient has one entry for each coefficient: the derivative with respect to $\beta_k$ while the others stand
# still. Go from the outside to the inside. The root comes first,
#
# $$
# \frac{\partial \|r\|}{\partial \beta_k}
# = \frac{1}{2 \|r\|} \cdot \frac{\partial}{\partial \beta_k} \Big( \frac{1}{n} \sum_i r_i^2 \Big),
# $$
#
# then the square, and last the residual, in which $\beta_k$ stands with the factor $-X_{ik}$:
#
# $$
# \frac{\partial}{\partial \beta_k} \Big( \frac{1}{n} \sum_i r_i^2 \Big)
# = \frac{1}{n} \sum_i 2 r_i \cdot (-X_{ik})
# = -\frac{2}{n} \sum_i X_{ik} r_i .
# $$
#
# The sum over $i$ is entry $k$ of $X^T r$: shape `(d, n)` times shape `(n,)` gives shape `(d,)`. The two factors of 2
# cancel:
#
# $$
# \nabla_\beta \|y - X\beta\| = -\frac{X^T (y - X\beta)}{n \, \|y - X\beta\|} .
# $$
#
# **By hand.** Four samples, two features:
#
# $$
# X = \begin{pmatrix} 1 & 2 \\ 2 & 0 \\ 0 & 1 \\ 1 & -1 \end{pmatrix}, \quad
# y = \begin{pmatrix} 4 \\ 1 \\ 8 \\ 7 \end{pmatrix}, \quad
# \beta = \begin{pmatrix} 1 \\ 1 \end{pmatrix}, \quad
# X\beta = \begin{pmatrix} 3 \\ 2 \\ 1 \\ 0 \end{pmatrix}, \quad
# r = \begin{pmatrix} 1 \\ -1 \\ 7 \\ 7 \end{pmatrix} .
# $$
#
# The mean of $1, 1, 49, 49$ is $25$, so $\|r\| = 5$. And $X^T r = (1 - 2 + 0 + 7,\; 2 - 0 + 7 - 7) = (6, 2)$. The
# gradient is $-(6, 2) / (4 \cdot 5) = (-0.3, -0.1)$. Both entries are negative: larger coefficients bring the
# predictions closer.

# %% [markdown]
# ## Exercise 1: `l2_gradient`
#
# Write the gradient of the norm.
#
# - There is only one right scale here. The 2 has cancelled, and the norm is the one defined above.
# - You will not be given a residual that is zero everywhere. (What would go wrong if you were? A root has no derivative
#   at zero.)
# - `X`, `y` and `beta` may hold integers. Give the residual a name of its own: `y -= ...` would change the caller's
#   array, and on integers it would not even run.


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
    return gradient
    # END SOLUTION


# %% [markdown]
# ## The square is simpler
#
# The norm is smallest where its square is smallest. So why carry the root along? Without it,
#
# $$
# \nabla_\beta \|y - X\beta\|^2 = -\frac{2}{n} X^T (y - X\beta) .
# $$
#
# This is the middle step of the derivation above. It has no division by a norm, so nothing happens when the residual
# becomes zero. There is another gain: the gradient shrinks as the residual does, so that the steps of a descent become
# shorter by themselves as the goal comes near.
#
# In the example by hand it is $-\frac{2}{4} (6, 2) = (-3, -1)$.

# %% [markdown]
# ## Exercise 2: `squared_l2_gradient`
#
# Write the gradient of the square.
#
# **Two scales are accepted.** Many people write down *half* of the mean square, to be rid of the 2 in its gradient.
# A constant factor moves no minimum, so both $\frac{2}{n}$ and $\frac{1}{n}$ count as right, if you use the same one
# throughout. The $n$ does not go away: without it, the length of the gradient would depend on how much data you have.


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
    return gradient
    # END SOLUTION


# %% [markdown]
# ## A line
#
# Now the descent. With one input there are two numbers to find, slope $w$ and intercept $b$:
#
# $$
# \hat y_i = w x_i + b .
# $$
#
# The mean squared error and its two partial derivatives are
#
# $$
# E(w, b) = \frac{1}{n} \sum_i (\hat y_i - y_i)^2, \qquad
# \frac{\partial E}{\partial w} = \frac{2}{n} \sum_i (\hat y_i - y_i) \, x_i, \qquad
# \frac{\partial E}{\partial b} = \frac{2}{n} \sum_i (\hat y_i - y_i) .
# $$
#
# Here the residual is turned round, $\hat y - y$ in place of $y - \hat y$, and the minus sign has gone with it. Either
# way is fine. Turning one without the other sends you uphill.
#
# A step goes against the gradient, $\eta$ being the learning rate:
#
# $$
# w \leftarrow w - \eta \frac{\partial E}{\partial w}, \qquad
# b \leftarrow b - \eta \frac{\partial E}{\partial b} .
# $$
#
# Both derivatives are taken **at the same point**, before either number moves. They are two parts of one gradient.
#
# **By hand.** Let $x = (0, 1, 2, 3)$ and $y = (2, 4, 6, 8)$, with $\eta = 0.01$.
#
# | | before the first step | before the second step |
# | --- | --- | --- |
# | $w$, $b$ | 0, 0 | 0.2, 0.1 |
# | $\hat y - y$ | −2, −4, −6, −8 | −1.9, −3.7, −5.5, −7.3 |
# | error $E$ | 30 | 25.21 |
# | $\partial E/\partial w$ | −20 | −18.3 |
# | $\partial E/\partial b$ | −10 | −9.2 |
#
# After the second step, $w = 0.383$ and $b = 0.192$. If your second step has another $b$, look at what it was
# computed from.

# %% [markdown]
# ## Exercise 3: `fit_line`
#
# Start at $w = b = 0$, take `n_steps` steps, and keep a record of the error.
#
# - `errors` holds the **mean squared error before each update**: `n_steps` numbers, and the first belongs to
#   $w = b = 0$. No root: the RMSE is another quantity, and so are the sum of squares and the mean absolute error.
# - For the gradients $\frac{2}{n}$ and $\frac{1}{n}$ are both accepted, the same one for $w$ and $b$. The choice does
#   not touch what an error is: a mean of squares, not half of it.
# - `errors` may be a list or an array.


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


# %% [markdown]
# In the notebook, the next cell fits 1000 points on the line $y = 7x + 2$. After 100 steps with the factor
# $\frac{2}{n}$, $w$ is about 7.00 but $b$ only about 1.74. That is no mistake: $x$ runs from −5 to 5 here, so $w$
# weighs more in the error than $b$ and is learned sooner. After 400 steps $b$ is 1.999.

# %% tags=["active-ipynb"]
# @plot
# def line_and_errors(line, history):
#     """What 100 steps have learned, and how the error fell."""
#     train_x = (np.random.default_rng(1).random(1000) - 0.5) * 10
#     train_y = 7 * train_x + 2
#     w, b, errors = fit_line(train_x, train_y)
#     print(f"w = {w:.4f}, b = {b:.4f} after {len(errors)} steps")
#     line.plot(train_x[::20], train_y[::20], ".", color="gray", label="every 20th sample")
#     for color, n_steps in (("C1", 1), ("C2", 5), ("C3", 100)):
#         w, b, _ = fit_line(train_x, train_y, n_steps=n_steps)
#         line.axline((0, b), slope=w, color=color, label=f"after {n_steps}")
#     line.set(xlabel="$x$", ylabel="$y$", title="The fitted line")
#     line.legend()
#     history.semilogy(errors)
#     history.set(xlabel="step", ylabel="mean squared error before it", title="The error against steps")

# %% [markdown]
# ## Several coefficients
#
# With $d$ features the two numbers become an array `beta`, and the two derivatives become the gradient of exercise 2.
# Where is the intercept? It is the coefficient of a column of ones: $1 \cdot \beta_d$ is added to every prediction.
#
# Here are six samples, with the ones in the last column and targets that $\beta = (1, 2, 3)$ meets exactly.

# %%
X_EXAMPLE = np.array([[1, 1, 1], [1, 2, 1], [2, 2, 1], [2, 3, 1], [3, 1, 1], [0, 3, 1]])
Y_EXAMPLE = X_EXAMPLE @ np.array([1, 2, 3])

# %% [markdown]
# The targets are `[6, 8, 9, 11, 8, 9]`. From a start at zero the residual $y - X\beta$ is $y$ itself, and
# $X^T y = (78, 108, 51)$. The first step with $\eta = 0.01$ leads to
# $\beta = 0.01 \cdot \frac{2}{6} (78, 108, 51) = (0.26, 0.36, 0.17)$.
#
# Descents are patient work. Still with the factor $\frac{2}{n}$ and from zero:
#
# | steps | $\beta$ |
# | ---: | --- |
# | 1 | (0.26, 0.36, 0.17) |
# | 100 | (1.404, 2.494, 1.308) |
# | 1000 | (1.132, 2.186, 2.396) |
# | 5000 | (1.001, 2.002, 2.994) |
# | 20000 | (1.000, 2.000, 3.000) |
#
# After a hundred steps the predictions are off by less than 1, but the intercept is not half of what it should be:
# larger slopes make up for most of it. In that direction the valley is almost flat, and the gradient small.

# %% [markdown]
# ## Exercise 4: `fit`
#
# Start at the given `beta`, take `n_steps` steps against the gradient of the mean square, and return where you are.
#
# - You may call `squared_l2_gradient`, or write the gradient again. It is the gradient of the *square*: steps with the
#   gradient of exercise 1 do not become shorter near the goal.
# - Accepted scales: $\frac{2}{n}$, $\frac{1}{n}$, and in this exercise also the plain $X^T r$ and $2 X^T r$, which
#   belong to the sum of squares in place of its mean. Choose one.
# - `beta` belongs to the caller, who may want to start from it again: leave the array as it is. It may also hold
#   integers, and your result must not.


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


# %% tags=["active-ipynb"]
# @example
# def patient_work():
#     """The table above, from your own function."""
#     for n_steps in (1, 100, 1000, 5000):
#         print(n_steps, fit(X_EXAMPLE, Y_EXAMPLE, np.zeros(3), 1e-2, n_steps))

# %% [markdown]
# ## What is checked
#
# `make check` runs the checks that say so below. In grading they run again with other numbers, together with the rest,
# which `make check` does not show: other sizes, a single sample, integers, columns of very different size, data that
# almost cancel, calls that leave the last arguments to their defaults, and arrays that must not change. Nobody has to hit the reference's last digit. An answer is right when rounding alone can explain
# the difference, in whatever order you add.
#
# <!-- checks -->
