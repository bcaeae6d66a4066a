"""Whom an export leaves out, what it writes and when, and what a dry run says an import would change."""

import io
import re
import sqlite3
import subprocess
import sys

import click
import pytest
from rich.console import Console
from rich.table import Table

from autograder import tell
from autograder.exports import command, show
from autograder.exports.book import Book
from autograder.exports.formats import FORMATS
from autograder.exports.request import Log, Request, Told, columns
from autograder.exports.write import write
from autograder.recording.disk import Unwritable
from autograder.verdict import BadInput
from tests.gradebooks import Office, cells, person
from tests.places import ROOT

HOMEWORK = "Homework 3 (98765)"


@pytest.fixture
def office(tmp_path):
    return Office(tmp_path)


# Who is exported


@pytest.mark.parametrize("name", ["canvas", "moodle", "nbgrader", "classroom50"])
def test_nobody_is_left_out_without_a_reason(office, name):
    twice = person(2)
    office.school.roster = [person(n) for n in range(1, 6)]
    office.school.hand_in(person(1), 80.0, 60.0).hand_in(twice, 80.0, 60.0, name="a").hand_in(twice, 0.0, 0.0, name="b")
    office.school.hand_in(person(3), None, None).hand_in(None, 80.0, 60.0, name="who").grade()
    with Book(office.folder) as book:
        log = Log()
        made = list(FORMATS[name].files(book, Request(columns(book.topics(), (), None, None)), log))
        text = "".join(piece for _, pieces in made for piece in pieces)
    reasons = {told.who: told.what for told in log.left}
    assert "handed in more than once: a, b. Keep one" in reasons["Kim Nr2 (S2)"]
    assert "no mark" in reasons["Kim Nr3 (S3)"]
    assert "counts for nobody of the roster" in reasons["who"]
    for left in ("kim2", "S2,", "kim3", "S3,"):
        assert left not in text
    assert {"Kim Nr4 (S4)", "Kim Nr5 (S5)"} <= set(reasons)


@pytest.mark.parametrize("name", ["canvas", "moodle", "gradescope", "nbgrader", "classroom50"])
def test_nobody_is_said_to_have_handed_in_nothing_whose_files_may_be_there(office, name):
    office.school.roster = [person(n) for n in (1, 5, 6)]
    office.school.hand_in(person(1), 80.0, 60.0)
    for number in range(4):
        office.school.hand_in(None, 80.0, 60.0, name=f"smith{number}")
    office.school.grade()
    office.export(name)
    said = "nothing counts as theirs, but what counts for nobody may be theirs, so there is no grade: "
    assert office.left["Kim Nr5 (S5)"] == office.left["Kim Nr6 (S6)"] == f"{said}smith0, smith1, smith2, …"


def test_what_a_stranger_handed_in_is_nobodys_of_the_roster(office):
    office.school.roster = [person(1), person(5)]
    office.school.hand_in(person(1), 80.0, 60.0).hand_in(None, 80.0, 60.0, name="test", stranger=True).grade()
    office.export("canvas")
    assert office.left["Kim Nr5 (S5)"] == "handed in nothing"
    assert "counts for nobody of the roster" in office.left["test"]


def test_a_fault_in_one_topic_costs_nothing_and_is_said(office):
    office.school.hand_in(person(1), None, 60.0).grade()
    assert cells(office.export("canvas", title=HOMEWORK))[2][-1] == "60.00"
    assert "the grader failed on regression: Homework 3 (98765) is the mean of the other topics" in office.notes
    assert cells(office.export("canvas", "regression", "sgd"))[2][-2:] == ["", "60.00"]
    assert "no grade, and an import clears the one that is there" in office.notes


def test_without_a_roster_the_submissions_names_are_ids(office):
    office.school.hand_in(None, 80.0, 60.0, name="S1").grade()
    path = office.export("canvas", title=HOMEWORK)
    assert [row[2::3] for row in cells(path)[2:]] == [["S1", "70.00"]]
    assert "no roster" in office.notes


