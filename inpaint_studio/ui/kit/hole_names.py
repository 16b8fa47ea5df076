"""What kinds of hole are called on screen, read from the table."""

from collections.abc import Sequence

from inpaint_studio.model.photographs.hole_kind import GROUPS
from inpaint_studio.model.photographs.hole_kinds import HOLE_KINDS, groups
from inpaint_studio.sentence import say
from inpaint_studio.ui.kit.sentences import spoken


def hole_name(kind: str) -> str:
    """Of such holes, within a line; the key of a kind that is not here, as of a run of another version."""
    row = HOLE_KINDS.get(kind)
    return kind if row is None else spoken(row.title)


def hole_label(kind: str) -> str:
    """Of one such hole, within a line."""
    row = HOLE_KINDS.get(kind)
    return kind if row is None else spoken(row.label)


def hole_heading(kind: str) -> str:
    """Of such holes, or of a group of kinds, by itself: in a menu, beside a box, over a table."""
    members = groups().get(kind)
    if not members:
        name = hole_name(kind)
        return name[:1].upper() + name[1:]
    return spoken(say(GROUPS[kind], kinds=_listed([HOLE_KINDS[member].title for member in members])))


def _listed(names: Sequence[str]) -> str:
    """ "scratches, text and blobs", as a message."""
    *before, last = names
    if not before:
        return last
    text = before[0]
    for name in before[1:]:
        text = say("{names}, {further}", names=text, further=name)
    return say("{names} and {last}", names=text, last=last)
