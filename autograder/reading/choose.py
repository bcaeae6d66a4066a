"""Which of several files for one topic counts: answers before untouched stubs, what lies nearest, what is more answered."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePosixPath

from ..language import N_, _, all_of, some_of
from ..verdict import NoAnswer, Refused
from .places import File
from .rank import in_its_place, numbered, rank
from .source import Source

MAX_CANDIDATES = 10  # read to see which of them counts
KEPT = 64  # files: every stub is looked at for each submission, and each submission again when it is recorded
SAME_TIME = 2.0  # seconds: archives tell no finer
DEFINITION = re.compile(r"def (\w+)\(")
EMPTY = N_("{name} holds no code.")
NUMBERED = N_("{name} counts for {topic}, since nothing else answers it: without the number it is its name.")
DOCSTRING = re.compile(r'\A(def [^"\']*?:\n\s+)[rR]?"""(?:[^"\\]|\\.|"(?!""))*+"""[^\n]*\n?')
COMMENT = re.compile(r"(?<!\S)#[^\n]*")  # what stands before it is stripped: to look for that takes its square in time
TO_DO = "raise NotImplementedError("


@dataclass(frozen=True)
class Candidate:
    """A file that is named like a topic, and what was read of it."""

    file: File
    answer: Source | Refused


def choose(topic: str, candidates: Sequence[Candidate], stub: Source | Refused) -> tuple[Source | NoAnswer, list[str]]:
    """The one of some candidates that counts, and what to say about the choice.

    stub: the topic's untouched stub. A file whose functions are all as they came does not count beside another. Of
    those that answer something and can be read, the ones that lie nearest count.
    """
    ordered = sorted(candidates, key=lambda one: (rank(one.file.name, topic), one.file.is_notebook))
    touched = [candidate for candidate in ordered if not untouched(candidate.answer, stub)]
    if not touched:
        return ordered[0].answer, [_(EMPTY).format(name=one.file.name) for one in ordered if not _content(one.answer)]
    distinct: dict[tuple[str, ...], Candidate] = {}
    for candidate in touched:
        distinct.setdefault(_content(candidate.answer), candidate)
    readable = [candidate for candidate in touched if isinstance(candidate.answer, Source)]
    nearest = rank((readable or touched)[0].file.name, topic)
    rivals = [candidate for candidate in distinct.values() if rank(candidate.file.name, topic) == nearest]
    taken, said = _of_equals(topic, rivals, stub)
    if taken is None:
        return too_many(topic, [candidate.file for candidate in rivals]), []
    for other in () if said else ordered:
        nearer = rank(other.file.name, topic) < nearest
        if other not in touched and (nearer or other.file.is_notebook != taken.file.is_notebook):
            said += _why_not(topic, taken, other)
    if numbered(taken.file.name):
        said.append(_(NUMBERED).format(name=taken.file.name, topic=topic))
    return taken.answer, said + _elsewhere(topic, taken, [one for one in distinct.values() if one not in rivals])


def _why_not(topic: str, taken: Candidate, other: Candidate) -> list[str]:
    """Why a file that answers nothing does not count. Of the notebook that came with the script, nothing is said."""
    if isinstance(other.answer, Source) and other.answer.odd:
        return list(other.answer.odd)
    if not _content(other.answer):
        return [_(EMPTY).format(name=other.file.name)]
    both = PurePosixPath(taken.file.name), PurePosixPath(other.file.name)
    as_it_came = other.file.is_notebook and both[0].parent == both[1].parent and in_its_place(other.file.name, topic)
    told = _("{name} counts for {topic}; {other} is untouched.")
    return [] if as_it_came else [told.format(name=taken.file.name, topic=topic, other=other.file.name)]


def _of_equals(topic: str, rivals: Sequence[Candidate], stub: Source | Refused) -> tuple[Candidate | None, list[str]]:
    """The one that counts of different answers that lie equally near, and why; None where nobody can tell."""
    if len(rivals) == 1:
        return rivals[0], []
    if len(rivals) > 2 or rivals[0].file.is_notebook or not rivals[1].file.is_notebook:
        return None, []
    taken, reason = _better(rivals[0], rivals[1], stub)
    return taken, [_("{name} counts for {topic}: {reason}.").format(name=taken.file.name, topic=topic, reason=reason)]


def _elsewhere(topic: str, taken: Candidate, others: Sequence[Candidate]) -> list[str]:
    """What to say of answers that do not lie as near."""
    if not others:
        return []
    names = some_of([other.file.name for other in others])
    told = _("{name} counts for {topic}, by where it lies; these do not: {others}.")
    useless = [str(other.answer) for other in others if isinstance(other.answer, Refused)]
    return [told.format(name=taken.file.name, topic=topic, others=names), *useless[:1]]


def too_many(topic: str, files: Sequence[File]) -> Refused:
    """The refusal of files between which nobody but the student can choose."""
    names = all_of(file.name for file in files[:3])
    return Refused(
        _("There are {count} files for {topic}: {names}. Hand in one.").format(
            count=len(files), topic=topic, names=names
        )
    )


def defined_twice(source: Source, stub: Source | Refused) -> list[str]:
    """What to say where cells of a notebook define a function of the stub anew."""
    names = _exercises(stub) if isinstance(stub, Source) else {}
    cells: dict[str, list[str]] = {}
    for line, text in enumerate(source.code.decode().split("\n"), 1):
        if source.cells and (found := DEFINITION.match(text)) and found[1] in names:
            cells.setdefault(found[1], []).append(str(source.cell(line)))
    return [
        _("{file} defines {name} {count} times, in cells {where}; the last one counts.").format(
            file=source.name, name=name, count=len(where), where=some_of(where)
        )
        for name, where in cells.items()
        if len(where) > 1
    ]


def _better(script: Candidate, notebook: Candidate, stub: Source | Refused) -> tuple[Candidate, str]:
    """Which of two answers counts, and why: what is more answered, then what is newer, at last the script.

    What is in the files is the same wherever they are, on a laptop, in a pipeline, in a download; their times are not.
    """
    for taken, other in ((script, notebook), (notebook, script)):
        if isinstance(other.answer, Refused):
            return taken, _("the other file is of no use. {answer}").format(answer=str(other.answer).removesuffix("."))
    done = answered(script.answer, stub), answered(notebook.answer, stub)
    if done[0] != done[1]:
        taken, other = (script, notebook) if done[0] > done[1] else (notebook, script)
        return taken, _("more exercises are answered in it than in {name}, {more} to {fewer}").format(
            name=other.file.name, more=max(done), fewer=min(done)
        )
    times = script.file.modified, notebook.file.modified
    if times[0] is None or times[1] is None or abs(times[0] - times[1]) <= SAME_TIME:
        return script, _(
            "as many exercises are answered in {name}, no time tells which is newer, and a script comes first"
        ).format(name=notebook.file.name)
    taken, other = (script, notebook) if times[0] > times[1] else (notebook, script)
    return taken, _("as many exercises are answered in {name}, and it is newer").format(name=other.file.name)


def answered(answer: Source | Refused, stub: Source | Refused) -> int:
    """How many functions of the stub are not as they came."""
    if isinstance(answer, Refused) or isinstance(stub, Refused):
        return 0
    functions = _functions(answer.code)
    return sum(functions.get(name, blocks)[-1] != blocks[-1] for name, blocks in _exercises(stub).items())


def untouched(answer: Source | Refused, stub: Source | Refused) -> bool:
    """Whether a file answers nothing: its functions are all as they came."""
    if isinstance(answer, Refused):
        return False
    if isinstance(stub, Refused):
        return not _content(answer)
    unanswered = _exercises(stub)
    functions = _functions(answer.code)
    as_they_came = all(functions.get(name) == blocks for name, blocks in unanswered.items())
    return _content(answer) in ((), _content(stub)) or (bool(unanswered) and as_they_came)


@lru_cache(KEPT)
def _content(answer: Source | Refused) -> tuple[str, ...]:
    """The lines that matter: no empty ones, and no comments that fill a line."""
    if isinstance(answer, Refused):
        return (str(answer),)
    lines = (line.rstrip() for line in answer.code.decode().splitlines())
    return tuple(line for line in lines if line and not line.startswith("#"))


def _exercises(stub: Source) -> dict[str, list[str]]:
    """Those of a stub's functions that are to be answered."""
    return {name: blocks for name, blocks in _functions(stub.code).items() if TO_DO in blocks[-1]}


@lru_cache(KEPT)
def _functions(code: bytes) -> dict[str, list[str]]:
    """Functions of the top level by name, each with its definitions, the last of which counts."""
    found: dict[str, list[list[str]]] = {}
    current: list[str] = []
    for line in code.decode().splitlines():
        if definition := DEFINITION.match(line):
            current = [line.rstrip()]
            found.setdefault(definition[1], []).append(current)
        elif line[:1].strip():
            current = []
        elif line.strip():
            current.append(line.rstrip())
    return {name: [_bare("\n".join(block)) for block in blocks] for name, blocks in found.items()}


def _bare(function: str) -> str:
    """A function without its docstring and comments, which a stub has in other words in another language."""
    lines = COMMENT.sub("", DOCSTRING.sub(r"\1", function + "\n")).splitlines()
    return "\n".join(line.rstrip() for line in lines if line.strip())
