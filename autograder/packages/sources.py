"""The source of objects of the checks, with everything of the checks which it needs."""

import ast
import inspect
import re
import sys
import textwrap
from collections.abc import Collection, Iterable, Iterator
from types import FunctionType, ModuleType
from typing import Any

from .. import checks
from ..verdict import GraderFault

MARKED = re.compile(r'\bN_\(("[^"\\]*")\)')  # a text that is marked for translators: nobody translates it there


def named_sources(objects: Iterable[Any], there: Collection[str]) -> list[str]:
    """The sources of functions, and of the classes of objects, each once, after what it needs.

    there: the names of the grader's that are known where the sources will stand. Raises GraderFault where one needs
    something else of the grader or of the solutions: that must not be handed out.
    """
    found: dict[str, str] = {}
    for value in objects:
        definition = value if isinstance(value, FunctionType | type) else type(value)
        if definition.__name__ not in found and definition.__name__ not in there:
            _collect(definition, sys.modules[definition.__module__], there, found)
    return list(found.values())


def _collect(definition: Any, module: ModuleType, there: Collection[str], found: dict[str, str]) -> None:
    source = MARKED.sub(r"\1", textwrap.dedent(inspect.getsource(definition)))
    found[definition.__name__] = ""  # begun: what it needs may need it
    for name in _names(source):
        if name in found or name == definition.__name__ or name in there or name not in vars(module):
            continue
        value = vars(module)[name]
        home = str(getattr(value, "__module__", ""))
        if home == module.__name__ or home.startswith(f"{checks.__name__}."):
            _collect(value, sys.modules[home], there, found)
        elif isinstance(value, int | float | str):
            found[name] = f"{name} = {value!r}\n"
        else:
            found[name] = _import(name, module)
    del found[definition.__name__]
    found[definition.__name__] = source  # after what it needs


def _names(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Name):
            yield node.id


def _import(name: str, module: ModuleType) -> str:
    for node in ast.parse(inspect.getsource(module)).body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            for alias in node.names:
                if (alias.asname or alias.name) == name:
                    return _harmless(ast.unparse(type(node)(**{**vars(node), "names": [alias]})), module) + "\n"
    raise GraderFault(f"{module.__file__}: a public check needs {name}, which cannot be written down for students")


def _harmless(statement: str, module: ModuleType) -> str:
    if "autograder" in statement or "solutions" in statement:
        raise GraderFault(f"{module.__file__}: a public check hands out what needs `{statement}`")
    return statement
