"""The students' repository: complete, the same every time, and without anything that answers or tells a hidden check."""

import ast
import inspect
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.course import PACKAGE, load_topic, topic_names
from autograder.packages import release
from autograder.packages.closure import outside
from autograder.push.origin import MANIFEST
from autograder.session import collect
from autograder.stub import BEGIN, END
from autograder.verdict import BadInput
from tests.places import COHORT, ROOT, SOLUTIONS
from tests.public_results import public_results

SECRET = 2**120 + 12345
SHORT = 14  # characters without blanks: what is shorter is no line to be known by


@pytest.fixture(scope="module")
def files():
    return release.build(None, None)


@pytest.fixture(scope="module")
def repository(files, tmp_path_factory):
    """A release, with the environment that its `make setup` would make."""
    folder = tmp_path_factory.mktemp("release") / "repository"
    release.update(folder, files)
    return with_environment(folder)


@pytest.fixture
def of_two_topics(monkeypatch):
    """of_two_topics(variant, secret): a release with the checks of two topics, built anew."""
    monkeypatch.setattr(release, "topic_names", lambda: ["sgd", "backpropagation"])

    def build(*options):
        release._frozen.cache_clear()
        return release.build(*options)

    return build


def with_environment(folder):
    """As after `make setup`: what this test runs in has all that a release installs."""
    (folder / ".venv").symlink_to(Path(sys.prefix))
    os.utime(folder / "requirements.txt", (0, 0))
    return folder


def text_of(path, content):
    """What a reader finds in a file, without blanks: of a notebook, the cells."""
    text = content.decode(errors="replace")  # catalogs begin with numbers
    if path.endswith(".ipynb"):
        text = "\n".join("".join(cell["source"]) for cell in json.loads(text)["cells"])
    return re.sub(r"[^\S\n]", "", text)


def lines_of(code):
    stripped = (re.sub(r"\s", "", line) for line in code.splitlines())
    return {line for line in stripped if len(line) >= SHORT and not line.startswith("#")}


def solution_lines(topic):
    inside, found = False, []
    for line in (SOLUTIONS / topic / f"{topic}.py").read_text().splitlines():
        inside = (inside or bool(BEGIN.match(line))) and not END.match(line)
        found += [line] if inside else []
    return lines_of("\n".join(line for line in found if not BEGIN.match(line)))


def code_lines(path):
    """The lines of a file's functions, without their docstrings."""
    tree = ast.parse(path.read_text())
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Module) and ast.get_docstring(node):
            node.body = node.body[1:] or [ast.Pass()]
    return lines_of(ast.unparse(tree)) - {
        line for line in lines_of(ast.unparse(tree)) if line.startswith(("import", "from", "def", "@"))
    }


def test_a_release_has_the_same_bytes_every_time(files, of_two_topics):
    again = of_two_topics(None, None)
    assert {path for path in again if again[path] != files[path]} == {MANIFEST, "README.md"}  # which list fewer topics
    assert of_two_topics(None, None) == again
    manifest = json.loads(files[MANIFEST])
    assert sorted([*manifest["files"], *manifest["stubs"], MANIFEST]) == sorted(files)
    assert sorted(manifest["stubs"]) == sorted(path for path in files if release.is_answer(path))


@pytest.mark.parametrize("topic", topic_names())
def test_no_line_of_a_solution_or_a_hidden_check_is_in_a_release(topic, files):
    texts = {path: set(text_of(path, content).split("\n")) for path, content in files.items()}
    shown = set().union(*(lines for path, lines in texts.items() if release.is_answer(path) or path.endswith(".md")))
    checks = collect([load_topic(topic)])
    hidden = {f"test_{check.name}" for check in checks if not check.public}
    hidden_lines = set().union(*(lines_of(inspect.getsource(check.test)) for check in checks if not check.public))
    public_lines = set().union(*(lines_of(inspect.getsource(check.test)) for check in checks if check.public))
    secret = solution_lines(topic) | (hidden_lines - public_lines)
    secret |= code_lines(SOLUTIONS / topic / "equivalents.py") | code_lines(SOLUTIONS / topic / "misconceptions.py")
    secret -= lines_of((PACKAGE / "checks" / "orders.py").read_text())  # public checks hand out facts from there
    secret = {line for line in secret if not line.startswith("answer=student.")}  # public checks call so too
    secret -= set(text_of("", files[f"assignments/{topic}/{topic}.py"]).split("\n"))  # what the stub gives
    assert solution_lines(topic)
    assert hidden
    for path, lines in texts.items():
        assert sorted(lines & secret) == [], path
        assert not [name for name in hidden if name in "\n".join(lines)], path
    assert "#BEGINSOLUTION" not in "".join("".join(lines) for lines in texts.values())
    assert any("raiseNotImplementedError" in line for line in shown)


