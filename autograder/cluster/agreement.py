"""What has to be the same on all machines of a cluster: all that a result depends on, and what lets them talk."""

from importlib.metadata import version

from ..language import _
from ..recording.identity import grader
from ..versions import versions

DIGITS = 12  # of the hash of the grader's sources that are shown


def here() -> dict[str, str]:
    """The versions of this process by name; of the grader, the hash of its sources."""
    return {"autograder": grader()[:DIGITS], **versions(), "distributed": version("distributed")}


def differences(theirs: dict[str, str], ours: dict[str, str]) -> str:
    """What is not the same, with both versions; empty where all is."""
    told = _("{name} is {theirs} there and {ours} here")
    return "; ".join(
        told.format(name=name, theirs=theirs.get(name, "-"), ours=ours.get(name, "-"))
        for name in ours | theirs
        if theirs.get(name) != ours.get(name)
    )
