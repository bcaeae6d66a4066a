"""Sets aside what IPython takes in a cell and Python does not: magics, shell lines, questions. Nothing of it is run.

Every line stays where it is, so that messages can name it. A line is looked at where a statement can begin, not
within a string or brackets.
"""

import re

PYTHON_BODIES = ("time", "timeit", "capture", "prun", "memit", "python", "python3")  # %%magics over plain Python
CELL_MAGIC = re.compile(r"\s*%%(?P<name>\w*)[^\n]*")
FUNCTION = re.compile(r"^def \w", re.MULTILINE)
LONGEST = 20  # letters of a magic that are shown
TIMED = re.compile(r"([ \t]*+)%time[ \t]+([^-\s].*)")
ASSIGNED = re.compile(r"([ \t]*+\w[\w.,\[\] \t]*+=)[ \t]*+[!%]")  # names = !ls
ASIDE = re.compile(r"([ \t]*+)(?:[!%?]|(?:pip3?|conda|mamba)[ \t]++[a-z]|[\w.*]++\?{1,2}[ \t]*+$)")
LONG = [rf"{q * 3}(?:[^{q}\\]++|\\.|{q}(?!{q * 2}))*+(?:{q * 3})?" for q in "\"'"]
SHORT = [rf"{q}(?:[^{q}\\\n]++|\\.)*+{q}?" for q in "\"'"]
LEXEME = re.compile(rf"{'|'.join(LONG + SHORT)}|#[^\n]*|[\[({{]|[\])}}]|\n|\\.|[^\"'#\\\n\[\](){{}}]++|\\", re.DOTALL)


def python_of(cell: str) -> str:
    """A cell's text with as many lines, of which only Python is left, and what the student takes for Python."""
    if magic := CELL_MAGIC.match(cell):
        body = cell[magic.end() :]
        return "\n" * magic[0].count("\n") + (python_of(body) if magic["name"] in PYTHON_BODIES else _blank(body))
    return without_commands(cell)[0]


def without_commands(text: str) -> tuple[str, list[int]]:
    """A text with `pass` in the place of lines for IPython, and the numbers of those lines."""
    parts, lines, at, number = [], list[int](), 0, 1
    while at < len(text):
        instead = _instead_of(text[at : _line_end(text, at)])
        end = _statement_end(text, at) if instead is None else _command_end(text, at)
        parts.append(text[at:end] if instead is None else instead + _blank(text[at:end]))
        lines += [] if instead is None else [number]
        number += text.count("\n", at, end)
        at = end
    return "".join(parts), lines


def sets_aside(cell: str) -> str:
    """The magic by which a cell with functions is no Python of the notebook's, `%%writefile` for one; "" without one."""
    magic = CELL_MAGIC.match(cell)
    aside = magic and magic["name"] not in PYTHON_BODIES and FUNCTION.search(cell, magic.end())
    return "%%" + magic["name"][:LONGEST] if magic and aside else ""


def _instead_of(line: str) -> str | None:
    """What to put in place of a line that is not Python; None if it may be."""
    if timed := TIMED.match(line):
        return timed[1] + timed[2]
    if assigned := ASSIGNED.match(line):
        return f"{assigned[1]} []"
    if aside := ASIDE.match(line):
        return f"{aside[1]}pass"
    return None


def _blank(text: str) -> str:
    return "\n" * text.count("\n")


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end


def _command_end(text: str, at: int) -> int:
    """Behind the line, and those that it says it goes on in."""
    end = _line_end(text, at)
    while text[end - 1 : end] == "\\" and end < len(text):
        end = _line_end(text, end + 1)
    return min(end + 1, len(text))


def _statement_end(text: str, at: int) -> int:
    """Behind the line end that is in no string and no brackets."""
    depth = 0
    for lexeme in LEXEME.finditer(text, at):
        said = lexeme[0]
        if said in ("(", "[", "{"):
            depth += 1
        elif said in (")", "]", "}"):
            depth = max(0, depth - 1)
        elif said == "\n" and not depth:
            return lexeme.end()
    return len(text)
