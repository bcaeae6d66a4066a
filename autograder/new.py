"""The authors' command: begin a topic, with a small exercise that is published, checked and graded at once."""

import keyword
import re
import shlex
import sys
from pathlib import Path

import click

from .course import PACKAGE, VARIABLE, around, number, sources
from .exercise import Course
from .language import _
from .tell import templates
from .verdict import BadInput

NAME = re.compile(r"[a-z][a-z0-9_]*")  # it names files, modules, and what students hand in
PARTS = ("equivalents", "misconceptions", "checks")  # beside the source, which is called as the topic is
LIBRARIES = ("numpy", "sympy", "matplotlib", "pytest")  # a student's file of such a name would stand in for it
FOLDERS = (PACKAGE.name, "solutions", "assignments", "tests")  # what modules and folders here are called already
RESERVED = (*PARTS, *LIBRARIES, *FOLDERS)


@click.command()
@click.argument("topic")
@click.option("--title", help=_("Of the lesson; by default the topic's name."))
@click.pass_context
def new(context: click.Context, topic: str, title: str | None) -> None:
    """Begin a topic: source, equivalents, misconceptions and checks, to be changed bit by bit."""
    given: Path | None = context.find_root().params["course"]
    course = Course(given or around())
    folder = course.solutions / topic
    files = begun(course, topic, title)
    try:
        folder.mkdir(parents=True)
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8")
    except OSError as error:
        raise BadInput(
            _("{folder} cannot be written ({reason}).").format(folder=folder, reason=error.strerror)
        ) from error
    for name in files:
        click.echo(folder / name)
    about = f" {VARIABLE}={shlex.quote(str(given))}" if given else ""
    click.echo(
        _(
            "It works already: make assignments{course}, then make check A={topic}{course} and make grade{course}."
        ).format(topic=topic, course=about)
    )


def begun(course: Course, topic: str, title: str | None) -> dict[str, str]:
    """The files of a new topic by their names. Raises BadInput where it cannot be called so."""
    if not NAME.fullmatch(topic) or keyword.iskeyword(topic) or topic in {*RESERVED, *sys.stdlib_module_names}:
        raise BadInput(
            _(
                "{topic} cannot name a topic: take lower-case letters, digits and _, a letter first; words of Python's, its modules, and {taken} are taken."
            ).format(topic=topic, taken=", ".join(RESERVED))
        )
    if (course.solutions / topic).exists():
        raise BadInput(
            _("There is a topic {topic} already, in {folder}: take another name, or change that one.").format(
                topic=topic, folder=course.solutions / topic
            )
        )
    title = title or topic.replace("_", " ").capitalize()
    if not title.isprintable() or not title.strip():
        raise BadInput(_("A title is one line of text: {title}").format(title=repr(title)))
    said = {"topic": topic, "title": title.strip(), "number": _next_number(course)}
    named = {f"{topic}.py": "topic", **{f"{part}.py": part for part in PARTS}}
    return {
        name: templates().get_template(f"new/{template}.py.jinja").render(said) + "\n"
        for name, template in named.items()
    }


def _next_number(course: Course) -> int:
    return max((number(source) or 0 for source in sources(course)), default=0) + 1
