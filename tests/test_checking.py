"""What is told of a check: all of it where the inputs are no secret, and nothing that depends on them where they are."""

import pytest

from autograder.call import Submitted
from autograder.checking import BY_CHANCE, FOR_EXAMPLE, Checks
from autograder.course import PUBLIC_SEED, load_topic
from autograder.questions import inputs_of
from autograder.reading.source import Source
from autograder.session import collect
from autograder.verdict import Verdict

SMUGGLED = {
    "by the shape": "np.zeros(int(abs(x[0]) * 1e4))",
    "by a factor": "right * abs(x[0])",
    "by the entries that are wrong": "np.where(np.arange(len(right)) == int(abs(x[0]) * 100) % len(right), 0, right)",
    "by the number of values": "tuple(range(int(abs(x[0]) * 100) % 999 + 5))",
    "by the type": "[1, None, 'x', 2j, {}][int(abs(x[0]) * 1000) % 5]",
    "by an exception": "exec('raise ValueError(x)', {'x': x})",
    "by the type of an exception": "[][9] if int(abs(x[0]) * 1000) % 2 else {}[9]",
    "by the line of an exception": "eval(compile('\\n' * (int(abs(x[0]) * 100) % 999) + '1 / 0', __file__, 'eval'))",
    "by what it has seen before": "SEEN.append(x[0]) or exec('raise ValueError(SEEN)')",
    "by what it has seen before, in numbers": "SEEN.append(x[0]) or right * SEEN[0]",
    "by the way in which the process ends": "os._exit(1 + int(abs(x[0]) * 1e4) % 250)",
    "by the name of what is missing": "exec('raise NotImplementedError(str(x[0]))', {'x': x})",
}
CODE = """
import os
import numpy as np
SEEN = []
def squared_l2_gradient(X, y, beta):
    x = np.asarray(X, dtype=float).ravel()
    right = -2 * X.T @ (y - X @ beta) / len(y)
    return {smuggled}
"""


EXERCISE = "squared_l2_gradient"


@pytest.fixture(scope="module")
def collected():
    return [check for check in collect([load_topic("regression")]) if check.exercise.name == EXERCISE]


@pytest.fixture(scope="module")
def results(launcher, collected):
    """results(code, seed): what the checks of the gradient of the mean square say of a submission."""
    topic = load_topic("regression")
    with_seed = {seed: Checks(collected, seed, secret=True) for seed in (1, 2)}

    def graded(code, seed):
        checks = with_seed[seed]
        student = Submitted(topic, Source("regression.py", code.encode()), launcher, checks.known)
        try:
            return checks.run_exercise(topic.exercise(EXERCISE), student)
        finally:
            student.close()

    return graded


@pytest.mark.parametrize("smuggled", SMUGGLED.values(), ids=SMUGGLED.keys())
def test_nothing_that_is_told_depends_on_secret_inputs(results, smuggled):
    one, other = (results(CODE.format(smuggled=smuggled), seed) for seed in (1, 2))
    told = {(a.check, a.example) for a in one if a.verdict is not Verdict.PASSED}
    assert told
    for a, b in zip(one, other, strict=True):
        if (a.verdict, a.diagnosis) == (b.verdict, b.diagnosis):  # the name of a misconception is one of a few
            assert (a.message, a.example, a.shown) == (b.message, b.example, b.shown)


def test_an_example_shows_what_the_secret_inputs_would(results):
    for result in results(CODE.format(smuggled="right[:, None]"), 1):
        if result.verdict is Verdict.WRONG and not result.check.endswith("alone"):
            assert result.example.startswith(FOR_EXAMPLE)
            assert "should be an array of shape" in result.example


def test_an_exception_is_told_of_the_example(results):
    (crashed, *_) = results(CODE.format(smuggled="right / 0 if len(right) > 9 else [][3]"), 1)
    assert crashed.message == "It raised an exception."
    assert crashed.example == f"{FOR_EXAMPLE} It raised IndexError in line 8: list index out of range."


def test_an_answer_that_knows_the_public_numbers_is_told_so(results, collected):
    """A table of the inputs of `make check` earns nothing, and says what it is."""
    (public,) = [check for check in collected if check.public]
    seen = []

    class Watched:
        def __getattr__(self, name):
            return lambda *arguments: seen.append(arguments) or Never()

    class Never:
        __eq__ = lambda self, other: True  # noqa: E731

    public.test(Watched(), inputs_of(public, PUBLIC_SEED))
    table = seen[0][1][0]
    results = {r.check: r for r in results(CODE.format(smuggled=f"right if y[0] == {table!r} else right * 0"), 1)}
    assert results[public.name].verdict is Verdict.WRONG
    assert results[public.name].example == BY_CHANCE
