"""Submissions as they come: folders, zips, lone files, and what is wrong with them."""

import os
import re
import zipfile
from pathlib import Path

import pytest

import autograder
from autograder.reading.find import RECORD, RESERVED, find
from autograder.reading.own import read_own
from autograder.reading.places import file_at
from autograder.reading.read import read_submission
from autograder.reading.text import decode
from autograder.similarity.listing import NAME as PAIRS
from autograder.verdict import BadInput, Refused, Unanswered
from tests.notebooks import cell, notebook

PACKAGE = Path(autograder.__file__).parent
TOPICS = ["regression", "sgd"]


@pytest.fixture
def found(tmp_path):
    def look(given):
        stubs = tmp_path / "stubs"
        (stubs / "sgd").mkdir(parents=True, exist_ok=True)
        (stubs / "sgd" / "sgd.py").write_text("stub")
        submissions = [read_submission(entry, TOPICS, stubs) for entry in find(given, TOPICS)]
        found = {submission.name: submission for submission in submissions}
        assert len(found) == len(submissions)
        return found

    return look


def refused(submission, topic, kind=Refused):
    """Why there is nothing to call."""
    assert type(submission.answers[topic]) is kind
    return str(submission.answers[topic])


def test_one_folder_for_each_student_and_topics_at_any_depth(folder, found):
    students = found(folder({"kim/regression.py": "1", "lee/a/b/sgd/sgd.py": "2", "lee/notes.txt": "3"}))
    assert sorted(students) == ["kim", "lee"]
    assert students["kim"].answers["regression"].name == "regression.py"
    assert students["lee"].answers["sgd"].name == "a/b/sgd/sgd.py"
    assert refused(students["kim"], "sgd", Unanswered) == "There is no sgd.py and no sgd.ipynb in the submission."


def test_a_lone_file_says_student_and_topic(folder, found):
    students = found(folder({"kim_regression.py": "1", "kim-sgd.py": "2", "lee_SGD.PY": "3", "oh.py": "4"}))
    assert sorted(students) == ["kim", "lee", "oh"]
    assert students["kim"].answers["sgd"].name == "kim-sgd.py"
    assert "names no topic" in students["oh"].remarks[0]


def test_a_folder_of_topics_is_one_submission(folder, found):
    students = found(folder({"regression.py": "1", "sgd.py": "2"}))
    assert list(students) == ["given"]


def test_a_folder_with_nothing_to_grade_is_a_record_all_the_same(folder, found):
    (submission,) = found(folder({"kim/readme.txt": "sorry"})).values()
    assert submission.remarks == [
        "There is no <topic>.py and no <topic>.ipynb in kim: nothing to grade.",
        "Taken for no topic by its name: readme.txt. Still without an answer: regression.py, sgd.py.",
    ]


def test_two_candidates_are_refused_by_name(folder, found):
    (submission,) = found(folder({"kim/sgd.py": "1", "kim/final/sgd.py": "2"})).values()
    assert "2 files for sgd: sgd.py and final/sgd.py. Hand in one" in refused(submission, "sgd")


def test_an_untouched_stub_or_a_copy_is_no_second_candidate(folder, found):
    files = {"kim/sgd.py": "answer", "kim/assignments/sgd/sgd.py": "stub", "kim/copy/sgd.py": "answer"}
    (submission,) = found(folder(files)).values()
    assert submission.answers["sgd"].name == "copy/sgd.py" or submission.answers["sgd"].name == "sgd.py"


def test_hidden_and_foreign_folders_are_passed_over(folder, found):
    students = found(folder({"kim/sgd.py": "1", "kim/.git/sgd.py": "2", "kim/__MACOSX/sgd.py": "3", ".x/sgd.py": "4"}))
    assert list(students) == ["kim"]
    assert students["kim"].answers["sgd"].name == "sgd.py"


def test_a_folder_with_the_files_name_is_refused(folder, found):
    (submission,) = found(folder({"kim/sgd.py/inside.txt": "1"})).values()
    assert refused(submission, "sgd") == "sgd.py is not a file."


def test_a_link_is_refused(folder, found, tmp_path):
    given = folder({"kim/notes.txt": "1"})
    (given / "kim" / "sgd.py").symlink_to(tmp_path / "elsewhere.py")
    (submission,) = found(given).values()
    assert "sgd.py is a link" in refused(submission, "sgd")


def zipped(path, files):
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def test_a_zip_of_a_cohort(tmp_path, found):
    students = found(zipped(tmp_path / "all.zip", {"cohort/kim/sgd.py": "1", "cohort/lee/regression.py": "2"}))
    assert sorted(students) == ["kim", "lee"]


