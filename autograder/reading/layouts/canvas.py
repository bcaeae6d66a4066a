"""Canvas' "Download Submissions": one flat zip of `lovelaceada_LATE_123_456_regression.ipynb`.

The names are those that lib/content_zipper.rb of instructure/canvas-lms writes: the sortable name in small letters and
without punctuation, LATE where Canvas calls it late, the ids of user and file, and the file's own name, to which Canvas
adds `-1`, `-2`, … when one of that name was handed in before. An anonymous assignment has `anon_Ab3dE` for the name and
the user's id; text and links are `…_123_text.html` and `…_123_link.html`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import PurePosixPath

from ...language import N_, _
from ...people.person import Signs
from ..look import Gathered, exact, look_in
from ..places import Contents, File
from ..rank import numbered
from .claim import Claim, Recognised

LAYOUT = "Canvas"
WHO = r"(?:(?P<name>(?!anon_)\S+?)(?P<late>_LATE)?_(?P<user>\d+)|(?P<late_anonymous>LATE_)?anon_(?P<anonymous>\w{5}))"
WHAT = r"(?:_(?P<file>\d+)_(?P<original>.+)|_(?P<page>text|link)\.html)"
NAME = re.compile(f"(?!.*_assignsubmission_){WHO}{WHAT}")
ANEW = re.compile(r"-\d+$")  # what Canvas adds to the name of a file that is handed in again
TWO_WAYS = re.compile(r"(\d+)_")  # at the beginning of an original name, it may have been an id
LATE = N_("Canvas marks it as late, and does not tell by how much: nothing is taken off.")
NOBODY = N_("Canvas hid who handed it in (an anonymous assignment).")


@dataclass(frozen=True)
class _Upload:
    """A file of the zip, and what its name tells."""

    file: File
    found: re.Match[str]

    @property
    def who(self) -> str:
        """The same for all files of one student, late or not."""
        return f"{self.found['name']}_{self.found['user']}" if self.found["user"] else f"anon_{self.found['anonymous']}"

    @property
    def late(self) -> bool:
        return bool(self.found["late"] or self.found["late_anonymous"])

    @property
    def number(self) -> int:
        """Canvas' id of the file: the later, the higher."""
        return int(self.found["file"] or 0)


def canvas(contents: Contents, topics: Sequence[str]) -> Recognised | None:
    """Recognises the names of files."""
    students: dict[str, list[_Upload]] = {}
    fitting: list[File] = []
    strays: list[File] = []
    for file in contents[1]:
        found = NAME.fullmatch(file.name)
        if found and (found["anonymous"] or found["name"] == found["name"].lower()):  # Canvas writes no capitals
            upload = _Upload(file, found)
            students.setdefault(upload.who, []).append(upload)
            fitting.append(file)
        else:
            strays.append(file)
    claims = [_claim(who, uploads, topics) for who, uploads in students.items()]
    return Recognised(LAYOUT, claims, ([], fitting), (contents[0], strays)) if claims else None


def _claim(who: str, uploads: Sequence[_Upload], topics: Sequence[str]) -> Claim:
    topic = partial(_topic, topics)
    files, remarks = _latest([upload for upload in uploads if upload.found["original"]], topics)
    found = uploads[0].found
    if any(upload.late for upload in uploads):
        remarks.append(LATE)
    if found["anonymous"]:
        remarks.append(NOBODY)
    pages = [upload.file.name for upload in uploads if upload.found["page"]]
    remarks += [
        _("{page} is a page, not a file of the student's: nothing in it is graded.").format(page=page) for page in pages
    ]
    for upload in uploads:
        if other := TWO_WAYS.match(upload.found["original"] or ""):
            remarks.append(
                _("{name} may be user {number}'s (file {file}): taken for {who}'s.").format(
                    name=upload.file.name, number=upload.number, file=other[1], who=who
                )
            )
    signs = Signs((found["user"],), found["name"], foreign=True) if found["user"] else Signs()
    return Claim((who,), look_in(Gathered(files=files), topic), LAYOUT, signs, None, tuple(remarks))


def _latest(uploads: Sequence[_Upload], topics: Sequence[str]) -> tuple[list[File], list[str]]:
    """The files by their own names, and remarks: of two uploads that differ in Canvas' number alone, the later counts.

    The times in the zip are those of the download, so they are left out.
    """
    latest: dict[tuple[str, str], _Upload] = {}
    remarks = []
    for upload in sorted(uploads, key=lambda upload: upload.number):
        path = PurePosixPath(upload.found["original"])
        topic = _topic(topics, path.name)
        again = topic and not numbered(path.name)  # a browser's number says nothing of the order
        key = (topic or path.name, path.suffix.lower() if again else str(upload.number))
        if before := latest.get(key):
            newer, older = upload.found["original"], before.found["original"]
            remarks.append(
                _("{newer} counts for {topic}: it was handed in after {older}.").format(
                    newer=newer, topic=topic, older=older
                )
            )
        latest[key] = upload
    files = [replace(upload.file, name=upload.found["original"], modified=None) for upload in latest.values()]
    return files, remarks


def _topic(topics: Sequence[str], filename: str) -> str | None:
    """The topic of `regression.ipynb`, and of `regression-2.ipynb`, which is a later one."""
    path = PurePosixPath(filename)
    return exact(topics, filename) or exact(topics, ANEW.sub("", path.stem) + path.suffix)
