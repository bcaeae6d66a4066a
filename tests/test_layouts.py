"""Other systems' downloads: whose each file is, which topic it answers, when it was handed in, and what is odd."""

import os
from datetime import UTC, datetime, timedelta, timezone

import pytest

from autograder.people.person import Signs
from autograder.reading import look
from autograder.reading.find import find
from autograder.reading.layouts import clones
from autograder.reading.layouts.moments import moment
from autograder.reading.read import read_submission
from autograder.verdict import BadInput, Refused, Unanswered

from .downloads import committed, saved, zipped

TOPICS = ["regression", "sgd"]
SEOUL = timezone(timedelta(hours=9))


@pytest.fixture
def found(tmp_path):
    """The entries of a place by name, and what is read of each."""

    def look_at(given):
        entries = {entry.name: entry for entry in find(given, TOPICS)}
        return entries, {name: read_submission(entry, TOPICS, tmp_path) for name, entry in entries.items()}

    return look_at


def files(submission):
    """The names of the files that count."""
    return [answer.name for answer in submission.answers.values() if not isinstance(answer, Unanswered | Refused)]


def layouts(entries):
    return {name: entry.handed.layout for name, entry in entries.items()}


# Canvas


CANVAS = {
    "lovelaceada_1001_50001_regression.ipynb": '{"cells": [], "nbformat": 4, "nbformat_minor": 5, "metadata": {}}',
    "lovelaceada_1001_50002_sgd.py": "1",
    "kim민수_LATE_1002_50003_regression-2.py": "2",
    "o_neil2_1003_50004_sgd.py": "3",
    "hopper_LATE_1004_50005_my_work_2026.zip": zipped({"hw/sgd.py": "4"}),
    "noether_1005_text.html": "<p>see my file</p>",
}


def test_canvas_names_tell_who_which_file_and_whether_it_was_late(tmp_path, found):
    entries, read = found(saved(tmp_path / "submissions.zip", CANVAS))
    assert sorted(entries) == ["hopper_1004", "kim민수_1002", "lovelaceada_1001", "noether_1005", "o_neil2_1003"]
    assert set(layouts(entries).values()) == {"Canvas"}
    assert files(read["lovelaceada_1001"]) == ["regression.ipynb", "sgd.py"]
    assert files(read["kim민수_1002"]) == ["regression-2.py"]
    assert files(read["o_neil2_1003"]) == ["sgd.py"]
    assert files(read["hopper_1004"]) == ["hw/sgd.py"]
    assert entries["kim민수_1002"].signs == Signs(("1002",), "kim민수", foreign=True)
    late = {name for name, submission in read.items() if any("marks it as late" in said for said in submission.remarks)}
    assert late == {"hopper_1004", "kim민수_1002"}
    assert any("noether_1005_text.html is a page" in remark for remark in read["noether_1005"].remarks)
    assert {entry.handed.submitted for entry in entries.values()} == {None}


def test_canvas_keeps_a_name_when_the_same_student_hands_in_late_and_again(tmp_path):
    first = find(saved(tmp_path / "1.zip", {"kim_1_10_sgd.py": "1", "lee_2_11_sgd.py": "1"}), TOPICS)
    again = find(saved(tmp_path / "2.zip", {"kim_LATE_1_30_sgd-1.py": "2", "lee_2_11_sgd.py": "1"}), TOPICS)
    assert [entry.name for entry in first] == [entry.name for entry in again] == ["kim_1", "lee_2"]


def test_the_later_upload_of_a_file_counts_and_is_said(tmp_path, found):
    uploads = {"kim_1_30_sgd.py": "new", "kim_1_20_sgd-3.py": "old", "kim_1_31_sgd.ipynb": "no notebook"}
    _, read = found(saved(tmp_path / "all.zip", uploads))
    assert read["kim_1"].answers["sgd"].code == b"new"
    assert "sgd.py counts for sgd: it was handed in after sgd-3.py." in read["kim_1"].remarks


def test_the_times_in_a_download_of_canvas_decide_nothing(tmp_path, found):
    notebook = '{"cells": [{"cell_type": "code", "source": "x = 1", "metadata": {}, "outputs": []}], "nbformat": 4}'
    _, read = found(saved(tmp_path / "all.zip", {"kim_1_30_sgd.ipynb": notebook, "kim_1_31_sgd.py": "1"}))
    assert any("no time tells which" in remark for remark in read["kim_1"].remarks)