def test_a_zip_for_each_student(tmp_path, found):
    zipped(tmp_path / "given" / "kim.zip", {"hw/sgd.py": "1"})
    (tmp_path / "given" / "lee.zip").write_bytes(b"no zip")
    students = found(tmp_path / "given")
    assert students["kim"].answers["sgd"].name == "hw/sgd.py"
    assert "cannot be unpacked" in students["lee"].remarks[0]


@pytest.mark.parametrize("name", ["../outside.py", "/tmp/outside.py", "a/../../outside.py", "..\\outside.py"])
def test_a_zip_that_points_outside_is_refused_by_name(tmp_path, found, name):
    archive = zipped(tmp_path / "evil.zip", {name: "1"})
    with pytest.raises(BadInput, match="points outside"):
        found(archive)


def test_a_missing_or_empty_folder_is_said(tmp_path, found):
    with pytest.raises(BadInput, match="There is no"):
        found(tmp_path / "nowhere")
    (tmp_path / "empty").mkdir()
    with pytest.raises(BadInput, match="is empty"):
        found(tmp_path / "empty")


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ("x = '가'".encode("utf-16"), "saved as UTF-16"),
        ("# 경사하강법".encode("cp949"), "looks like CP949"),
        (b"x = 1\0", "NUL bytes"),
        (b"# coding: nonsense\nx = 1", "not UTF-8"),
        (b"\xff\xfe\xff", "saved as UTF-16"),
        (b"# coding: unicode_escape\nx = '\\ud800'", "not UTF-8"),
        (b"# coding: undefined\nx = 1", "not UTF-8"),
        (b"# coding: punycode\n" + b"a" * 2**19 + b"-" + b"a" * 2**19, "not UTF-8"),
    ],
)
def test_what_cannot_be_read_is_said(data, told):
    with pytest.raises(Refused, match=told):
        decode(data, "sgd.py")


def test_marks_and_coding_lines_are_honoured():
    assert decode(b"\xef\xbb\xbfx = 1\n", "sgd.py") == b"x = 1\n"
    assert decode("# -*- coding: cp949 -*-\nx = '가'\n".encode("cp949"), "sgd.py") == "#\nx = '가'\n".encode()


def test_a_huge_file_is_refused(folder, found):
    (submission,) = found(folder({"kim/sgd.py": b"#" * 2**21})).values()
    assert "larger than" in refused(submission, "sgd")


def code(submission, topic):
    return submission.answers[topic].code.decode()


def test_entries_of_one_name_are_graded_apart_and_said(folder, found):
    given = folder({"kim/sgd.py": "1", "kim_sgd.py": "2", "Kim/sgd.py": "3", "Kim.txt": "4"})
    zipped(given / "kim.zip", {"sgd.py": "5"})
    zipped(given / "KIM.ZIP", {"sgd.py": "6"})
    students = found(given)
    assert {name: code(student, "sgd") for name, student in students.items() if name != "Kim.txt"} == {
        "Kim": "3",
        "kim (2)": "1",
        "KIM.ZIP": "6",
        "kim (3)": "5",
        "kim (files)": "2",
    }
    assert "Kim.txt names no topic" in students["Kim.txt"].remarks[0]
    for name in ("kim (2)", "KIM.ZIP", "kim (3)", "kim (files)", "Kim.txt"):
        assert f"is graded as {name}." in students[name].remarks[1 if name == "Kim.txt" else 0]


def test_composed_and_decomposed_names_are_one_name(folder, found):
    composed, decomposed = "\uae40", "\u1100\u1175\u11b7"
    students = found(folder({f"{composed}/sgd.py": "1", f"{decomposed}/sgd.py": "2", f"{decomposed}2_sgd.py": "3"}))
    assert sorted(students) == [composed, f"{composed} (2)", f"{composed}2"]


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("gradebook.sqlite", "_gradebook.sqlite"),
        ("Gradebook.CSV", "_Gradebook.CSV"),
        ("kim\nlee", "kim�lee"),
        ("\u202ekim", "�kim"),
        ("a\\..\\kim", "a\\..\\kim"),
        ("x" * 250, "x" * 191 + "-086d4a1c"),
        (b"\xb1\xe8".decode("utf-8", "surrogateescape"), "��"),
    ],
)
def test_a_name_is_a_folder_of_its_own_below_out(folder, found, name, called):
    (only,) = found(folder({f"{name}/sgd.py": "1"}))
    assert only.lstrip("_.") == called.lstrip("_.")
    assert "/" not in only
    assert not only.startswith((".", "gradebook"))


@pytest.mark.parametrize("name", ["trust.csv", "exports", "Report", "similar.csv", "seed"])
def test_a_name_is_none_that_a_command_writes_into_out(folder, found, name):
    assert list(found(folder({f"{name}/sgd.py": "1", "kim/sgd.py": "2"}))) == [f"_{name}", "kim"]


