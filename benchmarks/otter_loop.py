"""`otter.api.grade_submission` in a loop, in one process. A script for otter's environment.

    python otter_loop.py AUTOGRADER SUBMISSION…

prints one line of JSON for each submission: its score, the seconds that it took by the clock and of processor time
(this process's and its kernels'), and how many descriptors are open afterwards.
"""

import json
import os
import resource
import sys
import time

import otter.api


def spent() -> float:
    """Processor seconds of this process and of the ended ones that it started."""
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def main(autograder: str, submissions: list[str]) -> None:
    """Grade one after the other."""
    for submission in submissions:
        started, used = time.monotonic(), spent()
        graded = otter.api.grade_submission(submission, autograder, quiet=True)
        row = {
            "percent": 100 * graded.total / graded.possible,
            "wall": time.monotonic() - started,
            "cpu": spent() - used,
            "descriptors": len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else 0,  # noqa: PTH112, PTH208
        }
        print(json.dumps(row), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
