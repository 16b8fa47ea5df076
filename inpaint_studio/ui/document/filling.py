"""Filling: a queue of holes, and of fills to be made anew; filled one after the other, they land in the document."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, QThread, Signal

from inpaint_studio.editing.fills import Guides, Setting
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.history import Step
from inpaint_studio.editing.mask_levels import MaskLevels
from inpaint_studio.editing.picture import Mask
from inpaint_studio.editing.state import FillSettings
from inpaint_studio.editing.tiles import PackedTiles
from inpaint_studio.filling.request import FillProgress, FillRequest, FillResult
from inpaint_studio.ui.document.active_generator import ActiveGenerator
from inpaint_studio.ui.document.fill_activity import FillActivity
from inpaint_studio.ui.document.hole_search import HoleSearch, Search
from inpaint_studio.ui.document.jobs import FillJob, Planned
from inpaint_studio.ui.document.pending_fill import PendingFill, step_of
from inpaint_studio.ui.document.workspace import Workspace
from inpaint_studio.ui.kit.worker import Errand


class Filling(QObject):
    """Owns the queue of fills, and sets what new ones are made with: the document's sources and guides, and the grain.

    Signals:
        finished: a fill was committed, cancelled or failed; nothing is running or waiting.
        landed: the PendingFill and the FillResult whose step has come into the document.
        doubted: a Doubt; nothing is filled unless it is answered.
    """

    finished = Signal()
    landed = Signal(object, object)
    doubted = Signal(object)

    def __init__(self, workspace: Workspace, generator: ActiveGenerator, job: FillJob) -> None:
        super().__init__(workspace)
        self._workspace, self._generator = workspace, generator
        self.job = job
        self.grain = 1.0
        self._seed = 0
        self._search = HoleSearch(workspace, self._taken)
        self._search.doubted.connect(self.doubted)
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

    def start(self, method: str = "auto", seed: int | None = None, marks: tuple[Step, ...] | None = None) -> bool:
        """Fill what is marked. While a fill runs the next one waits its turn. Returns whether there was a hole.

        marks: the steps whose release asks for it. Such a fill takes the place of one that still waits, whose hole is
        part of its own.
        """

        def take(rect: Rect, mask: Mask) -> None:
            chosen, all_marks = seed, marks
            if chosen is None:
                chosen, self._seed = self._seed, self._seed + 1
            self._note_settings(method)
            if marks is not None:
                joined = [pending for pending in self._waiting if pending.marks is not None]
                self._waiting = [pending for pending in self._waiting if pending.marks is None]
                all_marks = (*(mark for pending in joined for mark in pending.marks or ()), *marks)
            self._waiting.append(PendingFill(rect, mask, method, chosen, marks=all_marks))
            self._next()

        return self._search.begin(Search(take, marks))

    @property
    def newest_marks(self) -> tuple[Step, ...] | None:
        """Of the newest fill that is looked for, waits or runs: the steps whose release asked for it, if any did."""
        search = self._search.newest
        newest = search or (self._waiting[-1] if self._waiting else self._running)
        return newest.marks if newest is not None else None

    def cancel_newest(self) -> None:
        """Cancel the newest fill that is looked for, waits or runs, and no other."""
        search = self._search.newest
        if search is not None:
            self._search.drop(search)
        elif self._waiting:
            self._waiting.pop()
        else:
            self.cancel()

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
        was_searching = self._search.drop_all()
        if self._errand is None:
            return was_searching
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
        self._search.drop_all()
        self._waiting.clear()

    def find_hole(self, take: Callable[[Rect, Mask], None]) -> bool:
        """Hand `take` the mask as it is now, less what is already being filled. Returns False where nothing is marked.

        Later, where something else is still to be done before, or the mask is wide; see `HoleSearch`.
        """
        return self._search.begin(Search(take))

    def _taken(self, is_joining: bool) -> tuple[PendingFill, ...]:
        """The holes that are not to be filled once more. is_joining: a release goes on with one that still waits."""
        waiting = [pending for pending in self._waiting if pending.marks is None or not is_joining]
        running = [self._running] if self._running is not None else []
        return tuple(pending for pending in (*waiting, *running) if pending.remakes is None)

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
        if pending.recipe is not None:
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
            self.landed.emit(pending, result)

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
        self.drop_waiting()
        self._activity.end()
