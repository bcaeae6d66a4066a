"""The little Markdown in texts, `code` and *stress*, as pages and Markdown files show it. All else stays as it is.

A student's words are in some texts (an exception's, a name): whatever they hold, it is shown, and makes nothing else.
"""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

from markupsafe import Markup, escape

from .showing import printable

KEPT = 1000  # texts: most of them are the checks' own, the same in every report
CODE = re.compile(r"(?<!`)`([^`|\n]+)`(?!`)")
STRESS = re.compile(r"(?<![\w*])\*(?=[^\s*])([^*\n]+)(?<=\S)\*(?![\w*])")
SPECIAL = re.compile(
    r"[\\`*<>|~&]"  # wherever they stand
    r"|(?<![^\W_])_|_(?![^\W_])"  # not within a name
    r"|\[(?![\d, :-]*\](?![\[(:]))|\](?=[\[(:])"  # not about an index
    r"|^\s*[#+-]|^\s*\d+[.)]"  # at the beginning, where a list or a heading would begin
)


@lru_cache(KEPT)
def as_markdown(text: str) -> str:
    """A text for a Markdown file."""
    return "".join(_each(printable(text), "`{}`".format, "*{}*".format, _escaped))


@lru_cache(KEPT)
def as_html(text: str) -> Markup:
    """A text for a page."""
    pieces = _each(printable(text), _code, "<em>{}</em>".format, lambda plain: str(escape(plain)))
    return Markup("".join(pieces))


def _code(text: str) -> str:
    return f"<code>{escape(text)}</code>"


def _escaped(text: str) -> str:
    return SPECIAL.sub(lambda found: f"{found[0][:-1]}\\{found[0][-1]}", text)


def _each(
    text: str, code: Callable[[str], str], stress: Callable[[str], str], plain: Callable[[str], str]
) -> Iterator[str]:
    """The pieces of a text, each as it is written: every second piece of a split is what the pattern holds."""
    for place, piece in enumerate(CODE.split(text)):
        if place % 2:
            yield code(piece)
            continue
        for stressed, words in enumerate(STRESS.split(piece)):
            yield stress(plain(words)) if stressed % 2 else plain(words)
