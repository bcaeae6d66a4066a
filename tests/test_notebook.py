"""The notebooks that students open: what is in them, and what their cells show in a kernel."""

import re
import subprocess
import sys

import jupytext
import nbformat
import pytest
from nbclient import NotebookClient

from autograder import call, notebook, publish
from autograder.checking import Checks
from autograder.course import PUBLIC_SEED, load_topic, topic_names
from autograder.reading.source import Source
from autograder.report import Report
from autograder.session import collect
from autograder.tell import as_text
from autograder.verdict import Verdict
from tests.places import ASSIGNMENTS, SOLUTIONS

TOPICS = topic_names()
VERDICTS = re.compile("|".join(verdict.value for verdict in Verdict))
CODE = re.compile(r"```.*?```|`[^`]*`", re.DOTALL)
DISPLAYED = re.compile(r"\$\$(.+?)\$\$", re.DOTALL)
INLINE = re.compile(r"\$(?![\s$])([^$]*[^\s$])\$(?!\d)")  # as Pandoc, GitHub and JupyterLab all read it
UNSPOKEN = re.compile(r"[∂∇∑√∈≤≥←·²³⁻αβεηξᵀ]")  # what LaTeX writes better


def written(topic, solved=False):
    path = SOLUTIONS / topic / f"{topic}.py"
    source = jupytext.reads(path.read_text(encoding="utf-8"), fmt="py:percent")
    return publish.as_notebook(source, topic, "| the | checks |", path, solved=solved)


def executed(cells, folder):
    """Code cells that were executed in one kernel: [(source, [{"text/plain": …}, …]), …]."""
    code = [nbformat.v4.new_code_cell(cell.source) for cell in cells if cell.cell_type == "code"]
    run = nbformat.v4.new_notebook(cells=code)
    place = {"metadata": {"path": str(folder)}}
    client = NotebookClient(
        run, timeout=900, startup_timeout=900, kernel_name="python3", resources=place, coalesce_streams=True
    )
    client.execute()
    return [(cell.source, [_data(output) for output in cell.outputs if not _is_log(output)]) for cell in run.cells]


def _is_log(output):
    """Matplotlib says so when it builds its font cache, once on each machine."""
    return output.output_type == "stream" and output.name == "stderr"


def _data(output):
    return {"text/plain": output.text} if output.output_type == "stream" else dict(output.data)


def texts(outputs):
    return [data["text/plain"].strip() for data in outputs]


@pytest.mark.parametrize("topic", TOPICS)
def test_the_stub_runs_through_unanswered_and_the_reference_passes(topic):
    """Both in one kernel, the stub first."""
    stub, solved = written(topic), written(topic, solved=True)
    ran = executed([*stub.cells, *solved.cells], ASSIGNMENTS / topic)
    assert sum(source.startswith("check(") for source, _ in ran) == 2 * len(load_topic(topic).exercises)
    for index, (source, outputs) in enumerate(ran):
        answered = index >= len(ran) // 2
        if source.startswith("# Run this cell first"):
            assert texts(outputs)[0].endswith("everything is here.")
        elif source.startswith("check("):
            (data,) = outputs
            wanted = {"passed"} if answered else {"unanswered"}
            assert set(VERDICTS.findall(data["text/html"])) == set(VERDICTS.findall(data["text/plain"])) == wanted
        elif source.startswith("@") and (answered or "ulps_apart" in source):
            assert not [text for text in texts(outputs) if "stopped" in text or "Answer" in text]
            assert any(source.startswith("@example") or "image/png" in data for data in outputs)
        elif source.startswith("@"):
            assert all(
                line.startswith("Answer the exercise above first: ") for line in "\n".join(texts(outputs)).split("\n")
            )
        else:
            assert not outputs


def test_a_notebook_elsewhere_says_where_it_belongs_in_every_cell(tmp_path):
    ran = executed(written("regression").cells, tmp_path)
    (sentence,) = texts(ran[0][1])
    assert f"No folder from {tmp_path} upwards holds the course" in sentence
    said = [texts(outputs) for source, outputs in ran if source.startswith(("check(", "@"))]
    assert said == [[sentence]] * len(said)
    assert len(said) > len(load_topic("regression").exercises)


