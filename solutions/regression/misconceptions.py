"""Wrong answers to the regression exercises that people really give. The docstrings are what they are told."""

import numpy as np

from autograder.course import misconception
from solutions.regression.regression import fit, fit_line, l2_gradient, squared_l2_gradient


def _rms(residual):
    return np.sqrt(np.mean(residual**2))


@misconception(of=l2_gradient)
def plain_norm(X, y, beta):
    """You divide by the plain norm, the root of the *sum* of squares, and by n besides. The norm of this exercise is
    the root of the *mean* of squares; np.linalg.norm is larger than that by the root of n."""
    residual = y - X @ beta
    return -X.T @ residual / (len(y) * np.sqrt(np.sum(residual**2)))


@misconception(of=l2_gradient)
def euclidean_norm_throughout(X, y, beta):
    """This is the gradient of the Euclidean norm, the root of the *sum* of squares. The norm of this exercise has a
    mean under the root: its gradient is smaller by the root of n."""
    residual = y - X @ beta
    return -X.T @ residual / np.sqrt(np.sum(residual**2))


@misconception(of=l2_gradient)
def norm_forgotten(X, y, beta):
    """The norm in the denominator is missing. The derivative of a root has the root itself below the line: divide by
    the root mean square of the residual too."""
    return -X.T @ (y - X @ beta) / len(y)


@misconception(of=l2_gradient)
def gradient_of_the_square(X, y, beta):
    """You computed the gradient of the *squared* norm. Here the root is still there, and the chain rule divides by
    twice that root."""
    return -X.T @ (y - X @ beta) * 2 / len(y)


@misconception(of=l2_gradient)
def two_not_cancelled(X, y, beta):
    """Your gradient is twice too large. The 2 from the square cancels against the 1/2 from the derivative of the
    root."""
    return l2_gradient(X, y, beta) * 2


@misconception(of=l2_gradient)
def uphill(X, y, beta):
    """Your gradient has the opposite sign. The residual y - X beta contains *minus* X beta, and its derivative brings
    that minus out in front."""
    return -l2_gradient(X, y, beta)


@misconception(of=l2_gradient)
def n_forgotten(X, y, beta):
    """The 1/n is missing: your gradient is n times too large. It comes from the mean under the root and does not
    cancel against anything."""
    return l2_gradient(X, y, beta) * len(y)


@misconception(of=l2_gradient)
def features_counted(X, y, beta):
    """You divide by the number of features d where the number of samples n belongs: n = X.shape[0], which is also
    len(y). X.shape[1] and len(beta) are d."""
    return l2_gradient(X, y, beta) * len(y) / len(beta)


@misconception(of=l2_gradient)
def four_samples_always(X, y, beta):
    """You divide by 4, the number of samples in the text's example. The function has to work for any number of rows:
    ask X for it."""
    return l2_gradient(X, y, beta) * len(y) / 4


@misconception(of=l2_gradient)
def root_forgotten(X, y, beta):
    """You divide by the mean square itself. Below the line stands its *root*."""
    residual = y - X @ beta
    return -X.T @ residual / (len(y) * np.mean(residual**2))


@misconception(of=l2_gradient)
def mean_absolute_residual(X, y, beta):
    """You divide by the mean absolute residual. The norm here is the root of the mean of *squares*, which is larger
    as soon as the residuals differ in size."""
    residual = y - X @ beta
    return -X.T @ residual / (len(y) * np.mean(abs(residual)))


@misconception(of=l2_gradient)
def standard_deviation(X, y, beta):
    """You divide by the standard deviation of the residual, which takes the mean away first. The root mean square
    takes nothing away: np.std is the same only for residuals with mean zero."""
    residual = y - X @ beta
    return -X.T @ residual / (len(y) * _rms(residual - np.mean(residual)))


@misconception(of=l2_gradient)
def means_before_product(X, y, beta):
    """You multiply the mean of each column by the mean of the residual. First the products, row by row, then the
    mean: a mean of products is not the product of means."""
    residual = y - X @ beta
    return -np.mean(X, axis=0) * np.mean(residual) / _rms(residual)


