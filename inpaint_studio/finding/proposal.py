"""What a finder proposes of one picture, joined to a mask."""

from collections.abc import Iterator
from dataclasses import dataclass

from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.picture import Mask
from inpaint_studio.finding.finder import Finder, Findings, Progress, View


@dataclass(frozen=True, eq=False)
class Proposal:
    """The findings of one search."""

    mask: Mask  # (H, W) of the picture, 255 = to be filled
    count: int  # of findings


def propose(finder: Finder, view: View, options: object) -> Iterator[Progress | Proposal]:
    """Search a picture; the proposal comes last. options: of `finder.options`.

    Raises GuestError where the finder of another package failed, ValueError for a finding outside the picture.
    """
    findings = Findings(view.size)
    yield from findings.collect(finder, view, options)
    yield Proposal(findings.mask(Rect.of_size(view.size), 1, options), findings.count)
