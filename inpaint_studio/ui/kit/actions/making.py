"""QActions, made from the rows of the table."""

from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QWidget

from inpaint_studio.ui.kit.actions.action import ACTIONS, CONDITIONS, plain_words, words
from inpaint_studio.ui.kit.actions.shortcuts import keys_of, migrate, native_text
from inpaint_studio.ui.kit.icons import icon
from inpaint_studio.ui.kit.preferences import Preferences


def make_actions(parent: QWidget, preferences: Preferences) -> dict[str, QAction]:
    """Every action of the table, by key. Not yet connected to anything."""
    migrate(preferences)
    groups: dict[str, QActionGroup] = {}
    made: dict[str, QAction] = {}
    for key, row in ACTIONS.items():
        action = QAction(parent)
        action.setObjectName(key)
        action.setText(words(row.title))
        action.setStatusTip(words(row.tip))
        action.setCheckable(row.checkable)
        if row.icon:
            action.setIcon(icon(row.icon))
        if row.group:
            if row.group not in groups:
                groups[row.group] = QActionGroup(parent)
            groups[row.group].addAction(action)
        action.setEnabled(CONDITIONS[row.needs](None))
        made[key] = action
    apply_shortcuts(made, preferences)
    parent.addActions(list(made.values()))  # last: a widget hears of every change of what it has
    return made


def apply_shortcuts(actions: dict[str, QAction], preferences: Preferences, *, is_stack: bool = False) -> None:
    """is_stack: a stack is in view, whose planes have keys that are other actions' else."""
    for key, action in actions.items():
        row = ACTIONS[key]
        keys = keys_of(key, preferences, is_stack=is_stack)
        action.setShortcuts([QKeySequence.fromString(text, QKeySequence.SequenceFormat.PortableText) for text in keys])
        shown = native_text(keys[0]) if keys else ""
        title, tip = plain_words(row.title), words(row.tip)
        first = f"<b>{title}</b>" + (f" &nbsp;<span style='color:gray'>{shown}</span>" if shown else "")
        action.setToolTip(f"{first}<br>{tip}")


def refresh_icons(actions: dict[str, QAction]) -> None:
    """After the palette has changed."""
    for key, action in actions.items():
        glyph = ACTIONS[key].icon
        if glyph:
            action.setIcon(icon(glyph))
