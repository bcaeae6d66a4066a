"""The roster: how it may be written, what is wrong with it, and whose a submission is."""

import pytest

from autograder.people.person import Person, Signs
from autograder.people.roster import Roster, read_roster
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
        ("name,email\nAda,a@b\n", "has no column `id`"),
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
