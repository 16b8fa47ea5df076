"""The training dialog, driven as a person drives it, with real runs in processes of their own behind it."""

import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QSpinBox, QWidget
from pytestqt.qtbot import QtBot
from scipy import ndimage

from inpaint_studio.editing.document import Document
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.history import mask_step
from inpaint_studio.editing.picture import Picture
from inpaint_studio.filling.request import FillRequest
from inpaint_studio.model.checkpoints.inspection import describe
from inpaint_studio.model.training import running
from inpaint_studio.model.training.config import TrainingConfig
from inpaint_studio.model.training.options import words
from inpaint_studio.resources import resource
from inpaint_studio.ui.document import jobs
from inpaint_studio.ui.kit.preferences import Preferences
from inpaint_studio.ui.shell.window import Window
from inpaint_studio.ui.training import dialog as training_dialog
from inpaint_studio.ui.training import jobs as training_jobs
from inpaint_studio.ui.training import process as training_process
from inpaint_studio.ui.training import settings as training_settings
from inpaint_studio.ui.training.dialog import TrainingDialog
from inpaint_studio.ui.training.jobs import Device
from inpaint_studio.ui.training.runs import read_run

pytestmark = pytest.mark.usefixtures("soon")

LONG = 120_000  # ms; the machines that run this are slow and shared, and nothing here waits without need


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs tell often, and are looked at often."""
    monkeypatch.setattr(training_settings, "REPORT_SECONDS", 0.01)
    monkeypatch.setattr(training_process, "LOOK_MS", 20)
    monkeypatch.setattr(training_dialog, "FOLLOW_MS", 20)


# Adam imports the whole of the compiler in order to be left out of it: a third of what so short a run costs.
_TINY = """
import sys
import types
import torch
torch._dynamo = sys.modules["torch._dynamo"] = types.ModuleType("torch._dynamo")
torch._dynamo.disable = lambda function, *arguments, **named: function
torch._dynamo.graph_break = lambda: None
torch.set_num_threads(1)
from inpaint_studio import cli
from inpaint_studio.model.nets.config import PRESETS, GeneratorConfig
PRESETS["standard"] = GeneratorConfig(
    channels=(8, 8, 16), middle=(1, 0), gate_channels=8, down_blocks=(0, 1), up_blocks=(1, 0)
)
sys.exit(cli.main(sys.argv[1:]))
"""


@pytest.fixture
def tiny(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs of a generator of a few thousand numbers, through the command line as ever."""
    script = tmp_path / "tiny.py"
    script.write_text(_TINY)
    monkeypatch.setattr(training_process, "program", lambda: [sys.executable, str(script)])


@pytest.fixture(autouse=True)
def children(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[training_process.Child]]:
    """The processes started in a test; none outlives it."""
    started: list[training_process.Child] = []
    start = training_process.Child.__init__

    def noted(self: training_process.Child, config: TrainingConfig) -> None:
        start(self, config)
        started.append(self)

    monkeypatch.setattr(training_process.Child, "__init__", noted)
    yield started
    for child in started:
        child.process.kill()
        child.process.wait()
    training_process._LEFT.clear()


def make_photographs(folder: Path) -> Path:
    (folder / "inner").mkdir(parents=True)
    rng = np.random.default_rng(0)
    for number in range(5):
        noise = ndimage.gaussian_filter(rng.random((112, 128, 3)), (6, 6, 0))
        pixels = (255 * (noise - noise.min()) / np.ptp(noise)).astype(np.uint8)
        Image.fromarray(pixels).save((folder if number else folder / "inner") / f"soft-{number}.png")
    (folder / "letter.txt").write_text("no picture")
    (folder / "cut.jpg").write_bytes(b"\xff\xd8\xff\xe0 and no more")
    return folder


@pytest.fixture
def photographs(tmp_path: Path, tiny: None) -> Path:
    """Five small pictures of soft shapes, one file that is none, one that is cut short."""
    return make_photographs(tmp_path / "photographs")