def test_anonymous_uploads_of_canvas_are_nobodys(tmp_path, found):
    entries, read = found(saved(tmp_path / "all.zip", {"anon_Ab3dE_9_sgd.py": "1", "LATE_anon_Xy1zQ_10_sgd.py": "2"}))
    assert sorted(entries) == ["anon_Ab3dE", "anon_Xy1zQ"]
    assert {entry.signs for entry in entries.values()} == {Signs()}
    assert all(any("anonymous" in remark for remark in submission.remarks) for submission in read.values())
    assert any("late" in remark for remark in read["anon_Xy1zQ"].remarks)


def test_a_name_of_canvas_that_reads_two_ways_is_said(tmp_path, found):
    entries, read = found(saved(tmp_path / "all.zip", {"kim_2_1001_50_sgd.py": "1"}))
    assert list(entries) == ["kim_2"]
    assert "kim_2_1001_50_sgd.py may be user 1001's (file 50): taken for kim_2's." in read["kim_2"].remarks


# Moodle


def test_moodle_folders_and_typed_texts_of_one_student_are_one_entry(tmp_path, found):
    download = {
        "Ada Lovelace_4711_assignsubmission_file/regression.py": "1",
        "Ada Lovelace_4711_assignsubmission_onlinetext/onlinetext.html": "see file",
        "김민수_4712_assignsubmission_file_/과제/sgd.py": "2",
        "Jean_Luc 2_4713_assignsubmission_file/hw.zip": zipped({"sgd.py": "3", "old/regression.py": "4"}),
    }
    entries, read = found(saved(tmp_path / "Course-HW1-99.zip", download))
    assert layouts(entries) == dict.fromkeys(["Ada Lovelace_4711", "Jean_Luc 2_4713", "김민수_4712"], "Moodle")
    assert files(read["Ada Lovelace_4711"]) == ["file/regression.py"]
    assert files(read["김민수_4712"]) == ["과제/sgd.py"]
    assert files(read["Jean_Luc 2_4713"]) == ["old/regression.py", "sgd.py"]
    assert entries["김민수_4712"].signs == Signs(name="김민수")
    assert any("typed into Moodle" in remark for remark in read["Ada Lovelace_4711"].remarks)


def test_moodle_files_in_one_folder_are_told_apart_by_their_beginnings(folder, found):
    given = folder(
        {
            "Ada Lovelace_4711_assignsubmission_file_regression.py": "1",
            "Ada Lovelace_4711_assignsubmission_file_sgd.py": "2",
            "kim_4712_assignsubmission_file_hw_1_2_x.zip": zipped({"sgd.py": "3"}),
            "Default group_assignsubmission_file_sgd.py": "4",
        }
    )
    entries, read = found(given)
    assert layouts(entries) == dict.fromkeys(["Ada Lovelace_4711", "Default group", "kim_4712"], "Moodle")
    assert files(read["Ada Lovelace_4711"]) == ["regression.py", "sgd.py"]
    assert files(read["kim_4712"]) == files(read["Default group"]) == ["sgd.py"]


# Gradescope


METADATA = """---
submission_101:
  :submitters:
  - :name: Ada Lovelace
    :sid: '0042'
    :email: ada@example.edu
  :created_at: 2026-03-01 23:58:59.123456789 Z
  :score: 7.0
  :results: {tests: [{name: t, output: "x: [y"}]}
submission_102:
  :submitters:
  - :name: 김민수
    :sid: 0043
    :email: kim@example.edu
  - :name: O'Neil, Sean
    :sid:
    :email: sean@example.edu
  :created_at: 2026-03-02 08:00:00 +09:00
submission_103:
  :submitters: []
  :created_at: yesterday
submission_104:
  :submitters:
  - :name: Grace Hopper
    :sid: '44'
"""
EXPORT = {
    "submission_metadata.yml": METADATA,
    "submission_101/sgd.py": "1",
    "submission_102/hw/sgd.py": "2",
    "submission_103/sgd.py": "3",
}