def test_no_seed_and_nothing_of_the_instructors_is_in_a_release(of_two_topics):
    variant = of_two_topics("kim", SECRET)
    assert not any(str(SECRET).encode() in content for content in variant.values())
    assert not any(f"{SECRET:x}".encode() in content for content in variant.values())
    names = [path for path in variant if path.startswith("autograder/")]
    assert not [n for n in names if re.search(r"audit|publish|packages|cli|recording/record|solutions", n)]
    modules = {path: content for path, content in variant.items() if path.endswith(".py") and path in names}
    assert "solutions" not in outside(modules)


def test_what_a_release_imports_is_what_it_installs(files):
    modules = {
        path: content for path, content in files.items() if path.startswith("autograder/") and path.endswith(".py")
    }
    pinned = re.findall(r"^([\w-]+)==", files["requirements.txt"].decode(), flags=re.MULTILINE)
    optional = {"IPython", "matplotlib"}  # a notebook program brings the one, and plots say that they want the other
    needed = {"python-flint" if name == "flint" else name for name in outside(modules) - sys.stdlib_module_names}
    assert needed - optional <= set(pinned)


IN_A_RELEASE = """
import importlib, json, sys
sys.path[:0] = {paths!r}
from autograder import course
assert course.__file__.startswith({paths!r}[0])
course.equivalent = course.convention = course.misconception = lambda of: lambda program: program
from tests.public_results import public_results
json.dump({{topic: public_results(programs) for topic, programs in json.load(sys.stdin).items()}}, sys.stdout)
"""


def programs_of(topic):
    """(exercise, module, name) of every program of a topic."""
    for exercise in load_topic(topic).exercises:
        for program in (exercise.reference, *exercise.equivalents, *exercise.conventions, *exercise.misconceptions):
            yield exercise.name, program.__module__, program.__name__


@pytest.fixture(scope="module")
def results_in_a_release(repository):
    """What the public checks say there of every program, by topic."""
    ended = subprocess.run(
        [sys.executable, "-c", IN_A_RELEASE.format(paths=[str(repository), str(ROOT)])],
        input=json.dumps({topic: list(programs_of(topic)) for topic in topic_names()}),
        cwd=repository,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stdout)


@pytest.mark.parametrize("topic", topic_names())
def test_a_release_judges_and_names_as_the_course_does(topic, results_in_a_release):
    there, here = results_in_a_release[topic], public_results(list(programs_of(topic)))
    by_chance = "generator_without_seed"  # it gives other numbers every time
    assert [found for found in there if found[0] != by_chance] == [found for found in here if found[0] != by_chance]
    assert {result[1] for found in here for result in found[1:]} >= {"passed", "wrong"}


def test_answers_are_never_touched_and_the_rest_is_brought_up_to_date(files, tmp_path):
    folder = tmp_path / "kim"
    release.update(folder, files)
    answer = folder / "assignments" / "sgd" / "sgd.py"
    answer.write_text("mine")
    (folder / "assignments" / "sgd" / "notes.txt").write_text("mine too")
    (folder / "README.md").write_text("scribbled over")
    newer = dict(files)
    newer["assignments/sgd/sgd.py"] = newer["assignments/regression/regression.py"] = b"a new stub"
    del newer["autograder/checks/sgd.py"]
    newer[MANIFEST] = b'{"release": "newer", "topics": [], "files": {}, "stubs": {}}'
    done = release.update(folder, newer)
    assert answer.read_text() == "mine"
    assert (folder / "assignments" / "sgd" / "notes.txt").read_text() == "mine too"
    assert (folder / "assignments" / "regression" / "regression.py").read_text() == "a new stub"
    assert (folder / "README.md").read_bytes() == files["README.md"]
    assert (done.kept, done.removed) == (["assignments/sgd/sgd.py"], ["autograder/checks/sgd.py"])


