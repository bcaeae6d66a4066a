"""Balls and affine numbers contain what floats give; numpy computes with them as with numbers."""

import itertools
import random

import numpy as np
import pytest
from flint import arb, ctx
from hypothesis import given
from hypothesis import strategies as st

from autograder.judging.affine import Affine, affine
from autograder.judging.ball import Ball, Undecided, to_ball, to_balls
from autograder.judging.target import NoBall, exact_target

moderate = st.floats(-1e6, 1e6).filter(lambda x: x == 0 or abs(x) > 1e-6)


def contains(ball: Ball, value: float) -> bool:
    return bool(ball.arb.contains(arb(value)))


def test_numpy_computes_with_balls():
    X = to_balls(np.arange(6.0).reshape(2, 3), 0.0)
    y = to_balls(np.array([1.0, 2.0]), 0.0)
    assert [float(b.arb.mid()) for b in X.T @ y] == [6.0, 9.0, 12.0]
    assert float(np.mean(X).arb.mid()) == 2.5
    assert contains(np.sqrt(np.sum(y**2)), 5**0.5) or abs(float(np.sqrt(np.sum(y**2)).arb.mid()) - 5**0.5) < 1e-15
    assert contains(np.float64(2) * y[1], 4.0)
    assert contains(2 - y[0] / 4, 1.75)


def test_a_ball_does_not_become_a_float():
    room = np.zeros(2)
    with pytest.raises(TypeError, match="radius"):
        room[0] = to_ball(1.0, 0.0)


def test_comparisons_that_rounding_leaves_open_are_not_decided():
    assert to_ball(1.0, 1e-3) < 1.1
    assert not to_ball(1.0, 1e-3) > 1.1
    with pytest.raises(Undecided):
        _ = to_ball(1.0, 1e-3) < 1.0005


@given(st.lists(st.tuples(moderate, moderate), min_size=1, max_size=12), st.randoms(use_true_random=False))
def test_every_order_of_summation_is_within_the_allowance(pairs, chance: random.Random):
    """The allowance of a mean of products holds for any order, grouping and kind of sum."""

    def mean_product(x, y):
        return np.mean(x * y)

    x, y = (np.array(column) for column in zip(*pairs, strict=True))
    target = exact_target(mean_product, (x, y), None, False, 53)
    order = list(range(len(x)))
    chance.shuffle(order)
    one_by_one = 0.0
    for i in order:
        one_by_one += x[i] * y[i] / len(x)
    half = len(order) // 2
    grouped = (sum(x[i] * y[i] for i in order[:half]) + sum(x[i] * y[i] for i in order[half:])) / len(x)
    with ctx.workprec(320):
        for value in (one_by_one, grouped, x @ y / len(x), np.mean(x[order] * y[order]), (x / len(x)) @ y):
            assert abs(arb(float(value)) - target.exact) <= target.allowance


def test_opposite_terms_leave_an_allowance():
    """Terms that cancel exactly in the reference's order need not in another."""

    def total(x):
        return np.sum(x)

    x = np.array([0.1, -0.1, 0.3, -0.3, 0.7, -0.7])
    target = exact_target(total, (x,), None, False, 53)
    sums = {float(sum(x[i] for i in order)) for order in itertools.permutations(range(6))}
    assert len(sums) > 1
    with ctx.workprec(320):
        assert all(abs(arb(value) - target.exact) <= target.allowance for value in sums)


@given(moderate, moderate, st.floats(0.25, 4))
def test_affine_numbers_contain_what_floats_give(x, y, z):
    with ctx.workprec(53):
        a, b, c = affine(x, 2.0**-53), affine(y, 2.0**-53), affine(z, 2.0**-53)
        for result, value in (
            (a + b, x + y),
            (a - b * c, x - y * z),
            (a * b, x * y),
            (a / c, x / z),
            (c**3, z**3),
            (np.sqrt(c), np.sqrt(z)),
            (np.exp(c), np.exp(z)),
            (np.sin(c), np.sin(z)),
            (np.cos(c), np.cos(z)),
            (np.log(c), np.log(z)),
            (np.tanh(c), np.tanh(z)),
            (abs(a) + 1, abs(x) + 1),
        ):
            assert abs(arb(float(value)) - result.arb.mid()) <= result.arb.rad() * 4 + arb(abs(float(value))) * 2.0**-52


def test_shared_errors_cancel():
    with ctx.workprec(53):
        x = affine(1.0, 1e-6)
        difference = (x + 1e-9) - x
        assert isinstance(difference, Affine)
        assert float(difference.reach) < 1e-15
        assert (x - x) >= -1e-300


def test_a_long_walk_by_quotients_keeps_its_digits():
    """A hundred divisions by h = 1e-9, each of a difference that cancels, and still more than ten digits."""

    def walk(x):
        for _ in range(100):
            x = x - 0.002 * ((16 * (x + 1e-9) * (x + 1e-9) - 16 * x * x) / 1e-9)
        return x

    target = exact_target(walk, (2.0**-10,), None, False, 53)
    assert abs(float(target.exact.mid()) - walk(2.0**-10)) <= float(target.allowance)
    assert float(target.allowance) < float(abs(target.exact).mid()) * 2.0**-26


@pytest.mark.parametrize("exponent", [2, 3, 5, 0, -1])
def test_whole_powers_of_a_ball_around_zero_are_balls(exponent):
    around_zero = Ball(arb(0, 1e-16))
    assert (around_zero**exponent).arb.is_finite() == (exponent >= 0)
    assert contains(Ball(arb(-2)) ** exponent, (-2.0) ** exponent)


def test_a_target_without_bounds_is_no_target():
    def reciprocal_of_the_sum(x):
        return 1 / np.sum(x)

    with pytest.raises(NoBall):
        exact_target(reciprocal_of_the_sum, (np.array([0.1, 0.2, -0.3]),), None, False, 53)
