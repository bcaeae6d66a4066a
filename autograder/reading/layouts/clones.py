"""A student's clone: the time of its last commit, read without trusting anything in it.

`git` in a stranger's repository runs what the configuration there names (`core.fsmonitor`, `gpg.program`,
`core.sshCommand`, filters, and whatever the next version adds). Switching each of them off is a list that is never
complete. So git is run in an empty repository of our own, with no configuration at all, and is only lent the student's
objects: it looks up one commit by its number and prints it. The number is read from HEAD here; that takes a few lines,
while reading packs (deltas, indices) is better left to git.
"""

import os
import re
import resource
import stat
import subprocess
import tempfile
from datetime import datetime
from pathlib import Path

from ...language import _
from ...verdict import Refused
from ..places import CLONED, Folder, Place, file_at
from .moments import in_our_days, offset

SECONDS = 60  # for git, which takes milliseconds, by the clock
PROCESSOR = 10  # seconds of git's
MEMORY = 2 * 2**30  # bytes of git's
MAX_COMMIT = 2**20  # bytes
BRANCH = re.compile(r"ref: (refs/[\w./@+-]+)")
NUMBER = re.compile(r"[0-9a-f]{40}")
COMMITTER = re.compile(r"^committer .*> (\d{1,11}) ([+-]\d{4})$", re.MULTILINE)


class Unreadable(Exception):
    """A clone whose commit cannot be read; the text says why."""


def clone(place: Place) -> Path | None:
    """The `.git` of a folder that is a clone."""
    git = place.path / CLONED if isinstance(place, Folder) else None
    return git if git and os.path.lexists(git) else None


def committed(git: Path) -> datetime:
    """When the commit that is checked out was made, as its maker's clock said. Raises Unreadable."""
    if not stat.S_ISDIR(git.lstat().st_mode):
        raise Unreadable(_("its .git is no folder"))
    text = _commit(git / "objects", _head(git))
    found = COMMITTER.search(text.partition("\n\n")[0])
    if not found:
        raise Unreadable(_("the commit names no time"))
    try:
        return in_our_days(datetime.fromtimestamp(int(found[1]), offset(found[2])))
    except (ValueError, OverflowError, OSError):
        raise Unreadable(_("the time of the commit is none")) from None


def _head(git: Path) -> str:
    """The number of the commit that is checked out."""
    head = _text(git / "HEAD")
    branch = BRANCH.fullmatch(head)
    if branch and ".." not in branch[1]:
        head = _text(git / branch[1]) if (git / branch[1]).exists() else _packed(git, branch[1])
    if not NUMBER.fullmatch(head):
        raise Unreadable(_("HEAD names no commit"))
    return head


def _packed(git: Path, branch: str) -> str:
    lines = _text(git / "packed-refs").splitlines() if (git / "packed-refs").exists() else []
    numbers = [number for number, _, name in (line.partition(" ") for line in lines) if name == branch]
    if not numbers:
        raise Unreadable(_("there is no commit yet"))
    return numbers[0]


def _text(path: Path) -> str:
    try:
        return file_at(path).data().decode("utf-8", "replace").strip()
    except Refused as error:
        raise Unreadable(str(error).removesuffix(".")) from None


def _commit(objects: Path, number: str) -> str:
    with tempfile.TemporaryDirectory() as empty:
        for name in ("objects", "refs"):
            Path(empty, name).mkdir()
        Path(empty, "HEAD").write_text("ref: refs/heads/none\n", encoding="utf-8")
        environment = {
            **{"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "HOME": empty},
            **{"GIT_DIR": empty, "GIT_OBJECT_DIRECTORY": str(objects), "GIT_NO_REPLACE_OBJECTS": "1"},
            **{"GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull, "GIT_ALLOW_PROTOCOL": "none"},
        }
        size = _git(["cat-file", "-s", number], environment, empty)  # before git inflates all of it
        if int(size) > MAX_COMMIT:
            raise Unreadable(_("its commit is too large"))
        return _git(["cat-file", "commit", number], environment, empty)


def _git(arguments: list[str], environment: dict[str, str], folder: str) -> str:
    try:
        ended = subprocess.run(
            ["git", *arguments],
            env=environment,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=SECONDS,
            check=True,
            preexec_fn=_limit,
        )
    except FileNotFoundError:
        raise Unreadable(_("git is not installed")) from None
    except subprocess.TimeoutExpired:
        raise Unreadable(_("git took more than {seconds} seconds").format(seconds=SECONDS)) from None
    except subprocess.SubprocessError:
        raise Unreadable(_("git cannot read its commit")) from None
    return ended.stdout.decode("utf-8", "replace")


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR, PROCESSOR))
