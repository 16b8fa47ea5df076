"""How a picture lies on a widget: the view, the panes it is shown in, and the way from one's pixels to the other's."""

from typing import NamedTuple

from PySide6.QtCore import QPointF, QRect, QRectF
from PySide6.QtGui import QTransform

from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.ui.canvas.compare import Compare, Pane, is_on_split, panes
from inpaint_studio.ui.canvas.display import Layer
from inpaint_studio.ui.canvas.view import View, covered, fitted, to_rectf


class Viewport(NamedTuple):
    """A view on a widget of some size. Points are widget pixels, and x, y picture pixels, unless said otherwise."""

    view: View
    area: QRectF  # the widget's own
    ratio: float  # device pixels per widget pixel
    compare: Compare = Compare.AFTER
    split: float = 0.5  # where the split line lies, as a share of the width
    covered: float = 0.0  # widget pixels along the upper edge that bars lie over

    @property
    def panes(self) -> list[Pane]:
        """The one that is worked on comes first."""
        return panes(self.compare, self.area, self.split)

    @property
    def main_pane(self) -> Pane:
        return self.panes[0]

    def fitted(self, size: Size) -> View:
        """The view that shows a whole picture of this size, below what is covered."""
        pane = self.main_pane.centre
        covered = min(self.covered, pane.height() / 2)
        view = fitted(size, pane.adjusted(0, covered, 0, 0), self.ratio, view=self.view)
        return view.panned(0, covered / 2, self.ratio) if covered else view

    def pane_at(self, at: QPointF) -> Pane:
        shown = self.panes
        return next((pane for pane in shown if pane.area.contains(at)), shown[0])

    def pane_of(self, layer: Layer) -> Pane:
        """The pane that shows a layer; the main one where none does."""
        shown = self.panes
        return next((pane for pane in shown if pane.layer == layer), shown[0])

    def is_on_split(self, at: QPointF) -> bool:
        return self.compare is Compare.SPLIT and is_on_split(at, self.area, self.split)

    def transform(self, pane: Pane) -> QTransform:
        """From picture pixels to the widget's."""
        return self.view.transform(pane.centre, self.ratio)

    def to_picture(self, at: QPointF, pane: Pane) -> tuple[float, float]:
        """The picture point that a pane shows at a point of the widget, or would where it lies outside."""
        back, _ = self.transform(pane).inverted()
        point = back.map(at)
        return point.x(), point.y()

    def to_widget(self, x: float, y: float) -> QPointF:
        """Where the main pane shows a picture point."""
        return self.transform(self.main_pane).map(QPointF(x, y))

    def visible_part(self, size: Size) -> Rect:
        """What the main pane shows of a picture of this size."""
        pane = self.main_pane
        return covered(pane.centre, self.transform(pane)).clip(size)

    def dirty(self, rect: Rect, pane: Pane) -> QRect:
        """The widget pixels of a pane that show `rect` of the picture."""
        area = self.transform(pane).mapRect(to_rectf(rect))
        return area.intersected(pane.area).toAlignedRect().adjusted(-1, -1, 1, 1)

    def shift_from(self, before: View) -> tuple[int, int] | None:
        """By how many widget pixels all that is shown has moved since `before`; None where it was not moved alone."""
        view, ratio = self.view, self.ratio
        if (before.scale, before.angle, before.mirrored) != (view.scale, view.angle, view.mirrored):
            return None
        if ratio != int(ratio):
            return None
        pane = self.main_pane
        old, new = before.transform(pane.centre, ratio), self.transform(pane)
        dx, dy = new.dx() - old.dx(), new.dy() - old.dy()
        if dx != int(dx) or dy != int(dy) or abs(dx) >= self.area.width() or abs(dy) >= self.area.height():
            return None
        return int(dx), int(dy)
