"""What is told of calls that end without an answer."""

import signal
from collections.abc import Sequence
from contextlib import suppress

from .exercise import Exercise
from .language import N_, _
from .verdict import Crashed, NoAnswer, TimedOut, Unanswered

HINTS = {
    "EOFError": N_("input() finds nobody to answer while grading"),
    "RecursionError": N_("a function calls itself without end"),
    "PolynomialError": N_("is it differentiated by a symbol that it does not have?"),
    "MemoryError": N_("there is not so much memory"),
    "SystemExit": N_("exit() ends the whole program; use return"),
}


def raised_sentence(kind: str, place: str, text: str) -> str:
    """What is told of an exception: its type, the line where it came from (if it is known), and what it says."""
    told = {
        (True, True): _("It raised {kind} in {place}: {text}{hint}"),
        (True, False): _("It raised {kind} in {place}{hint}"),
        (False, True): _("It raised {kind}: {text}{hint}"),
        (False, False): _("It raised {kind}{hint}"),
    }[bool(place), bool(text)]
    hint = f" ({_(HINTS[kind])})" if kind in HINTS else ""
    sentence = told.format(kind=kind, place=place, text=text, hint=hint)
    return sentence if sentence.endswith((".", "!", "?")) else sentence + "."


def unanswered(exercise: Exercise, raised_by: str) -> Unanswered:
    """A stub's line names the exercise that it belongs to: it may be one that this one calls."""
    if raised_by and raised_by != exercise.name:
        return Unanswered(
            _("{exercise} calls {raised_by}, which is not answered yet.").format(
                exercise=exercise.name, raised_by=raised_by
            )
        )
    return Unanswered(
        _("{exercise} is still as it came: replace the line that raises NotImplementedError.").format(
            exercise=exercise.name
        )
    )


def missing(name: str, functions: list[str], filename: str) -> str:
    """What is told where a function is not there; `functions` are."""
    similar = [other for other in functions if other.lower().replace("_", "") == name.lower().replace("_", "")]
    sentences = [_("There is no function {name} in {file}.").format(name=name, file=filename)]
    if similar:
        sentences.append(_("There is one called {name}: rename it.").format(name=similar[0]))
    return " ".join(sentences)


def not_tried(lost: Sequence[NoAnswer]) -> NoAnswer:
    """What is told of a call that is not made, since so many calls of that exercise cost their worker."""
    if all(isinstance(ended, TimedOut) for ended in lost):
        told: NoAnswer = TimedOut(
            _("Not tried: {count} calls before it did not come to an end. Does a loop never end?").format(
                count=len(lost)
            )
        )
    else:
        told = Crashed(
            _("Not tried: {count} calls before it broke off, and gave no answer.").format(count=len(lost)), fatal=True
        )
    told.lasting = all(ended.lasting for ended in lost)
    return told


def status_in_words(status: int) -> str:
    """How a process ended, as `subprocess` counts it."""
    if status >= 0:
        return _("exit status {status}").format(status=status)
    with suppress(ValueError):
        return _("signal {name}").format(name=signal.Signals(-status).name)
    return _("signal {name}").format(name=-status)
