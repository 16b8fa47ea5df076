"""Filling: a queue of holes, and of fills to be made anew; filled one after the other, they land in the document."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, replace
from pathlib import Path

from PySide6.QtCore import QObject, QThread, Signal

from inpaint_studio.editing.document import Document
from inpaint_studio.editing.fills import Setting
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.guidance import Guides
from inpaint_studio.editing.history import FillStep, Step
from inpaint_studio.editing.late_fills import LateFill, in_its_place, latest
from inpaint_studio.editing.picture import Mask
from inpaint_studio.editing.state import FillSettings
from inpaint_studio.filling.methods import method_of, needs_planes
from inpaint_studio.filling.request import FillProgress, FillRequest, FillResult
from inpaint_studio.options import options_from
from inpaint_studio.ui.document.active_generator import ActiveGenerator
from inpaint_studio.ui.document.fill_activity import FillActivity
from inpaint_studio.ui.document.guide_edits import GuideEdits
from inpaint_studio.ui.document.hole_parts import PART, Part, parts_of
from inpaint_studio.ui.document.hole_search import HoleSearch, Marks, Search
from inpaint_studio.ui.document.jobs import FillJob, FillValue, Planned, Preparing
from inpaint_studio.ui.document.pending_fill import (
    PendingFill,
    latest_marks,
    request_of,
    step_of,
    without_remade,
)
from inpaint_studio.ui.document.run_jobs import RunRequest, fill_plane_from_neighbours
from inpaint_studio.ui.document.run_landing import settings_of
from inpaint_studio.ui.document.workspace import Workspace
from inpaint_studio.ui.kit.literal import one_line
from inpaint_studio.ui.kit.sentences import sentence
from inpaint_studio.ui.kit.worker import Errand


class Filling(QObject):
    """Owns the queue of fills of all open documents, made with their guidance and the methods' options.

    Signals:
        finished: a fill was committed, cancelled or failed; nothing is running or waiting.
        landed: the PendingFill and the FillResult whose step has come into the document.
        doubted: a Doubt; nothing is filled unless it is answered.
    """

    finished = Signal()
    landed = Signal(object, object)
    doubted = Signal(object)

    def __init__(self, workspace: Workspace, generator: ActiveGenerator, guide_edits: GuideEdits, job: FillJob) -> None:
        super().__init__(workspace)
        self._workspace, self._generator, self._guide_edits = workspace, generator, guide_edits
        self.job = job
        self.values: dict[str, Setting] = {}  # of the methods' options, by name: the person's taste, not the picture's
        self._seed = 0
        self._begun = 0  # how many fills were
        self._search = HoleSearch(workspace, self._taken)
        self._search.doubted.connect(self.doubted)
        self._waiting: list[PendingFill] = []
        self._running: PendingFill | None = None
        self._errand: Errand | None = None
        self._cancel_landing: Callable[[], None] | None = None  # of a result that is on its way into the document
        self._activity = FillActivity(workspace, self)
        generator.preparing.connect(self._activity.prepare)
        workspace.closing.connect(self._forget)
        workspace.document_changed.connect(self._name_activity)
        workspace.plane_changed.connect(self._name_activity)

    @property
    def is_running(self) -> bool:
        return self._errand is not None

    @property
    def checkpoint(self) -> Path | None:
        """That fills are made with; None = the shipped one."""
        return self._generator.checkpoint

    @property
    def guides(self) -> Guides:
        document = self._workspace.document
        return document.state.guides if document is not None else ()

    @property
    def sources(self) -> Mask | None:
        """Where fills may take texture from: (H, W), 255 = may; None = anywhere."""
        workspace = self._workspace
        area = workspace.document.state.sources if workspace.document is not None else None
        levels = workspace.source_levels
        if area is None or (levels is not None and area is workspace.source_area):
            return levels.mask if area is not None and levels is not None else None
        return area.unpack()

    def start(self, method: str = "auto", seed: int | None = None, marks: tuple[Step, ...] | None = None) -> bool:
        """Fill what is marked. While a fill runs the next one waits its turn, each for the document it was asked for.

        marks: the steps whose release asks for it. Such a fill takes the place of one that still waits, whose hole is
        part of its own. Returns whether there was a hole.
        """
        document = self._workspace.document

        def take(rect: Rect, mask: Mask, marks: Marks) -> None:
            chosen, all_marks = seed, marks
            if chosen is None:
                chosen, self._seed = self._seed, self._seed + 1
            self._note_settings(method)
            assert document is not None
            if marks is not None:
                joined = [one for one in self._waiting if one.marks is not None and self._is_in_view(one)]
                self._waiting = [one for one in self._waiting if one not in joined]
                all_marks = (*(mark for pending in joined for mark in pending.marks or ()), *marks)
            top = document.history.top
            for part in self._parts(document, rect, mask, all_marks):
                own = None if all_marks is None else part.marks
                self._waiting.append(
                    PendingFill(document, part.rect, part.mask, method, chosen, marks=own, after=top, plane=plane)
                )
            self._next()

        plane = document.plane if document is not None else 0
        return document is not None and self._search.begin(Search(document, take, marks, plane=plane))

    def _parts(self, document: Document, rect: Rect, mask: Mask, marks: Marks) -> list[Part]:
        """What of a hole is filled together: all of it, or strokes that lie near each other."""
        steps = tuple(latest(mark, document.replaced) for mark in marks or ())
        return parts_of(rect, mask, steps)

    @property
    def newest_marks(self) -> tuple[Step, ...] | None:
        """Of the newest fill of the document in view that is looked for, waits or runs: the steps whose release asked
        for it, if any did."""
        newest = self._newest
        if newest is None or newest.marks is None:
            return None
        return latest_marks(newest.document, newest.marks)

    @property
    def _newest(self) -> Search | PendingFill | None:
        document = self._workspace.document
        search = self._search.newest(document) if document is not None else None
        pending = [one for one in (self._running, *self._waiting) if one is not None and self._is_in_view(one)]
        return search or (pending[-1] if pending else None)

    def cancel_newest(self) -> None:
        """Cancel the newest fill of the document in view that is looked for, waits or runs, and no other."""
        newest = self._newest
        if isinstance(newest, Search):
            self._search.drop(newest)
        elif newest is not None and newest is not self._running:
            self._waiting.remove(newest)
        elif newest is not None:
            self._cancel_pending([newest])

    def settings_of(self, method: str, document: Document | None) -> dict[str, Setting]:
        kind = method_of(method).options_for(document is not None and document.picture.is_data)
        return asdict(options_from(kind, self.values))

    def cancel_newest_after(self, step: Step | None) -> bool:
        """Cancel the newest fill of the document in view if `step` was done last when it was asked for.

        Returns whether there was one.
        """
        newest = self._newest
        if not isinstance(newest, PendingFill):
            return False
        after = newest.after
        if (latest(after, newest.document.replaced) if after is not None else None) is not step:
            return False
        self.cancel_newest()
        return True

    def _note_settings(self, method: str) -> None:
        document, checkpoint = self._workspace.document, self._generator.checkpoint
        settings = FillSettings(method, checkpoint.name if checkpoint else None, self.settings_of(method, document))
        if document is not None and document.state.settings != settings:
            self._workspace.lay(replace(document.state, settings=settings))

    def remake(self, fill_id: str, method: str, seed: int | None = None) -> None:
        """Make a fill anew in its own place, with another method or seed; the others stay bit for bit.

        With the guides, sources and settings of its own recipe, whatever is set today.
        """
        fill, document = self._workspace.fill_named(fill_id), self._workspace.document
        if fill is not None and document is not None:
            mask, new = fill.coverage.copy(), self.next_seed()
            chosen = new if seed is None else seed
            after = document.history.top
            self._waiting.append(
                PendingFill(
                    document, fill.rect, mask, method, chosen, fill_id, fill.recipe, after=after, plane=document.plane
                )
            )
            self._next()

    def next_seed(self) -> int:
        """Another one than before, for a fill that is made anew."""
        self._seed += 1
        return self._seed

    def cancel(self, everywhere: bool = False) -> bool:
        """Cancel the fill that runs and those that wait, of the document in view or of all.

        Returns whether there was anything to cancel.
        """
        was_searching = self._search.drop_all(None if everywhere else self._workspace.document)
        if self._errand is None:
            return was_searching
        pending = [one for one in (self._running, *self._waiting) if one is not None]
        mine = [one for one in pending if everywhere or self._is_in_view(one)]
        if pending and not mine:
            return was_searching
        self._cancel_pending(mine)
        return True

    def waits_for(self, document: Document) -> bool:
        """Whether a fill of this document runs or waits for its turn."""
        return any(one is not None and one.document is document for one in (self._running, *self._waiting))

    def _cancel_pending(self, pending: list[PendingFill]) -> None:
        self._waiting = [one for one in self._waiting if one not in pending]
        if self._errand is not None and (self._running is None or self._running in pending):
            self._errand.drop()
            self._errand = None
            if self._cancel_landing is not None:
                self._cancel_landing()
            self._cancel_landing = self._running = None
            self._workspace.previews.clear()
            self._activity.end()
            self._next()
        if self._errand is None:
            self.finished.emit()

    def drop_waiting(self) -> None:
        self._search.drop_all()
        self._waiting.clear()

    def find_hole(self, take: Callable[[Rect, Mask], None]) -> bool:
        """Hand `take` the mask as it is now, less what is already being filled. Returns False where nothing is marked.

        Later, where something else is still to be done before, or the mask is wide; see `HoleSearch`.
        """
        document = self._workspace.document
        if document is None:
            return False
        return self._search.begin(Search(document, lambda rect, mask, _: take(rect, mask), plane=document.plane))

    def _taken(self, document: Document, is_joining: bool) -> tuple[PendingFill, ...]:
        """The holes that are not to be filled once more. is_joining: a release goes on with one that still waits."""
        waiting = [pending for pending in self._waiting if pending.marks is None or not is_joining]
        running = [self._running] if self._running is not None else []
        mine = [pending for pending in (*waiting, *running) if pending.document is document]
        here = [pending for pending in mine if pending.plane == document.plane]
        return tuple(pending for pending in here if pending.remakes is None)

    def request(self, pending: PendingFill) -> FillRequest:
        """What the engine is asked for, of its document as it is now. Its plane is in view, or would be with it."""
        document = pending.document
        sources = self.sources
        if document is not self._workspace.document:
            area = document.state.sources
            sources = area.unpack() if area is not None else None
        return request_of(pending, sources, self._settings_for(pending), self._generator.checkpoint)

    def _settings_for(self, pending: PendingFill) -> Mapping[str, Setting]:
        recipe = pending.recipe
        return self.settings_of(pending.method, pending.document) if recipe is None else recipe.settings

    def settings_in_plane(self, method: str, document: Document) -> dict[str, Setting]:
        """Of the method that fills within one plane: what other planes do not show is left to `auto`."""
        return self.settings_of("auto" if needs_planes(method) else method, document)

    def _values(self, pending: PendingFill) -> Callable[[], Iterator[FillValue]]:
        """The job of a fill. A plane that is not in view is decoded by it first."""
        document, job = pending.document, self.job
        if needs_planes(pending.method):
            own = pending.recipe
            settings: Mapping[str, Setting] = self.settings_in_plane(pending.method, document)
            settings, in_plane = (settings, "auto") if own is None else settings_of(own)
            state, planes, weights = without_remade(document.snapshot(), pending), (pending.plane,), self.checkpoint
            run = RunRequest(state, planes, pending.method, pending.seed, settings, weights, "", in_plane=in_plane)
            return lambda: fill_plane_from_neighbours(run, pending.rect, pending.mask)
        if pending.plane == document.plane:
            request = self.request(pending)
            return lambda: job(request)
        state, values_of, checkpoint = document.state, self._settings_for(pending), self._generator.checkpoint

        def values() -> Iterator[FillValue]:
            there = state.turned(state.stack.picture(pending.plane))
            sources = there.sources.unpack() if there.sources is not None else None
            yield from job(request_of(pending, sources, values_of, checkpoint, there))

        return values

    def led(self, pending: PendingFill) -> PendingFill:
        """It is being filled now, by the guide lines and source regions that there are."""
        return replace(pending, guidance=pending.document.state.guidance_of(pending.plane))

    def step(self, pending: PendingFill, step: FillStep | None, document: Document) -> FillStep | None:
        """The step of a fill, with what becomes of the guide lines and source regions that it was made by."""
        if step is None or pending.remakes is not None or not method_of(pending.method).copies:
            return step
        return self._guide_edits.served(step, pending.guidance, document, pending.rect)

    def _next(self) -> None:
        if self._errand is not None or not self._waiting:
            return
        pending = self._running = self.led(self._waiting.pop(0))
        self._begun += 1
        self._errand = self._workspace.workers.start(
            "fill",
            self._values(pending),
            self._take,
            self._fail,
            self._end,
            QThread.Priority.LowPriority,
            pending.document.ticket(),
        )
        self._activity.begin(self._name_elsewhere(pending))

    def _take(self, value: FillValue) -> None:
        if isinstance(value, Preparing):
            self._activity.wait_for(value.stage)
        elif isinstance(value, Planned):
            self._activity.plan(value)
        elif isinstance(value, FillProgress):
            if self._is_in_view(self._running):
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
            self._workspace.report_notes(result.notes, pending.document)
            if pending.recipe is not None and not pending.recipe.is_complete:
                self._workspace.tell(
                    "info",
                    self.tr(
                        "This fill was made by a version that did not write down guides and sources; none was used."
                    ),
                    pending.document,
                )
            self.landed.emit(pending, result)

        def make(document: Document) -> Step | LateFill | None:
            step = self.step(pending, step_of(pending, result, document), document)
            if step is None or pending.marks is None:
                return step
            return in_its_place(document.history, document.laid_on(pending.plane), step, pending.rect, pending.mask)

        is_small = pending.marks is not None and pending.rect.area <= PART
        self._cancel_landing = self._workspace.changes.of(pending.document).put("Fill", make, landed, is_small)

    def _fail(self, error: Exception) -> None:
        running, self._running = self._running, None
        self._workspace.previews.clear()
        if running is None:
            return
        moment, begun = running.document.moment, self._begun
        self._workspace.tell(
            "error",
            sentence(error),
            running.document,
            lambda: (running.document.moment, self._begun) == (moment, begun),  # until it is tried anew
        )

    def _end(self) -> None:
        errand, running = self._errand, self._running
        if running is None:  # it failed
            self._go_on(errand)
        else:
            self._workspace.changes.of(running.document).in_turn(lambda: self._go_on(errand))

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

    def _is_in_view(self, pending: PendingFill | None) -> bool:
        document = self._workspace.document
        return pending is not None and pending.document is document and pending.plane == document.plane

    def _name_elsewhere(self, pending: PendingFill) -> str:
        """Of a picture or a plane that is not in view, empty for the one that is."""
        document = pending.document
        if self._is_in_view(pending):
            return ""
        if document is self._workspace.document:
            return self.tr("Plane {number}").format(number=pending.plane + 1)
        picture = self._workspace.pictures.of(document)
        return one_line(picture.name if picture is not None else document.picture.name)

    def _name_activity(self) -> None:
        """Another picture or plane is in view: the status line says whose fill it is that runs."""
        if self._running is not None:
            self._activity.belongs_to(self._name_elsewhere(self._running))

    def _forget(self, document: Document) -> None:
        """The document is closed, and with it what was to be filled there."""
        self._search.drop_all(document)
        pending = [one for one in (self._running, *self._waiting) if one is not None and one.document is document]
        if pending:
            self._cancel_pending(pending)
