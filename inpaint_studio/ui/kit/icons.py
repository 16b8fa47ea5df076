"""Icons by what they stand for, coloured as the palette is."""

from functools import lru_cache

import qtawesome
from PySide6.QtGui import QColor, QIcon, QPalette
from PySide6.QtWidgets import QApplication
from qtawesome.iconic_font import IconicFont

from inpaint_studio.resources import resource

GLYPHS = {
    "open": "mdi6.folder-open-outline",
    "save": "mdi6.content-save-outline",
    "save_as": "mdi6.content-save-edit-outline",
    "close": "mdi6.close",
    "undo": "mdi6.undo",
    "redo": "mdi6.redo",
    "fill": "mdi6.auto-fix",
    "on_release": "mdi6.brush-variant",
    "candidates": "mdi6.view-grid-outline",
    "stop": "mdi6.stop-circle-outline",
    "zoom_in": "mdi6.magnify-plus-outline",
    "zoom_out": "mdi6.magnify-minus-outline",
    "fit": "mdi6.fit-to-page-outline",
    "actual": "mdi6.numeric-1-box-outline",
    "compare": "mdi6.compare",
    "split": "mdi6.arrow-split-vertical",
    "side": "mdi6.view-split-vertical",
    "visible": "mdi6.eye-outline",
    "hidden": "mdi6.eye-off-outline",
    "delete": "mdi6.delete-outline",
    "remake": "mdi6.refresh",
    "picture": "mdi6.image-outline",
    "invert": "mdi6.invert-colors",
    "clear": "mdi6.selection-off",
    "rotate": "mdi6.rotate-right",
    "flip": "mdi6.flip-horizontal",
    "ruler": "mdi6.ruler",
    "fullscreen": "mdi6.fullscreen",
    "settings": "mdi6.cog-outline",
    "keyboard": "mdi6.keyboard-outline",
    "help": "mdi6.help-circle-outline",
    "history": "mdi6.history",
    "fills": "mdi6.layers-outline",
    "navigator": "mdi6.map-outline",
    "info": "mdi6.information-outline",
    "warning": "mdi6.alert-outline",
    "error": "mdi6.alert-circle-outline",
    "done": "mdi6.check-circle-outline",
    "grain": "mdi6.grain",
    "guides": "mdi6.format-list-bulleted",
    "lines": "mdi6.vector-line",
    "damage": "mdi6.bandage",
    "find": "mdi6.magnify-scan",
    "train": "mdi6.school-outline",
    "bench": "mdi6.view-grid-plus-outline",
    "verify": "mdi6.shield-check-outline",
    "tone": "mdi6.contrast-circle",
    "enlarge": "mdi6.image-size-select-large",
    "crop": "mdi6.crop-rotate",
    "horizon": "mdi6.angle-acute",
    "mask": "mdi6.circle-opacity",
    "add": "mdi6.plus",
    "subtract": "mdi6.minus",
    "intersect": "mdi6.set-center",
    "replace": "mdi6.square-outline",
    "pressure_size": "mdi6.resize",
    "pressure_opacity": "mdi6.opacity",
    "lightning": "mdi6.lightning-bolt-outline",
    "pen": "mdi6.draw",
    "watermark": "mdi6.watermark",
    "batch": "mdi6.image-multiple-outline",
    "further": "mdi6.chevron-double-right",
    "play": "mdi6.play",
    "pause": "mdi6.pause",
    "next_modified": "mdi6.skip-next-outline",
    "previous_modified": "mdi6.skip-previous-outline",
    "in_point": "mdi6.ray-start-arrow",
    "out_point": "mdi6.ray-end-arrow",
    "motion": "mdi6.vector-polyline",
    "stack": "mdi6.filmstrip",
}


def icon(name: str) -> QIcon:
    """The icon for a key of GLYPHS, or a glyph of qtawesome by its own name, in the colours of the palette in force."""
    palette = QApplication.palette()
    text = palette.color(QPalette.ColorGroup.Active, QPalette.ColorRole.ButtonText)
    faint = palette.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.ButtonText)
    lit = palette.color(QPalette.ColorRole.HighlightedText)
    return _made(name, text.rgba(), faint.rgba(), lit.rgba())


def lit_icon(name: str) -> QIcon:
    """For a button that is filled with the highlight colour."""
    palette = QApplication.palette()
    lit = palette.color(QPalette.ColorRole.HighlightedText)
    faint = palette.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.ButtonText)
    return _made(name, lit.rgba(), faint.rgba(), lit.rgba())


def tinted(name: str, colour: QColor) -> QIcon:
    return _made(name, colour.rgba(), colour.rgba(), colour.rgba())


def application_icon() -> QIcon:
    return QIcon(str(resource("icons/inpaint-studio.svg")))


_FONT = "materialdesignicons6-"  # qtawesome's own file, whose name goes on with its version
_font: IconicFont | None = None


def _glyphs() -> IconicFont:
    """Material Design's glyphs alone: `qtawesome.icon` would load a dozen fonts, and check each byte by byte."""
    global _font
    if _font is None or not qtawesome.has_valid_font_ids(_font):  # gone with the application that it was loaded for
        _, names = qtawesome.get_fonts_info()
        name = next(name for name in names if name.startswith(_FONT))
        stem, version = name.removesuffix(".ttf").rsplit("-", 1)
        _font = IconicFont(("mdi6", name, f"{stem}-charmap-{version}.json"))
    return _font


@lru_cache(maxsize=512)
def _made(name: str, normal: int, disabled: int, selected: int) -> QIcon:
    def named(rgba: int) -> str:
        return QColor.fromRgba(rgba).name()

    made: QIcon = _glyphs().icon(
        GLYPHS.get(name, name),
        color_off=named(normal),
        color_off_active=named(normal),
        color_off_disabled=named(disabled),
        color_off_selected=named(selected),
        color_on=named(selected),
        color_on_active=named(selected),
        color_on_disabled=named(disabled),
        color_on_selected=named(selected),
    )
    return made