@misconception(of=l2_gradient)
def one_number_for_each_sample(X, y, beta):
    """You average over the features, and get one number for each sample. A gradient has the shape of beta: average
    over the samples, axis=0, and keep the features."""
    residual = y - X @ beta
    return -np.mean(X * residual[:, None], axis=1) / _rms(residual)


@misconception(of=l2_gradient)
def y_overwritten(X, y, beta):
    """y has changed when the function returns: `-=` works on the caller's own array.
    Give the residual a name of its own."""
    gradient = l2_gradient(X, y, beta)
    y -= X @ beta
    return gradient


@misconception(of=squared_l2_gradient)
def uphill_squared(X, y, beta):
    """Your gradient has the opposite sign. The derivative of y - X beta brings a minus out in front; with the residual
    X beta - y there is none. One of the two turned round without the other."""
    return -squared_l2_gradient(X, y, beta)


@misconception(of=squared_l2_gradient)
def sum_for_mean(X, y, beta):
    """Your gradient is n times too large: a matrix product over the samples is a sum. The mean square has a mean in
    it, so divide by n."""
    return -X.T @ (y - X @ beta) * 2


@misconception(of=squared_l2_gradient)
def plain_product(X, y, beta):
    """You return X^T times the residual, a plain sum over the samples, with nothing in front. Divide by the number of
    samples (2/n and 1/n are both accepted)."""
    return -X.T @ (y - X @ beta)


@misconception(of=squared_l2_gradient)
def features_counted_squared(X, y, beta):
    """You divide by the number of features d where the number of samples n belongs: n = X.shape[0]. X.shape[1] and
    len(beta) are d."""
    return -X.T @ (y - X @ beta) * 2 / len(beta)


@misconception(of=squared_l2_gradient)
def entries_counted(X, y, beta):
    """You divide by n times d, the number of entries of X. X.size counts entries, and np.mean without an axis divides
    by them: the mean goes over the n samples only."""
    return -X.T @ (y - X @ beta) * 2 / X.size


@misconception(of=squared_l2_gradient)
def four_samples_always_squared(X, y, beta):
    """You divide by 4, the number of samples in the text's example. The function has to work for any number of rows:
    ask X for it."""
    return -X.T @ (y - X @ beta) * 2 / 4


@misconception(of=squared_l2_gradient)
def root_kept(X, y, beta):
    """This is the gradient of the norm and not of its square: there is still a norm in the denominator. The square
    has no root, and so nothing to divide by but n."""
    return l2_gradient(X, y, beta)


@misconception(of=squared_l2_gradient)
def means_before_product_squared(X, y, beta):
    """You multiply the mean of each column by the mean of the residual. First the products, row by row, then the
    mean: a mean of products is not the product of means."""
    return -2 * np.mean(X, axis=0) * np.mean(y - X @ beta)


@misconception(of=squared_l2_gradient)
def one_number_for_each_sample_squared(X, y, beta):
    """You average over the features, and get one number for each sample. A gradient has the shape of beta: average
    over the samples, axis=0, and keep the features."""
    return -2 * np.mean(X * (y - X @ beta)[:, None], axis=1)


@misconception(of=squared_l2_gradient)
def averaged_to_one_number(X, y, beta):
    """One number is left of a whole gradient: np.mean without an axis averages over everything. Each coefficient has
    a partial derivative of its own, so the result has the shape of beta."""
    return -2 * np.mean(X * (y - X @ beta)[:, None])


@misconception(of=squared_l2_gradient)
def differences_of_entries(X, y, beta):
    """np.diff subtracts neighbouring entries of an array; it does not differentiate. Write the derivative down by
    hand first, then put that formula into code."""
    return np.diff((y - X @ beta) ** 2)


