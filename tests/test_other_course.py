"""A course in a folder of its own, served by the same engine."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from autograder import course
from autograder.verdict import BadInput
from tests.courses import TINY, told
from tests.places import ROOT


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    """A course of one topic in a folder that pytest and git would pass over, and what commands say about it."""
    folder = tmp_path_factory.mktemp("courses") / ".build" / "tiny"
    shutil.copytree(TINY, folder)
    out = folder / "grades"
    commands = ["assignments", "assignments --check", "collect", "check", "translations --check"]
    commands += [f"grade --seed 1 --out {out}", f"release --out {folder / 'release'}"]
    commands += [f"gradescope --seed 1 --out {folder / 'zips'}", "check sgd"]
    return folder, told(folder, *commands)


def test_another_course_is_published_checked_and_graded(tiny):
    folder, said = tiny
    assert said["assignments"] == "5 files are up to date.\n"
    assert said["assignments --check"] == ""
    assert "reference" in said["collect"]
    assert "Next: half in assignments/halving/halving.py" in said["check"]
    rows = (folder / "grades" / "gradebook.csv").read_text().splitlines()
    assert rows == ["submission,halving,score,max_score", "reference,100,100,100", "untouched-stub,0,0,100"]
    assert said["translations --check"] == "0 catalogs are up to date, and nothing is missing.\n"


def test_packages_hold_the_course_that_is_served_and_no_other(tiny):
    folder, said = tiny
    released = {path.relative_to(folder / "release").as_posix() for path in (folder / "release").rglob("*")}
    assert {"assignments/halving/halving.py", "autograder/checks/halving.py"} <= released
    assert not [path for path in released if "sgd" in path]
    assert (folder / "zips" / "halving" / "autograder.zip").is_file()
    assert "There is no topic sgd. Topics: halving." in said["check sgd"]


def test_a_process_serves_one_course():
    assert course.serve(ROOT) == course.served()
    with pytest.raises(BadInput, match=f"This process serves the course in {ROOT}: .*tiny needs a process of its own"):
        course.serve(TINY)


@pytest.mark.parametrize(
    ("file", "content", "command", "expected"),
    [
        ("halving.py", None, "assignments", "There is no course in "),
        ("halving.py", b"# caf\xe9", "assignments", "halving.py is not UTF-8: save it so."),
        ("equivalents.py", None, "assignments", "The solutions of halving cannot be loaded: ModuleNotFoundError: "),
        (
            "equivalents.py",
            b"exit(3)",
            "assignments",
            "The solutions of halving cannot be loaded: SystemExit: 3 (solutions/halving/equivalents.py, line 1)",
        ),
        (
            "checks.py",
            b"oops",
            "check",
            "checks.py cannot be collected: NameError: name 'oops' is not defined (solutions/halving/checks.py, line 1)",
        ),
    ],
)
def test_a_course_that_is_missing_or_broken_is_said_in_a_sentence(tmp_path, file, content, command, expected):
    shutil.copytree(TINY, tmp_path / "tiny")
    path = Path(tmp_path, "tiny", "solutions", "halving", file)
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    ended = subprocess.run(
        [sys.executable, "-m", "autograder", "--course", tmp_path / "tiny", command],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    (line,) = ended.stderr.splitlines()
    assert expected in line
    assert ended.returncode
