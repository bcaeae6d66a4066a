"""Gradescope's results.json of one submission.

https://gradescope-autograders.readthedocs.io/en/latest/specs/ says what it holds. A hidden result is hidden by its
visibility: nobody but the instructor may get the file itself.
"""

import json
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from ..isolation.isolate import NotIsolated
from ..recording.disk import write_atomically
from ..report import CheckResult, Report
from ..tell import printable
from ..verdict import GraderFault, Verdict, one_line
from .single import Task, grade_single

FAILED = (
    "The grader itself failed. That says nothing about your answer: please tell your instructor, who can grade again."
)


class Order(msgspec.Struct):
    """What the package says: how to grade, and the visibility of hidden checks."""

    topic: str
    seed: int
    isolation: str | None
    hidden: str


def results(report: Report, hidden: str) -> dict[str, Any]:
    """The report of one topic as Gradescope takes it. `hidden`: the visibility of hidden checks."""
    (graded,) = report.topics
    if graded.mark is None:
        return no_results(report.faults[0].message if report.faults else "")
    exercises = list(dict.fromkeys(result.exercise for result in graded.results))
    told = [printable(remark) for remark in report.remarks]
    told += [FAILED] if report.faults else []
    return {
        "score": graded.mark,
        "output": "\n".join(told),
        "output_format": "text",
        "test_output_format": "text",
        "tests": [_test(result, exercises, index, hidden) for index, result in enumerate(graded.results, 1)],
    }


def _test(result: CheckResult, exercises: list[str], index: int, hidden: str) -> dict[str, Any]:
    return {
        "name": f"{result.exercise}: {result.sentence}",
        "number": f"{exercises.index(result.exercise) + 1}.{index}",
        "score": result.earned,
        "max_score": result.points,
        "status": "passed" if result.verdict is Verdict.PASSED else "failed",
        "output": printable(f"{result.verdict}. {result.message}"),
        "visibility": "visible" if result.public else hidden,
    }


def no_results(reason: str = "") -> dict[str, Any]:
    """What is said where there is no verdict; the reason is for the instructor."""
    failure = {"name": "Why the grader failed", "output": reason, "visibility": "hidden", "status": "failed"}
    told = {"name": "The grader failed", "output": FAILED, "visibility": "visible", "status": "failed"}
    return {"score": 0, "output": FAILED, "output_format": "text", "tests": [told, *([failure] if reason else [])]}


def main(root: str) -> None:
    """Grade `root/submission` and write `root/results/results.json`, whatever happens."""
    began = time.monotonic()
    order = msgspec.json.decode(Path(root, "source", "order.json").read_bytes(), type=Order)
    try:
        report, level = grade_single(Task(str(Path(root, "submission")), order.topic, order.seed, order.isolation))
        found = results(report, order.hidden) | {"extra_data": {"isolation": level}}
    except (NotIsolated, GraderFault) as error:
        found = no_results(str(error))
    except Exception as error:
        found = no_results(one_line(error))
    _write(Path(root), found | {"execution_time": round(time.monotonic() - began, 2)})


def _write(root: Path, found: Mapping[str, Any]) -> None:
    write_atomically(root / "results" / "results.json", json.dumps(found, indent=1, ensure_ascii=False) + "\n")
