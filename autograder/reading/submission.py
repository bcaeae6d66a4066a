"""What one student handed in, as it was read."""

from dataclasses import dataclass, field

from ..verdict import NoAnswer
from .source import Source


@dataclass(frozen=True)
class Submission:
    """What one student answers to each topic, or why there is nothing to call, and what is odd about the files."""

    name: str
    answers: dict[str, Source | NoAnswer]
    remarks: list[str] = field(default_factory=list)
    variant: str | None = None  # whose own inputs it is graded on, where everybody gets others
