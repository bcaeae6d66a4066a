"""A program as a row of words in which names, comments, layout and the spelling of numbers are no difference."""

import builtins
import io
import keyword
import tokenize
from ast import literal_eval
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

NAME, TEXT = "name", "text"
KEPT = {*keyword.kwlist, *vars(builtins)}  # names that cannot be chosen at will
LAYOUT = {tokenize.ENCODING, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT}
LEFT_OUT = {tokenize.COMMENT, tokenize.NL, tokenize.ENDMARKER}
IMPORTS = ("import", "from")
_numbers: dict[str, int] = {}  # of the words


@dataclass(frozen=True)
class Words:
    """The words of a program by their numbers, and the line that each is in."""

    numbers: tuple[int, ...]
    lines: tuple[int, ...]


def words(code: bytes) -> Words:
    """The words of a program; of one that is no Python, those before the place where it ends to be."""
    found, lines = list[int](), list[int]()
    for word, line in _words(code):
        found.append(_numbers.setdefault(word, len(_numbers)))
        lines.append(line)
    return Words(tuple(found), tuple(lines))


def _words(code: bytes) -> Iterator[tuple[str, int]]:
    """Each word and its line. Left out are imports and texts that stand alone, as docstrings do."""
    before, importing = "\n", False
    with suppress(tokenize.TokenError, SyntaxError):
        for token in tokenize.tokenize(io.BytesIO(code).readline):
            if token.type in LEFT_OUT:
                continue
            if token.type in LAYOUT:
                before, importing = "\n", False
                continue
            importing = importing or (before == "\n" and token.string in IMPORTS)
            if not importing and not (before == "\n" and token.type == tokenize.STRING):
                yield _word(token, before), token.start[0]
            before = token.string


def _word(token: tokenize.TokenInfo, before: str) -> str:
    match token.type:
        case tokenize.NAME:
            return token.string if before == "." or token.string in KEPT else NAME
        case tokenize.NUMBER:
            return str(complex(literal_eval(token.string)))
        case tokenize.OP:
            return token.string
        case _:
            return TEXT  # also the parts of an f-string, which newer Pythons tell apart
