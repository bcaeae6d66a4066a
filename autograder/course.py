"""The course that this process serves: its topics, their exercises, and the programs that are right or wrong about them.

A course is a folder; `solutions/<topic>/` in it is the one source of an assignment. It may lie anywhere: beside the engine,
or in a repository of its own. Its modules are called `solutions.<topic>.…`, so a process serves one course and no other.
"""

import functools
import importlib
import inspect
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar

from .authoring import hold_programs
from .exercise import Course, Exercise, Program, Topic
from .faults import raised_in_words
from .language import _, catalog_in, language
from .stub import stub
from .verdict import BadInput, GraderFault

PACKAGE = Path(__file__).resolve().parent  # the engine
VARIABLE = "COURSE"  # names the folder of the course
PUBLIC_SEED = 0  # of the inputs of public checks: the same ones in the terminal and in a notebook
SOLUTION_MARK, SOLUTION_END = "# BEGIN SOLUTION", "# END SOLUTION"
TITLE = re.compile(r"^# # (?P<number>\d+)\. (?P<words>.+)$", re.MULTILINE)  # the first heading of a source

_told: Path | None = None

F = TypeVar("F", bound=Callable[..., Any])


def _mark(role: str, of: Program) -> Callable[[F], F]:
    def mark(program: F) -> F:
        program.__dict__.update(role=role, of=of)
        return program

    mark.__dict__.update(marks=role, of=of)
    return mark


def equivalent(of: Program) -> Callable[[F], F]:
    """Mark another right answer to the exercise whose reference is `of`."""
    return _mark("equivalent", of)


def convention(of: Program) -> Callable[[F], F]:
    """Mark a right answer to a differently scaled question that the text allows; its docstring says which."""
    return _mark("convention", of)


def misconception(of: Program) -> Callable[[F], F]:
    """Mark a wrong answer that people really give; its docstring is what the student is told."""
    return _mark("misconception", of)


def serve(folder: Path) -> Course:
    """Have this process serve the course in a folder.

    Raises BadInput where there is none, or where the process serves another one already.
    """
    global _told
    there = folder.resolve()
    if served.cache_info().currsize and served().root != there:
        raise BadInput(
            _("This process serves the course in {folder}: {other} needs a process of its own.").format(
                folder=served().root, other=there
            )
        )
    _told = there
    return served()


@functools.cache
def served() -> Course:
    """The course of this process: as `serve` was told, else in the current folder, else beside the engine.

    Raises BadInput where there is none.
    """
    course = Course(_told or around())
    if not sources(course):
        raise BadInput(
            _(
                "There is no course in {folder}: no solutions/<topic>/<topic>.py is there. Name a course's folder with COURSE=…, or begin one with `make new TOPIC=…`."
            ).format(folder=course.root)
        )
    return course


def around() -> Path:
    """The folder of the course where none is named: the current one, or that beside the engine."""
    here = Path.cwd()
    return here if sources(Course(here)) or not sources(Course(PACKAGE.parent)) else PACKAGE.parent


def sources(course: Course) -> list[Path]:
    """The sources of all topics, in the order of the numbers in their titles."""
    folders = sorted(course.solutions.iterdir()) if course.solutions.is_dir() else []
    found = filter(Path.is_file, (path / f"{path.name}.py" for path in folders))
    return sorted(found, key=_place)


def _place(source: Path) -> int:
    found = number(source)
    return sys.maxsize if found is None else found  # there may be a topic 0


def number(source: Path) -> int | None:
    """The number in the title of a source; None where it has none. Raises GraderFault where it cannot be read."""
    try:
        title = TITLE.search(source.read_text(encoding="utf-8"))
    except UnicodeDecodeError:
        raise GraderFault(f"{source} is not UTF-8: save it so.") from None
    return int(title["number"]) if title else None


def topic_names() -> list[str]:
    """The topics of the course, in the order of the numbers in their titles."""
    return [source.stem for source in sources(served())]


def stub_of(topic: str) -> str:
    """The functions that a topic has students write, as they come."""
    return stub(load_topic(topic).exercises)


@functools.cache
def load_topic(name: str) -> Topic:
    """Import a topic's reference, equivalents and misconceptions. Raises GraderFault, in one line, where that fails.

    What its author got wrong is such a fault, too.
    """
    checks = served().solutions / name / "checks.py"
    try:
        modules = [_module(f"{name}.{module}") for module in (name, "equivalents", "misconceptions")]
        topic = assembled(name, modules, checks)
    except (Exception, SystemExit) as error:
        raise GraderFault(
            _("The solutions of {name} cannot be loaded: {error}").format(
                name=name, error=raised_in_words(served(), error)
            )
        ) from error
    hold_programs(served(), topic, modules)
    return topic


def assembled(name: str, modules: Sequence[ModuleType], checks: Path) -> Topic:
    """A topic of its modules: source, equivalents, misconceptions."""
    marked = (program for module in modules[1:] for program in vars(module).values() if hasattr(program, "role"))
    programs = list(dict.fromkeys(marked))
    return Topic(name, _exercises(name, references(modules[0]), programs), checks)


def of_topic(topic: str, text: str) -> str:
    """A text of a topic's own (of its lesson, a check, a misconception) in the language that is spoken."""
    return catalog_in(served().solutions / topic / f"{language()}.mo").gettext(text)


def references(module: ModuleType) -> list[Program]:
    """The functions of a source that hold a solution mark, in the order of the source."""
    own = [
        value for value in vars(module).values() if inspect.isfunction(value) and value.__module__ == module.__name__
    ]
    return [function for function in own if SOLUTION_MARK in inspect.getsource(function)]


def _exercises(topic: str, references: Sequence[Program], programs: Sequence[Any]) -> tuple[Exercise, ...]:
    names = [reference.__name__ for reference in references]

    def of_role(role: str, reference: Program) -> tuple[Program, ...]:
        return tuple(program for program in programs if program.role == role and program.of is reference)

    return tuple(
        Exercise.of(
            topic,
            reference,
            of_role("equivalent", reference),
            of_role("convention", reference),
            of_role("misconception", reference),
            names,
        )
        for reference in references
    )


def _module(dotted: str) -> ModuleType:
    """A module of the course; `solutions` is its folder of this name and no other, whatever else can be imported."""
    solutions = served().solutions
    package = sys.modules.setdefault(solutions.name, ModuleType(solutions.name))
    package.__path__ = [str(solutions)]
    return importlib.import_module(f"{solutions.name}.{dotted}")
