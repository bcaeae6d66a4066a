"""Proves the checks: right answers pass and wrong ones are named, over many seeds; and how others would have judged.

The programs of the course take the student's place. Whether an answer to one question is truly wrong is decided
without the judge's allowance for the answer: a misconception's exact result and the exact right one must lie apart
by more than both can be rounded.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
from rich.console import Console
from rich.progress import Progress

from .call import Local
from .checking import Checks
from .cohort import cores
from .course import load_topic, topic_names
from .exercise import Exercise, Program, Topic
from .judging.compare import compare
from .judging.comparison import Comparison
from .judging.judge import Judgement
from .judging.target import apart
from .recording.disk import write_atomically
from .session import collect
from .verdict import Verdict
from .versions import versions

SEEDS_AT_ONCE = 5
OURS = "rounding alone (ours)"


def _equal(answer: np.ndarray, expected: np.ndarray) -> bool:
    return bool(np.array_equal(answer, expected))


def _isclose(answer: np.ndarray, expected: np.ndarray) -> bool:
    return bool(np.isclose(answer, expected).all())


def _assert_allclose(answer: np.ndarray, expected: np.ndarray) -> bool:
    try:
        np.testing.assert_allclose(answer, expected)
    except AssertionError:
        return False
    return True


def _approx(answer: np.ndarray, expected: np.ndarray) -> bool:
    return bool(answer == pytest.approx(expected))


OTHERS: dict[str, Callable[[np.ndarray, np.ndarray], bool]] = {
    "`==`": _equal,
    "`np.isclose`": _isclose,
    "`np.testing.assert_allclose`": _assert_allclose,
    "`pytest.approx`": _approx,
}


@dataclass
class Tally:
    """What happened to one program over the seeds."""

    topic: str
    exercise: str
    role: str
    name: str
    seeds: int = 0
    accepted: int = 0
    named: int = 0
    misnamed: Counter[str] = field(default_factory=Counter)
    nearest: float = float("inf")  # the smallest distance of a wrong answer, in allowances
    farthest: float = 0.0  # the largest distance of a right one
    right: int = 0  # judgements of single answers that are right
    wrong: int = 0
    false: Counter[tuple[str, str]] = field(default_factory=Counter)  # (who, "accept" or "reject")

    def add(self, other: "Tally") -> None:
        """Take in what another run of the same program gave."""
        self.seeds += other.seeds
        self.accepted += other.accepted
        self.named += other.named
        self.misnamed += other.misnamed
        self.nearest, self.farthest = min(self.nearest, other.nearest), max(self.farthest, other.farthest)
        self.right += other.right
        self.wrong += other.wrong
        self.false += other.false

    @property
    def as_it_should_be(self) -> bool:
        """Right programs always pass; misconceptions never do, and are always known by their name."""
        if self.role == "misconception":
            return self.accepted == 0 and self.named == self.seeds
        return self.accepted == self.seeds


def audit_topic(name: str, seeds: Sequence[int]) -> list[Tally]:
    """Every program of a topic through all checks, for every seed."""
    topic = load_topic(name)
    collected = collect([topic])
    tallies: list[Tally] = []
    for seed in seeds:
        checks = Checks(collected, seed, secret=False)
        tallies += [_audited(topic, exercise, role, program, checks) for exercise, role, program in _programs(topic)]
    return _merged(tallies)


def _programs(topic: Topic) -> Iterator[tuple[Exercise, str, Program]]:
    for exercise in topic.exercises:
        yield exercise, "reference", exercise.reference
        for role in ("equivalent", "convention", "misconception"):
            for program in getattr(exercise, f"{role}s"):
                yield exercise, role, program


def _audited(topic: Topic, exercise: Exercise, role: str, program: Program, checks: Checks) -> Tally:
    references = {other.name: other.reference for other in topic.exercises}
    student = Local(topic, references | {exercise.name: program}, checks.known)
    tally = Tally(topic.name, exercise.name, role, program.__name__, seeds=1)
    judgements: list[Judgement] = []
    results = checks.run_exercise(exercise, student, judgements.extend)
    failed = [result for result in results if result.verdict is not Verdict.PASSED]
    names = {result.diagnosis for result in failed if result.diagnosis}
    tally.accepted = int(not failed)
    tally.named = int(names == {program.__name__})
    tally.misnamed.update(names - {program.__name__} if role == "misconception" else [r.message for r in failed])
    for judgement in judgements:
        _tally(tally, judgement, role, program, exercise, checks)
    return tally


def _tally(tally: Tally, judgement: Judgement, role: str, program: Program, exercise: Exercise, checks: Checks) -> None:
    """Count one judgement, ours and the others', against what is true of the answer."""
    right = list(checks.known.right(exercise, judgement.wanted))
    if role == "misconception":
        own = list(checks.known.wrong(program, judgement.wanted))
        wrong = all(apart(target, other) for target in own for other in right)  # also of none: what is not finite
        if not wrong and any(apart(target, other) for target in own for other in right):
            return  # on balls and in floats it is another program: nobody's error
    else:
        wrong = False
    tally.wrong += wrong
    tally.right += not wrong
    distance = judgement.comparison.distance
    if wrong:
        tally.nearest = min(tally.nearest, distance)
    else:
        tally.farthest = max(tally.farthest, distance)
    verdicts = {OURS: judgement.agrees}
    comparisons = [compare(judgement.value, target) for target in right]
    for name, agrees in OTHERS.items():
        verdicts[name] = any(_agrees(comparison, agrees) for comparison in comparisons)
    for name, accepted in verdicts.items():
        if accepted == wrong:
            tally.false[name, "accept" if accepted else "reject"] += 1


