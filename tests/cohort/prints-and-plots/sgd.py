import warnings

import matplotlib.pyplot as plt
import numpy as np

name = input("Who are you? ")
print("Hello", name)


def minibatches(train_x, train_y, batch_size, rng):
    order = rng.permutation(len(train_x))
    for i in range(0, len(order), batch_size):
        yield train_x[order[i : i + batch_size]], train_y[order[i : i + batch_size]]


def sgd_line(train_x, train_y, lr_rate=1e-2, batch_size=10, n_epochs=1, seed=0):
    warnings.warn("here we go")
    rng = np.random.default_rng(seed)
    w = b = 0.0
    errors = []
    for epoch in range(n_epochs):
        for x, y in minibatches(train_x, train_y, batch_size, rng):
            error = w * x + b - y
            errors.append(np.mean(error**2))
            w, b = w - lr_rate * 2 * np.mean(error * x), b - lr_rate * 2 * np.mean(error)
        print("epoch", epoch, w, b)
    return w, b, errors


x = np.random.rand(1000)
w, b, errors = sgd_line(x, 7 * x + 2, n_epochs=3)
plt.plot(errors)
plt.show()

if __name__ == "__main__":
    raise SystemExit("done")
