"""Formulas in examples: what came back beside what is right, as SymPy writes them, and one place at which they differ."""

from dataclasses import replace

import pytest
import sympy

from autograder.call import Submitted
from autograder.checking import Checks
from autograder.course import load_topic
from autograder.examples.describe import in_words
from autograder.examples.formulas import TooLong, text
from autograder.hints import looking, snippet
from autograder.reading.source import Source
from autograder.session import collect
from autograder.verdict import Verdict
from autograder.worker.formula import Constant, Expression, Operation, Variable, digits
from autograder.worker.plain import plain

X, T = sympy.symbols("x t")
X_NODE, TEN = Variable("x"), Constant(digits(10), digits(1))


@pytest.mark.parametrize(
    "formula",
    [
        6 * X + 5,
        X**2 * sympy.exp(X / 3) / 3 - 2 * X,
        sympy.sqrt(T) - sympy.log(T**2 + 1) / sympy.pi,
        sympy.Add(2, 3, evaluate=False) * X,
        0.25 * X,
        sympy.Abs(X) / 7,
    ],
)
def test_a_formula_is_written_as_sympy_writes_it(formula):
    assert text(plain(formula)) == str(formula)


@pytest.mark.parametrize(
    "expression",
    [
        Expression((Variable("x"), *(Operation("Mul", (n, n)) for n in range(60)))),  # of 2 ** 60 parts, written out
        plain(10**60 * X),
        plain(sympy.Float(2) ** 5000 * X),
        Expression((X_NODE, TEN, *(Operation("Pow", (1, n)) for n in range(1, 5)), Operation("Add", (0, 5)))),
    ],
)
def test_what_nobody_would_read_is_not_written_down(expression):
    with pytest.raises(TooLong):
        text(expression)


@pytest.fixture(scope="module")
def wrong(launcher):
    """What the checks of `derivative` say of one that forgets the sign."""
    topic = load_topic("gradient_descent")
    exercise = topic.exercise("derivative")
    checks = Checks([check for check in collect([topic]) if check.exercise is exercise], 1, secret=True)
    code = b"import sympy\ndef derivative(fun):\n    return sympy.Abs(sympy.diff(fun.as_expr(), *fun.free_symbols))\n"
    student = Submitted(topic, Source("gradient_descent.py", code), launcher, checks.known)
    try:
        return [result for result in checks.run_exercise(exercise, student) if result.verdict is Verdict.WRONG]
    finally:
        student.close()


def test_both_formulas_are_shown_and_one_place(wrong):
    shown = [result.shown for result in wrong if result.shown]
    assert shown
    for example in shown:
        formula, value = example.parts
        assert formula.found == f"2*Abs({example.at[2]})"
        assert formula.exact == f"2*{example.at[2]}"
        assert value.name == example.worst.where
        assert (value.found, value.exact) == (example.worst.found, example.worst.exact)
        assert example.worst.where.removeprefix("slope ") in example.words
        assert f"slope is `{formula.found}`, and exactly it is `{formula.exact}`." in in_words(example)


def test_the_lines_to_paste_print_the_formula_and_its_value_at_the_place(wrong):
    result = next(result for result in wrong if result.shown)
    printed = []
    own = {"derivative": lambda fun: sympy.diff(fun.as_expr(), *fun.free_symbols), "print": printed.append}
    exec("\n".join(snippet(result)), own)
    formula, value = printed
    assert str(formula) == result.shown.parts[0].exact
    assert f"{float(value):.6g}" == result.shown.worst.exact
    assert result.shown.worst.where in looking(result)
    assert snippet(replace(result, shown=replace(result.shown, at="")))[-1].startswith("print(derivative(")
    of_numbers = replace(result, shown=replace(result.shown, given=("a = 2.0",), calls=("power(a)",)))
    assert snippet(of_numbers)[0] == "import sympy"
