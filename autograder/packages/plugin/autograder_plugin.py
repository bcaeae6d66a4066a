"""The plugin through which otter-grader asks for verdicts.

Otter runs a submission and its tests in one kernel, where a submission can read the tests and change what they say. So
no byte of a submission gets there: before otter executes anything, the grader that the package carries judges the
submission in a process of its own (which gives the code to an isolated worker), and the submission is taken away. The
kernel then runs otter's tests on the verdicts alone; and what counts in the end is not what the kernel said, but what
was kept here.
"""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
from otter.plugins import AbstractOtterPlugin

ENGINE = "autograder_engine"
OTTERS = (ENGINE, "tests", "__init__.py")  # what otter puts beside a submission
BOOT = "import sys; sys.path.insert(0, sys.argv.pop(1)); import runpy; runpy.run_module('autograder.packages.single', run_name='__main__')"
SECONDS = 900.0  # the grader's own limits end a submission long before
NO_ANSWER = "The grader failed, and nobody should lose points by it: {}"
NOTEBOOK = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}


class Verdicts(AbstractOtterPlugin):  # type: ignore[misc]
    """Judges a submission before otter runs, and has the last word on its scores.

    Its configuration: `topic`, `seed`, and `isolation`, the name of a level or null for the strongest of the kernel's.
    """

    def before_grading(self, config: Any) -> None:  # noqa: ARG002 - otter gives it
        """Judge the submission, and take it away."""
        submission = Path(self.submission_path)
        self._report = judged(submission.parent, self.plugin_config)
        withdraw(submission)

    def before_execution(self, notebook: Any) -> Any:  # noqa: ARG002 - nothing of it is run
        """A notebook that holds the verdicts, in place of the submission."""
        verdicts = {check["check"]: [check["verdict"] == "passed", told(check)] for check in self._report["checks"]}
        source = f"import json\n\nverdicts = json.loads({json.dumps(verdicts)!r})"
        return nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)], metadata=NOTEBOOK)

    def after_grading(self, results: Any) -> None:
        """Put what was judged in place of what the kernel said."""
        if results.catastrophic_error is not None:
            raise RuntimeError(NO_ANSWER.format("otter could not run its tests")) from results.catastrophic_error
        counted = share(self._report)
        for exercise, checks in by_exercise(self._report):
            results.update_score(exercise, counted * sum(check["points"] for check in checks))
            for result, check in zip(results.get_result(exercise).test_case_results, checks, strict=True):
                result.passed, result.message = check["verdict"] == "passed", told(check)
        if self._report["remarks"]:
            results.set_output("\n".join(self._report["remarks"]))

    def generate_report(self) -> str:
        """One line for the instructor."""
        return f"{self._report['score']:g} of {self._report['max_score']:g} points, at the level {self._report['isolation']}."


def judged(folder: Path, config: dict[str, Any]) -> dict[str, Any]:
    """The grader's report on what is in a folder. Raises RuntimeError, with the reason in a sentence, if there is none."""
    task = {"submission": str(folder), "besides": OTTERS, **config}
    engine = folder.parent / "source" / "files" / ENGINE
    command = [sys.executable, "-I", "-B", "-c", BOOT, str(engine)]
    try:
        ended = subprocess.run(
            command, input=json.dumps(task), capture_output=True, text=True, cwd=engine, timeout=SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise RuntimeError(NO_ANSWER.format(error)) from None
    if ended.returncode:
        raise RuntimeError(NO_ANSWER.format(ended.stderr.strip()[-2000:]))
    report: dict[str, Any] = json.loads(ended.stdout)
    if set(report["topics"].values()) == {None}:
        raise RuntimeError(NO_ANSWER.format(report["checks"][0]["message"]))
    return report


def withdraw(submission: Path) -> None:
    """Leave nothing of a submission but an empty file of its name: otter reads that, and its kernel imports from there."""
    for path in submission.parent.iterdir():
        if path.is_dir() and not path.is_symlink():
            if path.name not in OTTERS:
                shutil.rmtree(path)
        elif path.name != "__init__.py":
            path.unlink()
    if submission.suffix == ".ipynb":
        nbformat.write(nbformat.v4.new_notebook(metadata=NOTEBOOK), submission)
    else:
        submission.touch()


def by_exercise(report: dict[str, Any]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """The checks of each exercise."""
    for exercise in dict.fromkeys(check["exercise"] for check in report["checks"]):
        yield exercise, [check for check in report["checks"] if check["exercise"] == exercise]


def share(report: dict[str, Any]) -> float:
    """What an earned point counts: 1, or more where the grader failed to judge some, so that the mark is right."""
    earned = sum(check["points"] for check in report["checks"])
    faulty = any(check["verdict"] == "grader fault" for check in report["checks"])
    return float(report["score"] / earned) if faulty and earned else 1.0


def told(check: dict[str, Any]) -> str:
    """A verdict in words."""
    return f"{check['verdict']}: {check['sentence']}\n{check['message']}".strip()
