"""nbgrader's `submitted/<student>/<assignment>/`, with a `timestamp.txt` in each assignment."""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial

from ...language import _
from ...people.person import Signs
from ...verdict import BadInput, Refused
from ..look import exact, look_in
from ..places import Contents, File, Place
from .claim import NOTHING, Claim, Recognised
from .moments import moment

LAYOUT = "nbgrader"
STAMP = "timestamp.txt"
SUBMITTED = "submitted"
OTHERS = {"source", "release", "autograded", "feedback", "downloaded"}  # of a course's folder

Stamps = dict[str, File | None]  # by assignment


def nbgrader(contents: Contents, topics: Sequence[str]) -> Recognised | None:
    """Recognises a course's folder, or its `submitted/`: there, students with a time stamp where nbgrader puts it."""
    folders, files = contents
    by_name = dict(folders)
    course = SUBMITTED in by_name and by_name.keys() <= OTHERS | {SUBMITTED}
    if course:
        folders, files = by_name[SUBMITTED].contents()
    students = {name: _stamps(place) for name, place in folders}
    fitting = [(name, place) for name, place in folders if course or any(students[name].values())]
    if not fitting:
        return None
    claims = [_claim(name, place, students[name], topics) for name, place in fitting]
    names = {name for name, _ in fitting}
    strays = [folder for folder in folders if folder[0] not in names], files
    return Recognised(LAYOUT, claims, (fitting, []), strays, certain=course)


def _stamps(student: Place) -> Stamps:
    """The time stamp of each assignment, None where there is none."""
    stamps: Stamps = {}
    for name, assignment in _listed(student)[0]:
        stamps[name] = next((file for file in _listed(assignment)[1] if file.name == STAMP), None)
    return stamps


def _listed(place: Place) -> Contents:
    """What cannot be listed is said when it is graded."""
    try:
        return place.contents()
    except BadInput:
        return NOTHING


def _claim(name: str, place: Place, stamps: Stamps, topics: Sequence[str]) -> Claim:
    times: dict[str, datetime] = {}
    remarks = []
    for assignment, stamp in stamps.items():
        if stamp is None:
            remarks.append(
                _("{assignment} has no {stamp}: its time is not known.").format(assignment=assignment, stamp=STAMP)
            )
            continue
        try:
            times[assignment] = moment(stamp.data().decode(), UTC)  # as nbgrader reads a stamp without a zone
        except (Refused, ValueError) as error:
            remarks.append(
                _("{assignment}/{stamp} tells no time ({error}).").format(
                    assignment=assignment, stamp=STAMP, error=error
                )
            )
    last = max(times, key=lambda assignment: times[assignment], default=None)
    if len(set(times.values())) > 1:
        remarks.append(
            _("{count} assignments have different times: the last one, that of {last}, counts.").format(
                count=len(times), last=last
            )
        )
    look = look_in(place, partial(exact, topics))
    return Claim((name,), look, LAYOUT, Signs((name,), name), times[last] if last else None, tuple(remarks))
