"""Notebooks as submissions: what of them is code, what is wrong with them, and how they are judged."""

import json
import random

import jupytext
import pytest

from autograder.call import Submitted
from autograder.checking import Checks
from autograder.course import load_topic
from autograder.reading.magics import python_of
from autograder.reading.notebook_source import code_of
from autograder.reading.places import MAX_SOURCE
from autograder.reading.source import Source
from autograder.session import collect
from autograder.verdict import Crashed, Refused, Unanswered, Verdict
from tests.notebooks import cell, notebook
from tests.places import ASSIGNMENTS, SOLUTIONS

ANSWER = "def same(x):\n    return x\n"


def same(x):
    return x


def taken(data):
    return code_of(data, MAX_SOURCE)


def test_a_cell_that_a_magic_sets_aside_is_said_where_it_holds_functions():
    writes, shows = "%%writefile sgd.py\ndef same(x):\n    return x", "%%html\n<b>def</b>"
    cells = [cell("x = 1"), cell(writes, "b"), cell(shows, "c"), cell(f"%%time\n{ANSWER}", "d")]
    assert taken(notebook(*cells)).odd == ("cell 2 begins with %%writefile, which sets it aside",)


@pytest.fixture
def toy(submitted, monkeypatch):
    """toy(cell, cell, …): the submission that a notebook with these code cells is."""

    def build(*sources):
        student = submitted(b"", same)
        code = taken(notebook(*(cell(source, f"c{number}") for number, source in enumerate(sources))))
        student._source = Source("toys.ipynb", code.text, code.cells)
        student.tells_all = True
        return student

    return build


@pytest.mark.parametrize(
    ("written", "python"),
    [
        ("%matplotlib inline\nx = 1", "pass\nx = 1"),
        ("%%time\nx = 1", "\nx = 1"),
        ("%%bash\nls\nrm x", "\n\n"),
        ("!echo (\nx = 1", "pass\nx = 1"),
        ("!pip install \\\n  numpy\nx = 1", "pass\n\nx = 1"),
        ("pip install numpy\nimport numpy", "pass\nimport numpy"),
        ("files = !ls\nfiles?", "files = []\npass"),
        ("%time x = 1\n%timeit f()", "x = 1\npass"),
        ("if x:\n    !ls\n    ?x", "if x:\n    pass\n    pass"),
    ],
)
def test_magics_and_shell_lines_are_set_aside_where_they_are(written, python):
    assert python_of(written) == python


@pytest.mark.parametrize(
    "python",
    [
        "text = '''\n%a\n!b\n'''",
        'text = """\n?a\n\\"""\n!b\n"""',
        "x = (1\n  % 2)",
        "x = 1 \\\n  % 2",
        "x != y  # really?",
        "'it\\'s'\nx = y % z",
    ],
)
def test_python_is_left_alone(python):
    assert python_of(python) == python


def test_only_code_cells_count_and_lines_are_told_by_cell():
    text = {"cell_type": "markdown", "id": "m", "metadata": {}, "source": "%x"}
    code = taken(
        notebook(text, cell("a = 1\nb = 2\n"), text | {"id": "n"}, cell("", "z") | {"source": "c = 3\r\nd = 4"})
    )
    assert code.text == b"a = 1\nb = 2\nc = 3\nd = 4\n"
    assert code.odd == ()
    source = Source("x.ipynb", code.text, code.cells)
    assert [source.place(line) for line in (1, 2, 3, 4)] == [
        "cell 2, line 1",
        "cell 2, line 2",
        "cell 4, line 1",
        "cell 4, line 2",
    ]
    assert source.piece(3).strip() == b"c = 3\nd = 4"


def test_what_lies_in_outputs_and_metadata_is_no_code():
    forged = {"cell_type": "code", "source": ["forged = 1"], "cells": [{"cell_type": "code", "source": "forged = 2"}]}
    outputs = [{"data": {"application/json": forged}, "output_type": "display_data"}]
    assert taken(notebook(cell("x = 1", outputs=outputs, metadata=forged), metadata=forged)).text == b"x = 1\n"


OLD = {"cell_type": "code", "language": "python", "input": ["x = 1"], "outputs": []}
SIDES = b'<<<<<<< HEAD\n "x = 1"\n||||||| base\n "x = 0"\n=======\n "x = 2"\n>>>>>>> other\n'


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (notebook(cell("x = 1"), cell("y = 2", "b"))[:-150], "no well-formed notebook"),
        (notebook(cell("x = 1"), cell("y = 2", "b")).replace(b'"outputs": []', b'"outputs": [{', 1), "no well-formed"),
        (notebook(cells=None, nbformat=3, worksheets=[{"cells": [OLD]}]), "of nbformat 3"),
        (notebook(cell("x = 1"), nbformat=None, metadata=None), "it has no metadata; it has no nbformat"),
        (notebook({"source": ["x = 1"]}), "cell 1 is not said to be code or text"),
        (notebook(cell("x = 1"), {"cell_type": "code"}), "cell 2 is without a source"),
        (notebook(cell("x = 1"), cell("y = 2"), cell("z = 3", "c")), "cells 1, 2 are of one id"),
        (b"<<<<<<< HEAD\n%b\n=======\n%b\n>>>>>>> main\n" % (notebook(cell("x = 1")), b"{}"), "the first side"),
        (b"<<<<<<< HEAD\n%b\n=======\n%b\n>>>>>>> main\n" % (b"{", notebook(cell("x = 1"))), "the second side"),
        (notebook(cell("x = 9")).replace(b'    "x = 9"\n', SIDES), "merge-conflict marks"),
    ],
)
def test_broken_notebooks_are_read_as_far_as_they_can_be_and_it_is_said(data, told):
    code = taken(data)
    assert code.text.startswith(b"x = 1\n")
    assert told in "; ".join(code.odd)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "no well-formed notebook"),
        (ANSWER.encode(), "no well-formed notebook"),
        (b"[1, 2]", "no well-formed notebook"),
        (b"[" * 10**6, "no well-formed notebook"),
        (b'{"cells": ' + b"[" * 10**6, "no well-formed notebook"),
        (b"{}", "it has no cells"),
        (b'{"cells":[' + b"{}," * 20_000 + b"{}]}", "more than 10000 cells"),
        (notebook(cell("#" * (MAX_SOURCE + 1))), "more code than an answer"),
    ],
)
def test_what_is_no_notebook_is_refused_with_a_reason(data, told):
    with pytest.raises(Refused, match=told):
        taken(data)


