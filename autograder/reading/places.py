"""Places that hold files: a folder on the disk, or an archive, which is read where it is and never unpacked."""

import calendar
import errno
import os
import stat
import unicodedata
import weakref
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO, Protocol

from ..language import _
from ..verdict import BadInput, Refused

SKIPPED = {"__pycache__", "__MACOSX", "node_modules", "site-packages"}
SOURCES = (".py", ".ipynb")
SCRIPT, NOTEBOOK = SOURCES
CLONED = ".git"  # in a clone
MAX_SOURCE = 2**20  # bytes of code
MAX_NOTEBOOK = 128 * 2**20  # bytes, outputs and pictures among them
MAX_FILES = 20_000  # looked at in one submission
MAX_DIRECTORY = 4 * 2**20  # bytes that a student's archive may take to list its members
MAX_DEPTH = 100  # folders in folders of an archive
NO_DATE = (1980, 1, 1, 0, 0, 0)  # what makers of archives write that have none
UTF8_NAME = 0x800  # the flag of a member whose name is UTF-8; without it, its maker's machine decided
UNREADABLE = (zipfile.BadZipFile, zlib.error, OSError, RuntimeError, NotImplementedError, EOFError, ValueError)


@dataclass(frozen=True)
class File:
    """A file: how the student knows it, and what opens it (given that name, for the sentence of a Refused).

    modified: seconds, to be compared with those of files in the same place; None where nothing tells.
    """

    name: str
    opener: Callable[[str], IO[bytes]]
    modified: float | None = None

    @property
    def is_notebook(self) -> bool:
        """By its name."""
        return self.name.lower().endswith(NOTEBOOK)

    def data(self, most: int | None = None) -> bytes:
        """Its bytes, `most` of them or what an answer may have. Raises Refused."""
        most = most or (MAX_NOTEBOOK if self.is_notebook else MAX_SOURCE)
        try:
            with self.opener(self.name) as opened:
                data = opened.read(most + 1)
        except UNREADABLE as error:
            raise Refused(_("{name} cannot be read ({error}).").format(name=self.name, error=error)) from None
        if len(data) > most:
            raise Refused(
                _("{name} is larger than {most} KiB, too large for an answer.").format(
                    name=self.name, most=most // 1024
                )
            )
        return data


class Place(Protocol):
    """A folder, whatever holds it."""

    def contents(self) -> "Contents":
        """The folders right inside by name, and the files; no hidden ones. Raises BadInput if it cannot be listed."""


Contents = tuple[list[tuple[str, Place]], list[File]]


def shown(name: str) -> str:
    """A name as text that can be printed and written: composed, without control and direction marks."""
    try:
        data = os.fsencode(name)
    except UnicodeEncodeError:  # halves of characters, which no file's name has
        data = name.encode("utf-8", "replace")
    text = unicodedata.normalize("NFC", data.decode("utf-8", "replace"))
    return "".join(character if character.isprintable() else "�" for character in text)


def walk(place: Place, remarks: list[str]) -> Iterator[File]:
    """The files of a place at any depth, named from there; also each folder that is named like a source.

    What cannot be listed, or is too much, is said in `remarks`.
    """
    waiting: list[tuple[str, Place]] = [("", place)]
    seen = 0
    while waiting:
        prefix, current = waiting.pop()
        try:
            folders, files = current.contents()
        except BadInput as error:
            remarks.append(str(error))
            continue
        files += [File(name, _no_file) for name, _ in folders if name.lower().endswith(SOURCES)]
        seen += len(files) + len(folders)
        if seen > MAX_FILES:
            remarks.append(_("There are more than {most} files; the rest were not looked at.").format(most=MAX_FILES))
            return
        yield from (replace(file, name=prefix + file.name) for file in files)
        waiting += [(f"{prefix}{name}/", inner) for name, inner in reversed(folders)]


class Folder:
    """A folder on the disk. Links are not followed.

    In a clone the times of files are those at which git wrote them, so they tell nothing.
    """

    def __init__(self, path: Path, *, timed: bool = True) -> None:
        self.path = path
        self._timed = timed and not os.path.lexists(path / CLONED)

    def contents(self) -> Contents:
        """What `os.scandir` finds."""
        try:
            with os.scandir(self.path) as entries:
                inside = sorted((entry for entry in entries if not _ignored(entry.name)), key=lambda entry: entry.name)
        except OSError as error:
            name = shown(self.path.name)
            if isinstance(error, FileNotFoundError):
                raise BadInput(_("{name} vanished while the grader ran.").format(name=name)) from None
            raise BadInput(_("{name} cannot be listed: {reason}.").format(name=name, reason=error.strerror)) from None
        folders = [entry for entry in inside if entry.is_dir(follow_symlinks=False)]
        return (
            [(entry.name, Folder(Path(entry.path), timed=self._timed)) for entry in folders],
            [self._file(Path(entry.path)) for entry in inside if entry not in folders],
        )

    def _file(self, path: Path) -> File:
        return file_at(path) if self._timed else replace(file_at(path), modified=None)


