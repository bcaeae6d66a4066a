"""SymPy expressions that are no formula, or more than one: handed in where a formula is asked for."""

from textwrap import indent

from .case import Case, Content
from .pipe import TOOLS

EQUALS, ENDLESS, VALUELESS, LYING = (
    "an expression that equals everything",
    "huge, deep and endless expressions",
    "expressions without a value",
    "nodes that are no expression",
)
JUDGE = "the judge fails, or runs out of time or memory"
EITHER = ("wrong", "crashed")
LARGE = ("far too large",)
ZERO = "x / (sympy.sin(x)**2 + sympy.cos(x)**2 - 1)"
ONE_CALL = "isinstance(fun, sympy.Poly) and x.name == 't'"  # the others of an attack that costs a time limit need not
NODES = """
from worker.formula import Constant as C, Expression as E, Operation as O, Variable as V, digits as d
"""


def formula(returned: str, attack: str = "x = next(iter(fun.free_symbols))", top: str = "") -> dict[str, Content]:
    """gradient_descent.py: `top`, and a derivative that runs `attack` and returns what is no derivative."""
    body = indent(f"{attack}\nreturn {returned}", "    ")
    return {"gradient_descent.py": f"import sympy\n{top}\ndef derivative(fun):\n{body}\n"}


def row(nodes: str) -> dict[str, Content]:
    """A submission that says on the pipe that its answer is made of these nodes."""
    attack = f"say(returned(E(({nodes},))))\ntime.sleep(0.05)\nos._exit(0)"
    return formula("None", attack, TOOLS + NODES)


def case(name: str, item: str, success: str, files: dict[str, Content], **more: tuple[str, ...]) -> Case:
    """A case about `derivative`."""
    return Case(name, item, success, files, exercise="derivative", **more)  # type: ignore[arg-type]


EXPRESSIONS = [
    case(
        "expression-with-methods-of-its-own",
        EQUALS,
        "the student's methods run in the judge",
        formula(
            "Evil()",
            top="class Evil(sympy.Expr):\n    __eq__ = lambda self, other: True\n    __hash__ = lambda self: 0\n"
            "    is_number = False\n    args = property(lambda self: 1 / 0)\n"
            "    __str__ = __repr__ = lambda self: 'LOOT'\n",
        ),
        verdicts=EITHER,
    ),
    case(
        "expression-posing-as-sympys",
        ENDLESS,
        "an Add without end is walked for ever",
        formula(
            "Add()",
            top="class Add(sympy.Expr):\n    is_number = False\n    args = property(lambda self: [type(self)()])\n"
            "    __eq__ = lambda self, other: False\n    __hash__ = lambda self: id(self)\nAdd.__module__ = 'sympy.core'\n",
        ),
        told=LARGE,
    ),
    case(
        "allowance-of-its-own-making",
        EQUALS,
        "numbers so large that their rounding explains everything",
        formula("sympy.Add(sympy.Float(1e300) * x, -sympy.Float(1e300) * x, sympy.Float(1e300), evaluate=False)"),
    ),
    case(
        "tower-of-powers",
        ENDLESS,
        JUDGE,
        formula(
            f"x * p(2, p(2, p(2, 100))) if {ONE_CALL} else x", top="p = lambda a, b: sympy.Pow(a, b, evaluate=False)"
        ),
        verdicts=(*EITHER, "timed out"),
    ),
    case(
        "expression-of-thousands",
        ENDLESS,
        JUDGE,
        formula("sympy.Add._from_args([x + n for n in range(600)])"),
        told=LARGE,
    ),
    case(
        "symbol-of-markup",
        VALUELESS,
        "its name is more than text",
        formula("sympy.Symbol('<b>![x](y)') + x"),
        told=("with the symbol",),
    ),
    case(
        "unevaluated-limit", VALUELESS, "it is carried out", formula("sympy.Limit(x, x, 0) * x"), told=("carried out",)
    ),
    case(
        "simplify-that-never-ends",
        ENDLESS,
        "the judge waits for ever",
        formula(
            f"{ZERO} if {ONE_CALL} else x",
            top="def forever(*_):\n    while True:\n        pass\nsympy.simplify = forever",
        ),
    ),
    case(
        "simplify-that-lies",
        EQUALS,
        "what cannot be evaluated becomes something else afterwards",
        formula(ZERO, top="sympy.simplify = lambda value: sympy.Symbol('LOOT') + sympy.nan"),
    ),
    case("node-of-itself", LYING, JUDGE, row("O('sin', (0,))"), verdicts=EITHER),
    case("name-that-is-no-function", LYING, "the judge looks it up", row("V('x'), O('eval', (0,))"), verdicts=EITHER),
    case(
        "condition-for-a-number",
        LYING,
        JUDGE,
        row("V('x'), O('BooleanTrue', ()), O('Mul', (0, 1))"),
        verdicts=EITHER,
    ),
]
