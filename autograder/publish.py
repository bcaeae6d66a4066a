"""From the one source of a topic to what students open: the stub, the lesson and the notebook.

A source is a script in jupytext's percent format. What stands between `# BEGIN SOLUTION: what to do` and
`# END SOLUTION` becomes a TODO; the line `<!-- checks -->` becomes the table of checks.
"""

import re
from collections import Counter
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import jupytext
import nbformat
from nbformat import NotebookNode

from .course import load_topic, of_topic, served, topic_names
from .exercise import Exercise
from .language import ENGLISH, _, speaking
from .session import Check, collect
from .stub import without_solutions
from .tell import templates
from .translating.code import say_code
from .translating.markdown import Say, as_github_reads, say_markdown
from .verdict import BadSource

TO_WRITE = re.compile(r'^\s*raise NotImplementedError\("(\w+)"\)$', re.MULTILINE)
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
TITLE = re.compile(r"^# (\d+\. .+)$", re.MULTILINE)  # the first heading of a text
ID_LENGTH = 50  # nbformat allows 64, a count is added
FIRST_CELL = "first_cell.txt"
SECTION = "section"  # what a cell is told of where it stands
CHECKS_LINE = "<!-- checks -->"
NOTEBOOK_ONLY = "active-ipynb"
PICTURES = (".svg", ".png")


def publish() -> dict[Path, bytes]:
    """Every generated file of the course and what it must hold: assignments, and two submissions of the cohort."""
    with speaking(ENGLISH):
        files = lessons()
    course = served()
    for topic in topic_names():
        files[course.cohort / "untouched-stub" / f"{topic}.py"] = files[course.assignments / topic / f"{topic}.py"]
        files[course.cohort / "reference" / f"{topic}.py"] = source_of(topic).read_bytes()
    return files


def lessons() -> dict[Path, bytes]:
    """The files of assignments/ in the language that is spoken."""
    files: dict[Path, bytes] = {}
    tables = check_tables()
    for topic in topic_names():
        path, notebook = source_of(topic), read_source(topic)
        folder = served().assignments / topic
        files[folder / f"{topic}.py"] = _script(notebook, topic, path)
        files[folder / "README.md"] = _lesson(notebook, tables[topic], path)
        written = nbformat.writes(as_notebook(notebook, topic, tables[topic], path), indent=1)
        files[folder / f"{topic}.ipynb"] = f"{written}\n".encode()
        files |= {folder / name: content for name, content in pictures(topic).items()}
    return files


def pictures(topic: str) -> dict[str, bytes]:
    """The pictures of a topic's text by name; they lie beside it."""
    beside = sorted(source_of(topic).parent.iterdir())
    return {path.name: path.read_bytes() for path in beside if path.suffix in PICTURES}


def source_of(topic: str) -> Path:
    """The file of a topic's source."""
    return served().solutions / topic / f"{topic}.py"


def read_source(topic: str) -> NotebookNode:
    """A topic's source as a notebook in the language that is spoken."""
    return _said(
        jupytext.reads(source_of(topic).read_text(encoding="utf-8"), fmt="py:percent"), partial(of_topic, topic)
    )


def source_texts(topic: str) -> list[str]:
    """All texts of a topic's source that are said in the language that is spoken, as they stand there."""
    found: list[str] = []

    def heard(text: str) -> str:
        found.append(text)
        return text

    _said(jupytext.reads(source_of(topic).read_text(encoding="utf-8"), fmt="py:percent"), heard)
    return found


def _said(notebook: NotebookNode, say: Say) -> NotebookNode:
    """The notebook in other words; its cells keep what ids are made of: the heading as the source has it."""
    for cell in notebook.cells:
        cell.metadata[SECTION] = _section(cell)
        say_cell = say_markdown if cell.cell_type == "markdown" else say_code
        cell.source = say_cell(cell.source, say)
    return notebook


def stale(files: dict[Path, bytes]) -> list[Path]:
    """The generated files that are missing, differ, or should not be there."""
    folders = {path.parent for path in files}
    extra = [path for folder in folders if folder.is_dir() for path in folder.iterdir() if path not in files]
    wrong = [path for path, content in files.items() if not path.is_file() or path.read_bytes() != content]
    return sorted(wrong + [path for path in extra if path.is_file()])


