"""The students' repository: assignments, public checks whose exact values were proved before, and what runs them.

Nothing of a solution, of a hidden check or of a misconception's code goes along, and no seed.
"""

import functools
import hashlib
import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import msgspec

from ..course import PACKAGE, PUBLIC_SEED, load_topic, served, topic_names
from ..language import ENGLISH, LOCALE, _, language
from ..publish import lessons
from ..push.origin import MANIFEST, Manifest, fingerprint, read_manifest
from ..reading.places import shown
from ..recording.disk import Unwritable
from ..session import Check, collect
from ..translating.markdown import as_github_reads, say_markdown
from ..variant import PUBLIC, seed_of
from ..verdict import BadInput
from .closure import NAME, closure
from .freeze import frozen

TEMPLATES = PACKAGE / "templates"
OWN = PACKAGE / "packages" / "student"
PAGES = ("base.css", "base.html", "example.html", "student.css", "student.html")
SHOWN = (
    "check.html",
    "feedback.md",
    "summary.md",
    *(f"pages/{name}" for name in PAGES),
)  # what the modules of a copy fill in
TEXTS = {
    "README.md": "README.md",
    "Makefile": "Makefile",
    "gitignore": ".gitignore",
    "check.yml": ".github/workflows/check.yml",
    "gitlab-ci.yml": ".gitlab-ci.yml",
}
KEPT = 20  # checks of a topic with their exact values: those that all share, and a variant's
WORKFLOW_LANGUAGE = f"LANGUAGE: {ENGLISH}"
INIT = '"""Checks your answers: an answer is right when rounding alone explains its distance from the exact value."""\n'


@dataclass(frozen=True)
class Updated:
    """What a release did to a student's repository, by path."""

    written: list[str]
    kept: list[str]  # answers
    removed: list[str]


def build(variant: str | None, secret: int | None) -> dict[str, bytes]:
    """Every file of a release by its path.

    variant: the student whose own inputs the checks have; None for those that all share. secret: the course's, which
    a variant needs. Raises BadInput without it. Its texts are in the language that is spoken; what it says when it is
    run is in that of the student's machine.
    """
    if variant is not None and secret is None:
        raise BadInput(
            _("A variant is drawn from the course's secret: give it with SEED=…, the same as in `make grade`.")
        )
    variant = unicodedata.normalize("NFC", variant.strip()) if variant else None  # as in a roster
    seed = PUBLIC_SEED if variant is None or secret is None else seed_of(secret, variant, PUBLIC)
    files = {path.relative_to(served().root).as_posix(): content for path, content in lessons().items()}
    files |= {where: _text(TEMPLATES / "release" / name) for name, where in TEXTS.items()}
    files["requirements.txt"] = (TEMPLATES / "requirements" / "requirements-student.txt").read_bytes()
    files |= engine() | _checks(seed)
    files[MANIFEST] = _manifest(files, variant)
    return dict(sorted(files.items()))


def engine() -> dict[str, bytes]:
    """The grader's modules that a student's copy needs, their templates, and all catalogs in all languages."""
    own = {f"{NAME}/{path.name}": path.read_bytes() for path in sorted(OWN.glob("*.py"))}
    own[f"{NAME}/__init__.py"] = own[f"{NAME}/checks/__init__.py"] = INIT.encode()
    own[f"{NAME}/notebook.py"] = (PACKAGE / "notebook.py").read_bytes()
    templates = {f"{NAME}/templates/{name}": (TEMPLATES / name).read_bytes() for name in SHOWN}
    catalogs = {f"{NAME}/{path.relative_to(PACKAGE).as_posix()}": path.read_bytes() for path in LOCALE.rglob("*.mo")}
    for path in served().solutions.glob("*/*.mo"):
        catalogs[f"{NAME}/{LOCALE.name}/{path.stem}/LC_MESSAGES/{path.parent.name}.mo"] = path.read_bytes()
    return closure(own) | templates | catalogs


