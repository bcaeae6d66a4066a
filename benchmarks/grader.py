"""Our side: the command that grades a folder of submissions, in a folder of its own that is gone afterwards."""

import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from autograder.course import served
from autograder.isolation.time_limit import CALL_SECONDS

from . import cohorts
from .measure import Cost, Failed, run


def each(few: Cost, few_count: int, many: Cost, many_count: int) -> Cost:
    """What one more submission costs: the difference of two runs, so that what is paid once drops out."""
    more = many_count - few_count
    return Cost((many.wall - few.wall) / more, (many.cpu - few.cpu) / more)


@dataclass(frozen=True)
class Grader:
    """How the grader is called."""

    jobs: int
    seed: int = 1
    seconds: float = CALL_SECONDS  # of processor time that a call may take
    python: str = sys.executable
    scheduler: str = ""  # of a cluster that grades instead

    @contextmanager
    def cohort(self) -> Iterator["Cohort"]:
        """A folder to fill with submissions and to grade."""
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            yield Cohort(self, Path(folder, "submissions"), Path(folder, "grades"))


@dataclass(frozen=True)
class Cohort:
    """Submissions, and where their marks go."""

    grader: Grader
    submissions: Path
    out: Path

    def grade(self, meanwhile: Callable[[int], None] = lambda _: None) -> Cost:
        """Grade them all. Raises Failed if the grader does."""
        options: list[str | Path] = ["--submissions", self.submissions, "--out", self.out]
        options += ["--seed", str(self.grader.seed)]
        where = self.grader.scheduler
        options += ["--scheduler", where] if where else ["--jobs", str(self.grader.jobs)]
        options += ["--seconds", str(self.grader.seconds)]
        return run([self.grader.python, "-m", "autograder", "grade", *options], cwd=served().root, meanwhile=meanwhile)

    def expect_full_marks(self, topics: Sequence[str]) -> None:
        """Raises Failed unless everybody has 100 in each of the topics: then the numbers would mean nothing."""
        for folder in sorted(self.submissions.iterdir()):
            marks = cohorts.result(self.out, folder.name)["topics"]
            assert isinstance(marks, dict)
            if any(marks[topic] != 100 for topic in topics):
                raise Failed(f"the reference does not get full marks: {marks}")
