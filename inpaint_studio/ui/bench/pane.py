"""A pane of the checkpoint bench: one contender's answer, its name and its numbers."""

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QTransform
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from inpaint_studio.editing.fills import Fill
from inpaint_studio.editing.mask_levels import MaskLevels
from inpaint_studio.editing.picture import Picture
from inpaint_studio.filling.sources import Piece
from inpaint_studio.ui.bench.arrows import paint_arrows
from inpaint_studio.ui.canvas.canvas import Canvas
from inpaint_studio.ui.canvas.display import Display, Words
from inpaint_studio.ui.canvas.key_pen import view_step
from inpaint_studio.ui.canvas.pointing import Pointer
from inpaint_studio.ui.kit.buttons import dress
from inpaint_studio.ui.kit.literal import one_line, tip


class PanTool:
    """Moves the view, and tells that the pane was pressed."""

    def __init__(self, pane: "BenchPane") -> None:
        self._pane = pane
        self._held: QPointF | None = None

    def press(self, pointer: Pointer) -> None:
        self._held = self._pane.canvas.to_widget(pointer.x, pointer.y)
        self._pane.pressed.emit()

    def drag(self, pointer: Pointer) -> None:
        if self._held is not None:
            at = self._pane.canvas.to_widget(pointer.x, pointer.y)
            delta = at - self._held
            self._held = at
            self._pane.canvas.pan(delta.x(), delta.y())

    def release(self, pointer: Pointer) -> None:
        self._held = None

    def hover(self, pointer: Pointer) -> None: ...

    def leave(self) -> None: ...

    def put_down(self) -> None: ...

    def sizing(self) -> None:
        return None

    def double_click(self, pointer: Pointer) -> None: ...

    def key(self, event: QKeyEvent) -> bool:
        step = view_step(event)
        if step is not None:
            self._pane.canvas.pan(*step)
        return step is not None

    def is_click(self, pointer: Pointer) -> bool:
        return True

    def set_point(self, pointer: Pointer) -> bool:
        return False

    def cancel(self) -> bool:
        self._held = None
        return False

    def paint(self, painter: QPainter, transform: QTransform) -> None:
        paint_arrows(painter, transform, self._pane.arrows)

    def ring(self) -> float | None:
        return None

    def cursor(self) -> Qt.CursorShape:
        return Qt.CursorShape.OpenHandCursor


