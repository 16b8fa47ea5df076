"""Sample fills of a run: the newest sheet, and a slider back through the earlier ones."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from inpaint_studio.files.reading import read_picture, to_srgb8
from inpaint_studio.ui.kit.pixels import shown
from inpaint_studio.ui.kit.sentences import spoken
from inpaint_studio.ui.kit.slider import Slider
from inpaint_studio.ui.kit.worker import Errand, Workers
from inpaint_studio.ui.training.curves import grouped


class SampleStrip(QWidget):
    """Fixed holes as the generator fills them while it learns. Sheets are read on a worker, one at a time."""

    def __init__(self, workers: Workers, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workers = workers
        self._reading: Errand | None = None
        self._wanted: tuple[int, Path] | None = None  # the sheet that is to be read when the present one is there
        self._shown = 0  # images seen, of the sheet being read
        self._sheets: list[tuple[int, Path]] = []  # images seen, where the sheet lies
        self._columns: tuple[str, ...] = ()
        self.sheet = _Sheet(self)
        self._scroll = QScrollArea(self)
        self._headings = _Headings(self._scroll, self)
        self._scroll.setWidget(self.sheet)
        self._scroll.setWidgetResizable(True)
        self._scroll.setProperty("role", "keys")  # that scroll it
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self._slider = Slider(self)
        self._slider.setRange(0, 0)
        self._slider.setEnabled(False)
        self._slider.setAccessibleName(self.tr("Which sample sheet is shown"))
        self._slider.setToolTip(self.tr("Look back at how the same holes were filled earlier in the run"))
        self._slider.valueChanged.connect(self._show_chosen)
        self._when = QLabel(self.tr("No samples yet"), self)
        row = QHBoxLayout()
        row.addWidget(self._slider, 1)
        row.addWidget(self._when)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._headings)
        layout.addWidget(self._scroll, 1)
        layout.addLayout(row)

    @property
    def sheets(self) -> tuple[tuple[int, Path], ...]:
        return tuple(self._sheets)

    def add(self, images_seen: int, path: Path, columns: tuple[str, ...]) -> None:
        """A new sheet. It is shown at once, unless the person is looking at an earlier one."""
        follows = self._slider.value() == self._slider.maximum()
        self._sheets = [s for s in self._sheets if s[0] < images_seen]
        self._sheets.append((images_seen, path))
        self._columns = columns
        self._headings.show_columns(columns)
        self._slider.blockSignals(True)
        self._slider.setRange(0, len(self._sheets) - 1)
        self._slider.setEnabled(len(self._sheets) > 1)
        if follows:
            self._slider.setValue(len(self._sheets) - 1)
        self._slider.blockSignals(False)
        if follows:
            self._show_chosen()

    def put(self, sheets: list[tuple[int, Path]], columns: tuple[str, ...]) -> None:
        """The sheets of another run, or of this one as its folder has them; the newest is shown.

        What was shown stays until that is read, so that the same run's sheet does not go and come back.
        """
        if not sheets:
            self.clear()
        self._sheets = list(sheets)
        self._columns = columns
        self._headings.show_columns(columns)
        self._slider.blockSignals(True)
        self._slider.setRange(0, max(0, len(sheets) - 1))
        self._slider.setEnabled(len(sheets) > 1)
        self._slider.setValue(self._slider.maximum())
        self._slider.blockSignals(False)
        if sheets:
            self._show_chosen()

    def clear(self) -> None:
        if self._reading is not None:
            self._reading.drop()
        self._reading = self._wanted = None
        self._sheets = []
        self._slider.blockSignals(True)
        self._slider.setRange(0, 0)
        self._slider.blockSignals(False)
        self._slider.setEnabled(False)
        self._when.setText(self.tr("No samples yet"))
        self.sheet.show_pixels(None)

    def _show_chosen(self) -> None:
        """Read the chosen sheet and show it. While one is read, only the last one chosen meanwhile is read after it."""
        self._wanted = self._sheets[self._slider.value()]
        if self._reading is None or self._reading.is_dropped:
            self._read_wanted()

    def _read_wanted(self) -> None:
        self._reading = None
        if self._wanted is None:
            return
        (self._shown, path), self._wanted = self._wanted, None
        self._reading = self._workers.start(
            "reading samples", lambda: _read(path), self._show, self._fail, self._read_wanted
        )

    def _show(self, pixels: NDArray[np.uint8]) -> None:
        self.sheet.show_pixels(pixels)
        text = self.tr("after {count} images").format(count=grouped(self._shown))
        self._when.setText(text)
        self.sheet.setAccessibleDescription(text)

    def _fail(self, error: Exception) -> None:
        self.sheet.show_pixels(None)
        self._when.setText(spoken(str(error)))


def _read(path: Path) -> Iterator[NDArray[np.uint8]]:
    yield to_srgb8(read_picture(path))


class _Headings(QWidget):
    """What the columns of the sheet are, over them."""

    def __init__(self, below: QScrollArea, parent: QWidget) -> None:
        super().__init__(parent)
        self._below = below
        self._columns: tuple[str, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_columns(self, columns: tuple[str, ...]) -> None:
        self._columns = columns
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        width = self._below.viewport().width() / max(1, len(self._columns))
        for number, column in enumerate(self._columns):
            painter.drawText(QRectF(number * width, 0, width, self.height()), Qt.AlignmentFlag.AlignCenter, column)

    def sizeHint(self) -> QSize:
        return QSize(200, self.fontMetrics().height() + 2)


class _Sheet(QWidget):
    """A sheet as wide as there is room. Pressing the mouse on it shows that place at the sheet's own size."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._pixels: NDArray[np.uint8] | None = None
        self._near: QPoint | None = None
        self.setAccessibleName(self.tr("Sample fills"))
        self.setToolTip(self.tr("Press to see a place at its full size"))

    @property
    def pixels(self) -> NDArray[np.uint8] | None:
        return self._pixels

    def show_pixels(self, pixels: NDArray[np.uint8] | None) -> None:
        self._pixels = pixels
        self._grow()
        self.update()

    def _scale(self) -> float:
        return min(self.width() / self._pixels.shape[1], 2.0) if self._pixels is not None else 1.0

    def _grow(self) -> None:
        self.setMinimumHeight(round(self._pixels.shape[0] * self._scale()) if self._pixels is not None else 60)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._pixels is None:
            painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
            text = self.tr("Sample fills appear here while a run learns.")
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, text)
            return
        height, width = self._pixels.shape[:2]
        scale = self._scale()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        left = (self.width() - width * scale) / 2
        painter.drawImage(QRectF(left, 0, width * scale, height * scale), shown(self._pixels))
        if self._near is not None:
            side = 140.0
            at = self._near
            source = QRectF((at.x() - left) / scale - side / 2, at.y() / scale - side / 2, side, side)
            box = QRectF(at.x() - side, at.y() - side, side * 2, side * 2)
            painter.drawImage(box, shown(self._pixels), source)
            painter.setPen(self.palette().color(QPalette.ColorRole.Highlight))
            painter.drawRect(box)

    def _look(self, event: QMouseEvent | None) -> None:
        self._near = event.position().toPoint() if event is not None else None
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._look(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._look(event if event.buttons() else None)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._look(None)

    def leaveEvent(self, event: QEvent) -> None:
        self._look(None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._grow()
