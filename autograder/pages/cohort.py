"""`report/index.html`: the page of a whole cohort, for the instructor."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from statistics import fmean, median
from typing import Any, TypeVar
from urllib.parse import quote

from ..language import _
from ..recording.disk import write_atomically, writing
from ..recording.statistics import CODES, Check, Tally, tallies
from ..recording.summary import Change, Summary
from ..report import number
from ..similarity.listing import Listing, read_listing
from ..verdict import Verdict
from .page import data, render
from .rows import Line, Lines, count, lines
from .words import SIGNS, css

PAGE = 50  # rows of the table at once
SHOWN = 20  # lines of one kind; the table has the others
EXAMPLES = 3
SOME = 5  # who tried a check before it is said that nobody fails it, or passes
PLOT = 150  # pixels of the highest bar
SLOWEST = 5

T = TypeVar("T")


@dataclass(frozen=True)
class Shown:
    """A check, its number in the page's data, and the parts of its bar."""

    index: int
    check: Check
    tally: Tally
    parts: list[dict[str, Any]]


def write_report(summary: Summary, topics: Sequence[str], folder: Path, against: int | None = None) -> Path:
    """Write a run's page. against: the run that marks are compared with; by default the one before, if there is one."""
    text = page(summary, topics, read_listing(folder), against or summary.before())
    path = folder / "report" / "index.html"
    with writing(folder):
        write_atomically(path, text)
    return path


def page(summary: Summary, topics: Sequence[str], listing: Listing | None, against: int | None) -> str:
    """The page as HTML."""
    alike = {name for pair in listing.pairs for name in pair.names} if listing else set()
    found = lines(summary, topics, against, alike)
    return render(
        "report.html",
        styles=("report.css",),
        scripts=("report.js",),
        json=data({"words": _words(), "page": PAGE, **found.data()}),
        signed={sign: sum(sign in line.signs for line in found.lines) for sign in SIGNS},
        **{"about": summary.about(), "against": against, "found": found, "listing": listing},
        **{"first": found.lines[:PAGE], "late": any(line.marks.final != line.marks.score for line in found.lines)},
        **_distribution(found),
        **_judged(found),
        **_time(found.lines),
        **_odd(summary),
        **{"reasons": _reasons(found), "shown": SHOWN, "some": SOME, "signs": SIGNS, "codes": CODES},
        **{"css": css, "number": number, "feedback": feedback, "percent": percent},
    )


def feedback(name: str) -> str:
    """The address of a submission's own page, from the report."""
    return f"../{quote(name, safe='')}/feedback.html"


def percent(share: float) -> str:
    """A share as a whole percentage, which is 0 and 100 only where it is exactly that."""
    rounded = round(100 * share)
    return f"{min(max(rounded, 1), 99) if 0 < share < 1 else rounded} %"


def _words() -> dict[str, Any]:
    """What the script says."""
    return {
        "verdicts": {CODES[verdict]: verdict.said for verdict in Verdict},
        "signs": {sign: _(word) for sign, word in SIGNS.items()},
        "count": _("{shown} of {all} submissions"),
        "rows": _("Rows {first} to {last} of {all}"),
        "none": _("No submission is like that."),
        "range": _("Mark from {low} to below {high}"),
        "full": _("Mark of 100"),
        "why": _("Mark changed: {why}"),
    }


