"""One annotation for each exercise that has not passed, on the line of its function, as a workflow command of GitHub.

GitHub shows ten of a level in each step and drops the rest without a word, so the rest is counted in the last one.
"""

import ast
from collections.abc import Iterator, Sequence
from pathlib import Path

from ..language import _
from ..showing import printable
from ..verdict import Verdict
from .tally import Tally

MOST = 10
LEVELS = {Verdict.UNANSWERED: "notice", Verdict.GRADER_FAULT: "warning"}  # all others are errors


def annotations(exercises: Sequence[Tally], root: Path, notices: int = MOST) -> Iterator[str]:
    """The commands, a line each. root: of the repository, which holds assignments/. notices: how many may be such."""
    by_level: dict[str, list[Tally]] = {}
    for exercise in exercises:
        if exercise.first_not_passed:
            by_level.setdefault(LEVELS.get(exercise.verdict, "error"), []).append(exercise)
    for level, those in by_level.items():
        most = notices if level == "notice" else MOST
        for index, exercise in enumerate(those[:most]):
            last = len(those) - most if index == most - 1 else 0
            yield _command(
                level,
                exercise,
                root,
                "\n" + _("… and {count} more: see the job's summary.").format(count=last) if last > 0 else "",
            )


def _command(level: str, exercise: Tally, root: Path, more: str) -> str:
    result = exercise.first_not_passed
    assert result is not None
    title = _("{exercise}: {verdict} ({earned:g} of {possible:g} points)").format(
        exercise=exercise.exercise or exercise.topic,
        verdict=result.verdict.said,
        earned=exercise.earned,
        possible=exercise.possible,
    )
    where = {"file": exercise.file, "line": str(_line(root / exercise.file, exercise.exercise)), "title": title}
    parameters = ",".join(f"{name}={_parameter(value)}" for name, value in where.items())
    text = f"{printable(result.sentence)}\n{printable(result.said)}".strip()
    return f"::{level} {parameters}::{_escaped(text + more)}"


def _line(path: Path, function: str) -> int:
    """Where the function is defined (the last definition counts); where the file is no Python, the line that is not.

    In a notebook it is the line of its JSON.
    """
    try:
        if path.suffix == ".ipynb":
            return _last(path.read_text(encoding="utf-8", errors="replace").split("\n"), f'"def {function}(')
        tree = ast.parse(path.read_bytes())
    except SyntaxError as error:
        return error.lineno or 1
    except (OSError, ValueError, RecursionError, MemoryError):
        return 1
    lines = [node.lineno for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == function]
    return lines[-1] if lines else 1


def _last(lines: Sequence[str], text: str) -> int:
    return max((number for number, line in enumerate(lines, 1) if text in line), default=1)


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _parameter(text: str) -> str:
    return _escaped(printable(text)).replace(":", "%3A").replace(",", "%2C")
