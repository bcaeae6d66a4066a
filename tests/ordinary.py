"""Runs a command as an ordinary user, when started as root: `python tests/ordinary.py FOLDER COMMAND ...`.

Where the interpreter, the project or FOLDER lies below a folder that only root may enter, it is shown to that user in
mounts of its own, which end with the command. The machine is not changed.
"""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from autograder.worker import kernel  # noqa: E402 - a script finds it by the line above

USER = 12345


def show(path: Path, held: int) -> None:
    """Let the user reach `path`: cover the topmost closed folder above it, and bind the path into the cover."""
    closed = [parent for parent in reversed(path.parents) if parent.exists() and not parent.stat().st_mode & 0o001]
    if closed:
        kernel.mount("tmpfs", str(closed[0]), "tmpfs", 0, "mode=755")
    if not path.exists():
        path.mkdir(parents=True)
        kernel.mount(f"/proc/self/fd/{held}", str(path), flags=kernel.BIND | kernel.RECURSIVE)


def main(folder: str, *command: str) -> None:
    """Become the user and the command."""
    kernel.unshare(kernel.NEW_MOUNTS)
    kernel.mount("none", "/", flags=kernel.PRIVATE | kernel.RECURSIVE)
    paths = [Path(sys.base_prefix), Path(sys.prefix), ROOT, Path(folder)]
    for path, held in [(path, os.open(path, os.O_PATH)) for path in paths]:
        show(path, held)
    os.setgroups([])
    os.setresgid(USER, USER, USER)
    os.setresuid(USER, USER, USER)
    os.chdir(Path.cwd())
    os.execvpe(command[0], command, os.environ | {"USER": "student"})


if __name__ == "__main__":
    main(*sys.argv[1:])
