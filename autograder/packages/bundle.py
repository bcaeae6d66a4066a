"""A zip that carries the grader: its bytes depend on what it holds and on nothing else."""

import io
import zipfile
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from ..course import PACKAGE, served, topic_names
from ..language import _
from ..recording.disk import Unwritable
from ..variant import secret_seed
from ..verdict import BadInput

EPOCH = (1980, 1, 1, 0, 0, 0)  # the oldest time that a zip can name
ENGINE = "autograder_engine"  # the folder of the grader in a package
CONTAINER = PACKAGE / "templates" / "container"
PLUGIN = Path(__file__).resolve().parent / "plugin" / "autograder_plugin.py"


def engine() -> dict[str, bytes]:
    """The grader and its course, by names below ENGINE: all of solutions/ and the stubs, since topics may use each other's."""
    own = [
        path for path in PACKAGE.rglob("*") if path.suffix in (".py", ".md", ".mo") and CONTAINER not in path.parents
    ]
    course = served()
    files = [*course.files, *(course.assignments / topic / f"{topic}.py" for topic in topic_names())]
    named = {path.relative_to(PACKAGE.parent).as_posix(): path for path in own if path != PLUGIN} | {
        PLUGIN.name: PLUGIN
    }
    named |= {path.relative_to(course.root).as_posix(): path for path in files}
    return {f"{ENGINE}/{name}": path.read_bytes() for name, path in sorted(named.items()) if "__pycache__" not in name}


def zipped(members: Mapping[str, bytes], executable: Collection[str] = ()) -> bytes:
    """A zip of these members, sorted, at one fixed time, and not compressed, so that no version of zlib shows."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(members):
            member = zipfile.ZipInfo(name, EPOCH)
            member.create_system = 3  # Unix: the mode is read there
            member.external_attr = (0o100755 if name in executable else 0o100644) << 16
            archive.writestr(member, members[name])
    return buffer.getvalue()


def kept_seed(folder: Path, given: int | None) -> int:
    """The seed of the hidden inputs: as given, else the one kept in the folder, else a secret one drawn now.

    Raises BadInput where no seed is what is kept, and Unwritable.
    """
    kept = folder / "seed"
    with _writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        kept.touch(mode=0o600)
        text = kept.read_text(encoding="utf-8", errors="replace").strip()
        if given is None and text and not text.isdecimal():
            raise BadInput(
                _("{kept} does not hold a seed, a whole number: remove it, or give one with SEED=…").format(kept=kept)
            )
        seed = given if given is not None else int(text) if text else secret_seed()
        kept.write_text(f"{seed}\n", encoding="utf-8")
    return seed


def write(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files below a folder. Raises Unwritable."""
    with _writing(folder):
        for name, content in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)


def setup_script() -> bytes:
    """What builds the image of a container."""
    return (CONTAINER / "setup.sh").read_bytes()


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise Unwritable(
            _("{folder} cannot be written ({strerror}): name another folder with OUT=…").format(
                folder=folder, strerror=error.strerror
            )
        ) from error
