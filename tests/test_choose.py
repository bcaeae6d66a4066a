"""Which file counts where a topic has several: a script and a notebook, stubs, copies."""

import os
import zipfile

import pytest

from autograder.reading.find import find
from autograder.reading.own import read_own
from autograder.reading.read import read_submission
from autograder.verdict import Refused
from tests.notebooks import cell, notebook

from .downloads import saved, zipped

STUB = 'import numpy as np\n\ndef same(x):\n    """x."""\n    raise NotImplementedError("same")\n'
ANSWER = "def same(x):\n    return x\n"


@pytest.fixture
def read(folder, tmp_path):
    """read({"same.py": …}, {"same.py": seconds}): the answer to `same`, and the remarks."""

    def look(files, times, stub=STUB):
        given = folder({f"kim/{name}": content for name, content in files.items()})
        for name, seconds in times.items():
            os.utime(given / "kim" / name, (seconds, seconds))
        return from_place(given, stub)

    def from_place(given, stub=STUB):
        (tmp_path / "stubs" / "same").mkdir(parents=True, exist_ok=True)
        (tmp_path / "stubs" / "same" / "same.py").write_text(stub)
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
        ({"same.py": ANSWER, "same.ipynb": TOUCHED}, (1e9, 2e9), "same.ipynb", "and it is newer"),
        ({"same.py": ANSWER, "same.ipynb": TOUCHED}, (2e9, 1e9), "same.py", "and it is newer"),
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


TWO = ("one", "two")
BOTH = {name: f'def {name}(x):\n    raise NotImplementedError("{name}")\n' for name in TWO}


def of_two(**answers):
    """A file with two functions, each answered or as it came."""
    return "\n\n".join(answers.get(name, BOTH[name]) for name in TWO)


ONE, TWICE = "def one(x):\n    return 1\n", "def two(x):\n    return 2\n"
DEAD = 'def two(x):\n    return 2\n    raise NotImplementedError("two")\n'


@pytest.mark.parametrize(
    ("script", "cells", "times", "counts", "told"),
    [
        (of_two(one=ONE), of_two(one=ONE, two=TWICE), (2e9, 1e9), "same.ipynb", "in it than in same.py, 2 to 1."),
        (of_two(one=ONE, two=DEAD), of_two(two=TWICE), (1e9, 2e9), "same.py", "in it than in same.ipynb, 2 to 1."),
        (of_two(one=ONE), of_two(two=TWICE), (1e9, 2e9), "same.ipynb", "as many exercises are answered in same.py"),
        (of_two(one=ONE), of_two(two=TWICE), (1e9, 1e9), "same.py", "and a script comes first"),
        (of_two(one=ONE), "import same\nsame.one(3)", (1e9, 2e9), "same.py", "1 to 0"),
        (of_two(one=ONE), of_two(one=ONE) + BOTH["one"], (1e9, 2e9), "same.py", "1 to 0"),
        (of_two(one=ONE), None, (1e9, 2e9), "same.py", "it is no well-formed notebook"),
    ],
)
def test_what_is_more_answered_counts_and_it_is_said_in_a_check_as_in_grading(
    read, tmp_path, script, cells, times, counts, told
):
    truncated = notebook(cell(of_two()))[:40]
    files = {"same.py": script, "same.ipynb": notebook(cell(cells)) if cells else truncated}
    inside = {f"assignments/same/{name}": content for name, content in files.items()}
    times = {f"assignments/same/{name}": time for name, time in zip(files, times, strict=True)}
    graded, remarks = read(inside, times, stub=of_two())
    own = read_own(["same"], tmp_path / "given" / "kim" / "assignments", lambda _: of_two())
    assert own.answers["same"] == graded
    assert graded.name == f"assignments/same/{counts}"
    assert told.replace("same.", "assignments/same/same.") in remarks[0] or told in remarks[0]
    assert own.remarks == remarks


