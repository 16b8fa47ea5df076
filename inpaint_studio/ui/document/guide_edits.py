"""What is done to the guide lines and source regions of the document: each change one undoable step."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from PySide6.QtCore import QObject, Signal

from inpaint_studio.editing.document import Document
from inpaint_studio.editing.geometry import NOWHERE, Rect
from inpaint_studio.editing.guidance import Guidance, Guide, Points, Served, SourceRegion, after_fill
from inpaint_studio.editing.history import FillStep, GuidanceChange, GuidanceStep, mask_step
from inpaint_studio.editing.mask import bounds
from inpaint_studio.editing.mask_levels import MaskLevels
from inpaint_studio.editing.outline import outline
from inpaint_studio.editing.tiles import PackedTiles
from inpaint_studio.ui.document.workspace import Workspace

Item = Guide | SourceRegion
Lines = tuple[Points, ...]

_CELLS = 400  # of an outline, along the longer side of a region's box: as fine as a screen shows


@dataclass(frozen=True)
class AfterFill:
    """What becomes of lines and regions when a fill that they served is made."""

    guides: Served = "keep"
    regions: Served = "keep"


class GuideEdits(QObject):
    """Changes guide lines and source regions, and knows which of them is looked at.

    Signals:
        changed: there are other lines or regions, or the levels of the regions are others.
        lit_changed: another one is to stand out on the canvas; its lines stand in `lit`.
    """

    changed = Signal()
    lit_changed = Signal()

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._workspace = workspace
        self.after_fill = AfterFill()
        self.chosen: Item | None = None  # that Delete removes
        self.lit: Lines = ()
        self._pointed: Item | None = None  # in the list, by the pointer
        self._outlines: dict[int, tuple[SourceRegion, Lines]] = {}  # of regions that were lit, by identity
        self._seen: Guidance | None = None
        workspace.document_changed.connect(self._begin)
        workspace.plane_changed.connect(self._begin)
        workspace.history_changed.connect(self._follow)
        workspace.laid_changed.connect(self._follow)

    @property
    def guidance(self) -> Guidance:
        document = self._workspace.document
        return document.state.guidance if document is not None else Guidance()

    # changes

    def put(self, name: str, change: Callable[[Guidance], Guidance]) -> None:
        """Change the guidance in a step of this name; nothing where it stays the same."""
        document = self._workspace.document
        if document is None:
            return
        before = self.guidance
        after = change(before)
        is_quick = sum(region.visible for region in after.regions) < 2 or after.regions == before.regions
        if is_quick and not self._workspace.changes.is_putting:  # else it comes after what was asked for before
            if after != before:
                self._workspace.changes.commit(GuidanceStep(name, GuidanceChange(before, after)))
            return

        def make(document: Document) -> GuidanceStep | None:
            before = document.state.guidance
            after = change(before)
            _ = after.sources  # several regions as one: worked out here, on a worker
            return GuidanceStep(name, GuidanceChange(before, after)) if after != before else None

        self._workspace.changes.put(name, make, lambda: None)

    def add_guide(self, points: Points) -> None:
        self.put("Guide line", lambda now: now.with_guides((*now.guides, Guide(points))))

    def clear_guides(self) -> None:
        self._choose_none()
        self.put("Remove guide lines", lambda now: now.with_guides(()))

    def clear_regions(self) -> None:
        self._choose_none()
        self.put("Remove source regions", lambda now: Guidance(now.guides))

    def remove(self, item: Item) -> None:
        """Take one away. What was decided of a line that was found is reset; where nothing was, the line is dropped."""
        if item is self.chosen:
            self._choose_none()
        if isinstance(item, Guide) and item.is_automatic and item not in self.guidance.guides:
            self.decide(item, takes=False)
            return
        if isinstance(item, SourceRegion):
            name = "Remove source region"
        else:
            name = "Reset line" if item.is_automatic else "Remove guide line"
        self.put(name, lambda now: _with(now, item, None))

    def set_visible(self, item: Item, visible: bool) -> None:
        if isinstance(item, Guide) and item.is_automatic:
            self.decide(item, visible)
            return
        if isinstance(item, Guide):
            name = "Show guide line" if visible else "Hide guide line"
        else:
            name = "Show source region" if visible else "Hide source region"
        self.put(name, lambda now: _with(now, item, replace(item, visible=visible)))

    def decide(self, line: Guide, takes: bool) -> None:
        """Take a line that was found, or drop it, whether something was decided of it before or not."""
        decided = replace(line, visible=takes)

        def change(now: Guidance) -> Guidance:
            before = _decided(now, line)
            return now.with_guides((*now.guides, decided)) if before is None else now.with_guide(before, decided)

        self.put("Take line" if takes else "Drop line", change)

    def reshape(self, line: Guide, points: Points) -> None:
        """Give a line another course: it is a person's then. One that was found counts as dropped where it was."""

        def change(now: Guidance) -> Guidance:
            before = _decided(now, line) if line.is_automatic else line
            made = replace(line, points=points, source="person", probability=1.0, visible=True)
            guides = tuple(made if guide == before else guide for guide in now.guides)
            guides = guides if before in now.guides else (*guides, made)
            return now.with_guides((*guides, replace(line, visible=False)) if line.is_automatic else guides)

        self.choose(None)
        self.put("Move guide line", change)

    def add_region_of_mask(self, empty: Callable[[], None]) -> None:
        """Make what is marked a source region, and clear the mask: one step. empty: called where nothing is marked."""
        rect = NOWHERE  # that was marked in its turn: what is asked for before may mark or clear it

        def make(document: Document) -> GuidanceStep | None:
            nonlocal rect
            rect = bounds(document.mask)
            if rect.is_empty:
                return None
            before = document.state.guidance
            after = Guidance(before.guides, (*before.regions, SourceRegion(PackedTiles.of_mask(document.mask))))
            _ = after.sources
            clearing = mask_step(document, "Source region", rect, np.zeros_like(document.mask[rect.slices]))
            return GuidanceStep("Source region", GuidanceChange(before, after), clearing)

        def ended() -> None:
            if rect.is_empty:
                empty()

        self._workspace.changes.put("Source region", make, ended)

    def served(self, step: FillStep, guidance: Guidance, document: Document, rect: Rect) -> FillStep:
        """The step of a fill at `rect` with what becomes of the lines and regions that it was made by."""
        now = document.state.guidance_of(step.plane)
        after = after_fill(now, guidance, rect, self.after_fill.guides, self.after_fill.regions)
        _ = after.sources
        return step if after == now else replace(step, guidance_change=GuidanceChange(now, after))

    # what is looked at

    def choose(self, item: Item | None) -> None:
        """Make one stand out until another is chosen."""
        self.chosen = item
        self._light()

    def point_at(self, item: Item | None) -> None:
        """Make one stand out as long as the pointer is over its row."""
        self._pointed = item
        self._light()

    def _choose_none(self) -> None:
        self.chosen = self._pointed = None
        self._light()

    def _light(self) -> None:
        item = self._pointed or self.chosen
        if isinstance(item, SourceRegion) and id(item) not in self._outlines:
            region = item
            self._workspace.changes.look("outline", lambda _: _outline(region), lambda lines: self._keep(region, lines))
            return
        if item is None:
            lines: Lines = ()
        elif isinstance(item, Guide):
            lines = (item.points,)
        else:
            lines = self._outlines[id(item)][1]
        if lines != self.lit:
            self.lit = lines
            self.lit_changed.emit()

    def _keep(self, region: SourceRegion, lines: Lines) -> None:
        self._outlines[id(region)] = region, lines
        self._light()

    # following the document

    def _begin(self) -> None:
        """Another document: its levels were made with it."""
        self._seen = self.guidance
        self._outlines.clear()
        self._choose_none()
        document = self._workspace.document
        if document is not None and document.state.sources is not self._workspace.source_area:
            self._show_regions(self.guidance)  # they were changed, or other levels begun, while it was out of view
        self.changed.emit()

    def _follow(self) -> None:
        now, before = self.guidance, self._seen
        if now is before:
            return
        self._seen = now
        if self.chosen is not None and self.chosen not in (*now.guides, *now.regions):
            self.chosen = None
        if self._pointed is not None and self._pointed not in (*now.guides, *now.regions):
            self._pointed = None
        self._light()
        if before is None or _visible(now) != _visible(before):
            self._show_regions(now)
        self.changed.emit()

    def _show_regions(self, guidance: Guidance) -> None:
        workspace = self._workspace
        if not _visible(guidance):
            workspace.source_levels = workspace.source_area = None
            return

        def read(_: Document) -> tuple[MaskLevels, PackedTiles]:
            area = guidance.sources
            assert area is not None
            return MaskLevels(area.unpack()), area

        def take(made: tuple[MaskLevels, PackedTiles]) -> None:
            if _visible(self.guidance) == _visible(guidance):
                workspace.source_levels, workspace.source_area = made
                made[0].mask.flags.writeable = False
                self.changed.emit()

        workspace.changes.look("sources", read, take)


def _with(guidance: Guidance, item: Item, changed: Item | None) -> Guidance:
    """Another one in the place of `item`, or none; the same where it is gone already."""
    if isinstance(item, Guide):
        assert not isinstance(changed, SourceRegion)
        return guidance.with_guide(item, changed) if item in guidance.guides else guidance
    assert not isinstance(changed, Guide)
    return guidance.with_region(item, changed) if item in guidance.regions else guidance


def _decided(guidance: Guidance, line: Guide) -> Guide | None:
    """What was decided of a line that was found: the line, visible or not; None where nothing was."""
    return next((guide for guide in guidance.guides if replace(guide, visible=line.visible) == line), None)


def _visible(guidance: Guidance) -> tuple[SourceRegion, ...]:
    return tuple(region for region in guidance.regions if region.visible)


def _outline(region: SourceRegion) -> Lines:
    rect = region.area.rect
    step = max(1, max(rect.width, rect.height) // _CELLS)
    segments = outline(region.area.unpack(), rect, step, threshold=1)
    return tuple(((float(x0), float(y0)), (float(x1), float(y1))) for x0, y0, x1, y1 in segments.tolist())
