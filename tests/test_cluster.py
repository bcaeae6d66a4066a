"""A cohort on several machines: a local cluster of processes, of which one is killed, one is stopped, one is unfit."""

import os
import signal
import threading
import time

import pytest

distributed = pytest.importorskip("distributed")

from autograder import cohort  # noqa: E402
from autograder.cluster import caller  # noqa: E402
from autograder.reading.source import Source  # noqa: E402
from autograder.reading.submission import Submission  # noqa: E402

RIGHT = b"def diff_quotient(f, x, h=1e-9):\n    return (f(x + h) - f(x)) / h\n"
CENTRAL = b"def diff_quotient(f, x, h=1e-9):\n    return (f(x + h) - f(x - h)) / (2 * h)\n"
TERMS = cohort.Terms(("diff_quotient",), 5, "namespaces")


@pytest.fixture(scope="module")
def cluster():
    with distributed.LocalCluster(
        n_workers=3, threads_per_worker=1, processes=True, dashboard_address=None, host="127.0.0.1"
    ) as started:
        yield started


def handed_in(count):
    codes = (RIGHT, CENTRAL)
    for number in range(count):
        code = codes[number % len(codes)] + b"# %d\n" % number
        yield Submission(f"s{number}", {"diff_quotient": Source("diff_quotient.py", code)})


def plain(report):
    return (report.submission, report.mark("diff_quotient"), [(r.check, r.verdict, r.said, r.diagnosis) for r in report.results])


def graded(count, scheduler=None):
    reports = []
    cohort.grade_cohort(handed_in(count), TERMS, reports.append, jobs=1, scheduler=scheduler)
    return sorted(map(plain, reports))


def test_a_cluster_finds_what_one_machine_finds(cluster):
    assert graded(6, cluster.scheduler_address) == graded(6)
