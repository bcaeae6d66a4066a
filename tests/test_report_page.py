"""The page of a cohort: its numbers are those of the record, and whatever is handed in is inert text on it."""

import html
import json
import re
import sqlite3
from collections import Counter

import numpy as np
import pytest
from click.testing import CliRunner
from playwright.sync_api import expect

from autograder.exports.book import Book
from autograder.pages.cohort import percent, write_report
from autograder.pages.command import report
from autograder.recording import statistics
from autograder.recording.disk import Unwritable
from autograder.recording.statistics import ENOUGH, Check, discriminations, tallies
from autograder.similarity.listing import Pair, write_listing
from autograder.verdict import BadInput, Verdict
from tests.browser import NARROW, SOON, WIDE
from tests.crowd import SEED, crowd
from tests.gradebooks import School, check

HOSTILE = [
    "</script><script>alert(1)<", "<img src=x onerror=alert(1)>", "'\"><svg onload=alert(1)>", "a&b?c#d%41", "حداد ليلى",
    "김민준", "x" * 200, "{{ 7*7 }}", "javascript:alert(1)", "=1+1", "-",
]  # fmt: skip


def written(folder, against=None):
    with Book(folder) as book:
        return write_report(book, book.topics(), folder, against)


def data(path):
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', path.read_text(encoding="utf-8"))
    return json.loads(found[1])


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """Thirty students and eleven with hostile names, graded twice."""
    folder = crowd(tmp_path_factory.mktemp("small"), 30, runs=2, extra=HOSTILE, topics=["diff_quotient", "sgd"])
    write_listing(folder, [Pair("sgd", HOSTILE[0], "s0001", 0.9, 60, "sgd.py", "1", "9", "sgd.py", "2", "9")])
    return written(folder)


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    return written(crowd(tmp_path_factory.mktemp("large"), 2000))


def asked(path, query, *values):
    with sqlite3.connect(path.parent.parent / "gradebook.sqlite") as database:
        return database.execute(query, values).fetchall()


RESULTS = "FROM result JOIN verdict USING (grading) WHERE run = (SELECT MAX(id) FROM run)"


def test_the_rows_are_those_of_the_record(small):
    found = data(small)
    scores = dict(asked(small, "SELECT name, score FROM submission WHERE run = 2"))
    assert {row[0]: row[3] for row in found["rows"]} == scores
    assert len(found["rows"]) == 30 + len(HOSTILE)
    counts = Counter("".join(row[6] for row in found["rows"]))
    recorded = dict(asked(small, f"SELECT verdict, COUNT(*) {RESULTS} GROUP BY verdict"))
    assert {verdict: counts[code] for verdict, code in statistics.CODES.items() if counts[code]} == recorded


def test_numbers_lead_to_as_many_submissions_as_they_say(small):
    """What the links say, counted in the record."""
    text, found = small.read_text(encoding="utf-8"), data(small)
    told = re.findall(r'href="#submissions&amp;told=(\d+)">(\d+) submission', text)
    assert len(told) == len(found["told"])
    for number, count in told:
        topic, exercise, name = found["told"][int(number)]
        having = asked(
            small,
            f"SELECT COUNT(DISTINCT submission) {RESULTS} AND topic = ? AND exercise = ? AND diagnosis = ?",
            *(topic.replace(" ", "_"), exercise, name),
        )
        assert having == [(int(count),)]
    checks, codes = found["checks"], [row[6] for row in found["rows"]]
    linked = re.findall(r'check=(\d+)&amp;verdict=(\w)" aria-label="(\d+) ', text)
    assert len(linked) >= 2 * len(checks)
    for number, verdict, count in linked:
        assert sum(row[int(number)] == verdict for row in codes) == int(count)
    linked = re.findall(r'topic=(\d+)&amp;verdict=(\w)">(\d+)<', text)
    assert {topic for topic, _, _ in linked} == {"0", "1"}
    for topic, verdict, count in linked:
        own = [number for number, check in enumerate(checks) if check[0] == int(topic)]
        assert sum(any(row[number] == verdict for number in own) for row in codes) == int(count)
    linked = re.findall(r'href="#submissions&amp;why=(\d+)">(\d+)<', text)
    assert len(linked) == len(found["why"]) == 2
    for reason, count in linked:
        assert sum(int(reason) in row[10] for row in found["rows"]) == int(count)
    linked = re.findall(r'href="#submissions&amp;sign=([efr])">(\d+) submission', text)
    assert "r" in dict(linked)
    for sign, count in linked:
        assert sum(sign in row[9] for row in found["rows"]) == int(count)
    linked = re.findall(r'href="#submissions&amp;range=(\d+)-(\d+)" aria-label="(\d+) ', text)
    scores = [row[3] for row in found["rows"]]
    assert sum(int(count) for _, _, count in linked) == len(scores)
    for low, high, count in linked:
        assert sum(int(low) <= score < int(high) for score in scores) == int(count)


