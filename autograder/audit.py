"""Proves the checks: right answers pass and wrong ones are named, over many seeds; and how others would have judged.

The programs of the course take the student's place. Whether an answer to one question is truly wrong is decided
without the judge's allowance for the answer: a misconception's exact result and the exact right one must lie apart
by more than both can be rounded.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor, as_completed
from pathlib import Path

import numpy as np
import pytest
from rich.console import Console
from rich.markdown import Markdown

from .auditing.document import OURS, details, summary, unexplained
from .auditing.explained import explained
from .auditing.findings import Findings
from .auditing.tally import Tally, merged
from .auditing.trials import compare_survivors, try_mutants
from .call import Local
from .checking import Checks
from .cohort import cores
from .course import PUBLIC_SEED, load_topic, serve, served
from .examples.example import Curve
from .exercise import Exercise, Program, Topic
from .judging.compare import compare
from .judging.comparison import Comparison
from .judging.judge import Judgement
from .judging.target import apart
from .questions import questions
from .recording.disk import write_atomically
from .session import Check, collect
from .tell import progress
from .verdict import GraderFault

SEEDS_AT_ONCE = 5
SHARES = 2  # of the mutants of an exercise: so many processes can try them
MUTANT_SEEDS = range(3)  # that mutants are tried with: a cohort has one, and each of these has to be enough


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


def audit_topic(name: str, seeds: Sequence[int]) -> list[Tally]:
    """Every program of a topic through all checks, for every seed."""
    topic = load_topic(name)
    collected = collect([topic])
    tallies: list[Tally] = []
    for seed in seeds:
        checks = Checks(collected, seed, secret=False, with_examples=False)
        tallies += [audited(topic, exercise, role, program, checks) for exercise, role, program in _programs(topic)]
    return merged(tallies)


def _programs(topic: Topic) -> Iterator[tuple[Exercise, str, Program]]:
    for exercise in topic.exercises:
        yield exercise, "reference", exercise.reference
        for role in ("equivalent", "convention", "misconception"):
            for program in getattr(exercise, f"{role}s"):
                yield exercise, role, program


def audited(topic: Topic, exercise: Exercise, role: str, program: Program, checks: Checks) -> Tally:
    """One program in the student's place, through the checks of its exercise, on the inputs of one seed."""
    references = {other.name: other.reference for other in topic.exercises}
    student = Local(topic, references | {exercise.name: program}, checks.known)
    tally = Tally(topic.name, exercise.name, role, program.__name__)
    runs = checks.runs(exercise, student)
    tally.count(runs)
    diagnoses = [diagnosis for diagnosis in checks.diagnoses(exercise, runs) if diagnosis]
    names = {diagnosis.name for diagnosis in diagnoses if diagnosis.name}
    tally.named = int(names == {program.__name__})
    if role == "misconception":
        tally.misnamed.update(names - {program.__name__})
    else:
        tally.misnamed.update([*(run.message for run in runs if run.message), *(d.message for d in diagnoses)])
    for run in runs:
        for judgement in run.judgements:
            _tally(tally, judgement, role, program, run.check, checks)
    return tally


def _tally(tally: Tally, judgement: Judgement, role: str, program: Program, check: Check, checks: Checks) -> None:
    """Count one judgement, ours and the others', against what is true of the answer."""
    exercise = check.exercise
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
        tally.nearest = min(tally.nearest, (distance, check.name))
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


def hold_curves(checks: Sequence[Check]) -> None:
    """Raises CheckFault where no curve can be made of what a check asks: a picture would be missing, and nobody told."""
    for check in checks:
        if check.curve:
            for asked, _ in questions(check, PUBLIC_SEED):
                with check.blamed():
                    _hold_curve(check.curve(*asked.calls[0][1]))


def _hold_curve(curve: object) -> None:
    if not isinstance(curve, Curve):
        raise GraderFault(f"its curve is {curve!r}, and has to be a Curve")


def run_audit(console: Console, topics: Sequence[str], seeds: int, write_to: Path | None) -> list[str]:
    """Audit these topics over `seeds` seeds; print what is found, and write all of it if asked.

    Returns what is not as it should be, in a sentence each.
    """
    loaded = [load_topic(name) for name in topics]
    collected = collect(loaded)
    hold_curves(collected)
    explanations = {topic.name: explained(topic) for topic in loaded}
    with ProcessPoolExecutor(cores(), initializer=serve, initargs=(served().root,)) as pool:
        try:
            tallies = merged(_found(pool, console, loaded, seeds))
        except BaseException:
            pool.shutdown(cancel_futures=True)  # nobody waits for the rest
            raise
    order = {name: index for index, name in enumerate(topics)}
    tallies.sort(key=lambda tally: order[tally.topic])
    findings = Findings(tallies, collected, explanations)
    head = summary(findings, seeds, len(MUTANT_SEEDS))
    console.print(Markdown(f"{head}\n\n{unexplained(findings)}"))
    if write_to:
        write_atomically(write_to, f"{head}\n\n{details(findings, list(OTHERS))}\n")
    return list(findings.amiss())


def _found(pool: Executor, console: Console, topics: Sequence[Topic], seeds: int) -> list[Tally]:
    """The tallies of all programs and all mutants, and of the mutants that survive beside their references."""
    batches = [range(first, min(first + SEEDS_AT_ONCE, seeds)) for first in range(0, seeds, SEEDS_AT_ONCE)]
    shares = [slice(first, None, SHARES) for first in range(SHARES)]
    trials = [
        pool.submit(try_mutants, topic.name, exercise.name, share, MUTANT_SEEDS)
        for topic in topics
        for exercise in topic.exercises
        for share in shares
    ]
    programs = [pool.submit(audit_topic, topic.name, batch) for batch in batches for topic in topics]
    tried = _awaited(console, "Mutants", trials)
    survivors = [tally for tally in tried if tally.accepted == tally.seeds]
    beside = [
        pool.submit(compare_survivors, topic.name, theirs, batch, batch.start == 0)
        for topic in topics
        if (theirs := [tally for tally in survivors if tally.topic == topic.name])
        for batch in batches
    ]
    return [*_awaited(console, "Programs", programs), *tried, *_awaited(console, "Survivors", beside)]


def _awaited(console: Console, doing: str, futures: Sequence[Future[list[Tally]]]) -> list[Tally]:
    with progress(console, len(futures), doing) as advance:
        for future in as_completed(futures):
            future.result()  # what failed is raised at once
            advance()
    return [tally for future in futures for tally in future.result()]
