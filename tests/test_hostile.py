"""A hostile cohort: no attack earns a point, learns a secret, harms a neighbour, or goes unmentioned."""

import json
import os
import re
from collections import Counter
from collections.abc import Callable
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest

from autograder.isolation.probe import KERNEL_LEVELS
from autograder.markup import as_html, as_markdown
from autograder.reading.find import as_folder
from tests.hostile import CASES, ITEMS, NOTHING, Case
from tests.hostile.grading import SECRETS, Aftermath, graded, known_as, marker, secret

USERS = ("root", "ordinary") if os.getuid() == 0 else ("ordinary",)  # nobody becomes root without being root
RUNS = [(level, user) for level in KERNEL_LEVELS for user in USERS]
NEIGHBOURS = ("aaa-honest", "zzz-honest")
FORMULAS = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
MOST = 50_000  # characters in a file for one student
LOOT = "LOOT"  # what attacks put before hidden inputs that they carry out
DIRECTIONS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
CONTROLS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")

Graded = Callable[[str, str], Aftermath]

EVERY = [pytest.param(*run, case, id=f"{'-'.join(run)}-{case.name}") for run in RUNS for case in CASES]


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of all processes of the test run: what one of them has graded, the others read."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="module")
def run(base: Path) -> Graded:
    """run(level, user): what grading the corpus left."""
    return cache(lambda level, user: graded(base, level, user, CASES))


@pytest.fixture(scope="module")
def alone(base: Path) -> Aftermath:
    """What the honest submissions get where there is no other; at which level and for whom makes no difference."""
    return graded(base, *RUNS[0], [])


@pytest.mark.parametrize(("level", "user", "case"), EVERY)
def test_the_attack_fails(run: Graded, alone: Aftermath, level: str, user: str, case: Case) -> None:
    after = run(level, user)
    name = as_folder(case.submission)
    written = after.written(name)
    assert set(written) >= {"results.json", "feedback.md", "feedback.html"}, (
        f"no record; status {after.status}:\n{after.shown[-500:]}"
    )
    results = json.loads(written["results.json"])
    problems = [
        *unearned(results, after, name, alone, case),
        *leaked(without_examples(written.values(), results), case.untold),
        *untrue(results, case),
        *unsafe(written),
        *left(after, case),
    ]
    assert not problems, f"{case.success}\n" + "\n".join(problems)


def unearned(results, after, name, alone, case):
    """Marks other than those of the honest part of it, alone."""
    worth = json.loads(alone.written(case.earns)["results.json"])
    if results["topics"] != worth["topics"]:
        yield f"the marks are {results['topics']}; the honest part of it earns {worth['topics']}"
    if results["score"] != worth["score"]:
        yield f"the score is {results['score']}, and not {worth['score']}"
    if results["submission"] != name:
        yield f"the record is about {results['submission']!r}"
    row = after.rows.get(name) or after.rows.get(f"'{name}")
    if row is None:
        yield "it has no row in gradebook.csv"
    elif list(row.values())[1:] != list(alone.rows[case.earns].values())[1:]:
        yield f"the row in gradebook.csv is {row}"


def leaked(texts, words=()):
    """Secrets, hidden inputs and other words in what students or the instructor's terminal get."""
    for text in texts:
        yield from (f"the secret of {place} is out" for place in SECRETS if secret(place) in text)
        yield from (f"{word!r} is out: {_around(word, text)}" for word in (LOOT, *words) if word in text)


def without_examples(texts, results):
    """Texts without the examples, which are of inputs that are no secret: test_checking.py shows that they are."""
    shown = [check["shown"] for check in results["checks"] if check["shown"]]
    of_shown = {text for each in shown for text in (each["said"], *(part["found"] for part in each["parts"]))}
    examples = sorted({check["example"] for check in results["checks"]} | of_shown - {""}, key=len, reverse=True)
    for text in texts:
        for example in filter(None, examples):
            for written in (json.dumps(example, ensure_ascii=False)[1:-1], as_markdown(example), as_html(example)):
                text = text.replace(written, "")
        yield text


def _around(word, text):
    place = text.index(word)
    return text[max(place - 80, 0) : place + 80]


