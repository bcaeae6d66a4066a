"""Runs a command line: every failure that somebody can cause ends in one sentence."""

import sqlite3
import sys
from collections.abc import Iterator

import click

from .isolation.isolate import NotIsolated
from .language import _
from .recording.disk import Unwritable
from .verdict import BadInput, GraderFault


def in_a_sentence(main: click.Command, *expected: type[Exception]) -> None:
    """Run `main`, and end the process as its status says. `expected`: what else it may raise for its user to read."""
    say_help(main)
    told: tuple[type[Exception], ...] = (BadInput, NotIsolated, Unwritable, *expected)
    try:
        main(standalone_mode=False)
    except click.ClickException as error:
        click.echo(_("Error: {error}").format(error=error.format_message()), err=True)
        sys.exit(error.exit_code)
    except told as error:
        click.echo(_("Error: {error}").format(error=error), err=True)
        sys.exit(2)
    except (GraderFault, OSError, sqlite3.Error) as error:
        click.echo(_("Grader fault: {error}").format(error=error), err=True)
        sys.exit(1)
    except (KeyboardInterrupt, click.Abort):
        click.echo(_("Interrupted. What was graded is in the gradebook."), err=True)
        sys.exit(130)


def say_help(main: click.Command) -> None:
    """Have all commands explain themselves in the language that is spoken."""
    for command in commands(main):
        command.help = _(command.help) if command.help else None


def commands(main: click.Command) -> Iterator[click.Command]:
    """A command, and those in it."""
    yield main
    for command in main.commands.values() if isinstance(main, click.Group) else ():
        yield from commands(command)