@pytest.mark.parametrize(("name", "empty"), [("same.py", "# todo\n"), ("same.ipynb", notebook(cell("")))])
def test_a_file_without_code_is_said(read, name, empty):
    _, remarks = read({name: empty}, {})
    assert remarks == [f"{name} holds no code."]


CONFLICT = """import numpy as np
def same(x):
<<<<<<< HEAD
    return x
=======
    return 2 * x
>>>>>>> theirs
"""


def test_merge_conflict_marks_in_a_script_are_named(read):
    _, remarks = read({"same.py": CONFLICT}, {})
    assert remarks == [
        "same.py holds merge-conflict marks, in lines 3, 5, 7: leave one side of each, and hand it in again."
    ]


def test_a_heading_in_a_text_is_no_merge_conflict(read):
    _, remarks = read({"same.py": f'"""\nTitle\n=======\n"""\n{ANSWER}'}, {})
    assert remarks == []


COLAB = """!pip install jax
%matplotlib inline
x = \\
 3 % 2
text = '''
!not a command
'''
files = !ls
def same(x):
    !ls
    return x
"""


def test_what_is_for_ipython_in_a_script_is_set_aside_and_said(read):
    answer, remarks = read({"same.py": COLAB}, {})
    assert remarks == ["same.py holds commands for IPython, in lines 1, 2, 8, 10: they are set aside."]
    lines = answer.code.decode().split("\n")
    assert [lines[number] for number in (0, 1, 5, 7, 9)] == ["pass", "pass", "!not a command", "files = []", "    pass"]
    names = {}
    exec(answer.code, names)  # the test's own text
    assert names["same"](3) == 3


@pytest.mark.parametrize("code", [f"%%writefile same.py\n{ANSWER}", ANSWER.replace("\n", "\r\n")])
def test_a_script_is_set_aside_by_lines_and_its_line_ends_stay(read, code):
    answer, _ = read({"same.py": code}, {})
    assert answer.code.decode().endswith(code.partition("writefile same.py\n")[2] or code)


def test_in_a_clone_no_time_counts_neither_in_a_check_nor_in_grading(read, tmp_path):
    files = {
        "assignments/same/same.py": of_two(one=ONE),
        "assignments/same/same.ipynb": notebook(cell(of_two(two=TWICE))),
    }
    (tmp_path / "given" / "kim" / ".git").mkdir(parents=True)
    graded, remarks = read(files, {"assignments/same/same.py": 1e9, "assignments/same/same.ipynb": 2e9}, stub=of_two())
    own = read_own(["same"], tmp_path / "given" / "kim" / "assignments", lambda _: of_two())
    assert graded.name == own.answers["same"].name == "assignments/same/same.py"
    assert "a script comes first" in remarks[1]
    assert own.remarks == remarks[1:]


def test_in_a_zip_the_dates_of_its_members_count(read, tmp_path):
    (tmp_path / "zips").mkdir()
    with zipfile.ZipFile(tmp_path / "zips" / "kim.zip", "w") as archive:
        archive.writestr(zipfile.ZipInfo("same.py", (2026, 1, 1, 0, 0, 0)), ANSWER)
        archive.writestr(zipfile.ZipInfo("same.ipynb", (2026, 1, 2, 0, 0, 0)), TOUCHED)
    answer, remarks = read.place(tmp_path / "zips")
    assert answer.name == "same.ipynb"
    assert remarks == ["same.ipynb counts for same: as many exercises are answered in same.py, and it is newer."]


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


def test_a_line_of_blanks_costs_no_more_than_it_is_long(read):
    """Of so many blanks not even the square of their number could be waited for."""
    code = f"def same(x):\n    y = x{' ' * 500_000}+ 0  # a number\n    return y\n"
    answer, remarks = read({"same.py": code}, {})
    assert (answer.code.decode(), remarks) == (code, [])


def test_of_many_cells_that_define_a_function_few_are_named(read):
    _, remarks = read({"same.ipynb": notebook(*[cell(ANSWER)] * 300)}, {})
    assert "300 times, in cells 1, 2, 3, 4, 5 and 295 more" in remarks[-1]
