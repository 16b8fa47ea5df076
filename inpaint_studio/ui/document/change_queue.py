"""The queue of one document's changes: one after the other as they were asked for, the large ones on a worker.

What changes the mask of 100 megapixels takes a second, and putting it in place or taking it back would alone take a
tenth of one: longer than the window may stand still. So a worker looks ahead: it works out the mask as it will be, and
the UI thread only puts that in place of the old one. Nothing is ever half done, and what was worked out from a mask
that was painted on since is worked out again.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from inpaint_studio.editing.brush import Brush, Stroke
from inpaint_studio.editing.document import Document, OpenStroke
from inpaint_studio.editing.geometry import NOWHERE, Rect
from inpaint_studio.editing.history import Step, mask_step
from inpaint_studio.editing.mask_levels import MaskLevels
from inpaint_studio.ui.document import jobs
from inpaint_studio.ui.document.jobs import ComputeMask, MakeStep, PrecomputedChange
from inpaint_studio.ui.kit.worker import Errand, Workers

Walk = Callable[[int], int]  # from a position in the history to the one that is wanted; clamped
TakeStep = Callable[[Step | None], None]  # is handed the step that was committed, None where nothing was to be changed


@dataclass(eq=False)
class _Turn:
    """Something that was asked for and waits for what was asked before it."""

    name: str
    work: Callable[[], Any] | None = None  # on a worker; reads the document
    take: Callable[[Any], None] | None = None  # on the UI thread, with what `work` answered
    ended: Callable[[], None] | None = None  # on the UI thread, when it was done or could not be
    walks: list[Walk] = field(default_factory=list)  # of undos and redos
    is_change: bool = False  # of the mask: undo cancels it while it waits
    is_small: bool = False  # so little that the UI thread may do `work` between two frames


class ChangeQueue:
    """What waits to be done to one document, whether it is in view or not. Lives on the UI thread, as it does."""

    def __init__(
        self,
        workers: Workers,
        document: Document,
        done: Callable[["ChangeQueue", Rect, bool], None],
        failed: Callable[[Exception], None],
        walked: Callable[[Sequence[Step]], object] = lambda _: None,
    ) -> None:
        """done: called with the picture rectangle a change touched, and whether the fills are others now.

        walked: called with the steps that were undone or redone.
        """
        self.document = document
        self.levels: MaskLevels | None = None  # of its mask, where somebody looks at it
        self._workers = workers
        self._on_done, self._on_failed, self._on_walked = done, failed, walked
        self._queue: list[_Turn] = []
        self._errand: Errand | None = None
        self._running: _Turn | None = None  # what the errand is for

    def drop(self) -> None:
        """Give up everything that waits."""
        self._queue.clear()
        self._drop_errand()

    @property
    def is_busy(self) -> bool:
        return bool(self._queue)

    @property
    def is_putting(self) -> bool:
        """Whether a step that was put is on its way into the document: work that is not saved."""
        return any(turn.ended is not None for turn in self._queue)

    @property
    def is_walking(self) -> bool:
        """Whether an undo or redo is being worked out: who paints now would paint on what is going to change."""
        return any(bool(turn.walks) for turn in self._queue)

    @property
    def stroke_is_open(self) -> bool:
        return self.document.stroke is not None

    def begin_stroke(self, brush: Brush) -> Stroke:
        return self.document.begin_stroke(brush)

    def holds(self, stroke: OpenStroke) -> bool:
        """Whether this is the open stroke of the document."""
        return self.document.stroke is stroke

    def end_stroke(self, stroke: OpenStroke) -> Step | None:
        """The stroke is over, and its step a change of the document; nothing where the document has let go of it.

        Returns the step, None where nothing was changed.
        """
        if not self.holds(stroke):
            return None
        step = self.document.end_stroke()
        if step is not None:
            self.commit(step)
        self._next()
        return step

    def abandon_stroke(self, stroke: OpenStroke) -> Rect:
        """The stroke is taken back. Returns what that touched, nothing where the document has let go of it."""
        if self.document.stroke is not stroke:
            return NOWHERE
        touched = self.document.abandon_stroke()
        self._next()
        return touched

    def commit(self, step: Step) -> None:
        """Do a step at once: one that is done already, or that changes little."""
        document = self.document
        # It would no longer take back what was meant.
        self._queue = [turn for turn in self._queue if not turn.walks]
        was_painted, fills = all(part.is_painted for part in step.parts), document.fills
        touched = document.commit(step)
        if not was_painted and self.levels is not None:
            self.levels.update(touched)
        self._on_done(self, touched, document.fills is not fills)

    def change(self, name: str, compute: ComputeMask, then: TakeStep | None = None) -> None:
        """Change the mask by a function of it, run on a worker: (H, W) -> (rect, new pixels there), or None.

        then: called once that was done; not where it failed or was given up.
        """

        def make(document: Document) -> Step | None:
            answer = compute(document.mask)
            step = mask_step(document, name, *answer) if answer is not None else None
            return None if step is None or step.change.is_empty else step

        self._ask_for(name, make, then=then, is_change=True)

    def put(self, name: str, make: MakeStep, ended: Callable[[], None], is_small: bool = False) -> Callable[[], None]:
        """Do the step that `make` answers, on a worker, for the document as it is in its turn; None does nothing.

        is_small: at once, between two strokes: while somebody paints quickly, what a worker answers comes too late.
        ended: called when that was done, just before `done` tells of it, or when it failed. Returns what cancels it;
        nothing is called then. A stroke knows the mask as it found it, so a step never comes into one.
        """
        return partial(self._cancel_turn, self._ask_for(name, make, ended, is_small=is_small))

    def look(self, name: str, work: Callable[[Document], Any], take: Callable[[Any], None]) -> None:
        """Read the document on a worker, in its turn, and hand what was read to `take`."""
        document = self.document
        self._append(_Turn(name, lambda: work(document), take))

    def in_turn(self, do: Callable[[], None]) -> None:
        """Call `do` once everything that was asked for is done; now, where nothing waits."""
        if self._queue or self.stroke_is_open:
            self._append(_Turn("turn", take=lambda _: do()))
        else:
            do()

    def undo(self, walk: Walk = lambda position: position - 1) -> None:
        """Cancel a change of the mask that waits, else go back. walk: how far."""
        if self._queue and self._queue[-1].is_change:
            self._cancel_turn(self._queue[-1])
            self._on_done(self, NOWHERE, False)
        else:
            self.walk(walk)

    def walk(self, walk: Walk) -> None:
        """Undo or redo until the history is at a position."""
        if self.stroke_is_open:
            return
        last = self._queue[-1] if self._queue else None
        if last is not None and last.walks and last is not self._running:
            last.walks.append(walk)  # a key that is held down: several steps are one way
        else:
            self._append(_Turn("history", walks=[walk]))

    def _append(self, turn: _Turn) -> None:
        self._queue.append(turn)
        self._next()

    def _ask_for(
        self,
        name: str,
        make: MakeStep,
        ended: Callable[[], None] | None = None,
        *,
        then: TakeStep | None = None,
        is_change: bool = False,
        is_small: bool = False,
    ) -> _Turn:
        document = self.document
        turn = _Turn(name, ended=ended, is_change=is_change, is_small=is_small)
        turn.work = lambda: jobs.precompute_step(document, make)
        turn.take = partial(self._commit_precomputed, ended, then)
        self._append(turn)
        return turn

    def _cancel_turn(self, turn: _Turn) -> None:
        if turn not in self._queue:
            return
        if turn is self._running:
            self._drop_errand()
        self._queue.remove(turn)
        self._next()

    def _drop_errand(self) -> None:
        if self._errand is not None:
            self._errand.drop()
        self._errand = self._running = None

    def _next(self) -> None:
        while self._queue and self._errand is None and not self.stroke_is_open:
            turn, document = self._queue[0], self.document
            if turn.walks:
                position = _end_of(turn.walks, document)
                if jobs.is_small(document, position):
                    self._queue.pop(0)
                    self._jump(PrecomputedChange(position))
                else:
                    self._start(turn, partial(jobs.precompute, document, position), self._jump)
            elif turn.is_small:
                self._do(turn)
            elif turn.work is not None:
                assert turn.take is not None
                self._start(turn, turn.work, turn.take)
            else:
                self._queue.pop(0)
                assert turn.take is not None
                turn.take(None)

    def _do(self, turn: _Turn) -> None:
        assert turn.work is not None
        assert turn.take is not None
        try:
            answer = turn.work()
        except Exception as error:  # as a worker's, it is for the person
            self._fail(turn, error)
        else:
            self._take(turn, turn.take, answer)

    def _start(self, turn: _Turn, work: Callable[[], Any], take: Callable[[Any], None]) -> None:
        document = self.document
        ticket = document.ticket()

        # Painted meanwhile, neither an answer nor an error tells anything: it is worked out again.
        def arrived(answer: Any) -> None:
            document.take(ticket, lambda: self._take(turn, take, answer), unmoved=True)

        def failed(error: Exception) -> None:
            document.take(ticket, lambda: self._fail(turn, error), unmoved=True)

        def ended() -> None:
            self._errand = self._running = None
            self._next()

        self._running = turn
        self._errand = self._workers.start(
            f"change: {turn.name}", lambda: jobs.once(work), arrived, failed, ended, ticket=ticket
        )

    def _take(self, turn: _Turn, take: Callable[[Any], None], answer: Any) -> None:
        if turn in self._queue:  # else it was given up
            self._queue.remove(turn)
            take(answer)

    def _fail(self, turn: _Turn, error: Exception) -> None:
        if turn in self._queue:
            self._queue.remove(turn)
        self._on_failed(error)
        if turn.ended is not None:
            turn.ended()

    def _commit_precomputed(
        self, ended: Callable[[], None] | None, then: TakeStep | None, change: PrecomputedChange | None
    ) -> None:
        document = self.document
        fills, touched = document.fills, NOWHERE
        if change is not None:  # else there is nothing to change
            assert not isinstance(change.to, int)
            touched = document.commit(change.to, change.precomputed, late=change.late)
            self._follow(change, touched)
        if ended is not None:
            ended()
        self._on_done(self, touched, document.fills is not fills)
        if then is not None:
            step = change.to if change is not None else None
            assert not isinstance(step, int)
            then(step)

    def _jump(self, change: PrecomputedChange) -> None:
        document = self.document
        assert isinstance(change.to, int)
        fills, revision, steps = document.fills, document.revision, document.history.between(change.to)
        touched = document.jump_to(change.to, change.precomputed)
        if document.revision != revision:
            self._follow(change, touched)
            self._on_done(self, touched, document.fills is not fills)
            self._on_walked(steps)

    def _follow(self, change: PrecomputedChange, touched: Rect) -> None:
        if self.levels is not None:
            if change.levels is not None:
                self.levels.take(change.levels)
            else:
                self.levels.update(touched)


def _end_of(walks: list[Walk], document: Document) -> int:
    """The position in the history that these lead to."""
    position = document.history.position
    for walk in walks:
        position = max(0, min(walk(position), len(document.history.steps)))
    return position
