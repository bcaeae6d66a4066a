from solutions.halving.halving import half

from autograder.course import misconception


@misconception(of=half)
def doubled(x):
    """You double: divide by 2."""
    return x * 2
