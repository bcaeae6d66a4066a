"""What `make collect` says of sources that are no Python, in the words of grading."""

import pytest

from autograder.reading import syntax
from autograder.reading.source import Source
from autograder.reading.syntax import no_python

RIGHT = Source("sgd.py", b"def f(x):\n    return x\n")
WRONG = Source("hw/sgd.py", b"x = 1\ndef f(x:\n    return x\n")
CELLS = Source("sgd.ipynb", b"x = 1\ny =\nz = 2\n\nw = (\n", ((1, 1), (3, 2), (4, 3), (7, 5)))


def test_each_source_and_each_cell_is_parsed_for_itself():
    assert no_python([RIGHT]) == []
    wrong, *cells = no_python([WRONG, RIGHT, CELLS])
    assert wrong.startswith("hw/sgd.py, line 2: is no Python: ")
    assert [cell.partition(": is no Python: ")[0] for cell in cells] == [
        "sgd.ipynb, cell 3, line 1",
        "sgd.ipynb, cell 7, line 1",
    ]


@pytest.mark.parametrize(
    "code", [b"-" * 10**6 + b"1", b"(" * 10**5, b"x" + b".x" * 10**5, b"x = " + b"9" * 10**5, b"[" + b"a," * 10**5]
)
def test_what_breaks_a_parser_costs_a_sentence(code):
    first, second = (
        no_python([Source("sgd.py", code), WRONG]) if no_python([Source("sgd.py", code)]) else ("sgd.py", "")
    )
    assert "sgd.py" in first
    assert second in ("", no_python([WRONG])[0])


def test_a_parser_that_dies_or_takes_too_long_is_said(monkeypatch):
    monkeypatch.setattr(syntax, "PARSER", "print('[]', flush=True); raise SystemExit(1)")
    assert no_python([RIGHT, WRONG]) == ["hw/sgd.py cannot be parsed."]
    monkeypatch.setattr(syntax, "PARSER", "import time; time.sleep(60)")
    monkeypatch.setattr(syntax, "SECONDS", 0.2)
    assert no_python([WRONG]) == ["hw/sgd.py cannot be parsed."]
