"""A mask that is the same on several pictures: one watermark at one place."""

from dataclasses import dataclass

import numpy as np
from PIL import Image

from inpaint_studio.editing.document import Document
from inpaint_studio.editing.geometry import Size
from inpaint_studio.editing.history import Step, mask_step
from inpaint_studio.editing.picture import Mask
from inpaint_studio.editing.tiles import PackedTiles
from inpaint_studio.ui.kit.translatable import QT_TRANSLATE_NOOP

STEP_NAME = QT_TRANSLATE_NOOP("Steps", "Mask of another picture")
_PROPORTION = 0.01  # that width by height may differ: sizes are whole pixels


@dataclass(frozen=True, eq=False)
class SharedMask:
    """The mask of one picture, to be laid on others."""

    packed: PackedTiles

    def fits(self, size: Size) -> bool:
        """Whether a picture has the same proportions. A turned one has not: a watermark does not turn with it."""
        own = self.packed.size
        return abs(own.width * size.height / (own.height * size.width) - 1) <= _PROPORTION

    def is_scaled_for(self, size: Size) -> bool:
        return size != self.packed.size

    def mask_for(self, size: Size) -> Mask:
        """(H, W) of a picture of the same proportions, scaled where it is of another size."""
        mask = self.packed.unpack()
        if not self.is_scaled_for(size):
            return mask
        filtering = Image.Resampling.BOX if size.width < self.packed.size.width else Image.Resampling.BILINEAR
        return np.asarray(Image.fromarray(mask).resize((size.width, size.height), filtering))

    def step_for(self, document: Document) -> Step | None:
        """The step that puts it in place of a document's mask; None where it does not fit or changes nothing."""
        if not self.fits(document.size):
            return None
        step = mask_step(document, STEP_NAME, document.picture.rect, self.mask_for(document.size))
        return None if step.change.is_empty else step