def _agrees(comparison: Comparison, agrees: Callable[[np.ndarray, np.ndarray], bool]) -> bool:
    """What another way to compare says, given the same form and the exact value rounded to a float."""
    if comparison.misfits:
        return False
    return all(
        agrees(leaf.answer, np.array([float(e.mid()) for e in leaf.exact.flat]).reshape(leaf.exact.shape))
        for leaf in comparison.leaves
    )


def _merged(tallies: Sequence[Tally]) -> list[Tally]:
    merged: dict[tuple[str, str, str], Tally] = {}
    for tally in tallies:
        key = tally.topic, tally.exercise, tally.name
        if key in merged:
            merged[key].add(tally)
        else:
            merged[key] = tally
    return list(merged.values())


def run_audit(console: Console, seeds: int, write_to: Path | None) -> bool:
    """Audit every topic over `seeds` seeds; print the tables, and write them too if asked. True if all is well."""
    batches = [
        (name, range(first, min(first + SEEDS_AT_ONCE, seeds)))
        for first in range(0, seeds, SEEDS_AT_ONCE)
        for name in topic_names()
    ]
    tallies: list[Tally] = []
    with ProcessPoolExecutor(cores()) as pool, Progress(console=console, transient=True) as bar:
        task = bar.add_task("Auditing", total=len(batches))
        for done in pool.map(audit_topic, *zip(*batches, strict=True)):
            tallies += done
            bar.advance(task)
    tallies = _merged(tallies)
    text = _document(tallies, seeds)
    console.print(text, markup=False, highlight=False, soft_wrap=True)
    if write_to:
        write_atomically(write_to, text + "\n")
    return all(tally.as_it_should_be for tally in tallies)


def _document(tallies: Sequence[Tally], seeds: int) -> str:
    order = {name: index for index, name in enumerate(topic_names())}
    tallies = sorted(tallies, key=lambda tally: order[tally.topic])
    described = ", ".join(f"{name} {version}" for name, version in versions().items())
    amiss = [tally for tally in tallies if not tally.as_it_should_be]
    verdict = (
        "Everything is as it should be." if not amiss else f"{len(amiss)} programs are not judged as they should be."
    )
    return "\n".join(
        [
            "# Audit of the checks",
            "",
            f"`make audit`: every program of the course through every check of its exercise, over {seeds} random seeds"
            f" ({described}). {verdict}",
            "",
            "A right answer must pass all checks for every seed. A misconception must fail a check for every seed, and",
            "be told by its own name and no other.",
            "",
            *_summary(tallies),
            "",
            "## The same answers, judged by others",
            "",
            "Each line judges the very same answers against the very same exact values (rounded to float64). A false",
            "accept: the answer's exact value provably differs from every right one, and it is accepted. A false",
            "reject: the answer is right, and it is not.",
            "",
            *_rivals(tallies),
            "",
            "## Program by program",
            "",
            "*Distance*, in units of the allowance: of right answers the largest ever seen (rounding may reach 1), of",
            "wrong ones the smallest.",
            "",
            *_details(tallies),
        ]
    )


def _summary(tallies: Sequence[Tally]) -> Iterator[str]:
    yield "| topic | right programs | rejected | misconceptions | accepted | not told by name |"
    yield "| --- | ---: | ---: | ---: | ---: | ---: |"
    for topic in dict.fromkeys(tally.topic for tally in tallies):
        wrong = [t for t in tallies if t.topic == topic and t.role == "misconception"]
        right = [t for t in tallies if t.topic == topic and t.role != "misconception"]
        rejected = sum(t.seeds - t.accepted for t in right)
        runs = f"{sum(t.seeds for t in right)} runs", f"{sum(t.seeds for t in wrong)} runs"
        accepted, unnamed = sum(t.accepted for t in wrong), sum(t.seeds - t.named for t in wrong)
        yield (
            f"| {topic} | {len(right)} ({runs[0]}) | {rejected} | {len(wrong)} ({runs[1]}) | {accepted} | {unnamed} |"
        )


def _rivals(tallies: Sequence[Tally]) -> Iterator[str]:
    right, wrong = sum(t.right for t in tallies), sum(t.wrong for t in tallies)
    false: Counter[tuple[str, str]] = sum((t.false for t in tallies), Counter())
    yield f"| way to compare | false accepts of {wrong} wrong answers | false rejects of {right} right answers |"
    yield "| --- | ---: | ---: |"
    for name in (OURS, *OTHERS):
        yield f"| {name} | {false[name, 'accept']} | {false[name, 'reject']} |"


def _details(tallies: Sequence[Tally]) -> Iterator[str]:
    yield "| exercise | program | role | passed | told by name | distance | amiss |"
    yield "| --- | --- | --- | ---: | ---: | ---: | --- |"
    for t in tallies:
        wrong = t.role == "misconception"
        distance = t.nearest if wrong else t.farthest
        told = f"{t.named}/{t.seeds}" if wrong else ""
        shown = "another form" if distance == float("inf") else f"{distance:.2g}"
        amiss = "" if t.as_it_should_be else ", ".join(f"{what} ({count})" for what, count in t.misnamed.most_common(3))
        yield (
            f"| {t.topic}: `{t.exercise}` | `{t.name}` | {t.role} | {t.accepted}/{t.seeds} | {told} | {shown} | {amiss} |"
        )
