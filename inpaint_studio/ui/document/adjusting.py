"""Adjusting: the tone and the frame that copies are saved with, each change one undoable step, and the tone shown."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from uuid import uuid4

from PySide6.QtCore import QObject, Signal

from inpaint_studio.editing.adjustments import (
    Adjustment,
    Adjustments,
    AdjustmentStep,
    Frame,
    Tone,
    frame_of,
    measure_tone,
    tone_of,
    with_adjustment,
)
from inpaint_studio.editing.document import Document
from inpaint_studio.ui.canvas.display import Toned
from inpaint_studio.ui.canvas.toned import CoarseSamples, toned
from inpaint_studio.ui.document.workspace import Workspace
from inpaint_studio.ui.kit.translatable import QT_TRANSLATE_NOOP
from inpaint_studio.ui.kit.worker import Errand

_Change = Callable[[Adjustment], Adjustment | None]

TONE_NAME = QT_TRANSLATE_NOOP("Steps", "Correct fading")  # also of its row in the Fills panel
FRAME_NAME = QT_TRANSLATE_NOOP("Steps", "Straighten and crop")
_STRENGTH = QT_TRANSLATE_NOOP("Steps", "Strength of adjustment")
_SHOW = QT_TRANSLATE_NOOP("Steps", "Show adjustment")
_HIDE = QT_TRANSLATE_NOOP("Steps", "Hide adjustment")
_DELETE = QT_TRANSLATE_NOOP("Steps", "Delete adjustment")

TONE_STRENGTH = 0.5  # of the whole correction: all of it burns faces out on an old print, and a slider goes there


class Adjusting(QObject):
    """Changes adjustments by their ids; nothing where there is none of that id.

    Signals:
        frame_changed: the Frame that is shown now, or None.
    """

    frame_changed = Signal(object)

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._workspace = workspace
        self._shown: Tone | None = None  # that the display shows, or is being made to
        self._looked_at: tuple[str, float] | None = None  # id and strength, while a slider is moved
        self._errand: Errand | None = None
        self._coarse: CoarseSamples | None = None  # of the picture in view, from its first tone on
        workspace.document_changed.connect(self._begin)
        workspace.plane_changed.connect(self._begin)
        workspace.history_changed.connect(self._follow)

    @property
    def frame(self) -> Frame | None:
        """That is not hidden."""
        document = self._workspace.document
        return frame_of(document.adjustments) if document is not None else None

    @property
    def is_shown(self) -> bool:
        """Whether the display shows the tone that it is to show."""
        return self._errand is None and self._shown == self._wanted()

    def correct_fading(self) -> None:
        """Measure the picture without what is marked and filled, and correct it; a sentence where it needs nothing."""

        def measure(document: Document) -> Tone | None:
            left_out = [(document.picture.rect, document.mask)]
            left_out += [(fill.rect, fill.coverage) for fill in document.fills]
            return measure_tone(document.picture, left_out, f"tone-{uuid4().hex[:12]}")

        def take(tone: Tone | None) -> None:
            if tone is None:
                words = self.tr("Every colour of this picture reaches from black to full already; nothing is faded.")
                self._workspace.tell("info", words)
                return
            self.put(replace(tone, strength=TONE_STRENGTH), TONE_NAME)
            self._workspace.tell(
                "info",
                self.tr("Tones are corrected when a copy is saved. Set the strength in the Fills panel."),
            )

        self._workspace.changes.look("tone", measure, take)

    def put(self, made: Adjustment, name: str) -> None:
        """Put an adjustment in place of the one of its kind."""
        document = self._workspace.document
        if document is not None:
            self._commit(with_adjustment(document.adjustments, made), name)

    def set_visible(self, id: str, visible: bool) -> None:
        self._change(id, _SHOW if visible else _HIDE, lambda one: replace(one, visible=visible))

    def set_strength(self, id: str, strength: float) -> None:
        self._looked_at = None
        self._change(id, _STRENGTH, lambda one: replace(one, strength=strength) if isinstance(one, Tone) else one)
        self._follow()

    def look_at_strength(self, id: str, strength: float) -> None:
        """Show what a strength would do, while its slider is being moved."""
        self._looked_at = id, strength
        self._follow()

    def delete(self, id: str) -> None:
        self._change(id, _DELETE, lambda one: None)

    def delete_frame(self) -> None:
        document = self._workspace.document
        for one in document.adjustments if document is not None else ():
            if isinstance(one, Frame):
                self.delete(one.id)

    @property
    def frames(self) -> tuple[Frame, ...]:
        """The one there is, hidden or not; empty for none."""
        document = self._workspace.document
        return tuple(one for one in document.adjustments if isinstance(one, Frame)) if document is not None else ()

    def put_frames(self, frames: tuple[Frame, ...], name: str) -> None:
        """Put what `frames` was once in place of what it is now."""
        document = self._workspace.document
        if document is not None:
            tones = tuple(one for one in document.adjustments if not isinstance(one, Frame))
            self._commit((*tones, *frames), name)

    def look_at_frame(self, frame: Frame | None) -> None:
        """Dim what a frame would leave out, while it is being dragged; None for the one there is."""
        display, shown = self._workspace.display, frame or self.frame
        if display is not None:
            display.frame = shown.corners if shown is not None else ()

    def _change(self, id: str, name: str, change: _Change) -> None:
        document = self._workspace.document
        if document is not None:
            changed = [change(one) if one.id == id else one for one in document.adjustments]
            self._commit(tuple(one for one in changed if one is not None), name)

    def _commit(self, after: Adjustments, name: str) -> None:
        document = self._workspace.document
        if document is not None and after != document.adjustments:
            self._workspace.changes.commit(AdjustmentStep(name, document.adjustments, after))

    def _begin(self) -> None:
        if self._errand is not None:
            self._errand.drop()
        self._errand = self._shown = self._looked_at = self._coarse = None
        self._follow()

    def _wanted(self) -> Tone | None:
        document = self._workspace.document
        if document is None:
            return None
        adjustments = document.adjustments
        if self._looked_at is not None:
            id, strength = self._looked_at
            adjustments = tuple(
                replace(one, strength=strength) if isinstance(one, Tone) and one.id == id else one
                for one in adjustments
            )
        return tone_of(adjustments)

    def _follow(self) -> None:
        """Show the tone and the frame of the document as they now are; the tone when a worker has made its levels."""
        workspace, display, frame = self._workspace, self._workspace.display, self.frame
        self.frame_changed.emit(frame)
        corners = frame.corners if frame is not None else ()
        if display is not None and display.frame != corners:
            display.frame = corners
            workspace.previews.picture_changed.emit(display.picture.rect)
        wanted = self._wanted()
        if display is None or self._errand is not None or wanted == self._shown:
            return
        self._shown = wanted
        if wanted is None:
            self._show(None)
            return
        if self._coarse is None or self._coarse.picture is not display.picture:
            self._coarse = CoarseSamples(display.picture)
        coarse, levels = self._coarse, display.levels

        def job() -> Iterator[Toned]:
            yield toned(coarse, levels, wanted)

        self._errand = workspace.workers.start(
            "tone", job, self._show, workspace.report_error, self._ended, ticket=workspace.ticket()
        )

    def _show(self, made: Toned | None) -> None:
        display = self._workspace.display
        if display is not None:
            display.set_toned(made)
            self._workspace.previews.picture_changed.emit(display.picture.rect)

    def _ended(self) -> None:
        self._errand = None
        self._follow()
