"""A plan on paper for 100,000 submissions on a cluster, from what was measured on this machine alone."""

from collections.abc import Sequence
from dataclasses import dataclass

from .cluster import Sizes, Spread
from .measure import Cost

COUNT = 100_000
UNITS = ("B", "kB", "MB", "GB")
CLUSTERS = ((1, 2), (1, 8), (4, 8), (4, 16), (16, 16))  # machines, and cores of each
HEADS = ("machines × cores", "machines can do", "scheduler can do", "caller can do", "hours", "what decides")
Row = Sequence[str]


@dataclass(frozen=True)
class Plan:
    """What the plan rests on: seconds of a processor for each submission, and bytes.

    start: what a run pays once, by the clock.
    """

    judging: float
    scheduler: float
    caller: float
    start: float
    sizes: Sizes

    @staticmethod
    def of(five: Spread, one: Spread, start: Cost, sizes: Sizes) -> "Plan":
        """five: measured on all topics. one: on many submissions of one topic, which shows Dask's part best."""
        caller = five.record_here + (one.caller - one.record_here)
        return Plan(five.judging, one.scheduler, caller, start.wall, sizes)

    def bounds(self, machines: int, cores: int) -> dict[str, float]:
        """Submissions a second, by what could be the narrowest place."""
        return {"machines": machines * cores / self.judging, "scheduler": 1 / self.scheduler, "caller": 1 / self.caller}

    def hours(self, machines: int, cores: int) -> float:
        """From the first submission to the last. Every judge begins with the exact values."""
        return (COUNT / min(self.bounds(machines, cores).values()) + self.start) / 3600

    def rows(self) -> list[Row]:
        """A line for each cluster."""
        return [self._row(machines, cores) for machines, cores in CLUSTERS]

    def _row(self, machines: int, cores: int) -> Row:
        bounds = self.bounds(machines, cores)
        rates = [f"{rate:,.0f}/s" for rate in bounds.values()]
        decides = min(bounds, key=lambda name: bounds[name])
        return f"{machines} × {cores}", *rates, f"{self.hours(machines, cores):.1f}", decides

    @property
    def useful_cores(self) -> float:
        """So many cores keep the caller, or the scheduler, busy: more of them finish no sooner."""
        return self.judging / max(self.caller, self.scheduler)

    @property
    def network(self) -> float:
        """Bytes a second through the scheduler at its busiest: all comes in, and all goes out again."""
        return 2 * (self.sizes.submission + self.sizes.report) * self.useful_cores / self.judging

    @property
    def disk(self) -> float:
        """Bytes a second that the caller writes at its busiest."""
        return (self.sizes.gradebook + self.sizes.feedback) * self.useful_cores / self.judging


def cost_rows(one: Spread) -> list[Row]:
    """What one more submission costs here and by a cluster, by part."""
    rows = [
        ("all of it, on one machine", one.here.cpu),
        ("all of it, by a cluster of the same machine", one.cluster.cpu),
        ("scheduling: all that the cluster adds in the parts below", one.scheduling),
        ("the scheduler", one.scheduler),
        ("the worker's Dask processes, without its judges", one.worker),
        ("the caller beyond what it does for its own judges", one.caller - one.record_here),
    ]
    return [(name, f"{1000 * seconds:.1f}", f"{seconds / one.here.cpu:.2f}") for name, seconds in rows]


def size(count: float) -> str:
    """Bytes in a fitting unit."""
    place = next((i for i in range(len(UNITS) - 1) if count < 1000 ** (i + 1)), len(UNITS) - 1)
    return f"{count / 1000**place:.3g} {UNITS[place]}"


def words(plan: Plan) -> dict[str, str]:
    """What the page says of it."""
    sizes = plan.sizes
    return {
        "plan_count": f"{COUNT:,}",
        "plan_judging": f"{plan.judging:.3f}",
        "plan_scheduler": f"{1000 * plan.scheduler:.1f}",
        "plan_caller": f"{1000 * plan.caller:.1f}",
        "plan_start": f"{plan.start:.1f}",
        "plan_cores": f"{plan.useful_cores:.0f}",
        "plan_course": size(sizes.course),
        "plan_submission": size(sizes.submission),
        "plan_report": size(sizes.report),
        "plan_network": size(plan.network),
        "plan_gradebook": size(sizes.gradebook),
        "plan_feedback": size(sizes.feedback),
        "plan_gradebooks": size(COUNT * sizes.gradebook),
        "plan_feedbacks": size(COUNT * sizes.feedback),
        "plan_disk": size(plan.disk),
    }