@misconception(of=squared_l2_gradient)
def y_overwritten_squared(X, y, beta):
    """y has changed when the function returns: `-=` works on the caller's own array.
    Give the residual a name of its own."""
    gradient = squared_l2_gradient(X, y, beta)
    y -= X @ beta
    return gradient


def _mean_square(residual):
    return np.mean(residual**2)


def _line(train_x, train_y, lr_rate, n_steps, error=_mean_square, scale_w=2, scale_b=2, start=0.0):
    """The reference with other errors, other factors in front of the two means, or another start."""
    w, b, errors = start, start, []
    for _ in range(n_steps):
        residual = w * train_x + b - train_y
        errors.append(error(residual))
        gradient_w = scale_w * np.sum(residual * train_x) / len(train_x)
        gradient_b = scale_b * np.sum(residual) / len(train_x)
        w, b = w - lr_rate * gradient_w, b - lr_rate * gradient_b
    return w, b, errors


@misconception(of=fit_line)
def starting_values_of_the_line(train_x, train_y, lr_rate=1e-2, n_steps=100):
    """w, b and errors are what they were at the start: no step has been taken. Is the loop there, and does it run?"""
    return 0.0, 0.0, []


@misconception(of=fit_line)
def uphill_line(train_x, train_y, lr_rate=1e-2, n_steps=100):
    """w and b move up the gradient, and the errors grow. Either the sign of the gradient or the sign of the update is
    turned round: with the residual w x + b - y, subtract; with y - (w x + b), add."""
    return _line(train_x, train_y, lr_rate, n_steps, scale_w=-2, scale_b=-2)


@misconception(of=fit_line)
def sums_for_means(train_x, train_y, lr_rate=1e-2, n_steps=100):
    """The gradients are sums over the samples where means are asked for: every step is n times too long. Divide by
    n = len(train_x)."""
    return _line(train_x, train_y, lr_rate, n_steps, scale_w=2 * len(train_x), scale_b=2 * len(train_x))


@misconception(of=fit_line)
def plain_sums(train_x, train_y, lr_rate=1e-2, n_steps=100):
    """The gradients are plain sums over the samples, with neither the 2 nor the 1/n of the mean square. The factor 2
    is harmless, but divide by n = len(train_x)."""
    return _line(train_x, train_y, lr_rate, n_steps, scale_w=len(train_x), scale_b=len(train_x))


@misconception(of=fit_line)
def thousand_samples_always(train_x, train_y, lr_rate=1e-2, n_steps=100):
    """You divide by 1000, the number of samples in the text's run. The function has to work for any number: use
    len(train_x)."""
    n = len(train_x)
    return _line(train_x, train_y, lr_rate, n_steps, lambda r: np.sum(r**2) / 1000, 2 * n / 1000, 2 * n / 1000)


@misconception(of=fit_line)
def factors_mixed(train_x, train_y, lr_rate=1e-2, n_steps=100):
    """The gradient of w has the factor 2/n and that of b only 1/n. Either is accepted, but it has to be the same for
    both: they are parts of one gradient."""
    return _line(train_x, train_y, lr_rate, n_steps, scale_w=2, scale_b=1)


def _one_after_the_other(train_x, train_y, lr_rate, n_steps, scale, w_first):
    w, b, errors = 0.0, 0.0, []
    n = len(train_x)
    for _ in range(n_steps):
        errors.append(np.mean((w * train_x + b - train_y) ** 2))
        if w_first:
            w = w - lr_rate * (scale * np.sum((w * train_x + b - train_y) * train_x) / n)
        b = b - lr_rate * (scale * np.sum(w * train_x + b - train_y) / n)
        if not w_first:
            w = w - lr_rate * (scale * np.sum((w * train_x + b - train_y) * train_x) / n)
    return w, b, errors


@misconception(of=fit_line)
def b_after_w(train_x, train_y, lr_rate=1e-2, n_steps=100):
    """b's gradient is taken after w has moved. Both partial derivatives belong to the same point: compute the
    residuals once, both gradients from them, and only then update."""
    return _one_after_the_other(train_x, train_y, lr_rate, n_steps, 2, w_first=True)