def test_gradescope_tells_people_and_times_and_everybody_of_a_group_has_the_mark(tmp_path, found):
    export = saved(tmp_path / "export.zip", {f"assignment_9_export/{name}": text for name, text in EXPORT.items()})
    entries, read = found(export)
    names = {"Ada Lovelace_0042", "Grace Hopper_44", "O'Neil, Sean_sean@example.edu", "submission_103", "김민수_0043"}
    assert set(entries) == names
    assert set(layouts(entries).values()) == {"Gradescope"}
    assert entries["Ada Lovelace_0042"].signs == Signs(("0042", "ada@example.edu"), "Ada Lovelace")
    assert entries["Ada Lovelace_0042"].handed.submitted == datetime(2026, 3, 1, 23, 58, 59, 123456, UTC)
    group = [read["김민수_0043"], read["O'Neil, Sean_sean@example.edu"]]
    assert [files(submission) for submission in group] == [["hw/sgd.py"], ["hw/sgd.py"]]
    assert all("Handed in by a group of 2" in submission.remarks[0] for submission in group)
    assert entries["김민수_0043"].handed.submitted == datetime(2026, 3, 2, 8, tzinfo=SEOUL)
    assert "names nobody" in read["submission_103"].remarks[1]
    assert "tells no time" in read["submission_103"].remarks[0]
    assert any("its folder is not there" in remark for remark in read["Grace Hopper_44"].remarks)


POSED = {
    "submission_metadata.yml": "submission_1: {':submitters': [{':sid': '0042'}], ':created_at': 2001-01-01 00:00:00 Z}",
    "submission_1/sgd.py": "1",
}


@pytest.mark.parametrize(
    ("name", "git", "layout"),
    [
        ("kim", False, "folder"),
        ("kim", True, "clone"),
        ("assignment_9_export", True, "clone"),
        ("assignment_9_export", False, "Gradescope"),
        ("given", False, "Gradescope"),
    ],
)
def test_a_lone_students_folder_is_no_export_of_gradescope(folder, found, name, git, layout):
    given = folder({f"{name}/{path}": content for path, content in POSED.items()})
    if git:
        committed(given / name, "2026-03-01T12:00:00+09:00")
    (entry,) = found(given)[0].values()
    assert entry.handed.layout == layout
    assert (entry.name == name) == (layout != "Gradescope")


@pytest.mark.parametrize(
    ("metadata", "told"),
    [
        ("!!python/object/apply:os.system ['touch owned']", "no mapping"),
        ("submission_101: !!python/object/apply:os.system ['touch owned']", "says nothing of"),
        ('a: &a [x, x]\nb: &b [*a, *a]\nsubmission_101: {":submitters": *b}', "names nobody"),
        ("[" * 100_000, "cannot be read"),
        (
            "submission_101:\n  :submitters: [1, [x], {}, {':name': [x]}]\n  :created_at: 2026-13-99 99:99:99 Z",
            "nobody",
        ),
        (b"\xff\xfe\x00", "cannot be read"),
        ("? [1, 2]\n: 3\n", "cannot be read"),
        ("", "no mapping"),
        ("submission_101: {':submitters': [{':name': '../../../etc/passwd'}]}", "tells no time"),
    ],
)
def test_hostile_metadata_of_gradescope_are_text_and_never_more(folder, found, metadata, told, tmp_path):
    entries, read = found(folder({"submission_metadata.yml": metadata, "submission_101/sgd.py": "1"}))
    (submission,) = read.values()
    assert any(told in remark for remark in submission.remarks)
    assert files(submission) == ["sgd.py"]
    assert not any("/" in name or name.startswith(".") for name in entries)
    assert not (tmp_path / "owned").exists()


def test_gradescope_without_metadata_is_said(folder, found):
    entries, read = found(folder({"submission_101/sgd.py": "1", "submission_102/sgd.py": "2"}))
    assert layouts(entries) == {"submission_101": "Gradescope", "submission_102": "Gradescope"}
    assert "There is no submission_metadata.yml" in read["submission_101"].remarks[0]


# nbgrader


