"""The table of actions: one value an action, with its words, icon, shortcuts, place and condition."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from PySide6.QtCore import QCoreApplication

from inpaint_studio.editing.document import Document
from inpaint_studio.registry import Registry, calling_module

Needs = Literal["nothing", "picture", "mask", "undo", "redo", "photograph", "data", "no_data", "stack", "single"]
Section = Literal["file", "edit", "mask", "fill", "picture", "stack", "view", "toolbox", "tools", "help"]

SECTIONS: tuple[Section, ...] = ("file", "edit", "mask", "fill", "picture", "stack", "view", "toolbox", "tools", "help")


@dataclass(frozen=True)
class Action:
    """One action. `title` and `tip` are in English and translated in the context "Actions"."""

    key: str
    title: str  # "&" stands before the letter of the menu
    tip: str  # one sentence: what it does
    keys: tuple[str, ...] = ()  # portable text, as QKeySequence reads it
    icon: str | None = None
    presets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # keys in the presets that have others
    needs: Needs = "picture"
    checkable: bool = False
    group: str | None = None  # one of these is checked at a time
    section: Section = "file"
    line_above: bool = False  # a separator stands before it in its menu
    submenu: str | None = None  # of its section's menu
    over: tuple[str, ...] = ()  # actions that it takes a key from while what it needs is in view


ACTIONS: Registry[Action] = Registry()

# "single" and "no_data" are of photographs alone, and not of the frames of a film: adjustments are of single copies.
# Whether the mask is empty is not looked at: an action on an empty one says so, and every stroke would have to look.
CONDITIONS: Mapping[Needs, Callable[[Document | None], bool]] = {
    "nothing": lambda document: True,
    "picture": lambda document: document is not None,
    "mask": lambda document: document is not None,
    "undo": lambda document: document is not None and document.history.undo_name is not None,
    "redo": lambda document: document is not None and document.history.redo_name is not None,
    "photograph": lambda document: document is not None and not document.picture.is_data,
    "data": lambda document: document is not None and document.picture.is_data,
    "no_data": lambda document: document is None or not (document.picture.is_data or len(document.state.stack) > 1),
    "single": lambda document: document is not None and not document.picture.is_data and len(document.state.stack) == 1,
    "stack": lambda document: document is not None and len(document.state.stack) > 1,
}


def register(section: Section, *actions: Action) -> None:
    """Put actions at the end of a section."""
    module = calling_module()
    for action in actions:
        ACTIONS.register(replace(action, section=section), module)


def in_section(section: Section) -> list[Action]:
    """In the order of the menu."""
    return [action for action in ACTIONS.values() if action.section == section]


def words(text: str) -> str:
    """An action's text in the person's language."""
    return QCoreApplication.translate("Actions", text)


def plain_words(text: str) -> str:
    """Without the mark of the menu's access key and the dots that promise a dialog."""
    return words(text).replace("&", "").rstrip("…").split("(")[0].strip()
