"""Canvas and Moodle take what is exported for them: models of their importers read it, and their traps catch nobody."""

import csv
import io
import sqlite3

import pytest
from rich.console import Console

from autograder.exports import command, show
from autograder.exports.against import compare
from autograder.exports.book import Book
from autograder.exports.formats import FORMATS
from autograder.exports.request import Request, Tally, columns
from autograder.exports.write import write
from autograder.people.person import Person
from autograder.reading.places import BadInput
from tests.gradebooks import School, person
from tests.importers import Aborted, CanvasCourse, Student, canvas_importer, moodle_importer

HOMEWORK = "Homework 3 (98765)"


class Office:
    """A school, and what its exports say."""

    def __init__(self, folder):
        self.folder, self.school, self.tally = folder, School(folder), Tally()

    def _request(self, book, topics, title, titles, **more):
        return Request(columns(book.topics(), topics, title, titles), **more)

    def export(self, name, *topics, title=None, titles=None, **more):
        """The file that is written; what is said is in `tally`."""
        with Book(self.folder) as book:
            request = self._request(book, topics, title, titles, **more)
            form = FORMATS[name]
            self.tally = Tally(notes=form.importing.check(request.columns) if form.importing else [])
            (path,) = write(form.files(book, request, self.tally), self.tally.left, self.folder / "exports", name)
        return path

    def compare(self, name, text, *topics, title=None, **more):
        """What an import would change in a gradebook whose export is `text`."""
        against = self.folder / "theirs.csv"
        against.write_text(text, encoding="utf-8")
        with Book(self.folder) as book:
            request, form = self._request(book, topics, title, None, **more), FORMATS[name].importing
            return compare(form.graded(book, request, Tally()), against, request, form.lms)

    @property
    def left(self):
        return {told.who: told.what for told in self.tally.left}

    @property
    def notes(self):
        return " | ".join(f"{told.who}: {told.what}" for told in self.tally.notes)


@pytest.fixture
def office(tmp_path):
    return Office(tmp_path)


