"""What an expression is at a place, as a complex ball. It comes from a student's process, so nothing of SymPy's runs here.

Each node is evaluated once, after what it is made of. Every operation is ball arithmetic, so a value that comes out is
proved; where none comes out, that is said in one of two ways: there is none, or the balls are too wide to tell.
"""

import operator
from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from typing import Any

from flint import acb, arb, fmpq

from ..worker.formula import MAX_PARTS, Constant, Expression, Node, Operation, Variable, whole
from ..worker.wire import Malformed

LARGEST = arb((1, 2**40))  # in size; the smallest is as small. Beyond it exponents themselves become large numbers
HALF = acb(0.5)
ARITIES: Mapping[str, tuple[int, ...]] = {
    **dict.fromkeys(("Exp1", "Pi", "ImaginaryUnit", "BooleanTrue", "BooleanFalse"), (0,)),
    **dict.fromkeys(("Infinity", "NegativeInfinity", "ComplexInfinity", "NaN"), (0,)),
    **dict.fromkeys(("Equality", "Unequality", "StrictLessThan", "LessThan", "StrictGreaterThan", "GreaterThan"), (2,)),
    **dict.fromkeys(("Pow", "ExprCondPair"), (2,)),
    "Heaviside": (1, 2),
}
ANY = ("Add", "Mul", "Max", "Min", "And", "Or", "Piecewise")  # number of parts; all other functions take one


class Undefined(ArithmeticError):
    """There is no value there."""


class Open(ArithmeticError):
    """The balls are too wide to tell."""


def checked(expression: Expression) -> Expression:
    """An expression off the wire, if it is one: each node is made of earlier ones, as many as it needs.

    Raises Malformed.
    """
    if sum(len(node.parts) for node in expression.nodes if isinstance(node, Operation)) > MAX_PARTS:
        raise Malformed(f"an expression of more than {MAX_PARTS} parts")
    for place, node in enumerate(expression.nodes):
        match node:
            case Constant() if whole(node.denominator) <= 0:
                raise Malformed("a fraction without a denominator")
            case Operation() if not all(0 <= part < place for part in node.parts):
                raise Malformed("a node that is made of later ones")
            case Operation() if not (node.name in ANY or len(node.parts) in ARITIES.get(node.name, (1,))):
                raise Malformed(f"{node.name} of {len(node.parts)} parts")
    return expression


def evaluate(expression: Expression, at: Mapping[str, acb], width: arb) -> acb:
    """The expression where its symbols have these values, with the precision in force.

    width: the relative error of every number in it; 0 for the numbers as they are. Raises Undefined and Open.
    """
    values: list[Any] = []
    for node in expression.nodes:
        try:
            values.append(_value(node, values, at, width))
        except ArithmeticError as error:  # it counts only where it is needed: a branch may not be taken
            values.append(error)
    return _number(values[-1])


def _value(node: Node, values: Sequence[Any], at: Mapping[str, acb], width: arb) -> Any:
    match node:
        case Constant():
            number = arb(fmpq(whole(node.numerator), whole(node.denominator))) * arb((1, node.exponent))
            return acb(number * (1 + width))
        case Variable():
            if node.name not in at:
                raise Open(node.name)
            return at[node.name]
        case Operation(name="ExprCondPair"):
            return tuple(values[part] for part in node.parts)
        case Operation(name="Piecewise" | "And" | "Or" | "Not"):
            return LAZY[node.name](*(values[part] for part in node.parts))
        case Operation(name=name):
            found = FUNCTIONS[name](*(_number(values[part]) for part in node.parts))
            return found if isinstance(found, bool) else _bounded(found)


def _number(value: Any) -> acb:
    """A part that has to be a number."""
    if isinstance(value, ArithmeticError):
        raise value
    if not isinstance(value, acb):
        raise Undefined("no number")
    return value


def _bounded(value: acb) -> acb:
    """A value that is finite and neither too large nor too small to go on with."""
    if not value.is_finite():
        raise Open("nothing is known of it")
    size = abs(value)
    if not (size < LARGEST) or (size < 1 / LARGEST and not value.contains(acb(0))):
        raise Open("beyond all bounds")
    return value


