"""The grid of a job: a card a picture, with its look and state. Places are computed, so 10^5 scroll as ten do."""

from typing import Any

from PySide6.QtCore import QEvent, QItemSelection, QModelIndex, QPersistentModelIndex, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPalette, QRegion, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QStyleOptionViewItem, QWidget

from inpaint_studio.ui.batch.card_painter import HEIGHT, MARGIN, WIDTH, CardPainter
from inpaint_studio.ui.batch.looks import Looks
from inpaint_studio.ui.batch.rows import Rows

_Index = QModelIndex | QPersistentModelIndex
_GAP = 8


class Grid(QAbstractItemView):
    """Shows the rows of a model, as many beside each other as there is room for.

    Signals:
        seen: the keys that are in view now, whenever they are others.
        chosen: the current one is another.
        opened: a key that was clicked twice.
    """

    seen = Signal(list)
    chosen = Signal()
    opened = Signal(str)

    def __init__(self, rows: Rows, looks: Looks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("batchGrid")
        self.setAccessibleName(self.tr("Pictures of the job"))
        self.rows, self.looks = rows, looks
        self._in_view: list[str] = []
        self._current: str | None = None  # its key, which outlives a filter
        self._place = 0  # its row, where it went out of the filter
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setModel(rows)
        self._painter = CardPainter(rows, looks, self)
        self._painter.unfinished.connect(self.viewport().update, Qt.ConnectionType.QueuedConnection)
        self.setItemDelegate(self._painter)
        self.setMouseTracking(True)
        rows.refiltered.connect(self._choose_again)
        rows.rowsInserted.connect(self._lay)
        rows.modelReset.connect(self._lay)
        looks.made.connect(self._look_made)

    @property
    def cell(self) -> tuple[int, int]:
        """Width and height of a card, with the gap behind it."""
        wide = self.viewport().width() // self.columns
        return wide, HEIGHT + 2 * MARGIN + 2 * self.fontMetrics().height() + 6 + _GAP

    @property
    def columns(self) -> int:
        return max(1, self.viewport().width() // (WIDTH + 2 * MARGIN + _GAP))

    @property
    def current(self) -> str | None:
        return self.rows.key(self.currentIndex())

    def chosen_keys(self) -> list[str]:
        """What is selected, in order; the current one where nothing is."""
        selection: Any = self.selectionModel().selection()  # a list of spans, which its stub does not know
        spans = sorted((span.top(), span.bottom()) for span in selection)
        keys: list[str] = []
        for top, bottom in spans:
            keys += self.rows.keys(top, bottom + 1)
        return keys or ([self.current] if self.current is not None else [])

    def go_to(self, key: str) -> None:
        index = self.rows.index_of(key)
        if index.isValid():
            self.setCurrentIndex(index)
            self.scrollTo(index)

    # where cards are

    def _lay(self, *_: object) -> None:
        high = self.cell[1]
        rows = -(-self.rows.rowCount() // self.columns)
        bar = self.verticalScrollBar()
        bar.setPageStep(self.viewport().height())
        bar.setSingleStep(high // 3)
        bar.setRange(0, max(0, rows * high - self.viewport().height()))
        self.viewport().update()
        self._tell_seen()

    @staticmethod
    def _rect_at(row: int, columns: int, cell: tuple[int, int], offset: int) -> QRect:
        (wide, high), (line, column) = cell, divmod(row, columns)
        return QRect(column * wide, line * high - offset, wide - _GAP, high - _GAP)

    def _span(self, top: int, bottom: int) -> range:
        """The rows of cards between two heights of the viewport."""
        high = self.cell[1]
        first = (top + self.verticalOffset()) // high * self.columns
        last = ((bottom + self.verticalOffset()) // high + 1) * self.columns
        return range(max(0, first), min(last, self.rows.rowCount()))

    def _tell_seen(self) -> None:
        span = self._span(0, self.viewport().height())
        keys = self.rows.keys(span.start, span.stop)
        if keys != self._in_view:
            self._in_view = keys
            self.seen.emit(keys)

    @property
    def in_view(self) -> list[str]:
        return self._in_view

    def _choose_again(self) -> None:
        """After a filter: the same one, or the one that stands in its place now."""
        index = self.rows.index_of(self._current) if self._current is not None else QModelIndex()
        if not index.isValid() and self.rows.rowCount():
            index = self.rows.index(min(self._place, self.rows.rowCount() - 1), 0)
        self.setCurrentIndex(index)
        self.chosen.emit()

    def _look_made(self, key: str) -> None:
        index = self.rows.index_of(key)
        if index.isValid():
            self.viewport().update(self.visualRect(index))

    # what Qt calls

    def visualRect(self, index: _Index) -> QRect:
        if not index.isValid():
            return QRect()
        return self._rect_at(index.row(), self.columns, self.cell, self.verticalOffset())

    def indexAt(self, point: QPoint) -> QModelIndex:
        wide, high = self.cell
        column, line = point.x() // wide, (point.y() + self.verticalOffset()) // high
        row = line * self.columns + column
        if point.x() < 0 or column >= self.columns or not 0 <= row < self.rows.rowCount():
            return QModelIndex()
        index = self.rows.index(row, 0)
        return index if self.visualRect(index).contains(point) else QModelIndex()

    def scrollTo(
        self, index: _Index, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        place, bar = self.visualRect(index), self.verticalScrollBar()
        if place.top() < 0:
            bar.setValue(bar.value() + place.top())
        elif place.bottom() > self.viewport().height():
            bar.setValue(bar.value() + min(place.top(), place.bottom() - self.viewport().height()))

    def horizontalOffset(self) -> int:
        return 0

    def verticalOffset(self) -> int:
        return self.verticalScrollBar().value()

    def isIndexHidden(self, index: _Index) -> bool:
        return False

    def moveCursor(self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        count = self.rows.rowCount()
        if not count:
            return QModelIndex()
        moves, columns = QAbstractItemView.CursorAction, self.columns
        page = max(1, self.viewport().height() // self.cell[1]) * columns
        now = self.currentIndex().row() if self.currentIndex().isValid() else -1
        by = {
            moves.MoveLeft: -1,
            moves.MovePrevious: -1,
            moves.MoveRight: 1,
            moves.MoveNext: 1,
            moves.MoveUp: -columns,
            moves.MoveDown: columns,
            moves.MovePageUp: -page,
            moves.MovePageDown: page,
            moves.MoveHome: -count,
            moves.MoveEnd: count,
        }[action]
        return self.rows.index(min(max(now + by, 0), count - 1), 0) if now >= 0 else self.rows.index(0, 0)

    def setSelection(self, rect: QRect, command: object) -> None:
        """Of a click or of keys: what lies between two cards; of a drag over the cards: those that it touches."""
        area = rect.normalized()
        first, last = self.indexAt(area.topLeft()), self.indexAt(area.bottomRight())
        selection = QItemSelection()
        if first.isValid() and first == last:
            selection.select(first, last)
        else:
            for row in self._span(area.top(), area.bottom()):
                index = self.rows.index(row, 0)
                if self.visualRect(index).intersects(area):
                    selection.select(index, index)
        self.selectionModel().select(selection, command)  # type: ignore[call-overload]

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        return QRegion(self.viewport().rect())

    def paintEvent(self, event: QPaintEvent) -> None:
        self._painter.begin()
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), self.palette().color(QPalette.ColorRole.Window))
        option = QStyleOptionViewItem()
        self.initViewItemOption(option)
        state = option.state
        current, selection = self.currentIndex(), self.selectionModel()
        columns, cell, offset = self.columns, self.cell, self.verticalOffset()
        has_choice = selection.hasSelection()
        for row in self._span(event.rect().top(), event.rect().bottom()):
            index = self.rows.index(row, 0)
            place = self._rect_at(row, columns, cell, offset)
            if not place.intersects(event.rect()):
                continue
            option.rect = place
            option.state = state
            if has_choice and selection.isSelected(index):
                option.state |= CardPainter.SELECTED
            if index == current:
                option.state |= CardPainter.CURRENT
            self._painter.paint(painter, option, index)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        index = self.currentIndex()
        was_seen = index.isValid() and self.visualRect(index).intersects(self.viewport().rect())
        super().resizeEvent(event)
        self._lay()
        if was_seen:
            self.scrollTo(index)

    def updateGeometries(self) -> None:
        super().updateGeometries()
        self._lay()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        super().scrollContentsBy(dx, dy)
        self.viewport().update()
        self._tell_seen()

    def currentChanged(self, current: _Index, previous: _Index) -> None:
        super().currentChanged(current, previous)
        key = self.rows.key(current)
        if key is not None:
            self._current, self._place = key, current.row()
        self.viewport().update()
        self.chosen.emit()

    def dataChanged(self, first: _Index, last: _Index, roles: object = ()) -> None:
        self.viewport().update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        key = self.rows.key(self.indexAt(event.position().toPoint()))
        if key is not None and event.button() == Qt.MouseButton.LeftButton:
            self.opened.emit(key)

    def keyboardSearch(self, search: str) -> None:
        """Letters are keys of the window."""

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and not self.indexAt(event.pos()).isValid():  # type: ignore[attr-defined]
            return False
        return super().viewportEvent(event)
