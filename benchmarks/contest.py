"""Every tool on the same submissions, turn by turn, so that whatever disturbs the machine disturbs all of them."""

import itertools
import json
import os
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from . import cohorts
from .grader import Grader, each
from .measure import Cost, Failed, run, together
from .recording import record
from .suites import write_suites

FEW, MANY = 8, 48  # submissions of the two runs whose difference is our cost
REPLAY_SCRIPT, LOOP_SCRIPT = (Path(__file__).with_name(name) for name in ("replay.py", "otter_loop.py"))
LOOP = 4  # submissions of otter's loop; the first one warms it up and is not counted
LOOP_SECONDS = 600.0
OURS, PYTEST, OTTER_RUN, OTTER_LOOP = "make grade", "pytest", "otter run", "otter.api loop"


@dataclass(frozen=True)
class Contest:
    """What one submission costs: by tool, in calls alone, and what is paid once."""

    topics: tuple[str, ...]
    costs: dict[str, Cost]
    student: float  # processor seconds of the calls in a bare interpreter
    start: Cost  # ours, once for each run
    rounds: int
    remarks: tuple[str, ...] = ()

    @property
    def own(self) -> float:
        """The grader's own processor seconds: everything but the student's calls."""
        return self.costs[OURS].cpu - self.student

    def faster_than(self, tool: str) -> float:
        """How many times its throughput ours is."""
        return self.costs[tool].wall / self.costs[OURS].wall


class Table:
    """The submissions and suites of one set of topics, and a way to use each tool on them."""

    def __init__(self, topics: Sequence[str], folder: Path, grader: Grader, otter: Path, seed: int) -> None:
        """`otter`: the folder of its environment's programs."""
        self._topics, self._folder, self._grader, self._otter = tuple(topics), folder, grader, otter
        self._files = {topic: source for topic, source in cohorts.sources().items() if topic in topics}
        self._numbers = itertools.count()
        self._environment = {"HOME": str(folder / "home"), "PYTHONPATH": "", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
        (folder / "home").mkdir(parents=True)
        write_suites(record(topics, seed), folder)
        calls = sorted(path.relative_to(folder) for path in (folder / "calls").iterdir() if path.is_file())
        options: list[str | Path] = ["-t", "otter", "-o", "autograder.zip", "--no-requirements", "--no-environment"]
        run([otter / "otter", "generate", *options, *calls], cwd=folder, environment=self._environment)
        self.remarks: dict[str, None] = {}

    def ours(self, count: int) -> Cost:
        """A run of the grader over so many copies."""
        with self._grader.cohort() as cohort:
            cohorts.write_copies(cohort.submissions, count, self._files)
            cost = cohort.grade()
            cohort.expect_full_marks(self._topics)
        return cost

    def student(self, _: int) -> Cost:
        """The calls in a bare interpreter; the clock's seconds are of no use."""
        command: list[str | Path] = [
            self._grader.python,
            REPLAY_SCRIPT,
            self._folder / "calls",
            self._folder_of_one(),
            *self._topics,
        ]
        return Cost(0.0, json.loads(run(command, environment=self._environment).output)["calls"])

    def pytest(self, _: int) -> Cost:
        """pytest in a fresh process."""
        path = os.pathsep.join(map(str, (self._folder / "calls", self._folder_of_one())))
        command: list[str | Path] = [
            self._grader.python,
            "-m",
            "pytest",
            "-q",
            "-p",
            "no:cacheprovider",
            "--rootdir=.",
            "pytest",
        ]
        return run(command, cwd=self._folder, environment=self._environment | {"PYTHONPATH": path})

    def otter_run(self, _: int) -> Cost:
        """`otter run` in a fresh process. Raises Failed without full marks."""
        submission = self._zip()
        out = submission.with_suffix("")
        out.mkdir()
        command: list[str | Path] = [
            self._otter / "otter",
            "run",
            submission,
            "-a",
            "autograder.zip",
            "-o",
            out,
            "--no-logo",
        ]
        cost = run(command, cwd=self._folder, environment=self._environment)
        tests = json.loads((out / "results.json").read_text(encoding="utf-8"))["tests"]
        if any(test["score"] != test["max_score"] for test in tests if "score" in test):
            raise Failed("otter gives the reference less than full marks", cost.output)
        return cost

    def otter_loop(self, _: int) -> Cost:
        """`otter.api.grade_submission` in a loop: its cost for each submission after the first."""
        command: list[str | Path] = [
            self._otter / "python",
            LOOP_SCRIPT,
            "autograder.zip",
            *(self._zip() for _ in range(LOOP)),
        ]
        try:
            output = run(command, cwd=self._folder, environment=self._environment, seconds=LOOP_SECONDS).output
        except Failed as failed:
            self.remarks[f"otter.api: {failed}"] = None
            output = failed.output
        rows = [json.loads(line) for line in output.splitlines() if line.startswith("{")]
        if len(rows) < 2 or any(row["percent"] < 100 for row in rows):
            raise Failed("otter's loop does not give the reference full marks", output)
        if rows[-1]["descriptors"] > rows[0]["descriptors"]:
            more = (rows[-1]["descriptors"] - rows[0]["descriptors"]) / (len(rows) - 1)
            self.remarks[f"otter.api's loop keeps {more:.0f} descriptors open for every submission."] = None
        return Cost(*(sum(row[what] for row in rows[1:]) / len(rows[1:]) for what in ("wall", "cpu")))

    def _folder_of_one(self) -> Path:
        number = next(self._numbers)
        return cohorts.write_one(self._folder / "single" / str(number), self._files, number)

    def _zip(self) -> Path:
        number = next(self._numbers)
        return cohorts.write_zip(self._folder / f"{number}.zip", self._files, number)


def hold(table: Table, topics: Sequence[str], rounds: int, cores: int, say: Callable[[str], None]) -> Contest:
    """Let every tool have its turn in every round; the medians."""
    taken: dict[str, list[Cost]] = defaultdict(list)
    for number in range(rounds):
        say(f"{len(topics)} topics, round {number + 1} of {rounds}")
        few, many = table.ours(FEW), table.ours(MANY)
        taken[OURS].append(each(few, FEW, many, MANY))
        taken["start"].append(Cost(few.wall - FEW * taken[OURS][-1].wall, few.cpu - FEW * taken[OURS][-1].cpu))
        taken["student"].append(together(2 * cores, table.student, cores))
        taken[PYTEST].append(together(2 * cores, table.pytest, cores))
        taken[OTTER_RUN].append(together(cores, table.otter_run, cores))
        taken[OTTER_LOOP].append(_loops(table, cores))
    costs = {tool: Cost(median(c.wall for c in made), median(c.cpu for c in made)) for tool, made in taken.items()}
    start, student = costs.pop("start"), costs.pop("student").cpu
    return Contest(tuple(topics), costs, student, start, rounds, tuple(table.remarks))


def _loops(table: Table, cores: int) -> Cost:
    """A loop on each core at once: what each says of itself, since its start does not count."""
    said: list[Cost] = []

    def one(number: int) -> Cost:
        said.append(table.otter_loop(number))
        return said[-1]

    together(cores, one, cores)
    return Cost(sum(cost.wall for cost in said) / len(said) / cores, sum(cost.cpu for cost in said) / len(said))
