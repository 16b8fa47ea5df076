"""Files that are dropped on a window: read where they lie, so the answer is always Copy.

A file manager that is answered with Move may delete the original.
"""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QLineEdit, QMainWindow, QPlainTextEdit, QWidget


def dropped_files(event: QDropEvent) -> list[Path]:
    """The local files and folders of a drag or a drop; none where the other program offers nothing but to move them."""
    if not event.possibleActions() & Qt.DropAction.CopyAction:
        return []
    return [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]


def accept_copy(event: QDropEvent) -> None:
    """Accept a drag or a drop as copying, whatever the other program proposes; where it cannot copy, not at all."""
    if not event.possibleActions() & Qt.DropAction.CopyAction:
        event.ignore()
        return
    event.setDropAction(Qt.DropAction.CopyAction)
    event.accept()


def leave_drops_to_window(widget: QWidget) -> None:
    """Take no drops in the text fields of `widget`: Qt's own answer a file manager's Move with Move."""
    for kind in (QLineEdit, QPlainTextEdit):
        for field in widget.findChildren(kind):
            field.setAcceptDrops(False)


class DropWindow(QMainWindow):
    """A window that takes files dropped anywhere on it."""

    def take_dropped(self, paths: list[Path]) -> None:
        """paths: at least one."""
        raise NotImplementedError

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_files(event):
            accept_copy(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        accept_copy(event)  # what comes here was accepted when it entered

    def dropEvent(self, event: QDropEvent) -> None:
        paths = dropped_files(event)
        if paths:
            accept_copy(event)
            self.take_dropped(paths)
