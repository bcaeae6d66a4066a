"""What was handed in: the entries with their people and their lateness, and who is missing, twice there or unknown."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from .language import N_, _, ngettext
from .people.late import LateRule, read_rule
from .people.person import Person
from .people.roster import Match, Roster, read_roster
from .reading.find import Entry, find

UNDECIDED = N_(
    "The same person handed in {others} too, and no time tells which is newer: each is graded, and has a mark."
)
OLDER = N_("The same person handed in {newer} later, which counts: this one is graded, and its mark is nobody's.")
NEWER = N_("The same person handed in {others} before: this one counts.")


@dataclass(frozen=True)
class Deal:
    """What a course says of its people and of lateness."""

    roster: Roster | None = None
    rule: LateRule | None = None

    @property
    def due(self) -> datetime | None:
        """When work was due."""
        return self.rule.due if self.rule else None

    @property
    def people(self) -> Sequence[Person]:
        """Those of the roster."""
        return self.roster.people if self.roster else ()


@dataclass
class Collection:
    """Entries, each with its person and factor, and what an instructor has to look at."""

    entries: list[Entry]
    deal: Deal
    unmatched: list[str] = field(default_factory=list)
    ambiguous: list[tuple[str, tuple[Person, ...]]] = field(default_factory=list)
    twice: list[tuple[Person, list[str], str | None]] = field(default_factory=list)  # … and the one that counts

    @property
    def missing(self) -> list[Person]:
        """Those of the roster who have no entry."""
        there = {entry.handed.person for entry in self.entries}
        return [person for person in self.deal.people if person not in there]

    @property
    def untimed(self) -> list[str]:
        """The entries whose time nothing tells."""
        return [entry.name for entry in self.entries if entry.handed.submitted is None]

    def days(self, entry: Entry) -> int | None:
        """Days late; None where nothing tells."""
        rule, submitted = self.deal.rule, entry.handed.submitted
        return rule.days(submitted) if rule and submitted else None


def read_deal(roster: Path | None, due: str | None, late: Path | None) -> Deal:
    """What is given on the command line. Raises BadInput."""
    return Deal(read_roster(roster) if roster else None, read_rule(due, late))


def collect(given: Path, topics: Sequence[str], deal: Deal) -> Collection:
    """What `given` holds, and whose it is. What is odd is among the remarks, which name nobody else. Raises BadInput."""
    collection = Collection(find(given, topics), deal)
    if deal.roster:
        matches = deal.roster.match_all([entry.signs for entry in collection.entries])
        for entry, match in zip(collection.entries, matches, strict=True):
            _match(entry, match, deal.roster, collection)
        _settle(collection)
    for entry in collection.entries:
        _rate(entry, collection)
    return collection


def _match(entry: Entry, match: Match, roster: Roster, collection: Collection) -> None:
    if match.person:
        told = entry.handed.submitted or roster.times.get(match.person.id)  # the layout knows this very submission
        entry.handed = replace(entry.handed, person=match.person, submitted=told)
    elif match.people:
        collection.ambiguous.append((entry.name, match.people))
    else:
        entry.handed = replace(entry.handed, stranger=match.stranger)
        collection.unmatched.append(entry.name)


def _settle(collection: Collection) -> None:
    """Of several entries of one person the newest counts, where all tell a time and one is newer than all others."""
    by_person: dict[Person, list[Entry]] = {}
    for entry in collection.entries:
        if entry.handed.person:
            by_person.setdefault(entry.handed.person, []).append(entry)
    for person, entries in by_person.items():
        if len(entries) > 1:
            newest = _newest(entries)
            collection.twice.append((person, [entry.name for entry in entries], newest.name if newest else None))
            for entry in entries:
                others = ", ".join(other.name for other in entries if other is not entry)
                if newest is None:
                    entry.remarks.append(_(UNDECIDED).format(others=others))
                elif entry is newest:
                    entry.remarks.append(_(NEWER).format(others=others))
                else:
                    entry.remarks.append(_(OLDER).format(newer=newest.name))
                    entry.handed = replace(entry.handed, person=None, newer=newest.name)


def _newest(entries: Sequence[Entry]) -> Entry | None:
    timed = [(entry.handed.submitted, entry) for entry in entries if entry.handed.submitted]
    if len(timed) < len(entries):
        return None
    last = max(submitted for submitted, _ in timed)
    newest = [entry for submitted, entry in timed if submitted == last]
    return newest[0] if len(newest) == 1 else None


def _rate(entry: Entry, collection: Collection) -> None:
    """What lateness leaves of its mark, and the sentence that says so."""
    rule, days, submitted = collection.deal.rule, collection.days(entry), entry.handed.submitted
    if rule and days and submitted:
        factor = rule.factor(days)
        entry.handed = replace(entry.handed, factor=factor)
        said = _("Handed in at {submitted}, {days} late (due {due}).")
        if rule.rows:
            said = _("Handed in at {submitted}, {days} late (due {due}): {factor:g} of the mark counts.")
        late = ngettext("{count} day", "{count} days", days).format(count=days)
        at, due = (
            submitted.isoformat(" ", "seconds"),
            rule.due.isoformat(" ", "seconds" if rule.due.second else "minutes"),
        )
        entry.remarks.append(said.format(submitted=at, days=late, due=due, factor=factor))
