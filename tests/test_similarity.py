"""Who is listed as alike: copies, also renamed and laid out anew; and who is not."""

import csv
import random
import re

import pytest
from click.testing import CliRunner

from autograder.language import speaking
from autograder.reading.source import Source
from autograder.recording.disk import Unwritable
from autograder.similarity import pairs
from autograder.similarity.command import compare, similar
from autograder.similarity.listing import NAME, Pair, read_listing, write_listing
from autograder.similarity.pairs import FEW, alike
from autograder.similarity.words import words
from tests.places import ASSIGNMENTS, SOLUTIONS

OWN = '''
import numpy as np

def sgd_line(train_x, train_y, lr_rate=0.01, batch_size=10, n_epochs=1, seed=0):
    """Fits a line."""
    history = {"slope": [], "loss": []}
    slope, level = np.float64(0), np.float64(0)
    for epoch in range(n_epochs):
        for xs, ys in list(minibatches(train_x, train_y, batch_size, np.random.default_rng(seed + epoch))):
            residual = np.subtract(np.multiply(slope, xs) + level, ys)  # what is left
            scale = 2.0 / max(1, residual.size)
            slope = slope - lr_rate * scale * np.sum(np.multiply(residual, xs))
            level = level - lr_rate * scale * np.sum(residual)
            history["slope"].append(float(slope))
            history["loss"].append(float(np.mean(np.square(residual))))
    return slope, level
'''
RENAMED = """
import numpy
from math import pi  # for later

def sgd_line(x_train, y_train, rate=1e-2, size=10, epochs=1, s=0):
    # my own work

    h = {'w': [],
         'l': []}
    w, b = numpy.float64(0), numpy.float64(0)
    for i in range(epochs):
        for a, c in list(minibatches(x_train, y_train, size, numpy.random.default_rng(s + i))):
            r = numpy.subtract(numpy.multiply(w, a) + b, c)
            f = 2. / max(1, r.size)
            w = w - rate * f * numpy.sum(numpy.multiply(r, a))
            print("a step")
            b = b - rate * f * numpy.sum(r)
            h['w'].append(float(w))
            h['l'].append(float(numpy.mean(numpy.square(r))))
    return w, b
"""
OTHERWISE = """
def sgd_line(train_x, train_y, lr_rate=0.01, batch_size=10, n_epochs=1, seed=0):
    theta = np.zeros(2)
    rng = np.random.default_rng(seed)
    design = np.stack([train_x, np.ones_like(train_x)], axis=1)
    while n_epochs > 0:
        order = rng.permutation(len(train_x))
        for start in np.arange(0, len(order), batch_size):
            picked = order[start:start + batch_size]
            A, t = design[picked], train_y[picked]
            theta -= lr_rate * 2 / len(picked) * A.T @ (A @ theta - t)
        n_epochs -= 1
    return tuple(theta)
"""
SHORT = "def diff_quotient(f, x, h=1e-9):\n    rise = f(x + h) - f(x)\n    slope = rise / h\n    return slope\n"


def listed(**programs):
    given = {name: words(code.encode()) for name, code in programs.items()}
    return {common.names for common in alike(given, [])}


def test_a_copy_is_listed_with_its_lines():
    (common,) = alike({"kim": words(OWN.encode()), "lee": words(b"\n\n" + OWN.encode())}, [])
    assert (common.names, common.share) == (("kim", "lee"), 1.0)
    assert common.lines == ((4, 16), (6, 18))


def test_other_names_comments_layout_and_spellings_hide_no_copy():
    assert words(OWN.encode()).numbers != words(RENAMED.encode()).numbers
    assert listed(kim=OWN, lee=RENAMED, cho=OTHERWISE) == {("kim", "lee")}


def test_a_copy_with_much_added_around_it_is_listed():
    added = "def helper(values):\n    return sorted(values)[len(values) // 2]\n"
    assert listed(kim=OWN, lee=added + OWN + added.replace("helper", "again")) == {("kim", "lee")}


