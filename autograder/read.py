"""Reads one file of a submission. Nothing of it is run here."""

import codecs
import io
import re
import tokenize
from dataclasses import dataclass
from pathlib import Path

from .verdict import Refused

MAX_SOURCE = 2**20  # bytes
CODING_LINE = re.compile(r"[ \t\f]*#.*?coding[:=][ \t]*[-\w.]+")  # PEP 263
MARKS = ((codecs.BOM_UTF16_LE, "UTF-16"), (codecs.BOM_UTF16_BE, "UTF-16"))


@dataclass(frozen=True)
class Source:
    """A file's name as the student knows it, and its text as UTF-8 bytes."""

    name: str
    code: bytes


def read(path: Path, name: str) -> Source:
    """The source at `path`. Raises Refused, with a sentence, if it is not a readable Python file."""
    if path.is_symlink():
        raise Refused(f"{name} is a link; hand in the file itself.")
    if not path.is_file():
        raise Refused(f"{name} is not a file.")
    try:
        if path.stat().st_size > MAX_SOURCE:
            raise Refused(f"{name} is larger than {MAX_SOURCE // 1024} KiB, too large for an answer.")
        data = path.read_bytes()
    except OSError as error:
        raise Refused(f"{name} cannot be read: {error.strerror}.") from None
    return Source(name, decode(data, name))


def decode(data: bytes, name: str) -> bytes:
    """Source bytes in UTF-8, by the byte-order mark or the coding line that they carry (PEP 263)."""
    for mark, encoding in MARKS:
        if data.startswith(mark):
            raise Refused(f"{name} is saved as {encoding}; save it as UTF-8 and hand it in again.")
    if b"\0" in data:
        raise Refused(f"{name} holds NUL bytes, so it is no Python source; save it as UTF-8 text.")
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        text = data.decode(encoding)
    except (SyntaxError, UnicodeDecodeError, LookupError):
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
