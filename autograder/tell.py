"""Tells people how it went: files for each submission, and tables in the terminal."""

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache, lru_cache
from io import StringIO
from pathlib import Path
from typing import TypeVar

import msgspec
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table

from .recording.disk import write_atomically
from .recording.summary import MAX_SCORE, Summary, number
from .report import CheckResult, Report
from .verdict import Verdict

SYMBOLS = {
    Verdict.PASSED: ("✓", "green"),
    Verdict.WRONG: ("✗", "red"),
    Verdict.UNANSWERED: ("·", "dim"),
    Verdict.TIMED_OUT: ("⏱", "yellow"),
    Verdict.CRASHED: ("!", "yellow"),
    Verdict.REFUSED: ("⊘", "yellow"),
    Verdict.SKIPPED: ("–", "dim"),
    Verdict.GRADER_FAULT: ("?", "magenta"),
}
CSS = {  # as far from white as from a dark theme's black
    "green": "#2c8a3c",
    "red": "#e0443e",
    "yellow": "#a8730b",
    "magenta": "#b552c4",
    "dim": "#7a7a7a",
}
MARKDOWN = str.maketrans({character: f"\\{character}" for character in "\\`*_{}[]<>()#+!|~"})
KEPT = 1000  # texts: most of them are the checks' own, the same in every report
COMMONEST = 8
PAGE = 40  # lines of one kind in the terminal
TEXT_WIDTH = 100  # characters in a line of plain text

T = TypeVar("T")


def printable(text: str) -> str:
    """Text without control characters and without marks that turn the writing direction."""
    if text.isprintable():
        return text
    return "".join(character if character.isprintable() else "�" for character in text)


def _shell(text: str) -> str:
    """Text for the terminal: no markup of rich's, and nothing that a workflow's log takes for a command."""
    return escape(printable(text).replace("::", ": :").replace("##[", "## ["))


@lru_cache(KEPT)
def _markdown(text: str) -> str:
    return printable(text).translate(MARKDOWN)


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=PackageLoader("autograder"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=select_autoescape(["html"]),
    )
    environment.filters["markdown"] = _markdown
    environment.filters["printable"] = printable
    environment.filters["told"] = _told
    environment.globals["symbols"] = {verdict: symbol for verdict, (symbol, _) in SYMBOLS.items()}
    environment.globals["colors"] = {verdict: CSS[style] for verdict, (_, style) in SYMBOLS.items()}
    return environment


def write_files(report: Report, folder: Path) -> None:
    """`results.json` and `feedback.md` of one submission, in a folder of its own."""
    results = msgspec.json.format(msgspec.json.encode(as_json(report)), indent=1).decode()
    write_atomically(folder / "results.json", results + "\n")
    feedback = _templates().get_template("feedback.md").render(report=report, by_topic=_by_topic(report))
    write_atomically(folder / "feedback.md", feedback)


def as_json(report: Report) -> dict[str, object]:
    """A report as plain data. It names no input and no value of a hidden check."""
    return {
        "submission": printable(report.submission),
        "score": report.score,
        "max_score": MAX_SCORE,
        "remarks": [printable(remark) for remark in report.remarks],
        "topics": {graded.topic: graded.mark for graded in report.topics},
        "checks": [_check_as_json(result) for result in report.results],
    }


def _check_as_json(result: CheckResult) -> dict[str, object]:
    return {
        "topic": result.topic,
        "exercise": result.exercise,
        "check": result.check,
        "sentence": result.sentence,
        "public": result.public,
        "verdict": result.verdict.value,
        "points": result.earned,
        "max_points": result.points,
        "diagnosis": result.diagnosis,
        "message": printable(result.message),
        "example": printable(result.example),
    }


def _by_topic(report: Report) -> dict[str, dict[str, list[CheckResult]]]:
    """Results by topic and exercise, in the order of the course."""
    grouped: dict[str, dict[str, list[CheckResult]]] = {}
    for result in report.results:
        grouped.setdefault(result.topic, {}).setdefault(result.exercise, []).append(result)
    return grouped


