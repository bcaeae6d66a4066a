"""What was measured, as tables: for the terminal, and for docs/benchmarks.md."""

from collections.abc import Sequence
from dataclasses import dataclass
from string import Template

from rich.console import Console
from rich.table import Table

from . import plan as paper
from .cluster import Sizes, Spread
from .contest import OTTER_LOOP, OTTER_RUN, OURS, PYTEST, Contest
from .scale import CALL_SECONDS, CHEAPEST, Batch, Size
from .watch import JUDGES, LAUNCHERS, RECORD, WORKERS

GROWTH = 0.10  # how far apart two costs, or two sizes of a process, may lie and still be called the same
TOOLS = (OURS, PYTEST, OTTER_RUN, OTTER_LOOP)
Row = Sequence[str]


@dataclass(frozen=True)
class Measured:
    """Everything that one run of `make bench` found."""

    machine: dict[str, str]
    five: Contest
    three: Contest
    spent: dict[str, float]  # processor seconds of one submission by kind of process
    hollow: dict[str, float]  # the same for one that answers nothing
    sizes: list[Size]
    batch: Batch
    spread: Spread  # of many submissions of one topic
    spread_count: int
    five_spread: Spread  # of all topics
    weights: Sizes

    @property
    def plan(self) -> paper.Plan:
        """For many submissions on many machines."""
        return paper.Plan.of(self.five_spread, self.spread, self.five.start, self.weights)


@dataclass(frozen=True)
class Target:
    """Something to reach: what, how much, what was measured, and whether that is enough."""

    what: str
    wanted: str
    measured: str
    met: bool

    def row(self) -> Row:
        """As a line of a table."""
        return self.what, self.wanted, self.measured, "met" if self.met else "**not met**"


def own_of(measured: Measured) -> float:
    """Processor seconds of a five-topic submission that are the grader's own.

    All but the student's calls in a bare interpreter; or all but what workers spend beyond those of a submission without
    answers, if that is more: they are forked from a process in which SymPy is ready, and make the calls for less.
    """
    return max(measured.five.own, sum(measured.spent.values()) - calls_of(measured))


def calls_of(measured: Measured) -> float:
    """Processor seconds that the workers of a five-topic submission spend on running its files and making its calls."""
    return measured.spent[WORKERS] - measured.hollow[WORKERS]


def targets(measured: Measured) -> list[Target]:
    """What the project wants to reach, and whether it does."""
    own = own_of(measured)
    found = [
        Target("the grader's own CPU, five topics", "≤ 0.15 s", f"{own:.3f} s", own <= 0.15),
        Target("the aim for it", "< 0.05 s", f"{own:.3f} s", own < 0.05),
    ]
    for contest, tool, wanted in (
        (measured.five, OTTER_RUN, 25),
        (measured.three, OTTER_RUN, 100),
        (measured.five, OTTER_LOOP, 10),
        (measured.three, OTTER_LOOP, 40),
    ):
        times = contest.faster_than(tool)
        what = f"throughput over `{tool}`, {_count(contest)}"
        found.append(Target(what, f"≥ {wanted} ×", f"{times:.1f} ×", times >= wanted))
    small, *large = measured.sizes
    for size in large:
        ratio = size.cost.cpu / small.cost.cpu
        what = f"cost of one submission at {size.count:,} over that at {small.count}"
        found.append(Target(what, f"within {GROWTH:.0%}", f"{ratio:.3f} ×", abs(ratio - 1) <= GROWTH))
        for kind, name in ((JUDGES, "a judge"), (RECORD, "the process that keeps the record")):
            ratio = size.memory[kind] / small.memory[kind]
            what = f"memory of {name} at {size.count:,} over that at {small.count}"
            found.append(Target(what, "flat", f"{ratio:.3f} ×", ratio <= 1 + GROWTH))
    batch = measured.batch
    honest = batch.count - batch.hostile
    what = f"honest submissions among {batch.count:,}, every tenth hostile, graded exactly as alone"
    found.append(Target(what, str(honest), str(batch.as_alone), batch.as_alone == honest))
    return found


def cost_rows(contest: Contest) -> list[Row]:
    """Each tool: processor seconds, submissions a second, and how many times ours that is."""
    ours = contest.costs[OURS]
    rows = [
        (
            tool,
            f"{cost.cpu:.3f}",
            f"{cost.cpu / ours.cpu:.1f}",
            f"{1 / cost.wall:.2f}",
            f"{cost.wall / ours.wall:.1f}",
        )
        for tool, cost in ((tool, contest.costs[tool]) for tool in TOOLS)
    ]
    own = ("of which the grader's own", f"{contest.own:.3f}", f"{contest.own / ours.cpu:.2f}", "", "")
    student = ("the student's calls alone", f"{contest.student:.3f}", f"{contest.student / ours.cpu:.2f}", "", "")
    return [rows[0], own, student, *rows[1:]]