def _power(base: acb, exponent: acb) -> acb:
    if base.is_zero():
        if exponent.real > 0:
            return acb(0)
        if exponent.is_zero():
            return acb(1)
        raise Undefined("a division by zero") if exponent.real < 0 else Open("zero to an unknown power")
    return base.sqrt() if (exponent - HALF).is_zero() else base**exponent


def _log(value: acb) -> acb:
    if value.is_zero():
        raise Undefined("the logarithm of zero")
    return value.log()


def _real(value: acb) -> arb:
    """A number that has to be real, for what compares it."""
    if value.imag.is_zero():
        return value.real
    raise Open("perhaps not real") if value.imag.contains(0) else Undefined("not real")


def _step(value: acb, *_at_zero: acb) -> acb:
    return (1 + acb(_real(value).sgn())) / 2


def _compared(
    holds: Callable[[arb, arb], bool], fails: Callable[[arb, arb], bool], of: Callable[[acb], Any] = _real
) -> Callable[[acb, acb], bool]:
    def compare(left: acb, right: acb) -> bool:
        one, other = of(left), of(right)
        if holds(one, other):
            return True
        if fails(one, other):
            return False
        raise Open("too close to compare")

    return compare


def _undefined(*_: acb) -> acb:
    raise Undefined("infinity")


def _as_it_is(value: acb) -> acb:
    return value


FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "Add": lambda *parts: sum(parts, acb(0)),
    "Mul": lambda *parts: reduce(operator.mul, parts, acb(1)),
    "Pow": _power,
    "log": _log,
    "Abs": lambda value: acb(abs(value)),
    "sign": lambda value: value.sgn(),
    "re": lambda value: acb(value.real),
    "im": lambda value: acb(value.imag),
    "conjugate": lambda value: value.conjugate(),
    "Max": lambda *parts: acb(reduce(arb.max, map(_real, parts))),
    "Min": lambda *parts: acb(reduce(arb.min, map(_real, parts))),
    "Heaviside": _step,
    "Exp1": lambda: acb(1).exp(),
    "Pi": lambda: acb(arb.pi()),
    "ImaginaryUnit": lambda: acb(0, 1),
    "BooleanTrue": lambda: True,
    "BooleanFalse": lambda: False,
    "StrictLessThan": _compared(operator.lt, operator.ge),
    "LessThan": _compared(operator.le, operator.gt),
    "StrictGreaterThan": _compared(operator.gt, operator.le),
    "GreaterThan": _compared(operator.ge, operator.lt),
    "Equality": _compared(operator.eq, operator.ne, _as_it_is),
    "Unequality": _compared(operator.ne, operator.eq, _as_it_is),
    **dict.fromkeys(("Infinity", "NegativeInfinity", "ComplexInfinity", "NaN"), _undefined),
    **{name: getattr(acb, name) for name in ("exp", "sin", "cos", "tan", "cot", "sec", "csc", "asin", "acos", "atan")},
    **{
        name: getattr(acb, name) for name in ("sinh", "cosh", "tanh", "coth", "sech", "csch", "asinh", "acosh", "atanh")
    },
}


def _condition(value: Any) -> bool:
    if isinstance(value, ArithmeticError):
        raise value
    if not isinstance(value, bool):
        raise Undefined("no condition")
    return value


def _piecewise(*pairs: Any) -> acb:
    """The first part whose condition holds; those behind it need not have a value."""
    for pair in pairs:
        if not isinstance(pair, tuple):
            raise Undefined("no part of a function")
        value, condition = pair
        if _condition(condition):
            return _number(value)
    raise Undefined("none of the conditions holds")


def _settled_by(deciding: bool) -> Callable[..., bool]:
    def decide(*parts: Any) -> bool:
        if any(part is deciding for part in parts):
            return deciding
        return all(map(_condition, parts)) if not deciding else any(map(_condition, parts))

    return decide


LAZY: Mapping[str, Callable[..., Any]] = {
    "Piecewise": _piecewise,
    "And": _settled_by(False),
    "Or": _settled_by(True),
    "Not": lambda part: not _condition(part),
}
