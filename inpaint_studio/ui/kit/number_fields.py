"""Number fields: how wide one must be for what it may hold, and whether it has arrows."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractSpinBox

ARROWS = 16  # pixels that the arrows take
_POLISHED = Qt.WidgetAttribute.WA_WState_Polished
_ROUND = 14  # pixels: borders, insets and the cursor


def has_arrows(field: QAbstractSpinBox) -> bool:
    return not field.property("bare")


def show_arrows(field: QAbstractSpinBox, shown: bool) -> None:
    """Not by Qt's `buttonSymbols`: without them it gives the text of a field under a style sheet no room at all."""
    if shown != has_arrows(field):
        field.setProperty("bare", not shown)
        if field.testAttribute(_POLISHED):
            field.style().unpolish(field)
            field.style().polish(field)


def field_width(field: QAbstractSpinBox, widest: str) -> int:
    """Pixels that a field takes in which `widest` can be read, with its arrows where it has them."""
    return field.fontMetrics().horizontalAdvance(widest) + _ROUND + (ARROWS if has_arrows(field) else 0)
