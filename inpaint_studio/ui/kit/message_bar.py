"""The message bar: one sentence above the canvas that never stands in the way. How long: see `kit.messages`."""

from collections.abc import Callable, Collection, Mapping
from functools import partial

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton, QWidget

from inpaint_studio.ui.kit.buttons import dress
from inpaint_studio.ui.kit.help_topics import message_topic
from inpaint_studio.ui.kit.icons import tinted
from inpaint_studio.ui.kit.literal import in_sentence
from inpaint_studio.ui.kit.messages import Bond, Message, Messages

_COLOURS = {
    "info": QColor(0x3D, 0x8B, 0xE8),
    "done": QColor(0x2E, 0xA3, 0x6B),
    "warning": QColor(0xD9, 0x8E, 0x1F),
    "error": QColor(0xD9, 0x4A, 0x4A),
}
_GLYPHS = {"info": "info", "done": "done", "warning": "warning", "error": "error"}


class OverCanvas(QObject):
    """Keeps bars along the upper edge of a widget, over it, so that the picture below does not jump.

    Signals:
        covered_changed: the height that they cover, and whether bars that stay have come or gone.
    """

    covered_changed = Signal(int, bool)

    def __init__(self, host: QWidget, staying: tuple[QWidget, ...], passing: tuple["MessageBar", ...] = ()) -> None:
        """staying: until they are answered. passing: below those, and for a moment, or until answered as well."""
        super().__init__(host)
        self._host, self._staying, self._passing = host, staying, passing
        self._covered = self._covered_long = 0
        host.installEventFilter(self)
        for bar in (*staying, *passing):
            bar.setParent(host)
            bar.installEventFilter(self)
            bar.hide()

    def place(self) -> None:
        lasting = self._lay(self._staying, 0)
        covered = self._lay(self._passing, lasting)
        if any(bar.stays for bar in self._passing):
            lasting = covered
        if (covered, lasting) != (self._covered, self._covered_long):
            is_lasting = lasting != self._covered_long
            self._covered, self._covered_long = covered, lasting
            self.covered_changed.emit(covered, is_lasting)

    def _lay(self, bars: tuple[QWidget, ...], top: int) -> int:
        """Returns where the next one may begin."""
        for bar in bars:
            if not bar.isHidden():
                width = self._host.width()
                height = bar.heightForWidth(width) if bar.hasHeightForWidth() else bar.sizeHint().height()
                bar.setGeometry(0, top, width, height)
                bar.raise_()
                top += height
        return top

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        resized = kind == QEvent.Type.Resize and watched is self._host
        if resized or kind in (QEvent.Type.Show, QEvent.Type.Hide, QEvent.Type.LayoutRequest):
            self.place()
        return False


