"""The history panel: a row for what one undo takes back, by name; a click goes there."""

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QVBoxLayout, QWidget

from inpaint_studio.editing.document import Document
from inpaint_studio.editing.history import History
from inpaint_studio.editing.undo_groups import stops
from inpaint_studio.files.derived import derived_of
from inpaint_studio.ui.kit.method_names import group_name
from inpaint_studio.ui.kit.sentences import spoken
from inpaint_studio.ui.panels.whole_rows import WholeRows

_Index = QModelIndex | QPersistentModelIndex


class _Steps(QAbstractListModel):
    """Row 0 is the picture as it was opened, row n what the n-th undo from below takes back."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._widget = parent
        self._document: Document | None = None
        self._opened_words = self._tip = ""
        self.positions: tuple[int, ...] = ()  # in the history, by row

    def show(self, document: Document | None, opened_words: str, tip: str) -> None:
        self.beginResetModel()
        self._document, self._opened_words, self._tip = document, opened_words, tip
        self.positions = _positions(document.history) if document else ()
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.positions)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if self._document is None or not index.isValid():
            return None
        row = index.row()
        is_undone = self.positions[row] > self._document.history.position
        if role == Qt.ItemDataRole.DisplayRole:
            return self._name(row)
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{self._name(row)}\n{self._tip}"
        if role == Qt.ItemDataRole.SizeHintRole:
            return QSize(0, self._widget.fontMetrics().height() + 6)
        if role == Qt.ItemDataRole.FontRole and is_undone:
            font = QFont()
            font.setItalic(True)
            return font
        if role == Qt.ItemDataRole.ForegroundRole and is_undone:
            return self._widget.palette().placeholderText()
        return None

    def _name(self, row: int) -> str:
        assert self._document is not None
        if row == 0:
            return self._opened_words
        return group_name(self._document.history.steps[self.positions[row - 1] : self.positions[row]])


def _positions(history: History) -> tuple[int, ...]:
    """Those that undo comes by, and that of now: a crash may have come between a mark and its fill."""
    return tuple(sorted({*stops(history.steps), history.position}))


class HistoryPanel(QWidget):
    """Lists the steps of a document.

    Signals:
        position_chosen: how many steps shall be done.
    """

    position_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = _Steps(self)
        self.list = WholeRows(self)
        self.list.setModel(self._model)
        self.list.setAccessibleName(self.tr("Steps"))
        self.list.clicked.connect(self._chosen)
        self.list.activated.connect(self._chosen)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.list)

    def show_document(self, document: Document | None) -> None:
        """Show the history as it is now."""
        tip, opened = self.tr("Click a step to go back, or forward, to it"), self.tr("Picture as opened")
        derived = derived_of(document.picture) if document is not None else None
        if derived is not None:
            opened = " ".join(spoken(one.sentence) for one in derived.enlargements)
        self._model.show(document, opened, tip)
        if document is not None:
            index = self._model.index(self._model.positions.index(document.history.position), 0)
            self.list.fit_rows()
            self.list.setCurrentIndex(index)
            self.list.scrollTo(index)

    def _chosen(self, index: QModelIndex) -> None:
        self.position_chosen.emit(self._model.positions[index.row()])
