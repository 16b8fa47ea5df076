"""Lists whose rows flow from left to right and wrap, all of one size, painted by a delegate."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListView


def wrap_rows(view: QListView) -> None:
    """Let the rows flow and wrap, scrolled by pixels and never edited in place."""
    view.setFlow(QListView.Flow.LeftToRight)
    view.setWrapping(True)
    view.setResizeMode(QListView.ResizeMode.Adjust)
    view.setUniformItemSizes(True)
    view.setMouseTracking(True)
    view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
    view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    view.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
