"""What an otter-grader course needs of each topic: a master notebook, the student's folder, and the autograder zip."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..course import PACKAGE, load_topic
from ..language import language
from ..publish import pictures
from ..session import Check, collect
from . import bundle
from .master import master_notebook, student_notebook
from .public import EXAMPLES, SUPPORT, examples_module, support_module, test_files

REQUIREMENTS = PACKAGE / "templates" / "requirements" / "requirements-otter.txt"
PLUGIN = "autograder_plugin.Verdicts"
ENVIRONMENT = """\
# `otter grade` wants this file; setup.sh installs requirements.txt
name: grading
dependencies:
  - python>=3.11
"""
HEAD = '''\
"""The checks of {exercise}: each says what the grader's verdict was. No answer and no expected value is in here."""

from otter.test_files import test_case

OK_FORMAT = False

name = "{exercise}"
points = None
'''
CASE = '''

@test_case(name="{check}", points={points!r}, hidden={hidden})
def {check}(verdicts):
    """{sentence}"""
    passed, told = verdicts["{check}"]
    assert passed, told
'''


@dataclass(frozen=True)
class Terms:
    """How packages grade: the seed of the hidden inputs, the level of isolation, and what students see of hidden checks."""

    seed: int
    isolation: str | None = None
    after_published: bool = False  # hidden results are shown once grades are published, and never before


def build(topics: Sequence[str], terms: Terms, out: Path) -> list[Path]:
    """Write the folders of these topics; the autograder zips."""
    archives = []
    for topic in topics:
        checks = collect([load_topic(topic)])
        folder = out / topic
        bundle.write(folder / "master", dict(_master(topic, checks, terms)))
        bundle.write(folder / "student", dict(_student(topic, checks)))
        bundle.write(folder, {"autograder.zip": autograder_zip(topic, checks, terms)})
        archives.append(folder / "autograder.zip")
    return archives


def autograder_zip(topic: str, checks: Sequence[Check], terms: Terms) -> bytes:
    """The zip for `otter run`, `otter grade`, and Gradescope through otter."""
    members = {f"files/{name}": content for name, content in bundle.engine().items()}
    members |= {f"tests/{name}": text.encode() for name, text in verdict_tests(checks)}
    members["otter_config.json"] = (json.dumps(otter_config(topic, terms), indent=2) + "\n").encode()
    members["run_autograder"] = (bundle.CONTAINER / "otter_run_autograder").read_bytes()
    members["run_otter.py"] = (bundle.CONTAINER / "run_otter.py").read_bytes()
    members["setup.sh"] = bundle.setup_script()
    members["environment.yml"] = ENVIRONMENT.encode()
    members["requirements.txt"] = REQUIREMENTS.read_bytes()
    return bundle.zipped(members, executable=("run_autograder", "setup.sh"))


def otter_config(topic: str, terms: Terms) -> dict[str, object]:
    """What otter is to do: above all, to ask the plugin."""
    task = {"topic": topic, "seed": terms.seed, "isolation": terms.isolation, "language": language()}
    return {"show_hidden": terms.after_published, "plugins": [{PLUGIN: task}]}


def verdict_tests(checks: Sequence[Check]) -> Iterator[tuple[str, str]]:
    """Otter's test files by name, in its exception format: a case for each check, which asks for the verdict."""
    for exercise in dict.fromkeys(check.exercise.name for check in checks):
        cases = (
            CASE.format(check=check.name, points=check.points, hidden=not check.public, sentence=check.said)
            for check in checks
            if check.exercise.name == exercise
        )
        yield f"{exercise}.py", HEAD.format(exercise=exercise) + "".join(cases)


def _student(topic: str, checks: Sequence[Check]) -> Iterator[tuple[str, bytes]]:
    """What students get: the notebook, what it needs, and public checks without a reference."""
    yield f"{topic}.ipynb", student_notebook(topic)
    yield from _beside(topic, checks).items()
    for name, text in test_files(checks):
        yield f"tests/{name}", text.encode()


def _master(topic: str, checks: Sequence[Check], terms: Terms) -> Iterator[tuple[str, bytes]]:
    """What `otter assign` needs."""
    beside = _beside(topic, checks)
    yield f"{topic}.ipynb", master_notebook(topic, checks, list(beside), otter_config(topic, terms))
    yield from beside.items()
    yield "requirements.txt", REQUIREMENTS.read_bytes()
    yield from bundle.engine().items()


def _beside(topic: str, checks: Sequence[Check]) -> dict[str, bytes]:
    """What lies beside a notebook, for students too: two modules, and the pictures of its text."""
    modules = {SUPPORT: support_module(topic, checks), f"{EXAMPLES}.py": examples_module()}
    return {name: source.encode() for name, source in modules.items()} | pictures(topic)
