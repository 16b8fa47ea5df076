"""Previews: what is shown over the fills of the document until it is one of them, or is not wanted any more."""

from PySide6.QtCore import QObject, QTimer, Signal

from inpaint_studio.editing.document import Document
from inpaint_studio.editing.fills import Fill, Recipe
from inpaint_studio.editing.geometry import NOWHERE, Rect
from inpaint_studio.editing.mask_levels import Veil
from inpaint_studio.editing.picture import Mask
from inpaint_studio.filling.request import FillProgress
from inpaint_studio.ui.canvas.display import Display, Live

_INTERVAL = 60  # milliseconds between two looks at what a fill has got so far


class Previews(QObject):
    """Lays the previews of the fill that runs, and the candidate that is looked at, over the document's own fills.

    Signals:
        picture_changed: the picture rectangle that looks different now.
        veils_changed: the tuple of Veils, where previews are to be seen.
        live_changed: the picture rectangle in which a stroke of clone or heal has painted; many a second.
    """

    picture_changed = Signal(object)
    veils_changed = Signal(object)
    live_changed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document: Document | None = None
        self._display: Display | None = None
        self._partial: dict[Rect, Fill] = {}  # of the fill that runs
        self._arrived: tuple[Fill, ...] = ()  # of a run that is being filled, on the plane in view
        self._candidate: tuple[Fill, ...] = ()  # that is looked at, or is on its way into the document
        self.lives: tuple[Live, ...] = ()  # strokes that copy, live or on their way into the document
        self._veils: dict[int, tuple[Mask, Veil]] = {}  # by identity of the coverage, which is kept alive beside it
        self._is_due = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_INTERVAL)
        self._timer.timeout.connect(self._show_due)

    def begin(self, document: Document | None, display: Display | None) -> None:
        """Show another document from now on."""
        self._document, self._display = document, display

    def forget(self) -> None:
        """The document is put away: nothing is shown over it any more."""
        self._partial.clear()
        self._candidate = self._arrived = ()
        self.lives = ()
        self._veils = {}
        self._is_due = False
        self.veils_changed.emit(())

    def show(self, progress: FillProgress) -> None:
        """Show what the fill that runs has got for one rectangle, in place of what it had before."""
        self._partial.pop(progress.rect, None)  # the newest on top: a copy lies over tiles of the same hole
        self._partial[progress.rect] = Fill(
            "preview", progress.rect, progress.pixels, progress.coverage, Recipe(progress.stage)
        )
        # The first at once; of hundreds of scratches, as many together as come within a blink.
        if not self._timer.isActive():
            self._show_now()
            self._timer.start()
        else:
            self._is_due = True

    def show_live(self, live: Live) -> None:
        """Show a stroke that begins."""
        self._set_lives((*self.lives, live))

    def follow_live(self, live: Live, rect: Rect) -> None:
        """The stroke that was begun last has painted in `rect`."""
        if self._display is not None and not rect.is_empty:
            self._display.follow(live, rect)
            self.live_changed.emit(rect)

    def drop_live(self, live: Live) -> None:
        """It is in the document, or is not wanted any more."""
        self._set_lives(tuple(one for one in self.lives if one is not live))

    def _set_lives(self, lives: tuple[Live, ...]) -> None:
        self.lives = lives
        changed = self._display.set_lives(lives) if self._display is not None else NOWHERE
        if not changed.is_empty:
            self.picture_changed.emit(changed)

    def clear(self) -> None:
        """The fill that ran is in the document, or is not wanted any more."""
        if self._partial:
            self._partial.clear()
            self.refresh()
        self._show_veils()

    def set_candidate(self, fills: tuple[Fill, ...]) -> None:
        """Show these fills besides; none where there are none."""
        self._candidate = fills
        self.refresh()
        self._show_veils()

    def set_arrived(self, fills: tuple[Fill, ...]) -> None:
        """Show the fills of a run that have come for the plane in view."""
        if fills != self._arrived:
            self._arrived = fills
            self.refresh()
            self._show_veils()

    def refresh(self) -> None:
        """Show the fills of the document as they are now, and what lies over them."""
        if self._display is None or self._document is None:
            return
        changed = self._display.set_fills((*self._document.fills, *self._shown))
        if not changed.is_empty:
            self.picture_changed.emit(changed)

    @property
    def _shown(self) -> tuple[Fill, ...]:
        return *self._arrived, *self._partial.values(), *self._candidate

    def _show_due(self) -> None:
        if self._is_due:
            self._show_now()
            self._timer.start()

    def _show_now(self) -> None:
        self._is_due = False
        self.refresh()
        self._show_veils()

    def _show_veils(self) -> None:
        # A fill of 300 scratches tells of each of them three times: only what is new is worked on.
        known = self._veils
        self._veils = {
            id(fill.coverage): known.get(id(fill.coverage)) or (fill.coverage, Veil(fill.rect, fill.coverage))
            for fill in self._shown
        }
        self.veils_changed.emit(tuple(veil for _, veil in self._veils.values()))
