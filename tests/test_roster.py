"""The roster: how it may be written, what is wrong with it, and whose a submission is."""

import re

import pytest

from autograder.people.person import Person, Signs
from autograder.people.roster import Match, Roster, read_roster
from autograder.verdict import BadInput

ADA = Person("S1", "Ada King Lovelace", "Ada@Example.edu", "A", "alove")
KIM = Person("S2", "김민수", "minsu.kim@example.edu", "B", "mkim")
LEE = Person("S3", "Lee, An Na", "anna.lee@example.edu", "B")
OTHER_LEE = Person("S4", "Anna Lee", "al4@example.edu", "B")
NEIL = Person("1003", "Seán O'Neil", "", "C", "kim")
ROSTER = Roster([ADA, KIM, LEE, OTHER_LEE, NEIL])


@pytest.fixture
def roster(tmp_path):
    def read(content):
        path = tmp_path / "roster.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return list(read_roster(path).people)

    return read


@pytest.mark.parametrize(
    "content",
    [
        "id,name,email,section,login\nS1,Ada King Lovelace,Ada@Example.edu,A,alove\n",
        "\ufeffE-Mail;LOGIN;Name;Section;Id\r\nAda@Example.edu;alove;Ada King Lovelace;A;S1\r\n",
        "First Name,Last Name,SID,Email Address,Sections,SIS Login ID,Role\nAda King,Lovelace,S1,Ada@Example.edu,A,alove,x\n",
        "id\tname\temail\tsection\tlogin\n\n S1 \tAda King Lovelace\tAda@Example.edu\tA\talove\n\t\t\t\t\n",
    ],
)
def test_a_roster_may_be_written_in_many_ways(roster, content):
    assert roster(content) == [ADA]


def test_only_the_id_is_needed_and_quotes_hold_commas(roster):
    assert roster('ID,Student\nS1\nS2,"Lee, An\nNa"\n') == [Person("S1"), Person("S2", "Lee, An\nNa")]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "is empty"),
        ("id,name\n", "names nobody"),
        ("name,section\nAda,A\n", "has no column `id`"),
        ("id,name\nS1,Ada\n,Kim\n", "line 3: there is no id"),
        ("id,name\nS1,Ada,x\n", "line 2: there are 3 cells under 2 columns"),
        ("id,name\nS1,Ada\nS2,Kim\ns1,Lee\n", "line 4: the id s1 is already in line 2"),
        ("id,email\nS1,a@b.c\nS2,A@B.c\n", "line 3: the e-mail A@B.c is already in line 2"),
        ("id,login\nS1,x\nS2,\nS3,\nS4,x\n", "line 5: the login x is already in line 2"),
        ("id,e-mail,email\nS1,a,b\n", "two columns for email: e-mail and email"),
        (b"id,name\nS1,Ada\nS2,\xb1\xe8\n", "line 3: this is not UTF-8"),
        ("id,name\nS1,Ada".encode("utf-16"), "line 1: this is not UTF-8"),
        ('id,name\nS1,"Ada\n', "line 2: this is no CSV"),
    ],
)
def test_what_is_wrong_with_a_roster_is_one_sentence_with_the_line(roster, content, told):
    with pytest.raises(BadInput) as caught:
        roster(content)
    assert told in str(caught.value)
    assert "roster.csv" in str(caught.value)


CANVAS = """\
Student,ID,SIS User ID,SIS Login ID,Section,Notes,Group,Homework 3 (98765),Final Score
,,,,,,,Manual Posting,,,,
    Points Possible,,,,,,,20.00,(read only)
"Lovelace, Ada",101,S1,ada,A and B,,x,17.50,1
"Noether, Emmy",102,,emmy@example.edu,A,,x,N/A,1
"Student, Test",103,,9f86d081884c7d659a2feaa0c55ad015a3bf4f1b,A,,,,
"""
ADA_THERE = Person("S1", "Lovelace, Ada", "", "A and B", "ada", "101")
EMMY_THERE = Person("emmy@example.edu", "Noether, Emmy", "", "A", "emmy@example.edu", "102", borrowed=True)


def test_the_gradebook_that_canvas_exports_is_a_roster(roster):
    assert roster(CANVAS) == [ADA_THERE, EMMY_THERE]
    assert roster("\ufeff" + CANVAS.replace(", ", "#").replace(",", ";").replace("#", ", ")) == [ADA_THERE, EMMY_THERE]
    named = CANVAS.replace("Student,", "LastName,FirstName,", 1).replace('"', "").replace(", ", ",")
    named = named.replace("Possible,", "Possible,,").replace("\n,", "\n,,")
    assert [(one.name, one.canvas) for one in roster(named)] == [("Ada Lovelace", "101"), ("Emmy Noether", "102")]


