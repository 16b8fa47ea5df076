"""What the tools that mark an area have in common: how the area joins the mask."""

from collections.abc import Callable

from inpaint_studio.editing import shapes
from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.editing.history import Step
from inpaint_studio.editing.picture import Mask
from inpaint_studio.editing.shapes import Shape
from inpaint_studio.ui.canvas.pointing import Pointer
from inpaint_studio.ui.document.session import Session
from inpaint_studio.ui.kit.translatable import QT_TRANSLATE_NOOP
from inpaint_studio.ui.tools.controls import Choice, Controls, Number, Option
from inpaint_studio.ui.tools.tool import Surface, Tool
from inpaint_studio.ui.tools.tool_settings import Combine, ToolSettings

AREA_CONTROLS: Controls = (
    Choice(
        "combine",
        (
            Option("replace", "replace", QT_TRANSLATE_NOOP("OptionsBar", "A new mask in place of the old one")),
            Option("add", "add", QT_TRANSLATE_NOOP("OptionsBar", "Add to the mask (Shift)")),
            Option(
                "subtract",
                "subtract",
                QT_TRANSLATE_NOOP("OptionsBar", "Take away from the mask (Alt, Ctrl or right button)"),
            ),
            Option(
                "intersect",
                "intersect",
                QT_TRANSLATE_NOOP(
                    "OptionsBar", "Keep only where the old and the new mask overlap (Shift+Alt or Shift+Ctrl)"
                ),
            ),
        ),
    ),
    Number(
        "feather",
        QT_TRANSLATE_NOOP("OptionsBar", "Feather"),
        0,
        250,
        QT_TRANSLATE_NOOP("OptionsBar", " px"),
        slider=False,
        tip=QT_TRANSLATE_NOOP("OptionsBar", "How far the edge of a shape is softened, in pixels of the picture"),
    ),
)


class AreaTool(Tool):
    """What the tools that mark an area have in common: how the area joins the mask."""

    step_name = "Shape"
    is_drawn = True  # by hand, so that letting go may fill it at once; not what a click finds by itself

    def __init__(self, canvas: Surface, session: Session, settings: ToolSettings) -> None:
        super().__init__(canvas, session, settings)
        self._mode: Combine = "add"

    def _note_mode(self, pointer: Pointer) -> None:
        """The keys held when the shape begins say how it joins; later they change its form."""
        # Ctrl does what Alt does: most window managers of Linux take Alt + drag to move the window.
        takes_away = pointer.alt or pointer.control
        if pointer.erases or (takes_away and not pointer.shift):
            self._mode = "subtract"
        elif pointer.shift and takes_away:
            self._mode = "intersect"
        elif pointer.shift:
            self._mode = "add"
        else:
            self._mode = self.settings.now.combine

    def _join(self, make: Callable[[Mask], Shape]) -> None:
        """Put the shape into the mask. `make` runs on a worker: a lasso round a large picture takes a while."""
        mode, softness = self._mode, self.settings.now.feather

        def compute(mask: Mask) -> tuple[Rect, Mask] | None:
            shape = make(mask)
            if softness > 0:
                shape = shapes.feathered(shape, softness, size_of(mask))
            if shape.rect.is_empty and mode in ("add", "subtract"):
                return None
            return shapes.combine(mask, shape, mode)

        def joined(step: Step | None) -> None:
            if step is not None:
                self.session.marked.emit(step)

        marks = self.is_drawn and mode in ("add", "replace")
        self.session.changes.change(self.step_name, compute, joined if marks else None)


def size_of(mask: Mask) -> Size:
    return Size(mask.shape[1], mask.shape[0])