def test_short_answers_that_look_equal_are_not_listed():
    assert listed(kim=SHORT, lee=SHORT, cho=SHORT.replace("rise", "dy")) == set()


def test_what_many_have_is_not_listed_and_a_pair_among_them_is():
    many = {f"student{number}": OTHERWISE for number in range(FEW + 1)}
    assert listed(**many) == set()
    assert listed(**many, kim=OTHERWISE + OWN, lee=OTHERWISE + RENAMED) == {("kim", "lee")}


@pytest.mark.parametrize("topic", [path.stem for path in ASSIGNMENTS.iterdir() if path.is_dir()])
def test_stubs_and_the_courses_own_forms_are_not_listed(topic):
    texts = [
        ASSIGNMENTS / topic / f"{topic}.py",
        SOLUTIONS / topic / f"{topic}.py",
        SOLUTIONS / topic / "equivalents.py",
    ]
    programs = {
        f"{path.name}{copy}": (Source(path.name, b""), words(path.read_bytes())) for path in texts for copy in (1, 2)
    }
    assert list(compare(topic, programs)) == []


def test_a_program_that_is_no_python_is_compared_up_to_there():
    assert listed(kim=OWN + "\nx = '''", lee=OWN) == {("kim", "lee")}
    assert words(b"a = (1,\n") != words(b"")
    assert words(b"\xff\xfe").numbers == ()


def test_nobody_is_compared_who_shares_nothing_rare(monkeypatch):
    chance, looked_at, common = random.Random(1), [], pairs._common
    monkeypatch.setattr(pairs, "_common", lambda names, *given: looked_at.append(names) or common(names, *given))
    given = {str(number): words(shuffled(OWN, chance).encode()) for number in range(200)}
    assert [found.names for found in alike(given | {"copy": given["7"]}, [])] == [("7", "copy")]
    assert looked_at == [["7", "copy"]]


def shuffled(text, chance):
    """As many words in another order."""
    parts = text.split()
    chance.shuffle(parts)
    return " ".join(part.strip("()[]{}:,#\"'") or "x" for part in parts)


def test_the_list_is_read_back_as_it_was_written_and_is_no_formula(tmp_path):
    written = [Pair("sgd", "=kim", "'lee", 0.75, 60, "sgd.py", "1", "9", "+sgd.ipynb", "2#1", "3#4")]
    path = write_listing(tmp_path, written)
    assert read_listing(tmp_path).pairs == written
    with path.open(encoding="utf-8") as file:
        assert next(csv.DictReader(file))["submission"] == "'=kim"
    assert read_listing(tmp_path / "none") is None
    for language, places in (
        ("en", "+sgd.ipynb, cell 2, line 1 – cell 3, line 4"),
        ("ko", "+sgd.ipynb, 셀 2, 1번째 줄 – 셀 3, 4번째 줄"),
    ):
        with speaking(language):  # it is in that of whoever reads it, whatever it was written in
            assert read_listing(tmp_path).pairs[0].other_place == places
    path.write_text("topic,submission,other,share,tokens,place,other_place\n")
    assert read_listing(tmp_path) is None
    (tmp_path / "file").write_text("")
    with pytest.raises(Unwritable):
        write_listing(tmp_path / "file", written)


def test_the_command_lists_pairs_and_says_that_they_are_no_accusation(folder, tmp_path):
    given = folder({"kim/sgd.py": OWN, "lee/sgd.py": RENAMED, "cho/sgd.py": OTHERWISE})
    said = CliRunner().invoke(similar, ["--submissions", str(given), "--out", str(tmp_path / "grades")])
    assert said.exit_code == 0, said.output
    assert "never an accusation" in said.output
    assert "1 pair shares more" in said.output
    assert re.search(r"│ kim +│ lee +│", said.output)
    assert "\ufffd" not in said.output
    assert "No report shows it yet. There is no gradebook" in " ".join(said.output.split())
    (pair,) = read_listing(tmp_path / "grades").pairs
    assert pair.names == ("kim", "lee")
    assert pair.place.startswith("sgd.py, line ")
    assert (tmp_path / "grades" / NAME).is_file()
