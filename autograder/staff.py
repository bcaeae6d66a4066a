"""Commands of the instructor beside grading: keep the course's secret, hold pushed reports against one's own."""

import csv
import os
import sys
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from . import tell
from .cohort import Terms, grade_cohort
from .course import ASSIGNMENTS, PUBLIC_SEED, topic_names
from .isolation.probe import level_for_strangers
from .language import _
from .push.origin import MANIFEST
from .reading.find import find
from .reading.read import read_submission
from .recording.disk import replacing
from .recording.record import Gradebook
from .recording.summary import cell
from .report import Report
from .trust import Trust, compare, pushed_reports

SECRET = "COURSE_SECRET"  # the variable that holds it: a command's arguments can be seen by others, this cannot


@click.command()
@click.option("--out", type=click.Path(path_type=Path), default=Path("grades"), help=_("Folder of the gradebook."))
def secret(out: Path) -> None:
    """Keep the course's secret, which hidden inputs are drawn from, in a gradebook; it is read from COURSE_SECRET."""
    given = os.environ.get(SECRET, "").strip()
    if not given.isascii() or not given.isdecimal():
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
@click.option("--submissions", type=click.Path(path_type=Path), required=True, help=_("What was handed in."))
@click.option("--reports", type=click.Path(path_type=Path), required=True, help=_("Pushed reports, by submission."))
@click.option("--out", type=click.Path(path_type=Path), default=Path("grades"), help=_("Folder for trust.csv."))
@click.option("--jobs", type=click.IntRange(min=1), help=_("Judge processes; one for each core by default."))
@click.option("--isolation", help=_("The level; by default the strongest of the kernel's."))
def trust(submissions: Path, reports: Path, out: Path, jobs: int | None, isolation: str | None) -> None:
    """Hold the reports that students' pushes made against the public checks as they run here."""
    console = Console()
    topics = tuple(topic_names())
    pushed = pushed_reports(reports)
    read = {entry.name: read_submission(entry, topics, ASSIGNMENTS) for entry in find(submissions, topics)}
    terms = Terms(topics, PUBLIC_SEED, level_for_strangers(isolation), public=True)
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
    sys.exit(0 if not found.differences else 1)


def _release() -> str:
    from .packages import release  # it reads notebooks: no other command waits for it

    return release.name_of(release.build(None, None)[MANIFEST])


def _show(console: Console, trust: Trust) -> None:
    table = Table(title=_("Where pushes and staff found different things"))
    for column in (_("submission"), _("check"), _("pushed"), _("staff"), _("why")):
        table.add_column(column, overflow="fold")
    for difference in trust.differences:
        check = f"{difference.topic}\n{difference.check}"
        row = (difference.submission, check, difference.pushed, difference.staff, difference.why)
        table.add_row(*map(tell.terminal, row))
    if table.row_count:
        console.print(table)
    for name, path in trust.edited:
        console.print(f"[yellow]{_('edited')}[/] {tell.terminal(name)}: {tell.terminal(path)}")
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
