"""The frame of every page: it is inert, and fits everybody."""

import jinja2
import pytest
from matplotlib.font_manager import findfont, get_font

from autograder.pages import page
from autograder.showing import SYMBOLS
from tests.browser import NARROW

HOSTILE = '</script><script>document.title="owned"</script><img src=x onerror=alert(1)>\u202e'
TEMPLATE = """{% extends "base.html" %}
{% block title %}{{ name }}{% endblock %}
{% block header %}<h1 dir="auto">{{ name }}</h1>{% endblock %}
{% block main %}<p>{{ _("Hello") }} {{ raw }}</p>{% endblock %}
{% block data %}<script type="application/json" id="data">{{ json }}</script>{% endblock %}
"""


@pytest.fixture
def template(monkeypatch):
    loader = jinja2.ChoiceLoader([jinja2.DictLoader({"sample.html": TEMPLATE}), page.templates().loader])
    monkeypatch.setattr(page.templates(), "loader", loader)


@pytest.fixture
def sample(template, tmp_path):
    path = tmp_path / "sample.html"
    text = page.render("sample.html", name=HOSTILE, raw=jinja2.filters.Markup("<i>x</i>"), json=page.data([HOSTILE]))
    path.write_text(text, encoding="utf-8")
    return path


def test_a_common_font_has_every_symbol():
    ours = get_font(findfont("DejaVu Sans")).get_charmap()
    assert [symbol for symbol, _style in SYMBOLS.values() if ord(symbol) not in ours] == []


def test_text_is_escaped_and_has_no_marks_that_turn_it(sample):
    text = sample.read_text(encoding="utf-8")
    assert "<img" not in text
    assert text.count("</script>") == 1
    assert "\u202e" not in text.replace(text[text.index('id="data"') :], "")


def test_the_policy_lets_nothing_run_that_is_not_named_by_its_hash(sample):
    text = sample.read_text(encoding="utf-8")
    policy = text.split('Content-Security-Policy" content="')[1].split('"')[0]
    assert "default-src 'none'" in policy
    assert "script-src 'none'" in policy
    assert "unsafe" not in policy


def test_a_page_has_no_complaints_and_fits_a_narrow_window(sample, visit):
    seen = visit(sample, NARROW, dark=True)
    assert seen.errors == []
    assert seen.violations() == []
    assert seen.overflow() == 0
    assert seen.page.title().startswith("</script>")
    assert seen.page.evaluate("JSON.parse(document.getElementById('data').textContent)") == [HOSTILE]


def test_what_gets_past_the_escaping_is_still_inert(template, tmp_path, visit):
    path = tmp_path / "sample.html"
    raw = jinja2.filters.Markup("<script>document.title='owned'</script><p onclick='x()' style='color:red'>a</p>")
    path.write_text(page.render("sample.html", name="Name", raw=raw, json=page.data(1)), encoding="utf-8")
    seen = visit(path)
    assert seen.page.title() == "Name"
    assert len(seen.complaints(2)) >= 2