def untrue(results, case):
    """Verdicts other than those that fit, and words that are missing."""
    checks = [check for check in results["checks"] if check["exercise"] == case.exercise]
    verdicts = {check["verdict"] for check in checks}
    if not verdicts or not verdicts <= {*case.verdicts, "skipped"} or verdicts == {"skipped"}:
        yield f"the verdicts are {sorted(verdicts)}, not among {case.verdicts}"
    if any(check["verdict"] == "grader fault" for check in results["checks"]):
        yield "a grader fault"
    told = " ".join([*(check["message"] + check["example"] for check in checks), *results["remarks"]])
    yield from (f"{word!r} is not told in: {told[:500]}" for word in case.told if word not in told)


def unsafe(written):
    """What a page or a reader's eye would take for more than text."""
    plain = re.sub(r"\\.", "", written["feedback.md"])  # without what is escaped
    yield from (f"feedback.md holds {mark!r}" for mark in ("<", "](", "![", "\n# Score") if mark in plain)
    yield from (f"feedback.html holds {what}" for what in active(written["feedback.html"]))
    for name, text in written.items():
        if found := CONTROLS.search(text):
            yield f"{name} holds the control character {found[0]!r}"
        if name != "results.json" and (found := DIRECTIONS.search(text)):
            yield f"{name} holds {found[0]!r}, which turns the direction of text"
        if len(text) > MOST:
            yield f"{name} has {len(text)} characters"


class Active(HTMLParser):
    """What a page holds that could run, load or lead elsewhere."""

    def __init__(self, page):
        super().__init__()
        self.found = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        if tag in ("script", "img", "iframe", "object", "embed", "link", "base", "form", "input"):
            self.found.append(f"<{tag}>")
        self.found += [
            f"{name}={value!r}" for name, value in attrs if name.startswith("on") or name in ("src", "style")
        ]
        self.found += [f"a link to {value!r}" for name, value in attrs if name == "href" and not value.startswith("#")]


def active(page):
    """What of a page is more than text."""
    return Active(page).found


def left(after, case):
    """Files, processes and messages of this case that are still there."""
    token = Path(after.folder).name
    names = (marker(token, case), f"hostile-{case.name}")
    yield from (f"{path} was left" for path in after.files if any(name in path for name in names))
    yield from (f"{line} is alive" for line in after.processes if known_as(case) in line or names[0] in line)
    yield from (f"{text!r} was heard" for text in after.heard if names[0] in text)


@pytest.mark.parametrize(("level", "user"), RUNS)
def test_neighbours_get_what_they_get_alone(run: Graded, alone: Aftermath, level: str, user: str) -> None:
    after = run(level, user)
    for name in NEIGHBOURS:
        assert after.rows.get(name) == alone.rows[name]
        assert after.written(name) == alone.written(name)
    assert alone.rows["aaa-honest"]["sgd"] == "100"


@pytest.mark.parametrize(("level", "user"), RUNS)
def test_a_run_ends_well_and_leaves_nothing(run: Graded, level: str, user: str) -> None:
    after = run(level, user)
    assert after.status == 0, after.shown[-2000:]
    assert "Traceback" not in after.shown
    assert "grader fault" not in after.shown
    assert list(leaked([after.shown])) == []
    assert (CONTROLS.findall(after.shown), DIRECTIONS.findall(after.shown)) == ([], [])
    assert after.processes == []
    assert after.files == []
    assert after.heard == []
    assert after.touched == []


@pytest.mark.parametrize(("level", "user"), RUNS)
def test_no_cell_is_a_formula_and_no_line_a_command(run: Graded, level: str, user: str) -> None:
    after = run(level, user)
    assert [name for name in after.rows if name.startswith(FORMULAS)] == []
    commands = [line for line in after.shown.splitlines() if line.strip().startswith("::") or "##[" in line]
    assert commands == []


def test_what_cases_can_be_worth_differs(alone: Aftermath) -> None:
    assert {alone.rows[case.earns]["diff_quotient"] for case in CASES} == {"0", "50"}


def test_every_item_has_a_case_and_every_case_an_item() -> None:
    assert {case.item for case in CASES} == set(ITEMS)
    assert len(ITEMS) == len(set(ITEMS))


def test_the_corpus_is_large_and_says_what_it_is_after() -> None:
    names = Counter(case.name for case in CASES)
    assert names.most_common(1)[0][1] == 1
    assert len(names) >= 130
    assert all(case.success and case.verdicts and case.files for case in CASES)
    assert sum(case.earns != NOTHING and case.name.startswith("right-") for case in CASES) >= 8


def test_submissions_do_not_collide() -> None:
    folders = Counter(case.submission for case in CASES)
    assert folders.most_common(1)[0][1] == 1
