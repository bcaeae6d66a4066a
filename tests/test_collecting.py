"""From a download to a gradebook with people: who is unmatched, twice there or missing, and what lateness leaves."""

import csv
import io
import json
import sqlite3
from contextlib import closing

import pytest
from rich.console import Console

from autograder import listing
from autograder.collecting import collect, read_deal
from autograder.verdict import BadInput

from .downloads import committed, saved
from .test_grade import RIGHT, run

TOPICS = ["diff_quotient", "sgd"]
ROSTER = """id,name,email,section,login
1001,Ada Lovelace,ada@example.edu,A,ada
1002,김민수,minsu@example.edu,A,minsu
1003,=Grace Hopper,grace@example.edu,B,grace
1004,Carl Gauss,carl@example.edu,B,carl
"""


@pytest.fixture
def deal(tmp_path):
    """What a course says: this roster, and work due on the first of March at midnight in Seoul."""
    (tmp_path / "roster.csv").write_text(ROSTER)
    (tmp_path / "late.csv").write_text("days,factor\n1,0.9\n3,0.5\n")
    return read_deal(tmp_path / "roster.csv", "2026-03-02T00:00+09:00", tmp_path / "late.csv")


def by_name(collection):
    return {entry.name: entry for entry in collection.entries}


def test_who_is_unmatched_twice_there_or_missing(folder, deal):
    given = folder(
        {
            "ada/sgd.py": "1",
            "Lovelace, Ada/sgd.py": "2",
            "minsu/sgd.py": "3",
            "stranger/sgd.py": "4",
        }
    )
    collection = collect(given, TOPICS, deal)
    assert collection.unmatched == ["stranger"]
    assert [(person.id, names, counts) for person, names, counts in collection.twice] == [
        ("1001", ["Lovelace, Ada", "ada"], None)
    ]
    assert [person.id for person in collection.missing] == ["1003", "1004"]
    entries = by_name(collection)
    assert {name: entry.handed.person and entry.handed.person.id for name, entry in entries.items()} == {
        "ada": "1001",
        "Lovelace, Ada": "1001",
        "minsu": "1002",
        "stranger": None,
    }
    assert "no time tells which is newer" in entries["ada"].remarks[0]
    assert collection.untimed == sorted(entries)
    assert {entry.handed.factor for entry in entries.values()} == {1.0}


def test_the_newer_of_two_submissions_with_times_counts(folder, deal):
    given = folder({"ada/sgd.py": "1", "Ada Lovelace/sgd.py": "2", "Kim/sgd.py": "3"})
    committed(given / "ada", "2026-03-02T12:00:00+09:00")
    committed(given / "Ada Lovelace", "2026-02-28T12:00:00+09:00")
    collection = collect(given, TOPICS, deal)
    entries = by_name(collection)
    assert entries["ada"].handed.person.id == "1001"
    assert entries["Ada Lovelace"].handed.person is None
    assert entries["Ada Lovelace"].handed.newer == "ada"
    assert [counts for _, _, counts in collection.twice] == ["ada"]
    assert "ada later, which counts" in entries["Ada Lovelace"].remarks[0]
    assert entries["ada"].handed.factor == 0.9
    assert entries["Ada Lovelace"].handed.factor == 1
    assert "1 day late (due 2026-03-02 00:00+09:00): 0.9 of the mark counts." in entries["ada"].remarks[-1]


def test_who_is_missing_whose_files_may_be_there_is_told_with_these(folder, tmp_path):
    (tmp_path / "roster.csv").write_text("id,name\nS5,John Smith\nS6,John Smith\nS7,Ann Lee\n")
    given = folder(dict.fromkeys(("smithjohn_1_11_sgd.py", "smithjohn_2_12_sgd.py"), "1"))
    console = Console(file=io.StringIO(), width=200)
    listing.show_people(console, collect(given, TOPICS, read_deal(tmp_path / "roster.csv", None, None)))
    listed = console.file.getvalue()
    for number in (5, 6):
        assert f"missing John Smith (S{number}), unless this is theirs: smithjohn_1, smithjohn_2." in listed
    assert "missing Ann Lee (S7)\n" in listed


