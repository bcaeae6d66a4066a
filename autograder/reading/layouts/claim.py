"""What a layout recognises."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from ...people.person import Signs
from ..look import Look
from ..places import Contents

NOTHING: Contents = ([], [])


@dataclass(frozen=True)
class Claim:
    """One student's entry, before names are made apart.

    names: those that it would like, the best first. layout: what its files were recognised as. submitted: by what the
    layout tells, with a time zone; the times of files never count.
    """

    names: tuple[str, ...]
    look: Look
    layout: str
    signs: Signs = field(default_factory=Signs)
    submitted: datetime | None = None
    remarks: tuple[str, ...] = ()

    def remarked(self, remark: str) -> "Claim":
        """The same, with one remark more."""
        return replace(self, remarks=(*self.remarks, remark))


@dataclass(frozen=True)
class Recognised:
    """What one layout makes of a place.

    claims: from what fits; strays: the rest, right inside of the place. certain: something there has no other meaning,
    however much does not fit.
    """

    layout: str
    claims: Sequence[Claim]
    fitting: Contents
    strays: Contents = NOTHING
    certain: bool = False

    @property
    def sure(self) -> bool:
        """At least half of what is there fits."""
        fit, rest = (len(folders) + len(files) for folders, files in (self.fitting, self.strays))
        return self.certain or fit >= rest
