"""5. Backpropagation through time

The lesson is in README.md. Write what each TODO asks for; `make check A=backpropagation` tells how it went.
"""

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
    # TODO: go back from the last step to the first; at each step add to wx_grad and wRec_grad
    raise NotImplementedError("backward_gradient")
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
    # TODO: the same walk back, with a matrix product where a mean over samples stood
    raise NotImplementedError("backward_gradient_features")
    return (Wx_grad, W_rec_grad), grad_over_time
