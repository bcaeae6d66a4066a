"""Random data for checks: tables of several features, and points about a line."""

from typing import Any

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

Numbers = NDArray[Any]
Table = tuple[Numbers, Numbers, Numbers]  # X (samples, features), y (samples,), beta (features,)


def table(rng: Generator, samples: int, features: int) -> Table:
    """Random inputs, targets and coefficients that do not fit each other."""
    X = rng.normal(0.5, 1.0, size=(samples, features))
    return X, rng.normal(1.0, 2.0, size=samples), rng.normal(size=features)


def whole_table(rng: Generator, samples: int, features: int) -> Table:
    """The same in integers: every residual is at least 1 in size, and they differ."""
    X = rng.integers(-4, 6, size=(samples, features))
    beta = rng.integers(-3, 4, size=features)
    return X, X @ beta + rng.integers(1, 9, size=samples) * rng.choice([-1, 1], size=samples), beta


def cancelling_table(rng: Generator, samples: int, features: int) -> Table:
    """Rows in pairs that are almost the same, with residuals that are almost opposite."""
    X, y, beta = table(rng, 2 * samples, features)
    X[samples:] = X[:samples] * (1 + 1e-9 * rng.normal(size=(samples, features)))
    y[samples:] = 2 * (X[:samples] @ beta) - y[:samples]
    return X, y, beta


def uneven_table(rng: Generator, samples: int, ratio: float) -> Table:
    """Three columns, each `ratio` times as large as the next, which all weigh the same in the residual."""
    X, y, beta = table(rng, samples, 3)
    sizes = np.array([ratio, 1.0, 1 / ratio])
    return X * sizes, y, beta / sizes


def line_data(rng: Generator, samples: int) -> tuple[Numbers, Numbers]:
    """Points about a line, on one side of zero, so that w and b pull on each other."""
    x = rng.uniform(0.5, 3.0, size=samples)
    return x, rng.uniform(1, 4) * x - rng.uniform(1, 6) + rng.normal(size=samples)


def slow_line(rng: Generator, samples: int) -> tuple[Numbers, Numbers]:
    """The same on inputs so small that a hundred steps lead only part of the way, and radii stay small."""
    x, y = line_data(rng, samples)
    return x / 4, y


def slow_table(rng: Generator) -> Table:
    """One sample of one small number: five thousand steps lead only part of the way, and radii stay small."""
    return np.array([[rng.uniform(0.08, 0.12)]]), rng.normal(1.0, 2.0, size=1), rng.normal(size=1)
