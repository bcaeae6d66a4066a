"""Every command in the README does what it says, in a copy of the repository."""

import os
import re
import shutil
import subprocess

import pytest

from tests.copies import copied, leave_topics, tracked
from tests.places import ROOT

NOT_HERE = {"make test"}  # it is what runs this
# One judge proves every exact value once, and types of files that have not changed are known.
SOONER = {"JOBS": "1", "MYPY_CACHE_DIR": str(ROOT / ".mypy_cache")}
# Of the sample cohort: test_grade.py grades all of it.
COHORT = ("clone", "notebook-right", "nothing-but-notes", "prints-and-plots", "syntax-error", "two-candidates")
GENERATED = ("reference", "untouched-stub")  # of it: `make lint` looks whether they are up to date
OF_ONE_TOPIC = "make audit"  # test_course.py audits the others


def commands(path):
    """The lines of the shell blocks of a document; other consoles are for people alone."""
    blocks = re.findall(r"```sh\n(.*?)```", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    return [line.split("#")[0].strip() for block in blocks for line in block.splitlines()]


README = commands(ROOT / "README.md")
DOCUMENTS = [command for path in sorted((ROOT / "docs").glob("*.md")) for command in commands(path)]


def run(command, folder):
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("PYTEST", "COV", "MAKE"))}
    return subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env=environment | SOONER,
        capture_output=True,
        text=True,
        timeout=1800,
        check=False,
    )


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """The files that git knows, beside the environment that is there already, and a smaller cohort."""
    course = copied(tmp_path_factory.mktemp("copy") / "course")
    for path in (course / "tests" / "cohort").iterdir():
        if path.name not in (*COHORT, *GENERATED):
            shutil.rmtree(path)
    return course


@pytest.fixture(scope="module")
def small_copy(tmp_path_factory):
    """A course of one topic."""
    course = copied(tmp_path_factory.mktemp("small") / "course")
    leave_topics(course, "backpropagation")
    return course


def test_the_two_promised_commands_are_there():
    assert README[:2] == ["make grade", "make test"]


@pytest.mark.parametrize("command", sorted({*README, *DOCUMENTS} - NOT_HERE))
def test_a_command_of_the_readme_works(command, request):
    copy = request.getfixturevalue("small_copy" if command.startswith(OF_ONE_TOPIC) else "copy")
    if command.startswith(("make export", "make report")) and not (copy / "grades" / "gradebook.csv").exists():
        run("make grade", copy)  # the other commands come in any order, this one needs grades
    ended = run(command, copy)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "Traceback" not in ended.stdout + ended.stderr


def test_every_target_is_explained():
    shown = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    makefile = (ROOT / "Makefile").read_text()
    (targets,) = re.findall(r"^\.PHONY: (.*)$", makefile, flags=re.MULTILINE)
    assert [target for target in targets.split() if f"make {target} " not in shown] == []


def test_links_of_the_documents_lead_somewhere():
    documents = [
        ROOT / name
        for name in tracked()
        if name.endswith(".md") and not name.startswith(("tests/", "autograder/templates/"))
    ]
    for document in documents:
        for link in re.findall(r"\]\(([^)#\s]+)\)", document.read_text(encoding="utf-8")):
            assert link.startswith("http") or (document.parent / link).exists(), f"{document}: {link}"


def test_no_address_and_no_machine_is_written_down():
    for name in tracked():
        if name.endswith((".py", ".toml", ".txt", ".yml", "Makefile", ".md")):
            text = (ROOT / name).read_text(encoding="utf-8", errors="replace")
            assert not re.search("index-" + r"url|pypi" + r"\.org|/(root|home)/", text), name


def test_tests_that_documents_name_are_there():
    """A promise that no test shows any more is none."""
    defined = {
        name
        for path in (ROOT / "tests").glob("test_*.py")
        for name in re.findall(r"^def (test_\w+)\(", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    }
    for document in (ROOT / "docs").glob("*.md"):
        named = re.findall(r"`(?:test_\w+\.py::)?(test_\w+)`", document.read_text(encoding="utf-8"))
        assert [name for name in named if name not in defined] == [], document.name
