"""The generator that fills are made with: which checkpoint it is of, and loading it on a worker."""

from pathlib import Path

from PySide6.QtCore import QObject, QThread, QTimer, Signal

from inpaint_studio.ui.document import jobs
from inpaint_studio.ui.document.jobs import EngineReady, Preparing
from inpaint_studio.ui.document.workspace import Workspace
from inpaint_studio.ui.kit.messages import About
from inpaint_studio.ui.kit.sentences import sentence
from inpaint_studio.ui.kit.worker import Errand

_FIRST_PAINT_MS = 50  # after a picture has come into view, until it is painted


class ActiveGenerator(QObject):
    """Loads generators, and knows the checkpoint of the one in use.

    Signals:
        ready: what the engine runs on.
        preparing: the stage of its warming up that begins; empty when that is over.
        checkpoint_changed: the checkpoint that fills are made with now, None for the one that came with the program.
    """

    ready = Signal(str)
    preparing = Signal(str)
    checkpoint_changed = Signal(object)

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._workspace = workspace
        self.checkpoint: Path | None = None
        self.stage = ""  # of the warming up that goes on
        self._waits = False  # to warm up until a picture is there
        workspace.pictures.changed.connect(self._pictures_changed)
        self.device = ""  # what the engine runs on, once it is ready
        self._errand: Errand | None = None  # of a checkpoint that was chosen
        self._chosen = 0  # how many were: what was said of one goes when another is

    def warm_up_beside(self) -> None:
        """Warm up once no picture is on its way: what is opened with the program is seen first."""
        if self._workspace.pictures.coming is None:
            self.warm_up()
        else:
            self._waits = True

    def _pictures_changed(self) -> None:
        if self._waits and self._workspace.pictures.coming is None:
            self._waits = False
            QTimer.singleShot(_FIRST_PAINT_MS, self, self.warm_up)

    def warm_up(self) -> None:
        """Do on a worker what the first fill would wait for, while the person looks for a picture or paints."""
        checkpoint = self.checkpoint

        def fail(error: Exception) -> None:
            self._workspace.report_error(error, About.PROGRAM)
            if checkpoint is not None and self.checkpoint == checkpoint:
                self.checkpoint = None  # what came with the program still fills
                self.warm_up()

        self._workspace.workers.start(
            "engine",
            lambda: jobs.warm_up(checkpoint),
            self._take,
            fail,
            self._warmed_up,
            priority=QThread.Priority.LowPriority,
        )

    def use(self, path: Path | None) -> None:
        """Fill with this generator from now on, None for the one that came with the program.

        Once a worker has opened it and found it good: `checkpoint_changed` follows, or a sentence, and then the one
        in use stays.
        """

        def take(ready: EngineReady) -> None:
            self.checkpoint = path
            self._engine_is_ready(ready)
            self.checkpoint_changed.emit(path)

        if self._errand is not None:
            self._errand.drop()
        self._chosen += 1
        number = self._chosen

        def fail(error: Exception) -> None:
            self._workspace.tell("error", sentence(error), About.PROGRAM, lambda: self._chosen == number)

        self._errand = self._workspace.workers.start(
            "checkpoint", lambda: jobs.open_generator(path), take, fail, self._end
        )

    def _end(self) -> None:
        self._errand = None

    def _take(self, value: Preparing | EngineReady) -> None:
        if isinstance(value, Preparing):
            self.stage = value.stage
            self.preparing.emit(value.stage)
        else:
            self._engine_is_ready(value)

    def _warmed_up(self) -> None:
        self.stage = ""
        self.preparing.emit("")

    def _engine_is_ready(self, ready: EngineReady) -> None:
        self.device = ready.text
        self.ready.emit(ready.text)
