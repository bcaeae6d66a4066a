"""Submissions as they come: folders, zips, lone files, and what is wrong with them."""

import zipfile

import pytest

from autograder.find import BadInput, find
from autograder.read import decode, read
from autograder.verdict import Refused, Unanswered

TOPICS = ["regression", "sgd"]


@pytest.fixture
def found(tmp_path):
    def look(given):
        stubs = tmp_path / "stubs"
        (stubs / "sgd").mkdir(parents=True, exist_ok=True)
        (stubs / "sgd" / "sgd.py").write_text("stub")
        unpacked = tmp_path / "unpacked"
        return {submission.name: submission for submission in find(given, TOPICS, unpacked, stubs)}

    return look


def test_one_folder_for_each_student_and_topics_at_any_depth(folder, found):
    students = found(folder({"kim/regression.py": "1", "lee/a/b/sgd/sgd.py": "2", "lee/notes.txt": "3"}))
    assert sorted(students) == ["kim", "lee"]
    assert students["kim"].file("regression").name == "regression.py"
    assert students["lee"].file("sgd").name == "a/b/sgd/sgd.py"
    with pytest.raises(Unanswered, match=r"no sgd\.py"):
        students["kim"].file("sgd")


def test_a_lone_file_says_student_and_topic(folder, found):
    students = found(folder({"kim_regression.py": "1", "kim-sgd.py": "2", "lee_SGD.PY": "3", "oh.py": "4"}))
    assert sorted(students) == ["kim", "lee", "oh"]
    assert students["kim"].file("sgd").name == "kim-sgd.py"
    assert "names no topic" in students["oh"].remarks[0]


def test_a_folder_of_topics_is_one_submission(folder, found):
    students = found(folder({"regression.py": "1", "sgd.py": "2"}))
    assert list(students) == ["given"]


def test_a_folder_with_nothing_to_grade_is_a_record_all_the_same(folder, found):
    (submission,) = found(folder({"kim/readme.txt": "sorry"})).values()
    assert submission.remarks == ["There is no <topic>.py in kim: nothing to grade."]


def test_two_candidates_are_refused_by_name(folder, found):
    (submission,) = found(folder({"kim/sgd.py": "1", "kim/final/sgd.py": "2"})).values()
    with pytest.raises(Refused, match=r"2 files for sgd: sgd\.py and final/sgd\.py"):
        submission.file("sgd")


def test_an_untouched_stub_or_a_copy_is_no_second_candidate(folder, found):
    files = {"kim/sgd.py": "answer", "kim/assignments/sgd/sgd.py": "stub", "kim/copy/sgd.py": "answer"}
    (submission,) = found(folder(files)).values()
    assert submission.file("sgd").name == "copy/sgd.py" or submission.file("sgd").name == "sgd.py"


def test_hidden_and_foreign_folders_are_passed_over(folder, found):
    students = found(folder({"kim/sgd.py": "1", "kim/.git/sgd.py": "2", "kim/__MACOSX/sgd.py": "3", ".x/sgd.py": "4"}))
    assert list(students) == ["kim"]
    assert students["kim"].file("sgd").name == "sgd.py"


def test_a_folder_with_the_files_name_is_refused(folder, found):
    (submission,) = found(folder({"kim/sgd.py/inside.txt": "1"})).values()
    file = submission.file("sgd")
    with pytest.raises(Refused, match="not a file"):
        read(type(folder({}))(file.path), file.name)


def test_a_link_is_refused(folder, found, tmp_path):
    given = folder({"kim/notes.txt": "1"})
    (given / "kim" / "sgd.py").symlink_to(tmp_path / "elsewhere.py")
    (submission,) = found(given).values()
    with pytest.raises(Refused, match="is a link"):
        read(given / "kim" / "sgd.py", submission.file("sgd").name)


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
    assert students["kim"].file("sgd").name == "hw/sgd.py"
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
    ],
)
def test_what_cannot_be_read_is_said(data, told):
    with pytest.raises(Refused, match=told):
        decode(data, "sgd.py")


def test_marks_and_coding_lines_are_honoured():
    assert decode(b"\xef\xbb\xbfx = 1\n", "sgd.py") == b"x = 1\n"
    assert decode("# -*- coding: cp949 -*-\nx = '가'\n".encode("cp949"), "sgd.py") == "#\nx = '가'\n".encode()


def test_a_huge_file_is_refused(tmp_path):
    (tmp_path / "sgd.py").write_bytes(b"#" * 2**21)
    with pytest.raises(Refused, match="larger than"):
        read(tmp_path / "sgd.py", "sgd.py")
