"""Draws docs/grade.svg, the picture of what `make grade` shows, from the sample cohort. `make figures` runs it."""

import io
import re
import tempfile
from pathlib import Path

from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console

from autograder.course import served, topic_names
from autograder.isolation.probe import level_for_strangers
from autograder.overview import show_cohort
from autograder.reading.find import find
from autograder.recording.record import Gradebook
from autograder.recording.summary import Summary
from autograder.run import Run
from autograder.terms import Terms

SHOWN = {"reference", "notes-matmul", "notes-official", "last-step-only", "missing-abs", "rmse-for-mse", "endless-loop"}
SEED = 1


def main() -> None:
    """Grade some of the cohort, and draw the terminal."""
    topics = topic_names()
    terms = Terms(tuple(topics), SEED, level_for_strangers(None))
    entries = [entry for entry in find(served().cohort, topics) if entry.name in SHOWN]
    console = Console(record=True, width=118, file=io.StringIO())
    with tempfile.TemporaryDirectory() as folder, Gradebook(Path(folder)) as gradebook:
        gradebook.start(SEED, served().cohort, terms.level)
        Run(gradebook, entries, terms).go(None, lambda: None)
        show_cohort(console, Summary(gradebook.database, gradebook.run), topics, Path("grades"))
    format_without_fonts = re.sub(r"@font-face \{\{.*?\}\}", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL)  # no network
    path = Path(__file__).with_name("grade.svg")
    console.save_svg(str(path), title="make grade", unique_id="grade", code_format=format_without_fonts)


if __name__ == "__main__":
    main()
