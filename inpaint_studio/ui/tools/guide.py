"""Guide lines, which structure should follow through the hole."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QTransform

from inpaint_studio.editing.guidance import Guide, SourceRegion
from inpaint_studio.ui.canvas.pointing import Pointer
from inpaint_studio.ui.kit.translatable import QT_TRANSLATE_NOOP
from inpaint_studio.ui.tools.controls import Buttons, Controls, Hint
from inpaint_studio.ui.tools.drawing import draw_line
from inpaint_studio.ui.tools.free_line import FreeLine
from inpaint_studio.ui.tools.tool import TOOLS, Point, ToolKind

_CONTROLS: Controls = (
    Buttons(("guides",)),
    Hint(QT_TRANSLATE_NOOP("OptionsBar", "Draw a line through the hole; a click chooses one, Delete removes it.")),
)


class GuideTool(FreeLine):
    """Lines that structure should follow through the hole.

    A click chooses a line, or a source region, which Delete removes; the right button removes a line at once.
    """

    least_move = 4.0

    def press(self, pointer: Pointer) -> None:
        if pointer.erases:
            item = self._at(pointer.x, pointer.y)
            if isinstance(item, Guide):
                self.session.guides.remove(item)
        else:
            super().press(pointer)

    def drawn(self, points: list[Point]) -> None:
        guides = self.session.guides
        if len(points) >= 2:
            guides.choose(None)
            guides.add_guide(tuple(points))
        elif points:
            guides.choose(self._at(*points[0]))

    def key(self, event: QKeyEvent) -> bool:
        chosen = self.session.guides.chosen
        if event.key() not in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) or chosen is None:
            return False
        self.session.guides.remove(chosen)
        return True

    def cancel(self) -> bool:
        was_chosen = self.session.guides.chosen is not None
        self.session.guides.choose(None)
        return super().cancel() or was_chosen

    def _at(self, x: float, y: float) -> Guide | SourceRegion | None:
        return self.session.guides.guidance.at(x, y, self._screen(10))

    def paint(self, painter: QPainter, transform: QTransform) -> None:
        draw_line(painter, transform, self._points, closed=False, colour=QColor(255, 214, 64))


GUIDE = TOOLS.register(
    ToolKind(
        "guide",
        QT_TRANSLATE_NOOP("Actions", "&Guide line"),
        QT_TRANSLATE_NOOP("Actions", "Draw a line that structure should follow through the hole"),
        GuideTool,
        keys=("G",),
        icon="mdi6.vector-polyline",
        order=90,
        options=(_CONTROLS,),
    )
)
