"""Light and dark: palettes on Fusion, and the few things a palette cannot say."""

import re

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from inpaint_studio.resources import resource
from inpaint_studio.ui.kit.buttons import refresh_buttons
from inpaint_studio.ui.kit.preferences import Theme
from inpaint_studio.ui.kit.style import StudioStyle

# White words on it are seen at 4.5 : 1, and it is seen on the window at 3 : 1 (WCAG 2.1, AA).
ACCENT = {"dark": QColor(0x28, 0x75, 0xD2), "light": QColor(0x1F, 0x6F, 0xD1)}
TYPE_SCALE = {"title": 2.2, "heading": 1.2, "small": 0.85}  # of the size of plain text, which the system chooses

_DARK = {
    QPalette.ColorRole.Window: "#2b2c2f",
    QPalette.ColorRole.WindowText: "#dcdde0",
    QPalette.ColorRole.Base: "#222326",
    QPalette.ColorRole.AlternateBase: "#27282b",
    QPalette.ColorRole.ToolTipBase: "#3a3b3f",
    QPalette.ColorRole.ToolTipText: "#eceded",
    QPalette.ColorRole.PlaceholderText: "#a4a6ac",
    QPalette.ColorRole.Text: "#dcdde0",
    QPalette.ColorRole.Button: "#35363a",
    QPalette.ColorRole.ButtonText: "#d4d5d9",
    QPalette.ColorRole.BrightText: "#ffffff",
    QPalette.ColorRole.Light: "#46474c",
    QPalette.ColorRole.Midlight: "#3d3e42",
    QPalette.ColorRole.Mid: "#1f2023",
    QPalette.ColorRole.Dark: "#1b1c1e",
    QPalette.ColorRole.Shadow: "#111112",
    QPalette.ColorRole.Link: "#6cb0ff",
    QPalette.ColorRole.HighlightedText: "#ffffff",
}
_LIGHT = {
    QPalette.ColorRole.Window: "#f1f1f3",
    QPalette.ColorRole.WindowText: "#222326",
    QPalette.ColorRole.Base: "#ffffff",
    QPalette.ColorRole.AlternateBase: "#f7f7f8",
    QPalette.ColorRole.ToolTipBase: "#ffffff",
    QPalette.ColorRole.ToolTipText: "#222326",
    QPalette.ColorRole.PlaceholderText: "#5f6167",
    QPalette.ColorRole.Text: "#222326",
    QPalette.ColorRole.Button: "#e9e9ec",
    QPalette.ColorRole.ButtonText: "#2d2e32",
    QPalette.ColorRole.BrightText: "#000000",
    QPalette.ColorRole.Light: "#ffffff",
    QPalette.ColorRole.Midlight: "#f6f6f7",
    QPalette.ColorRole.Mid: "#c9c9ce",
    QPalette.ColorRole.Dark: "#b1b1b7",
    QPalette.ColorRole.Shadow: "#8e8e94",
    QPalette.ColorRole.Link: "#1a5fb4",
    QPalette.ColorRole.HighlightedText: "#ffffff",
}
_style: StudioStyle | None = None  # Qt owns it, and Python must not let go of its half
_FAINT = {"dark": "#77797f", "light": "#8e9096"}
_COLOURS = {  # of the style sheet
    # between areas, and round fields; round what can be ticked; of what has the keyboard
    "dark": {"line": "#46474c", "edge": "#8b8d93", "focus": "#6cb0ff", "groove": "#54565c"},
    "light": {"line": "#c9c9ce", "edge": "#75777d", "focus": "#1a5fb4", "groove": "#b9bac0"},
}
_HANDLES = {"dark": {"knob": "#c4c6cb", "scroll": "#74767c"}, "light": {"knob": "#5f6167", "scroll": "#85878d"}}


def is_dark(theme: Theme, application: QApplication) -> bool:
    """Whether a theme means dark just now; `system` asks the system, and dark is taken where it does not say."""
    if theme == "system":
        return application.styleHints().colorScheme() != Qt.ColorScheme.Light
    return theme == "dark"


def palette(dark: bool) -> QPalette:
    made = QPalette()
    for role, colour in (_DARK if dark else _LIGHT).items():
        made.setColor(role, QColor(colour))
    kind = "dark" if dark else "light"
    made.setColor(QPalette.ColorRole.Highlight, ACCENT[kind])
    made.setColor(QPalette.ColorRole.Accent, ACCENT[kind])
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(_FAINT[kind]))
    made.setColor(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Highlight, QColor(_FAINT[kind]))
    return made


def style_sheet(dark: bool, points: float) -> str:
    """What the palette cannot say. points: size of plain text, which the other sizes follow."""
    kind = "dark" if dark else "light"
    values = {
        **_COLOURS[kind],
        **_HANDLES[kind],
        **{name: f"{points * factor:.1f}pt" for name, factor in TYPE_SCALE.items()},
        "faint": _FAINT[kind],
        "icons": resource("icons").as_posix(),
        "kind": kind,
    }
    sheet = resource("style/studio.qss").read_text(encoding="utf-8")
    return re.sub(r"@(\w+)", lambda token: values[token[1]], sheet[sheet.index("*/") :].removeprefix("*/"))


def apply(application: QApplication, theme: Theme) -> bool:
    """Dress the whole application. Returns whether it is dark now."""
    dark = is_dark(theme, application)
    global _style
    if _style is None:
        _style = StudioStyle()
        application.setStyle(_style)
    application.setPalette(palette(dark))
    application.setStyleSheet(style_sheet(dark, application.font().pointSizeF()))
    refresh_buttons()
    return dark
