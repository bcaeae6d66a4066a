"""Formulas: they cross as nodes, and two of them are equal when balls meet at hidden places."""

import msgspec
import numpy as np
import pytest
import sympy
from flint import acb, arb, ctx
from hypothesis import given
from hypothesis import strategies as st

from autograder.checks import exactly, places
from autograder.judging.compare import rebuild
from autograder.judging.diagnose import diagnose
from autograder.judging.evaluate import checked, evaluate
from autograder.judging.patterns import evidence
from autograder.judging.places import FINENESS
from autograder.judging.proved import Proved
from autograder.judging.target import exact_target
from autograder.verdict import GraderFault
from autograder.worker import wire
from autograder.worker.formula import MAX_NODES, NAMES, Constant, Expression, Operation, Variable, digits
from autograder.worker.plain import TooLarge, plain

X, T = sympy.symbols("x t")
POSITIVE = (X, 0, sympy.oo)
ONE = sympy.sin(X) ** 2 + sympy.cos(X) ** 2  # as no ball can tell
STEEP = 3 * X**2 + 5 * X


def derivative(fun):
    slope = sympy.diff(fun.as_expr(), *fun.free_symbols)
    return slope


def judged(answer, fun, value, *symbols, **programs):
    """A value held against the derivative of a function, and the answer that remembers it."""
    at = places(np.random.default_rng(1), *(symbols or (X,)))
    given = answer(derivative, rebuild(plain(value)), **programs).seen_as(at)
    return given == exactly(derivative, fun).seen_as(at), given


def told(given):
    """What is said of it, and of the numbers."""
    (diagnosis,) = diagnose(given.exercise, given.judgements, given.known)
    return f"{diagnosis.message if diagnosis else ''} {evidence(given.judgements[0])}"


EQUAL = [
    (STEEP, 6 * X + 5),
    (STEEP, sympy.poly(6 * X + 5, X)),
    (sympy.poly(STEEP, X), 6.0 * X + 5.0),
    (STEEP, 6 * sympy.Symbol("x", positive=True) + 5),
    (STEEP, (6 * X**2 + 5 * X) / X),
    (STEEP, 3 * (2 * X + sympy.Rational(5, 3))),
    (STEEP, sympy.Add(6 * X, 5 * ONE, evaluate=False)),
    (STEEP, sympy.sqrt(6 * X + 5) ** 2),
    (STEEP, 6 * sympy.UnevaluatedExpr(X) + sympy.UnevaluatedExpr(5)),
    (7 * X, 7),
    (7 * X, 7.0),
    (7 * X, np.float64(7)),
    (7 * X, sympy.poly(7, X)),
    (sympy.pi * X, sympy.pi),
    (X**3 / 30, 0.1 * X**2),
    (X**3 / 30, sympy.Rational(0.1) * X**2),
    (sympy.sqrt(2) * X**2 / 2, 1.4142135623730951 * X),
    ((X - sympy.Rational(1, 10)) ** 9, sympy.N(sympy.diff(sympy.expand((X - sympy.Rational(1, 10)) ** 9), X))),
    (sympy.sin(X), ((sympy.exp(sympy.I * X) + sympy.exp(-sympy.I * X)) / 2)),
    (sympy.exp(X / 2), sympy.sinh(X / 2) / 2 + sympy.cosh(X / 2) / 2),
    (sympy.tan(X), sympy.sec(X) ** 2),
    ((X + 1) ** 600, 600 * (1 + X) ** 599),  # too long to be written as a sum
    (sympy.Piecewise((X**2, X > 0), (-(X**2), True)), 2 * sympy.Abs(X)),
    (sympy.Piecewise((X**2, X > 0), (0, True)), 2 * sympy.Max(X, 0)),
    (sympy.Piecewise((X, X > 1), (0, True)), sympy.Heaviside(X - 1)),
]
DIFFERENT = [
    (STEEP, 6 * X),
    (STEEP, -6 * X - 5),
    (STEEP, 6 * X + 5.00000000001),
    (STEEP, 6 * X + 5 + sympy.Rational(1, 10**30)),
    (STEEP, 6 * X + 5 + sympy.exp(-100 * X**2)),
    (STEEP, sympy.Abs(6 * X + 5)),
    (STEEP, sympy.sqrt((6 * X + 5) ** 2)),
    (STEEP, sympy.re(6 * X + 5) + sympy.I),
    (STEEP, sympy.Piecewise((6 * X + 5, X > -10), (0, True))),
    (STEEP, sympy.Add(sympy.Float(1e300), -sympy.Float(1e300), 6 * X, evaluate=False)),
    (7 * X, True),
    (7 * X, "7"),
    (X**3 / 30, 0.1000000001 * X**2),
    (sympy.sin(X), sympy.cos(X + sympy.Rational(1, 10**20))),
]


