"""Levelling: through which levels the data picture in view is seen, and the display that follows."""

from collections.abc import Callable, Iterator

import numpy as np
from PySide6.QtCore import QObject, QThread, QTimer, Signal

from inpaint_studio.editing.bands import Levels
from inpaint_studio.editing.level_changes import Distribution, distribution, own_levels, set_levels, with_bands
from inpaint_studio.editing.picture import Picture, Pixels
from inpaint_studio.files.mapped import release
from inpaint_studio.files.memory import project_stamps
from inpaint_studio.ui.canvas.display import Display, Words, reduce_picture
from inpaint_studio.ui.canvas.toned import CoarseSamples, relevelled
from inpaint_studio.ui.document.stored_picture import thumbnail
from inpaint_studio.ui.document.workspace import Workspace
from inpaint_studio.ui.kit.worker import Errand

_REST_MS = 250  # after the last change, before what takes longer is done: the exact levels, the journal
_AT_ONCE = 2**21  # pixels of a picture whose levels are made anew as quickly as a mean would be shown


class Levelling(QObject):
    """Changes the levels of the document in view: no step, but remembered in its journal and project.

    What is in view is painted anew at once, tile by tile; the reduced sizes follow from a worker, first of means of
    samples, and once the levels rest exactly as they are made at opening.

    Signals:
        changed: the levels in view are others; also when another document comes into view.
        measured: the distribution of a band has become known.
        settled: the levels have rested and are shown exactly: small looks at the picture are made anew.
    """

    changed = Signal()
    measured = Signal()
    settled = Signal()

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._workspace = workspace
        self.has_read_notice = False  # that what is filled is not for diagnosis
        self._known: dict[int, Distribution] = {}  # by band, of the document in view
        self._wanted: Callable[[], object] | None = None  # once the bands that are being measured are known
        self._measuring: Errand | None = None
        self._cannot_measure = False  # there is no memory for it
        self._reducing: Errand | None = None
        self._coarse: CoarseSamples | None = None
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self._settle)
        self._stay = QTimer(self)  # on a plane, after turning to it
        self._stay.setSingleShot(True)
        self._stay.setInterval(_REST_MS)
        self._stay.timeout.connect(self._stayed)
        workspace.document_changed.connect(self._begin)
        workspace.plane_changed.connect(self._turned)
        workspace.leaving.connect(self._leave)

    @property
    def picture(self) -> Picture | None:
        """The data picture in view; None for a photograph, or where nothing is open."""
        document = self._workspace.document
        return document.picture if document is not None and document.picture.is_data else None

    @property
    def levels(self) -> Levels | None:
        """Of the data picture in view."""
        return self.picture.levels if self.picture is not None else None

    @property
    def is_busy(self) -> bool:
        """Whether what is shown may still become another."""
        return (
            self._rest.isActive() or self._stay.isActive() or self._reducing is not None or self._measuring is not None
        )

    def set(self, levels: Levels) -> None:
        """See the picture through other levels; nothing where no data picture is in view."""
        document, picture = self._workspace.document, self.picture
        if document is None or picture is None or levels == picture.levels:
            return
        project_stamps.carry(picture, set_levels(document, levels))
        self._rest.start()
        self._follow()
        self.changed.emit()

    def set_own(self) -> None:
        """As the file asks to be seen."""
        levels = own_levels(self.picture) if self.picture is not None else None
        if levels is not None:
            self.set(levels)

    def set_robust(self, bands: tuple[int, ...] | None = None) -> None:
        """From the 2nd to the 98th percentile of each band. bands: to be seen; None for those that are."""
        picture = self.picture
        if picture is None or picture.levels is None:
            return
        bands = picture.levels.bands if bands is None else bands

        def put() -> None:
            ends = [self._known[band].robust for band in bands]
            now = self.picture
            if now is not None and now.levels is not None:
                self.set(Levels(bands, tuple(a for a, _ in ends), tuple(b for _, b in ends), now.levels.inverted))

        self._once_measured(bands, put)

    def set_bands(self, bands: tuple[int, ...]) -> None:
        """See other bands; one that was not seen before from its 2nd to its 98th percentile."""

        def put() -> None:
            now = self.picture
            if now is not None and now.levels is not None:
                self.set(with_bands(now.levels, bands, lambda band: self._known[band].robust))

        self._once_measured(bands, put)

    def distribution(self, band: int) -> Distribution | None:
        """None while it is being measured; `measured` follows."""
        return self._known.get(band)

    # measuring

    def _once_measured(self, bands: tuple[int, ...], do: Callable[[], object]) -> None:
        if all(band in self._known for band in bands):
            self._wanted = None
            do()
        else:
            self._wanted = lambda: self._once_measured(bands, do)
            self._measure(bands)

    def _measure(self, bands: tuple[int, ...]) -> None:
        """One after the other on a worker, and then the means that a change of levels is shown by first."""
        picture, coarse = self.picture, self._coarse
        missing = [band for band in dict.fromkeys(bands) if band not in self._known]
        if self._measuring is not None or picture is None or not missing or self._cannot_measure:
            return

        def job() -> Iterator[tuple[int, Distribution] | None]:
            for band in missing:
                yield band, distribution(picture, band)
                release(picture.pixels)
            if coarse is not None:
                _ = coarse.pixels

        self._measuring = self._workspace.workers.start(
            "levels",
            job,
            self._take_measured,
            self._fail_measuring,
            self._measured_all,
            QThread.Priority.LowPriority,
            self._workspace.ticket(),
        )

    def _take_measured(self, value: tuple[int, Distribution]) -> None:
        band, made = value
        self._known[band] = made
        self.measured.emit()
        if self._wanted is not None:
            self._wanted()  # which waits on where another band is missing

    def _fail_measuring(self, error: Exception) -> None:
        self._cannot_measure, self._wanted = True, None
        self._workspace.report_error(error)

    def _measured_all(self) -> None:
        self._measuring = None
        if self._wanted is not None:
            self._wanted()
        elif self.picture is not None and self.picture.levels is not None:
            self._measure(self.picture.levels.bands)

    # showing

    def _begin(self) -> None:
        """Another document is in view, or none."""
        for errand in (self._measuring, self._reducing):
            if errand is not None:
                errand.drop()
        self._measuring = self._reducing = self._wanted = self._coarse = None
        self._known, self._cannot_measure = {}, False
        self._rest.stop()
        self._stay.stop()
        picture = self.picture
        if picture is not None and picture.levels is not None:
            if picture.size.area > _AT_ONCE:
                self._coarse = CoarseSamples(picture)
            self._measure(picture.levels.bands)
            self._follow()
        self.changed.emit()

    def _turned(self) -> None:
        """Another plane of the stack is in view: its samples are measured once somebody stays there."""
        for errand in (self._measuring, self._reducing):
            if errand is not None:
                errand.drop()
        self._measuring = self._reducing = self._wanted = self._coarse = None
        picture = self.picture
        if picture is not None and picture.size.area > _AT_ONCE:
            self._coarse = CoarseSamples(picture)
        self._stay.start()

    def _stayed(self) -> None:
        picture = self.picture
        self._known, self._cannot_measure = {}, False
        if picture is not None and picture.levels is not None:
            self._measure(picture.levels.bands)
            self._follow()

    def _leave(self) -> None:
        if self._rest.isActive():
            self._rest.stop()
            self._workspace.laid_changed.emit()

    def _follow(self) -> None:
        """Have the display show the levels of the document."""
        picture, display = self.picture, self._workspace.display
        if picture is None or display is None:
            return
        if picture.levels is not None:
            self._measure(picture.levels.bands)
        if display.picture is not picture and display.picture.levels != picture.levels:
            display.see_through(picture)
            self._repaint(display)
        if self._reducing is None and display.reduced_by != picture.levels:
            self._reduce(picture, display)

    def _reduce(self, picture: Picture, display: Display) -> None:
        coarse, levels, is_exact = self._coarse, picture.levels, not self._rest.isActive()
        assert levels is not None
        if coarse is None or is_exact:
            self._reduce_exactly(picture, display)
            return
        if display.nearly_by == levels:
            return  # once they rest

        def job() -> Iterator[dict[int, Words]]:
            yield relevelled(coarse, levels)

        def take(words: dict[int, Words]) -> None:
            display.set_levels(words, levels, is_exact=False)
            self._repaint(display)

        self._start(job, take)

    def _reduce_exactly(self, picture: Picture, display: Display) -> None:
        document, here = self._workspace.document, self._workspace.pictures.in_view
        assert document is not None
        fills = document.fills

        def job() -> Iterator[tuple[dict[int, Words], Pixels]]:
            words = reduce_picture(picture)
            yield words, thumbnail(picture, fills, words)

        def take(made: tuple[dict[int, Words], np.ndarray]) -> None:
            words, small = made
            display.set_levels(words, picture.levels)
            self._repaint(display)
            if here is not None:
                here.thumbnail = small
                self._workspace.pictures.picture_changed.emit(here)
            self.settled.emit()

        self._start(job, take)

    def _start(self, job: Callable[[], Iterator[object]], take: Callable[..., None]) -> None:
        workspace = self._workspace
        self._reducing = workspace.workers.start(
            "relevel", job, take, workspace.report_error, self._reduced, ticket=workspace.ticket()
        )

    def _reduced(self) -> None:
        self._reducing = None
        self._follow()

    def _repaint(self, display: Display) -> None:
        self._workspace.previews.picture_changed.emit(display.picture.rect)

    def _settle(self) -> None:
        """The levels rest."""
        self._workspace.laid_changed.emit()
        self._follow()
