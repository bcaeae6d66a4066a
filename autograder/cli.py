"""The command line: what the Makefile's targets call."""

import sys
from collections.abc import Callable
from pathlib import Path

import click
from rich.console import Console

from . import listing, overview, tell
from .call import CALL_SECONDS
from .check import check, known
from .cohort import Terms
from .collecting import collect, read_deal
from .command import in_a_sentence
from .course import COHORT, ROOT, BadSource, topic_names
from .exports.command import export
from .hints import Hints
from .isolation.probe import level_for_strangers
from .recording.disk import write_atomically
from .recording.record import Gradebook
from .recording.summary import Summary
from .run import Run
from .staff import secret, trust
from .worker.confine import LEVELS


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Grade numerical Python by what rounding can explain."""


main.add_command(check)
main.add_command(export)
main.add_command(secret)
main.add_command(trust)


def handing_in(command: Callable[..., None]) -> Callable[..., None]:
    """The options that say what was handed in, by whom it should be, and when."""
    for option in (
        click.option("--submissions", type=click.Path(path_type=Path), default=COHORT, help="Folder or zip."),
        click.option("--roster", type=click.Path(path_type=Path), help="CSV of people: id,name,email,section,login."),
        click.option("--due", help="When it was due, with the offset from UTC: 2026-03-01T23:59+09:00"),
        click.option("--late", type=click.Path(path_type=Path), help="CSV of what lateness leaves: days,factor."),
    ):
        command = option(command)
    return command


@main.command("collect")
@handing_in
def list_collection(submissions: Path, roster: Path | None, due: str | None, late: Path | None) -> None:
    """List what was handed in, and write nothing."""
    topics = topic_names()
    collection = collect(submissions, topics, read_deal(roster, due, late))
    listing.show_collection(Console(), collection, topics)


@main.command()
@handing_in
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
@click.option(
    "--hints",
    type=click.Choice(Hints),
    default=Hints.HOW,
    help="What students are told: what is wrong; why too; how to look for it too (the default).",
)
def grade(
    submissions: Path,
    roster: Path | None,
    due: str | None,
    late: Path | None,
    out: Path,
    seed: int | None,
    jobs: int | None,
    isolation: str | None,
    seconds: float,
    hints: Hints,
) -> None:
    """Grade all submissions into a gradebook."""
    console = Console()
    topics = topic_names()
    collection = collect(submissions, topics, read_deal(roster, due, late))
    entries, deal = collection.entries, collection.deal
    level = level_for_strangers(isolation)
    with Gradebook(out) as gradebook:
        seed = gradebook.seed(seed)
        gradebook.start(seed, submissions, level, deal.people, hints)
        with gradebook.scratch() as scratch, tell.progress(console, len(entries)) as advance:
            run = Run(gradebook, entries, Terms(tuple(topics), seed, level, seconds, scratch), hints)
            run.go(jobs, advance)
        summary = Summary(gradebook.database, gradebook.run)
        summary.write_csv(out / "gradebook.csv", topics, deal.rule)
        overview.show_cohort(console, summary, topics, out)
        listing.show_people(console, collection, overview.PAGE)
        faulty = any(True for _ in summary.faults())
        gradebook.finish()
    console.print(f"{run.graded} graded, {run.unchanged} taken over unchanged. Isolation: {level}.")
    console.print(f"Gradebook: {out / 'gradebook.csv'} (the record: {out / 'gradebook.sqlite'})", markup=False)
    if faulty:
        console.print("[magenta]The grader itself failed in places (above). No student loses points by it.[/]")
        sys.exit(1)


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
    for path in otter.build(known(topics), terms, out):
        click.echo(f"{path.parent}: master/, student/, {path.name}")


@main.command()
@click.option("--out", type=click.Path(path_type=Path), required=True, help="An empty folder, or a student's copy.")
@click.option("--variant", help="A student's id: the checks have inputs of that student's own.")
@click.option("--seed", type=click.IntRange(min=0), help="The course's secret, which a variant is drawn from.")
def release(out: Path, variant: str | None, seed: int | None) -> None:
    """Make the students' repository, or bring one up to date; answers stay as they are."""
    from .packages import release

    done = release.update(out, release.build(variant, seed))
    click.echo(f"{out}: {len(done.written)} files written, {len(done.removed)} removed.")
    for name in done.kept:
        click.echo(f"  kept, since it holds answers: {name}")


@main.command()
@packing
def gradescope(
    topics: tuple[str, ...], out: Path, seed: int | None, isolation: str | None, after_published: bool
) -> None:
    """Make Gradescope's autograder.zip of each topic."""
    from .packages import bundle, gradescope, otter

    terms = otter.Terms(bundle.kept_seed(out, seed), isolation, after_published)
    for path in gradescope.build(known(topics), terms, out):
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

    chosen = [case for topic in known(topics) for case in parity.cases(topic)]
    with tell.progress(Console(), len(chosen)) as advance:
        outcomes = parity.compare(chosen, seed, isolation, jobs, advance)
    click.echo(parity.table(outcomes))
    if write_to:
        write_atomically(write_to, parity.PAGE.format(seed=seed) + parity.table(outcomes))
    sys.exit(0 if all(outcome.agrees for outcome in outcomes) else 1)


def run() -> None:
    """The command line, with every expected failure as one sentence."""
    in_a_sentence(main, BadSource)