@pytest.mark.parametrize(("fun", "value"), EQUAL)
def test_the_same_function_is_right_however_it_is_written(answer, fun, value):
    agrees, given = judged(answer, fun, value)
    assert agrees, told(given)


@pytest.mark.parametrize(("fun", "value"), DIFFERENT)
def test_another_function_is_wrong_however_near_it_comes(answer, fun, value):
    assert not judged(answer, fun, value)[0]


def test_equal_on_a_domain_is_equal_there_and_nowhere_else(answer):
    fun, value = X * sympy.log(X**2), 2 * sympy.log(X) + 2
    assert judged(answer, fun, value, POSITIVE)[0]
    assert judged(answer, fun, value, (X, 1, 5))[0]
    assert judged(answer, fun, value, sympy.Symbol("x", positive=True))[0]
    agrees, given = judged(answer, fun, value)
    assert not agrees
    assert "should be a real number at x = -" in told(given)
    assert judged(answer, fun, sympy.log(X**2) + 2)[0]


def test_where_the_function_itself_has_no_value_nobody_looks(answer):
    assert judged(answer, sympy.sqrt(X), 1 / (2 * sympy.sqrt(X)))[0]  # on the whole line, half of which is not real
    assert judged(answer, sympy.log(X) * 3, 3 / X, POSITIVE)[0]
    with pytest.raises(GraderFault, match="no real value at most of the places"):
        judged(answer, sympy.sqrt(X - 100), X)


def test_a_sine_that_is_zero_at_whole_parts_of_the_range_is_noticed(answer):
    """Were the places' denominators known, it could be added to any answer."""
    periodic = sympy.sin(12 * FINENESS * sympy.pi * X)
    assert judged(answer, STEEP, 6 * X + 5, (X, 0, 5))[0]
    assert not judged(answer, STEEP, 6 * X + 5 + periodic, (X, 0, 5))[0]