def test_with_canvas_own_roster_a_stranger_is_known_for_one(folder, tmp_path):
    (tmp_path / "canvas.csv").write_text(
        "Student,ID,SIS User ID,SIS Login ID,Section\n    Points Possible,,,,\n"
        '"Smith, John",1,S5,john,A\n"Smith, John",2,S6,john2,A\n"Lee, Ann",3,,ann,A\n"Student, Test",9,,,A\n'
    )
    names = ("smithjohn_2_11_sgd.py", "leeann_4_12_sgd.py", "studenttest_9_13_sgd.py")
    collection = collect(folder(dict.fromkeys(names, "1")), TOPICS, read_deal(tmp_path / "canvas.csv", None, None))
    found = {name: entry.handed for name, entry in by_name(collection).items()}
    assert found["smithjohn_2"].person.id == "S6"
    assert [(found[name].person, found[name].stranger) for name in ("leeann_4", "studenttest_9")] == [(None, True)] * 2
    assert [person.id for person in collection.missing] == ["S5", "ann"]


def test_a_canvas_number_is_no_id_of_the_roster_where_the_name_is_another(folder, tmp_path):
    (tmp_path / "roster.csv").write_text("id,name\n1,Minsu Kim Jr\n2,Park B\n")
    deal = read_deal(tmp_path / "roster.csv", None, None)
    collection = collect(folder({"kimminsu_2_900_sgd.py": "1"}), TOPICS, deal)
    assert collection.entries[0].handed.person is None
    assert [(name, [person.id for person in people]) for name, people in collection.ambiguous] == [
        ("kimminsu_2", ["2"])
    ]


def test_a_clone_goes_to_nobody_by_half_of_its_name_where_another_goes_by_the_whole(folder, tmp_path):
    (tmp_path / "roster.csv").write_text("id,name,login\n1,Anna,anna\n2,Bert,kim-bert\n")
    given = folder({"kim-anna/sgd.py": "1", "kim-bert/sgd.py": "2"})
    for name in ("kim-anna", "kim-bert"):
        committed(given / name, "2026-03-01T12:00:00+09:00")
    collection = collect(given, TOPICS, read_deal(tmp_path / "roster.csv", None, None))
    assert collection.unmatched == ["kim-anna"]
    assert [person.id for person in collection.missing] == ["1"]


def test_remarks_which_students_read_name_nobody_else(folder, tmp_path):
    (tmp_path / "roster.csv").write_text("id,name\nS1,Kim Secret\nKim,Another Secret\nS3,Secret Kim\n")
    collection = collect(folder({"Kim Secret/sgd.py": "1"}), TOPICS, read_deal(tmp_path / "roster.csv", None, None))
    assert [(name, len(people)) for name, people in collection.ambiguous] == [("Kim Secret", 2)]
    assert collection.entries[0].remarks == []


def test_grading_shows_a_page_of_each_kind_and_says_where_the_rest_is(folder, deal):
    given = folder({f"stranger {number}/sgd.py": "1" for number in range(5)})
    console = Console(file=io.StringIO(), width=140)
    listing.show_people(console, collect(given, TOPICS, deal), most=2)
    shown = console.file.getvalue()
    assert shown.count("unmatched stranger") == shown.count("missing") == 2
    assert "… and 3 more: `make collect` lists all." in shown


def test_without_a_roster_or_a_rule_nothing_is_said(folder):
    collection = collect(folder({"ada/sgd.py": "1"}), TOPICS, read_deal(None, None, None))
    assert (collection.unmatched, collection.missing, collection.entries[0].remarks) == ([], [], [])


def test_what_is_no_python_is_said_before_grading(folder):
    collection = collect(folder({"ada/sgd.py": "def f(x:\n    return x\n"}), TOPICS, read_deal(None, None, None))
    console = Console(file=io.StringIO(), width=140)
    listing.show_collection(console, collection, TOPICS)
    assert "note ada: sgd.py, line 1: is no Python: " in console.file.getvalue()


