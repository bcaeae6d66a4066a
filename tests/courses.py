"""Courses in folders of their own: a tiny one, and what commands say about one."""

import json
import os
import shlex
import subprocess
import sys

from tests.places import ROOT

TINY = ROOT / "tests" / "tiny"
COMMANDS = """
import json, os, sys
from autograder import cli
if __name__ == "__main__":
    for command in json.loads(sys.argv[1]):
        print("$", *command, flush=True)
        try:
            cli.main(["--course", os.environ["FOLDER"], *command], standalone_mode=False)
        except SystemExit as ended:
            print("status", ended.code)
        except Exception as error:
            print(f"{type(error).__name__}: {error}")
"""


def told(folder, *commands):
    """What commands about the course in a folder say, one after the other in one process, each by its words."""
    environment = os.environ | {"FOLDER": str(folder), "PYTHONPATH": str(ROOT), "COLUMNS": "100"}
    ended = subprocess.run(
        [sys.executable, "-c", COMMANDS, json.dumps([shlex.split(command) for command in commands])],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert ended.returncode == 0, ended.stderr
    said = [text.partition("\n")[2] for text in ended.stdout.split("$ ")[1:]]
    return dict(zip(commands, said, strict=True))
