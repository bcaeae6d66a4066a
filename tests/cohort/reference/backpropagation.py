# %% [markdown]
# # 5. Backpropagation through time
#
# A recurrent network reads a sequence one step at a time and keeps a **state**. The same two weights are used at
# every step, so a change of one weight is felt at every step, and its gradient is a *sum over time*. That one
# sentence is the whole exercise; the rest is keeping the indices straight.
#
# ## The network
#
# Start with the smallest recurrent network there is, one number in and one number of state:
#
# $$S_k = S_{k-1}\, w_{rec} + X_k\, w_x, \qquad k = 1, \dots, T, \qquad S_0 = 0.$$
#
# We compute it for $n$ sequences at once:
#
# | name | shape | meaning |
# | --- | --- | --- |
# | `X` | (n, T) | the inputs; row = sample, column = time step |
# | `S` | (n, T + 1) | the states; `S[:, 0]` is the state before the first input, `S[:, T]` the last one |
# | `wx`, `wRec` | numbers | the weights |
# | `grad_out` | (n,) | $\partial\xi/\partial S_T$: the gradient of the loss $\xi$ at the last state |
#
# **Mind the columns.** In the formulas inputs are counted from 1, in numpy from 0: input $X_k$ is `X[:, k - 1]`. The
# states have an extra column in front, so $S_k$ is `S[:, k]`.

# %%
import numpy as np


def forward_states(X, wx, wRec):
    """The states of the network: X (n, T) to S (n, T + 1), with zeros in column 0."""
    S = np.zeros((X.shape[0], X.shape[1] + 1))
    for k in range(X.shape[1]):
        S[:, k + 1] = X[:, k] * wx + S[:, k] * wRec
    return S


def loss_gradient(y, t):
    """The gradient, sample by sample, of the squared error between outputs y and targets t, both (n,)."""
    return 2 * (y - t)


# %% [markdown]
# ## Back in time
#
# Call $g_k = \partial\xi/\partial S_k$ the gradient that arrives at state $k$. At the end it is given:
# $g_T$ is `grad_out`. One step back, $S_{k-1}$ acts on the loss only through $S_k$, and
# $\partial S_k/\partial S_{k-1} = w_{rec}$, so
#
# $$g_{k-1} = g_k \, w_{rec}.$$
#
# The weights act at **every** step. At step $k$, $w_x$ multiplies $X_k$ and $w_{rec}$ multiplies the state *before*,
# $S_{k-1}$. Each step leaves its own term, and the terms add up:
#
# $$\frac{\partial\xi}{\partial w_x} = \sum_{k=1}^{T} g_k\, X_k, \qquad
# \frac{\partial\xi}{\partial w_{rec}} = \sum_{k=1}^{T} g_k\, S_{k-1}.$$
#
# It is tempting to stop at $k = T$: the chain rule for the last step alone gives $g_T X_T$ and looks finished. But
# $w_x$ also shaped $S_{T-1}$, and through it $S_T$. This *accumulation* is what people mean by backpropagation
# **through time**.
#
# That was one sample. For a batch we take the **mean over the $n$ samples, and the sum over the $T$ steps**.
#
# ### By hand, once
#
# Two samples, two steps, $w_x = 1$, $w_{rec} = 0.5$, and `grad_out = [1, 2]`:
#
# | | `X[:, 0]` | `X[:, 1]` | `S[:, 0]` | `S[:, 1]` | `S[:, 2]` | $g_0$ | $g_1$ | $g_2$ |
# | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
# | sample 1 | 1 | 0 | 0 | 1 | 0.5 | 0.25 | 0.5 | 1 |
# | sample 2 | 1 | 1 | 0 | 1 | 1.5 | 0.5 | 1 | 2 |
#
# Step 2 adds $\tfrac12(1\cdot 0 + 2\cdot 1) = 1$ to the gradient of $w_x$, step 1 adds
# $\tfrac12(0.5\cdot 1 + 1\cdot 1) = 0.75$: together **1.75**. For $w_{rec}$ it is
# $\tfrac12(1\cdot 1 + 2\cdot 1) + 0 =$ **1.5**. The three columns of $g$ are `grad_over_time`.
#
# Look at them again: with $w_{rec} = 0.1$ and ten steps, $g_0$ would be $10^{-10}$ times `grad_out`. This is the
# *vanishing gradient*. Tiny is not zero, and the checks know the difference.
#
# ## Exercise 1: `backward_gradient`
#
# Fill in the walk back. `grad_over_time` has a column for every state, also for `S[:, 0]`, and is part of the answer.
# Use the sizes of the arrays that you are given: the checks come with other numbers of samples and steps than this
# text, with a single sample, with a single step, and with a state before the first input that is not zero.


