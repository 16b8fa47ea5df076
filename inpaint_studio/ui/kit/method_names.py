"""What methods and steps are called on screen."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from inpaint_studio.editing.history import Step
from inpaint_studio.editing.undo_groups import has_marks
from inpaint_studio.filling.cloning import MADE_OTHERWISE
from inpaint_studio.filling.methods import METHODS
from inpaint_studio.ui.kit.sentences import spoken
from inpaint_studio.ui.kit.translatable import QT_TRANSLATE_NOOP

# Names of steps, as the editing room, the session and the menus give them, to be translated. Tools name their own.
STEP_NAMES = (
    QT_TRANSLATE_NOOP("Steps", "Brush"),
    QT_TRANSLATE_NOOP("Steps", "Erase"),
    QT_TRANSLATE_NOOP("Steps", "Fill"),
    QT_TRANSLATE_NOOP("Steps", "Make fill anew"),
    QT_TRANSLATE_NOOP("Steps", "Show fill"),
    QT_TRANSLATE_NOOP("Steps", "Hide fill"),
    QT_TRANSLATE_NOOP("Steps", "Fade fill"),
    QT_TRANSLATE_NOOP("Steps", "Delete fill"),
    QT_TRANSLATE_NOOP("Steps", "Mask of fill"),
    QT_TRANSLATE_NOOP("Steps", "Clear"),
    QT_TRANSLATE_NOOP("Steps", "Mark all"),
    QT_TRANSLATE_NOOP("Steps", "Invert"),
    QT_TRANSLATE_NOOP("Steps", "Previous mask"),
    QT_TRANSLATE_NOOP("Steps", "Grow"),
    QT_TRANSLATE_NOOP("Steps", "Shrink"),
    QT_TRANSLATE_NOOP("Steps", "Feather"),
    QT_TRANSLATE_NOOP("Steps", "Smooth"),
    QT_TRANSLATE_NOOP("Steps", "Snap to edges"),
    QT_TRANSLATE_NOOP("Steps", "Fill holes"),
    QT_TRANSLATE_NOOP("Steps", "By brightness"),
    QT_TRANSLATE_NOOP("Steps", "Load mask"),
    QT_TRANSLATE_NOOP("Steps", "Find damage"),
    QT_TRANSLATE_NOOP("Steps", "Findings"),
    QT_TRANSLATE_NOOP("Steps", "Object"),
    QT_TRANSLATE_NOOP("Steps", "Paste mask"),
    QT_TRANSLATE_NOOP("Steps", "Named mask"),
    QT_TRANSLATE_NOOP("Steps", "Guide line"),
    QT_TRANSLATE_NOOP("Steps", "Show guide line"),
    QT_TRANSLATE_NOOP("Steps", "Hide guide line"),
    QT_TRANSLATE_NOOP("Steps", "Remove guide line"),
    QT_TRANSLATE_NOOP("Steps", "Remove guide lines"),
    QT_TRANSLATE_NOOP("Steps", "Move guide line"),
    QT_TRANSLATE_NOOP("Steps", "Take line"),
    QT_TRANSLATE_NOOP("Steps", "Drop line"),
    QT_TRANSLATE_NOOP("Steps", "Reset line"),
    QT_TRANSLATE_NOOP("Steps", "Source region"),
    QT_TRANSLATE_NOOP("Steps", "Show source region"),
    QT_TRANSLATE_NOOP("Steps", "Hide source region"),
    QT_TRANSLATE_NOOP("Steps", "Remove source region"),
    QT_TRANSLATE_NOOP("Steps", "Remove source regions"),
    QT_TRANSLATE_NOOP("Steps", "Clone"),
    QT_TRANSLATE_NOOP("Steps", "Heal"),
    QT_TRANSLATE_NOOP("Steps", "Take mark off"),
    QT_TRANSLATE_NOOP("Steps", "Take mark back"),
)


def method_name(method: str) -> str:
    known = MADE_OTHERWISE.get(method) or METHODS.get(
        method
    )  # a fill may have been made by a method that is not here any more
    return spoken(known.title) if known is not None else method


def method_tip(method: str) -> str:
    known = MADE_OTHERWISE.get(method) or METHODS.get(method)
    return spoken(known.tip) if known is not None else ""


def step_name(name: str) -> str:
    return QCoreApplication.translate("Steps", name)


def group_name(steps: Sequence[Step]) -> str:
    """What one undo takes back: the names of its steps, each once; marks with their fill are "Brush, filled"."""
    names = list(dict.fromkeys(step_name(step.name) for step in steps if not has_marks(step)))
    filled = [step for step in steps if has_marks(step)]
    if not filled or not names:
        return ", ".join(names) or step_name(filled[0].name)
    return QCoreApplication.translate("Steps", "{marks}, filled").format(marks=", ".join(names))
