"""Gradescope's "Export Submissions": `submission_123456/` folders beside `submission_metadata.yml`.

The metadata are a mapping by folder, with `:submitters:` (`:name:`, `:sid:`, `:email:`) and `:created_at:`.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

import yaml

from ...language import _
from ...people.person import Signs
from ...verdict import Refused
from ..look import exact, look_at, look_in
from ..places import Contents, File, Place
from .claim import Claim, Recognised
from .moments import moment

LAYOUT = "Gradescope"
METADATA = "submission_metadata.yml"
MAX_METADATA = 128 * 2**20  # bytes; the results of a whole cohort are in it
EXPORT = re.compile(r"assignment_\d+_export")  # the folder around all of it
FOLDER = re.compile(r"submission_\d+")
LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # texts, lists and mappings; no tag makes anything else of them

Plain = Mapping[str, object]


@dataclass(frozen=True)
class _Metadata:
    """What the metadata tell: a record by folder, and what is wrong with them as a whole."""

    records: Plain = field(default_factory=dict)
    wrong: str = ""


def gradescope(contents: Contents, topics: Sequence[str]) -> Recognised | None:
    """Recognises the metadata, and folders of these names where they are missing."""
    folders, files = contents
    given = next((file for file in files if file.name == METADATA), None)
    metadata = _metadata(given) if given else _Metadata(wrong=_("There is no {metadata}").format(metadata=METADATA))
    fitting = [(name, place) for name, place in folders if FOLDER.fullmatch(name)]
    if not given and not fitting:
        return None
    claims = [claim for name, place in fitting for claim in _claims(name, place, metadata, topics)]
    for name in sorted(metadata.records.keys() - dict(folders).keys()):
        gone = _("{name} is in {metadata}, but its folder is not there: nothing to grade.").format(
            name=name, metadata=METADATA
        )
        claims += [claim.remarked(gone) for claim in _claims(name, None, metadata, topics)]
    names = {name for name, _ in fitting}
    strays = [folder for folder in folders if folder[0] not in names], [file for file in files if file is not given]
    return Recognised(LAYOUT, claims, (fitting, []), strays, certain=given is not None)


def _metadata(file: File) -> _Metadata:
    try:
        records = yaml.load(file.data(MAX_METADATA).decode("utf-8-sig"), Loader=LOADER)
        if not isinstance(records, dict):
            raise ValueError(_("it is no mapping by submission"))
        return _Metadata({name: record for name, record in records.items() if FOLDER.fullmatch(name)})
    except (yaml.YAMLError, Refused, ValueError, TypeError, RecursionError) as error:
        reason = str(error).partition("\n")[0].removesuffix(".")
        return _Metadata(wrong=_("{metadata} cannot be read ({reason})").format(metadata=METADATA, reason=reason))


def _claims(name: str, place: Place | None, metadata: _Metadata, topics: Sequence[str]) -> Iterator[Claim]:
    """One for each of those who handed it in: everybody of a group gets the mark."""
    look = look_in(place, partial(exact, topics)) if place else look_at([])
    record = metadata.records.get(name)
    if not isinstance(record, dict):
        wrong = metadata.wrong or _("{metadata} says nothing of {name}").format(metadata=METADATA, name=name)
        yield Claim(
            (name,),
            look,
            LAYOUT,
            remarks=(_("{wrong}: who handed it in, and when, is not known.").format(wrong=wrong),),
        )
        return
    submitted, remarks = _submitted(record)
    people = _people(record)
    if not people:
        yield Claim(
            (name,),
            look,
            LAYOUT,
            submitted=submitted,
            remarks=(*remarks, _("{metadata} names nobody for it.").format(metadata=METADATA)),
        )
    if len(people) > 1:
        remarks = (
            *remarks,
            _("Handed in by a group of {count}: each of them has this mark.").format(count=len(people)),
        )
    for person in people:
        known = [person[key] for key in (":sid", ":email") if person[key]]
        called = "_".join([text for text in (person[":name"], *known[:1]) if text])
        signs = Signs(tuple(known), person[":name"])
        yield Claim((called, f"{called} ({name})"), look, LAYOUT, signs, submitted, remarks)


def _people(record: Plain) -> list[dict[str, str]]:
    """Those of whom anything is told."""
    submitters = record.get(":submitters")
    told = [
        {key: text.strip() if isinstance(text := one.get(key), str) else "" for key in (":name", ":sid", ":email")}
        for one in (submitters if isinstance(submitters, list) else [])
        if isinstance(one, dict)
    ]
    return [person for person in told if any(person.values())]


def _submitted(record: Plain) -> tuple[datetime | None, tuple[str, ...]]:
    try:
        return moment(str(record.get(":created_at"))), ()
    except ValueError:
        return None, (_("{metadata} tells no time for it.").format(metadata=METADATA),)
