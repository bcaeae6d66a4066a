"""`python -m autograder`, in a student's copy of the course."""

import click

from autograder.check import check
from autograder.command import in_a_sentence
from autograder.watch import watch


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Check your answers by what rounding can explain."""


main.add_command(check)
main.add_command(watch)

if __name__ == "__main__":
    in_a_sentence(main)
