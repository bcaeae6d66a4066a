"""What more submissions change: cost and memory at 100, 1,000 and 10,000, and a batch of which every tenth is hostile."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from statistics import mean

from . import cohorts
from .contest import FEW, MANY
from .grader import Grader, each
from .measure import Cost
from .watch import JUDGES, LAUNCHERS, RECORD, WORKERS, Watch

CHEAPEST = "diff_quotient"  # the topic whose calls cost least: what grows with the cohort shows there first
CALL_SECONDS = 1.0  # in the batch with endless loops: honest calls take a hundredth of it
KINDS = (WORKERS, JUDGES, LAUNCHERS, RECORD)


@dataclass(frozen=True)
class Size:
    """A cohort of so many: what one more submission costs, and the largest memory of each kind of process in MB."""

    count: int
    cost: Cost
    memory: dict[str, float]


@dataclass(frozen=True)
class Batch:
    """What became of the batch with hostile submissions, and of one of the same size without."""

    count: int
    hostile: int
    as_alone: int  # honest submissions with exactly the result that they get when they are graded alone
    cost: Cost
    honest_cost: Cost
    marks: dict[str, str]  # what the hostile ones got, by what they do


def _watched(grader: Grader, count: int, files: dict[str, str]) -> tuple[Cost, dict[str, float], dict[str, float]]:
    """(cost of the run, its processor seconds by kind of process, memory in MB by kind)."""
    watch = Watch()
    with grader.cohort() as cohort:
        cohorts.write_copies(cohort.submissions, count, files)
        cost = cohort.grade(watch.start)
    return cost, watch.cpu(cost.cpu), dict(watch.memory)


def where_time_goes(grader: Grader, files: dict[str, str]) -> dict[str, float]:
    """Processor seconds of one more submission by kind of process."""
    _, few, _ = _watched(grader, FEW, files)
    _, many, _ = _watched(grader, MANY, files)
    return {kind: (many[kind] - few[kind]) / (MANY - FEW) for kind in KINDS}


def sizes(grader: Grader, counts: Sequence[int], say: Callable[[str], None]) -> list[Size]:
    """Cohorts of these sizes, of one topic. The first, small one has its turn after every other; its cost is averaged."""
    files = {CHEAPEST: cohorts.sources()[CHEAPEST]}
    small, large = [_size(grader, counts[0], files)], []
    for count in counts[1:]:
        say(f"{count:,} submissions")
        large.append(_size(grader, count, files))
        say(f"{counts[0]} submissions again")
        small.append(_size(grader, counts[0], files))
    cost = Cost(mean(size.cost.wall for size in small), mean(size.cost.cpu for size in small))
    memory = {kind: max(size.memory[kind] for size in small) for kind in small[0].memory}
    return [Size(counts[0], cost, memory), *large]


def _size(grader: Grader, count: int, files: dict[str, str]) -> Size:
    few, _, _ = _watched(grader, FEW, files)
    many, _, memory = _watched(grader, count, files)
    return Size(count, each(few, FEW, many, count), memory)


def batch(grader: Grader, count: int, say: Callable[[str], None]) -> Batch:
    """Grade it, and compare every honest result with the one of the same submission alone."""
    grader = replace(grader, seconds=CALL_SECONDS)
    alone = {kind: _alone(grader, kind) for kind in cohorts.HONEST}
    honest = [number for number in range(count) if not cohorts.is_hostile(number)]
    say(f"{len(honest)} honest submissions")
    with grader.cohort() as cohort:
        cohorts.write_each(cohort.submissions, len(honest), lambda place: cohorts.mixed(honest[place]))
        honest_cost = cohort.grade()
    say(f"{count:,} submissions, every tenth of them hostile")
    with grader.cohort() as cohort:
        cohorts.write_each(cohort.submissions, count, cohorts.mixed)
        cost = cohort.grade()
        results = [cohorts.result(cohort.out, f"s{number:05d}") for number in range(count)]
    same = sum(results[number] == alone[cohorts.honest_kind(number)] for number in honest)
    names = list(cohorts.HOSTILE)
    spoilt = [number for number in range(count) if cohorts.is_hostile(number)]
    marks = {names[number // 10 % len(names)]: _marks(results[number]) for number in spoilt[: len(names)]}
    return Batch(count, len(spoilt), same, cost, honest_cost, marks)


def _alone(grader: Grader, kind: str) -> dict[str, object]:
    with grader.cohort() as cohort:
        cohorts.write_copies(cohort.submissions, 1, cohorts.sources(kind))
        cohort.grade()
        return cohorts.result(cohort.out, "s00000")


def _marks(result: dict[str, object]) -> str:
    marks = result["topics"]
    assert isinstance(marks, dict)
    return ", ".join(f"{topic} {mark:g}" for topic, mark in marks.items() if mark is not None)
