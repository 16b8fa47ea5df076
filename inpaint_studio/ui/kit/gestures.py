"""Gestures: what a drag or the wheel does on the canvas with a key held, as rows of one table, with presets.

A trigger is written as "Alt+Right" or "Alt+Wheel": the keys, and the button that is dragged or the wheel.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QKeySequence

from inpaint_studio.registry import Registry
from inpaint_studio.ui.kit.preferences import SHORTCUT_PRESETS, Preferences
from inpaint_studio.ui.kit.translatable import QT_TRANSLATE_NOOP

NONE = "none"
_KEYS = {
    "Ctrl": Qt.KeyboardModifier.ControlModifier,
    "Alt": Qt.KeyboardModifier.AltModifier,
    "Shift": Qt.KeyboardModifier.ShiftModifier,
}
_ALL_KEYS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier
_ENDS = {
    "Left": (Qt.MouseButton.LeftButton, QT_TRANSLATE_NOOP("Gestures", "drag")),
    "Right": (Qt.MouseButton.RightButton, QT_TRANSLATE_NOOP("Gestures", "right drag")),
    "Middle": (Qt.MouseButton.MiddleButton, QT_TRANSLATE_NOOP("Gestures", "middle drag")),
    "Wheel": (Qt.MouseButton.NoButton, QT_TRANSLATE_NOOP("Gestures", "wheel")),
}


@dataclass(frozen=True)
class Trigger:
    """What has to be held and moved."""

    keys: Qt.KeyboardModifier
    button: Qt.MouseButton  # none: the wheel

    def is_met(self, keys: Qt.KeyboardModifier, button: Qt.MouseButton = Qt.MouseButton.NoButton) -> bool:
        return keys & _ALL_KEYS == self.keys and button == self.button


@dataclass(frozen=True)
class Gesture:
    """One gesture. `title` and `tip` are in English and translated in the context "Gestures"."""

    key: str
    title: str
    tip: str
    choices: tuple[str, ...]  # triggers that it may have
    default: str = NONE
    presets: Mapping[str, str] = field(default_factory=dict)  # triggers in the presets that have another


GESTURES: Registry[Gesture] = Registry()
SIZE_DRAG = GESTURES.register(
    Gesture(
        "size_drag",
        QT_TRANSLATE_NOOP("Gestures", "Size and hardness of the brush"),
        QT_TRANSLATE_NOOP("Gestures", "Drag across for the size of the brush, up and down for its hardness"),
        ("Alt+Right", "Ctrl+Right", "Shift+Right", "Shift+Left", "Ctrl+Left", "Ctrl+Alt+Left"),
        "Alt+Right",
        presets={"krita": "Shift+Left", "gimp": NONE},
    )
)
SIZE_WHEEL = GESTURES.register(
    Gesture(
        "size_wheel",
        QT_TRANSLATE_NOOP("Gestures", "Size of the brush by the wheel"),
        QT_TRANSLATE_NOOP("Gestures", "Turn the wheel for the size of the brush"),
        ("Alt+Wheel", "Ctrl+Wheel", "Shift+Wheel", "Ctrl+Alt+Wheel"),
        presets={"gimp": "Alt+Wheel"},
    )
)
PLANE_WHEEL = GESTURES.register(
    Gesture(
        "plane_wheel",
        QT_TRANSLATE_NOOP("Gestures", "Planes of a stack"),
        QT_TRANSLATE_NOOP("Gestures", "Turn the wheel to walk through frames, slices or pages"),
        ("Alt+Wheel", "Ctrl+Wheel", "Shift+Wheel", "Ctrl+Alt+Wheel"),
        "Alt+Wheel",
        presets={"gimp": "Ctrl+Wheel"},  # whose wheel sizes the brush with Alt
    )
)
LEVELS_DRAG = GESTURES.register(
    Gesture(
        "levels_drag",
        QT_TRANSLATE_NOOP("Gestures", "Levels of a slice or a satellite tile"),
        QT_TRANSLATE_NOOP(
            "Gestures", "Drag across for the width of the range that is seen, up and down for its middle"
        ),
        ("Middle", "Ctrl+Middle", "Alt+Middle", "Shift+Middle"),
        "Middle",
    )
)
assert all(set(gesture.presets) <= set(SHORTCUT_PRESETS) for gesture in GESTURES.values())


def trigger_text(key: str, preferences: Preferences) -> str:
    """The trigger now in force: the person's own, else the preset's, else the table's; NONE for none."""
    gesture = GESTURES[key]
    own = preferences.text(f"gestures/{key}")
    if own == NONE or own in gesture.choices:
        return own
    return gesture.presets.get(preferences.shortcut_preset, gesture.default)


def set_own_trigger(key: str, text: str | None, preferences: Preferences) -> None:
    """None takes the preset's again."""
    preferences.set_text(f"gestures/{key}", text or "")


def triggers(preferences: Preferences) -> dict[str, Trigger]:
    """Those in force, by the key of the gesture."""
    texts = {key: trigger_text(key, preferences) for key in GESTURES}
    return {key: trigger(text) for key, text in texts.items() if text != NONE}


def trigger(text: str) -> Trigger:
    *held, end = text.split("+")
    keys = Qt.KeyboardModifier.NoModifier
    for key in held:
        keys |= _KEYS[key]
    return Trigger(keys, _ENDS[end][0])


def shown_trigger(text: str) -> str:
    """In the person's language: "Alt + right drag"."""
    if text == NONE:
        return ""
    *held, end = text.split("+")
    names = [QKeySequence(f"{key}+A").toString(QKeySequence.SequenceFormat.NativeText)[:-1].rstrip("+") for key in held]
    return " + ".join([*names, words(_ENDS[end][1])])


def words(text: str) -> str:
    return QCoreApplication.translate("Gestures", text)
