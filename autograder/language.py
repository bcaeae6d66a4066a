"""The language of what people read: English, or that of a catalog which LANGUAGE or the locale asks for.

A text is written in English where it is used, `_("{name} is missing.").format(name=…)`, and looked up there in the
catalog `locale/<language>/LC_MESSAGES/autograder.mo`; what belongs to a topic has a catalog of its own (`course.of_topic`).
What is recorded as data (names of verdicts, of files, of commands) is no text, and stays as it is.
"""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from gettext import GNUTranslations, NullTranslations, find, translation
from pathlib import Path

DOMAIN = "autograder"
LOCALE = Path(__file__).resolve().parent / "locale"
ENGLISH = "en"
VARIABLES = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")  # the first that says something decides, as for gettext
OURS = ("en", "c", "posix")  # what is asked for by these is English, which needs no catalog

_spoken: ContextVar[str | None] = ContextVar("spoken", default=None)


def _(text: str) -> str:
    """A text in the language that is spoken, or as it is where the catalog has none."""
    return catalog(language()).gettext(text)


def ngettext(one: str, many: str, count: int) -> str:
    """As `_`, for a text that depends on a number."""
    return catalog(language()).ngettext(one, many, count)


def all_of(texts: Iterable[str]) -> str:
    """Texts as a list: `a and b`."""
    return _(" and ").join(texts)


def one_of(texts: Iterable[str]) -> str:
    """Texts as a choice: `a or b`."""
    return _(" or ").join(texts)


def some_of(texts: Sequence[str], most: int = 5) -> str:
    """The first of some texts, and how many more there are: `a, b and 7 more`."""
    listed = ", ".join(texts[:most])
    more = _("{names} and {count} more").format(names=listed, count=len(texts) - most)
    return more if len(texts) > most else listed


def N_(text: str) -> str:
    """The text as it is: what is marked so is looked up later, with `_`, where it is shown."""
    return text


def language() -> str:
    """The code of the language that is spoken: what `speaking` says, or else what the environment did at first."""
    return _spoken.get() or _of_process()


@contextmanager
def speaking(name: str) -> Iterator[None]:
    """The language of what happens inside, whatever the environment asks for."""
    token = _spoken.set(name)
    try:
        yield
    finally:
        _spoken.reset(token)


def languages() -> list[str]:
    """The codes of all languages: English, and those that have a catalog."""
    return [ENGLISH, *sorted(path.name for path in LOCALE.glob("*") if path.is_dir())]


def asked_for(environment: Mapping[str, str]) -> str:
    """The language that an environment asks for: the first in its list that there is, and English if there is none."""
    wishes = next((value for name in VARIABLES if (value := environment.get(name))), "")
    for wish in wishes.split(":"):
        if wish.lower().replace(".", "_").partition("_")[0] in OURS:
            return ENGLISH
        if path := find(DOMAIN, LOCALE, [wish]):
            return Path(path).parent.parent.name
    return ENGLISH


@cache
def catalog(name: str, domain: str = DOMAIN) -> NullTranslations | GNUTranslations:
    """The texts of a language, which say what they are asked where there is no catalog."""
    return NullTranslations() if name == ENGLISH else translation(domain, LOCALE, [name], fallback=True)


@cache
def catalog_in(path: Path) -> NullTranslations:
    """The texts of a catalog's file, which say what they are asked where there is none."""
    if not path.is_file():
        return NullTranslations()
    with path.open("rb") as file:
        return GNUTranslations(file)


@cache
def _of_process() -> str:
    return asked_for(os.environ)
