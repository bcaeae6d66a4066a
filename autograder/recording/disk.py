"""Writing to the disk: whole files or none, one grader at a time, and a sentence where it cannot be done."""

import errno
import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from ..language import _

LOCK = ".gradebook.lock"
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
NO_ROOM_OF_SQLITE = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR)  # the latter is what a write that fails ends in


class Unwritable(Exception):
    """The record cannot be written; the text says why and what to do."""


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Turn whatever keeps files in `folder` from being written into Unwritable."""
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        told = _(
            "The gradebook in {folder} cannot be written ({reason}): get leave to write there, move away what is in the way, or name another folder with OUT=…"
        )
        if _is_for_room(error):
            told = _(
                "The gradebook in {folder} cannot be written ({reason}). When there is room, run the same command again: it goes on from what was graded before."
            )
        raise Unwritable(told.format(folder=folder, reason=reason)) from error


def _is_for_room(error: OSError | sqlite3.Error) -> bool:
    """Whether more room on the disk would have kept it from coming."""
    if isinstance(error, OSError):
        return error.errno in NO_ROOM
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in NO_ROOM_OF_SQLITE


@contextmanager
def replacing(path: Path) -> Iterator[IO[str]]:
    """A file to write in place of `path`: a reader finds the old text or the new one, never a part."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.part")  # what a killed grader leaves is overwritten by the next
    try:
        with temporary.open("w", encoding="utf-8", newline="") as file:
            yield file
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def write_atomically(path: Path, text: str) -> None:
    """Write a file as a whole; leave it alone if that is what it holds."""
    if path.is_file() and path.read_bytes() == text.encode():
        return
    with replacing(path) as file:
        file.write(text)


def lock(folder: Path) -> IO[str]:
    """Hold the gradebook in `folder` for this process, until the file is closed or the process ends, however it does.

    Raises Unwritable if another process has it.
    """
    file = (folder / LOCK).open("a+", encoding="utf-8")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.seek(0)
        holder = file.read().strip() or _("unknown")
        file.close()
        raise Unwritable(
            _(
                "Another grader (process {holder}) is writing to the gradebook in {folder}: wait until it ends, or name another folder with OUT=…"
            ).format(holder=holder, folder=folder)
        ) from None
    file.truncate(0)
    file.write(str(os.getpid()))
    file.flush()
    return file