@misconception(of=fit_line)
def w_after_b(train_x, train_y, lr_rate=1e-2, n_steps=100):
    """w's gradient is taken after b has moved. Both partial derivatives belong to the same point: compute the
    residuals once, both gradients from them, and only then update."""
    return _one_after_the_other(train_x, train_y, lr_rate, n_steps, 2, w_first=False)


@misconception(of=fit_line)
def b_after_w_with_half(train_x, train_y, lr_rate=1e-2, n_steps=100):
    """b's gradient is taken after w has moved. (Your factor 1/n is fine.) Both partial derivatives belong to the same
    point: compute the residuals once, both gradients from them, and only then update."""
    return _one_after_the_other(train_x, train_y, lr_rate, n_steps, 1, w_first=True)


@misconception(of=fit_line)
def root_in_errors(train_x, train_y, lr_rate=1e-2, n_steps=100):
    """Your errors are roots of mean squares (RMSE). Here the mean squares themselves are asked for: leave the root
    away."""
    return _line(train_x, train_y, lr_rate, n_steps, error=_rms)


@misconception(of=fit_line)
def sum_in_errors(train_x, train_y, lr_rate=1e-2, n_steps=100):
    """Your errors are sums of squares. Divide them by n to have means, which can be compared between data sets of
    different sizes."""
    return _line(train_x, train_y, lr_rate, n_steps, error=lambda residual: np.sum(residual**2))


@misconception(of=fit_line)
def norm_in_errors(train_x, train_y, lr_rate=1e-2, n_steps=100):
    """Your errors are norms of the residual, as np.linalg.norm gives them. The mean squared error is that norm
    squared, divided by n."""
    return _line(train_x, train_y, lr_rate, n_steps, error=lambda residual: np.sqrt(np.sum(residual**2)))


@misconception(of=fit_line)
def norm_over_n_in_errors(train_x, train_y, lr_rate=1e-2, n_steps=100):
    """Your errors are norms of the residual divided by n: the square is missing. Square first, add up, then divide by
    n."""
    return _line(
        train_x, train_y, lr_rate, n_steps, error=lambda residual: np.sqrt(np.sum(residual**2)) / len(residual)
    )


@misconception(of=fit_line)
def absolute_values_in_errors(train_x, train_y, lr_rate=1e-2, n_steps=100):
    """Your errors are means of absolute residuals. The mean *squared* error is asked for, the function whose gradient
    you follow."""
    return _line(train_x, train_y, lr_rate, n_steps, error=lambda residual: np.mean(abs(residual)))


@misconception(of=fit_line)
def nothing_squared_in_errors(train_x, train_y, lr_rate=1e-2, n_steps=100):
    """Your errors are means of the residuals themselves, where positive and negative ones cancel. Square them before
    you average."""
    return _line(train_x, train_y, lr_rate, n_steps, error=np.mean)


@misconception(of=fit_line)
def halves_in_errors(train_x, train_y, lr_rate=1e-2, n_steps=100):
    """Your errors are half of the mean squares. In the gradient the half is a matter of taste, but `errors` has to
    hold the mean squares themselves."""
    return _line(train_x, train_y, lr_rate, n_steps, error=lambda residual: np.mean(residual**2) / 2)


@misconception(of=fit_line)
def errors_after_the_update(train_x, train_y, lr_rate=1e-2, n_steps=100):
    """Your errors are those *after* each update. Note the error before w and b move, from the same residuals that the
    gradient uses: the first one belongs to w = b = 0."""
    w, b, errors = _line(train_x, train_y, lr_rate, n_steps)
    return w, b, [*errors[1:], np.mean((w * train_x + b - train_y) ** 2)]


@misconception(of=fit_line)
def one_step_too_many(train_x, train_y, lr_rate=1e-2, n_steps=100):
    """You take one update more than n_steps. `range(n_steps)` counts them right by itself."""
    return _line(train_x, train_y, lr_rate, n_steps + 1)


