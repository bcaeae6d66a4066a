"""Reads the files of a submission, each once: what is read here is what is graded. Nothing of it is run."""

from collections.abc import Sequence
from pathlib import Path

from ..verdict import NoAnswer, Unanswered, Unread, one_line
from .choose import MAX_CANDIDATES, Candidate, choose, defined_twice, too_many
from .find import Entry
from .places import File, file_at
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
        remarks.append(f"There is no <topic>.py and no <topic>.ipynb in {entry.name}: nothing to grade.")
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
        return Unanswered(f"There is no {topic}.py and no {topic}.ipynb in the submission.")
    if len(files) > MAX_CANDIDATES:
        return too_many(topic, files)
    stub = read_file(file_at(stubs / topic / f"{topic}.py"))
    answer, said = choose(topic, [Candidate(file, read_file(file)) for file in files], stub)
    remarks += said
    if isinstance(answer, Source):
        remarks += [*answer.odd, *defined_twice(answer, stub)]
    return answer


def _untaken(names: Sequence[str], missing: Sequence[str]) -> str:
    more = f" and {len(names) - TOLD} more" if len(names) > TOLD else ""
    wanted = ", ".join(f"{topic}.py" for topic in missing)
    return f"Taken for no topic by its name: {', '.join(names[:TOLD])}{more}. These names are missing: {wanted}."
