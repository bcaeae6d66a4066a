"""From a SymPy expression to plain data. Only SymPy's own elementary functions cross, each by the name of its class."""

from typing import Any

from .formula import (
    MAX_DIGITS,
    MAX_EXPONENT,
    MAX_NAME,
    MAX_NODES,
    MAX_PARTS,
    NAMES,
    Constant,
    Expression,
    Node,
    Operation,
    Variable,
    digits,
)

MAX_DEPTH = 200
WRAPPED = {"UnevaluatedExpr": "Add"}  # what is kept from being evaluated is a sum of one part
NOT_CARRIED_OUT = ("Derivative", "Integral", "Limit", "Sum", "Product", "Subs")


class TooLarge(Exception):
    """More than an answer to any exercise can need."""


class Unknown(Exception):
    """Something in an expression that does not cross. not_carried_out: an operation that is only written down."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.not_carried_out = name in NOT_CARRIED_OUT


def expression(value: Any) -> Expression:
    """A SymPy expression as data. Raises Unknown and TooLarge."""
    nodes: list[Node] = []
    _add(value, nodes, {}, 0)
    if sum(len(node.parts) for node in nodes if isinstance(node, Operation)) > MAX_PARTS:
        raise TooLarge(f"an expression of more than {MAX_PARTS} parts")
    return Expression(tuple(nodes))


def _add(value: Any, nodes: list[Node], known: dict[Any, int], depth: int) -> int:
    """The place of a part among the nodes, where it is put with all that it is made of."""
    if depth > MAX_DEPTH:
        raise TooLarge(f"an expression of more than {MAX_DEPTH} levels")
    key = type(value), value
    if key not in known:
        node = _leaf(value)
        if node is None:
            name = _name(value)
            node = Operation(name, tuple(_add(part, nodes, known, depth + 1) for part in value.args))
        if len(nodes) >= MAX_NODES:
            raise TooLarge(f"an expression of more than {MAX_NODES} different parts")
        known[key] = len(nodes)
        nodes.append(node)
    return known[key]


def _name(value: Any) -> Any:
    name, home = type(value).__name__, type(value).__module__
    name = WRAPPED.get(name, name)
    if name not in NAMES or not home.startswith("sympy."):
        raise Unknown(name)
    return name


def _leaf(value: Any) -> Node | None:
    """A number or a symbol as a node; None for what is made of parts."""
    import sympy  # it is loaded, since the value is its own; others need not wait for it

    if isinstance(value, sympy.Rational):
        return Constant(_digits(int(value.p)), _digits(int(value.q)))
    if isinstance(value, sympy.Float):
        sign, mantissa, exponent, _ = value._mpf_
        if not abs(exponent) <= MAX_EXPONENT:
            raise TooLarge("a floating-point number beyond all bounds")
        return Constant(_digits((-1) ** sign * int(mantissa)), _digits(1), int(exponent), rounded=True)
    if type(value) is sympy.Symbol or type(value) is sympy.Dummy:
        return Variable(str(value)[:MAX_NAME].encode("utf-8", "replace").decode())
    return None


def _digits(number: int) -> bytes:
    if number.bit_length() >= 8 * MAX_DIGITS:
        raise TooLarge(f"a whole number of {number.bit_length()} bits")
    return digits(number)
