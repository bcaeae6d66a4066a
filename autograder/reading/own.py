"""Reads one's own answers, where they belong in one's copy of the course."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from ..language import _
from ..verdict import NoAnswer, Unanswered
from .choose import UNTOUCHED, Candidate, choose, defined_twice, least_answered
from .places import SCRIPT, SOURCES, file_at
from .source import Source
from .submission import Submission
from .text import read_file


def read_own(topics: Sequence[str], assignments: Path) -> Submission:
    """The answers in `assignments/<topic>/<topic>.py` or `.ipynb`; whatever else lies around there does not count."""
    answers: dict[str, Source | NoAnswer] = {}
    remarks: list[str] = []
    for topic in topics:
        paths = [assignments / topic / f"{topic}{suffix}" for suffix in SOURCES]
        files = [file_at(path) for path in paths if path.exists() or path.is_symlink()]
        named = [replace(file, name=f"{assignments.name}/{topic}/{file.name}") for file in files]
        if named:
            answers[topic], said = _own(topic, [Candidate(file, read_file(file)) for file in named])
            remarks += said
        else:
            where = f"{assignments.name}/{topic}/{topic}.py"
            answers[topic] = Unanswered(
                _("There is no {where}; a fresh copy of the course has one.").format(where=where)
            )
    return Submission("your answers", answers, remarks)


def _own(topic: str, candidates: Sequence[Candidate]) -> tuple[Source | NoAnswer, list[str]]:
    """The one of a script and a notebook that counts; that a script counts beside an untouched notebook goes unsaid."""
    stub = least_answered(candidates)
    answer, said = choose(topic, candidates, stub)
    if not isinstance(answer, Source):
        return answer, said
    if answer.name.endswith(SCRIPT):
        passed_over = [_(UNTOUCHED).format(name=answer.name, topic=topic, other=each.file.name) for each in candidates]
        said = [remark for remark in said if remark not in passed_over]
    return answer, [*said, *answer.odd, *defined_twice(answer, stub)]
