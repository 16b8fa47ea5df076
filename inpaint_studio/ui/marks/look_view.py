"""The large look: the part of one picture round its mark, before or after."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QSizePolicy, QWidget

from inpaint_studio.ui.kit.pixels import shown
from inpaint_studio.work.mark_looks import Look

_CHIP = 10  # pixels from its corner


class LookView(QWidget):
    """Shows a look fitted into its place; a click shows the other side.

    Signals:
        flipped: before is shown now in place of after, or the reverse.
    """

    flipped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look: Look | None = None
        self.is_before = False
        self.words = ""
        self.setMinimumHeight(120)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("Before and after"))
        self.setToolTip(self.tr("Click, or press the space bar, to see the picture before and after"))
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_look(self, look: Look | None, words: str = "") -> None:
        """words: shown where there is no look."""
        self.look, self.words = look, words
        self.update()

    def flip(self) -> None:
        self.is_before = not self.is_before
        self.update()
        self.flipped.emit()

    # what Qt calls

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.flip()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        palette = self.palette()
        painter.fillRect(self.rect(), palette.color(QPalette.ColorRole.Dark))
        if self.look is None:
            painter.setPen(palette.color(QPalette.ColorRole.PlaceholderText))
            flags = int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextWordWrap)
            painter.drawText(self.rect().adjusted(16, 8, -16, -8), flags, self.words)
            return
        image = shown(self.look.before if self.is_before else self.look.after)
        scale = min(self.width() / image.width(), self.height() / image.height(), 4.0)
        size = QSize(max(1, round(image.width() * scale)), max(1, round(image.height() * scale)))
        place = QRect((self.width() - size.width()) // 2, (self.height() - size.height()) // 2, *size.toTuple())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.drawImage(place, image)
        text = self.tr("Before") if self.is_before else self.tr("After")
        metrics = self.fontMetrics()
        chip = QRect(_CHIP, _CHIP, metrics.horizontalAdvance(text) + 20, metrics.height() + 8)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(palette.color(QPalette.ColorRole.Highlight if self.is_before else QPalette.ColorRole.Base))
        painter.drawRoundedRect(QRectF(chip), 6, 6)
        role = QPalette.ColorRole.HighlightedText if self.is_before else QPalette.ColorRole.Text
        painter.setPen(palette.color(role))
        painter.drawText(chip, int(Qt.AlignmentFlag.AlignCenter), text)

    def sizeHint(self) -> QSize:
        return QSize(560, 300)
