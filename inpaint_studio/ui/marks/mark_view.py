"""The estimated mark on a checkerboard, as opaque as it is, and what is known of it."""

import numpy as np
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from inpaint_studio.editing.marks import Mark
from inpaint_studio.sentence import say
from inpaint_studio.ui.kit.pixels import shown
from inpaint_studio.ui.kit.sentences import spoken
from inpaint_studio.work.marks import Group

_CELL = 8  # screen pixels of the checkerboard
_LIGHT, _DARK = QColor(154, 154, 154), QColor(104, 104, 104)  # a white mark and a black one are seen on it
_MOST = 640  # pixels of the mark's longer side that are shown
_FEW = 12  # pictures with fewer of which a mark is less certain
_LOST = 0.85  # of opacity, from which a picture is filled and not recovered


class Board(QWidget):
    """Paints a mark over a checkerboard."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image: QImage | None = None
        self.setFixedHeight(150)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("The mark"))

    def show_mark(self, mark: Mark | None) -> None:
        self._image = None
        if mark is not None:
            step = max(1, -(-max(mark.rect.width, mark.rect.height) // _MOST))
            self._image = shown(np.ascontiguousarray((mark.samples[::step, ::step] >> 8).astype(np.uint8)))
        self.update()

    @property
    def is_empty(self) -> bool:
        return self._image is None

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        for row in range(0, self.height(), _CELL):
            for column in range(0, self.width(), _CELL):
                is_light = (row // _CELL + column // _CELL) % 2 == 0
                painter.fillRect(column, row, _CELL, _CELL, _LIGHT if is_light else _DARK)
        if self._image is None:
            return
        room = QRect(6, 6, self.width() - 12, self.height() - 12)
        scale = min(room.width() / self._image.width(), room.height() / self._image.height())
        size = QSize(max(1, round(self._image.width() * scale)), max(1, round(self._image.height() * scale)))
        place = QRect(0, 0, *size.toTuple())
        place.moveCenter(room.center())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(place, self._image)


class MarkView(QWidget):
    """The board, and below it facts in sentences."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.board = Board(self)
        self.facts = QLabel(self)
        self.facts.setTextFormat(Qt.TextFormat.PlainText)
        self.facts.setWordWrap(True)
        self.facts.setAccessibleName(self.tr("What is known of the mark"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.board)
        column.addWidget(self.facts)

    def show_group(self, group: Group | None) -> None:
        self.board.show_mark(group.mark if group is not None else None)
        self.facts.setText("\n".join(self._facts(group)) if group is not None else "")

    def _facts(self, group: Group) -> list[str]:
        mark = group.mark
        if mark is None:
            return [spoken(group.message)]
        strongest = float(mark.opacity.max())
        facts = [
            self.tr("Opacity up to {percent} %, {width} × {height} pixels.").format(
                percent=round(100 * strongest), width=mark.rect.width, height=mark.rect.height
            ),
            self.tr("Blended as light (linear).")
            if mark.linear
            else self.tr("Blended as samples of files (sRGB), as most programs do."),
        ]
        if group.looked_at:
            if group.is_shifted:
                words = self.tr("It lies up to {pixels} pixels elsewhere in some pictures.")
                facts.append(words.format(pixels=f"{group.farthest:.1f}"))
            else:
                facts.append(self.tr("It lies at the same place in all pictures."))
            facts.append(
                spoken(
                    say(
                        "Estimated from {count} pictures, of which {marked} have it.",
                        count=group.looked_at,
                        marked=group.marked,
                    )
                )
            )
            if group.marked < _FEW:
                facts.append(self.tr("With fewer than 12 pictures its colour and opacity are less certain."))
        elif mark.scale != 1:
            words = self.tr("The logo is shown at {percent} % of its size.")
            facts.append(words.format(percent=f"{100 * mark.scale:.1f}"))
        if strongest > _LOST:
            facts.append(self.tr("Where it is nearly opaque nothing of the photograph is left; that is filled."))
        return facts
