"""Tells people how it went: files for each submission, and tables in the terminal."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from io import StringIO
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table

from .record import MAX_SCORE, write_atomically
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
COMMONEST = 8
TEXT_WIDTH = 100  # characters in a line of plain text


def printable(text: str) -> str:
    """Text without control characters and without marks that turn the writing direction."""
    return "".join(character if character.isprintable() else "�" for character in text)


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
    write_atomically(folder / "results.json", json.dumps(as_json(report), indent=1, ensure_ascii=False) + "\n")
    feedback = _templates().get_template("feedback.md").render(report=report, by_topic=_by_topic(report))
    write_atomically(folder / "feedback.md", feedback)


def as_json(report: Report) -> dict[str, object]:
    """A report as plain data. It names no input and no value of a hidden check."""
    return {
        "submission": report.submission,
        "score": report.score,
        "max_score": MAX_SCORE,
        "remarks": report.remarks,
        "topics": {topic: report.mark(topic) for topic in report.topics},
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
        "message": result.message,
    }


def _by_topic(report: Report) -> dict[str, dict[str, list[CheckResult]]]:
    """Results by topic and exercise, in the order of the course."""
    grouped: dict[str, dict[str, list[CheckResult]]] = {}
    for result in report.results:
        grouped.setdefault(result.topic, {}).setdefault(result.exercise, []).append(result)
    return grouped


def progress(console: Console) -> Progress:
    """A progress bar with the time that remains."""
    columns = TextColumn("Grading"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn()
    return Progress(*columns, console=console, transient=True)


def show_cohort(console: Console, reports: Sequence[Report], topics: Sequence[str]) -> None:
    """The marks as a table, then the commonest misconceptions, then what the grader itself failed in."""
    table = Table(title="Marks (each topic and the score out of 100)")
    table.add_column("submission", no_wrap=True, overflow="ellipsis", max_width=32)
    for topic in topics:
        table.add_column(topic.replace("_", " "), justify="right", overflow="fold")
    table.add_column("score", justify="right", style="bold")
    for report in reports:
        marks = ["–" if (mark := report.mark(topic)) is None else f"{mark:g}" for topic in topics]
        table.add_row(escape(printable(report.submission)), *marks, f"{report.score:g}")
    console.print(table)
    _show_misconceptions(console, reports)
    for report in reports:
        for remark in report.remarks:
            console.print(f"[yellow]note[/] {escape(printable(report.submission))}: {escape(printable(remark))}")
        for result in report.faults:
            what = f"{escape(printable(report.submission))}, {result.topic}, {result.check}"
            console.print(f"[magenta]grader fault[/] {what}: {escape(printable(result.message))}")


def _show_misconceptions(console: Console, reports: Sequence[Report]) -> None:
    counted: Counter[tuple[str, str]] = Counter()
    told: dict[tuple[str, str], str] = {}
    for report in reports:
        for result in report.results:
            if result.diagnosis:
                told[f"{result.topic}\n{result.exercise}", result.diagnosis] = result.message
        named = [result for result in report.results if result.diagnosis]
        counted.update({(f"{result.topic}\n{result.exercise}", str(result.diagnosis)) for result in named})
    if not counted:
        return
    table = Table(title="The commonest misconceptions")
    table.add_column("submissions", justify="right")
    table.add_column("exercise")
    table.add_column("misconception, and what the student is told")
    for (exercise, name), count in sorted(counted.items(), key=lambda item: (-item[1], item[0]))[:COMMONEST]:
        table.add_row(str(count), exercise, f"[bold]{name}[/]\n{escape(told[exercise, name])}")
    console.print(table)


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
        console.print(f"[yellow]note[/] {escape(printable(remark))}")


def _lines(results: Sequence[CheckResult]) -> Iterable[str]:
    for result, message in _told(results):
        symbol, style = SYMBOLS[result.verdict]
        yield f"    [{style}]{symbol} {result.verdict}[/]  {escape(result.sentence)}"
        if message:
            yield f"      [italic]{escape(printable(message))}[/]"


def _told(results: Sequence[CheckResult]) -> Iterable[tuple[CheckResult, str]]:
    """Each result with its message; one that several in a row share is told once."""
    before = ""
    for result in results:
        yield result, result.message if result.message != before else ""
        before = result.message


def as_text(report: Report) -> str:
    """What `show_report` shows, without colours."""
    text = StringIO()
    show_report(Console(file=text, width=TEXT_WIDTH, force_jupyter=False), report)
    return text.getvalue().strip("\n")


def as_html(report: Report) -> str:
    """What `show_report` shows, for a notebook's output."""
    return _templates().get_template("check.html").render(report=report, by_topic=_by_topic(report))