def test_places_are_all_over_the_range_and_change_with_the_random_numbers():
    at = places(np.random.default_rng(0), X, (T, -1, 3), sympy.Symbol("n", negative=True))
    x, t, n = ([float(sympy.Rational(text)) for text in column] for column in zip(*at.points, strict=True))
    assert sum(value > 0 for value in x) == 6
    assert max(map(abs, x)) < 18
    assert [int((value + 1) * 3) for value in sorted(t)] == list(range(12))  # one from each twelfth
    assert all(-18 < value < 0 for value in n)
    assert at != places(np.random.default_rng(1), X, (T, -1, 3), sympy.Symbol("n", negative=True))
    assert at.on_inputs("whatever") == at


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (-6 * X - 5, "right but for the sign"),
        (12 * X + 10, "exactly twice"),
        (6, "is a number, the same everywhere"),
        (sympy.Abs(6 * X + 5), "right at some places and wrong at others, for example at x = -"),
        (6 * T + 5, "should be a formula in x, but is a formula with the symbol t in it"),
        (sympy.Derivative(STEEP, X), "written down but not carried out. `.doit()`"),
        (sympy.Integral(STEEP, X), "not carried out"),
        (sympy.Limit(X, X, 0), "not carried out"),
        (X + sympy.Derivative(STEEP, X), "not carried out"),
        (sympy.gamma(X), "functions that are not known here"),
        (sympy.Lambda(X, X), "functions that are not known here"),
        (sympy.Lambda(X, X**2), "functions that are not known here"),
        (sympy.Function("f")(X), "functions that are not known here"),
        (sympy.Wild("x"), "functions that are not known here"),
        (sympy.Dummy("x"), "the symbol _x in it"),
        (sympy.Symbol("\x1b[2J\nAll is right"), "the symbol … in it"),
        (sympy.oo * X, "none there"),
        (sympy.nan, "NaN (not a number) in slope"),
        (sympy.zoo, "an infinite number in slope"),
        (None, "gave None for slope"),
        ([6 * X, 5], "2 values, with a SymPy expression among them"),
        (sympy.Eq(X, 1), "an object"),
        (X / (ONE - 1), "one whose value cannot be told"),
        (6 * X + 5 + sympy.Rational(1, 10**40), "nothing was rounded: it should be equal"),
    ],
)
def test_what_is_wrong_about_a_formula_is_said(answer, value, words):
    agrees, given = judged(answer, STEEP, value)
    assert not agrees
    assert words in told(given)


def test_a_misconception_is_known_by_its_values(answer):
    def second(fun):
        """You differentiated twice."""
        return sympy.diff(fun.as_expr(), X, 2)

    agrees, given = judged(answer, X**4, 12.0 * X * X, misconceptions=(second,))
    assert not agrees
    assert "You differentiated twice." in told(given)


def test_a_misconception_that_has_a_value_at_fewer_places_is_held_against_the_others(answer):
    def logarithm(fun):
        """You took the logarithm."""
        return sympy.log(fun.as_expr())

    _, one = judged(answer, X, sympy.log(X), misconceptions=(logarithm,))
    _, other = judged(answer, X**3, X, misconceptions=(logarithm,))
    (alone,) = diagnose(one.exercise, one.judgements, one.known)
    assert alone.name == "logarithm"
    refuted, _ = diagnose(one.exercise, one.judgements + other.judgements, one.known)
    assert refuted is None or refuted.name is None


def test_a_check_has_to_say_where_a_formula_is_looked_at(answer):
    with pytest.raises(GraderFault, match=r"seen at places\(rng, x\)"):
        answer(derivative, rebuild(plain(6 * X + 5))).__eq__(exactly(derivative, STEEP))
    with pytest.raises(GraderFault, match="elementary functions in it alone"):
        judged(answer, sympy.gamma(X), X)


def test_where_zero_would_do_nobody_looks(answer):
    bell, small = sympy.exp(-(X**2) / 2), sympy.Rational(662607, 10**39) * X**2
    with pytest.raises(GraderFault, match="next to zero"):
        judged(answer, bell, 0, (X, 60, sympy.oo))
    assert not judged(answer, bell, 0, (X, 20, sympy.oo))[0]
    assert judged(answer, bell, -X * bell)[0]
    assert not judged(answer, small, 0)[0]


@pytest.mark.parametrize("digits", [3, 40, 160])
def test_a_quotient_with_a_tiny_exact_step_is_no_derivative(answer, digits):
    fun, h = X**4 - 5 * X, sympy.Rational(1, 10**digits)
    assert not judged(answer, fun, (fun.subs(X, X + h) - fun.subs(X, X - h)) / (2 * h))[0]


def test_what_was_proved_of_a_formula_is_written_down_exactly():
    target = exact_target(derivative, (X**3 * 0.1 + sympy.sqrt(X),), places(np.random.default_rng(0), X), False, 53)
    assert None in target.heights
    proved = Proved({("derivative", 53): (target,)}, {})
    (again,) = Proved.from_plain(msgspec.json.decode(msgspec.json.encode(proved.to_plain()))).of("derivative", 53)
    assert repr(again) == repr(target)


# equal rewritings and perturbations of anything

