"""What students of otter-grader get: a notebook that runs through, and public checks that need no reference."""

import importlib.util
import re
import shutil
import sys
import warnings
import zipfile

import jupytext
import nbclient
import nbformat
import pytest

from autograder import publish
from autograder.call import Local
from autograder.checking import PUBLIC_SEED, attempt
from autograder.course import load_topic, topic_names
from autograder.judging.judge import Targets
from autograder.language import _, languages, speaking
from autograder.packages import master, otter, public
from autograder.session import collect
from autograder.verdict import GraderFault, Verdict
from tests.otters import TERMS, run_otter
from tests.places import SOLUTIONS

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # of what otter imports
    from otter.test_files.exception_test import ExceptionTestFile

TOPIC = "diff_quotient"
ELSEWHERE = """
%reset -f
import os, sys
os.chdir({folder!r})
for name in ("public_checks", "public_examples"):
    sys.modules.pop(name, None)
sys.modules.update(dict.fromkeys(["autograder", "flint", "solutions"]))  # cannot be imported
"""


@pytest.fixture(scope="module")
def packages(tmp_path_factory):
    """What `make otter` writes for one topic."""
    folder = tmp_path_factory.mktemp("packages")
    otter.build([TOPIC], TERMS, folder)
    return folder / TOPIC


def test_students_get_no_hidden_check_and_no_solution(packages):
    checks = collect([load_topic(TOPIC)])
    for path in (packages / "student").rglob("*"):
        if path.is_file():
            text = path.read_text()
            assert "SOLUTION" not in text
            assert "return (f(x+h)-f(x))/h".replace(" ", "") not in text.replace(" ", "")
            assert not [check.name for check in checks if not check.public and check.name in text]
    with zipfile.ZipFile(packages / "autograder.zip") as archive:
        for check in checks:
            assert f"def {check.name}(verdicts):" in archive.read(f"tests/{check.exercise.name}.py").decode()


def test_students_check_with_otter_alone(packages, tmp_path):
    student = shutil.copytree(packages / "student", tmp_path / "student")
    cells = filled_in(TOPIC, packages.parent, solutions(TOPIC)[:1])
    nbformat.write(nbformat.v4.new_notebook(cells=cells), student / f"{TOPIC}.ipynb")
    shown = run_otter("check", f"{TOPIC}.ipynb", cwd=student)
    assert f"{TOPIC} results: All test cases passed!" in shown
    assert shown.count("is still as it came") == 1


def run_all(topics, folder):
    """Code cells of the student notebooks, executed in one kernel: for each topic the stub first, then with solutions.

    They lie where `make otter` put them, and what else our own notebooks find is kept from them. By topic, all of the
    cells' sources with their outputs. Raises where a cell does.
    """
    otter.build(topics, TERMS, folder)
    cells = {topic: [*filled_in(topic, folder, []), *filled_in(topic, folder, solutions(topic))] for topic in topics}
    begins = {
        topic: nbformat.v4.new_code_cell(ELSEWHERE.format(folder=str(folder / topic / "student"))) for topic in topics
    }
    run = nbformat.v4.new_notebook(cells=[cell for topic in topics for cell in (begins[topic], *cells[topic])])
    nbclient.NotebookClient(
        run, timeout=900, startup_timeout=900, kernel_name="python3", coalesce_streams=True
    ).execute()
    return {topic: [(cell.source, said(cell.outputs)) for cell in cells[topic]] for topic in topics}


def solutions(topic):
    """The cells of a topic's source that answer an exercise."""
    source = jupytext.reads((SOLUTIONS / topic / f"{topic}.py").read_text(encoding="utf-8"), fmt="py:percent")
    return [cell.source for cell in source.cells if cell.cell_type == "code" and "BEGIN SOLUTION" in cell.source]


def filled_in(topic, folder, answers):
    """The code cells of a topic's student notebook, with answers in place of stubs if there are any."""
    read = nbformat.read(folder / topic / "student" / f"{topic}.ipynb", 4)
    waiting, stubs = iter(answers), [cell.source for cell in read.cells if cell.cell_type == "code"]
    return [nbformat.v4.new_code_cell(next(waiting, stub) if "# TODO" in stub else stub) for stub in stubs]


