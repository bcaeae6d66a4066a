"""What pages call things: verdicts, and what there is to look at in a submission."""

from ..language import N_
from ..verdict import Verdict

EVIDENCE, FAULT, REMARK, CHANGED, ALIKE = "efrcs"
SIGNS = {
    EVIDENCE: N_("evidence of tampering"),
    FAULT: N_("grader fault"),
    REMARK: N_("remark"),
    CHANGED: N_("changed mark"),
    ALIKE: N_("alike"),
}


def css(verdict: Verdict) -> str:
    """The class of what shows a verdict."""
    return verdict.value.replace(" ", "-")
