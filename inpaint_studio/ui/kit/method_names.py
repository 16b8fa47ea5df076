"""What methods and steps are called on screen."""

from PySide6.QtCore import QCoreApplication

from inpaint_studio.filling.request import METHODS
from inpaint_studio.ui.kit.translatable import QT_TRANSLATE_NOOP

_METHODS = {
    "auto": (
        QT_TRANSLATE_NOOP("Methods", "Automatic"),
        QT_TRANSLATE_NOOP("Methods", "Takes what suits the hole and its surroundings"),
    ),
    "membrane": (
        QT_TRANSLATE_NOOP("Methods", "Smooth"),
        QT_TRANSLATE_NOOP(
            "Methods", "Draws the colours of the rim smoothly over the hole: for skies and hair-thin scratches"
        ),
    ),
    "generator": (
        QT_TRANSLATE_NOOP("Methods", "Generator"),
        QT_TRANSLATE_NOOP("Methods", "The trained network decides the structure"),
    ),
    "exemplar": (
        QT_TRANSLATE_NOOP("Methods", "Texture"),
        QT_TRANSLATE_NOOP("Methods", "Copies the picture's own texture at full sharpness"),
    ),
    "hybrid": (
        QT_TRANSLATE_NOOP("Methods", "Structure and texture"),
        QT_TRANSLATE_NOOP("Methods", "The picture's own texture, guided by the generator"),
    ),
    "patchmatch": (
        QT_TRANSLATE_NOOP("Methods", "PatchMatch"),
        QT_TRANSLATE_NOOP("Methods", "PyPatchMatch on the hole and its surroundings"),
    ),
    "telea": (QT_TRANSLATE_NOOP("Methods", "Telea"), QT_TRANSLATE_NOOP("Methods", "OpenCV's, to compare with")),
    "navier-stokes": (
        QT_TRANSLATE_NOOP("Methods", "Navier–Stokes"),
        QT_TRANSLATE_NOOP("Methods", "OpenCV's, to compare with"),
    ),
}
assert set(_METHODS) == set(METHODS)

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
    QT_TRANSLATE_NOOP("Steps", "Fill holes"),
    QT_TRANSLATE_NOOP("Steps", "By brightness"),
    QT_TRANSLATE_NOOP("Steps", "Load mask"),
    QT_TRANSLATE_NOOP("Steps", "Find damage"),
    QT_TRANSLATE_NOOP("Steps", "Paste mask"),
    QT_TRANSLATE_NOOP("Steps", "Named mask"),
)


def method_name(method: str) -> str:
    known = _METHODS.get(method)
    return QCoreApplication.translate("Methods", known[0]) if known else method


def method_tip(method: str) -> str:
    known = _METHODS.get(method)
    return QCoreApplication.translate("Methods", known[1]) if known else ""


def step_name(name: str) -> str:
    return QCoreApplication.translate("Steps", name)
