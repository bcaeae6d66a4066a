"""The blocks of a text in Markdown, each said in other words; formulas and code without words stay as they are."""

import re
from collections.abc import Callable, Iterator

Say = Callable[[str], str]  # a text in other words, or the same where there are none

FENCE = re.compile(r"^(```|~~~)")
NO_WORDS = re.compile(r"<!--.*?-->|!\[\]\([^)]*\)|\$\$.*?\$\$|\$[^$]*\$|`[^`]*`", re.DOTALL)  # comments, formulas, code
TEXT_IN_FORMULA = re.compile(r"\\text\s*\{[^}]*[^\W\d_]")
PIECE = re.compile(r"`[^`]*`|\$\$.*?\$\$|\$(?P<formula>[^$]+)\$", re.DOTALL)


def say_markdown(text: str, say: Say) -> str:
    """A text with each of its blocks in other words. Blocks are what stands between empty lines."""
    return "\n\n".join(say(block) if has_words(block) else block for block in _blocks(text))


def has_words(block: str) -> bool:
    """Whether there is anything to translate: no code in fences, and not formulas and code alone."""
    if FENCE.match(block):
        return False
    return bool(re.search(r"[^\W\d_]", NO_WORDS.sub("", block)) or TEXT_IN_FORMULA.search(block))


def as_github_reads(text: str) -> str:
    """Markdown in which a formula with a letter right behind it, as Korean has it, is marked in GitHub's own way."""

    def marked(piece: re.Match[str]) -> str:
        glued = piece["formula"] and text[piece.end() : piece.end() + 1].isalpha()
        return f"$`{piece['formula']}`$" if glued else piece[0]

    return PIECE.sub(marked, text)


def _blocks(text: str) -> Iterator[str]:
    """What stands between empty lines; code in fences is one block whatever it holds."""
    block: list[str] = []
    fenced = False
    for line in text.split("\n"):
        if not line.strip() and not fenced:
            if block:
                yield "\n".join(block)
            block = []
            continue
        fenced ^= bool(FENCE.match(line.lstrip()))
        block.append(line)
    if block:
        yield "\n".join(block)
