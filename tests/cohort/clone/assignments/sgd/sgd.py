def minibatches(train_x, train_y, batch_size, rng):
    chosen = rng.integers(0, len(train_x), size=len(train_x))
    return [
        (train_x[chosen[i : i + batch_size]], train_y[chosen[i : i + batch_size]])
        for i in range(0, len(chosen), batch_size)
    ]


def Sgd_Line(train_x, train_y):
    return 0, 0, []