ATOMS = st.sampled_from([X, sympy.Integer(2), sympy.Rational(-3, 7), sympy.pi, X + 1])
FUNCTIONS = st.sampled_from([sympy.sin, sympy.cos, sympy.exp, sympy.atan, sympy.tanh, sympy.Abs])
REWRITES = [sympy.expand, sympy.factor, sympy.together, lambda e: e.rewrite(sympy.exp), lambda e: e.rewrite(sympy.tan)]
FORMULAS = st.recursive(
    ATOMS,
    lambda parts: st.one_of(
        st.tuples(parts, parts).map(lambda pair: pair[0] + pair[1]),
        st.tuples(parts, parts).map(lambda pair: pair[0] * pair[1]),
        st.tuples(FUNCTIONS, parts).map(lambda pair: pair[0](pair[1] / 3)),
        st.tuples(parts, st.integers(2, 3)).map(lambda pair: pair[0] ** pair[1]),
    ),
    max_leaves=5,
).filter(lambda formula: formula.has(X))
AT = places(np.random.default_rng(2), X)


def itself(fun):
    value = fun.as_expr()
    return value


@given(FORMULAS, st.sampled_from(REWRITES))
def test_rewriting_changes_nothing_and_anything_else_does(answer_once, fun, rewrite):
    wanted = exactly(itself, sympy.Poly(fun, X) if fun.is_polynomial(X) else fun).seen_as(AT)
    assert answer_once(rewrite(fun)).seen_as(AT) == wanted, (rewrite(fun), fun)
    for other in (fun + X / 10**20, fun + X / 10**30 + 1, fun * (1 + X), fun + sympy.Abs(X - 3) / 10**9):
        assert answer_once(other).seen_as(AT) != wanted


@pytest.fixture(scope="module")
def answer_once():
    from autograder.judging.judge import Answer, Targets
    from tests.conftest import exercise_of

    exercise, known = exercise_of(itself), Targets()
    return lambda value: Answer(exercise, rebuild(plain(value)), [], known)


# what comes from a student's process

PLACE = st.integers(-1, 6)
NODES = st.one_of(
    st.builds(Constant, st.binary(max_size=6), st.binary(max_size=3), st.integers(-(2**20), 2**20), st.booleans()),
    st.builds(Variable, st.sampled_from(["x", "y", "<b>"])),
    st.builds(Operation, st.sampled_from(NAMES), st.lists(PLACE, max_size=4).map(tuple)),
)


@given(st.lists(NODES, min_size=1, max_size=12))
def test_no_row_of_nodes_breaks_the_judge(nodes):
    """It is refused, or it has a value, or it has none: nothing else happens."""
    try:
        expression = checked(Expression(tuple(nodes)))
    except wire.Malformed:
        return
    with ctx.workprec(100):
        try:
            value = evaluate(expression, {"x": acb(arb(1) / 3)}, arb(0))
        except ArithmeticError:
            return
    assert value.is_finite()


@pytest.mark.parametrize(
    "nodes",
    [
        [Operation("sin", (0,))],
        [Variable("x"), Operation("Add", (0, -1))],
        [Variable("x"), Operation("Add", (0, 2)), Variable("y")],
        [Constant(digits(1), digits(0))],
        [Constant(digits(1), digits(-2))],
        [Variable("x"), Operation("sin", ())],
        [Variable("x"), Operation("Pow", (0, 0, 0))],
        [Variable("x"), *(Operation("Add", (0,) * 900) for _ in range(5))],
    ],
)
def test_nodes_that_are_no_expression_are_malformed(nodes):
    with pytest.raises(wire.Malformed):
        rebuild(wire.Sequence([Expression(tuple(nodes))]))


