"""Cloning and healing by hand: where is copied from, the stroke that is painted, and its way into the document."""

import uuid
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import QObject

from inpaint_studio.editing.brush import Brush
from inpaint_studio.editing.cloning import CloneStroke
from inpaint_studio.editing.document import Document
from inpaint_studio.editing.fills import Setting, composite, seen
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.history import Step, fills_step
from inpaint_studio.editing.picture import Pixels
from inpaint_studio.editing.unknown import unknown_of
from inpaint_studio.filling.cloning import BY_HAND, with_stroke
from inpaint_studio.sentence import say
from inpaint_studio.ui.canvas.display import Live
from inpaint_studio.ui.document.workspace import Workspace
from inpaint_studio.ui.kit.sentences import spoken

_STEPS = {"clone": "Clone", "heal": "Heal"}  # what a stroke is called in the history
assert set(_STEPS) == set(BY_HAND)


@dataclass(frozen=True)
class Source:
    """Where strokes copy from, until another place is chosen."""

    x: float  # picture pixels
    y: float
    id: str  # strokes with one source join into one fill
    offset: tuple[int, int] | None = None  # of aligned strokes, from the first one on


class Cloning(QObject):
    """Begins strokes that copy, shows them while they are painted, and lays each into the document as a step."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._workspace = workspace
        self.source: Source | None = None
        self._open: tuple[CloneStroke, str, bool] | None = None  # with its method, and whether it is aligned
        workspace.leaving.connect(self._leave)

    def set_source(self, x: float, y: float) -> None:
        self.source = Source(x, y, uuid.uuid4().hex[:12])
        self._workspace.changes.stroke_changed.emit()  # what was said of a missing one holds no more

    def offset_at(self, x: float, y: float, aligned: bool) -> tuple[int, int] | None:
        """From (x, y) to where a stroke that begins there copies from, in whole pixels: samples are not resampled.

        None where no source is chosen.
        """
        source = self.source
        if source is None:
            return None
        if aligned and source.offset is not None:
            return source.offset
        return round(source.x - x), round(source.y - y)

    def begin(
        self, method: str, brush: Brush, at: tuple[float, float], *, aligned: bool, only_marked: bool
    ) -> CloneStroke | None:
        """Begin a stroke at `at`; None where there is nothing to copy, or from nowhere, which is said.

        only_marked: paint inside the mask alone, where anything is marked.
        """
        workspace = self._workspace
        document, levels = workspace.document, workspace.mask_levels
        offset = self.offset_at(*at, aligned)
        if document is None or levels is None:
            return None
        if self.source is None or offset is None:
            workspace.tell(
                "info",
                spoken(say("Hold Alt or Ctrl and click first on the place to copy from.")),
                holds=lambda: self.source is None,
            )
            return None
        if offset == (0, 0):
            workspace.tell("info", spoken(say("This is the very place that is copied from. Paint elsewhere.")))
            return None
        if aligned:
            self.source = replace(self.source, offset=offset)
        limit = document.mask if only_marked and bool(levels.plane(2).any()) else None
        look = partial(_seen, document, workspace.previews.lives)  # without what this stroke paints itself
        picture = document.picture
        unknown = partial(unknown_of, picture, document.fills) if picture.is_data else None
        stroke = CloneStroke(
            document.size, brush, offset, look, limit, method == "heal", has_alpha=picture.has_alpha, unknown=unknown
        )
        workspace.changes.open_stroke(stroke)
        self._open = stroke, method, aligned
        workspace.previews.show_live(stroke)
        return stroke

    def show(self, stroke: CloneStroke, rect: Rect) -> None:
        """The stroke has painted in `rect`."""
        self._workspace.previews.follow_live(stroke, rect)

    def abandon(self, stroke: CloneStroke) -> None:
        self._open = None
        self._workspace.changes.abandon_stroke(stroke)
        self._workspace.previews.drop_live(stroke)

    def end(self, stroke: CloneStroke, method: str, aligned: bool) -> None:
        """The stroke is over. It is seen as it was painted until a worker has laid it into the document."""
        self._open = None
        workspace, source = self._workspace, self.source
        settings: dict[str, Setting] = {"aligned": aligned, "source": source.id if source is not None else ""}

        def make(document: Document) -> Step | None:
            painted = stroke.painted()
            if painted is None:
                return None
            fills = with_stroke(document.picture, document.fills, painted, method, settings)
            return fills_step(document, fills, _STEPS[method])

        # Asked for while it is still open: at no moment is it neither painted nor on its way, as unsaved work.
        workspace.changes.put(_STEPS[method], make, lambda: workspace.previews.drop_live(stroke))
        workspace.changes.end_stroke(stroke)

    def _leave(self) -> None:
        """Another picture comes into view: what is painted is kept, as a stroke of the mask is."""
        if self._open is not None:
            self.end(*self._open)
        self.source = None


def _seen(document: Document, lives: tuple[Live, ...], rect: Rect) -> Pixels:
    """What is seen: the picture, its fills, and strokes that are on their way into them."""
    touching = [live for live in lives if live.touches(rect)]
    if not touching:
        return seen(document.picture, document.fills, rect)
    pixels = composite(document.picture, document.fills, rect)
    for live in touching:
        live.lay(pixels, rect)
    return pixels
