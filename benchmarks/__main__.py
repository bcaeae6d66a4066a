"""The command line: measure, show, and write docs/benchmarks.md and docs/benchmarks.svg."""

import os
import platform
import sys
import tempfile
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

import click
from rich.console import Console

from autograder.cohort import cores
from autograder.course import served, topic_names
from autograder.isolation.probe import level_for_strangers

from . import cluster, cohorts, report, scale
from .cluster import Sizes, Spread
from .contest import FEW, MANY, Contest, Table, hold
from .grader import Grader
from .measure import Failed

WITHOUT_SYMPY = ("regression", "sgd", "backpropagation")
ROOT = served().root
DOCUMENT, FIGURE = ROOT / "docs" / "benchmarks.md", ROOT / "docs" / "benchmarks.svg"


@click.command()
@click.option("--rounds", type=click.IntRange(min=1), default=5, help="How often each tool has its turn.")
@click.option("--quick", is_flag=True, help="One round and small cohorts, to see that it works.")
@click.option("--otter", type=click.Path(path_type=Path), default=ROOT / ".venv-bench/bin", help="Where otter is.")
def main(rounds: int, quick: bool, otter: Path) -> None:
    """Measure what grading costs, beside pytest and otter."""
    console = Console()
    os.environ["OPENBLAS_NUM_THREADS"] = "1"  # for every tool
    sizes = [20, 60] if quick else [100, 1000, 10_000]
    try:
        measured = _measured(1 if quick else rounds, sizes, 50 if quick else 1000, 40 if quick else 400, otter, console)
    except Failed as error:
        raise click.ClickException(str(error)) from None
    report.show_rest(console, measured)
    template = Path(__file__).with_name("benchmarks.md.in").read_text(encoding="utf-8")
    DOCUMENT.write_text(report.document(measured, template), encoding="utf-8")
    from .plot import draw  # matplotlib takes a moment, and nothing may run beside what is measured

    draw({"five topics": measured.five, "three topics without SymPy": measured.three}, FIGURE)
    console.print(f"Written: {DOCUMENT.relative_to(ROOT)}, {FIGURE.relative_to(ROOT)}")


def _measured(
    rounds: int, counts: list[int], batch_of: int, spread_of: int, otter: Path, console: Console
) -> report.Measured:
    grader, topics = Grader(cores()), topic_names()

    def contest(chosen: Sequence[str]) -> Contest:
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            table = Table(chosen, Path(folder), grader, otter, grader.seed)
            found = hold(table, chosen, rounds, cores(), console.print)
        report.show_costs(console, found)
        return found

    five, three = contest(topics), contest(WITHOUT_SYMPY)
    console.print("where the time goes")
    spent = scale.where_time_goes(grader, cohorts.sources())
    hollow = scale.where_time_goes(grader, cohorts.hollow(topics))
    sizes = scale.sizes(grader, counts, console.print)
    batch = scale.batch(grader, batch_of, console.print)
    spread, five_spread, weights = _spread(grader, spread_of, console)
    return report.Measured(machine(), five, three, spent, hollow, sizes, batch, spread, spread_of, five_spread, weights)


def _spread(grader: Grader, count: int, console: Console) -> tuple[Spread, Spread, Sizes]:
    """A cluster on this machine: many submissions of one topic, fewer of all, and what travels and stays."""
    files = cohorts.sources()
    console.print(f"{count} submissions of one topic, here and by a cluster")
    one = cluster.spread(grader, {scale.CHEAPEST: files[scale.CHEAPEST]}, FEW, count)
    console.print("and of all topics")
    return one, cluster.spread(grader, files, FEW, MANY), cluster.sizes(grader, files, MANY)


def machine() -> dict[str, str]:
    """What it was measured on."""
    return {
        "processor": _processor(),
        "cores used": str(cores()),
        "system": f"{platform.system()} {platform.release()}, {platform.machine()}",
        "Python": platform.python_version(),
        "packages": ", ".join(f"{name} {version(name)}" for name in ("numpy", "sympy", "python-flint", "pytest")),
        "otter": "otter-grader 7.0.0, in an environment of its own with the same numpy and SymPy",
        "isolation": level_for_strangers(None),
        "load when it ended": f"{os.getloadavg()[0]:.1f}, of which {cores()} at most are the benchmark's own",
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "unknown")


if __name__ == "__main__":
    sys.exit(main())
