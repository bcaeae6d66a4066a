"""Reads one's own answers, where they belong in one's copy of the course."""

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from ..language import _
from ..verdict import NoAnswer, Unanswered
from .choose import Candidate, choose, defined_twice
from .places import CLONED, SOURCES, file_at
from .source import Source
from .submission import Submission
from .text import read_file


def read_own(topics: Sequence[str], assignments: Path, stub_of: Callable[[str], str]) -> Submission:
    """The answers in `assignments/<topic>/<topic>.py` or `.ipynb`; whatever else lies around there does not count.

    stub_of: a topic's functions as they came, whatever has become of the files. In a clone no time counts, as it does
    not where the clone is graded.
    """
    cloned = any(os.path.lexists(folder / CLONED) for folder in assignments.absolute().parents)
    answers: dict[str, Source | NoAnswer] = {}
    remarks: list[str] = []
    for topic in topics:
        paths = [assignments / topic / f"{topic}{suffix}" for suffix in SOURCES]
        files = [file_at(path) for path in paths if path.exists() or path.is_symlink()]
        files = [replace(file, name=f"{assignments.name}/{topic}/{file.name}") for file in files]
        if files:
            untimed = [replace(file, modified=None) if cloned else file for file in files]
            stub = Source(topic, stub_of(topic).encode())
            answer, said = choose(topic, [Candidate(file, read_file(file)) for file in untimed], stub)
            answers[topic] = answer
            remarks += said
            if isinstance(answer, Source):
                remarks += [*answer.odd, *defined_twice(answer, stub)]
        else:
            where = f"{assignments.name}/{topic}/{topic}.py"
            answers[topic] = Unanswered(
                _("There is no {where}; a fresh copy of the course has one.").format(where=where)
            )
    return Submission("your answers", answers, remarks)
