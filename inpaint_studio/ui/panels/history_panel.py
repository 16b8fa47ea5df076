"""The history panel: every step by name; a click goes there."""

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QVBoxLayout, QWidget

from inpaint_studio.editing.document import Document
from inpaint_studio.files.derived import derived_of
from inpaint_studio.ui.kit.method_names import step_name
from inpaint_studio.ui.kit.sentences import spoken
from inpaint_studio.ui.panels.whole_rows import WholeRows

_Index = QModelIndex | QPersistentModelIndex


class _Steps(QAbstractListModel):
    """Row 0 is the picture as it was opened, row n the n-th step. Asks the history; keeps nothing but its length."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._widget = parent
        self._document: Document | None = None
        self._opened_words = self._tip = ""
        self.rows = 0

    def show(self, document: Document | None, opened_words: str, tip: str) -> None:
        self.beginResetModel()
        self._document, self._opened_words, self._tip = document, opened_words, tip
        self.rows = len(document.history.steps) + 1 if document else 0
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else self.rows

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if self._document is None or not index.isValid():
            return None
        history, row = self._document.history, index.row()
        if role == Qt.ItemDataRole.DisplayRole:
            return self._name(row)
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{self._name(row)}\n{self._tip}"
        if role == Qt.ItemDataRole.SizeHintRole:
            return QSize(0, self._widget.fontMetrics().height() + 6)
        if role == Qt.ItemDataRole.FontRole and row > history.position:
            font = QFont()
            font.setItalic(True)
            return font
        if role == Qt.ItemDataRole.ForegroundRole and row > history.position:
            return self._widget.palette().placeholderText()
        return None

    def _name(self, row: int) -> str:
        assert self._document is not None
        return self._opened_words if row == 0 else step_name(self._document.history.steps[row - 1].name)


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
            index = self._model.index(document.history.position, 0)
            self.list.fit_rows()
            self.list.setCurrentIndex(index)
            self.list.scrollTo(index)

    def _chosen(self, index: QModelIndex) -> None:
        self.position_chosen.emit(index.row())