@pytest.mark.parametrize(
    ("stamp", "due"),
    [
        ("0001-01-01 00:00:00 UTC", "2026-03-02T00:00-05:00"),
        ("9999-12-31 23:59:59 -05:00", "2026-03-02T00:00+09:00"),
    ],
)
def test_a_stamp_from_the_ends_of_the_calendar_stops_nobody(folder, stamp, due):
    given = folder({"submitted/ada/hw1/sgd.py": "1", "submitted/ada/hw1/timestamp.txt": stamp})
    collection = collect(given, TOPICS, read_deal(None, due, None))
    console = Console(file=io.StringIO(), width=140)
    listing.show_collection(console, collection, TOPICS)
    assert collection.untimed == ["ada"]
    assert "hw1/timestamp.txt tells no time" in console.file.getvalue()


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """A Canvas download and a late clone beside it, graded twice with a roster and a late rule."""
    base = tmp_path_factory.mktemp("graded")
    (base / "roster.csv").write_text(ROSTER)
    (base / "late.csv").write_text("days,factor\n1,0.9\n3,0.5\n")
    download = {
        "lovelaceada_1001_50_diff_quotient-1.py": RIGHT,
        "김민수_LATE_1002_51_diff_quotient.py": RIGHT,
        "gausscarl_77_52_diff_quotient.py": RIGHT.replace("/ h", "/ (2 * h)"),
        "stranger_78_53_diff_quotient.py": RIGHT,
    }
    deal = ["--roster", base / "roster.csv", "--due", "2026-03-02T00:00+09:00", "--late", base / "late.csv"]
    asked = ["--submissions", saved(base / "submissions.zip", download), *deal]
    listed = run("collect", *asked, env={"COLUMNS": "200"})
    assert sorted(path.name for path in base.iterdir()) == ["late.csv", "roster.csv", "submissions.zip"]
    first = run("grade", *asked, "--out", base / "out", "--seed", 5, env={"COLUMNS": "200"})
    again = run("grade", *asked, "--out", base / "out", "--seed", 5, env={"COLUMNS": "200"})
    return base / "out", listed, first, again


def test_collect_lists_everybody_and_what_is_odd(graded):
    _, listed, _, _ = graded
    for text in (
        *("lovelaceada_1001", "Canvas", "Ada Lovelace (1001)", "diff_quotient-1.py"),
        "note 김민수_1002: Canvas marks it as late",
        "unmatched stranger_78: nobody in the roster.",
        "missing =Grace Hopper (1003)",
        "no time gausscarl_77, lovelaceada_1001, stranger_78, 김민수_1002: nothing tells when",
        "4 submissions: 4 Canvas.",
    ):
        assert text in listed


