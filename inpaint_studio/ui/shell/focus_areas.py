"""The way of the keyboard from the picture to the bars and panels and back: Tab hides them, as in other editors."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget


class FocusAreas:
    """Areas of a window: the picture, strips below it, the rest. What is hidden or takes no keys is passed over."""

    def __init__(self, picture: QWidget, middle: QWidget, others: Sequence[QWidget]) -> None:
        """middle: its layout holds the picture and the strips, some of which are built when they are first needed."""
        self._picture, self._middle, self._others = picture, middle, others

    def _areas(self) -> tuple[QWidget, ...]:
        layout = self._middle.layout()
        items = [] if layout is None else [layout.itemAt(number) for number in range(layout.count())]
        widgets = [item.widget() for item in items if item is not None]
        strips = [one for one in widgets if one is not None and not one.isAncestorOf(self._picture)]
        return (self._picture, *strips, *self._others)

    def go_on(self) -> None:
        """Give the keyboard to the next area."""
        now, areas = QApplication.focusWidget(), self._areas()
        at = next((n for n, area in enumerate(areas) if now is not None and _holds(area, now)), -1)
        for step in range(1, len(areas) + 1):
            target = _first(areas[(at + step) % len(areas)])
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
