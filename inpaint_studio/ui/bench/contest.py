"""The contest: contenders, the hole they all fill, and what came of each."""

import itertools
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from inpaint_studio.editing.fills import Fill, Recipe
from inpaint_studio.editing.geometry import NOWHERE, Rect
from inpaint_studio.editing.history import fill_step
from inpaint_studio.editing.mask import bounds
from inpaint_studio.editing.picture import Mask, Picture
from inpaint_studio.filling.request import FillProgress, FillResult
from inpaint_studio.filling.sources import Piece
from inpaint_studio.model.checkpoints.description import CheckpointError
from inpaint_studio.ui.bench import jobs as bench_jobs
from inpaint_studio.ui.bench.jobs import Contender, Engines, Hole, Measured, Measuring, Update
from inpaint_studio.ui.document.jobs import Preparing
from inpaint_studio.ui.document.session import Session
from inpaint_studio.ui.kit.sentences import sentence
from inpaint_studio.ui.kit.worker import Errand, Workers

SMALL = 40_000  # pixels of a hole that is filled by those who stand ready, without a word: seconds in all
SETTLE_MS = 350  # after the last change of the mask
_NO_RECIPE = Recipe("preview")


@dataclass(eq=False)
class Entry:
    """A contender, and what came of it on the present hole."""

    contender: Contender
    about: str = ""
    preview: tuple[Fill, ...] = ()
    fills: tuple[Fill, ...] | None = None  # the whole answer
    pieces: tuple[Piece, ...] = ()  # where copied parts of it came from
    seconds: float | None = None
    measured: Measured | None = None
    failure: str = ""
    has_answered: bool = False  # on any hole so far
    stage: str = ""  # of the engine's warming up that it waits for; empty where it waits for none
    stands_ready: bool = False  # nobody chose it yet: it fills small holes by itself, and larger ones when told to

    def forget(self) -> None:
        """Nothing is known on the present hole."""
        self.preview, self.fills, self.pieces = (), None, ()
        self.seconds, self.measured, self.failure, self.stage = None, None, "", ""


