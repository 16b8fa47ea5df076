"""The status bar: where the pointer is, how large the picture is shown, and what the engine is doing."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QProgressBar, QSizePolicy, QStatusBar, QToolButton, QWidget

from inpaint_studio.editing.picture import Picture
from inpaint_studio.ui.kit.activities import Activity
from inpaint_studio.ui.kit.icons import icon
from inpaint_studio.ui.kit.literal import one_line
from inpaint_studio.ui.panels.zoom_field import ZoomField

_SHARE, _PADDING = 0.42, 18  # of the bar, for values; pixels round them


class StatusBar(QStatusBar):
    """Shows values; computes nothing.

    Signals:
        stop_requested: the stop button beside the progress was pressed.
    """

    stop_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeGripEnabled(False)
        self._engine = QLabel(self)
        self._engine.setTextFormat(Qt.TextFormat.PlainText)
        self._progress = QProgressBar(self)
        self._progress.setFixedSize(150, 14)
        self._progress.setTextVisible(False)
        self._progress.setAccessibleName(self.tr("Progress"))
        self._stop = QToolButton(self)
        self._stop.setProperty("flat", True)
        self._stop.setIcon(icon("stop"))
        self._stop.setIconSize(QSize(16, 16))
        self._stop.setToolTip(self.tr("Stop (Esc)"))
        self._stop.setAccessibleName(self.tr("Stop"))
        self._stop.clicked.connect(self.stop_requested)
        self._position = self._steady(self.tr("Pointer position in the picture"), "00000, 00000")
        self._values = _Values(self)
        self._values.setToolTip(self.tr("Value under the pointer, and its place on the map or in the patient"))
        self._values.setAccessibleName(self._values.toolTip())
        self._size = self._steady(self.tr("Size of the picture"), "00000 × 00000 · 00 bit")
        self.zoom = ZoomField(self)
        self.addWidget(self._engine)
        self.addWidget(self._progress)
        self.addWidget(self._stop)
        self._hint = _Hint(self)
        self.addWidget(self._hint, 1)
        for widget in (self._values, self._position, self._size, self.zoom):
            self.addPermanentWidget(widget)
        self._ready_text = ""
        self._tool_hint = self._pen_hint = "", ""
        self.show_activity(None)

    def _steady(self, name: str, widest: str) -> QLabel:
        label = QLabel(self)
        label.setToolTip(name)
        label.setAccessibleName(name)
        label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        label.setMinimumWidth(label.fontMetrics().horizontalAdvance(widest) + 18)
        return label

    def show_engine(self, text: str) -> None:
        self._ready_text = text
        if self._progress.isHidden():
            self._engine.setText(text)

    def show_activity(self, activity: Activity | None) -> None:
        busy = activity is not None
        self._progress.setVisible(busy)
        self._stop.setVisible(busy)
        if activity is None:
            self._engine.setText(self._ready_text)
            return
        self._engine.setText(one_line(activity.text))
        if activity.done is None:
            self._progress.setRange(0, 0)
        else:
            self._progress.setRange(0, 1000)
            self._progress.setValue(round(activity.done * 1000))

    def show_hint(self, words: str, short: str) -> None:
        """What to do with the tool in hand, in whichever of the two there is room for."""
        self._tool_hint = words, short
        self._hint.show_words(*(self._pen_hint if self._pen_hint[0] else self._tool_hint))

    def show_pen(self, words: str, short: str) -> None:
        """What the arrow keys do, in place of the tool's hint; nothing once mouse or pen have the pointer."""
        self._pen_hint = words, short
        self.show_hint(*self._tool_hint)

    @property
    def hint_text(self) -> str:
        return self._hint.text()

    @property
    def engine_text(self) -> str:
        return self._engine.text()

    def show_position(self, at: tuple[float, float] | None, picture: Picture | None) -> None:
        inside = (
            at is not None
            and picture is not None
            and 0 <= at[0] < picture.size.width
            and 0 <= at[1] < picture.size.height
        )
        self._position.setText(f"{int(at[0])}, {int(at[1])}" if inside and at is not None else "")

    def show_values(self, is_data: bool, values: str, place: str) -> None:
        """Of the pixel under the pointer. is_data: whether the picture in view has any."""
        self._values.setVisible(is_data)
        self._values.show_words(values, place)

    @property
    def values_text(self) -> str:
        return self._values.text()

    def show_picture(self, picture: Picture | None) -> None:
        self._hint.setVisible(picture is not None)
        self._values.forget()
        if picture is None:
            self._size.setText("")
            self.zoom.show_scale(None)
            self._position.setText("")
            return
        bits = picture.pixels.dtype.itemsize * 8
        words = self.tr("{width} × {height} · {bits} bit")
        self._size.setText(words.format(width=picture.size.width, height=picture.size.height, bits=bits))

    def show_zoom(self, scale: float) -> None:
        self.zoom.show_scale(scale)

    def refresh_icons(self) -> None:
        self._stop.setIcon(icon("stop"))


class _Values(QLabel):
    """Grows with what it has shown, so that nothing moves about while the pointer does; the place where there is room.

    It asks for no more than a share of the bar, and for nothing where others need the room.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._bar = parent
        self._words, self._widest = ("", ""), 0
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.hide()

    def forget(self) -> None:
        """Another picture is in view."""
        self._widest = 0
        self.show_words("", "")

    def show_words(self, values: str, place: str) -> None:
        self._words = f"{values} · {place}" if values and place else values, values
        wanted = self.fontMetrics().horizontalAdvance(self._words[0]) + _PADDING if values else 0
        if wanted > self._widest:
            self._widest = wanted
            self.updateGeometry()
        self._fit()

    def _fit(self) -> None:
        words, values = self._words
        metrics, room = self.fontMetrics(), self.width() - _PADDING + 2
        if metrics.horizontalAdvance(words) > room:
            words = values
        self.setText(metrics.elidedText(words, Qt.TextElideMode.ElideRight, max(room, 0)))

    # what Qt calls

    def sizeHint(self) -> QSize:
        return QSize(min(self._widest, round(self._bar.width() * _SHARE)), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(1, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()


class _Hint(QLabel):
    """A sentence that takes what the others leave, and never asks for more."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "faint")
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setMinimumWidth(1)
        self._forms = "", ""

    def show_words(self, words: str, short: str) -> None:
        self._forms = words, short
        self.setToolTip(words)
        self._fit()

    def _fit(self) -> None:
        words, short = self._forms
        metrics = self.fontMetrics()
        if metrics.horizontalAdvance(words) + 4 > self.width():
            words = metrics.elidedText(short, Qt.TextElideMode.ElideRight, self.width())
        self.setText(words)

    # what Qt calls

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()
