"""Runs a command as an ordinary user, when started as root: `python tests/ordinary.py COMMAND ...`.

Where the interpreter or the project lies below a folder that only root may enter, they are shown to that user in
mounts of their own, which end with the command. The machine is not changed.
"""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from autograder.worker import kernel

USER = 12345
READ_ALL = 0o755


def show(path: Path) -> None:
    """Let the user reach `path`: cover the topmost closed folder above it, and bind the path into the cover."""
    closed = [parent for parent in reversed(path.parents) if not parent.stat().st_mode & 0o001]
    if not closed:
        return
    held = os.open(path, os.O_PATH)
    kernel.mount("tmpfs", str(closed[0]), "tmpfs", 0, "mode=755")
    path.mkdir(parents=True, mode=READ_ALL)
    kernel.mount(f"/proc/self/fd/{held}", str(path), flags=kernel.BIND | kernel.RECURSIVE)
    os.close(held)


def main(command: list[str]) -> None:
    """Become the user and the command."""
    kernel.unshare(kernel.NEW_MOUNTS)
    kernel.mount("none", "/", flags=kernel.PRIVATE | kernel.RECURSIVE)
    for path in (Path(sys.base_prefix), Path(sys.prefix), Path(__file__).resolve().parent.parent):
        show(path)
    os.setgroups([])
    os.setresgid(USER, USER, USER)
    os.setresuid(USER, USER, USER)
    os.execvpe(command[0], command, os.environ | {"HOME": "/tmp", "USER": "student"})


if __name__ == "__main__":
    main(sys.argv[1:])
