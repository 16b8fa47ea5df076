"""The intake of checkpoints: files that are offered are opened on a worker before one becomes a contender."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from inpaint_studio.ui.bench import jobs as bench_jobs
from inpaint_studio.ui.bench.jobs import Checked
from inpaint_studio.ui.kit.sentences import sentence
from inpaint_studio.ui.kit.worker import Workers


class CheckpointIntake(QObject):
    """Checks files that were offered together. One that is no checkpoint costs the others nothing.

    Signals:
        accepted: a Checked.
        notice: a sentence for the person.
        withdrawn: a notice that does not hold any longer.
    """

    accepted = Signal(object)
    notice = Signal(str)
    withdrawn = Signal(str)

    def __init__(self, workers: Workers, parent: QObject) -> None:
        super().__init__(parent)
        self._workers = workers
        self._refusals: list[str] = []  # why files that were offered together are no checkpoints

    def check(self, files: Sequence[Path], refusals: Sequence[str] = ()) -> None:
        """refusals: sentences about what was offered beside the files; they are shown with the files' own."""
        self._refusals = list(refusals)
        self.notice.emit(self.tr("Looking at the checkpoints…"))
        self._workers.start("bench: checkpoints", lambda: bench_jobs.check(files), self._take, self._fail, self._end)

    def _take(self, outcome: Checked | Exception) -> None:
        if isinstance(outcome, Exception):
            self._refusals.append(sentence(outcome))
            self.notice.emit(" ".join(self._refusals))
        else:
            self.accepted.emit(outcome)

    def _fail(self, error: Exception) -> None:
        self.notice.emit(sentence(error))

    def _end(self) -> None:
        self.withdrawn.emit(self.tr("Looking at the checkpoints…"))
