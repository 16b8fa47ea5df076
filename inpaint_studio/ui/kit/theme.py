"""Light and dark: palettes on Fusion, and the few things a palette cannot say."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from inpaint_studio.resources import resource
from inpaint_studio.ui.kit.buttons import refresh_buttons
from inpaint_studio.ui.kit.preferences import Theme
from inpaint_studio.ui.kit.style import StudioStyle

ACCENT = {"dark": QColor(0x3D, 0x8B, 0xE8), "light": QColor(0x1F, 0x6F, 0xD1)}

_DARK = {
    QPalette.ColorRole.Window: "#2b2c2f",
    QPalette.ColorRole.WindowText: "#dcdde0",
    QPalette.ColorRole.Base: "#222326",
    QPalette.ColorRole.AlternateBase: "#27282b",
    QPalette.ColorRole.ToolTipBase: "#3a3b3f",
    QPalette.ColorRole.ToolTipText: "#eceded",
    QPalette.ColorRole.PlaceholderText: "#8b8d93",
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
    QPalette.ColorRole.PlaceholderText: "#75777d",
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
_FAINT = {"dark": "#77797f", "light": "#9a9ca2"}


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


def apply(application: QApplication, theme: Theme) -> bool:
    """Dress the whole application. Returns whether it is dark now."""
    dark = is_dark(theme, application)
    global _style
    if _style is None:
        _style = StudioStyle()
        application.setStyle(_style)
    application.setPalette(palette(dark))
    sheet = resource("style/studio.qss").read_text(encoding="utf-8")
    application.setStyleSheet(sheet.replace("@check.svg", resource("icons/check.svg").as_posix()))
    refresh_buttons()
    return dark