def test_what_is_handed_in_is_text(small):
    text = small.read_text(encoding="utf-8")
    assert text.count("<script") == text.count("</script>") == 2
    for name in HOSTILE:
        assert html.escape(name, quote=False).replace("'", "&#39;").replace('"', "&#34;") in text
    assert not re.search(r"<img|<svg on|javascript:alert\(1\)/", text)
    assert 'href="../javascript%3Aalert%281%29/feedback.html"' in text


def test_the_seed_is_on_no_page(small, large):
    assert str(SEED) not in small.read_text(encoding="utf-8") + large.read_text(encoding="utf-8")


def test_it_says_what_it_was_graded_under_and_against_what_it_is_compared(small):
    text = small.read_text(encoding="utf-8")
    assert "Isolation: namespaces." in text
    assert np.__version__ in text
    assert "Against run 1." in text
    assert "sgd.py changed" in text
    assert "never an accusation" in text


def test_without_scripts_the_first_page_is_a_table(large):
    text = large.read_text(encoding="utf-8")
    assert len(re.findall(r'<tr><th scope="row"><a href="../s\d+/feedback.html"', text)) == 50
    assert "gradebook.csv" in re.search(r"<noscript>(.*?)</noscript>", text)[1]


def test_the_same_record_gives_the_same_page(small):
    before = small.read_bytes()
    assert written(small.parent.parent).read_bytes() == before


def test_discrimination_is_the_correlation_with_the_rest_and_nothing_of_few():
    chance = np.random.default_rng(1)
    able = chance.normal(size=200)
    passed = able[:, None] + chance.normal(size=(200, 5)) > [-1, 0, 0, 1, 9]
    passed[:, 2] = able < 0  # what the able fail
    table, points = np.where(passed, ord("p"), ord("w")).astype(np.uint8), np.array([1.0, 2, 0.1, 4, 5])
    found = discriminations(table, points)
    for item in range(4):
        rest = (passed * points).sum(axis=1) - passed[:, item] * points[item]
        assert found[item] == pytest.approx(np.corrcoef(passed[:, item], rest)[0, 1])
    assert found[0] > 0.2
    assert found[2] < 0
    assert found[4] is None
    assert discriminations(table[: ENOUGH - 1], points) == [None] * 5


def test_who_did_not_try_a_check_says_nothing_of_it():
    checks = [Check("sgd", "fit", "a", "A.", 50.0), Check("sgd", "fit", "b", "B.", 50.0)]
    first, second = tallies(checks, {"kim": "pw", "lee": "us", "cho": "f-", "yun": "wt"})
    assert (first.tried, first.pass_rate, first.discrimination) == (2, 0.5, None)
    assert (second.tried, second.pass_rate) == (2, 0.0)
    assert first.verdicts[Verdict.GRADER_FAULT] == 1


def test_a_percentage_is_whole_only_where_it_is():
    assert [percent(share) for share in (0, 0.001, 0.5, 0.999, 1)] == ["0 %", "1 %", "50 %", "99 %", "100 %"]


def test_a_cohort_of_nobody_or_of_faults_alone_has_a_page(tmp_path):
    school = School(tmp_path)
    assert "No answer is one of the known wrong ones." in written(school.grade().folder).read_text(encoding="utf-8")
    school.hand_in(None, None, [check("sgd", "all", Verdict.GRADER_FAULT, message="it died")])
    assert "it died" in written(school.grade().folder).read_text(encoding="utf-8")


def test_the_command_writes_any_finished_run_against_any_other(tmp_path):
    school = School(tmp_path).hand_in(None, 50.0, 100.0, name="kim").grade().grade()

    def said(*arguments):
        return CliRunner().invoke(report, ["--out", str(tmp_path), *arguments])

    assert "report/index.html" in said("--run", "2", "--against-run", "1").output
    assert "Against run 1." in (school.folder / "report" / "index.html").read_text(encoding="utf-8")
    assert "Against run" not in (said("--run", "1"), (tmp_path / "report" / "index.html").read_text())[1]
    for arguments, sentence in (
        (("--run", "2", "--against-run", "2"), "cannot be compared with itself"),
        (("--against-run", "9"), "There is no run 9"),
    ):
        error = said(*arguments).exception
        assert isinstance(error, BadInput)
        assert sentence in str(error)


