"""Whether sources are Python. They are parsed in a process of its own, since a text can be made to break a parser.

Nothing of them is run; grading finds the same, and says it in the same words.
"""

import json
import resource
import subprocess
import sys
from collections.abc import Iterator, Sequence

from ..language import _
from .source import Source

SECONDS = 20  # for all sources of one submission
MEMORY = 2 * 2**30  # bytes
MOST = 5  # faults of one source
PARSER = """
import ast, json, sys
for pieces in json.load(sys.stdin):
    faults = []
    for first, text in pieces:
        try:
            ast.parse(text)
        except SyntaxError as error:
            faults.append((first + (error.lineno or 1) - 1, str(error.msg)))
        except (ValueError, RecursionError, MemoryError) as error:
            faults.append((first, f"it cannot be parsed: {error}"))
    print(json.dumps(faults), flush=True)
"""


def no_python(sources: Sequence[Source]) -> list[str]:
    """What in the sources of a submission is no Python, in sentences."""
    asked = json.dumps([[(first, text.decode()) for first, text in _pieces(source)] for source in sources])
    try:
        ended = subprocess.run(
            [sys.executable, "-I", "-S", "-W", "ignore", "-c", PARSER],
            input=asked.encode(),
            capture_output=True,
            timeout=SECONDS,
            check=False,
            preexec_fn=_limit,
        )
        told = ended.stdout
    except subprocess.TimeoutExpired as error:
        told = error.stdout or b""
    found = [json.loads(line) for line in told.split(b"\n")[:-1]]
    remarks = [remark for source, faults in zip(sources, found, strict=False) for remark in _said(source, faults)]
    return remarks + [_("{name} cannot be parsed.").format(name=source.name) for source in sources[len(found) :][:1]]


def _pieces(source: Source) -> Iterator[tuple[int, bytes]]:
    """What is parsed for itself, and the line where it begins: a script, or each cell of a notebook."""
    for first in [first for _number, first in source.cells] or [1]:
        yield first, source.piece(first)


def _said(source: Source, faults: Sequence[tuple[int, str]]) -> Iterator[str]:
    for line, text in faults[:MOST]:
        told = _("is no Python: {text}").format(text=text)
        yield f"{source.name}, {source.place(line)}: {told}."


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
