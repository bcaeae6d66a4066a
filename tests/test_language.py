"""What people read, in every language: chosen by the environment, complete, the same beside the words."""

import ast
import io
import os
import subprocess
import sys
import tokenize
from types import SimpleNamespace

import nbformat
import numpy as np
import pytest

from autograder import publish, verdict
from autograder.checks import orders
from autograder.course import of_topic, topic_names
from autograder.judging import patterns
from autograder.judging.compare import compare
from autograder.judging.target import Literal, Parts
from autograder.language import ENGLISH, _, asked_for, languages, ngettext, speaking
from autograder.packages import release
from autograder.reading.choose import Candidate, choose
from autograder.reading.places import File
from autograder.reading.source import Source
from autograder.recording.identity import Conditions
from autograder.translating import catalogs
from autograder.translating.agreement import disagreement
from autograder.translating.code import say_code
from autograder.translating.markdown import as_github_reads, say_markdown
from autograder.verdict import Verdict
from tests.places import ASSIGNMENTS, ROOT, SOLUTIONS

NAMELESS = SimpleNamespace(names=None)  # a judgement whose parts have no names
OTHERS = [name for name in languages() if name != ENGLISH]


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "ko_KR.UTF-8"}, "ko"),
        ({"LANG": "ko_KR.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "ko_KR.UTF-8", "LC_MESSAGES": "POSIX"}, "en"),
        ({"LANG": "C", "LANGUAGE": "ko"}, "ko"),
        ({"LANGUAGE": "", "LANG": "ko"}, "ko"),
        ({"LANGUAGE": "xx:ko:en"}, "ko"),
        ({"LANGUAGE": "en_GB:ko", "LANG": "ko_KR.UTF-8"}, "en"),
        ({"LANGUAGE": "../../ko"}, "en"),
        ({"LANG": "xx_YY"}, "en"),
    ],
)
def test_the_environment_chooses_the_language_as_for_gettext(environment, expected):
    assert asked_for(environment) == expected


def test_what_is_said_is_in_the_language_that_is_spoken():
    with speaking("ko"):
        assert Verdict.WRONG.said == _("wrong") == "오답"
        assert Verdict.WRONG.value == "wrong"
        assert ngettext("{count} day", "{count} days", 1) == "{count}일"
        assert _("a text that no catalog has") == "a text that no catalog has"
        with speaking(ENGLISH):
            assert _("wrong") == "wrong"
            assert ngettext("{count} day", "{count} days", 2) == "{count} days"
    assert "오답" not in {_(value) for value in Verdict}


def test_every_text_is_translated_and_agrees_and_no_catalog_is_stale():
    found = catalogs.domains()
    assert {domain.language for domain in found} == set(OTHERS)
    assert [fault for domain in found for fault in domain.faults()] == []
    files = {path: content for domain in found for path, content in domain.files().items()}
    assert [path for path, content in files.items() if path.read_bytes() != content] == []


def test_facts_and_what_they_are_quoted_with_are_said_in_the_language_that_is_spoken():
    facts = orders.facts_about(np.arange(3.0), np.arange(3.0))([])
    facts |= orders.Visits(3, 1, 1)((0.0, 0.0, [1.0])) | orders.run_without_seed([(0, 0, [1.0])] * 2)
    facts |= orders.runs_by_seed([(0, 0, [1.0])] * 3) | orders.orders_of_epochs([[]] * orders.EPOCHS)
    values = {value for value in facts.values() if isinstance(value, str) and "[" not in value}
    assert {*facts, *values} <= catalogs.engine_texts().keys()
    with speaking("ko"):
        target = Parts((Literal("passed"),), ("wrong",))
        (misfit,) = compare({"wrong": "skipped"}, target).misfits
        assert (misfit.found, misfit.wanted) == ("건너뜀", "통과")
        assert patterns.name(misfit.path, NAMELESS) == "“오답”"


def test_a_new_text_and_a_changed_one_are_found(tmp_path):
    texts = {"Divide by {count}.": ["a.py"], "Divide it.": ["a.py"]}
    domain = catalogs.Domain("autograder", "ko", ROOT / "build" / "none.po", texts)
    told = list(domain.faults())
    assert [fault.endswith("is not translated.") for fault in told] == [True, True]
    catalog = domain.catalog()
    catalog["Divide by {count}."].string = "{number}(으)로 나누세요."
    path = tmp_path / "some.po"
    with path.open("wb") as file:
        catalogs.write_po(file, catalog)
    changed = catalogs.Domain("autograder", "ko", path, {"Divide by {count}!": ["a.py"]})
    assert changed.catalog()["Divide by {count}!"].fuzzy
    assert "is translated without" in disagreement("by {count}", "{number}", of_grader=True)


