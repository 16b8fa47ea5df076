"""What lies over the picture in view while another one is on its way: strokes would be for the wrong one."""

import numpy as np
from PySide6.QtCore import QEvent, QObject, QRect, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPalette, QPixmap
from PySide6.QtWidgets import QWidget

from inpaint_studio.ui.canvas.canvas import Canvas
from inpaint_studio.ui.document.open_pictures import OpenPicture
from inpaint_studio.ui.document.session import Session
from inpaint_studio.ui.kit.literal import one_line
from inpaint_studio.ui.kit.pixels import shown

_SOON = 150  # milliseconds: what is there by then comes without a flash
_SHARE = 0.4  # of the canvas, that a thumbnail may take
_MARGIN = 16  # widget pixels
_VEIL = 190  # of 255
_ACTIVE = QPalette.ColorGroup.Active  # colours of what can be read, though the canvas is disabled


class ComingVeil(QWidget):
    """Dims the canvas and says which picture is coming, with its thumbnail where there is one.

    The canvas takes neither strokes nor keys for as long; what is pressed ends where it is, and stays.
    """

    def __init__(self, session: Session, canvas: Canvas) -> None:
        super().__init__(canvas)
        self._session, self._canvas = session, canvas
        self._small: QPixmap | None = None
        self._words = ""
        self._is_blocking = self._had_focus = False
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SOON)
        self._soon.timeout.connect(self._come)
        session.pictures.changed.connect(self._follow)
        session.pictures.picture_changed.connect(self._look_again)
        canvas.installEventFilter(self)
        self.hide()

    @property
    def text(self) -> str:
        """What is said, empty where nothing is coming."""
        return self._words if not self.isHidden() else ""

    @property
    def has_thumbnail(self) -> bool:
        return self._small is not None

    @property
    def _coming(self) -> OpenPicture | None:
        """What comes in place of a picture that is seen; where none is, the canvas shows the thumbnail itself."""
        pictures = self._session.pictures
        return pictures.coming if pictures.in_view is not None else None

    def _follow(self) -> None:
        if self._coming is None:
            self._soon.stop()
            self._block()
            self.hide()
        elif self.isHidden():
            QTimer.singleShot(0, self, self._block)  # not where it is there in the same turn
            self._soon.start()
        else:
            self._look()

    def _block(self) -> None:
        """Let the canvas take input or not, as it is now."""
        is_coming, canvas = self._coming is not None, self._canvas
        if is_coming == self._is_blocking:
            return
        self._is_blocking = is_coming
        if is_coming:
            self._had_focus = canvas.hasFocus()
            if self._had_focus:
                canvas.window().setFocus()  # else Qt chooses the strip, or whatever comes next, with its frame
            canvas.setEnabled(False)
        elif self._session.pictures.in_view is not None:
            canvas.setEnabled(True)
            if self._had_focus:
                canvas.setFocus()

    def _look_again(self, picture: object) -> None:
        if picture is self._coming and not self.isHidden():
            self._look()

    def _come(self) -> None:
        self._look()
        self.setGeometry(self._canvas.rect())
        self.show()
        self.raise_()

    def _look(self) -> None:
        picture = self._coming
        if picture is None:
            return
        pixels = picture.thumbnail
        self._small = QPixmap.fromImage(shown(np.ascontiguousarray(pixels))) if pixels is not None else None
        self._words = self.tr("Opening {name} …").format(name=one_line(picture.name))
        self.setAccessibleName(self._words)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        ground = QColor(self.palette().color(_ACTIVE, QPalette.ColorRole.Window))
        ground.setAlpha(_VEIL)
        painter.fillRect(self.rect(), ground)
        font = self.font()
        font.setPointSizeF(font.pointSizeF() * 1.25)
        metrics = QFontMetrics(font)
        small = self._thumbnail_size()
        height = small.height() + (_MARGIN if not small.isEmpty() else 0) + metrics.height()
        top = (self.height() - height) // 2
        if self._small is not None and not small.isEmpty():
            place = QRect((self.width() - small.width()) // 2, top, small.width(), small.height())
            painter.drawPixmap(QRectF(place), self._small, QRectF(self._small.rect()))
            top += small.height() + _MARGIN
        painter.setFont(font)
        painter.setPen(self.palette().color(_ACTIVE, QPalette.ColorRole.WindowText))
        words = metrics.elidedText(self._words, Qt.TextElideMode.ElideMiddle, self.width() - 2 * _MARGIN)
        painter.drawText(QRect(0, top, self.width(), metrics.height()), Qt.AlignmentFlag.AlignCenter, words)
        painter.end()

    def _thumbnail_size(self) -> QSize:
        if self._small is None:
            return QSize()
        room = QSize(round(self.width() * _SHARE), round(self.height() * _SHARE))
        return self._small.size().scaled(room, Qt.AspectRatioMode.KeepAspectRatio)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and not self.isHidden():
            self.setGeometry(self._canvas.rect())
        return False
