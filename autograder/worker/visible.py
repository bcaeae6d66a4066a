"""What a worker may read: the interpreter, the libraries that the launcher has loaded, and a few devices."""

import sys
import sysconfig
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path

LOADED_LATER = ("sympy", "mpmath")  # by a worker whose launcher has not done it
DEVICES = ("/dev/null", "/dev/zero", "/dev/urandom", "/dev/random")
SHARED_LIBRARIES = ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/etc/ld.so.cache")


def _with_targets(folders: Iterable[Path]) -> list[Path]:
    """Folders as they are named, and as they are called where a link leads to them: programs use both names."""
    return sorted({name for folder in folders if folder.is_dir() for name in (folder, folder.resolve())})


def site_folders() -> list[Path]:
    """The folders of installed packages: none of them is visible as a whole, since the grader may lie in one."""
    named = {Path(sysconfig.get_path(name)) for name in ("purelib", "platlib")}
    on_path = {Path(entry) for entry in sys.path if Path(entry).name in ("site-packages", "dist-packages")}
    inside = {folder / "site-packages" for folder in standard_library()}
    return _with_targets(named | on_path | inside)


def is_library(entry: str) -> bool:
    """Whether an entry of sys.path is a folder of Python's own or of installed packages."""
    path = Path(entry)
    return any(folder in (path, *path.parents) for folder in (*standard_library(), *site_folders()))


def packages() -> list[Path]:
    """The installed packages that are loaded now or in a worker, with the libraries that wheels bring beside them."""
    files = [getattr(module, "__file__", None) for module in list(sys.modules.values())]
    files += [spec.origin for name in LOADED_LATER if (spec := find_spec(name))]
    loaded = [Path(file) for file in files if isinstance(file, str)]
    found: set[Path] = set()
    for site in site_folders():
        for file in loaded:
            if site in file.parents:
                top = file.relative_to(site).parts[0]
                found |= {path for path in (site / top, site / f"{top}.libs") if path.exists()}
    return sorted(found)


def standard_library() -> list[Path]:
    """The folders of Python itself."""
    return _with_targets(Path(sysconfig.get_path(name)) for name in ("stdlib", "platstdlib"))


def shared_libraries() -> list[Path]:
    """The folders from which the loader takes shared libraries, the interpreter's own among them."""
    own = Path(sysconfig.get_config_var("LIBDIR") or "/usr/lib")
    candidates = [*map(Path, SHARED_LIBRARIES), own]
    return [path for path in dict.fromkeys(candidates) if path.exists()]


def devices() -> list[Path]:
    """Devices that hold nothing of anybody."""
    return [path for path in map(Path, DEVICES) if path.exists()]
