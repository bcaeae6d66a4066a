"""The notebook of a topic with otter's marks: the master, and what `otter assign` makes of it for students."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import nbformat
import yaml
from nbformat import NotebookNode

from ..course import load_topic
from ..publish import CHECKS_LINE, check_tables, read_source, source_of
from ..session import Check
from ..stub import BEGIN, DEFINITION, END, without_solutions
from ..verdict import BadSource
from .bundle import ENGINE
from .public import EXAMPLES, test_function

KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
METADATA = {"kernelspec": KERNEL, "language_info": {"name": "python"}}
INITIALIZE = '# Initialize Otter\nimport otter\ngrader = otter.Notebook("{topic}.ipynb")'
FIRST_CELL = f"from {EXAMPLES} import example, plot"
OURS, THEIRS = re.compile(r"`make\s+check`"), "`grader.check`"  # what runs the public checks
LOCKED = {"deletable": False, "editable": False}
ASKED = '''\
def {name}(verdicts):
    """{sentence}"""
    passed, told = verdicts["{name}"]
    assert passed, told
'''


def master_notebook(
    topic: str, checks: Sequence[Check], beside: Sequence[str], otter_config: Mapping[str, object]
) -> bytes:
    """The master: each exercise is a question with its solution, its public tests, and hidden ones that ask for verdicts.

    beside: the names of the files that lie beside a notebook, the students' too.
    """
    config = {
        "tests": {"files": True, "ok_format": False},
        "export_cell": False,
        "requirements": "requirements.txt",
        "files": list(beside),
        "autograder_files": [ENGINE],
        "generate": dict(otter_config),
    }
    cells = [_raw("ASSIGNMENT CONFIG", config), _locked(FIRST_CELL)]
    for cell, exercise in _cells(topic):
        if exercise is None:
            cells.append(cell)
            continue
        solution = nbformat.v4.new_code_cell(_with_otters_marks(cell.source))
        tests = [_test(check) for check in checks if check.exercise.name == exercise]
        cells += [_raw("BEGIN QUESTION", {"name": exercise}), _raw("BEGIN SOLUTION"), solution, _raw("END SOLUTION")]
        cells += [_raw("BEGIN TESTS"), *tests, _raw("END TESTS"), _raw("END QUESTION")]
    return _written(topic, cells)


def student_notebook(topic: str) -> bytes:
    """What students open: TODOs in place of solutions, and a cell after each exercise that runs its public tests."""
    cells = [_locked(INITIALIZE.format(topic=topic)), _locked(FIRST_CELL)]
    for cell, exercise in _cells(topic):
        if cell.cell_type == "code":
            cell.source = without_solutions(cell.source, source_of(topic))
        cells.append(cell)
        if exercise:
            cells.append(_locked(f'grader.check("{exercise}")'))
    return _written(topic, cells)


def _cells(topic: str) -> Iterator[tuple[NotebookNode, str | None]]:
    """The cells of a topic's source, and the exercise that each of them answers, if it does."""
    exercises = {exercise.name for exercise in load_topic(topic).exercises}
    table = check_tables()[topic]
    for cell in read_source(topic).cells:
        if cell.cell_type == "markdown":
            text = OURS.sub(THEIRS, cell.source.replace(CHECKS_LINE, table))
            yield nbformat.v4.new_markdown_cell(text), None
            continue
        lines = cell.source.splitlines()
        names = [match["name"] for line in lines if (match := DEFINITION.match(line))]
        answers = [name for name in names if name in exercises] if any(map(BEGIN.match, lines)) else []
        if len(answers) > 1:
            raise BadSource(f"{source_of(topic)}: {' and '.join(answers)} need a cell each.")
        yield nbformat.v4.new_code_cell(cell.source), answers[0] if answers else None


def _with_otters_marks(code: str) -> str:
    """Solutions between otter's marks, each before a prompt that only students see: the TODO."""
    lines: list[str] = []
    head = todo = ""
    for line in code.splitlines():
        head = line if DEFINITION.match(line) else head
        if begin := BEGIN.match(line):
            lines.append(f"{begin['indent']}# BEGIN SOLUTION NO PROMPT")
            todo = without_solutions(f"{head}\n{line}\n# END SOLUTION", Path()).partition("\n")[2]
        elif END.match(line):
            indent = re.match(r"\s*", line)
            before = indent[0] if indent else ""
            lines += [line, f'{before}""" # BEGIN PROMPT', todo, f'{before}""" # END PROMPT']
        else:
            lines.append(line)
    return "\n".join(lines)


def _test(check: Check) -> Any:
    config = {"points": check.points, "hidden": not check.public}
    body = test_function(check) if check.public else ASKED.format(name=check.name, sentence=check.said)
    head = f'""" # BEGIN TEST CONFIG\n{yaml.safe_dump(config)}""" # END TEST CONFIG'
    return nbformat.v4.new_code_cell(f"{head}\n{body}".rstrip())


def _locked(code: str) -> Any:
    """A cell that students run, and neither edit nor delete."""
    return nbformat.v4.new_code_cell(code, metadata=LOCKED)


def _raw(mark: str, config: Mapping[str, object] | None = None) -> Any:
    return nbformat.v4.new_raw_cell(f"# {mark}\n{yaml.safe_dump(config) if config else ''}".rstrip())


def _written(topic: str, cells: Sequence[NotebookNode]) -> bytes:
    for index, cell in enumerate(cells):
        cell.id = f"{topic.replace('_', '-')}-{index:02d}"
    notebook = nbformat.v4.new_notebook(cells=list(cells), metadata=METADATA)
    nbformat.validate(notebook)
    return (json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True) + "\n").encode()
