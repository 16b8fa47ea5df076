"""Whether things on the screen may move of themselves."""

from PySide6.QtWidgets import QApplication, QStyle

from inpaint_studio.ui.kit.preferences import Preferences

_FLAG = "motion/reduced"


def is_reduced(preferences: Preferences) -> bool:
    """What the person has chosen, else what the system does with its own animations."""
    return preferences.flag(_FLAG, not QApplication.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration))


def reduce_motion(preferences: Preferences, reduced: bool) -> None:
    preferences.set_flag(_FLAG, reduced)
