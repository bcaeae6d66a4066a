"""The docstrings and comments of Python, said in other words. The code between them stays as it is."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass

from ..course import SOLUTION_END, SOLUTION_MARK
from .markdown import Say, has_words

COMMENT = re.compile(r"^(?P<mark># (?:BEGIN SOLUTION: |TODO: )?)(?P<words>.*)$")
QUOTES = re.compile(r'^(?P<open>[rR]?("""|\'\'\'|"|\'))(?P<words>.*?)(?P<close>\s*\2)$', re.DOTALL)


@dataclass(frozen=True)
class Place:
    """A piece of a source: from (line, column) to (line, column), lines counted from 1."""

    start: tuple[int, int]
    end: tuple[int, int]
    text: str


def say_code(code: str, say: Say) -> str:
    """Code with its docstrings, by paragraphs, and its comments in other words; solutions are left alone."""
    lines = code.split("\n")
    pieces = [(place, _docstring(place, say)) for place in _docstrings(code)]
    pieces += [(place, _comment(place, say)) for place in _comments(code)]
    for place, text in sorted(pieces, key=lambda piece: piece[0].start, reverse=True):
        (first, left), (last, right) = place.start, place.end
        lines[first - 1 : last] = (lines[first - 1][:left] + text + lines[last - 1][right:]).split("\n")
    return "\n".join(lines)


def paragraphs(docstring: str) -> list[str]:
    """The paragraphs of a docstring without its indentation."""
    return [part.strip("\n") for part in re.split(r"\n[ \t]*\n", docstring)]


def _docstrings(code: str) -> Iterator[Place]:
    encoded = code.split("\n")
    for node in ast.walk(ast.parse(code)):
        if not isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Module) or ast.get_docstring(node) is None:
            continue
        value = node.body[0]
        assert isinstance(value, ast.Expr)
        assert value.end_lineno is not None
        assert value.end_col_offset is not None
        start = value.lineno, _column(encoded[value.lineno - 1], value.col_offset)
        end = value.end_lineno, _column(encoded[value.end_lineno - 1], value.end_col_offset)
        yield Place(start, end, _cut(encoded, start, end))


def _column(line: str, offset: int) -> int:
    """A column in characters, of one in bytes."""
    return len(line.encode()[:offset].decode())


def _cut(lines: list[str], start: tuple[int, int], end: tuple[int, int]) -> str:
    if start[0] == end[0]:
        return lines[start[0] - 1][start[1] : end[1]]
    return "\n".join([lines[start[0] - 1][start[1] :], *lines[start[0] : end[0] - 1], lines[end[0] - 1][: end[1]]])


def _docstring(place: Place, say: Say) -> str:
    found = QUOTES.match(place.text)
    if not found:
        return place.text
    indent = " " * place.start[1]
    words = "\n".join(line.removeprefix(indent) for line in found["words"].split("\n"))
    said = "\n\n".join(say(text) if has_words(text) else text for text in paragraphs(words))
    indented = "\n".join(f"{indent}{line}" if line else "" for line in said.split("\n")).removeprefix(indent)
    return found["open"] + indented + found["close"]


def _comments(code: str) -> Iterator[Place]:
    """Comments outside of solutions; those that fill lines one below the other are one."""
    inside, block = False, list[tokenize.TokenInfo]()
    for token in tokenize.generate_tokens(io.StringIO(code).readline):
        if token.type != tokenize.COMMENT:
            continue
        inside = inside and not token.string.startswith(SOLUTION_END)
        if block and not _goes_on(block[-1], token):
            yield _joined(block)
            block = []
        if not inside and not token.string.startswith(SOLUTION_END):
            block.append(token)
        inside = inside or token.string.startswith(SOLUTION_MARK)
    if block:
        yield _joined(block)


def _goes_on(before: tokenize.TokenInfo, token: tokenize.TokenInfo) -> bool:
    """Both fill their lines, one below the other."""
    alone = not before.line[: before.start[1]].strip() and not token.line[: token.start[1]].strip()
    marked = COMMENT.match(token.string)
    plain = marked is not None and marked["mark"] == "# " and not before.string.startswith(SOLUTION_MARK)
    return alone and plain and token.start == (before.start[0] + 1, before.start[1])


def _joined(block: list[tokenize.TokenInfo]) -> Place:
    return Place(block[0].start, block[-1].end, "\n".join(token.string for token in block))


def _comment(place: Place, say: Say) -> str:
    found = [COMMENT.match(line) for line in place.text.split("\n")]
    words = "\n".join(match["words"] for match in found if match)
    if not all(found) or not found[0] or not has_words(words):
        return place.text
    first, *more = say(words).split("\n")
    return ("\n" + " " * place.start[1]).join([found[0]["mark"] + first, *(f"# {line}" for line in more)])
