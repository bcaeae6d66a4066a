"""Finds submissions: a folder or a zip with one folder (or zip, or file) for each student."""

import os
import stat
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from .verdict import Refused, Unanswered

SKIPPED = {"__pycache__", "__MACOSX", "node_modules", "site-packages"}
MAX_FILES = 20_000  # in one archive, or looked at in one submission
MAX_UNPACKED = 500 * 2**20  # bytes


class BadInput(Exception):
    """What was given cannot be graded; the text says what to do."""


@dataclass(frozen=True)
class File:
    """Where a file is, and how the student knows it."""

    path: str
    name: str


@dataclass(frozen=True)
class Submission:
    """One student's files by topic, and what is odd about them."""

    name: str
    files: dict[str, list[File]]
    remarks: list[str] = field(default_factory=list)

    def file(self, topic: str) -> File:
        """The file that answers a topic. Raises Unanswered or Refused."""
        candidates = self.files.get(topic, [])
        if not candidates:
            raise Unanswered(f"There is no {topic}.py in the submission.")
        if len(candidates) > 1:
            names = " and ".join(file.name for file in candidates[:3])
            raise Refused(f"There are {len(candidates)} files for {topic}: {names}. Hand in one.")
        if not candidates[0].name.lower().endswith(".py"):
            raise Refused(f"{candidates[0].name} is a notebook; hand in {topic}.py.")
        return candidates[0]


def find(given: Path, topics: Sequence[str], unpacked: Path, stubs: Path) -> list[Submission]:
    """The submissions in `given`, by name.

    unpacked: an empty folder for the contents of archives.
    stubs: the folder of untouched stubs; beside another candidate, a file equal to its stub does not count.
    Raises BadInput if there is nothing to grade.
    """
    if not given.exists():
        raise BadInput(f"There is no {given}. Name a folder or a zip with SUBMISSIONS=…")
    if given.is_file():
        given = _only_folder(_unzip(given, unpacked / "cohort"))
    elif not given.is_dir():
        raise BadInput(f"{given} is neither a folder nor a zip.")
    entries = sorted(path for path in given.iterdir() if not _ignored(path.name))
    if any(path.is_file() and _topic_of(path.name, topics) == (None, path.stem.lower()) for path in entries):
        return [_submission(given.resolve().name, given, topics, stubs)]
    found = _students(entries, topics, unpacked, stubs)
    if not found:
        raise BadInput(f"{given} is empty: it should hold one folder for each student.")
    return found


def _students(entries: Sequence[Path], topics: Sequence[str], unpacked: Path, stubs: Path) -> list[Submission]:
    folders = {path.name for path in entries if path.is_dir()}
    found: dict[str, Submission] = {}
    for path in entries:
        if path.is_dir() and not path.is_symlink():
            found[path.name] = _submission(path.name, path, topics, stubs)
        elif path.suffix.lower() == ".zip" and path.is_file():
            name = path.name if path.stem in folders else path.stem
            found[name] = _archived(name, path, topics, unpacked, stubs)
        else:
            _add_file(found, path, topics)
    return [found[name] for name in sorted(found)]


def _add_file(found: dict[str, Submission], path: Path, topics: Sequence[str]) -> None:
    """A lone file: `kim_regression.py` answers regression for kim; a name without a topic answers nothing."""
    student, topic = _topic_of(path.name, topics)
    if topic is None or student is None:
        remark = f"{path.name} names no topic; call it {path.stem}_<topic>.py, or put it into a folder."
        found[path.stem] = Submission(path.stem, {}, [remark])
        return
    submission = found.setdefault(student, Submission(student, {}))
    submission.files.setdefault(topic, []).append(File(str(path), path.name))


def _archived(name: str, path: Path, topics: Sequence[str], unpacked: Path, stubs: Path) -> Submission:
    try:
        return _submission(name, _unzip(path, unpacked / name), topics, stubs)
    except BadInput as error:
        return Submission(name, {}, [str(error)])


