"""What an audit found out, in Markdown: the tables for docs/audit.md, and the first of them for the terminal."""

from collections import Counter
from collections.abc import Iterator, Sequence
from importlib.metadata import version

from ..versions import versions
from .findings import Findings, Margin
from .tally import Tally

OURS = "rounding alone (ours)"
ABOUT_MUTANTS = """\
Every reference is changed in one place of what students write: another operator, another number, a loop that is never
run, a variable more or less (all operators of [cosmic-ray](https://cosmic-ray.readthedocs.io) {version}). Each mutant goes
through the checks of its exercise as a student's file does, for {seeds} seeds. *Killed*: for every one of them some check fails
it; *at once*: no call of it came back. *Equivalent*: it passes, and it agrees with the reference on all the inputs of
the checks over {compared} seeds and on others made from them: shorter, longer, of the other sign, zero. *Explained*: the
text allows it, or no check can tell it, for the reason that is kept in the topic's `mutants.toml`."""
ABOUT_CHECKS = """\
A check *decides nothing* if no misconception and no mutant fails it (mutants that are killed at once do not count: any
check fails them). *Never the only one*: whatever fails it fails another check too; that is no fault, since students'
mistakes are others, and feedback gets clearer by it. *Points that no mutant can lose* are in checks that no mutant fails,
nor what has to hold before them: where a reference is one call of a library there is little to change, and misconceptions
decide alone."""
ABOUT_MARGINS = """\
Distances in units of the allowance: 1 is the border of right and wrong. On one side the right answer that came nearest to
it, on the other the wrong one, at a check that found it wrong."""


def summary(findings: Findings, seeds: int, mutant_seeds: int) -> str:
    """The head of the document: how everything ended, topic by topic."""
    described = ", ".join(f"{name} {number}" for name, number in versions().items())
    amiss = list(findings.amiss())
    verdict = f"Not as it should be ({len(amiss)} in all):" if amiss else "Everything is as it should be."
    return "\n".join(
        [
            "# Audit of the checks",
            "",
            f"`make audit`: every program of the course through every check of its exercise, over {seeds} random seeds"
            f" ({described}). {verdict}",
            "",
            *(f"- {sentence}" for sentence in amiss),
            *([""] if amiss else []),
            "A right answer must pass all checks for every seed. A misconception must fail a check for every seed, and",
            "be told by its own name and no other.",
            "",
            *_programs(findings),
            "",
            "## Mutants of the references",
            "",
            ABOUT_MUTANTS.format(seeds=mutant_seeds, compared=seeds, version=version("cosmic-ray")),
            "",
            *_mutants(findings),
            "",
            "## What the checks decide",
            "",
            ABOUT_CHECKS,
            "",
            *_checks(findings),
            "",
            "## Margins",
            "",
            ABOUT_MARGINS,
            "",
            *_margins(findings),
        ]
    )


def unexplained(findings: Findings) -> str:
    """The mutants that nobody has explained, with what is new in them."""
    return "\n".join(line for mutant in findings.unexplained for line in _survivor(mutant, ""))


def details(findings: Findings, others: Sequence[str] = ()) -> str:
    """The rest of the document. others: the other ways to compare."""
    return "\n".join(
        [
            "## The same answers, judged by others",
            "",
            "Each line judges the very same answers against the very same exact values (rounded to float64). A false",
            "accept: the answer's exact value provably differs from every right one, and it is accepted. A false",
            "reject: the answer is right, and it is not.",
            "",
            *_rivals(findings.programs, others),
            "",
            "## Mutants that pass",
            "",
            *_survivors(findings),
            "",
            "## Check by check",
            "",
            "How many misconceptions and mutants fail it, and of how many it was, for some seed, the only one to tell.",
            "",
            *_weights(findings),
            "",
            "## Program by program",
            "",
            "*Distance*, in units of the allowance: of right answers the largest ever seen (rounding may reach 1), of",
            "wrong ones the smallest.",
            "",
            *_details(findings.programs),
        ]
    )


def _topics(findings: Findings) -> list[str]:
    return list(dict.fromkeys(check.topic.name for check in findings.checks))


def _programs(findings: Findings) -> Iterator[str]:
    yield "| topic | right programs | rejected | misconceptions | told apart by no check | not told by name |"
    yield "| --- | ---: | ---: | ---: | ---: | ---: |"
    for topic in _topics(findings):
        wrong = [t for t in findings.programs if t.topic == topic and t.role == "misconception"]
        right = [t for t in findings.programs if t.topic == topic and t.role != "misconception"]
        rejected = sum(t.seeds - t.accepted for t in right)
        runs = f"{sum(t.seeds for t in right)} runs", f"{sum(t.seeds for t in wrong)} runs"
        accepted, unnamed = sum(t.accepted for t in wrong), sum(t.seeds - t.named for t in wrong)
        yield (
            f"| {topic} | {len(right)} ({runs[0]}) | {rejected} | {len(wrong)} ({runs[1]}) | {accepted} | {unnamed} |"
        )