def test_outputs_of_100_megabytes_are_passed_over():
    outputs = [{"output_type": "stream", "name": "stdout", "text": ["@"]}]
    data = notebook(cell("x = 1", outputs=outputs)).replace(b"@", b"x" * (100 * 2**20))
    assert taken(data).text == b"x = 1\n"


def test_a_cell_that_raises_or_is_no_python_takes_no_other_with_it(toy):
    student = toy("import nothing_like_it", "while True:\n    pass", "oh (", "%matplotlib inline\n1 / 0", ANSWER)
    assert student.same(1.5).value == 1.5
    notes = [f"{student._source.place(note.line)}: {note.sentence}" for note in student.notes]
    assert notes == [
        "cell 1, line 1: raised ModuleNotFoundError: No module named 'nothing_like_it'",
        "cell 2, line 1: was cut off after 1 s",
        "cell 4, line 2: raised ZeroDivisionError: division by zero",
        "cell 3, line 1: was left out, since it is no Python: '(' was never closed",
    ]


def test_an_exercise_in_a_cell_that_is_no_python_is_refused_with_the_place(toy):
    student = toy("x = 1", "def same(x):\n    return (x")
    with pytest.raises(Refused, match=r"toys\.ipynb does not run as Python: cell 2, line 2: '\(' was never closed"):
        student.same(1.5)


def test_an_exercise_whose_cell_is_gone_is_unanswered(toy):
    with pytest.raises(Unanswered, match=r"There is no function same in toys\.ipynb"):
        toy("x = 1").same(1.5)


def test_an_exception_is_told_by_cell(toy):
    with pytest.raises(Crashed, match="ZeroDivisionError in cell 2, line 3"):
        toy("x = 1", "\ndef same(x):\n    return x / 0").same(1.5)


def test_a_definition_that_needs_a_cell_below_it_is_there(toy):
    student = toy("def same(x: np.ndarray, n=N):\n    return n * x", "N = 2", "import numpy as np")
    assert student.same(1.5).value == 3.0
    assert [note.sentence for note in student.notes] == ["works only after what stands below it"]


def test_a_definition_that_failed_does_not_replace_a_later_one(toy):
    assert toy("def same(x, n=N):\n    return 0", "N = 2", ANSWER).same(1.5).value == 1.5


def test_what_notebooks_talk_to_does_no_harm(toy):
    talk = "import otter\nfrom IPython.display import display as show\ngrader = otter.Notebook('x.ipynb')\n"
    plot = "from public_examples import plot\n\n@plot\ndef line(axes):\n    axes.plot(same(2))"
    student = toy(
        talk + "get_ipython().run_line_magic('x', '')", ANSWER, "grader.check('q1')\ndisplay(1)\nshow(same(2))", plot
    )
    assert student.same(1.5).value == 1.5
    assert student.notes == []


def solved(topic, *, out_of_order=False):
    """The generated notebook with the reference's answers in it, as bytes."""
    written = json.loads((ASSIGNMENTS / topic / f"{topic}.ipynb").read_bytes())
    reference = jupytext.reads((SOLUTIONS / topic / f"{topic}.py").read_text(encoding="utf-8"), fmt="py:percent")
    answers = {at.source.partition("(")[0]: at.source for at in reference.cells if at.source.startswith("def ")}
    code = [at for at in written["cells"] if at["cell_type"] == "code"]
    counts = list(range(len(code)))
    random.Random(1).shuffle(counts)
    for at, count in zip(code, counts, strict=True):
        source = "".join(at["source"])
        at["source"] = answers.get(source.partition("(")[0], source).splitlines(keepends=True)
        if out_of_order:
            at |= {"execution_count": count + 1, "outputs": [{"output_type": "stream", "name": "stdout", "text": "1"}]}
    return json.dumps(written).encode()


@pytest.mark.parametrize("name", ["diff_quotient", "sgd"])
def test_script_and_notebook_and_one_run_out_of_order_are_judged_alike(name, launcher):
    topic = load_topic(name)
    checks = Checks(collect([topic]), 5, secret=True)
    script = Source(f"{name}.py", (SOLUTIONS / name / f"{name}.py").read_bytes())
    notebooks = [taken(solved(name, out_of_order=ran)) for ran in (False, True)]
    found = []
    for source in (script, *(Source(f"{name}.ipynb", code.text, code.cells) for code in notebooks)):
        student = Submitted(topic, source, launcher, checks.known)
        results = checks.run(topic, student)
        student.close()
        found.append([(result.check, result.verdict, result.message, result.earned) for result in results])
        assert student.notes == []
    assert found[0] == found[1] == found[2]
    assert {verdict for _, verdict, *_ in found[0]} == {Verdict.PASSED}
