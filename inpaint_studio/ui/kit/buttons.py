"""Icons of ours on buttons, in the colours of the theme in force, whichever that is meanwhile."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialogButtonBox, QMessageBox

from inpaint_studio.ui.kit.icons import icon, lit_icon

_PROPERTY = "glyph"
_ROLES = {
    QDialogButtonBox.ButtonRole.AcceptRole: "done",
    QDialogButtonBox.ButtonRole.YesRole: "done",
    QDialogButtonBox.ButtonRole.ApplyRole: "done",
    QDialogButtonBox.ButtonRole.RejectRole: "close",
    QDialogButtonBox.ButtonRole.NoRole: "close",
    QDialogButtonBox.ButtonRole.DestructiveRole: "delete",
    QDialogButtonBox.ButtonRole.ResetRole: "remake",
    QDialogButtonBox.ButtonRole.HelpRole: "help",
    QDialogButtonBox.ButtonRole.ActionRole: "mdi6.arrow-right",
}


def dress(button: QAbstractButton, glyph: str) -> None:
    """Give a button an icon that follows the theme."""
    button.setProperty(_PROPERTY, glyph)
    _paint(button)
    if button.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):  # a box does that as a button comes into it,
        button.style().unpolish(button)  # and the sheet asks for its role then
        button.style().polish(button)


def dress_box(box: QDialogButtonBox | QMessageBox) -> None:
    """Every button of a box that has none of its own yet, by what it does. Once all are in it."""
    for button in box.buttons():
        if button.property(_PROPERTY) is None:
            # The roles of both boxes have the same numbers, and names of their own.
            role = QDialogButtonBox.ButtonRole(box.buttonRole(button).value)
            dress(button, _ROLES.get(role, "done"))


def refresh_buttons() -> None:
    """After the palette has changed."""
    for widget in QApplication.allWidgets():
        if isinstance(widget, QAbstractButton) and widget.property(_PROPERTY):
            _paint(widget)


def _paint(button: QAbstractButton) -> None:
    made = lit_icon if button.property("role") == "primary" else icon
    button.setIcon(made(button.property(_PROPERTY)))
