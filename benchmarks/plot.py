"""Draws docs/benchmarks.svg: processor seconds of one submission, by tool."""

from pathlib import Path

import matplotlib

matplotlib.use("svg")
matplotlib.rcParams["svg.hashsalt"] = "benchmarks"  # the same drawing gives the same bytes
import matplotlib.pyplot as plt  # noqa: E402 - after the choice of backend
import numpy as np  # noqa: E402

from .contest import OTTER_LOOP, OTTER_RUN, OURS, PYTEST, Contest  # noqa: E402

INK = "#7a7a7a"  # reads on white and on black
COLOURS = ("#2f81f7", "#c9831f")
WIDTH = 0.38


def draw(contests: dict[str, Contest], path: Path) -> None:
    """One pair of bars for each tool, ours first, on a logarithmic scale; nothing behind them."""
    plt.rcParams |= dict.fromkeys(
        ("text.color", "axes.labelcolor", "axes.edgecolor", "xtick.color", "ytick.color"), INK
    )
    figure, axis = plt.subplots(figsize=(8, 3.6))
    places = np.arange(6)
    for turn, ((name, contest), colour) in enumerate(zip(contests.items(), COLOURS, strict=True)):
        seconds = _bars(contest)
        bars = axis.barh(places + (turn - 0.5) * WIDTH, list(seconds.values()), WIDTH, color=colour, label=name)
        axis.bar_label(bars, [f"{value:.3g}" for value in seconds.values()], padding=3, fontsize=8)
    axis.set_yticks(places, list(seconds))
    axis.invert_yaxis()
    axis.set_xscale("log")
    axis.set_xmargin(0.12)
    axis.set_xlabel("processor seconds of one submission")
    axis.grid(axis="x", alpha=0.25, color=INK)
    axis.set_axisbelow(True)
    axis.spines[["top", "right"]].set_visible(False)
    axis.legend(fontsize=8, frameon=False)
    figure.tight_layout()
    figure.savefig(path, transparent=True, metadata={"Date": None})
    plt.close(figure)


def _bars(contest: Contest) -> dict[str, float]:
    costs = contest.costs
    return {
        "the student's calls alone": contest.student,
        "the grader's own": contest.own,
        OURS: costs[OURS].cpu,
        PYTEST: costs[PYTEST].cpu,
        OTTER_LOOP: costs[OTTER_LOOP].cpu,
        OTTER_RUN: costs[OTTER_RUN].cpu,
    }
