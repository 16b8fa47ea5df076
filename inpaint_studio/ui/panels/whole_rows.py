"""A list that ends with a whole row, whatever height it is given."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QListView, QWidget


class WholeRows(QListView):
    """Rows of one height, none of them cut at the bottom; what is too wide for a row ends in dots."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setUniformItemSizes(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)

    def fit_rows(self) -> None:
        """Leave free what is no room for a whole row, where not all have room. After the rows have changed."""
        row, room = self.sizeHintForRow(0), self.contentsRect().height()
        model = self.model()
        rows = model.rowCount() if model is not None else 0
        spare = room % row if 0 < row <= room < row * rows else 0
        if self.viewportMargins().bottom() != spare:
            self.setViewportMargins(0, 0, 0, spare)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit_rows()