def _text(path: Path) -> bytes:
    """A text of the repository in the language that is spoken, which is that of its workflows, too."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".md":
        names = topic_names()
        said = say_markdown(text.rstrip("\n"), _).replace("{topics}", ", ".join(f"`{name}`" for name in names))
        return (as_github_reads(said.replace("{topic}", names[0])) + "\n").encode()
    return text.replace(WORKFLOW_LANGUAGE, f"LANGUAGE: {language()}").encode()


def is_answer(path: str) -> bool:
    """Whether a file of a release is for the student to write in."""
    return path.startswith(f"{served().assignments.name}/") and path.endswith((".py", ".ipynb"))


def update(folder: Path, files: Mapping[str, bytes]) -> Updated:
    """Write a release into an empty folder, or over an earlier one: texts and checks are brought up to date.

    Answers stay as they are, unless they are still the stubs of the release before. Raises BadInput where the folder
    holds something else or another student's variant, and Unwritable.
    """
    there = release_in(folder)
    now = msgspec.json.decode(files[MANIFEST], type=Manifest)
    if there and there.variant != now.variant:
        raise BadInput(
            _("{folder} has the inputs of {theirs}, and this release those of {ours}: give VARIANT= as before.").format(
                folder=folder, theirs=shown(there.variant or _("all")), ours=now.variant or _("all")
            )
        )
    before = {**there.files, **there.stubs} if there else {}
    gone = [name for name in before if name not in files and _ours(name)]
    paths = {name: _inside(folder, name) for name in (*files, *gone)}  # all of them, before the first is written
    done = Updated([], [], [])
    for name, content in files.items():
        found = fingerprint(paths[name])
        if is_answer(name) and paths[name].exists() and found != before.get(name):
            done.kept.append(name)
        elif found != hashlib.sha256(content).hexdigest():
            _write(paths[name], content)
            done.written.append(name)
    for name in gone:
        if fingerprint(paths[name]) == before[name]:
            paths[name].unlink()
            done.removed.append(name)
    return done


def release_in(folder: Path) -> Manifest | None:
    """What the release in a folder says of itself; None where the folder is empty. Raises BadInput for other folders."""
    if not folder.exists():
        return None
    if not folder.is_dir():
        raise BadInput(_("{folder} is not a folder: name one with OUT=…").format(folder=folder))
    if not [path for path in folder.iterdir() if path.name != ".git"]:
        return None
    manifest = read_manifest(folder)
    if manifest is None:
        raise BadInput(
            _("{folder} is not empty and holds no release: name an empty folder or a student's repository.").format(
                folder=folder
            )
        )
    return manifest


def _ours(name: str) -> bool:
    """A file that a release may remove again; its list comes from the student's repository, so it is not believed."""
    parts = PurePosixPath(name).parts
    inside = len(parts) > 1 and parts[0] in (NAME, served().assignments.name) and ".." not in parts
    return inside and name.isprintable() and not is_answer(name)


def _inside(folder: Path, name: str) -> Path:
    """A path in the folder. Raises BadInput where a link leads somewhere else."""
    path = folder
    for part in PurePosixPath(name).parts:
        path = path / part
        if path.is_symlink():
            raise BadInput(
                _("{path} is a link: remove it, so that the release writes into {folder} and nowhere else.").format(
                    path=path, folder=folder
                )
            )
    return path


def _write(path: Path, content: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as error:
        raise Unwritable(
            _("{path} cannot be written ({strerror}): name another folder with OUT=…").format(
                path=path, strerror=error.strerror
            )
        ) from error


def _checks(seed: int) -> dict[str, bytes]:
    files = {}
    for topic in topic_names():
        python, known = _frozen(topic, seed)
        files[f"{NAME}/checks/{topic}.py"], files[f"{NAME}/checks/{topic}.json"] = python, known
    return files


@functools.lru_cache(KEPT)
def _frozen(name: str, seed: int) -> tuple[bytes, bytes]:
    return frozen(name, load_topic(name).exercises, _collected(name), seed)


@functools.cache
def _collected(name: str) -> list[Check]:
    return collect([load_topic(name)])


def _name(files: Mapping[str, bytes]) -> str:
    """The name of a release: equal names are equal checks, run by equal modules, whatever the variant or language."""
    deciding = {
        path: content for path, content in files.items() if path.startswith(f"{NAME}/") and path.endswith(".py")
    }
    deciding |= _checks(PUBLIC_SEED)
    digests = {path: hashlib.sha256(content).hexdigest() for path, content in sorted(deciding.items())}
    return hashlib.sha256(json.dumps(digests).encode()).hexdigest()[:16]


def _manifest(files: Mapping[str, bytes], variant: str | None) -> bytes:
    """What the release is made of."""
    digests = {path: hashlib.sha256(content).hexdigest() for path, content in sorted(files.items())}
    manifest = Manifest(
        _name(files),
        topic_names(),
        {path: digest for path, digest in digests.items() if not is_answer(path)},
        {path: digest for path, digest in digests.items() if is_answer(path)},
        variant,
        language(),
    )
    return msgspec.json.format(msgspec.json.encode(manifest), indent=1) + b"\n"