# What an import would change

CANVAS = """\
Student,ID,SIS User ID,SIS Login ID,Section,Homework 3 (98765),Final Score
,,,,,Manual Posting,,,,
    Points Possible,,,,,20.00,(read only)
"Nr1, Kim",11,S1,kim1,A,17.50,1
"Nr2, Kim",12,S2,kim2,A,14.004,1
"Nr3, Kim",13,,kim3,A,,1
"Nr4, Kim",14,,kim4,A,EX,1
"Nr6, Kim",16,S6x,,A,6.00,1
"Lee, Ann",15,S9,ann,A,9.00,1
"Student, Test",16,,,A,,
"""


def test_a_dry_run_says_who_changes_from_what_to_what_in_canvas(office):
    for number in (1, 2, 3, 4, 5, 6):
        office.school.hand_in(person(number), 80.0, 60.0)
    office.school.grade()
    found = office.compare("canvas", CANVAS, title=HOMEWORK, points=20)
    assert [(d.who, d.before, d.after, d.what) for d in found.differences] == [
        ("Kim Nr1 (S1)", "17.50", "14.00", "changed"),
        ("Kim Nr3 (S3)", "", "14.00", "new"),
        ("Kim Nr4 (S4)", "EX", "14.00", "excused there: an import ends that"),
    ]
    assert found.same == 1
    assert [(told.who, told.what) for told in found.refused] == [
        ("Kim Nr5 (S5)", "not in that file: Canvas asks who this is"),
        ("Kim Nr6 (S6)", "not in that file: Canvas asks who this is. Found by the name alone: Nr6, Kim"),
    ]
    assert [told.who for told in found.untouched] == ["Nr6, Kim", "Lee, Ann"]
    assert "(9.00)" in found.untouched[1].what
    assert found.notes == []


def test_a_dry_run_says_what_canvas_would_do_with_whole_columns(office):
    office.school.hand_in(person(1), 80.0, 60.0).grade()
    assert "is out of 20 in Canvas" in office.compare("canvas", CANVAS, title=HOMEWORK).notes[0].what
    assert "is out of 20" in office.compare("canvas", CANVAS, title="Of another name (98765)").notes[0].what
    assert office.compare("canvas", CANVAS, title="Homework 3", points=20).notes == []
    assert "creates a new assignment" in office.compare("canvas", CANVAS, title="Homework 4 (1)").notes[0].what
    locked = CANVAS.replace("20.00", "(read only)")
    assert "read only in Canvas" in office.compare("canvas", locked, title=HOMEWORK).notes[0].what


def test_a_dry_run_finds_people_by_canvas_own_number_first(office):
    office.school.hand_in(person(1, canvas="13"), 80.0, 60.0).hand_in(person(2, canvas="99"), 80.0, 60.0).grade()
    found = office.compare("canvas", CANVAS, title=HOMEWORK, points=20)
    assert [(d.who, d.before) for d in found.differences] == [("Kim Nr1 (S1)", "")]
    assert found.same == 1


@pytest.mark.parametrize(
    ("name", "text"), [("canvas", CANVAS.partition('"Nr1')[0]), ("moodle", "ID number,Assignment: H (Real)\n")]
)
def test_a_file_with_nobody_in_it_refuses_everybody(office, name, text):
    office.school.hand_in(person(1), 80.0, 60.0).grade()
    found = office.compare(name, text, title="H")
    assert [told.who for told in found.refused] == ["Kim Nr1 (S1)"]


def test_last_and_first_names_and_whom_nothing_was_assigned_to_are_read_from_canvas(office):
    office.school.hand_in(person(1), 80.0, 60.0).hand_in(person(2), 80.0, 60.0).grade()
    text = CANVAS.replace("Student,", "LastName,FirstName,", 1).replace('"', "").replace(", ", ",")
    text = text.replace("Possible,", "Possible,,").replace("\n,", "\n,,").replace("17.50", "N/A")
    found = office.compare("canvas", text, title=HOMEWORK, points=20)
    assert (found.differences, found.same) == ([], 2)
    assert [(told.who, told.what) for told in found.notes] == [
        ("Kim Nr1 (S1)", "Homework 3 (98765) is not assigned to this student in Canvas: the import ignores the grade")
    ]
    assert [told.who for told in found.untouched] == ["Kim Nr3", "Kim Nr4", "Kim Nr6", "Ann Lee"]