@contextmanager
def progress(console: Console, total: int) -> Iterator[Callable[[], None]]:
    """A progress bar with the time that remains; what it gives moves it on by one."""
    columns = TextColumn("Grading"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn()
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("grade", total=total)
        yield lambda: bar.advance(task)


def show_cohort(console: Console, summary: Summary, topics: Sequence[str], folder: Path) -> None:
    """The marks as a table, the commonest misconceptions, what is odd, and whose mark changed; a page at most of each."""
    table = Table(title="Marks (each topic and the score out of 100)")
    table.add_column("submission", no_wrap=True, overflow="ellipsis", max_width=32)
    for topic in topics:
        table.add_column(topic.replace("_", " "), justify="right", overflow="fold")
    table.add_column("score", justify="right", style="bold")
    more = _page(
        summary.marks(),
        lambda line: table.add_row(
            _shell(line.submission), *(_mark(line.topics.get(topic)) for topic in topics), _mark(line.score)
        ),
    )
    console.print(table)
    _say_more(console, more, f"all are in {folder / 'gradebook.csv'}")
    _show_misconceptions(console, summary)
    _show_lines(console, "yellow", "note", (f"{name}: {text}" for name, text in summary.remarks()), folder)
    faults = (f"{name}, {topic}, {check}: {message}" for name, topic, check, message in summary.faults())
    _show_lines(console, "magenta", "grader fault", faults, folder)
    evidence = (
        f"{name}: {sign.what} ({sign.where}){f', and {more} more signs' if more else ''}"
        for name, sign, more in summary.evidence()
    )
    _show_lines(console, "red", "evidence of tampering", evidence, folder)
    _show_changes(console, summary, folder)


def _page(items: Iterator[T], show: Callable[[T], None]) -> int:
    """Show the first items; how many more there are."""
    for item in itertools.islice(items, PAGE):
        show(item)
    return sum(1 for _ in items)


def _say_more(console: Console, more: int, where: str) -> None:
    if more:
        console.print(f"… and {more} more: {where}.", markup=False)


def _show_lines(console: Console, style: str, kind: str, lines: Iterator[str], folder: Path) -> None:
    more = _page(lines, lambda line: console.print(f"[{style}]{kind}[/] {_shell(line)}"))
    _say_more(console, more, f"all are in {folder / 'gradebook.sqlite'}")


def _mark(value: float | None) -> str:
    return number(value) or "–"


def _show_misconceptions(console: Console, summary: Summary) -> None:
    table = Table(title="The commonest misconceptions")
    table.add_column("submissions", justify="right")
    table.add_column("exercise")
    table.add_column("misconception, and what the student is told")
    for count, topic, exercise, name, told in summary.misconceptions(COMMONEST):
        table.add_row(str(count), f"{topic}\n{exercise}", f"[bold]{name}[/]\n{_shell(told)}")
    if table.row_count:
        console.print(table)


def _show_changes(console: Console, summary: Summary, folder: Path) -> None:
    table = Table(title="Marks that changed since the last run")
    for column in ("submission", "topic", "from", "to", "why"):
        table.add_column(column, justify="right" if column in ("from", "to") else "left", overflow="fold")
    more = _page(
        summary.changes(),
        lambda change: table.add_row(
            *(_shell(change.submission), change.topic, _mark(change.before), _mark(change.now)),
            _shell(change.why),
        ),
    )
    if table.row_count:
        console.print(table)
    _say_more(console, more, f"all are in {folder / 'gradebook.sqlite'}")


def show_report(console: Console, report: Report) -> None:
    """One student's results as sentences."""
    for topic, exercises in _by_topic(report).items():
        console.print(f"\n[bold]{topic}[/]")
        for exercise, results in exercises.items():
            earned, possible = sum(r.earned for r in results), sum(r.points for r in results)
            console.print(f"  {exercise}: {earned:g} of {possible:g} points")
            for line in _lines(results):
                console.print(line)
    for remark in report.remarks:
        console.print(f"[yellow]note[/] {_shell(remark)}")


def _lines(results: Sequence[CheckResult]) -> Iterable[str]:
    for result, message in _told(results):
        symbol, style = SYMBOLS[result.verdict]
        yield f"    [{style}]{symbol} {result.verdict}[/]  {_shell(result.sentence)}"
        if message:
            yield f"      [italic]{_shell(message)}[/]"


def _told(results: Sequence[CheckResult]) -> Iterable[tuple[CheckResult, str]]:
    """Each result with what is said of it; what several in a row share is said once."""
    before = ""
    for result in results:
        said = f"{result.message} {result.example}".strip()
        yield result, said if said != before else ""
        before = said


def as_text(report: Report) -> str:
    """What `show_report` shows, without colours."""
    text = StringIO()
    show_report(Console(file=text, width=TEXT_WIDTH, force_jupyter=False), report)
    return text.getvalue().strip("\n")


def as_html(report: Report) -> str:
    """What `show_report` shows, for a notebook's output."""
    return _templates().get_template("check.html").render(report=report, by_topic=_by_topic(report))
