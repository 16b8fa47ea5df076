"""Tools that look at the picture itself: the magic wand and the snapping lasso."""

from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.mask import bounds
from inpaint_studio.editing.picture import Mask
from inpaint_studio.editing.shapes import Shape
from inpaint_studio.editing.wand import wand
from inpaint_studio.ui.canvas import Pointer
from inpaint_studio.ui.tools import PolygonTool, ShapeTool


class WandTool(ShapeTool):
    """Marks pixels of a colour like the one that is clicked."""

    step_name = "Magic wand"

    def press(self, pointer: Pointer) -> None:
        self._note_mode(pointer)
        document = self.session.document
        if document is None:
            return
        x, y = int(pointer.x // 1), int(pointer.y // 1)
        if not (0 <= x < document.size.width and 0 <= y < document.size.height):
            return
        now = self.settings.now

        def make(_: Mask) -> Shape:
            # What is seen, fills included. Without any, the picture's own array serves and nothing is copied.
            pixels = document.composite() if document.fills else document.picture.pixels
            found = wand(pixels, x, y, now.tolerance, contiguous=now.contiguous)
            rect = bounds(found)
            return Shape(rect, found[rect.slices])

        self._join(make)


class LivewireTool(PolygonTool):
    step_name = "Snapping lasso"


__all__ = ["LivewireTool", "Rect", "WandTool"]
