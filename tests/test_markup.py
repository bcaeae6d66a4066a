"""What texts become in Markdown and on pages: code and stress, and nothing else, whatever a student's words hold."""

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from autograder.markup import as_html, as_markdown
from autograder.showing import printable
from autograder.tell import _told
from autograder.verdict import Verdict
from tests.gradebooks import check

READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
TAGS = re.compile(r"<(?!/?(?:p|em|code)>)")


def read(text):
    """The page that a reader of Markdown makes of a text in a list, as feedback.md has it."""
    return READER.render(f"- a\n\n  {as_markdown(text)}").partition("<p>a</p>\n<p>")[2].partition("</p>\n</li>")[0]


@pytest.mark.parametrize(
    ("text", "written", "shown"),
    [
        (
            "the root of the *sum* of squares",
            "the root of the *sum* of squares",
            "the root of the <em>sum</em> of squares",
        ),
        ("Add up (`+=`), do not set.", "Add up (`+=`), do not set.", "Add up (<code>+=</code>), do not set."),
        ("slope at x + h is 6.3e+14", "slope at x + h is 6.3e+14", "slope at x + h is 6.3e+14"),
        ("grad_over_time[0, 1] {and} so on!", "grad_over_time[0, 1] {and} so on!", "grad_over_time[0, 1] {and} so on!"),
        ("x**n is n*x**(n - 1)", "x\\*\\*n is n\\*x\\*\\*(n - 1)", "x**n is n*x**(n - 1)"),
        ("`x < 3` & 4", "`x < 3` \\& 4", "<code>x &lt; 3</code> &amp; 4"),
        ("*a <b>*", "*a \\<b\\>*", "<em>a &lt;b&gt;</em>"),
    ],
)
def test_code_and_stress_are_shown_and_nothing_is_escaped_that_need_not_be(text, written, shown):
    assert as_markdown(text) == written
    assert as_html(text) == shown
    assert read(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        *("# a", "- a", "+ a", "12. a", "1) a", "  # a", "> a", "[x](javascript:alert(1))", "![x](y)", "[0](http://x.y)"),
        *("<script>", "<http://x.y>", "a|b", "|-|-|", "~~a~~", "_a_", "__a__", "**a**", "&lt;", "``a``", "\\`a`", "`a", "[a]: b"),
        *("`a\\`b`", "*a", "***", "```", "___", "[1][0]", "`<b>`", "*<b>*", "a\n# b", "\\"),
    ],
)  # fmt: skip
def test_other_markup_is_text(text):
    assert not TAGS.search(read(text))
    assert not TAGS.search(as_html(text))
    assert read(text) == as_html(text).replace("&#39;", "'").replace("&#34;", "&quot;").strip()


@given(st.text("`*_[]()<>\\|~&#+-! a1.\n", max_size=30))
def test_a_text_says_the_same_in_both(text):
    page = read("." + text)
    assert not TAGS.search(page)
    plain = [re.sub(r"</?(?:em|code)>", "", each) for each in (page, as_html("." + text))]
    assert "".join(html.unescape(plain[0]).split()) == "".join(html.unescape(plain[1]).split())
    assert [character for character in html.unescape(plain[1]) if character not in "`*"] == [
        character for character in printable("." + text) if character not in "`*"
    ]


def test_a_check_that_shares_its_words_with_the_one_before_says_so():
    wrong = check("sgd", "a", Verdict.WRONG, message="Sum them.")
    waiting = check("sgd", "a", Verdict.SKIPPED, message="Not tried.")
    assert [told for _, told in _told([wrong, wrong, waiting, waiting, check("sgd")])] == [
        *("Sum them.", "The same as above.", "Not tried.", "", "")
    ]
