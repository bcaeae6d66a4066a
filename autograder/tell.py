"""Tells a student how it went: files, a terminal, a notebook. `overview` tells of a whole cohort."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from io import StringIO
from pathlib import Path
from typing import IO

import msgspec
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from . import markup
from .examples.example import Example
from .hints import Hints, cut, snippet
from .language import _, ngettext
from .pages.student import WAITING, student_page
from .passages import passage
from .recording.disk import write_atomically
from .report import MAX_SCORE, CheckResult, Report
from .showing import SYMBOLS, printable

CSS = {  # as far from white as from a dark theme's black
    "green": "#2c8a3c",
    "red": "#e0443e",
    "yellow": "#a8730b",
    "magenta": "#b552c4",
    "dim": "#7a7a7a",
}
BAR = 20  # characters
TEXT_WIDTH = 100  # characters in a line of plain text


def bar(done: float, all_of_it: float) -> str:
    """A share as a bar of characters."""
    filled = int(BAR * done / all_of_it) if all_of_it else 0
    return "█" * filled + "░" * (BAR - filled)


def console(file: IO[str] | None = None, width: int | None = None) -> Console:
    """The terminal, or a file like one. It shows `:bomb:` as it is: names may hold it."""
    return Console(file=file, width=width, emoji=False, force_jupyter=False)


def terminal(text: str) -> str:
    """Text for the terminal: no markup of rich's, and nothing that a workflow's log takes for a command."""
    plain = printable(text).replace("::", ": :").replace("##[", "## [")
    before = plain.rstrip("\\")
    last = (
        2 * plain[len(before) :]
    )  # as backslashes before a tag are written; `escape` does that for the last one alone
    return escape(before) + (f"{last}[none][/none]" if last else "")


@cache
def templates() -> Environment:
    """The templates, with what they may call."""
    environment = Environment(
        loader=PackageLoader("autograder"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=select_autoescape(["html"]),
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_callables(_, ngettext)  # type: ignore[attr-defined] # the extension's
    environment.filters["markdown"] = markup.as_markdown
    environment.filters["html"] = markup.as_html
    environment.filters["printable"] = printable
    environment.filters["told"] = _told
    environment.globals["symbols"] = {verdict: symbol for verdict, (symbol, _) in SYMBOLS.items()}
    environment.globals["colors"] = {verdict: CSS[style] for verdict, (_, style) in SYMBOLS.items()}
    return environment


def write_files(report: Report, folder: Path, hints: Hints = Hints.HOW) -> None:
    """`results.json`, `feedback.md` and `feedback.html` of one submission, in a folder of its own."""
    results = msgspec.json.format(msgspec.json.encode(as_json(report, hints)), indent=1).decode()
    write_atomically(folder / "results.json", results + "\n")
    write_atomically(folder / "feedback.md", as_markdown(report, hints))
    write_atomically(folder / "feedback.html", student_page(report, hints))


def as_markdown(report: Report, hints: Hints) -> str:
    """`feedback.md`."""
    by_topic = _by_topic(cut(report, hints))
    how = hints is Hints.HOW
    return templates().get_template("feedback.md").render(
        report=report, by_topic=by_topic, snippets=_snippets(by_topic) if how else {}, passage=passage if how else None
    )  # fmt: skip


def _snippets(by_topic: dict[str, dict[str, list[CheckResult]]]) -> dict[str, Sequence[str]]:
    """What to paste, by the check; an example that several checks share is written down once."""
    found: dict[str, Sequence[str]] = {}
    for exercises in by_topic.values():
        for results in exercises.values():
            for result in results:
                lines = snippet(result)
                if lines and lines not in found.values():
                    found[f"{result.topic}.{result.check}"] = lines
    return found


def as_json(report: Report, hints: Hints = Hints.HOW) -> dict[str, object]:
    """A report as plain data. It names no input and no value of a hidden check."""
    report = cut(report, hints)
    return {
        "submission": printable(report.submission),
        "score": report.score,
        "max_score": MAX_SCORE,
        "remarks": [printable(remark) for remark in report.remarks],
        "topics": {graded.topic: graded.mark for graded in report.topics},
        "checks": [_check_as_json(result) for result in report.results],
    }


def _check_as_json(result: CheckResult) -> dict[str, object]:
    return result.facts | {
        "message": printable(result.message),
        "example": printable(result.example),
        "shown": _shown_as_json(result.shown) if result.shown else None,
    }


def _shown_as_json(shown: Example) -> dict[str, object]:
    worst = shown.worst
    return {
        "given": [printable(line) for line in shown.given],
        "calls": list(shown.calls),
        "said": printable(shown.said),
        "parts": [
            {"name": part.name, "found": _line(part.found), "exact": _line(part.exact), "right": part.right}
            for part in shown.parts
        ],
        "where": worst.where if worst else None,
        "allowance": worst.allowance if worst else None,
        "distance": worst.distance if worst else None,
        "shrunk": shown.shrunk,
    }


def _line(text: str) -> str:
    return printable(" ".join(text.split()))


def _by_topic(report: Report) -> dict[str, dict[str, list[CheckResult]]]:
    """Results by topic and exercise, in the order of the course."""
    grouped: dict[str, dict[str, list[CheckResult]]] = {}
    for result in report.results:
        grouped.setdefault(result.topic, {}).setdefault(result.exercise, []).append(result)
    return grouped


@contextmanager
def progress(console: Console, total: int, doing: str = "") -> Iterator[Callable[[], None]]:
    """A progress bar with the time that remains; what it gives moves it on by one."""
    doing = doing or _("Grading")
    columns = TextColumn(doing), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn()
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(doing, total=total)
        yield lambda: bar.advance(task)


def show_report(console: Console, report: Report) -> None:
    """One student's results as sentences."""
    for topic, exercises in _by_topic(report).items():
        console.print(f"\n[bold]{topic}[/]")
        for exercise, results in exercises.items():
            earned, possible = sum(r.earned for r in results), sum(r.points for r in results)
            points = _("{earned:g} of {possible:g} points").format(earned=earned, possible=possible)
            console.print(f"  {exercise}: {points}")
            for line in _lines(results):
                console.print(line)
    for remark in report.remarks:
        console.print(f"[yellow]{_('note')}[/] {terminal(remark)}")


def _lines(results: Sequence[CheckResult]) -> Iterable[str]:
    for result, message in _told(results):
        symbol, style = SYMBOLS[result.verdict]
        yield f"    [{style}]{symbol} {result.verdict.said}[/]  {terminal(result.sentence)}"
        if message:
            yield f"      [italic]{terminal(message)}[/]"


def _told(results: Sequence[CheckResult]) -> Iterable[tuple[CheckResult, str]]:
    """Each result with what is said of it; what several in a row share is said once."""
    before = ""
    for result in results:
        told = result.said
        if told and told == before:
            told = "" if result.verdict in WAITING else _("The same as above.")
        yield result, told
        before = result.said


def as_text(report: Report) -> str:
    """What `show_report` shows, without colours."""
    text = StringIO()
    show_report(console(text, TEXT_WIDTH), report)
    return text.getvalue().strip("\n")


def as_html(report: Report) -> str:
    """What `show_report` shows, for a notebook's output."""
    return templates().get_template("check.html").render(report=report, by_topic=_by_topic(report))
