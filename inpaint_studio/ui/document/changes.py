"""The changes of the document in view, and of those that are open beside it."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal

from inpaint_studio.editing.brush import Brush, Stroke
from inpaint_studio.editing.document import Document, OpenStroke
from inpaint_studio.editing.geometry import NOWHERE, Rect
from inpaint_studio.editing.history import Step
from inpaint_studio.editing.mask_levels import MaskLevels
from inpaint_studio.ui.document.change_queue import ChangeQueue, TakeStep, Walk
from inpaint_studio.ui.document.jobs import ComputeMask, MakeStep
from inpaint_studio.ui.kit.worker import Workers


class Changes(QObject):
    """The queues of one session's documents. What is asked for without a name is asked of the one in view.

    Signals:
        done: the picture rectangle a change touched, and whether the fills are others now.
        done_elsewhere: a document that is not in view was changed.
        failed: the exception that ended a change, and the Document that was to be changed.
        walked: the Document, in view or not, in which steps were undone or redone, and these.
        stroke_begun: the Brush with which a stroke has begun to paint the mask.
        stroke_changed: a stroke has begun, or was ended or abandoned.
    """

    stroke_begun = Signal(object)
    stroke_changed = Signal()
    walked = Signal(object, object)
    done = Signal(object, bool)
    done_elsewhere = Signal(object)
    failed = Signal(Exception, object)

    def __init__(self, workers: Workers, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workers = workers
        self._queues: dict[Document, ChangeQueue] = {}
        self._now: ChangeQueue | None = None  # of the document in view

    def begin(self, document: Document | None, levels: MaskLevels | None) -> None:
        """Speak of another document from now on; what was asked for the last one goes on until it is forgotten."""
        self._now = None if document is None else self.of(document)
        if self._now is not None:
            self._now.levels = levels

    def of(self, document: Document) -> ChangeQueue:
        """The queue of an open document."""
        if document not in self._queues:
            self._queues[document] = ChangeQueue(
                self._workers,
                document,
                self._done,
                lambda error: self.failed.emit(error, document),
                lambda steps: self.walked.emit(document, steps),
            )
        return self._queues[document]

    def forget(self, document: Document) -> None:
        """It is closed: give up everything that waits for it."""
        queue = self._queues.pop(document, None)
        if queue is not None:
            queue.drop()
        if queue is self._now:
            self._now = None

    def drop(self) -> None:
        """Give up everything that waits, for every document."""
        for queue in self._queues.values():
            queue.drop()

    @property
    def is_busy(self) -> bool:
        return self._now is not None and self._now.is_busy

    @property
    def is_putting(self) -> bool:
        """Whether a step that was put is on its way into the document: work that is not saved."""
        return self._now is not None and self._now.is_putting

    @property
    def is_walking(self) -> bool:
        """Whether an undo or redo is being worked out: who paints now would paint on what is going to change."""
        return self._now is not None and self._now.is_walking

    @property
    def stroke_is_open(self) -> bool:
        return self._now is not None and self._now.stroke_is_open

    def begin_stroke(self, brush: Brush) -> Stroke | None:
        """The tool in hand paints the mask from now on; what is worked out waits. None where nothing is open."""
        stroke = self._now.begin_stroke(brush) if self._now is not None else None
        if stroke is not None:
            self.stroke_begun.emit(brush)
            self.stroke_changed.emit()
        return stroke

    def open_stroke(self, stroke: OpenStroke) -> bool:
        """As `begin_stroke`, for a stroke that is not painted into the mask. False where nothing is open."""
        if self._now is None:
            return False
        self._now.document.open_stroke(stroke)
        self.stroke_changed.emit()
        return True

    def end_stroke(self, stroke: OpenStroke) -> Step | None:
        """The stroke is over, and its step a change of the document; nothing where the document has let go of it.

        Returns the step, None where nothing was changed.
        """
        if self._now is None or not self._now.holds(stroke):
            return None
        step = self._now.end_stroke(stroke)
        self.stroke_changed.emit()
        return step

    def abandon_stroke(self, stroke: OpenStroke) -> Rect:
        """The stroke is taken back. Returns what that touched, nothing where the document has let go of it."""
        if self._now is None or not self._now.holds(stroke):
            return NOWHERE
        touched = self._now.abandon_stroke(stroke)
        self.stroke_changed.emit()
        return touched

    def commit(self, step: Step) -> None:
        """Do a step at once: one that is done already, or that changes little."""
        if self._now is not None:
            self._now.commit(step)

    def change(self, name: str, compute: ComputeMask, then: TakeStep | None = None) -> None:
        """Change the mask by a function of it, as `ChangeQueue.change`."""
        if self._now is not None:
            self._now.change(name, compute, then)

    def put(self, name: str, make: MakeStep, ended: Callable[[], None], is_small: bool = False) -> Callable[[], None]:
        """Do the step that `make` answers, as `ChangeQueue.put`. Returns what gives it up."""
        return self._now.put(name, make, ended, is_small) if self._now is not None else _nothing

    def look(self, name: str, work: Callable[[Document], Any], take: Callable[[Any], None]) -> None:
        """Read the document on a worker, in its turn, and hand what was read to `take`."""
        if self._now is not None:
            self._now.look(name, work, take)

    def in_turn(self, do: Callable[[], None]) -> None:
        """Call `do` once everything that was asked for is done; now, where nothing waits."""
        if self._now is not None:
            self._now.in_turn(do)
        else:
            do()

    @property
    def is_any_busy(self) -> bool:
        """Whether anything waits for any document."""
        return any(queue.is_busy for queue in self._queues.values())

    def all_in_turn(self, do: Callable[[], None]) -> None:
        """Call `do` once nothing waits for any document. An open stroke is not waited for."""
        busy = next((queue for queue in self._queues.values() if queue.is_busy), None)
        if busy is None:
            do()
        else:
            busy.in_turn(lambda: self.all_in_turn(do))

    def undo(self, walk: Walk = lambda position: position - 1) -> None:
        """Give up a change of the mask that waits, else go back. walk: how far."""
        if self._now is not None:
            self._now.undo(walk)

    def redo(self, walk: Walk = lambda position: position + 1) -> None:
        self.walk(walk)

    def walk(self, walk: Walk) -> None:
        """Undo or redo until the history is at a position."""
        if self._now is not None:
            self._now.walk(walk)

    def jump_to(self, position: int) -> None:
        self.walk(lambda _: position)

    def _done(self, queue: ChangeQueue, touched: Rect, has_other_fills: bool) -> None:
        if queue is self._now:
            self.done.emit(touched, has_other_fills)
        else:
            self.done_elsewhere.emit(queue.document)


def _nothing() -> None:
    pass
