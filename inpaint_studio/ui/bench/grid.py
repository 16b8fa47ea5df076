"""The panes of the bench: as many as fit well, and all looking at the same place."""

import math
from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QBuffer, QEvent, QIODevice, Qt, Signal
from PySide6.QtGui import QPalette, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.mask_levels import MaskLevels
from inpaint_studio.editing.picture import Picture
from inpaint_studio.files.saving.atomic import replace_file
from inpaint_studio.ui.bench.pane import BenchPane
from inpaint_studio.ui.bench.slots import Call
from inpaint_studio.ui.canvas.display import Words

_HOLE = 0  # no contender's key


class PaneGrid(QWidget):
    """The pane of the hole and one pane for each contender's key.

    Signals:
        pressed: the key of the pane that the person chose.
        take_requested: the key of the pane whose answer is to become a fill.
        close_requested: the key of the pane that is to be put away.
    """

    pressed = Signal(int)
    take_requested = Signal(int)
    close_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(8, 8, 8, 8)
        self._grid.setSpacing(8)
        self._panes: dict[int, BenchPane] = {}
        self._order: tuple[int, ...] = ()
        self._shape = 1.5  # width over height of the picture
        self._picture: Picture | None = None
        self._levels: Mapping[int, Words] = {}
        self._syncing = False
        self.hole_pane = BenchPane(self, is_hole=True)
        self._invitation = QLabel(
            self.tr(
                "Drop checkpoints or the folder of a run here, or choose a method to see what each makes of the hole."
            )
        )
        self._invitation.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._invitation.setWordWrap(True)
        self._invitation.setMargin(24)
        self.hole_pane.canvas.view_changed.connect(Call(self._follow_view, _HOLE))
        self.arrange(())

    def __len__(self) -> int:
        return len(self._panes)

    def pane(self, key: int) -> BenchPane:
        return self._panes[key]

    def arrange(self, order: Sequence[int]) -> None:
        """Show panes for exactly these keys, in this order; new ones are made, others go."""
        for key in [key for key in self._panes if key not in order]:
            pane = self._panes.pop(key)
            pane.hide()
            pane.deleteLater()
        for key in order:
            if key not in self._panes:
                self._panes[key] = self._made(key)
        self._order = tuple(order)
        self._lay_out()

    def show_picture(self, picture: Picture | None, levels: Mapping[int, Words], mask: MaskLevels | None) -> None:
        """Show another picture in every pane, its mask in the pane of the hole."""
        self._picture, self._levels = picture, levels
        if picture is None:
            for pane in self._all():
                pane.canvas.show_picture(None, None)
            return
        self._shape = picture.size.width / picture.size.height
        self.hole_pane.show_picture(picture, levels, mask)
        for pane in self._panes.values():
            pane.show_picture(picture, levels, None)
        self._lay_out()

    def show_mask(self, mask: MaskLevels | None) -> None:
        """Show another mask in the pane of the hole, on the same picture in the same place."""
        canvas = self.hole_pane.canvas
        view = canvas.view
        canvas.show_picture(canvas.display, mask)
        canvas.set_view(view)

    def zoom_to(self, rect: Rect | None) -> None:
        """Show this part of the picture as large as the panes allow; all of it for None."""
        canvas = self.hole_pane.canvas
        if rect is None:
            canvas.fit()
            return
        ratio = canvas.devicePixelRatioF()
        scale = min(canvas.width() * ratio / rect.width, canvas.height() * ratio / rect.height, 8.0)
        canvas.centre_on(rect.x + rect.width / 2, rect.y + rect.height / 2)
        canvas.zoom_to(scale)

    def save_picture(self, path: Path) -> None:
        """What the panes show, as a PNG. Raises SaveError."""
        content = QBuffer()
        content.open(QIODevice.OpenModeFlag.WriteOnly)
        self.grab().save(content, "PNG")
        replace_file(path, bytes(content.data().data()))

    def _made(self, key: int) -> BenchPane:
        pane = BenchPane(self)
        pane.pressed.connect(Call(self.pressed.emit, key))
        pane.take_requested.connect(Call(self.take_requested.emit, key))
        pane.close_requested.connect(Call(self.close_requested.emit, key))
        pane.canvas.set_dark(self._is_dark())
        if self._picture is not None:
            pane.show_picture(self._picture, self._levels, None)
            pane.canvas.set_view(self.hole_pane.canvas.view)
        pane.canvas.view_changed.connect(Call(self._follow_view, key))
        return pane

    def _all(self) -> list[BenchPane]:
        return [self.hole_pane, *(self._panes[key] for key in self._order if key in self._panes)]

    def _lay_out(self) -> None:
        """Put the panes in a grid that gives each the most room for the picture's shape."""
        panes: list[QWidget] = [*self._all()]
        self._invitation.setVisible(len(panes) == 1)
        if len(panes) == 1:
            panes.append(self._invitation)
        while self._grid.count():
            self._grid.takeAt(0)
        room = self.width() / max(1, self.height())
        columns = max(
            range(1, len(panes) + 1),
            key=lambda c: (
                min(room / c / self._shape, 1 / math.ceil(len(panes) / c)) - 0.001 * (c * math.ceil(len(panes) / c))
            ),
        )
        rows = math.ceil(len(panes) / columns)
        for index in range(max(self._grid.columnCount(), self._grid.rowCount(), columns, rows)):
            self._grid.setColumnStretch(index, 1 if index < columns else 0)
            self._grid.setRowStretch(index, 1 if index < rows else 0)
        for index, pane in enumerate(panes):
            self._grid.addWidget(pane, index // columns, index % columns)
            pane.show()

    def _follow_view(self, key: int) -> None:
        """Every pane looks at the same place."""
        if self._syncing:
            return
        leader = self.hole_pane if key == _HOLE else self._panes.get(key)
        if leader is None:
            return
        self._syncing = True
        try:
            for pane in self._all():
                if pane is not leader:
                    pane.canvas.set_view(leader.canvas.view)
        finally:
            self._syncing = False

    def _is_dark(self) -> bool:
        return self.palette().color(QPalette.ColorRole.Window).lightnessF() < 0.5

    def _set_dark(self) -> None:
        for pane in self._all():
            pane.canvas.set_dark(self._is_dark())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._set_dark()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._set_dark()