def _mutants(findings: Findings) -> Iterator[str]:
    yield "| exercise | mutants | killed | of these at once | equivalent | explained | unexplained |"
    yield "| --- | ---: | ---: | ---: | ---: | ---: | ---: |"
    for (topic, exercise), mutants in _by_exercise(findings).items():
        counts = [
            len(mutants),
            sum(not t.accepted for t in mutants),
            sum(t.mute == t.seeds for t in mutants),
            sum(t.is_equivalent for t in mutants),
            sum(t.survives and bool(findings.why(t)) for t in mutants),
            sum(t.survives and not findings.why(t) for t in mutants),
        ]
        yield f"| {topic}: `{exercise}` | {' | '.join(map(str, counts))} |"


def _by_exercise(findings: Findings) -> dict[tuple[str, str], list[Tally]]:
    grouped: dict[tuple[str, str], list[Tally]] = {}
    for mutant in findings.mutants:
        grouped.setdefault((mutant.topic, mutant.exercise), []).append(mutant)
    return grouped


def _checks(findings: Findings) -> Iterator[str]:
    yield "| topic | checks | decide nothing | points that no mutant can lose | never the only one |"
    yield "| --- | ---: | ---: | ---: | ---: |"
    weights = {topic: findings.weights(topic) for topic in _topics(findings)}
    for topic, theirs in weights.items():
        nothing, alone = sum(w.decides_nothing for w in theirs), sum(not w.alone for w in theirs)
        points = sum(w.check.points for w in theirs if not w.can_be_lost)
        yield f"| {topic} | {len(theirs)} | {nothing} | {points:g} | {alone} |"
    yield ""
    for topic, theirs in weights.items():
        if kept := [f"`{w.check.name}`" for w in theirs if not w.can_be_lost]:
            yield f"- {topic}, no mutant fails {', '.join(kept)}."


def _margins(findings: Findings) -> Iterator[str]:
    yield "| topic | right, at most | whose | wrong, at least | whose | found by |"
    yield "| --- | ---: | --- | ---: | --- | --- |"
    for topic in _topics(findings):
        right, wrong = findings.farthest(topic), findings.nearest(topic)
        yield f"| {topic} | {_margin(right)} | {_margin(wrong)} | `{wrong.check}` |"


def _margin(margin: Margin) -> str:
    return f"{margin.distance:.3g} | `{_cell(margin.whose)}`"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _rivals(tallies: Sequence[Tally], others: Sequence[str]) -> Iterator[str]:
    right, wrong = sum(t.right for t in tallies), sum(t.wrong for t in tallies)
    false: Counter[tuple[str, str]] = sum((t.false for t in tallies), Counter())
    yield f"| way to compare | false accepts of {wrong} wrong answers | false rejects of {right} right answers |"
    yield "| --- | ---: | ---: |"
    for name in (OURS, *others):
        yield f"| {name} | {false[name, 'accept']} | {false[name, 'reject']} |"


def _survivors(findings: Findings) -> Iterator[str]:
    if not any(mutant.accepted for mutant in findings.mutants):
        yield "None."
    for (topic, exercise), mutants in _by_exercise(findings).items():
        if alive := [mutant for mutant in mutants if mutant.accepted]:
            yield f"<details><summary>{topic}: {exercise} ({len(alive)})</summary>"
            yield ""
            for mutant in alive:
                yield from _survivor(mutant, findings.why(mutant))
            yield "</details>"
            yield ""


def _survivor(mutant: Tally, why: str) -> Iterator[str]:
    """One mutant: how it fared, why it may survive, what is new in it."""
    killed = f"killed on {mutant.seeds - mutant.accepted} of {mutant.seeds} seeds"
    if mutant.is_equivalent:
        yield f"Equivalent: agrees on {mutant.agreed} inputs. {why}".strip()
    elif why:
        yield f"Explained ({killed}): {why}"
    else:
        differs = f"; differs on {mutant.differs}" if mutant.differs else ""
        yield f"**Unexplained** ({mutant.topic}: `{mutant.exercise}`), {killed}{differs}"
    yield from ("", "```diff", mutant.name, "```", "")


def _weights(findings: Findings) -> Iterator[str]:
    yield "| check | points | misconceptions | mutants | the only one for |"
    yield "| --- | ---: | ---: | ---: | ---: |"
    for topic in _topics(findings):
        for w in findings.weights(topic):
            yield f"| {topic}: `{w.check.name}` | {w.check.points:g} | {w.misconceptions} | {w.mutants} | {w.alone} |"


def _details(tallies: Sequence[Tally]) -> Iterator[str]:
    yield "| exercise | program | role | passed | told by name | distance | amiss |"
    yield "| --- | --- | --- | ---: | ---: | ---: | --- |"
    for t in tallies:
        wrong = t.role == "misconception"
        distance = t.nearest[0] if wrong else t.farthest
        told = f"{t.named}/{t.seeds}" if wrong else ""
        shown = "another form" if distance == float("inf") else f"{distance:.2g}"
        amiss = "" if t.as_it_should_be else ", ".join(f"{what} ({count})" for what, count in t.misnamed.most_common(3))
        yield (
            f"| {t.topic}: `{t.exercise}` | `{t.name}` | {t.role} | {t.accepted}/{t.seeds} | {told} | {shown} | {amiss} |"
        )
