"""Shortcuts: the presets, and which keys an action has."""

from collections.abc import Mapping, Sequence
from functools import cache

from PySide6.QtGui import QKeySequence

from inpaint_studio.ui.kit.actions.action import ACTIONS
from inpaint_studio.ui.kit.preferences import SHORTCUT_PRESETS, Preferences

# An action's own keys are those of the first; in the others it has the keys of its `presets`, where there are any.
PRESETS: Mapping[str, str] = {"photoshop": "Photoshop", "krita": "Krita", "gimp": "GIMP"}  # names are not translated
assert tuple(PRESETS) == SHORTCUT_PRESETS


# What actions had while Ctrl+Alt was used, which desktops take and which is AltGr on many keyboards.
_FORMER: Mapping[str, str] = {
    "save_project": "Ctrl+Alt+S",
    "verify": "Ctrl+Alt+V",
    "shortcuts": "Ctrl+Alt+Shift+K",
    "grow_mask": "Ctrl+Alt+G",
    "shrink_mask": "Ctrl+Alt+H",
    "smooth_mask": "Ctrl+Alt+M",
    "fill_holes": "Ctrl+Alt+F",
    "brightness_mask": "Ctrl+Alt+B",
    "find_damage": "Ctrl+Alt+J",
    "load_mask": "Ctrl+Alt+O",
    "save_mask": "Ctrl+Alt+Shift+S",
    "name_mask": "Ctrl+Alt+N",
    "clear_guides": "Ctrl+Alt+L",
    "sources_from_mask": "Ctrl+Alt+T",
    "sources_clear": "Ctrl+Alt+Shift+T",
    "checkpoint": "Ctrl+Alt+C",
    "split": "Ctrl+Alt+P",
    "side_by_side": "Ctrl+Alt+D",
    "mask_film": "Ctrl+Alt+1",
    "mask_outline": "Ctrl+Alt+2",
    "mask_grey": "Ctrl+Alt+3",
    "rulers": "Ctrl+Alt+R",
}


def migrate(preferences: Preferences) -> None:
    """Once: what was noted as a person's own, and is only what an action had before, follows the table again."""
    if preferences.flag("shortcuts/without_ctrl_alt", False):
        return
    for action, keys in preferences.own_shortcuts().items():
        if keys == [_FORMER.get(action)]:
            preferences.set_own_shortcut(action, None)
    preferences.set_flag("shortcuts/without_ctrl_alt", True)


def keys_of(key: str, preferences: Preferences, *, is_stack: bool = False) -> list[str]:
    """The shortcuts now in force: the person's own, else the preset's, else the table's.

    A key that the person gave to one action is not also another's by preset: Qt would trigger neither.
    is_stack: a stack is in view. Then the keys of its planes, I and O among them, are not those of the actions that
    they are declared to come before.
    """
    own = preferences.own_shortcuts()
    first = _keys_before(key, preferences) if is_stack else set()
    if key in own:
        return [text for text in own[key] if _normal(text) not in first]
    action = ACTIONS[key]
    taken = first | {_normal(text) for keys in own.values() for text in keys}
    return [text for text in action.presets.get(preferences.shortcut_preset, action.keys) if _normal(text) not in taken]


def _keys_before(key: str, preferences: Preferences) -> set[str]:
    """Of actions that take their keys from this one."""
    return {_normal(text) for one in _takers().get(key, ()) for text in keys_of(one, preferences)}


@cache
def _takers() -> Mapping[str, Sequence[str]]:
    """Which actions take their keys from an action, by its key: looked up for each one of a window."""
    takers: dict[str, list[str]] = {}
    for one in ACTIONS.values():
        for key in one.over:
            takers.setdefault(key, []).append(one.key)
    return takers


def _normal(key: str) -> str:
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.PortableText)


def native_text(key: str) -> str:
    """A key sequence in portable text, as this system writes it."""
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
