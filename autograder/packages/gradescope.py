"""Gradescope's autograder.zip of each topic. It needs no otter, and the network only to install Python packages."""

import json
from collections.abc import Sequence
from pathlib import Path

from ..course import PACKAGE
from ..exports.gradescope import no_results
from ..isolation.isolate import NotIsolated
from ..isolation.probe import KERNEL_LEVELS
from ..language import _, language, one_of
from . import bundle
from .otter import Terms

MEMORY = 640 * 1024  # KiB of address space for each process
REQUIREMENTS = PACKAGE / "templates" / "requirements" / "requirements.txt"


def build(topics: Sequence[str], terms: Terms, out: Path) -> list[Path]:
    """Write an autograder.zip for each topic; where they are. Raises NotIsolated for a level that protects nothing."""
    if terms.isolation not in (None, *KERNEL_LEVELS):
        raise NotIsolated(
            _("At the level {isolation} a submission could change its own results; use {levels}.").format(
                isolation=terms.isolation, levels=one_of(KERNEL_LEVELS)
            )
        )
    for topic in topics:
        bundle.write(out / topic, {"autograder.zip": autograder_zip(topic, terms)})
    return [out / topic / "autograder.zip" for topic in topics]


def autograder_zip(topic: str, terms: Terms) -> bytes:
    """The zip of one topic."""
    hidden = "after_published" if terms.after_published else "hidden"
    order = {"topic": topic, "seed": terms.seed, "isolation": terms.isolation, "hidden": hidden} | {
        "language": language()
    }
    script = (bundle.CONTAINER / "run_autograder").read_text(encoding="utf-8")
    members = bundle.engine() | {
        "order.json": json.dumps(order).encode(),
        "no_results.json": json.dumps(no_results()).encode(),
        "requirements.txt": REQUIREMENTS.read_bytes(),
        "run_autograder": script.replace("MEMORY_KIB", str(MEMORY)).encode(),
        "setup.sh": bundle.setup_script(),
    }
    return bundle.zipped(members, executable=("run_autograder", "setup.sh"))
