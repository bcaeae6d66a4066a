"""Submissions as other systems hand them out, one file for each layout. A layout is seen by names alone."""

from collections.abc import Sequence

from ...language import _, all_of
from ...verdict import BadInput
from ..places import Contents
from .canvas import canvas
from .claim import Claim, Recognised
from .gradescope import gradescope
from .moodle import moodle
from .nbgrader import nbgrader
from .plain import plain

LAYOUTS = (canvas, moodle, gradescope, nbgrader)


def layouts_of(contents: Contents, topics: Sequence[str]) -> list[Recognised]:
    """What other systems' layouts recognise of a place."""
    return [recognised for layout in LAYOUTS if (recognised := layout(contents, topics))]


def recognise(found: Sequence[Recognised], topics: Sequence[str]) -> list[Claim] | None:
    """The claims of the one layout that fits, and of what lies beside it; None if none fits.

    Raises BadInput where two fit.
    """
    sure = [recognised for recognised in found if recognised.sure]
    if len(sure) > 1:
        names = all_of(
            _("{name} as {layout} does").format(name=_one(recognised.fitting), layout=recognised.layout)
            for recognised in sure
        )
        raise BadInput(
            _("The names there are of several systems: {names}. Put each into a folder of its own.").format(names=names)
        )
    if not sure:
        return None
    remark = _("Not named as {layout} does, as what is around it is: taken as it is.").format(layout=sure[0].layout)
    return [*sure[0].claims, *(claim.remarked(remark) for claim in plain(sure[0].strays, topics))]


def unrecognised(contents: Contents, found: Sequence[Recognised], topics: Sequence[str]) -> list[Claim]:
    """The claims where no layout fits; what is named like one all the same is remarked."""
    claims = []
    folders, files = contents
    for odd in found:
        remark = _("Named as {layout} does, but most around it is not: taken as it is.").format(layout=odd.layout)
        claims += [claim.remarked(remark) for claim in plain(odd.fitting, topics, contents)]
        names = {name for name, _ in odd.fitting[0]} | {file.name for file in odd.fitting[1]}
        folders = [folder for folder in folders if folder[0] not in names]
        files = [file for file in files if file.name not in names]
    return [*plain((folders, files), topics, contents), *claims]


def _one(contents: Contents) -> str:
    """The name of something there."""
    folders, files = contents
    return folders[0][0] if folders else files[0].name
