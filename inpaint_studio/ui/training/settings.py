"""What a training run is told: photographs, run folder, budget, and the settings few people touch."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QStandardPaths, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from inpaint_studio.model.nets.config import PRESETS
from inpaint_studio.model.training.config import TrainingConfig
from inpaint_studio.resources import resource
from inpaint_studio.ui.kit.labels import heading, note, show_note
from inpaint_studio.ui.kit.literal import tip
from inpaint_studio.ui.kit.preferences import Preferences
from inpaint_studio.ui.training.curves import grouped
from inpaint_studio.ui.training.jobs import Device
from inpaint_studio.ui.training.runs import RunFolder

REPORT_SECONDS = 1.0  # between two numbers on screen
TUNING_RATE = 1e-4  # learning rate of a run that begins with what another has learnt
SAMPLE_SHEETS = 20  # over a whole run, where it is short
SAMPLE_EVERY = (50, 5_000)  # images between sheets, at least and at most
OWN_HOLES, LOOK = "holes", "look"  # folders within the run: masks cut from the open picture; its hole, to be looked at
# What a run from scratch needs to get ahead of a smooth fill. Thin holes: +.8 dB after 12,500 crops of 128 pixels on a
# CPU, of three generators tried (DESIGN 6). Large ones: the shipped checkpoint had seen 116,500.
THIN_NEEDS, THICK_NEEDS = 12_000, 100_000  # images
CROPS = (64, 96, 128, 192, 256)  # pixels


@dataclass(frozen=True)
class Choices:
    """What the person chose, before it is a config that can be run."""

    photographs: tuple[str, ...] = ()
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
    look: bool = True


class FolderList(QWidget):
    """Several folders of photographs, to be added to and taken from.

    Signals:
        changed: the folders as they now are.
    """

    changed = Signal(tuple)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Folders of photographs"))
        self.list.setToolTip(
            self.tr("Folders of photographs to learn from; folders inside them and tar shards count too")
        )
        self.list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setFixedHeight(3 * self.list.fontMetrics().height() + 14)
        self.list.currentRowChanged.connect(self._show_state)
        self.add_button = tool_button("+", self.tr("Add a folder of photographs"), self._ask)
        self.remove_button = tool_button("−", self.tr("Take the chosen folder out; its files stay"), self._remove)
        buttons = QVBoxLayout()
        buttons.addWidget(self.add_button)
        buttons.addWidget(self.remove_button)
        buttons.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.list, 1)
        row.addLayout(buttons)
        self._show_state()

    def places(self) -> tuple[str, ...]:
        return tuple(self.list.item(row).text() for row in range(self.list.count()))

    def set_places(self, places: Sequence[str]) -> None:
        self.list.clear()
        for place in dict.fromkeys(filter(None, places)):
            self.list.addItem(place)
            self.list.item(self.list.count() - 1).setToolTip(tip(place))
        self._show_state()

    def add(self, place: str) -> None:
        """One more, unless it is there."""
        if place not in self.places():
            self.set_places([*self.places(), place])
            self.list.setCurrentRow(self.list.count() - 1)
            self.changed.emit(self.places())

    def _ask(self) -> None:
        before = self.places()
        start = str(Path(before[-1]).parent) if before else str(Path.home())
        chosen = QFileDialog.getExistingDirectory(self, self.tr("Add a folder of photographs"), start)
        if chosen:
            self.add(chosen)

    def _remove(self) -> None:
        row = self.list.currentRow()
        if row >= 0:
            self.list.takeItem(row)
            self._show_state()
            self.changed.emit(self.places())

    def _show_state(self, *_: object) -> None:
        self.remove_button.setEnabled(self.list.currentRow() >= 0)


class TrainingSettings(QWidget):
    """The form of a run.

    Signals:
        places_changed: the folders of photographs are others.
        run_chosen: the run folder is another.
        start_chosen: a checkpoint file that a new run is to begin with.
        own_holes_changed: whether holes like the person's own are wanted.
        budget_changed: how long the run is to be, of what, on what, or with what it begins.
    """

    places_changed = Signal()
    run_chosen = Signal()
    start_chosen = Signal(Path)
    own_holes_changed = Signal(bool)
    budget_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
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
        )

    def config(self, run: RunFolder | None, largest_side: int, has_holes: bool, has_look: bool) -> TrainingConfig:
        """The run as chosen.

        run: what the run folder holds.  largest_side: the shorter side, in pixels, of the largest photograph found.
        has_holes, has_look: whether there are masks of the person's own, and an open picture with a hole.
        Raises ValueError, a sentence, where something is missing.
        """
        chosen = self.choices()
        resumes = run is not None and run.resumable_at is not None
        if not chosen.photographs:
            raise ValueError(self.tr("Choose a folder of photographs to learn from."))
        for place in chosen.photographs:
            if not Path(place).exists():
                raise ValueError(self.tr("There is no folder {folder}.").format(folder=place))
        if not chosen.run:
            raise ValueError(self.tr("Choose a folder in which the run is to be kept."))
        folder = Path(chosen.run)
        if largest_side < chosen.crop:
            text = self.tr("The photographs are {side} pixels at most; choose a smaller crop under More settings.")
            raise ValueError(text.format(side=largest_side))
        if chosen.own_holes and not has_holes and not (folder / OWN_HOLES).is_dir():
            raise ValueError(self.tr("There are no holes of yours yet: paint over something in the editor first."))
        places = [Path(place) for place in chosen.photographs]
        told = TrainingConfig(places[0], folder)
        if resumes and run is not None:
            with suppress(ValueError):  # what few people touch stays as the run was told
                told = TrainingConfig.from_dict(run.config)
        else:
            told = replace(
                told,
                crop=chosen.crop,
                crop_later=tuple(c for c in (192, 256) if chosen.crop < c <= largest_side),
                start_from=Path(chosen.start_from) if chosen.start_from else None,
                learning_rate=TUNING_RATE if chosen.start_from else TrainingConfig.learning_rate,
            )
        return replace(
            told,
            photographs=places[0],
            more_photographs=tuple(places[1:]),
            run=folder,
            preset=chosen.preset,
            images=chosen.images,
            minutes=chosen.minutes,
            batch=chosen.batch,
            seed=chosen.seed,
            resume=resumes,
            device=chosen.device,
            validation=Path(chosen.validation) if chosen.validation and told.damage is None else None,
            holes=folder / OWN_HOLES if chosen.own_holes else None,
            look_at=folder / LOOK if chosen.look and (has_look or (folder / LOOK).is_dir()) else None,
            report_every=REPORT_SECONDS,
            sample_every=min(max(chosen.images // SAMPLE_SHEETS, SAMPLE_EVERY[0]), SAMPLE_EVERY[1]),
        )

    def expect(self, images_per_second: float | None) -> None:
        """Say what a run from scratch can come to within its budget, where that is little; nothing where it is enough.

        images_per_second: what this machine was measured to learn from; None = not known (yet).
        """
        chosen = self.choices()
        told, images = "", chosen.images
        if chosen.minutes is not None and images_per_second is not None:
            images = min(images, round(60 * chosen.minutes * images_per_second))
        if not chosen.start_from and images < THIN_NEEDS:
            if images < chosen.images:
                told = self.tr("About {count} images fit into {minutes} min here.")
            told += " " + self.tr(
                "From scratch a generator needs some {thin} images to get ahead of a smooth fill in scratches, and "
                "some {thick} in large holes: <a href='shipped'>start from the checkpoint that is there</a> to see "
                "something sooner."
            )
            numbers = {"count": images, "thin": THIN_NEEDS, "thick": THICK_NEEDS}
            told = told.format(minutes=chosen.minutes, **{name: grouped(n) for name, n in numbers.items()}).strip()
        show_note(self.expected, told)

    def _start_from_shipped(self) -> None:
        self.start_chosen.emit(resource("checkpoints/standard.safetensors"))

    def show_run(self, run: RunFolder) -> None:
        """What a run cannot go on without having the same."""
        for box, name in ((self.preset, "preset"), (self.crop, "crop")):
            box.setCurrentIndex(max(0, box.findData(run.config.get(name, box.currentData()))))
        for spin, name in ((self.images, "images"), (self.batch, "batch"), (self.seed, "seed")):
            spin.setValue(int(run.config.get(name, spin.value())))
        self.own_holes.setChecked(str(run.config.get("holes") or "None") != "None")
        places = [run.config.get("photographs"), *(run.config.get("more_photographs") or ())]
        if all(isinstance(place, str) and Path(place).exists() for place in places):
            self.photographs.set_places([str(place) for place in places])

    def offer_devices(self, found: Sequence[Device]) -> None:
        now = self.device.currentData()
        while self.device.count() > 1:
            self.device.removeItem(1)
        for device in found:
            self.device.addItem(device.name, device.key)
        self.device.setCurrentIndex(max(0, self.device.findData(now)))

    def propose_run(self, photographs: Path) -> None:
        """A run folder of its own for these photographs, where none is chosen."""
        if not self.run_folder.text().strip():
            documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
            home = Path(documents or Path.home()) / "Inpaint Studio" / "Runs"
            self.run_folder.setText(str(next_free(home, photographs.stem or "run")))

    def set_busy(self, running: bool, resumes: bool, has_picture: bool) -> None:
        """While a run goes on nothing can be changed; of one that is gone on with, only what need not be the same."""
        for widget in (self.photographs, self.run_folder, self.images, self.limited, self.device, self._advanced):
            widget.setEnabled(not running)
        for widget in (self.preset, self.batch, self.crop, self.seed, self.start_from):
            widget.setEnabled(not running and not resumes)
        self.minutes.setEnabled(not running and self.limited.isChecked())
        self.own_holes.setEnabled(has_picture or self.own_holes.isChecked())
        self.look.setEnabled(has_picture)

    # Remembering.

    def remember(self, preferences: Preferences) -> None:
        for name, value in vars(self.choices()).items():
            if isinstance(value, tuple):
                preferences.set_text(f"training/{name}", "\n".join(value))
            elif isinstance(value, str):
                preferences.set_text(f"training/{name}", value)
            elif isinstance(value, bool):
                preferences.set_flag(f"training/{name}", value)
            else:
                preferences.set_number(f"training/{name}", value or 0)

    def restore(self, kept: Preferences) -> None:
        plain = Choices()

        def number(name: str) -> int:
            return round(kept.number(f"training/{name}", getattr(plain, name) or 0, 0, 1e9))

        self.photographs.set_places(kept.text("training/photographs").split("\n"))
        self.run_folder.setText(kept.text("training/run"))
        self.preset.setCurrentIndex(max(0, self.preset.findData(kept.text("training/preset", plain.preset))))
        device = kept.text("training/device", plain.device)
        if self.device.findData(device) < 0:  # known by its key alone until devices are found
            self.device.addItem(device, device)
        self.device.setCurrentIndex(self.device.findData(device))
        self.start_from.setText(kept.text("training/start_from"))
        if self.start_from.text():
            self.more.setChecked(True)  # where it is seen
        self.images.setValue(number("images"))
        self.limited.setChecked(number("minutes") > 0)
        if number("minutes"):
            self.minutes.setValue(number("minutes"))
        self.batch.setValue(number("batch"))
        self.crop.setCurrentIndex(max(0, self.crop.findData(number("crop"))))
        self.seed.setValue(number("seed"))
        self.validation.setText(kept.text("training/validation"))
        self.own_holes.setChecked(kept.flag("training/own_holes", False))
        self.look.setChecked(kept.flag("training/look", True))

    # How it is built.

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self.photographs = FolderList()
        self.photographs.changed.connect(self._places_changed)
        self.counted = note(self.tr("What was found in the folders of photographs"))
        self.run_folder = _path_edit(self.tr("Run folder"))
        self.run_folder.setPlaceholderText(self.tr("Where the run is kept"))
        self.run_folder.setToolTip(
            self.tr(
                "The folder that keeps the run: its state, snapshots, samples and log. One with a run goes on with it"
            )
        )
        self.run_folder.editingFinished.connect(self.run_chosen)
        self.run_found = note(self.tr("What was found in the run folder"))
        layout.addWidget(heading(self.tr("Photographs")))
        layout.addWidget(self.photographs)
        layout.addWidget(self.counted)
        layout.addWidget(heading(self.tr("Run folder")))
        layout.addLayout(_row(self.run_folder, tool_button("…", self.tr("Choose a run folder"), self._ask_run)))
        layout.addWidget(self.run_found)
        layout.addWidget(heading(self.tr("Run")))
        layout.addLayout(self._build_budget())
        self.expected = note(self.tr("What can be expected of the run"))
        self.expected.setTextFormat(Qt.TextFormat.RichText)  # a link, and no names
        self.expected.linkActivated.connect(self._start_from_shipped)
        layout.addWidget(self.expected)
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
        return form

    def _build_advanced(self) -> QWidget:
        self.batch = _spin(1, 1024, 8, self.tr(" crops"))
        self.batch.setToolTip(self.tr("Crops learnt from in one step"))
        self.crop = QComboBox()
        for crop in CROPS:
            self.crop.addItem(self.tr("{crop} pixels").format(crop=crop), crop)
        self.crop.setCurrentIndex(self.crop.findData(128))
        self.crop.setToolTip(self.tr("Side of the crops at the start; the later shares of a run use larger ones"))
        self.seed = _spin(0, 2**31 - 1, 0, "")
        self.seed.setToolTip(self.tr("Runs of the same seed, settings and photographs are the same run"))
        self.validation = _path_edit(self.tr("Photographs held out"))
        self.validation.setPlaceholderText(self.tr("The last 2 % by name"))
        self.validation.setToolTip(self.tr("Photographs the generator never learns from, for samples and scores"))
        self.start_from = _path_edit(self.tr("Checkpoint to start from"))
        self.start_from.setPlaceholderText(self.tr("Nothing: from scratch"))
        self.start_from.setToolTip(
            self.tr("A checkpoint of the same preset to fine-tune, instead of learning from scratch")
        )
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
        held_out = tool_button("…", self.tr("Choose photographs to hold out"), self._ask_validation)
        form.addRow(self.tr("Held out"), _row(self.validation, held_out))
        begin = tool_button("…", self.tr("Choose a checkpoint to start from"), self._ask_start)
        form.addRow(self.tr("Start from"), _row(self.start_from, begin))
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
        now = self.run_folder.text() or str(Path.home())
        chosen = QFileDialog.getExistingDirectory(self, self.tr("Choose a run folder"), now)
        if chosen:
            self.run_folder.setText(chosen)
            self.run_chosen.emit()

    def _ask_validation(self) -> None:
        now = self.validation.text() or str(Path.home())
        chosen = QFileDialog.getExistingDirectory(self, self.tr("Choose photographs to hold out"), now)
        if chosen:
            self.validation.setText(chosen)

    def _ask_start(self) -> None:
        kinds = self.tr("Checkpoints") + " (*.safetensors)"
        chosen, _ = QFileDialog.getOpenFileName(self, self.tr("Choose a checkpoint to start from"), "", kinds)
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


def next_free(home: Path, name: str) -> Path:
    """A folder that is not there yet: "beach 1", "beach 2", ..."""
    number = 1
    while (home / f"{name} {number}").exists():
        number += 1
    return home / f"{name} {number}"


def tool_button(text: str, name: str, pressed: Any) -> QToolButton:
    button = QToolButton()
    button.setText(text)
    button.setToolTip(name)
    button.setAccessibleName(name)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    button.clicked.connect(pressed)
    return button


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


def _row(*widgets: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    for widget in widgets:
        row.addWidget(widget)
    return row
