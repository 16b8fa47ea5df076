"""The training room: choose photographs, watch a generator learn from them, and open what it learnt in the editor."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from time import monotonic
from typing import Any, assert_never

from PySide6.QtCore import Qt, QTime, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDragMoveEvent, QDropEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMessageBox,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from inpaint_studio.editing.document import Document
from inpaint_studio.model.checkpoints.description import CheckpointError
from inpaint_studio.model.checkpoints.inspection import describe
from inpaint_studio.model.nets.config import PRESETS
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
from inpaint_studio.resources import resource
from inpaint_studio.ui.kit.dropping import accept_copy, dropped_files, leave_drops_to_window
from inpaint_studio.ui.kit.labels import show_note
from inpaint_studio.ui.kit.literal import tip
from inpaint_studio.ui.kit.preferences import Preferences
from inpaint_studio.ui.kit.sentences import sentence as told
from inpaint_studio.ui.kit.sentences import spoken
from inpaint_studio.ui.kit.worker import Errand, Workers
from inpaint_studio.ui.training import jobs as training_jobs
from inpaint_studio.ui.training.curves import grouped
from inpaint_studio.ui.training.photographs import PreviewGrid, Scan, scan, sentence
from inpaint_studio.ui.training.process import RunWatch
from inpaint_studio.ui.training.progress import ProgressPage
from inpaint_studio.ui.training.runs import RunFolder, RunsPanel, goes_on, read_run
from inpaint_studio.ui.training.settings import LOOK, REPORT_SECONDS, TrainingSettings, next_free

# Learning from one picture alone: small steps from a good beginning, judged often, put back when it gets worse.
TUNE: dict[str, Any] = {
    "images": 2_000,
    "minutes": 15.0,
    "batch": 8,  # of crops of 128 pixels; fewer of larger ones
    "crop_later": (),
    # Measured with crops of 256 pixels on three photographs of 1,070 to 1,280 pixels, in dB ahead of the smooth fill:
    # +.10 after 240 images (50 CPU seconds) where columns repeat, +.02 on dunes, +.01 on spices; 5e-5 loses.
    "learning_rate": 1e-5,
    "warmup": 100,
    "adversarial_from": 1.0,
    "average": 500,
    "short_side": training_jobs.TUNE_SIDE,
    "patience": 4,
    "sample_every": 120,
    "report_every": REPORT_SECONDS,
}
TUNED = "tune"  # folder within the run, of the picture it learns from
FOLLOW_MS = 2000  # between two looks whether somebody else has begun to go on with the run shown


class TrainingDialog(QDialog):
    """Trains a generator in a process of its own, while the editor stays usable.

    A run is started from here, or found going on in the run folder; both are followed alike.

    Signals:
        checkpoint_chosen: the snapshot the person wants to use in the editor.
        running_changed: whether a run is going on.
        watch_asked: the run folder whose snapshots are to be seen on the open picture.
    """

    checkpoint_chosen = Signal(Path)
    running_changed = Signal(bool)
    watch_asked = Signal(Path)

    def __init__(self, parent: QWidget | None = None, preferences: Preferences | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Train a generator"))
        self.setModal(False)
        self.setAcceptDrops(True)
        self.resize(1120, 780)
        self._preferences = preferences
        self._workers = Workers(self)
        self._watch = RunWatch(self)
        self._watch.told.connect(self._take)
        self._watch.ended.connect(self._end)
        self._scanning: Errand | None = None
        self._preparing: Errand | None = None
        self._closing = False
        self._stopping = False
        self._leave: Callable[[], None] | None = None  # called once the run has been stopped and saved
        self._document: Document | None = None
        self._newest: Path | None = None
        self._found: Scan | None = None
        self._run: RunFolder | None = None  # what the run folder held when it was last looked at
        self._images = 0  # where the run will end
        # Images a second by preset, device and crop; None where they could not be measured.
        self._speeds: dict[tuple[str, str, int], float | None] = {}
        self._timing: Errand | None = None
        self._lasts: float | None = None  # seconds, where the run has minutes
        self._ends_at: float | None = None  # by the clock of this process, where the run has minutes
        self._paused_at: float | None = None  # by the same clock
        self._find_timer = QTimer(self)
        self._find_timer.setInterval(FOLLOW_MS)
        self._find_timer.timeout.connect(self._find_run)
        self._build()
        leave_drops_to_window(self)
        if preferences is not None:
            self.settings.restore(preferences)
            if self.settings.photographs.places():
                self._count_photographs()
        self._workers.start("finding devices", training_jobs.devices, self.settings.offer_devices, self._fail)
        self.look_at_run()

    # What others ask of the dialog.

    @property
    def is_training(self) -> bool:
        """Whether a run goes on that is followed here."""
        return self._watch.folder is not None or self._preparing is not None

    @property
    def newest_checkpoint(self) -> Path | None:
        return self._newest

    def config(self) -> TrainingConfig:
        """The run as chosen. Raises ValueError, a sentence, where something is missing."""
        largest = self._found.largest if self._found is not None else None
        has_look = self._document is not None and bool(self._document.mask.any())
        return self.settings.config(
            self._run,
            min(largest) if largest is not None else 1 << 30,
            bool(training_jobs.own_masks(self._document)),
            has_look,
        )

    def choose_photographs(self, *places: Path) -> None:
        """Learn from these folders alone, and count what is in them."""
        self.settings.photographs.set_places([str(place) for place in places])
        self.settings.propose_run(places[0])
        self._count_photographs()
        self.look_at_run()

    def choose_run(self, folder: Path) -> None:
        """Show the run in a folder, and follow it where it goes on."""
        if self.is_training:
            self._tell(self.tr("A run is going on; stop it before you go on with another."), is_error=True)
            return
        self.settings.run_folder.setText(str(folder))
        self.look_at_run()
        self._tabs.setCurrentIndex(0)

    def start(self) -> None:
        """Start the run, or go on with the one in the run folder."""
        if self.is_training:
            return
        try:
            config = self.config()
        except ValueError as error:
            self._tell(told(error), is_error=True)
            return
        self._launch(config)

    def tune(self) -> None:
        """Learn from the whole part of the open picture alone, beginning with the chosen generator."""
        document = self._document
        if self.is_training or document is None:
            return
        start = self.settings.start_from.text().strip() or str(resource("checkpoints/standard.safetensors"))
        try:
            preset = describe(Path(start)).preset
        except CheckpointError as error:
            self._tell(told(error), is_error=True)
            return
        if preset not in PRESETS:
            text = self.tr("{name} was not made from one of the presets, so no run can begin with it.")
            self._tell(text.format(name=Path(start).name), is_error=True)
            return
        name = self.tr("photo")
        now = self.settings.run_folder.text().strip()
        if not now:
            self.settings.propose_run(Path(name))
            now = self.settings.run_folder.text().strip()
        folder = next_free(Path(now).parent, self.tr("{name} alone").format(name=name))
        self.settings.run_folder.setText(str(folder))
        self.look_at_run()
        config = TrainingConfig(
            folder / TUNED / f"{name}.png",
            folder,
            damage=folder / TUNED / "damage.png",
            preset=preset,
            start_from=Path(start),
            device=self.settings.choices().device,
            crop=training_jobs.TUNE_CROPS[0],
            look_at=folder / LOOK if document.mask.any() else None,
        )
        self._tabs.setCurrentIndex(0)
        self._launch(replace(config, **TUNE))

    def _launch(self, config: TrainingConfig) -> None:
        self._remember()
        self._stopping = False
        self._images = config.images
        self._lasts = None if config.minutes is None else 60 * config.minutes
        self._ends_at = None if self._lasts is None else monotonic() + self._lasts
        if not config.resume:
            self.progress_page.clear()
            self._newest = None
        self._tell(self.tr("Reading the photographs…"))
        self.progress.setRange(0, 0)
        holes = training_jobs.own_masks(self._document) if config.holes is not None and not config.resume else []
        document = self._document.snapshot() if self._document is not None else None
        self._preparing = self._workers.start(
            "preparing a run", lambda: training_jobs.prepare(config, document, holes), self._begin, self._cannot_begin
        )
        self._find_timer.stop()
        self.running_changed.emit(True)
        self._show_state()

    def _begin(self, config: TrainingConfig) -> None:
        try:
            self._watch.start(config)
        except OSError as error:
            self._cannot_begin(error)
            return
        self._preparing = None
        show_note(self.settings.run_found, self.tr("This run is going on; it is shown as it goes."))
        if self._stopping:  # asked for while everything was laid out
            self._watch.ask("stop")
        self._show_state()

    def _cannot_begin(self, error: Exception) -> None:
        self._preparing = None
        self._fail(error)
        self._end(told(error))

    def pause(self, paused: bool) -> None:
        """Stand still without giving anything up, or go on."""
        if self._watch.folder is None or paused == self._watch.is_paused:
            return
        self._ask("pause" if paused else None)
        if not paused:
            self._tell(self.tr("Learning."))
        self._show_state()

    def stop(self) -> None:
        """Stop at the next step. All that is needed to go on is saved first."""
        if not self.is_training or self._stopping:
            return
        self._stopping = True
        self._tell(self.tr("Stopping, and saving all that is needed to go on…"))
        self._ask("stop")
        self._show_state()

    def _ask(self, what: object) -> None:
        try:
            self._watch.ask(what)  # type: ignore[arg-type]
        except OSError as error:
            self._tell(self.tr("The run cannot be asked: {why}.").format(why=error.strerror or error), is_error=True)

    def shut_down(self) -> None:
        """Look no longer, and leave no thread behind. A run goes on by itself, and is found again in its folder."""
        self._remember()
        self._find_timer.stop()
        self._watch.leave()
        self._preparing = self._scanning = self._timing = None
        self._workers.stop_all()

    def _remember(self) -> None:
        if self._preferences is not None:
            self.settings.remember(self._preferences)

    def leave_then(self, leave: Callable[[], None]) -> None:
        """The program is to end: ask what is to become of the run, and call `leave` when that is settled."""
        answer = self._ask_about_leaving() if self.is_training else "leave"
        if answer == "cancel":
            return
        if answer == "leave" or not self.is_training:  # it may have ended by itself while the question stood
            self.shut_down()
            leave()
            return
        self._leave = leave
        self.stop()

    def set_document(self, document: Document | None) -> None:
        """What is open in the editor, or nothing."""
        self._document = document
        self._show_state()

    def start_new_from(self, checkpoint: Path) -> None:
        """Prepare a new run that begins with a checkpoint: fine-tuning."""
        try:
            preset = describe(checkpoint).preset
        except CheckpointError as error:
            self._tell(told(error), is_error=True)
            return
        if preset not in PRESETS:
            text = self.tr("{name} was not made from one of the presets, so no run can begin with it.")
            self._tell(text.format(name=checkpoint.name), is_error=True)
            return
        if self._run is not None and self._run.resumable_at is not None:
            folder = Path(self.settings.run_folder.text().strip())
            self.settings.run_folder.setText(str(next_free(folder.parent, f"{folder.name} tuned")))
            self.look_at_run()
        self.settings.preset.setCurrentIndex(self.settings.preset.findData(preset))
        self.settings.start_from.setText(str(checkpoint))
        self.settings.more.setChecked(True)
        self._tabs.setCurrentIndex(0)
        self._tell(self.tr("A new run will begin with {name}.").format(name=checkpoint.name))

    def watch_run(self) -> None:
        """Ask for every snapshot to be seen on the hole of the open picture."""
        text = self.settings.run_folder.text().strip()
        if text:
            self.watch_asked.emit(Path(text))

    def open_newest(self) -> None:
        if self._newest is not None:
            self.checkpoint_chosen.emit(self._newest)

    # How it is built.

    def _build(self) -> None:
        self._tabs = QTabWidget(self)
        self.progress_page = ProgressPage(self._workers)
        self._tabs.addTab(self.progress_page, self.tr("&Progress"))
        self._tabs.addTab(self._build_photographs(), self.tr("P&hotographs"))
        self.runs = RunsPanel(self)
        self.runs.chosen.connect(self.choose_run)
        self.runs.compared.connect(self._compare)
        self.runs.checkpoint_chosen.connect(self.checkpoint_chosen)
        self.runs.start_asked.connect(self.start_new_from)
        self._tabs.addTab(self.runs, self.tr("&Earlier runs"))
        self._tabs.addTab(self._build_log(), self.tr("&Log"))

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

        right = QVBoxLayout()
        right.addWidget(self._tabs, 1)
        right.addWidget(self.progress)
        right.addWidget(self.message)
        layout = QHBoxLayout(self)
        layout.addWidget(self._build_left())
        layout.addLayout(right, 1)
        closing = QShortcut(QKeySequence.StandardKey.Close, self)
        closing.activated.connect(self.close)

    def _build_left(self) -> QWidget:
        column = QWidget(self)
        column.setFixedWidth(348)
        layout = QVBoxLayout(column)
        layout.setContentsMargins(0, 0, 6, 0)
        self.settings = TrainingSettings()
        self.settings.places_changed.connect(self._places_changed)
        self.settings.run_chosen.connect(self.look_at_run)
        self.settings.start_chosen.connect(self.start_new_from)
        self.settings.own_holes_changed.connect(self._count_again)
        self.settings.budget_changed.connect(self._expect)
        layout.addWidget(self.settings)
        layout.addStretch(1)

        self.start_button = self._button(self.tr("&Start"), "", self.start)
        self.start_button.setDefault(True)
        self.pause_button = self._button(
            self.tr("Pa&use"), self.tr("Stand still for a while, and keep everything in memory"), None
        )
        self.pause_button.setCheckable(True)
        self.pause_button.toggled.connect(self.pause)
        self.stop_button = self._button(
            self.tr("S&top"), self.tr("Stop, with all that is needed to go on saved"), self.stop
        )
        row = QHBoxLayout()
        for button in (self.start_button, self.pause_button, self.stop_button):
            row.addWidget(button)
        layout.addLayout(row)
        self.tune_button = self._button(
            self.tr("Tune on this photo &alone"),
            self.tr(
                "Learn from the undamaged part of the open picture, begin with the generator that is there, and put it "
                "back where that makes it worse"
            ),
            self.tune,
        )
        self.open_button = self._button(self.tr("&Open the newest checkpoint in the editor"), "", self.open_newest)
        self.watch_button = self._button(
            self.tr("See it on the open &picture"),
            self.tr("Show what every snapshot of the run makes of the hole in the editor"),
            self.watch_run,
        )
        for button in (self.tune_button, self.open_button, self.watch_button):
            layout.addWidget(button)

        area = QScrollArea(self)
        area.setWidget(column)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        area.setFixedWidth(column.width() + area.verticalScrollBar().sizeHint().width())
        return area

    def _button(self, text: str, tip: str, pressed: Callable[[], None] | None) -> QPushButton:
        button = QPushButton(text)
        button.setToolTip(tip)
        button.setAutoDefault(False)
        if pressed is not None:
            button.clicked.connect(pressed)
        return button

    def _build_photographs(self) -> QWidget:
        self.previews = PreviewGrid()
        self.skipped = QPlainTextEdit()
        self.skipped.setReadOnly(True)
        self.skipped.setAccessibleName(self.tr("Files that were skipped, and why"))
        self.skipped.setPlaceholderText(self.tr("Files that cannot be used are listed here, each with its reason."))
        self.skipped.setMaximumHeight(120)
        area = QScrollArea()
        area.setWidget(self.previews)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.addWidget(area, 1)
        layout.addWidget(self.skipped)
        return page

    def _build_log(self) -> QWidget:
        self.log = QPlainTextEdit()
        self.log.setReadOnly(True)
        self.log.setMaximumBlockCount(5000)
        self.log.setAccessibleName(self.tr("Log of the run"))
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.addWidget(self.log)
        return page

    # What a run can come to.

    def _expect(self) -> None:
        """Say what can be expected of a short run before it is started; its speed is measured where that decides."""
        resumes = self._run is not None and self._run.resumable_at is not None
        if self.is_training or resumes:
            show_note(self.settings.expected, "")
            return
        chosen = self.settings.choices()
        key = (chosen.preset, chosen.device, chosen.crop)
        self.settings.expect(self._speeds.get(key))
        if chosen.minutes is None or chosen.start_from or key in self._speeds or not self.isVisible():
            return
        if self._timing is not None and not self._timing.is_dropped:
            return  # the next one is measured when this one is known

        def take(speed: float) -> None:
            self._speeds[key] = speed

        def fail(error: Exception) -> None:
            self._speeds[key] = None  # a device that cannot do it says why when the run is started

        self._timing = self._workers.start(
            "measuring the speed", lambda: training_jobs.speed(*key), take, fail, self._timed
        )

    def _timed(self) -> None:
        self._timing = None
        self._expect()

    # Counting photographs.

    def _places_changed(self) -> None:
        self._count_photographs()
        self.look_at_run()

    def _count_again(self, *_: object) -> None:
        """With the holes that are wanted now."""
        if self.settings.photographs.places():
            self._count_photographs()

    def _count_photographs(self) -> None:
        if self._scanning is not None:
            self._scanning.drop()
            self._scanning = None
        places = [Path(place) for place in self.settings.photographs.places()]
        self._found = None
        self.previews.show_previews(())
        self.skipped.clear()
        show_note(self.settings.counted, "")
        if not places:
            return
        own = training_jobs.own_masks(self._document) if self.settings.own_holes.isChecked() else []
        self._scanning = self._workers.start(
            "counting photographs", lambda: scan(places, own=own), self._counted, self._count_failed
        )

    def _counted(self, found: Scan) -> None:
        show_note(self.settings.counted, sentence(found), is_error=found.is_done and not found.photographs)
        if found.is_done:
            self._found = found
            self._scanning = None
            self.previews.show_previews(found.previews)
            self.skipped.setPlainText("\n".join(f"{name} {why}" for name, why in found.reasons))

    def _count_failed(self, error: Exception) -> None:
        self._scanning = None
        show_note(self.settings.counted, told(error), is_error=True)

    def _compare(self, run: RunFolder | None) -> None:
        self.progress_page.compare(run)
        if run is not None:
            self._tabs.setCurrentIndex(0)

    # What the run tells.

    def _take(self, report: Report) -> None:
        match report:
            case Reading():
                self.progress.setRange(0, report.total)
                self.progress.setValue(report.done)
                text = self.tr("Reading the photographs: {done} of {total} files…")
                self._tell(text.format(done=grouped(report.done), total=grouped(report.total)))
            case Started():
                self._take_start(report)
            case StepDone():
                left = self._time_left()
                self.progress.setValue(max(report.images_seen, self._by_time(left)))
                self.progress_page.take_step(report, self._images, left)
            case Samples():
                self.progress_page.take_samples(report)
            case Looked():
                self.progress_page.take_look(report)
            case Validated():
                self.progress_page.take_scores(report)
            case CheckpointSaved():
                self._newest = report.path
                self.progress_page.mark_snapshot(report.images_seen)
                self._write_log(
                    self.tr("After {count} images the snapshot {name} was saved.").format(
                        count=grouped(report.images_seen), name=report.path.name
                    )
                )
            case StateSaved():
                pass
            case Paused():
                self._paused_at = monotonic()
                if not self._stopping:
                    self._tell(self.tr("Paused. Nothing is lost; press Pause again to go on."))
            case Warned():
                self._write_log(spoken(report.message))
                self._tell(spoken(report.message))
            case Finished():
                self._newest = report.checkpoint or self._newest
                self._write_log(spoken(report.why))
                self._tell(spoken(report.why), is_error=report.failed)
            case _:
                assert_never(report)
        self._show_state()

    def _time_left(self) -> float | None:
        """Seconds of the run's minutes. What it stood still for does not count."""
        if self._ends_at is not None and self._paused_at is not None:
            self._ends_at += monotonic() - self._paused_at
        self._paused_at = None
        return None if self._ends_at is None else self._ends_at - monotonic()

    def _by_time(self, left: float | None) -> int:
        """How far the bar is where the minutes end the run before its images do. left: seconds."""
        if left is None or self._lasts is None:
            return 0
        return round(self.progress.maximum() * min(1.0, 1 - left / self._lasts))

    def _take_start(self, report: Started) -> None:
        if self._lasts is not None:
            self._ends_at = monotonic() + self._lasts  # reading the photographs is not counted
        self._images = report.images
        self.progress.setRange(0, report.images)
        self.progress.setValue(report.images_seen)
        self._write_log(
            self.tr("Started on {device}: {parameters} parameters, {photographs} photographs.").format(
                device=report.device,
                parameters=grouped(report.parameters),
                photographs=grouped(report.photographs),
            )
        )
        if not self._stopping:
            self._tell(self.tr("Learning on {device}.").format(device=report.device))

    def _fail(self, error: Exception) -> None:
        self._write_log(told(error))
        self._tell(told(error), is_error=True)

    def _end(self, why: str) -> None:
        """The run's process has ended; `why` where the run itself could not say."""
        self._stopping = False
        self.progress.setRange(0, max(1, self.progress.maximum()))
        if why:
            self._write_log(spoken(why))
            self._tell(spoken(why), is_error=True)
        self.look_at_run(keep_message=True)
        self.running_changed.emit(False)
        if self._closing:
            self.close()
        if self._leave is not None:
            leave, self._leave = self._leave, None
            leave()

    # What is shown.

    def look_at_run(self, keep_message: bool = False) -> None:
        """Tell what the run folder holds, show its curves and samples, and follow it where it goes on."""
        text = self.settings.run_folder.text().strip()
        if self._watch.folder is None and self._preparing is None:
            self._find_timer.stop()
            if text:
                self._watch.follow(Path(text))
        follows = self._watch.folder is not None
        run = self._run = read_run(Path(text)) if text else None
        found = self.settings.run_found
        if run is None:
            show_note(found, self.tr("A new run will be kept there.") if text else "")
        elif follows:
            show_note(found, self.tr("This run is going on; it is shown as it goes."))
        elif run.resumable_at is None:
            show_note(found, self.tr("The run there ended before it saved its state, so it starts anew."))
        else:
            told = self.tr("A run that has seen {seen} of {images} images. It goes on from there.")
            if run.resumable_at >= run.images:
                told = self.tr("A run that has seen all its {images} images. Ask for more to go on with it.")
            show_note(found, told.format(seen=grouped(run.resumable_at), images=grouped(run.images)))
        if run is not None:
            self._show_run(run, follows)
        if not follows:
            self._find_timer.start()
        if not keep_message:
            paused = self.tr("Paused. Nothing is lost; press Pause again to go on.")
            self._tell((paused if self._watch.is_paused else self.tr("Learning.")) if follows else "")
        self.runs.look_in(Path(text).parent if text else None)
        self._show_state()

    def _find_run(self) -> None:
        """Another process may have gone on with the run that is shown."""
        if self._run is not None and not self.is_training and goes_on(self._run.path):
            self.look_at_run()

    def _show_run(self, run: RunFolder, follows: bool) -> None:
        self.progress_page.show_run(run)
        self._newest = run.newest
        self._images = run.images
        self.progress.setRange(0, max(1, run.images))
        self.progress.setValue(run.images_seen)
        before = self.settings.photographs.places()
        self.settings.show_run(run)
        if self.settings.photographs.places() != before:
            self._count_photographs()
        if follows:
            self.running_changed.emit(True)

    def _show_state(self) -> None:
        running = self.is_training
        resumes = self._run is not None and self._run.resumable_at is not None
        self.start_button.setText(self.tr("Re&sume") if resumes and not running else self.tr("&Start"))
        self.start_button.setToolTip(
            self.tr("Go on with the run in the run folder") if resumes else self.tr("Start a new run in the run folder")
        )
        self.start_button.setEnabled(not running)
        can_ask = self._watch.listens and not self._stopping
        self.pause_button.setEnabled(can_ask)
        self.pause_button.blockSignals(True)
        self.pause_button.setChecked(self._watch.is_paused)
        self.pause_button.blockSignals(False)
        self.stop_button.setEnabled(can_ask or (self._preparing is not None and not self._stopping))
        self.tune_button.setEnabled(not running and self._document is not None)
        self.open_button.setEnabled(self._newest is not None)
        self.watch_button.setEnabled(self._newest is not None and self._document is not None)
        self.open_button.setToolTip(
            tip(self.tr("Fill with {name} in the editor").format(name=self._newest.name))
            if self._newest is not None
            else self.tr("There is no snapshot yet; the first is saved soon after the run starts")
        )
        self.settings.set_busy(running, resumes, self._document is not None)
        self.runs.set_running(self._watch.folder)
        self._expect()

    def _tell(self, text: str, is_error: bool = False) -> None:
        show_note(self.message, text, is_error)
        self.message.show()  # its line stays, so that the page does not jump

    def _write_log(self, text: str) -> None:
        self.log.appendPlainText(f"{QTime.currentTime().toString('HH:mm:ss')}  {text}")

    # What Qt calls.

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._found is None and self._scanning is None:  # given up when it was closed
            self._count_photographs()
        if not self.is_training and not self._find_timer.isActive():
            self.look_at_run()
        self._expect()

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.is_training:
            self._closing = False
            self._remember()
            self._find_timer.stop()
            # Waited for by nobody: a thread may be importing torch. What it finds is there when this is opened again.
            if self._scanning is not None:
                self._scanning.drop()
                self._scanning = None
            event.accept()  # QDialog's own closeEvent would call `reject`, and that comes back here
            return
        event.ignore()
        if self._closing:
            return
        match self._ask_about_closing():
            case "stop":
                if self.is_training:
                    self._closing = True
                    self.stop()
                else:  # it ended by itself while the question stood
                    self.close()
            case "hide":
                self.hide()

    def _ask_about_closing(self) -> str:
        return self._question(self, self.tr("Stop the run? Everything is saved, and it can go on another time."))

    def _ask_about_leaving(self) -> str:
        text = self.tr("Stop the run before you leave? Everything is saved, and it can go on another time.")
        answer = self._question(self.parentWidget() or self, text)
        return "leave" if answer == "hide" else answer

    def _question(self, parent: QWidget, text: str) -> str:
        """ "stop", "hide" to let it go on, or "cancel"."""
        box = QMessageBox(parent)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle(self.tr("A generator is being trained"))
        box.setText(text)
        box.setInformativeText(
            self.tr("It is a process of its own: it can also go on by itself, and is found here again.")
        )
        stop = box.addButton(self.tr("&Stop and save"), QMessageBox.ButtonRole.AcceptRole)
        hide = box.addButton(self.tr("&Let it go on"), QMessageBox.ButtonRole.ActionRole)
        box.setDefaultButton(stop)
        box.setEscapeButton(box.addButton(QMessageBox.StandardButton.Cancel))
        box.exec()
        clicked = box.clickedButton()
        box.deleteLater()
        return "stop" if clicked is stop else "hide" if clicked is hide else "cancel"

    def reject(self) -> None:
        self.close()  # Esc asks as closing does

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if not self.is_training and _dropped(event):
            accept_copy(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        accept_copy(event)  # what comes here was accepted when it entered

    def dropEvent(self, event: QDropEvent) -> None:
        places = _dropped(event)
        if places:
            accept_copy(event)
            self.choose_photographs(*map(Path, self.settings.photographs.places()), *places)


def _dropped(event: QDropEvent) -> Sequence[Path]:
    return [path for path in dropped_files(event) if path.is_dir() or path.suffix.lower() == ".tar"]