class MessageBar(QFrame):
    """Shows the newest message that holds, and buttons where something can be done about it.

    Signals:
        help_requested: the Topic of what is shown; the message stays.
        left: what had the keyboard in it is gone.
    """

    help_requested = Signal(object)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("messageBar")
        self.setAutoFillBackground(True)
        self._glyph = QLabel(self)
        self._text = QLabel(self)
        self._text.setTextFormat(Qt.TextFormat.PlainText)  # a file's name is never markup
        self._text.setWordWrap(True)
        self._text.setMinimumWidth(1)  # a long name without a space would widen the window
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.help_button = QToolButton(self)
        self.help_button.setProperty("flat", True)
        self.help_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.help_button.setText(self.tr("Help"))
        self.help_button.setToolTip(self.tr("Read what can be done about this"))
        dress(self.help_button, "help")
        self.help_button.clicked.connect(self._ask_for_help)
        self._close = QToolButton(self)
        self._close.setProperty("flat", True)
        dress(self._close, "close")
        self._close.setToolTip(self.tr("Close this message"))
        self._close.setAccessibleName(self.tr("Close this message"))
        self._close.clicked.connect(self.dismiss)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(12, 8, 8, 8)
        self._row.setSpacing(12)
        self._row.addWidget(self._glyph)
        self._row.addWidget(self._text, 1)
        self._row.addWidget(self.help_button)
        self._row.addWidget(self._close)
        self._buttons: list[QPushButton] = []
        self._messages = Messages()
        self._shown: tuple[Message, str] | None = None  # and how it is worded
        self._is_waiting = False  # for the end of the work that it is about; or it stands
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.dismiss)
        self.hide()

    @property
    def text(self) -> str:
        """The sentence now shown, empty where none is."""
        return self._text.text() if not self.isHidden() else ""

    @property
    def stays(self) -> bool:
        """Whether what is shown does not go by itself."""
        return not self.isHidden() and self._shown is not None and not self._shown[0].seconds

    def say(
        self,
        level: str,
        sentence: str,
        buttons: Mapping[str, Callable[..., object]] | None = None,
        bond: Bond | None = None,
    ) -> None:
        """level: info, done, warning or error. buttons: words -> what to call when it is pressed."""
        bond = bond or Bond()
        topic = message_topic(sentence) or bond.topic
        self._messages.put(Message(level, in_sentence(sentence), buttons or {}, bond, topic))
        self._shown = None  # one that is said again is shown again, for its whole time
        self._follow()

    def dismiss(self) -> None:
        """The message that is seen is over."""
        if self._shown is not None:
            self._messages.end(self._shown[0])
        self._follow()

    def look_at(self, picture: object, pictures: Collection[object]) -> None:
        """picture: what is in view now.  pictures: all that are open."""
        self._messages.look_at(picture)
        self._messages.keep_only(pictures)
        self._follow()

    def leave_moment(self) -> None:
        """The person asks for another picture."""
        self._messages.leave_moment()
        self._follow()

    def check(self) -> None:
        """Something has changed, and with it perhaps what was said."""
        self._messages.check()
        self._follow()

    def _follow(self) -> None:
        message = self._messages.shown
        shown = (message, self._messages.words(message)) if message is not None else None
        if shown == self._shown and not (shown is not None and self.isHidden()):
            self._count_down()
            return
        self._shown = shown
        had_focus = self._has_focus()
        self._show(message, shown)
        if had_focus and not self._has_focus():
            self.left.emit()

    def _has_focus(self) -> bool:
        focus = QApplication.focusWidget()
        return focus is not None and self.isAncestorOf(focus)

    def _show(self, message: Message | None, shown: tuple[Message, str] | None) -> None:
        for button in self._buttons:
            button.hide()
            button.deleteLater()
        self._buttons = []
        self._timer.stop()
        if message is None or shown is None:
            self.hide()
            return
        for words, pressed in message.buttons.items():
            button = QPushButton(words, self)
            dress(button, "mdi6.arrow-right")
            button.clicked.connect(partial(self._answer, message, pressed))
            self._row.insertWidget(self._row.count() - 2, button)
            self._buttons.append(button)
        self._glyph.setPixmap(tinted(_GLYPHS[message.level], _COLOURS[message.level]).pixmap(QSize(18, 18)))
        self.help_button.setVisible(message.topic is not None)
        self._text.setText(shown[1])
        self.setAccessibleName(shown[1])
        self.show()
        self._is_waiting = True
        self._count_down()

    def _count_down(self) -> None:
        """Begin the seconds of what is shown, unless it stands or they have begun."""
        if self._is_waiting and self._shown is not None and self._shown[0].seconds:
            self._is_waiting = False
            self._timer.start(self._shown[0].seconds * 1000)

    def _ask_for_help(self) -> None:
        if self._shown is not None and self._shown[0].topic is not None:
            self._is_waiting = False
            self._timer.stop()  # it is being read about
            self.help_requested.emit(self._shown[0].topic)

    def _answer(self, message: Message, pressed: Callable[..., object], *_: object) -> None:
        self._messages.end(message)
        self._follow()
        pressed()
