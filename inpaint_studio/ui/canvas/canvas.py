"""The canvas: shows a document and hands what the pointer does to the tool in hand."""

from collections.abc import Iterator
from time import thread_time
from typing import Protocol

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QEnterEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QRegion,
    QTabletEvent,
    QTransform,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.mask_levels import MaskLevels, Veil, lifted
from inpaint_studio.ui.canvas.ants import Ants, Place
from inpaint_studio.ui.canvas.canvas_pointer import CanvasPointer
from inpaint_studio.ui.canvas.compare import Compare, Pane, is_on_split, paint_captions, paint_gap, paint_split, panes
from inpaint_studio.ui.canvas.display import Display, Layer
from inpaint_studio.ui.canvas.overlay import film_table, grey_table
from inpaint_studio.ui.canvas.pointing import Pointer
from inpaint_studio.ui.canvas.view import View, covered, fitted, next_scale, to_rectf
from inpaint_studio.ui.kit.mask_look import MaskLook
from inpaint_studio.ui.kit.pixels import shown_words

GRID_FROM = 8.0  # device pixels per picture pixel
_CRISP_FROM = 2.0  # from here on picture pixels are shown as squares
_TILE_SECONDS = 0.004  # of one paint may go into making tiles; the rest come with the next one
_MARCH_MS = 160
# After any of these the release of what is pressed may go elsewhere, or has gone.
_LETS_GO = frozenset(
    {
        QEvent.Type.FocusOut,
        QEvent.Type.WindowDeactivate,
        QEvent.Type.WindowBlocked,
        QEvent.Type.ApplicationDeactivate,
        QEvent.Type.UngrabMouse,
        QEvent.Type.EnabledChange,
        QEvent.Type.ContextMenu,
    }
)
_BACKGROUND = {"dark": QColor(30, 30, 32), "light": QColor(200, 200, 203)}


class CanvasTool(Protocol):
    """What the canvas asks of the tool in hand. Positions are picture pixels."""

    def press(self, pointer: Pointer) -> None: ...
    def drag(self, pointer: Pointer) -> None: ...
    def release(self, pointer: Pointer) -> None: ...
    def hover(self, pointer: Pointer) -> None: ...
    def double_click(self, pointer: Pointer) -> None: ...
    def key(self, event: QKeyEvent) -> bool: ...
    def cancel(self) -> bool: ...
    def paint(self, painter: QPainter, transform: QTransform) -> None: ...
    def ring(self) -> float | None: ...
    def cursor(self) -> Qt.CursorShape: ...


