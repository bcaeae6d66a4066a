"""What happened to one program of the course, or to one mutant of a reference, over the seeds."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, fields

from ..checking import Run
from ..judging.patterns import describe, evidence
from ..verdict import GraderFault, Verdict

MUTANT = "mutant"
NOWHERE = (float("inf"), "")


@dataclass
class Tally:
    """What happened to one program over the seeds. Its role: one of the course's words for programs, or a mutant."""

    topic: str
    exercise: str
    role: str
    name: str  # of a mutant: what is new, as a diff
    seeds: int = 0
    accepted: int = 0
    named: int = 0
    mute: int = 0  # seeds on which no call of it came back: any check at all would have seen that
    misnamed: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)  # the checks that it fails, though some call came back
    lost: Counter[str] = field(default_factory=Counter)  # these, and those that were not tried because of them
    alone: Counter[str] = field(default_factory=Counter)  # those of them that were the only one
    nearest: tuple[float, str] = NOWHERE  # the smallest distance of a wrong answer, in allowances, and the check
    farthest: float = 0.0  # the largest distance of a right one
    right: int = 0  # judgements of single answers that are right
    wrong: int = 0
    false: Counter[tuple[str, str]] = field(default_factory=Counter)  # (who, "accept" or "reject")
    agreed: int = 0  # other inputs on which a mutant agrees with its reference
    differs: str = ""  # one on which it does not
    ended: str = ""  # how one of its answers ended that is not right: the check, and what came

    def add(self, other: "Tally") -> None:
        """Take in what another run of the same program gave."""
        for each in fields(self):
            ours, theirs = getattr(self, each.name), getattr(other, each.name)
            if isinstance(ours, int | Counter):
                setattr(self, each.name, ours + theirs)
        self.nearest, self.farthest = min(self.nearest, other.nearest), max(self.farthest, other.farthest)
        self.differs, self.ended = self.differs or other.differs, self.ended or other.ended

    def count(self, runs: Sequence[Run]) -> None:
        """Take in how the checks ended for one seed. Raises GraderFault where one of them broke."""
        for run in runs:
            if run.verdict is Verdict.GRADER_FAULT:
                program = f"`{self.line if self.role == MUTANT else self.name}`" if self.name else "the source itself"
                raise GraderFault(f"{self.topic}, on {program}: {run.message}")
        lost = [run for run in runs if run.verdict is not Verdict.PASSED]
        failed = [run.check.name for run in lost if run.verdict is not Verdict.SKIPPED]
        self.seeds += 1
        self.accepted += not failed
        self.ended = self.ended or next((_ending(run) for run in lost), "")
        if failed and not any(run.judgements for run in runs):
            self.mute += 1
            return
        self.lost.update(run.check.name for run in lost)
        self.failed.update(failed)
        self.alone.update(failed if len(failed) == 1 else [])

    @property
    def as_it_should_be(self) -> bool:
        """Right programs always pass; misconceptions never do, and are always known by their name."""
        if self.role == "misconception":
            return self.accepted == 0 and self.named == self.seeds
        return self.accepted == self.seeds

    @property
    def amiss(self) -> str:
        """What is not as it should be, as the end of a sentence."""
        if self.role != "misconception":
            return f"has to be right ({self.role}), and {self.ended}"
        if self.misnamed:
            return f"is told as {', '.join(f'`{name}`' for name in self.misnamed)}: on some inputs they give the same"
        return f"is not told by its name: it {self.ended}"

    @property
    def is_equivalent(self) -> bool:
        """Of a mutant: no check fails it, and it agrees with its reference wherever they were held together."""
        return self.accepted == self.seeds and self.agreed > 0 and not self.differs

    @property
    def survives(self) -> bool:
        """Of a mutant: for some seed no check fails it, and it has not been found equivalent."""
        return self.accepted > 0 and not self.is_equivalent

    @property
    def line(self) -> str:
        """Of a mutant: the line that is new."""
        return new_line(self.name)


def _ending(run: Run) -> str:
    came = run.message or (run.first_wrong and (evidence(run.first_wrong) or describe(run.first_wrong))) or ""
    return f"fails `{run.check.name}`: {' '.join(came.split())}"


def new_line(diff: str) -> str:
    """What is new in a diff, on one line."""
    return " ".join(line[1:].strip() for line in diff.splitlines() if line.startswith("+"))


def merged(tallies: Sequence[Tally]) -> list[Tally]:
    """One tally for each program, in the order in which they came."""
    together: dict[tuple[str, str, str], Tally] = {}
    for tally in tallies:
        key = tally.topic, tally.exercise, tally.name
        if key in together:
            together[key].add(tally)
        else:
            together[key] = tally
    return list(together.values())
