"""Draws docs/grade.svg, the picture of what `make grade` shows, from the sample cohort. `make figures` runs it."""

import io
import re
from pathlib import Path

from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console

from autograder.cohort import grade_cohort
from autograder.course import ASSIGNMENTS, topic_names
from autograder.publish import COHORT
from autograder.reading.find import find
from autograder.report import Report
from autograder.tell import show_cohort

SHOWN = {"reference", "notes-matmul", "notes-official", "last-step-only", "missing-abs", "rmse-for-mse", "endless-loop"}


def main() -> None:
    """Grade some of the cohort with seed 1, and draw the terminal."""
    reports: list[Report] = []
    found = [s for s in find(COHORT, topic_names(), Path("build"), ASSIGNMENTS) if s.name in SHOWN]
    grade_cohort(found, topic_names(), 1, reports.append)
    console = Console(record=True, width=118, file=io.StringIO())
    show_cohort(console, sorted(reports, key=lambda report: report.submission), topic_names())
    format_without_fonts = re.sub(r"@font-face \{\{.*?\}\}", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL)  # no network
    path = Path(__file__).with_name("grade.svg")
    console.save_svg(str(path), title="make grade", unique_id="grade", code_format=format_without_fonts)


if __name__ == "__main__":
    main()