class Canvas(QWidget):
    """Shows a picture, its fills and its mask at any zoom, and turns pointer events into picture pixels.

    It takes values and gives values: it knows no window, no file and no engine.

    Signals:
        view_changed: zoom, position or turn of the view changed.
        pointer_moved: picture x, y under the pointer (float), or None outside.
        compare_changed: the Compare now in force.
    """

    view_changed = Signal()
    pointer_moved = Signal(object)
    compare_changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("canvas")
        self.setAccessibleName(self.tr("Picture"))
        self.setAccessibleDescription(
            self.tr("Arrow keys move the pointer, Insert presses and lifts it, Enter fills what is marked.")
        )
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)
        self.setTabletTracking(True)  # else a pen that hovers is not heard, and Qt makes no mouse event of it either
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(160, 120)
        self._display: Display | None = None
        self._mask: MaskLevels | None = None
        self._view = View(0, 0)
        self._is_fitted = True
        self._look = MaskLook()
        self._table = film_table(self._look)
        self._greys = grey_table()
        self._compare = Compare.AFTER
        self._held_compare: Compare | None = None
        self._split = 0.5  # of the width
        self._tool: CanvasTool | None = None
        self._ring_at: QRectF | None = None
        self._pointing = CanvasPointer(self)
        self._shows_grid = True
        self._background = _BACKGROUND["dark"]
        self._ants = Ants()
        self._ants_timer = QTimer(self)
        self._ants_timer.setInterval(_MARCH_MS)
        self._ants_timer.timeout.connect(self._march)
        self._guides: tuple[tuple[tuple[float, float], ...], ...] = ()
        self._sources: MaskLevels | None = None
        self._veils: tuple[Veil, ...] = ()

    # what is shown

    def show_picture(self, display: Display | None, mask: MaskLevels | None) -> None:
        """Show another picture, fitted; None for none."""
        self._display, self._mask = display, mask
        self._ants.forget()
        self._sources, self._guides, self._veils = None, (), ()
        self._pointing.forget()
        if self._tool is not None:
            self._tool.cancel()  # what is being drawn belongs to the picture before
        self._compare, self._held_compare = Compare.AFTER, None
        if display is not None:
            self.fit()
        self._update_ants()
        self.update()

    @property
    def display(self) -> Display | None:
        return self._display

    @property
    def mask_levels(self) -> MaskLevels | None:
        return self._mask

    def mask_changed(self, rect: Rect) -> None:
        """The mask was changed inside `rect`: follow it and repaint that part only."""
        if self._mask is None or rect.is_empty:
            return
        self._mask.update(rect)
        self.repaint_mask(rect)

    def repaint_mask(self, rect: Rect) -> None:
        """The mask looks different inside `rect`, and its levels, which others share, follow it already."""
        if self._mask is None or rect.is_empty:
            return
        if self._look.style == "outline":
            self._ants.mask_changed(rect, self._mask, self._place(self._panes()[0]))
        self.repaint_picture(rect)

    def repaint_picture(self, rect: Rect) -> None:
        """Paint again what shows `rect` of the picture."""
        if self._display is None or rect.is_empty:
            return
        for pane in self._panes():
            # Two picture pixels more: smoothing reaches that far, and coarse levels round outwards.
            reach = 2 + (1 << self._display.level_for(self._view.scale))
            area = self._transform(pane).mapRect(to_rectf(rect.grow(reach)))
            self.update(area.intersected(pane.area).toAlignedRect().adjusted(-1, -1, 1, 1))

    @property
    def look(self) -> MaskLook:
        return self._look

    def set_look(self, look: MaskLook) -> None:
        self._look = look
        self._table = film_table(look)
        self._ants.forget()
        self._update_ants()
        self.update()

    def set_dark(self, dark: bool) -> None:
        self._background = _BACKGROUND["dark" if dark else "light"]
        self.update()

    def set_grid(self, shown: bool) -> None:
        """Lines between picture pixels, from 800 % on."""
        self._shows_grid = shown
        self.update()

    def set_sources(self, sources: MaskLevels | None) -> None:
        """Where texture may be taken from, shown as a second film; None where it may be taken anywhere."""
        self._sources = sources
        self.update()

    def set_guides(self, guides: tuple[tuple[tuple[float, float], ...], ...]) -> None:
        """Lines that structure should follow through the hole, in picture pixels."""
        self._guides = guides
        self.update()

    def set_veils(self, veils: tuple[Veil, ...]) -> None:
        """Where the film of the mask is not shown, because a preview of the fill is to be seen there."""
        before, after = {id(veil) for veil in self._veils}, {id(veil) for veil in veils}
        changed = [veil for veil in self._veils if id(veil) not in after]
        changed += [veil for veil in veils if id(veil) not in before]
        self._veils = veils
        for veil in changed:
            self.repaint_picture(veil.rect)

    # comparing

    @property
    def compare(self) -> Compare:
        return self._held_compare or self._compare

    def set_compare(self, compare: Compare) -> None:
        self._compare = compare
        self._ants.forget()
        self._update_ants()
        self.update()
        self.compare_changed.emit(self.compare)

    def hold_before(self, held: bool) -> None:
        """Show the picture as it was opened for as long as a key is held."""
        self._held_compare = Compare.BEFORE if held else None
        self._ants.forget()
        self._update_ants()
        self.update()
        self.compare_changed.emit(self.compare)

    def stop_holding_before(self) -> None:
        if self._held_compare is not None:
            self.hold_before(False)

    def is_on_split(self, at: QPointF) -> bool:
        return self.compare is Compare.SPLIT and is_on_split(at, QRectF(self.rect()), self._split)

    def move_split(self, at: QPointF) -> None:
        """Put the line of the split view at a point of the widget."""
        self._split = min(max(at.x() / max(self.width(), 1), 0.0), 1.0)
        self._ants.forget()
        self.update()

    # the view

    @property
    def view(self) -> View:
        return self._view

    def set_view(self, view: View, *, fitted_now: bool = False) -> None:
        if view == self._view:
            return
        before, self._view = self._view, view
        self._is_fitted = fitted_now
        self._ants.forget()
        self.update_ring()
        if not self._scrolled_from(before):
            self.update()
        self.view_changed.emit()

    @property
    def scale(self) -> float:
        """Device pixels per picture pixel."""
        return self._view.scale

    def fit(self) -> None:
        if self._display is not None:
            pane = self._panes()[0].centre
            self.set_view(fitted(self._display.size, pane, self.devicePixelRatioF(), view=self._view), fitted_now=True)
            self._is_fitted = True

    def zoom_to(self, scale: float, at: QPointF | None = None) -> None:
        """Zoom, with the picture point under `at` (widget pixels; the centre where None) staying there."""
        if self._display is None:
            return
        pane = self.pane_at(at) if at is not None else self._panes()[0]
        fixed = at if at is not None else pane.centre.center()
        self.set_view(self._view.zoomed(scale, fixed, pane.centre, self.devicePixelRatioF()))

    def zoom_in(self) -> None:
        self.zoom_to(next_scale(self.scale, larger=True))

    def zoom_out(self) -> None:
        self.zoom_to(next_scale(self.scale, larger=False))

    def pan(self, dx: float, dy: float) -> None:
        """Move the picture by widget pixels."""
        self.set_view(self._view.panned(dx, dy, self.devicePixelRatioF()))

    def centre_on(self, x: float, y: float) -> None:
        self.set_view(View(x, y, self._view.scale, self._view.angle, self._view.mirrored))

    def turn(self, degrees: float) -> None:
        self.set_view(self._view.turned(degrees))

    def mirror(self) -> None:
        view = self._view
        self.set_view(View(view.x, view.y, view.scale, view.angle, not view.mirrored))

    def set_upright(self) -> None:
        self.set_view(View(self._view.x, self._view.y, self._view.scale))

    def visible_part(self) -> Rect:
        """The picture rectangle on screen, clipped to the picture."""
        if self._display is None:
            return Rect(0, 0, 0, 0)
        pane = self._panes()[0]
        return covered(pane.centre, self._transform(pane)).clip(self._display.size)

    def panes_shown(self) -> list[tuple[QRectF, QTransform]]:
        """Where the picture is shown, widget pixels, and how its pixels come there. Empty without a picture."""
        return [(pane.area, self._transform(pane)) for pane in self._panes()] if self._display is not None else []

    def pointer_place(self) -> QPointF | None:
        """Where the pointer is, be it the mouse's, the pen's or that of the arrow keys; widget pixels."""
        return self._pointing.place

    def to_picture(self, at: QPointF) -> tuple[float, float]:
        """The picture point under a point of the widget."""
        return self.point_in(self.pane_at(at), at)

    def point_in(self, pane: Pane, at: QPointF) -> tuple[float, float]:
        """The picture point that one of the panes shows at a point of the widget, or would where it lies outside."""
        back, _ = self._transform(pane).inverted()
        point = back.map(at)
        return point.x(), point.y()

    def to_widget(self, x: float, y: float) -> QPointF:
        return self._transform(self._panes()[0]).map(QPointF(x, y))

    # the tool

    @property
    def tool(self) -> CanvasTool | None:
        return self._tool

    def set_tool(self, tool: CanvasTool | None) -> None:
        self._pointing.let_go()  # with the tool that was pressed: what it has drawn stays
        if self._tool is not None:
            self._tool.cancel()
        self._tool = tool
        self.refresh_cursor()
        self.update()

    def refresh_cursor(self) -> None:
        """The tool's cursor or ring has changed."""
        if self._pointing.is_panning:
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        elif self._pointing.space_held:
            self.setCursor(Qt.CursorShape.OpenHandCursor)
        elif self._display is None or self._tool is None:
            self.setCursor(Qt.CursorShape.ArrowCursor)
        else:
            self.setCursor(self._tool.cursor())
        self.update_ring()

    def set_space_held(self, held: bool) -> None:
        self._pointing.set_space_held(held)
        self.refresh_cursor()

    @property
    def _keyboard_point(self) -> tuple[float, float] | None:
        return self._pointing.key_point

    @property
    def is_pressed(self) -> bool:
        """Whether anything is held: a stroke, the hand, the split line."""
        return self._pointing.is_pressed

    # painting

    def _panes(self) -> list[Pane]:
        return panes(self.compare, QRectF(self.rect()), self._split)

    def first_pane(self) -> Pane:
        return self._panes()[0]

    def pane_at(self, at: QPointF) -> Pane:
        """The pane at a point of the widget; while the tool is pressed, the one it was pressed in."""
        pressed = self._pointing.pane
        if pressed is not None:
            return pressed
        shown = self._panes()
        return next((pane for pane in shown if pane.area.contains(at)), shown[0])

    def _transform(self, pane: Pane) -> QTransform:
        return self._view.transform(pane.centre, self.devicePixelRatioF())

    def _place(self, pane: Pane) -> Place:
        return Place(pane.area, self._transform(pane), self.scale, self.devicePixelRatioF())

    def _paint_pane(self, painter: QPainter, pane: Pane, dirty: QRectF) -> bool:
        """Paint one pane inside `dirty` (widget pixels). Returns whether tiles are still missing."""
        display = self._display
        assert display is not None
        transform = self._transform(pane)
        area = dirty.intersected(pane.area)
        if area.isEmpty():
            return False
        painter.save()
        painter.setClipRect(area)
        painter.setTransform(transform)
        painter.setClipRect(to_rectf(Rect.of_size(display.size)), Qt.ClipOperation.IntersectClip)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, self.scale < _CRISP_FROM)
        missing = False
        if pane.with_mask and self._look.style == "black-and-white":
            painter.fillRect(to_rectf(Rect.of_size(display.size)), Qt.GlobalColor.black)
            self._paint_mask(painter, transform, area, self._greys)
        else:
            if display.has_alpha:
                self._paint_checks(painter, transform, area)
            missing = paint_layer(painter, display, pane.layer, self.scale, transform, area)
            if pane.with_mask and self._look.style == "film":
                self._paint_mask(painter, transform, area, self._table)
        painter.restore()
        if pane.with_mask and self._look.style == "outline" and self._mask is not None:
            self._ants.paint(painter, self._mask, self._place(pane), area)
        if self._shows_grid and self.scale >= GRID_FROM:
            self._paint_grid(painter, transform, area)
        return missing

    def _paint_mask(self, painter: QPainter, transform: QTransform, area: QRectF, table: np.ndarray) -> None:
        for levels, colours in ((self._sources, _SOURCE_TABLE), (self._mask, table)):
            if levels is None:
                continue
            level = levels.level_for(self.scale)
            found = levels.part(level, _level_part(level, transform, area))
            if found is not None:
                where, values = found
                if levels is self._mask:
                    values = lifted(values, where, level, self._veils)
                painter.setTransform(QTransform.fromScale(1 << level, 1 << level) * transform)
                painter.drawImage(QPointF(where.x, where.y), shown_words(colours[values], premultiplied=True))
        painter.setTransform(transform)

    def _paint_checks(self, painter: QPainter, transform: QTransform, area: QRectF) -> None:
        painter.save()
        painter.setTransform(transform)
        painter.resetTransform()
        painter.setBrushOrigin(transform.map(QPointF(0, 0)))
        painter.fillRect(area, _checks())
        painter.restore()

    def _paint_grid(self, painter: QPainter, transform: QTransform, area: QRectF) -> None:
        assert self._display is not None
        part = covered(area, transform).grow(1).clip(self._display.size)
        if part.is_empty:
            return
        painter.save()
        painter.setClipRect(area)
        painter.setTransform(transform)
        pen = QPen(QColor(128, 128, 128, 90), 0)
        painter.setPen(pen)
        for x in range(part.x, part.right + 1):
            painter.drawLine(QPointF(x, part.y), QPointF(x, part.bottom))
        for y in range(part.y, part.bottom + 1):
            painter.drawLine(QPointF(part.x, y), QPointF(part.right, y))
        painter.restore()

    def _paint_guides(self, painter: QPainter, transform: QTransform) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for line in self._guides:
            points = [transform.map(QPointF(x, y)) for x, y in line]
            painter.setPen(QPen(QColor(0, 0, 0, 160), 3))
            painter.drawPolyline(points)
            painter.setPen(QPen(QColor(255, 214, 64), 1.5))
            painter.drawPolyline(points)

    def _paint_ring(self, painter: QPainter) -> None:
        box = self._ring_box()
        if box is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(0, 0, 0, 170), 2.5))
        painter.drawEllipse(box)
        painter.setPen(QPen(QColor(255, 255, 255, 235), 1.2))
        painter.drawEllipse(box)
        if box.width() > 14:
            centre = box.center()
            painter.drawPoint(centre)

    def _ring_box(self) -> QRectF | None:
        if self._tool is None or self._display is None or self._pointing.space_held or self._pointing.is_panning:
            return None
        radius = self._tool.ring()
        at = self.pointer_place()
        if radius is None or at is None:
            return None
        reach = max(radius * self.scale / self.devicePixelRatioF(), 1.5)
        return QRectF(at.x() - reach, at.y() - reach, 2 * reach, 2 * reach)

    def update_ring(self) -> None:
        """Repaint where the ring was and where it is now: the line, not all that lies inside it."""
        region = QRegion()
        for box in (self._ring_at, self._ring_box()):
            if box is not None:
                outer = box.toAlignedRect().adjusted(-3, -3, 3, 3)
                inner_side = int(box.width() * 0.70 - 6)  # a square inside the circle
                region += QRegion(outer)
                if inner_side > 24:
                    inner = QRect(0, 0, inner_side, inner_side)
                    inner.moveCenter(box.center().toPoint())
                    middle = QRect(0, 0, 8, 8)
                    middle.moveCenter(box.center().toPoint())
                    region = region.subtracted(QRegion(inner)).united(QRegion(middle))
        self._ring_at = self._ring_box()
        if not region.isEmpty():
            self.update(region)

    def _scrolled_from(self, before: View) -> bool:
        """Move the pixels already on screen and paint only the strips that come into view. False where it cannot."""
        ratio = self.devicePixelRatioF()
        same = (before.scale, before.angle, before.mirrored) == (
            self._view.scale,
            self._view.angle,
            self._view.mirrored,
        )
        plain = self.compare in (Compare.AFTER, Compare.BEFORE) and self._look.style != "outline" and not self._guides
        if not same or not plain or ratio != int(ratio) or not self.isVisible():
            return False
        pane = self._panes()[0]
        old, new = before.transform(pane.centre, ratio), self._transform(pane)
        dx, dy = new.dx() - old.dx(), new.dy() - old.dy()
        if dx != int(dx) or dy != int(dy) or abs(dx) >= self.width() or abs(dy) >= self.height():
            return False
        if self._ring_at is not None:
            self.repaint(self._ring_at.toAlignedRect().adjusted(-3, -3, 3, 3))
        self.scroll(int(dx), int(dy), self.rect())
        return True

    def _march(self) -> None:
        box = self._ants.march()
        if box is None:
            self.update()
        elif not box.isEmpty():
            self.update(box.toAlignedRect())

    def _update_ants(self) -> None:
        marching_now = self._look.style == "outline" and self._display is not None and self.isVisible()
        if marching_now != self._ants_timer.isActive():
            if marching_now:
                self._ants_timer.start()
            else:
                self._ants_timer.stop()

    # what Qt calls

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        dirty = QRectF(event.rect())
        painter.fillRect(dirty, self._background)
        if self._display is not None:
            missing = False
            for pane in self._panes():
                for part in _few(event.region(), event.rect()):
                    missing |= self._paint_pane(painter, pane, QRectF(part))
            if self._guides and self.compare is not Compare.BEFORE:
                self._paint_guides(painter, self._transform(self._panes()[0]))
            if self._tool is not None and self.compare is not Compare.BEFORE:
                painter.save()
                self._tool.paint(painter, self._transform(self._pane_of_pointer()))
                painter.restore()
            if self.compare is Compare.SPLIT:
                paint_split(painter, QRectF(self.rect()), self._split)
            elif self.compare is Compare.SIDE_BY_SIDE:
                paint_gap(painter, QRectF(self.rect()))
            if self.compare is not Compare.AFTER:
                paint_captions(painter, self._panes(), self.tr("Before"), self.tr("After"))
            self._paint_ring(painter)
            if missing:
                QTimer.singleShot(0, self, self.update)
        painter.end()

    def _pane_of_pointer(self) -> Pane:
        at = self._pointing.at
        return self.pane_at(at) if at is not None else self._panes()[0]

    def resizeEvent(self, event) -> None:
        self._ants.forget()
        if self._is_fitted:
            self.fit()

    def showEvent(self, event) -> None:
        self._update_ants()

    def hideEvent(self, event) -> None:
        self._pointing.let_go()
        self._update_ants()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QNativeGestureEvent) and event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
            self.zoom_to(self.scale * (1 + event.value()), event.position())
            return True
        if event.type() == QEvent.Type.DevicePixelRatioChange and self._is_fitted:
            self.fit()
        if event.type() in _LETS_GO:
            self._pointing.let_go()
            if self._pointing.space_held:  # the key may be let go where another widget has the keyboard
                self.set_space_held(False)
        elif isinstance(event, QEnterEvent):
            self._pointing.look(event.buttons())
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pointing.handle(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._pointing.handle(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._pointing.handle(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._pointing.handle(event)

    def tabletEvent(self, event: QTabletEvent) -> None:
        # Accepted, so that Qt makes no mouse events of it: those have no pressure.
        event.setAccepted(self._display is not None)
        self._pointing.handle(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        self._pointing.look(event.buttons())
        if self._display is None:
            return
        turned = event.angleDelta().y() or event.angleDelta().x()  # with Alt, Qt turns the wheel sideways
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.pan(turned / 2, 0)
        elif turned:
            self.zoom_to(self.scale * 2.0 ** (turned / 360), event.position())
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._tool is not None and self._tool.key(event):
            return
        if not self._pointing.key(event):
            super().keyPressEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._pointing.leave()

    def sizeHint(self) -> QSize:
        return QSize(900, 640)


def paint_layer(
    painter: QPainter, display: Display, layer: Layer, scale: float, transform: QTransform, area: QRectF
) -> bool:
    """Paint what of the picture, or of the composite, shows in `area` (widget pixels) at 1:`scale` on the screen.

    Returns whether tiles are still missing, because making them would take long: paint again soon.
    """
    level = display.level_for(scale)
    under = next((lv for lv in range(level, display.coarsest + 1) if display.whole(lv) is not None), None)
    ends_at = thread_time() + _TILE_SECONDS
    missing = False
    pieces = list(display.pieces(layer, level, _level_part(level, transform, area), lambda: thread_time() < ends_at))
    if under is not None and (under == level or None in pieces):
        painter.setTransform(QTransform.fromScale(1 << under, 1 << under) * transform)
        image = display.whole(under)
        assert image is not None
        painter.drawImage(QPointF(0, 0), image)
    painter.setTransform(QTransform.fromScale(1 << level, 1 << level) * transform)
    for piece in pieces:
        if piece is None:
            missing = True
        else:
            painter.drawImage(QPointF(piece.x, piece.y), piece.image)
    painter.setTransform(transform)
    return missing


def _level_part(level: int, transform: QTransform, area: QRectF) -> Rect:
    """What of a level shows in `area`, with a rim: smoothing looks at neighbours, and a cut there would show."""
    return covered(area, QTransform.fromScale(1 << level, 1 << level) * transform).grow(2)


def _few(region: QRegion, bounds: QRect) -> Iterator[QRect]:
    """The rectangles of a region; its bounds where there are many, or where they leave little out."""
    if region.rectCount() > 12:
        yield bounds
    else:
        yield from region


def _checks() -> QBrush:
    """The squares behind transparent pixels."""
    tile = QPixmap(16, 16)
    tile.fill(QColor(205, 205, 205))
    painter = QPainter(tile)
    painter.fillRect(0, 0, 8, 8, QColor(165, 165, 165))
    painter.fillRect(8, 8, 8, 8, QColor(165, 165, 165))
    painter.end()
    return QBrush(tile)


_SOURCE_TABLE = film_table(MaskLook(colour=(40, 190, 120), opacity=0.35))
