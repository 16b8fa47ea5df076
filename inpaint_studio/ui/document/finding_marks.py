"""Draws what is in view of the findings under review, on a worker: their outlines and the film of what is accepted."""

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QObject, Signal

from inpaint_studio.editing.finding_places import FindingPlaces
from inpaint_studio.editing.findings import Finding
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.ui.canvas.finding_overlay import FindingCells, FindingLook, FindingOverlay, FindingSight
from inpaint_studio.ui.document.reviewing import Reviewing
from inpaint_studio.ui.document.workspace import Workspace
from inpaint_studio.ui.kit.finding_look import finding_colour
from inpaint_studio.ui.kit.worker import Errand

_MOST_AT_ONCE = 64  # findings put on the grid between two moments at which the work can be given up


class FindingMarks(QObject):
    """Makes the overlay of the newest review for the newest view, one at a time: what has become stale is made again.

    Signals:
        drawn: the FindingOverlay to be shown; None for none.
    """

    drawn = Signal(object)

    def __init__(self, workspace: Workspace, review: Reviewing) -> None:
        super().__init__(workspace)
        self._workspace, self._review = workspace, review
        self._sight: FindingSight | None = None  # None: nothing is shown
        self._film = 0
        self._errand: Errand | None = None
        self._is_stale = False
        self._places = FindingPlaces(())
        # What a worker has put on the grid of a level, kept for a slider or a small pan: read and written by it alone.
        self._cells: dict[Finding, FindingCells] = {}
        self._level = 0
        review.changed.connect(self.follow)
        workspace.leaving.connect(self.hide)

    @property
    def is_busy(self) -> bool:
        return self._errand is not None

    @property
    def places(self) -> FindingPlaces:
        """Of what is proposed."""
        proposed = self._review.proposed
        if proposed is not self._places.findings:
            self._places = FindingPlaces(proposed)
        return self._places

    def show(self, visible: Rect, scale: float, film: int) -> None:
        """Draw what is in view. scale: screen pixels per picture pixel.  film: 0xAARRGGBB, premultiplied."""
        document = self._workspace.document
        if document is None or visible.is_empty:
            return
        if self._sight is None or not self._sight.covers(visible, scale, document.size) or film != self._film:
            self._sight, self._film = FindingSight.of(visible, scale, document.size), film
            self.follow()

    def hide(self) -> None:
        if self._errand is not None:
            self._errand.drop()
        self._errand, self._is_stale, self._sight, self._cells = None, False, None, {}
        self.drawn.emit(None)

    def follow(self) -> None:
        """The review, the mask or the view is another."""
        if self._sight is None:
            return
        if self._errand is not None:
            self._is_stale = True  # what runs is shown yet: a slider that moves on is followed
            return
        sight, review = self._sight, self._review.review
        if sight.level != self._level or sight.level < 0:
            self._cells, self._level = {}, sight.level
        seen = [(finding, review.is_accepted(finding)) for finding in self.places.within(sight.rect)]
        colours = {finding.kind: finding_colour(finding.kind).rgba() for finding, _ in seen}
        look = FindingLook(colours, self._film, review.filter.margin)
        cells = self._cells

        def take(overlay: FindingOverlay | None) -> None:
            if overlay is not None:
                self.drawn.emit(overlay)

        self._errand = self._workspace.run(
            "findings", lambda: _draw(sight, seen, cells, look), take, self._end, self._workspace.ticket()
        )

    def _end(self) -> None:
        self._errand = None
        if self._is_stale:
            self._is_stale = False
            self.follow()


def _draw(
    sight: FindingSight, seen: Sequence[tuple[Finding, bool]], cells: dict[Finding, FindingCells], look: FindingLook
) -> Iterator[FindingOverlay | None]:
    shown = []
    for number, (finding, is_accepted) in enumerate(seen):
        if finding not in cells:
            if number % _MOST_AT_ONCE == 0:
                yield None
            cells[finding] = FindingCells.of(finding, sight.level, sight.rect)
        shown.append((finding, cells[finding], is_accepted))
    yield FindingOverlay(sight, shown, look)