def test_two_of_one_name_and_two_rows_for_one_person_are_refused(office):
    office.school.hand_in(person(7, name="Ann Lee", login="none"), 80.0, 60.0, name="lee")
    office.school.hand_in(person(1), 80.0, 60.0).hand_in(person(8, login="kim1"), 80.0, 60.0, name="z").grade()
    text = CANVAS + '"Lee, Ann",17,S10,ann2,B,,\n'
    refused = {told.who: told.what for told in office.compare("canvas", text, title=HOMEWORK).refused}
    assert refused["Ann Lee (S7)"].endswith("Found by the name alone: Lee, Ann and Lee, Ann")
    assert refused["Kim Nr8 (S8)"] == "would go to Nr1, Kim, as the row of Kim Nr1 (S1) does"


def test_an_export_of_canvas_with_semicolons_and_decimal_commas_is_read(office):
    office.school.hand_in(person(1), 80.0, 60.0).grade()
    text = CANVAS.replace('"Nr1, Kim"', "Kim Nr1").replace('", ', "").replace('"', "").replace(", ", " ")
    found = office.compare("canvas", text.replace(",", ";").replace("17.50", "14,00"), title=HOMEWORK, points=20)
    assert (found.differences, found.same) == ([], 1)


MOODLE = """\
First name,Last name,ID number,Email address,Assignment: Homework 3 (Real),Last downloaded from this course
Kim,One,S1,kim1@example.edu,17.50,1
Kim,Two,S2,Kim2@example.edu,-,1
Ann,Lee,S9,ann@example.edu,9.00,1
"""


def test_a_dry_run_says_what_moodle_would_do(office):
    for number in (1, 2, 3):
        office.school.hand_in(person(number), 80.0, 60.0)
    office.school.grade()
    found = office.compare("moodle", "\ufeff" + MOODLE, title="Homework 3", by="email", points=20)
    assert [(d.who, d.before, d.after) for d in found.differences] == [("Kim Nr1 (S1)", "17.50", "14.00")]
    assert [told.what for told in found.refused] == [
        "not in that file: Moodle aborts the whole import. "
        "It has Kim2@example.edu, with other capitals than kim2@example.edu",
        "not in that file: Moodle aborts the whole import",
    ]
    assert [told.who for told in found.untouched] == ["Kim Two", "Ann Lee"]
    by_id = office.compare("moodle", MOODLE, title="Homework 4", by="id")
    assert [d.what for d in by_id.differences] == ["new", "new"]
    assert "no column of that file" in by_id.notes[0].what


def test_a_grade_of_moodle_is_found_in_any_language_and_never_in_percent(office):
    office.school.hand_in(person(1), 80.0, 60.0).grade()
    for title in ("과제: Homework 3 (실제)", "Homework 3 (Real)", "Homework 3"):
        text = f"Username,Assignment: Homework 3 (Percentage),{title},과제: Homework 3 (피드백)\nkim1,70.00 %,14.00,x\n"
        found = office.compare("moodle", text, title="Homework 3", by="login", points=20)
        assert (found.same, found.notes, found.refused) == (1, [], [])
    text = "Username,Assignment: Homework 3 (Percentage),Assignment: Homework 3 (Feedback)\nkim1,70.00 %,x\n"
    found = office.compare("moodle", text, title="Homework 3", by="login", points=20)
    assert [d.what for d in found.differences] == ["new"]
    assert "is no column of that file" in found.notes[0].what


