from solutions.halving.halving import half

from autograder.checks import check, exactly


@check(half, points=40, public=True)
def test_one(student, rng):
    """A number is halved."""
    x = float(rng.normal())
    assert student.half(x) == exactly(half, x)


@check(half, points=60)
def test_large(student, rng):
    """A large number is halved."""
    x = float(rng.normal()) * 1e9
    assert student.half(x) == exactly(half, x)
