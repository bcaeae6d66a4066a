def diff_quotient(f, x, h=1e-9):
    return (f(x + h) - f(x)) / h