def test_all_that_commands_write_into_out_is_reserved():
    written = {PAIRS, *re.findall(r'\bout / "([^"]+)"', "".join(map(Path.read_text, PACKAGE.rglob("*.py"))))}
    assert all(name in RESERVED or name.startswith(RECORD) for name in written)
    assert {"exports", "trust.csv"} <= written


def test_names_in_a_zip_stay_below_out(tmp_path, found):
    students = found(zipped(tmp_path / "all.zip", {"a\nb/sgd.py": "1", "gradebook.csv/sgd.py": "2", "c\\sgd.py": "3"}))
    assert {name: code(student, "sgd") for name, student in students.items()} == {
        "a�b": "1",
        "_gradebook.csv": "2",
        "c": "3",
    }


def test_a_lone_file_without_a_student_is_called_as_it_is(folder, found):
    assert sorted(found(folder({"_sgd.py": "1", "kim_sgd.py": "2"}))) == ["_sgd", "kim"]


def test_sources_that_are_taken_for_no_topic_are_said(folder, found):
    files = {
        "kim/sgd_final.py": "1",
        "kim/my regression.py": "2",
        "kim/hw/Regression copy.ipynb": "3",
        "kim/a.txt": "4",
    }
    (submission,) = found(folder(files)).values()
    assert submission.remarks == [
        "There is no <topic>.py and no <topic>.ipynb in kim: nothing to grade.",
        "Taken for no topic by its name: my regression.py, sgd_final.py, hw/Regression copy.ipynb, a.txt. "
        "Still without an answer: regression.py, sgd.py.",
    ]
    assert refused(submission, "sgd", Unanswered)


def test_sources_under_other_names_beside_untouched_stubs_are_said(folder, found):
    files = {"kim/sgd.py": "stub", "kim/regression.py": "1", "kim/my_sgd_2.py": "2", "kim/README.md": "3"}
    (submission,) = found(folder(files)).values()
    assert submission.remarks == ["Taken for no topic by its name: my_sgd_2.py. Still without an answer: sgd.py."]


NO_SOURCES = ["sgd.py.txt", "hw.rar", "hw.tar.gz", "report.PDF", "sgd.ipynb.json", "Sgd.docx", "regression.ipynb.txt"]


def test_what_is_no_source_is_named_where_something_is_missing(folder, found):
    files = {f"kim/{name}": "1" for name in [*NO_SOURCES, "plot.png", "README.md", "notes.txt"]} | {
        f"lee/{name}": "1" for name in ["sgd.py", *NO_SOURCES[:4], "plot.png", "README.md", "notes.txt"]
    }
    students = found(folder(files))
    assert "nothing to grade" in students["kim"].remarks[0]
    assert "Sgd.docx, hw.rar, hw.tar.gz, regression.ipynb.txt, report.PDF and 5 more." in students["kim"].remarks[1]
    assert students["lee"].remarks == [
        "Taken for no topic by its name: hw.rar, hw.tar.gz, report.PDF, sgd.py.txt. Still without an answer: regression.py."
    ]


def test_that_there_is_nothing_to_grade_is_said_whatever_else_is(tmp_path, found):
    given = tmp_path / "all.zip"
    zipped(given, {"leewei_LATE_120_6000_regression.py.txt": "1", "kim_121_6001_sgd.py": "1"})
    remarks = " ".join(found(given)["leewei_120"].remarks)
    assert "marks it as late" in remarks
    assert "nothing to grade" in remarks
    assert "Taken for no topic by its name: regression.py.txt." in remarks


@pytest.mark.parametrize("name", ["sgd (1).py", "sgd(2).py", "sgd (2) (1).py", "SGD (10).ipynb"])
def test_a_number_that_a_browser_adds_takes_no_answer_away(folder, found, name):
    content = notebook(cell("answer")) if name.endswith("ipynb") else "answer"
    (submission,) = found(folder({f"kim/{name}": content, "kim/sgd.py": "stub"})).values()
    assert code(submission, "sgd").strip() == "answer"
    assert (
        submission.remarks[-1]
        == f"{name} counts for sgd, since nothing else answers it: without the number it is its name."
    )


def test_a_number_that_a_browser_adds_makes_no_second_candidate(folder, found):
    (submission,) = found(folder({"kim/sgd.py": "answer", "kim/sgd (1).py": "other"})).values()
    assert code(submission, "sgd") == "answer"
    assert submission.remarks == ["sgd.py counts for sgd, by where it lies; these do not: sgd (1).py."]
    (submission,) = found(folder({"kim/sgd (2).py": "third", "kim/sgd.py": "stub"})).values()
    assert "There are 2 files for sgd: sgd (1).py and sgd (2).py. Hand in one" in refused(submission, "sgd")


