"""Looks at one student's files: which are there, and which topic each answers by its name."""

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import PurePosixPath

from ..language import _
from ..verdict import BadInput, Refused
from .places import SOURCES, UNREADABLE, Contents, File, Place, archive, walk
from .rank import unnumbered, without_engine

MAX_ARCHIVE = 500 * 2**20  # bytes of the zips in one submission
MAX_ARCHIVES = 10  # opened in one submission

Taken = tuple[str | None, File]  # a file, and the topic that it answers, if it is called so
Look = Callable[[list[str]], AbstractContextManager[Iterable[Taken]]]  # opens an entry; what is odd goes into the list
Topic = Callable[[str], str | None]  # the topic that a file answers by its name


def topic_of(filename: str, topics: Sequence[str]) -> tuple[str | None, str | None]:
    """(student, topic): `regression.py` is (None, "regression"), `kim_regression (1).py` is ("kim", "regression")."""
    path = PurePosixPath(filename)
    stem = unnumbered(path.stem)
    if path.suffix.lower() not in SOURCES:
        return None, None
    for topic in sorted(topics, key=len, reverse=True):
        if stem.lower() == topic:
            return None, topic
        if stem.lower().endswith(topic) and stem[-len(topic) - 1] in "_-. ":
            return stem[: -len(topic) - 1], topic
    return None, None


def exact(topics: Sequence[str], filename: str) -> str | None:
    """The topic whose very name a file has."""
    student, topic = topic_of(filename, topics)
    return topic if student is None else None


def is_archive(file: File) -> bool:
    """By its name."""
    return file.name.lower().endswith(".zip")


@dataclass(frozen=True)
class Gathered:
    """A place made of what lies apart elsewhere."""

    folders: Sequence[tuple[str, Place]] = ()
    files: Sequence[File] = ()

    def contents(self) -> Contents:
        """What it was made of."""
        return list(self.folders), list(self.files)


def look_in(place: Place, topic: Topic) -> Look:
    """A look at the files in a place at any depth, and in the zips that lie there."""
    return partial(_look, place, topic)


def look_at(taken: Sequence[Taken]) -> Look:
    """A look at just these."""
    return partial(_these, taken)


@contextmanager
def _these(taken: Sequence[Taken], _: list[str]) -> Iterator[Iterable[Taken]]:
    yield taken


@contextmanager
def _look(place: Place, topic: Topic, remarks: list[str]) -> Iterator[Iterable[Taken]]:
    with ExitStack() as opened:
        yield _inside(place, topic, remarks, opened)


def _inside(place: Place, topic: Topic, remarks: list[str], opened: ExitStack) -> Iterator[Taken]:
    """The files, then those in zips."""
    files = list(walk(place, remarks))
    archives = [file for file in files if is_archive(file)]
    yield from ((topic(file.name), file) for file in without_engine(files) if not is_archive(file))
    if len(archives) > MAX_ARCHIVES:
        remarks.append(
            _("There are {count} zips, {name} among them; none of them was opened.").format(
                count=len(archives), name=archives[0].name
            )
        )
        return
    unpacking = _Unpacking(remarks, opened)
    for zipped in archives:
        for name, file in unpacking.files(zipped, "" if len(files) == 1 else f"{zipped.name}/"):
            yield topic(name), file


@dataclass
class _Unpacking:
    """The zips of one submission. One may lie in another zip, where it cannot be read at will; a copy can."""

    remarks: list[str]
    opened: ExitStack
    room: int = field(default=MAX_ARCHIVE)

    def files(self, file: File, prefix: str) -> Iterator[tuple[str, File]]:
        """The files in a zip: the name there, and the file under the name that it has in the submission."""
        nested: list[str] = []
        for inner in without_engine(walk(self._place(file), self.remarks)):
            if is_archive(inner):
                nested.append(prefix + inner.name)
            else:
                yield inner.name, replace(inner, name=prefix + inner.name)
        if nested:
            one = _("{name} is a zip inside of a zip: not opened. Hand in the files themselves.")
            many = _("{name} and {count} more are zips inside of a zip: not opened. Hand in the files themselves.")
            self.remarks.append((one if len(nested) == 1 else many).format(name=nested[0], count=len(nested) - 1))

    def _place(self, file: File) -> Place:
        """The contents; an empty place, and a remark, where there are none to be had."""
        copy = self.opened.enter_context(tempfile.TemporaryFile())  # noqa: SIM115 - the stack closes it
        try:
            with file.opener(file.name) as source:
                while chunk := source.read(2**20):
                    copy.write(chunk)
                    if copy.tell() > self.room:
                        raise BadInput(
                            _("{file} is larger than a submission can be; it was not opened.").format(file=file.name)
                        )
            self.room -= copy.tell()
            return archive(copy, file.name)
        except (BadInput, Refused) as error:
            self.remarks.append(str(error))
        except UNREADABLE as error:
            self.remarks.append(_("{file} cannot be unpacked ({error}).").format(file=file.name, error=error))
        copy.truncate(0)
        return Gathered()
