"""The public checks without any reference: inputs as literals, exact values and allowances as the judge proved them.

What a check asks and expects is written down as Python.
"""

import importlib.resources
import math
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
import sympy
from flint import arb, ctx

from ..course import PUBLIC_SEED
from ..judging.ball import EXACT_BITS
from ..judging.judge import Targets
from ..judging.target import Graph, Literal, Number, Numbers, Parts, Target
from ..questions import Asked, questions
from ..session import Check
from ..tell import templates
from ..worker.wire import Formula, Random
from .sources import named_sources

SUPPORT = "public_checks.py"
EXAMPLES = "public_examples"  # a module too, of which we have the template
SUPPORTED = {"as_array", "midpoints", "Places"}  # of the grader: the support module has its own
DIGITS = 30  # of an exact value that no float is
INDENT = " " * 4
HEAD = '''\
"""The public checks of {exercise}. They work on fixed numbers; grading takes others, and more checks."""

from otter.test_files import test_case

OK_FORMAT = False

name = "{exercise}"
points = None
'''
CASE = """

@test_case(name="{check}", points={points!r}, hidden=False)
{function}
"""


def test_files(checks: Sequence[Check]) -> Iterator[tuple[str, str]]:
    """Otter's test files by name, with the public checks alone."""
    public = [check for check in checks if check.public]
    for exercise in dict.fromkeys(check.exercise.name for check in public):
        own = [check for check in public if check.exercise.name == exercise]
        cases = (CASE.format(check=check.name, points=check.points, function=test_function(check)) for check in own)
        yield f"{exercise}.py", HEAD.format(exercise=exercise) + "".join(cases)


def test_function(check: Check) -> str:
    """A public check as a function that takes the student's function by its name.

    Otter shows the line that failed: it is a short one.
    """
    name = check.exercise.name
    expectations = [line for expectation in _expectations(check) for line in expectation]
    needed = {"np.": "import numpy as np", "sympy.": "import sympy", "public.": "import public_checks as public"}
    imports = [line for use, line in needed.items() if any(use in expectation for expectation in expectations)]
    lines = [f'"""{check.said}"""', *imports, *expectations]
    return f"def {check.name}({name}):\n" + "\n".join(INDENT + line for line in lines)


def _expectations(check: Check) -> Iterator[tuple[str, ...]]:
    known, name = Targets(), check.exercise.name
    for asked, wanted in questions(check, PUBLIC_SEED):
        calls = ", ".join(f"({', '.join(map(literal, arguments))},)" for _, arguments in asked.calls)
        with check.blamed(), ctx.workprec(EXACT_BITS):
            right = ", ".join(written(target) for way in known.ways(check.exercise, wanted) for target in way)
        view = (f"view = {literal(asked.view)}",) if asked.view else ()
        more = (", view=view" if asked.view else "") + (", of_inputs=True" if asked.of_inputs else "")
        yield f"calls = [{calls}]", f"right = [{right}]", *view, f'public.expect({name}, "{name}", calls, right{more})'


def support_module(topic: str, checks: Sequence[Check]) -> str:
    """The module beside the tests: how answers are compared, and the functions that the checks hand out."""
    template = importlib.resources.files("autograder").joinpath("templates", SUPPORT).read_text(encoding="utf-8")
    asked = [asked for check in checks if check.public for asked, _ in questions(check, PUBLIC_SEED)]
    head = f'"""What the public checks of {topic} need: no reference is in here."""\n\n'
    return head + template + "".join(f"\n\n{source}" for source in named_sources(handed_out(asked), SUPPORTED))


def examples_module() -> str:
    """The module that runs a notebook's examples and plots, in the language that is spoken."""
    return templates().get_template(f"{EXAMPLES}.txt").render().rstrip() + "\n"


def handed_out(asked: Iterable[Asked]) -> Iterator[Any]:
    """The objects of the checks' own: the views of results."""
    return (one.view for one in asked if one.view)


def literal(value: Any, module: str = "public.") -> str:
    """A value as Python that makes it anew. `module`: what stands before the names of the checks' own objects."""
    match value:
        case np.ndarray():
            return f"np.array({value.tolist()!r})"
        case Formula() if module:  # whoever calls the function itself hands out functions and generators;
            return value.source
        case Random() if module:  # a worker makes its own
            return f"np.random.default_rng({value.seed})"
        case sympy.Basic():
            return f"sympy.sympify({sympy.srepr(value)!r})"
        case list() | tuple():
            return repr(value)
        case _ if callable(value):
            return f"{module}{getattr(value, '__name__', None) or repr(value)}"
        case _:
            return repr(value)


def written(target: Target) -> str:
    """A target as Python."""
    match target:
        case Number():
            exact, allowance = _written(target.exact, target.allowance)
            return f"public.Number({exact!r}, {allowance!r})"
        case Numbers():
            pairs = [_written(e, a) for e, a in zip(target.exact.flat, target.allowance.flat, strict=True)]
            exacts, allowances = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
            return f"public.Numbers({target.exact.shape!r}, {exacts!r}, {allowances!r})"
        case Parts() if target.names:
            named = (f"{name!r}: {written(part)}" for name, part in zip(target.names, target.parts, strict=True))
            return f"{{{', '.join(named)}}}"
        case Parts():
            return f"({', '.join(written(part) for part in target.parts)},)"
        case Graph():
            heights = [_written(height.exact, height.allowance) if height else None for height in target.heights]
            return f"public.Graph({heights!r}, {target.rounded!r})"
        case Literal():
            return repr(target.value)


def _written(exact: arb, allowance: arb) -> tuple[str, float]:
    """An exact value in decimals, and an allowance that is the wider for what they leave out."""
    middle = _fraction(exact.mid())
    text = repr(float(middle)) if Fraction(float(middle)) == middle else exact.mid().str(DIGITS, radius=False)
    left_out = abs(Fraction(text) - middle) + _fraction(exact.rad())
    allowed = _fraction(allowance.abs_upper()) + left_out
    rounded = float(allowed)
    return text, rounded if Fraction(rounded) >= allowed else math.nextafter(rounded, math.inf)


def _fraction(number: arb) -> Fraction:
    mantissa, exponent = number.man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)