def test_canvas_export_without_sis_ids_or_in_another_language_is_a_roster(roster):
    without = re.sub("^([^,]*,[^,]*,[^,]*),[^,]*", r"\1", CANVAS.replace("Student,ID", '"Student",x,ID'), flags=re.M)
    without = without.replace('"Student",x,ID', "Student,ID").replace("Student, Test", "테스트, 학생")
    assert [(one.id, one.canvas, one.borrowed) for one in roster(without)] == [
        ("ada", "101", True),
        ("emmy@example.edu", "102", True),
    ]
    assert [one.canvas for one in roster("Student,ID,Section,H (9)\n  Points Possible,,,2\nAda,101,A,2\n")] == ["101"]
    assert roster("Student,ID,Section\nAda,101,A\n") == [Person("101", "Ada", "", "A")]  # made by hand


def test_a_number_of_canvas_that_a_spreadsheet_rounded_is_refused(roster):
    with pytest.raises(BadInput, match=r"line 4: 1\.01E\+14 .* no number of Canvas"):
        roster(CANVAS.replace("101", "1.01E+14"))


@pytest.mark.parametrize(
    ("content", "ids"),
    [
        (
            "First name,Last name,ID number,Email address,Assignment: Homework 3 (Real),Last downloaded from this course\n"
            "Ada,Lovelace,,ada@example.edu,17.50,1\nEmmy,Noether,S2,emmy@example.edu,-,1\n",
            [("ada@example.edu", True), ("S2", False)],
        ),
        (
            "First name,Last name,Username,Email address,Groups\nAda,Lovelace,ada,ada@example.edu,A\n"
            "Emmy,Noether,,emmy@example.edu,A\n",
            [("ada", True), ("emmy@example.edu", True)],
        ),
    ],
)
def test_moodles_own_files_need_no_id_numbers(roster, content, ids):
    people = roster(content)
    assert [(one.id, one.borrowed) for one in people] == ids
    assert [one.name for one in people] == ["Ada Lovelace", "Emmy Noether"]


def test_the_rosters_of_github_are_rosters_without_their_staff(roster):
    assert roster(
        '"identifier","github_username","github_id","name"\n"S1","ada","583231",""\n"emmy@example.edu","","","Emmy"\n'
    ) == [Person("S1", login="ada"), Person("emmy@example.edu", "Emmy")]
    assert roster(
        "username,first_name,last_name,email,section,github_id,role\nada,Ada,Lovelace,,A,1,student\n"
        "grace,Grace,Hopper,,,2,teacher\ntim,Tim,Lee,,,3,ta\n"
    ) == [Person("ada", "Ada Lovelace", "", "A", "ada", borrowed=True)]


def test_a_roster_may_have_korean_titles(roster):
    assert roster("학번,이름,이메일,분반,아이디\nS2,김민수,minsu@example.edu,B,mkim\n") == [
        Person("S2", "김민수", "minsu@example.edu", "B", "mkim")
    ]
    assert [one.name for one in roster("이름,성,이메일 주소\n민수,김,minsu@example.edu\n")] == ["민수 김"]
    (ada,) = roster("id,Name,First Name,Last Name\nS1,Ada Lovelace,Ada,Lovelace\n")
    assert ada.name == "Ada Lovelace"


def test_an_id_that_stands_in_is_nobody_elses(roster):
    with pytest.raises(BadInput, match="line 3: the id ada@x is already in line 2"):
        roster("id,email\n,ada@x\nada@x,b@x\n")


def test_canvas_own_number_says_who_it_is(roster):
    john, jack = Person("S5", "Smith, John", canvas="1"), Person("S6", "Smith, John", canvas="2")
    people = Roster([john, jack, Person("1", "Lee, Ann", canvas="3")])
    assert people.match(Signs(("2",), "smithjohn", foreign=True)).person == jack
    assert people.match(Signs(("1",), "smithjohn", foreign=True)).person == john  # "1" is also the id of somebody else
    assert people.match(Signs(("2",), "smithjack", foreign=True)).person == jack  # renamed since
    assert people.match(Signs(("2",), "leeann", foreign=True)).person is None
    assert people.match(Signs(("1",))).person.name == "Lee, Ann"


