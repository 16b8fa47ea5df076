"""Actions: everything the window can be asked to do, with its words, icon and shortcuts in one table."""

from dataclasses import dataclass

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QWidget

from inpaint_studio.ui.kit.icons import GLYPHS, icon
from inpaint_studio.ui.kit.preferences import Preferences


@dataclass(frozen=True)
class Spec:
    """One action. `text` and `tip` are in English and translated in the context "Actions"."""

    name: str
    text: str
    tip: str  # one sentence: what it does
    keys: tuple[str, ...] = ()  # portable text, as QKeySequence reads it
    icon: str | None = None
    checkable: bool = False
    group: str | None = None  # one of these is checked at a time
    needs: str = "picture"  # picture, mask, fills, nothing, undo, redo, work


SPECS: tuple[Spec, ...] = (
    # File
    Spec(
        "open",
        QT_TRANSLATE_NOOP("Actions", "&Open…"),
        QT_TRANSLATE_NOOP("Actions", "Open a picture"),
        ("Ctrl+O",),
        "open",
        needs="nothing",
    ),
    Spec(
        "open_page",
        QT_TRANSLATE_NOOP("Actions", "Open &page…"),
        QT_TRANSLATE_NOOP("Actions", "Open another page or frame of a file with several"),
        ("Ctrl+Shift+O",),
    ),
    Spec(
        "save",
        QT_TRANSLATE_NOOP("Actions", "&Save"),
        QT_TRANSLATE_NOOP("Actions", "Save the repaired picture"),
        ("Ctrl+S",),
        "save",
    ),
    Spec(
        "save_as",
        QT_TRANSLATE_NOOP("Actions", "Save &as…"),
        QT_TRANSLATE_NOOP("Actions", "Save the repaired picture under another name or in another format"),
        ("Ctrl+Shift+S",),
        "save_as",
    ),
    Spec(
        "save_project",
        QT_TRANSLATE_NOOP("Actions", "Save pro&ject…"),
        QT_TRANSLATE_NOOP("Actions", "Save picture, fills, masks and recipes as an OpenRaster file to go on tomorrow"),
        ("Ctrl+Alt+S",),
    ),
    Spec(
        "verify",
        QT_TRANSLATE_NOOP("Actions", "&Verify a saved picture…"),
        QT_TRANSLATE_NOOP("Actions", "Prove that nothing outside the fills was changed in a saved file"),
        ("Ctrl+Alt+V",),
        "verify",
    ),
    Spec(
        "close",
        QT_TRANSLATE_NOOP("Actions", "&Close picture"),
        QT_TRANSLATE_NOOP("Actions", "Close the picture and go back to the start page"),
        ("Ctrl+W",),
        "close",
    ),
    Spec(
        "quit",
        QT_TRANSLATE_NOOP("Actions", "&Quit"),
        QT_TRANSLATE_NOOP("Actions", "Leave the program"),
        ("Ctrl+Q",),
        needs="nothing",
    ),
    # Edit
    Spec(
        "undo",
        QT_TRANSLATE_NOOP("Actions", "&Undo"),
        QT_TRANSLATE_NOOP("Actions", "Take the last step back"),
        ("Ctrl+Z",),
        "undo",
        needs="undo",
    ),
    Spec(
        "redo",
        QT_TRANSLATE_NOOP("Actions", "&Redo"),
        QT_TRANSLATE_NOOP("Actions", "Do the step again that was taken back"),
        ("Ctrl+Shift+Z", "Ctrl+Y"),
        "redo",
        needs="redo",
    ),
    Spec(
        "copy_mask",
        QT_TRANSLATE_NOOP("Actions", "&Copy mask"),
        QT_TRANSLATE_NOOP("Actions", "Put the mask on the clipboard as a grey picture"),
        ("Ctrl+C",),
        needs="mask",
    ),
    Spec(
        "paste_mask",
        QT_TRANSLATE_NOOP("Actions", "&Paste mask"),
        QT_TRANSLATE_NOOP("Actions", "Add a picture on the clipboard, of the same size, to the mask"),
        ("Ctrl+V",),
    ),
    Spec(
        "preferences",
        QT_TRANSLATE_NOOP("Actions", "Pre&ferences…"),
        QT_TRANSLATE_NOOP("Actions", "Theme, language, mask colour and memory for undo"),
        ("Ctrl+,",),
        "settings",
        needs="nothing",
    ),
    Spec(
        "shortcuts",
        QT_TRANSLATE_NOOP("Actions", "&Keyboard shortcuts…"),
        QT_TRANSLATE_NOOP("Actions", "See and change every shortcut; presets for Photoshop, Krita and GIMP"),
        ("Ctrl+Alt+Shift+K",),
        "keyboard",
        needs="nothing",
    ),
    # Mask
    Spec(
        "clear_mask",
        QT_TRANSLATE_NOOP("Actions", "&Clear"),
        QT_TRANSLATE_NOOP("Actions", "Mark nothing"),
        ("Ctrl+D",),
        "clear",
        needs="mask",
    ),
    Spec(
        "select_all",
        QT_TRANSLATE_NOOP("Actions", "Mark &all"),
        QT_TRANSLATE_NOOP("Actions", "Mark the whole picture"),
        ("Ctrl+A",),
    ),
    Spec(
        "invert_mask",
        QT_TRANSLATE_NOOP("Actions", "&Invert"),
        QT_TRANSLATE_NOOP("Actions", "Mark what is not marked and the other way round"),
        ("Ctrl+Shift+I",),
        "invert",
    ),
    Spec(
        "previous_mask",
        QT_TRANSLATE_NOOP("Actions", "&Previous mask again"),
        QT_TRANSLATE_NOOP("Actions", "Bring back the mask as it was before it was filled or cleared"),
        ("Ctrl+Shift+D",),
    ),
    Spec(
        "grow_mask",
        QT_TRANSLATE_NOOP("Actions", "&Grow…"),
        QT_TRANSLATE_NOOP("Actions", "Make the mask larger by some pixels"),
        ("Ctrl+Alt+G",),
        needs="mask",
    ),
    Spec(
        "shrink_mask",
        QT_TRANSLATE_NOOP("Actions", "&Shrink…"),
        QT_TRANSLATE_NOOP("Actions", "Make the mask smaller by some pixels"),
        ("Ctrl+Alt+H",),
        needs="mask",
    ),
    Spec(
        "feather_mask",
        QT_TRANSLATE_NOOP("Actions", "&Feather…"),
        QT_TRANSLATE_NOOP("Actions", "Soften the edge of the mask"),
        ("Shift+F6",),
        needs="mask",
    ),
    Spec(
        "smooth_mask",
        QT_TRANSLATE_NOOP("Actions", "S&mooth…"),
        QT_TRANSLATE_NOOP("Actions", "Round off the corners of the mask"),
        ("Ctrl+Alt+M",),
        needs="mask",
    ),
    Spec(
        "fill_holes",
        QT_TRANSLATE_NOOP("Actions", "Fill &holes"),
        QT_TRANSLATE_NOOP("Actions", "Mark what the mask encloses"),
        ("Ctrl+Alt+F",),
        needs="mask",
    ),
    Spec(
        "brightness_mask",
        QT_TRANSLATE_NOOP("Actions", "By &brightness…"),
        QT_TRANSLATE_NOOP("Actions", "Mark pixels within a range of brightness"),
        ("Ctrl+Alt+B",),
    ),
    Spec(
        "find_damage",
        QT_TRANSLATE_NOOP("Actions", "Find &damage…"),
        QT_TRANSLATE_NOOP("Actions", "Mark scratches, creases and dust by themselves"),
        ("Ctrl+Alt+J",),
        "damage",
    ),
    Spec(
        "load_mask",
        QT_TRANSLATE_NOOP("Actions", "&Load mask…"),
        QT_TRANSLATE_NOOP("Actions", "Take the mask from a grey picture of the same size"),
        ("Ctrl+Alt+O",),
    ),
    Spec(
        "save_mask",
        QT_TRANSLATE_NOOP("Actions", "Sa&ve mask…"),
        QT_TRANSLATE_NOOP("Actions", "Save the mask as a grey PNG"),
        ("Ctrl+Alt+Shift+S",),
        needs="mask",
    ),
    Spec(
        "name_mask",
        QT_TRANSLATE_NOOP("Actions", "&Keep mask as…"),
        QT_TRANSLATE_NOOP("Actions", "Keep the mask in the document under a name"),
        ("Ctrl+Alt+N",),
        needs="mask",
    ),
    # Fill
    Spec(
        "fill",
        QT_TRANSLATE_NOOP("Actions", "&Fill"),
        QT_TRANSLATE_NOOP("Actions", "Fill what is marked"),
        ("Return", "Enter"),
        "fill",
        needs="mask",
    ),
    Spec(
        "candidates",
        QT_TRANSLATE_NOOP("Actions", "Offer &candidates"),
        QT_TRANSLATE_NOOP("Actions", "Fill what is marked in several ways and choose one with a number key"),
        ("Ctrl+Return", "Ctrl+Enter"),
        "candidates",
        needs="mask",
    ),
    Spec(
        "cancel",
        QT_TRANSLATE_NOOP("Actions", "S&top"),
        QT_TRANSLATE_NOOP("Actions", "Give up the fill that is running, or the stroke or shape that is being drawn"),
        ("Esc",),
        "stop",
        needs="nothing",
    ),
    Spec(
        "clear_guides",
        QT_TRANSLATE_NOOP("Actions", "Remove &guide lines"),
        QT_TRANSLATE_NOOP("Actions", "Remove the lines that structure should follow"),
        ("Ctrl+Alt+L",),
    ),
    Spec(
        "sources_from_mask",
        QT_TRANSLATE_NOOP("Actions", "Take texture only from the &mask"),
        QT_TRANSLATE_NOOP("Actions", "Let fills take texture only from what is marked now"),
        ("Ctrl+Alt+T",),
        needs="mask",
    ),
    Spec(
        "sources_clear",
        QT_TRANSLATE_NOOP("Actions", "Take texture from any&where"),
        QT_TRANSLATE_NOOP("Actions", "Let fills take texture from the whole picture again"),
        ("Ctrl+Alt+Shift+T",),
    ),
    # View
    Spec(
        "zoom_in",
        QT_TRANSLATE_NOOP("Actions", "Zoom &in"),
        QT_TRANSLATE_NOOP("Actions", "Show the picture larger"),
        ("Ctrl++", "Ctrl+="),
        "zoom_in",
    ),
    Spec(
        "zoom_out",
        QT_TRANSLATE_NOOP("Actions", "Zoom &out"),
        QT_TRANSLATE_NOOP("Actions", "Show the picture smaller"),
        ("Ctrl+-",),
        "zoom_out",
    ),
    Spec(
        "fit",
        QT_TRANSLATE_NOOP("Actions", "&Fit"),
        QT_TRANSLATE_NOOP("Actions", "Show the whole picture"),
        ("Ctrl+0",),
        "fit",
    ),
    Spec(
        "actual",
        QT_TRANSLATE_NOOP("Actions", "&100 %"),
        QT_TRANSLATE_NOOP("Actions", "Show one picture pixel on one screen pixel"),
        ("Ctrl+1",),
        "actual",
    ),
    Spec(
        "hold_before",
        QT_TRANSLATE_NOOP("Actions", "Hold for &before"),
        QT_TRANSLATE_NOOP("Actions", "Show the picture as it was opened while the key is held"),
        ("\\",),
        "compare",
    ),
    Spec(
        "split",
        QT_TRANSLATE_NOOP("Actions", "&Split before and after"),
        QT_TRANSLATE_NOOP("Actions", "Show before and after on two sides of a line that can be dragged"),
        ("Ctrl+Alt+P",),
        "split",
        checkable=True,
    ),
    Spec(
        "side_by_side",
        QT_TRANSLATE_NOOP("Actions", "Before and after si&de by side"),
        QT_TRANSLATE_NOOP("Actions", "Show before and after beside each other, moving together"),
        ("Ctrl+Alt+D",),
        "side",
        checkable=True,
    ),
    Spec(
        "mask_film",
        QT_TRANSLATE_NOOP("Actions", "Mask as &film"),
        QT_TRANSLATE_NOOP("Actions", "Show the mask as a coloured film"),
        ("Ctrl+Alt+1",),
        checkable=True,
        group="look",
        needs="nothing",
    ),
    Spec(
        "mask_outline",
        QT_TRANSLATE_NOOP("Actions", "Mask as &outline"),
        QT_TRANSLATE_NOOP("Actions", "Show the mask as a marching outline"),
        ("Ctrl+Alt+2",),
        checkable=True,
        group="look",
        needs="nothing",
    ),
    Spec(
        "mask_grey",
        QT_TRANSLATE_NOOP("Actions", "Mask in black and &white"),
        QT_TRANSLATE_NOOP("Actions", "Show the mask alone, in black and white"),
        ("Ctrl+Alt+3",),
        checkable=True,
        group="look",
        needs="nothing",
    ),
    Spec(
        "mask_hidden",
        QT_TRANSLATE_NOOP("Actions", "&Hide mask"),
        QT_TRANSLATE_NOOP("Actions", "Do not show the mask"),
        ("Ctrl+H",),
        checkable=True,
        group="look",
        needs="nothing",
    ),
    Spec(
        "quick_mask",
        QT_TRANSLATE_NOOP("Actions", "&Next mask view"),
        QT_TRANSLATE_NOOP("Actions", "Show the mask as film, outline or black and white in turn"),
        ("Q",),
        "mask",
        needs="nothing",
    ),
    Spec(
        "rotate_right",
        QT_TRANSLATE_NOOP("Actions", "Turn view &right"),
        QT_TRANSLATE_NOOP("Actions", "Turn the view, not the picture, by 15 degrees"),
        ("Ctrl+]",),
        "rotate",
    ),
    Spec(
        "rotate_left",
        QT_TRANSLATE_NOOP("Actions", "Turn view &left"),
        QT_TRANSLATE_NOOP("Actions", "Turn the view, not the picture, back by 15 degrees"),
        ("Ctrl+[",),
    ),
    Spec(
        "flip_view",
        QT_TRANSLATE_NOOP("Actions", "&Mirror view"),
        QT_TRANSLATE_NOOP("Actions", "Mirror the view, not the picture"),
        ("Ctrl+Shift+H",),
        "flip",
    ),
    Spec(
        "upright",
        QT_TRANSLATE_NOOP("Actions", "&Upright view"),
        QT_TRANSLATE_NOOP("Actions", "Neither turned nor mirrored"),
        ("Ctrl+Shift+0",),
    ),
    Spec(
        "grid",
        QT_TRANSLATE_NOOP("Actions", "Pixel &grid"),
        QT_TRANSLATE_NOOP("Actions", "Lines between the pixels from 800 % on"),
        ("Ctrl+'",),
        checkable=True,
        needs="nothing",
    ),
    Spec(
        "rulers",
        QT_TRANSLATE_NOOP("Actions", "Ru&lers"),
        QT_TRANSLATE_NOOP("Actions", "Picture pixels along the upper and left edge"),
        ("Ctrl+R",),
        "ruler",
        checkable=True,
        needs="nothing",
    ),
    Spec(
        "full_screen",
        QT_TRANSLATE_NOOP("Actions", "F&ull screen"),
        QT_TRANSLATE_NOOP("Actions", "Use the whole screen"),
        ("F11", "Shift+F"),
        "fullscreen",
        checkable=True,
        needs="nothing",
    ),
    Spec(
        "panel_fills",
        QT_TRANSLATE_NOOP("Actions", "&Fills"),
        QT_TRANSLATE_NOOP("Actions", "Show or hide the list of fills"),
        ("F7",),
        checkable=True,
        needs="picture",
    ),
    Spec(
        "panel_navigator",
        QT_TRANSLATE_NOOP("Actions", "&Navigator"),
        QT_TRANSLATE_NOOP("Actions", "Show or hide the small picture to find one's way in"),
        ("F8",),
        checkable=True,
        needs="picture",
    ),
    Spec(
        "panel_history",
        QT_TRANSLATE_NOOP("Actions", "&History"),
        QT_TRANSLATE_NOOP("Actions", "Show or hide the list of steps"),
        ("F9",),
        checkable=True,
        needs="picture",
    ),
    Spec(
        "panels",
        QT_TRANSLATE_NOOP("Actions", "&Panels"),
        QT_TRANSLATE_NOOP("Actions", "Show or hide all panels and bars"),
        ("Tab",),
        checkable=True,
        needs="nothing",
    ),
    # Tools
    Spec(
        "tool_brush",
        QT_TRANSLATE_NOOP("Actions", "&Brush"),
        QT_TRANSLATE_NOOP("Actions", "Mark with a brush; the right button erases, Shift draws a straight line"),
        ("B",),
        "brush",
        True,
        "tool",
        "nothing",
    ),
    Spec(
        "tool_eraser",
        QT_TRANSLATE_NOOP("Actions", "&Eraser"),
        QT_TRANSLATE_NOOP("Actions", "Take back what is marked"),
        ("E",),
        "eraser",
        True,
        "tool",
        "nothing",
    ),
    Spec(
        "tool_rectangle",
        QT_TRANSLATE_NOOP("Actions", "&Rectangle"),
        QT_TRANSLATE_NOOP("Actions", "Mark a rectangle; Shift adds, Alt subtracts, both intersect"),
        ("M",),
        "rectangle",
        True,
        "tool",
        "nothing",
    ),
    Spec(
        "tool_ellipse",
        QT_TRANSLATE_NOOP("Actions", "E&llipse"),
        QT_TRANSLATE_NOOP("Actions", "Mark an ellipse; Shift adds, Alt subtracts, both intersect"),
        ("Shift+M",),
        "ellipse",
        True,
        "tool",
        "nothing",
    ),
    Spec(
        "tool_lasso",
        QT_TRANSLATE_NOOP("Actions", "L&asso"),
        QT_TRANSLATE_NOOP("Actions", "Mark what you draw a line around"),
        ("L",),
        "lasso",
        True,
        "tool",
        "nothing",
    ),
    Spec(
        "tool_polygon",
        QT_TRANSLATE_NOOP("Actions", "&Polygon"),
        QT_TRANSLATE_NOOP("Actions", "Mark what lies between corners you click; double click or Enter closes it"),
        ("Shift+L",),
        "polygon",
        True,
        "tool",
        "nothing",
    ),
    Spec(
        "tool_livewire",
        QT_TRANSLATE_NOOP("Actions", "Sna&pping lasso"),
        QT_TRANSLATE_NOOP("Actions", "Mark along an edge that the line snaps to; double click or Enter closes it"),
        ("Ctrl+Shift+L",),
        "livewire",
        True,
        "tool",
        "nothing",
    ),
    Spec(
        "tool_wand",
        QT_TRANSLATE_NOOP("Actions", "Magic &wand"),
        QT_TRANSLATE_NOOP("Actions", "Mark pixels of a similar colour"),
        ("W",),
        "wand",
        True,
        "tool",
        "nothing",
    ),
    Spec(
        "tool_guide",
        QT_TRANSLATE_NOOP("Actions", "&Guide line"),
        QT_TRANSLATE_NOOP("Actions", "Draw a line that structure should follow through the hole"),
        ("G",),
        "guide",
        True,
        "tool",
        "nothing",
    ),
    Spec(
        "tool_hand",
        QT_TRANSLATE_NOOP("Actions", "&Hand"),
        QT_TRANSLATE_NOOP("Actions", "Move the view; hold Space with any tool"),
        ("H",),
        "hand",
        True,
        "tool",
        "nothing",
    ),
    Spec(
        "tool_zoom",
        QT_TRANSLATE_NOOP("Actions", "&Zoom"),
        QT_TRANSLATE_NOOP("Actions", "Click to zoom in, with Alt to zoom out"),
        ("Z",),
        "zoom",
        True,
        "tool",
        "nothing",
    ),
    Spec(
        "swap_brush",
        QT_TRANSLATE_NOOP("Actions", "Brush or &eraser"),
        QT_TRANSLATE_NOOP("Actions", "Change between brush and eraser"),
        ("X",),
        needs="nothing",
    ),
    Spec(
        "reset_brush",
        QT_TRANSLATE_NOOP("Actions", "&Default brush"),
        QT_TRANSLATE_NOOP("Actions", "Size, hardness and opacity as at first"),
        ("D",),
        needs="nothing",
    ),
    Spec(
        "smaller",
        QT_TRANSLATE_NOOP("Actions", "S&maller brush"),
        QT_TRANSLATE_NOOP("Actions", "Make the brush smaller"),
        ("[",),
        needs="nothing",
    ),
    Spec(
        "larger",
        QT_TRANSLATE_NOOP("Actions", "Lar&ger brush"),
        QT_TRANSLATE_NOOP("Actions", "Make the brush larger"),
        ("]",),
        needs="nothing",
    ),
    Spec(
        "softer",
        QT_TRANSLATE_NOOP("Actions", "S&ofter brush"),
        QT_TRANSLATE_NOOP("Actions", "Make the edge of the brush softer"),
        ("Shift+[", "{"),
        needs="nothing",
    ),
    Spec(
        "harder",
        QT_TRANSLATE_NOOP("Actions", "&Harder brush"),
        QT_TRANSLATE_NOOP("Actions", "Make the edge of the brush harder"),
        ("Shift+]", "}"),
        needs="nothing",
    ),
    Spec(
        "train",
        QT_TRANSLATE_NOOP("Actions", "&Train a generator…"),
        QT_TRANSLATE_NOOP("Actions", "Train a generator on your own photographs"),
        ("Ctrl+T",),
        "train",
        needs="nothing",
    ),
    Spec(
        "bench",
        QT_TRANSLATE_NOOP("Actions", "Checkpoint &bench…"),
        QT_TRANSLATE_NOOP("Actions", "See what checkpoints and methods make of what is marked, side by side"),
        ("Ctrl+Shift+T",),
        "bench",
        needs="nothing",
    ),
    Spec(
        "checkpoint",
        QT_TRANSLATE_NOOP("Actions", "Use another &checkpoint…"),
        QT_TRANSLATE_NOOP("Actions", "Choose the generator that fills"),
        ("Ctrl+Alt+C",),
        needs="nothing",
    ),
    # Help
    Spec(
        "sheet",
        QT_TRANSLATE_NOOP("Actions", "&Shortcuts at a glance"),
        QT_TRANSLATE_NOOP("Actions", "All shortcuts on one sheet"),
        ("F1", "?"),
        "help",
        needs="nothing",
    ),
    Spec(
        "hints",
        QT_TRANSLATE_NOOP("Actions", "Show &hints"),
        QT_TRANSLATE_NOOP("Actions", "Point out the main parts of the window"),
        ("Shift+F1",),
        needs="nothing",
    ),
    Spec(
        "about",
        QT_TRANSLATE_NOOP("Actions", "&About Inpaint Studio"),
        QT_TRANSLATE_NOOP("Actions", "Version and licence"),
        ("Ctrl+F1",),
        needs="nothing",
    ),
)

