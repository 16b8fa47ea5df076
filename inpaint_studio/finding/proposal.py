"""What a finder proposes of one picture, joined to a mask."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.picture import Mask
from inpaint_studio.finding.finder import Finder, Finding, Progress, View


@dataclass(frozen=True, eq=False)
class Proposal:
    """The findings of one search."""

    mask: Mask  # (H, W) of the picture, 255 = to be filled
    count: int  # of findings


def propose(finder: Finder, view: View, options: object) -> Iterator[Progress | Proposal]:
    """Search a picture; the proposal comes last. options: of `finder.options`.

    Raises GuestError where the finder of another package failed.
    """
    mask = np.zeros(view.pixels.shape[:2], np.uint8)
    whole = Rect(0, 0, view.pixels.shape[1], view.pixels.shape[0])
    count = 0
    progress = Progress(0, 1)
    for value in finder.find(view, options):
        match value:
            case Finding():
                if not whole.contains(value.rect):
                    raise ValueError(f"The finder {finder.key!r} proposes {value.rect}, outside the picture.")
                part = mask[value.rect.slices]
                np.maximum(part, value.mask, out=part)
                count += 1
            case Progress():
                progress = value
        yield progress  # between findings too: each is a moment to cancel at
    yield Proposal(mask, count)
