"""An example as it is recorded and told: plain data, all of it from inputs that anybody may see."""

from dataclasses import dataclass

import msgspec


@dataclass(frozen=True)
class Part:
    """A part of a result beside the exact one, in words; in numbers too where they are few."""

    name: str
    found: str
    exact: str
    right: bool
    shape: tuple[int, ...] = ()
    numbers: tuple[float, ...] = ()
    wanted: tuple[float, ...] = ()
    distances: tuple[float | None, ...] = ()  # in units of the allowance; None where nothing is allowed


@dataclass(frozen=True)
class Worst:
    """The number that is farthest off. distance: in units of the allowance; None where nothing is allowed.

    ulp: the step from the exact value to the next floating-point number; None where there is no such step to speak of.
    """

    where: str
    found: str
    exact: str
    allowance: float
    distance: float | None
    ulp: float | None = None

    @property
    def ulps(self) -> tuple[float, float] | None:
        """The allowance and the distance in ulps; None where there are none, or the allowance is too small for a float."""
        if not (self.ulp and self.allowance) or self.distance is None:
            return None
        return self.allowance / self.ulp, self.distance * self.allowance / self.ulp


@dataclass(frozen=True)
class Curve:
    """A curve by points, and a path on it: the places that a right walk visits, one after the other."""

    x: tuple[float, ...]
    y: tuple[float, ...]
    path: tuple[float, ...]
    heights: tuple[float, ...]


@dataclass(frozen=True)
class Example:
    """What was called, what came back and what belongs there.

    given: lines of Python that make the arguments. calls: the calls, as Python. said: what came instead of an answer.
    words: what can be said of the answer where no misconception is known by name. whole: the lines hold all that the
    calls need. shrunk: made small, and not what `make check` asks. at: where formulas are compared, as Python; the first
    part holds them then.
    """

    given: tuple[str, ...]
    calls: tuple[str, ...]
    parts: tuple[Part, ...] = ()
    worst: Worst | None = None
    said: str = ""
    words: str = ""
    at: str = ""
    of_inputs: bool = False
    whole: bool = True
    shrunk: bool = False
    curve: Curve | None = None

    def to_text(self) -> str:
        """As JSON."""
        return msgspec.json.encode(self).decode()

    @staticmethod
    def from_text(text: str) -> "Example":
        """What `to_text` wrote."""
        return msgspec.json.decode(text, type=Example)