class BenchPane(QFrame):
    """Shows one answer. It takes values and gives values; the bench decides what is in it.

    Signals:
        pressed: the person chose this pane.
        take_requested: its answer is to become a fill of the document.
        close_requested: it is to be put away.
    """

    pressed = Signal()
    take_requested = Signal()
    close_requested = Signal()

    def __init__(self, parent: QWidget | None = None, *, is_hole: bool = False) -> None:
        super().__init__(parent)
        self.arrows: tuple[Piece, ...] = ()  # what was copied from where, as shown
        self.canvas = _PaneCanvas(self)
        self.canvas.focused.connect(self.pressed)
        self.canvas.setMinimumSize(100, 48)
        self.canvas.pointer.set_tool(PanTool(self))
        self.name = _Elided()
        font = self.name.font()
        font.setBold(True)
        self.name.setFont(font)
        self.mark = QLabel(self.tr("reference"))  # beside the name, which ends in dots where there is no room
        self.mark.setProperty("role", "key")
        self.mark.hide()
        self.numbers = QLabel("–")
        self.numbers.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.numbers.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.take = QToolButton()
        self.take.setText(self.tr("Take"))
        self.take.setToolTip(self.tr("Lay this answer into the document as a fill (Enter)"))
        self.take.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        dress(self.take, "done")
        self.take.setEnabled(False)
        self.take.clicked.connect(self.take_requested)
        self.put_away = QToolButton()
        dress(self.put_away, "close")
        self.put_away.setAutoRaise(True)
        self.put_away.setToolTip(self.tr("Put this pane away (Delete)"))
        self.put_away.setAccessibleName(self.put_away.toolTip())
        self.put_away.clicked.connect(self.close_requested)
        head, foot = QHBoxLayout(), QHBoxLayout()
        head.addWidget(self.name, 1)
        head.addWidget(self.mark)
        head.addWidget(self.put_away)
        foot.addWidget(self.numbers, 1)
        foot.addWidget(self.take)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 4, 4, 4)
        layout.setSpacing(4)
        layout.addLayout(head)
        layout.addWidget(self.canvas, 1)
        layout.addLayout(foot)
        self.note = QLabel(self)  # over the picture: what to do where there is nothing to show yet
        self.note.setObjectName("paneNote")
        self.note.setWordWrap(True)
        self.note.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.note.setMargin(8)
        self.note.setAutoFillBackground(True)
        self.note.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.note.hide()
        self.canvas.installEventFilter(self)
        if is_hole:  # the buttons keep their place, so that every pane shows the same part of the picture
            for button in (self.take, self.put_away):
                policy = button.sizePolicy()
                policy.setRetainSizeWhenHidden(True)
                button.setSizePolicy(policy)
                button.setFixedWidth(0)  # the height is what counts; the width is for the words beside it
                button.hide()
        self.set_current(False)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The name and the frame choose the pane as well as the picture does."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.pressed.emit()
        super().mousePressEvent(event)

    def show_picture(self, picture: Picture, levels: Mapping[int, Words], mask: MaskLevels | None) -> None:
        self.canvas.show_picture(Display(picture, levels), mask)

    def show_fills(self, fills: tuple[Fill, ...]) -> None:
        """Show these fills on the picture."""
        display = self.canvas.display
        if display is not None:
            self.canvas.repaint_picture(display.set_fills(fills))

    def set_name(self, name: str, about: str = "", *, is_reference: bool = False) -> None:
        self.name.setText(one_line(name))
        self.name.setToolTip(tip(f"{name}\n{about}" if about else name))
        self.mark.setVisible(is_reference)
        self.setAccessibleName(self.tr("{name}, the reference").format(name=name) if is_reference else name)
        self.canvas.setAccessibleName(self.tr("Answer of {name}").format(name=name))

    def set_numbers(self, text: str, more: str = "", *, is_error: bool = False) -> None:
        """more: further lines for the tooltip."""
        self.numbers.setText(text)
        self.numbers.setToolTip(tip(f"{text}\n{more}" if more else text))
        self.numbers.setWordWrap(is_error)
        self.setAccessibleDescription(text)

    def set_note(self, text: str) -> None:
        """What to do, written over the picture; nothing for none."""
        self.note.setText(text)
        self.note.setVisible(bool(text))
        self._lay_note()

    def _lay_note(self) -> None:
        area = self.canvas.geometry()
        metrics = self.note.fontMetrics()
        words = metrics.horizontalAdvance(self.note.text()) + 2 * self.note.margin() + 8
        width = max(1, min(area.width() - 12, metrics.averageCharWidth() * 44, words))
        self.note.setFixedWidth(width)
        self.note.resize(width, min(self.note.heightForWidth(width), area.height()))
        corner = area.center() - self.note.rect().center()
        self.note.move(corner)
        self.note.raise_()

    def show_arrows(self, pieces: tuple[Piece, ...]) -> None:
        """Draw arrows from where these pieces were copied to where they lie; none for none."""
        if pieces != self.arrows:
            self.arrows = pieces
            self.canvas.update()

    def set_mask_hidden(self, hidden: bool) -> None:
        if hidden != (self.canvas.look.style == "hidden"):
            self.canvas.set_look(replace(self.canvas.look, style="hidden" if hidden else "film"))

    def set_current(self, current: bool) -> None:
        """Whether keys mean this pane."""
        self.setStyleSheet(f"BenchPane {{ border: 2px solid palette({'highlight' if current else 'mid'}); }}")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Move) and not self.note.isHidden():
            self._lay_note()
        return super().eventFilter(watched, event)


class _PaneCanvas(Canvas):
    """A canvas that tells when it gets the keyboard.

    Signals:
        focused: it has it now.
    """

    focused = Signal()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.focused.emit()


class _Elided(QLabel):
    """A line of text that ends in dots where there is no room for all of it."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def paintEvent(self, event: object) -> None:
        painter = QPainter(self)
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideMiddle, self.width())
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
        painter.end()
