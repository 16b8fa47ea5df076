"""The settings form of a run: photographs, run folder, budget, and what few people touch."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QFileDialog, QFormLayout, QMenu, QToolButton, QVBoxLayout, QWidget

from inpaint_studio.model.nets.config import PRESETS
from inpaint_studio.resources import resource
from inpaint_studio.ui.kit.checkpoint_menu import CheckpointMenu, Choice, runs_home
from inpaint_studio.ui.kit.labels import heading, note, show_note
from inpaint_studio.ui.kit.preferences import Preferences
from inpaint_studio.ui.kit.start_folder import start_folder
from inpaint_studio.ui.training.choices import Choices, next_free
from inpaint_studio.ui.training.curves import grouped
from inpaint_studio.ui.training.fields import path_edit, row_of, spin_box, tool_button
from inpaint_studio.ui.training.folder_list import FolderList
from inpaint_studio.ui.training.jobs import Device
from inpaint_studio.ui.training.run_folder import RunFolder
from inpaint_studio.ui.training.task import FILL, TaskBox, all_shipped, key_of, shipped_for

_SHIPPED = "standard"  # the shipped checkpoint, and its preset
CROPS = (64, 96, 128, 192, 256)  # pixels


class TrainingSettings(QWidget):
    """The form of a run.

    Signals:
        places_changed: there are other folders of photographs.
        run_chosen: there is another run folder.
        start_chosen: a checkpoint file that a new run is to begin with.
        own_holes_changed: whether holes like the person's own are wanted.
        budget_changed: the length, preset, device, crop or first checkpoint of the run is another.
    """

    places_changed = Signal()
    run_chosen = Signal()
    start_chosen = Signal(Path)
    own_holes_changed = Signal(bool)
    budget_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._left_shipped = False  # by choosing another preset
        self._build()

    # What is chosen.

    def choices(self) -> Choices:
        return Choices(
            self.photographs.places(),
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
            self.look.isChecked(),
            self.task.key,
        )

    def show_count(self, text: str, is_error: bool) -> None:
        """What was counted in the folders of photographs, a sentence; nothing where it is empty."""
        show_note(self.count_note, text, is_error)

    def show_expectation(self, text: str) -> None:
        """What can be expected of the run, with a link to start from the shipped checkpoint; empty for nothing."""
        show_note(self.expectation_note, text)

    def show_duration(self, text: str) -> None:
        """How long the budget takes on this machine, a sentence; empty for nothing."""
        show_note(self.duration_note, text)

    def show_run_state(self, run: RunFolder | None, is_running: bool) -> None:
        """Say what is in the run folder. is_running: whether a process is training the run in it."""
        if run is None:
            text = self.tr("A new run will be kept there.") if self.run_folder.text().strip() else ""
        elif is_running:
            self.show_running()
            return
        elif run.resumable_at is None:
            text = self.tr("The run there ended before it saved its state, so it starts anew.")
        else:
            text = self.tr("A run that has seen {seen} of {images} images. It goes on from there.")
            if run.resumable_at >= run.images:
                text = self.tr("A run that has seen all its {images} images. Ask for more to go on with it.")
            text = text.format(seen=grouped(run.resumable_at), images=grouped(run.images))
        show_note(self.run_note, text)

    def show_running(self) -> None:
        """Say that the run in the run folder is being trained."""
        show_note(self.run_note, self.tr("This run is going on; it is shown as it goes."))

    def begin_with(self, checkpoint: Path, preset: str) -> None:
        """Fill in the checkpoint that a run begins with, and its preset, or the task of one that enlarges."""
        if preset in PRESETS:
            self.task.show_key(FILL)
            self.preset.setCurrentIndex(self.preset.findData(preset))
        else:
            self.task.show_key(preset)
        self.start_from.setText(str(checkpoint))

    def _start_choice(self) -> Choice:
        """The checkpoint that a run begins with, as the menu knows it."""
        chosen = self.start_from.text().strip()
        if not chosen:
            return "scratch"
        return "shipped" if chosen == str(shipped_for(self.task.key)) else Path(chosen)

    def offer_checkpoints(self, menu: CheckpointMenu) -> None:
        """menu: one that fills the menu of the button beside the field."""
        menu.choice = self._start_choice
        menu.chosen.connect(self._start_listed)
        menu.scratch_chosen.connect(self.start_from.clear)
        menu.file_requested.connect(self._ask_start)

    def _start_listed(self, path: Path | None) -> None:
        self.start_chosen.emit(path if path is not None else shipped_for(self.task.key))

    def _start_from_shipped(self) -> None:
        self.start_chosen.emit(shipped_for(self.task.key))

    def _follow_task(self) -> None:
        """What is shipped for another task is no beginning for this one, and presets are of fillers alone."""
        fills = self.task.key == FILL
        if self.start_from.text() in all_shipped():
            self._left_shipped = fills and self.preset.currentData() != _SHIPPED
            self.start_from.setText("" if self._left_shipped else str(shipped_for(self.task.key)))
        for widget in (self.preset, self.own_holes, self.look):
            widget.setVisible(fills)
        self.budget_form.setRowVisible(self.preset, fills)
        self.budget_changed.emit()

    def _follow_preset(self) -> None:
        """The shipped checkpoint is of one preset: a run of another begins from scratch, unless a file was chosen."""
        if self.task.key != FILL:
            return
        is_shipped = self.start_from.text() == str(_shipped())
        if is_shipped and self.preset.currentData() != _SHIPPED:
            self._left_shipped = True
            self.start_from.clear()
        elif self._left_shipped and self.preset.currentData() == _SHIPPED and not self.start_from.text():
            self._left_shipped = False
            self.start_from.setText(str(_shipped()))

    def show_run(self, run: RunFolder) -> None:
        """Take over the settings that a run must keep when it is resumed."""
        config = run.config
        self.task.show_key(key_of(config.get("task", FILL), config.get("factor", 2), config.get("texture", False)))
        for box, name in ((self.preset, "preset"), (self.crop, "crop")):
            box.setCurrentIndex(max(0, box.findData(run.config.get(name, box.currentData()))))
        for spin, name in ((self.images, "images"), (self.batch, "batch"), (self.seed, "seed")):
            spin.setValue(int(run.config.get(name, spin.value())))
        self.own_holes.setChecked(str(run.config.get("holes") or "None") != "None")
        places = [run.config.get("photographs"), *(run.config.get("more_photographs") or ())]
        if all(isinstance(place, str) and Path(place).exists() for place in places):
            self.photographs.set_places([str(place) for place in places])

    def offer_devices(self, devices: Sequence[Device]) -> None:
        now = self.device.currentData()
        while self.device.count() > 1:
            self.device.removeItem(1)
        for device in devices:
            self.device.addItem(device.name, device.key)
        self.device.setCurrentIndex(max(0, self.device.findData(now)))

    def propose_run(self, photographs: Path) -> None:
        """A run folder of its own for these photographs, where none is chosen."""
        if not self.run_folder.text().strip():
            self.run_folder.setText(str(next_free(runs_home(), photographs.stem or "run")))

    def set_busy(self, running: bool, resumes: bool, has_picture: bool) -> None:
        """Nothing can be changed while a run is trained, and of one to be resumed only what need not stay the same."""
        for widget in (self.photographs, self.run_folder, self.images, self.limited, self.device, self._advanced):
            widget.setEnabled(not running)
        for widget in (self.task, self.preset, self.batch, self.crop, self.seed, self.start_from, self.start_button):
            widget.setEnabled(not running and not resumes)
        self.minutes.setEnabled(not running and self.limited.isChecked())
        self.own_holes.setEnabled(has_picture or self.own_holes.isChecked())
        self.look.setEnabled(has_picture)

    # Remembering.

    def remember(self, preferences: Preferences) -> None:
        begins_with = self.start_from.text().strip()
        is_shipped = begins_with in all_shipped() or (self._left_shipped and not begins_with)
        preferences.set_text("training/begins_with", _SHIPPED if is_shipped else begins_with)
        for name, value in vars(self.choices()).items():
            if isinstance(value, tuple):
                preferences.set_text(f"training/{name}", "\n".join(value))
            elif isinstance(value, str):
                preferences.set_text(f"training/{name}", value)
            elif isinstance(value, bool):
                preferences.set_flag(f"training/{name}", value)
            else:
                preferences.set_number(f"training/{name}", value or 0)

    def restore(self, preferences: Preferences) -> None:
        plain = Choices()

        def number(name: str) -> int:
            return round(preferences.number(f"training/{name}", getattr(plain, name) or 0, 0, 1e9))

        self.photographs.set_places(preferences.text("training/photographs").split("\n"))
        self.run_folder.setText(preferences.text("training/run"))
        self.task.show_key(preferences.text("training/task", plain.task))
        self.preset.setCurrentIndex(max(0, self.preset.findData(preferences.text("training/preset", plain.preset))))
        device = preferences.text("training/device", plain.device)
        if self.device.findData(device) < 0:  # known by its key alone until the devices are listed
            self.device.addItem(device, device)
        self.device.setCurrentIndex(self.device.findData(device))
        begins_with = preferences.text("training/begins_with", preferences.text("training/start_from") or _SHIPPED)
        self.start_from.setText(str(shipped_for(self.task.key)) if begins_with == _SHIPPED else begins_with)
        self._follow_preset()
        self.images.setValue(number("images"))
        self.limited.setChecked(number("minutes") > 0)
        if number("minutes"):
            self.minutes.setValue(number("minutes"))
        self.batch.setValue(number("batch"))
        self.crop.setCurrentIndex(max(0, self.crop.findData(number("crop"))))
        self.seed.setValue(number("seed"))
        self.validation.setText(preferences.text("training/validation"))
        self.own_holes.setChecked(preferences.flag("training/own_holes", False))
        self.look.setChecked(preferences.flag("training/look", True))

    # How it is built.

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self.photographs = FolderList()
        self.photographs.changed.connect(self._places_changed)
        self.count_note = note(self.tr("What was found in the folders of photographs"))
        self.run_folder = path_edit(self.tr("Run folder"))
        self.run_folder.setPlaceholderText(self.tr("Where the run is kept"))
        self.run_folder.setToolTip(
            self.tr(
                "The folder that keeps the run: its state, snapshots, samples and log. One with a run goes on with it"
            )
        )
        self.run_folder.editingFinished.connect(self.run_chosen)
        self.run_note = note(self.tr("What was found in the run folder"))
        layout.addWidget(heading(self.tr("Photographs")))
        layout.addWidget(self.photographs)
        layout.addWidget(self.count_note)
        layout.addWidget(heading(self.tr("Run folder")))
        layout.addLayout(row_of(self.run_folder, tool_button("open", self.tr("Choose a run folder"), self._ask_run)))
        layout.addWidget(self.run_note)
        layout.addWidget(heading(self.tr("Run")))
        layout.addLayout(self._build_budget())
        self.expectation_note = note(self.tr("What can be expected of the run"))
        self.expectation_note.setTextFormat(Qt.TextFormat.RichText)  # a link, and no names
        self.expectation_note.linkActivated.connect(self._start_from_shipped)
        layout.addWidget(self.expectation_note)
        self.more = QToolButton()
        self.more.setText(self.tr("More settings"))
        self.more.setCheckable(True)
        self.more.setArrowType(Qt.ArrowType.RightArrow)
        self.more.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.more.setAutoRaise(True)
        self.more.setToolTip(self.tr("Batch, crop, seed, photographs held out, and holes like yours"))
        self.more.toggled.connect(self._show_more)
        self._advanced = self._build_advanced()
        self._advanced.hide()
        layout.addWidget(self.more)
        layout.addWidget(self._advanced)
        for changed in (
            self.images.valueChanged,
            self.minutes.valueChanged,
            self.limited.toggled,
            self.preset.currentIndexChanged,
            self.device.currentIndexChanged,
            self.crop.currentIndexChanged,
            self.start_from.textChanged,
        ):
            changed.connect(self._budget_changed)

    def _build_budget(self) -> QFormLayout:
        self.task = TaskBox()
        self.task.currentIndexChanged.connect(self._follow_task)
        self.preset = QComboBox()
        for key in PRESETS:
            self.preset.addItem(self._preset_name(key), key)
            self.preset.setItemData(self.preset.count() - 1, self._preset_tip(key), Qt.ItemDataRole.ToolTipRole)
        self.preset.currentIndexChanged.connect(self._follow_preset)
        self.preset.setToolTip(self.tr("The kind of generator: larger ones fill better and learn more slowly"))
        self.start_from = path_edit(self.tr("Checkpoint to start from"))
        self.start_from.setPlaceholderText(self.tr("Nothing: from scratch"))
        self.start_from.setToolTip(
            self.tr("A checkpoint of the same preset to fine-tune, instead of learning from scratch")
        )
        self.start_button = tool_button("open", self.tr("Choose a checkpoint to start from"), None)
        self.start_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.start_button.setMenu(QMenu(self.start_button))
        self.images = spin_box(1, 100_000_000, Choices().images, self.tr(" images"))
        self.images.setSingleStep(10_000)
        self.images.setToolTip(
            self.tr(
                "How many crops of photographs the run sees in all. Learning rate and losses are paced over this length"
            )
        )
        self.duration_note = note(self.tr("How long the run takes on this machine"))
        self.limited = QCheckBox(self.tr("Stop after"))
        self.limited.setToolTip(self.tr("Stop cleanly after so many minutes, to go on another time"))
        self.minutes = spin_box(1, 100_000, 30, self.tr(" minutes"))
        self.minutes.setAccessibleName(self.tr("Minutes until the run stops"))
        self.minutes.setToolTip(self.limited.toolTip())
        self.minutes.setEnabled(False)
        self.limited.toggled.connect(self.minutes.setEnabled)
        self.device = QComboBox()
        self.device.addItem(self.tr("The best there is"), "auto")
        self.device.setToolTip(self.tr("What computes: a GPU is some fifty times faster than a processor"))
        self.budget_form = form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(self.tr("Tas&k"), self.task)
        form.addRow(self.tr("P&reset"), self.preset)
        form.addRow(self.tr("Start from"), row_of(self.start_from, self.start_button))
        form.addRow(self.tr("&Budget"), self.images)
        form.addRow("", self.duration_note)
        form.addRow(self.limited, self.minutes)
        form.addRow(self.tr("&Device"), self.device)
        return form

    def _build_advanced(self) -> QWidget:
        self.batch = spin_box(1, 1024, 8, self.tr(" crops"))
        self.batch.setToolTip(self.tr("Crops learnt from in one step"))
        self.crop = QComboBox()
        for crop in CROPS:
            self.crop.addItem(self.tr("{crop} pixels").format(crop=crop), crop)
        self.crop.setCurrentIndex(self.crop.findData(128))
        self.crop.setToolTip(self.tr("Side of the crops at the start; the later shares of a run use larger ones"))
        self.seed = spin_box(0, 2**31 - 1, 0, "")
        self.seed.setToolTip(self.tr("Runs of the same seed, settings and photographs are the same run"))
        self.validation = path_edit(self.tr("Photographs held out"))
        self.validation.setPlaceholderText(self.tr("The last 2 % by name"))
        self.validation.setToolTip(self.tr("Photographs the generator never learns from, for samples and scores"))
        self.own_holes = QCheckBox(self.tr("&Holes like mine"))
        self.own_holes.setToolTip(
            self.tr("Every second batch gets holes cut from what you painted on the open picture, turned and scaled")
        )
        self.own_holes.toggled.connect(self.own_holes_changed)
        self.look = QCheckBox(self.tr("Fill my h&ole at every score"))
        self.look.setToolTip(self.tr("Show beside the samples how the hole of the open picture is filled meanwhile"))
        self.look.setChecked(True)
        page = QWidget()
        form = QFormLayout(page)
        form.setContentsMargins(12, 0, 0, 0)
        form.addRow(self.tr("Ba&tch"), self.batch)
        form.addRow(self.tr("&Crop"), self.crop)
        form.addRow(self.tr("Seed"), self.seed)
        held_out = tool_button("open", self.tr("Choose photographs to hold out"), self._ask_validation)
        form.addRow(self.tr("Held out"), row_of(self.validation, held_out))
        form.addRow("", self.own_holes)
        form.addRow("", self.look)
        return page

    # What the person does.

    def _places_changed(self) -> None:
        places = self.photographs.places()
        if places:
            self.propose_run(Path(places[0]))
        self.places_changed.emit()

    def _budget_changed(self, *_: object) -> None:
        self.budget_changed.emit()

    def _ask_run(self) -> None:
        now = str(start_folder(self.run_folder.text(), Path.home()))
        chosen = QFileDialog.getExistingDirectory(self, self.tr("Choose a run folder"), now)
        if chosen:
            self.run_folder.setText(chosen)
            self.run_chosen.emit()

    def _ask_validation(self) -> None:
        now = str(start_folder(self.validation.text()))
        chosen = QFileDialog.getExistingDirectory(self, self.tr("Choose photographs to hold out"), now)
        if chosen:
            self.validation.setText(chosen)

    def _ask_start(self) -> None:
        kinds, begins = self.tr("Checkpoints") + " (*.safetensors)", str(start_folder(self.run_folder.text()))
        chosen, _ = QFileDialog.getOpenFileName(self, self.tr("Choose a checkpoint to start from"), begins, kinds)
        if chosen:
            self.start_chosen.emit(Path(chosen))

    def _show_more(self, shown: bool) -> None:
        self._advanced.setVisible(shown)
        self.more.setArrowType(Qt.ArrowType.DownArrow if shown else Qt.ArrowType.RightArrow)

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


def _shipped() -> Path:
    return resource(f"checkpoints/{_SHIPPED}.safetensors")