def write(files: dict[Path, bytes]) -> None:
    """Write every generated file."""
    for path, content in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def check_tables() -> dict[str, str]:
    """For each topic, its checks as a table in Markdown, with a heading for each exercise."""
    topics = [load_topic(name) for name in topic_names()]
    checks = collect(topics)
    return {topic.name: "\n\n".join(_table(exercise, checks) for exercise in topic.exercises) for topic in topics}


def _table(exercise: Exercise, checks: Sequence[Check]) -> str:
    own = [check for check in checks if check.exercise is exercise]
    rows = [
        f"| {check.said} | {check.points:g} | {_('`make check` and grading') if check.public else _('grading')} |"
        for check in own
    ]
    head = [
        f"**`{exercise.name}`** ({_('{points} points').format(points=f'{sum(check.points for check in own):g}')})",
        "",
        f"| {_('what has to hold')} | {_('points')} | {_('checked in')} |",
        "| --- | ---: | --- |",
    ]
    return "\n".join(head + rows)


def _script(notebook: NotebookNode, topic: str, path: Path) -> bytes:
    """The stub: the code cells alone, under a line that says where the lesson is."""
    title = TITLE.search(notebook.cells[0].source)
    if title is None:
        raise BadSource(f"{path}: the first heading should be `# # <number>. <title>`.")
    lesson = _("The lesson is in README.md. Write what each TODO asks for; `make check A={topic}` tells how it went.")
    head = f'"""{title[1]}\n\n{lesson.format(topic=topic)}\n"""'
    cells = [without_solutions(cell.source, path) for cell in notebook.cells if _is_code(cell) and not _only_here(cell)]
    return ("\n\n\n".join([head, *("# %%\n" + cell for cell in cells)]) + "\n").encode()


def _lesson(notebook: NotebookNode, table: str, path: Path) -> bytes:
    """README.md: the text, with the code that the stub holds where it stands."""
    parts = []
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            parts.append(as_github_reads(cell.source).replace(CHECKS_LINE, table))
        elif _is_code(cell) and not _only_here(cell):
            parts.append(f"```python\n{without_solutions(cell.source, path)}\n```")
    return ("\n\n".join(parts) + "\n").encode()


def as_notebook(source: NotebookNode, topic: str, table: str, path: Path, *, solved: bool = False) -> NotebookNode:
    """The notebook: a first cell for the environment, every cell of the source, a check after each exercise.

    `solved`: with the solutions. Raises BadSource, as `without_solutions` does.
    """
    cells: list[NotebookNode] = []
    section, counted = _slug(topic), Counter[str]()
    for cell in source.cells:
        if len(cells) == 1:  # under the title and its text
            cells.append(_fixed_cell("first-cell", templates().get_template(FIRST_CELL).render(topic=topic).strip()))
        section = cell.metadata.get(SECTION, _section(cell)) or section
        counted[section] += 1
        name = f"{section}-{counted[section]}"
        if cell.cell_type == "markdown":
            cells.append(nbformat.v4.new_markdown_cell(cell.source.replace(CHECKS_LINE, table), id=name))
        elif _is_code(cell):
            stub = without_solutions(cell.source, path)
            cells.append(nbformat.v4.new_code_cell(cell.source if solved else stub, id=name))
            cells += [
                _fixed_cell(f"check-{_slug(exercise)}", f'check("{exercise}")') for exercise in TO_WRITE.findall(stub)
            ]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    notebook: NotebookNode = nbformat.v4.new_notebook(cells=cells, metadata=metadata)
    nbformat.validate(notebook)
    return notebook


def _fixed_cell(name: str, code: str) -> NotebookNode:
    """A cell that students run, and neither edit nor delete."""
    cell: NotebookNode = nbformat.v4.new_code_cell(code, id=name, metadata={"deletable": False, "editable": False})
    return cell


def _section(cell: NotebookNode) -> str:
    """What ids are made of, so that they stay as they are when other sections change: the last heading of a text."""
    headings = HEADING.findall(cell.source) if cell.cell_type == "markdown" else []
    return _slug(headings[-1]) if headings else ""


def _slug(text: str) -> str:
    """Letters, digits and hyphens, as the id of a cell may have them."""
    return "-".join(re.findall("[a-z0-9]+", text.lower()))[:ID_LENGTH]


def _is_code(cell: NotebookNode) -> bool:
    return bool(cell.cell_type == "code")


def _only_here(cell: NotebookNode) -> bool:
    """The cell is for the notebook alone."""
    return NOTEBOOK_ONLY in cell.metadata.get("tags", [])
