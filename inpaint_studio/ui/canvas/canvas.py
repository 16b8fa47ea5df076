"""The canvas: shows a document at any zoom, follows what changes in it, and repaints nothing else."""

from dataclasses import replace

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, QSizeF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPalette, QPen, QResizeEvent
from PySide6.QtWidgets import QWidget

from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.mask_levels import MaskLevels, Veil
from inpaint_studio.ui.canvas import painting
from inpaint_studio.ui.canvas.accessible import CanvasState
from inpaint_studio.ui.canvas.ants import Ants, March
from inpaint_studio.ui.canvas.canvas_pointer import CanvasPointer
from inpaint_studio.ui.canvas.compare import Compare
from inpaint_studio.ui.canvas.display import Display
from inpaint_studio.ui.canvas.finding_layer import FindingLayer
from inpaint_studio.ui.canvas.guide_layer import MANY, GuideLayer
from inpaint_studio.ui.canvas.guide_lines import GuideLine, Line, box_of, places
from inpaint_studio.ui.canvas.overlay import film_table
from inpaint_studio.ui.canvas.painting import Scene
from inpaint_studio.ui.canvas.proposal import Proposal
from inpaint_studio.ui.canvas.view import View, next_scale
from inpaint_studio.ui.canvas.viewport import Viewport
from inpaint_studio.ui.kit.last_input import LastInput
from inpaint_studio.ui.kit.mask_look import MaskLook

_BY_KEYS = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
_BACKGROUND = {"dark": QColor(30, 30, 32), "light": QColor(200, 200, 203)}


_Place = tuple[QPoint, QSize, QSize]  # of the canvas in its frame, its size, and the frame's


def _by_bars(before: _Place | None, now: _Place | None) -> bool:
    """Whether bars have made the canvas smaller or larger, and not the window or rulers."""
    return before is not None and now is not None and (before[0], before[2]) == (now[0], now[2])