@pytest.mark.parametrize(
    ("text", "said", "agrees"),
    [
        ("{name} is $x$", "{name}: $x$", True),
        ("{name!r} has {size:g}", "{size:g} {name!r}", True),
        ("{name}", "{nmae}", False),
        ("{size:g}", "{size}", False),
        ("{name}", "{name", False),
        ("Use `make`.", "make 사용", False),
        ("%(count)s of them", "%(count)s", True),
        ("%(count)s of them", "그중", False),
    ],
)
def test_placeholders_are_the_same_in_both_languages(text, said, agrees):
    assert (disagreement(text, said, of_grader=True) == "") is agrees


@pytest.mark.parametrize(
    ("text", "said", "agrees"),
    [
        (r"at $x$, `f(x)` {and}", r"$x$에서 `f(x)`", True),
        (r"$$\sum_{\text{batch}} x$$", r"$$\sum_{\text{배치}} x$$", True),
        (r"$x^2$", r"$x^3$", False),
        ("`fit`", "`fti`", False),
    ],
)
def test_code_and_formulas_of_a_lesson_are_the_same_in_both_languages(text, said, agrees):
    assert (disagreement(text, said, of_grader=False) == "") is agrees


def test_a_text_is_said_block_by_block_and_what_has_no_words_stays():
    text = "# Title\n\n$$x = y$$\n\n- one\n- two\n\n```python\nwords\n\nmore\n```\n\n<!-- checks -->\n\n![](a.svg)"
    heard = []
    assert say_markdown(text, lambda block: heard.append(block) or "!") == text.replace("# Title", "!").replace(
        "- one\n- two", "!"
    )
    assert heard == ["# Title", "- one\n- two"]


def test_docstrings_and_comments_are_said_and_the_code_and_solutions_stay():
    code = '\n'.join(
        [
            "def f(x):",
            '    """Say it.',
            "",
            "    x: a number,",
            "    any.",
            '    """',
            "    # one",
            "    # comment",
            '    y = "# no comment"  # an aside é',
            "    # BEGIN SOLUTION: do it",
            "    return x  # secret",
            "    # END SOLUTION",
        ]
    )  # fmt: skip
    heard = []
    said = say_code(code, lambda text: heard.append(text) or f"<{text}>\n둘" if "\n" in text else f"<{text}>")
    assert said.split("\n") == [
        "def f(x):",
        '    """<Say it.>',
        "",
        "    <x: a number,",
        "    any.>",
        "    둘",
        '    """',
        "    # <one",
        "    # comment>",
        "    # 둘",
        '    y = "# no comment"  # <an aside é>',
        "    # BEGIN SOLUTION: <do it>",
        "    return x  # secret",
        "    # END SOLUTION",
    ]


def test_a_formula_with_a_letter_behind_it_is_marked_as_github_wants_it():
    text = "$x$와 $y$ 그리고 `$z$는` $$a$$ ($b$는)"
    assert as_github_reads(text) == "$`x`$와 $y$ 그리고 `$z$는` $$a$$ ($`b`$는)"


def bare(code):
    """What Python makes of code, without docstrings; comments are gone in any case."""
    tree = ast.parse(code)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.Module) and ast.get_docstring(node) is not None:
            node.body = node.body[1:] or [ast.Pass()]
    return ast.unparse(tree)


def comments(code):
    return [token for token in tokenize.generate_tokens(io.StringIO(code).readline) if token.type == tokenize.COMMENT]


@pytest.mark.parametrize("language", OTHERS)
def test_lessons_have_the_same_code_and_cells_in_every_language(language):
    with speaking(ENGLISH):
        english = publish.lessons()
    with speaking(language):
        theirs = publish.lessons()
    assert theirs.keys() == english.keys()
    for path, content in english.items():
        if path.suffix == ".py":
            assert bare(theirs[path].decode()) == bare(content.decode()), path
            assert theirs[path] != content
        elif path.suffix == ".ipynb":
            ours, other = (nbformat.reads(text.decode(), as_version=4).cells for text in (content, theirs[path]))
            assert [(cell.id, cell.cell_type) for cell in other] == [(cell.id, cell.cell_type) for cell in ours], path
            for one, another in zip(ours, other, strict=True):
                if one.cell_type == "code" and one.id != "first-cell":  # that one tells something itself
                    assert bare(another.source) == bare(one.source), path
                elif one.id == "first-cell":
                    compile(another.source, str(path), "exec")
        elif path.suffix != ".md":
            assert theirs[path] == content
    assert not any(b"BEGIN SOLUTION" in content for content in theirs.values())


