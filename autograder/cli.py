"""The command line: what the Makefile's targets call."""

import sys
from collections.abc import Callable
from pathlib import Path

import click
from rich.console import Console

from . import listing, overview, tell
from .check import check
from .cluster.command import demanded, scheduler, worker
from .collecting import collect, read_deal
from .command import in_a_sentence
from .course import VARIABLE, serve, served, topic_names
from .exercise import chosen
from .exports.command import export
from .hints import Hints
from .isolation.probe import level_for_strangers
from .isolation.time_limit import CALL_SECONDS, MOST_SECONDS
from .language import ENGLISH, _, languages, speaking
from .new import new
from .options import Number, Whole
from .pages.cohort import write_report
from .pages.command import report
from .recording.disk import write_atomically
from .recording.record import Gradebook
from .recording.summary import Summary
from .run import Run
from .similarity.command import similar
from .staff import SECRET, secret, trust
from .terms import Terms
from .translating.command import translations
from .verdict import BadSource
from .watch import watch
from .worker.confine import LEVELS


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--course",
    type=click.Path(path_type=Path),
    envvar=VARIABLE,
    help=_("Folder of the course; by default the current one, or that beside the grader."),
)
@click.pass_context
def main(context: click.Context, course: Path | None) -> None:
    """Grade numerical Python by what rounding can explain."""
    if course is not None and context.invoked_subcommand != new.name:  # that one is still to be made
        serve(course)


for own in (check, export, new, report, scheduler, secret, similar, trust, translations, watch, worker):
    main.add_command(own)


def handing_in(command: Callable[..., None]) -> Callable[..., None]:
    """The options that say what was handed in, by whom it should be, and when."""
    for option in (
        click.option(
            "--submissions", type=click.Path(path_type=Path), default=lambda: served().cohort, help=_("Folder or zip.")
        ),
        click.option(
            "--roster", type=click.Path(path_type=Path), help=_("CSV of people: id,name,email,section,login.")
        ),
        click.option("--due", help=_("When it was due, with the offset from UTC: 2026-03-01T23:59:59+09:00")),
        click.option("--late", type=click.Path(path_type=Path), help=_("CSV of what lateness leaves: days,factor.")),
    ):
        command = option(command)
    return command


@main.command("collect")
@handing_in
def list_collection(submissions: Path, roster: Path | None, due: str | None, late: Path | None) -> None:
    """List what was handed in, and write nothing."""
    topics = topic_names()
    collection = collect(submissions, topics, read_deal(roster, due, late))
    listing.show_collection(tell.console(), collection, topics)


@main.command()
@handing_in
@click.option("--out", type=click.Path(path_type=Path), default=Path("grades"), help=_("Folder of the gradebook."))
@click.option("--seed", type=Whole(min=0), help=_("Fixes the hidden inputs; without it a secret one is kept in OUT."))
@click.option("--jobs", type=Whole(min=1), help=_("Judge processes; one for each core by default."))
@click.option(
    "--scheduler", help=_("Grade on the machines of a cluster: the address of its scheduler, tcp://host:port.")
)
@click.option(
    "--isolation", type=click.Choice(list(LEVELS)), help=_("The level; by default the strongest of the kernel's.")
)
@click.option(
    "--seconds",
    type=Number(min=0, min_open=True, max=MOST_SECONDS),
    default=CALL_SECONDS,
    show_default=True,
    help=_("Processor time that a call of a student's function may take."),
)
@click.option(
    "--variants", is_flag=True, help=_("Everybody gets inputs of their own, by the id in the roster or the name.")
)
@click.option(
    "--hints",
    type=click.Choice([level.value for level in Hints]),
    default=Hints.HOW.value,
    help=_("What students are told: what is wrong; why too; how to look for it too (the default)."),
)
def grade(
    submissions: Path,
    roster: Path | None,
    due: str | None,
    late: Path | None,
    out: Path,
    seed: int | None,
    jobs: int | None,
    scheduler: str | None,
    isolation: str | None,
    seconds: float,
    variants: bool,
    hints: str,
) -> None:
    """Grade all submissions into a gradebook."""
    told, console = Hints(hints), tell.console()
    topics = topic_names()
    collection = collect(submissions, topics, read_deal(roster, due, late))
    entries, deal = collection.entries, collection.deal
    level = demanded(scheduler, isolation, jobs) if scheduler else level_for_strangers(isolation)
    with Gradebook(out) as gradebook:
        seed = gradebook.seed(seed)
        gradebook.start(seed, submissions, level, deal.people, told)
        with gradebook.scratch() as scratch, tell.progress(console, len(entries)) as advance:
            terms = Terms(tuple(topics), seed, level, seconds, scratch, variants=variants)
            run = Run(gradebook, entries, terms, told)
            run.go(jobs, advance, scheduler)
        summary = Summary(gradebook.database, gradebook.run)
        summary.write_csv(out / "gradebook.csv", topics, deal.rule)
        overview.show_cohort(console, summary, topics, out)
        listing.show_people(console, collection, overview.PAGE)
        faulty = any(True for _ in summary.faults())
        gradebook.finish()
        page = write_report(summary, topics, out)
    _say_what_is_there(console, run, level, out, page)
    if faulty:
        console.print(_("[magenta]The grader itself failed in places (above). No student loses points by it.[/]"))
        sys.exit(1)


