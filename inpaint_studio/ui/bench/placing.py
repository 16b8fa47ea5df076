"""Where the panes look when a hole comes: at a small one, until the person looks elsewhere."""

from PySide6.QtCore import QEvent, QObject, QTimer

from inpaint_studio.editing.geometry import Rect
from inpaint_studio.ui.bench.contest import Contest
from inpaint_studio.ui.bench.grid import PaneGrid
from inpaint_studio.ui.canvas.view import View

_SMALL = 0.2  # of the shorter side of a pane: what is shown smaller than this at fit is looked at from near
_LEAST_AROUND = 24  # pixels


class HolePlacing(QObject):
    """Zooms the panes to a hole that would be a dot in the whole picture. A view that a person chose stays."""

    def __init__(self, contest: Contest, grid: PaneGrid, parent: QObject) -> None:
        super().__init__(parent)
        self._contest, self._grid = contest, grid
        self._canvas = grid.hole_pane.canvas
        self._is_fresh = True  # nobody has moved the view of this picture yet
        self._placed: View | None = None  # that was chosen here
        self._is_placing = False
        self._due = QTimer(self)  # once the panes have their sizes
        self._due.setSingleShot(True)
        self._due.setInterval(0)
        self._due.timeout.connect(self._place)
        contest.picture_changed.connect(self._begin)
        contest.hole_changed.connect(self._due.start)
        self._canvas.view_changed.connect(self._view_changed)
        self._canvas.installEventFilter(self)

    def _begin(self) -> None:
        self._is_fresh, self._placed = True, None

    def _view_changed(self) -> None:
        if self._is_placing or (self._is_fresh and self._canvas.is_fitted and self._placed is None):
            return
        self._is_fresh, self._placed = False, None

    def _place(self) -> None:
        hole, canvas = self._contest.hole, self._canvas
        is_ours = self._placed is not None and canvas.view == self._placed
        if hole is None or canvas.display is None or not (self._is_fresh or is_ours) or not canvas.isVisible():
            return
        seen, whole = hole.seen, canvas.viewport.fitted(canvas.display.size)
        shown = max(seen.width, seen.height) * whole.scale / canvas.devicePixelRatioF()
        self._is_placing = True
        try:
            if shown < _SMALL * min(canvas.width(), canvas.height()):
                self._grid.zoom_to(_with_surroundings(seen))
                self._placed = canvas.view
            elif is_ours:
                canvas.fit()
                self._placed, self._is_fresh = None, True
        finally:
            self._is_placing = False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Show):
            self._due.start()
        return super().eventFilter(watched, event)


def _with_surroundings(seen: Rect) -> Rect:
    return seen.grow(max(_LEAST_AROUND, max(seen.width, seen.height) // 2))