def test_nbgrader_students_and_time_stamps(folder, found):
    given = folder(
        {
            "submitted/kim/hw1/regression.ipynb": '{"cells": [], "nbformat": 4}',
            "submitted/kim/hw1/timestamp.txt": "2026-02-27 10:00:00.123456 UTC",
            "submitted/kim/hw2/sgd.py": "1",
            "submitted/kim/hw2/timestamp.txt": "2026-03-01 10:00:00 Asia/Seoul\n",
            "submitted/lee/hw2/sgd.py": "2",
            "submitted/oh/hw2/sgd.py": "3",
            "submitted/oh/hw2/timestamp.txt": "noon",
            "source/hw2/sgd.py": "4",
        }
    )
    entries, read = found(given)
    assert layouts(entries) == dict.fromkeys(["kim", "lee", "oh"], "nbgrader")
    assert files(read["kim"]) == ["hw1/regression.ipynb", "hw2/sgd.py"]
    assert entries["kim"].handed.submitted == datetime(2026, 3, 1, 10, tzinfo=SEOUL)
    assert any("that of hw2, counts" in remark for remark in read["kim"].remarks)
    assert read["lee"].remarks[0] == "hw2 has no timestamp.txt: its time is not known."
    assert "tells no time ('noon' is no time)" in read["oh"].remarks[0]
    inside, _ = found(given / "submitted")
    assert layouts(inside)["kim"] == "nbgrader"


def test_one_students_time_stamp_makes_no_cohort_of_nbgrader(folder, found):
    given = {"kim/x/timestamp.txt": "2001-01-01 00:00:00", "kim/x/sgd.py": "1", "lee/sgd.py": "2", "oh/sgd.py": "3"}
    entries, read = found(folder(given))
    assert layouts(entries) == dict.fromkeys(["kim", "lee", "oh"], "folder")
    assert entries["kim"].handed.submitted is None
    assert read["kim"].remarks == ["Named as nbgrader does, but most around it is not: taken as it is."]


# Clones


@pytest.mark.parametrize("packed", [False, True])
def test_a_clone_tells_the_committers_date(folder, found, packed):
    given = folder({"hw1-kim/assignments/sgd/sgd.py": "1", "hw1-lee/sgd.py": "2"})
    committed(given / "hw1-kim", "2026-03-01T12:00:00+09:00", packed=packed)
    committed(given / "hw1-lee", "2026-03-02T12:00:00+00:00")
    entries, read = found(given)
    assert layouts(entries) == {"hw1-kim": "clone", "hw1-lee": "clone"}
    assert entries["hw1-kim"].handed.submitted == datetime(2026, 3, 1, 12, tzinfo=SEOUL)
    assert entries["hw1-kim"].signs == Signs(("hw1-kim",), "hw1-kim", rest="kim")
    assert files(read["hw1-kim"]) == ["assignments/sgd/sgd.py"]


def test_a_clone_with_a_time_stamp_is_called_as_the_other_clones_are(folder, found):
    given = folder(
        {"hw1-kim/x/timestamp.txt": "noon", "hw1-kim/sgd.py": "1", "hw1-lee/sgd.py": "2", "hw1-oh/a.txt": ""}
    )
    for name in ("hw1-kim", "hw1-lee", "hw1-oh"):
        committed(given / name, "2026-03-01T12:00:00+09:00")
    entries, _ = found(given)
    assert layouts(entries) == dict.fromkeys(["hw1-kim", "hw1-lee", "hw1-oh"], "clone")
    assert [entry.signs.rest for entry in entries.values()] == ["kim", "lee", "oh"]


def test_a_commit_of_another_age_tells_no_time(folder, found):
    given = folder({"kim/sgd.py": "1"})
    committed(given / "kim", "@99999999999 +0000")
    entries, read = found(given)
    assert entries["kim"].handed.submitted is None
    assert read["kim"].remarks == ["The time of the last commit is not known: the time of the commit is none."]


