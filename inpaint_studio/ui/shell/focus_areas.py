"""The way of the keyboard from the picture to the bars and panels and back: Tab hides them, as in other editors."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget


class FocusAreas:
    """Areas of a window, the picture first; what is hidden or has nothing to be focused is passed over."""

    def __init__(self, picture: QWidget, others: Sequence[QWidget]) -> None:
        self._areas = (picture, *others)

    def go_on(self) -> None:
        """Give the keyboard to the next area."""
        now = QApplication.focusWidget()
        at = next((n for n, area in enumerate(self._areas) if now is not None and _holds(area, now)), -1)
        for step in range(1, len(self._areas) + 1):
            target = _first(self._areas[(at + step) % len(self._areas)])
            if target is not None:
                target.setFocus(Qt.FocusReason.TabFocusReason)
                return


def _holds(area: QWidget, widget: QWidget) -> bool:
    return area is widget or area.isAncestorOf(widget)


def _first(area: QWidget) -> QWidget | None:
    """The first widget of an area that takes the keyboard by Tab."""
    if not area.isVisible():
        return None
    candidate: QWidget | None = area
    while candidate is not None:
        takes = candidate.focusPolicy() & Qt.FocusPolicy.TabFocus
        if takes and candidate.isVisible() and candidate.isEnabled() and _holds(area, candidate):
            return candidate
        candidate = candidate.nextInFocusChain()
        if candidate is area:
            break
    return None
