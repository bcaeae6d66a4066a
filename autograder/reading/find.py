"""Finds submissions: a folder or a zip with one folder (or zip, or file) for each student.

Nobody's record may overwrite another's: names are made apart here, as names of folders below OUT.
"""

import itertools
import tempfile
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import IO

from ..people.person import Handed
from ..verdict import Refused
from .places import SOURCES, UNREADABLE, BadInput, File, Folder, Place, archive, shown, walk

MAX_ARCHIVE = 500 * 2**20  # bytes of a zip inside of a zip
MAX_NAME = 200  # bytes
RESERVED = "gradebook."  # the beginning of the record's own files

Taken = tuple[str | None, File]  # a source, and the topic that it answers
Look = Callable[[list[str]], AbstractContextManager[Iterable[Taken]]]  # opens an entry; what is odd goes into the list


@dataclass
class Entry:
    """One student's entry: a name that no other has, and a look at its files that can be taken again and again."""

    name: str
    look: Look
    remarks: list[str] = field(default_factory=list)
    handed: Handed = field(default_factory=Handed)


def find(given: Path, topics: Sequence[str]) -> list[Entry]:
    """The entries of `given`, by name. Raises BadInput if there is nothing to grade."""
    if not given.exists():
        raise BadInput(f"There is no {given}. Name a folder or a zip with SUBMISSIONS=…")
    if given.is_file():
        place: Place = _only_folder(archive(given, given.name))
    elif given.is_dir():
        place = Folder(given)
    else:
        raise BadInput(f"{given} is neither a folder nor a zip.")
    folders, files = place.contents()
    if any(_exact(file, topics) for file in files):
        name = given.resolve().stem if given.is_file() else given.resolve().name
        return [Entry(as_folder(name), partial(_in_folder, place, topics))]
    found = _apart([*_of_folders(folders, topics), *_of_archives(files, topics), *_of_lone_files(files, topics)])
    if not found:
        raise BadInput(f"{given} is empty: it should hold one folder for each student.")
    return sorted(found, key=lambda entry: entry.name)


def topic_of(filename: str, topics: Sequence[str]) -> tuple[str | None, str | None]:
    """(student, topic): `regression.py` is (None, "regression"), `kim_regression.py` is ("kim", "regression")."""
    path = PurePosixPath(filename)
    stem = path.stem
    if path.suffix.lower() not in SOURCES:
        return None, None
    for topic in sorted(topics, key=len, reverse=True):
        if stem.lower() == topic:
            return None, topic
        if stem.lower().endswith(topic) and stem[-len(topic) - 1] in "_-. ":
            return stem[: -len(topic) - 1], topic
    return None, None


def _exact(file: File, topics: Sequence[str]) -> str | None:
    """The topic whose very name a file has."""
    student, topic = topic_of(file.name, topics)
    return topic if student is None else None


def _inside(place: Place, topics: Sequence[str], remarks: list[str]) -> Iterator[Taken]:
    for file in walk(place, remarks):
        if file.name.lower().endswith(SOURCES):
            yield _exact(file, topics), file


@contextmanager
def _in_folder(place: Place, topics: Sequence[str], remarks: list[str]) -> Iterator[Iterable[Taken]]:
    yield _inside(place, topics, remarks)


@dataclass(frozen=True)
class _Claim:
    """An entry before names are made apart: the names that it would like, the best first."""

    names: tuple[str, ...]
    look: Look
    remarks: tuple[str, ...] = ()


def _of_folders(folders: Sequence[tuple[str, Place]], topics: Sequence[str]) -> Iterator[_Claim]:
    for name, place in folders:
        yield _Claim((name,), partial(_in_folder, place, topics))


def _of_archives(files: Sequence[File], topics: Sequence[str]) -> Iterator[_Claim]:
    for file in files:
        if _is_archive(file):
            yield _Claim((PurePosixPath(file.name).stem, file.name), partial(_in_archive, file, topics))


def _of_lone_files(files: Sequence[File], topics: Sequence[str]) -> Iterator[_Claim]:
    """`kim_regression.py` answers regression for kim; a name without a topic answers nothing."""
    students: dict[str, list[Taken]] = {}
    for file in files:
        stem = PurePosixPath(file.name).stem
        student, topic = topic_of(file.name, topics)
        if topic:
            students.setdefault(student or stem, []).append((topic, file))
        elif not _is_archive(file):
            remark = f"{file.name} names no topic; call it {stem}_<topic>.py, or put it into a folder."
            yield _Claim((stem, file.name), partial(_these, []), (remark,))
    for student, taken in students.items():
        yield _Claim((student, f"{student} (files)"), partial(_these, taken))


def _is_archive(file: File) -> bool:
    return file.name.lower().endswith(".zip")


@contextmanager
def _these(taken: list[Taken], _: list[str]) -> Iterator[Iterable[Taken]]:
    yield taken


@contextmanager
def _in_archive(file: File, topics: Sequence[str], remarks: list[str]) -> Iterator[Iterable[Taken]]:
    """A zip may lie in another zip, where it cannot be read at will; a copy without a name can."""
    with tempfile.TemporaryFile() as copy:
        try:
            with file.opener(file.name) as opened:
                _copy(opened, copy, file.name)
            taken: Iterable[Taken] = _inside(archive(copy, file.name), topics, remarks)
        except (BadInput, Refused) as error:
            remarks.append(str(error))
            taken = ()
        except UNREADABLE as error:
            remarks.append(f"{file.name} cannot be unpacked ({error}).")
            taken = ()
        yield taken


def _copy(opened: IO[bytes], copy: IO[bytes], name: str) -> None:
    while chunk := opened.read(2**20):
        copy.write(chunk)
        if copy.tell() > MAX_ARCHIVE:
            raise BadInput(f"{name} is larger than a submission can be; it was not opened.")


def _apart(claims: Sequence[_Claim]) -> list[Entry]:
    """Entries with names of their own, also on a disk that knows no capitals."""
    entries: dict[str, Entry] = {}
    for claim in claims:
        wanted = as_folder(claim.names[0])
        others = (f"{wanted} ({number})" for number in itertools.count(2))
        name = next(
            name for name in itertools.chain(map(as_folder, claim.names), others) if _folded(name) not in entries
        )
        remarks = list(claim.remarks)
        if name != wanted:
            remarks.append(f"Several entries are called {wanted}; this one, {claim.names[-1]}, is graded as {name}.")
        entries[_folded(name)] = Entry(name, claim.look, remarks)
    return list(entries.values())


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name.casefold())


def as_folder(name: str) -> str:
    """A name for a folder right below OUT, and for none of the files that are there."""
    text = shown(name).replace("/", "_")
    if len(text.encode()) > MAX_NAME:
        text = text.encode()[: MAX_NAME - 9].decode("utf-8", "ignore") + "-" + sha256(text.encode()).hexdigest()[:8]
    own = text and not text.startswith(".") and not text.casefold().startswith(RESERVED)
    return text if own else f"_{text}"


def _only_folder(place: Place) -> Place:
    """The single folder that many archives wrap around their contents."""
    folders, files = place.contents()
    if len(folders) == 1 and not files and folders[0][1].contents()[0]:
        return folders[0][1]
    return place