PRESETS: dict[str, dict[str, tuple[str, ...]]] = {
    "photoshop": {},
    "krita": {
        "tool_rectangle": ("Ctrl+R",),
        "rulers": ("Ctrl+Alt+R",),
        "tool_ellipse": ("J",),
        "tool_lasso": ("L",),
        "clear_mask": ("Ctrl+Shift+A",),
        "actual": ("1", "Ctrl+1"),
        "fit": ("2", "Ctrl+0"),
        "flip_view": ("M",),
        "rotate_left": ("4",),
        "rotate_right": ("6",),
        "upright": ("5",),
        "swap_brush": ("E",),
        "tool_eraser": ("Shift+E",),
        "previous_mask": ("Ctrl+Shift+R",),
    },
    "gimp": {
        "tool_rectangle": ("R",),
        "tool_ellipse": ("E",),
        "tool_lasso": ("F",),
        "tool_wand": ("U",),
        "tool_livewire": ("I",),
        "tool_brush": ("P", "B"),
        "tool_eraser": ("Shift+E",),
        "tool_hand": ("Shift+Space",),
        "clear_mask": ("Ctrl+Shift+A",),
        "invert_mask": ("Ctrl+I",),
        "rulers": ("Ctrl+Shift+R",),
        "actual": ("1", "Ctrl+1"),
        "fit": ("Ctrl+Shift+J", "Ctrl+0"),
    },
}