def cells(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def course(*people, **more):
    return CanvasCourse([Student(p.name, p.name, p.id, p.login) for p in people], {98765: "Homework 3"}, **more)


# Canvas


def test_canvas_finds_everybody_and_the_assignment_by_its_id(office):
    kim, lee = person(1), person(2)
    office.school.hand_in(kim, 80.0, 55.5).hand_in(lee, 0.0, 100.0, factor=0.5).grade()
    path = office.export("canvas", title=HOMEWORK)
    canvas = course(kim, lee)
    assert canvas_importer(path, canvas) == {("Homework 3", kim.name): "67.75", ("Homework 3", lee.name): "25.00"}
    assert (canvas.created, canvas.asked, canvas.maxima) == ([], [], {"Homework 3": "100"})
    assert path.read_text().splitlines() == [
        "Student,ID,SIS User ID,SIS Login ID,Section,Homework 3 (98765)",
        "    Points Possible,,,,,100",
        "Kim Nr1,,S1,kim1,A,67.75",
        "Kim Nr2,,S2,kim2,A,25.00",
    ]
    assert office.notes == ""


def test_canvas_gets_two_decimals_with_a_point_however_large_the_number(office):
    office.school.hand_in(person(1), 33.33, 33.34, factor=0.9).grade()
    canvas, path = course(person(1)), office.export("canvas", title=HOMEWORK, points=5000)
    assert canvas_importer(path, canvas) == {("Homework 3", "Kim Nr1"): "1500.50"}
    assert cells(path)[2][-1] == "1500.50"
    assert canvas.maxima == {"Homework 3": "5000"}


def test_canvas_creates_an_assignment_only_where_that_was_said(office):
    office.school.hand_in(person(1), 80.0, 60.0).grade()
    canvas = course(person(1))
    canvas_importer(office.export("canvas", title="Homework 3"), canvas)
    assert canvas.created == []  # its title is the very same
    canvas_importer(office.export("canvas", "sgd"), canvas)
    assert canvas.created == ["Sgd"]
    assert "Sgd: has no Canvas id" in office.notes


@pytest.mark.parametrize(
    ("title", "reason"),
    [
        ("Final Grade of May (98765)", "drops every column with “Final Grade”"),
        ("Unposted Current Score", "“Current Score”"),
        ("Override Status", "“Override Status”"),
        ("Section", "does not take “Section”"),
        ("Two\nlines", "Two lines"),
        ("=1+1", "compute the title"),
    ],
)
def test_titles_that_canvas_drops_or_mistakes_are_refused(office, title, reason):
    office.school.hand_in(person(1), 80.0, 60.0).grade()
    with pytest.raises(BadInput, match=reason):
        office.export("canvas", title=title)


def test_two_columns_of_one_title_are_refused(office):
    office.school.hand_in(person(1), 80.0, 60.0).grade()
    titles = office.folder / "titles.csv"
    titles.write_text("topic,title\nsgd,Homework (1)\nregression,Homework (1)\n")
    with pytest.raises(BadInput, match="Two columns are called Homework"):
        office.export("canvas", titles=titles)


def test_a_file_of_titles_chooses_and_names_the_columns(office):
    office.school.hand_in(person(1), 80.0, 60.0).grade()
    titles = office.folder / "titles.csv"
    titles.write_text('topic,title\nsgd,"Steps, small ones (7)"\nscore,Everything (98765)\n')
    canvas = course(person(1))
    canvas.assignments[7] = "Steps"
    assert canvas_importer(office.export("canvas", titles=titles), canvas) == {
        ("Steps", "Kim Nr1"): "60.00",
        ("Homework 3", "Kim Nr1"): "70.00",
    }
    titles.write_text("sgd\n")
    with pytest.raises(BadInput, match=r"titles\.csv: `sgd` is not `topic,title`"):
        office.export("canvas", titles=titles)
    with pytest.raises(BadInput, match="cannot be read"):
        office.export("canvas", titles=office.folder / "none.csv")
    with pytest.raises(BadInput, match="there are 2"):
        office.export("canvas", "sgd", "regression", title="One (1)")
    with pytest.raises(BadInput, match=r"fishing was not graded in this run\. It has regression, sgd"):
        office.export("canvas", "fishing")


def test_canvas_never_takes_semicolons_for_the_delimiter(office):
    people = [
        person(n, name=f"Doe; K{n}; the; {n}th; and; more", section="A; B; C; D; E; F; G; H") for n in range(1, 4)
    ]
    for each in people:
        office.school.hand_in(each, 80.0, 60.0)
    office.school.grade()
    canvas = course(*people)
    canvas.assignments[5] = "A; B"
    found = canvas_importer(office.export("canvas", title="A; B; C; D; E; F; G; H (5)"), canvas)
    assert found == {("A; B", each.name): "70.00" for each in people}


def test_a_name_over_two_lines_or_like_the_row_of_maxima_or_none_changes_no_other_row(office):
    people = [
        person(1, name='Kim\n"Kimmy"\r\nPark'),
        person(2, name="Points Possible"),
        person(3, name=""),
        person(4, name="Lee, Ann"),
    ]
    for each in people:
        office.school.hand_in(each, 80.0, 60.0)
    office.school.grade()
    canvas = course(*people)
    assert set(canvas_importer(office.export("canvas", title=HOMEWORK), canvas).values()) == {"70.00"}
    assert canvas.maxima == {"Homework 3": "100"}
    assert canvas.asked == []
    assert [row[0] for row in cells(office.folder / "exports" / "canvas.csv")[2:]] == [
        'Kim "Kimmy" Park',
        "S2",
        "S3",
        "Lee, Ann",
    ]


def test_ids_that_canvas_would_change_are_not_written(office):
    dotted = person(1, login="")
    dotted = Person("1.2.3", dotted.name, dotted.email, "A", "dotty")
    nameless = Person("12,5", "Lee", "", "A", "")
    office.school.hand_in(dotted, 80.0, 60.0).hand_in(nameless, 80.0, 60.0, name="lee")
    office.school.hand_in(Person("0012", "Ann", "", "A", ""), 80.0, 60.0, name="ann").grade()
    path = office.export("canvas", title=HOMEWORK)
    assert [row[:4] for row in cells(path)[2:]] == [["Ann", "", "0012", ""], ["Kim Nr1", "", "", "dotty"]]
    assert "no SIS ID or login" in office.left["Lee (12,5)"]
    canvas = course(dotted, Person("0012", "Other", "", "", ""))
    assert {who for _, who in canvas_importer(path, canvas)} == {"Kim Nr1", "Other"}


def test_no_cell_of_canvas_is_a_formula(office):
    office.school.hand_in(person(1, name="=1+1", section="@A", login="-x"), 80.0, 60.0, name="x")
    office.school.hand_in(Person("=2", "Lee", "", "", "+l"), 80.0, 60.0, name="y").grade()
    path = office.export("canvas", title=HOMEWORK)
    assert cells(path)[2:] == [["'=1+1", "", "S1", "", "'@A", "70.00"]]
    assert list(office.left) == ["Lee (=2)"]


# Moodle


def test_moodle_takes_grades_and_feedback_together(office):
    office.school.hand_in(person(1), 80.0, 55.5).hand_in(person(2), 100.0, 100.0, factor=0.5).grade()
    path = office.export("moodle", title="Homework 3")
    assert path.read_text().startswith('"ID number","Homework 3","Homework 3 feedback"\n"S1","67.75","2 of 4 checks')
    grades, feedbacks = moodle_importer(path, {"S1", "S2"}, "ID number", ["Homework 3"])
    assert grades == {("S1", "Homework 3"): 67.75, ("S2", "Homework 3"): 50.0}
    assert feedbacks["S1", "Homework 3"] == (
        "2 of 4 checks to repair. fit: You &lt;forgot&gt; half of regression. fit: You &lt;forgot&gt; half of sgd."
    )
    assert feedbacks["S2", "Homework 3"].startswith("Handed in late: 50 % of the mark counts. ")


def test_moodle_never_gets_a_blank_identifier(office):
    """A row with a blank one, or with what PHP calls empty, is taken for the student of the row before."""
    office.school.hand_in(person(1), 80.0, 80.0)
    office.school.hand_in(person(2, email=""), 10.0, 10.0)
    office.school.hand_in(person(3, email="  "), 10.0, 10.0)
    office.school.hand_in(Person("0", "Zero", "0"), 10.0, 10.0, name="zero").grade()
    for by, header, users in (
        ("email", "Email address", {"kim1@example.edu"}),
        ("id", "ID number", {"S1", "S2", "S3"}),
    ):
        path = office.export("moodle", title="H", by=by)
        grades, _ = moodle_importer(path, users, header, ["H"])
        assert {user for user, _ in grades} == users
        assert grades[min(users), "H"] == 80.0
        assert f"no {header}" in office.left["Zero (0)"]
    office.export("moodle", title="H", by="email")
    assert {"Kim Nr2 (S2)", "Kim Nr3 (S3)"} <= set(office.left)


def test_moodle_finds_addresses_as_they_are_written_and_one_person_for_each(office):
    office.school.hand_in(person(1, email="Kim.Park@Example.edu"), 80.0, 60.0)
    office.school.hand_in(person(2, email="two@example.edu"), 80.0, 60.0)
    office.school.hand_in(person(3, email="two@example.edu"), 80.0, 60.0).grade()
    path = office.export("moodle", title="H", by="email")
    grades, _ = moodle_importer(path, {"Kim.Park@Example.edu", "two@example.edu"}, "Email address", ["H"])
    assert list(grades) == [("Kim.Park@Example.edu", "H")]
    assert "of somebody else, too" in office.left["Kim Nr2 (S2)"]
    assert "Kim Nr3 (S3)" in office.left


def test_moodle_gets_nothing_above_the_maximum_and_a_dash_for_no_grade(office):
    office.school.hand_in(person(1), None, 60.0).grade()
    path = office.export("moodle", "regression", "sgd", points=20)
    grades, _ = moodle_importer(path, {"S1"}, "ID number", ["Regression", "Sgd"], maximum=20)
    assert grades == {("S1", "Regression"): None, ("S1", "Sgd"): 12.0}
    assert cells(path)[1][1] == "-"
    with pytest.raises(Aborted, match="above the maximum"):
        moodle_importer(office.export("moodle", "sgd", points=200), {"S1"}, "ID number", ["Sgd"])
    assert "above 100 Moodle aborts the import" in office.notes


@pytest.mark.parametrize("title", ["ID number", "Last downloaded from this course", "two\nlines"])
def test_titles_that_moodle_takes_for_something_else_are_refused(office, title):
    office.school.hand_in(person(1), 80.0, 60.0).grade()
    with pytest.raises(BadInput, match="would not take the column"):
        office.export("moodle", title=title)


def test_identifiers_that_are_formulas_are_left_out_of_moodle(office):
    office.school.hand_in(person(1, email="=cmd()"), 80.0, 60.0).hand_in(person(2, email=" a@b.c"), 8.0, 6.0).grade()
    assert cells(office.export("moodle", title="H", by="email"))[1:] == []
    assert "spreadsheet would compute" in office.left["Kim Nr1 (S1)"]
    assert "blanks around it" in office.left["Kim Nr2 (S2)"]


# Who is exported


@pytest.mark.parametrize("name", ["canvas", "moodle", "nbgrader", "classroom50"])
def test_nobody_is_left_out_without_a_reason(office, name):
    twice = person(2)
    office.school.roster = [person(n) for n in range(1, 6)]
    office.school.hand_in(person(1), 80.0, 60.0).hand_in(twice, 80.0, 60.0, name="a").hand_in(twice, 0.0, 0.0, name="b")
    office.school.hand_in(person(3), None, None).hand_in(None, 80.0, 60.0, name="who").grade()
    with Book(office.folder) as book:
        tally = Tally()
        made = list(FORMATS[name].files(book, Request(columns(book.topics(), (), None, None)), tally))
        text = "".join(piece for _, pieces in made for piece in pieces)
    reasons = {told.who: told.what for told in tally.left}
    assert "handed in more than once: a, b. Keep one" in reasons["Kim Nr2 (S2)"]
    assert "no mark" in reasons["Kim Nr3 (S3)"]
    assert reasons["who"] == "is nobody of the roster"
    for left in ("kim2", "S2,", "kim3", "S3,"):
        assert left not in text
    missing = {"Kim Nr4 (S4)", "Kim Nr5 (S5)"}
    assert missing <= ({told.who for told in tally.notes} if name == "nbgrader" else set(reasons))


def test_a_fault_in_one_topic_costs_nothing_and_is_said(office):
    office.school.hand_in(person(1), None, 60.0).grade()
    assert cells(office.export("canvas", title=HOMEWORK))[2][-1] == "60.00"
    assert "the grader failed on regression: Homework 3 (98765) is the mean of the other topics" in office.notes
    assert cells(office.export("canvas", "regression", "sgd"))[2][-2:] == ["", "60.00"]
    assert "no grade, and an import clears the one that is there" in office.notes


def test_without_a_roster_the_submissions_names_are_ids(office):
    office.school.hand_in(None, 80.0, 60.0, name="S1").grade()
    assert canvas_importer(office.export("canvas", title=HOMEWORK), course(person(1))) == {
        ("Homework 3", "Kim Nr1"): "70.00"
    }


# What an import would change

CANVAS = """\
Student,ID,SIS User ID,SIS Login ID,Section,Homework 3 (98765),Final Score
    Points Possible,,,,,20.00,(read only)
"Nr1, Kim",11,S1,kim1,A,17.50,1
"Nr2, Kim",12,S2,kim2,A,14.004,1
"Nr3, Kim",13,,kim3,A,,1
"Nr4, Kim",14,,,A,EX,1
"Lee, Ann",15,S9,ann,A,9.00,1
"Student, Test",16,,,A,,
"""


def test_a_dry_run_says_who_changes_from_what_to_what_in_canvas(office):
    for number in (1, 2, 3, 4, 5):
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
        ("Kim Nr5 (S5)", "not in that file: Canvas asks who this is")
    ]
    assert [told.who for told in found.untouched] == ["Lee, Ann", "Student, Test"]
    assert "(9.00)" in found.untouched[0].what
    assert found.notes == []


