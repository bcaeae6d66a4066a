"""How much students are told: what is wrong; why; how to look for it."""

import re
from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum

from .examples.example import Example
from .language import _
from .report import CheckResult, Report

SENTENCE = re.compile(r"[.!?][”*)]*(?=\s)")  # its end, with another one after it


class Hints(StrEnum):
    """The levels, each with all that the one before says."""

    WHAT = "what"
    WHY = "why"
    HOW = "how"


def cut(report: Report, hints: Hints) -> Report:
    """A report with what is told at a level of hints, and nothing beyond."""
    if hints is not Hints.WHAT:
        return report
    topics = [replace(graded, results=list(map(_what, graded.results))) for graded in report.topics]
    return replace(report, topics=topics)


def _what(result: CheckResult) -> CheckResult:
    return replace(result, message=first_sentence(result.message), example="", shown=None)


def first_sentence(text: str) -> str:
    """The first sentence of a text."""
    end = SENTENCE.search(text)
    return text[: end.end()] if end else text


def snippet(result: CheckResult) -> Sequence[str]:
    """Lines of Python to paste below one's own function; none where the example is too long to be written down."""
    shown = result.shown
    if shown is None or not shown.whole:
        return ()
    lines = (*shown.given, *printing(shown))
    imports = {"np.": "import numpy as np", "sympy.": "import sympy"}
    return (*(needed for use, needed in imports.items() if any(use in line for line in lines)), *lines)


def printing(shown: Example) -> Sequence[str]:
    """The lines that print what came back, or the arguments after the call where these are what is wrong."""
    if shown.of_inputs:
        names = ", ".join(dict.fromkeys(line.partition(" = ")[0] for line in shown.given))
        return (*shown.calls, f"print({names})")
    printed = tuple(f"print({call})" for call in shown.calls)
    return (*printed, f"print(sympy.sympify({shown.calls[0]}).subs({shown.at}))") if shown.at else printed


def looking(result: CheckResult) -> str:
    """What to look at in what the lines print."""
    shown = result.shown
    if shown is None:
        return ""
    if shown.said:
        return _("Run this, and read the last line of your own code in the traceback.")
    if shown.of_inputs:
        return _("Run this: the arguments should be as they were before the call.")
    if shown.at and shown.worst:
        return _("Run this: it prints the formula, and then {where}, which should be {exact}.").format(
            where=shown.worst.where, exact=shown.worst.exact
        )
    if shown.worst is None:
        return _("Run this, and hold what it prints beside the values below.")
    return _("Run this, look at {where}, and print what it is made of, step by step: it should be {exact}.").format(
        where=shown.worst.where, exact=shown.worst.exact
    )