def _submission(name: str, folder: Path, topics: Sequence[str], stubs: Path) -> Submission:
    files: dict[str, list[File]] = {}
    remarks: list[str] = []
    for path in _walk(folder, remarks):
        topic = _topic_of(path.name, topics)
        if topic[0] is None and topic[1] is not None:
            files.setdefault(topic[1], []).append(File(str(path), path.relative_to(folder).as_posix()))
    if not files:
        remarks.append(f"There is no <topic>.py in {name}: nothing to grade.")
    return Submission(name, {topic: _chosen(candidates, topic, stubs) for topic, candidates in files.items()}, remarks)


def _walk(folder: Path, remarks: list[str]) -> Iterator[Path]:
    seen = 0
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not _ignored(name))
        for name in sorted(names + [folder for folder in folders if folder.endswith((".py", ".ipynb"))]):
            seen += 1
            if seen > MAX_FILES:
                remarks.append(f"Only the first {MAX_FILES} files were looked at.")
                return
            yield Path(parent, name)


def _chosen(candidates: list[File], topic: str, stubs: Path) -> list[File]:
    """The candidates that count: scripts before notebooks, answers before untouched stubs, equal files once."""
    scripts = [file for file in candidates if file.name.lower().endswith(".py")] or candidates
    if len(scripts) == 1:
        return scripts
    contents = {file: _content(file) for file in scripts}
    stub = _content(File(str(stubs / topic / f"{topic}.py"), ""))
    touched = [file for file in scripts if contents[file] != stub] or scripts[:1]
    distinct = {contents[file]: file for file in reversed(touched)}
    return list(reversed(distinct.values()))


def _content(file: File) -> bytes | None:
    path = Path(file.path)
    try:
        return path.read_bytes() if path.is_file() and not path.is_symlink() and path.stat().st_size < 2**20 else None
    except OSError:
        return None


def _topic_of(filename: str, topics: Sequence[str]) -> tuple[str | None, str | None]:
    """(student or None, topic or None): `regression.py` is (None, regression), `kim_regression.py` (kim, regression)."""
    stem, suffix = Path(filename).stem, Path(filename).suffix
    if suffix.lower() not in (".py", ".ipynb"):
        return None, None
    for topic in sorted(topics, key=len, reverse=True):
        if stem.lower() == topic:
            return None, topic
        if stem.lower().endswith(topic) and stem[-len(topic) - 1] in "_-. ":
            return stem[: -len(topic) - 1], topic
    return None, None


def _ignored(name: str) -> bool:
    return name.startswith(".") or name in SKIPPED


def _only_folder(folder: Path) -> Path:
    """The single folder that many archives wrap around their contents."""
    entries = [path for path in folder.iterdir() if not _ignored(path.name)]
    students = [path for path in entries if path.is_dir()]
    wrapped = len(entries) == 1 and bool(students) and any(path.is_dir() for path in students[0].iterdir())
    return students[0] if wrapped else folder


def _unzip(archive: Path, into: Path) -> Path:
    """Unpack into a folder: plain files below it, and no more than fit. Raises BadInput."""
    into.mkdir(parents=True)
    try:
        with zipfile.ZipFile(archive) as opened:
            members = opened.infolist()
            if len(members) > MAX_FILES or sum(member.file_size for member in members) > MAX_UNPACKED:
                raise BadInput(f"{archive.name} unpacks to more than a cohort's submissions can be; it was not opened.")
            for member in members:
                _refuse_escape(archive, member)
                opened.extract(member, into)
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, EOFError) as error:
        raise BadInput(f"{archive.name} cannot be unpacked ({error}); is it a zip?") from None
    return into


def _refuse_escape(archive: Path, member: zipfile.ZipInfo) -> None:
    path = PurePosixPath(member.filename.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or stat.S_ISLNK(member.external_attr >> 16):
        raise BadInput(f"{archive.name} holds {member.filename!r}, which points outside of it; it was not unpacked.")
