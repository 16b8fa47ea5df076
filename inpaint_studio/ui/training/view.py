"""What is shown of a run: curves and samples, how far it is, what it reports, and its log."""

from pathlib import Path
from typing import assert_never

from PySide6.QtCore import Qt, QTime
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QProgressBar, QTabWidget, QVBoxLayout, QWidget

from inpaint_studio.model.training.config import TrainingConfig
from inpaint_studio.model.training.report import (
    CheckpointSaved,
    Finished,
    Looked,
    Paused,
    Reading,
    Report,
    Samples,
    Started,
    StateSaved,
    StepDone,
    Validated,
    Warned,
)
from inpaint_studio.ui.kit.labels import show_note
from inpaint_studio.ui.kit.literal import one_line
from inpaint_studio.ui.kit.sentences import spoken
from inpaint_studio.ui.kit.worker import Workers
from inpaint_studio.ui.training.clock import RunClock
from inpaint_studio.ui.training.curves import grouped
from inpaint_studio.ui.training.progress import ProgressPage
from inpaint_studio.ui.training.run_folder import RunFolder
from inpaint_studio.work.checkpoints import file_name


class RunView(QWidget):
    """Shows one run, from its reports while it is trained or from its folder. It starts and stops nothing."""

    def __init__(self, workers: Workers, photographs: QWidget, runs: QWidget, parent: QWidget | None = None) -> None:
        """photographs, runs: pages that stand beside the progress and the log of the run."""
        super().__init__(parent)
        self.newest: Path | None = None  # checkpoint of the run
        self._images = 0  # where the run will end
        self._clock = RunClock()
        self.progress_page = ProgressPage(workers)
        self.log = QPlainTextEdit()
        self.log.setReadOnly(True)
        self.log.setMaximumBlockCount(5000)
        self.log.setAccessibleName(self.tr("Log of the run"))
        log_page = QWidget()
        QVBoxLayout(log_page).addWidget(self.log)
        self._tabs = QTabWidget(self)
        self._tabs.addTab(self.progress_page, self.tr("&Progress"))
        self._tabs.addTab(photographs, self.tr("P&hotographs"))
        self._tabs.addTab(runs, self.tr("&Earlier runs"))
        self._tabs.addTab(log_page, self.tr("&Log"))
        self.message = QLabel(self)
        self.message.setTextFormat(Qt.TextFormat.PlainText)
        self.message.setWordWrap(True)
        self.message.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.message.setAccessibleName(self.tr("State of the run"))
        self.progress = QProgressBar(self)
        self.progress.setAccessibleName(self.tr("How much of the run is done"))
        self.progress.setRange(0, 1)
        self.progress.setValue(0)
        self.progress.setTextVisible(False)
        self.progress.setFixedHeight(8)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._tabs, 1)
        layout.addWidget(self.progress)
        layout.addWidget(self.message)

    def show_message(self, text: str, is_error: bool = False) -> None:
        show_note(self.message, text, is_error)
        self.message.show()  # its line stays, so that the page does not jump

    def take_checkpoint(self, path: Path | None) -> None:
        """Fills are made with another checkpoint: said here too, for the editor's own words lie behind this window."""
        if path is not None and self.isVisible():
            self.show_message(self.tr("Fills are made with {name} now.").format(name=one_line(file_name(path))))

    def write_log(self, text: str) -> None:
        self.log.appendPlainText(f"{QTime.currentTime().toString('HH:mm:ss')}  {text}")

    def show_progress(self) -> None:
        """Bring the curves and samples to the front."""
        self._tabs.setCurrentIndex(0)

    def begin(self, config: TrainingConfig) -> None:
        """A run is being started. One that is resumed keeps its curves."""
        self._images = config.images
        self._clock = RunClock(config.minutes)
        if not config.resume:
            self.progress_page.clear()
            self.newest = None
        self.show_message(self.tr("Reading the photographs…"))
        self.progress.setRange(0, 0)

    def show_run(self, run: RunFolder) -> None:
        """The run as its folder has it, in the place of whatever was shown."""
        self.progress_page.show_run(run)
        self.newest = run.newest
        self._images = run.images
        self.progress.setRange(0, max(1, run.images))
        self.progress.setValue(run.images_seen)

    def forget_limit(self) -> None:
        """Another run is followed; it was started elsewhere, so nothing is known of its minutes."""
        self._clock = RunClock()

    def show_state(self, is_paused: bool) -> None:
        """Say that the run is being trained, or is paused."""
        if is_paused:
            self.show_message(self.tr("Paused. Nothing is lost; press Pause again to go on."))
        else:
            self.show_message(self.tr("Learning."))

    def compare(self, run: RunFolder | None) -> None:
        """Lay another run's curves under these; None takes them away."""
        self.progress_page.compare(run)
        if run is not None:
            self.show_progress()

    def take(self, report: Report, is_stopping: bool) -> None:
        """A report of the run. is_stopping: the run is about to stop, and the message says so."""
        match report:
            case Reading():
                self.progress.setRange(0, report.total)
                self.progress.setValue(report.done)
                text = self.tr("Reading the photographs: {done} of {total} files…")
                self.show_message(text.format(done=grouped(report.done), total=grouped(report.total)))
            case Started():
                self._take_start(report, is_stopping)
            case StepDone():
                self._take_step(report)
            case Samples():
                self.progress_page.take_samples(report)
            case Looked():
                self.progress_page.take_look(report)
            case Validated():
                self.progress_page.take_scores(report)
            case CheckpointSaved():
                self.newest = report.path
                self.progress_page.mark_snapshot(report.images_seen)
                text = self.tr("After {count} images the snapshot {name} was saved.")
                self.write_log(text.format(count=grouped(report.images_seen), name=report.path.name))
            case StateSaved():
                pass
            case Paused():
                self._clock.pause()
                if not is_stopping:
                    self.show_state(is_paused=True)
            case Warned():
                self.write_log(spoken(report.message))
                self.show_message(spoken(report.message))
            case Finished():
                self.newest = report.checkpoint or self.newest
                self.write_log(spoken(report.why))
                self.show_message(spoken(report.why), is_error=report.failed)
            case _:
                assert_never(report)

    def end(self, why: str) -> None:
        """The run has ended. why: a sentence, where no report has said so."""
        self.progress.setRange(0, max(1, self.progress.maximum()))
        if why:
            self.write_log(spoken(why))
            self.show_message(spoken(why), is_error=True)

    def _take_start(self, report: Started, is_stopping: bool) -> None:
        self._clock.restart()
        self._images = report.images
        self.progress.setRange(0, report.images)
        self.progress.setValue(report.images_seen)
        self.write_log(
            self.tr("Started on {device}: {parameters} parameters, {photographs} photographs.").format(
                device=report.device,
                parameters=grouped(report.parameters),
                photographs=grouped(report.photographs),
            )
        )
        if not is_stopping:
            self.show_message(self.tr("Learning on {device}.").format(device=report.device))

    def _take_step(self, report: StepDone) -> None:
        self._clock.resume()
        # The minutes may end the run before its images do.
        by_time = round(self.progress.maximum() * self._clock.share())
        self.progress.setValue(max(report.images_seen, by_time))
        self.progress_page.take_step(report, self._images, self._clock.seconds_left())
