"""No window is larger than what the screen it is on has room for."""

from PySide6.QtCore import QRect, QSize
from PySide6.QtWidgets import QStyle, QWidget


def room_for(window: QWidget) -> QRect:
    """Where a window's contents may lie: what the desktop leaves of the screen, less the window's own frame."""
    inner, outer = window.geometry(), window.frameGeometry()
    room = window.screen().availableGeometry()
    if inner == outer:  # not on the screen yet, or without a frame: a title bar is foreseen
        return room.adjusted(0, window.style().pixelMetric(QStyle.PixelMetric.PM_TitleBarHeight), 0, 0)
    return room.adjusted(
        inner.left() - outer.left(),
        inner.top() - outer.top(),
        inner.right() - outer.right(),
        inner.bottom() - outer.bottom(),
    )


def resize_within_screen(window: QWidget, width: int, height: int) -> None:
    """Give a window this size, or what there is room for."""
    window.resize(QSize(width, height).boundedTo(room_for(window).size()))


def keep_on_screen(window: QWidget) -> None:
    """Make it smaller where it is larger than the screen, and bring it into view where a part of it lies outside.

    What was remembered may be of a larger screen, or of one that is not connected any more.
    """
    if window.isMaximized() or window.isFullScreen():
        return
    room, now = room_for(window), window.geometry()
    size = now.size().boundedTo(room.size())
    x = min(max(now.x(), room.left()), room.right() + 1 - size.width())
    y = min(max(now.y(), room.top()), room.bottom() + 1 - size.height())
    fitted = QRect(x, y, size.width(), size.height())
    if fitted != now:
        window.setGeometry(fitted)
