"""`python -m autograder`, in a student's copy of the course."""

import click

from autograder.check import check
from autograder.command import in_a_sentence


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Check your answers by what rounding can explain."""


main.add_command(check)

if __name__ == "__main__":
    in_a_sentence(main)
