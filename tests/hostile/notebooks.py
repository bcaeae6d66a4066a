"""Notebooks, broken in every way: read as far as they can be, and told what was wrong with them."""

import json

from .case import QUOTIENT, Case, Content

LOST = "the batch fails, or the student does not learn why there are no points"
CODE = ["def diff_quotient(f, x, h=1e-9):\n", "    return (f(x + h) - f(x)) / h\n"]


def cell(source: list[str], identity: str = "a1", outputs: object = ()) -> dict[str, object]:
    """A code cell."""
    return {
        "cell_type": "code",
        "id": identity,
        "metadata": {},
        "execution_count": None,
        "source": source,
        "outputs": list(outputs),  # type: ignore[call-overload]
    }


def notebook(*cells: dict[str, object], **others: object) -> str:
    """A notebook of nbformat 4.5 with these cells."""
    kernel = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    return json.dumps({"cells": cells, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5} | others)


def with_outputs() -> bytes:
    """A right answer below one output of 100 MB."""
    text = {"output_type": "stream", "name": "stdout", "text": ["@"]}
    return notebook(cell(CODE, outputs=[text])).encode().replace(b"@", b"x" * (100 * 2**20))


def refused(name: str, item: str, content: Content, *told: str) -> Case:
    """A notebook in which nothing can be read, and the words that say why."""
    return Case(name, item, LOST, {"diff_quotient.ipynb": content}, verdicts=("refused",), told=told)


def right(name: str, item: str, content: Content, *told: str) -> Case:
    """A notebook with a right answer in it, and the words about the rest."""
    return Case(name, item, LOST, {"diff_quotient.ipynb": content}, QUOTIENT, ("passed",), told)


CELL, OLD = cell(CODE), {"cell_type": "code", "language": "python", "input": CODE, "outputs": [], "collapsed": False}
NOTEBOOKS = [
    right("notebook-no-json", "notebook that is not JSON", notebook(CELL)[:-20], "no well-formed notebook"),
    refused("notebook-empty", "notebook that is not JSON", ""),
    refused("notebook-a-script", "notebook that is not JSON", "".join(CODE)),
    refused("notebook-another-json", "notebook that is not JSON", "[1, 2, 3]"),
    refused("notebook-too-deep", "notebook that is not JSON", "[" * 50_000),
    refused("notebook-utf-16", "notebook that is not JSON", notebook(CELL).encode("utf-16")),
    right(
        "notebook-of-nbformat-3",
        "notebook of nbformat 3",
        json.dumps({"metadata": {"name": ""}, "nbformat": 3, "nbformat_minor": 0, "worksheets": [{"cells": [OLD]}]}),
        "nbformat 3",
    ),
    right("notebook-of-nbformat-99", "notebook of nbformat 3", notebook(CELL, nbformat=99), "nbformat 99"),
    right("notebook-without-a-kernel", "notebook without a kernel", notebook(CELL, metadata={})),
    right(
        "notebook-of-another-language",
        "notebook without a kernel",
        notebook(CELL, metadata={"kernelspec": {"name": "ir", "language": "R", "display_name": "R"}}),
    ),
    right(
        "notebook-ids-twice", "notebook with ids twice", notebook(CELL, cell(["x = 1"]), cell(["y = 2"])), "of one id"
    ),
    Case(
        "notebook-cells-deleted",
        "notebook with cells deleted or twice",
        LOST,
        {"diff_quotient.ipynb": notebook()},
        verdicts=("unanswered",),
        told=("no function diff_quotient",),
    ),
    Case(
        "notebook-cells-twice",
        "notebook with cells deleted or twice",
        LOST,
        {
            "diff_quotient.ipynb": notebook(
                CELL, cell(["def diff_quotient(f, x, h=1e-9):\n", "    return 12345.678\n"], "a2")
            )
        },
        told=("2 times, in cells 1, 2",),
    ),
    right(
        "notebook-magics",
        "notebook with magics",
        notebook(cell(["%matplotlib inline\n", "%load_ext autoreload\n", "%%time\n"]), cell(CODE, "a2")),
    ),
    right(
        "notebook-magic-cell",
        "notebook with magics",
        notebook(cell(["%%javascript\n", "alert(1)\n"]), cell(CODE, "a2")),
    ),
    right(
        "notebook-shell",
        "notebook with shell escapes",
        notebook(cell(["!touch /tmp/@MARKER@\n", "!pip install numpy==1.0\n"]), cell(CODE, "a2")),
    ),
    right(
        "notebook-shell-cell",
        "notebook with shell escapes",
        notebook(cell(["%%bash\n", "touch /tmp/@MARKER@\n"]), cell(CODE, "a2")),
    ),
    right("notebook-with-outputs", "notebook with 100 MB of outputs", with_outputs),
    right(
        "notebook-merge-conflict",
        "notebook with merge-conflict marks",
        f"<<<<<<< HEAD\n{notebook(CELL)}\n=======\n{notebook(CELL)}\n>>>>>>> main\n",
        "merge-conflict marks",
    ),
    refused(
        "notebook-merge-conflict-inside",
        "notebook with merge-conflict marks",
        notebook(cell(["<<<<<<< HEAD\n", *CODE, "=======\n", *CODE, ">>>>>>> main\n"])),
    ),
    right(
        "notebook-html",
        "HTML and Markdown in names, messages or values",
        notebook(
            {"cell_type": "markdown", "id": "m", "metadata": {}, "source": ["<script>alert(1)</script>"]},
            CELL,
        ),
    ),
]
