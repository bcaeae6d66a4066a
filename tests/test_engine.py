"""The engine by itself: a wheel without any course, and what it offers to Python."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.courses import TINY
from tests.places import ROOT, SOLUTIONS

ANSWER = "def half(number):\n    return number / 2\n"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel, built without the network."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [Path(sys.executable).with_name("uv"), "build", "--wheel", "--offline", "--out-dir", folder, ROOT]
    built = subprocess.run(command, capture_output=True, text=True)
    assert built.returncode == 0, built.stderr
    return next(folder.glob("*.whl"))


def test_a_wheel_holds_the_engine_and_no_course(wheel):
    with zipfile.ZipFile(wheel) as archive:
        names = [name for name in archive.namelist() if not name.endswith("/")]
        (points,) = [archive.read(name).decode() for name in names if name.endswith("entry_points.txt")]
        pinned = archive.read("autograder/templates/requirements/requirements.txt")
    assert {name.partition("/")[0].partition("-")[0] for name in names} == {"autograder"}
    tracked = {path for path in (ROOT / "autograder").rglob("*") if path.is_file() and "__pycache__" not in path.parts}
    assert {path.relative_to(ROOT).as_posix() for path in tracked} <= set(names)
    topics = [path.name for path in SOLUTIONS.iterdir()]
    assert not [name for name in names for topic in topics if Path(name).stem == topic]
    assert "autograder = autograder.cli:run" in points
    assert pinned == (ROOT / "requirements.txt").read_bytes()


def test_an_installed_engine_grades_a_course_elsewhere_as_the_document_says(wheel, tmp_path):
    installed = tmp_path / "site-packages"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(installed)
    shutil.copytree(TINY, tmp_path / "courses" / "tiny")
    (tmp_path / "kim").mkdir()
    (tmp_path / "kim" / "halving.py").write_text(ANSWER)
    shutil.copy(ROOT / "docs" / "api.md", tmp_path)
    ended = subprocess.run(
        [sys.executable, "-m", "doctest", "api.md"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
    )
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")


def test_importing_the_package_loads_nothing_else():
    code = "import sys, autograder; print([name for name in sys.modules if name.startswith('autograder')], 'numpy' in sys.modules)"
    ended = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert ended.stdout == "['autograder'] False\n"
