"""Reads the files of a submission, each once: what is read here is what is graded. Nothing of it is run."""

import codecs
import io
import re
import tokenize
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from ..verdict import NoAnswer, Refused, Unanswered
from .choose import MAX_CANDIDATES, UNTOUCHED, Candidate, choose, defined_twice, least_answered, too_many
from .find import Entry
from .notebook_source import code_of
from .places import MAX_SOURCE, SCRIPT, SOURCES, File, file_at
from .source import Source

TOLD = 5  # names in one remark
NO_TEXT = {"idna", "punycode", "raw_unicode_escape", "undefined", "unicode_escape", "utf_7"}  # codecs, but not of files
CODING_LINE = re.compile(r"[ \t\f]*#.*?coding[:=][ \t]*[-\w.]+")  # PEP 263
MARKS = ((codecs.BOM_UTF16_LE, "UTF-16"), (codecs.BOM_UTF16_BE, "UTF-16"))


@dataclass(frozen=True)
class Submission:
    """What one student answers to each topic, or why there is nothing to call, and what is odd about the files."""

    name: str
    answers: dict[str, Source | NoAnswer]
    remarks: list[str] = field(default_factory=list)


def read_submission(entry: Entry, topics: Sequence[str], stubs: Path) -> Submission:
    """Read an entry's files.

    stubs: the folder of untouched stubs.
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
        answers = {topic: _answer(topic, candidates.get(topic, []), stubs, remarks) for topic in topics}
    missing = [topic for topic in topics if topic not in candidates]
    if untaken and missing:
        remarks.append(_untaken(untaken, missing))
    elif not candidates and not remarks:
        remarks.append(f"There is no <topic>.py and no <topic>.ipynb in {entry.name}: nothing to grade.")
    return Submission(entry.name, answers, remarks)


def read_own(topics: Sequence[str], assignments: Path) -> Submission:
    """The answers in `assignments/<topic>/<topic>.py` or `.ipynb`; whatever else lies around there does not count."""
    answers: dict[str, Source | NoAnswer] = {}
    remarks: list[str] = []
    for topic in topics:
        paths = [assignments / topic / f"{topic}{suffix}" for suffix in SOURCES]
        files = [file_at(path) for path in paths if path.exists() or path.is_symlink()]
        named = [replace(file, name=f"{assignments.name}/{topic}/{file.name}") for file in files]
        if named:
            answers[topic], said = _own(topic, [Candidate(file, _read(file)) for file in named])
            remarks += said
        else:
            where = f"{assignments.name}/{topic}/{topic}.py"
            answers[topic] = Unanswered(f"There is no {where}; a fresh copy of the course has one.")
    return Submission("your answers", answers, remarks)


def _own(topic: str, candidates: Sequence[Candidate]) -> tuple[Source | NoAnswer, list[str]]:
    """The one of a script and a notebook that counts; that a script counts beside an untouched notebook goes unsaid."""
    stub = least_answered(candidates)
    answer, said = choose(topic, candidates, stub)
    if not isinstance(answer, Source):
        return answer, said
    if answer.name.endswith(SCRIPT):
        said = [remark for remark in said if not remark.endswith(UNTOUCHED)]
    return answer, [*said, *answer.odd, *defined_twice(answer, stub)]


def _answer(topic: str, files: Sequence[File], stubs: Path, remarks: list[str]) -> Source | NoAnswer:
    """What the files of a topic answer; what is odd about them goes into `remarks`."""
    if not files:
        return Unanswered(f"There is no {topic}.py and no {topic}.ipynb in the submission.")
    if len(files) > MAX_CANDIDATES:
        return too_many(topic, files)
    stub = _read(file_at(stubs / topic / f"{topic}.py"))
    answer, said = choose(topic, [Candidate(file, _read(file)) for file in files], stub)
    remarks += said
    if isinstance(answer, Source):
        remarks += [*answer.odd, *defined_twice(answer, stub)]
    return answer


def _untaken(names: Sequence[str], missing: Sequence[str]) -> str:
    more = f" and {len(names) - TOLD} more" if len(names) > TOLD else ""
    wanted = ", ".join(f"{topic}.py" for topic in missing)
    return f"Taken for no topic by its name: {', '.join(names[:TOLD])}{more}. These names are missing: {wanted}."


def _read(file: File) -> Source | Refused:
    try:
        return (_notebook if file.is_notebook else _script)(file.data(), file.name)
    except Refused as reason:
        return reason


def _script(data: bytes, name: str) -> Source:
    return Source(name, decode(data, name))


def _notebook(data: bytes, name: str) -> Source:
    _refuse_utf_16(data, name)
    try:
        code = code_of(data.removeprefix(codecs.BOM_UTF8), MAX_SOURCE)
    except UnicodeDecodeError as error:
        raise _no_utf_8(name, bytes(error.object)) from None
    except Refused as reason:
        raise Refused(f"{name} cannot be read as a notebook: {reason}. Save it anew, and hand it in again.") from None
    odd = f"{name} was read as far as it can be: {'; '.join(code.odd)}."
    return Source(name, code.text, code.cells, (odd,) if code.odd else ())


def _refuse_utf_16(data: bytes, name: str) -> None:
    for mark, encoding in MARKS:
        if data.startswith(mark):
            raise Refused(f"{name} is saved as {encoding}; save it as UTF-8 and hand it in again.")


def _no_utf_8(name: str, data: bytes) -> Refused:
    return Refused(f"{name} is not UTF-8 text ({_likely(data)}); save it as UTF-8 and hand it in again.")


def decode(data: bytes, name: str) -> bytes:
    """Source bytes in UTF-8, by the byte-order mark or the coding line that they carry (PEP 263)."""
    _refuse_utf_16(data, name)
    if b"\0" in data:
        raise Refused(f"{name} holds NUL bytes, so it is no Python source; save it as UTF-8 text.")
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        if codecs.lookup(encoding).name.replace("-", "_") in NO_TEXT:
            raise LookupError
        text = data.decode(encoding)
    except (SyntaxError, UnicodeError, LookupError):
        raise _no_utf_8(name, data) from None
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