@pytest.mark.parametrize(
    "lie",
    [
        {"type": "Operation", "name": "eval", "parts": []},
        {"type": "Operation", "name": "sin", "parts": ["x"]},
        {"type": "Constant", "numerator": b"1" * 600, "denominator": b"1"},
        {"type": "Constant", "numerator": b"1", "denominator": b"1", "exponent": 2**62},
        {"type": "Variable", "name": "x" * 301},
        {"type": "Symbolic", "text": "exit()"},
    ],
)
def test_the_decoder_knows_few_nodes_and_small_numbers(lie):
    told = {"type": "Returned", "number": 1, "arguments": [], "attempts": []}
    body = msgspec.msgpack.encode(told | {"value": {"type": "Expression", "nodes": [lie]}})
    with pytest.raises(msgspec.ValidationError):
        msgspec.msgpack.decode(body, type=wire.FromWorker)


class Evil(sympy.Expr):
    """Answers what it is asked with something else."""

    is_number = False
    args = property(lambda self: 1 / 0)
    __eq__ = lambda self, other: True  # noqa: E731
    __hash__ = lambda self: 0  # noqa: E731


class Add(sympy.Expr):
    """Is made of itself."""

    is_number = False
    args = property(lambda self: [self])
    __eq__ = lambda self, other: False  # noqa: E731
    __hash__ = lambda self: 0  # noqa: E731


Add.__module__ = "sympy.core.add"


def test_classes_of_the_students_own_do_not_cross():
    assert isinstance(plain(Evil()), wire.Opaque)
    assert isinstance(plain(X + Evil()), wire.Opaque)
    with pytest.raises(TooLarge, match="levels"):
        plain(Add())


def nested(depth):
    value = X
    for _ in range(depth):
        value = sympy.sin(value, evaluate=False)
    return value


@pytest.mark.parametrize(
    "value",
    [
        sympy.Add._from_args([X + n for n in range(MAX_NODES)]),
        X * sympy.Integer(7) ** 5000,
        X * sympy.Float(2.0) ** (2**30),
        nested(250),
    ],
)
def test_what_no_answer_needs_is_too_large(value):
    with pytest.raises(TooLarge):
        plain(value)


def test_parts_that_come_again_cross_once():
    value = X
    for _ in range(60):
        value = sympy.Mul(value, value + 1, evaluate=False)  # 2**60 parts, if each is counted
    assert len(plain(value).nodes) < 200


def power(*parts):
    return parts[0] if len(parts) == 1 else sympy.Pow(parts[0], power(*parts[1:]), evaluate=False)


@pytest.mark.parametrize("value", [X * power(2, 2, 2, 100), power(X, X, X, X, 5000), sympy.sin(power(10, 10, 9) * X)])
def test_numbers_beyond_all_bounds_are_neither_right_nor_a_fault(answer, value):
    agrees, given = judged(answer, STEEP, value)
    assert not agrees
    assert given.judgements[0].comparison.distance > 1


PIECES = """
import sympy
def derivative(fun):
    x = next(iter(fun.free_symbols))
    one = sympy.sin(x)**2 + sympy.cos(x)**2
    return sympy.Piecewise((6*x + 5, sympy.Eq(one, 1)), (0, True))
"""
LIE = PIECES + "\nsympy.simplify = lambda value: 7 * value.free_symbols.pop()\n"
ENDLESS = PIECES + "\ndef forever(_):\n    while True: pass\nsympy.simplify = forever\n"
DUMMY = PIECES.replace("return ", "t = sympy.Symbol('t'); return (x + t)**2 - x**2 - 2*x*t - t**2 + 6*x + 5 #")


@pytest.mark.parametrize(("code", "right"), [(PIECES, True), (DUMMY, True), (LIE, False), (ENDLESS, False)])
def test_what_balls_leave_open_is_simplified_where_it_was_made(submitted, code, right):
    """By the student's own process, which is told nothing: what comes back is judged like any answer."""
    student = submitted(code, derivative, seconds=0.5)
    at = places(np.random.default_rng(1), X)
    given = student.derivative(STEEP).seen_as(at)
    assert (given == exactly(derivative, STEEP).seen_as(at)) is right
    assert student.derivative(STEEP).value is not None
