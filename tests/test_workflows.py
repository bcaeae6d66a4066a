"""The workflows: what they are allowed, what they never do, and their shell steps, run as a runner would."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from autograder.packages import release
from tests.copies import copied
from tests.places import COHORT, ROOT

WORKFLOWS = [
    *sorted((ROOT / ".github" / "workflows").glob("*.yml")),
    ROOT / release.TEMPLATES / "release" / "check.yml",
]
RUNS_STUDENTS_CODE = re.compile(r"make (-C \w+ )?(grade|check|trust|parity)\b|\.ci/run")
SECRET = str(2**100 + 7)


def read(name):
    return yaml.safe_load((ROOT / ".github" / "workflows" / name).read_text())


def steps_of(workflow):
    return [step for job in workflow["jobs"].values() for step in job.get("steps", [])]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_may_little_and_lets_no_secret_near_students_code(path):
    workflow = yaml.safe_load(path.read_text())
    events = workflow[True]  # YAML takes `on` for a truth value
    assert "pull_request_target" not in events
    assert workflow["permissions"] == {"contents": "read"}
    assert not any("permissions" in job or "env" in job for job in workflow["jobs"].values())
    assert "env" not in workflow
    for step in steps_of(workflow):
        if "uses" in step:
            assert re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", step["uses"]), step
        if step.get("uses", "").startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] is False
        if "run" in step and RUNS_STUDENTS_CODE.search(step["run"]):
            assert "secrets." not in json.dumps(step), step
        if "run" in step:
            assert "${{" not in step["run"], "a value becomes part of a script"


def shell_steps(workflow, workspace, environment, secrets):
    """Run a workflow's shell steps in a workspace. `secrets`: the values of steps that ask for some."""
    tools = workspace.parent / "tools"
    tools.mkdir(exist_ok=True)
    (tools / "sudo").write_text("#!/bin/sh\nexit 0\n")  # this machine is not changed
    (tools / "sudo").chmod(0o755)
    inherited = {key: value for key, value in os.environ.items() if not key.startswith(("PYTEST", "MAKE", "GITHUB"))}
    given = inherited | {"PATH": f"{tools}:{os.environ['PATH']}"} | environment
    for step in [step for step in steps_of(workflow) if "run" in step]:
        own = {name: _filled(value, secrets) for name, value in step.get("env", {}).items()}
        ended = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
            cwd=workspace,
            env=given | own,
            capture_output=True,
            text=True,
            check=False,
        )
        assert ended.returncode == 0, f"{step['run']}\n{ended.stdout}{ended.stderr}"
        assert "Traceback" not in ended.stdout + ended.stderr


def _filled(value, secrets):
    for name, known in secrets.items():
        value = value.replace("${{ " + name + " }}", known)
    assert "${{" not in value
    return value


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    return copied(tmp_path_factory.mktemp("workflows") / "course")


def test_pushed_submissions_are_graded(course):
    submissions = course / "submissions"
    shutil.copytree(COHORT / "last-step-only", submissions / "kim")
    shell_steps(read("grade-submissions.yml"), course, {}, {"secrets.COURSE_SECRET": SECRET})
    results = json.loads((course / "grades" / "kim" / "results.json").read_text())
    assert 0 < results["score"] < 100
    (keep,) = [
        step["with"]["path"] for step in steps_of(read("grade-submissions.yml")) if "upload" in step.get("uses", "")
    ]
    assert "!grades/gradebook.sqlite*" in keep
    kept = [path for path in (course / "grades").rglob("*") if path.is_file() and "gradebook.sqlite" not in path.name]
    assert kept
    assert not [path for path in kept if SECRET.encode() in path.read_bytes()]


@pytest.fixture
def of_one_topic(monkeypatch):
    """Every file of a release that checks one topic."""
    monkeypatch.setattr(release, "topic_names", lambda: ["sgd"])
    return release.build(None, None)


def test_a_students_repository_is_graded_by_its_answers_alone(course, of_one_topic, tmp_path):
    workspace = tmp_path / "workspace"
    workspace.mkdir()
    (workspace / "grader").symlink_to(course)
    student = workspace / "student"
    release.update(student, of_one_topic)
    shutil.copy(COHORT / "reference" / "sgd.py", student / "assignments" / "sgd" / "sgd.py")
    (student / "Makefile").write_text("grade check:\n\ttouch forged\n")
    (student / "autograder" / "checking.py").write_text("raise SystemExit('forged')")
    (student / "assignments" / "regression" / "regression.py").unlink()
    (student / "assignments" / "regression" / "regression.py").symlink_to("/etc/passwd")
    (tmp_path / "elsewhere" / "sgd").mkdir(parents=True)
    summary = tmp_path / "summary"
    names = {"github.repository_owner": "kim", "github.event.repository.name": "hw"}
    secrets = {"secrets.COURSE_SECRET": SECRET, "github.repository_owner }}-${{ github.event.repository.name": "kim-hw"}
    shell_steps(read("grade-student.yml"), workspace, {"GITHUB_STEP_SUMMARY": str(summary)}, secrets | names)
    assert not student.exists()
    taken = {
        path.relative_to(workspace / "submissions").as_posix() for path in (workspace / "submissions").rglob("*.py")
    }
    assert "kim-hw/assignments/sgd/sgd.py" in taken
    assert "kim-hw/assignments/regression/regression.py" not in taken
    assert not [name for name in taken if "autograder" in name]
    results = json.loads((workspace / "feedback" / "results.json").read_text())
    assert (results["topics"]["sgd"], results["topics"]["gradient_descent"]) == (100, 0)
    assert "sgd: 100 of 100" in summary.read_text()
    assert sorted(path.name for path in (workspace / "feedback").iterdir()) == ["feedback.md", "results.json"]


def test_the_pipeline_of_gitlab_runs_what_the_release_has(of_one_topic, tmp_path):
    pipeline = yaml.safe_load((release.TEMPLATES / "release" / "gitlab-ci.yml").read_text())
    folder = tmp_path / "kim"
    release.update(folder, of_one_topic)
    (folder / ".venv").symlink_to(Path(sys.prefix))
    os.utime(folder / "requirements.txt", (0, 0))
    inherited = {key: value for key, value in os.environ.items() if not key.startswith(("PYTEST", "MAKE", "GITHUB"))}
    for command in pipeline["check"]["script"]:
        ended = subprocess.run(
            ["bash", "-e", "-c", command], cwd=folder, env=inherited, capture_output=True, text=True, check=False
        )
        assert ended.returncode != 0  # nothing is answered yet
        assert "::" not in ended.stdout
    for path in [*pipeline["check"]["artifacts"]["paths"], pipeline["check"]["artifacts"]["reports"]["junit"]]:
        assert (folder / path).exists()
