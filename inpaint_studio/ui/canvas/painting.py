"""What the canvas paints, as functions of one frozen scene. Knows no widget."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from time import thread_time

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPen, QPixmap, QPolygonF, QRegion, QTransform

from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.mask_levels import MaskLevels, Veil, lifted
from inpaint_studio.editing.picture import Mask
from inpaint_studio.ui.canvas.ants import Ants, Place
from inpaint_studio.ui.canvas.compare import Compare, Pane, paint_captions, paint_gap, paint_split
from inpaint_studio.ui.canvas.display import Display, Layer
from inpaint_studio.ui.canvas.finding_layer import FindingLayer
from inpaint_studio.ui.canvas.guide_layer import MANY, GuideLayer
from inpaint_studio.ui.canvas.guide_layer import Place as GuidePlace
from inpaint_studio.ui.canvas.guide_lines import GuideLine, Line, paint_guides
from inpaint_studio.ui.canvas.overlay import film_table, grey_table
from inpaint_studio.ui.canvas.proposal import Proposal
from inpaint_studio.ui.canvas.ring import RingLook, paint_ring
from inpaint_studio.ui.canvas.sides import draw_sides
from inpaint_studio.ui.canvas.view import covered, to_rectf
from inpaint_studio.ui.canvas.viewport import Viewport
from inpaint_studio.ui.kit.mask_look import MaskLook, MaskStyle
from inpaint_studio.ui.kit.pixels import shown_words

GRID_FROM = 8.0  # device pixels per picture pixel
_CRISP_FROM = 2.0  # from here on picture pixels are shown as squares
_TILE_SECONDS = 0.004  # of one paint may go into making tiles; the rest come with the next one
_LINE_SECONDS = 0.004  # and as many into drawing lines that are seen the first time, where there are many
_MOST_PARTS = 12  # of a dirty region that are painted one by one
_SOURCE_TABLE = film_table(MaskLook(colour=(40, 190, 120), opacity=0.35))
_GREY_TABLE = grey_table()


@dataclass(frozen=True, eq=False)
class Scene:
    """All that is seen at one moment."""

    viewport: Viewport
    display: Display
    mask: MaskLevels | None
    style: MaskStyle
    film: NDArray[np.uint32]  # from a mask value to its colour
    ants: Ants  # what the outline keeps between two paints
    sources: MaskLevels | None  # where texture may be taken from, None for anywhere
    guides: tuple[GuideLine, ...]
    lit: tuple[Line, ...]  # of a guide line, or round a source region, that stands out
    veils: tuple[Veil, ...]  # where the film of the mask is not shown
    proposal: Proposal | None  # shown in place of the mask where it lies, with an outline whatever the style
    has_grid: bool
    ring: RingLook | None  # at the pointer
    paint_tool: Callable[[QPainter, QTransform], None] | None  # what the tool has drawn so far
    tool_pane: Pane  # that it draws in
    captions: tuple[str, str]  # of the panes with the picture before and after
    findings: FindingLayer | None = None  # under review
    guide_layer: GuideLayer = field(default_factory=GuideLayer)  # what is drawn of guide lines where there are many


def paint(painter: QPainter, scene: Scene, region: QRegion, bounds: QRect) -> bool:
    """Paint what lies in `region`, widget pixels, whose bounds are given. Returns whether tiles are still missing."""
    viewport = scene.viewport
    panes, is_before = viewport.panes, viewport.compare is Compare.BEFORE
    missing = False
    for pane in panes:
        for part in _parts(region, bounds):
            missing |= _paint_pane(painter, scene, pane, QRectF(part))
    if scene.display.frame and not is_before:
        _paint_frame(painter, scene, panes[0])
    if scene.findings is not None and not is_before:
        scene.findings.paint(painter, viewport)
    if (scene.guides or scene.lit) and not is_before:
        missing |= _paint_guides(painter, scene, viewport.transform(panes[0]), region.boundingRect())
    if scene.paint_tool is not None and not is_before:
        painter.save()
        scene.paint_tool(painter, viewport.transform(scene.tool_pane))
        painter.restore()
    if viewport.compare is Compare.SPLIT:
        paint_split(painter, viewport.area, viewport.split)
    elif viewport.compare is Compare.SIDE_BY_SIDE:
        paint_gap(painter, viewport.area)
    if viewport.compare is not Compare.AFTER:
        paint_captions(painter, panes, *scene.captions)
    if scene.ring is not None:
        paint_ring(painter, scene.ring)
    return missing


def place(viewport: Viewport, pane: Pane) -> Place:
    """Where the outline of a mask lies in a pane."""
    return Place(pane.area, viewport.transform(pane), viewport.view.scale, viewport.ratio)


def paint_layer(
    painter: QPainter, display: Display, layer: Layer, scale: float, transform: QTransform, area: QRectF
) -> bool:
    """Paint what of the picture, or of the composite, shows in `area` (widget pixels) at 1:`scale` on the screen.

    Returns whether tiles are still missing, because making them would take long: paint again soon.
    """
    level = display.level_for(scale)
    under = next((lv for lv in range(level, display.coarsest + 1) if display.whole(lv, layer) is not None), None)
    ends_at = thread_time() + _TILE_SECONDS
    missing = False
    pieces = list(display.pieces(layer, level, _level_part(level, transform, area), lambda: thread_time() < ends_at))
    smooth = QPainter.RenderHint.SmoothPixmapTransform
    is_smooth = painter.testRenderHint(smooth)
    # One to one there is nothing between pixels, but Qt, asked to smooth a mirrored picture, is two levels off.
    is_exact = scale * (1 << level) == 1.0 and (transform.m12() == 0 or transform.m11() == 0)
    if under is not None and (under == level or None in pieces):
        painter.setRenderHint(smooth, is_smooth and not (is_exact and under == level))
        painter.setTransform(QTransform.fromScale(1 << under, 1 << under) * transform)
        image = display.whole(under, layer)
        assert image is not None
        painter.drawImage(QPointF(0, 0), image)
    painter.setTransform(QTransform.fromScale(1 << level, 1 << level) * transform)
    painter.setRenderHint(smooth, is_smooth and not is_exact)
    for piece in pieces:
        if piece is None:
            missing = True
        else:
            painter.drawImage(QPointF(piece.x, piece.y), piece.image)
    painter.setRenderHint(smooth, is_smooth)
    painter.setTransform(transform)
    return missing


def _paint_pane(painter: QPainter, scene: Scene, pane: Pane, dirty: QRectF) -> bool:
    """Paint one pane inside `dirty` (widget pixels). Returns whether tiles are still missing."""
    area = dirty.intersected(pane.area)
    if area.isEmpty():
        return False
    display, viewport, scale = scene.display, scene.viewport, scene.viewport.view.scale
    transform = viewport.transform(pane)
    style = scene.style if pane.with_mask else "hidden"
    painter.save()
    painter.setClipRect(area)
    painter.setTransform(transform)
    painter.setClipRect(to_rectf(Rect.of_size(display.size)), Qt.ClipOperation.IntersectClip)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, scale < _CRISP_FROM)
    missing = False
    if style == "black-and-white":
        painter.fillRect(to_rectf(Rect.of_size(display.size)), Qt.GlobalColor.black)
        _paint_mask(painter, scene, transform, area, _GREY_TABLE)
    else:
        if display.has_alpha:
            _paint_checks(painter, transform, area)
        missing = paint_layer(painter, display, pane.layer, scale, transform, area)
        if style == "film":
            _paint_mask(painter, scene, transform, area, scene.film)
    painter.restore()
    is_outlined = style == "outline" or (scene.proposal is not None and pane.with_mask)
    if is_outlined and scene.mask is not None:
        scene.ants.paint(painter, scene.mask, scene.proposal, place(viewport, pane), area)
    if scene.has_grid and scale >= GRID_FROM:
        _paint_grid(painter, display, transform, area)
    return missing


def _paint_mask(
    painter: QPainter, scene: Scene, transform: QTransform, area: QRectF, table: NDArray[np.uint32]
) -> None:
    for levels, colours in ((scene.sources, _SOURCE_TABLE), (scene.mask, table)):
        if levels is None:
            continue
        level = levels.level_for(scene.viewport.view.scale)
        shown = _level_part(level, transform, area)
        part = levels.part(level, shown)
        if levels is scene.mask and scene.proposal is not None:
            part = _with_proposal(part, scene.proposal, shown.clip(scene.display.level_size(level)), level)
        if part is not None:
            where, values = part
            if levels is scene.mask:
                values = lifted(values, where, level, scene.veils)
            painter.setTransform(QTransform.fromScale(1 << level, 1 << level) * transform)
            painter.drawImage(QPointF(where.x, where.y), shown_words(colours[values], premultiplied=True))
    painter.setTransform(transform)


def _with_proposal(part: tuple[Rect, Mask] | None, proposal: Proposal, shown: Rect, level: int) -> tuple[Rect, Mask]:
    """The mask in `shown` (level pixels) with the proposal in its place."""
    values = np.zeros((shown.height, shown.width), np.uint8)
    if part is not None:
        at, there = part
        both = at.intersect(shown)
        values[both.inside(shown).slices] = there[both.inside(at).slices]
    proposal.lay(values, shown, level)
    return shown, values


def _paint_guides(painter: QPainter, scene: Scene, transform: QTransform, seen: QRect) -> bool:
    """Paint guide lines, and those that stand out above them. Returns whether some are still missing."""
    if len(scene.guides) < MANY:
        paint_guides(painter, scene.guides, scene.lit, transform, seen)
        return False
    ends_at = thread_time() + _LINE_SECONDS
    viewport = scene.viewport
    place = GuidePlace(viewport.area.size().toSize(), viewport.ratio, transform)
    missing = scene.guide_layer.paint(painter, scene.guides, place, QRectF(seen), lambda: thread_time() < ends_at)
    paint_guides(painter, (), scene.lit, transform, seen)
    return missing


def _paint_checks(painter: QPainter, transform: QTransform, area: QRectF) -> None:
    painter.save()
    painter.setTransform(transform)
    painter.resetTransform()
    painter.setBrushOrigin(transform.map(QPointF(0, 0)))
    painter.fillRect(area, _checks())
    painter.restore()


def _paint_grid(painter: QPainter, display: Display, transform: QTransform, area: QRectF) -> None:
    part = covered(area, transform).grow(1).clip(display.size)
    if part.is_empty:
        return
    painter.save()
    painter.setClipRect(area)
    painter.setTransform(transform)
    painter.setPen(QPen(QColor(128, 128, 128, 90), 0))
    for x in range(part.x, part.right + 1):
        painter.drawLine(QPointF(x, part.y), QPointF(x, part.bottom))
    for y in range(part.y, part.bottom + 1):
        painter.drawLine(QPointF(part.x, y), QPointF(part.right, y))
    painter.restore()


def _paint_frame(painter: QPainter, scene: Scene, pane: Pane) -> None:
    """What a copy will not show is dimmed."""
    transform = scene.viewport.transform(pane)
    inside = QPolygonF([transform.map(QPointF(x, y)) for x, y in scene.display.frame])
    outside = QPainterPath()  # odd-even: a frame lies within the picture, so it is what is left out
    outside.addPolygon(transform.map(QPolygonF(to_rectf(Rect.of_size(scene.display.size)))))
    outside.addPolygon(inside)
    painter.save()
    painter.setClipRect(pane.area)
    painter.fillPath(outside, QColor(0, 0, 0, 140))  # the line lies over the steps of its edge
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for pen in (QPen(QColor(0, 0, 0, 150), 3), QPen(QColor(255, 255, 255, 230), 1.2)):
        painter.setPen(pen)
        draw_sides(painter, inside)
    painter.restore()


def _level_part(level: int, transform: QTransform, area: QRectF) -> Rect:
    """What of a level shows in `area`, with a rim: smoothing looks at neighbours, and a cut there would show."""
    return covered(area, QTransform.fromScale(1 << level, 1 << level) * transform).grow(2)


def _parts(region: QRegion, bounds: QRect) -> Iterable[QRect]:
    """The rectangles of a region; its bounds where there are many, or where they leave little out."""
    return [bounds] if region.rectCount() > _MOST_PARTS else list(region)  # type: ignore[call-overload]


def _checks() -> QBrush:
    """The squares behind transparent pixels."""
    tile = QPixmap(16, 16)
    tile.fill(QColor(205, 205, 205))
    painter = QPainter(tile)
    painter.fillRect(0, 0, 8, 8, QColor(165, 165, 165))
    painter.fillRect(8, 8, 8, 8, QColor(165, 165, 165))
    painter.end()
    return QBrush(tile)
