"""A list of folders that a person adds to and removes from."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QListWidget, QVBoxLayout, QWidget

from inpaint_studio.ui.kit.literal import tip
from inpaint_studio.ui.kit.start_folder import start_folder
from inpaint_studio.ui.training.fields import tool_button


class FolderList(QWidget):
    """The folders of photographs of a run.

    Signals:
        changed: the folders as they now are.
    """

    changed = Signal(tuple)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Folders of photographs"))
        self.list.setToolTip(
            self.tr("Folders of photographs to learn from; folders inside them and tar shards count too")
        )
        self.list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setFixedHeight(3 * self.list.fontMetrics().height() + 14)
        self.list.currentRowChanged.connect(self._show_state)
        self.add_button = tool_button("add", self.tr("Add a folder of photographs"), self._choose)
        self.remove_button = tool_button(
            "subtract", self.tr("Take the chosen folder out; its files stay"), self._remove
        )
        buttons = QVBoxLayout()
        buttons.addWidget(self.add_button)
        buttons.addWidget(self.remove_button)
        buttons.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.list, 1)
        row.addLayout(buttons)
        self._show_state()

    def places(self) -> tuple[str, ...]:
        return tuple(self.list.item(row).text() for row in range(self.list.count()))

    def set_places(self, places: Sequence[str]) -> None:
        self.list.clear()
        for place in dict.fromkeys(filter(None, places)):
            self.list.addItem(place)
            self.list.item(self.list.count() - 1).setToolTip(tip(place))
        self._show_state()

    def add(self, place: str) -> None:
        """One more, unless it is there."""
        if place not in self.places():
            self.set_places([*self.places(), place])
            self.list.setCurrentRow(self.list.count() - 1)
            self.changed.emit(self.places())

    def _choose(self) -> None:
        before = self.places()
        start = str(start_folder(*(Path(place).parent for place in before[-1:])))
        chosen = QFileDialog.getExistingDirectory(self, self.tr("Add a folder of photographs"), start)
        if chosen:
            self.add(chosen)

    def _remove(self) -> None:
        row = self.list.currentRow()
        if row >= 0:
            self.list.takeItem(row)
            self._show_state()
            self.changed.emit(self.places())

    def _show_state(self, *_: object) -> None:
        self.remove_button.setEnabled(self.list.currentRow() >= 0)