# %%
def backward_gradient(X, S, grad_out, wRec):
    """Gradients of the loss with respect to wx, wRec, and every state.

    X: inputs, shape (n, T).
    S: states, shape (n, T + 1); S[:, k] follows from S[:, k - 1] and X[:, k - 1].
    grad_out: gradient of the loss at the last state, shape (n,).
    wRec: the recurrent weight, a number.

    Returns ((wx_grad, wRec_grad), grad_over_time): two numbers, each the mean over the samples of the sum over
    time, and an array of shape (n, T + 1) whose column k is the gradient at S[:, k].
    """
    # zeros of the type that grad_out * 1.0 has: whole numbers that are given must not make gradients whole
    grad_over_time = np.zeros_like(grad_out * 1.0, shape=(X.shape[0], X.shape[1] + 1))
    grad_over_time[:, -1] = grad_out
    wx_grad = 0.0
    wRec_grad = 0.0
    # BEGIN SOLUTION: walk back from the last step to the first; fill grad_over_time, add to both gradients
    for k in range(X.shape[1], 0, -1):
        wx_grad += np.mean(grad_over_time[:, k] * X[:, k - 1])
        wRec_grad += np.mean(grad_over_time[:, k] * S[:, k - 1])
        grad_over_time[:, k - 1] = grad_over_time[:, k] * wRec
    # END SOLUTION
    return (wx_grad, wRec_grad), grad_over_time


# %% tags=["active-ipynb"]
# @example
# def by_hand():
#     """The example that was done by hand: 1.75 and 1.5, and the three columns of g."""
#     X = np.array([[1.0, 0.0], [1.0, 1.0]])
#     S = forward_states(X, wx=1.0, wRec=0.5)
#     (wx_grad, wRec_grad), grad_over_time = backward_gradient(X, S, np.array([1.0, 2.0]), wRec=0.5)
#     print(wx_grad, wRec_grad)
#     print(grad_over_time)

# %% tags=["active-ipynb"]
# @plot
# def vanishing(axes):
#     """How much of the gradient at the end is left, step by step on the way back."""
#     X = np.random.default_rng(0).normal(size=(5, 20))
#     for wRec in (0.5, 0.9, 1.0, 1.1):
#         _, over_time = backward_gradient(X, forward_states(X, 1.0, wRec), np.ones(5), wRec)
#         axes.semilogy(np.abs(over_time[0]), ".-", label=f"$w_{{rec}} = {wRec}$")
#     axes.set(xlabel="$k$", ylabel="$|g_k|$", title="Vanishing and exploding")
#     axes.legend()

# %% [markdown]
# ## An open question, answered: `np.sum(np.mean(...))` or `@`?
#
# Two people solved this homework. With $g$ for the gradient at a time step and $x$ for the inputs of that step, one
# added up `np.sum(np.mean(g * x, axis=0))` and the other `g @ x.T / n`. Their printed numbers differed in the last
# digits, and the question stayed open which of the two is right, and what the `np.sum` does.
#
# **The `np.sum` does nothing.** The mean of a column over `axis=0` is a single number, and the sum of one number is
# that number. (The `.T` does nothing either: a one-dimensional array has no second axis to exchange.)
#
# **The two are the same number up to rounding.** Mathematically both are $\frac1n\sum_i g_i x_i$. A computer rounds
# after every addition, so the *order* of the additions shows in the last digits. `np.mean` adds in pairs, then pairs
# of pairs: each number goes through about $\log_2 n$ roundings. `@` hands both columns to a BLAS library, which runs
# along them with a handful of running sums: each number goes through about $n$ divided by that handful. Measured in
# *ulps* (one ulp is the distance from one floating-point number to the next), medians over 25 draws of normally
# distributed columns:
#
# | n | float64: apart | mean from exact | `@` from exact | float32: apart | mean from exact | `@` from exact |
# | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
# | 10 | 1 | 0.7 | 0.7 | 0 | 0.7 | 0.4 |
# | 100 | 2 | 1.4 | 1.3 | 1 | 1.2 | 0.5 |
# | 1 000 | 2 | 1.9 | 1.8 | 1 | 1.0 | 1.2 |
# | 10 000 | 4 | 1.5 | 2.2 | 3 | 1.3 | 2.8 |
# | 100 000 | 8 | 1.3 | 7.2 | 11 | 1.0 | 12.4 |
# | 1 000 000 | 28 | 4.9 | 22.6 | 22 | 1.0 | 21.0 |
#
# ![Distance in ulps against the number of samples, for float64 and float32: the mean stays within a few ulps of the
# exact value, the matrix product drifts away slowly](ulps.svg)
#
# (x86-64, numpy 2.4 with OpenBLAS 0.3.31; another machine gives other digits and the same picture.)

