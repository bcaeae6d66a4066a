"""Runs a command line: every failure that somebody can cause ends in one sentence."""

import sqlite3
import sys

import click

from .isolation.isolate import NotIsolated
from .reading.places import BadInput
from .recording.disk import Unwritable
from .verdict import GraderFault


def in_a_sentence(main: click.Command, *expected: type[Exception]) -> None:
    """Run `main`, and end the process as its status says. `expected`: what else it may raise for its user to read."""
    told: tuple[type[Exception], ...] = (BadInput, NotIsolated, Unwritable, *expected)
    try:
        main(standalone_mode=False)
    except click.ClickException as error:
        click.echo(f"Error: {error.format_message()}", err=True)
        sys.exit(error.exit_code)
    except told as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(2)
    except (GraderFault, OSError, sqlite3.Error) as error:
        click.echo(f"Grader fault: {error}", err=True)
        sys.exit(1)
    except (KeyboardInterrupt, click.Abort):
        click.echo("Interrupted. What was graded is in the gradebook.", err=True)
        sys.exit(130)