def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path):
    folder = School(tmp_path).grade().folder
    (folder / "report").write_text("in the way")
    with pytest.raises(Unwritable, match="cannot be written"):
        written(folder)


@pytest.mark.parametrize(("width", "dark"), [(WIDE, True), (NARROW, False)])
def test_people_can_use_it(small, visit, width, dark):
    seen = visit(small, width, dark=dark)
    assert seen.violations() == []
    assert seen.overflow() == 0
    assert seen.errors == []


def names(seen):
    return seen.page.locator("#table tbody th a").all_inner_texts()


def counted(seen, text):
    """Wait until the page counts so: a browser follows a link, and goes back, some time after it was told to."""
    expect(seen.page.locator("#count")).to_have_text(text, timeout=SOON)


def test_a_number_shows_its_submissions_also_by_keyboard(small, visit):
    seen, rows = visit(small), data(small)["rows"]
    having = {row[0] for row in rows if 0 in row[7]}
    assert 0 < len(having) < len(rows)
    link = seen.page.locator('a[href="#submissions&told=0"]').first
    assert link.inner_text().startswith(f"{len(having)} ")
    link.press("Enter")
    counted(seen, f"{len(having)} of {len(rows)} submissions")
    assert set(names(seen)) == having
    assert seen.page.locator("#filters [name=told]").input_value() == "0"
    expect(seen.page.locator("#submissions")).to_be_focused(timeout=SOON)
    seen.page.go_back()
    counted(seen, f"{len(rows)} of {len(rows)} submissions")
    assert len(names(seen)) == len(rows)
    seen.page.locator(".histogram a").last.press("Enter")
    best = sum(row[3] >= 100 for row in rows)
    assert 0 < best < len(rows)
    counted(seen, f"{best} of {len(rows)} submissions")
    assert len(names(seen)) == best
    assert seen.errors == []


def test_hostile_names_are_shown_as_they_are_and_lead_to_their_pages(small, visit):
    seen = visit(small)
    assert set(names(seen)) >= set(HOSTILE)
    for name in HOSTILE:
        link = seen.page.get_by_role("link", name=name, exact=True).last
        assert link.evaluate("link => decodeURIComponent(new URL(link.href).pathname)").endswith(
            f"/{name}/feedback.html"
        )
    assert seen.page.title() == "Cohort report"
    assert seen.errors == []


def test_two_thousand_are_paged_filtered_and_sorted(large, visit):
    seen, rows = visit(large), data(large)["rows"]
    assert seen.page.locator("#table tbody tr").count() == 50
    seen.page.locator("#pages button", has_text="Next").click()
    expect(seen.page.locator("#pages")).to_contain_text("Rows 51 to 100 of 2000", timeout=SOON)
    seen.page.get_by_role("button", name="score").click()
    expect(seen.page.locator("th[data-sort=score]")).to_have_attribute("aria-sort", "descending", timeout=SOON)
    assert names(seen)[0] == max(rows, key=lambda row: (row[3], [-ord(letter) for letter in row[0]]))[0]
    seen.page.locator("[name=q]").fill("s00012")
    counted(seen, "No submission is like that.")
    seen.page.locator("[name=q]").fill("s0012")
    counted(seen, "1 of 2000 submissions")
    assert names(seen) == ["s0012"]
    seen.page.get_by_role("button", name="Show all").click()
    seen.page.locator("[name=verdict]").select_option("t")
    timed_out = f"{sum('t' in row[6] for row in rows)} of 2000 submissions"
    counted(seen, timed_out)
    assert seen.page.evaluate("location.hash") == "#submissions&verdict=t"
    seen.page.reload()
    counted(seen, timed_out)
    assert seen.page.evaluate("location.hash") == "#submissions&verdict=t"
    seen.page.locator('nav a[href="#checks"]').click()
    seen.page.wait_for_url("**#checks", timeout=SOON)
    counted(seen, timed_out)
    seen.page.go_back()
    seen.page.go_back()
    counted(seen, "2000 of 2000 submissions")
    assert seen.overflow() == 0
    assert seen.errors == []