def test_a_dry_run_says_what_canvas_would_do_with_whole_columns(office):
    office.school.hand_in(person(1), 80.0, 60.0).grade()
    assert "is out of 20 in Canvas" in office.compare("canvas", CANVAS, title=HOMEWORK).notes[0].what
    assert "is out of 20" in office.compare("canvas", CANVAS, title="Of another name (98765)").notes[0].what
    assert office.compare("canvas", CANVAS, title="Homework 3", points=20).notes == []
    assert "creates a new assignment" in office.compare("canvas", CANVAS, title="Homework 4 (1)").notes[0].what
    locked = CANVAS.replace("20.00", "(read only)")
    assert "read only in Canvas" in office.compare("canvas", locked, title=HOMEWORK).notes[0].what


def test_two_of_one_name_and_two_rows_for_one_person_are_refused(office):
    office.school.hand_in(person(7, name="Ann Lee", login="none"), 80.0, 60.0, name="lee")
    office.school.hand_in(person(1), 80.0, 60.0).hand_in(person(8, login="kim1"), 80.0, 60.0, name="z").grade()
    text = CANVAS + '"Lee, Ann",17,S10,ann2,B,,\n'
    refused = {told.who: told.what for told in office.compare("canvas", text, title=HOMEWORK).refused}
    assert refused["Ann Lee (S7)"] == "means Lee, Ann and Lee, Ann alike: the import takes either"
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


# The command


def run(office, *arguments):
    """What the command prints."""
    console = Console(file=io.StringIO(), width=200)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(command, "Console", lambda: console)
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


def test_only_formats_with_an_import_are_compared(office):
    office.school.hand_in(person(1), 80.0, 60.0).grade()
    with pytest.raises(BadInput, match="canvas and moodle: junit has none"):
        run(office, "--format", "junit", "--against", "x.csv")
