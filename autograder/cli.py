"""The command line: what the Makefile's targets call."""

import sqlite3
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import click
from rich.console import Console

from . import tell
from .call import CALL_SECONDS
from .cohort import Terms, grade_here, load_topics
from .course import ASSIGNMENTS, COHORT, PUBLIC_SEED, ROOT, BadSource, topic_names
from .isolation.isolate import NotIsolated
from .isolation.probe import level_for_strangers, strongest
from .reading.find import find
from .reading.places import BadInput
from .reading.read import read_own
from .recording.disk import Unwritable, write_atomically
from .recording.record import Gradebook
from .recording.summary import Summary
from .report import Report
from .run import Run
from .verdict import GraderFault, Verdict
from .worker.confine import LEVELS


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Grade numerical Python by what rounding can explain."""


@main.command()
@click.option(
    "--submissions", type=click.Path(path_type=Path), default=COHORT, help="Folder or zip, one entry per student."
)
@click.option("--out", type=click.Path(path_type=Path), default=Path("grades"), help="Folder of the gradebook.")
@click.option(
    "--seed", type=click.IntRange(min=0), help="Fixes the hidden inputs; without it a secret one is kept in OUT."
)
@click.option("--jobs", type=click.IntRange(min=1), help="Judge processes; one for each core by default.")
@click.option(
    "--isolation", type=click.Choice(list(LEVELS)), help="The level; by default the strongest of the kernel's."
)
@click.option(
    "--seconds",
    type=click.FloatRange(min=0, min_open=True),
    default=CALL_SECONDS,
    show_default=True,
    help="Processor time that a call of a student's function may take.",
)
def grade(
    submissions: Path, out: Path, seed: int | None, jobs: int | None, isolation: str | None, seconds: float
) -> None:
    """Grade all submissions into a gradebook."""
    console = Console()
    topics = topic_names()
    entries = find(submissions, topics)
    level = level_for_strangers(isolation)
    with Gradebook(out) as gradebook:
        seed = gradebook.seed(seed)
        gradebook.start(seed, submissions, level)
        with gradebook.scratch() as scratch, tell.progress(console, len(entries)) as advance:
            run = Run(gradebook, entries, Terms(tuple(topics), seed, level, seconds, scratch))
            run.go(jobs, advance)
        summary = Summary(gradebook.database, gradebook.run)
        summary.write_csv(out / "gradebook.csv", topics)
        tell.show_cohort(console, summary, topics, out)
        faulty = any(True for _ in summary.faults())
        gradebook.finish()
    console.print(f"{run.graded} graded, {run.unchanged} taken over unchanged. Isolation: {level}.")
    console.print(f"Gradebook: {out / 'gradebook.csv'} (the record: {out / 'gradebook.sqlite'})", markup=False)
    if faulty:
        console.print("[magenta]The grader itself failed in places (above). No student loses points by it.[/]")
        sys.exit(1)


@main.command()
@click.argument("topics", nargs=-1)
def check(topics: tuple[str, ...]) -> None:
    """Run the public checks on the answers in assignments/: all topics, or those named."""
    console = Console()
    chosen = _known(topics)
    reports: list[Report] = []
    own = read_own(chosen, ASSIGNMENTS)
    with strongest(list(LEVELS)) as (launcher, refused):
        if launcher is None:
            raise GraderFault(f"no process for your answers could be started: {refused}")
        grade_here([own], load_topics(chosen), PUBLIC_SEED, reports.append, launcher, public=True)
    tell.show_report(console, reports[0])
    left = [result for result in reports[0].results if result.verdict is not Verdict.PASSED]
    console.print()
    if left:
        console.print(f"Next: {left[0].exercise} in assignments/{left[0].topic}/{left[0].topic}.py")
    else:
        console.print("[green]All public checks pass.[/] Grading runs these and the hidden ones on other numbers.")


@main.command()
@click.option("--check", "only_check", is_flag=True, help="Write nothing; fail if something is not up to date.")
def assignments(only_check: bool) -> None:
    """Generate stubs, lessons and notebooks from solutions/."""
    from .publish import publish, stale, write  # what reads and writes notebooks: no other command waits for it

    files = publish()
    if not only_check:
        write(files)
        click.echo(f"{len(files)} files are up to date.")
        return
    if wrong := stale(files):
        names = "\n".join(f"  {path.relative_to(ROOT)}" for path in wrong)
        raise click.ClickException(f"Not what solutions/ generates (run `make assignments`):\n{names}")


@main.command()
@click.option("--seeds", type=click.IntRange(min=1), default=200, help="How many seeds.")
@click.option("--write", "write_to", type=click.Path(path_type=Path), help="A Markdown file for the tables.")
def audit(seeds: int, write_to: Path | None) -> None:
    """Prove over many seeds that right answers pass and wrong ones are named; compare with other tolerances."""
    from .audit import run_audit  # its tables are for authors: no other command waits for it

    console = Console()
    ok = run_audit(console, seeds, write_to)
    sys.exit(0 if ok else 1)


def packing(command: Callable[..., None]) -> Callable[..., None]:
    """The options of the commands that make packages for other systems."""
    for option in (
        click.argument("topics", nargs=-1),
        click.option("--out", type=click.Path(path_type=Path), required=True, help="Folder of the packages."),
        click.option(
            "--seed",
            type=click.IntRange(min=0),
            help="Fixes the hidden inputs; without it a secret one is kept in OUT.",
        ),
        click.option("--isolation", type=click.Choice(list(LEVELS)), help="The level at which packages grade."),
        click.option("--after-published", is_flag=True, help="Show hidden results once grades are published."),
    ):
        command = option(command)
    return command


@main.command()
@packing
def otter(topics: tuple[str, ...], out: Path, seed: int | None, isolation: str | None, after_published: bool) -> None:
    """Make what an otter-grader course needs: master notebooks, students' folders, autograder zips."""
    from .packages import bundle, otter  # for authors: no other command waits for it

    terms = otter.Terms(bundle.kept_seed(out, seed), isolation, after_published)
    for path in otter.build(_known(topics), terms, out):
        click.echo(f"{path.parent}: master/, student/, {path.name}")