def _distribution(found: Lines) -> dict[str, Any]:
    """The scores: bars of ten marks each and one for 100, and the middle of each topic."""
    scores = [line.marks.score for line in found.lines]
    bins = Counter(min(int(score // 10), 10) for score in scores)
    most = max(bins.values(), default=1)
    bars = [
        {"low": 10 * step, "high": 10 * step + (10 if step < 10 else 1), "count": bins[step]}
        | {"x": f"{100 * step / 11 + 0.6:.2f}%", "middle": f"{100 * (step + 0.5) / 11:.2f}%"}
        | {"height": round(PLOT * bins[step] / most, 1)}
        for step in range(11)
    ]
    return {
        "bars": bars,
        "plot": PLOT,
        "mean": fmean(scores) if scores else None,
        "median": median(scores) if scores else None,
        "by_topic": [_of_topic(found, index, topic) for index, topic in enumerate(found.topics)],
    }


def _of_topic(found: Lines, index: int, topic: str) -> dict[str, Any]:
    marks = [mark for line in found.lines if (mark := line.marks.topics.get(topic)) is not None]
    own = [number for number, check in enumerate(found.checks) if check.topic == topic]
    part = slice(own[0], own[-1] + 1) if own else slice(0)  # the checks of a topic come together
    having = {
        verdict: sum(code in line.codes[part] for line in found.lines)
        for verdict, code in CODES.items()
        if verdict is not Verdict.PASSED
    }
    return {
        "index": index,
        "name": topic.replace("_", " "),
        "mean": fmean(marks) if marks else None,
        "median": median(marks) if marks else None,
        "full": sum(mark == 100 for mark in marks),
        "having": having,
    }


def _judged(found: Lines) -> dict[str, Any]:
    """The checks with the parts of their bars, and the misconceptions with examples."""
    counted = tallies(found.checks, {line.name: line.codes for line in found.lines})
    checks = [Shown(index, tally.check, tally, _parts(tally)) for index, tally in enumerate(counted)]
    examples: dict[int, list[str]] = {}
    for line in found.lines:
        for told in line.told:
            if len(names := examples.setdefault(told, [])) < EXAMPLES:
                names.append(line.name)
    return {
        "checks": checks,
        "nobody_fails": [each for each in checks if each.tally.tried >= SOME and each.tally.pass_rate == 1],
        "nobody_passes": [each for each in checks if each.tally.tried >= SOME and each.tally.pass_rate == 0],
        "misconceptions": [(index, row, examples.get(index, [])) for index, row in enumerate(found.misconceptions)],
    }


def _parts(tally: Tally) -> list[dict[str, Any]]:
    total, left, parts = sum(tally.verdicts.values()), 0.0, []
    for verdict in CODES:
        if share := tally.verdicts[verdict] / max(total, 1):
            parts.append({"verdict": verdict, "count": tally.verdicts[verdict], "x": left, "width": 100 * share})
            left += 100 * share
    return parts


def _time(lines: Sequence[Line]) -> dict[str, Any]:
    processor = [line.spent.processor for line in lines]
    return {
        "processor": sum(processor),
        "typical": median(processor) if processor else 0.0,
        "clock": sum(line.spent.clock for line in lines),
        "slowest": sorted(lines, key=lambda line: -line.spent.processor)[:SLOWEST],
        "ended_badly": {v: count(lines, v) for v in (Verdict.TIMED_OUT, Verdict.CRASHED, Verdict.REFUSED)},
    }


def _odd(summary: Summary) -> dict[str, Any]:
    """What is to be looked at, the first lines of each kind and how many there are."""
    return {
        "evidence": _some(summary.evidence()),
        "faults": _some(summary.faults()),
        "remarks": _some(summary.remarks()),
        "missing": _some(summary.missing()),
    }


def _some(items: Iterable[T]) -> tuple[list[T], int]:
    iterator: Iterator[T] = iter(items)
    first = list(islice(iterator, SHOWN))
    return first, len(first) + sum(1 for _ in iterator)


def _reasons(found: Lines) -> list[dict[str, Any]]:
    """Why marks changed: for each reason how many went up and down, and of how many submissions."""
    by_reason: dict[str, list[Change]] = {why: [] for why in found.reasons}
    for change in found.changes:
        by_reason[change.why].append(change)
    return [
        {
            "index": index,
            "why": why,
            "up": sum((change.now or 0) > (change.before or 0) for change in changes),
            "down": sum((change.now or 0) < (change.before or 0) for change in changes),
            "submissions": len({change.submission for change in changes}),
        }
        for index, (why, changes) in enumerate(by_reason.items())
    ]
