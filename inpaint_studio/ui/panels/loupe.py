"""A loupe: panes beside each other that show the same part of an enlarged picture, each made in another way."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.editing.picture import Pixels
from inpaint_studio.ui.panels.loupe_pane import ZOOMS, LoupeMap, LoupePane, LoupeView


class Loupe(QWidget):
    """The panes and the map that belongs to them, which the dialog puts where it has room.

    Signals:
        view_changed: another part is seen; `part` says which.
    """

    view_changed = Signal()

    def __init__(self, titles: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        tip = self.tr(
            "Drag to look elsewhere. Arrow keys move as well: with Shift by a whole pane, with Ctrl by one pixel; "
            "Home goes to the middle. The wheel, + and − zoom."
        )
        self.map = LoupeMap(
            self.tr("Overview of the picture"), self.tr("Move over the picture to look; click to stay there.")
        )
        self.panes = tuple(LoupePane(title, tip, self) for title in titles)
        self.titles = tuple(QLabel(title, self) for title in titles)
        self._view: LoupeView | None = None
        self._stays: LoupeView | None = None  # where it goes back to when the pointer leaves the map
        self.hint = QLabel(self)
        self.hint.setProperty("role", "faint")
        self.hint.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.hint.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(4)
        row = QHBoxLayout()
        row.setSpacing(8)
        whole.addLayout(row, 1)
        whole.addWidget(self.hint)
        for title, pane in zip(self.titles, self.panes, strict=True):
            title.setProperty("role", "faint")
            title.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            title.setMinimumWidth(1)
            column = QVBoxLayout()
            column.setSpacing(4)
            column.addWidget(title)
            column.addWidget(pane, 1)
            row.addLayout(column, 1)
        for surface in (self.map, *self.panes):
            surface.moved.connect(self._move)
            surface.centred.connect(self._centre)
            surface.zoomed.connect(self._zoom)
        self.panes[0].resized.connect(self._follow)
        self.map.looked_at.connect(self._look)
        self.map.left.connect(self._go_back)

    @property
    def view(self) -> LoupeView | None:
        return self._view

    @property
    def part(self) -> Rect:
        """Which pixels of the enlarged picture the panes show; empty before there is a picture."""
        if self._view is None:
            return Rect(0, 0, 0, 0)
        seen = [pane.part.toAlignedRect() for pane in self.panes]
        widest = max(seen, key=lambda rect: (rect.width(), rect.height()))
        return Rect(widest.x(), widest.y(), widest.width(), widest.height()).clip(self._view.size)

    def show_picture(self, small: Pixels, size: Size) -> None:
        """Begin in the middle. small: the whole picture.  size: that it is enlarged to."""
        for surface in (self.map, *self.panes):
            surface.set_backdrop(small)
        ratio = max(1, round(self.devicePixelRatioF()))
        self._stays = LoupeView(size, size.width / 2, size.height / 2, zoom=2 * ratio if 2 * ratio in ZOOMS else 2)
        self._set(self._stays)

    def set_size(self, size: Size) -> None:
        """It is enlarged to another size: the same place is seen."""
        if self._view is not None and self._view.size != size:
            self._stays = (self._stays or self._view).scaled_to(size)
            self._set(self._view.scaled_to(size))

    def show_part(self, number: int, rect: Rect, pixels: Pixels) -> None:
        """In one of the panes."""
        self.panes[number].show_part(rect, pixels)

    def forget_parts(self, *numbers: int) -> None:
        for number in numbers:
            self.panes[number].forget_part()

    def _set(self, view: LoupeView) -> None:
        self._view = view
        for pane in self.panes:
            pane.set_view(view)
        self.map.show_part(view, self.panes[0].part)
        words = self.tr("{percent} %: drag, arrow keys, wheel")
        self.hint.setText(words.format(percent=100 * view.zoom))
        self.view_changed.emit()

    def _follow(self) -> None:
        if self._view is not None:
            self._set(self._view)

    def _stay(self, view: LoupeView) -> None:
        self._stays = view
        self._set(view)

    def _move(self, dx: float, dy: float) -> None:
        if self._view is not None:
            self._stay(self._view.at(self._view.x + dx, self._view.y + dy))

    def _centre(self) -> None:
        if self._view is not None:
            self._stay(self._view.at(self._view.size.width / 2, self._view.size.height / 2))

    def _zoom(self, steps: int) -> None:
        if self._view is not None and self._stays is not None:
            self._stays = self._stays.zoomed(steps)
            self._set(self._view.zoomed(steps))

    def _look(self, x: float, y: float, stays: bool) -> None:
        if self._view is not None:
            view = self._view.at(x, y)
            if stays:
                self._stay(view)
            else:
                self._set(view)

    def _go_back(self) -> None:
        if self._stays is not None and self._stays != self._view:
            self._set(self._stays)