@misconception(of=fit_line)
def one_step_too_few(train_x, train_y, lr_rate=1e-2, n_steps=100):
    """You take one update less than n_steps. `range(n_steps)` counts them right by itself."""
    return _line(train_x, train_y, lr_rate, n_steps - 1)


@misconception(of=fit_line)
def hundred_steps_always(train_x, train_y, lr_rate=1e-2, n_steps=100):
    """You take 100 steps however many are asked for. 100 is only the default value of n_steps."""
    return _line(train_x, train_y, lr_rate, 100)


@misconception(of=fit_line)
def learning_rate_ignored(train_x, train_y, lr_rate=1e-2, n_steps=100):
    """Your steps have the learning rate 0.01 whatever the caller asks for. That is only the default value: multiply
    the gradient by lr_rate."""
    return _line(train_x, train_y, 0.01, n_steps)


@misconception(of=fit_line)
def w_and_b_swapped(train_x, train_y, lr_rate=1e-2, n_steps=100):
    """w and b are right but in the wrong order: return the slope first, then the intercept, then the errors."""
    w, b, errors = _line(train_x, train_y, lr_rate, n_steps)
    return b, w, errors


@misconception(of=fit_line)
def b_gradient_with_x(train_x, train_y, lr_rate=1e-2, n_steps=100):
    """b's gradient is the same as w's. The derivative of w x + b with respect to b is 1, so no x is left in it: it is
    built from the residuals alone."""
    w, errors = 0.0, []
    for _ in range(n_steps):
        residual = w * train_x + w - train_y
        errors.append(np.mean(residual**2))
        w = w - lr_rate * (2 * np.sum(residual * train_x) / len(train_x))
    return w, w, errors


@misconception(of=fit_line)
def w_gradient_without_x(train_x, train_y, lr_rate=1e-2, n_steps=100):
    """w's gradient is the same as b's. The derivative of w x + b with respect to w is x: multiply each residual by its
    own x before you add them up."""
    w, errors = 0.0, []
    for _ in range(n_steps):
        residual = w * train_x + w - train_y
        errors.append(np.mean(residual**2))
        w = w - lr_rate * (2 * np.sum(residual) / len(train_x))
    return w, w, errors


@misconception(of=fit_line)
def starts_from_ones(train_x, train_y, lr_rate=1e-2, n_steps=100):
    """Your descent starts at w = b = 1. It starts at zero here, so that everybody takes the same path."""
    return _line(train_x, train_y, lr_rate, n_steps, start=1.0)


@misconception(of=fit_line)
def residuals_never_refreshed(train_x, train_y, lr_rate=1e-2, n_steps=100):
    """Every step uses the residuals of the first one: the line moves, but the residuals are not computed again. They
    belong inside of the loop."""
    w, b, errors = 0.0, 0.0, []
    residual = w * train_x + b - train_y
    for _ in range(n_steps):
        errors.append(np.mean(residual**2))
        w = w - lr_rate * (2 * np.sum(residual * train_x) / len(train_x))
        b = b - lr_rate * (2 * np.sum(residual) / len(train_x))
    return w, b, errors


@misconception(of=fit_line)
def hundred_steps_at_most(train_x, train_y, lr_rate=1e-2, n_steps=100):
    """You never take more than 100 steps, however many are asked for. 100 is only the default value of n_steps."""
    return _line(train_x, train_y, lr_rate, min(n_steps, 100))


@misconception(of=fit_line)
def another_number_of_steps_by_default(train_x, train_y, lr_rate=1e-2, n_steps=1000):
    """Without n_steps you take 1000 steps. The default is 100: leave the first line of the function as it came."""
    return _line(train_x, train_y, lr_rate, n_steps)


@misconception(of=fit_line)
def another_learning_rate_by_default(train_x, train_y, lr_rate=1e-3, n_steps=100):
    """Without lr_rate your learning rate is 0.001. The default is 0.01: leave the first line of the function as it
    came."""
    return _line(train_x, train_y, lr_rate, n_steps)