@pytest.fixture(scope="module")
def ended_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of the tiny generator that has seen its 4 images, made once. Copied by whoever wants it: `first`."""
    home = tmp_path_factory.mktemp("ended")
    script = home / "tiny.py"
    script.write_text(_TINY)
    config = TrainingConfig(
        make_photographs(home / "photographs"),
        home / "run",
        images=4,
        batch=2,
        crop=64,
        crop_later=(64,),
        device="cpu",
        report_every=0.01,
    )
    subprocess.run([sys.executable, str(script), "train", *words(config), "--json"], check=True, capture_output=True)
    return home / "run"


@pytest.fixture
def first(ended_run: Path, tmp_path: Path) -> Path:
    """A run that has ended, in a folder where others may be started beside it."""
    return Path(shutil.copytree(ended_run, tmp_path / "first"))


@pytest.fixture
def dialog(qtbot: QtBot) -> Iterator[TrainingDialog]:
    dialog = TrainingDialog()
    qtbot.addWidget(dialog)
    dialog.show()
    yield dialog
    dialog.shut_down()


@pytest.fixture
def opened(qtbot: QtBot) -> Iterator[Callable[..., TrainingDialog]]:
    """Opens dialogs, with settings that are kept."""
    dialogs: list[TrainingDialog] = []

    def opened(preferences: Preferences | None = None) -> TrainingDialog:
        dialogs.append(TrainingDialog(None, preferences))
        qtbot.addWidget(dialogs[-1])
        return dialogs[-1]

    yield opened
    for dialog in dialogs:
        dialog.shut_down()


def prepare(dialog: TrainingDialog, qtbot: QtBot, photographs: Path, run: Path, images: int) -> None:
    dialog.settings.run_folder.setText(str(run))
    dialog.choose_photographs(photographs)
    qtbot.waitUntil(lambda: "5 photographs" in dialog.settings.counted.text(), timeout=LONG)
    dialog.settings.preset.setCurrentIndex(dialog.settings.preset.findData("standard"))
    dialog.settings.images.setValue(images)
    dialog.settings.batch.setValue(2)
    dialog.settings.crop.setCurrentIndex(dialog.settings.crop.findData(64))


@pytest.fixture
def room(open_window: Callable[..., Window]) -> Callable[..., tuple[Window, TrainingDialog]]:
    """A window, with a picture where one is given, and its training room."""

    def opened(picture: Path | None = None) -> tuple[Window, TrainingDialog]:
        window = open_window(picture)
        window.actions_by_name["train"].trigger()
        assert window._training is not None
        return window, window._training

    return opened


@pytest.fixture
def running_in(qtbot: QtBot, photographs: Path, tmp_path: Path) -> Callable[[TrainingDialog], Path]:
    """Starts a run that would go on for hours, and waits until it learns. Returns its folder."""

    def begun(dialog: TrainingDialog) -> Path:
        prepare(dialog, qtbot, photographs, tmp_path / "run", images=100_000)
        qtbot.mouseClick(dialog.start_button, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: dialog.progress_page.seen.value != "–", timeout=LONG)
        return tmp_path / "run"

    return begun


def until_ended(dialog: TrainingDialog, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not dialog.is_training, timeout=LONG)


def until_shown(dialog: TrainingDialog, qtbot: QtBot) -> None:
    """Sheets of samples are read on a worker."""
    qtbot.waitUntil(lambda: dialog.progress_page.samples.sheet.pixels is not None, timeout=LONG)


def test_photographs_are_counted_and_the_rest_is_named_with_its_reason(
    dialog: TrainingDialog, qtbot: QtBot, photographs: Path
) -> None:
    dialog.choose_photographs(photographs)
    qtbot.waitUntil(lambda: "5 photographs" in dialog.settings.counted.text(), timeout=LONG)
    assert "112" in dialog.settings.counted.text()
    skipped = dialog.skipped.toPlainText()
    assert "letter.txt is not a picture." in skipped
    assert "cut.jpg cannot be decoded." in skipped
    previews = dialog.previews.previews
    assert len(previews) == 5
    assert all(preview.hole.any() and preview.pixels.std() > 0 for preview in previews)


def test_a_run_fills_the_curves_shows_samples_and_writes_a_checkpoint(
    dialog: TrainingDialog, qtbot: QtBot, photographs: Path, tmp_path: Path
) -> None:
    prepare(dialog, qtbot, photographs, tmp_path / "run", images=8)
    assert dialog.open_button.isEnabled() is False
    qtbot.mouseClick(dialog.start_button, Qt.MouseButton.LeftButton)
    assert dialog.is_training
    assert not dialog.start_button.isEnabled()
    assert dialog.stop_button.isEnabled()
    until_ended(dialog, qtbot)

    curves = {curve.name: curve for curve in dialog.progress_page.losses.plot.curves}
    assert sum(len(curve.x) for curve in curves.values()) >= 4
    assert all(0 < y < 5 for y in curves["thick holes"].y)
    assert {curve.name for curve in dialog.progress_page.scores.plot.curves} >= {"scratches", "brush strokes"}
    until_shown(dialog, qtbot)
    assert dialog.progress_page.samples.sheet.pixels.std() > 0
    assert dialog.progress_page.seen.value == "8"
    assert "8 images" in dialog.message.text()
    checkpoint = dialog.newest_checkpoint
    assert checkpoint is not None
    assert describe(checkpoint).images_seen == 8
    with qtbot.waitSignal(dialog.checkpoint_chosen) as chosen:
        qtbot.mouseClick(dialog.open_button, Qt.MouseButton.LeftButton)
    assert chosen.args == [checkpoint]


def test_stop_saves_everything_and_resume_goes_on_from_there(
    dialog: TrainingDialog, qtbot: QtBot, running_in: Callable[[TrainingDialog], Path]
) -> None:
    run = running_in(dialog)
    qtbot.mouseClick(dialog.stop_button, Qt.MouseButton.LeftButton)
    assert dialog.is_training  # it is still saving
    assert not dialog.stop_button.isEnabled()
    until_ended(dialog, qtbot)

    found = read_run(run)
    assert found is not None
    assert found.resumable_at is not None
    assert 0 < found.resumable_at < 100_000
    assert dialog.newest_checkpoint == run / "latest.safetensors"
    assert describe(run / "latest.safetensors").images_seen == found.resumable_at
    assert "saved" in dialog.message.text()
    assert "Re" in dialog.start_button.text()
    assert not dialog.settings.preset.isEnabled()  # another preset could not go on from this state

    before = found.resumable_at
    dialog.settings.images.setValue(before + 4)
    qtbot.mouseClick(dialog.start_button, Qt.MouseButton.LeftButton)
    until_ended(dialog, qtbot)
    found = read_run(run)
    assert found is not None
    assert found.resumable_at == before + 4
    seen = [x for curve in dialog.progress_page.losses.plot.curves for x in curve.x]
    assert min(seen) <= before < max(seen)  # the curves of the first part are still there


def test_pausing_stands_still_and_goes_on(
    dialog: TrainingDialog, qtbot: QtBot, running_in: Callable[[TrainingDialog], Path]
) -> None:
    run = running_in(dialog)
    qtbot.mouseClick(dialog.pause_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "Paused" in dialog.message.text(), timeout=LONG)
    log = run / "log.jsonl"
    assert json.loads(log.read_text().splitlines()[-1])["report"] == "Paused", "and nothing after it"
    assert dialog.pause_button.isChecked()
    assert dialog.stop_button.isEnabled()
    standing = dialog.progress_page.seen.value
    qtbot.mouseClick(dialog.pause_button, Qt.MouseButton.LeftButton)
    assert not dialog.pause_button.isChecked()
    qtbot.waitUntil(lambda: dialog.progress_page.seen.value != standing, timeout=LONG)
    qtbot.mouseClick(dialog.pause_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "Paused" in dialog.message.text(), timeout=LONG)
    dialog.stop()  # while it stands
    until_ended(dialog, qtbot)
    assert "stopped" in dialog.message.text()


@pytest.mark.usefixtures("tiny")
def test_a_folder_without_photographs_gives_one_sentence(dialog: TrainingDialog, qtbot: QtBot, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    dialog.choose_photographs(empty)
    qtbot.waitUntil(lambda: "no photographs" in dialog.settings.counted.text(), timeout=LONG)
    dialog.settings.run_folder.setText(str(tmp_path / "run"))
    dialog.start()
    until_ended(dialog, qtbot)
    assert str(empty) in dialog.message.text()
    assert dialog.message.text().endswith(".")
    assert dialog.start_button.isEnabled()
    assert not (tmp_path / "run" / "latest.safetensors").exists()


@pytest.mark.parametrize(
    ("photographs", "run", "sentence"),
    [
        ("", "run", "Choose a folder of photographs to learn from."),
        ("nowhere", "run", "There is no folder"),
        (".", "", "Choose a folder in which the run is to be kept."),
    ],
)
def test_what_is_missing_is_said_before_anything_starts(
    dialog: TrainingDialog, tmp_path: Path, photographs: str, run: str, sentence: str
) -> None:
    dialog.settings.photographs.set_places([str(tmp_path / photographs)] if photographs else [])
    dialog.settings.run_folder.setText(str(tmp_path / run) if run else "")
    dialog.start()
    assert not dialog.is_training
    assert dialog.message.text().startswith(sentence)


def test_photographs_smaller_than_the_crop_are_refused_before_the_run(
    dialog: TrainingDialog, qtbot: QtBot, photographs: Path, tmp_path: Path
) -> None:
    prepare(dialog, qtbot, photographs, tmp_path / "run", images=8)
    dialog.settings.crop.setCurrentIndex(dialog.settings.crop.findData(256))
    dialog.start()
    assert not dialog.is_training
    assert "112 pixels" in dialog.message.text()


def test_closing_while_a_run_goes_on_asks_first(
    dialog: TrainingDialog, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, running_in: Callable[[TrainingDialog], Path]
) -> None:
    run = running_in(dialog)
    for answer in ("cancel", "hide"):
        monkeypatch.setattr(dialog, "_ask_about_closing", lambda answer=answer: answer)
        dialog.close()
        assert dialog.is_training
        assert dialog.isVisible() == (answer == "cancel")
        seen = dialog.progress_page.seen.value
        qtbot.waitUntil(lambda seen=seen: dialog.progress_page.seen.value != seen, timeout=LONG)
    dialog.show()
    monkeypatch.setattr(dialog, "_ask_about_closing", lambda: "stop")
    dialog.close()
    qtbot.waitUntil(lambda: not dialog.isVisible(), timeout=LONG)
    assert not dialog.is_training
    assert (run / "latest.safetensors").is_file()
    dialog.shut_down()
    assert len(dialog._workers) == 0


def test_a_dialog_closed_early_closes_at_once_and_has_its_devices_later(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, opened: Callable[..., TrainingDialog]
) -> None:
    import_goes_on = threading.Event()

    def slowly() -> Iterator[tuple[Device, ...]]:
        assert import_goes_on.wait(20)
        yield (Device("cuda:0", "H100"), Device("cpu", "CPU (2)"))

    monkeypatch.setattr(training_jobs, "devices", slowly)
    dialog = opened()
    dialog.show()
    dialog.close()  # would wait for ever, if it waited
    assert not dialog.isVisible()
    dialog.show()
    import_goes_on.set()
    qtbot.waitUntil(lambda: dialog.settings.device.count() == 3, timeout=LONG)
    assert [dialog.settings.device.itemText(n) for n in (1, 2)] == ["H100", "CPU (2)"]


def test_the_chosen_device_and_what_a_run_begins_with_are_remembered(
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    preferences: Preferences,
    tmp_path: Path,
    opened: Callable[..., TrainingDialog],
) -> None:
    def found() -> Iterator[tuple[Device, ...]]:
        yield (Device("cuda:1", "Second"), Device("cpu", "CPU (2)"))

    monkeypatch.setattr(training_jobs, "devices", found)
    for opening in (1, 2):
        dialog = opened(preferences)
        if opening == 2:
            assert dialog.settings.choices().device == "cuda:1"  # before it is found, too
            assert dialog.settings.start_from.text() == str(tmp_path / "first.safetensors")
        qtbot.waitUntil(lambda d=dialog: d.settings.device.findData("cpu") > 0, timeout=LONG)
        if opening == 2:
            assert dialog.settings.device.currentText() == "Second"
        dialog.settings.device.setCurrentIndex(dialog.settings.device.findData("cuda:1"))
        dialog.settings.start_from.setText(str(tmp_path / "first.safetensors"))
        dialog.close()


@pytest.mark.parametrize("way", ["close", "Esc"])
def test_closing_while_photographs_are_counted_leaves_no_thread(
    dialog: TrainingDialog, qtbot: QtBot, photographs: Path, way: str
) -> None:
    dialog.choose_photographs(photographs)
    if way == "close":
        dialog.close()
    else:
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    qtbot.waitUntil(lambda: len(dialog._workers) == 0, timeout=LONG)
    assert dialog._found is None
    dialog.show()
    qtbot.waitUntil(lambda: dialog._found is not None, timeout=LONG)  # counted when it is opened again


def test_an_earlier_run_is_shown_when_its_folder_is_chosen(
    dialog: TrainingDialog, qtbot: QtBot, first: Path, tmp_path: Path
) -> None:
    dialog.settings.run_folder.setText(str(tmp_path / "second"))
    dialog.look_at_run()
    assert not dialog.progress_page.losses.plot.curves
    dialog.runs.list.setCurrentItem(dialog.runs.list.topLevelItem(0))
    assert dialog.runs.list.topLevelItem(0).text(0) == "first"
    dialog.runs.compare.click()
    assert all(curve.dashed for curve in dialog.progress_page.losses.plot.curves)
    assert dialog.progress_page.losses.plot.curves
    dialog.runs.go_on.click()
    assert dialog.settings.run_folder.text() == str(first)
    assert dialog.settings.batch.value() == 2
    assert dialog.newest_checkpoint == first / "latest.safetensors"
    until_shown(dialog, qtbot)
    assert any(not curve.dashed and curve.x for curve in dialog.progress_page.losses.plot.curves)


def test_a_deleted_run_is_gone_and_the_others_stay(dialog: TrainingDialog, tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "log.jsonl").write_text('{"report": "Started", "images_seen": 0, "images": 10}\n{"repo')
        os.utime(tmp_path / name / "log.jsonl", (0, 0))  # one written just now would be going on
    config = TrainingConfig(Path("/photos"), tmp_path / "one", images=10, thin=0.5).to_dict()
    (tmp_path / "one" / "state").mkdir()
    (tmp_path / "one" / "state" / "state.json").write_text(json.dumps({"config": config, "images_seen": 4}))
    dialog.runs.look_in(tmp_path)
    assert dialog.runs.list.topLevelItemCount() == 2
    names = [dialog.runs.list.topLevelItem(row).text(0) for row in range(2)]
    dialog.runs.list.setCurrentItem(dialog.runs.list.topLevelItem(names.index("one")))
    told = dialog.runs.told.toPlainText().splitlines()
    assert told[0].startswith("0 snapshots, ")
    assert told[1:] == ["photographs: /photos", f"run: {tmp_path / 'one'}", "images: 10", "thin: 0.5"]
    run = read_run(tmp_path / "one")
    assert run is not None
    dialog.runs.delete_run(run)
    assert not (tmp_path / "one").exists()
    assert (tmp_path / "two" / "log.jsonl").is_file()
    assert dialog.runs.list.topLevelItemCount() == 1


def test_a_run_too_short_to_learn_from_scratch_is_told_before_it_starts(
    dialog: TrainingDialog, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, str, int]] = []

    def speed(*given: object) -> Iterator[float]:
        asked.append(given)
        yield 10.0

    monkeypatch.setattr(training_jobs, "speed", speed)
    settings = dialog.settings
    assert not settings.expected.isVisible(), "200,000 images are enough"
    assert not asked, "and what is not needed is not measured"
    settings.limited.setChecked(True)
    settings.minutes.setValue(2)
    qtbot.waitUntil(settings.expected.isVisible, timeout=LONG)
    assert settings.expected.text().startswith("About 1,200 images fit into 2 min here. From scratch")
    settings.minutes.setValue(30)
    assert not settings.expected.isVisible(), "18,000 images"
    settings.minutes.setValue(3)
    assert "1,800 images" in settings.expected.text()
    assert asked == [("standard", "auto", 128)], "once"
    settings.limited.setChecked(False)
    settings.images.setValue(500)
    assert settings.expected.text().startswith("From scratch")
    settings.expected.linkActivated.emit("shipped")
    assert settings.start_from.text() == str(resource("checkpoints/standard.safetensors"))
    assert not settings.expected.isVisible(), "what has learnt already may be tuned for as short a time as one likes"


def test_the_speed_of_this_machine_is_measured() -> None:
    (tiny,) = training_jobs.speed("standard", "cpu", 32)
    assert 0.01 < tiny < 10_000


def test_every_control_has_a_name_a_tooltip_and_a_place_in_the_tab_order(dialog: TrainingDialog) -> None:
    dialog.settings.more.setChecked(True)
    dialog.settings.own_holes.setEnabled(True)
    controls: list[QWidget] = [
        dialog.settings.photographs.list,
        dialog.settings.photographs.add_button,
        dialog.settings.run_folder,
        dialog.settings.preset,
        dialog.settings.images,
        dialog.settings.limited,
        dialog.settings.minutes,
        dialog.settings.device,
        dialog.settings.batch,
        dialog.settings.crop,
        dialog.settings.seed,
        dialog.settings.validation,
        dialog.settings.start_from,
        dialog.settings.own_holes,
        dialog.start_button,
        dialog.pause_button,
        dialog.stop_button,
        dialog.open_button,
        dialog.tune_button,
        dialog.settings.look,
    ]
    for control in controls:
        assert control.toolTip(), control
        assert control.focusPolicy() & Qt.FocusPolicy.TabFocus, control
        if isinstance(control, QLineEdit | QSpinBox):
            assert control.accessibleName() or control.toolTip()
    reached: set[QWidget] = set()
    widget: QWidget | None = dialog.settings.photographs.list
    while widget is not None and widget not in reached:
        reached.add(widget)
        widget = widget.nextInFocusChain()
    assert set(controls) <= reached


def test_the_dialog_appears_without_torch(tmp_path: Path) -> None:
    program = (
        "import sys\n"
        "from PySide6.QtWidgets import QApplication\n"
        "application = QApplication([])\n"
        "from inpaint_studio.ui.training.dialog import TrainingDialog\n"
        "print('torch' in sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=120)
    assert done.stdout.strip() == "False"


def test_closing_the_window_asks_saves_the_run_and_then_closes(
    room: Callable[..., tuple[Window, TrainingDialog]],
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    running_in: Callable[[TrainingDialog], Path],
) -> None:
    window, dialog = room()
    run = running_in(dialog)
    answers = iter(["cancel", "stop"])
    monkeypatch.setattr(dialog, "_ask_about_leaving", lambda: next(answers))
    window.close()
    assert dialog.is_training
    assert window.isVisible()
    with qtbot.waitSignal(window.closed, timeout=LONG):
        window.close()
    assert (run / "latest.safetensors").is_file()
    assert not dialog.is_training


def test_closing_the_window_may_leave_the_run_to_itself(
    room: Callable[..., tuple[Window, TrainingDialog]],
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    children: list[training_process.Child],
    running_in: Callable[[TrainingDialog], Path],
) -> None:
    window, dialog = room()
    run = running_in(dialog)
    monkeypatch.setattr(dialog, "_ask_about_leaving", lambda: "leave")
    with qtbot.waitSignal(window.closed, timeout=LONG):
        window.close()
    assert children[0].lives()
    assert running.pending(run) is None


def test_the_newest_checkpoint_is_used_in_the_editor_with_one_click(
    room: Callable[..., tuple[Window, TrainingDialog]], qtbot: QtBot, picture_file: Path, first: Path
) -> None:
    window, dialog = room(picture_file)
    dialog.choose_run(first)
    with qtbot.waitSignal(window.session.checkpoint_changed, timeout=60_000):
        qtbot.mouseClick(dialog.open_button, Qt.MouseButton.LeftButton)
    assert window.session.checkpoint == first / "latest.safetensors"
    qtbot.mouseClick(dialog.watch_button, Qt.MouseButton.LeftButton)
    assert window._bench is not None
    assert window._bench.film_strip.film is not None
    assert window._bench.film_strip.film.folder == first
    assert [seen for seen, _ in window._bench.film_strip.film.snapshots] == [4]


def test_holes_like_mine_are_cut_from_what_was_painted(
    room: Callable[..., tuple[Window, TrainingDialog]],
    qtbot: QtBot,
    picture_file: Path,
    photographs: Path,
    tmp_path: Path,
) -> None:
    window, dialog = room(picture_file)
    prepare(dialog, qtbot, photographs, tmp_path / "run", images=2)
    dialog.settings.own_holes.setChecked(True)
    dialog.start()
    assert not dialog.is_training
    assert "no holes of yours" in dialog.message.text()
    document = window.session.document
    assert document is not None
    painted = np.full((20, 30), 255, np.uint8)
    window.session.commit(mask_step(document, "Rectangle", Rect(40, 50, 30, 20), painted))
    dialog.start()
    until_ended(dialog, qtbot)
    with Image.open(tmp_path / "run" / "holes" / "mine-000.png") as kept:
        assert np.array_equal(np.asarray(kept.convert("L")), painted)
    assert dialog.newest_checkpoint is not None


def test_a_new_run_begins_with_what_an_earlier_one_has_learnt(
    dialog: TrainingDialog, qtbot: QtBot, tiny: None, first: Path, tmp_path: Path
) -> None:
    dialog.choose_run(first)
    qtbot.waitUntil(lambda: "5 photographs" in dialog.settings.counted.text(), timeout=LONG)
    dialog.runs.list.setCurrentItem(dialog.runs.list.topLevelItem(0))
    qtbot.mouseClick(dialog.runs.tune, Qt.MouseButton.LeftButton)
    assert dialog.settings.run_folder.text() == str(tmp_path / "first tuned 1")
    assert dialog.settings.start_from.text().endswith("best.safetensors")
    config = dialog.config()
    assert not config.resume
    assert config.start_from == first / "best.safetensors"
    assert config.learning_rate < 5e-4
    dialog.start()
    until_ended(dialog, qtbot)
    assert describe(tmp_path / "first tuned 1" / "latest.safetensors").images_seen == 4
    (tmp_path / "none.safetensors").write_bytes(b"nothing")
    dialog.start_new_from(tmp_path / "none.safetensors")
    assert "none.safetensors is not a checkpoint" in dialog.message.text()


def test_a_run_of_an_earlier_version_is_followed_and_not_started_twice(
    dialog: TrainingDialog, qtbot: QtBot, tmp_path: Path
) -> None:
    def write(*reports: dict[str, object]) -> None:
        with (run / "log.jsonl").open("a") as log:
            log.writelines(json.dumps(report) + "\n" for report in reports)

    run = tmp_path / "run"
    run.mkdir()
    started = {"device": "CPU", "parameters": 1, "photographs": 2, "skipped": 0}
    rest = {"images_per_second": 1.0, "learning_rate": 0.1, "crop": 64}
    write(
        {"report": "Started", "images_seen": 0, "images": 100} | started,
        {"report": "StepDone", "images_seen": 8, "losses": {"l1": 0.9}} | rest,
    )
    dialog.choose_run(run)
    assert dialog.is_training
    assert not dialog.start_button.isEnabled()
    assert not dialog.stop_button.isEnabled(), "it does not listen"
    assert "is going on" in dialog.settings.run_found.text()
    write({"report": "StepDone", "images_seen": 16, "losses": {"l1": 0.8}} | rest)
    qtbot.waitUntil(lambda: dialog.progress_page.seen.value == "16", timeout=LONG)
    (curve,) = dialog.progress_page.losses.plot.curves
    assert curve.y == [0.9, 0.8]
    write({"report": "Finished", "images_seen": 16, "why": "All images are seen.", "seconds": 1.0})
    qtbot.waitUntil(dialog.start_button.isEnabled, timeout=LONG)
    assert not dialog.is_training


def test_a_run_outlives_its_dialog_and_is_found_again(
    qtbot: QtBot, children: list[training_process.Child], running_in: Callable[[TrainingDialog], Path]
) -> None:
    first = TrainingDialog()
    run = running_in(first)
    first.shut_down()  # as when the program ends
    assert children[0].lives()
    assert running.is_held(run)
    found = read_run(run)
    assert found is not None
    assert found.config["crop"] == 64, "what it was told is known before its first state"
    first.runs.delete_run(found)
    assert run.is_dir(), "what goes on cannot be deleted"

    second = TrainingDialog()
    qtbot.addWidget(second)
    second.choose_run(run)
    assert second.is_training
    assert not second.start_button.isEnabled()
    assert second.progress_page.losses.plot.curves, "what was told before is there"
    seen = second.progress_page.seen.value
    qtbot.waitUntil(lambda: second.progress_page.seen.value != seen, timeout=LONG)
    qtbot.mouseClick(second.stop_button, Qt.MouseButton.LeftButton)
    until_ended(second, qtbot)
    assert "was stopped" in second.message.text()
    assert children[0].process.wait(timeout=LONG / 1000) == 0
    found = read_run(run)
    assert found is not None
    assert found.resumable_at == found.images_seen
    second.shut_down()
    first.deleteLater()


def test_a_run_that_is_stopped_before_it_could_hear_stops_all_the_same(
    dialog: TrainingDialog, qtbot: QtBot, photographs: Path, tmp_path: Path, children: list[training_process.Child]
) -> None:
    prepare(dialog, qtbot, photographs, tmp_path / "run", images=100_000)
    dialog.start()
    dialog.stop()  # while it is laid out; then the process begins, and forgets what was asked before it
    assert dialog.is_training
    until_ended(dialog, qtbot)
    assert "was stopped" in dialog.message.text()
    assert children[0].process.wait(timeout=LONG / 1000) == 0


def test_a_run_that_is_killed_is_said_to_have_ended(
    dialog: TrainingDialog,
    qtbot: QtBot,
    children: list[training_process.Child],
    running_in: Callable[[TrainingDialog], Path],
) -> None:
    running_in(dialog)
    children[0].process.kill()
    until_ended(dialog, qtbot)
    assert "without a word" in dialog.message.text()
    assert not dialog.settings.run_found.text().startswith("This run is going on")


def test_several_folders_are_counted_together_and_learnt_from(
    dialog: TrainingDialog, qtbot: QtBot, photographs: Path, tmp_path: Path
) -> None:
    more = tmp_path / "more"
    more.mkdir()
    for name in ("soft-1.png", "soft-2.png"):
        (more / name).write_bytes((photographs / name).read_bytes())
    dialog.choose_photographs(photographs)
    dialog.settings.photographs.add(str(more))
    qtbot.waitUntil(lambda: "7 photographs" in dialog.settings.counted.text(), timeout=LONG)
    dialog.settings.run_folder.setText(str(tmp_path / "run"))
    dialog.settings.crop.setCurrentIndex(dialog.settings.crop.findData(64))
    assert dialog.config().places == (photographs, more)
    dialog.settings.photographs.list.setCurrentRow(0)
    qtbot.mouseClick(dialog.settings.photographs.remove_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "2 photographs" in dialog.settings.counted.text(), timeout=LONG)
    assert dialog.config().places == (more,)


def test_the_previews_show_holes_like_mine_where_they_are_wanted(
    dialog: TrainingDialog, qtbot: QtBot, photographs: Path
) -> None:
    document = Document(Picture(np.zeros((80, 90, 3), np.uint8)))
    document.mask[10:30, 20:60] = 255
    dialog.set_document(document)
    dialog.choose_photographs(photographs)
    qtbot.waitUntil(lambda: len(dialog.previews.previews) == 5, timeout=LONG)
    assert all(preview.kind != "yours" for preview in dialog.previews.previews)
    dialog.settings.own_holes.setChecked(True)
    qtbot.waitUntil(lambda: any(p.kind == "yours" for p in dialog.previews.previews), timeout=LONG)
    assert sum(preview.kind == "yours" for preview in dialog.previews.previews) == 3


def test_a_photo_is_learnt_from_alone_and_its_checkpoint_fills_its_hole(
    room: Callable[..., tuple[Window, TrainingDialog]],
    qtbot: QtBot,
    tmp_path: Path,
    tiny: None,
    first: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The undamaged part of the open picture teaches; its own hole is shown at every score; the result fills it."""
    rng = np.random.default_rng(3)
    pixels = (255 * ndimage.gaussian_filter(rng.random((216, 228, 3)), (2, 2, 0))).astype(np.uint8)
    Image.fromarray(pixels).save(tmp_path / "old.png")
    monkeypatch.setitem(training_dialog.TUNE, "images", 4)
    monkeypatch.setitem(training_dialog.TUNE, "batch", 2)
    monkeypatch.setitem(training_dialog.TUNE, "sample_every", 2)
    window, dialog = room(tmp_path / "old.png")
    document = window.session.document
    assert document is not None
    painted = np.full((20, 30), 255, np.uint8)
    window.session.commit(mask_step(document, "Rectangle", Rect(40, 50, 30, 20), painted))
    dialog.settings.run_folder.setText(str(tmp_path / "runs" / "any"))
    dialog.settings.start_from.setText(str(first / "latest.safetensors"))
    qtbot.mouseClick(dialog.tune_button, Qt.MouseButton.LeftButton)
    until_ended(dialog, qtbot)

    run = tmp_path / "runs" / "photo alone 1"
    with Image.open(run / "tune" / "damage.png") as damage:
        expected = np.zeros((216, 228), np.uint8)
        expected[50:70, 40:70] = 255
        assert np.array_equal(np.asarray(damage), expected)
    assert "put back" in dialog.message.text() or "All 4 images" in dialog.message.text()
    assert describe(run / "latest.safetensors").data == "the undamaged part of photo.png"
    assert [seen for seen, _ in dialog.progress_page.looks.sheets] == [0, 2, 4]
    found = read_run(run)
    assert found is not None
    assert [seen for seen, _ in found.looks] == [0, 2, 4]
    with qtbot.waitSignal(window.session.checkpoint_changed, timeout=LONG):
        qtbot.mouseClick(dialog.open_button, Qt.MouseButton.LeftButton)
    assert window.session.checkpoint == run / "latest.safetensors"
    request = FillRequest(
        document.picture,
        (),
        Rect(40, 50, 30, 20),
        painted,
        method="generator",
        checkpoint=window.session.checkpoint,
    )
    (fill,) = list(jobs.fill(request))[-1].fills
    assert fill.recipe.checkpoint
    assert fill.recipe.method == "generator"