class Canvas(QWidget):
    """Shows a picture, its fills and its mask at any zoom, and turns pointer events into picture pixels.

    It takes values and gives values: it knows no window, no file and no engine. `pointer` has the tool in use.

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
        self.pointer = CanvasPointer(self, self.pointer_moved.emit)  # first: every event goes through it
        self.setObjectName("canvas")
        self.setAccessibleName(self.tr("Picture"))
        self.setAccessibleDescription(
            self.tr("Arrow keys move the pointer, O or Insert presses and lifts it, Enter fills what is marked.")
        )
        self.accessible_state = CanvasState(self)
        self._display: Display | None = None
        self._mask: MaskLevels | None = None
        self._view = View(0, 0)
        self.is_fitted = True  # and is fitted again when the widget has another size
        # What it shares with bars below it that come and go. While it keeps its place, a picture that is not shown
        # whole stays where it is on screen and as large when the canvas is resized by them; so does one drawn on.
        self.frame: QWidget | None = None
        self.keeps_place = False
        self._place: _Place | None = None
        self._fits_late = False  # once nothing is pressed any more
        self.covered = 0.0  # widget pixels along the upper edge that bars lie over: a picture is fitted below them
        self._fitted_below = 0.0  # as many of them as the last fit left free
        self._look = MaskLook()
        self._film = film_table(self._look)
        self._compare = Compare.AFTER
        self._held_compare: Compare | None = None
        self._split = 0.5  # of the width
        self._has_grid = True
        self._background = _BACKGROUND["dark"]
        self._guides: tuple[GuideLine, ...] = ()
        self._guide_layer = GuideLayer()
        self._lit: tuple[Line, ...] = ()
        self._sources: MaskLevels | None = None
        self._veils: tuple[Veil, ...] = ()
        self._proposal: Proposal | None = None
        self.findings = FindingLayer(self)
        self._is_outlined = False  # with marching ants
        self._ants = Ants()
        self.march = March(self._ants, self)
        self._last_input = LastInput(self)
        self._shows_focus = False  # with a line along the edge, where keys have brought the focus
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)
        self.setTabletTracking(True)  # else a pen that hovers is not heard, and Qt makes no mouse event of it either
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(160, 120)

    # what is shown

    def show_picture(self, display: Display | None, mask: MaskLevels | None, *, is_plane: bool = False) -> None:
        """Show another picture, fitted; None for none. is_plane: one of the same stack, seen as the last one was."""
        self._display, self._mask = display, mask
        self._sources, self._guides, self._lit, self._veils, self._proposal = None, (), (), (), None
        self.findings.clear()
        if not is_plane:
            self.pointer.discard()
            self._compare, self._held_compare = Compare.AFTER, None
            if display is not None:
                self.fit()
        self._repaint_all()

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
        if self._is_outlined:
            viewport = self.viewport
            self._ants.mask_changed(rect, self._mask, painting.place(viewport, viewport.main_pane))
        self.repaint_picture(rect)

    def repaint_picture(self, rect: Rect) -> None:
        """Paint again what shows `rect` of the picture."""
        if self._display is None or rect.is_empty:
            return
        # Two picture pixels more: smoothing reaches that far, and coarse levels round outwards.
        reach = 2 + (1 << self._display.level_for(self._view.scale))
        viewport = self.viewport
        for pane in viewport.panes:
            self.update(viewport.dirty(rect.grow(reach), pane))

    @property
    def look(self) -> MaskLook:
        return self._look

    def set_look(self, look: MaskLook) -> None:
        self._look = look
        self._film = film_table(look)
        self._repaint_all()

    def set_dark(self, dark: bool) -> None:
        self._background = _BACKGROUND["dark" if dark else "light"]
        self.update()

    def set_grid(self, shown: bool) -> None:
        """Lines between picture pixels, from 800 % on."""
        self._has_grid = shown
        self.update()

    def set_sources(self, sources: MaskLevels | None) -> None:
        """Where texture may be taken from, shown as a second film; None where it may be taken anywhere."""
        self._sources = sources
        self.update()

    def set_guides(self, guides: tuple[GuideLine, ...], lit: tuple[Line, ...] = ()) -> None:
        """Lines that structure should follow through the hole. lit: that stand out, one of them or round a region."""
        known = {line: line for line in self._guides}
        guides = tuple(known.get(line, line) for line in guides)  # they know how they are drawn
        changed, also = {*guides} ^ {*self._guides}, {*lit} ^ {*self._lit}
        self._guides, self._lit = guides, lit
        if len(guides) < MANY:
            self._guide_layer.forget()
        if len(changed) >= MANY:  # the bounds of so many take longer than painting everything
            self.update()
            return
        viewport = self.viewport
        boxes = [*(line.box for line in changed), *map(box_of, also)]
        self.update(places(boxes, viewport.transform(viewport.panes[0])))

    def set_veils(self, veils: tuple[Veil, ...]) -> None:
        """Where the film of the mask is not shown, because a preview of the fill is to be seen there."""
        before, after = {id(veil) for veil in self._veils}, {id(veil) for veil in veils}
        changed = [veil for veil in self._veils if id(veil) not in after]
        changed += [veil for veil in veils if id(veil) not in before]
        self._veils = veils
        for veil in changed:
            self.repaint_picture(veil.rect)

    def set_proposal(self, proposal: Proposal | None) -> None:
        """A mask to be shown in place of the one that is, with a marching outline; None for none."""
        self._proposal = proposal
        self._repaint_all()

    # comparing

    @property
    def compare(self) -> Compare:
        return self._held_compare or self._compare

    def set_compare(self, compare: Compare) -> None:
        self._compare = compare
        self._repaint_all()
        self.compare_changed.emit(self.compare)

    def hold_before(self, held: bool) -> None:
        """Show the picture as it was opened for as long as a key is held."""
        if held == (self._held_compare is not None):
            return
        self._held_compare = Compare.BEFORE if held else None
        self._repaint_all()
        self.compare_changed.emit(self.compare)

    def move_split(self, at: QPointF) -> None:
        """Put the line of the split view at a point of the widget."""
        self._split = min(max(at.x() / max(self.width(), 1), 0.0), 1.0)
        self._repaint_all()

    # the view

    @property
    def viewport(self) -> Viewport:
        """How the picture lies on the widget at present."""
        area, ratio = QRectF(self.rect()), self.devicePixelRatioF()
        return Viewport(self._view, area, ratio, self.compare, self._split, self.covered)

    @property
    def view(self) -> View:
        return self._view

    def set_view(self, view: View, *, fitted_now: bool = False) -> None:
        if view == self._view:
            return
        before, self._view = self._view, view
        self.is_fitted = fitted_now
        self._ants.forget()
        ring = self.pointer.outline.shown
        self.pointer.update_ring()
        shift = self._scroll_from(before)
        if shift is not None:
            self.pointer.outline.update_after_scroll(ring, *shift)
        else:
            self.update()
        self.view_changed.emit()

    @property
    def scale(self) -> float:
        """Device pixels per picture pixel."""
        return self._view.scale

    def fit(self, below: float | None = None) -> None:
        """Show the whole picture. below: widget pixels left free above it; None = as many as are covered now."""
        if self._display is not None:
            self._fitted_below = self.covered if below is None else below
            free = self.viewport._replace(covered=self._fitted_below)
            self.set_view(free.fitted(self._display.size), fitted_now=True)
            self.is_fitted = True

    def zoom_to(self, scale: float, at: QPointF | None = None) -> None:
        """Zoom, with the picture point under `at` (widget pixels; the centre where None) staying there."""
        if self._display is None:
            return
        viewport = self.viewport
        pane = self.pointer.pane_at(at) if at is not None else viewport.main_pane
        fixed = at if at is not None else pane.centre.center()
        self.set_view(self._view.zoomed(scale, fixed, pane.centre, viewport.ratio))

    def zoom_in(self) -> None:
        self.zoom_to(next_scale(self.scale, larger=True), self.pointer.pen.place)

    def zoom_out(self) -> None:
        self.zoom_to(next_scale(self.scale, larger=False), self.pointer.pen.place)

    def pan(self, dx: float, dy: float) -> None:
        """Move the picture by widget pixels."""
        self.set_view(self._view.panned(dx, dy, self.devicePixelRatioF()))

    def centre_on(self, x: float, y: float) -> None:
        self.set_view(replace(self._view, x=x, y=y))

    def visible_part(self) -> Rect:
        """The picture rectangle on screen, clipped to the picture."""
        return self.viewport.visible_part(self._display.size) if self._display is not None else Rect(0, 0, 0, 0)

    def to_picture(self, at: QPointF) -> tuple[float, float]:
        """The picture point under a point of the widget."""
        return self.viewport.to_picture(at, self.pointer.pane_at(at))

    def to_widget(self, x: float, y: float) -> QPointF:
        return self.viewport.to_widget(x, y)

    # painting

    def _scene(self, display: Display) -> Scene:
        tool = self.pointer.tool
        return Scene(
            viewport=self.viewport,
            display=display,
            mask=self._mask,
            style=self._look.style,
            film=self._film,
            ants=self._ants,
            sources=self._sources,
            guides=self._guides,
            guide_layer=self._guide_layer,
            lit=self._lit,
            veils=self._veils,
            proposal=self._proposal,
            findings=self.findings,
            has_grid=self._has_grid,
            ring=self.pointer.outline.look(),
            paint_tool=tool.paint if tool is not None else None,
            tool_pane=self.pointer.pane,
            captions=(self.tr("Before"), self.tr("After")),
        )

    def _scroll_from(self, before: View) -> tuple[int, int] | None:
        """Move the pixels already on screen and paint only the strips that come into view.

        Returns by how many widget pixels, None where it cannot.
        """
        is_framed = self._display is not None and bool(self._display.frame)
        plain = self.compare in (Compare.AFTER, Compare.BEFORE) and not self._is_outlined
        plain = plain and not (self._guides or self._lit or is_framed or self._shows_focus)
        shift = self.viewport.shift_from(before) if plain and self.isVisible() else None
        if shift is not None:
            self.scroll(*shift, self.rect())
        return shift

    def _repaint_all(self) -> None:
        """Everything may look different, the outline of the mask as well."""
        self._is_outlined = self._look.style == "outline" or self._proposal is not None
        self._ants.forget()
        self.update()
        is_seen = self._is_outlined and self._display is not None and self.isVisible()
        self.march.set_running(is_seen)

    # what Qt calls

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(QRectF(event.rect()), self._background)
        if self._display is not None:
            scene = self._scene(self._display)
            if painting.paint(painter, scene, event.region(), event.rect()):
                QTimer.singleShot(0, self, self.update)
        if self._shows_focus:
            painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Link), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._ants.forget()
        frame, before = self.frame, self._place
        self._place = (self.mapTo(frame, QPoint(0, 0)), self.size(), frame.size()) if frame is not None else None
        stays = not self.is_fitted or self.pointer.is_pressed
        if stays and self.keeps_place and self._display is not None and _by_bars(before, self._place):
            assert before is not None
            self._fits_late = self.is_fitted
            viewport = self.viewport
            old = viewport._replace(area=QRectF(QPointF(0, 0), QSizeF(before[1])))
            moved = old.main_pane.centre.center() - viewport.main_pane.centre.center()
            self._view = self._view.panned(moved.x(), moved.y(), viewport.ratio)
            self.pointer.update_ring()
            self.update()
            self.view_changed.emit()
        elif self.is_fitted:  # bars that come and go leave the room above it as it was
            self.fit(self._fitted_below if _by_bars(before, self._place) else None)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.DevicePixelRatioChange and self.is_fitted:
            self.fit()
        if isinstance(event, QFocusEvent):
            shows = event.gotFocus() and event.reason() in _BY_KEYS and self._last_input.is_keys
            if shows != self._shows_focus:
                self._shows_focus = shows
                self.update()
        is_done = self.pointer.handle(event)
        if self._fits_late and not self.pointer.is_pressed:
            self._fits_late = False
            if self.is_fitted:
                self.fit()
        if is_done:
            return True
        is_done = super().event(event)
        if event.type() in (QEvent.Type.Show, QEvent.Type.Hide):
            self._last_input.watch()
            self._repaint_all()
        return is_done

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.pointer.key(event):
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(900, 640)
