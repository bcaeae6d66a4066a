"""Holds `otter run` against `make grade`: the same files, the same seed, and the score has to be the same.

The submissions are the sample cohort's, topic by topic, and every program of the course in a student's place.
"""

import importlib.util
import multiprocessing
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from ..cohort import cores, grade_cohort
from ..course import load_topic, served
from ..isolation.probe import level_for_strangers
from ..reading.find import find
from ..reading.look import topic_of
from ..reading.places import Folder, walk
from ..reading.read import read_submission
from ..report import Report
from ..terms import Terms as GradeTerms
from ..verdict import GraderFault
from . import bundle
from .otter import Terms, build
from .program import as_submission


@dataclass(frozen=True)
class Case:
    """A submission to one topic: its name, what it is, and its files."""

    topic: str
    name: str
    kind: str
    files: Mapping[str, bytes]


@dataclass(frozen=True)
class Outcome:
    """A case, and its score by either way; None where there was none."""

    case: Case
    graded: float | None
    run: float | None
    remark: str = ""

    @property
    def agrees(self) -> bool:
        """The scores are the same, to the last digit that a mark has."""
        return self.graded is not None and self.run is not None and round(self.run, 2) == round(self.graded, 2)


def cases(topic: str) -> Iterator[Case]:
    """The cohort's submissions that have files for a topic, and the topic's equivalents, conventions and misconceptions."""
    for folder in sorted(path for path in served().cohort.iterdir() if path.is_dir()):
        found = [file for file in walk(Folder(folder), []) if topic_of(file.name, [topic]) == (None, topic)]
        if found:
            yield Case(topic, folder.name, "cohort", {file.name: file.data() for file in found})
    for exercise in load_topic(topic).exercises:
        kinds = {"equivalent": exercise.equivalents, "convention": exercise.conventions}
        for kind, programs in (kinds | {"misconception": exercise.misconceptions}).items():
            for program in programs:
                name = f"{exercise.name}.{program.__name__}"
                yield Case(topic, name, kind, {f"{topic}.py": as_submission(exercise, program)})


def compare(
    chosen: Sequence[Case],
    seed: int,
    isolation: str | None = None,
    jobs: int | None = None,
    advance: Callable[[], None] = lambda: None,
) -> list[Outcome]:
    """Grade the cases both ways; `advance` is called after each. Raises GraderFault where otter is not installed."""
    if importlib.util.find_spec("otter") is None:
        raise GraderFault("otter-grader is not installed: `make setup-dev` installs it")
    level = level_for_strangers(isolation)
    with tempfile.TemporaryDirectory(prefix="autograder-") as folder:
        graded = by_make_grade(
            chosen, GradeTerms(tuple({case.topic for case in chosen}), seed, level), Path(folder), jobs
        )
        for topic in {case.topic for case in chosen}:
            build([topic], Terms(seed, level), Path(folder, "otter"))
        with ProcessPoolExecutor(jobs or cores(), multiprocessing.get_context("spawn")) as pool:
            run = []
            for outcome in pool.map(by_otter_run, chosen, [Path(folder, "otter")] * len(chosen)):
                run.append(outcome)
                advance()
    return [Outcome(case, graded[case.topic, case.name], *ran) for case, ran in zip(chosen, run, strict=True)]


def by_make_grade(
    chosen: Iterable[Case], terms: GradeTerms, folder: Path, jobs: int | None
) -> dict[tuple[str, str], float | None]:
    """The marks of cases by topic and name, as `make grade` gives them for a folder with one entry each."""
    for case in chosen:
        bundle.write(folder / "cohort" / f"{case.topic} {case.name}", case.files)
    marks: dict[str, Report] = {}
    entries = find(folder / "cohort", terms.topics)
    submissions = (read_submission(entry, terms.topics, served().assignments) for entry in entries)
    grade_cohort(submissions, terms, lambda report: marks.update({report.submission: report}), jobs)
    return {(case.topic, case.name): marks[f"{case.topic} {case.name}"].mark(case.topic) for case in chosen}


def by_otter_run(case: Case, packages: Path) -> tuple[float | None, str]:
    """The score of a case by `otter run`, and what is odd about it."""
    sys.path.insert(0, str(bundle.PLUGIN.parent))
    from otter.run import capture_run_output
    from otter.run import main as otter_run

    with tempfile.TemporaryDirectory(prefix="autograder-") as folder, capture_run_output():
        try:
            handed_in = hand_in(case.files, Path(folder))
            results = otter_run(
                str(handed_in), autograder=str(packages / case.topic / "autograder.zip"), output_dir=None, no_logo=True
            )
            return float(results.total), ""
        except Exception as error:
            return None, str(error).partition("\n")[0]


def hand_in(files: Mapping[str, bytes], folder: Path) -> Path:
    """The file that a student would hand in: the only one there is, or a zip of all."""
    bundle.write(folder / "files", files)
    if len(files) == 1:
        return folder / "files" / next(iter(files))
    (folder / "submission.zip").write_bytes(bundle.zipped(files))
    return folder / "submission.zip"


PAGE = """\
# otter run and make grade give the same scores

Measured with SEED={seed} by `make parity`: the sample cohort, topic by topic, and every equivalent, convention and
misconception of the course, handed in as a file.

"""


def table(outcomes: Sequence[Outcome]) -> str:
    """The outcomes in Markdown: how many of each kind, and every cohort submission or disagreement by name."""
    lines = ["| topic | kind | submissions | same score | full marks |", "| --- | --- | ---: | ---: | ---: |"]
    for topic, kind in dict.fromkeys((outcome.case.topic, outcome.case.kind) for outcome in outcomes):
        own = [outcome for outcome in outcomes if (outcome.case.topic, outcome.case.kind) == (topic, kind)]
        same, full = sum(outcome.agrees for outcome in own), sum(outcome.run == 100 for outcome in own)
        lines.append(f"| {topic} | {kind} | {len(own)} | {same} | {full} |")
    lines += ["", "| topic | submission | `make grade` | `otter run` | |", "| --- | --- | ---: | ---: | --- |"]
    for outcome in outcomes:
        if outcome.case.kind == "cohort" or not outcome.agrees:
            said = "" if outcome.agrees else f"**differs** {outcome.remark}"
            lines.append(
                f"| {outcome.case.topic} | {outcome.case.name} | {_score(outcome.graded)} | {_score(outcome.run)} | {said} |"
            )
    return "\n".join(lines) + "\n"


def _score(score: float | None) -> str:
    return "–" if score is None else f"{score:g}"
