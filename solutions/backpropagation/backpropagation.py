# %% [markdown]
# # 5. Backpropagation through time

# %%
import numpy as np


# %%
def backward_gradient(X, S, grad_out, wRec):
    """Gradients of the loss with respect to wx, wRec and every state.

    X: inputs, shape (n, T). S: states, shape (n, T + 1). grad_out: gradient at S[:, T], shape (n,).
    """
    # grad_over_time[:, k]: gradient with respect to S[:, k]; room for the same kind of numbers as grad_out
    grad_over_time = np.zeros_like(grad_out * wRec, shape=(X.shape[0], X.shape[1] + 1))
    grad_over_time[:, -1] = grad_out
    wx_grad = 0.0
    wRec_grad = 0.0
    # BEGIN SOLUTION: go back from the last step to the first; at each step add to wx_grad and wRec_grad
    for k in range(X.shape[1], 0, -1):
        wx_grad += np.mean(grad_over_time[:, k] * X[:, k - 1])
        wRec_grad += np.mean(grad_over_time[:, k] * S[:, k - 1])
        grad_over_time[:, k - 1] = grad_over_time[:, k] * wRec
    # END SOLUTION
    return (wx_grad, wRec_grad), grad_over_time


# %%
def backward_gradient_features(X, S, grad_out, W_rec):
    """X (n, T, d), S (n, T+1, m), grad_out (n, m), W_rec (m, m)."""
    n_samples, n_steps, n_features = X.shape
    n_states = grad_out.shape[1]
    grad_over_time = np.zeros_like(grad_out, shape=(n_samples, n_steps + 1, n_states))
    grad_over_time[:, -1] = grad_out
    Wx_grad = np.zeros_like(grad_out, shape=(n_features, n_states))
    W_rec_grad = np.zeros_like(grad_out, shape=(n_states, n_states))
    # BEGIN SOLUTION: the same walk back, with a matrix product where a mean over samples stood
    for k in range(n_steps, 0, -1):
        Wx_grad += X[:, k - 1].T @ grad_over_time[:, k] / n_samples
        W_rec_grad += S[:, k - 1].T @ grad_over_time[:, k] / n_samples
        grad_over_time[:, k - 1] = grad_over_time[:, k] @ W_rec.T
    # END SOLUTION
    return (Wx_grad, W_rec_grad), grad_over_time
