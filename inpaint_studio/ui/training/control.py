"""Control of a run: it is laid out, started, followed, paused and stopped from here."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from inpaint_studio.editing.picture import Mask
from inpaint_studio.editing.state import State
from inpaint_studio.model.training import running
from inpaint_studio.model.training.config import TrainingConfig
from inpaint_studio.ui.kit.sentences import sentence
from inpaint_studio.ui.kit.worker import Errand, Workers
from inpaint_studio.ui.training import jobs as training_jobs
from inpaint_studio.ui.training.process import RunWatch


class RunControl(QObject):
    """One run at a time, started from here or found in its folder; both are followed alike.

    Signals:
        started: the run's process has been started.
        reported: a Report of the run.
        ended: the run has ended, or could not begin. Why, as a sentence, where no report has said so; else nothing.
        refused: why a request could not be made, a sentence.
    """

    started = Signal()
    reported = Signal(object)
    ended = Signal(str)
    refused = Signal(str)

    def __init__(self, workers: Workers, parent: QObject) -> None:
        super().__init__(parent)
        self._workers = workers
        self._watch = RunWatch(self)
        self._watch.reported.connect(self.reported)
        self._watch.ended.connect(self._end)
        self._preparation: Errand | None = None
        self._is_stopping = False

    @property
    def folder(self) -> Path | None:
        """The run that is followed; None where there is none, or its process is not started yet."""
        return self._watch.folder

    @property
    def is_running(self) -> bool:
        """Whether a run is laid out, started or followed."""
        return self._watch.folder is not None or self._preparation is not None

    @property
    def is_paused(self) -> bool:
        return self._watch.is_paused

    @property
    def is_stopping(self) -> bool:
        return self._is_stopping

    @property
    def can_pause(self) -> bool:
        return self._watch.takes_requests and not self._is_stopping

    @property
    def can_stop(self) -> bool:
        return (self._watch.takes_requests or self._preparation is not None) and not self._is_stopping

    def start(self, config: TrainingConfig, document: State | None, holes: Sequence[Mask]) -> None:
        """Lay out what the config points to on a worker, and start the run's process."""
        self._is_stopping = False
        self._preparation = self._workers.start(
            "preparing a run", lambda: training_jobs.prepare(config, document, holes), self._begin, self._fail
        )

    def follow(self, folder: Path) -> bool:
        """Follow the run in a folder, where a process is training it. Returns whether one is."""
        return self._watch.follow(folder)

    def pause(self, paused: bool) -> None:
        """Pause the run, which keeps everything in memory, or resume it."""
        self._request("pause" if paused else None)

    def stop(self) -> None:
        """Stop the run at its next step. All that is needed to resume it is saved first."""
        self._is_stopping = True
        self._request("stop")

    def leave(self) -> None:
        """Follow the run no longer; it goes on by itself."""
        self._watch.leave()
        self._preparation = None

    def _begin(self, config: TrainingConfig) -> None:
        try:
            self._watch.start(config)
        except OSError as error:
            self._fail(error)
            return
        self._preparation = None
        if self._is_stopping:  # since before there was a process
            self._request("stop")
        self.started.emit()

    def _request(self, what: running.Request | None) -> None:
        try:
            self._watch.request(what)
        except OSError as error:
            self.refused.emit(self.tr("The run cannot be asked: {why}.").format(why=error.strerror or error))

    def _fail(self, error: Exception) -> None:
        self._preparation = None
        self._end(sentence(error))

    def _end(self, why: str) -> None:
        self._is_stopping = False
        self.ended.emit(why)
