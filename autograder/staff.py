"""Commands of the instructor beside grading: keep the course's secret, hold pushed reports against one's own."""

import csv
import itertools
import os
import sys
from dataclasses import replace
from pathlib import Path

import click
import msgspec
from rich.console import Console
from rich.table import Table

from . import tell
from .cohort import grade_cohort
from .collecting import collect, read_deal
from .course import PUBLIC_SEED, served, topic_names
from .isolation.probe import level_for_strangers
from .language import _
from .options import Whole
from .push.origin import MANIFEST, Manifest
from .reading.read import read_entry
from .recording.disk import replacing
from .recording.record import Gradebook
from .recording.summary import cell
from .report import Report
from .terms import Terms
from .trust import Trust, compare, pushed_reports
from .worker.confine import LEVELS

SHOWN = 3  # edited files of one submission in the terminal
MOST_DIGITS = 100  # of a secret
SECRET = "COURSE_SECRET"  # the variable that holds it: a command's arguments can be seen by others, this cannot


@click.command()
@click.option("--out", type=click.Path(path_type=Path), default=Path("grades"), help=_("Folder of the gradebook."))
def secret(out: Path) -> None:
    """Keep the course's secret, which hidden inputs are drawn from, in a gradebook; it is read from COURSE_SECRET."""
    given = os.environ.get(SECRET, "").strip()
    if not given.isascii() or not given.isdecimal() or len(given) > MOST_DIGITS:
        raise click.ClickException(
            _("{variable} should hold the course's secret, a whole number; set it and try again.").format(
                variable=SECRET
            )
        )
    with Gradebook(out) as gradebook:
        gradebook.keep_secret(int(given))
    click.echo(
        _("Kept in {file}: `make grade OUT={folder}` draws hidden inputs from it.").format(
            file=out / "gradebook.sqlite", folder=out
        )
    )


@click.command()
@click.option(
    "--submissions", type=click.Path(path_type=Path), default=lambda: served().cohort, help=_("What was handed in.")
)
@click.option("--reports", type=click.Path(path_type=Path), required=True, help=_("Pushed reports, by submission."))
@click.option("--out", type=click.Path(path_type=Path), default=Path("grades"), help=_("Folder for trust.csv."))
@click.option("--jobs", type=Whole(min=1), help=_("Judge processes; one for each core by default."))
@click.option("--isolation", type=click.Choice(list(LEVELS)), help=_("The level; by default the strongest there is."))
@click.option("--roster", type=click.Path(path_type=Path), help=_("CSV of people, whose ids are the variants."))
@click.option("--variants", is_flag=True, help=_("Releases had variants, by the id in the roster or the name."))
@click.option("--seed", type=Whole(min=0), envvar=SECRET, help=_("The course's secret, for variants."))
def trust(
    submissions: Path,
    reports: Path,
    out: Path,
    jobs: int | None,
    isolation: str | None,
    roster: Path | None,
    variants: bool,
    seed: int | None,
) -> None:
    """Hold the reports that students' pushes made against the public checks as they run here."""
    console = tell.console()
    topics = tuple(topic_names())
    pushed = pushed_reports(reports)
    entries = collect(submissions, topics, read_deal(roster, None, None)).entries
    read = {entry.name: read_entry(entry, topics, served().assignments) for entry in entries}
    if variants:
        if seed is None:
            raise click.ClickException(
                _("Variants are drawn from the course's secret: give it in COURSE_SECRET or with SEED=…")
            )
        read = {entry.name: replace(read[entry.name], variant=entry.variant) for entry in entries}
    drawn_from = seed if variants and seed is not None else PUBLIC_SEED
    terms = Terms(topics, drawn_from, level_for_strangers(isolation), public=True)
    staff: dict[str, Report] = {}
    with tell.progress(console, len(read)) as advance:

        def told(report: Report) -> None:
            staff[report.submission] = report
            advance()

        grade_cohort(read.values(), terms, told, jobs)
    found = compare(pushed, staff, read, _release())
    _show(console, found)
    _write(found, out / "trust.csv")
    console.print(_("All of it: {file}").format(file=out / "trust.csv"), markup=False)
    sys.exit(1 if found.differences or found.unread else 0)


def _release() -> str:
    from .packages import release  # it reads notebooks: no other command waits for it

    return msgspec.json.decode(release.build(None, None)[MANIFEST], type=Manifest).release


def _show(console: Console, trust: Trust) -> None:
    table = Table(title=_("Where pushes and staff found different things"))
    for column in (_("submission"), _("check"), _("pushed"), _("staff"), _("why")):
        table.add_column(column, overflow="fold")
    for difference in trust.differences:
        check = "\n".join(map(tell.terminal, filter(None, (difference.topic, difference.check))))
        row = map(tell.terminal, (difference.pushed, difference.staff, difference.why))
        table.add_row(tell.terminal(difference.submission), check, *row)
    if table.row_count:
        console.print(table)
    for name, group in itertools.groupby(trust.edited, key=lambda edit: edit[0]):
        paths = [path for _name, path in group]
        listed = tell.terminal(", ".join(paths[:SHOWN])) + (" …" if len(paths) > SHOWN else "")
        console.print(f"[yellow]{_('edited')}[/] {tell.terminal(name)}: {listed}")
    for name, why in trust.unread:
        console.print(f"[yellow]{_('no report')}[/] {tell.terminal(name)}: {tell.terminal(why)}")
    if trust.missing:
        console.print(_("Without a report: {names}").format(names=tell.terminal(", ".join(trust.missing))))
    console.print(
        _("{agreeing} reports say what staff found; {differing} checks differ.").format(
            agreeing=trust.agreeing, differing=len(trust.differences)
        )
    )


def _write(trust: Trust, path: Path) -> None:
    with replacing(path) as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["submission", "topic", "check", "pushed", "staff", "why"])
        for line in trust.differences:
            row = (line.submission, line.topic, line.check, line.pushed, line.staff, line.why)
            writer.writerow(map(cell, row))
        writer.writerows([cell(name), "", "", "edited", "", cell(what)] for name, what in trust.edited)
        writer.writerows([cell(name), "", "", "no report", "", cell(why)] for name, why in trust.unread)
        writer.writerows([cell(name), "", "", "no report", "", ""] for name in trust.missing)
