def diff_quotient(f, x, h=1e-9):
    return (f(x + h) - f(x - h)) / (2 * h)


def gradient_descent(f, init_point, lr_rate=1e-2, epsilon=1e-5):
    val, n_updates = init_point, 0
    while diff_quotient(f, val) > epsilon:
        val -= lr_rate * diff_quotient(f, val)
        n_updates += 1
    return val, n_updates
