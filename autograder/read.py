"""Reads the files of a submission, each once: what is read here is what is graded. Nothing of it is run."""

import codecs
import io
import re
import tokenize
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from .find import Entry
from .places import File, file_at
from .verdict import NoAnswer, Refused, Unanswered

MAX_CANDIDATES = 10  # read to see which of them counts
TOLD = 5  # names in one remark
NO_TEXT = {"idna", "punycode", "raw_unicode_escape", "undefined", "unicode_escape", "utf_7"}  # codecs, but not of files
CODING_LINE = re.compile(r"[ \t\f]*#.*?coding[:=][ \t]*[-\w.]+")  # PEP 263
MARKS = ((codecs.BOM_UTF16_LE, "UTF-16"), (codecs.BOM_UTF16_BE, "UTF-16"))


@dataclass(frozen=True)
class Source:
    """A file's name as the student knows it, and its text as UTF-8 bytes."""

    name: str
    code: bytes


@dataclass(frozen=True)
class Submission:
    """What one student answers to each topic, or why there is nothing to call, and what is odd about the files."""

    name: str
    answers: dict[str, Source | NoAnswer]
    remarks: list[str] = field(default_factory=list)


def read_submission(entry: Entry, topics: Sequence[str], stubs: Path) -> Submission:
    """Read an entry's files.

    stubs: the folder of untouched stubs; beside another candidate, a file equal to its stub does not count.
    """
    remarks = list(entry.remarks)
    candidates: dict[str, list[File]] = {}
    untaken: list[str] = []
    with entry.look(remarks) as taken:
        for topic, file in taken:
            if topic is None:
                untaken.append(file.name)
            else:
                candidates.setdefault(topic, []).append(file)
        answers = {topic: _answer(topic, candidates.get(topic, []), stubs) for topic in topics}
    missing = [topic for topic in topics if topic not in candidates]
    if untaken and missing:
        remarks.append(_untaken(untaken, missing))
    elif not candidates and not remarks:
        remarks.append(f"There is no <topic>.py in {entry.name}: nothing to grade.")
    return Submission(entry.name, answers, remarks)


def read_own(topics: Sequence[str], assignments: Path) -> Submission:
    """The answers in `assignments/<topic>/<topic>.py`; whatever else lies around there does not count."""
    answers: dict[str, Source | NoAnswer] = {}
    for topic in topics:
        path = assignments / topic / f"{topic}.py"
        name = f"{assignments.name}/{topic}/{topic}.py"
        if path.exists() or path.is_symlink():
            answers[topic] = _read(file_at(path))
        else:
            answers[topic] = Unanswered(f"There is no {name}. `make assignments` brings back a fresh one.")
    return Submission("your answers", answers)


def _answer(topic: str, candidates: Sequence[File], stubs: Path) -> Source | NoAnswer:
    """The one candidate that counts: scripts before notebooks, answers before untouched stubs, equal files once."""
    if not candidates:
        return Unanswered(f"There is no {topic}.py in the submission.")
    scripts = [file for file in candidates if file.name.lower().endswith(".py")]
    if not scripts:
        return Refused(f"{candidates[0].name} is a notebook; hand in {topic}.py.")
    read = [(file, _read(file)) for file in scripts[:MAX_CANDIDATES]]
    if len(read) > 1:
        stub = _content(_read(file_at(stubs / topic / f"{topic}.py")))
        touched = [pair for pair in read if _content(pair[1]) != stub] or read[:1]
        distinct = {_content(answer): (file, answer) for file, answer in reversed(touched)}
        read = list(reversed(distinct.values()))
    if len(read) == 1 and len(scripts) <= MAX_CANDIDATES:
        return read[0][1]
    names = " and ".join(file.name for file, _ in read[:3])
    number = len(read) if len(scripts) <= MAX_CANDIDATES else len(scripts)
    return Refused(f"There are {number} files for {topic}: {names}. Hand in one.")


def _content(answer: Source | Refused) -> bytes | str:
    return answer.code if isinstance(answer, Source) else str(answer)


def _untaken(names: Sequence[str], missing: Sequence[str]) -> str:
    more = f" and {len(names) - TOLD} more" if len(names) > TOLD else ""
    wanted = ", ".join(f"{topic}.py" for topic in missing)
    return f"Taken for no topic by its name: {', '.join(names[:TOLD])}{more}. These names are missing: {wanted}."


def _read(file: File) -> Source | Refused:
    try:
        return Source(file.name, decode(file.data(), file.name))
    except Refused as reason:
        return reason


def decode(data: bytes, name: str) -> bytes:
    """Source bytes in UTF-8, by the byte-order mark or the coding line that they carry (PEP 263)."""
    for mark, encoding in MARKS:
        if data.startswith(mark):
            raise Refused(f"{name} is saved as {encoding}; save it as UTF-8 and hand it in again.")
    if b"\0" in data:
        raise Refused(f"{name} holds NUL bytes, so it is no Python source; save it as UTF-8 text.")
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        if codecs.lookup(encoding).name.replace("-", "_") in NO_TEXT:
            raise LookupError
        text = data.decode(encoding)
    except (SyntaxError, UnicodeError, LookupError):
        raise Refused(f"{name} is not UTF-8 text ({_likely(data)}); save it as UTF-8 and hand it in again.") from None
    lines = text.removeprefix("\ufeff").splitlines(keepends=True)
    for index, line in enumerate(lines[:2]):
        if CODING_LINE.match(line):
            lines[index] = "#\n"  # it has been decoded; the line numbers stay
    return "".join(lines).encode()


def _likely(data: bytes) -> str:
    try:
        data.decode("cp949")
    except UnicodeDecodeError:
        return "the bytes fit no encoding we know"
    return "it looks like CP949"