@pytest.mark.parametrize(
    ("before", "told"),
    [
        ("import sys; sys.modules['flint'] = None", "-m pip install -r"),
        ("import sys; sys.version_info = (3, 10, 2)", "Python 3.11 or newer is needed"),
    ],
)
def test_the_first_cell_says_what_is_missing_and_what_to_do(before, told):
    """Without a kernel: the cell is plain Python, and prints nothing but one line."""
    (first,) = [cell for cell in written("sgd").cells if cell.id == "first-cell"]
    program = f"{before}\n{first.source}"
    ended = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ASSIGNMENTS / "sgd",
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    assert told in ended.stdout
    assert len(ended.stdout.splitlines()) == 1


@pytest.mark.parametrize("topic", TOPICS)
def test_notebooks_are_valid_without_outputs_and_with_unique_ids(topic):
    read = nbformat.reads((ASSIGNMENTS / topic / f"{topic}.ipynb").read_text(encoding="utf-8"), nbformat.NO_CONVERT)
    nbformat.validate(read)
    assert (read.nbformat, read.nbformat_minor, read.metadata.kernelspec.name) == (4, 5, "python3")
    assert not any(cell.outputs or cell.execution_count for cell in read.cells if cell.cell_type == "code")
    ids = [cell.id for cell in read.cells]
    assert len(set(ids)) == len(ids)
    assert {f"check-{exercise.name.replace('_', '-')}" for exercise in load_topic(topic).exercises} < set(ids)


def test_ids_stay_when_another_section_grows():
    path = SOLUTIONS / "sgd" / "sgd.py"
    text = path.read_text(encoding="utf-8")
    more = text.replace("# %% [markdown]\n# ## Exercise 1", "# %%\nepochs = 3\n\n# %% [markdown]\n# ## Exercise 1")
    assert more != text
    ids, grown = (
        [cell.id for cell in publish.as_notebook(jupytext.reads(code, fmt="py:percent"), "sgd", "", path).cells]
        for code in (text, more)
    )
    assert [name for name in grown if name in ids] == ids
    assert len(grown) == len(ids) + 1


@pytest.mark.parametrize("topic", TOPICS)
def test_formulas_are_written_so_that_they_are_rendered(topic):
    formulas = 0
    for cell in written(topic).cells:
        if cell.cell_type == "markdown":
            text = CODE.sub("", cell.source)
            displayed = DISPLAYED.findall(text)
            inline = INLINE.findall(DISPLAYED.sub("", text))
            rest = INLINE.sub("", DISPLAYED.sub("", text))
            assert "$" not in rest
            assert not UNSPOKEN.findall(rest)
            assert all(formula.count("{") == formula.count("}") for formula in displayed + inline)
            assert all(formula.count(r"\begin{") == formula.count(r"\end{") for formula in displayed + inline)
            formulas += len(displayed) + len(inline)
    assert formulas > 5


def checked(topic, exercise, code):
    """What the notebook's check shows of a function that code defines."""
    names = {}
    exec(compile(code, "a cell", "exec"), names)
    return notebook.checker(topic, names)(exercise)


def in_a_worker(topic_name, exercise, code, launcher):
    """The results of `make check` on the same code."""
    topic = load_topic(topic_name)
    checks = Checks(collect([topic], public=True), PUBLIC_SEED, secret=False)
    student = call.Submitted(topic, Source(f"{topic_name}.py", code.encode()), launcher, checks.known)
    try:
        return checks.run_exercise(topic.exercise(exercise), student)
    finally:
        student.close()


SIGNATURE = "def fit_line(train_x, train_y, lr_rate=1e-2, n_steps=100):\n"
ANSWERS = {
    "not written": f'{SIGNATURE}    raise NotImplementedError("fit_line")\n',
    "a mean is missing": f"""import numpy as np
{SIGNATURE}    w, b, errors = 0.0, 0.0, []
    for _ in range(n_steps):
        residual = w * train_x + b - train_y
        errors.append(np.mean(residual**2))
        w, b = w - lr_rate * 2 * np.sum(residual * train_x), b - lr_rate * 2 * np.sum(residual)
    return w, b, errors
""",
    "nothing": f"{SIGNATURE}    return None\n",
    "nonsense": f"{SIGNATURE}    return object, 'b', {{}}\n",
    "raises": f"{SIGNATURE}    return train_x.nothing\n",
    "exits": f"{SIGNATURE}    raise SystemExit(3)\n",
    "prints": f"import warnings\n{SIGNATURE}    print('noise'); warnings.warn('noise'); return [1, 2, 3]\n",
    "renamed": SIGNATURE.replace("train_x", "a").replace("train_y", "b_") + "    return 0.0, 0.0, [0.0] * n_steps\n",
}


