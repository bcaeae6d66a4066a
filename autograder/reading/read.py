"""Reads the files of a submission, each once: what is read here is what is graded. Nothing of it is run."""

from collections.abc import Sequence
from pathlib import Path

from ..language import _, some_of
from ..verdict import NoAnswer, Refused, Unanswered, Unread, one_line
from .choose import MAX_CANDIDATES, Candidate, choose, defined_twice, too_many, untouched
from .find import Entry
from .places import File, file_at
from .rank import rank
from .source import Source
from .submission import Submission
from .text import read_file

TOLD = 5  # names in one remark


def read_submission(entry: Entry, topics: Sequence[str], stubs: Path) -> Submission:
    """Read an entry's files.

    stubs: the folder of untouched stubs.
    """
    remarks = list(entry.remarks)
    candidates: dict[str, list[File]] = {}
    untaken: list[str] = []
    with entry.look(remarks) as taken:
        for topic, file in taken:
            if topic is None:
                untaken.append(file.name)
            else:
                candidates.setdefault(topic, []).append(file)
        answers = {topic: _answer(topic, candidates.get(topic, []), stubs, remarks) for topic in topics}
    missing = [topic for topic in topics if topic not in candidates]
    if untaken and missing:
        remarks.append(_untaken(untaken, missing))
    elif not candidates and not remarks:
        remarks.append(
            _("There is no <topic>.py and no <topic>.ipynb in {name}: nothing to grade.").format(name=entry.name)
        )
    return Submission(entry.name, answers, remarks)


def read_entry(entry: Entry, topics: Sequence[str], stubs: Path) -> Submission:
    """As `read_submission`; an entry that breaks the reader is a fault of the grader's, and the others are graded."""
    try:
        return read_submission(entry, topics, stubs)
    except Exception as error:
        return Submission(entry.name, {topic: Unread(one_line(error)) for topic in topics}, list(entry.remarks))


def _answer(topic: str, files: Sequence[File], stubs: Path, remarks: list[str]) -> Source | NoAnswer:
    """What the files of a topic answer; what is odd about them goes into `remarks`."""
    if not files:
        return Unanswered(_("There is no {topic}.py and no {topic}.ipynb in the submission.").format(topic=topic))
    nearest = sorted(files, key=lambda file: rank(file.name, topic))
    looked_at, passed_over = nearest[:MAX_CANDIDATES], nearest[MAX_CANDIDATES:]
    stub = read_file(file_at(stubs / topic / f"{topic}.py"))
    answer, said = choose(topic, [Candidate(file, read_file(file)) for file in looked_at], stub)
    if passed_over:
        if not (isinstance(answer, Source) and _settles(answer, stub, topic, passed_over[0])):
            return too_many(topic, files)
        names = some_of([file.name for file in passed_over])
        said.append(
            _("There are more files for {topic}, which do not count: {names}.").format(topic=topic, names=names)
        )
    remarks += said
    if isinstance(answer, Source):
        remarks += [*answer.odd, *defined_twice(answer, stub)]
    return answer


def _settles(answer: Source, stub: Source | Refused, topic: str, other: File) -> bool:
    """Whether an answer counts whatever is in a file that was not looked at."""
    return not untouched(answer, stub) and rank(answer.name, topic) < rank(other.name, topic)


def _untaken(names: Sequence[str], missing: Sequence[str]) -> str:
    wanted = ", ".join(f"{topic}.py" for topic in missing)
    said = _("Taken for no topic by its name: {names}. These names are missing: {wanted}.")
    if len(names) > TOLD:
        said = _("Taken for no topic by its name: {names} and {count} more. These names are missing: {wanted}.")
    return said.format(names=", ".join(names[:TOLD]), count=len(names) - TOLD, wanted=wanted)
