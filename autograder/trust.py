"""Holds what students' own pushes reported against the public checks as staff run them: where they differ, and why.

A pushed report is made in the student's repository, so it counts for nothing. It is compared, and never believed: it
is read against a schema with lengths, and what it invents is counted and not listed.
"""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

import msgspec

from .language import N_, _
from .reading.places import UNREADABLE, File, Folder, Place, archive, shown, walk
from .reading.source import Source
from .reading.submission import Submission
from .report import Report
from .verdict import BadInput, Refused
from .versions import versions

NAME = "results.json"
UNEXPLAINED = N_(
    "nothing explains it: the report was made or changed elsewhere, or the answer gives other results each time"
)
TOLD = 3  # names in one reason
Text = Annotated[str, msgspec.Meta(max_length=300)]


class Said(msgspec.Struct):
    """What a report says of one check."""

    topic: Text
    check: Text
    verdict: Text


class Origin(msgspec.Struct):
    """Where a report says that it comes from; `push/origin.py` writes it."""

    release: Text = ""
    variant: Text | None = None
    edited: Annotated[list[Text], msgspec.Meta(max_length=1000)] = []
    answers: Annotated[dict[Text, Text], msgspec.Meta(max_length=1000)] = {}
    versions: Annotated[dict[Text, Text], msgspec.Meta(max_length=100)] = {}


class Pushed(msgspec.Struct):
    """A report."""

    checks: Annotated[list[Said], msgspec.Meta(max_length=1000)]
    origin: Origin


@dataclass(frozen=True)
class Difference:
    """A check of which a push and staff found different things."""

    submission: str
    topic: str
    check: str
    pushed: str
    staff: str
    why: str


@dataclass
class Trust:
    """What a comparison found. missing: submissions without a report. unread: (submission, why)."""

    agreeing: int = 0
    differences: list[Difference] = field(default_factory=list)
    edited: list[tuple[str, str]] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    unread: list[tuple[str, str]] = field(default_factory=list)


def pushed_reports(folder: Path) -> dict[str, Pushed | str]:
    """The reports by submission: `<submission>/…/results.json` or `<submission>.zip`. A text says why one is none.

    Raises BadInput if there is no such folder.
    """
    if not folder.is_dir():
        raise BadInput(
            _("There is no folder {folder}. Name the folder of the pushed reports with REPORTS=…").format(folder=folder)
        )
    found: dict[str, Pushed | str] = {}
    for path in sorted(folder.iterdir()):
        if path.is_dir() and not path.is_symlink():
            found[shown(path.name)] = _report(Folder(path), path.name)
        elif path.suffix.lower() == ".zip":
            found[shown(path.stem)] = _of_zip(path)
    return found


def _of_zip(path: Path) -> Pushed | str:
    try:
        with path.open("rb") as file:
            return _report(archive(file, path.name), path.name)
    except (BadInput, Refused) as error:
        return str(error)
    except UNREADABLE as error:
        return _("{name} cannot be read ({error})").format(name=shown(path.name), error=error)


def _report(place: Place, where: str) -> Pushed | str:
    """A report, wherever in the place it lies."""
    remarks: list[str] = []
    files: list[File] = [file for file in walk(place, remarks) if file.name.split("/")[-1] == NAME]
    if len(files) != 1:
        several = _("there are {count} files {name} in {path}, not one")
        return remarks[0] if remarks else several.format(count=len(files), name=NAME, path=shown(where))
    try:
        return msgspec.json.decode(files[0].data(), type=Pushed)
    except Refused as error:
        return str(error)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return _("{name} is no report of `make check`").format(name=NAME)


def compare(
    reports: Mapping[str, Pushed | str],
    staff: Mapping[str, Report],
    submissions: Mapping[str, Submission],
    release: str,
) -> Trust:
    """What the pushes said, held against staff's own results on the submitted files.

    release: the name of the release whose checks staff ran.
    """
    names = {_folded(name): name for name in staff}
    trust = Trust(missing=sorted(name for key, name in names.items() if key not in map(_folded, reports)))
    for given, report in sorted(reports.items()):
        name = names.get(_folded(given))
        if name is None:
            trust.unread.append((given, _("there is no submission of this name")))
        elif isinstance(report, str):
            trust.unread.append((name, report))
        else:
            trust.edited += [(name, shown(path)) for path in report.origin.edited]
            found = list(_differences(name, report, staff[name], submissions[name], release))
            trust.differences += found
            trust.agreeing += not found
    return trust


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name.casefold())


def _differences(
    name: str, report: Pushed, staff: Report, submission: Submission, release: str
) -> Iterator[Difference]:
    pushed = {(said.topic, said.check): said.verdict for said in report.checks}
    own = {(result.topic, result.check): result.verdict.value for result in staff.results}
    why: dict[str, str] = {}
    for (topic, check), verdict in own.items():
        told = pushed.pop((topic, check), None)
        if told != verdict:
            if topic not in why:
                reasons = _reasons(report, submission, topic, release)
                why[topic] = "; ".join(reasons) or _(UNEXPLAINED)
            yield Difference(name, topic, check, shown(told) if told is not None else _("none"), verdict, why[topic])
    if pushed:
        invented = _("checks that there are not: {count}").format(count=len(pushed))
        yield Difference(name, "", invented, "", "", _(UNEXPLAINED))


def _reasons(report: Pushed, submission: Submission, topic: str, release: str) -> Iterator[str]:
    """What was not the same, by the report's own account."""
    origin, answer = report.origin, submission.answers.get(topic)
    if topic not in {said.topic for said in report.checks}:
        yield _("the report is not about this topic")
        return
    if isinstance(answer, Source) and origin.answers and origin.answers.get(topic) != answer.fingerprint:
        yield _("the submitted {file} is not what was pushed").format(file=answer.name)
    if origin.edited:
        names = ", ".join(map(shown, origin.edited[:TOLD]))
        more = _("{names} and more").format(names=names) if len(origin.edited) > TOLD else names
        yield _("edited in the repository: {files}").format(files=more)
    if origin.release != release:
        theirs = shown(origin.release)[:20] or _("none")
        yield _("the push ran release {theirs}, staff run {ours}").format(theirs=theirs, ours=release)
    if origin.variant != submission.variant:
        theirs, ours = (
            shown(variant)[:40] if variant else _("all") for variant in (origin.variant, submission.variant)
        )
        yield _("the push ran the inputs of {theirs}, staff those of {ours}").format(theirs=theirs, ours=ours)
    for package, version in versions().items():
        if origin.versions and origin.versions.get(package) != version:
            theirs = shown(origin.versions.get(package, ""))[:20]
            yield _("{package} {theirs} there, {ours} here").format(package=package, theirs=theirs, ours=version)
