"""Shortcuts: the presets, and which keys an action has."""

from collections.abc import Mapping

from PySide6.QtGui import QKeySequence

from inpaint_studio.ui.kit.actions.action import ACTIONS
from inpaint_studio.ui.kit.preferences import SHORTCUT_PRESETS, Preferences

# An action's own keys are those of the first; in the others it has the keys of its `presets`, where there are any.
PRESETS: Mapping[str, str] = {"photoshop": "Photoshop", "krita": "Krita", "gimp": "GIMP"}  # names are not translated
assert tuple(PRESETS) == SHORTCUT_PRESETS


def keys_of(key: str, preferences: Preferences) -> list[str]:
    """The shortcuts now in force: the person's own, else the preset's, else the table's."""
    own = preferences.own_shortcuts()
    if key in own:
        return own[key]
    action = ACTIONS[key]
    return list(action.presets.get(preferences.shortcut_preset, action.keys))


def native_text(key: str) -> str:
    """A key sequence in portable text, as this system writes it."""
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
