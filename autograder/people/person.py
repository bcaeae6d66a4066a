"""Who handed in a submission, and when."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Person:
    """A line of the roster. Only `id` is never empty."""

    id: str
    name: str = ""
    email: str = ""
    section: str = ""
    login: str = ""


@dataclass(frozen=True)
class Handed:
    """What is known of how a submission was handed in.

    layout: what the files were recognised as. submitted: with a time zone; None where nothing tells. factor: what
    lateness leaves of a mark, 1 for work in time.
    """

    layout: str = ""
    person: Person | None = None
    submitted: datetime | None = None
    factor: float = 1.0
