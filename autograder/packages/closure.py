"""Which modules of the grader a copy needs: those that its own import, and what these import."""

import ast
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from ..course import PACKAGE

NAME = PACKAGE.name


def closure(own: Mapping[str, bytes]) -> dict[str, bytes]:
    """The modules of a copy by their paths: `own`, which stand in the place of others, and all that they need."""
    found: dict[str, bytes] = {}
    waiting = list(own)
    while waiting:
        path = waiting.pop()
        if path not in found:
            found[path] = own[path] if path in own else (PACKAGE.parent / path).read_bytes()
            waiting += [needed for name in _imported(path, found[path]) for needed in _files(name, own)]
    return dict(sorted(found.items()))


def outside(modules: Mapping[str, bytes]) -> set[str]:
    """The top-level packages that modules import and that are not the grader."""
    names = {name.partition(".")[0] for path, source in modules.items() for name in _imported(path, source)}
    return names - {NAME}


def _imported(path: str, source: bytes) -> Iterator[str]:
    """The full names of what a module imports; of `from a import b` both a and a.b, since b may be a module."""
    package = Path(path).parent.parts
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import():
                yield from (alias.name for alias in node.names)
            case ast.ImportFrom():
                parents = package[: len(package) - node.level + 1] if node.level else ()
                base = ".".join([*parents, *filter(None, [node.module])])
                yield from (base, *(f"{base}.{alias.name}" for alias in node.names))


def _files(name: str, own: Iterable[str]) -> Iterator[str]:
    """The files that importing a name of the grader's runs."""
    parts = name.split(".")
    for length in range(1, len(parts) + 1):
        stem = "/".join(parts[:length])
        for path in (f"{stem}.py", f"{stem}/__init__.py"):
            if stem.startswith(NAME) and (path in own or (PACKAGE.parent / path).is_file()):
                yield path
