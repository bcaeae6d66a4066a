"""feedback.html: what it says at which level of hints, that it is inert, and how it looks in a browser."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from autograder.examples.example import Curve, Example, Part, Worst
from autograder.hints import Hints, first_sentence, snippet
from autograder.language import speaking
from autograder.pages.pictures import allowed_told, distance_told, lines, pictures, scale, tables, walk
from autograder.pages.student import MOST_SCALES, student_page
from autograder.passages import anchor, passage
from autograder.report import Graded, Report
from autograder.tell import as_json, as_markdown, write_files
from autograder.verdict import Verdict
from tests.gradebooks import check

HOSTILE = "<script>alert(1)</script> \"'><img src=x onerror=alert(1)> {{ 7 * 7 }} \u202egpj.exe\x07"
NAMES = {"right to left": "سارة الأحمد", "CJK": "김민준 王小明", "hostile": HOSTILE, "long": "x" * 300}
WORST = Worst("grad_over_time[0, 1]", "0.5", "0.65", 1e-16, 1.5e15)
ROW = Part("errors", "[1, 2, 4]", "[1, 2, 3]", False, (3,), (1.0, 2.0, 4.0), (1.0, 2.0, 3.0), (0.0, 0.0, 4e15))
TABLE = Part(
    "grad_over_time",
    "[[1, 0.5],\n [2, 2]]",
    "[[1, 0.65],\n [2, 2]]",
    False,
    (2, 2),
    (1.0, 0.5, 2.0, 2.0),
    (1.0, 0.65, 2.0, 2.0),
    (0.0, 1.5e15, 0.0, 0.5),
)
END = Part("val", "3", "1", False, (), (3.0,), (1.0,), (1e15,))
CURVE = Curve((0.0, 1.0, 2.0, 3.0, 4.0), (1.0, 0.0, 1.0, 4.0, 9.0), (3.0, 2.0, 1.0), (4.0, 1.0, 0.0))
EXAMPLE = Example(
    ("X = np.array([[1.0, 2.0]])",), ("backward_gradient(X, 0.5)",), (TABLE, ROW, END), WORST, shrunk=True, curve=CURVE
)
MESSAGE = "Only the last step contributes. Each step adds a term of its own: sum them over all k."


def report(name="kim", **more):
    fields = {"message": MESSAGE, "diagnosis": "last_step_only", "shown": EXAMPLE} | more
    wrong = replace(check("backpropagation", "every_step", Verdict.WRONG, points=40.0), exercise="backward_gradient")
    wrong = replace(wrong, **fields)
    results = [
        replace(check("backpropagation", "right", points=40.0), exercise="backward_gradient"),
        wrong,
        replace(wrong, check="again"),
        replace(
            check("backpropagation", "left", Verdict.UNANSWERED, points=20.0), exercise="other", message="Nothing."
        ),
    ]
    return Report(name, ["a remark"], [Graded("backpropagation", results), Graded("sgd", [check("sgd")])])


class Elements(HTMLParser):
    """The elements of a page with their attributes, and its text."""

    def __init__(self, page):
        super().__init__()
        self.found, self.text = [], ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += data


def test_it_says_what_was_called_what_came_back_and_what_is_exact():
    text = Elements(student_page(report(), Hints.HOW)).text
    for said in (
        *("X = np.array([[1.0, 2.0]])", "print(backward_gradient(X, 0.5))", "[[1, 0.5],", "[[1, 0.65],"),
        *(MESSAGE, "1.5e+15 times as far", "Back in time", "a remark", "Nothing."),
    ):
        assert said in text, said


def test_an_example_that_checks_share_is_shown_once():
    page = student_page(report(), Hints.HOW)
    assert page.count("<pre") == 1
    assert 'href="#backpropagation-2"' in page


def test_each_level_says_more():
    what, why, how = (Elements(student_page(report(), hints)).text for hints in Hints)
    assert "Only the last step contributes." in what
    assert not any(said in what for said in ("sum them", "0.65", "np.array", "Back in time"))
    assert all(said in why for said in ("sum them", "0.65", "backward_gradient(X, 0.5)"))
    assert not any(said in why for said in ("print(", "Back in time"))
    assert all(said in how for said in ("sum them", "print(", "Back in time"))


def test_the_levels_hold_for_all_files(tmp_path):
    for hints, said, unsaid in (
        (Hints.WHAT, ["Only the last"], ["sum them", "np.array", "0.65", "To read again"]),
        (Hints.WHY, ["sum them"], ["print(backward", "To read again"]),
        (Hints.HOW, ["sum them"], []),
    ):
        write_files(report(), tmp_path, hints)
        for name in ("feedback.md", "feedback.html", "results.json"):
            text = (tmp_path / name).read_text(encoding="utf-8").replace("\\", "")
            assert all(words in text for words in said), (hints, name)
            assert not [words for words in unsaid if words in text], (hints, name)
    assert "print(backward_gradient(X, 0.5))" in (tmp_path / "feedback.md").read_text(encoding="utf-8")


def test_results_hold_the_example_as_data():
    shown = as_json(report())["checks"][1]["shown"]
    assert shown["calls"] == ["backward_gradient(X, 0.5)"]
    assert (shown["where"], shown["distance"], shown["allowance"]) == (WORST.where, WORST.distance, WORST.allowance)
    assert [part["found"] for part in shown["parts"]] == ["[[1, 0.5], [2, 2]]", "[1, 2, 4]", "3"]


def hostile_report():
    parts = tuple(replace(part, name=HOSTILE, found=HOSTILE, exact=HOSTILE) for part in (TABLE, ROW, END))
    shown = replace(
        EXAMPLE, given=(HOSTILE,), calls=(HOSTILE,), parts=parts, said=HOSTILE, worst=replace(WORST, where=HOSTILE)
    )
    hostile = report(HOSTILE, message=HOSTILE, example=HOSTILE, shown=shown)
    return replace(hostile, about_files=[HOSTILE])


def test_names_and_messages_stay_text():
    page = student_page(hostile_report(), Hints.HOW)
    elements = Elements(page)
    assert not {tag for tag, _ in elements.found} & {"script", "img", "iframe", "object", "a href"}
    assert not [name for _, attributes in elements.found for name in attributes if name.startswith("on")]
    assert not [attributes for _, attributes in elements.found if "style" in attributes or "src" in attributes]
    assert "<script>alert(1)</script>" in elements.text
    assert "{{ 7 * 7 }}" in elements.text
    assert not re.search("[\u202e\x07]", page)
    markdown = re.sub(r"\\.", "", as_markdown(hostile_report(), Hints.HOW))
    assert "\u202e" not in markdown


def test_a_policy_forbids_what_the_page_does_not_need():
    (policy,) = [
        attributes["content"]
        for tag, attributes in Elements(student_page(report(), Hints.HOW)).found
        if tag == "meta" and attributes.get("http-equiv") == "Content-Security-Policy"
    ]
    assert "default-src 'none'" in policy
    assert "script-src 'none'" in policy


@pytest.mark.parametrize("picture", [scale(WORST, [ROW]), lines(ROW), tables(TABLE, (2, 2)), walk(CURVE, [END])])
def test_a_picture_says_in_words_what_it_shows(picture):
    found = Elements(picture).found
    (svg,) = [attributes for tag, attributes in found if tag == "svg"]
    assert svg["role"] == "img"
    assert all(len(text) > 5 and text in svg["aria-label"] for text in re.findall(r"<(?:title|desc)>([^<]*)", picture))
    assert {"title", "desc"} <= {tag for tag, _ in found}


def test_the_shapes_of_a_result_choose_the_pictures():
    assert len(pictures(EXAMPLE)) == 4
    assert [*pictures(replace(EXAMPLE, parts=(replace(ROW, right=True),), worst=None, curve=None))] == []


def test_every_exercise_has_its_pictures_however_many_come_before_it():
    """Only the distance, which a sentence says too, is not drawn more than a few times in an exercise."""
    wrong = report().results[1]
    several = [replace(wrong, check=f"check_{n}", shown=replace(EXAMPLE, calls=(f"f({n})",))) for n in range(20)]
    late = replace(wrong, topic="sgd", exercise="late", shown=replace(EXAMPLE, calls=("late()",)))
    page = student_page(Report("kim", [], [Graded("backpropagation", several), Graded("sgd", [late])]), Hints.HOW)
    titles = re.findall(r"<figcaption[^>]*>([^<]*)", page)
    heat, curve, row = (
        titles.count(title)
        for title in ("grad_over_time, entry by entry", "The path on the curve", "errors, number by number")
    )
    assert heat == curve == row == 21
    assert titles.count("Distance from the exact value, in allowances") == MOST_SCALES + 1


def test_wrong_entries_are_crossed_and_listed():
    picture = tables(TABLE, (2, 2))
    assert picture.count('<path class="differs"') == 1
    assert "[0, 1]" in picture


def test_the_distance_is_told_and_drawn_in_ulps_too():
    worst = Worst("w", "1.0000000000000062", "1", 4 * 2.0**-52, 7.0, 2.0**-52)
    assert worst.ulps == (4.0, 28.0)
    assert "or 4.0 ulps; it is 28.0 ulps away" in allowed_told(worst)
    assert "28.0 ulps" in scale(worst, [])
    assert ">1 ulp<" in scale(worst, [])
    for other in (replace(worst, ulp=None), replace(worst, distance=None)):
        assert "ulp" not in scale(other, []) + allowed_told(other)


def test_a_discrete_value_is_infinitely_far():
    assert "no rounding is involved" in distance_told(replace(WORST, distance=None))


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Use 1e-9. It is small.", "Use 1e-9."),
        ("f(x) = x**2 + 2.5 x is wrong", "f(x) = x**2 + 2.5 x is wrong"),
        ("Is there a loop? Look.", "Is there a loop?"),
        ("", ""),
    ],
)
def test_the_first_sentence(text, first):
    assert first_sentence(text) == first


def test_a_snippet_runs_alone():
    result = report().results[1]
    printed = []
    exec("\n".join(snippet(result)), {"backward_gradient": lambda X, w: X.sum() * w, "print": printed.append})
    assert printed == [1.5]


def test_what_is_too_long_to_write_down_is_no_snippet():
    assert snippet(report(shown=replace(EXAMPLE, whole=False)).results[1]) == ()


def test_a_passage_is_the_one_that_leads_to_the_exercise():
    found = passage("backpropagation", "backward_gradient")
    assert (found.heading, found.place.rpartition("#")[2]) == ("Back in time", "back-in-time")
    assert passage("gradient_descent", "derivative").heading == "SymPy in five lines"
    assert passage("gradient_descent", "func_gradient").heading == "Exercise 2: func_gradient"  # another is before it
    assert passage("backpropagation", "nothing") is None
    assert passage("nothing", "nothing") is None
    assert anchor("Exercise 1: `fit_line`") == "exercise-1-fit_line"


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES.keys())
def test_a_browser_finds_nothing_to_complain_of(visit, tmp_path, name, dark):
    given = replace(hostile_report() if name == HOSTILE else report(name), submission=name)
    write_files(given, tmp_path)
    page = visit(tmp_path / "feedback.html", width=320, dark=dark)
    assert page.errors == []
    assert page.overflow() <= 0
    assert page.violations() == []


@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_narrow_window_shows_the_verdict_of_each_part_and_that_there_is_more(visit, tmp_path, language):
    with speaking(language):
        write_files(report(), tmp_path)
    table = visit(tmp_path / "feedback.html", width=320).page.locator(".check .wide")
    box, verdict = table.bounding_box(), table.locator("td").first.bounding_box()
    assert verdict["x"] + verdict["width"] <= box["x"] + box["width"]
    assert table.evaluate("each => each.scrollWidth > each.clientWidth")
    assert "local, local, scroll, scroll" in table.evaluate("each => getComputedStyle(each).backgroundAttachment")


def test_links_are_reached_by_the_keyboard(visit, tmp_path):
    write_files(report(), tmp_path)
    page = visit(tmp_path / "feedback.html").page
    reached = []
    for _ in range(8):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.getAttribute('href')"))
    assert {"#main", "#backpropagation", "#sgd", "#backpropagation-2"} <= set(reached)


def test_nothing_needs_a_script(visit, tmp_path):
    write_files(report(), tmp_path)
    page = visit(tmp_path / "feedback.html", java_script_enabled=False).page
    assert "Only the last step contributes" in page.inner_text("main")