@pytest.mark.parametrize("name", ["canvas", "moodle"])
@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", "Student,ID\n", "\0"])
def test_what_is_no_export_of_an_lms_is_one_sentence(office, name, text):
    office.school.hand_in(person(1), 80.0, 60.0).grade()
    with pytest.raises(BadInput, match=r"theirs\.csv"):
        office.compare(name, text, title="H")


def test_the_terminal_shows_a_comparison_whatever_names_hold(office):
    office.school.hand_in(person(1, name="[bold]Kim ::error::"), 80.0, 60.0).grade()
    found = office.compare("canvas", CANVAS, title=HOMEWORK)
    console = Console(file=io.StringIO(), width=160)
    show.show_comparison(console, found, office.folder / "theirs.csv")
    shown = console.file.getvalue()
    assert "[bold]Kim : :error: :" in shown
    assert "1 grades would change, 0 stay as they are, 0 rows would be refused, 5 people" in shown


@pytest.mark.parametrize("name", [":bomb:", "a\\", "a\\\\", "\\", "\\[b]\\", "[bold]a[/]\\", "a\\b"])
def test_the_terminal_shows_names_as_they_are(name):
    file = io.StringIO()
    table = Table(box=None, show_header=False)
    table.add_row(tell.terminal(name))
    console = tell.console(file, 40)
    console.print(table)
    console.print(f"[bold]{tell.terminal(name)}[/]")
    assert [line.strip() for line in file.getvalue().splitlines()] == [name, name]


def test_consoles_are_made_in_one_place():
    made = [path.name for path in (ROOT / "autograder").rglob("*.py") if re.search(r"\bConsole\(", path.read_text())]
    assert made == ["tell.py"]


# The command


def run(office, *arguments):
    """What the command prints."""
    console = Console(file=io.StringIO(), width=200)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tell, "console", lambda: console)
        command.export(["--out", str(office.folder), *arguments], standalone_mode=False)
    return console.file.getvalue()


def test_a_dry_run_writes_nothing_and_shows_all(office):
    office.school.roster = [person(1), person(2)]
    office.school.hand_in(person(1), 80.0, 60.0).grade()
    theirs = office.folder / "theirs.csv"
    theirs.write_text(CANVAS)

    def files():
        return {path: path.read_bytes() for path in office.folder.rglob("*") if "sqlite-" not in path.name}

    before = files()
    for name in FORMATS:
        shown = run(office, "--format", name, "--dry-run")
        assert "Nothing is written." in shown
        assert "Rows" in shown
    shown = run(office, "--format", "canvas", "--dry-run", "--against", str(theirs), "--title", HOMEWORK)
    assert "17.50" in shown
    assert "left out Kim Nr2 (S2): handed in nothing" in shown
    assert files() == before


def test_an_export_says_who_is_left_out_and_lists_them_in_a_file(office):
    office.school.roster = [person(n) for n in range(100)]
    office.school.hand_in(person(1), 80.0, 60.0).grade()
    shown = run(office, "--format", "canvas", "--title", HOMEWORK)
    assert "1 rows, 99 left out." in shown
    assert "… and 59 more." in shown
    listed = office.folder / "exports" / "canvas.left-out.csv"
    assert len(cells(listed)) == 100
    office.school.roster = [person(1)]
    office.school.grade()
    run(office, "--format", "canvas", "--title", HOMEWORK)
    assert not listed.exists()


def test_only_a_finished_run_is_exported_and_an_unfinished_one_is_said(office):
    office.school.hand_in(person(1), 80.0, 60.0)
    with pytest.raises(BadInput, match=r"There is no gradebook in .*make grade OUT="):
        run(office, "--format", "canvas")
    office.school.grade(finish=False)
    with pytest.raises(BadInput, match=r"No run in .* has come to its end"):
        run(office, "--format", "canvas")
    office.school.grade()
    office.school.given.clear()
    office.school.hand_in(person(1), 0.0, 0.0).grade(finish=False)
    shown = run(office, "--format", "canvas")
    assert "Run 2 of" in shown
    assert "run 3 has not come to its end" in shown
    assert cells(office.folder / "exports" / "canvas.csv")[2][-1] == "70.00"
    with pytest.raises(BadInput, match=r"Run 3 .* has not come to its end"):
        run(office, "--format", "canvas", "--run", "3")
    with pytest.raises(BadInput, match="There is no run 9"):
        run(office, "--format", "canvas", "--run", "9")
    assert "Run 2 of" in run(office, "--format", "canvas", "--run", "2")


