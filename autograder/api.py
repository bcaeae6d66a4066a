"""Grading from Python: `grade(submission, course)` gives the report that `make grade` writes for one student."""

import io
import reprlib
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from numbers import Integral, Real
from pathlib import Path, PurePath
from typing import Any

from .course import PUBLIC_SEED, load_topic, serve, topic_names
from .exercise import chosen
from .isolation.probe import launcher_for_strangers
from .isolation.time_limit import CALL_SECONDS, MOST_SECONDS
from .judge_process import grade_here
from .language import _
from .reading.find import Entry
from .reading.look import Gathered, Taken, exact, look_at, look_in, topic_of
from .reading.places import File, Folder, file_at
from .reading.read import read_submission
from .report import Report
from .tell import as_json
from .variant import secret_seed
from .verdict import BadInput
from .worker.confine import LEVELS

__all__ = ["Report", "as_json", "grade"]

MAPPING = "submission"  # the name of one that no file has

Handed = Path | str | Mapping[str, str | bytes]


def grade(
    submission: Handed,
    course: Path | str,
    *,
    topics: Sequence[str] | None = None,
    seed: int | None = None,
    public: bool = False,
    isolation: str | None = None,
    seconds: float = CALL_SECONDS,
) -> Report:
    """What the checks of a course say of one submission, whose code runs in isolation, as hostile code.

    submission: a folder or zip of one student's, a file that is named like a topic, or sources by topic.
    course: the folder that holds `solutions/`. A process serves one course; another one needs another process.
    topics: those to be graded; by default all, or of a file or a mapping those that it answers.
    seed: fixes the hidden inputs; by default they are drawn anew. public: the public checks alone, on their own inputs.
    isolation: the level by name; by default the strongest of the kernel's. seconds: of processor time for a call.

    Raises BadInput where there is no such submission, course or topic, or an argument is none of these, NotIsolated where
    this machine isolates nothing, and GraderFault where the course itself is broken. What is wrong with an answer is in
    the report.
    """
    _refuse(submission, course, topics, seed, public, isolation, seconds)
    root = serve(Path(course)).assignments
    known = topic_names()
    entry, answered = _entry(submission, known)
    named = list(dict.fromkeys(map(str, topics if topics is not None else answered)))
    if not named:
        raise BadInput(
            _("There is nothing to grade: no topic is named. Topics: {topics}.").format(topics=", ".join(known))
        )
    loaded = [load_topic(topic) for topic in chosen(named, known)]
    drawn = PUBLIC_SEED if public else secret_seed() if seed is None else int(seed)
    reports: list[Report] = []
    with launcher_for_strangers(isolation) as launcher:
        read = read_submission(entry, named, root)
        grade_here([read], loaded, drawn, reports.append, launcher, public=public, seconds=float(seconds))
    return reports[0]


def _refuse(submission: Any, course: Any, topics: Any, seed: Any, public: Any, isolation: Any, seconds: Any) -> None:
    """Raises BadInput for an argument that can be none, whatever the course."""
    if not _is_path(submission) and not isinstance(submission, Mapping):
        raise BadInput(
            _("A submission is a path, or sources by topic, and not {given}.").format(given=_short(submission))
        )
    if not _is_path(course):
        raise BadInput(_("A course is the path of a folder, and not {given}.").format(given=_short(course)))
    if isinstance(topics, str) or not isinstance(topics, Iterable | None):
        raise BadInput(_("Topics are a list of names, and not {given}.").format(given=_short(topics)))
    if seed is not None and (not _is_number(seed, Integral) or seed < 0):
        raise BadInput(_("A seed is a whole number, 0 or more: {seed}").format(seed=_short(seed)))
    if not isinstance(public, bool):
        raise BadInput(_("public is True or False, and not {given}.").format(given=_short(public)))
    if isolation is not None and isolation not in [*LEVELS]:
        raise BadInput(
            _("There is no isolation {name}. Levels: {levels}.").format(name=isolation, levels=", ".join(LEVELS))
        )
    if not _is_number(seconds, Real) or not 0 < seconds <= MOST_SECONDS:
        raise BadInput(
            _("A call may take a number of seconds, more than 0 and at most {most}: {seconds}").format(
                most=MOST_SECONDS, seconds=_short(seconds)
            )
        )


def _is_path(given: Any) -> bool:
    return isinstance(given, PurePath) or (isinstance(given, str) and given != "")  # which would be the current folder


def _is_number(given: Any, kind: type) -> bool:
    return isinstance(given, kind) and not isinstance(given, bool)


def _short(given: Any) -> str:
    """An argument on one line."""
    return " ".join(reprlib.repr(given).split())


def _entry(submission: Handed, topics: Sequence[str]) -> tuple[Entry, Sequence[str]]:
    """What was handed in, and the topics that it is about."""
    if isinstance(submission, Mapping):
        return Entry(MAPPING, look_at([_source(*each) for each in submission.items()])), list(submission)
    path = Path(submission)
    if not _is_there(path):
        raise BadInput(
            _("There is no submission {path}: name a file, a folder or a zip.").format(
                path=path if str(path).isprintable() else _short(submission)
            )
        )
    if path.is_dir():
        return Entry(path.resolve().name, look_in(Folder(path), partial(exact, topics))), topics
    if path.suffix.lower() == ".zip":
        return Entry(path.stem, look_in(Gathered(files=[file_at(path)]), partial(exact, topics))), topics
    found = topic_of(path.name, topics)[1]
    if found is None:
        raise BadInput(
            _("{file} is named like no topic of {topics}: name it so, or give its text by topic.").format(
                file=path.name, topics=", ".join(topics)
            )
        )
    return Entry(path.stem, look_at([(found, file_at(path))])), [found]


def _is_there(path: Path) -> bool:
    with suppress(OSError):  # of a name that no file can have, say
        return path.is_dir() or path.is_file()
    return False


def _source(topic: str, text: str | bytes) -> Taken:
    if not isinstance(text, str | bytes):
        raise BadInput(
            _("The source of {topic} is a text, or bytes, and not {given}.").format(topic=topic, given=_short(text))
        )
    data = text if isinstance(text, bytes) else text.encode(errors="surrogatepass")
    return topic, File(f"{topic}.py", lambda _name: io.BytesIO(data))
