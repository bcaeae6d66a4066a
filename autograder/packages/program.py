"""A program of the course as a file that a student could hand in."""

from ..course import served
from ..exercise import Exercise, Program

SCRIPT = '''\
"""{name} in the place of {exercise}."""

import importlib.abc
import importlib.util
import sys

SOURCES = {sources!r}


class Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds the modules that this file carries."""

    def find_spec(self, name, path=None, target=None):
        known = name in SOURCES or any(module.startswith(name + ".") for module in SOURCES)
        return importlib.util.spec_from_loader(name, self, is_package=name not in SOURCES) if known else None

    def exec_module(self, module):
        exec(SOURCES.get(module.__name__, ""), vars(module))


sys.meta_path.insert(0, Finder())

from solutions.{topic}.{topic} import *
from {module} import {name} as {exercise}
'''
MARKS = "def equivalent(of):\n    return lambda program: program\n\n\nconvention = misconception = equivalent\n"


def as_submission(exercise: Exercise, program: Program) -> bytes:
    """A script that defines a topic's functions as the reference does, and `program` in the place of one of them."""
    sources = {"autograder.course": MARKS}
    for path in sorted(served().solutions.glob("*/*.py")):
        if path.stem in (path.parent.name, "equivalents", "misconceptions"):
            sources[".".join(path.relative_to(served().root).with_suffix("").parts)] = path.read_text(encoding="utf-8")
    names = {"name": program.__name__, "module": program.__module__, "exercise": exercise.name, "topic": exercise.topic}
    return SCRIPT.format(sources=sources, **names).encode()
