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
from .untaken import untaken


def read_submission(entry: Entry, topics: Sequence[str], stubs: Path) -> Submission:
    """Read an entry's files.

    stubs: the folder of untouched stubs.
    """
    remarks = list(entry.remarks)
    files: dict[str | None, list[File]] = {None: []}
    as_they_came = {topic: read_file(file_at(stubs / topic / f"{topic}.py")) for topic in topics}
    with entry.look(remarks) as taken:
        for called, file in taken:
            files.setdefault(called, []).append(file)
        unexplained = len(remarks) == len(entry.remarks)
        answers = {topic: _answer(topic, files.get(topic, []), as_they_came[topic], remarks) for topic in topics}
    if len(files) == 1 and unexplained:
        remarks.append(
            _("There is no <topic>.py and no <topic>.ipynb in {name}: nothing to grade.").format(name=entry.name)
        )
    unanswered = [topic for topic, answer in answers.items() if _is_missing(answer, as_they_came[topic])]
    remarks += untaken([file.name for file in files[None]], topics, unanswered, alone=len(files) == 1)
    return Submission(entry.name, answers, remarks)


def read_entry(entry: Entry, topics: Sequence[str], stubs: Path) -> Submission:
    """As `read_submission`; an entry that breaks the reader is a fault of the grader's, and the others are graded."""
    try:
        return read_submission(entry, topics, stubs)
    except Exception as error:
        return Submission(entry.name, {topic: Unread(one_line(error)) for topic in topics}, list(entry.remarks))


def _answer(topic: str, files: Sequence[File], stub: Source | Refused, remarks: list[str]) -> Source | NoAnswer:
    """What the files of a topic answer; what is odd about them goes into `remarks`."""
    if not files:
        return Unanswered(_("There is no {topic}.py and no {topic}.ipynb in the submission.").format(topic=topic))
    nearest = sorted(files, key=lambda file: rank(file.name, topic))
    looked_at, passed_over = nearest[:MAX_CANDIDATES], nearest[MAX_CANDIDATES:]
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


def _is_missing(answer: Source | NoAnswer, stub: Source | Refused) -> bool:
    """Whether a topic has no answer; one that is refused has been told of."""
    return untouched(answer, stub) if isinstance(answer, Source) else isinstance(answer, Unanswered)
