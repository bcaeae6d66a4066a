"""`feedback.html`: what one submission got, what was wrong with it, and where to look."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from markupsafe import Markup

from ..examples.example import Example
from ..hints import Hints, cut, looking, snippet
from ..language import _
from ..passages import Passage, passage
from ..report import CheckResult, Report
from ..verdict import Verdict
from .page import render
from .pictures import allowed_told, distance_told, pictures

MOST_SCALES = 3  # pictures of the distance in an exercise: a sentence says it too, and one more says little
WAITING = (Verdict.UNANSWERED, Verdict.REFUSED, Verdict.SKIPPED)  # what nothing can be shown of


def sentence(verdict: Verdict) -> str:
    """A verdict as a sentence."""
    return {
        Verdict.PASSED: _("Right."),
        Verdict.WRONG: _("Wrong: rounding does not explain the difference."),
        Verdict.UNANSWERED: _("There is no answer yet."),
        Verdict.TIMED_OUT: _("No answer came in time."),
        Verdict.CRASHED: _("The call ended without an answer."),
        Verdict.REFUSED: _("The file cannot be run."),
        Verdict.SKIPPED: _("Not tried."),
        Verdict.GRADER_FAULT: _("The grader itself failed. That costs no points."),
    }[verdict]


@dataclass
class Told:
    """A check on the page. repeated: the place of the example that it shares with one before it."""

    result: CheckResult
    place: str
    message: str
    repeated: str = ""

    @property
    def sentence(self) -> str:
        """The verdict."""
        return sentence(self.result.verdict)


@dataclass
class Section:
    """An exercise on the page."""

    name: str
    place: str
    passage: Passage | None
    checks: list[Told] = field(default_factory=list)

    @property
    def passed(self) -> list[Told]:
        """The checks that say yes."""
        return [told for told in self.checks if told.result.verdict is Verdict.PASSED]

    @property
    def waiting(self) -> dict[str, list[Told]]:
        """The checks that nothing was called for, by what is said of them."""
        found: dict[str, list[Told]] = {}
        for told in self.checks:
            if told.result.verdict in WAITING:
                found.setdefault(told.result.message, []).append(told)
        return found

    @property
    def others(self) -> list[Told]:
        """All others."""
        return [told for told in self.checks if told.result.verdict not in (Verdict.PASSED, *WAITING)]

    @property
    def earned(self) -> float:
        """Points."""
        return sum(told.result.earned for told in self.checks)

    @property
    def possible(self) -> float:
        """The most that there are."""
        return sum(told.result.points for told in self.checks)


def student_page(report: Report, hints: Hints) -> str:
    """The page, at a level of hints."""
    report = cut(report, hints)
    topics = {graded.topic: sections(graded.results) for graded in report.topics}
    return render(
        "student.html",
        styles=["student.css"],
        report=report,
        topics=topics,
        how=hints is Hints.HOW,
        pictures={
            place: drawn for found in topics.values() for section in found for place, drawn in _pictures(section)
        },
        distance=distance_told,
        allowed=allowed_told,
        snippet=snippet,
        looking=looking,
    )


def _pictures(section: Section) -> Iterator[tuple[str, list[Markup]]]:
    """The pictures of an exercise, by the place of their check."""
    own = [(told.place, told.result.shown) for told in section.others if told.result.shown and not told.repeated]
    for number, (place, example) in enumerate(own):
        yield place, pictures(example, scaled=number < MOST_SCALES)


def sections(results: list[CheckResult]) -> list[Section]:
    """The exercises of a topic; an example that several checks share is told once."""
    found: dict[str, Section] = {}
    shown: list[tuple[Example, str]] = []
    for number, result in enumerate(results, start=1):
        key = f"{result.topic}-{result.exercise or 'all'}"
        section = found.setdefault(
            key, Section(result.exercise or result.topic, key, passage(result.topic, result.exercise))
        )
        told = Told(result, f"{result.topic}-{number}", _message(result))
        if result.shown:
            told.repeated = next((place for other, place in shown if other == result.shown), "")
            shown.append((result.shown, told.repeated or told.place))
        section.checks.append(told)
    return list(found.values())


def _message(result: CheckResult) -> str:
    """What is said of a check; its example is shown below, so only what can be said of that belongs here."""
    return f"{result.message} {result.shown.words}".strip() if result.shown else result.said
