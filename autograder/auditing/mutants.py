"""Mutants of references: each differs in one place of what students write, by an operator of cosmic-ray."""

import ast
import difflib
import inspect
import itertools
import random
import sys
import textwrap
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any
from warnings import catch_warnings, simplefilter

from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator, operator_names

from ..course import SOLUTION_END, SOLUTION_MARK
from ..exercise import Exercise

AROUND = 2  # lines that a diff shows around what changed


@dataclass(frozen=True)
class Mutant:
    """A reference with one change. code: the source of its topic with the changed function. diff: what changed."""

    code: str
    diff: str


class Careful:
    """An operator that passes over what cosmic-ray's stumbles on: `n += 1` has no names for it to look at."""

    def __init__(self, operator: Any) -> None:
        self._operator, self.mutate = operator, operator.mutate

    def mutation_positions(self, node: Any) -> Iterator[Any]:
        """Where it can change something."""
        with suppress(AttributeError):
            yield from self._operator.mutation_positions(node)


def unchanged(exercise: Exercise) -> Mutant:
    """The reference as it is."""
    return Mutant(_whole(exercise), "")


def mutants_of(exercise: Exercise) -> list[Mutant]:
    """All mutants of an exercise's reference, each once, in the same order every time."""
    whole = _whole(exercise)
    function = inspect.getsource(exercise.reference)
    original = _plain(function)
    found: dict[str, Mutant] = {}
    with _quietly():
        for changed in _changed(function, exercise.reference.__code__.co_varnames):
            with suppress(SyntaxError):  # some changes leave no Python
                plain = _plain(changed)
                if plain != original and plain not in found:
                    found[plain] = Mutant(whole.replace(function, changed), _diff(original, plain))
    return list(found.values())


def _whole(exercise: Exercise) -> str:
    return inspect.getsource(sys.modules[exercise.reference.__module__])


def _changed(function: str, names: Iterable[str]) -> Iterator[str]:
    """A function's source with one change after the other, in what stands between its solution marks alone."""
    lines = function.splitlines(keepends=True)
    marked = [place for place, line in enumerate(lines) if line.strip().startswith((SOLUTION_MARK, SOLUTION_END))]
    operators = list(_operators(sorted(names)))
    for begin, end in zip(marked[::2], marked[1::2], strict=True):
        part = "".join(lines[begin + 1 : end])
        indent = part[: len(part) - len(part.lstrip())]
        for operator, name in operators:
            for mutated in _by(operator, name, textwrap.dedent(part)):
                yield "".join([*lines[: begin + 1], textwrap.indent(mutated, indent), *lines[end:]])


def _by(operator: Careful, name: str, part: str) -> Iterator[str]:
    """What one operator makes of some code, at each place where it can change something."""
    for occurrence in itertools.count():
        random.seed(f"{name} {occurrence}")  # some operators draw what they put in
        mutated = mutate_code(part, operator, occurrence)
        if mutated is None:
            return
        yield mutated


def _operators(names: list[str]) -> Iterator[tuple[Careful, str]]:
    """Every operator of cosmic-ray, about variables for all of these names, each with what sets it apart."""
    for kind in operator_names():
        operator = get_operator(kind)
        for chosen in itertools.product(names, repeat=len(_needed(operator))):
            yield Careful(operator(*chosen)), f"{kind} {chosen}"


def _needed(operator: Any) -> list[str]:
    """The arguments that an operator cannot do without."""
    parameters = inspect.signature(operator).parameters.values()
    required = {p.name for p in parameters if p.default is p.empty and p.kind is p.POSITIONAL_OR_KEYWORD}
    return [argument.name for argument in operator.arguments() if argument.name in required]


@contextmanager
def _quietly() -> Iterator[None]:
    """In the body the chance of `random` may be set, and odd source is no reason to warn; after it, all is as it was."""
    before = random.getstate()
    with catch_warnings():
        simplefilter("ignore", SyntaxWarning)
        try:
            yield
        finally:
            random.setstate(before)


def _plain(function: str) -> str:
    """A function without docstring and comments, each statement on one line."""
    (tree,) = ast.parse(textwrap.dedent(function)).body
    assert isinstance(tree, ast.FunctionDef)
    if ast.get_docstring(tree) is not None:
        tree.body = tree.body[1:]
    return ast.unparse(tree)


def _diff(before: str, after: str) -> str:
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), n=AROUND, lineterm="")
    return "\n".join(line for line in lines if not line.startswith(("---", "+++", "@@")))