def test_nothing_that_a_clone_configures_is_run(folder, found, tmp_path):
    given = folder({"kim/sgd.py": "1"})
    clone = committed(given / "kim", "2026-03-01T12:00:00+09:00")
    evil = tmp_path / "evil.sh"
    evil.write_text(f"#!/bin/sh\ntouch {tmp_path}/owned\n")
    evil.chmod(0o755)
    keys = {
        "core": ("fsmonitor", "pager", "sshCommand", "editor", "hooksPath", "gitProxy"),
        "gpg": ("program",),
        "diff": ("external",),
    }
    config = "".join(f"[{name}]\n" + "".join(f"\t{key} = {evil}\n" for key in every) for name, every in keys.items())
    remote = f'[extensions]\n\tpartialClone = origin\n[remote "origin"]\n\turl = ext::{evil}\n\tpromisor = true\n'
    (clone / ".git" / "config").write_text(config + "[log]\n\tshowSignature = true\n" + remote)
    entries, _ = found(given)
    assert entries["kim"].handed.submitted == datetime(2026, 3, 1, 12, tzinfo=SEOUL)
    for path in (clone / ".git" / "objects").glob("??/*"):
        path.unlink()
    entries, read = found(given)
    assert entries["kim"].handed.submitted is None
    assert "The time of the last commit is not known: git cannot read its commit." in read["kim"].remarks
    assert not (tmp_path / "owned").exists()


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        (lambda git: (git / "HEAD").write_text("ref: refs/heads/../../../../etc/passwd"), "HEAD names no commit"),
        (lambda git: (git / "HEAD").write_text("nonsense"), "HEAD names no commit"),
        (lambda git: (git / "HEAD").unlink(), "HEAD vanished"),
        (lambda git: (git / "HEAD").write_text("ref: refs/heads/none"), "no commit yet"),
        (lambda git: ((git / "HEAD").unlink(), (git / "HEAD").symlink_to("/etc/passwd")), "HEAD is a link"),
        (lambda git: ((git / "HEAD").unlink(), os.mkfifo(git / "HEAD")), "HEAD is not a file"),
        (lambda git: (git.rename(git.with_name("elsewhere")), git.symlink_to("elsewhere")), r"its \.git is no folder"),
        (lambda git: (git.rename(git.with_name("x")), git.write_text("gitdir: /tmp")), r"its \.git is no folder"),
    ],
)
def test_a_broken_clone_is_graded_and_its_time_is_not_known(folder, found, broken, told):
    given = folder({"kim/sgd.py": "1"})
    broken(committed(given / "kim", "2026-03-01T12:00:00+09:00") / ".git")
    entries, read = found(given)
    assert entries["kim"].handed.submitted is None
    (remark,) = read["kim"].remarks
    assert remark.startswith("The time of the last commit is not known: ")
    assert told.replace("\\", "") in remark
    assert files(read["kim"]) == ["sgd.py"]


def test_without_git_a_clone_has_no_time(folder, found, monkeypatch):
    given = folder({"kim/sgd.py": "1"})
    committed(given / "kim", "2026-03-01T12:00:00+09:00")
    monkeypatch.setenv("PATH", "/nowhere")
    _, read = found(given)
    assert read["kim"].remarks == ["The time of the last commit is not known: git is not installed."]


def test_git_is_given_up(folder, monkeypatch):
    committed(folder({"kim/sgd.py": "1"}) / "kim", "2026-03-01T12:00:00+09:00")
    monkeypatch.setattr(clones, "SECONDS", 0)
    with pytest.raises(clones.Unreadable, match="more than 0 seconds"):
        clones.committed(folder({}) / "kim" / ".git")


# What is common


def test_otters_folder_of_files_names_students_and_topics(folder, found):
    entries, read = found(folder({"kim_regression.ipynb": "{}", "kim_sgd.py": "1", "lee-sgd.py": "2"}))
    assert layouts(entries) == {"kim": "files", "lee": "files"}
    assert files(read["lee"]) == ["lee-sgd.py"]


def test_a_zip_of_zips(tmp_path, found):
    inner = {"class/kim.zip": zipped({"hw/sgd.py": "1"}), "class/lee.zip": zipped({"sgd.py": "2"})}
    entries, read = found(saved(tmp_path / "all.zip", inner))
    assert layouts(entries) == {"kim": "zip", "lee": "zip"}
    assert files(read["kim"]) == ["hw/sgd.py"]


def test_what_does_not_fit_is_taken_as_it_is_and_said(tmp_path, found):
    strays = {"README.pdf": "x", "late ones/sgd.py": "1", "oh.zip": zipped({"sgd.py": "2"}), "sgd.py": "3"}
    entries, read = found(saved(tmp_path / "all.zip", CANVAS | strays))
    assert layouts(entries)["late ones"] == "folder"
    for name in ("README", "late ones", "oh", "sgd"):
        assert "Not named as Canvas does, as what is around it is: taken as it is." in read[name].remarks
    assert files(read["oh"]) == ["sgd.py"]


