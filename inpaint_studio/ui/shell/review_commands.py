"""The review in the window: begins searches, shows what they propose, and does what strip, keys and clicks ask for."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np
from PySide6.QtCore import QObject, QPoint, Qt, QTimer
from PySide6.QtWidgets import QMainWindow, QWidget

from inpaint_studio.editing.document import Document
from inpaint_studio.editing.fills import Fill
from inpaint_studio.editing.findings import Finding, ReviewFilter
from inpaint_studio.editing.history import Step
from inpaint_studio.editing.late_fills import latest
from inpaint_studio.finding.finder import Finder
from inpaint_studio.finding.finders import FINDERS, finders_for
from inpaint_studio.ui.canvas.canvas import Canvas
from inpaint_studio.ui.canvas.overlay import film_table
from inpaint_studio.ui.document.finding_marks import FindingMarks
from inpaint_studio.ui.document.session import Session
from inpaint_studio.ui.kit.preferences import Preferences
from inpaint_studio.ui.panels.finding_thumbnails import thumbnails_of
from inpaint_studio.ui.panels.review_strip import ReviewShown, ReviewStrip
from inpaint_studio.ui.panels.search_options import SearchOptions
from inpaint_studio.ui.shell.beside_picture import picture_on_screen, room_beside
from inpaint_studio.ui.shell.file_commands import FileCommands
from inpaint_studio.ui.shell.finder_habits import FinderHabits
from inpaint_studio.ui.shell.late_strip import LateStrip
from inpaint_studio.ui.shell.review_keys import FindingPicker, ReviewKeys
from inpaint_studio.ui.tools.tool import Tool

_FOLLOW_MS = 15  # between two looks at a review that a slider or a search changes


@dataclass(eq=False)
class _Sitting:
    """What a window remembers of the review of one document."""

    is_open: bool = False
    current: Finding | None = None
    finders: tuple[Finder, ...] = ()  # that searched last
    searched: dict[str, tuple[Any, tuple[Fill, ...]]] = field(default_factory=dict)  # by finder: options, fills
    step: Step | None = None  # that made the accepted ones mask
    is_taken: bool = False  # and that step stands


class ReviewCommands(QObject):
    """Joins the session's review, the canvas and the strip; each open picture has a review of its own."""

    def __init__(
        self,
        session: Session,
        canvas: Canvas,
        above: QWidget,
        files: FileCommands,
        preferences: Preferences,
        window: QMainWindow,
    ) -> None:
        """above: what the strip comes to stand right above, once it is first needed: building it takes a while."""
        super().__init__(window)
        self._session, self._canvas = session, canvas
        self._files, self._habits = files, FinderHabits(preferences)
        self._review = session.review
        self._sittings: dict[Document, _Sitting] = {}
        self._finds_next: Finder | None = None  # in the picture that is opened next
        self.marks = FindingMarks(session, session.review)
        self.marks.drawn.connect(canvas.findings.show)
        self.options = SearchOptions(window)
        self.options.search_requested.connect(self._search_again)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_FOLLOW_MS)
        self._timer.timeout.connect(self._refresh)
        self._picker = FindingPicker(canvas, self._finding_at, self._choose)

        def connect(strip: ReviewStrip) -> None:
            ReviewKeys(window, strip, chords, lambda: self.is_open)
            strip.filter_changed.connect(self._set_filter)
            strip.chosen.connect(self._choose_and_show)
            strip.toggled.connect(self._toggle)
            strip.all_accepted.connect(self.accept_all)
            strip.taken.connect(self.take)
            strip.put_away.connect(self.put_away)
            strip.stop_requested.connect(self._review.cancel)
            strip.search_requested.connect(self.ask_search)

        chords: dict[tuple[Qt.Key, bool], Callable[[], object]] = {
            (Qt.Key.Key_N, False): lambda: self.step(1),
            (Qt.Key.Key_P, False): lambda: self.step(-1),
            (Qt.Key.Key_A, False): lambda: self.decide(True),
            (Qt.Key.Key_X, False): lambda: self.decide(False),
            (Qt.Key.Key_A, True): self.accept_all,
        }
        self.late = LateStrip(above, connect)
        canvas.view_changed.connect(self._draw)
        self._review.changed.connect(self._follow)
        self._review.searching_changed.connect(self._searching_changed)
        self._review.taken.connect(self._taken)
        self._review.is_open = lambda document: document in self._sittings and self._sittings[document].is_open
        session.history_changed.connect(self._history_changed)
        session.previews.picture_changed.connect(lambda _: self._show_picture())
        session.document_changed.connect(self._document_changed)
        session.plane_changed.connect(self._plane_changed)
        session.leaving.connect(self._leave)
        session.closing.connect(lambda document: self._sittings.pop(document, None))
        session.opening.failed.connect(self._opening_failed)
        session.finding_files.opened.connect(self._open)
        session.objects.proposed.connect(self._open)
        session.objects.emptied.connect(self._close)
        session.searching.ended.connect(self._run_searched)
        session.searching.marked.connect(self._close)  # outlines would lie over what is filled then

    def slots(self) -> dict[str, Callable[[], object]]:
        return {
            "find_damage": partial(self.start, FINDERS["damage"]),
            "find": self.ask_search,
            "find_on_run": self._search_run,
            "mark_findings_on_run": lambda: self._session.searching.mark(self._session.planes.run),
        }

    # opening and closing

    @property
    def is_open(self) -> bool:
        return self.late.is_shown

    @property
    def is_busy(self) -> bool:
        """Whether strip or canvas show what is not the newest yet."""
        return self._timer.isActive() or self.marks.is_busy

    def start(self, finder: Finder) -> None:
        """Review what a finder proposes of the picture in view; it searches unless it has, and nothing is filled."""
        document = self._session.document
        if document is None:
            return
        sitting, options = self._sitting(document), self._habits.options_of(finder)
        has_findings = any(finding.source == finder.key for finding in self._review.review.findings)
        if not has_findings or sitting.searched.get(finder.key) != (options, document.fills):
            self._search((finder,), {finder.key: options})
        self._open()

    def open_and_find(self, finder: Finder | None = None) -> None:
        """Ask for a picture, and search it once it is open."""
        wanted = finder or FINDERS["damage"]
        dialog = self._files.ask_open()
        dialog.filesSelected.connect(lambda _: self._find_next(wanted))

    def ask_search(self) -> None:
        """Which finders, and with which options; the review opens, with what there is."""
        document = self._session.document
        if document is None:
            return
        sitting = self._sitting(document)
        ticked = {finder.key for finder in sitting.finders} or {next(iter(FINDERS))}
        finders = finders_for(document.picture.is_data, document.state.stack.planes is not None)
        self.options.show_finders(finders, ticked, {one.key: self._habits.options_of(one) for one in finders})
        canvas, button = self._canvas, self.late.strip.search
        at = button.mapToGlobal(button.rect().topLeft()) if self.is_open else canvas.mapToGlobal(QPoint(0, 0))
        self.options.open_near(at, picture_on_screen(canvas), room_beside(canvas))

    def accept(self) -> bool:
        """Enter. Returns whether a review was open to be taken."""
        if not self.is_open:
            return False
        self.take(fill=True)
        return True

    def cancel(self) -> bool:
        """Esc: stop the search, else put the review away. Returns whether a review was open."""
        if not self.is_open:
            return False
        if not self._review.cancel():
            self.put_away()
        return True

    def put_away(self) -> None:
        """The mask stays as it is; findings and decisions are kept, and found again when the review is opened."""
        self._review.cancel()
        self._close()

    def take(self, fill: bool = False) -> None:
        document = self._session.document
        if document is None:
            return
        if not self._review.take(fill):
            words = self.tr("Nothing is accepted. Accept what should go with A, or move the sensitivity up.")
            self._session.tell("info", words, holds=lambda: self.is_open and not self._review.accepted)
            return
        self._remember_filter(document)
        if not self._session.objects.is_unseen:  # it stays open for what may come of that
            self._close()

    # walking and deciding

    def step(self, by: int) -> None:
        """The next or the previous of the list, in the middle of the view: at 100 %, or as large as it is seen."""
        rows = self.late.strip.list.rows
        if not rows.findings:
            return
        now = rows.index_of(self.late.strip.list.current).row()
        last = len(rows.findings) - 1
        if now >= 0 and not 0 <= now + by <= last and _step_plane(self._session, by):
            return
        finding = rows.findings[min(max(now + by, 0), last) if now >= 0 else 0 if by > 0 else last]
        self._choose_and_show(finding)

    def decide(self, accepted: bool) -> None:
        """Accept or reject the current one, and go on to the next."""
        finding = self.late.strip.list.current
        if finding is None:
            self.step(1)
            return
        self._review.decide((finding,), accepted)
        rows = self.late.strip.list.rows
        now = rows.index_of(finding).row()
        if now + 1 < len(rows.findings):
            following = rows.findings[now + 1]
            self._choose(following)
            if not self._canvas.visible_part().contains(following.rect):
                self._canvas.centre_on(*_middle(following))

    def accept_all(self) -> None:
        self._review.decide(self._review.proposed, True)

    def _toggle(self, finding: Finding) -> None:
        self._review.decide((finding,), not self._review.review.is_accepted(finding))

    def _choose(self, finding: Finding) -> None:
        document = self._session.document
        if document is not None:
            self._sitting(document).current = finding
            self.late.strip.list.set_current(finding)
            self._canvas.findings.set_current(finding.rect)

    def _choose_and_show(self, finding: Finding) -> None:
        self._choose(finding)
        self._canvas.zoom_to(max(1.0, self._canvas.scale))
        self._canvas.centre_on(*_middle(finding))

    def _finding_at(self, x: float, y: float, reach: float) -> Finding | None:
        tool = self._canvas.pointer.tool
        if not self.is_open or (isinstance(tool, Tool) and tool.takes_clicks_on_findings):
            return None
        return self.marks.places.at(x, y, reach)

    def _set_filter(self, filter: ReviewFilter) -> None:
        self._review.set_filter(filter)
        if self._session.document is not None:
            self._remember_filter(self._session.document)

    # searching

    def _search(self, finders: Sequence[Finder], options: dict[str, Any]) -> None:
        document = self._session.document
        if document is None:
            return
        self._review.forget_finished({finder.key for finder in finders})
        sitting = self._sitting(document)
        sitting.finders = tuple(finders)
        for finder in finders:
            sitting.searched[finder.key] = options[finder.key], document.fills
        if not self._review.review.findings:
            self._review.set_filter(self._habits.filter_of(finders[0]))
        self._review.start(finders, options, self._canvas.visible_part())

    def _search_again(self, finders: Sequence[Finder], options: dict[str, Any]) -> None:
        self._habits.remember_options(options)
        self._search(finders, {finder.key: options.get(finder.key, finder.options()) for finder in finders})
        self._open()

    def _search_run(self) -> None:
        finder = FINDERS["film-dust"]
        run = self._session.planes.run
        self._session.searching.start(run, finder, self._habits.options_of(finder), self._habits.filter_of(finder))

    def _run_searched(self) -> None:
        """Open the review, on the first plane with findings where this one has none."""
        document = self._session.document
        if document is None:
            return
        self._sitting(document).is_open = True
        if self._review.review.findings:
            self._open()
        elif not _step_plane(self._session, 1):
            _step_plane(self._session, -1)

    def _remember_filter(self, document: Document) -> None:
        for finder in self._sitting(document).finders[:1]:
            self._habits.remember_filter(finder, self._review.review.filter)

    def _find_next(self, finder: Finder) -> None:
        self._finds_next = finder

    def _opening_failed(self, *_: object) -> None:
        self._finds_next = None

    # following

    def _sitting(self, document: Document) -> _Sitting:
        return self._sittings.setdefault(document, _Sitting())

    def _open(self, finding: Finding | None = None) -> None:
        """finding: that is the current one, such as an object that a tool has outlined."""
        document = self._session.document
        if document is None:
            return
        if self.is_open and finding is not None:
            self._refresh()
            self._choose(finding)
            return
        self._session.mask_preview.cancel()
        sitting = self._sitting(document)
        sitting.is_open, sitting.step = True, None
        strip = self.late.strip
        self._show_picture()
        strip.show()  # first: what is drawn over the picture is drawn for an open review
        self._refresh()
        self._review.open_changed.emit()
        if finding is not None:
            self._choose(finding)
        self._canvas.setFocus()

    def _close(self) -> None:
        document = self._session.document
        if document is not None:
            self._sitting(document).is_open = False
        self._hide()
        self._review.open_changed.emit()
        self._canvas.setFocus()

    def _hide(self) -> None:
        self.late.hide()
        self.options.hide()
        self.marks.hide()
        self._canvas.findings.set_current(None)

    def _leave(self) -> None:
        self._hide()
        self.late.set_thumbnails(None)

    def _document_changed(self) -> None:
        document = self._session.document
        if document is None:
            return
        finder, self._finds_next = self._finds_next, None
        if document not in self._sittings:
            review = self._review.review  # from a project or a journal, perhaps left in the middle of it
            self._sitting(document).is_open = bool(review.findings) and not review.is_filled(document.fills)
        if finder is not None:
            self.start(finder)
        elif self._sitting(document).is_open or self._session.objects.finding is not None:
            current = self._sitting(document).current
            self._open()
            if current is not None:
                self._choose(current)

    def _plane_changed(self) -> None:
        """The review stays open over the planes that have findings, and comes back on the next that has."""
        document = self._session.document
        if document is None:
            return
        sitting = self._sitting(document)
        sitting.current = None
        if sitting.is_open and (self._review.review.findings or self._review.is_searching):
            self._open()

    def _follow(self) -> None:
        if self.is_open and not self._timer.isActive():
            self._timer.start()

    def _searching_changed(self) -> None:
        has_ended = not self._review.is_searching
        if self.is_open and has_ended and not self._review.review.findings:
            self._close()  # why is said in a message
        self._follow()

    def _taken(self, step: Step | None) -> None:
        document = self._session.document
        if step is None:
            self._session.tell("info", self.tr("All that is accepted was marked already."))
        elif document is not None:
            sitting = self._sitting(document)
            sitting.step, sitting.is_taken = step, True
            if self.is_open:  # taken once an object was outlined
                self._close()

    def _history_changed(self) -> None:
        """An undo of what was taken brings the review back; a redo closes it again."""
        document = self._session.document
        if document is None:
            return
        sitting, history = self._sittings.get(document), document.history
        if sitting is not None and sitting.step is not None:
            sitting.step = latest(sitting.step, document.replaced)  # a late fill has put another in its place
            stands = any(step is sitting.step for step in history.steps[: history.position])
            if stands != sitting.is_taken:
                sitting.is_taken, step = stands, sitting.step
                if stands:
                    self._close()
                else:
                    self._open()
                    sitting.step = step
        if self._review.review.filter.extent != "everywhere":
            self.marks.follow()
            self._follow()

    def _show_picture(self) -> None:
        display = self._session.display
        self.late.set_thumbnails(thumbnails_of(display) if display is not None else None)

    def _refresh(self) -> None:
        document, review = self._session.document, self._review
        if document is None:
            return
        progress = review.progress if review.is_searching else None
        self.late.strip.show_review(ReviewShown(review.review, review.proposed, document.size, progress))
        current = self.late.strip.list.current
        self._canvas.findings.set_current(current.rect if current is not None else None)
        self._draw()

    def _draw(self) -> None:
        if self.is_open:
            look = self._canvas.look
            film = 0 if look.style == "hidden" else int(film_table(look)[255])
            scale = self._canvas.scale / self._canvas.devicePixelRatioF()
            self.marks.show(self._canvas.visible_part(), scale, film)


def _step_plane(session: Session, by: int) -> bool:
    """On to the next plane, or back to the previous one, with findings. Returns whether there is one."""
    document = session.document
    if document is None:
        return False
    laid = document.state.elsewhere
    others = [plane for plane, state in laid.items() if state.review.proposed() and (plane - document.plane) * by > 0]
    if others:
        session.planes.look_at(min(others) if by > 0 else max(others))
    return bool(others)


def _middle(finding: Finding) -> tuple[float, float]:
    """A pixel of it near its middle: that of the rectangle may lie far from a bent hair."""
    rows, rect = finding.mask, finding.rect
    order = np.argsort(np.abs(np.arange(rect.height) - rect.height // 2), kind="stable")
    row = int(next(number for number in order if rows[number].any()))
    columns = np.flatnonzero(rows[row])
    column = int(columns[np.argmin(np.abs(columns - rect.width // 2))])
    return rect.x + column + 0.5, rect.y + row + 0.5
