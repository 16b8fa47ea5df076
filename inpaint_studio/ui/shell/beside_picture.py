"""Small windows that a person works from with the picture in view: they stand beside it."""

from PySide6.QtCore import QPoint, QRect

from inpaint_studio.ui.canvas.canvas import Canvas


def picture_on_screen(canvas: Canvas) -> QRect:
    """The part of the screen that shows the picture."""
    seen = canvas.viewport.dirty(canvas.visible_part(), canvas.viewport.main_pane)
    return seen.translated(canvas.mapToGlobal(QPoint(0, 0)))


def room_beside(canvas: Canvas) -> QRect:
    """The part of the screen where they may stand: the canvas, and the panels beside it; not over bars and strips."""
    room = canvas.rect().translated(canvas.mapToGlobal(QPoint(0, 0)))
    room.setRight(canvas.window().geometry().right())
    return room.intersected(canvas.window().screen().availableGeometry())
