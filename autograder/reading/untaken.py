"""What to say of files that are called like no topic, where a topic has no answer: one of them may be meant for it."""

import re
from collections.abc import Sequence
from pathlib import PurePosixPath

from ..language import _, some_of
from .places import SOURCES

SOURCE_INSIDE = re.compile(r"\.(py|ipynb)\b", re.IGNORECASE)  # of a name: `regression.py.txt`
PACKED = (".rar", ".7z", ".tar", ".gz", ".tgz", ".bz2", ".xz")
DOCUMENTS = (".pdf", ".doc", ".docx", ".odt", ".rtf", ".hwp", ".hwpx")


def untaken(names: Sequence[str], topics: Sequence[str], unanswered: Sequence[str], *, alone: bool) -> list[str]:
    """The remark on files that are taken for nothing, where it is one that they may explain.

    alone: whether there are no others; then each of them is named, whatever it is.
    """
    likely = [name for name in names if _may_be_an_answer(PurePosixPath(name).name.lower(), topics)]
    found = list(dict.fromkeys([*likely, *names])) if alone else likely
    if not found or not unanswered:
        return []
    wanted = ", ".join(f"{topic}.py" for topic in unanswered)
    told = _("Taken for no topic by its name: {names}. Still without an answer: {wanted}.")
    return [told.format(names=some_of(found), wanted=wanted)]


def _may_be_an_answer(name: str, topics: Sequence[str]) -> bool:
    """A file that a student may have meant, unlike a picture or a README."""
    endings = (*SOURCES, *PACKED, *DOCUMENTS)
    return name.endswith(endings) or bool(SOURCE_INSIDE.search(name)) or any(topic in name for topic in topics)
