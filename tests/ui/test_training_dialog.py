"""The training dialog, driven as a person drives it, with the real `train` behind it."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QSpinBox, QWidget
from pytestqt.qtbot import QtBot
from scipy import ndimage

from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.history import mask_step
from inpaint_studio.model.description import describe
from inpaint_studio.ui import training_dialog as training_module
from inpaint_studio.ui.training_dialog import TrainingDialog
from inpaint_studio.ui.training_runs import read_run
from inpaint_studio.ui.window import Window

LONG = 120_000  # ms; the machines that run this are slow and shared, and nothing here waits without need


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture
def photographs(tmp_path: Path) -> Path:
    """Five small pictures of soft shapes, one file that is none, one that is cut short."""
    folder = tmp_path / "photographs"
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
def dialog(qtbot: QtBot) -> Iterator[TrainingDialog]:
    dialog = TrainingDialog()
    qtbot.addWidget(dialog)
    dialog.show()
    yield dialog
    dialog.shut_down()


def prepare(dialog: TrainingDialog, qtbot: QtBot, photographs: Path, run: Path, images: int) -> None:
    dialog.run_folder.setText(str(run))
    dialog.choose_photographs(photographs)
    qtbot.waitUntil(lambda: "5 photographs" in dialog.counted.text(), timeout=LONG)
    dialog.preset.setCurrentIndex(dialog.preset.findData("standard"))
    dialog.images.setValue(images)
    dialog.batch.setValue(2)
    dialog.crop.setCurrentIndex(dialog.crop.findData(64))


def until_ended(dialog: TrainingDialog, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not dialog.is_training, timeout=LONG)


def test_photographs_are_counted_and_the_rest_is_named_with_its_reason(
    dialog: TrainingDialog, qtbot: QtBot, photographs: Path
) -> None:
    dialog.choose_photographs(photographs)
    qtbot.waitUntil(lambda: "5 photographs" in dialog.counted.text(), timeout=LONG)
    assert "112" in dialog.counted.text()
    skipped = dialog.skipped.toPlainText()
    assert "letter.txt is not a picture." in skipped
    assert "cut.jpg cannot be decoded." in skipped
    previews = dialog.previews.previews
    assert len(previews) == 5
    assert all(preview.hole.any() and preview.pixels.std() > 0 for preview in previews)


def test_a_run_fills_the_curves_shows_samples_and_writes_a_checkpoint(
    dialog: TrainingDialog, qtbot: QtBot, photographs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(training_module, "REPORT_SECONDS", 0.01)
    prepare(dialog, qtbot, photographs, tmp_path / "run", images=8)
    assert dialog.open_button.isEnabled() is False
    qtbot.mouseClick(dialog.start_button, Qt.MouseButton.LeftButton)
    assert dialog.is_training
    assert not dialog.start_button.isEnabled()
    assert dialog.stop_button.isEnabled()
    until_ended(dialog, qtbot)

    curves = {curve.name: curve for curve in dialog.losses.plot.curves}
    assert sum(len(curve.x) for curve in curves.values()) >= 4
    assert all(0 < y < 5 for y in curves["thick holes"].y)
    assert {curve.name for curve in dialog.scores.plot.curves} >= {"scratches", "brush strokes"}
    assert dialog.samples.sheet.pixels is not None
    assert dialog.samples.sheet.pixels.std() > 0
    assert dialog.seen.value == "8"
    assert "8 images" in dialog.message.text()
    checkpoint = dialog.newest_checkpoint
    assert checkpoint is not None
    assert describe(checkpoint).images_seen == 8
    with qtbot.waitSignal(dialog.checkpoint_chosen) as chosen:
        qtbot.mouseClick(dialog.open_button, Qt.MouseButton.LeftButton)
    assert chosen.args == [checkpoint]


def test_stop_saves_everything_and_resume_goes_on_from_there(
    dialog: TrainingDialog, qtbot: QtBot, photographs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(training_module, "REPORT_SECONDS", 0.01)
    run = tmp_path / "run"
    prepare(dialog, qtbot, photographs, run, images=100_000)
    qtbot.mouseClick(dialog.start_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.seen.value != "–", timeout=LONG)
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
    assert not dialog.preset.isEnabled()  # another preset could not go on from this state

    before = found.resumable_at
    dialog.images.setValue(before + 4)
    qtbot.mouseClick(dialog.start_button, Qt.MouseButton.LeftButton)
    until_ended(dialog, qtbot)
    found = read_run(run)
    assert found is not None
    assert found.resumable_at == before + 4
    seen = [x for curve in dialog.losses.plot.curves for x in curve.x]
    assert min(seen) <= before < max(seen)  # the curves of the first part are still there


def test_pausing_stands_still_and_goes_on(
    dialog: TrainingDialog, qtbot: QtBot, photographs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(training_module, "REPORT_SECONDS", 0.01)
    prepare(dialog, qtbot, photographs, tmp_path / "run", images=100_000)
    dialog.start()
    qtbot.waitUntil(lambda: dialog.seen.value != "–", timeout=LONG)
    heard: list[object] = []
    assert dialog._training is not None
    dialog._training.worker.yielded.connect(heard.append)
    dialog.pause_button.setChecked(True)
    qtbot.waitUntil(lambda: None in heard, timeout=LONG)  # the run says that it waits
    standing = dialog.seen.value
    count = heard.count(None)
    qtbot.waitUntil(lambda: heard.count(None) >= count + 2, timeout=LONG)
    assert dialog.seen.value == standing
    dialog.pause_button.setChecked(False)
    qtbot.waitUntil(lambda: dialog.seen.value != standing, timeout=LONG)
    dialog.stop()
    until_ended(dialog, qtbot)


def test_a_folder_without_photographs_gives_one_sentence(dialog: TrainingDialog, qtbot: QtBot, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    dialog.choose_photographs(empty)
    qtbot.waitUntil(lambda: "no photographs" in dialog.counted.text(), timeout=LONG)
    dialog.run_folder.setText(str(tmp_path / "run"))
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
    dialog.photographs.setText(str(tmp_path / photographs) if photographs else "")
    dialog.run_folder.setText(str(tmp_path / run) if run else "")
    dialog.start()
    assert not dialog.is_training
    assert dialog.message.text().startswith(sentence)


def test_photographs_smaller_than_the_crop_are_refused_before_the_run(
    dialog: TrainingDialog, qtbot: QtBot, photographs: Path, tmp_path: Path
) -> None:
    prepare(dialog, qtbot, photographs, tmp_path / "run", images=8)
    dialog.crop.setCurrentIndex(dialog.crop.findData(256))
    dialog.start()
    assert not dialog.is_training
    assert "112 pixels" in dialog.message.text()


@pytest.mark.parametrize("answer", ["cancel", "hide", "stop"])
def test_closing_while_a_run_goes_on_asks_first(
    dialog: TrainingDialog,
    qtbot: QtBot,
    photographs: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    answer: str,
) -> None:
    monkeypatch.setattr(training_module, "REPORT_SECONDS", 0.01)
    monkeypatch.setattr(dialog, "_ask_about_closing", lambda: answer)
    prepare(dialog, qtbot, photographs, tmp_path / "run", images=100_000)
    dialog.start()
    qtbot.waitUntil(lambda: dialog.seen.value != "–", timeout=LONG)
    dialog.close()
    if answer == "stop":
        qtbot.waitUntil(lambda: not dialog.isVisible(), timeout=LONG)
        assert not dialog.is_training
        assert (tmp_path / "run" / "latest.safetensors").is_file()
    else:
        assert dialog.is_training
        assert dialog.isVisible() == (answer == "cancel")
        dialog.shut_down()
        assert (tmp_path / "run" / "state" / "state.json").is_file()
    assert len(dialog._workers) == 0


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
    assert len(dialog._workers) == 0


def test_an_earlier_run_is_shown_when_its_folder_is_chosen(
    dialog: TrainingDialog, qtbot: QtBot, photographs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(training_module, "REPORT_SECONDS", 0.01)
    prepare(dialog, qtbot, photographs, tmp_path / "first", images=4)
    dialog.start()
    until_ended(dialog, qtbot)
    other = TrainingDialog()
    qtbot.addWidget(other)
    other.run_folder.setText(str(tmp_path / "second"))
    other._look_at_run()
    assert not other.losses.plot.curves
    other.runs.list.setCurrentItem(other.runs.list.topLevelItem(0))
    assert other.runs.list.topLevelItem(0).text(0) == "first"
    other.runs.compare.click()
    assert all(curve.dashed for curve in other.losses.plot.curves)
    assert other.losses.plot.curves
    other.runs.go_on.click()
    assert other.run_folder.text() == str(tmp_path / "first")
    assert other.batch.value() == 2
    assert other.newest_checkpoint == tmp_path / "first" / "latest.safetensors"
    assert other.samples.sheet.pixels is not None
    assert any(not curve.dashed and curve.x for curve in other.losses.plot.curves)
    other.shut_down()


def test_a_deleted_run_is_gone_and_the_others_stay(dialog: TrainingDialog, tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "log.jsonl").write_text('{"report": "Started", "images_seen": 0, "images": 10}\n{"repo')
    dialog.runs.look_in(tmp_path)
    assert dialog.runs.list.topLevelItemCount() == 2
    run = read_run(tmp_path / "one")
    assert run is not None
    dialog.runs.delete_run(run)
    assert not (tmp_path / "one").exists()
    assert (tmp_path / "two" / "log.jsonl").is_file()
    assert dialog.runs.list.topLevelItemCount() == 1


def test_every_control_has_a_name_a_tooltip_and_a_place_in_the_tab_order(dialog: TrainingDialog) -> None:
    dialog._more.setChecked(True)
    dialog.own_holes.setEnabled(True)
    controls: list[QWidget] = [
        dialog.photographs,
        dialog.run_folder,
        dialog.preset,
        dialog.images,
        dialog.limited,
        dialog.minutes,
        dialog.device,
        dialog.batch,
        dialog.crop,
        dialog.seed,
        dialog.validation,
        dialog.start_from,
        dialog.own_holes,
        dialog.start_button,
        dialog.pause_button,
        dialog.stop_button,
        dialog.open_button,
    ]
    for control in controls:
        assert control.toolTip(), control
        assert control.focusPolicy() & Qt.FocusPolicy.TabFocus, control
        if isinstance(control, QLineEdit | QSpinBox):
            assert control.accessibleName() or control.toolTip()
    reached: set[QWidget] = set()
    widget: QWidget | None = dialog.photographs
    while widget is not None and widget not in reached:
        reached.add(widget)
        widget = widget.nextInFocusChain()
    assert set(controls) <= reached


def test_the_dialog_appears_without_torch(tmp_path: Path) -> None:
    import subprocess
    import sys

    program = (
        "import sys\n"
        "from PySide6.QtWidgets import QApplication\n"
        "application = QApplication([])\n"
        "from inpaint_studio.ui.training_dialog import TrainingDialog\n"
        "print('torch' in sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=120)
    assert done.stdout.strip() == "False"


def test_closing_the_window_asks_saves_the_run_and_then_closes(
    open_window: Callable[..., Window],
    qtbot: QtBot,
    photographs: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(training_module, "REPORT_SECONDS", 0.01)
    window = open_window()
    window.actions_by_name["train"].trigger()
    dialog = window._training
    assert dialog is not None
    prepare(dialog, qtbot, photographs, tmp_path / "run", images=100_000)
    dialog.start()
    qtbot.waitUntil(lambda: dialog.seen.value != "–", timeout=LONG)
    answers = iter([False, True])
    monkeypatch.setattr(dialog, "_ask_about_leaving", lambda: next(answers))
    window.close()
    assert dialog.is_training
    assert window.isVisible()
    with qtbot.waitSignal(window.closed, timeout=LONG):
        window.close()
    assert (tmp_path / "run" / "latest.safetensors").is_file()
    assert not dialog.is_training


def test_the_newest_checkpoint_is_used_in_the_editor_with_one_click(
    open_window: Callable[..., Window],
    qtbot: QtBot,
    picture_file: Path,
    photographs: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(training_module, "REPORT_SECONDS", 0.01)
    window = open_window(picture_file)
    window.show_training()
    dialog = window._training
    assert dialog is not None
    prepare(dialog, qtbot, photographs, tmp_path / "run", images=2)
    dialog.start()
    until_ended(dialog, qtbot)
    qtbot.mouseClick(dialog.open_button, Qt.MouseButton.LeftButton)
    assert window.session.checkpoint == tmp_path / "run" / "latest.safetensors"
    qtbot.mouseClick(dialog.watch_button, Qt.MouseButton.LeftButton)
    assert window._bench is not None
    assert window._bench.film is not None
    assert window._bench.film.folder == tmp_path / "run"
    assert [seen for seen, _ in window._bench.film.frames] == [2]


def test_holes_like_mine_are_cut_from_what_was_painted(
    open_window: Callable[..., Window],
    qtbot: QtBot,
    picture_file: Path,
    photographs: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(training_module, "REPORT_SECONDS", 0.01)
    window = open_window(picture_file)
    window.show_training()
    dialog = window._training
    assert dialog is not None
    prepare(dialog, qtbot, photographs, tmp_path / "run", images=2)
    dialog.own_holes.setChecked(True)
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
    dialog: TrainingDialog, qtbot: QtBot, photographs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(training_module, "REPORT_SECONDS", 0.01)
    prepare(dialog, qtbot, photographs, tmp_path / "first", images=2)
    dialog.start()
    until_ended(dialog, qtbot)
    dialog.runs.list.setCurrentItem(dialog.runs.list.topLevelItem(0))
    qtbot.mouseClick(dialog.runs.tune, Qt.MouseButton.LeftButton)
    assert dialog.run_folder.text() == str(tmp_path / "first tuned 1")
    assert dialog.start_from.text().endswith("best.safetensors")
    config = dialog.config()
    assert not config.resume
    assert config.start_from == tmp_path / "first" / "best.safetensors"
    assert config.learning_rate < 5e-4
    dialog.start()
    until_ended(dialog, qtbot)
    assert describe(tmp_path / "first tuned 1" / "latest.safetensors").images_seen == 2
    (tmp_path / "none.safetensors").write_bytes(b"nothing")
    dialog.start_new_from(tmp_path / "none.safetensors")
    assert "none.safetensors is not a checkpoint" in dialog.message.text()


def test_a_run_of_another_program_is_followed_and_not_started_twice(
    dialog: TrainingDialog, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write(*reports: dict[str, object]) -> None:
        with (run / "log.jsonl").open("a") as log:
            log.writelines(json.dumps(report) + "\n" for report in reports)

    run = tmp_path / "run"
    run.mkdir()
    write(
        {"report": "Started", "images_seen": 0, "images": 100},
        {"report": "StepDone", "images_seen": 8, "losses": {"l1": 0.9}},
    )
    dialog.run_folder.setText(str(run))
    dialog._follow_timer.setInterval(10)
    dialog._look_at_run()
    assert not dialog.start_button.isEnabled()
    assert "another program" in dialog.run_found.text()
    write({"report": "StepDone", "images_seen": 16, "losses": {"l1": 0.8}})
    qtbot.waitUntil(lambda: dialog.seen.value == "16", timeout=LONG)
    (curve,) = dialog.losses.plot.curves
    assert curve.y == [0.9, 0.8]
    write({"report": "Finished", "images_seen": 16, "why": "All images are seen."})
    qtbot.waitUntil(dialog.start_button.isEnabled, timeout=LONG)
    assert not dialog._follow_timer.isActive()
