"""Comparing answers: flicker with the reference, difference from it, and where all of them disagree."""

from collections import OrderedDict

from PySide6.QtCore import QObject, QTimer, Signal

from inpaint_studio.editing.fills import Fill
from inpaint_studio.ui.bench import overlays as bench_overlays
from inpaint_studio.ui.bench.contest import Contest, Entry
from inpaint_studio.ui.kit.sentences import sentence
from inpaint_studio.ui.kit.worker import Errand, Workers

FLICKER_MS = 400
_MOST = 24  # overlays in memory; each is as large as the hole

Answers = tuple[tuple[Fill, ...], ...]


class Comparison(QObject):
    """Chooses what each pane shows just now. Overlays are computed on a worker, and cached while their answers stand.

    Signals:
        changed: panes have something else to show.
        notice: a sentence for the person.
    """

    changed = Signal()
    notice = Signal(str)

    def __init__(self, contest: Contest, workers: Workers, parent: QObject) -> None:
        super().__init__(parent)
        self._contest = contest
        self._workers = workers
        self._differs = False
        self._heats = False
        self._flick = False
        # The answers stand beside their overlay, so that no other object gets their ids while it is cached.
        self._made: OrderedDict[tuple[object, ...], tuple[Answers, Fill]] = OrderedDict()
        self._making: dict[tuple[object, ...], Errand] = {}
        self._timer = QTimer(self)
        self._timer.setInterval(FLICKER_MS)
        self._timer.timeout.connect(self._flick_over)
        contest.hole_changed.connect(self._forget)

    def set_flicker(self, on: bool) -> None:
        """Whether the current pane shows itself and the reference in turn, the reference itself and the first other."""
        self._flick = False
        if on:
            self._timer.start()
        else:
            self._timer.stop()
        self.changed.emit()

    def set_difference(self, on: bool) -> None:
        """Whether panes show how they differ from the reference."""
        self._differs = on
        self.changed.emit()

    def set_heat(self, on: bool) -> None:
        """Whether the pane of the hole shows where the answers disagree."""
        self._heats = on
        self.changed.emit()

    @property
    def flickers(self) -> bool:
        return self._timer.isActive()

    def shown_entry(self, entry: Entry) -> Entry:
        """Whose answer a pane shows: its own, or for the moment of a flicker the one it flickers with."""
        if not self._flick or entry is not self._contest.current:
            return entry
        other = self._contest.reference
        if other is entry:  # with itself nothing would flicker
            other = next((e for e in self._contest.entries if e is not entry and e.fills is not None), None)
        return other if other is not None and other.fills is not None else entry

    def fills(self, entry: Entry) -> tuple[Fill, ...]:
        """What a pane shows just now, over the picture and the document's own fills."""
        shown, other = self.shown_entry(entry), self._contest.reference
        own = shown.fills if shown.fills is not None else shown.preview
        if shown is not entry or not self._differs or other is None or other is entry:
            return own
        if entry.fills is None or other.fills is None:
            return own
        made = self._overlay("difference", (entry.fills, other.fills))
        return own if made is None else (made,)

    def heat(self) -> Fill | None:
        """Where the answers disagree; None where that is switched off, not computed yet, or there are not two."""
        answers = tuple(entry.fills for entry in self._contest.entries if entry.fills is not None)
        return self._overlay("disagreement", answers) if self._heats and len(answers) >= 2 else None

    def _overlay(self, kind: str, answers: Answers) -> Fill | None:
        key = (kind, *map(id, answers))
        cached = self._made.get(key)
        if cached is not None:
            self._made.move_to_end(key)
            return cached[1]
        hole = self._contest.hole
        if hole is None or key in self._making:
            return None

        def take(fill: Fill) -> None:
            self._made[key] = answers, fill
            while len(self._made) > _MOST:
                self._made.popitem(last=False)
            self._making.pop(key, None)
            self.changed.emit()

        self._making[key] = self._workers.start(
            "bench: overlay", lambda: bench_overlays.overlay(kind, hole, answers), take, self._fail
        )
        return None

    def _fail(self, error: Exception) -> None:
        self.notice.emit(sentence(error))

    def _forget(self) -> None:
        for errand in self._making.values():
            errand.drop()
        self._making.clear()
        self._made.clear()

    def _flick_over(self) -> None:
        self._flick = not self._flick
        self.changed.emit()
