"""The command `report`."""

from pathlib import Path

import click

from ..exports.book import Book
from ..language import _
from ..options import Whole
from ..verdict import BadInput
from .cohort import write_report


@click.command()
@click.option("--out", type=click.Path(path_type=Path), default=Path("grades"), help=_("Folder of the gradebook."))
@click.option("--run", type=Whole(min=1), help=_("Which run; by default the last that came to its end."))
@click.option("--against-run", type=Whole(min=1), help=_("The run to compare with; by default the one before."))
def report(out: Path, run: int | None, against_run: int | None) -> None:
    """Write the page of a cohort anew from its gradebook."""
    with Book(out, run) as book:
        if against_run is not None:
            if against_run == book.number:
                raise BadInput(
                    _("Run {number} cannot be compared with itself: name another with AGAINST_RUN=…").format(
                        number=against_run
                    )
                )
            with Book(out, against_run):
                pass  # it is there, and has come to its end
        path = write_report(book, book.topics(), out, against_run)
    click.echo(_("The cohort as a page: {path}").format(path=path))
