"""What no other system has named: a folder, a clone, a zip or some files for each student."""

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import PurePosixPath

from ...language import _
from ...people.person import Signs
from ..look import Gathered, Taken, exact, is_archive, look_at, look_in, topic_of
from ..places import Contents, File, Place
from .claim import Claim
from .clones import Unreadable, clone, committed

FOLDER, CLONE, ARCHIVE, FILES = "folder", "clone", "zip", "files"


def plain(contents: Contents, topics: Sequence[str], among: Contents | None = None) -> list[Claim]:
    """A claim for each folder and zip, and for each student that lone files name.

    among: all that lies there, where `contents` are a part of it: what clones begin with is seen by all of them.
    """
    folders, files = contents
    shared = _shared([name for name, place in (among or contents)[0] if clone(place)])
    return [*_of_folders(folders, topics, shared), *_of_archives(files, topics), *_of_lone_files(files, topics)]


def _of_folders(folders: Sequence[tuple[str, Place]], topics: Sequence[str], shared: str) -> Iterator[Claim]:
    repositories = {name: git for name, place in folders if (git := clone(place))}
    for name, place in folders:
        look = look_in(place, partial(exact, topics))
        if name not in repositories:
            yield Claim((name,), look, FOLDER, Signs((name,), name))
            continue
        signs = Signs((name,), name, rest=name.removeprefix(shared) if shared else "")
        claim = Claim((name,), look, CLONE, signs)
        try:
            yield replace(claim, submitted=committed(repositories[name]))
        except Unreadable as error:
            yield claim.remarked(_("The time of the last commit is not known: {error}.").format(error=error))


def _shared(names: Sequence[str]) -> str:
    """The name of the assignment that stands before each login where a classroom made the repositories."""
    if len(names) < 2:
        return ""
    alike = itertools.takewhile(lambda pair: pair[0] == pair[1], zip(min(names), max(names), strict=False))
    found = re.match(r".*[-_]", "".join(letter for letter, _ in alike))
    return found[0] if found else ""


def _of_archives(files: Sequence[File], topics: Sequence[str]) -> Iterator[Claim]:
    for file in files:
        if is_archive(file):
            stem = PurePosixPath(file.name).stem
            look = look_in(Gathered(files=[file]), partial(exact, topics))
            yield Claim((stem, file.name), look, ARCHIVE, Signs((stem,), stem))


def _of_lone_files(files: Sequence[File], topics: Sequence[str]) -> Iterator[Claim]:
    """`kim_regression.py` answers regression for kim; a name without a topic answers nothing."""
    students: dict[str, list[Taken]] = {}
    for file in files:
        stem = PurePosixPath(file.name).stem
        student, topic = topic_of(file.name, topics)
        if topic:
            students.setdefault(student or stem, []).append((topic, file))
        elif not is_archive(file):
            remark = _("{file} names no topic; call it {stem}_<topic>.py, or put it into a folder.").format(
                file=file.name, stem=stem
            )
            yield Claim((stem, file.name), look_at([]), FILES, Signs((stem,), stem), None, (remark,))
    for student, taken in students.items():
        yield Claim((student, f"{student} (files)"), look_at(taken), FILES, Signs((student,), student))