def test_the_published_lessons_are_english_whatever_is_spoken():
    with speaking("ko"):
        assert not publish.stale(publish.publish())


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("topic", topic_names())
def test_an_untouched_stub_is_untouched_in_every_language(topic, language, tmp_path):
    with speaking(language):
        stub = publish.lessons()[ASSIGNMENTS / topic / f"{topic}.py"]
    english = Source(f"{topic}.py", (ASSIGNMENTS / topic / f"{topic}.py").read_bytes())
    answer = Source(f"{topic}.py", (SOLUTIONS / topic / f"{topic}.py").read_bytes())
    files = [File(name, lambda _name: io.BytesIO()) for name in (f"{topic}.py", f"{topic}.ipynb")]
    candidates = [Candidate(files[1], answer), Candidate(files[0], Source(f"{topic}.py", stub))]
    chosen, said = choose(topic, candidates, english)
    assert chosen is answer
    assert said == [f"{topic}.ipynb counts for {topic}; {topic}.py is untouched."]


def test_a_result_depends_on_the_language_it_is_told_in():
    conditions = Conditions(1, "process", 3.0)
    answer = verdict.Unanswered("nothing")
    before = conditions.identity("sgd", answer)
    with speaking("ko"):
        now = conditions.identity("sgd", answer)
    assert now != before
    assert now.reasons(before) == ["language changed (en -> ko)"]


def told_by(folder, *arguments, **language):
    """What a command says on a machine with no other variables of a language than these."""
    environment = {name: value for name, value in os.environ.items() if name not in ("LANGUAGE", "LC_ALL", "LANG")}
    command = [sys.executable, "-m", "autograder", *arguments]
    ended = subprocess.run(
        command, cwd=folder, env={**environment, "PYTHONIOENCODING": "utf-8", **language}, capture_output=True
    )
    assert ended.stderr == b""
    return ended.stdout.decode()


def test_a_release_in_korean_checks_a_wrong_answer_in_the_language_of_the_machine(tmp_path, monkeypatch):
    monkeypatch.setattr(release, "topic_names", lambda: ["sgd"])
    with speaking("ko"):
        release.update(tmp_path, release.build(None, None))
    path = tmp_path / "assignments" / "sgd" / "sgd.py"
    stub = path.read_text(encoding="utf-8")
    assert "# TODO: rng에서 무작위 순서를 뽑고" in stub
    readme = (tmp_path / "README.md").read_text(encoding="utf-8")
    assert readme.startswith("# 과제")
    assert "make check A=sgd" in readme
    assert "LANGUAGE: ko" in (tmp_path / ".github" / "workflows" / "check.yml").read_text(encoding="utf-8")
    wrong = "for i in range(0, len(train_x), batch_size):\n        yield train_x[i:i + batch_size], train_y[i:i + batch_size]"
    path.write_text(stub.replace('raise NotImplementedError("minibatches")', wrong), encoding="utf-8")
    told = "".join(told_by(tmp_path, "check", "sgd", LANGUAGE="ko").split())
    assert "✗오답" in told
    assert "샘플이 주어진 순서 그대로 나옵니다.".replace(" ", "") in told
    assert "·미작성" in told
    english = told_by(tmp_path, "check", "sgd", LC_ALL="C.UTF-8")
    assert "✗ wrong" in english
    assert not any("가" <= character <= "힣" for character in english)


def test_the_command_line_explains_itself_in_korean():
    told = told_by(ROOT, "grade", "--help", LANGUAGE="ko")
    assert "모든 제출물을 채점하여" in told
    assert "성적부 폴더" in told


@pytest.mark.parametrize("language", OTHERS)
def test_no_topic_says_the_same_in_another_language(language):
    """A text that has words and is not translated would be left as it is."""
    for topic in topic_names():
        with speaking(language):
            same = [text for text in catalogs.topic_texts(topic) if of_topic(topic, str(text)) == text]
        assert same == [], topic
