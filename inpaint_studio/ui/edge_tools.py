"""Tools that look at the picture itself: the magic wand and the snapping lasso.

What they look with needs scipy, 0.4 s to import, so it is imported where it is first used: on a worker.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QPainter, QTransform

from inpaint_studio.editing import shapes
from inpaint_studio.editing.mask import bounds
from inpaint_studio.editing.picture import Mask
from inpaint_studio.editing.shapes import Shape
from inpaint_studio.ui.canvas import Canvas, Pointer
from inpaint_studio.ui.session import Session
from inpaint_studio.ui.tool_settings import ToolSettings
from inpaint_studio.ui.tools import Point, ShapeTool, draw_corners, draw_line, size_of
from inpaint_studio.ui.worker import Errand

if TYPE_CHECKING:
    from inpaint_studio.editing.livewire import LiveWire


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
            from inpaint_studio.editing.wand import wand

            # What is seen, fills included. Without any, the picture's own array serves and nothing is copied.
            pixels = document.composite() if document.fills else document.picture.pixels
            found = wand(pixels, x, y, now.tolerance, contiguous=now.contiguous)
            rect = bounds(found)
            return Shape(rect, found[rect.slices])

        self._join(make)


class LivewireTool(ShapeTool):
    """A lasso that clings to edges. Clicks set points; a double click, Enter or the first point closes it.

    The line to the pointer is searched on a worker, the newest position at a time, so that the pointer never waits.
    """

    step_name = "Snapping lasso"

    def __init__(self, canvas: Canvas, session: Session, settings: ToolSettings) -> None:
        super().__init__(canvas, session, settings)
        self._wire: LiveWire | None = None
        self._corners: list[Point] = []
        self._fixed: list[Point] = []  # the line through the corners so far
        self._loose: list[Point] = []  # from the last corner to the pointer
        self._wanted: Point | None = None
        self._errand: Errand | None = None

    def press(self, pointer: Pointer) -> None:
        document = self.session.document
        if document is None:
            return
        place = (pointer.x, pointer.y)
        if not self._corners:
            from inpaint_studio.editing.livewire import LiveWire

            self._note_mode(pointer)
            self._wire = LiveWire(document.composite() if document.fills else document.picture.pixels)
        elif len(self._corners) >= 2 and shapes.corner_at(self._corners[:1], *place, self._screen(9)) == 0:
            self.accept()
            return
        assert self._wire is not None
        if not pointer.control:  # with Ctrl the point stays where it was clicked
            place = self._wire.snap(place, self.settings.now.edge_width)
        if self._corners:
            self._fixed += [(float(x), float(y)) for x, y in self._wire.path(self._corners[-1], place)]
        else:
            self._fixed = [place]
        self._corners.append(place)
        self._loose = []
        self.canvas.update()

    def hover(self, pointer: Pointer) -> None:
        if self._corners:
            self._wanted = (pointer.x, pointer.y)
            self._search()

    def drag(self, pointer: Pointer) -> None:
        self.hover(pointer)

    def double_click(self, pointer: Pointer) -> None:
        self.accept()

    def key(self, event: QKeyEvent) -> bool:
        if event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete) and self._corners:
            corners = self._corners[:-1]
            wire = self._wire
            assert wire is not None
            self._corners, self._fixed, self._loose = corners, corners[:1], []
            for start, end in pairwise(corners):
                self._fixed += [(float(x), float(y)) for x, y in wire.path(start, end)]
            self.canvas.update()
            return True
        return False

    def accept(self) -> bool:
        corners, line, wire = self._corners, self._fixed, self._wire
        self.cancel()
        if len(corners) >= 2 and wire is not None:

            def make(mask: Mask) -> Shape:
                closing = wire.path(corners[-1], corners[0])
                return shapes.polygon([*line, *((float(x), float(y)) for x, y in closing)], size_of(mask))

            self._join(make)
        return bool(corners)

    def cancel(self) -> bool:
        was = bool(self._corners)
        self._corners, self._fixed, self._loose = [], [], []
        self._wire = self._wanted = None
        if self._errand is not None:
            self._errand.drop()
            self._errand = None
        self.canvas.update()
        return was

    def paint(self, painter: QPainter, transform: QTransform) -> None:
        draw_line(painter, transform, self._fixed + self._loose, closed=False)
        draw_corners(painter, transform, self._corners)

    def _search(self) -> None:
        if self._errand is not None or self._wanted is None or self._wire is None:
            return
        wire, start, end = self._wire, self._corners[-1], self._wanted
        self._wanted = None

        def job() -> Iterator[list[Point]]:
            yield [(float(x), float(y)) for x, y in wire.path(start, end)]

        self._errand = self.session.run("live-wire", job, self._found, self._searched)

    def _found(self, line: list[Point]) -> None:
        self._loose = line
        self.canvas.update()

    def _searched(self) -> None:
        self._errand = None
        self._search()
