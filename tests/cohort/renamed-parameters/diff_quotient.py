def diff_quotient(func, point, step=1e-9):
    return (func(point + step) - func(point)) / step


def gradient_descent(func, start, rate=1e-2, eps=1e-5):
    count = 0
    slope = diff_quotient(func, start)
    while abs(slope) > eps:
        start, count = start - rate * slope, count + 1
        slope = diff_quotient(func, start)
    return start, count