def test_a_release_writes_into_its_folder_and_into_none_else(files, tmp_path):
    outside_of_it = tmp_path / "outside"
    outside_of_it.mkdir()
    (outside_of_it / "precious.py").write_text("precious")
    folder = tmp_path / "kim"
    folder.mkdir()
    (folder / "notes.txt").write_text("a thesis")
    with pytest.raises(BadInput, match="holds no release"):
        release.update(folder, files)
    (folder / "notes.txt").unlink()
    outsider = {"../outside/precious.py": release.fingerprint(outside_of_it / "precious.py")}
    hostile = {"release": "", "topics": [], "files": outsider, "stubs": outsider}
    (folder / MANIFEST).write_text(json.dumps(hostile))
    (folder / "autograder").symlink_to(outside_of_it)
    with pytest.raises(BadInput, match="is a link: remove it"):
        release.update(folder, files)
    (folder / "autograder").unlink()
    release.update(folder, files)
    assert [path.name for path in outside_of_it.iterdir()] == ["precious.py"]


def test_a_variant_has_numbers_of_its_own_and_needs_the_secret(files, of_two_topics):
    kim, lee = of_two_topics("kim", SECRET), of_two_topics("lee", SECRET)
    assert of_two_topics("kim", SECRET) == kim
    checks = "autograder/checks/backpropagation.py"
    assert len({files[checks], kim[checks], lee[checks], of_two_topics("kim", 1)[checks]}) == 4
    assert {path for path in files if release.is_answer(path) and files[path] != kim[path]} == set()
    with pytest.raises(BadInput, match="give it with SEED="):
        release.build("kim", None)


def environment(**more):
    kept = {
        key: value for key, value in os.environ.items() if not key.startswith(("PYTEST", "MAKE", "GITHUB", "PYTHON"))
    }
    return kept | more


def run_steps(repository, folder, **more):
    """The shell steps of the workflow, as a runner runs them: (status, what was shown, outputs, summary)."""
    text = (repository / ".github" / "workflows" / "check.yml").read_text()
    (command,) = re.findall(r"^\s+run: (.+)$", text, flags=re.MULTILINE)
    output, summary = folder / "output", folder / "summary"
    given = environment(GITHUB_ACTIONS="true", GITHUB_OUTPUT=str(output), GITHUB_STEP_SUMMARY=str(summary), **more)
    ended = subprocess.run(
        ["bash", "-e", "-c", command], cwd=repository, env=given, capture_output=True, text=True, check=False
    )
    return ended.returncode, ended.stdout + ended.stderr, output.read_text(), summary.read_text()