@misconception(of=fit_line)
def small_errors_end_it(train_x, train_y, lr_rate=1e-2, n_steps=100):
    """You stop before n_steps when the error has become small. That is not asked for: n_steps says how many steps there
    are."""
    w, b, errors = _line(train_x, train_y, lr_rate, n_steps)
    small = [step for step, error in enumerate(errors) if error < 1e-6]
    return _line(train_x, train_y, lr_rate, small[0]) if small else (w, b, errors)


@misconception(of=fit_line)
def targets_overwritten(train_x, train_y, lr_rate=1e-2, n_steps=100):
    """train_y has changed when the function returns: the caller's own array was worked on.
    Give the residuals a name of their own."""
    result = _line(train_x, train_y, lr_rate, n_steps)
    train_y[:] = train_y - result[0] * train_x - result[1]
    return result


@misconception(of=fit)
def starting_values_of_the_fit(X, y, beta, lr_rate=1e-2, n_steps=5000):
    """beta is what it was at the start: no step has been taken. Is the loop there, and does it run?"""
    return beta


@misconception(of=fit)
def another_number_of_steps_by_default_fit(X, y, beta, lr_rate=1e-2, n_steps=1000):
    """Without n_steps you take 1000 steps. The default is 5000: leave the first line of the function as it came."""
    return fit(X, y, beta, lr_rate, n_steps)


@misconception(of=fit)
def another_learning_rate_by_default_fit(X, y, beta, lr_rate=1e-3, n_steps=5000):
    """Without lr_rate your learning rate is 0.001. The default is 0.01: leave the first line of the function as it
    came."""
    return fit(X, y, beta, lr_rate, n_steps)


@misconception(of=fit)
def short_steps_end_it(X, y, beta, lr_rate=1e-2, n_steps=5000):
    """You stop before n_steps when the steps have become short. That is not asked for: n_steps says how many there
    are."""
    for _ in range(n_steps):
        step = lr_rate * squared_l2_gradient(X, y, beta)
        beta = beta - step
        if max(abs(step)) < 1e-6:
            break
    return beta


@misconception(of=fit)
def uphill_fit(X, y, beta, lr_rate=1e-2, n_steps=5000):
    """beta moves up the gradient, away from the solution. Either the sign of the gradient or the sign of the update
    is turned round."""
    return fit(X, y, beta, -lr_rate, n_steps)


@misconception(of=fit)
def starts_from_zero(X, y, beta, lr_rate=1e-2, n_steps=5000):
    """Your descent starts at zero. The caller says where to start: at beta."""
    return fit(X, y, beta * 0, lr_rate, n_steps)


@misconception(of=fit)
def learning_rate_ignored_fit(X, y, beta, lr_rate=1e-2, n_steps=5000):
    """Your steps have the learning rate 0.01 whatever the caller asks for. That is only the default value: multiply
    the gradient by lr_rate."""
    return fit(X, y, beta, 0.01, n_steps)


@misconception(of=fit)
def five_thousand_steps_always(X, y, beta, lr_rate=1e-2, n_steps=5000):
    """You take 5000 steps however many are asked for. 5000 is only the default value of n_steps."""
    return fit(X.astype(float), y, beta, lr_rate, 5000)


@misconception(of=fit)
def one_step_too_many_fit(X, y, beta, lr_rate=1e-2, n_steps=5000):
    """You take one update more than n_steps. `range(n_steps)` counts them right by itself."""
    return fit(X, y, beta, lr_rate, n_steps + 1)


@misconception(of=fit)
def one_step_too_few_fit(X, y, beta, lr_rate=1e-2, n_steps=5000):
    """You take one update less than n_steps. `range(n_steps)` counts them right by itself."""
    return fit(X, y, beta, lr_rate, n_steps - 1)


