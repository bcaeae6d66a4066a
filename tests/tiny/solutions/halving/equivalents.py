from solutions.halving.halving import half

from autograder.course import equivalent


@equivalent(of=half)
def times_a_half(x):
    return x * 0.5
