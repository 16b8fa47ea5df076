"""Filling: a queue of holes, and of fills to be made anew; filled one after the other, they land in the document."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, QThread, Signal

from inpaint_studio.editing.fills import Guides, HandStroke, Setting
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.mask_levels import MaskLevels
from inpaint_studio.editing.picture import Mask
from inpaint_studio.editing.state import FillSettings
from inpaint_studio.editing.tiles import PackedTiles
from inpaint_studio.filling.cloning import BY_HAND
from inpaint_studio.filling.request import FillProgress, FillRequest, FillResult
from inpaint_studio.ui.document import jobs
from inpaint_studio.ui.document.active_generator import ActiveGenerator
from inpaint_studio.ui.document.fill_activity import FillActivity
from inpaint_studio.ui.document.jobs import FillJob, Planned
from inpaint_studio.ui.document.pending_fill import PendingFill, hole_left, marked_part, step_of
from inpaint_studio.ui.document.workspace import Workspace
from inpaint_studio.ui.kit.worker import Errand


class Filling(QObject):
    """Owns the queue of fills, and sets what new ones are made with: the document's sources and guides, and the grain.

    Signals:
        finished: a fill was committed, cancelled or failed; nothing is running or waiting.
    """

    finished = Signal()

    def __init__(self, workspace: Workspace, generator: ActiveGenerator, job: FillJob) -> None:
        super().__init__(workspace)
        self._workspace, self._generator = workspace, generator
        self.job = job
        self.grain = 1.0
        self._seed = 0
        self._waiting: list[PendingFill] = []
        self._running: PendingFill | None = None
        self._errand: Errand | None = None
        self._cancel_landing: Callable[[], None] | None = None  # of a result that is on its way into the document
        self._activity = FillActivity(workspace, self)
        workspace.closing.connect(self._put_away)

    @property
    def is_running(self) -> bool:
        return self._errand is not None

    @property
    def guides(self) -> Guides:
        document = self._workspace.document
        return document.state.guides if document is not None else ()

    @guides.setter
    def guides(self, guides: Guides) -> None:
        if self._workspace.document is not None:
            self._workspace.lay(replace(self._workspace.document.state, guides=guides))

    @property
    def sources(self) -> Mask | None:
        """Where fills may take texture from: (H, W), 255 = may; None = anywhere."""
        levels = self._workspace.source_levels
        return levels.mask if levels is not None else None

    def set_sources(self, levels: MaskLevels | None, packed: PackedTiles | None = None) -> None:
        """levels: of a mask that is never written to from now on.  packed: the same mask; packed here where it is not
        at hand."""
        workspace = self._workspace
        if workspace.document is None:
            return
        if levels is not None:
            levels.mask.flags.writeable = False
            packed = PackedTiles.of_mask(levels.mask) if packed is None else packed
        workspace.source_levels = levels
        workspace.lay(replace(workspace.document.state, sources=packed if levels is not None else None))

    def start(self, method: str = "auto", seed: int | None = None) -> bool:
        """Fill what is marked. While a fill runs the next one waits its turn. Returns whether there was a hole."""

        def take(rect: Rect, mask: Mask) -> None:
            chosen = seed
            if chosen is None:
                chosen, self._seed = self._seed, self._seed + 1
            self._note_settings(method)
            self._waiting.append(PendingFill(rect, mask, method, chosen))
            self._next()

        return self.find_hole(take)

    def _note_settings(self, method: str) -> None:
        document, checkpoint = self._workspace.document, self._generator.checkpoint
        settings = FillSettings(method, checkpoint.name if checkpoint else None, {"grain": self.grain})
        if document is not None and document.state.settings != settings:
            self._workspace.lay(replace(document.state, settings=settings))

    def remake(self, fill_id: str, method: str, seed: int | None = None) -> None:
        """Make a fill anew in its own place, with another method or seed; the others stay bit for bit.

        With the guides, sources and settings of its own recipe, whatever is set today.
        """
        fill = self._workspace.fill_named(fill_id)
        if fill is not None:
            self._seed += 1
            mask = fill.coverage.copy()
            chosen = self._seed if seed is None else seed
            self._waiting.append(PendingFill(fill.rect, mask, method, chosen, fill_id, fill.recipe))
            self._next()

    def cancel(self) -> bool:
        """Cancel the fill that runs and those that wait. Returns whether there was anything to cancel."""
        if self._errand is None:
            return False
        self._errand.drop()
        self._errand = None
        if self._cancel_landing is not None:
            self._cancel_landing()
        self._cancel_landing = self._running = None
        self._waiting.clear()
        self._workspace.previews.clear()
        self._activity.end()
        self.finished.emit()
        return True

    def drop_waiting(self) -> None:
        self._waiting.clear()

    def find_hole(self, take: Callable[[Rect, Mask], None]) -> bool:
        """Hand `take` the mask as it is now, less what is already being filled. A copy: painting goes on meanwhile.

        Once what was asked for before is done, which is part of the hole, and a worker has copied it where it is
        wide: specks all over 24 megapixels take 20 ms. Returns False where nothing is marked.
        """
        changes, levels = self._workspace.changes, self._workspace.mask_levels
        if changes.is_busy:

            def again() -> None:
                self.find_hole(take)

            changes.in_turn(again)
            return True
        if self._workspace.document is None or levels is None:
            return False
        rect = marked_part(levels)
        if rect.is_empty:
            return False
        running = (self._running,) if self._running else ()
        taken = tuple(pending for pending in (*self._waiting, *running) if pending.remakes is None)

        def hand_over(hole: tuple[Rect, Mask] | None) -> None:
            if hole is not None:
                take(*hole)
            elif taken:
                self._workspace.message.emit("info", self.tr("All that is marked is being filled already."))

        if rect.area <= jobs.AT_ONCE:
            hand_over(hole_left(levels, taken))
        else:
            changes.look("hole", lambda _: hole_left(levels, taken), hand_over)
        return True

    def request(self, pending: PendingFill) -> FillRequest:
        """What the engine is asked for, of the document as it is now."""
        document = self._workspace.document
        assert document is not None
        fills = document.fills
        if pending.remakes is not None:
            ids = [fill.id for fill in fills]
            fills = fills[: ids.index(pending.remakes)] if pending.remakes in ids else fills
        sources, guides = self.sources, self.guides
        settings: dict[str, Setting] = {"grain": self.grain}
        strokes: tuple[HandStroke, ...] = ()
        if pending.recipe is not None:
            strokes = pending.recipe.strokes if pending.method in BY_HAND else ()
            packed = pending.recipe.sources
            sources = packed.unpack() if packed is not None else None
            guides, settings = pending.recipe.guides or (), dict(pending.recipe.settings)
        return FillRequest(
            document.picture,
            fills,
            pending.rect,
            pending.mask,
            pending.method,
            self._generator.checkpoint,
            pending.seed,
            sources,
            guides,
            settings,
            strokes,
        )

    def _next(self) -> None:
        if self._errand is not None or not self._waiting:
            return
        pending = self._running = self._waiting.pop(0)
        request = self.request(pending)
        self._errand = self._workspace.workers.start(
            "fill",
            lambda: self.job(request),
            self._take,
            self._fail,
            self._end,
            QThread.Priority.LowPriority,
            self._workspace.ticket(),
        )
        self._activity.begin()

    def _take(self, value: Planned | FillProgress | FillResult) -> None:
        if isinstance(value, Planned):
            self._activity.plan(value)
        elif isinstance(value, FillProgress):
            self._workspace.previews.show(value)
            self._activity.progress(value)
        else:
            self._land(self._running, value)

    def _land(self, pending: PendingFill | None, result: FillResult) -> None:
        """Put a result into the document, in its turn. Its previews are seen until it is there."""
        if pending is None:
            return

        def landed() -> None:
            self._cancel_landing = self._running = None
            self._workspace.previews.clear()
            self._workspace.report_notes(result.notes)
            if pending.recipe is not None and not pending.recipe.is_complete:
                self._workspace.message.emit(
                    "info",
                    self.tr(
                        "This fill was made by a version that did not write down guides and sources; none was used."
                    ),
                )

        self._cancel_landing = self._workspace.changes.put(
            "Fill", lambda document: step_of(pending, result, document), landed
        )

    def _fail(self, error: Exception) -> None:
        self._running = None
        self._workspace.previews.clear()
        self._workspace.report_error(error)

    def _end(self) -> None:
        errand = self._errand
        self._workspace.changes.in_turn(lambda: self._go_on(errand))

    def _go_on(self, ended: Errand | None) -> None:
        if self._errand is not ended:
            return  # cancelled while its result was on the way; another may run
        self._errand = None
        self._running = None
        self._workspace.previews.clear()
        self._activity.end()
        self._next()
        if self._errand is None:
            self.finished.emit()

    def _put_away(self) -> None:
        """The document is closed, and with it what was to be filled there."""
        if self._errand is not None:
            self._errand.drop()
        self._errand = self._running = self._cancel_landing = None
        self._waiting.clear()
        self._activity.end()