def _say_what_is_there(console: Console, run: Run, level: str, out: Path, page: Path) -> None:
    """How much was graded, and where it is."""
    console.print(
        _("{graded} graded, {unchanged} taken over unchanged. Isolation: {level}.").format(
            graded=run.graded, unchanged=run.unchanged, level=level
        )
    )
    console.print(
        _("Gradebook: {table} (the record: {record})").format(
            table=out / "gradebook.csv", record=out / "gradebook.sqlite"
        ),
        markup=False,
    )
    console.print(_("The cohort as a page: {path}").format(path=page), markup=False)


@main.command()
@click.option("--check", "only_check", is_flag=True, help=_("Write nothing; fail if something is not up to date."))
@click.option("--out", type=click.Path(path_type=Path), help=_("Another folder, for the lessons in another language."))
def assignments(only_check: bool, out: Path | None) -> None:
    """Generate stubs, lessons and notebooks from solutions/: in English, or into OUT in the language of LANGUAGE."""
    from .publish import lessons, publish, stale, write  # they read and write notebooks: no other command waits for it

    files = (
        {out / path.relative_to(served().assignments): text for path, text in lessons().items()} if out else publish()
    )
    if not only_check:
        write(files)
        click.echo(_("{count} files are up to date.").format(count=len(files)))
        return
    if wrong := stale(files):
        root = served().root
        names = "\n".join(f"  {path.relative_to(root) if path.is_relative_to(root) else path}" for path in wrong)
        raise click.ClickException(
            _("Not what solutions/ generates (run `make assignments`):\n{names}").format(names=names)
        )


@main.command()
@click.argument("topics", nargs=-1)
@click.option("--seeds", type=Whole(min=1), default=200, help=_("How many seeds."))
@click.option("--write", "write_to", type=click.Path(path_type=Path), help=_("A Markdown file for the tables."))
def audit(topics: tuple[str, ...], seeds: int, write_to: Path | None) -> None:
    """Prove over many seeds that right answers pass and wrong ones are named, and that the checks tell mutants apart."""
    try:
        from .audit import run_audit  # its tables are for authors: no other command waits for it
    except ModuleNotFoundError as error:
        told = _(
            "The audit needs {module}, which is not installed: run `make setup-dev`, or install autograder[audit]."
        )
        raise click.ClickException(told.format(module=error.name)) from error
    console = tell.console()
    if amiss := run_audit(console, chosen(topics, topic_names()), seeds, write_to):
        raise click.ClickException(f"The audit found what is not as it should be ({len(amiss)} in all). {amiss[0]}")


