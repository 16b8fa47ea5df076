"""The list of guide lines and source regions: a small window below the options bar, one row for each."""

from collections import Counter
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QEnterEvent, QHideEvent, QKeyEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QToolButton, QVBoxLayout, QWidget

from inpaint_studio.editing.guidance import Guidance, Guide, SourceRegion
from inpaint_studio.ui.kit.clear_places import clear_place
from inpaint_studio.ui.panels.fitting_row import flat_button

Item = Guide | SourceRegion


@dataclass(frozen=True)
class FoundLine:
    """A line that was found, of which nobody has decided yet."""

    line: Guide
    is_followed: bool  # by fills, unasked; else it is offered


_MOST_ROWS = 200  # lines and regions that a person made come first
_MOST_SEEN = 10  # rows; of more the list scrolls


@dataclass(frozen=True)
class _Entry:
    """What a row shows."""

    item: Item
    name: str
    leads: bool  # whether fills are led by it
    is_found: bool  # whether it is a line of which nobody has decided yet


class GuidanceList(QFrame):
    """Shows, hides and removes guide lines and source regions one by one, takes and drops lines that were found.

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
        self._hint = QLabel(
            self.tr("What is hidden leads no fill. Space shows or hides, takes or drops; Delete removes or resets."),
            self,
        )
        self._hint.setProperty("role", "faint")
        self._more = QLabel(self)
        self._more.setProperty("role", "faint")
        self._more.hide()
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
        column.setSpacing(8)
        for widget in (self._empty, self._scroll, self._more, self._hint):
            column.addWidget(widget)
        self._rows: list[GuidanceRow] = []
        self._guidance, self._automatic = Guidance(), tuple[FoundLine, ...]()
        self._is_stale = False  # the rows are not those of them
        self._show_parts()

    @property
    def rows(self) -> "list[GuidanceRow]":
        """Those that there are, in their order."""
        self._build()
        return self._rows

    def show_guidance(self, guidance: Guidance, automatic: tuple[FoundLine, ...] = ()) -> None:
        """Show these, now or when the list is seen: lines are found with every stroke, and rows for 586 of them took
        300 ms. The row at the place of the one that had the keyboard has it then.
        """
        self._guidance, self._automatic, self._is_stale = guidance, automatic, True
        if self.isVisible():
            self._build()

    def _build(self) -> None:
        """Make the rows those of what is to be shown."""
        if not self._is_stale:
            return
        self._is_stale = False
        entries = self._entries(self._guidance, self._automatic)
        words = self.tr("Of {count} lines and regions the first {most} are listed. Click the others in the picture.")
        self._more.setText(words.format(count=len(entries), most=_MOST_ROWS))
        self._more.setVisible(len(entries) > _MOST_ROWS)
        entries = entries[:_MOST_ROWS]
        if [row.entry for row in self._rows] == entries:
            return
        focused = next((number for number, row in enumerate(self._rows) if row.hasFocus()), None)
        for row in self._rows:
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._rows = [GuidanceRow(self, entry) for entry in entries]
        for row in self._rows:
            self._column.addWidget(row)
            row.show()
        self._show_parts()
        if self._rows:
            height = self._rows[0].sizeHint().height()
            self._scroll.setFixedHeight(height * min(len(self._rows), _MOST_SEEN) + 2)
        if focused is not None and self._rows:
            self._rows[min(focused, len(self._rows) - 1)].setFocus()
        elif focused is not None:
            self.setFocus()
        self.adjustSize()

    def _show_parts(self) -> None:
        """The rows, or what to do where there is none."""
        self._empty.setVisible(not self._rows)
        self._scroll.setVisible(bool(self._rows))
        self._hint.setVisible(bool(self._rows))

    def _entries(self, guidance: Guidance, automatic: tuple[FoundLine, ...]) -> list[_Entry]:
        """What stands in the list, each kind numbered by itself."""
        drawn, taken = self.tr("Guide line {number}"), self.tr("Taken line {number} · {percent} %")
        dropped, region = self.tr("Dropped line {number} · {percent} %"), self.tr("Source region {number}")
        followed, offered = self.tr("Found line {number} · {percent} %"), self.tr("Offered line {number} · {percent} %")
        kinds: list[tuple[Item, str, bool]] = []
        for guide in guidance.guides:
            decided = taken if guide.visible else dropped
            kinds.append((guide, decided if guide.is_automatic else drawn, guide.visible))
        kinds += [(one, region, one.visible) for one in guidance.regions]
        kinds += [(one.line, followed if one.is_followed else offered, one.is_followed) for one in automatic]
        undecided = {id(one.line) for one in automatic}
        numbers: Counter[str] = Counter()
        entries = []
        for item, words, leads in kinds:
            numbers[words] += 1
            percent = round(100 * item.probability) if isinstance(item, Guide) else 0
            is_found = id(item) in undecided
            name = words.format(number=numbers[words], percent=percent)
            entries.append(_Entry(item, name, leads, is_found))
        return entries

    def open_near(self, at: QPoint, seen: QRect, room: QRect) -> None:
        """Show it inside `room`, where it covers the least of the picture.

        at: the point of the screen where it is asked for.  seen: the part of the screen that shows the picture.
        """
        self._build()
        self.adjustSize()
        self.move(clear_place(self.size(), seen, room, at))
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

    def __init__(self, host: GuidanceList, entry: _Entry) -> None:
        super().__init__(host)
        self._host, self.entry, self.item = host, entry, entry.item
        name, leads = entry.name, entry.leads
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(name)
        if isinstance(entry.item, Guide) and entry.item.is_automatic:
            tip = self.tr("Drop {name}") if leads else self.tr("Take {name}")
            end = self.tr("Drop {name}") if entry.is_found else self.tr("Reset {name} to what was found")
        else:
            tip = self.tr("Hide {name}") if leads else self.tr("Show {name}")
            end = self.tr("Remove {name}")
        self.eye: QToolButton = flat_button(self, "visible" if leads else "hidden", tip.format(name=name))
        self.label = QLabel(name, self)
        self.label.setEnabled(leads)
        self.cross: QToolButton = flat_button(self, "close", end.format(name=name))
        for button in (self.eye, self.cross):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.eye.clicked.connect(self._toggle)
        self.cross.clicked.connect(self._remove)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 2, 2, 2)
        row.setSpacing(8)
        row.addWidget(self.eye)
        row.addWidget(self.label, 1)
        row.addWidget(self.cross)

    def _toggle(self) -> None:
        self._host.visible_requested.emit(self.item, not self.entry.leads)

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
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            edge = self.palette().color(QPalette.ColorRole.Link)
            painter.setPen(edge if self.hasFocus() else Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
            painter.end()
