"""otter's commands for tests."""

import os
import subprocess
import sys

from autograder.packages import bundle, otter

TERMS = otter.Terms(seed=2**127 + 7)  # as large as a secret one


def environment(**more):
    kept = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST")}
    return kept | {"PYTHONPATH": str(bundle.PLUGIN.parent)} | more


def run_otter(*arguments, cwd):
    ended = subprocess.run(
        [sys.executable, "-m", "otter", *map(str, arguments)],
        cwd=cwd,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=1800,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout + ended.stderr
