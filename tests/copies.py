"""A copy of the course, for tests that change it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.places import ROOT


def tracked():
    """The files that git knows, or would."""
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True)
    return listed.stdout.splitlines()


def copied(folder):
    """Those files in a folder of their own, beside the environment that runs this."""
    for name in tracked():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, folder / name)
    (folder / ".venv").symlink_to(Path(sys.prefix))
    for name in ("requirements.txt", "requirements-dev.txt"):
        os.utime(folder / name, (0, 0))  # what is installed is newer
    return folder


def leave_topics(folder, *topics):
    """Take all other topics out of a copy: for what says as much of few as of many."""
    for kind in ("solutions", "assignments"):
        for path in (folder / kind).iterdir():
            if path.is_dir() and path.name not in topics:
                shutil.rmtree(path)
