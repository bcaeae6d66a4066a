"""Puts an export on the disk: all of it takes the place of the one before, or nothing does."""

import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from ..language import _
from ..recording.disk import Unwritable, replacing
from ..recording.summary import cell
from .formats import Files
from .request import Told
from .table import csv_lines


def write(files: Files, left: list[Told], folder: Path, name: str) -> list[Path]:
    """Write the files of a format, then who is left out (`left` is filled by then), and put them in their place.

    The files and folders that are there now.
    """
    staging = folder / f".{name}.part"
    with _writing(folder):
        shutil.rmtree(staging, ignore_errors=True)
        staging.mkdir(parents=True)
        try:
            for path, pieces in files:
                _write(staging / path, pieces)
            made = sorted(path.name for path in staging.iterdir())
            if left:
                listed = [("who", "why"), *((cell(told.who), told.what) for told in left)]
                _write(staging / left_out_name(name), csv_lines(listed))
            _remove(folder / name)  # a folder, where the format has one
            (folder / left_out_name(name)).unlink(missing_ok=True)
            for finished in staging.iterdir():
                finished.replace(folder / finished.name)
        finally:
            shutil.rmtree(staging, ignore_errors=True)
    return [folder / one for one in made]


def left_out_name(name: str) -> str:
    """The file that lists who is left out."""
    return f"{name}.left-out.csv"


def _write(path: Path, pieces: Iterable[str]) -> None:
    with replacing(path) as file:
        file.writelines(pieces)


def _remove(folder: Path) -> None:
    """Out of the way at once, then gone: a grade that is no longer given must not be found in a folder."""
    if folder.is_dir():
        away = folder.with_name(f".{folder.name}.old")
        shutil.rmtree(away, ignore_errors=True)
        folder.replace(away)
        shutil.rmtree(away)


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise Unwritable(
            _(
                "The export into {folder} cannot be written ({strerror}): make room or get leave to write, and run the same command again. What was exported before is still there."
            ).format(folder=folder, strerror=error.strerror or error)
        ) from error