def test_a_new_student_checks_answers_commits_and_pushes(files, tmp_path):
    """Unpack, check, answer one exercise, commit, and what the workflow does then."""
    kim = tmp_path / "kim"
    release.update(kim, files)
    with_environment(kim)
    checked = subprocess.run(["make", "check"], cwd=kim, env=environment(), capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr
    assert "Next: derivative in assignments/gradient_descent/gradient_descent.py" in checked.stdout
    stub = files["assignments/diff_quotient/diff_quotient.py"].decode()
    central = stub.replace('raise NotImplementedError("diff_quotient")', "return (f(x + h) - f(x - h)) / (2 * h)")
    (kim / "assignments" / "diff_quotient" / "diff_quotient.py").write_text(central)
    solved = (COHORT / "reference" / "gradient_descent.py").read_text()
    (kim / "assignments" / "gradient_descent" / "gradient_descent.py").write_text(solved)
    git = ["git", "-c", "user.name=Kim", "-c", "user.email=kim@example.edu"]
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "One exercise"]):
        subprocess.run([*git, *command], cwd=kim, check=True)
    tracked = subprocess.run(["git", "ls-files"], cwd=kim, capture_output=True, text=True, check=True).stdout.split()
    assert sorted(tracked) == sorted(files)

    status, shown, outputs, summary = run_steps(kim, tmp_path, GITHUB_SHA="c0ffee")
    assert status != 0  # not everything passes yet
    annotations = [line for line in shown.splitlines() if line.startswith("::")]
    assert [line[:8] for line in annotations] == ["::error "] + ["::notice"] * 9  # the three of gradient_descent pass
    line = central.splitlines().index("def diff_quotient(f, x, h=1e-9):") + 1
    assert f"file=assignments/diff_quotient/diff_quotient.py,line={line},title=diff_quotient%3A wrong" in annotations[0]
    assert "This is the central quotient" in annotations[0]
    assert re.search(r"passed \| gradient.?_descent: `func_gradient` \| 8 of 8", summary)
    assert re.search(r"^score<<(\w+)\n26\n\1$", outputs, flags=re.MULTILINE), outputs
    report = kim / "report"
    assert sorted(path.name for path in report.iterdir()) == [
        "badge.svg",
        "feedback.html",
        "junit.xml",
        "result.json",
        "results.json",
        "summary.md",
    ]
    origin = json.loads((report / "results.json").read_text())["origin"]
    assert (origin["edited"], origin["commit"]) == ([], "c0ffee")

    history = subprocess.run(["git", "log", "-p", "--all"], cwd=kim, capture_output=True, check=True).stdout
    built = [path.read_bytes() for path in kim.rglob("*") if path.is_file() and ".git" not in path.parts]
    everything = re.sub(rb"[^\S\n]", b"", b"\n".join([history, *built]))  # compiled modules and reports, too
    assert b"defminibatches(" in everything
    released = "\n".join(text_of(path, content) for path, content in files.items())
    for topic in ("sgd", "regression", "backpropagation"):
        lines = {line for line in solution_lines(topic) if line not in released}
        assert lines
        assert [line for line in lines if line.encode() in everything] == []


def test_every_variant_of_a_release_has_its_name(of_two_topics):
    names = {json.loads(of_two_topics(*variant)[MANIFEST])["release"] for variant in ((None, None), ("kim", SECRET))}
    assert len(names) == 1


NO_RELEASES = {
    "a web app's": '{"name": "my web app"}',
    "a list": "[1]",
    "a list of stubs": '{"release": "", "topics": [], "files": {}, "stubs": [1]}',
    "no hash": '{"release": "", "topics": [], "files": {"autograder/zz": ""}, "stubs": {}}',
    "half a character": '{"release": "\\ud800", "topics": [], "files": {}, "stubs": {}}',
}


@pytest.mark.parametrize("manifest", NO_RELEASES.values(), ids=NO_RELEASES)
def test_what_is_no_release_is_not_written_over(manifest, files, tmp_path):
    (tmp_path / MANIFEST).write_text(manifest)
    (tmp_path / "README.md").write_text("mine")
    with pytest.raises(BadInput, match="holds no release"):
        release.update(tmp_path, files)
    assert (tmp_path / "README.md").read_text() == "mine"


def test_names_that_no_file_has_are_not_removed(files, tmp_path):
    odd = {"autograder/\u0000": "0" * 64, "autograder/gone": "0" * 64}
    (tmp_path / MANIFEST).write_text(json.dumps({"release": "", "topics": [], "files": odd, "stubs": {}}))
    assert release.update(tmp_path, files).removed == []


def test_a_file_and_a_link_are_no_folder_of_a_release(files, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(BadInput, match="is not a folder"):
        release.update(tmp_path / "file", files)
    (tmp_path / "kim").mkdir()
    (tmp_path / "kim" / MANIFEST).symlink_to("/dev/zero")
    with pytest.raises(BadInput, match="holds no release"):
        release.update(tmp_path / "kim", files)


def test_a_copy_keeps_its_variant(files, of_two_topics, tmp_path):
    release.update(tmp_path / "kim", of_two_topics("kim", SECRET))
    with pytest.raises(BadInput, match="has the inputs of kim, and this release those of all"):
        release.update(tmp_path / "kim", files)
    assert release.update(tmp_path / "kim", of_two_topics(" kim ", SECRET)).written == []


def test_the_name_of_a_release_is_that_of_its_checks(of_two_topics, monkeypatch):
    before = of_two_topics("kim", SECRET)
    monkeypatch.setattr(release, "PUBLIC_SEED", 1)  # as if a public check asked for other numbers
    assert json.loads(of_two_topics("kim", SECRET)[MANIFEST])["release"] != json.loads(before[MANIFEST])["release"]