def test_a_canvas_download_ends_in_a_gradebook_with_people(graded):
    out, _, first, again = graded
    with (out / "gradebook.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    columns = ["submission", "id", "name", "email", "section"]
    assert list(rows[0])[:5] == columns
    assert list(rows[0])[-4:] == ["raw", "days_late", "final", "max_score"]
    assert [[row[column] for column in columns] for row in rows] == [
        ["gausscarl_77", "1004", "Carl Gauss", "carl@example.edu", "B"],
        ["lovelaceada_1001", "1001", "Ada Lovelace", "ada@example.edu", "A"],
        ["stranger_78", "", "", "", ""],
        ["김민수_1002", "1002", "김민수", "minsu@example.edu", "A"],
        ["", "1003", "'=Grace Hopper", "grace@example.edu", "B"],
    ]
    assert rows[-1]["raw"] == rows[-1]["final"] == rows[-1]["diff_quotient"] == ""
    assert rows[0]["raw"] == rows[0]["final"]
    assert float(rows[1]["raw"]) > float(rows[0]["raw"])
    assert {row["days_late"] for row in rows} == {""}
    assert "missing =Grace Hopper (1003)" in first
    assert "0 graded, 4 taken over unchanged." in again
    with closing(sqlite3.connect(out / "gradebook.sqlite")) as record:
        recorded = record.execute("SELECT name, layout, person FROM submission WHERE run = 1 ORDER BY name").fetchall()
    assert recorded[1] == ("lovelaceada_1001", "Canvas", "1001")


def test_a_late_clone_keeps_its_raw_mark_beside_the_final_one(folder, tmp_path):
    given = folder({"carl/diff_quotient.py": RIGHT, "ada/diff_quotient.py": RIGHT})
    committed(given / "carl", "2026-03-04T12:00:00+09:00")
    committed(given / "ada", "2026-03-01T12:00:00+09:00")
    (tmp_path / "late.csv").write_text("days,factor\n1,0.9\n3,0.5\n")
    deal = ["--due", "2026-03-02T00:00+09:00", "--late", tmp_path / "late.csv"]
    said = run("grade", "--submissions", given, *deal, "--out", tmp_path / "out", "--seed", 5)
    with (tmp_path / "out" / "gradebook.csv").open(encoding="utf-8") as file:
        rows = {row["submission"]: row for row in csv.DictReader(file)}
    assert "id" not in rows["carl"]
    assert (rows["carl"]["days_late"], rows["ada"]["days_late"]) == ("3", "0")
    assert float(rows["carl"]["final"]) == float(rows["carl"]["raw"]) / 2 == float(rows["ada"]["final"]) / 2
    assert "0.5 of the mark" in " ".join(said.split())
    remarks = json.loads((tmp_path / "out" / "carl" / "results.json").read_text(encoding="utf-8"))["remarks"]
    assert any("3 days late" in remark for remark in remarks)


@pytest.mark.parametrize(
    ("command", "asked", "told"),
    [
        ("grade", ["--due", "2026-03-02"], "names no time zone"),
        ("collect", ["--late", "late.csv"], "add DUE="),
        ("collect", ["--roster", "nowhere.csv"], "nowhere.csv cannot be read"),
        ("collect", ["--submissions", "nowhere"], "There is no nowhere"),
    ],
)
def test_what_is_asked_wrongly_ends_in_one_sentence(command, asked, told, tmp_path):
    out = ["--out", tmp_path / "out"] if command == "grade" else []
    said = run(command, *asked, *out, expect=2)
    assert said.startswith("Error: ")
    assert told in said
    assert len(said.splitlines()) == 1
    assert not (tmp_path / "out").exists()


def test_the_seconds_of_the_due_time_are_told(folder):
    given = folder({"ada/sgd.py": "1"})
    committed(given / "ada", "2026-03-02T00:00:00+09:00")
    (entry,) = collect(given, TOPICS, read_deal(None, "2026-03-01T23:59:59+09:00", None)).entries
    assert "1 day late (due 2026-03-01 23:59:59+09:00)." in entry.remarks[-1]


def test_the_roster_tells_a_time_where_the_layout_does_not(folder, tmp_path):
    roster = "id,name,submitted\n1,Kim,2026-03-02T01:00+09:00\n2,Lee,\n3,Park,2026-03-01T23:00+09:00\n"
    (tmp_path / "roster.csv").write_text(roster)
    (tmp_path / "late.csv").write_text("days,factor\n1,0.9\n")
    deal = read_deal(tmp_path / "roster.csv", "2026-03-02T00:00+09:00", tmp_path / "late.csv")
    collection = collect(folder({"kim/sgd.py": "1", "lee/sgd.py": "2", "park/sgd.py": "3"}), TOPICS, deal)
    assert {name: entry.handed.factor for name, entry in by_name(collection).items()} == {
        "kim": 0.9,
        "lee": 1,
        "park": 1,
    }
    assert collection.untimed == ["lee"]


@pytest.mark.parametrize(
    ("time", "told"),
    [
        ("yesterday", "line 2: yesterday is no time"),
        ("0001-01-01T00:00Z", "line 2: 0001-01-01T00:00Z is no time"),
        ("2026-03-01T10:00", "names no time zone"),
    ],
)
def test_a_time_that_is_none_is_said_with_its_line(tmp_path, time, told):
    (tmp_path / "roster.csv").write_text(f"id,name,submitted\n1,Kim,{time}\n")
    with pytest.raises(BadInput, match=told):
        read_deal(tmp_path / "roster.csv", None, None)
