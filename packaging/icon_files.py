"""The program's icon as each system wants it, drawn from the one SVG. Needs Qt and Pillow of the environment."""

from pathlib import Path

from environment import ROOT
from PIL import Image
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

SVG = ROOT / "resources" / "icons" / "inpaint-studio.svg"
THEME_SIZES = (16, 22, 24, 32, 48, 64, 128, 256, 512)  # folders of hicolor
_ICO_SIZES = (16, 20, 24, 32, 40, 48, 64, 128, 256)  # what Windows asks for at 100 to 200 %
_ICNS_SIZES = (16, 32, 64, 128, 256, 512, 1024)  # 16 to 512 points, and each at twice the pixels


class IconError(Exception):
    """The icon cannot be drawn, as a sentence."""


def picture(size: int) -> Image.Image:
    """The icon, size x size pixels, RGBA. Raises IconError."""
    renderer = QSvgRenderer(str(SVG))
    if not renderer.isValid():
        raise IconError(f"{SVG} is not an SVG that Qt can draw.")
    image = QImage(size, size, QImage.Format.Format_RGBA8888_Premultiplied)
    image.fill(0)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    renderer.render(painter)
    painter.end()
    straight = image.convertToFormat(QImage.Format.Format_RGBA8888)  # bound: its bits live no longer than it does
    return Image.frombytes("RGBA", (size, size), bytes(straight.constBits()))


def write_theme(icons: Path) -> None:
    """Lay the icon into `icons` (share/icons) as the icon theme specification says: SVG and PNGs under hicolor."""
    scalable = icons / "hicolor" / "scalable" / "apps" / "inpaint-studio.svg"
    scalable.parent.mkdir(parents=True, exist_ok=True)
    scalable.write_bytes(SVG.read_bytes())
    for size in THEME_SIZES:
        file = icons / "hicolor" / f"{size}x{size}" / "apps" / "inpaint-studio.png"
        file.parent.mkdir(parents=True, exist_ok=True)
        picture(size).save(file, "PNG", optimize=True)


def write_ico(file: Path) -> None:
    """The icon of Windows, every size drawn for itself."""
    *others, largest = (picture(size) for size in _ICO_SIZES)
    sizes = [(size, size) for size in _ICO_SIZES]
    # Bitmaps, which everything that reads icons of executables knows; PNGs not.
    largest.save(file, "ICO", sizes=sizes, append_images=others, bitmap_format="bmp")


def write_icns(file: Path) -> None:
    """The icon of macOS, every size drawn for itself."""
    *others, largest = (picture(size) for size in _ICNS_SIZES)
    largest.save(file, "ICNS", append_images=others)
