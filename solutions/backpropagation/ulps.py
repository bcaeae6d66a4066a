"""Measures how far `np.sum(np.mean(g * x))` and `g @ x / n` lie apart, and draws ulps.svg.

`make figures` runs it. The numbers depend on the machine's BLAS, so they are measured once, and their machine is
named in the lesson; the figure is committed as it was drawn.
"""

import platform
from pathlib import Path

import matplotlib
import numpy as np
from flint import arb, ctx

matplotlib.use("svg")
matplotlib.rcParams["svg.hashsalt"] = "ulps"  # the same drawing gives the same bytes
import matplotlib.pyplot as plt  # noqa: E402 - after the choice of backend

SIZES = (10, 30, 100, 300, 1000, 3000, 10_000, 30_000, 100_000, 300_000, 1_000_000)
DRAWS = 25


def exact_mean(g, x):
    """The mean of the products of two float arrays without any rounding, as a ball of 256 bits."""
    with ctx.workprec(256):
        products = (arb(a) * arb(b) for a, b in zip(g.tolist(), x.tolist(), strict=True))
        return sum(products, arb(0)) / len(g)


def ulps(difference, result):
    """A difference in units of the last place of a result."""
    return float(abs(difference)) / float(np.spacing(abs(result)))


def measure(n, dtype, rng):
    """Median distances in ulps over DRAWS draws: the two forms apart; mean from exact; matmul from exact."""
    rows = []
    for _ in range(DRAWS if n <= 100_000 else 9):
        g, x = rng.standard_normal((2, n)).astype(dtype)
        by_mean, by_matmul, exact = np.sum(np.mean(g * x)), g @ x / dtype(n), exact_mean(g, x)
        with ctx.workprec(256):
            errors = [ulps(arb(float(result)) - exact, result) for result in (by_mean, by_matmul)]
        rows.append([ulps(by_mean - by_matmul, by_mean), *errors])
    return np.median(rows, axis=0)


def main():
    """Print the table and draw the figure."""
    rng = np.random.default_rng(1)
    figure, axes = plt.subplots(1, 2, figsize=(9, 3.6), sharey=True)
    print(platform.machine(), "Python", platform.python_version(), "numpy", np.__version__)
    for axis, dtype in zip(axes, (np.float64, np.float32), strict=True):
        table = np.array([measure(n, dtype, rng) for n in SIZES])
        print(dtype.__name__, "n, apart, mean from exact, matmul from exact")
        for n, row in zip(SIZES, table, strict=True):
            print(f"{n:>9,}", *(f"{value:8.2f}" for value in row))
        labels = ("the two forms apart", "sum(mean(…)) from the exact value", "matmul from the exact value")
        for values, label, style in zip(table.T, labels, ("o-", "s--", "^:"), strict=True):
            axis.loglog(SIZES, np.maximum(values, 0.05), style, label=label, markersize=4)
        axis.set_title(dtype.__name__)
        axis.set_xlabel("n, the number of samples")
        axis.grid(alpha=0.3)
    axes[0].set_ylabel("ulps (0.05 stands for less)")
    axes[0].legend(fontsize=8)
    figure.tight_layout()
    figure.savefig(Path(__file__).with_name("ulps.svg"), metadata={"Date": None})


if __name__ == "__main__":
    main()
