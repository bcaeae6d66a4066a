"""Downloads as other systems make them, for the tests."""

import io
import subprocess
import zipfile
from collections.abc import Mapping
from pathlib import Path

Content = str | bytes


def zipped(files: Mapping[str, Content]) -> bytes:
    """A zip with these members."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


def saved(path: Path, files: Mapping[str, Content]) -> Path:
    """A zip with these members, on the disk."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(zipped(files))
    return path


def committed(folder: Path, date: str, *, packed: bool = False) -> Path:
    """Make a repository of a folder, with one commit at a time such as `2026-03-01T12:00:00+09:00`."""
    environment = {
        **{"GIT_COMMITTER_DATE": date, "GIT_AUTHOR_DATE": "2001-01-01T00:00:00+00:00", "HOME": str(folder)},
        **{"GIT_CONFIG_NOSYSTEM": "1", "PATH": "/usr/bin:/bin:/usr/local/bin"},
    }
    commands = [
        ["init", "-q", "-b", "main"],
        ["add", "-A"],
        ["-c", "user.name=Kim", "-c", "user.email=kim@example.edu", "commit", "-qm", "hand in", "--allow-empty"],
        *([["pack-refs", "--all"], ["repack", "-adq"], ["prune-packed"]] if packed else []),
    ]
    for command in commands:
        subprocess.run(["git", "-C", str(folder), *command], env=environment, check=True, capture_output=True)
    return folder
