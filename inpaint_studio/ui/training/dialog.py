"""The training room: choose photographs, watch a generator learn from them, and open what it learnt in the editor."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDragMoveEvent, QDropEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from inpaint_studio.editing.document import Document
from inpaint_studio.model.checkpoints.description import CheckpointError
from inpaint_studio.model.training import running
from inpaint_studio.model.training.config import TrainingConfig
from inpaint_studio.model.training.report import Report
from inpaint_studio.resources import resource
from inpaint_studio.ui.kit.checkpoint_menu import CheckpointMenu
from inpaint_studio.ui.kit.dropping import accept_copy, dropped_files, leave_drops_to_window
from inpaint_studio.ui.kit.preferences import Preferences
from inpaint_studio.ui.kit.screens import resize_within_screen
from inpaint_studio.ui.kit.sentences import sentence
from inpaint_studio.ui.kit.worker import Workers
from inpaint_studio.ui.training import jobs as training_jobs
from inpaint_studio.ui.training.choices import config_of, next_free
from inpaint_studio.ui.training.control import RunControl
from inpaint_studio.ui.training.controls import RunControls, RunState
from inpaint_studio.ui.training.expectation import Expectation
from inpaint_studio.ui.training.folder_watch import FolderWatch
from inpaint_studio.ui.training.photographs_page import PhotographsPage
from inpaint_studio.ui.training.question import Answer, ask_about_run
from inpaint_studio.ui.training.run_folder import LOG, RunFolder, goes_on, read_run
from inpaint_studio.ui.training.runs import RunsPanel
from inpaint_studio.ui.training.settings import TrainingSettings
from inpaint_studio.ui.training.task import FILL
from inpaint_studio.ui.training.tuning import config_for_one_picture, preset_of
from inpaint_studio.ui.training.view import RunView


class TrainingDialog(QDialog):
    """Trains a generator in a process of its own, while the editor stays usable.

    The parts do the work: the settings are what a person chooses, the control starts and follows the run, the view
    shows it. This dialog joins them, and knows the run folder in sight and the open picture.

    Signals:
        checkpoint_chosen: the snapshot the person wants to use in the editor.
        running_changed: whether a run is being trained.
        watch_requested: the run folder whose snapshots are to be seen on the open picture.
    """

    checkpoint_chosen = Signal(Path)
    running_changed = Signal(bool)
    watch_requested = Signal(Path)

    def __init__(self, parent: QWidget | None = None, preferences: Preferences | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Train a generator"))
        self.setModal(False)
        self.setAcceptDrops(True)
        resize_within_screen(self, 1120, 780)
        self._preferences = preferences
        self._document: Document | None = None
        self._run: RunFolder | None = None  # what the run folder held when it was last read
        self._is_resting = False  # closed while nothing is trained: then nothing is counted or watched
        self._closes_at_end = False
        self._leave: Callable[[], None] | None = None  # called once the run has been stopped and saved
        self._workers = Workers(self)
        self.settings = TrainingSettings()
        self.controls = RunControls()
        self.photographs = PhotographsPage(self._workers)
        self.runs = RunsPanel(self._workers)
        self.view = RunView(self._workers, self.photographs, self.runs)
        self.control = RunControl(self._workers, self)
        self.checkpoints = CheckpointMenu(
            self.settings.start_button.menu(), self._workers, preferences, has_scratch=True
        )
        self.settings.offer_checkpoints(self.checkpoints)
        self._expectation = Expectation(self.settings, self._workers, self)
        self._folder_watch = FolderWatch((LOG, running.LOCK), self)  # another process may resume the run in sight
        self._lay_out()
        self._connect()
        leave_drops_to_window(self)
        if preferences is not None:
            self.settings.restore(preferences)
            self._count_photographs()
        self._workers.start("finding devices", training_jobs.devices, self.settings.offer_devices, self._fail)
        self.look_at_run()

    # What others use.

    @property
    def is_training(self) -> bool:
        """Whether a run is being trained that is followed here."""
        return self.control.is_running

    @property
    def newest_checkpoint(self) -> Path | None:
        return self.view.newest

    def config(self) -> TrainingConfig:
        """The run as chosen. Raises ValueError, a sentence, where something is missing."""
        scan = self.photographs.scan
        return config_of(
            self.settings.choices(),
            self._run,
            min(scan.largest) if scan is not None and scan.largest is not None else 1 << 30,
            bool(training_jobs.own_masks(self._document)),
            self._document is not None and bool(self._document.mask.any()),
        )

    def choose_photographs(self, *places: Path) -> None:
        """Learn from these folders alone, and count what is in them."""
        self.settings.photographs.set_places([str(place) for place in places])
        self.settings.propose_run(places[0])
        self._count_photographs()
        self.look_at_run()

    def choose_run(self, folder: Path) -> None:
        """Show the run in a folder, and follow it where a process is training it."""
        if self.is_training:
            text = self.tr("A run is going on; stop it before you go on with another.")
            self.view.show_message(text, is_error=True)
            return
        self.settings.run_folder.setText(str(folder))
        self.look_at_run()
        self.view.show_progress()

    def start(self) -> None:
        """Start the run, or resume the one in the run folder."""
        if self.is_training:
            return
        try:
            config = self.config()
        except ValueError as error:
            self.view.show_message(sentence(error), is_error=True)
            return
        self._launch(config)

    def tune(self) -> None:
        """Learn from the whole part of the open picture alone, beginning with the chosen generator."""
        document = self._document
        if self.is_training or document is None:
            return
        chosen, name = self.settings.choices(), self.tr("photo")
        own = chosen.start_from if chosen.task == FILL else ""  # one picture alone teaches to fill
        start = Path(own) if own else resource("checkpoints/standard.safetensors")
        try:
            preset_of(start)
        except (CheckpointError, ValueError) as error:
            self.view.show_message(sentence(error), is_error=True)
            return
        self.settings.propose_run(Path(name))
        home = Path(self.settings.choices().run).parent
        folder = next_free(home, self.tr("{name} alone").format(name=name))
        self.settings.run_folder.setText(str(folder))
        self.look_at_run()
        self.view.show_progress()
        self._launch(config_for_one_picture(folder, name, start, chosen.device, bool(document.mask.any())))

    def start_new_from(self, checkpoint: Path) -> None:
        """Prepare a new run that begins with a checkpoint: fine-tuning."""
        try:
            preset = preset_of(checkpoint)
        except (CheckpointError, ValueError) as error:
            self.view.show_message(sentence(error), is_error=True)
            return
        if self._run is not None and self._run.is_resumable:
            folder = Path(self.settings.choices().run)
            self.settings.run_folder.setText(str(next_free(folder.parent, f"{folder.name} tuned")))
            self.look_at_run()
        self.settings.begin_with(checkpoint, preset)
        self.view.show_progress()
        self.view.show_message(self.tr("A new run will begin with {name}.").format(name=checkpoint.name))

    def pause(self, paused: bool) -> None:
        """Pause the run without giving anything up, or resume it."""
        if self.control.folder is None or paused == self.control.is_paused:
            return
        self.control.pause(paused)
        if not paused:
            self.view.show_state(is_paused=False)
        self._show_state()

    def stop(self) -> None:
        """Stop at the next step. All that is needed to resume is saved first."""
        if not self.is_training or self.control.is_stopping:
            return
        self.view.show_message(self.tr("Stopping, and saving all that is needed to go on…"))
        self.control.stop()
        self._show_state()

    def set_document(self, document: Document | None) -> None:
        """What is open in the editor, or nothing."""
        self._document = document
        self._show_state()

    def shut_down(self) -> None:
        """Follow nothing any longer, and leave no thread behind. A run goes on, and is found again in its folder."""
        self._remember()
        self._folder_watch.stop()
        self.control.leave()
        self.photographs.cancel()
        self._workers.stop_all()
        self.runs.shut_down()

    def leave_then(self, leave: Callable[[], None]) -> None:
        """The program is to end: ask what is to become of the run, and call `leave` when that is settled."""
        answer = self._ask_about_leaving() if self.is_training else "hide"
        if answer == "cancel":
            return
        if answer == "hide" or not self.is_training:  # it may have ended by itself while the question stood
            self.shut_down()
            leave()
            return
        self._leave = leave
        self.stop()

    # How it is built.

    def _lay_out(self) -> None:
        column = QWidget(self)
        column.setFixedWidth(max(348, self.controls.sizeHint().width() + 8))
        left = QVBoxLayout(column)
        left.setContentsMargins(0, 0, 8, 0)
        left.addWidget(self.settings)
        left.addStretch(1)
        left.addWidget(self.controls)
        area = QScrollArea(self)
        area.setWidget(column)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # it follows the control that has the keyboard
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        area.setFixedWidth(column.width() + area.verticalScrollBar().sizeHint().width())
        layout = QHBoxLayout(self)
        layout.addWidget(area)
        layout.addWidget(self.view, 1)

    def _connect(self) -> None:
        self.settings.places_changed.connect(self._take_places)
        self.settings.run_chosen.connect(self.look_at_run)
        self.settings.start_chosen.connect(self.start_new_from)
        self.settings.own_holes_changed.connect(self._count_photographs)
        self.settings.budget_changed.connect(self._show_expectation)
        self._expectation.measured.connect(self._show_expectation)
        self.photographs.counted.connect(self.settings.show_count)
        self.controls.start.clicked.connect(self.start)
        self.controls.pause.toggled.connect(self.pause)
        self.controls.stop.clicked.connect(self.stop)
        self.controls.tune.clicked.connect(self.tune)
        self.controls.open.clicked.connect(self._open_newest)
        self.controls.watch.clicked.connect(self._watch_run)
        self.runs.chosen.connect(self.choose_run)
        self.runs.compared.connect(self.view.compare)
        self.runs.checkpoint_chosen.connect(self.checkpoint_chosen)
        self.runs.start_chosen.connect(self.start_new_from)
        self.control.started.connect(self._take_start)
        self.control.reported.connect(self._take_report)
        self.control.ended.connect(self._take_end)
        self.control.refused.connect(self._show_error)
        self._folder_watch.changed.connect(self._look_for_process)
        QShortcut(QKeySequence.StandardKey.Close, self).activated.connect(self.close)

    # The run.

    def _launch(self, config: TrainingConfig) -> None:
        self._remember()
        self._folder_watch.stop()
        self.view.begin(config)
        holes = training_jobs.own_masks(self._document) if config.holes is not None and not config.resume else []
        self.control.start(config, self._document.snapshot() if self._document is not None else None, holes)
        self.running_changed.emit(True)
        self._show_state()

    def _take_start(self) -> None:
        self.settings.show_running()
        self._show_state()

    def _take_report(self, report: Report) -> None:
        self.view.take(report, self.control.is_stopping)
        self._show_state()

    def _take_end(self, why: str) -> None:
        self.view.end(why)
        self.look_at_run(keep_message=True)
        self.running_changed.emit(False)
        if self._closes_at_end:
            self.close()
        if self._leave is not None:
            leave, self._leave = self._leave, None
            leave()

    def look_at_run(self, keep_message: bool = False) -> None:
        """Say what the run folder holds, show its curves and samples, and follow it where it is being trained."""
        text = self.settings.choices().run
        if not self.is_training:
            self._folder_watch.stop()
            if text and self.control.follow(Path(text)):
                self.view.forget_limit()
        follows = self.control.folder is not None
        run = self._run = read_run(Path(text)) if text else None
        self.settings.show_run_state(run, follows)
        if run is not None:
            self.view.show_run(run)
            self._take_over(run)
            if follows:
                self.running_changed.emit(True)
            else:
                self._folder_watch.start(run.path)
        if follows and not keep_message:
            self.view.show_state(self.control.is_paused)
        elif not keep_message:
            self.view.show_message("")
        self.runs.look_in(Path(text).parent if text else None)
        self._show_state()

    def _take_over(self, run: RunFolder) -> None:
        """Take over the settings of a run, and count its photographs where they are others."""
        before = self.settings.photographs.places()
        self.settings.show_run(run)
        if self.settings.photographs.places() != before:
            self._count_photographs()

    def _look_for_process(self) -> None:
        """Another process may have resumed the run in sight."""
        if self._run is not None and not self.is_training and goes_on(self._run.path):
            self.look_at_run()

    # What is shown.

    def _take_places(self) -> None:
        self._count_photographs()
        self.look_at_run()

    def _count_photographs(self, *_: object) -> None:
        own = training_jobs.own_masks(self._document) if self.settings.own_holes.isChecked() else []
        self.photographs.count(self.settings.photographs.places(), own)

    def _show_expectation(self) -> None:
        resumes = self._run is not None and self._run.is_resumable
        self._expectation.update(applies=not self.is_training and not resumes, may_measure=self.isVisible())

    def _show_state(self) -> None:
        resumes = self._run is not None and self._run.is_resumable
        has_picture = self._document is not None
        control = self.control
        self.controls.show_state(
            RunState(
                control.is_running,
                resumes,
                control.can_pause,
                control.can_stop,
                control.is_paused,
                has_picture,
                self.view.newest,
            )
        )
        self.settings.set_busy(control.is_running, resumes, has_picture)
        self.runs.set_running(control.folder)
        self._show_expectation()

    def _show_error(self, text: str) -> None:
        self.view.show_message(text, is_error=True)

    def _fail(self, error: Exception) -> None:
        self.view.write_log(sentence(error))
        self._show_error(sentence(error))

    def _remember(self) -> None:
        if self._preferences is not None:
            self.settings.remember(self._preferences)

    def _open_newest(self) -> None:
        if self.view.newest is not None:
            self.checkpoint_chosen.emit(self.view.newest)

    def _watch_run(self) -> None:
        """Ask for every snapshot to be seen on the hole of the open picture."""
        text = self.settings.choices().run
        if text:
            self.watch_requested.emit(Path(text))

    def _ask_about_closing(self) -> Answer:
        return ask_about_run(self, self.tr("Stop the run? Everything is saved, and it can go on another time."))

    def _ask_about_leaving(self) -> Answer:
        text = self.tr("Stop the run before you leave? Everything is saved, and it can go on another time.")
        return ask_about_run(self.parentWidget() or self, text)

    # What Qt calls.

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_resting:
            self._is_resting = False
            self.look_at_run()
        if self.photographs.scan is None and not self.photographs.is_counting:  # cancelled when it was closed
            self._count_photographs()
        self._show_expectation()

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.is_training:
            self._closes_at_end = False
            self._is_resting = True
            self._remember()
            self._folder_watch.stop()
            self.photographs.cancel()
            event.accept()  # QDialog's own closeEvent would call `reject`, and that comes back here
            return
        event.ignore()
        if self._closes_at_end:
            return
        match self._ask_about_closing():
            case "stop":
                if self.is_training:
                    self._closes_at_end = True
                    self.stop()
                else:  # it ended by itself while the question stood
                    self.close()
            case "hide":
                self.hide()

    def reject(self) -> None:
        self.close()  # Esc asks as closing does

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if not self.is_training and _dropped_places(event):
            accept_copy(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        accept_copy(event)  # what comes here was accepted when it entered

    def dropEvent(self, event: QDropEvent) -> None:
        places = _dropped_places(event)
        if places:
            accept_copy(event)
            self.choose_photographs(*map(Path, self.settings.photographs.places()), *places)


def _dropped_places(event: QDropEvent) -> Sequence[Path]:
    return [path for path in dropped_files(event) if path.is_dir() or path.suffix.lower() == ".tar"]
