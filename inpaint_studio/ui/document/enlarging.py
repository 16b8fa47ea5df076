"""Enlarging: the picture in view, made larger on a worker, opens as a picture of its own."""

from collections.abc import Callable

from PySide6.QtCore import QThread, Signal

from inpaint_studio.ui.canvas.display import Display
from inpaint_studio.ui.document import enlarge_jobs
from inpaint_studio.ui.document.enlarge_jobs import EnlargeRequest, EnlargeSource
from inpaint_studio.ui.document.exclusive_job import ExclusiveJob
from inpaint_studio.ui.document.jobs import Opened
from inpaint_studio.ui.document.open_pictures import OpenPicture, Shown
from inpaint_studio.ui.document.workspace import Workspace
from inpaint_studio.ui.kit.literal import one_line
from inpaint_studio.ui.kit.messages import About
from inpaint_studio.ui.kit.sentences import spoken


class Enlarging(ExclusiveJob):
    """Enlarges one picture at a time, out of the way of the work on it and on others.

    It works on the picture as it was when it was asked to, so that goes on, or is closed, meanwhile.

    Signals:
        finished: the OpenPicture that came of it.
        ended: nothing is enlarged any more, whatever came of it.
    """

    finished = Signal(object)
    ended = Signal()

    def __init__(self, workspace: Workspace, history_bytes: Callable[[], int]) -> None:
        super().__init__(workspace, "enlarge")
        self._history_bytes = history_bytes
        self._of: OpenPicture | None = None  # that is enlarged

    def start(self, source: EnlargeSource, request: EnlargeRequest, of: OpenPicture | None) -> None:
        """Enlarge a picture; `finished` follows, or a sentence. of: the one that it is of."""
        if self.is_running:
            return
        name, budget = of.name if of is not None else source.picture.name, self._history_bytes()
        self._of = of
        self._tell(name, 0.0)

        def take(value: float | Opened) -> None:
            if isinstance(value, float):
                self._tell(name, value)
            else:
                self._arrive(value)

        errand = self._workspace.workers.start(
            "enlarge",
            lambda: enlarge_jobs.enlarge(source, request, name, budget),
            take,
            lambda error: self._workspace.report_error(error, About.MOMENT if of is None else of),
            self._end,
            QThread.Priority.LowPriority,  # the person goes on working
        )
        self._begin(errand)

    def _tell(self, name: str, done: float) -> None:
        words = self.tr("Enlarging {name} …").format(name=one_line(name))
        self._workspace.activities.tell(self._activity, words, done)

    def _arrive(self, opened: Opened) -> None:
        """Show it where the person still looks at what it was made from and paints nothing; else beside the others."""
        workspace, pictures = self._workspace, self._workspace.pictures
        document = opened.document
        is_working = workspace.document is not None and workspace.document.stroke is not None
        if pictures.current in (self._of, None) and not is_working:
            workspace.show(opened)
            picture = pictures.in_view
            assert picture is not None
        else:
            picture = OpenPicture(None)
            picture.document, picture.size, picture.thumbnail = document, document.size, opened.thumbnail
            picture.shown = Shown(Display(document.picture, opened.levels), opened.mask_levels, None, None)
            pictures.add((picture,))
        words = self.tr("{name} has {width} × {height} pixels and is in no file yet: save it.")
        width, height = document.size
        words = words.format(name=one_line(picture.name), width=width, height=height)
        words = " ".join((words, *map(spoken, document.picture.notes)))  # of several messages the last one is seen
        workspace.tell("done", words, picture, lambda: picture.is_in_no_file)
        self.cancel()  # its thread ends in a moment, but who is waiting for this may already ask for the next one
        self.finished.emit(picture)

    def _end(self) -> None:
        self._of = None
        super()._end()
        self.ended.emit()
