"""From a file's bytes to source text: a script by its encoding, of a notebook the code cells."""

import codecs
import io
import re
import tokenize

from ..language import _
from ..verdict import Refused
from .notebook_source import code_of
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
    return Source(name, decode(data, name))


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
