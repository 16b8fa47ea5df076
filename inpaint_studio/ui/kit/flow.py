"""A layout that puts its widgets side by side and goes on in another row where they do not fit."""

from PySide6.QtCore import QMargins, QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

_GAP, _ROW_GAP = 16, 8  # pixels


class FlowLayout(QLayout):
    """Widgets keep their preferred size, all rows centred on one height."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(QMargins())

    def _arrange(self, rect: QRect, *, for_real: bool) -> int:
        """Returns the height that the rows take in the width of `rect`."""
        margins = self.contentsMargins()
        rect = rect.marginsRemoved(margins)
        x, y, tallest = rect.x(), rect.y(), 0
        row: list[tuple[QLayoutItem, int]] = []
        for item in self._items:
            if item.isEmpty():
                continue
            size = item.sizeHint()
            if row and x + size.width() > rect.right() + 1:
                self._place(row, y, tallest, for_real=for_real)
                x, y, tallest, row = rect.x(), y + tallest + _ROW_GAP, 0, []
            row.append((item, x))
            x += size.width() + _GAP
            tallest = max(tallest, size.height())
        self._place(row, y, tallest, for_real=for_real)
        return y + tallest - rect.y() + margins.top() + margins.bottom()

    def _place(self, row: list[tuple[QLayoutItem, int]], y: int, tallest: int, *, for_real: bool) -> None:
        for item, x in row if for_real else []:
            size = item.sizeHint()
            item.setGeometry(QRect(QPoint(x, y + (tallest - size.height()) // 2), size))

    def _with_margins(self, size: QSize) -> QSize:
        margins = self.contentsMargins()
        return size + QSize(margins.left() + margins.right(), margins.top() + margins.bottom())

    # what Qt calls

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._arrange(QRect(0, 0, width, 0), for_real=False)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._arrange(rect, for_real=True)

    def sizeHint(self) -> QSize:
        sizes = [item.sizeHint() for item in self._items]
        width = sum(size.width() + _GAP for size in sizes) - _GAP if sizes else 0
        return self._with_margins(QSize(width, max((size.height() for size in sizes), default=0)))

    def minimumSize(self) -> QSize:
        sizes = [item.minimumSize() for item in self._items]
        return self._with_margins(
            QSize(max((size.width() for size in sizes), default=0), max((size.height() for size in sizes), default=0))
        )
