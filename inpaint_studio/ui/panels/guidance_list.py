"""The list of guide lines and source regions: a small window below the options bar, one row for each."""

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QEnterEvent, QHideEvent, QKeyEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QToolButton, QVBoxLayout, QWidget

from inpaint_studio.editing.guidance import Guidance, Guide, SourceRegion
from inpaint_studio.ui.panels.fitting_row import flat_button

Item = Guide | SourceRegion

_MOST_SEEN = 10  # rows; of more the list scrolls


class GuidanceList(QFrame):
    """Shows, hides and removes guide lines and source regions one by one.

    The arrow keys move from row to row, Space shows or hides, Delete removes, Esc closes.

    Signals:
        pointed: the one whose row is looked at; None for none.
        visible_requested: one, and whether it shall be seen.
        remove_requested: one.
    """

    pointed = Signal(object)
    visible_requested = Signal(object, bool)
    remove_requested = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("guidanceList")
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAutoFillBackground(True)
        self.setWindowTitle(self.tr("Guide lines and source regions"))
        self.setAccessibleName(self.tr("Guide lines and source regions"))
        self._empty = QLabel(
            self.tr("There are no guide lines and no source regions. Draw a line with the guide line tool, or mark a\n"
                    "part and choose “Take texture only from the mask” in the menu Fill."),
            self,
        )  # fmt: skip
        self._empty.setProperty("role", "faint")
        self._hint = QLabel(self.tr("What is hidden leads no fill. Space shows or hides, Delete removes."), self)
        self._hint.setProperty("role", "faint")
        self._body = QWidget()
        self._column = QVBoxLayout(self._body)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(self._body)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(6)
        for widget in (self._empty, self._scroll, self._hint):
            column.addWidget(widget)
        self.rows: list[GuidanceRow] = []
        self._show_parts()

    def show_guidance(self, guidance: Guidance) -> None:
        """Show these. The row at the place of the one that had the keyboard has it then."""
        items: list[Item] = [*guidance.guides, *guidance.regions]
        if [row.item for row in self.rows] == items:
            return
        focused = next((number for number, row in enumerate(self.rows) if row.hasFocus()), None)
        for row in self.rows:
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        names = [self.tr("Guide line {number}").format(number=n) for n in range(1, len(guidance.guides) + 1)]
        names += [self.tr("Source region {number}").format(number=n) for n in range(1, len(guidance.regions) + 1)]
        self.rows = [GuidanceRow(self, item, name) for item, name in zip(items, names, strict=True)]
        for row in self.rows:
            self._column.addWidget(row)
            row.show()
        self._show_parts()
        if self.rows:
            height = self.rows[0].sizeHint().height()
            self._scroll.setFixedHeight(height * min(len(self.rows), _MOST_SEEN) + 2)
        if focused is not None and self.rows:
            self.rows[min(focused, len(self.rows) - 1)].setFocus()
        elif focused is not None:
            self.setFocus()
        self.adjustSize()

    def _show_parts(self) -> None:
        """The rows, or what to do where there is none."""
        self._empty.setVisible(not self.rows)
        self._scroll.setVisible(bool(self.rows))
        self._hint.setVisible(bool(self.rows))

    def open_at(self, at: QPoint, room: QRect) -> None:
        """Show it with its upper left corner at a point of the screen, inside `room`."""
        self.adjustSize()
        left = max(room.left(), min(at.x(), room.right() - self.width() + 1))
        top = max(room.top(), min(at.y(), room.bottom() - self.height() + 1))
        self.move(left, top)
        self.show()
        if self.rows:
            self.rows[0].setFocus()

    def step_from(self, row: "GuidanceRow", step: int) -> None:
        at = self.rows.index(row) + step
        if 0 <= at < len(self.rows):
            self.rows[at].setFocus()
            self._scroll.ensureWidgetVisible(self.rows[at])

    def hideEvent(self, event: QHideEvent) -> None:
        self.pointed.emit(None)
        super().hideEvent(event)


class GuidanceRow(QWidget):
    """One of them: an eye, its name, a cross."""

    def __init__(self, host: GuidanceList, item: Item, name: str) -> None:
        super().__init__(host)
        self._host, self.item = host, item
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(name)
        tip = self.tr("Hide {name}") if item.visible else self.tr("Show {name}")
        self.eye: QToolButton = flat_button(self, "visible" if item.visible else "hidden", tip.format(name=name))
        self.label = QLabel(name, self)
        self.label.setEnabled(item.visible)
        self.cross: QToolButton = flat_button(self, "close", self.tr("Remove {name}").format(name=name))
        for button in (self.eye, self.cross):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.eye.clicked.connect(self._toggle)
        self.cross.clicked.connect(self._remove)
        row = QHBoxLayout(self)
        row.setContentsMargins(6, 1, 2, 1)
        row.setSpacing(8)
        row.addWidget(self.eye)
        row.addWidget(self.label, 1)
        row.addWidget(self.cross)

    def _toggle(self) -> None:
        self._host.visible_requested.emit(self.item, not self.item.visible)

    def _remove(self) -> None:
        self._host.remove_requested.emit(self.item)

    # what Qt calls

    def enterEvent(self, event: QEnterEvent) -> None:
        self._host.pointed.emit(self.item)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._host.pointed.emit(None)
        self.update()

    def focusInEvent(self, event: object) -> None:
        self._host.pointed.emit(self.item)
        self.update()

    def focusOutEvent(self, event: object) -> None:
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Delete | Qt.Key.Key_Backspace:
                self._remove()
            case Qt.Key.Key_Space | Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self._toggle()
            case Qt.Key.Key_Down:
                self._host.step_from(self, 1)
            case Qt.Key.Key_Up:
                self._host.step_from(self, -1)
            case _:
                super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.underMouse() or self.hasFocus():
            painter = QPainter(self)
            colour = self.palette().color(QPalette.ColorRole.Highlight)
            colour.setAlpha(90 if self.hasFocus() else 50)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            painter.drawRoundedRect(self.rect(), 4, 4)
            painter.end()
