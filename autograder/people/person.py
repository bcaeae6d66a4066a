"""Who handed in a submission, and when."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Person:
    """A line of the roster. Only `id` is never empty.

    canvas: Canvas' own number. borrowed: the roster has no id, and the login, the address or that number stands in.
    """

    id: str
    name: str = ""
    email: str = ""
    section: str = ""
    login: str = ""
    canvas: str = ""
    borrowed: bool = False

    @property
    def own_id(self) -> str:
        """The id, if it is one: other systems find nobody, or somebody else, by what stands in for it."""
        return "" if self.borrowed else self.id


@dataclass(frozen=True)
class Signs:
    """What a layout tells of who handed in, to be looked for in a roster; empty where it tells nothing.

    keys: each may be an id, a login, an e-mail address or the part of one before the @. name: in any order, and maybe
    without its spaces. foreign: the keys are numbers of Canvas. Where the roster has none of these, they may be somebody
    else's id: then they fit nobody whose name does not. rest: what is left of a key without what all of its kind begin with.
    """

    keys: tuple[str, ...] = ()
    name: str = ""
    foreign: bool = False
    rest: str = ""

    @property
    def shortened(self) -> "Signs":
        """With the rest alone, where there is one."""
        return Signs((self.rest,), self.rest) if self.rest else self


@dataclass(frozen=True)
class Handed:
    """What is known of how a submission was handed in.

    layout: what the files were recognised as. submitted: with a time zone; None where nothing tells. factor: what
    lateness leaves of a mark, 1 for work in time. newer: what the same person handed in later, which counts instead.
    stranger: it is of nobody in the roster, for certain.
    """

    layout: str = ""
    person: Person | None = None
    submitted: datetime | None = None
    factor: float = 1.0
    newer: str = ""
    stranger: bool = False