@main.command()
@packing
def gradescope(
    topics: tuple[str, ...], out: Path, seed: int | None, isolation: str | None, after_published: bool
) -> None:
    """Make Gradescope's autograder.zip of each topic."""
    from .packages import bundle, gradescope, otter

    terms = otter.Terms(bundle.kept_seed(out, seed), isolation, after_published)
    for path in gradescope.build(_known(topics), terms, out):
        click.echo(str(path))


@main.command()
@click.argument("topics", nargs=-1)
@click.option("--seed", type=click.IntRange(min=0), default=1, help="Fixes the hidden inputs.")
@click.option("--jobs", type=click.IntRange(min=1), help="Processes.")
@click.option("--isolation", type=click.Choice(list(LEVELS)), help="The level.")
@click.option("--write", "write_to", type=click.Path(path_type=Path), help="A Markdown file for the tables.")
def parity(topics: tuple[str, ...], seed: int, jobs: int | None, isolation: str | None, write_to: Path | None) -> None:
    """Hold `otter run` against `make grade`: the same files have to get the same scores."""
    from .packages import parity

    chosen = [case for topic in _known(topics) for case in parity.cases(topic)]
    with tell.progress(Console(), len(chosen)) as advance:
        outcomes = parity.compare(chosen, seed, isolation, jobs, advance)
    click.echo(parity.table(outcomes))
    if write_to:
        write_atomically(write_to, parity.PAGE.format(seed=seed) + parity.table(outcomes))
    sys.exit(0 if all(outcome.agrees for outcome in outcomes) else 1)


def _known(topics: Sequence[str]) -> list[str]:
    """The topics that are named, or all. Raises a ClickException for one that there is not."""
    known = topic_names()
    if unknown := [topic for topic in topics if topic not in known]:
        raise click.ClickException(f"There is no topic {unknown[0]}. Topics: {', '.join(known)}.")
    return list(topics) or known


def run() -> None:
    """The command line, with every expected failure as one sentence."""
    try:
        main(standalone_mode=False)
    except click.ClickException as error:
        click.echo(f"Error: {error.format_message()}", err=True)
        sys.exit(error.exit_code)
    except (BadInput, BadSource, NotIsolated, Unwritable) as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(2)
    except (GraderFault, OSError, sqlite3.Error) as error:
        click.echo(f"Grader fault: {error}", err=True)
        sys.exit(1)
    except (KeyboardInterrupt, click.Abort):
        click.echo("Interrupted. What was graded is in the gradebook.", err=True)
        sys.exit(130)
