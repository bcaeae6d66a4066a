"""A course on its way to other machines: one zip of what its checks need, named by the hash of its bytes."""

import io
import zipfile
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from ..exercise import Course
from ..language import _
from ..packages.bundle import zipped


class Broken(Exception):
    """A bundle is not what its name says; the text says how."""


@dataclass(frozen=True)
class Bundle:
    """The zip, its hash, and the folder that it was made of."""

    data: bytes
    name: str
    root: Path


def pack(root: Path) -> Bundle:
    """The course in a folder: all that lies below its solutions, where its checks are too."""
    course = Course(root)
    data = zipped({path.relative_to(course.root).as_posix(): path.read_bytes() for path in course.files})
    return Bundle(data, sha256(data).hexdigest(), course.root)


def unpack(bundle: Bundle, folder: Path) -> None:
    """Write the course into a folder. Raises Broken, and nothing is written, if a byte of it is not as it was packed."""
    found = sha256(bundle.data).hexdigest()
    if found != bundle.name:
        raise Broken(
            _("the course arrived broken: its hash is {found} and should be {name}").format(
                found=found[:12], name=bundle.name[:12]
            )
        )
    with zipfile.ZipFile(io.BytesIO(bundle.data)) as archive:
        archive.extractall(folder)
