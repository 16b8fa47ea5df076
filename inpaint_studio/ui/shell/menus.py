"""The menus: which action stands where."""

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QMenuBar

_LAYOUT: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (
        "file",
        QT_TRANSLATE_NOOP("Menus", "&File"),
        (
            *("open", "open_page", "recent>", "lost>", "-", "save", "save_as", "save_project", "-"),
            *("verify", "-", "close", "quit"),
        ),
    ),
    (
        "edit",
        QT_TRANSLATE_NOOP("Menus", "&Edit"),
        ("undo", "redo", "-", "copy_mask", "paste_mask", "-", "preferences", "shortcuts"),
    ),
    (
        "mask",
        QT_TRANSLATE_NOOP("Menus", "&Mask"),
        (
            *("clear_mask", "select_all", "invert_mask", "previous_mask", "-"),
            *("grow_mask", "shrink_mask", "feather_mask", "smooth_mask", "fill_holes", "brightness_mask", "-"),
            *("find_damage", "-"),
            *("load_mask", "save_mask", "name_mask", "named>"),
        ),
    ),
    (
        "fill",
        QT_TRANSLATE_NOOP("Menus", "F&ill"),
        (
            *("fill", "candidates", "cancel", "-"),
            *("clear_guides", "sources_from_mask", "sources_clear", "-", "checkpoint"),
        ),
    ),
    (
        "view",
        QT_TRANSLATE_NOOP("Menus", "&View"),
        (
            *("zoom_in", "zoom_out", "fit", "actual", "-", "hold_before", "split", "side_by_side", "-"),
            *("mask_film", "mask_outline", "mask_grey", "mask_hidden", "quick_mask", "-"),
            *("rotate_right", "rotate_left", "flip_view", "upright", "-", "grid", "rulers", "-", "panels>"),
            *("panels", "full_screen"),
        ),
    ),
    (
        "tools",
        QT_TRANSLATE_NOOP("Menus", "&Tools"),
        (
            *("tool_brush", "tool_eraser", "tool_rectangle", "tool_ellipse", "tool_lasso", "tool_polygon"),
            *("tool_livewire", "tool_wand", "tool_guide", "tool_hand", "tool_zoom", "-"),
            *("swap_brush", "reset_brush", "smaller", "larger", "softer", "harder", "-", "train", "bench"),
        ),
    ),
    ("help", QT_TRANSLATE_NOOP("Menus", "&Help"), ("sheet", "hints", "-", "about")),
)
_SUBMENUS = {
    "recent": QT_TRANSLATE_NOOP("Menus", "Open &recent"),
    "lost": QT_TRANSLATE_NOOP("Menus", "&Work that was cut off"),
    "named": QT_TRANSLATE_NOOP("Menus", "&Use kept mask"),
    "panels": QT_TRANSLATE_NOOP("Menus", "S&how panel"),
}


_PANELS = ("panel_navigator", "panel_fills", "panel_history")


def fill_menu_bar(bar: QMenuBar, actions: dict[str, QAction]) -> dict[str, QMenu]:
    """Build every menu. Returns the submenus, of which the window fills three by itself: recent, lost and named."""
    submenus: dict[str, QMenu] = {}
    placed: set[str] = set()
    for _, title, entries in _LAYOUT:
        menu = bar.addMenu(QCoreApplication.translate("Menus", title))
        menu.setToolTipsVisible(False)
        for entry in entries:
            if entry == "-":
                menu.addSeparator()
            elif entry.endswith(">"):
                name = entry[:-1]
                submenus[name] = menu.addMenu(QCoreApplication.translate("Menus", _SUBMENUS[name]))
            else:
                menu.addAction(actions[entry])
                placed.add(entry)
    for name in _PANELS:
        submenus["panels"].addAction(actions[name])
        placed.add(name)
    assert placed == set(actions), f"in no menu: {set(actions) - placed}"
    return submenus
