"""The snapping lasso, whose line clings to the edges of the picture."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QPainter, QTransform

from inpaint_studio.editing import shapes
from inpaint_studio.editing.document import Document
from inpaint_studio.editing.fills import composite
from inpaint_studio.editing.livewire import LiveWire
from inpaint_studio.editing.picture import Mask
from inpaint_studio.editing.shapes import Shape
from inpaint_studio.ui.canvas.pointing import Pointer
from inpaint_studio.ui.document.session import Session
from inpaint_studio.ui.kit.translatable import QT_TRANSLATE_NOOP
from inpaint_studio.ui.kit.worker import Errand
from inpaint_studio.ui.tools.area import AREA_CONTROLS, AreaTool, size_of
from inpaint_studio.ui.tools.controls import Controls, Number
from inpaint_studio.ui.tools.drawing import draw_corners, draw_line
from inpaint_studio.ui.tools.tool import TOOLS, Point, Surface, ToolKind
from inpaint_studio.ui.tools.tool_settings import Combine, ToolSettings

_CONTROLS: Controls = (
    Number(
        "edge_width",
        QT_TRANSLATE_NOOP("OptionsBar", "Reach"),
        2,
        100,
        QT_TRANSLATE_NOOP("OptionsBar", " px"),
        slider=False,
        tip=QT_TRANSLATE_NOOP("OptionsBar", "How far from the pointer an edge is looked for, in pixels of the picture"),
    ),
)


@dataclass(frozen=True)
class _Draft:
    """What is half drawn, without what it was searched in."""

    mode: Combine
    corners: list[Point]
    lines: list[list[Point]]
    is_fine: list[bool]


class LivewireTool(AreaTool):
    """A lasso that clings to edges. Clicks set points; a double click, Enter or the first point closes it.

    Lines are searched on a worker, the newest position at a time, so that the pointer never waits: a draft follows
    it, and once a point is set the line to it is drawn fine.
    """

    step_name = QT_TRANSLATE_NOOP("Steps", "Snapping lasso")

    def __init__(self, canvas: Surface, session: Session, settings: ToolSettings) -> None:
        super().__init__(canvas, session, settings)
        self._wire: LiveWire | None = None
        self._corners: list[Point] = []
        self._lines: list[list[Point]] = []  # from each corner to the next
        self._is_fine: list[bool] = []  # whether each of them is drawn fine
        self._loose: list[Point] = []  # from the last corner to the pointer
        self._wanted: Point | None = None
        self._errand: Errand | None = None

    def press(self, pointer: Pointer) -> None:
        document = self.session.document
        if document is None:
            return
        place = (pointer.x, pointer.y)
        if not self._corners:
            self._note_mode(pointer)
            self._wire = _wire_of(document)
        elif len(self._corners) >= 2 and shapes.corner_at(self._corners[:1], *place, self._screen(9)) == 0:
            self.accept()
            return
        assert self._wire is not None
        if not (self._corners and pointer.control):  # with Ctrl a point stays put; at the first one Ctrl subtracts
            place = self._wire.snap(place, self.settings.now.edge_width)
        if self._corners:
            self._lines.append(self._loose or [self._corners[-1], place])
            self._is_fine.append(False)
        self._corners.append(place)
        self._loose, self._wanted = [], None
        self._search()
        self.canvas.update()

    def hover(self, pointer: Pointer) -> None:
        if self._corners:
            self._wanted = (pointer.x, pointer.y)
            self._search()

    def drag(self, pointer: Pointer) -> None:
        self.hover(pointer)

    def is_click(self, pointer: Pointer) -> bool:
        return True

    def double_click(self, pointer: Pointer) -> None:
        self.accept()

    def key(self, event: QKeyEvent) -> bool:
        if event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete) and self._corners:
            if len(self._corners) == 1:
                return self.cancel()
            self._corners.pop()
            self._lines.pop()
            self._is_fine.pop()
            self._loose = []
            self.canvas.update()
            return True
        return False

    def accept(self) -> bool:
        corners, lines, fine, wire = self._corners, self._lines, self._is_fine, self._wire
        self.cancel()
        if len(corners) >= 2 and wire is not None:

            def make(mask: Mask) -> Shape:
                points: list[Point] = []
                for number, (start, end) in enumerate(pairwise([*corners, corners[0]])):
                    drawn = number < len(fine) and fine[number]
                    points += lines[number] if drawn else _points(wire, start, end, draft=False)
                return shapes.polygon(points, size_of(mask))

            self._join(make)
        return bool(corners)

    def cancel(self) -> bool:
        was = bool(self._corners)
        self._corners, self._lines, self._is_fine, self._loose = [], [], [], []
        self._wire = self._wanted = None
        if self._errand is not None:
            self._errand.drop()
            self._errand = None
        self.canvas.update()
        return was

    def draft(self) -> _Draft | None:
        return _Draft(self._mode, self._corners, self._lines, self._is_fine) if self._corners else None

    def resume(self, draft: _Draft) -> None:
        document = self.session.document
        if document is not None:
            self._mode = draft.mode
            self._corners, self._lines, self._is_fine = list(draft.corners), list(draft.lines), list(draft.is_fine)
            self._wire = _wire_of(document)
            self._search()
            self.canvas.update()

    def paint(self, painter: QPainter, transform: QTransform) -> None:
        draw_line(painter, transform, [point for line in self._lines for point in line] + self._loose, closed=False)
        draw_corners(painter, transform, self._corners)

    def _search(self) -> None:
        """Look for the line that is wanted most: first to the pointer, then the first that is only a draft."""
        if self._errand is not None or self._wire is None:
            return
        number = None
        if self._wanted is not None:
            start, end = self._corners[-1], self._wanted
            self._wanted = None
        elif False in self._is_fine:
            number = self._is_fine.index(False)
            start, end = self._corners[number], self._corners[number + 1]
        else:
            return
        wire, corners = self._wire, list(self._corners)

        def job() -> Iterator[tuple[list[Point], int | None, list[Point]]]:
            yield corners, number, _points(wire, start, end, draft=number is None)

        self._errand = self.session.run("live-wire", job, self._show_line, self._searched, self.session.ticket())

    def _show_line(self, answer: tuple[list[Point], int | None, list[Point]]) -> None:
        corners, number, line = answer
        if number is None:
            self._loose = line if corners == self._corners else []
        elif corners[: number + 2] == self._corners[: number + 2]:
            self._lines[number], self._is_fine[number] = line, True
        self.canvas.update()

    def _searched(self) -> None:
        self._errand = None
        self._search()


def _wire_of(document: Document) -> LiveWire:
    picture, fills = document.picture, document.fills
    return LiveWire(picture.size, lambda rect: picture.visible(composite(picture, fills, rect)))


def _points(wire: LiveWire, start: Point, end: Point, draft: bool) -> list[Point]:
    return [(float(x), float(y)) for x, y in wire.path(start, end, draft=draft)]


LIVEWIRE = TOOLS.register(
    ToolKind(
        "livewire",
        QT_TRANSLATE_NOOP("Actions", "Sna&pping lasso"),
        QT_TRANSLATE_NOOP("Actions", "Mark along an edge that the line snaps to; double click or Enter closes it"),
        LivewireTool,
        keys=("Ctrl+Shift+L",),
        icon="mdi6.magnet",
        order=70,
        presets={"gimp": ("I",)},
        options=(AREA_CONTROLS, _CONTROLS),
    )
)
