"""docs/authoring.md, executed as it is written: its files, its commands, and what they say."""

import contextlib
import io
import os
import re
import shlex
import subprocess

import pytest

from autograder import cli
from tests.courses import told
from tests.places import ROOT

TEXT = (ROOT / "docs" / "authoring.md").read_text(encoding="utf-8")
FILES = dict(re.findall(r"^`(solutions/\S+)`:\n\n```python\n(.*?)```", TEXT, flags=re.DOTALL | re.MULTILINE))
BLOCKS = re.findall(r"```console\n(.*?)```", TEXT, flags=re.DOTALL)
STEPS = [step.partition("\n")[::2] for block in BLOCKS for step in block.split("$ ")[1:]]  # commands, and what they say


def arguments(command, folder):
    """What a target of the Makefile calls the command line with, about the course in a folder."""
    make = [
        "make",
        "-n",
        "-s",
        "-o",
        ".venv/ready",
        "-o",
        ".venv/ready-dev",
        *shlex.split(command.replace("=course", f"={folder}"))[1:],
    ]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    called = subprocess.run(make, cwd=ROOT, env=environment, capture_output=True, text=True, check=True).stdout
    return called.partition(f'--course "{folder}"')[2].strip()


@pytest.fixture(scope="module")
def followed(tmp_path_factory):
    """The course of somebody who did what the document says, and what each command said."""
    folder = tmp_path_factory.mktemp("authoring") / "course"
    (begin, _), *others = STEPS
    with contextlib.redirect_stdout(io.StringIO()) as shown:
        cli.main(["--course", str(folder), *shlex.split(arguments(begin, folder))], standalone_mode=False)
    begun = {path.relative_to(folder).as_posix() for path in folder.rglob("*.py")}
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    commands = [arguments(command, folder) for command, _ in others]
    said = told(folder, *commands)
    return begun, [shown.getvalue().replace(str(folder), "course"), *(said[command] for command in commands)]


def test_the_document_shows_every_file_of_a_topic(followed):
    begun, _ = followed
    assert begun == set(FILES)


def squeezed(text):
    """Lines without the widths of tables and terminals."""
    return {" ".join(line.split()) for line in text.splitlines()}


def test_commands_say_what_the_document_shows(followed):
    _, said = followed
    for (command, shown), found in zip(STEPS, said, strict=True):
        assert squeezed(shown) - squeezed(found) - {"…", ""} == set(), command


def test_the_audit_that_the_document_shows_is_clean(followed):
    """None rejected, none accepted, none told by another name, no mutant unexplained."""
    _, said = followed
    assert "Everything is as it should be." in said[-1]
    right = 2 + FILES["solutions/trapezoid/equivalents.py"].count("@equivalent")
    wrong = FILES["solutions/trapezoid/misconceptions.py"].count("@misconception")
    assert f"trapezoid {right} ({5 * right} runs) 0 {wrong} ({5 * wrong} runs) 0 0" in squeezed(said[-1])