def said(outputs):
    """What a cell shows; Matplotlib's note on its font cache is left out, which comes once on each machine."""
    return [output.get("text") or output.data for output in outputs if output.get("name") != "stderr"]


def test_student_notebooks_run_through_unanswered_and_answered(tmp_path):
    for topic, ran in run_all(topic_names(), tmp_path).items():
        assert len([source for source, _ in ran if source.startswith("@")]) > 1
        for index, (source, shown) in enumerate(ran):
            answered, text = index >= len(ran) // 2, str(shown)
            if source.startswith("grader.check"):
                assert ("passed!" if answered else "is still as it came") in text, (topic, source, text)
                assert not (answered and "failed" in text), (topic, source, text)
            elif source.startswith("@") and (answered or "ulps_apart" in source):  # which asks for no exercise
                assert not re.findall("stopped|exercise above", text), (topic, source, text)
                assert "image/png" in text or source.startswith("@example"), (topic, source, text)
                assert shown
            elif source.startswith("@"):
                assert text.startswith("['Answer the exercise above first: "), (topic, source, text)
            else:
                assert not shown, (topic, source, text)


@pytest.mark.parametrize("topic", topic_names())
def test_student_notebooks_tell_of_nothing_that_otter_students_lack(topic):
    notebook = nbformat.reads(master.student_notebook(topic).decode(), 4)
    text = "\n".join(cell.source for cell in notebook.cells)
    assert not re.findall(r"`make\b|\bcheck\(\"|autograder|README|BEGIN|<!--", text.replace("grader.check(", ""))
    assert "`grader.check` and grading" in text
    assert set(re.findall(r"\]\((?!https?:)([^)#]+)\)", text)) == set(publish.pictures(topic))


@pytest.mark.parametrize("code", languages())
def test_what_runs_examples_is_python_in_any_language(code, capsys):
    with speaking(code):
        source, wanted = public.examples_module(), _("Answer the exercise above first: {error}.")
    names = {}
    exec(compile(source, "public_examples.py", "exec"), names)

    @names["example"]
    def unanswered():
        raise NotImplementedError("fit")

    assert capsys.readouterr().out == wanted.format(error="fit") + "\n"


@pytest.fixture
def public_files(tmp_path, monkeypatch):
    """Otter's test files of a topic, as students get them, with their support module in place."""

    def load(topic):
        checks = collect([load_topic(topic)])
        (tmp_path / public.SUPPORT).write_text(public.support_module(topic, checks))
        spec = importlib.util.spec_from_file_location("public_checks", tmp_path / public.SUPPORT)
        module = importlib.util.module_from_spec(spec)
        monkeypatch.setitem(sys.modules, "public_checks", module)
        spec.loader.exec_module(module)
        return checks, {name: ExceptionTestFile.from_string(text) for name, text in public.test_files(checks)}

    return load


@pytest.mark.parametrize("topic", topic_names())
def test_public_tests_without_a_reference_agree_with_the_judge(topic, public_files):
    checks, files = public_files(topic)
    exercises = load_topic(topic).exercises
    assert sorted(files) == sorted(f"{exercise.name}.py" for exercise in exercises)
    known, seen = Targets(), set()
    for exercise in exercises:
        for program in (exercise.reference, *exercise.equivalents, *exercise.conventions, *exercise.misconceptions):
            programs = {other.name: other.reference for other in exercises} | {exercise.name: program}
            file = files[f"{exercise.name}.py"]
            file.run(programs)
            student = Local(load_topic(topic), programs, known)
            for case in file.test_case_results:
                (check,) = [check for check in checks if check.name == case.test_case.name]
                verdict = attempt(check, student, PUBLIC_SEED, known).verdict
                assert case.passed == (verdict is Verdict.PASSED), (program.__name__, check.name, case.message)
                seen.add(case.passed)
    assert seen == {True, False}


def test_an_answer_that_is_not_there_is_unanswered(public_files):
    _, files = public_files(TOPIC)
    file = files[f"{TOPIC}.py"]
    file.run({})
    assert "unanswered: there is no function diff_quotient yet" in file.test_case_results[0].message


def test_what_belongs_to_the_solutions_is_not_handed_out():
    from autograder.packages.sources import named_sources

    check = next(check for check in collect([load_topic("sgd")]) if check.name == "every_sample_once")
    with pytest.raises(GraderFault, match="hands out what needs"):
        named_sources([check.test], ())