def packing(command: Callable[..., None]) -> Callable[..., None]:
    """The options of the commands that make packages for other systems."""
    for option in (
        click.argument("topics", nargs=-1),
        click.option("--out", type=click.Path(path_type=Path), required=True, help=_("Folder of the packages.")),
        click.option(
            "--seed", type=Whole(min=0), help=_("Fixes the hidden inputs; without it a secret one is kept in OUT.")
        ),
        click.option("--isolation", type=click.Choice(list(LEVELS)), help=_("The level at which packages grade.")),
        click.option("--after-published", is_flag=True, help=_("Show hidden results once grades are published.")),
    ):
        command = option(command)
    return command


@main.command()
@packing
def otter(topics: tuple[str, ...], out: Path, seed: int | None, isolation: str | None, after_published: bool) -> None:
    """Make what an otter-grader course needs: master notebooks, students' folders, autograder zips."""
    from .packages import bundle, otter  # for authors: no other command waits for it

    terms = otter.Terms(bundle.kept_seed(out, seed), isolation, after_published)
    for path in otter.build(chosen(topics, topic_names()), terms, out):
        click.echo(f"{path.parent}: master/, student/, {path.name}")


@main.command()
@click.option("--out", type=click.Path(path_type=Path), required=True, help=_("An empty folder, or a student's copy."))
@click.option("--variant", help=_("A student's id: the checks have inputs of that student's own."))
@click.option(
    "--seed",
    type=Whole(min=0),
    envvar=SECRET,
    help=_("The course's secret, which a variant is drawn from; also in the variable COURSE_SECRET."),
)
@click.option(
    "--language",
    "wanted",
    type=click.Choice(languages()),
    help=_("Of the texts; by default that of the copy that is brought up to date, or English."),
)
def release(out: Path, variant: str | None, seed: int | None, wanted: str | None) -> None:
    """Make the students' repository, or bring one up to date; answers stay as they are."""
    from .packages import release

    there = release.release_in(out)
    before = there.language if there and there.language in languages() else ENGLISH
    with speaking(wanted or before):
        files = release.build(variant, seed)
    done = release.update(out, files)
    click.echo(
        _("{folder}: {written} files written, {removed} removed.").format(
            folder=out, written=len(done.written), removed=len(done.removed)
        )
    )
    for name in done.kept:
        click.echo("  " + _("kept, since it holds answers: {name}").format(name=name))


@main.command()
@packing
def gradescope(
    topics: tuple[str, ...], out: Path, seed: int | None, isolation: str | None, after_published: bool
) -> None:
    """Make Gradescope's autograder.zip of each topic."""
    from .packages import bundle, gradescope, otter

    terms = otter.Terms(bundle.kept_seed(out, seed), isolation, after_published)
    for path in gradescope.build(chosen(topics, topic_names()), terms, out):
        click.echo(str(path))


@main.command()
@click.argument("topics", nargs=-1)
@click.option("--seed", type=Whole(min=0), default=1, help=_("Fixes the hidden inputs."))
@click.option("--jobs", type=Whole(min=1), help=_("Processes."))
@click.option("--isolation", type=click.Choice(list(LEVELS)), help=_("The level."))
@click.option("--write", "write_to", type=click.Path(path_type=Path), help=_("A Markdown file for the tables."))
def parity(topics: tuple[str, ...], seed: int, jobs: int | None, isolation: str | None, write_to: Path | None) -> None:
    """Hold `otter run` against `make grade`: the same files have to get the same scores."""
    from .packages import parity

    cases = [case for topic in chosen(topics, topic_names()) for case in parity.cases(topic)]
    with tell.progress(tell.console(), len(cases)) as advance:
        outcomes = parity.compare(cases, seed, isolation, jobs, advance)
    click.echo(parity.table(outcomes))
    if write_to:
        write_atomically(write_to, parity.PAGE.format(seed=seed) + parity.table(outcomes))
    sys.exit(0 if all(outcome.agrees for outcome in outcomes) else 1)


def run() -> None:
    """The command line, with every expected failure as one sentence."""
    in_a_sentence(main, BadSource)