def test_a_namesake_whose_number_the_roster_does_not_have_is_nobody_of_it():
    """A student who left, or a course's test student, is not the one who is called so, too."""
    john, ann = Person("S5", "Smith, John", canvas="1"), Person("S6", "Lee, Ann")
    left = Signs(("4",), "smithjohn", foreign=True)
    assert Roster([john]).match(left) == Match((), stranger=True)
    assert Roster([john, ann]).match(left) == Match(())
    assert Roster([john, ann]).match(Signs(("4",), "leeann", foreign=True)).person == ann
    assert Roster([ann]).match(Signs(("4",), "smithjohn", foreign=True)) == Match((), sure=False)


def test_a_login_that_is_an_address_is_known_by_what_stands_before_the_at():
    kim = Person("S1", "Kim", login="mkim@example.edu")
    assert Roster([kim]).match(Signs(("mkim",))).person == kim


def test_a_roster_that_is_not_there_is_said(tmp_path):
    with pytest.raises(BadInput, match="cannot be read"):
        read_roster(tmp_path / "nowhere.csv")
    with pytest.raises(BadInput, match="cannot be read"):
        read_roster(tmp_path)


@pytest.mark.parametrize(
    ("signs", "person"),
    [
        (Signs(("s1",)), ADA),
        (Signs(("ALOVE",)), ADA),
        (Signs(("ada@example.edu",)), ADA),
        (Signs(("ada",)), ADA),
        (Signs(name="lovelaceadaking"), ADA),
        (Signs(name="Lovelace, Ada King"), ADA),
        (Signs(name="ada king  lovelace"), ADA),
        (Signs(name="\u1100\u1175\u11b7\u1106\u1175\u11ab\u1109\u116e"), KIM),
        (Signs(("mkim",), "nobody else"), KIM),
        (Signs(name="An Na Lee"), LEE),
        (Signs(name="Lee Anna"), OTHER_LEE),
        (Signs(("1003",), "oneilseán"), NEIL),
        (Signs(("77",), "oneilsea\u0301n"), NEIL),
        (Signs(("S4",), "leeanna"), OTHER_LEE),
        (Signs(("ada@gmail.com",)), None),
        (Signs(("ad",), "Ada"), None),
        (Signs(("",), ""), None),
        (Signs(), None),
    ],
)
def test_signs_fit_whole_keys_and_whole_names(signs, person):
    assert ROSTER.match(signs).person == person
    assert ROSTER.match(signs).people == ((person,) if person else ())


@pytest.mark.parametrize(
    ("signs", "person", "people"),
    [
        (Signs(("1003",), "oneilseán", foreign=True), NEIL, {NEIL}),
        (Signs(("77",), "oneilseán", foreign=True), NEIL, {NEIL}),
        (Signs(("S4",), "leeanna", foreign=True), OTHER_LEE, {OTHER_LEE}),
        (Signs(("1003",), "seanoneiljr", foreign=True), None, {NEIL}),
        (Signs(("1003",), "lovelaceadaking", foreign=True), None, {NEIL, ADA}),
        (Signs(("77",), "nobody", foreign=True), None, set()),
    ],
)
def test_another_systems_number_is_nobodys_whose_name_does_not_agree(signs, person, people):
    match = ROSTER.match(signs)
    assert match.person == person
    assert set(match.people) == people


@pytest.mark.parametrize(
    ("names", "people"),
    [
        (["hw1-alove", "hw1-mkim", "hw1-who"], [ADA, KIM, None]),
        (["kim-alove", "kim-minsu"], [None, KIM]),
    ],
)
def test_what_repositories_begin_with_is_taken_off_all_of_them_or_off_none(names, people):
    roster = Roster([ADA, Person("S2", "김민수", login="mkim", email="kim-minsu@x.y"), NEIL])
    signs = [Signs((name,), name, rest=name.partition("-")[2]) for name in names]
    found = [match.person and match.person.id for match in roster.match_all(signs)]
    assert found == [person and person.id for person in people]


@pytest.mark.parametrize(
    ("signs", "people"),
    [
        (Signs(name="leeanna"), {LEE, OTHER_LEE}),
        (Signs(("1003",), "lovelaceadaking"), {NEIL, ADA}),
        (Signs(("S1", "mkim")), {ADA, KIM}),
    ],
)
def test_signs_that_fit_several_people_choose_nobody(signs, people):
    match = ROSTER.match(signs)
    assert match.person is None
    assert set(match.people) == people
