"""What Gradescope's container calls: it grades one submission and writes its results.json."""

import json
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from ..exports.gradescope import no_results, results
from ..isolation.isolate import NotIsolated
from ..language import ENGLISH, speaking
from ..recording.disk import write_atomically
from ..verdict import GraderFault, one_line
from .single import Task, grade_single


class Order(msgspec.Struct):
    """What the package says: how to grade, and the visibility of hidden checks."""

    topic: str
    seed: int
    isolation: str | None
    hidden: str
    language: str = ENGLISH


def main(root: str) -> None:
    """Grade `root/submission` and write `root/results/results.json`, whatever happens."""
    began = time.monotonic()
    order = msgspec.json.decode(Path(root, "source", "order.json").read_bytes(), type=Order)
    try:
        found = _found(Path(root), order)
    except (NotIsolated, GraderFault) as error:
        found = no_results(str(error))
    except Exception as error:
        found = no_results(one_line(error))
    _write(Path(root), found | {"execution_time": round(time.monotonic() - began, 2)})


def _found(root: Path, order: Order) -> dict[str, Any]:
    task = Task(str(root / "submission"), order.topic, order.seed, order.isolation, order.language)
    report, level = grade_single(task)
    with speaking(order.language):
        return results(report, order.hidden) | {"extra_data": {"isolation": level}}


def _write(root: Path, found: Mapping[str, Any]) -> None:
    write_atomically(root / "results" / "results.json", json.dumps(found, indent=1, ensure_ascii=False) + "\n")