@pytest.mark.parametrize(("every", "crop", "batch"), [(0, 256, 2), (150, 128, 8), (100, 64, 8)])
def test_one_photo_is_learnt_from_in_the_largest_crops_there_is_room_for(
    tmp_path: Path, every: int, crop: int, batch: int
) -> None:
    """every: pixels between two scratches, each 4 wide, both ways; 0 = one spot of damage."""
    document = Document(Picture(np.zeros((600, 900, 3), np.uint8)))
    if every:
        for offset in range(4):
            document.mask[offset::every] = 255
            document.mask[:, offset::every] = 255
    else:
        document.mask[250:300, 400:460] = 255
    home = tmp_path / "tune"
    config = TrainingConfig(home / "photo.png", tmp_path, damage=home / "damage.png", crop=256, batch=8)
    (prepared,) = training_jobs.prepare(config, document)
    assert (prepared.crop, prepared.batch) == (crop, batch)
    assert (home / "photo.png").is_file()


def test_a_photo_is_tuned_on_from_the_shipped_checkpoint_where_no_other_is_chosen(
    room: Callable[..., tuple[Window, TrainingDialog]],
    picture_file: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _, dialog = room(picture_file)
    launched: list[TrainingConfig] = []
    monkeypatch.setattr(dialog, "_launch", launched.append)
    dialog.settings.run_folder.setText(str(tmp_path / "runs" / "any"))
    dialog.tune()
    assert launched[0].start_from == resource("checkpoints/standard.safetensors")
    assert launched[0].patience, "what makes it worse is put back"


def test_what_ends_while_the_question_stands_is_not_asked_about_again(
    room: Callable[..., tuple[Window, TrainingDialog]],
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    running_in: Callable[[TrainingDialog], Path],
) -> None:
    window, dialog = room()
    run = running_in(dialog)

    def ends_meanwhile() -> str:
        dialog.stop()
        until_ended(dialog, qtbot)
        return "stop"

    monkeypatch.setattr(dialog, "_ask_about_leaving", ends_meanwhile)
    with qtbot.waitSignal(window.closed, timeout=LONG):
        window.close()
    assert (run / "state" / "state.json").is_file()
