"""Where a result came from: which answers, which checks, which versions. Staff hold it against their own."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..reading.source import Source
from ..reading.submission import Submission
from ..versions import versions

MANIFEST = "manifest.json"
COMMITS = ("GITHUB_SHA", "CI_COMMIT_SHA")


def origin(root: Path, submission: Submission, environment: Mapping[str, str]) -> dict[str, Any]:
    """What a result in the repository at `root` depends on.

    edited: the files of the release that are not as it brought them. answers: what was run, by topic.
    """
    manifest = read_manifest(root)
    files: Mapping[str, str] = manifest.get("files", {})
    return {
        "release": manifest.get("release", ""),
        "variant": manifest.get("variant"),
        "edited": sorted(name for name, digest in files.items() if fingerprint(root / name) != digest),
        "answers": {
            topic: answer.fingerprint for topic, answer in submission.answers.items() if isinstance(answer, Source)
        },
        "versions": versions(),
        "commit": next((environment[name] for name in COMMITS if environment.get(name)), ""),
    }


def read_manifest(root: Path) -> dict[str, Any]:
    """The release's own account of itself; empty where there is none, or none that can be read."""
    try:
        manifest = json.loads((root / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return manifest if isinstance(manifest, dict) and isinstance(manifest.get("files", {}), dict) else {}


def fingerprint(path: Path) -> str:
    """The hash of a file's bytes; empty where there is no such file. A link is none."""
    if path.is_symlink() or not path.is_file():
        return ""
    return hashlib.sha256(path.read_bytes()).hexdigest()
