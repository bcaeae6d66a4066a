"""Canvas and Moodle take what is exported for them: models of their importers read it, and their traps catch nobody."""

import pytest

from autograder.people.person import Person
from autograder.people.roster import read_roster
from autograder.verdict import BadInput
from tests.gradebooks import Office, cells, person
from tests.importers import Aborted, CanvasCourse, Student, canvas_importer, moodle_importer

HOMEWORK = "Homework 3 (98765)"


@pytest.fixture
def office(tmp_path):
    return Office(tmp_path)


def course(*people):
    students = [Student(p.name, p.name, p.id, p.login, int(p.canvas or 0)) for p in people]
    return CanvasCourse(students, {98765: "Homework 3"})


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
        "Kim Nr1 (S1),,S1,kim1,A,67.75",
        "Kim Nr2 (S2),,S2,kim2,A,25.00",
    ]
    assert office.notes == ""


def test_who_came_from_canvas_own_export_goes_back_to_the_same_person(office, tmp_path):
    roster = tmp_path / "roster.csv"
    roster.write_text(
        "Student,ID,SIS User ID,SIS Login ID,Section,Homework 3 (98765)\n    Points Possible,,,,,20\n"
        '"Smith, John",11,S5,john,A,\n"Smith, John",12,,john2,A,\n"Lee, Ann",13,12,ann,A,\n"Student, Test",14,,,A,\n'
    )
    people = read_roster(roster).people
    for number, (each, name) in enumerate(zip(people, "abc", strict=True)):
        office.school.hand_in(each, 10.0 * number, 10.0 * number, name=name)
    path = office.school.grade() and office.export("canvas", title=HOMEWORK)
    assert [row[:4] for row in cells(path)[2:]] == [
        ["Smith, John (S5)", "11", "S5", "john"],
        ["Smith, John (john2)", "12", "", "john2"],
        ["Lee, Ann (12)", "13", "12", "ann"],
    ]
    there = [("first John", "S5", "john", 11), ("second John", "", "john2", 12), ("Ann", "12", "ann", 13)]
    canvas = CanvasCourse([Student(name, name, *keys) for name, *keys in there], {98765: "Homework 3"})
    assert canvas_importer(path, canvas) == {
        ("Homework 3", "first John"): "0.00",
        ("Homework 3", "second John"): "10.00",
        ("Homework 3", "Ann"): "20.00",
    }
    assert canvas.asked == []


def test_canvas_gets_two_decimals_with_a_point_however_large_the_number(office):
    office.school.hand_in(person(1), 33.33, 33.34, factor=0.9).grade()
    canvas, path = course(person(1)), office.export("canvas", title=HOMEWORK, points=5000)
    assert canvas_importer(path, canvas) == {("Homework 3", "Kim Nr1"): "1500.50"}
    assert cells(path)[2][-1] == "1500.50"
    assert canvas.maxima == {"Homework 3": "5000"}
    assert cells(office.export("canvas", title=HOMEWORK, points=1234567))[1][-1] == "1234567"


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


def test_two_columns_of_one_canvas_id_are_refused(office):
    office.school.hand_in(person(1), 80.0, 60.0).grade()
    titles = office.folder / "titles.csv"
    titles.write_text("topic,title\nsgd,HW (1)\nregression,HW2 (1)\n")
    with pytest.raises(BadInput, match=r"HW \(1\) and HW2 \(1\) for one assignment"):
        office.export("canvas", titles=titles)


def test_canvas_gives_no_grade_to_a_namesake(office):
    office.school.hand_in(person(1, name="Grace Hopper", login=""), 80.0, 60.0, name="g").grade()
    canvas = CanvasCourse([Student("Grace Hopper", "Hopper, Grace", "S1x")], {98765: "Homework 3"})
    canvas_importer(office.export("canvas", title=HOMEWORK), canvas)
    assert canvas.asked == ["Grace Hopper (S1)"]


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
        'Kim "Kimmy" Park (S1)',
        "S2",
        "S3",
        "Lee, Ann (S4)",
    ]


def test_ids_that_canvas_would_change_are_not_written(office):
    dotted = person(1, login="")
    dotted = Person("1.2.3", dotted.name, dotted.email, "A", "dotty")
    nameless = Person("12,5", "Lee", "", "A", "")
    office.school.hand_in(dotted, 80.0, 60.0).hand_in(nameless, 80.0, 60.0, name="lee")
    office.school.hand_in(Person("0012", "Ann", "", "A", ""), 80.0, 60.0, name="ann").grade()
    path = office.export("canvas", title=HOMEWORK)
    assert [row[:4] for row in cells(path)[2:]] == [
        ["Ann (0012)", "", "0012", ""],
        ["Kim Nr1 (1.2.3)", "", "", "dotty"],
    ]
    assert "no SIS ID or login" in office.left["Lee (12,5)"]
    canvas = course(dotted, Person("0012", "Other", "", "", ""))
    assert {who for _, who in canvas_importer(path, canvas)} == {"Kim Nr1", "Other"}


def test_no_cell_of_canvas_is_a_formula(office):
    office.school.hand_in(person(1, name="=1+1", section="@A", login="-x"), 80.0, 60.0, name="x")
    office.school.hand_in(Person("=2", "Lee", "", "", "+l"), 80.0, 60.0, name="y").grade()
    path = office.export("canvas", title=HOMEWORK)
    assert cells(path)[2:] == [["'=1+1 (S1)", "", "S1", "", "'@A", "70.00"]]
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


def test_moodle_never_gets_as_an_id_number_what_stands_in_for_one(office):
    office.school.hand_in(Person("kim@x.y", "Kim", "kim@x.y", borrowed=True), 80.0, 80.0, name="kim")
    office.school.hand_in(person(2), 10.0, 10.0).grade()
    grades, _ = moodle_importer(office.export("moodle", title="H"), {"S2"}, "ID number", ["H"])
    assert list(grades) == [("S2", "H")]
    assert office.left["Kim (kim@x.y)"] == "the roster has no ID number of this person: BY=email or BY=login"
    grades, _ = moodle_importer(
        office.export("moodle", title="H", by="email"), {"kim@x.y", "kim2@example.edu"}, "Email address", ["H"]
    )
    assert grades["kim@x.y", "H"] == 80.0
    path = office.export("moodle", title="H", by="login")
    assert list(moodle_importer(path, {"kim2"}, "Username", ["H"])[0]) == [("kim2", "H")]
    assert "no Username" in office.left["Kim (kim@x.y)"]


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
