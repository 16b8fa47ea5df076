"""Turning the planes of the stack in view: one after the other, to any of them, or played at their own pace."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from time import monotonic

from PySide6.QtCore import QObject, QThread, QTimer, Signal

from inpaint_studio.editing.document import Document
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.history import Step
from inpaint_studio.editing.stack import Place, Planes
from inpaint_studio.ui.document.turned_plane import PlaneRequest, TurnedPlane, turned_plane
from inpaint_studio.ui.document.workspace import Workspace
from inpaint_studio.ui.kit.worker import Errand

_PACE = 12.0  # planes a second of a stack that has no times of its own
_QUICKEST, _SLOWEST = 1.0, 120.0  # planes a second of one that has
_LEAST_WAIT = 4  # milliseconds between two looks at the clock while planes are played


@dataclass(frozen=True)
class Run:
    """Planes from the first to the last, both included."""

    first: int
    last: int

    def __contains__(self, plane: int) -> bool:
        return self.first <= plane <= self.last

    def __len__(self) -> int:
        return self.last - self.first + 1

    def __iter__(self) -> Iterator[int]:
        return iter(range(self.first, self.last + 1))


class PlaneTurning(QObject):
    """Brings planes of the stack in view into view. A worker decodes them: the newest that was asked for counts.

    Signals:
        changed: another plane is in view, or asked for; also when another document comes into view.
        marks_changed: other planes have marks or fills now.
        run_changed: the run that is chosen is another.
        playing_changed: planes are played now, or no more.
    """

    changed = Signal()
    marks_changed = Signal()
    run_changed = Signal()
    playing_changed = Signal()

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._workspace = workspace
        self.clock: Callable[[], float] = monotonic
        # Device pixels per picture pixel, and what of the picture is in view: that is drawn ahead.
        self.sight: Callable[[], tuple[float, Rect | None]] = lambda: (1.0, None)
        self._wanted: PlaneRequest | None = None  # the newest that is not in view yet
        self._errand: Errand | None = None
        self._at_work: PlaneRequest | None = None  # what the errand is for
        self._ahead: Errand | None = None  # decodes the plane that is likely to be next
        self._arrived: tuple[Document, TurnedPlane] | None = None  # that comes into view in its turn
        self._direction = 1
        self._runs: dict[Document, tuple[int | None, int | None]] = {}  # in and out points
        self._started: tuple[float, int] | None = None  # when what is played began, and at which plane
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._play_on)
        workspace.document_changed.connect(self._begin)
        workspace.closing.connect(self._forget)
        workspace.picture_requested.connect(self.stop)
        workspace.history_changed.connect(self._follow)
        workspace.changes.stroke_changed.connect(self._stroke_changed)
        workspace.changes.walked.connect(self._walked)

    # what there is

    @property
    def planes(self) -> Planes | None:
        """Of the document in view; None where that is no stack."""
        document = self._workspace.document
        planes = document.state.stack.planes if document is not None else None
        return planes if planes is not None and len(planes.places) > 1 else None

    @property
    def count(self) -> int:
        """1 for a picture; 0 where nothing is open."""
        document = self._workspace.document
        return len(document.state.stack) if document is not None else 0

    @property
    def plane(self) -> int:
        """That is in view."""
        document = self._workspace.document
        return document.plane if document is not None else 0

    @property
    def wanted(self) -> int:
        """The plane that is in view, or will be in a moment."""
        return self._wanted.plane if self._wanted is not None else self.plane

    @property
    def is_busy(self) -> bool:
        """Whether a plane is still to come into view, or one is decoded ahead."""
        return self._wanted is not None or self._errand is not None or self._ahead is not None

    @property
    def filled(self) -> tuple[int, ...]:
        """Planes with fills, ascending."""
        document = self._workspace.document
        return tuple(document.state.filled_planes) if document is not None else ()

    @property
    def marked(self) -> tuple[int, ...]:
        """Planes on which something is marked, ascending."""
        document, levels = self._workspace.document, self._workspace.mask_levels
        if document is None or levels is None:
            return ()
        marked = {plane for plane, laid in document.state.elsewhere.items() if laid.mask is not None}
        if levels.plane(levels.coarsest).any():
            marked.add(document.plane)
        return tuple(sorted(marked))

    @property
    def modified(self) -> tuple[int, ...]:
        return tuple(sorted({*self.filled, *self.marked}))

    # turning

    def look_at(self, plane: int, *, is_rough: bool = False) -> None:
        """Bring a plane into view, clamped to those that there are. What is being drawn ends before that.

        is_rough: somebody drags: the nearest plane that is quickly decoded comes first, in its turn.
        """
        self.stop()
        self._look_at(plane, is_rough=is_rough)

    def step(self, planes: int) -> None:
        """So many planes further on, or back."""
        self.look_at(self.wanted + planes)

    def step_modified(self, direction: int) -> bool:
        """To the next plane with marks or fills, or the one before. Returns whether there is one."""
        now = self.wanted
        beyond = [plane for plane in self.modified if (plane > now if direction > 0 else plane < now)]
        if not beyond:
            return False
        self.look_at(min(beyond) if direction > 0 else max(beyond))
        return True

    def _look_at(self, plane: int, *, is_rough: bool = False) -> None:
        if self.planes is None:
            return
        plane = min(max(plane, 0), self.count - 1)
        request = PlaneRequest(plane, is_rough)
        if self._wanted == request:
            return
        if plane != self.wanted:
            self._direction = 1 if plane > self.wanted else -1
        at_work = self._at_work
        if plane == self.plane:
            self._wanted = None
            self._drop()
            self.changed.emit()
            return
        self._wanted = request
        if at_work is not None and is_rough and not at_work.is_rough:
            self._drop()  # an exact plane may take long, and is not waited for any more
        self._next()
        self.changed.emit()

    def _drop(self) -> None:
        if self._errand is not None:
            self._errand.drop()
        self._errand = self._at_work = None

    def _drop_ahead(self) -> None:
        if self._ahead is not None:
            self._ahead.drop()
        self._ahead = None

    def _next(self) -> None:
        document, request = self._workspace.document, self._wanted
        if self._errand is not None or request is None or document is None:
            return
        scale, part = self.sight()
        self._at_work = request = replace(request, scale=scale, part=part)

        def fail(error: Exception) -> None:
            if self._wanted is not None and self._wanted.plane == request.plane:
                self._wanted = None
                self.stop()
            self._workspace.report_error(error, document)

        self._errand = self._workspace.workers.start(
            f"plane {request.plane}",
            lambda: turned_plane(document, request),
            lambda turned: self._arrive(document, turned),
            fail,
            lambda: self._end(request),
            ticket=document.ticket(),
        )

    def _end(self, request: PlaneRequest) -> None:
        self._errand = self._at_work = None
        wanted = self._wanted
        if wanted is not None and wanted.plane == request.plane and request.is_rough and wanted.is_rough:
            self._wanted = replace(wanted, is_rough=False)  # what comes next is the plane itself
        self._next()
        self.changed.emit()

    def _arrive(self, document: Document, turned: TurnedPlane) -> None:
        """A plane that is ready comes into view, also where another was asked for since: who drags sees where he is."""
        workspace = self._workspace
        if document is not workspace.document or turned.plane == document.plane:
            return
        workspace.leaving.emit()  # what is being drawn ends, on the plane that it was begun on
        if document.stroke is not None:
            workspace.changes.end_stroke(document.stroke)
        was_waiting = self._arrived is not None and self._arrived[0] is document
        self._arrived = document, turned
        if not was_waiting:  # two would each wait for the other
            workspace.changes.in_turn(lambda: self._turn(document))

    def _turn(self, document: Document) -> None:
        workspace, arrived = self._workspace, self._arrived
        if arrived is None or arrived[0] is not document:
            return
        turned, is_wanted = arrived[1], document is workspace.document and arrived[1].plane != document.plane
        if is_wanted and (workspace.changes.is_busy or workspace.changes.stroke_is_open):
            workspace.changes.in_turn(lambda: self._turn(document))
            return
        self._arrived = None
        if not is_wanted:
            return
        if not turned.is_current(document.state):  # something has come onto that plane meanwhile
            if self._wanted is None:
                self._wanted = PlaneRequest(turned.plane)
            self._next()
            return
        if self._wanted is not None and self._wanted.plane == turned.plane:
            self._wanted = None
        workspace.turn(turned)
        self._look_ahead(document)

    def _look_ahead(self, document: Document) -> None:
        """Decode the next plane in the direction that a person walks in, into the cache of the planes themselves."""
        planes, ahead = self.planes, document.plane + self._direction
        if self._ahead is not None or self._wanted is not None or planes is None or not 0 <= ahead < self.count:
            return

        def job() -> Iterator[None]:
            planes.picture(ahead)
            yield None

        def end() -> None:
            self._ahead = None

        self._ahead = self._workspace.workers.start(
            "plane ahead", job, _nothing, _nothing, end, QThread.Priority.LowPriority, document.ticket()
        )

    # the run

    @property
    def run(self) -> Run:
        """The planes between the in and the out point; all of them where neither is set."""
        first, last = self._points
        return Run(0 if first is None else first, max(0, self.count - 1) if last is None else last)

    @property
    def has_run(self) -> bool:
        """Whether a person has chosen one."""
        return self._points != (None, None)

    def set_in(self) -> None:
        """The run begins at the plane in view."""
        self._set_points(self.wanted, self._points[1])

    def set_out(self) -> None:
        """The run ends at the plane in view."""
        self._set_points(self._points[0], self.wanted)

    def set_run(self, run: Run | None) -> None:
        """None = all planes."""
        self._set_points(*((None, None) if run is None else (run.first, run.last)))

    @property
    def _points(self) -> tuple[int | None, int | None]:
        document = self._workspace.document
        return self._runs.get(document, (None, None)) if document is not None else (None, None)

    def _set_points(self, first: int | None, last: int | None) -> None:
        document = self._workspace.document
        if document is None or self.planes is None:
            return
        if first is not None and last is not None and first > last:  # the point that was not set now gives way
            first, last = (first, None) if first == self.wanted else (None, last)
        self._runs[document] = first, last
        self.run_changed.emit()

    # playing

    @property
    def is_playing(self) -> bool:
        return self._started is not None

    def play(self) -> None:
        """Show the planes of the run at their own pace, round and round; what cannot be decoded in time is left out."""
        if self.planes is None or self._workspace.changes.stroke_is_open or len(self.run) < 2:
            return
        start = self.plane if self.plane in self.run and self.plane != self.run.last else self.run.first
        self._started = self.clock(), start
        self.playing_changed.emit()
        self._play_on()

    def stop(self) -> None:
        """Play no more; the plane in view stays."""
        if self._started is not None:
            self._started = None
            self._timer.stop()
            if self._wanted is not None:
                self._wanted = None
                self._drop()
            self.playing_changed.emit()
            self.changed.emit()

    def _play_on(self) -> None:
        planes, started = self.planes, self._started
        if planes is None or started is None:
            return
        since, first = started
        plane, seconds = _due(planes, self.run, first, self.clock() - since)
        if self._errand is None and plane != self.plane:
            self._look_at(plane)
        self._timer.start(max(_LEAST_WAIT, round(1000 * seconds)))

    # following

    def _begin(self) -> None:
        """Another document is in view, or none."""
        self.stop()
        self._drop()
        self._drop_ahead()
        self._wanted, self._direction = None, 1
        self.changed.emit()
        self.marks_changed.emit()
        self.run_changed.emit()

    def _follow(self) -> None:
        if self.planes is not None:
            self.marks_changed.emit()

    def _stroke_changed(self) -> None:
        if self._workspace.changes.stroke_is_open:
            self.stop()

    def _walked(self, document: Document, steps: Iterable[Step]) -> None:
        """Something was undone or redone on planes that are not in view: the nearest of them comes there."""
        if document is not self._workspace.document or self.planes is None:
            return
        touched = {part.plane for step in steps for part in step.parts if not part.rect.is_empty}
        if touched and self.wanted not in touched:
            self.look_at(min(touched, key=lambda plane: abs(plane - self.plane)))

    def _forget(self, document: Document) -> None:
        self._runs.pop(document, None)
        if self._arrived is not None and self._arrived[0] is document:
            self._arrived = None


def pace_of(planes: Planes) -> float:
    """Planes a second."""
    first, last = planes.places[0].at, planes.places[-1].at
    if planes.axis != "frame" or first is None or last is None or last <= first:
        return _PACE
    return min(max(float((len(planes.places) - 1) / (last - first)), _QUICKEST), _SLOWEST)


def _due(planes: Planes, run: Run, first: int, passed: float) -> tuple[int, float]:
    """The plane of a run that is to be seen so many seconds after `first` was, and how long until the next is.

    In time: frames have times of their own, and need not follow each other evenly.
    """
    pace, places = pace_of(planes), planes.places
    start, end = places[run.first].at, places[run.last].at
    if planes.axis != "frame" or start is None or end is None or end <= start:
        number = int(passed * pace)
        return run.first + (first - run.first + number) % len(run), (number + 1) / pace - passed
    length = float(end - start) + 1 / pace
    now = (_seconds(places[first], start) + passed) % length
    # A film of two hours has 170,000 of them.
    beyond = bisect_right(places, now + 1e-9, run.first, run.last + 1, key=lambda place: _seconds(place, start))
    following = _seconds(places[beyond], start) if beyond <= run.last else length
    return max(run.first, beyond - 1), following - now


def _seconds(place: Place, start: Fraction) -> float:
    return 0.0 if place.at is None else float(place.at - start)


def _nothing(_: object) -> None:
    pass
