"""Holds what students' own pushes reported against the public checks as staff run them: where they differ, and why.

A pushed report is made in the student's repository, so it counts for nothing. It is compared, and never believed.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .language import N_, _
from .reading.places import BadInput, Folder, archive, shown, walk
from .reading.source import Source
from .reading.submission import Submission
from .report import Report
from .verdict import Refused
from .versions import versions

NAME = "results.json"
MOST = 8 * 2**20  # bytes of a report
UNEXPLAINED = N_(
    "nothing explains it: the report was made or changed elsewhere, or the answer gives other results each time"
)


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


def pushed_reports(folder: Path) -> dict[str, dict[str, Any] | str]:
    """The reports by submission: `<submission>/…/results.json` or `<submission>.zip`. A text says why one is none.

    Raises BadInput if there is no such folder.
    """
    if not folder.is_dir():
        raise BadInput(
            _("There is no folder {folder}. Name the folder of the pushed reports with REPORTS=…").format(folder=folder)
        )
    found: dict[str, dict[str, Any] | str] = {}
    for path in sorted(folder.iterdir()):
        if path.is_dir() and not path.is_symlink():
            found[path.name] = _read(path)
        elif path.suffix.lower() == ".zip":
            found[path.stem] = _read(path)
    return found


def _read(path: Path) -> dict[str, Any] | str:
    """A report, wherever below the path it lies."""
    try:
        place = archive(path, path.name) if path.is_file() else Folder(path)
        remarks: list[str] = []
        files = [file for file in walk(place, remarks) if file.name.split("/")[-1] == NAME]
        if len(files) != 1:
            return (
                remarks[0]
                if remarks
                else _("there are {count} files {name} in {path}, not one").format(
                    count=len(files), name=NAME, path=shown(path.name)
                )
            )
        with files[0].opener(files[0].name) as opened:
            data = opened.read(MOST + 1)
        report = json.loads(data) if len(data) <= MOST else None
    except (BadInput, Refused) as error:
        return str(error)
    except (ValueError, OSError, RecursionError, RuntimeError) as error:
        return _("{name} cannot be read ({error})").format(name=NAME, error=error)
    if isinstance(report, dict) and isinstance(report.get("checks"), list) and isinstance(report.get("origin"), dict):
        return report
    return _("{name} is no report of `make check`").format(name=NAME)


def compare(
    reports: Mapping[str, dict[str, Any] | str],
    staff: Mapping[str, Report],
    submissions: Mapping[str, Submission],
    release: str,
) -> Trust:
    """What the pushes said, held against staff's own results on the submitted files.

    release: the name of the release whose checks staff ran.
    """
    trust = Trust(missing=sorted(staff.keys() - reports.keys()))
    for name, report in sorted(reports.items()):
        if name not in staff:
            trust.unread.append((name, _("there is no submission of this name")))
        elif isinstance(report, str):
            trust.unread.append((name, report))
        else:
            trust.edited += [(name, path) for path in _texts(report["origin"].get("edited"))]
            found = list(_differences(name, report, staff[name], submissions[name], release))
            trust.differences += found
            trust.agreeing += not found
    return trust


def _differences(
    name: str, report: Mapping[str, Any], staff: Report, submission: Submission, release: str
) -> Iterator[Difference]:
    pushed = {
        (str(check.get("topic")), str(check.get("check"))): str(check.get("verdict"))
        for check in report["checks"]
        if isinstance(check, dict)
    }
    own = {(result.topic, result.check): result.verdict.value for result in staff.results}
    for key in sorted(pushed.keys() | own.keys()):
        if pushed.get(key) != own.get(key):
            why = "; ".join(_reasons(report["origin"], submission, key[0], release)) or _(UNEXPLAINED)
            yield Difference(
                name, shown(key[0]), shown(key[1]), shown(pushed.get(key, "none")), own.get(key, "none"), why
            )


def _reasons(origin: Mapping[str, Any], submission: Submission, topic: str, release: str) -> Iterator[str]:
    """What was not the same, by the report's own account."""
    answer = submission.answers.get(topic)
    answers = origin.get("answers")
    if isinstance(answer, Source) and isinstance(answers, dict) and answers.get(topic) != answer.fingerprint:
        yield _("the submitted {file} is not what was pushed").format(file=answer.name)
    if edited := list(_texts(origin.get("edited"))):
        yield _("edited in the repository: {files}").format(files=_some(edited))
    if origin.get("release") != release:
        yield _("the push ran release {theirs}, staff run {ours}").format(
            theirs=shown(str(origin.get("release")))[:20] or "none", ours=release
        )
    if origin.get("variant") != submission.variant:
        theirs, ours = (
            shown(str(variant))[:40] if variant else _("all") for variant in (origin.get("variant"), submission.variant)
        )
        yield _("the push ran the inputs of {theirs}, staff those of {ours}").format(theirs=theirs, ours=ours)
    known = origin.get("versions")
    for package, version in versions().items():
        if isinstance(known, dict) and known.get(package) != version:
            yield _("{package} {theirs} there, {ours} here").format(
                package=package, theirs=shown(str(known.get(package)))[:20], ours=version
            )


def _some(names: Sequence[str]) -> str:
    return _("{names} and more").format(names=", ".join(names[:3])) if len(names) > 3 else ", ".join(names)


def _texts(value: object) -> Iterator[str]:
    return (shown(text) for text in value if isinstance(text, str)) if isinstance(value, Sequence) else iter(())