BY_NAME = {spec.name: spec for spec in SPECS}
assert len(BY_NAME) == len(SPECS)
assert all(spec.icon is None or spec.icon in GLYPHS for spec in SPECS)
assert all(set(preset) <= set(BY_NAME) for preset in PRESETS.values())


def words(text: str) -> str:
    """An action's text in the person's language."""
    return QCoreApplication.translate("Actions", text)


def plain_words(text: str) -> str:
    """Without the mark of the menu's access key and the dots that promise a dialog."""
    return words(text).replace("&", "").rstrip("…").split("(")[0].strip()


def keys_of(name: str, preferences: Preferences) -> list[str]:
    """The shortcuts now in force: the person's own, else the preset's, else the table's."""
    own = preferences.own_shortcuts()
    if name in own:
        return own[name]
    return list(PRESETS[preferences.shortcut_preset].get(name, BY_NAME[name].keys))


def make_actions(parent: QWidget, preferences: Preferences) -> dict[str, QAction]:
    """Every action of the table, by name. Not yet connected to anything."""
    groups: dict[str, QActionGroup] = {}
    actions: dict[str, QAction] = {}
    for spec in SPECS:
        action = QAction(parent)
        action.setObjectName(spec.name)
        action.setText(words(spec.text))
        action.setStatusTip(words(spec.tip))
        action.setCheckable(spec.checkable)
        if spec.icon:
            action.setIcon(icon(spec.icon))
        if spec.group:
            group = groups.setdefault(spec.group, QActionGroup(parent))
            group.addAction(action)
        parent.addAction(action)
        actions[spec.name] = action
    apply_shortcuts(actions, preferences)
    return actions


def apply_shortcuts(actions: dict[str, QAction], preferences: Preferences) -> None:
    for name, action in actions.items():
        spec = BY_NAME[name]
        keys = keys_of(name, preferences)
        action.setShortcuts([QKeySequence.fromString(key, QKeySequence.SequenceFormat.PortableText) for key in keys])
        shown = QKeySequence(keys[0]).toString(QKeySequence.SequenceFormat.NativeText) if keys else ""
        title, tip = plain_words(spec.text), words(spec.tip)
        first = f"<b>{title}</b>" + (f" &nbsp;<span style='color:gray'>{shown}</span>" if shown else "")
        action.setToolTip(f"{first}<br>{tip}")


def refresh_icons(actions: dict[str, QAction]) -> None:
    """After the palette has changed."""
    for name, action in actions.items():
        glyph = BY_NAME[name].icon
        if glyph:
            action.setIcon(icon(glyph))
