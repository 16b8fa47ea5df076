"""A snapshot: a document as it was at one moment, for whoever reads it while the person goes on."""

from collections.abc import Mapping
from dataclasses import dataclass

from inpaint_studio.editing.fills import Fill, composite
from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.editing.history import History
from inpaint_studio.editing.picture import Mask, Picture, Pixels


@dataclass(frozen=True, eq=False)
class Snapshot:
    """What a worker may be handed of a document: nothing in it changes any more. Made by `Document.snapshot`.

    It reads as a Document does. Picture and fills never change, steps stand in tuples, and the mask is a copy.
    """

    picture: Picture
    fills: tuple[Fill, ...]
    mask: Mask  # read-only, without a stroke that was still being painted
    named_masks: Mapping[str, Mask]
    history: History  # a copy that nobody adds to

    def __post_init__(self) -> None:
        self.mask.flags.writeable = False

    @property
    def size(self) -> Size:
        return self.picture.size

    def composite(self, rect: Rect | None = None) -> Pixels:
        """As `Document.composite`."""
        return composite(self.picture, self.fills, self.picture.rect if rect is None else rect)