def file_at(path: Path) -> File:
    """A file on the disk."""
    modified = None
    with suppress(OSError):
        modified = path.lstat().st_mtime
    return File(shown(path.name), partial(_open, path), modified)


def _open(path: Path, name: str) -> IO[bytes]:
    """Open a plain file, and look at the very descriptor: the path may lead elsewhere a moment later."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except FileNotFoundError:
        raise Refused(_("{name} vanished while the grader ran.").format(name=name)) from None
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise Refused(_("{name} is a link; hand in the file itself.").format(name=name)) from None
        raise
    found = os.fstat(descriptor)
    if not stat.S_ISREG(found.st_mode) or found.st_nlink > 1:
        os.close(descriptor)
        if not stat.S_ISREG(found.st_mode):
            raise Refused(_("{name} is not a file; hand in a file of its own.").format(name=name))
        linked = _("{name} is a hard link, another name of a file elsewhere; hand in a file of its own.")
        raise Refused(linked.format(name=name))
    return os.fdopen(descriptor, "rb")


def _no_file(name: str) -> IO[bytes]:
    raise Refused(_("{name} is not a file.").format(name=name))


def _ignored(name: str) -> bool:
    return name.startswith(".") or name in SKIPPED


Member = tuple[tuple[str, ...], zipfile.ZipInfo]


class Archive:
    """A folder in a zip."""

    def __init__(self, opened: zipfile.ZipFile, members: Sequence[Member]) -> None:
        self._opened, self._members = opened, members

    def contents(self) -> Contents:
        """The members by the first part of their names."""
        folders: dict[str, list[Member]] = {}
        files: list[File] = []
        for parts, info in self._members:
            if _ignored(parts[0]):
                continue
            if len(parts) > 1:
                folders.setdefault(parts[0], []).append((parts[1:], info))
            elif info.is_dir():
                folders.setdefault(parts[0], [])
            else:
                files.append(File(shown(parts[0]), partial(self._open, info), _date(info)))
        return (
            [(name, Archive(self._opened, members)) for name, members in sorted(folders.items())],
            sorted(files, key=lambda file: file.name),
        )

    def _open(self, info: zipfile.ZipInfo, _: str) -> IO[bytes]:
        return self._opened.open(info)


def _date(info: zipfile.ZipInfo) -> float | None:
    if info.date_time != NO_DATE:
        with suppress(ValueError):
            return float(calendar.timegm(info.date_time))
    return None


def archive(given: Path | IO[bytes], name: str) -> Archive:
    """The contents of a zip. Raises BadInput if it is none, is too large, or names something outside of it."""
    if not isinstance(given, Path) and _directory_size(given) > MAX_DIRECTORY:
        raise BadInput(_("{name} holds more files than a submission can; it was not opened.").format(name=name))
    try:
        opened = _opened(given)
    except UNREADABLE as error:
        raise BadInput(_("{name} cannot be unpacked ({error}); is it a zip?").format(name=name, error=error)) from None
    paths = [(_path(info), info) for info in opened.infolist()]
    for path, info in paths:
        if path.is_absolute() or ".." in path.parts or stat.S_ISLNK(info.external_attr >> 16):
            outside = _("{name} holds {member!r}, which points outside of it; it was not unpacked.")
            raise BadInput(outside.format(name=name, member=info.filename))
        if len(path.parts) > MAX_DEPTH:
            raise BadInput(
                _("{name} holds folders in folders, more than {most} deep; it was not unpacked.").format(
                    name=name, most=MAX_DEPTH
                )
            )
    return Archive(opened, [(path.parts, info) for path, info in paths if path.parts])


def _opened(given: Path | IO[bytes]) -> zipfile.ZipFile:
    """A zip; what was opened for it is closed when nothing can read from it any more."""
    if not isinstance(given, Path):
        return zipfile.ZipFile(given)
    file = given.open("rb")
    try:
        opened = zipfile.ZipFile(file)
    except BaseException:
        file.close()
        raise
    weakref.finalize(opened, file.close)
    return opened


def _directory_size(file: IO[bytes]) -> int:
    """How large an archive says that the list of its members is, all of which `zipfile` would read."""
    file.seek(0, os.SEEK_END)
    file.seek(max(0, file.tell() - 2**16 - 22))
    end = file.read()
    at = len(end) - 22 if end[-22:].startswith(b"PK\5\6") else end.rfind(b"PK\5\6")
    return int.from_bytes(end[at + 12 : at + 16], "little") if at >= 0 else 0


def _path(info: zipfile.ZipInfo) -> PurePosixPath:
    """A member's name, by the encoding that fits: without a flag, UTF-8 or that of a Korean Windows are likely."""
    name = info.filename
    if not info.flag_bits & UTF8_NAME:
        for encoding in ("utf-8", "cp949"):
            with suppress(UnicodeError):
                name = info.filename.encode("cp437").decode(encoding)
                break
    return PurePosixPath(name.replace("\\", "/"))
