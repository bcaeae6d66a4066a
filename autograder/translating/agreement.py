"""What a translation has to share with its English text: placeholders, and what is written as code or as a formula."""

import re
from collections.abc import Iterable
from string import Formatter

PERCENT = re.compile(r"%\(\w+\)[#0 +-]*[\d.]*[a-z]")
CODE = re.compile(r"`[^`\n]+`")
FORMULA = re.compile(r"\$\$.+?\$\$|\$[^$]+?\$", re.DOTALL)
WORDS = re.compile(r"\\text\{[^}]*\}")


def disagreement(text: str, said: str, *, of_grader: bool) -> str:
    """What a translation lacks or has too much, in words; empty if nothing. of_grader: the text has placeholders."""
    parts = _placeholders if of_grader else _verbatim
    try:
        ours, theirs = parts(text), parts(said)
    except ValueError as error:
        return f"is translated with broken placeholders ({error})"
    if missing := ours - theirs:
        return f"is translated without {_listed(missing)}"
    return f"is translated with {_listed(theirs - ours)}, which it does not have" if theirs - ours else ""


def _placeholders(text: str) -> set[str]:
    braces = {f"{{{name}:{form}}}" for _, name, form, _ in Formatter().parse(text) if name is not None}
    return braces | set(PERCENT.findall(text)) | set(CODE.findall(text))


def _verbatim(text: str) -> set[str]:
    """Code, and formulas without their words and spaces."""
    formulas = FORMULA.findall(text)
    without = FORMULA.sub("", text)
    return set(CODE.findall(without)) | {"".join(WORDS.sub("", formula).split()) for formula in formulas}


def _listed(parts: Iterable[str]) -> str:
    return ", ".join(sorted(parts))