class Contest(QObject):
    """Has every contender fill the open document's hole, or a test hole over known pixels, one after the other.

    Signals:
        entries_changed: there are other contenders.
        selection_changed: another one is the current one, or the reference.
        entry_changed: the Entry whose answer got further.
        hole_changed: another hole, or none, is being filled; every answer so far is forgotten.
        picture_changed: another document is open, or none.
        mask_followed: the picture rectangle in which the document's mask is different now.
        updated: an Update, as it came from the worker.
        rendered: every contender has answered, or was cancelled.
        rendering_changed: whether answers are still to come.
        notice: a sentence for the person.
    """

    entries_changed = Signal()
    selection_changed = Signal()
    entry_changed = Signal(object)
    hole_changed = Signal()
    picture_changed = Signal()
    mask_followed = Signal(object)
    updated = Signal(object)
    rendered = Signal()
    rendering_changed = Signal(bool)
    notice = Signal(str)

    def __init__(self, session: Session, workers: Workers, engines: Engines, parent: QObject) -> None:
        super().__init__(parent)
        self.session = session
        self.engines = engines
        self.measuring = Measuring()
        self.entries: list[Entry] = []
        self.hole: Hole | None = None
        self.picture: Picture | None = None
        self.is_watched = False  # whether anybody sees the panes: else a changed mask waits
        self._workers = workers
        self._errand: Errand | None = None
        self._measure_errand: Errand | None = None
        self._queue: dict[int, Contender] = {}  # by key; rendered once the present errand has ended
        self._test: tuple[Rect, Mask] | None = None  # a test hole in place of the document's mask
        self._mask_is_over_truth = False
        self._dirty = NOWHERE  # where the document's mask changed since it was last looked at
        self._current: int | None = None  # keys of contenders
        self._reference: int | None = None
        self._keys = itertools.count(1)
        self._settle_timer = QTimer(self)
        self._settle_timer.setInterval(SETTLE_MS)
        self._settle_timer.setSingleShot(True)
        self._settle_timer.timeout.connect(self.follow_mask)
        session.document_changed.connect(self.follow_document)
        session.plane_changed.connect(self.follow_document)
        session.mask_changed.connect(self._mask_changed)
        session.previews.picture_changed.connect(self._mask_changed)

    # contenders

    def add(
        self,
        name: str,
        method: str,
        checkpoint: Path | None = None,
        seed: int = 0,
        about: str = "",
        *,
        stands_ready: bool = False,
    ) -> int:
        """Another contender; it is rendered at once, or only on a small hole. Returns its key."""
        key = next(self._keys)
        self.entries.append(Entry(Contender(key, name, method, checkpoint, seed), about, stands_ready=stands_ready))
        self._current = key if self._current is None else self._current
        self._reference = key if self._reference is None else self._reference
        self.entries_changed.emit()
        self.render(self._wanted(self.entries[-1:]))
        return key

    def remove(self, key: int) -> None:
        entry = self.entry(key)
        if entry is None:
            return
        self.entries.remove(entry)
        self._queue.pop(key, None)
        left = [e.contender.key for e in self.entries]
        self._current = self._current if self._current in left else (left[-1] if left else None)
        self._reference = self._reference if self._reference in left else (left[0] if left else None)
        self.entries_changed.emit()

    def replace(self, key: int, name: str, checkpoint: Path) -> Entry | None:
        """Let a contender go on with another checkpoint. What it showed stays in sight until there is an answer."""
        entry = self.entry(key)
        if entry is None:
            return None
        shown = entry.fills if entry.fills is not None else entry.preview
        entry.contender = replace(entry.contender, name=name, checkpoint=checkpoint)
        entry.forget()
        entry.preview = shown
        return entry

    def entry(self, key: int | None) -> Entry | None:
        return next((e for e in self.entries if e.contender.key == key), None)

    @property
    def current(self) -> Entry | None:
        """The one that keys mean."""
        return self.entry(self._current)

    @property
    def reference(self) -> Entry | None:
        """The one that others are flickered with and subtracted from."""
        return self.entry(self._reference)

    def set_current(self, key: int | None) -> None:
        self._current = key
        self.selection_changed.emit()

    def set_reference(self, key: int | None) -> None:
        self._reference = key
        self.selection_changed.emit()

    # rendering

    @property
    def is_rendering(self) -> bool:
        return self._errand is not None

    def render_all(self) -> None:
        """Render every contender anew on the hole as it is now."""
        self.stop()
        self.hole = self._present_hole()
        for entry in self.entries:
            entry.forget()
        self.hole_changed.emit()
        self.render(self._wanted(self.entries))

    def ask_all(self) -> None:
        """Render every contender anew, those that stand ready too, and from now on."""
        for entry in self.entries:
            entry.stands_ready = False
        self.render_all()

    def _wanted(self, entries: Sequence[Entry]) -> list[Contender]:
        if self.hole is None:
            self.hole = self._present_hole()
            if self.hole is not None:
                self.hole_changed.emit()
        is_small = self.hole is not None and self.hole.pixels <= SMALL
        return [entry.contender for entry in entries if is_small or not entry.stands_ready]

    def render(self, contenders: Sequence[Contender]) -> None:
        if self.hole is None:
            self.hole = self._present_hole()
            if self.hole is not None:
                self.hole_changed.emit()
        if self.hole is None:
            self.notice.emit(
                self.tr("Paint over something in the editor, or make a test hole, to see what each makes of it.")
            )
            return
        self._queue |= {contender.key: contender for contender in contenders}
        if self._errand is None:
            self._render_next()

    def measure_again(self) -> None:
        """Measure what there is on a test hole anew, by what is measured with now."""
        hole, measuring = self.hole, self.measuring
        if hole is None or not hole.is_test:
            return
        done = [(entry.contender, entry.fills) for entry in self.entries if entry.fills is not None]
        if self._measure_errand is not None:
            self._measure_errand.drop()
        # Dropped with the hole, or what it measures would be shown under the answers to the next one.
        self._measure_errand = self._workers.start(
            "bench: measures",
            lambda: bench_jobs.measure(hole, done, measuring),
            self._take,
            self._fail,
            ticket=hole.ticket,
        )

    def stop(self) -> None:
        """Cancel the present rendering and measuring."""
        for errand in (self._errand, self._measure_errand):
            if errand is not None:
                errand.drop()
        self._errand = self._measure_errand = None
        self._queue = {}
        self.rendering_changed.emit(False)

    def cancel(self) -> bool:
        """Esc: give up the answers that are still to come; those that are there stay. Returns whether any were."""
        if self._errand is None:
            return False
        self.stop()
        for entry in self.entries:
            if entry.fills is None:
                failure = entry.failure
                entry.forget()
                entry.failure = failure
        self.rendered.emit()
        return True

    def _render_next(self) -> None:
        hole, contenders = self.hole, list(self._queue.values())
        self._queue = {}
        if hole is None or not contenders:
            return
        engines, measuring = self.engines, self.measuring
        self._errand = self._workers.start(
            "bench",
            lambda: bench_jobs.compete(hole, contenders, engines, measuring),
            self._take,
            self._fail,
            self._end,
            ticket=hole.ticket,
        )
        self.rendering_changed.emit(True)
        for contender in contenders:
            entry = self.entry(contender.key)
            if entry is not None:
                self.entry_changed.emit(entry)

    def _take(self, update: Update) -> None:
        self.updated.emit(update)
        entry = self.entry(update.contender.key)
        if entry is None or entry.contender != update.contender:
            return  # put away, or a film that has moved on meanwhile
        entry.stage = ""
        match update.value:
            case Preparing(stage=stage):
                entry.stage = stage
            case FillProgress(rect=rect, pixels=pixels, coverage=coverage):
                entry.failure = ""
                others = tuple(f for f in entry.preview if f.rect != rect)
                fill = Fill(f"bench-{update.contender.key}-{rect}", rect, pixels, coverage, _NO_RECIPE)
                entry.preview = (*others, fill)
            case FillResult() as result:
                entry.fills, entry.pieces, entry.seconds = result.fills, result.pieces, result.seconds
                entry.preview = ()
                entry.has_answered = True
            case Measured() as measured:
                entry.measured = measured
            case CheckpointError() as error if not entry.has_answered:
                # The file looked like a checkpoint and is none: nothing is to remain of it but the sentence.
                self.notice.emit(sentence(error))
                self.remove(update.contender.key)
                return
            case Exception() as error:
                entry.forget()
                entry.failure = sentence(error)
        self.entry_changed.emit(entry)

    def _fail(self, error: Exception) -> None:
        self.notice.emit(sentence(error))

    def _end(self) -> None:
        self._errand = None
        if self._queue:
            self._render_next()
            return
        self.rendering_changed.emit(False)
        self.rendered.emit()

    def _present_hole(self) -> Hole | None:
        document = self.session.document
        if document is None:
            return None
        if self._test is not None:
            rect, mask = self._test
            return Hole(document.picture, document.fills, rect, mask.copy(), is_test=True, ticket=document.ticket())
        rect = bounds(document.mask)
        if rect.is_empty:
            return None
        mask = document.mask[rect.slices].copy()
        return Hole(document.picture, document.fills, rect, mask, self._mask_is_over_truth, document.ticket())

    # the document

    def follow_document(self) -> None:
        self.stop()
        self._test = None
        self._dirty = NOWHERE
        document = self.session.document
        self.picture = document.picture if document is not None else None
        self.picture_changed.emit()
        self.render_all()

    def follow_levels(self) -> None:
        """The same picture is seen through other levels: answers stay."""
        document = self.session.document
        before, now = self.picture, document.picture if document is not None else None
        if now is None or before is None or now is before or now.pixels is not before.pixels:
            return
        self.picture = now
        if self.hole is not None:
            self.hole = replace(self.hole, picture=now)
        self.picture_changed.emit()

    def _mask_changed(self, rect: Rect) -> None:
        self._dirty = self._dirty.unite(rect)
        if self.is_watched:
            self._settle_timer.start()

    def follow_mask(self) -> None:
        """Render anew where the document's mask or what lies round it has changed."""
        if self.session.changes.stroke_is_open:
            self._settle_timer.start()
            return
        if self._test is None:
            self.mask_followed.emit(self._dirty)
            self._dirty = NOWHERE
            now, before = self._present_hole(), self.hole
            if now is None and before is not None and before.picture is self.picture:
                return  # taken or cleared: the answers stay in sight, to be compared and taken all the same
            if now is None or before is None or not _same(now, before):
                self.notice.emit("")  # the notice in sight is about another hole
                self.render_all()

    def rest(self) -> None:
        """Nobody is looking: cancel what the workers do."""
        self._settle_timer.stop()
        self.stop()

    # test holes

    @property
    def test_hole(self) -> tuple[Rect, Mask] | None:
        return self._test

    def make_test_hole(self, visible: Rect, kind: str) -> None:
        """Cut a hole of this kind in what is visible, over pixels that are known. The document's mask is untouched."""
        document = self.session.document
        if document is None:
            self.notice.emit(self.tr("Open a picture in the editor first."))
            return
        self._test = bench_jobs.sample_hole(document.picture, visible, kind, random.randrange(2**31))
        self.render_all()
        self.notice.emit(
            self.tr("A test hole: what is under it is known, so answers are measured. Your own mask is untouched.")
        )

    def leave_test_hole(self) -> None:
        """Back to the document's own mask."""
        self._test = None
        self.render_all()

    def set_mask_is_over_truth(self, over_truth: bool) -> None:
        """Whether what lies under the document's own mask is undamaged, so that answers are compared with it."""
        self._mask_is_over_truth = over_truth
        self.render_all()

    # taking

    def take(self, key: int | None = None, name: str = "") -> bool:
        """Lay a contender's answer into the document, as a fill like any other. Returns whether it was.

        name: what to call it in the notice; its own where empty.
        """
        entry = self.entry(key if key is not None else self._current)
        document, hole = self.session.document, self.hole
        if entry is None or entry.fills is None or document is None or hole is None:
            self.notice.emit(self.tr("This pane has no finished answer to take."))
            return False
        if self._test is not None:
            self.notice.emit(
                self.tr("A test hole lies over good pixels, so its answers are not taken into the document.")
            )
            return False
        fills = entry.fills

        def lay() -> None:
            self.session.changes.commit(fill_step(document, fills, hole.mask, hole.rect))

        # In its turn: a step that clears marks must not come into a stroke, which knows the mask as it was before.
        if hole.ticket is None or not document.take(hole.ticket, lambda: self.session.changes.in_turn(lay)):
            self.notice.emit(self.tr("This answer belongs to another picture."))
            return False
        text = self.tr("The answer of {name} is a fill of the document now; undo takes it back.")
        self.notice.emit(text.format(name=name or entry.contender.name))
        return True


def _same(one: Hole, other: Hole) -> bool:
    return (
        one.picture is other.picture
        and one.fills is other.fills
        and one.rect == other.rect
        and one.is_test == other.is_test
        and np.array_equal(one.mask, other.mask)
    )
