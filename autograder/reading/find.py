"""Finds submissions: a folder or a zip with one folder (or zip, or file) for each student, or another system's download.

Nobody's record may overwrite another's: names are made apart here, as names of folders below OUT.
"""

import itertools
import unicodedata
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from pathlib import Path

from ..language import _
from ..people.person import Handed, Signs
from ..verdict import BadInput, Refused
from .layouts import layouts_of, recognise, unrecognised
from .layouts.claim import Claim, Recognised
from .layouts.clones import clone
from .layouts.gradescope import EXPORT
from .look import Look, exact, is_archive, look_in
from .places import UNREADABLE, Folder, Place, archive, shown
from .rank import ASSIGNMENTS

MAX_NAME = 200  # bytes
RECORD = "gradebook."  # the beginning of the record's own files
RESERVED = {"exports", "report", "seed", "similar.csv", "trust.csv"}  # what else commands write right into OUT


@dataclass
class Entry:
    """One student's entry: a name that no other has, and a look at its files that can be taken again and again."""

    name: str
    look: Look
    remarks: list[str] = field(default_factory=list)
    handed: Handed = field(default_factory=Handed)
    signs: Signs = field(default_factory=Signs)

    @property
    def variant(self) -> str:
        """Whose own inputs it is graded on, where everybody gets others: the person's id, or the entry's name."""
        return self.handed.person.id if self.handed.person else self.name


def find(given: Path, topics: Sequence[str]) -> list[Entry]:
    """The entries of `given`, by name. Raises BadInput if there is nothing to grade, or two layouts fit."""
    if not given.exists():
        raise BadInput(_("There is no {given}. Name a folder or a zip with SUBMISSIONS=…").format(given=given))
    if not given.is_file() and not given.is_dir():
        raise BadInput(_("{given} is neither a folder nor a zip.").format(given=given))
    whole: Place = archive(given, given.name) if given.is_file() else Folder(given)
    found = layouts_of(whole.contents(), topics)
    claims = recognise(found, topics)
    if claims is None:
        _refuse_a_download(given, whole, topics)
        place, found = _unwrapped(given, whole, found, topics)
        claims = recognise(found, topics) or _one(given, place, topics)
        claims = claims or unrecognised(place.contents(), found, topics)
    if not claims:
        raise BadInput(_("{given} is empty: it should hold one folder for each student.").format(given=given))
    return sorted(_apart(claims), key=lambda entry: entry.name)


def _refuse_a_download(given: Path, place: Place, topics: Sequence[str]) -> None:
    """Raises BadInput for a folder that holds the zip of a download and nothing else.

    It is not opened unasked: the zip may be a student's, who could make it look like a download.
    """
    folders, files = place.contents()
    if given.is_file() or folders or len(files) != 1 or not is_archive(files[0]):
        return
    name, found = files[0].name, list[Recognised]()
    with suppress(BadInput, Refused, *UNREADABLE), files[0].opener(name) as file:
        inside = archive(file, name).contents()
        inner = inside[0][0][1].contents() if len(inside[0]) == 1 and not inside[1] else inside
        found = [recognised for each in (inside, inner) for recognised in layouts_of(each, topics) if recognised.sure]
    if found:
        raise BadInput(
            _(
                "{given} holds {file}, named as {layout} does: grade that with SUBMISSIONS={given}/{file}, or put it into a folder of the student's whose it is."
            ).format(given=given, file=name, layout=found[0].layout)
        )


def _one(given: Path, place: Place, topics: Sequence[str]) -> list[Claim]:
    """The only submission, where topics lie right inside of the place, or where students' repositories have them."""
    folders, files = place.contents()
    inside = [inner.contents()[0] for name, inner in folders if name == ASSIGNMENTS]
    named = {folder for found in inside for folder, _place in found} & set(topics)
    if not named and not any(exact(topics, file.name) for file in files):
        return []
    name = given.resolve().stem if given.is_file() else given.resolve().name
    return [Claim((name,), look_in(place, partial(exact, topics)), "one submission", Signs((name,), name))]


def _unwrapped(
    given: Path, place: Place, found: list[Recognised], topics: Sequence[str]
) -> tuple[Place, list[Recognised]]:
    """The single folder that many archives and some downloads wrap around their contents, and its layouts.

    A folder on the disk may be a student's, who chooses what is in it, but not its name.
    """
    folders, files = place.contents()
    if len(folders) != 1 or files:
        return place, found
    name, inner = folders[0]
    if clone(inner) or not (
        given.is_file() or EXPORT.fullmatch(name) or _folded(name) == _folded(given.resolve().name)
    ):
        return place, found
    within, beside = inner.contents()
    wraps = given.is_file() and (within or (beside and all(is_archive(file) for file in beside)))
    layouts = layouts_of((within, beside), topics)
    return (inner, layouts) if wraps or recognise(layouts, topics) else (place, found)


def _apart(claims: Sequence[Claim]) -> list[Entry]:
    """Entries with names of their own, also on a disk that knows no capitals."""
    entries: dict[str, Entry] = {}
    for claim in claims:
        wanted = as_folder(claim.names[0])
        others = (f"{wanted} ({number})" for number in itertools.count(2))
        name = next(
            name for name in itertools.chain(map(as_folder, claim.names), others) if _folded(name) not in entries
        )
        remarks = list(claim.remarks)
        if name != wanted:
            remarks.append(
                _("Several entries are called {wanted}; this one, {called}, is graded as {name}.").format(
                    wanted=wanted, called=claim.names[-1], name=name
                )
            )
        handed = Handed(claim.layout, submitted=claim.submitted)
        entries[_folded(name)] = Entry(name, claim.look, remarks, handed, claim.signs)
    return list(entries.values())


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name.casefold())


def as_folder(name: str) -> str:
    """A name for a folder right below OUT, and for none of the files that are there."""
    text = shown(name).replace("/", "_")
    if len(text.encode()) > MAX_NAME:
        text = text.encode()[: MAX_NAME - 9].decode("utf-8", "ignore") + "-" + sha256(text.encode()).hexdigest()[:8]
    folded = _folded(text)
    taken = not text or folded.startswith((".", RECORD)) or folded in RESERVED
    return f"_{text}" if taken else text