def test_a_name_like_canvas_among_others_is_no_download_of_canvas(folder, found):
    entries, read = found(folder({"kim_1_2_sgd.py": "1", "lee_sgd.py": "2", "oh/sgd.py": "3"}))
    assert layouts(entries) == {"kim_1_2": "files", "lee": "files", "oh": "folder"}
    assert "Named as Canvas does" in read["kim_1_2"].remarks[0]


def test_two_layouts_in_one_place_are_refused(folder):
    given = folder({"kim_1_2_sgd.py": "1", "Kim_3_assignsubmission_file/sgd.py": "2"})
    with pytest.raises(
        BadInput, match=r"kim_1_2_sgd\.py as Canvas does and Kim_3_assignsubmission_file as Moodle does"
    ):
        find(given, TOPICS)


@pytest.mark.parametrize(
    ("members", "layout"),
    [
        (CANVAS, "Canvas"),
        ({"Kim_3_assignsubmission_file/sgd.py": "1"}, "Moodle"),
        ({f"assignment_9_export/{name}": text for name, text in EXPORT.items()}, "Gradescope"),
        ({"course/submitted/kim/hw1/sgd.py": "1"}, "nbgrader"),
    ],
)
def test_a_folder_around_the_zip_of_a_download_is_refused_with_a_hint(tmp_path, members, layout):
    inside = saved(tmp_path / "given" / "hw3.zip", members)
    with pytest.raises(BadInput, match=rf"hw3\.zip, named as {layout} .*SUBMISSIONS=.*/given/hw3\.zip"):
        find(tmp_path / "given", TOPICS)
    assert find(inside, TOPICS)


@pytest.mark.parametrize(
    "data", [b"no zip", zipped({"hw/sgd.py": "1", "hw/kim_1_2_x.py": "2", "hw/a": ""}), zipped({})]
)
def test_a_folder_around_a_students_zip_is_one_submission(folder, data):
    (entry,) = find(folder({"kim.zip": data}), TOPICS)
    assert (entry.name, entry.handed.layout) == ("kim", "zip")


INSIDE = {
    "Canvas": "kim_1_2_hw.zip",
    "Moodle": "Kim_1_assignsubmission_file/hw.zip",
    "Gradescope": "submission_1/hw.zip",
    "nbgrader": "submitted/kim/hw1/hw.zip",
    "folder": "kim/hw.zip",
    "zip": "kim.zip",
}


def only(found, given, layout):
    entries, read = found(given)
    (submission,) = read.values()
    assert list(layouts(entries).values()) == [layout]
    return submission


@pytest.mark.parametrize("layout", INSIDE)
def test_a_zip_in_a_students_zip_is_refused_by_name(folder, found, layout):
    nested = zipped({"sgd.py": "1"} | {f"{number:04}.zip": zipped({"regression.py": "2"}) for number in range(3000)})
    submission = only(found, folder({INSIDE[layout]: nested}), layout)
    (remark,) = [remark for remark in submission.remarks if "inside of a zip" in remark]
    assert "0000.zip and 2999 more are zips inside of a zip: not opened." in remark
    assert len(files(submission)) == 1
    assert isinstance(submission.answers["regression"], Unanswered)


@pytest.mark.parametrize("layout", INSIDE)
def test_a_bomb_is_refused_by_name(folder, found, layout, monkeypatch):
    monkeypatch.setattr(look, "MAX_ARCHIVE", 2**20)
    stuffed = zipped({"sgd.py": "#" * 2**25})
    (refusal,) = [
        str(a) for a in only(found, folder({INSIDE[layout]: stuffed}), layout).answers.values() if "sgd" in str(a)
    ]
    assert "sgd.py is larger than" in refusal