def time_rows(measured: Measured) -> list[Row]:
    """Where the processor time of one submission goes, told apart by process and by a submission without answers."""
    spent, hollow = measured.spent, measured.hollow
    total = sum(spent.values())
    parts = {
        "workers: fork and confine": hollow[WORKERS],
        "workers: run the files, and make the student's calls": calls_of(measured),
        "launchers: fork workers, end and reap them": spent[LAUNCHERS],
        "judges: what every submission costs them, answers or not": hollow[JUDGES],
        "judges: ask and judge": spent[JUDGES] - hollow[JUDGES],
        "keep the record, write feedback": spent[RECORD],
    }
    return [(name, f"{1000 * seconds:.1f}", f"{seconds / total:.0%}") for name, seconds in parts.items()]


def size_rows(sizes: Sequence[Size]) -> list[Row]:
    """Each size: cost of one submission, submissions a second, and memory."""
    return [
        (
            f"{size.count:,}",
            f"{size.cost.cpu:.3f}",
            f"{1 / size.cost.wall:.1f}",
            *(f"{size.memory[kind]:.0f}" for kind in (RECORD, JUDGES, LAUNCHERS)),
        )
        for size in sizes
    ]


HEADS = {
    "costs": ("tool", "CPU in s", "times ours", "submissions/s", "ours, times faster"),
    "targets": ("target", "wanted", "measured", ""),
    "time": ("part", "CPU in ms", "share"),
    "sizes": ("submissions", "CPU in s for each", "submissions/s", "record, MB", "judge, MB", "launcher or worker, MB"),
    "spread": ("part", "CPU in ms", "of the local pool's"),
    "marks": ("what it does, in one topic", "its marks"),
}


def markdown_table(heads: Row, rows: Sequence[Row]) -> str:
    """A table in Markdown; the first column is text, the others are numbers."""
    lines = [heads, ["---", *["---:"] * (len(heads) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def show(console: Console, title: str, heads: Row, rows: Sequence[Row]) -> None:
    """The same in the terminal."""
    table = Table(title=title, title_justify="left")
    for place, head in enumerate(heads):
        table.add_column(head, justify="right" if place else "left")
    for row in rows:
        table.add_row(*(cell.replace("**", "").replace("`", "") for cell in row))
    console.print(table)


def show_costs(console: Console, contest: Contest) -> None:
    """What each tool costs, in the terminal."""
    show(console, f"One submission, {_count(contest)}", HEADS["costs"], cost_rows(contest))


def show_rest(console: Console, measured: Measured) -> None:
    """The other tables in the terminal."""
    show(console, "Where the time goes", HEADS["time"], time_rows(measured))
    show(console, "Size", HEADS["sizes"], size_rows(measured.sizes))
    show(console, "More than one machine", HEADS["spread"], paper.cost_rows(measured.spread))
    show(console, f"{paper.COUNT:,} submissions, on paper", paper.HEADS, measured.plan.rows())
    show(console, "Targets", HEADS["targets"], [target.row() for target in targets(measured)])


def document(measured: Measured, template: str) -> str:
    """docs/benchmarks.md."""
    batch, start = measured.batch, measured.five.start
    remarks = dict.fromkeys([*measured.five.remarks, *measured.three.remarks])
    return Template(template).substitute(
        machine=markdown_table(("", ""), list(measured.machine.items())).replace("---:", "---"),
        targets=markdown_table(HEADS["targets"], [target.row() for target in targets(measured)]),
        five=markdown_table(HEADS["costs"], cost_rows(measured.five)),
        three=markdown_table(HEADS["costs"], cost_rows(measured.three)),
        three_names=", ".join(measured.three.topics),
        rounds=measured.five.rounds,
        remarks="\n".join(f"- {remark}" for remark in remarks) or "- Every tool ran to its end.",
        start_cpu=f"{start.cpu:.1f}",
        start_wall=f"{start.wall:.1f}",
        time=markdown_table(HEADS["time"], time_rows(measured)),
        sizes=markdown_table(HEADS["sizes"], size_rows(measured.sizes)),
        cheapest=CHEAPEST,
        most=f"{measured.five.costs[OTTER_RUN].cpu / calls_of(measured):.0f}",
        spread=markdown_table(HEADS["spread"], paper.cost_rows(measured.spread)),
        spread_count=measured.spread_count,
        plan=markdown_table(paper.HEADS, measured.plan.rows()),
        **paper.words(measured.plan),
        batch_seconds=f"{CALL_SECONDS:g}",
        batch_count=f"{batch.count:,}",
        batch_honest=batch.count - batch.hostile,
        batch_as_alone=batch.as_alone,
        batch_wall=f"{batch.cost.wall:.0f}",
        batch_cpu=f"{batch.cost.cpu:.0f}",
        honest_wall=f"{batch.honest_cost.wall:.0f}",
        honest_cpu=f"{batch.honest_cost.cpu:.0f}",
        marks=markdown_table(HEADS["marks"], list(batch.marks.items())).replace("---:", "---"),
    )


def _count(contest: Contest) -> str:
    return f"{ {3: 'three', 5: 'five'}.get(len(contest.topics), str(len(contest.topics))) } topics"
