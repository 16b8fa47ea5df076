"""A session: one document, the file it came from, and the work that runs for it. Knows no widget."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QObject, QThread, QTimer, Signal

from inpaint_studio.editing.document import Document, Ticket
from inpaint_studio.editing.fills import Fill, Recipe, Setting
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.history import Step, fill_step, fills_step
from inpaint_studio.editing.mask import bounds
from inpaint_studio.editing.mask_levels import MaskLevels, Veil
from inpaint_studio.editing.mask_reading import MaskReading
from inpaint_studio.editing.picture import Mask
from inpaint_studio.files.memory.project import SUFFIX as PROJECT_SUFFIX
from inpaint_studio.files.saving.writing import SaveOptions, SaveReport
from inpaint_studio.filling.request import FillProgress, FillRequest, FillResult, Method
from inpaint_studio.ui.canvas.display import Display
from inpaint_studio.ui.document import jobs
from inpaint_studio.ui.document.asked import Asked, hole_left, marked_part, step_of
from inpaint_studio.ui.document.candidate import Candidate
from inpaint_studio.ui.document.changes import Changes
from inpaint_studio.ui.document.jobs import ComputeMask, EngineReady, FillJob, Judged, JudgeJob, Opened, Planned
from inpaint_studio.ui.kit.activities import Activities
from inpaint_studio.ui.kit.sentences import sentence, spoken
from inpaint_studio.ui.kit.worker import Errand, Workers

if TYPE_CHECKING:
    from inpaint_studio.editing.detect import Finding

_LONG = 10.0  # seconds; a fill expected to take longer is shown against the clock


@dataclass(frozen=True, eq=False)
class _Save:
    """A file that was asked to be written: the document as it was then."""

    path: Path
    ticket: Ticket
    state: int  # of the document's history
    write: Callable[[], Iterator[Any]]  # the job; yields what `take` takes
    take: Callable[["_Save", Any], None]


class Session(QObject):
    """Holds the document and does what is asked for it: open, save, fill, undo.

    Signals:
        document_changed: there is another document, or none.
        mask_changed: the picture rectangle in which the mask is different now.
        picture_changed: the picture rectangle that looks different now.
        history_changed: steps were added, undone or redone, or the document was saved.
        activity_changed: the Activity to be shown, the one told of last, or None.
        said: a level (info, warning, error) and a sentence for the person.
        candidates_changed: candidates were offered, got further, or were put away.
        veils_changed: the tuple of Veils, where previews are to be seen.
        saved: the path a picture was saved to.
        fill_finished: a fill was committed, given up or failed; nothing is running or waiting.
        engine_ready: what the engine runs on.
        checkpoint_changed: the checkpoint that fills are made with now, None for the one that came with the program.
        opening_failed: the path that could not be opened.
        arrived: an Opened picture that did not replace the open one, which was worked on while it was decoded.
        saving_failed: the path that was not written, and the error that says why.
        about_to_save: the path that is going to be written.
        mask_named: a name, and the mask now kept under it.
        shut: all work has ended and the document is closed as it should be.
    """

    document_changed = Signal()
    mask_changed = Signal(object)
    picture_changed = Signal(object)
    history_changed = Signal()
    activity_changed = Signal(object)
    said = Signal(str, str)
    candidates_changed = Signal()
    veils_changed = Signal(object)
    saved = Signal(object)
    fill_finished = Signal()
    engine_ready = Signal(str)
    checkpoint_changed = Signal(object)
    opening_failed = Signal(object)
    arrived = Signal(object)
    saving_failed = Signal(object, object)
    about_to_save = Signal(object)
    mask_named = Signal(str, object)
    shut = Signal()

    def __init__(
        self, fill_job: FillJob = jobs.fill, judge_job: JudgeJob = jobs.judge, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.workers = Workers(self)
        self.document: Document | None = None
        self.display: Display | None = None
        self.mask_levels: MaskLevels | None = None
        self.path: Path | None = None
        self.saved_path: Path | None = None  # where the next plain save goes
        self.project_path: Path | None = None  # where the next save of the project goes
        self.history_bytes = 512 * 2**20
        self.checkpoint: Path | None = None
        self.sources: Mask | None = None
        self.source_levels: MaskLevels | None = None
        self.guides: tuple[tuple[tuple[float, float], ...], ...] = ()
        self.grain = 1.0
        self.candidates: tuple[Candidate, ...] = ()
        self.shown_candidate: int | None = None
        self._fill_job = fill_job
        self._judge_job = judge_job
        self._planned: Planned | None = None  # of the fill that runs
        self._fill_began = 0.0  # of the same, on the monotonic clock
        self._seed = 0
        self._running: Asked | None = None
        self._waiting: list[Asked] = []
        self._fill_errand: Errand | None = None
        self._open_errand: Errand | None = None
        # Called on a worker before the file at a path is written, after `about_to_save` was heard on the UI thread.
        # What it raises keeps the file from being written.
        self.before_writing: Callable[[Path], None] | None = None
        self._checkpoint_errand: Errand | None = None
        self._save_errand: Errand | None = None
        self._saves: list[_Save] = []  # asked for while another is being written
        self._previews: dict[Rect, Fill] = {}
        self._preview_is_due = False
        self._preview_timer = QTimer(self)
        self._preview_timer.setSingleShot(True)
        self._preview_timer.setInterval(60)
        self._preview_timer.timeout.connect(self._show_due_previews)
        self._veils: dict[int, tuple[Mask, Veil]] = {}  # by identity of the coverage, which is kept alive beside it
        self._give_up_landing: Callable[[], None] | None = None  # of a result that is on its way into the document
        self._picked: tuple[Fill, ...] = ()  # of the candidate that is on its way there
        self._candidates_for: Asked | None = None
        self._candidates_errand: Errand | None = None
        self.changes = Changes(self.workers, self)
        self.changes.done.connect(self._told_of)
        self.changes.failed.connect(self._fail_with_sentence)
        self._search_errand: Errand | None = None
        self._activities = Activities(self.activity_changed.emit)
        self.is_shut = self._is_shutting = False
        self.workers.changed.connect(self._shut_if_ended)

    # the document

    def open(self, path: Path, page: int = 0) -> None:
        """Open a picture on a worker; `document_changed` follows, or a sentence."""
        if self._open_errand is not None:
            self._open_errand.drop()
        ticket = self.ticket()
        self._open_errand = self.workers.start(
            f"open {path.name}",
            lambda: jobs.open_picture(path, self.history_bytes, page),
            lambda opened: self.arrive(opened, ticket),
            lambda error: self._fail_opening(path, error),
            self._end_opening,
        )
        self._activities.tell("open", self.tr("Opening {name} …").format(name=path.name))

    def show(self, opened: Opened, saved_path: Path | None = None) -> None:
        """Take a prepared document in place of the one that is open."""
        self._put_away()
        self.document = opened.document
        self.display = Display(opened.document.picture, opened.levels)
        self.display.set_fills(opened.document.fills)
        self.mask_levels = opened.mask_levels
        self.changes.begin(opened.document, opened.mask_levels)
        self.path = opened.path
        self.saved_path = saved_path
        self.project_path = opened.path if opened.path.suffix.lower() == PROJECT_SUFFIX else None
        self.set_sources(None)
        self.guides = ()
        self.document_changed.emit()
        self.history_changed.emit()
        self._note(opened.document.picture.notes)

    def close_document(self) -> None:
        """Put the document away without asking."""
        self._put_away()
        self.document = self.display = self.mask_levels = self.path = self.saved_path = None
        self.changes.begin(None, None)
        self.document_changed.emit()
        self.history_changed.emit()

    def ticket(self) -> Ticket | None:
        """What a job that starts now is for; None where no document is open."""
        return self.document.ticket() if self.document is not None else None

    def bound(self, do: Callable[..., object]) -> Callable[..., None]:
        """`do`, for a dialog or a button that is answered later: refused in a sentence if by then the document that
        is open now is not open any more. What was asked about one picture is never done to another."""
        ticket = self.ticket()

        def answered(*arguments: object) -> None:
            if ticket is None:
                do(*arguments)
            elif not ticket.document.take(ticket, lambda: do(*arguments)):
                words = self.tr("{name} is not open any more; nothing was done.")
                self.said.emit("warning", words.format(name=ticket.document.picture.name))

        return answered

    def arrive(self, opened: Opened, ticket: Ticket | None) -> None:
        """Show what was asked for with this ticket. `arrived` instead where there is work that came after it."""
        if self.would_replace_work(ticket):
            self.arrived.emit(opened)
        else:
            self.show(opened)

    def would_replace_work(self, ticket: Ticket | None) -> bool:
        """Whether there is work, not saved, that was done after this ticket was taken: nobody was asked about it."""
        return self.has_unsaved_work and (ticket is None or not ticket.is_current)

    @property
    def has_unsaved_work(self) -> bool:
        document = self.document
        return document is not None and (
            document.has_unsaved_fills
            or (document.is_modified and bool(document.mask.any()))
            or self._give_up_landing is not None
            or bool(self._picked)
        )

    @property
    def is_busy(self) -> bool:
        return bool(self._activities)

    @property
    def is_filling(self) -> bool:
        return self._fill_errand is not None or self._candidates_errand is not None

    @property
    def is_saving(self) -> bool:
        return self._save_errand is not None or bool(self._saves)

    def commit(self, step: Step | None) -> None:
        """Do a step and tell everybody what it touched."""
        if self.document is None or step is None:
            return
        self.changes.commit(step)

    def undo(self) -> None:
        self.changes.undo()

    def redo(self) -> None:
        self.changes.redo()

    def jump_to(self, position: int) -> None:
        self.changes.walk(lambda _: position)

    def _told_of(self, touched: Rect, has_other_fills: bool) -> None:
        if not touched.is_empty:
            self.mask_changed.emit(touched)
        if has_other_fills:
            self._show_fills()
        self.history_changed.emit()

    # the mask

    def change_mask(self, name: str, compute: ComputeMask) -> None:
        """Change the mask by a function of it, worked out on a worker: (H, W) -> (rect, new pixels there), or None.

        Changes are worked out one after the other, each on what the one before left.
        """
        self.changes.change(name, compute)

    @property
    def is_changing_mask(self) -> bool:
        return self.changes.is_busy

    @property
    def stroke_is_open(self) -> bool:
        """Whether the tool in hand is painting the mask."""
        return self.changes.stroke_is_open

    def find_damage(self, sensitivity: float) -> None:
        """Look for scratches, creases and dust, on a worker, and add them to the mask. sensitivity: 0 .. 1."""
        document = self.document
        if document is None or self._search_errand is not None:
            return
        picture, fills = document.picture, document.fills
        text = self.tr("Looking for damage …")
        marked = Rect(0, 0, 0, 0)

        def take(finding: "Finding") -> None:
            nonlocal marked
            self._activities.tell("search", text, finding.done / max(finding.total, 1))
            if finding.mask is None:
                return
            found = finding.mask
            marked = bounds(found)
            if marked.is_empty:
                self.said.emit("info", self.tr("No damage was found. Try a higher sensitivity, or mark it by hand."))
            else:
                part = found[marked.slices]
                self.change_mask("Find damage", lambda mask: (marked, np.maximum(mask[marked.slices], part)))

        self._search_errand = self.workers.start(
            "find damage",
            lambda: jobs.find_damage(picture, fills, sensitivity),
            take,
            self._fail_with_sentence,
            self._end_search,
            QThread.Priority.LowPriority,
            document.ticket(),
        )
        self._activities.tell("search", text, 0.0)

    def _end_search(self) -> None:
        self._search_errand = None
        self._activities.end("search")

    def load_mask(self, path: Path, name: str) -> None:
        """Take a mask from a file, in place of the one that is there."""
        document = self.document
        if document is None:
            return

        def take(reading: MaskReading) -> None:
            self.change_mask(name, lambda _: (document.picture.rect, reading.mask))
            for note in reading.notes:
                self.said.emit("info", spoken(note))

        self.workers.start(
            f"mask {path.name}",
            lambda: jobs.open_mask(path, document.size),
            take,
            self._fail_with_sentence,
            ticket=document.ticket(),
        )

    def save_mask(self, path: Path) -> None:
        """Write the mask as it is when all that was asked of it is done, on a worker; a sentence follows."""
        self.changes.in_turn(lambda: self._save_mask(path))

    def _save_mask(self, path: Path) -> None:
        if self.document is None:
            return
        mask = self._mask_now()
        self.workers.start(
            f"save mask {path.name}", lambda: jobs.save_mask(mask, path), self._mask_saved, self._fail_with_sentence
        )

    def _mask_now(self) -> Mask:
        """A copy of the mask. Only where something is marked are its pages touched: all of 24 MP take 30 ms."""
        assert self.document is not None
        assert self.mask_levels is not None
        mask = np.zeros_like(self.document.mask)
        marked = marked_part(self.mask_levels).slices
        mask[marked] = self.document.mask[marked]
        return mask

    def _mask_saved(self, path: Path) -> None:
        self.said.emit("done", self.tr("The mask was saved as {name}.").format(name=path.name))

    # filling

    def warm_up(self) -> None:
        """Import torch and load the generator, on a worker, while the person looks for a picture."""
        checkpoint = self.checkpoint

        def fail(error: Exception) -> None:
            self._fail_with_sentence(error)
            if checkpoint is not None and self.checkpoint == checkpoint:
                self.checkpoint = None  # what came with the program still fills
                self.warm_up()

        self.workers.start(
            "engine",
            lambda: jobs.warm_up(checkpoint),
            self._engine_is_ready,
            fail,
            priority=QThread.Priority.LowPriority,
        )

    def use_checkpoint(self, path: Path | None) -> None:
        """Fill with this generator from now on, None for the one that came with the program.

        Once a worker has opened it and found it good: `checkpoint_changed` follows, or a sentence, and then the one
        in use stays.
        """

        def take(ready: EngineReady) -> None:
            self.checkpoint = path
            self._engine_is_ready(ready)
            self.checkpoint_changed.emit(path)

        if self._checkpoint_errand is not None:
            self._checkpoint_errand.drop()
        self._checkpoint_errand = self.workers.start(
            "checkpoint", lambda: jobs.warm_up(path), take, self._fail_with_sentence, self._end_choosing
        )

    def _end_choosing(self) -> None:
        self._checkpoint_errand = None

    def _engine_is_ready(self, ready: EngineReady) -> None:
        self.engine_ready.emit(ready.text)

    def fill(self, method: Method = "auto", seed: int | None = None) -> bool:
        """Fill what is marked. While a fill runs the next one waits its turn. Returns whether there was a hole."""

        def take(rect: Rect, mask: Mask) -> None:
            chosen = seed
            if chosen is None:
                chosen, self._seed = self._seed, self._seed + 1
            self._waiting.append(Asked(rect, mask, method, chosen))
            self._next_fill()

        return self._find_hole(take)

    def set_sources(self, sources: Mask | None) -> None:
        """Where fills may take texture from: (H, W), 255 = may; None = anywhere. Never written to from now on."""
        self.sources = sources
        if sources is not None:
            sources.flags.writeable = False
        self.source_levels = MaskLevels(sources) if sources is not None else None

    def remake(self, fill_id: str, method: Method, seed: int | None = None) -> None:
        """Make a fill anew in its own place, with another method or seed; the others stay bit for bit.

        With the guides, sources and settings of its own recipe, whatever is set today.
        """
        fill = self.fill_named(fill_id)
        if fill is not None:
            self._seed += 1
            mask = fill.coverage.copy()
            chosen = self._seed if seed is None else seed
            self._waiting.append(Asked(fill.rect, mask, method, chosen, fill_id, fill.recipe))
            self._next_fill()

    def cancel(self) -> bool:
        """Give up what runs and what waits. Returns whether there was anything to give up."""
        if self._candidates_for is not None:
            self.put_candidates_away()
            return True
        if self._fill_errand is not None:
            self._fill_errand.drop()
            self._fill_errand = None
            if self._give_up_landing is not None:
                self._give_up_landing()
            self._give_up_landing = self._running = None
            self._waiting.clear()
            self._drop_previews()
            self._activities.end("fill")
            self.fill_finished.emit()
            return True
        if self._search_errand is not None:
            self._search_errand.drop()
            self._search_errand = None
            self._activities.end("search")
            return True
        if self._open_errand is not None:
            self._open_errand.drop()
            self._open_errand = None
            self._activities.end("open")
            return True
        return False

    def _find_hole(self, take: Callable[[Rect, Mask], None]) -> bool:
        """Hand `take` the mask as it is now, less what is already being filled. A copy: painting goes on meanwhile.

        Once what was asked for before is done, which is part of the hole, and a worker has copied it where it is
        wide: specks all over 24 megapixels take 20 ms. Returns False where nothing is marked.
        """
        if self.changes.is_busy:
            self.changes.in_turn(lambda: self._find_hole(take))
            return True
        levels = self.mask_levels
        if self.document is None or levels is None:
            return False
        rect = marked_part(levels)
        if rect.is_empty:
            return False
        running = (self._running,) if self._running else ()
        taken = tuple(asked for asked in (*self._waiting, *running) if asked.remakes is None)

        def found(hole: tuple[Rect, Mask] | None) -> None:
            if hole is not None:
                take(*hole)
            elif taken:
                self.said.emit("info", self.tr("All that is marked is being filled already."))

        if rect.area <= jobs.AT_ONCE:
            found(hole_left(levels, taken))
        else:
            self.changes.look("hole", lambda _: hole_left(levels, taken), found)
        return True

    def _request(self, asked: Asked) -> FillRequest:
        assert self.document is not None
        fills = self.document.fills
        if asked.remakes is not None:
            ids = [fill.id for fill in fills]
            fills = fills[: ids.index(asked.remakes)] if asked.remakes in ids else fills
        sources, guides = self.sources, self.guides
        settings: dict[str, Setting] = {"grain": self.grain}
        if asked.recipe is not None:
            packed = asked.recipe.sources
            sources = packed.unpack() if packed is not None else None
            guides, settings = asked.recipe.guides or (), dict(asked.recipe.settings)
        return FillRequest(
            self.document.picture,
            fills,
            asked.rect,
            asked.mask,
            asked.method,
            self.checkpoint,
            asked.seed,
            sources,
            guides,
            settings,
        )

    def _next_fill(self) -> None:
        if self._fill_errand is not None or not self._waiting:
            return
        asked = self._running = self._waiting.pop(0)
        request = self._request(asked)
        self._fill_errand = self.workers.start(
            "fill",
            lambda: self._fill_job(request),
            self._take_fill,
            self._fail_fill,
            self._end_fill,
            QThread.Priority.LowPriority,
            self.ticket(),
        )
        self._planned = None
        self._activities.tell("fill", self.tr("Filling …"), 0.0)

    def _take_fill(self, value: Planned | FillProgress | FillResult) -> None:
        if isinstance(value, Planned):
            self._planned, self._fill_began = value, monotonic()
            self._activities.tell("fill", self._plan_text(value), 0.0)
        elif isinstance(value, FillProgress):
            self._preview(value)
            self._tell_progress(value)
        else:
            self._land(self._running, value)

    def _plan_text(self, planned: Planned) -> str:
        if planned.regions == 1:
            text = self.tr("Filling 1 region, about {seconds} s, {megabytes} MB")
        else:
            text = self.tr("Filling {regions} regions, about {seconds} s, {megabytes} MB")
        return text.format(
            regions=planned.regions, seconds=_whole(planned.seconds), megabytes=_whole(planned.megabytes)
        )

    def _tell_progress(self, progress: FillProgress) -> None:
        """By what is done; where the person has to wait long, by the time that has passed of the time foreseen."""
        planned, text = self._planned, self._stage_text(progress)
        done = progress.done / max(progress.total, 1)
        seconds = 0.0 if planned is None else planned.seconds if progress.seconds is None else progress.seconds
        if seconds > _LONG:
            passed = monotonic() - self._fill_began
            # Short of the end: it is a guess, and what is not finished must not look so.
            done = min(passed / seconds, 0.99)
            clock = self.tr("{passed} s of about {seconds} s")
            text = f"{text} · {clock.format(passed=int(passed), seconds=_whole(seconds))}"
        elif planned is not None:
            foreseen = self.tr("about {seconds} s").format(seconds=_whole(seconds))
            text = f"{text} · {foreseen}"
        self._activities.tell("fill", text, done)

    def _stage_text(self, progress: FillProgress) -> str:
        words = {
            "membrane": self.tr("Filling: first look"),
            "generator": self.tr("Filling: structure"),
            "exemplar": self.tr("Filling: texture"),
        }
        return f"{words[progress.stage]} · {progress.done} / {progress.total}"

    def _preview(self, progress: FillProgress) -> None:
        assert self.document is not None
        self._previews.pop(progress.rect, None)  # the newest on top: a copy lies over tiles of the same hole
        self._previews[progress.rect] = Fill(
            "preview", progress.rect, progress.pixels, progress.coverage, Recipe(progress.stage)
        )
        # The first at once; of hundreds of scratches, as many together as come within a blink.
        if not self._preview_timer.isActive():
            self._show_previews()
            self._preview_timer.start()
        else:
            self._preview_is_due = True

    def _show_due_previews(self) -> None:
        if self._preview_is_due:
            self._show_previews()
            self._preview_timer.start()

    def _show_previews(self) -> None:
        self._preview_is_due = False
        self._show_fills()
        self._show_veils()

    def _land(self, asked: Asked | None, result: FillResult) -> None:
        """Put a result into the document, in its turn. Its previews are seen until it is there."""
        if asked is None:
            return

        def landed() -> None:
            self._give_up_landing = self._running = None
            self._previews.clear()
            self._show_fills()
            self._show_veils()
            self._note(result.notes)
            if asked.recipe is not None and not asked.recipe.is_complete:
                self.said.emit(
                    "info",
                    self.tr(
                        "This fill was made by a version that did not write down guides and sources; none was used."
                    ),
                )

        self._give_up_landing = self.changes.put("Fill", lambda document: step_of(asked, result, document), landed)

    def _fail_fill(self, error: Exception) -> None:
        self._running = None
        self._drop_previews()
        self.said.emit("error", sentence(error))

    def _end_fill(self) -> None:
        errand = self._fill_errand
        self.changes.in_turn(lambda: self._go_on_filling(errand))

    def _go_on_filling(self, ended: Errand | None) -> None:
        if self._fill_errand is not ended:
            return  # given up while its result was on the way; another may run
        self._fill_errand = None
        self._running = None
        self._drop_previews()
        self._activities.end("fill")
        self._next_fill()
        if self._fill_errand is None:
            self.fill_finished.emit()

    def _drop_previews(self) -> None:
        if self._previews:
            self._previews.clear()
            self._show_fills()
        self._show_veils()

    def _show_fills(self) -> None:
        if self.display is None or self.document is None:
            return
        fills = self.document.fills + tuple(self._previews.values()) + self._picked
        if self.shown_candidate is not None:
            fills += self.candidates[self.shown_candidate].fills
        changed = self.display.set_fills(fills)
        if not changed.is_empty:
            self.picture_changed.emit(changed)

    def _show_veils(self) -> None:
        previews = [*self._previews.values(), *self._picked]
        if self.shown_candidate is not None:
            previews += self.candidates[self.shown_candidate].fills
        # A fill of 300 scratches tells of each of them three times: only what is new is worked on.
        known = self._veils
        self._veils = {
            id(fill.coverage): known.get(id(fill.coverage)) or (fill.coverage, Veil(fill.rect, fill.coverage))
            for fill in previews
        }
        self.veils_changed.emit(tuple(veil for _, veil in self._veils.values()))

    # candidates

    def offer_candidates(self, choices: list[tuple[Method, int]]) -> bool:
        """Fill what is marked in several ways, to be looked at side by side. Returns whether there was a hole."""
        if self.is_filling:
            return False
        self.put_candidates_away()
        return self._find_hole(lambda rect, mask: self._make_candidates(rect, mask, choices))

    def _make_candidates(self, rect: Rect, mask: Mask, choices: list[tuple[Method, int]]) -> None:
        if self.is_filling:
            return  # asked for twice, before the hole was found
        asked = self._candidates_for = Asked(rect, mask, "auto", 0)
        self.candidates = tuple(Candidate(method, seed) for method, seed in choices)
        requests = [self._request(replace(asked, method=method, seed=seed)) for method, seed in choices]
        self._candidates_errand = self.workers.start(
            "candidates",
            lambda: jobs.fill_candidates(requests, self._fill_job, self._judge_job),
            self._take_candidate,
            self._fail_with_sentence,
            self._end_candidates,
            QThread.Priority.LowPriority,
            self.ticket(),
        )
        self._activities.tell("candidates", self.tr("Making candidates …"), 0.0)
        self.candidates_changed.emit()

    def show_candidate(self, number: int | None) -> None:
        """Show one of the candidates on the canvas, none where None. The document is not changed."""
        if number is not None and not 0 <= number < len(self.candidates):
            return
        self.shown_candidate = number
        self._show_fills()
        self._show_veils()
        self.candidates_changed.emit()

    def pick_candidate(self, number: int) -> bool:
        """Make a candidate a fill of the document and put the others away. False where it is not ready."""
        if self.document is None or self._candidates_for is None or not 0 <= number < len(self.candidates):
            return False
        candidate, asked = self.candidates[number], self._candidates_for
        if not candidate.is_ready:
            return False

        def landed() -> None:
            self._picked = ()
            self._show_fills()
            self._show_veils()

        self._picked = candidate.fills
        self.put_candidates_away()
        self.changes.put(
            "Fill", lambda document: fill_step(document, candidate.fills, asked.mask, asked.rect, "Fill"), landed
        )
        return True

    def put_candidates_away(self) -> None:
        if self._candidates_errand is not None:
            self._candidates_errand.drop()
            self._candidates_errand = None
            self._activities.end("candidates")
        if self._candidates_for is not None:
            self._candidates_for, self.candidates, self.shown_candidate = None, (), None
            self._show_fills()
            self._show_veils()
            self.candidates_changed.emit()
            self.fill_finished.emit()

    def _take_candidate(self, answer: tuple[int, FillProgress | FillResult | Judged | Exception]) -> None:
        number, value = answer
        candidate = self.candidates[number]
        if isinstance(value, FillProgress):
            fill = Fill("candidate", value.rect, value.pixels, value.coverage, Recipe(value.stage))
            others = tuple(other for other in candidate.fills if other.rect != value.rect)
            candidate = replace(candidate, fills=(*others, fill))
        elif isinstance(value, FillResult):
            candidate = replace(candidate, fills=value.fills, is_ready=True)
        elif isinstance(value, Judged):
            candidate = replace(candidate, score=value.score)
        else:
            candidate = replace(candidate, fills=(), failure=sentence(value))
        self.candidates = (*self.candidates[:number], candidate, *self.candidates[number + 1 :])
        ready = sum(one.is_ready or bool(one.failure) for one in self.candidates)
        judging = isinstance(value, Judged)
        self._activities.tell(
            "candidates",
            self.tr("Comparing candidates …") if judging else self.tr("Making candidates …"),
            ready / len(self.candidates),
        )
        if self.shown_candidate is None and candidate.is_ready:
            self.shown_candidate = number
        if self.shown_candidate == number:
            self._show_fills()
            self._show_veils()
        self.candidates_changed.emit()

    def _end_candidates(self) -> None:
        self._candidates_errand = None
        self._activities.end("candidates")
        self.candidates_changed.emit()

    # fills

    def fill_named(self, fill_id: str) -> Fill | None:
        fills = self.document.fills if self.document else ()
        return next((fill for fill in fills if fill.id == fill_id), None)

    def set_fill_visible(self, fill_id: str, visible: bool) -> None:
        self._change_fill(fill_id, "Show fill" if visible else "Hide fill", lambda f: replace(f, visible=visible))

    def set_fill_strength(self, fill_id: str, strength: float) -> None:
        self._change_fill(fill_id, "Fade fill", lambda fill: replace(fill, strength=strength))

    def delete_fill(self, fill_id: str) -> None:
        self._change_fill(fill_id, "Delete fill", lambda fill: None)

    def mask_of_fill(self, fill_id: str) -> None:
        """Mark again what a fill was made for."""
        fill = self.fill_named(fill_id)
        if fill is not None:

            def add(mask: Mask) -> tuple[Rect, Mask]:
                return fill.rect, np.maximum(mask[fill.rect.slices], fill.coverage)

            self.change_mask("Mask of fill", add)

    def _change_fill(self, fill_id: str, name: str, change: Callable[[Fill], Fill | None]) -> None:
        if self.document is None:
            return
        after = []
        for fill in self.document.fills:
            changed = change(fill) if fill.id == fill_id else fill
            if changed is not None:
                after.append(changed)
        if tuple(after) != self.document.fills:
            self.commit(fills_step(self.document, tuple(after), name))

    # saving

    def save(self, path: Path, options: SaveOptions | None = None) -> None:
        """Write the picture with its fills as they are now, on a worker; `saved` follows, or `saving_failed`.

        While another file is being written this one waits its turn, and what was asked for before is in it.
        """
        self.changes.in_turn(lambda: self._save(path, options or SaveOptions()))

    def _save(self, path: Path, chosen: SaveOptions) -> None:
        document = self.document
        if document is None:
            return
        picture, fills = document.picture, document.fills
        self._write(
            path,
            document,
            lambda: jobs.save(picture, fills, path, chosen),
            self._take_saved,
        )

    def save_project(self, path: Path) -> None:
        """Write everything to go on with tomorrow, as an OpenRaster file, on a worker; as `save` otherwise."""
        self.changes.in_turn(lambda: self._save_project(path))

    def _save_project(self, path: Path) -> None:
        document = self.document
        if document is None:
            return
        snapshot = document.snapshot(self._mask_now())
        self._write(path, document, lambda: jobs.save_project(snapshot, path), self._take_project)

    def _write(
        self, path: Path, document: Document, write: Callable[[], Iterator[Any]], take: Callable[["_Save", Any], None]
    ) -> None:
        asked = _Save(path, document.ticket(), document.history.serial, write, take)
        self._saves = [save for save in self._saves if save.path != path]  # an older state that nobody wants any more
        self._saves.append(asked)
        self._next_save()

    def _next_save(self) -> None:
        if self._save_errand is not None or not self._saves:
            return
        asked = self._saves.pop(0)
        self.about_to_save.emit(asked.path)
        prepare = self.before_writing

        def job() -> Iterator[Any]:
            if prepare is not None:
                prepare(asked.path)
            yield from asked.write()

        def take(value: Any) -> None:
            self._save_errand = None  # first: who hears of it may ask whether anything is still being written
            asked.take(asked, value)

        def fail(error: Exception) -> None:
            self._save_errand = None
            self._activities.end("save")
            self.saving_failed.emit(asked.path, error)

        self._save_errand = self.workers.start(f"save {asked.path.name}", job, take, fail, self._end_saving)
        self._activities.tell("save", self.tr("Saving {name} …").format(name=asked.path.name))

    def _take_saved(self, asked: _Save, report: SaveReport) -> None:
        self._mark_saved(asked, saved_path=report.path)
        name = report.path.name
        if not report.exact:
            words = self.tr("{name} is saved.")
        elif report.format == "jpeg":  # a pixel beside a fill shares its block
            words = self.tr("{name} is saved; nothing outside the JPEG blocks that the fills touch was changed.")
        else:
            words = self.tr("{name} is saved; nothing outside the fills was changed.")
        said = words.format(name=name)
        # One message: of several only the last would be seen.
        self.said.emit("info" if report.notes else "done", " ".join((said, *map(spoken, report.notes))))
        self._tell_saved(asked)

    def _take_project(self, asked: _Save, path: Path) -> None:
        self._mark_saved(asked, project_path=path)
        self.said.emit("done", self.tr("{name} is saved.").format(name=path.name))
        self._tell_saved(asked)

    def _mark_saved(self, asked: _Save, *, saved_path: Path | None = None, project_path: Path | None = None) -> None:
        """Note in the document that was written, if it is still open, that it is on the disk, and where."""
        document = asked.ticket.document

        def note() -> None:
            self.saved_path, self.project_path = saved_path or self.saved_path, project_path or self.project_path
            # What was painted while the file was written is not in it.
            if document.history.serial == asked.state:
                document.mark_saved()

        document.take(asked.ticket, note)

    def _tell_saved(self, asked: _Save) -> None:
        self._activities.end("save")
        asked.ticket.document.take(asked.ticket, self.history_changed.emit)
        self.saved.emit(asked.path)

    def _end_saving(self) -> None:
        self._next_save()

    # the rest

    def run(
        self,
        name: str,
        job: Callable,
        on_value: Callable,
        on_end: Callable | None = None,
        ticket: Ticket | None = None,
    ) -> Errand:
        """Other long work, with errors told as sentences; with a ticket, for that document alone."""
        return self.workers.start(name, job, on_value, self._fail_with_sentence, on_end, ticket=ticket)

    def shut_down(self) -> None:
        """Give up all work; `shut` follows when every thread has ended, which a fill may take seconds for."""
        self.changes.drop()
        self._waiting.clear()
        self._saves.clear()
        self.workers.ask_all_to_stop()
        self._is_shutting = True
        self._shut_if_ended()

    def _shut_if_ended(self, *_: object) -> None:
        if self._is_shutting and not len(self.workers):
            self._is_shutting, self.is_shut = False, True
            self.shut.emit()

    def _fail_opening(self, path: Path, error: Exception) -> None:
        self.said.emit("error", sentence(error))
        self.opening_failed.emit(path)

    def _end_opening(self) -> None:
        self._open_errand = None
        self._activities.end("open")

    def _note(self, notes: tuple[str, ...]) -> None:
        if notes:  # in one message: of several only the last would be seen
            self.said.emit("info", " ".join(map(spoken, notes)))

    def _fail_with_sentence(self, error: Exception) -> None:
        self.said.emit("error", sentence(error))

    def _put_away(self) -> None:
        """Close the document and give up what runs for it."""
        if self.document is not None:
            self.document.close()
        for errand in (self._fill_errand, self._candidates_errand, self._search_errand):
            if errand is not None:
                errand.drop()
        self._fill_errand = self._candidates_errand = self._search_errand = None
        self._running, self._candidates_for, self._give_up_landing = None, None, None
        self._picked = ()
        self._waiting.clear()
        self.changes.drop()
        self._previews.clear()
        self.candidates, self.shown_candidate = (), None
        self._activities.end("fill", "candidates", "search")
        self.veils_changed.emit(())
        self.candidates_changed.emit()


def _whole(amount: float) -> int:
    return max(1, round(amount))
