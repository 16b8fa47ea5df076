"""The generator that fills are made with: which checkpoint it is of, and loading it on a worker."""

from pathlib import Path

from PySide6.QtCore import QObject, QThread, Signal

from inpaint_studio.ui.document import jobs
from inpaint_studio.ui.document.jobs import EngineReady
from inpaint_studio.ui.document.workspace import Workspace
from inpaint_studio.ui.kit.worker import Errand


class ActiveGenerator(QObject):
    """Loads generators, and knows the checkpoint of the one in use.

    Signals:
        ready: what the engine runs on.
        checkpoint_changed: the checkpoint that fills are made with now, None for the one that came with the program.
    """

    ready = Signal(str)
    checkpoint_changed = Signal(object)

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._workspace = workspace
        self.checkpoint: Path | None = None
        self.device = ""  # what the engine runs on, once it is ready
        self._errand: Errand | None = None  # of a checkpoint that was chosen

    def warm_up(self) -> None:
        """Import torch and load the generator, on a worker, while the person looks for a picture."""
        checkpoint = self.checkpoint

        def fail(error: Exception) -> None:
            self._workspace.report_error(error)
            if checkpoint is not None and self.checkpoint == checkpoint:
                self.checkpoint = None  # what came with the program still fills
                self.warm_up()

        self._workspace.workers.start(
            "engine",
            lambda: jobs.warm_up(checkpoint),
            self._engine_is_ready,
            fail,
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
        self._errand = self._workspace.run("checkpoint", lambda: jobs.warm_up(path), take, self._end)

    def _end(self) -> None:
        self._errand = None

    def _engine_is_ready(self, ready: EngineReady) -> None:
        self.device = ready.text
        self.ready.emit(ready.text)
