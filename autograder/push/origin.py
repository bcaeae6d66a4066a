"""Where a result came from: which answers, which checks, which versions. Staff hold it against their own."""

import hashlib
import json
import platform
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

MANIFEST = "manifest.json"
PACKAGES = ("numpy", "sympy", "python-flint", "pytest")
COMMITS = ("GITHUB_SHA", "CI_COMMIT_SHA")


def origin(root: Path, environment: Mapping[str, str]) -> dict[str, Any]:
    """What a result in the repository at `root` depends on.

    edited: the files of the release that are not as it brought them.
    """
    manifest = read_manifest(root)
    files: Mapping[str, str] = manifest.get("files", {})
    return {
        "release": manifest.get("release", ""),
        "variant": manifest.get("variant"),
        "edited": sorted(name for name, digest in files.items() if fingerprint(root / name) != digest),
        "answers": {
            path.relative_to(root).as_posix(): fingerprint(path)
            for path in sorted(root.glob("assignments/*/*"))
            if path.suffix in (".py", ".ipynb")
        },
        "versions": {"python": platform.python_version(), **{name: _version(name) for name in PACKAGES}},
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


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
