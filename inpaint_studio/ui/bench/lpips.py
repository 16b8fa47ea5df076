"""The weights that LPIPS is measured with: chosen, checked and remembered; it is never required."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from inpaint_studio.ui.bench import jobs as bench_jobs
from inpaint_studio.ui.bench.bar import BenchBar
from inpaint_studio.ui.bench.contest import Contest
from inpaint_studio.ui.kit.preferences import Preferences
from inpaint_studio.ui.kit.sentences import sentence
from inpaint_studio.ui.kit.worker import Workers

_KEY = "bench/lpips"  # the preference: a path


class LpipsWeights(QObject):
    """Gives the contest the weights it measures with.

    Signals:
        notice: a sentence for the person.
    """

    notice = Signal(str)

    def __init__(
        self, contest: Contest, bar: BenchBar, workers: Workers, preferences: Preferences | None, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.preferences = preferences
        self._contest = contest
        self._bar = bar
        self._workers = workers
        self._window = parent
        name = preferences.text(_KEY) if preferences is not None else ""
        contest.measuring.lpips = Path(name) if name and Path(name).is_file() else None
        self._show()

    def choose(self, path: Path | None) -> None:
        """Measure LPIPS with these weights from now on; None leaves it out. A file that is none gives a sentence."""
        if path is None:
            self._use(None)
        else:
            self._workers.start("bench: weights", lambda: bench_jobs.check_lpips(path), self._use, self._fail)

    def ask(self) -> None:
        """Ask for a file of weights."""
        path, _ = QFileDialog.getOpenFileName(
            self._window, self.tr("LPIPS weights on AlexNet"), "", "Safetensors (*.safetensors)"
        )
        if path:
            self.choose(Path(path))

    def _use(self, path: Path | None) -> None:
        self._contest.measuring.lpips = path
        if self.preferences is not None:
            self.preferences.set_text(_KEY, str(path) if path is not None else "")
        self._show()
        self.notice.emit(
            self.tr("LPIPS is measured with {name} from now on.").format(name=path.name)
            if path is not None
            else self.tr("LPIPS is left out from now on.")
        )
        self._contest.measure_again()

    def _fail(self, error: Exception) -> None:
        self.notice.emit(sentence(error))

    def _show(self) -> None:
        path = self._contest.measuring.lpips
        self._bar.no_lpips.setEnabled(path is not None)
        name = self.tr("LPIPS weights: {name}…").format(name=path.name) if path is not None else ""
        self._bar.lpips.setText(name or self.tr("LPIPS weights…"))
