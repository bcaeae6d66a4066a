import numpy as np

# 경사하강법

def fit(X, y, beta, lr_rate=1e-2, n_steps=5000):
    return beta