@pytest.mark.parametrize("code", ANSWERS.values(), ids=ANSWERS)
def test_check_shows_what_make_check_shows(code, launcher, capfd):
    shown = checked("regression", "fit_line", code)
    assert "noise" not in "".join(capfd.readouterr())
    results = in_a_worker("regression", "fit_line", code, launcher)
    assert len(results) > 1
    assert [(r.check, r.verdict) for r in shown.report.results] == [(r.check, r.verdict) for r in results]
    assert [r.message for r in shown.report.results] == [r.message for r in results]
    assert repr(shown) == as_text(Report("", topics=shown.report.topics))


def test_a_misconception_is_told_in_its_own_words():
    (exercise,) = [e for e in load_topic("sgd").exercises if e.name == "minibatches"]
    program = exercise.misconceptions[0]
    shown = notebook.checker("sgd", {"minibatches": program})("minibatches")
    told = " ".join((program.__doc__ or "").split())
    assert any(result.message.startswith(told) for result in shown.report.results)
    assert told in repr(shown).replace("\n", " ")


def test_an_endless_loop_is_cut_off(monkeypatch):
    monkeypatch.setattr(notebook, "CALL_SECONDS", 0.05)
    code = "def diff_quotient(f, x, h=1e-9):\n    while True:\n        try:\n            x += h\n        except Exception:\n            pass\n"
    shown = checked("diff_quotient", "diff_quotient", code)
    assert {result.verdict for result in shown.report.results} <= {Verdict.TIMED_OUT, Verdict.SKIPPED}
    assert "Does a loop never end?" in repr(shown)


def test_an_interrupted_call_is_no_fault_of_the_grader():
    shown = checked("regression", "fit_line", f"{SIGNATURE}    raise KeyboardInterrupt\n")
    assert {result.verdict for result in shown.report.results} <= {Verdict.TIMED_OUT, Verdict.SKIPPED}
    assert "The call was interrupted." in repr(shown)


def test_a_function_calls_the_student_s_own_others():
    code = "def func_gradient(fun, val):\n    raise ValueError('mine')\n\ndef gradient_descent(fun, init_point, lr_rate=1e-2, epsilon=1e-5):\n    return func_gradient(fun, init_point), 0\n"
    assert "It raised ValueError in line 2: mine." in repr(checked("gradient_descent", "gradient_descent", code))


def test_a_cell_that_was_not_run_and_a_name_that_is_no_exercise_are_said():
    check = notebook.checker("sgd", {"sgd_line": 3})
    assert "There is no function sgd_line yet: run the cell that defines it." in repr(check("sgd_line"))
    assert 'Write check("minibatches") or check("sgd_line").' in " ".join(repr(check(len)).split())


def test_what_a_student_s_code_says_is_escaped():
    code = f"{SIGNATURE}    raise ValueError('<img src=x onerror=alert(1)> & [bold]')\n"
    html = checked("regression", "fit_line", code)._repr_html_()
    assert "&lt;img src=x" in html
    assert "<img" not in html
    assert "! crashed" in html


def test_examples_say_in_one_line_what_stops_them(capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib.pyplot", None)
    notebook.plot(lambda axes: axes.plot([0]))
    assert "matplotlib is not installed" in capsys.readouterr().out

    @notebook.example
    def stops():
        raise ZeroDivisionError("division by zero")

    assert "stopped with ZeroDivisionError: division by zero." in capsys.readouterr().out
    monkeypatch.setattr(notebook, "loading", lambda seconds: 0.05)

    @notebook.example
    def hangs():
        while True:
            pass

    assert "cut off after 0.05 s" in capsys.readouterr().out
