"""From a file's bytes to source text: a script by its encoding, of a notebook the code cells."""

import codecs
import io
import re
import tokenize
from collections.abc import Iterator, Sequence

from ..language import _, some_of
from ..verdict import Refused
from .magics import without_commands
from .notebook_source import MARK, code_of
from .places import MAX_SOURCE, File
from .source import Source

NO_TEXT = {"idna", "punycode", "raw_unicode_escape", "undefined", "unicode_escape", "utf_7"}  # codecs, but not of files
CODING_LINE = re.compile(r"[ \t\f]*#.*?coding[:=][ \t]*[-\w.]+")  # PEP 263
MARKS = ((codecs.BOM_UTF16_LE, "UTF-16"), (codecs.BOM_UTF16_BE, "UTF-16"))


def read_file(file: File) -> Source | Refused:
    """A file's code, or why it cannot be run."""
    try:
        return (_notebook if file.is_notebook else _script)(file.data(), file.name)
    except Refused as reason:
        return reason


def _script(data: bytes, name: str) -> Source:
    code = decode(data, name)
    python, commands = without_commands(code.decode())
    return Source(name, python.encode() if commands else code, odd=tuple(_odd_lines(name, code, commands)))


def _odd_lines(name: str, code: bytes, commands: Sequence[int]) -> Iterator[str]:
    """What to say of lines that are no Python of the student's."""
    marks = [(number, found[1][:1]) for number, line in enumerate(code.split(b"\n"), 1) if (found := MARK.match(line))]
    if {b"<", b">"} <= {first for _number, first in marks}:  # `=======` alone may be a line under a heading
        told = _("{name} holds merge-conflict marks, in lines {lines}: leave one side of each, and hand it in again.")
        yield told.format(name=name, lines=some_of([str(number) for number, _first in marks]))
    if commands:
        told = _("{name} holds commands for IPython, in lines {lines}: they are set aside.")
        yield told.format(name=name, lines=some_of([str(number) for number in commands]))


def _notebook(data: bytes, name: str) -> Source:
    _refuse_utf_16(data, name)
    try:
        code = code_of(data.removeprefix(codecs.BOM_UTF8), MAX_SOURCE)
    except UnicodeDecodeError as error:
        raise _no_utf_8(name, bytes(error.object)) from None
    except Refused as reason:
        raise Refused(
            _("{name} cannot be read as a notebook: {reason}. Save it anew, and hand it in again.").format(
                name=name, reason=reason
            )
        ) from None
    odd = _("{name} was read as far as it can be: {odd}.").format(name=name, odd="; ".join(code.odd))
    return Source(name, code.text, code.cells, (odd,) if code.odd else ())


def _refuse_utf_16(data: bytes, name: str) -> None:
    for mark, encoding in MARKS:
        if data.startswith(mark):
            raise Refused(
                _("{name} is saved as {encoding}; save it as UTF-8 and hand it in again.").format(
                    name=name, encoding=encoding
                )
            )


def _no_utf_8(name: str, data: bytes) -> Refused:
    return Refused(
        _("{name} is not UTF-8 text ({why}); save it as UTF-8 and hand it in again.").format(
            name=name, why=_likely(data)
        )
    )


def decode(data: bytes, name: str) -> bytes:
    """Source bytes in UTF-8, by the byte-order mark or the coding line that they carry (PEP 263)."""
    _refuse_utf_16(data, name)
    if b"\0" in data:
        raise Refused(_("{name} holds NUL bytes, so it is no Python source; save it as UTF-8 text.").format(name=name))
    try:
        encoding = tokenize.detect_encoding(io.BytesIO(data).readline)[0]
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
        return _("the bytes fit no encoding we know")
    return _("it looks like CP949")