def test_exports_read_while_a_grader_writes_and_change_nothing(office):
    office.school.hand_in(person(1), 80.0, 60.0).grade()
    with sqlite3.connect(office.folder / "gradebook.sqlite") as grader:
        grader.execute("BEGIN IMMEDIATE")
        grader.execute("INSERT INTO setting VALUES ('x', 'y')")
        with Book(office.folder) as book:
            assert [marks.score for marks in book.marks()] == [70.0]
            with pytest.raises(sqlite3.OperationalError, match="readonly"):
                book._database.execute("DELETE FROM run")
    grader.close()


@pytest.mark.parametrize("content", [b"no database at all " * 99, b""])
def test_what_is_no_gradebook_is_one_sentence(tmp_path, content):
    (tmp_path / "gradebook.sqlite").write_bytes(content)
    with pytest.raises(BadInput, match=r"gradebook\.sqlite (cannot be read|was written by another version)"):
        Book(tmp_path)


@pytest.mark.parametrize("points", ["nan", "inf", "-inf", "0", "-1", "1e999", "many"])
def test_points_are_a_number_above_zero(office, points):
    office.school.hand_in(person(1), 80.0, 60.0).grade()
    with pytest.raises(click.BadParameter, match=r"is no number of points|is not in the range|is not a valid float"):
        run(office, "--format", "canvas", "--points", points)


def test_only_formats_with_an_import_are_compared(office):
    office.school.hand_in(person(1), 80.0, 60.0).grade()
    with pytest.raises(BadInput, match="canvas and moodle: junit has none"):
        run(office, "--format", "junit", "--against", "x.csv")


# On the disk


@pytest.mark.parametrize("name", FORMATS)
def test_no_more_than_one_submission_is_held_at_a_time(office, name, monkeypatch):
    for number in range(20):
        office.school.hand_in(person(number), 80.0, 60.0)
    office.school.grade()
    read = []
    with Book(office.folder) as book:
        monkeypatch.setattr(book, "report", lambda name, report=book.report: read.append(name) or report(name))
        files = FORMATS[name].files(book, Request(columns(book.topics(), (), None, None)), log := Log())
        pieces = (piece for _, found in files for piece in found)
        for _ in range(4):
            next(pieces)
    assert len(read) <= 4
    assert log.rows <= 4


def test_an_export_takes_the_place_of_the_one_before_as_a_whole(office):
    office.school.hand_in(person(1), 80.0, 60.0).hand_in(person(2), 80.0, 60.0).grade()
    path = office.export("junit")
    assert {each.name for each in path.iterdir()} == {"kim1.xml", "kim2.xml"}

    def failing():
        yield "junit/kim1.xml", ["half"]
        raise OSError(28, "No space left on device")

    with pytest.raises(Unwritable, match="No space left on device"):
        write(failing(), [], office.folder / "exports", "junit")
    assert {each.name for each in path.iterdir()} == {"kim1.xml", "kim2.xml"}
    office.school.given.pop()
    office.school.grade()
    path = office.export("junit")
    assert {each.name for each in path.iterdir()} == {"kim1.xml"}
    assert write(iter([]), [Told("kim", "=x")], office.folder / "exports", "junit") == []
    assert sorted(each.name for each in (office.folder / "exports").iterdir()) == ["junit.left-out.csv"]


def test_the_command_says_in_one_sentence_what_is_wrong(tmp_path):
    ended = subprocess.run(
        [sys.executable, "-m", "autograder", "export", "--format", "canvas", "--out", tmp_path / "none"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 2
    assert ended.stderr.startswith("Error: There is no gradebook in ")
    assert ended.stderr.count("\n") == 1