@pytest.mark.parametrize("layout", ["Canvas", "Moodle", "Gradescope", "nbgrader", "folder", "zip"])
def test_a_zip_that_is_itself_too_large_is_refused_by_name(tmp_path, found, layout, monkeypatch):
    monkeypatch.setattr(look._Unpacking, "room", 2**20)
    monkeypatch.setattr(look._Unpacking.__init__, "__defaults__", (2**20,))
    given = saved(tmp_path / "all.zip", {INSIDE[layout]: b"\0" * 2**22, f"{INSIDE[layout]}.txt": "", "README.txt": ""})
    _, read = found(given)
    assert any(
        "hw.zip is larger than a submission can be" in r or "kim.zip is larger" in r
        for s in read.values()
        for r in s.remarks
    )


@pytest.mark.parametrize("name", ["../evil.py", "/etc/evil.py", "a/../../evil.py"])
@pytest.mark.parametrize("layout", INSIDE)
def test_a_students_zip_that_points_outside_is_refused_by_name(folder, found, layout, name):
    submission = only(found, folder({INSIDE[layout]: zipped({name: "1", "sgd.py": "2"})}), layout)
    assert any("which points outside of it; it was not unpacked." in remark for remark in submission.remarks)
    assert files(submission) == []


def test_a_link_in_place_of_a_zip_is_refused_by_name(folder, found, tmp_path):
    saved(tmp_path / "secret.zip", {"sgd.py": "1"})
    given = folder({"kim/notes.txt": "1"})
    (given / "kim" / "hw.zip").symlink_to(tmp_path / "secret.zip")
    assert found(given)[1]["kim"].remarks[0] == "hw.zip is a link; hand in the file itself."


def test_too_many_zips_are_said_once(folder, found):
    _, read = found(folder({f"kim/{number:02}.zip": zipped({"sgd.py": "1"}) for number in range(30)}))
    assert read["kim"].remarks == ["There are 30 zips, 00.zip among them; none of them was opened."]


def test_a_file_beside_a_zip_counts_and_is_said(folder, found):
    _, read = found(folder({"kim/sgd.py": "new", "kim/backup.zip": zipped({"sgd.py": "old", "regression.py": "1"})}))
    assert files(read["kim"]) == ["backup.zip/regression.py", "sgd.py"]
    assert read["kim"].remarks == ["sgd.py counts for sgd, by where it lies; these do not: backup.zip/sgd.py."]


@pytest.mark.parametrize(
    ("inner", "told"),
    [
        ("submission_1", "There is no submission_metadata.yml"),
        ("Kim_1_assignsubmission_file", "nothing to grade"),
        ("kim", "nothing to grade"),
    ],
)
def test_empty_folders_of_any_layout_are_entries_with_a_remark(tmp_path, found, inner, told):
    (tmp_path / "given" / inner).mkdir(parents=True)
    (submission,) = found(tmp_path / "given")[1].values()
    assert told in submission.remarks[0]


@pytest.mark.parametrize("name", ["submitted", "all.zip"])
def test_a_download_of_nobody_is_said(tmp_path, name):
    (tmp_path / "given" / "submitted").mkdir(parents=True)
    empty = saved(tmp_path / "all.zip", {}) if name == "all.zip" else tmp_path / "given" / "submitted"
    with pytest.raises(BadInput, match="is empty"):
        find(empty, TOPICS)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-03-01 23:59:58.123456789 Z", datetime(2026, 3, 1, 23, 59, 58, 123456, UTC)),
        ("2026-03-01T23:59:58+09:00", datetime(2026, 3, 1, 23, 59, 58, tzinfo=SEOUL)),
        ("2026-03-01 23:59:58.5 UTC", datetime(2026, 3, 1, 23, 59, 58, 500000, UTC)),
        ("2026-03-01 23:59:58 Asia/Seoul", datetime(2026, 3, 1, 23, 59, 58, tzinfo=SEOUL)),
    ],
)
def test_moments_are_read_as_they_are_written(text, expected):
    assert moment(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        *("", "noon", "2026-03-01", "2026-03-01 23:59:58", "2026-99-01 00:00:00 Z", "2026-03-01 00:00:00 ../x"),
        *("0001-01-01 00:00:00 UTC", "1969-12-31 23:59:59 Z", "2201-01-01 00:00:00 Z", "9999-12-31 23:59:59 -05:00"),
    ],
)
def test_what_is_no_moment_is_refused(text):
    with pytest.raises(ValueError, match=r"is no time|names no time zone|month must be"):
        moment(text)
