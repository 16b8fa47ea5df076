"""Fields of the settings form: small buttons, paths and numbers, each dressed alike."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractSpinBox, QHBoxLayout, QLineEdit, QSpinBox, QToolButton, QWidget

from inpaint_studio.ui.kit.buttons import dress


def tool_button(glyph: str, name: str, pressed: Callable[[], None] | None) -> QToolButton:
    button = QToolButton()
    dress(button, glyph)
    button.setToolTip(name)
    button.setAccessibleName(name)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    if pressed is not None:
        button.clicked.connect(pressed)
    return button


def path_edit(name: str) -> QLineEdit:
    edit = QLineEdit()
    edit.setAccessibleName(name)
    edit.setClearButtonEnabled(True)
    return edit


def spin_box(least: int, most: int, value: int, suffix: str) -> QSpinBox:
    spin = QSpinBox()
    spin.setRange(least, most)
    spin.setValue(value)
    spin.setSuffix(suffix)
    spin.setGroupSeparatorShown(True)
    spin.setStepType(QAbstractSpinBox.StepType.DefaultStepType)
    return spin


def row_of(*widgets: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    for widget in widgets:
        row.addWidget(widget)
    return row
