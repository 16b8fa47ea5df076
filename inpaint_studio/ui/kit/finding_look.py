"""How classes of findings look: one table of colours for outlines, lists and legends."""

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap

from inpaint_studio.editing.finding_classes import finding_class
from inpaint_studio.ui.kit.sentences import spoken

# Of Okabe and Ito, "Color universal design" (2008): told apart with any of the three kinds of colour blindness, and
# light enough to be seen on a dark picture; the dark casing is for light ones. Two classes that share a colour are
# never proposed by one finder, and lists name the class beside it.
COLOURS: Mapping[str, str] = {
    "dust": "#f0e442",
    "hair": "#56b4e9",
    "scratch": "#e69f00",
    "crack": "#d55e00",
    "fold": "#009e73",
    "damage": "#cc79a7",
    "infrared": "#56b4e9",
    "caption": "#56b4e9",
    "date": "#f0e442",
    "mark": "#cc79a7",
    "scene-text": "#d0d0d0",
    "object": "#009e73",
    "cloud": "#d55e00",
    "unknown": "#cc79a7",
}
_OTHER = "#ffffff"  # of a guest's class


def finding_colour(kind: str) -> QColor:
    return QColor(COLOURS.get(kind, _OTHER))


def class_name(kind: str, several: bool = False) -> str:
    row = finding_class(kind)
    return spoken(row.titles if several else row.title)


def swatch(kind: str, side: int = 12) -> QIcon:
    """A small square of the class's colour, with an edge that is seen in either theme."""
    pixmap = QPixmap(QSize(side, side))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setBrush(finding_colour(kind))
    painter.setPen(QColor(0, 0, 0, 150))
    painter.drawRect(0, 0, side - 1, side - 1)
    painter.end()
    return QIcon(pixmap)
