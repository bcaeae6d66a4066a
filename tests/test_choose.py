"""Which file counts where a topic has several: a script and a notebook, stubs, copies."""

import os
import zipfile

import pytest

from autograder.reading.find import find
from autograder.reading.read import read_submission
from autograder.verdict import Refused
from tests.notebooks import cell, notebook

from .downloads import saved, zipped

STUB = 'import numpy as np\n\ndef same(x):\n    """x."""\n    raise NotImplementedError("same")\n'
ANSWER = "def same(x):\n    return x\n"


@pytest.fixture
def read(folder, tmp_path):
    """read({"same.py": …}, {"same.py": seconds}): the answer to `same`, and the remarks."""

    def look(files, times):
        given = folder({f"kim/{name}": content for name, content in files.items()})
        for name, seconds in times.items():
            os.utime(given / "kim" / name, (seconds, seconds))
        return from_place(given)

    def from_place(given):
        (tmp_path / "stubs" / "same").mkdir(parents=True, exist_ok=True)
        (tmp_path / "stubs" / "same" / "same.py").write_text(STUB)
        (entry,) = find(given, ["same"])
        submission = read_submission(entry, ["same"], tmp_path / "stubs")
        return submission.answers["same"], submission.remarks

    look.place = from_place
    return look


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (notebook(cell("x = 1")).decode().encode("utf-16"), "saved as UTF-16"),
        (notebook(cell("x = '@'")).replace(b"@", "가".encode("cp949")), "looks like CP949"),
        (b"no json", "same.ipynb cannot be read as a notebook: it is no well-formed notebook"),
    ],
)
def test_a_notebook_that_cannot_be_read_is_refused_by_name(read, data, told):
    answer, _ = read({"same.ipynb": data}, {})
    assert type(answer) is Refused
    assert told in str(answer)


TOUCHED = notebook(cell("import numpy as np"), cell(ANSWER, "b"))
UNTOUCHED = notebook(cell("1 + 1  # tried"), cell(STUB, "b", execution_count=4, outputs=[{"text": "?"}]))


@pytest.mark.parametrize(
    ("files", "times", "counts", "told"),
    [
        ({"same.py": ANSWER, "same.ipynb": UNTOUCHED}, (1e9, 2e9), "same.py", "same.ipynb is untouched"),
        ({"same.py": STUB, "same.ipynb": TOUCHED}, (2e9, 1e9), "same.ipynb", "same.py is untouched"),
        ({"same.py": ANSWER, "same.ipynb": TOUCHED}, (1e9, 2e9), "same.ipynb", "newer than same.py"),
        ({"same.py": ANSWER, "same.ipynb": TOUCHED}, (2e9, 1e9), "same.py", "newer than same.ipynb"),
        ({"same.py": ANSWER, "same.ipynb": TOUCHED}, (1e9, 1e9), "same.py", "a script comes first"),
        ({"same.py": ANSWER, "same.ipynb": b"{"}, (1e9, 2e9), "same.py", "cannot be read as a notebook"),
        ({"same.py": STUB, "same.ipynb": UNTOUCHED}, (1e9, 2e9), "same.py", ""),
    ],
)
def test_of_a_script_and_a_notebook_the_newer_answer_counts_and_it_is_said(read, files, times, counts, told):
    answer, remarks = read(files, dict(zip(files, times, strict=True)))
    assert answer.name == counts
    assert told in " ".join(remarks)
    assert len(remarks) == bool(told)


def test_in_a_zip_the_dates_of_its_members_count(read, tmp_path):
    (tmp_path / "zips").mkdir()
    with zipfile.ZipFile(tmp_path / "zips" / "kim.zip", "w") as archive:
        archive.writestr(zipfile.ZipInfo("same.py", (2026, 1, 1, 0, 0, 0)), ANSWER)
        archive.writestr(zipfile.ZipInfo("same.ipynb", (2026, 1, 2, 0, 0, 0)), TOUCHED)
    answer, remarks = read.place(tmp_path / "zips")
    assert answer.name == "same.ipynb"
    assert remarks == ["same.ipynb counts for same: it is newer than same.py."]


@pytest.mark.parametrize("zipped_as", ["kim_1_11_hw.zip", "kim_1_9_hw.zip"])
def test_an_untouched_stub_does_not_beat_the_answer_in_a_zip(read, tmp_path, zipped_as):
    members = {"kim_1_10_same.py": STUB, zipped_as: zipped({"hw/same.ipynb": TOUCHED})}
    answer, remarks = read.place(saved(tmp_path / "submissions.zip", members))
    name = "hw.zip/hw/same.ipynb"
    assert answer.name == name
    assert remarks == [f"{name} counts for same; same.py is untouched."]


def test_of_answers_elsewhere_one_that_can_be_read_counts(read):
    inside = zipped({"same.py": ANSWER})
    answer, remarks = read({"assignments/same/same.py": b"\0", "same.py": STUB, "hw.zip": inside}, {})
    assert answer.name == "hw.zip/same.py"
    assert "these do not: assignments/same/same.py." in remarks[-2]
    assert "NUL bytes" in remarks[-1]


def test_among_very_many_files_the_one_in_its_place_counts(read):
    copies = {f"old {number:02}/same.py": f"x = {number}\n" for number in range(20)}
    answer, _ = read(copies, {})
    assert "There are 20 files for same" in str(answer)
    answer, _ = read({**copies, "assignments/same/same.py": STUB}, {})
    assert "There are 21 files for same" in str(answer)
    answer, remarks = read({**copies, "assignments/same/same.py": ANSWER}, {})
    assert answer.name == "assignments/same/same.py"
    assert "and 4 more" in remarks[0]
    assert remarks[1].endswith(
        "which do not count: old 09/same.py, old 10/same.py, old 11/same.py, old 12/same.py, old 13/same.py and 6 more."
    )


def test_two_notebooks_with_different_answers_are_refused(read):
    other = notebook(cell("def same(x):\n    return 2 * x"))
    answer, _ = read({"same.ipynb": TOUCHED, "old/same.ipynb": other}, {})
    assert "2 files for same: same.ipynb and old/same.ipynb. Hand in one" in str(answer)


def test_a_function_that_is_defined_twice_is_said(read):
    _, remarks = read({"same.ipynb": notebook(cell(ANSWER), cell("x = 1", "b"), cell(ANSWER, "c"))}, {})
    assert remarks == ["same.ipynb defines same 2 times, in cells 1, 3; the last one counts."]
