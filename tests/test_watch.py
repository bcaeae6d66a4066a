"""Watching answers: what is shown, what keys do, and a real terminal."""

import io
import os
import pty
import re
import select
import subprocess
import sys
import termios
import time
from dataclasses import replace

import pytest
from rich.console import Console

from autograder.examples.example import Example
from autograder.report import CheckResult, Graded
from autograder.verdict import Verdict
from autograder.watch import State, changed_topics, screen
from tests.copies import copied

TOPICS = ["gradient_descent", "sgd"]
PATIENCE = 300  # seconds until a text has to be there, on whatever machine


def graded(topic, **verdicts):
    results = [
        CheckResult(topic, name, name, f"{name} holds.", 5, True, verdict, f"{name}: why.", None, 1, True, "Such as 3.")
        for name, verdict in verdicts.items()
    ]
    return Graded(topic, results, file=f"assignments/{topic}/{topic}.py")


def state(**verdicts):
    shown = State()
    shown.update("sgd", graded("sgd", **verdicts), ["A remark."])
    return shown


def text(shown):
    console = Console(width=80, file=io.StringIO(), record=True)
    console.print(screen(shown))
    return console.export_text()


def test_one_next_step_is_shown_and_a_hint_only_when_it_is_asked_for():
    shown = state(fit=Verdict.PASSED, line=Verdict.WRONG, walk=Verdict.UNANSWERED)
    assert "1 of 3 exercises" in text(shown)
    assert "line · assignments/sgd/sgd.py" in text(shown)
    assert "line holds." in text(shown)
    assert "A remark." in text(shown)
    assert not re.search(r"why|Such as|walk", text(shown))
    shown.press("hint")
    assert "line: why." in text(shown)
    assert "Such as" not in text(shown)
    shown.press("hint")
    assert "Such as 3." in text(shown)


def test_hints_for_what_nobody_has_begun_are_what_to_write_and_what_to_read():
    shown = state(minibatches=Verdict.UNANSWERED)
    assert "To do" not in text(shown)
    shown.press("hint")
    assert re.search(r"To do: draw a random order from rng", text(shown))
    assert "To read" not in text(shown)
    shown.press("hint")
    assert re.search(r"To read: “.+” \(assignments/sgd/README.md#", " ".join(re.sub("│", "", text(shown)).split()))


def test_a_file_that_cannot_be_run_says_so_at_once():
    shown = state(line=Verdict.REFUSED)
    assert "line: why." in text(shown)
    shown.press("hint")
    assert text(shown).count("why") == 1


def test_the_call_is_shown_with_its_numbers_unless_they_name_it():
    example = Example(("X = np.arange(3.0)",), ("line(X)",), shrunk=True)
    for said, count in (("w is 3.", 1), ("`line(X)`: w is 3.", 0)):
        shown = State()
        (result,) = graded("sgd", line=Verdict.WRONG).results
        shown.update("sgd", Graded("sgd", [replace(result, shown=example, example=said)]), [])
        shown.press("hint")
        assert said not in text(shown)
        shown.press("hint")
        assert said in text(shown)
        assert text(shown).count("print(line(X))") == count


def test_keys_lead_to_the_next_exercise_and_to_all_of_them():
    shown = state(line=Verdict.WRONG, walk=Verdict.UNANSWERED)
    shown.press("hint")
    shown.press("next")
    assert "walk · " in text(shown)
    assert "walk: why." in text(shown)  # what is unanswered says what to do at once
    shown.press("next")
    assert "line · " in text(shown)
    assert "why" not in text(shown)
    shown.press("all")
    assert re.search(r"✗ wrong +sgd line\n.*unanswered +sgd walk", text(shown))


def test_the_hint_goes_when_the_answer_changes_and_the_end_is_said():
    shown = state(line=Verdict.WRONG)
    shown.press("hint")
    shown.update("sgd", graded("sgd", line=Verdict.CRASHED), [])
    assert "why" not in text(shown)
    shown.update("sgd", graded("sgd", line=Verdict.PASSED), [])
    assert "All public checks pass." in text(shown)
    shown.press("next")
    assert "1 of 1 exercises" in text(shown)


@pytest.mark.parametrize(
    ("path", "topics"),
    [
        ("/c/assignments/sgd/sgd.py", ["sgd"]),
        ("/c/assignments/sgd/sgd.ipynb", ["sgd"]),
        ("/c/assignments/sgd/README.md", []),
        ("/c/assignments/sgd/.sgd.py.swp", []),
        ("/c/assignments/regression/regression.py", []),
    ],
)
def test_only_answers_are_checked_again(path, topics):
    assert changed_topics({(1, path)}, TOPICS) == topics


class Terminal:
    """A program in a terminal: what it has written so far, and keys for it."""

    def __init__(self, command, cwd):
        self.ours, theirs = pty.openpty()
        self.settings = termios.tcgetattr(theirs)
        self.theirs = theirs
        environment = os.environ | {"TERM": "xterm", "COLUMNS": "100", "PYTHONPATH": str(cwd)}
        self.process = subprocess.Popen(command, cwd=cwd, env=environment, stdin=theirs, stdout=theirs, stderr=theirs)
        self.seen = ""

    def until(self, wanted):
        """Read until a text is there; what was before it is gone."""
        while wanted not in self.seen:
            assert select.select([self.ours], [], [], PATIENCE)[0], self.seen
            self.seen += os.read(self.ours, 2**16).decode(errors="replace")
        self.seen = self.seen.partition(wanted)[2]

    def press(self, key):
        os.write(self.ours, key.encode())

    def ended(self):
        """The status at its end; what it writes until then is read, so that it does not wait for that."""
        until = time.monotonic() + PATIENCE
        while self.process.poll() is None and time.monotonic() < until:
            if select.select([self.ours], [], [], 0.05)[0]:
                os.read(self.ours, 2**16)
        return self.process.returncode


def test_a_save_is_seen_and_keys_work_in_a_terminal(tmp_path):
    course = copied(tmp_path / "course")
    watched = Terminal([sys.executable, "-m", "autograder", "watch", "diff_quotient"], course)
    watched.until("0 of 2 exercises")
    watched.until("diff_quotient is still as it came")
    path = course / "assignments" / "diff_quotient" / "diff_quotient.py"
    right = path.read_text().replace('raise NotImplementedError("diff_quotient")', "return (f(x + h) - f(x)) / h")
    path.write_text(right.replace("f(x + h)", "f(x - h)"))
    watched.until("wrong")
    watched.press("h")
    watched.until("The result is not what it should be.")
    path.write_text(right)
    watched.until("1 of 2 exercises")
    watched.press("q")
    assert watched.ended() == 0
    assert termios.tcgetattr(watched.theirs) == watched.settings
