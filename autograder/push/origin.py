"""Where a result came from: which answers, which checks, which versions. Staff hold it against their own."""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import msgspec

from ..reading.places import file_at
from ..reading.source import Source
from ..reading.submission import Submission
from ..verdict import Refused
from ..versions import versions

MANIFEST = "manifest.json"
MOST_EDITED = 100  # files that a report names
COMMITS = ("GITHUB_SHA", "CI_COMMIT_SHA")

Name = Annotated[str, msgspec.Meta(min_length=1, max_length=300)]
Digest = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]


class Manifest(msgspec.Struct):
    """What a release says of itself: its name, its topics, whose inputs it has, its files and stubs with their hashes."""

    release: str
    topics: list[Name]
    files: dict[Name, Digest]
    stubs: dict[Name, Digest]
    variant: str | None = None
    language: str = "en"


def origin(root: Path, submission: Submission, environment: Mapping[str, str]) -> dict[str, Any]:
    """What a result in the repository at `root` depends on.

    edited: the files of the release that are not as it brought them. answers: what was run, by topic.
    """
    manifest = read_manifest(root) or Manifest("", [], {}, {})
    edited = (name for name, digest in manifest.files.items() if fingerprint(root / name) != digest)
    return {
        "release": manifest.release,
        "variant": manifest.variant,
        "edited": sorted(edited)[:MOST_EDITED],
        "answers": {
            topic: answer.fingerprint for topic, answer in submission.answers.items() if isinstance(answer, Source)
        },
        "versions": versions(),
        "commit": next((environment[name] for name in COMMITS if environment.get(name)), ""),
    }


def read_manifest(root: Path) -> Manifest | None:
    """The release's own account of itself, which a student can have changed; None where there is none to be read."""
    try:
        return msgspec.json.decode(file_at(root / MANIFEST).data(), type=Manifest)
    except (Refused, msgspec.MsgspecError, RecursionError):
        return None


def fingerprint(path: Path) -> str:
    """The hash of a file's bytes; empty where there is no such file. A link is none."""
    if path.is_symlink() or not path.is_file():
        return ""
    return hashlib.sha256(path.read_bytes()).hexdigest()
