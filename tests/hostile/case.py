"""What a hostile or broken submission is here, and short ways to write one down."""

import io
import os
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent, indent

WRONG = "12345.678"  # no exercise has this value anywhere, not even where it is flat
RIGHT = "(f(x + h) - f(x)) / h"
NOTHING, QUOTIENT = "honest-nothing", "honest-quotient"  # what a case can be worth; see grading.honest


@dataclass(frozen=True)
class Link:
    """A file that is a link: to a path with @PLACES@ in it; a hard one if so said."""

    target: str
    hard: bool = False


@dataclass(frozen=True)
class Folder:
    """An empty folder where a file is expected."""


@dataclass(frozen=True)
class Pipe:
    """A named pipe where a file is expected: whoever reads it waits for ever."""


Content = str | bytes | Link | Folder | Pipe | Callable[[], bytes]


@dataclass(frozen=True)
class Case:
    """One submission, what it is after, and how it must end.

    item: the line of `checklist.ITEMS` that it covers.
    success: what success of the attack would look like.
    files: by their paths in the submission's folder (`../x` stands beside it). Texts may hold @PLACES@, which
        `grading.places` fills in: the attacker knows where everything is.
    earns: the honest submission whose mark it must get, to the digit.
    verdicts: all that the checks of `exercise` may end in.
    told, untold: words that a message or remark must hold, and words that nothing written may hold.
    folder: the submission's name, where it is not the case's.
    """

    name: str
    item: str
    success: str
    files: Mapping[str, Content]
    earns: str = NOTHING
    verdicts: tuple[str, ...] = ("wrong",)
    told: tuple[str, ...] = ()
    untold: tuple[str, ...] = ()
    exercise: str = "diff_quotient"
    folder: str = ""

    @property
    def submission(self) -> str:
        """The name in the gradebook."""
        return self.folder or self.name


def answer(returned: str, attack: str = "", top: str = "") -> dict[str, Content]:
    """diff_quotient.py: `top`, and a function that runs `attack` and then returns `returned`."""
    body = indent(dedent(attack).strip("\n") + f"\nreturn {returned}", "    ")
    return {"diff_quotient.py": f"{dedent(top).strip()}\ndef diff_quotient(f, x, h=1e-9):\n{body}\n"}


def wrong(attack: str = "", top: str = "") -> dict[str, Content]:
    """A wrong answer after an attack."""
    return answer(WRONG, attack, top)


def right(attack: str = "", top: str = "") -> dict[str, Content]:
    """The right answer after an attack."""
    return answer(RIGHT, attack, top)


def once(attack: str) -> str:
    """In one of the calls alone (h is negative in one check): for what costs a time limit."""
    return f"if h < 0:\n{indent(dedent(attack).strip(chr(10)), '    ')}"


def tried(attack: str) -> str:
    """Whatever the attack meets, the function goes on."""
    return f"try:\n{indent(dedent(attack).strip(chr(10)), '    ')}\nexcept BaseException:\n    pass"


def shouted(attack: str) -> str:
    """At the top level: run an attack that sets `loot`, and put that where remarks quote it."""
    return f"loot = None\n{tried(attack)}\nif loot:\n    raise ValueError(str(loot)[-280:])"


def zipped(members: Mapping[str | zipfile.ZipInfo, str | bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An archive with these members, whatever they are called."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return packed.getvalue()


def put(path: Path, content: Content, filled: Callable[[str], str]) -> None:
    """Write one file of a case; `filled` puts the places into its text."""
    path.parent.mkdir(parents=True, exist_ok=True)
    match content:
        case str():
            path.write_bytes(filled(content).encode())
        case bytes():
            path.write_bytes(content)
        case Link(target, hard=True):
            path.hardlink_to(filled(target))
        case Link(target):
            path.symlink_to(filled(target))
        case Folder():
            path.mkdir()
        case Pipe():
            os.mkfifo(path)
        case _:
            path.write_bytes(content())