# %% tags=["active-ipynb"]
# @plot
# def ulps_apart(axes):
#     """The same on this machine, in float64: the median of 25 draws."""
#     rng = np.random.default_rng(0)
#     sizes = [10, 30, 100, 300, 1000, 3000, 10_000, 30_000, 100_000]
#     apart = []
#     for n in sizes:
#         columns = rng.normal(size=(25, 2, n))
#         pairs = [(np.mean(a * b), a @ b / n) for a, b in columns]
#         apart.append(np.median([abs(mean - product) / np.spacing(abs(mean)) for mean, product in pairs]))
#     axes.semilogx(sizes, apart, "o-")
#     axes.set(xlabel="$n$", ylabel="ulps apart", title="np.mean and @ on this machine")

# %% [markdown]
# **Neither is the exact value.** The exact one was computed with rigorous interval arithmetic, and both forms miss
# it, the pairwise mean by less. For the 20 samples of the homework the difference is in the sixteenth digit, and
# either answer is right here: the judge knows how far rounding can carry an answer and accepts exactly that.
#
# **With features they part for good**, and that is the second exercise.
#
# ## When a step has several features
#
# Now each step brings $d$ numbers and the state has $m$:
#
# | name | shape |
# | --- | --- |
# | `X` | (n, T, d) |
# | `S` | (n, T + 1, m) |
# | `grad_out` | (n, m) |
# | `W_x`, `W_rec` | (d, m), (m, m) |
#
# $$S_k = S_{k-1} W_{rec} + X_k W_x.$$
#
# $S_k$ and $X_k$ are row vectors here, one for each sample. Entry $(a, b)$ of $W_x$ connects input $a$ with state
# $b$, so its gradient pairs input $a$ with the gradient at state $b$:
#
# $$\frac{\partial\xi}{\partial W_x} = \sum_{k=1}^{T} X_k^{\mathsf T} g_k, \qquad
# \frac{\partial\xi}{\partial W_{rec}} = \sum_{k=1}^{T} S_{k-1}^{\mathsf T} g_k, \qquad
# g_{k-1} = g_k W_{rec}^{\mathsf T}.$$
#
# A gradient always has the shape of the thing that it is the gradient of; if yours does not, look for a missing
# transpose. The matrix product sums over the samples, so dividing by $n$ makes it the mean.
#
# And `np.sum(np.mean(X[:, k - 1] * ..., axis=0))`? The mean over `axis=0` now leaves a whole vector or matrix, and
# `np.sum` adds all its entries up into one number: the features are gone. What was a harmless habit on columns has
# become a wrong answer. When two ways to write something agree only by the shape of today's data, write the one that
# says what you mean.
#
# ### By hand, once more
#
# One sample, one step, $X_1 = (1, 2)$, $S_0 = (3)$, $g_1 = (10)$: the gradient of $W_x$ is the column
# $(10, 20)^{\mathsf T}$ of shape (2, 1), the gradient of $W_{rec}$ is $(30)$ of shape (1, 1).
#
# ## Exercise 2: `backward_gradient_features`


# %%
def backward_gradient_features(X, S, grad_out, W_rec):
    """Gradients of the loss with respect to W_x, W_rec, and every state, for several features.

    X: inputs, shape (n, T, d).
    S: states, shape (n, T + 1, m).
    grad_out: gradient of the loss at the last state, shape (n, m).
    W_rec: the recurrent weights, shape (m, m).

    Returns ((Wx_grad, W_rec_grad), grad_over_time): matrices of shapes (d, m) and (m, m), each the mean over the
    samples of the sum over time, and an array of shape (n, T + 1, m).
    """
    n_samples, n_steps, n_features = X.shape
    n_states = grad_out.shape[1]
    grad_out = grad_out * 1.0  # whole numbers that are given must not make gradients whole
    grad_over_time = np.zeros_like(grad_out, shape=(n_samples, n_steps + 1, n_states))
    grad_over_time[:, -1] = grad_out
    Wx_grad = np.zeros_like(grad_out, shape=(n_features, n_states))
    W_rec_grad = np.zeros_like(grad_out, shape=(n_states, n_states))
    # BEGIN SOLUTION: the same walk back, now with matrices; mind which one has to be transposed
    for k in range(n_steps, 0, -1):
        Wx_grad += X[:, k - 1].T @ grad_over_time[:, k] / n_samples
        W_rec_grad += S[:, k - 1].T @ grad_over_time[:, k] / n_samples
        grad_over_time[:, k - 1] = grad_over_time[:, k] @ W_rec.T
    # END SOLUTION
    return (Wx_grad, W_rec_grad), grad_over_time


# %% tags=["active-ipynb"]
# @example
# def by_hand_again():
#     """The example that was done by hand: a column of 10 and 20, and 30."""
#     X, S = np.array([[[1.0, 2.0]]]), np.array([[[3.0], [0.0]]])
#     print(*backward_gradient_features(X, S, np.array([[10.0]]), np.eye(1))[0], sep="\n")

# %% [markdown]
# ## What is checked
#
# Parameter gradients and `grad_over_time` earn points separately. Any order of summation is right; tuples may be
# lists. In grading, the same checks run on other numbers than `make check` uses, and the hidden ones run too.
#
# <!-- checks -->
