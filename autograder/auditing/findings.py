"""What an audit found out, and whether it is as it should be."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ..session import Check
from .explained import Explained
from .tally import MUTANT, NOWHERE, Tally


@dataclass(frozen=True)
class Weight:
    """What one check decides: how many wrong programs fail it, and for how many it was the only one, at some seed."""

    check: Check
    misconceptions: int
    mutants: int
    alone: int
    can_be_lost: bool  # some mutant fails it, or what has to hold before it

    @property
    def decides_nothing(self) -> bool:
        """No wrong answer is known that it would find."""
        return not self.misconceptions and not self.mutants


@dataclass(frozen=True)
class Margin:
    """The answer that comes nearest to the border of right and wrong, in allowances; whose it is, and at which check."""

    distance: float
    whose: str
    check: str = ""


@dataclass(frozen=True)
class Findings:
    """All tallies of an audit, beside its checks and what is explained of mutants, by topic."""

    tallies: Sequence[Tally]
    checks: Sequence[Check]
    explained: Mapping[str, Explained]

    @property
    def programs(self) -> list[Tally]:
        """The programs of the course."""
        return [tally for tally in self.tallies if tally.role != MUTANT]

    @property
    def mutants(self) -> list[Tally]:
        """The mutants of its references."""
        return [tally for tally in self.tallies if tally.role == MUTANT]

    def why(self, mutant: Tally) -> str:
        """Why a mutant may survive, if somebody has said so."""
        return self.explained.get(mutant.topic, {}).get(mutant.exercise, {}).get(mutant.line, "")

    @property
    def unexplained(self) -> list[Tally]:
        """Mutants that survive, and nobody knows why."""
        return [mutant for mutant in self.mutants if mutant.survives and not self.why(mutant)]

    @property
    def stale(self) -> list[tuple[str, str, str]]:
        """(topic, exercise, line) of explanations whose mutant there is not, or not alive."""
        alive = {(mutant.topic, mutant.exercise, mutant.line) for mutant in self.mutants if mutant.accepted}
        return [
            (topic, exercise, line)
            for topic, exercises in self.explained.items()
            for exercise, lines in exercises.items()
            for line in lines
            if (topic, exercise, line) not in alive
        ]

    def weights(self, topic: str) -> list[Weight]:
        """What each check of a topic decides."""
        return [self._weight(check) for check in self.checks if check.topic.name == topic]

    def _weight(self, check: Check) -> Weight:
        wrong = [
            tally
            for tally in self.tallies
            if tally.role in ("misconception", MUTANT)
            and (tally.topic, tally.exercise) == (check.topic.name, check.exercise.name)
        ]
        failing = [tally for tally in wrong if tally.failed[check.name]]
        mutants = sum(tally.role == MUTANT for tally in failing)
        alone = sum(tally.alone[check.name] > 0 for tally in failing)
        can_be_lost = any(tally.lost[check.name] for tally in wrong if tally.role == MUTANT)
        return Weight(check, len(failing) - mutants, mutants, alone, can_be_lost)

    def farthest(self, topic: str) -> Margin:
        """The right answer that is nearest to the border: of references, equivalents, conventions, equal mutants."""
        right = [
            t for t in self.tallies if t.topic == topic and (t.is_equivalent or t.role not in ("misconception", MUTANT))
        ]
        return max((Margin(t.farthest, _whose(t)) for t in right), key=lambda margin: margin.distance)

    def nearest(self, topic: str) -> Margin:
        """The wrong answer that is nearest to the border: of misconceptions and mutants."""
        wrong = [t for t in self.tallies if t.topic == topic and t.nearest != NOWHERE]
        return min(
            (Margin(t.nearest[0], _whose(t), t.nearest[1]) for t in wrong),
            key=lambda margin: margin.distance,
            default=Margin(float("inf"), ""),
        )

    def amiss(self) -> Iterator[str]:
        """What is not as it should be, in a sentence each."""
        for tally in self.programs:
            if tally.role == "misconception" and tally.accepted:
                yield f"{tally.topic}: for {tally.accepted} of {tally.seeds} seeds no check fails `{tally.name}`."
            elif not tally.as_it_should_be:
                yield f"{tally.topic}: `{tally.name}` {tally.amiss}"
        for mutant in self.unexplained:
            yield f"{mutant.topic}: a mutant of `{mutant.exercise}` survives unexplained: `{mutant.line}`."
        for topic, exercise, line in self.stale:
            yield f"{topic}: no mutant of `{exercise}` survives any more as mutants.toml explains: `{line}`."
        for topic in dict.fromkeys(check.topic.name for check in self.checks):
            for weight in self.weights(topic):
                if weight.decides_nothing:
                    yield f"{topic}: no wrong answer fails `{weight.check.name}`: it decides nothing."


def _whose(tally: Tally) -> str:
    return f"mutant of {tally.exercise}: {tally.line}" if tally.role == MUTANT else tally.name
