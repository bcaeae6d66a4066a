"""The catalogs: what there is to say in other languages, and whether all of it is said, by Babel's tools.

`locale/<language>/LC_MESSAGES/autograder.po` holds the texts of the grader, and `solutions/<topic>/<language>.po` those
of a topic. Each is compiled into a `.mo` beside it, which is what is read when it is run.
"""

import ast
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from .. import cli
from ..command import commands
from ..course import PACKAGE, load_topic, served, topic_names
from ..language import DOMAIN, ENGLISH, LOCALE, languages
from ..packages.student import __main__ as student
from ..publish import source_texts
from ..session import collect
from ..worker.attempts import ALWAYS
from ..worker.submission import BELOW, TOO_LONG
from ..worker.wire import KINDS
from .agreement import disagreement
from .markdown import say_markdown

METHODS = [
    ("templates/public_checks.py", "ignore"),
    ("templates/container/**", "ignore"),
    ("templates/**", "jinja2"),
    ("**.py", f"{__name__}:texts_of_python"),
]
KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2)}
OPTIONS = {"jinja2": {"trimmed": "true", "silent": "false"}}
WIDTH = 110
Texts = dict[str | tuple[str, ...], list[str]]  # what there is to say, and the files that say it


class Plain(Catalog):
    """A catalog whose header names no time and no version: its files change with its texts alone."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        """What a reader of the file has to know."""
        return [
            ("Language", str(self.locale)),
            ("Plural-Forms", self.plural_forms),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
        ]


@dataclass
class Domain:
    """A domain in one language: its files, and its texts with the places where they stand."""

    name: str
    language: str
    po: Path
    texts: Texts = field(repr=False)

    @property
    def mo(self) -> Path:
        """What is read when it is run."""
        return self.po.with_suffix(".mo")

    def catalog(self) -> Catalog:
        """What is translated, brought up to date with the texts; a text that has changed is marked as fuzzy."""
        template = Catalog(domain=self.name, fuzzy=False)
        for text, places in self.texts.items():
            template.add(text, locations=[(place, 0) for place in places])
        catalog = Plain(self.language, self.name, fuzzy=False)
        if self.po.is_file():
            with self.po.open("rb") as file:
                known = read_po(file, locale=self.language, domain=self.name)
            for message in known:
                if message.id:
                    catalog[message.id] = message
        catalog.update(template)
        catalog.header_comment = f"# Texts of {self.name}, in the language {self.language}."
        return catalog

    def files(self) -> dict[Path, bytes]:
        """The two files as they should be."""
        catalog, po, mo = self.catalog(), io.BytesIO(), io.BytesIO()
        write_po(po, catalog, width=WIDTH, ignore_obsolete=True, include_lineno=False)
        write_mo(mo, catalog)
        return {self.po: po.getvalue(), self.mo: mo.getvalue()}

    def faults(self) -> Iterator[str]:
        """What is missing, unsure, or does not agree with its English text, in sentences."""
        for message in self.catalog():
            if message.id and (fault := _fault(message, self.name)):
                yield f"{self.po.relative_to(served().root)}: “{_short(message)}” {fault}."


def domains(added: Iterable[str] = ()) -> list[Domain]:
    """All domains in the languages of the course, but in English; with the engine's, where the course lies beside it.

    added: languages that have no catalog yet.
    """
    found, solutions = [], served().solutions
    own = {path.stem for path in solutions.glob("*/*.po")} | set(added)
    if served().root == PACKAGE.parent:  # another course leaves the engine as it is
        own |= {*languages()} - {ENGLISH}
        ours = engine_texts()
        found = [Domain(DOMAIN, each, LOCALE / each / "LC_MESSAGES" / f"{DOMAIN}.po", ours) for each in sorted(own)]
    for topic in topic_names() if own else ():
        texts = topic_texts(topic)
        found += [Domain(topic, language, solutions / topic / f"{language}.po", texts) for language in sorted(own)]
    return found


def engine_texts() -> Texts:
    """What the grader says, with the files that say it."""
    found: Texts = {}
    extracted = extract_from_dir(PACKAGE, METHODS, OPTIONS, KEYWORDS)
    for name, _, text, _, _ in extracted:
        places = found.setdefault(text, [])
        if (place := f"{PACKAGE.name}/{name}") not in places:
            places.append(place)
    for text in _read_by_students():
        found.setdefault(text, []).append(f"{PACKAGE.name}/templates/release/README.md")
    for command in (*commands(cli.main), *commands(student.main)):
        found.setdefault(command.help or "", []).append(f"{PACKAGE.name}/cli.py")
    for text in (*KINDS, *ALWAYS.values(), BELOW, TOO_LONG):  # workers have no catalogs: the judge says it for them
        found.setdefault(text, [f"{PACKAGE.name}/worker"])
    return found


def _read_by_students() -> list[str]:
    """The texts of the README that a release brings."""
    found: list[str] = []
    readme = (PACKAGE / "templates" / "release" / "README.md").read_text(encoding="utf-8")
    say_markdown(readme.rstrip("\n"), lambda text: found.append(text) or text)  # type: ignore[func-returns-value]
    return found


def texts_of_python(
    fileobj: IO[bytes],
    keywords: Iterable[str],
    comment_tags: object,  # noqa: ARG001 - Babel gives them
    options: object,  # noqa: ARG001
) -> Iterator[tuple[int, str, Any, list[str]]]:
    """The texts in calls of the keywords, as Babel asks for them; its own reader does not look into f-strings."""
    calls = [node for node in ast.walk(ast.parse(fileobj.read())) if isinstance(node, ast.Call)]
    for call in sorted(calls, key=lambda call: (call.lineno, call.col_offset)):
        texts = [each.value for each in call.args if isinstance(each, ast.Constant) and isinstance(each.value, str)]
        if isinstance(call.func, ast.Name) and call.func.id in keywords and any(texts):
            yield call.lineno, call.func.id, texts[0] if len(texts) == 1 else tuple(texts), []


def topic_texts(topic: str) -> Texts:
    """What a topic says: its source's texts, the sentences of its checks, and what misconceptions are told."""
    found: Texts = {}
    folder = (served().solutions / topic).relative_to(served().root).as_posix()
    texts = [(text, f"{folder}/{topic}.py") for text in source_texts(topic)]
    loaded = load_topic(topic)
    texts += [(check.sentence, f"{folder}/{loaded.checks.name}") for check in collect([loaded])]
    for exercise in loaded.exercises:
        for program in exercise.misconceptions:
            texts.append((" ".join((program.__doc__ or "").split()), f"{folder}/misconceptions.py"))
    for text, place in texts:
        places = found.setdefault(text, [])
        if place not in places:
            places.append(place)
    return found


def _fault(message: Message, domain: str) -> str:
    said = [text or "" for text in ([message.string] if isinstance(message.string, str) else message.string or [""])]
    if not all(said):
        return "is not translated"
    if message.fuzzy:
        return "has changed, and its translation has not (it is marked as fuzzy)"
    of_grader = domain == DOMAIN
    asked = message.id if isinstance(message.id, tuple | list) else [message.id]
    return next(filter(None, (disagreement(asked[-1], text, of_grader=of_grader) for text in said)), "")


def _short(message: Message) -> str:
    text = message.id if isinstance(message.id, str) else message.id[0]
    return text if len(text) <= 60 else f"{text[:60]}…"
