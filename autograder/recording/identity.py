"""What a result depends on. Where all of it is the same, the result is, and need not be found again."""

import functools
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from ..course import PACKAGE, served, sources
from ..language import DOMAIN, ENGLISH, LOCALE, _, language
from ..reading.source import Source
from ..verdict import NoAnswer
from ..versions import versions

IMPORTED = re.compile(r"(?:\bsolutions\.|\bsolutions import |\bfrom \.\.)(\w+)")  # a topic, in a module of the course


@dataclass(frozen=True)
class Identity:
    """What the result of one topic of one submission depends on; files by the hash of their contents."""

    topic: str
    file: str  # as the student knows it; empty if there is none
    answer: str
    checks: str
    grader: str
    seed: str
    versions: dict[str, str]
    isolation: str
    seconds: float  # the time limit of a call
    language: str = ENGLISH  # of what is told

    def to_text(self) -> str:
        """As JSON; equal texts mean equal results."""
        return json.dumps(vars(self), sort_keys=True)

    @staticmethod
    def from_text(text: str) -> "Identity":
        """What `to_text` wrote."""
        return Identity(**json.loads(text))

    def reasons(self, before: "Identity") -> list[str]:
        """What is not as it was, in words."""
        found = []
        if (self.file, self.answer) != (before.file, before.answer):
            found.append(_file_changed(before.file, self.file) if self.file or before.file else _("other files"))
        if self.checks != before.checks:
            found.append(_("checks of {topic} changed").format(topic=self.topic))
        if self.grader != before.grader:
            found.append(_("the grader changed"))
        if self.seed != before.seed:
            found.append(_("seed changed"))
        if moved := list(_moved(before.versions, self.versions)):
            found.append(_("versions changed ({moved})").format(moved=", ".join(moved)))
        if self.isolation != before.isolation:
            found.append(_("isolation changed ({before} -> {now})").format(before=before.isolation, now=self.isolation))
        if self.seconds != before.seconds:
            found.append(
                _("time limit changed ({before:g} s -> {now:g} s)").format(before=before.seconds, now=self.seconds)
            )
        if self.language != before.language:
            found.append(_("language changed ({before} -> {now})").format(before=before.language, now=self.language))
        return found


class Conditions:
    """What all results of a run depend on."""

    def __init__(self, seed: int, isolation: str, seconds: float) -> None:
        self._grader, self._seed, self._versions = grader(), str(seed), versions()
        self._isolation, self._seconds = isolation, seconds

    def identity(self, topic: str, answer: Source | NoAnswer, variant: str | None = None) -> Identity:
        """The identity of an answer's result. variant: whose own inputs it is graded on; None for those of all."""
        return Identity(
            topic,
            *fingerprint(answer),
            checks=_checks(topic),
            grader=self._grader,
            seed=self._seed if variant is None else f"{self._seed} for {variant}",
            versions=self._versions,
            isolation=self._isolation,
            seconds=self._seconds,
            language=language(),
        )


def fingerprint(answer: Source | NoAnswer) -> tuple[str, str]:
    """An answer's file and the hash of its contents; of a file that cannot be called, the hash of why not."""
    if isinstance(answer, Source):
        return answer.name, answer.fingerprint
    return "", sha256(f"{answer.verdict}: {answer}".encode()).hexdigest()


@functools.cache
def _checks(topic: str) -> str:
    """All files below solutions/ but those of topics that this one uses nothing of: checks may read any other."""
    others = {source.parent for source in sources(served())} - _used(topic)
    return _hash(path for path in served().files if others.isdisjoint(path.parents))


def _used(topic: str) -> set[Path]:
    """The folders of a topic, and of all whose modules its own import."""
    found: set[Path] = set()
    waiting = [topic]
    while waiting:
        folder = served().solutions / waiting.pop()
        if folder not in found:
            found.add(folder)
            for module in folder.rglob("*.py"):
                waiting += IMPORTED.findall(module.read_text(encoding="utf-8", errors="replace"))
    return found


@functools.cache
def grader() -> str:
    """All of the engine, what the checks of several topics share too."""
    return _hash([*PACKAGE.rglob("*.py"), *LOCALE.rglob(f"{DOMAIN}.mo")])


def _hash(paths: Iterable[Path]) -> str:
    each = sha256()
    for path in sorted(path for path in paths if path.is_file()):
        each.update(path.name.encode() + b"\0" + sha256(path.read_bytes()).digest())
    return each.hexdigest()


def _file_changed(before: str, now: str) -> str:
    if not before:
        return _("{file} is new").format(file=now)
    return _("{file} changed").format(file=now) if now else _("{file} cannot be graded any more").format(file=before)


def _moved(before: dict[str, str], now: dict[str, str]) -> Iterable[str]:
    for name in sorted(before | now):
        if before.get(name) != now.get(name):
            yield f"{name} {before.get(name, 'none')} -> {now.get(name, 'none')}"
