"""What students are given of a solution: everything but the solution itself, and a line that raises in its place."""

import inspect
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from .exercise import Exercise
from .verdict import BadSource

BEGIN = re.compile(r"^(?P<indent>\s*)# BEGIN SOLUTION: (?P<todo>.+)$")
END = re.compile(r"^\s*# END SOLUTION$")
DEFINITION = re.compile(r"^\s*def (?P<name>\w+)\(")


def stub(exercises: Sequence[Exercise]) -> str:
    """The functions that students write, as they come. Raises BadSource, as `without_solutions` does."""
    sources = [(inspect.getsource(exercise.reference), exercise.name) for exercise in exercises]
    return "\n\n\n".join(without_solutions(code, Path(name)) for code, name in sources)


def without_solutions(code: str, path: Path) -> str:
    """Code with every solution replaced by a TODO. Raises BadSource where the marks do not pair up."""
    return "\n".join(_cut(code.splitlines(), path))


def _cut(lines: Sequence[str], path: Path) -> Iterator[str]:
    function, inside = "", False
    for line in lines:
        if definition := DEFINITION.match(line):
            function = function if inside else definition["name"]
        if begin := BEGIN.match(line):
            if inside:
                raise BadSource(f"{path}: {function} begins a solution inside of a solution.")
            inside = True
            yield f"{begin['indent']}# TODO: {begin['todo']}"
            yield f'{begin["indent"]}raise NotImplementedError("{function}")'
        elif END.match(line):
            if not inside:
                raise BadSource(f"{path}: {function} ends a solution that has not begun.")
            inside = False
        elif not inside:
            yield line
    if inside:
        raise BadSource(f"{path}: the solution in {function} does not end in its cell.")
