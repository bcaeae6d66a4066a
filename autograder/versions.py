"""What the numbers of a run depend on, besides the code of this repository."""

import platform
from importlib.metadata import version

PACKAGES = ("numpy", "sympy", "python-flint", "pytest")


def versions() -> dict[str, str]:
    """The versions by name, and the kind of machine."""
    return {"python": platform.python_version(), "machine": platform.machine(), **{p: version(p) for p in PACKAGES}}
