"""The students' command: the public checks on one's own answers."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from . import tell
from .course import PUBLIC_SEED, load_topic, served, stub_of, topic_names
from .exercise import chosen
from .isolation.isolate import Launcher
from .isolation.probe import strongest
from .language import _
from .push.outputs import tell_runner, write_report
from .reading.own import read_own
from .reading.submission import Submission
from .report import Report
from .verdict import GraderFault, Verdict
from .worker.confine import LEVELS


@click.command()
@click.argument("topics", nargs=-1)
@click.option("--report", "folder", type=click.Path(path_type=Path), help=_("Folder for results, a summary, a badge."))
@click.option("--strict", is_flag=True, help=_("End with status 1 unless every public check passes."))
def check(topics: tuple[str, ...], folder: Path | None, strict: bool) -> None:
    """Run the public checks on the answers in assignments/: all topics, or those named."""
    console = tell.console()
    own = read_own(chosen(topics, topic_names()), served().assignments, stub_of)
    report = checked(own)
    tell.show_report(console, report)
    if folder:
        try:
            write_report(report, own, folder, served().root, os.environ)
        except OSError as error:
            told = _("{folder} cannot be written ({reason}): name another folder with REPORT=…")
            raise click.ClickException(told.format(folder=folder, reason=error.strerror)) from error
    for command in tell_runner(report, served().root, os.environ):
        click.echo(command)
    left = [result for result in report.results if result.verdict is not Verdict.PASSED]
    console.print()
    if left:
        place = next(graded.place for graded in report.topics if graded.topic == left[0].topic)
        console.print(_("Next: {exercise} in {file}").format(exercise=left[0].exercise, file=place), markup=False)
    else:
        console.print(_("[green]All public checks pass.[/] Grading runs these and the hidden ones on other numbers."))
    if left and strict:
        sys.exit(1)


def checked(own: Submission) -> Report:
    """What the public checks say of one's own answers."""
    from .judge_process import grade_here  # no other command waits for what judging needs

    reports: list[Report] = []
    with launched() as launcher:
        grade_here(
            [own], [load_topic(name) for name in own.answers], PUBLIC_SEED, reports.append, launcher, public=True
        )
    return reports[0]


@contextmanager
def launched() -> Iterator[Launcher]:
    """A launcher for one's own answers, at whatever level there is."""
    with strongest(list(LEVELS)) as (launcher, refused):
        if launcher is None:
            raise GraderFault(_("no process for your answers could be started: {refused}").format(refused=refused))
        yield launcher
