"""Qt's own file dialogs, where the desktop has none for us: names, kinds and dates can be read."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QFileDialog, QHeaderView, QListView, QSplitter, QTreeView

from inpaint_studio.ui.kit.screens import room_for

_SIZE = QSize(880, 560)  # pixels: a name of 50 letters beside size, kind and date
_PLACES = 150  # pixels of the list of places
_LOOKED_AT = 100  # rows that a column's width is taken from


def give_room(dialog: QFileDialog) -> None:
    """Widen the columns to what they hold, with what is left for the names; no dialog of the desktop is changed."""
    table = dialog.findChild(QTreeView, "treeView")
    if table is None:
        return
    header = table.header()
    header.setResizeContentsPrecision(_LOOKED_AT)
    header.setStretchLastSection(False)
    for column in range(header.count()):
        mode = QHeaderView.ResizeMode
        header.setSectionResizeMode(column, mode.Stretch if column == 0 else mode.ResizeToContents)
    dialog.resize(dialog.size().expandedTo(_SIZE).boundedTo(room_for(dialog).size()))
    parts, places = dialog.findChild(QSplitter, "splitter"), dialog.findChild(QListView, "sidebar")
    if parts is not None and places is not None and parts.sizes()[0] < _PLACES:
        parts.setSizes([_PLACES, max(1, dialog.width() - _PLACES)])
