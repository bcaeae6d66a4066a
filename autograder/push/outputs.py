"""Writes everything that is told of a push: files in a folder, and what GitHub's runner takes from a step."""

import json
import secrets
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from ..hints import Hints
from ..language import _
from ..pages.student import student_page
from ..reading.submission import Submission
from ..recording.disk import write_atomically
from ..report import Report
from ..tell import as_json, bar, templates
from ..verdict import Verdict
from .annotations import MOST as MOST_ANNOTATIONS
from .annotations import annotations
from .badge import badge
from .classroom import legacy_result, reporter_notices, result_json
from .junit import junit
from .origin import origin
from .tally import Tally, points, tallies

SECONDS = 10  # of git's
MOST = 1_000_000  # bytes of a job summary; GitHub drops a larger one whole


def write_report(
    report: Report, submission: Submission, folder: Path, root: Path, environment: Mapping[str, str]
) -> None:
    """feedback.html, results.json, summary.md, junit.xml, badge.svg and Classroom 50's result.json, in `folder`.

    submission: what was checked. root: of the repository. environment: the variables of the process.
    """
    exercises = tallies(report)
    earned, possible = points(exercises)
    results = as_json(report) | {
        "points": earned,
        "max_points": possible,
        "origin": origin(root, submission, environment),
    }
    now = datetime.now(UTC)
    classroom = result_json(exercises, environment, _committed(root) or now, now)
    write_atomically(folder / "results.json", _json(results))
    write_atomically(folder / "result.json", _json(classroom))
    write_atomically(folder / "junit.xml", junit(report.results, "public checks"))
    write_atomically(folder / "badge.svg", badge(earned, possible))
    write_atomically(folder / "summary.md", summary(report))
    write_atomically(folder / "feedback.html", student_page(report, Hints.HOW))


def tell_runner(report: Report, root: Path, environment: Mapping[str, str]) -> list[str]:
    """Fill GitHub's summary and outputs, where the environment names their files; the annotations, to be printed."""
    if environment.get("GITHUB_ACTIONS") != "true":
        return []
    exercises = tallies(report)
    earned, possible = points(exercises)
    outputs = {
        "score": f"{earned:g}",
        "max_score": f"{possible:g}",
        "passed": str(all(exercise.verdict is Verdict.PASSED for exercise in exercises)).lower(),
        "result": legacy_result(exercises),
    }
    _append(environment, "GITHUB_OUTPUT", "".join(_output(name, value) for name, value in outputs.items()))
    _append(environment, "GITHUB_STEP_SUMMARY", summary(report))
    first = reporter_notices(exercises) if environment.get("CLASSROOM_REPORTER") == "true" else []
    return [*first, *annotations(exercises, root, MOST_ANNOTATIONS - len(first))]


def summary(report: Report) -> str:
    """The job summary, in Markdown: a bar, a table, the remarks."""
    exercises = tallies(report)
    earned, possible = points(exercises)
    text = (
        templates()
        .get_template("summary.md")
        .render(
            exercises=exercises,
            earned=earned,
            possible=possible,
            bar=bar(earned, possible),
            passed=_passed(exercises),
            remarks=report.remarks,
        )
    )
    return (
        text
        if len(text.encode()) <= MOST
        else text[: MOST // 4] + f"\n\n{_('… the rest is too long for a summary.')}\n"
    )


def _committed(root: Path) -> datetime | None:
    """When what is checked was handed in: late stays late, and in time stays in time, however often it is checked."""
    command = ["git", "-C", str(root), "log", "-1", "--format=%cI"]  # one's own repository, which may configure git
    try:
        ended = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=True)
        return datetime.fromisoformat(ended.stdout.strip())
    except (OSError, subprocess.SubprocessError, ValueError):
        return None


def _passed(exercises: list[Tally]) -> int:
    return sum(exercise.verdict is Verdict.PASSED for exercise in exercises)


def _output(name: str, value: str) -> str:
    """An output between marks that no value can hold, since they are drawn now."""
    mark = secrets.token_hex(16)
    return f"{name}<<{mark}\n{value}\n{mark}\n"


def _append(environment: Mapping[str, str], variable: str, text: str) -> None:
    if path := environment.get(variable):
        with Path(path).open("a", encoding="utf-8") as file:
            file.write(text)


def _json(value: object) -> str:
    return json.dumps(value, indent=1, ensure_ascii=False) + "\n"