@misconception(of=fit)
def gradient_of_the_norm(X, y, beta, lr_rate=1e-2, n_steps=5000):
    """Your gradient has a norm in the denominator: you descend on the root mean square, not on the mean square. Its
    steps do not grow shorter near the solution; use the squared one."""
    for _ in range(n_steps):
        beta = beta - lr_rate * l2_gradient(X, y, beta)
    return beta


@misconception(of=fit)
def gradient_of_the_euclidean_norm(X, y, beta, lr_rate=1e-2, n_steps=5000):
    """Your gradient is divided by np.linalg.norm of the residual: you descend on the norm, not on its square. Its
    steps do not grow shorter near the solution; leave the norm away."""
    for _ in range(n_steps):
        residual = X @ beta - y
        beta = beta - lr_rate * (X.T @ residual / np.sqrt(np.sum(residual**2)))
    return beta


@misconception(of=fit)
def start_overwritten(X, y, beta, lr_rate=1e-2, n_steps=5000):
    """The caller's beta has changed: `-=` works on the very array that was handed in.
    Write `beta = beta - ...`, which makes a new one."""
    beta[:] = fit(X, y, beta, lr_rate, n_steps)
    return beta.copy()


@misconception(of=fit)
def features_counted_fit(X, y, beta, lr_rate=1e-2, n_steps=5000):
    """You divide by the number of features d where the number of samples n belongs: n = X.shape[0]. X.shape[1] and
    len(beta) are d."""
    for _ in range(n_steps):
        beta = beta - lr_rate * (X.T @ (X @ beta - y) * 2 / len(beta))
    return beta


@misconception(of=fit)
def entries_counted_fit(X, y, beta, lr_rate=1e-2, n_steps=5000):
    """You divide by n times d, the number of entries of X. The mean goes over the n samples only: n = X.shape[0]."""
    for _ in range(n_steps):
        beta = beta - lr_rate * (X.T @ (X @ beta - y) * 2 / X.size)
    return beta


@misconception(of=fit)
def six_samples_always(X, y, beta, lr_rate=1e-2, n_steps=5000):
    """You divide by 6, the number of rows in the text's example. The function has to work for any number of rows: ask
    X for it."""
    for _ in range(n_steps):
        beta = beta - lr_rate * (X.T @ (X @ beta - y) * 2 / 6)
    return beta


@misconception(of=fit)
def means_before_product_fit(X, y, beta, lr_rate=1e-2, n_steps=5000):
    """You multiply the mean of each column by the mean of the residual. First the products, row by row, then the
    mean: a mean of products is not the product of means."""
    for _ in range(n_steps):
        beta = beta - lr_rate * (2 * np.mean(X, axis=0) * np.mean(X @ beta - y))
    return beta


@misconception(of=fit)
def integer_truncation(X, y, beta, lr_rate=1e-2, n_steps=5000):
    """When beta comes as integers, yours stays integer, and everything behind the decimal point is cut off in every
    step. Assigning into an array keeps its dtype; `beta = beta - ...` makes a new array of floats."""
    beta = beta.copy()
    for _ in range(n_steps):
        beta[:] = beta - lr_rate * squared_l2_gradient(X, y, beta)
    return beta


@misconception(of=fit)
def gradient_never_refreshed(X, y, beta, lr_rate=1e-2, n_steps=5000):
    """Every step uses the gradient at the start. beta moves, so the residual and the gradient have to be computed
    again: they belong inside of the loop."""
    return beta - n_steps * lr_rate * squared_l2_gradient(X, y, beta)


@misconception(of=fit)
def one_coefficient_after_the_other(X, y, beta, lr_rate=1e-2, n_steps=5000):
    """You update the coefficients one after the other, each from a residual in which the earlier ones have moved
    already. All partial derivatives belong to the same point: compute the whole gradient first."""
    beta = beta.copy() * 1.0
    for _ in range(n_steps):
        for k in range(len(beta)):
            beta[k] = beta[k] - lr_rate * (np.sum(X[:, k] * (X @ beta - y)) * 2 / len(y))
    return beta
