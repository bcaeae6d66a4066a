"""How verdicts and texts look, wherever they are shown."""

from .verdict import Verdict

SYMBOLS = {
    Verdict.PASSED: ("✓", "green"),
    Verdict.WRONG: ("✗", "red"),
    Verdict.UNANSWERED: ("·", "dim"),
    Verdict.TIMED_OUT: ("◷", "yellow"),
    Verdict.CRASHED: ("!", "yellow"),
    Verdict.REFUSED: ("⊘", "yellow"),
    Verdict.SKIPPED: ("–", "dim"),
    Verdict.GRADER_FAULT: ("?", "magenta"),
}


def times(distance: float) -> str:
    """How many times as far, in words of few digits."""
    return f"{distance:.2g}" if distance >= 1e5 else f"{distance:,.1f}"


def printable(text: str) -> str:
    """Text without control characters and without marks that turn the writing direction."""
    if text.isprintable():
        return text
    return "".join(character if character.isprintable() else "�" for character in text)
