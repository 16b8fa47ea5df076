"""The magic wand: marks what has a colour like the pixel that is clicked."""

from inpaint_studio.editing.mask import bounds
from inpaint_studio.editing.picture import Mask
from inpaint_studio.editing.shapes import Shape
from inpaint_studio.ui.canvas.pointing import Pointer
from inpaint_studio.ui.kit.translatable import QT_TRANSLATE_NOOP
from inpaint_studio.ui.tools.area import AREA_CONTROLS, AreaTool
from inpaint_studio.ui.tools.controls import Check, Controls, Number
from inpaint_studio.ui.tools.tool import TOOLS, ToolKind

_CONTROLS: Controls = (
    Number(
        "tolerance",
        QT_TRANSLATE_NOOP("OptionsBar", "Tolerance"),
        0,
        255,
        "",
        tip=QT_TRANSLATE_NOOP(
            "OptionsBar", "How far a colour may differ from the one you click: 0 is the same colour, 255 any"
        ),
    ),
    Check(
        "contiguous",
        QT_TRANSLATE_NOOP("OptionsBar", "Contiguous"),
        QT_TRANSLATE_NOOP("OptionsBar", "Only pixels that are connected to the one you click"),
    ),
)


class WandTool(AreaTool):
    """Marks pixels of a colour like the one that is clicked."""

    step_name = QT_TRANSLATE_NOOP("Steps", "Magic wand")
    is_drawn = False

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
            from inpaint_studio.editing.wand import wand

            # What is seen, fills included. Without any, the picture's own array serves and nothing is copied.
            pixels = document.composite() if document.fills else document.picture.pixels
            mask = wand(document.picture.visible(pixels), x, y, now.tolerance, contiguous=now.contiguous)
            rect = bounds(mask)
            return Shape(rect, mask[rect.slices])

        self._join(make)

    def is_click(self, pointer: Pointer) -> bool:
        return True


WAND = TOOLS.register(
    ToolKind(
        "wand",
        QT_TRANSLATE_NOOP("Actions", "Magic &wand"),
        QT_TRANSLATE_NOOP("Actions", "Mark pixels of a similar colour"),
        WandTool,
        keys=("W",),
        icon="mdi6.magic-staff",
        order=80,
        presets={"gimp": ("U",)},
        options=(AREA_CONTROLS, _CONTROLS),
        starts_group=True,
    )
)
