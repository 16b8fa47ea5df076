"""The training room: choose photographs, watch a generator learn from them, and open what it learnt in the editor."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from time import monotonic, time
from typing import Any, assert_never

from PySide6.QtCore import QStandardPaths, Qt, QThread, QTime, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QDialog,
    QFileDialog,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QSpinBox,
    QSplitter,
    QTabWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from inpaint_studio.editing.document import Document
from inpaint_studio.editing.mask import bounds
from inpaint_studio.editing.picture import Mask
from inpaint_studio.model.config import PRESETS, TrainingConfig
from inpaint_studio.model.description import CheckpointError, describe
from inpaint_studio.model.report import (
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
from inpaint_studio.ui import training_jobs
from inpaint_studio.ui.preferences import Preferences
from inpaint_studio.ui.training_curves import CurvePanel, Reading, grouped, reading_row
from inpaint_studio.ui.training_photographs import PreviewGrid, Scan, scan, sentence
from inpaint_studio.ui.training_runs import LOG, RunFolder, RunsPanel, gain_of, goes_on, read_run
from inpaint_studio.ui.training_samples import SampleStrip
from inpaint_studio.ui.worker import Errand, Workers

REPORT_SECONDS = 1.0  # between two numbers on screen; also how long stopping may take to be noticed
FOLLOW_MS = 2000  # between two looks at a run that another program makes
OWN_HOLES = "holes"  # folder within the run, of masks cut from the open picture
TUNING_RATE = 1e-4  # learning rate of a run that begins with what another has learnt
SAMPLE_SHEETS = 20  # over a whole run, where it is short
SAMPLE_EVERY = (50, 5_000)  # images between sheets, at least and at most


@dataclass(frozen=True)
class Choices:
    """What the person chose, before it is a config that can be run."""

    photographs: str = ""
    run: str = ""
    preset: str = "standard"
    images: int = 200_000
    minutes: int | None = None
    device: str = "auto"
    batch: int = 8
    crop: int = 128
    seed: int = 0
    validation: str = ""
    start_from: str = ""
    own_holes: bool = False


class TrainingDialog(QDialog):
    """Trains a generator while the editor stays usable.

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
        self.resize(1120, 760)
        self._preferences = preferences
        self._workers = Workers(self)
        self._scanning: Errand | None = None
        self._training: Errand | None = None
        self._going = Event()
        self._going.set()
        self._closing = False
        self._stopping = False
        self._leave: Callable[[], None] | None = None  # called once the run has been stopped and saved
        self._document: Document | None = None
        self._config: TrainingConfig | None = None
        self._newest: Path | None = None
        self._found: Scan | None = None
        self._run: RunFolder | None = None  # what the run folder held when it was last looked at
        self._began = 0.0
        self._ended_at = 0.0  # by the clock that files have; a run of ours writes to its log until then
        self._follow_timer = QTimer(self)
        self._follow_timer.setInterval(FOLLOW_MS)
        self._follow_timer.timeout.connect(self._follow_foreign)
        self._build()
        self._restore()
        self._find_devices()
        self._look_at_run()
        self._show_state()

    # What others ask of the dialog.

    @property
    def is_training(self) -> bool:
        return self._training is not None

    @property
    def newest_checkpoint(self) -> Path | None:
        return self._newest

    def choices(self) -> Choices:
        return Choices(
            self.photographs.text().strip(),
            self.run_folder.text().strip(),
            self.preset.currentData(),
            self.images.value(),
            self.minutes.value() if self.limited.isChecked() else None,
            self.device.currentData() or "auto",
            self.batch.value(),
            self.crop.currentData(),
            self.seed.value(),
            self.validation.text().strip(),
            self.start_from.text().strip(),
            self.own_holes.isChecked(),
        )

    def config(self) -> TrainingConfig:
        """The run as chosen. Raises ValueError, a sentence, where something is missing."""
        chosen = self.choices()
        if not chosen.photographs:
            raise ValueError(self.tr("Choose a folder of photographs to learn from."))
        if not Path(chosen.photographs).exists():
            raise ValueError(self.tr("There is no folder {folder}.").format(folder=chosen.photographs))
        if not chosen.run:
            raise ValueError(self.tr("Choose a folder in which the run is to be kept."))
        if self._largest_side() < chosen.crop:
            text = self.tr("The photographs are {side} pixels at most; choose a smaller crop under More settings.")
            raise ValueError(text.format(side=self._largest_side()))
        run = read_run(Path(chosen.run))
        resumes = run is not None and run.resumable_at is not None
        kept_holes = Path(chosen.run) / OWN_HOLES
        if chosen.own_holes and not self._own_masks() and not kept_holes.is_dir():
            raise ValueError(self.tr("There are no holes of yours yet: paint over something in the editor first."))
        return TrainingConfig(
            photographs=Path(chosen.photographs),
            run=Path(chosen.run),
            preset=chosen.preset,
            images=chosen.images,
            minutes=chosen.minutes,
            batch=chosen.batch,
            crop=chosen.crop,
            crop_later=tuple(c for c in (192, 256) if chosen.crop < c <= self._largest_side()),
            seed=chosen.seed,
            resume=resumes,
            device=chosen.device,
            validation=Path(chosen.validation) if chosen.validation else None,
            start_from=Path(chosen.start_from) if chosen.start_from and not resumes else None,
            holes=kept_holes if chosen.own_holes else None,
            learning_rate=TUNING_RATE if chosen.start_from else TrainingConfig.learning_rate,
            report_every=REPORT_SECONDS,
            sample_every=min(max(chosen.images // SAMPLE_SHEETS, SAMPLE_EVERY[0]), SAMPLE_EVERY[1]),
        )

    def _largest_side(self) -> int:
        """The shorter side of the largest photograph, where they were counted already."""
        largest = self._found.largest if self._found is not None else None
        return min(largest) if largest is not None else 1 << 30

    def choose_photographs(self, folder: Path) -> None:
        """Learn from this folder, and count what is in it."""
        self.photographs.setText(str(folder))
        if not self.run_folder.text().strip():
            self.run_folder.setText(str(_proposed_run(folder)))
        self._count_photographs()
        self._look_at_run()

    def start(self) -> None:
        """Start the run, or go on with the one in the run folder."""
        if self.is_training:
            return
        try:
            config = self.config()
        except ValueError as error:
            self._tell(str(error), is_error=True)
            return
        self._remember()
        self._config = config
        self._stopping = False
        self._going.set()
        self._began = monotonic()
        own_masks = self._own_masks() if config.holes is not None and not config.resume else []
        if not config.resume:
            self._clear_results()
        self._tell(self.tr("Reading the photographs…"))
        self.progress.setRange(0, 0)
        self._training = self._workers.start(
            "training",
            lambda: training_jobs.train(config, self._going, own_masks),
            self._take,
            self._fail,
            self._end,
            QThread.Priority.LowPriority,
        )
        self.running_changed.emit(True)
        self._show_state()

    def pause(self, paused: bool) -> None:
        """Stand still without giving anything up, or go on."""
        if not self.is_training:
            return
        if paused:
            self._going.clear()
            self._tell(self.tr("Paused. Nothing is lost; press Pause again to go on."))
        else:
            self._going.set()
            self._tell(self.tr("Learning."))
        self._show_state()

    def stop(self) -> None:
        """Stop at the next report. All that is needed to go on is saved first."""
        if self._training is None or self._stopping:
            return
        self._stopping = True
        self._going.set()
        self._tell(self.tr("Stopping, and saving all that is needed to go on…"))
        self._training.worker.ask_to_stop()
        self._show_state()

    def shut_down(self) -> None:
        """Stop everything and wait until it has stopped and saved. For the window, when it closes."""
        self._going.set()
        self._workers.stop_all()
        self._training = self._scanning = None

    def leave_then(self, leave: Callable[[], None]) -> None:
        """The program is to end: ask, and where the person agrees stop, save, and call `leave`."""
        if not self.is_training:
            leave()
        elif self._ask_about_leaving():
            if not self.is_training:  # it ended by itself while the question stood
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
            self._tell(str(error), is_error=True)
            return
        if preset not in PRESETS:
            text = self.tr("{name} was not made from one of the presets, so no run can begin with it.")
            self._tell(text.format(name=checkpoint.name), is_error=True)
            return
        if self._run is not None and self._run.resumable_at is not None:
            folder = self.run_folder.text().strip()
            self.run_folder.setText(str(_next_free(Path(folder).parent, f"{Path(folder).name} tuned")))
            self._look_at_run()
        self.preset.setCurrentIndex(self.preset.findData(preset))
        self.start_from.setText(str(checkpoint))
        self._more.setChecked(True)
        self._tabs.setCurrentIndex(0)
        self._tell(self.tr("A new run will begin with {name}.").format(name=checkpoint.name))

    def _own_masks(self) -> list[Mask]:
        """What was painted on the open picture: its mask, the masks kept by name, and what its fills cover."""
        document = self._document
        if document is None:
            return []
        found = [
            mask[rect.slices].copy()
            for mask in (document.mask, *document.named_masks.values())
            if not (rect := bounds(mask)).is_empty
        ]
        return found + [fill.coverage for fill in document.fills if fill.coverage.any()]

    def watch_run(self) -> None:
        """Ask for every snapshot to be seen on the hole of the open picture."""
        text = self.run_folder.text().strip()
        if text:
            self.watch_asked.emit(Path(text))

    def open_newest(self) -> None:
        if self._newest is not None:
            self.checkpoint_chosen.emit(self._newest)

    # How it is built.

    def _build(self) -> None:
        self._tabs = QTabWidget(self)
        self._tabs.addTab(self._build_progress(), self.tr("&Progress"))
        self._tabs.addTab(self._build_photographs(), self.tr("P&hotographs"))
        self.runs = RunsPanel(self)
        self.runs.chosen.connect(self._choose_run)
        self.runs.compared.connect(self._compare)
        self.runs.checkpoint_chosen.connect(self.checkpoint_chosen)
        self.runs.start_asked.connect(self.start_new_from)
        self._tabs.addTab(self.runs, self.tr("&Earlier runs"))
        self._tabs.addTab(self._build_log(), self.tr("&Log"))

        self.message = QLabel(self)
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
        layout.addWidget(self._build_settings())
        layout.addLayout(right, 1)
        closing = QShortcut(QKeySequence.StandardKey.Close, self)
        closing.activated.connect(self.close)

    def _build_settings(self) -> QWidget:
        column = QWidget(self)
        column.setFixedWidth(348)
        layout = QVBoxLayout(column)
        layout.setContentsMargins(0, 0, 6, 0)

        self.photographs = _path_edit(self.tr("Folder of photographs"))
        self.photographs.setPlaceholderText(self.tr("A folder, or one of tar shards"))
        self.photographs.setToolTip(self.tr("The folder of photographs to learn from; folders inside it count too"))
        self.photographs.editingFinished.connect(self._photographs_edited)
        self.counted = _note(self.tr("What was found in the folder of photographs"))
        self.run_folder = _path_edit(self.tr("Run folder"))
        self.run_folder.setPlaceholderText(self.tr("Where the run is kept"))
        self.run_folder.setToolTip(
            self.tr(
                "The folder that keeps the run: its state, snapshots, samples and log. One with a run goes on with it"
            )
        )
        self.run_folder.editingFinished.connect(self._look_at_run)
        self.run_found = _note(self.tr("What was found in the run folder"))
        layout.addWidget(_heading(self.tr("Photographs")))
        layout.addLayout(
            _row(self.photographs, _chooser(self.tr("Choose a folder of photographs"), self._ask_photographs))
        )
        layout.addWidget(self.counted)
        layout.addWidget(_heading(self.tr("Run folder")))
        layout.addLayout(_row(self.run_folder, _chooser(self.tr("Choose a run folder"), self._ask_run)))
        layout.addWidget(self.run_found)

        self.preset = QComboBox()
        for key in PRESETS:
            self.preset.addItem(self._preset_name(key), key)
            self.preset.setItemData(self.preset.count() - 1, self._preset_tip(key), Qt.ItemDataRole.ToolTipRole)
        self.preset.setToolTip(self.tr("The kind of generator: larger ones fill better and learn more slowly"))
        self.images = _spin(1, 100_000_000, 200_000, self.tr(" images"))
        self.images.setSingleStep(10_000)
        self.images.setToolTip(
            self.tr(
                "How many crops of photographs the run sees in all. Learning rate and losses are paced over this length"
            )
        )
        self.limited = QCheckBox(self.tr("Stop after"))
        self.limited.setToolTip(self.tr("Stop cleanly after so many minutes, to go on another time"))
        self.minutes = _spin(1, 100_000, 30, self.tr(" minutes"))
        self.minutes.setAccessibleName(self.tr("Minutes until the run stops"))
        self.minutes.setToolTip(self.limited.toolTip())
        self.minutes.setEnabled(False)
        self.limited.toggled.connect(self.minutes.setEnabled)
        self.device = QComboBox()
        self.device.addItem(self.tr("The best there is"), "auto")
        self.device.setToolTip(self.tr("What computes: a GPU is some fifty times faster than a processor"))
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(self.tr("P&reset"), self.preset)
        form.addRow(self.tr("&Budget"), self.images)
        form.addRow(self.limited, self.minutes)
        form.addRow(self.tr("&Device"), self.device)
        layout.addWidget(_heading(self.tr("Run")))
        layout.addLayout(form)

        self._more = QToolButton()
        self._more.setText(self.tr("More settings"))
        self._more.setCheckable(True)
        self._more.setArrowType(Qt.ArrowType.RightArrow)
        self._more.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._more.setAutoRaise(True)
        self._more.setToolTip(self.tr("Batch, crop, seed and photographs held out"))
        self._more.toggled.connect(self._show_more)
        self.batch = _spin(1, 1024, 8, self.tr(" crops"))
        self.batch.setToolTip(self.tr("Crops learnt from in one step"))
        self.crop = QComboBox()
        for crop in (64, 96, 128, 192, 256):
            self.crop.addItem(self.tr("{crop} pixels").format(crop=crop), crop)
        self.crop.setCurrentIndex(self.crop.findData(128))
        self.crop.setToolTip(self.tr("Side of the crops at the start; the later shares of a run use larger ones"))
        self.seed = _spin(0, 2**31 - 1, 0, "")
        self.seed.setToolTip(self.tr("Runs of the same seed, settings and photographs are the same run"))
        self.validation = _path_edit(self.tr("Photographs held out"))
        self.validation.setPlaceholderText(self.tr("The last 2 % by name"))
        self.validation.setToolTip(self.tr("Photographs the generator never learns from, for samples and scores"))
        self._advanced = QWidget()
        advanced = QFormLayout(self._advanced)
        advanced.setContentsMargins(12, 0, 0, 0)
        advanced.addRow(self.tr("Ba&tch"), self.batch)
        advanced.addRow(self.tr("&Crop"), self.crop)
        advanced.addRow(self.tr("Seed"), self.seed)
        self.start_from = _path_edit(self.tr("Checkpoint to start from"))
        self.start_from.setPlaceholderText(self.tr("Nothing: from scratch"))
        self.start_from.setToolTip(
            self.tr("A checkpoint of the same preset to fine-tune, instead of learning from scratch")
        )
        self.own_holes = QCheckBox(self.tr("&Holes like mine"))
        self.own_holes.setToolTip(
            self.tr("Every second batch gets holes cut from what you painted on the open picture, turned and scaled")
        )
        held_out = _row(self.validation, _chooser(self.tr("Choose photographs to hold out"), self._ask_validation))
        advanced.addRow(self.tr("Held out"), held_out)
        begin = _row(self.start_from, _chooser(self.tr("Choose a checkpoint to start from"), self._ask_start))
        advanced.addRow(self.tr("Start from"), begin)
        advanced.addRow("", self.own_holes)
        self._advanced.hide()
        layout.addWidget(self._more)
        layout.addWidget(self._advanced)
        layout.addStretch(1)

        self.start_button = QPushButton(self.tr("&Start"))
        self.start_button.setDefault(True)
        self.start_button.clicked.connect(self.start)
        self.pause_button = QPushButton(self.tr("Pa&use"))
        self.pause_button.setCheckable(True)
        self.pause_button.setToolTip(self.tr("Stand still for a while, and keep everything in memory"))
        self.pause_button.toggled.connect(self.pause)
        self.stop_button = QPushButton(self.tr("S&top"))
        self.stop_button.setToolTip(self.tr("Stop, with all that is needed to go on saved"))
        self.stop_button.clicked.connect(self.stop)
        layout.addLayout(_row(self.start_button, self.pause_button, self.stop_button))
        self.open_button = QPushButton(self.tr("&Open the newest checkpoint in the editor"))
        self.open_button.setAutoDefault(False)
        self.open_button.clicked.connect(self.open_newest)
        layout.addWidget(self.open_button)
        self.watch_button = QPushButton(self.tr("&See it on the open picture"))
        self.watch_button.setToolTip(self.tr("Show what every snapshot of the run makes of the hole in the editor"))
        self.watch_button.setAutoDefault(False)
        self.watch_button.clicked.connect(self.watch_run)
        layout.addWidget(self.watch_button)
        for button in (self.pause_button, self.stop_button):
            button.setAutoDefault(False)

        area = QScrollArea(self)
        area.setWidget(column)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        area.setFixedWidth(column.width() + area.verticalScrollBar().sizeHint().width())
        return area

    def _build_progress(self) -> QWidget:
        self.losses = CurvePanel(self.tr("Losses"), logarithmic=True)
        self.losses.plot.setToolTip(
            self.tr(
                "Thin, thick and coarse are errors in units of the membrane's own: below 1 the generator is ahead of it"
            )
        )
        self.losses.hide_at_first([self._loss_name("gradient")])  # no loss, and larger than all of them
        self.scores = CurvePanel(self.tr("Ahead of the membrane"), unit=self.tr("dB in the hole"))
        self.samples = SampleStrip()
        curves = QSplitter(Qt.Orientation.Horizontal)
        curves.addWidget(self.losses)
        curves.addWidget(self.scores)
        curves.setChildrenCollapsible(False)
        split = QSplitter(Qt.Orientation.Vertical)
        split.addWidget(curves)
        split.addWidget(self.samples)
        split.setStretchFactor(0, 2)
        split.setStretchFactor(1, 3)
        split.setChildrenCollapsible(False)
        self.seen = Reading(self.tr("Images seen"))
        self.speed = Reading(self.tr("Images per second"))
        self.remaining = Reading(self.tr("Remaining"))
        self.score = Reading(self.tr("Ahead of the membrane"))
        self.score.setToolTip(self.tr("Mean over the kinds of holes, of the PSNR gained on the membrane, in dB"))
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.addLayout(reading_row([self.seen, self.speed, self.remaining, self.score]))
        layout.addWidget(split, 1)
        return page

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

    # What the person does.

    def _ask_folder(self, title: str, now: str) -> Path | None:
        chosen = QFileDialog.getExistingDirectory(self, title, now or str(Path.home()))
        return Path(chosen) if chosen else None

    def _ask_photographs(self) -> None:
        folder = self._ask_folder(self.tr("Choose a folder of photographs"), self.photographs.text())
        if folder is not None:
            self.choose_photographs(folder)

    def _ask_run(self) -> None:
        folder = self._ask_folder(self.tr("Choose a run folder"), self.run_folder.text())
        if folder is not None:
            self.run_folder.setText(str(folder))
            self._look_at_run()

    def _ask_validation(self) -> None:
        folder = self._ask_folder(self.tr("Choose photographs to hold out"), self.validation.text())
        if folder is not None:
            self.validation.setText(str(folder))

    def _ask_start(self) -> None:
        kinds = self.tr("Checkpoints") + " (*.safetensors)"
        chosen, _ = QFileDialog.getOpenFileName(self, self.tr("Choose a checkpoint to start from"), "", kinds)
        if chosen:
            self.start_new_from(Path(chosen))

    def _photographs_edited(self) -> None:
        if self.photographs.isModified():
            self.photographs.setModified(False)
            if self.photographs.text().strip():
                self.choose_photographs(Path(self.photographs.text().strip()))

    def _show_more(self, shown: bool) -> None:
        self._advanced.setVisible(shown)
        self._more.setArrowType(Qt.ArrowType.DownArrow if shown else Qt.ArrowType.RightArrow)

    def _choose_run(self, folder: Path) -> None:
        if self.is_training:
            self._tell(self.tr("A run is going on; stop it before you go on with another."), is_error=True)
            return
        self.run_folder.setText(str(folder))
        self._look_at_run()
        self._tabs.setCurrentIndex(0)

    def _compare(self, run: RunFolder | None) -> None:
        """Lay another run's curves under these, dashed."""
        for panel in (self.losses, self.scores):
            panel.remove([c.name for c in panel.plot.curves if c.dashed and c.name.endswith(self._other_mark())])
        if run is None:
            return
        mark = self._other_mark()
        self.losses.put([run.curve(key, self._loss_name(key) + mark, dashed=True) for key in run.losses])
        self.scores.put([run.gain_curve(kind, self._kind_name(kind) + mark, dashed=True) for kind in run.scores])
        self._tabs.setCurrentIndex(0)

    def _other_mark(self) -> str:
        return " · " + self.tr("other run")

    # Counting photographs.

    def _count_photographs(self) -> None:
        if self._scanning is not None:
            self._scanning.drop()
        folder = Path(self.photographs.text().strip())
        self._found = None
        self.previews.show_previews(())
        self.skipped.clear()
        self._scanning = self._workers.start(
            "counting photographs", lambda: scan(folder), self._counted, self._count_failed
        )

    def _counted(self, found: Scan) -> None:
        self._say(self.counted, sentence(found), is_error=found.is_done and not found.photographs)
        if found.is_done:
            self._found = found
            self._scanning = None
            self.previews.show_previews(found.previews)
            self.skipped.setPlainText("\n".join(f"{name} {why}" for name, why in found.reasons))

    def _count_failed(self, error: Exception) -> None:
        self._scanning = None
        self._say(self.counted, str(error), is_error=True)

    def _find_devices(self) -> None:
        self._workers.start("finding devices", training_jobs.devices, self._offer_devices, self._fail)

    def _offer_devices(self, found: tuple[training_jobs.Device, ...]) -> None:
        now = self.device.currentData()
        while self.device.count() > 1:
            self.device.removeItem(1)
        for device in found:
            self.device.addItem(device.name, device.key)
        self.device.setCurrentIndex(max(0, self.device.findData(now)))

    # What the run tells.

    def _take(self, report: Report | None) -> None:
        match report:
            case None:
                return
            case Started():
                self._newest = None if not report.images_seen else self._newest
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
            case StepDone():
                self._take_step(report)
            case Samples():
                self.samples.add(report.images_seen, report.path, report.columns, report.sheet)
            case Validated():
                self._take_scores(report)
            case CheckpointSaved():
                self._newest = report.path
                self.losses.plot.mark(report.images_seen)
                self._write_log(
                    self.tr("After {count} images the snapshot {name} was saved.").format(
                        count=grouped(report.images_seen), name=report.path.name
                    )
                )
            case StateSaved() | Reading() | Looked() | Paused():
                pass
            case Warned():
                self._write_log(report.message)
                self._tell(report.message)
            case Finished():
                self._newest = report.checkpoint or self._newest
                self._write_log(report.why)
                self._tell(report.why, is_error=report.failed)
            case _:
                assert_never(report)
        self._show_state()

    def _take_step(self, report: StepDone) -> None:
        self.losses.add(report.images_seen, [(self._loss_name(k), v) for k, v in report.losses.items()])
        self.progress.setValue(report.images_seen)
        self.seen.set(grouped(report.images_seen))
        self.speed.set(f"{report.images_per_second:.1f}")
        if self._config is None or report.images_per_second <= 0:
            return
        seconds = (self._config.images - report.images_seen) / report.images_per_second
        if self._config.minutes is not None:
            seconds = min(seconds, self._config.minutes * 60 - (monotonic() - self._began))
        self.remaining.set(self._span(max(0.0, seconds)))

    def _take_scores(self, report: Validated) -> None:
        gains = {kind: found for kind, scores in report.scores.items() if (found := gain_of(scores)) is not None}
        self.scores.add(report.images_seen, [(self._kind_name(kind), found) for kind, found in gains.items()])
        if gains:
            self.score.set(f"{sum(gains.values()) / len(gains):+.2f} dB")

    def _fail(self, error: Exception) -> None:
        self._write_log(str(error))
        self._tell(str(error) or type(error).__name__, is_error=True)

    def _end(self) -> None:
        was_asked = self._stopping
        self._training = None
        self._ended_at = time()
        self._stopping = False
        self.pause_button.setChecked(False)
        self.progress.setRange(0, max(1, self.progress.maximum()))
        if was_asked:
            self._tell(self.tr("Stopped. All that is needed to go on was saved."))
        self._look_at_run(keep_message=True)
        self.running_changed.emit(False)
        if self._closing:
            self.close()
        if self._leave is not None:
            leave, self._leave = self._leave, None
            leave()

    # What is shown.

    def _look_at_run(self, keep_message: bool = False) -> None:
        """Tell what the run folder holds, and show an earlier run's curves and samples."""
        text = self.run_folder.text().strip()
        run = self._run = read_run(Path(text)) if text else None
        if run is None:
            self._say(self.run_found, self.tr("A new run will be kept there.") if text else "")
        elif run.resumable_at is None:
            self._say(self.run_found, self.tr("The run there ended before it saved its state, so it starts anew."))
        else:
            found = self.tr("A run that has seen {seen} of {images} images. It goes on from there.")
            if run.resumable_at >= run.images:
                found = self.tr("A run that has seen all its {images} images. Ask for more to go on with it.")
            seen, images = grouped(run.resumable_at), grouped(run.images)
            self._say(self.run_found, found.format(seen=seen, images=images))
        if run is not None:
            self._show_run(run)
        self._follow_timer.start() if self._is_foreign() else self._follow_timer.stop()
        if not keep_message:
            self._tell("")
        self.runs.look_in(Path(text).parent if text else None)
        self._show_state()

    def _is_foreign(self) -> bool:
        """Whether another program is going on with the run in the run folder."""
        run = self._run
        return (
            run is not None
            and not self.is_training
            and goes_on(run.path)
            and (run.path / LOG).stat().st_mtime > self._ended_at
        )

    def _follow_foreign(self) -> None:
        """Show how a run of another program goes, for as long as it does."""
        if self._run is None or self.is_training:
            self._follow_timer.stop()
            return
        run = read_run(self._run.path)
        if run is None:
            self._look_at_run()
            return
        if run.images_seen != self._run.images_seen:
            self._run = run
            self._show_results(run)
            self.samples.put(list(run.samples), Samples.columns)
        if not self._is_foreign():
            self._follow_timer.stop()
            self._look_at_run()
        self._show_state()

    def _show_run(self, run: RunFolder) -> None:
        self._clear_results()
        self._show_results(run)
        self.samples.put(list(run.samples), Samples.columns)
        # What a run cannot go on without having the same.
        for box, name in ((self.preset, "preset"), (self.crop, "crop")):
            box.setCurrentIndex(max(0, box.findData(run.config.get(name, box.currentData()))))
        for spin, name in ((self.images, "images"), (self.batch, "batch"), (self.seed, "seed")):
            spin.setValue(int(run.config.get(name, spin.value())))
        self.own_holes.setChecked(str(run.config.get("holes") or "None") != "None")

    def _show_results(self, run: RunFolder) -> None:
        self._newest = run.newest
        self.losses.put([run.curve(key, self._loss_name(key)) for key in run.losses])
        self.scores.put([run.gain_curve(kind, self._kind_name(kind)) for kind in run.scores])
        self.seen.set(grouped(run.images_seen))
        if run.gain is not None:
            self.score.set(f"{run.gain:+.2f} dB")
        self.progress.setRange(0, max(1, run.images))
        self.progress.setValue(run.images_seen)

    def _clear_results(self) -> None:
        self._newest = None
        self.losses.clear()
        self.scores.clear()
        self.samples.clear()
        for reading in (self.seen, self.speed, self.remaining, self.score):
            reading.set("–")

    def _show_state(self) -> None:
        running = self.is_training
        resumes = self._run is not None and self._run.resumable_at is not None
        self.start_button.setText(self.tr("Re&sume") if resumes and not running else self.tr("&Start"))
        self.start_button.setToolTip(
            self.tr("Go on with the run in the run folder") if resumes else self.tr("Start a new run in the run folder")
        )
        foreign = not running and self._follow_timer.isActive()
        if foreign:
            self._say(self.run_found, self.tr("This run is going on in another program; it is shown as it goes."))
        self.start_button.setEnabled(not running and not foreign)
        self.pause_button.setEnabled(running and not self._stopping)
        self.stop_button.setEnabled(running and not self._stopping)
        self.open_button.setEnabled(self._newest is not None)
        self.watch_button.setEnabled(self._newest is not None and self._document is not None)
        self.open_button.setToolTip(
            self.tr("Fill with {name} in the editor").format(name=self._newest.name)
            if self._newest is not None
            else self.tr("There is no snapshot yet; the first is saved soon after the run starts")
        )
        for widget in (
            self.photographs,
            self.run_folder,
            self.preset,
            self.images,
            self.limited,
            self.device,
            self._advanced,
        ):
            widget.setEnabled(not running)
        self.own_holes.setEnabled(self._document is not None or self.own_holes.isChecked())
        for widget in (self.preset, self.batch, self.crop, self.seed, self.start_from):
            widget.setEnabled(not running and not resumes)
        self.runs.set_running(self._config.run if running and self._config is not None else None)
        self.minutes.setEnabled(not running and self.limited.isChecked())

    def _tell(self, text: str, is_error: bool = False) -> None:
        self._say(self.message, text, is_error)

    def _say(self, label: QLabel, text: str, is_error: bool = False) -> None:
        label.setText(text)
        label.setProperty("error", is_error)
        label.setStyleSheet(f"color: {_error_colour(self)};" if is_error else "")
        label.setVisible(bool(text) or label is self.message)

    def _write_log(self, text: str) -> None:
        self.log.appendPlainText(f"{QTime.currentTime().toString('HH:mm:ss')}  {text}")

    def _span(self, seconds: float) -> str:
        minutes = round(seconds / 60)
        if seconds < 90:
            return self.tr("{seconds} s").format(seconds=round(seconds))
        if minutes < 120:
            return self.tr("{minutes} min").format(minutes=minutes)
        return self.tr("{hours} h {minutes} min").format(hours=minutes // 60, minutes=minutes % 60)

    def _preset_name(self, key: str) -> str:
        names = {"standard": self.tr("Standard"), "large": self.tr("Large"), "baseline": self.tr("Baseline")}
        return names.get(key, key)

    def _preset_tip(self, key: str) -> str:
        tips = {
            "standard": self.tr("Fills in a quarter of a second on a processor"),
            "large": self.tr("Slower, and better in large holes, after a longer run"),
            "baseline": self.tr("The plain encoder and decoder of the classic GAN recipe, to compare with"),
        }
        return tips.get(key, "")

    def _loss_name(self, key: str) -> str:
        names = {
            "l1": self.tr("thick holes"),
            "l1 thin": self.tr("thin holes"),
            "pooled": self.tr("coarse"),
            "gradient": self.tr("gradient"),
            "adversarial": self.tr("adversarial"),
            "matching": self.tr("feature matching"),
            "perceptual": self.tr("perceptual"),
            "discriminator": self.tr("discriminator"),
            "r1": self.tr("gradient penalty"),
        }
        return names.get(key, key)

    def _kind_name(self, key: str) -> str:
        names = {
            "scratch": self.tr("scratches"),
            "text": self.tr("text"),
            "brush": self.tr("brush strokes"),
            "blob": self.tr("blobs"),
            "rectangle": self.tr("rectangles"),
            "border": self.tr("borders"),
        }
        return names.get(key, key)

    # Remembering.

    def _remember(self) -> None:
        if self._preferences is None:
            return
        for name, value in vars(self.choices()).items():
            if isinstance(value, str):
                self._preferences.set_text(f"training/{name}", value)
            elif isinstance(value, bool):
                self._preferences.set_flag(f"training/{name}", value)
            else:
                self._preferences.set_number(f"training/{name}", value or 0)

    def _restore(self) -> None:
        if self._preferences is None:
            return
        kept, plain = self._preferences, Choices()

        def number(name: str) -> int:
            return round(kept.number(f"training/{name}", getattr(plain, name) or 0, 0, 1e9))

        self.photographs.setText(kept.text("training/photographs"))
        self.run_folder.setText(kept.text("training/run"))
        self.preset.setCurrentIndex(max(0, self.preset.findData(kept.text("training/preset", plain.preset))))
        self.images.setValue(number("images"))
        self.limited.setChecked(number("minutes") > 0)
        if number("minutes"):
            self.minutes.setValue(number("minutes"))
        self.batch.setValue(number("batch"))
        self.crop.setCurrentIndex(max(0, self.crop.findData(number("crop"))))
        self.seed.setValue(number("seed"))
        self.validation.setText(kept.text("training/validation"))
        self.own_holes.setChecked(kept.flag("training/own_holes", False))
        if self.photographs.text() and Path(self.photographs.text()).exists():
            self._count_photographs()

    # What Qt calls.

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.is_training:
            self._closing = False
            self._follow_timer.stop()
            self._workers.stop_all()
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
        box = QMessageBox(self)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle(self.tr("A generator is being trained"))
        box.setText(self.tr("Stop the run? Everything is saved, and it can go on another time."))
        stop = box.addButton(self.tr("&Stop and save"), QMessageBox.ButtonRole.AcceptRole)
        hide = box.addButton(self.tr("&Go on in the background"), QMessageBox.ButtonRole.ActionRole)
        cancel = box.addButton(QMessageBox.StandardButton.Cancel)
        box.setDefaultButton(stop)
        box.setEscapeButton(cancel)
        box.exec()
        clicked = box.clickedButton()
        box.deleteLater()
        return "stop" if clicked is stop else "hide" if clicked is hide else "cancel"

    def _ask_about_leaving(self) -> bool:
        box = QMessageBox(self.parentWidget() or self)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle(self.tr("A generator is being trained"))
        box.setText(self.tr("Stop the run and leave? Everything is saved, and it can go on another time."))
        stop = box.addButton(self.tr("&Stop, save and leave"), QMessageBox.ButtonRole.AcceptRole)
        box.setDefaultButton(stop)
        box.setEscapeButton(box.addButton(QMessageBox.StandardButton.Cancel))
        box.exec()
        clicked = box.clickedButton()
        box.deleteLater()
        return clicked is stop

    def reject(self) -> None:
        self.close()  # Esc asks as closing does

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if not self.is_training and _dropped_folder(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        folder = _dropped_folder(event)
        if folder is not None:
            self.choose_photographs(folder)
            event.acceptProposedAction()


def _dropped_folder(event: QDropEvent) -> Path | None:
    paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
    return next((p for p in paths if p.is_dir() or p.suffix.lower() == ".tar"), None)


def _proposed_run(photographs: Path) -> Path:
    """A new folder for a run, beside the other runs."""
    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    home = Path(documents or Path.home()) / "Inpaint Studio" / "Runs"
    return _next_free(home, photographs.stem or "run")


def _next_free(home: Path, name: str) -> Path:
    number = 1
    while (home / f"{name} {number}").exists():
        number += 1
    return home / f"{name} {number}"


def _path_edit(name: str) -> QLineEdit:
    edit = QLineEdit()
    edit.setAccessibleName(name)
    edit.setClearButtonEnabled(True)
    return edit


def _spin(least: int, most: int, value: int, suffix: str) -> QSpinBox:
    spin = QSpinBox()
    spin.setRange(least, most)
    spin.setValue(value)
    spin.setSuffix(suffix)
    spin.setGroupSeparatorShown(True)
    spin.setStepType(QAbstractSpinBox.StepType.DefaultStepType)
    return spin


def _chooser(name: str, chosen: Any) -> QToolButton:
    button = QToolButton()
    button.setText("…")
    button.setToolTip(name)
    button.setAccessibleName(name)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    button.clicked.connect(chosen)
    return button


def _row(*widgets: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    for widget in widgets:
        row.addWidget(widget)
    return row


def _heading(text: str) -> QLabel:
    label = QLabel(text)
    font = label.font()
    font.setBold(True)
    label.setFont(font)
    return label


def _note(name: str) -> QLabel:
    label = QLabel()
    label.setWordWrap(True)
    label.setAccessibleName(name)
    label.hide()
    return label


def _error_colour(widget: QWidget) -> str:
    return "#ff8a80" if widget.palette().window().color().lightnessF() < 0.5 else "#b3261e"
