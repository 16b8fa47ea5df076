"""The sheet of the marks window: a card for each picture, before beside after, with what is left of the mark."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QMouseEvent, QPainter, QPalette, QPen
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from inpaint_studio.editing.picture import Pixels
from inpaint_studio.ui.kit.icons import icon
from inpaint_studio.ui.kit.pixels import shown
from inpaint_studio.ui.kit.wrapped_list import wrap_rows
from inpaint_studio.ui.marks.entries import Entries, Entry

WIDTH, HEIGHT = 118, 70  # of each of the two looks, in screen pixels
_GAP = 4
_MARGIN = 8
_BADGE = 22
_Index = QModelIndex | QPersistentModelIndex
_FAINT = 0.4


class Sheet(QListView):
    """Shows the entries, as many beside each other as there is room for.

    Signals:
        chosen: an Entry became the current one, or None.
        decided: a click on a badge: the Entry, and whether it is accepted.
        opened: the Entry that was clicked twice.
    """

    chosen = Signal(object)
    decided = Signal(object, bool)
    opened = Signal(object)

    def __init__(self, entries: Entries, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("markSheet")
        self.setAccessibleName(self.tr("Pictures with the mark"))
        self.entries = entries
        self.setModel(entries)
        self.setItemDelegate(_Painter(self))
        wrap_rows(self)

    @property
    def current(self) -> Entry | None:
        return self.entries.at(self.currentIndex())

    def go(self, places: int) -> None:
        """To the next one, or the one before."""
        count = self.entries.rowCount()
        if count:
            row = self.currentIndex().row() + places if self.currentIndex().isValid() else 0
            self.setCurrentIndex(self.entries.index(min(max(row, 0), count - 1), 0))
            self.scrollTo(self.currentIndex())

    def badges(self, index: _Index) -> tuple[QRect, QRect]:
        """Where accept and reject are clicked, on the card of an entry."""
        item = self.visualRect(index)
        top = item.y() + _MARGIN + HEIGHT - _BADGE - 3
        right = item.x() + _MARGIN + 2 * WIDTH + _GAP
        return QRect(right - 2 * _BADGE - 6, top, _BADGE, _BADGE), QRect(right - _BADGE - 3, top, _BADGE, _BADGE)

    # what Qt calls

    def currentChanged(self, current: _Index, previous: _Index) -> None:
        super().currentChanged(current, previous)
        self.chosen.emit(self.entries.at(current))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        entry = self.entries.at(index)
        if entry is None or event.button() != Qt.MouseButton.LeftButton:
            return
        accept, reject = self.badges(index)
        self.setCurrentIndex(index)
        for place, is_accepted in ((accept, True), (reject, False)):
            if entry.can_be_accepted and place.contains(event.position().toPoint()):
                self.decided.emit(entry, is_accepted)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        entry = self.entries.at(index)
        if entry is None or event.button() != Qt.MouseButton.LeftButton:
            return
        if any(place.contains(event.position().toPoint()) for place in self.badges(index)):
            self.mousePressEvent(event)
        else:
            self.setCurrentIndex(index)
            self.opened.emit(entry)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Nothing is dragged."""
        self.viewport().update()

    def keyboardSearch(self, search: str) -> None:
        """Letters are keys of the window."""


class _Painter(QStyledItemDelegate):
    """Paints a card."""

    def __init__(self, sheet: Sheet) -> None:
        super().__init__(sheet)
        self._sheet = sheet

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        entry = self._sheet.entries.at(index)
        if entry is None:
            return
        palette: QPalette = option.palette
        item: QRect = option.rect
        state: QStyle.StateFlag = option.state
        is_current = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        box = QRectF(item).adjusted(2.5, 2.5, -2.5, -2.5)
        painter.setBrush(palette.color(QPalette.ColorRole.Base))
        edge = QPen(palette.color(QPalette.ColorRole.Highlight if is_current else QPalette.ColorRole.Mid))
        edge.setWidthF(2 if is_current else 1)
        painter.setPen(edge)
        painter.drawRoundedRect(box, 6, 6)
        first = QRect(item.x() + _MARGIN, item.y() + _MARGIN, WIDTH, HEIGHT)
        second = first.translated(WIDTH + _GAP, 0)
        is_faint = entry.status in ("alone", "unread") or entry.accepted is False
        painter.setOpacity(_FAINT if is_faint else 1.0)
        look = entry.look
        for place, pixels in ((first, look.before if look else entry.small), (second, look.after if look else None)):
            if pixels is None:
                painter.fillRect(place, palette.color(QPalette.ColorRole.Button))
                glyph = QRect(0, 0, 24, 24)
                glyph.moveCenter(place.center())
                icon("warning" if entry.status == "unread" else "picture").paint(painter, glyph)
            else:
                _draw(painter, place, pixels)
        painter.setOpacity(1.0)
        if entry.can_be_accepted:
            accept, reject = self._sheet.badges(index)
            self._badge(painter, palette, accept, "mdi6.check", entry.accepted is True)
            self._badge(painter, palette, reject, "close", entry.accepted is False)
        metrics = option.fontMetrics
        words = QRect(first.x(), first.bottom() + 5, 2 * WIDTH + _GAP, metrics.height())
        right = self._words(entry)
        room = words.width() - metrics.horizontalAdvance(right) - 10
        painter.setPen(palette.color(QPalette.ColorRole.PlaceholderText if is_faint else QPalette.ColorRole.Text))
        name = metrics.elidedText(str(index.data()), Qt.TextElideMode.ElideMiddle, room)
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        painter.drawText(words, middle | int(Qt.AlignmentFlag.AlignLeft), name)
        painter.setPen(palette.color(QPalette.ColorRole.PlaceholderText))
        painter.drawText(words, middle | int(Qt.AlignmentFlag.AlignRight), right)
        painter.restore()

    def _words(self, entry: Entry) -> str:
        match entry.status:
            case "marked":
                return self.tr("{percent} % left").format(percent=entry.left)
            case "alone":
                return self.tr("left alone")
            case "unread":
                return self.tr("cannot be read")
            case "saved":
                return self.tr("taken off")
        return "…"

    @staticmethod
    def _badge(painter: QPainter, palette: QPalette, place: QRect, glyph: str, is_on: bool) -> None:
        painter.setPen(QPen(palette.color(QPalette.ColorRole.Mid), 1))
        painter.setBrush(palette.color(QPalette.ColorRole.Highlight if is_on else QPalette.ColorRole.Base))
        painter.drawRoundedRect(QRectF(place), 5, 5)
        mode = icon(glyph).Mode.Selected if is_on else icon(glyph).Mode.Normal
        icon(glyph).paint(painter, place.adjusted(3, 3, -3, -3), Qt.AlignmentFlag.AlignCenter, mode)

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        height = 2 * _MARGIN + HEIGHT + 5 + self._sheet.fontMetrics().height()
        return QSize(2 * WIDTH + _GAP + 2 * _MARGIN, height)


def _draw(painter: QPainter, place: QRect, pixels: Pixels) -> None:
    """The middle of a look, so large that it covers the place."""
    image: QImage = shown(pixels)
    scale = max(place.width() / image.width(), place.height() / image.height())
    wide, high = place.width() / scale, place.height() / scale
    part = QRectF((image.width() - wide) / 2, (image.height() - high) / 2, wide, high)
    painter.drawImage(QRectF(place), image, part)
