"""The menus, made from the table of actions: one a section, in the table's order."""

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QMenuBar

from inpaint_studio.ui.kit.actions import SECTIONS, Section, in_section
from inpaint_studio.ui.kit.translatable import QT_TRANSLATE_NOOP

_MENUS: tuple[tuple[str, tuple[Section, ...]], ...] = (
    (QT_TRANSLATE_NOOP("Menus", "&File"), ("file",)),
    (QT_TRANSLATE_NOOP("Menus", "&Edit"), ("edit",)),
    (QT_TRANSLATE_NOOP("Menus", "&Mask"), ("mask",)),
    (QT_TRANSLATE_NOOP("Menus", "F&ill"), ("fill",)),
    (QT_TRANSLATE_NOOP("Menus", "&Picture"), ("picture",)),
    (QT_TRANSLATE_NOOP("Menus", "&Stack"), ("stack",)),
    (QT_TRANSLATE_NOOP("Menus", "&View"), ("view",)),
    (QT_TRANSLATE_NOOP("Menus", "&Tools"), ("toolbox", "tools")),
    (QT_TRANSLATE_NOOP("Menus", "&Help"), ("help",)),
)
assert {section for _, sections in _MENUS for section in sections} == set(SECTIONS), "a section is in no menu"
_SUBMENUS = {
    "recent": QT_TRANSLATE_NOOP("Menus", "Open &recent"),
    "lost": QT_TRANSLATE_NOOP("Menus", "&Work that was cut off"),
    "named": QT_TRANSLATE_NOOP("Menus", "&Use kept mask"),
    "checkpoints": QT_TRANSLATE_NOOP("Menus", "Chec&kpoint of fills"),
    "levels": QT_TRANSLATE_NOOP("Menus", "&Levels of a slice or tile"),
    "panels": QT_TRANSLATE_NOOP("Menus", "S&how panel"),
    "pen": QT_TRANSLATE_NOOP("Menus", "Pointer of the arrow &keys"),
}
# What the window fills when it is opened has no action in the table that could say where it stands.
_FILLED_LATER = {  # after which action
    "open_page": ("recent", "lost"),
    "name_mask": ("named",),
    "checkpoint": ("checkpoints",),
}


def fill_menu_bar(bar: QMenuBar, actions: dict[str, QAction]) -> dict[str, QMenu]:
    """Build every menu. Returns the submenus, of which those of `_FILLED_LATER` are filled by the window."""
    submenus: dict[str, QMenu] = {}
    for title, sections in _MENUS:
        menu = bar.addMenu(_words(title))
        menu.setToolTipsVisible(False)
        for row in (row for section in sections for row in in_section(section)):
            if row.line_above:
                menu.addSeparator()
            if row.submenu is not None and row.submenu not in submenus:
                submenus[row.submenu] = menu.addMenu(_words(_SUBMENUS[row.submenu]))
            place = menu if row.submenu is None else submenus[row.submenu]
            place.addAction(actions[row.key])
            for later in _FILLED_LATER.get(row.key, ()):
                submenus[later] = menu.addMenu(_words(_SUBMENUS[later]))
    return submenus


def _words(text: str) -> str:
    return QCoreApplication.translate("Menus", text)
