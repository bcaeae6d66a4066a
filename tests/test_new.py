"""A topic is begun by a command, and works at once."""

import shlex
import subprocess

import pytest

from autograder import cli
from autograder.verdict import BadInput
from tests.courses import told
from tests.places import ROOT


def new(course, *arguments):
    cli.main(["--course", str(course), "new", *arguments], standalone_mode=False)


def test_a_topic_that_has_been_begun_is_published_checked_graded_and_audited(tmp_path, capsys):
    course = tmp_path / "not there" / "yet"
    new(course, "newton", "--title", "Newton's method")
    said = capsys.readouterr().out
    assert f"{course}/solutions/newton/checks.py\n" in said
    assert f"make check A=newton COURSE='{course}'" in said
    new(course, "second_order")
    titles = [(course / "solutions" / name / f"{name}.py").read_text() for name in ("newton", "second_order")]
    assert "# # 1. Newton's method\n" in titles[0]
    assert "# # 2. Second order\n" in titles[1]
    out = tmp_path / "grades"
    said = told(course, "assignments", "check newton", f"grade --seed 1 --out {out}", "audit newton --seeds 1")
    assert "mean_square: 0 of 40 points" in said["check newton"]
    assert "Everything is as it should be." in said["audit newton --seeds 1"]
    rows = (out / "gradebook.csv").read_text().splitlines()
    assert rows[1:] == ["reference,100,100,100,100", "untouched-stub,0,0,0,100"]


@pytest.mark.parametrize(
    "name",
    ["New", "2nd", "a-b", "class", "checks", "numpy", "random", "autograder", "solutions", "tests", "../x", "ü", ""],
)
def test_a_name_that_no_module_can_have_is_refused(tmp_path, name):
    with pytest.raises(BadInput, match="cannot name a topic: take lower-case letters"):
        new(tmp_path, name)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(("topic", "title"), [("my topic", 'A "new" $one'), ("x'; exit 3; '", "Newton's `method`")])
def test_make_hands_a_topic_and_its_title_on_as_they_are(topic, title):
    given = [f"{name}={value.replace('$', '$$')}" for name, value in (("TOPIC", topic), ("TITLE", title))]
    make = ["make", "-n", "-s", "-o", ".venv/ready", "new", *given]
    said = subprocess.run(make, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert shlex.split(said)[-4:] == ["new", topic, "--title", title]


def test_what_is_there_is_left_alone(tmp_path):
    (tmp_path / "solutions" / "newton").mkdir(parents=True)
    with pytest.raises(BadInput, match="There is a topic newton already"):
        new(tmp_path, "newton")
    with pytest.raises(BadInput, match="A title is one line of text"):
        new(tmp_path, "other", "--title", "two\nlines")
    (tmp_path / "file").touch()
    with pytest.raises(BadInput, match="cannot be written"):
        new(tmp_path / "file", "newton")
    assert not list((tmp_path / "solutions" / "newton").iterdir())
