"""Landlock: where namespaces are refused, the kernel lets a worker read what it may see and write nothing.

It knows no rule that takes something away, so what is allowed is named file by file where a folder holds more.
"""

import os
import struct
from collections.abc import Iterable
from pathlib import Path

from . import kernel, visible

# rights of linux/landlock.h
EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
FIRST_VERSION = (1 << 13) - 1  # all rights over files that version 1 knows
ADDED = {2: 1 << 13, 3: 1 << 14, 5: 1 << 15}  # REFER, TRUNCATE, IOCTL_DEV
TCP, SCOPES = 0b11, 0b11  # bind and connect (version 4); abstract sockets and signals (version 6)


class Landlock:
    """The level `landlock`. `enter` is for the launcher, `prepare_fork` and `confine` for each worker."""

    needs_folder = False

    def enter(self, folder: str) -> None:  # noqa: ARG002 - a worker may write nowhere
        """Write down the rules, once for all workers. Raises OSError where the kernel has no Landlock."""
        version = kernel.landlock_version()
        if version < 1:
            raise OSError("this kernel has no Landlock (Linux 5.13 or newer has it)")
        files = FIRST_VERSION | sum(right for since, right in ADDED.items() if version >= since)
        attributes = struct.pack("<QQQ", files, TCP, SCOPES)[: 24 if version >= 6 else 16 if version >= 4 else 8]
        self._ruleset = kernel.landlock_ruleset(attributes)
        self._allow(visible.packages(), READ_FILE | READ_DIR)
        self._allow(_around(visible.standard_library(), visible.site_folders()), READ_FILE | READ_DIR)
        self._allow(_around(visible.shared_libraries(), visible.site_folders()), READ_FILE | READ_DIR | EXECUTE)
        self._allow(visible.devices(), READ_FILE | WRITE_FILE)
        self._as_stranger = os.getuid() == 0 and _strangers_can_read(visible.standard_library() + visible.packages())

    def prepare_fork(self) -> None:
        """Nothing: a worker cannot start a process, so none can outlive it."""

    def confine(self) -> None:
        """In the worker: live by the rules, in the root folder, since none of its own could be kept small."""
        os.chdir("/")
        if self._as_stranger:
            kernel.become_stranger()
        kernel.prctl(kernel.NO_NEW_PRIVILEGES, 1)
        kernel.landlock_restrict(self._ruleset)
        os.close(self._ruleset)

    def _allow(self, paths: Iterable[Path], rights: int) -> None:
        for path in paths:
            descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
            try:
                allowed = rights if path.is_dir() else rights & ~READ_DIR
                kernel.landlock_allow(self._ruleset, struct.pack("<Qi", allowed, descriptor))
            finally:
                os.close(descriptor)


def _strangers_can_read(paths: Iterable[Path]) -> bool:
    """Whether the interpreter works for others than root. If not, workers stay root, but without any capability."""
    os.seteuid(kernel.STRANGER)
    try:
        return all(os.access(path, os.R_OK, effective_ids=True) for path in paths)
    finally:
        os.seteuid(0)


def _around(folders: Iterable[Path], hidden: Iterable[Path]) -> list[Path]:
    """The folders, or, of those that hold a hidden one, what lies beside it."""
    found: list[Path] = []
    hidden = [path.resolve() for path in hidden]
    for folder in (path.resolve() for path in folders):
        if folder in hidden:
            continue
        if any(folder in path.parents for path in hidden):
            found += _around(folder.iterdir(), hidden)
        else:
            found.append(folder)
    return list(dict.fromkeys(found))