def test_lone_files_of_students_may_have_the_number_of_a_browser(folder, found):
    students = found(folder({"kim_sgd (1).py": "1", "lee_regression.py": "2"}))
    assert code(students["kim"], "sgd") == "1"


def test_helpers_of_a_complete_submission_are_not_remarked(folder, found):
    (submission,) = found(folder({"kim/sgd.py": "1", "kim/regression.py": "2", "kim/helper.py": "3"})).values()
    assert submission.remarks == []


def test_equal_names_in_a_zip_are_two_candidates(tmp_path, found):
    (tmp_path / "given").mkdir()
    with zipfile.ZipFile(tmp_path / "given" / "kim.zip", "w") as archive:
        archive.writestr("sgd.py", "1")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("sgd.py", "2")
    (submission,) = found(tmp_path / "given").values()
    assert "2 files for sgd" in refused(submission, "sgd")


def test_a_zip_in_a_zip_and_a_bomb(tmp_path, found):
    inner = zipped(tmp_path / "kim.zip", {"sgd.py": "1"}).read_bytes()
    with zipfile.ZipFile(tmp_path / "all.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("kim.zip", inner)
        archive.writestr("lee/sgd.py", b"#" * 50 * 2**20)
        archive.writestr("oh/sgd.py", "2")
    students = found(tmp_path / "all.zip")
    assert code(students["kim"], "sgd") == "1"
    assert "larger than" in refused(students["lee"], "sgd")
    assert code(students["oh"], "sgd") == "2"


def test_an_archive_of_too_many_or_too_deep_members_is_not_opened(tmp_path, found):
    given = tmp_path / "given"
    zipped(given / "deep.zip", {"a/" * 200 + "sgd.py": "1"})
    many = zipped(given / "many.zip", {"sgd.py": "1"})
    data = bytearray(many.read_bytes())
    data[-10:-6] = (5 * 2**20).to_bytes(4, "little")
    many.write_bytes(data)
    students = found(given)
    assert "more than 100 deep" in students["deep"].remarks[0]
    assert "more files than a submission can" in students["many"].remarks[0]


def test_names_of_a_korean_zip_are_read(tmp_path, found):
    path = zipped(tmp_path / "all.zip", {"XX/sgd.py": "1", "lee/sgd.py": "2"})
    path.write_bytes(path.read_bytes().replace(b"XX", "\uae40".encode("cp949")))
    assert sorted(found(path)) == ["lee", "\uae40"]


def test_what_vanishes_before_it_is_read_is_said(folder, tmp_path):
    given = folder({"kim/sgd.py": "1", "lee/sgd.py": "2"})
    kim, lee = find(given, TOPICS)
    (given / "kim" / "sgd.py").unlink()
    (given / "kim").rmdir()
    assert read_submission(kim, TOPICS, tmp_path).remarks == ["kim vanished while the grader ran."]
    with lee.look([]) as taken:
        ((_, file),) = taken
        (given / "lee" / "sgd.py").unlink()
        with pytest.raises(Refused, match=r"sgd\.py vanished"):
            file.data()


def test_a_pipe_is_no_file(tmp_path):
    os.mkfifo(tmp_path / "sgd.py")
    with pytest.raises(Refused, match="not a file"):
        file_at(tmp_path / "sgd.py").data()


def test_own_answers_are_exactly_where_they_belong(folder):
    files = {
        "sgd/sgd.py": "answer",
        "sgd/old/sgd.py": "copy",
        "sgd.zip": "no zip",
        "me_sgd.py": "lone",
        "regression/Regression (1).py": "renamed",
    }
    own = read_own(TOPICS, folder(files), str)
    assert code(own, "sgd") == "answer"
    assert refused(own, "regression", Unanswered).startswith("There is no given/regression/regression.py; a fresh copy")


LEFT = 'def same(x):\n    raise NotImplementedError("same")\n'
DONE = "def same(x):\n    return x\n"


@pytest.mark.parametrize(
    ("script", "cells", "counts"),
    [(DONE, LEFT, "sgd.py"), (LEFT, DONE, "sgd.ipynb"), (LEFT, LEFT, "sgd.py"), (None, DONE, "sgd.ipynb")],
)
def test_ones_own_answers_may_stand_in_the_notebook(folder, script, cells, counts):
    files = {"sgd.ipynb": notebook(cell(cells))} | ({"sgd.py": script} if script else {})
    given = folder({f"assignments/sgd/{name}": content for name, content in files.items()})
    own = read_own(["sgd"], given / "assignments", lambda _: LEFT)
    assert own.answers["sgd"].name == f"assignments/sgd/{counts}"
    assert len(own.remarks) == (1 if script and counts == "sgd.ipynb" else 0)
