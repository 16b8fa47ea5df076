"""The Enlarge dialog: the loupe shows what is chosen, the latest only, and what stands in the way is said."""

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QEvent, QLocale, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from inpaint_studio.editing.document import Document
from inpaint_studio.editing.geometry import Size
from inpaint_studio.files.reading import read_picture
from inpaint_studio.model.checkpoints.description import CheckpointError
from inpaint_studio.sentence import say
from inpaint_studio.ui.document.enlarge_jobs import ListedEnlarger
from inpaint_studio.ui.kit.worker import Workers
from inpaint_studio.ui.panels.enlarge_dialog import EnlargeDialog

from ..enlargers import GREYS, QuickEnlarger


@pytest.fixture
def enlarger(monkeypatch) -> QuickEnlarger:
    return QuickEnlarger(monkeypatch)


@pytest.fixture
def workers(qapp):
    made = Workers()
    yield made
    made.stop_all()


@pytest.fixture
def opened(enlarger, workers, preferences, qtbot, picture_file):
    """A dialog about a file, once its loupe shows all three."""

    def open_it(path=picture_file, waits=True):
        dialog = EnlargeDialog(Document(read_picture(path)).state, workers, preferences)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        qtbot.addWidget(dialog)
        dialog.show()
        if waits:
            qtbot.waitUntil(lambda: all(not pane.image.isNull() for pane in dialog.loupe.panes), timeout=20_000)
            qtbot.waitUntil(lambda: not len(workers), timeout=20_000)
        return dialog

    return open_it


def _greys(dialog) -> list[int]:
    return [pane.image.pixelColor(2, 2).red() for pane in dialog.loupe.panes]


def test_the_panes_show_bicubic_faithful_and_textured(opened):
    dialog = opened()
    assert _greys(dialog) == [GREYS["bicubic"], GREYS["faithful"], 0]
    assert [title.text() for title in dialog.loupe.titles] == ["Bicubic", "Faithful", "Texture 0 %"]


def test_dragging_the_texture_shows_how_much_that_is(opened, qtbot, workers):
    dialog = opened()
    slider = dialog.texture
    QTest.mousePress(slider, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, slider.place_of(20))
    for value in (30, 50, 80):
        at = QPointF(slider.place_of(value))
        move = QMouseEvent(
            QEvent.Type.MouseMove,
            at,
            slider.mapToGlobal(at),
            Qt.MouseButton.NoButton,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
        QApplication.sendEvent(slider, move)
    QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, slider.place_of(80))
    shown = dialog.texture_field.value()
    assert abs(shown - 80) <= 1
    assert dialog.request.texture == shown / 100
    assert dialog.loupe.titles[2].text() == f"Texture {shown} %"
    qtbot.waitUntil(lambda: not len(workers), timeout=20_000)
    assert _greys(dialog)[2] == round(GREYS["textured"] * shown / 100)


def test_noise_reduction_is_dosed_by_keys_looked_at_and_remembered(opened, enlarger, qtbot, workers, preferences):
    dialog = opened()
    assert dialog.request.denoise == 0
    dialog.denoise.setFocus()
    for _ in range(2):
        QTest.keyClick(dialog.denoise, Qt.Key.Key_PageUp)
    shown = dialog.denoise_field.value()
    assert shown > 0
    qtbot.waitUntil(lambda: not len(workers), timeout=20_000)
    assert enlarger.looks[-1].request.denoise == shown / 100
    assert dialog.request.texture == 0
    with qtbot.waitSignal(dialog.requested) as requested:
        QTest.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    assert requested.args[1].denoise == shown / 100
    assert opened().denoise_field.value() == shown


def test_moving_by_pointer_and_keys_asks_for_that_part_and_no_more(opened, enlarger, qtbot, workers):
    dialog = opened()
    dialog.loupe.map.setFocus()
    QTest.keyClick(dialog.loupe.map, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: not len(workers), timeout=20_000)
    part = dialog.loupe.part
    assert enlarger.looks[-1].part == part
    assert dialog.loupe.panes[1].place.toRect().getRect() == tuple(part)
    assert part.area <= 640 * 480 / 2  # a part of it
    at = dialog.loupe.map.place_of(100, 100).toPoint()
    QTest.mouseClick(dialog.loupe.map, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
    qtbot.waitUntil(lambda: not len(workers), timeout=20_000)
    assert enlarger.looks[-1].part == dialog.loupe.part != part


def test_while_one_is_made_only_the_latest_of_those_asked_for_is_made_next(opened, enlarger, qtbot, workers):
    dialog = opened()
    enlarger.may_look.clear()
    before = len(enlarger.looks)
    for _ in range(8):
        QTest.keyClick(dialog.loupe.map, Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
    enlarger.may_look.set()
    qtbot.waitUntil(lambda: not len(workers), timeout=20_000)
    assert len(enlarger.looks) - before == 2  # the first, which was being made, and the last
    assert enlarger.looks[-1].part == dialog.loupe.part


def test_another_size_is_told_and_looked_at(opened, enlarger, qtbot, workers):
    dialog = opened()
    assert dialog.new_size.text() == "640 × 480 pixels, 0.3 megapixels"
    assert dialog.expectation.text() == "About 3 s, and 1 MB of memory while it is made."
    QTest.mouseClick(dialog.size_fields.factors[4], Qt.MouseButton.LeftButton)
    assert dialog.new_size.text() == f"{QLocale().toString(1280)} × 960 pixels, 1.2 megapixels"
    qtbot.waitUntil(lambda: not len(workers), timeout=20_000)
    assert enlarger.looks[-1].request.target == Size(1280, 960)
    assert not any(pane.image.isNull() for pane in dialog.loupe.panes)


def test_a_checkpoint_of_the_other_task_is_refused_in_its_sentence(opened, enlarger, qtbot, workers, tmp_path):
    dialog = opened()
    enlarger.look_error = CheckpointError(say("{name} fills holes: it cannot enlarge pictures.", name="a.safetensors"))
    (tmp_path / "a.safetensors").write_bytes(b"")
    dialog.use_checkpoint(tmp_path / "a.safetensors")
    qtbot.waitUntil(lambda: not len(workers), timeout=20_000)
    assert dialog.expectation.text() == "a.safetensors fills holes: it cannot enlarge pictures."
    assert not dialog.accept_button.isEnabled()
    assert dialog.loupe.panes[1].image.isNull()
    enlarger.look_error = None
    dialog.use_checkpoint(None)
    qtbot.waitUntil(lambda: not len(workers), timeout=20_000)
    assert dialog.accept_button.isEnabled()
    assert _greys(dialog)[1] == GREYS["faithful"]


def test_checkpoints_that_enlarge_are_offered_with_their_factors(opened, enlarger, qtbot, workers, tmp_path):
    enlarger.listed = (ListedEnlarger(tmp_path / "mine.safetensors", 3),)
    dialog = opened()
    texts = [dialog.checkpoint.itemText(at) for at in range(dialog.checkpoint.count())]
    assert texts == ["Shipped", "mine.safetensors (3×)", "", "Another file…"]
    dialog.checkpoint.setCurrentIndex(1)
    dialog.checkpoint.activated.emit(1)
    assert dialog.request.checkpoint == tmp_path / "mine.safetensors"
    qtbot.waitUntil(lambda: not len(workers), timeout=20_000)
    assert enlarger.looks[-1].request.checkpoint == tmp_path / "mine.safetensors"
    assert dialog.request.target == Size(960, 720)  # as it is a net of that factor


@pytest.mark.parametrize("kind", ["one pixel", "palette", "16 bits", "alpha", "grey"])
def test_every_kind_of_picture_can_be_looked_at(opened, tmp_path, kind, qtbot):
    rng = np.random.default_rng(3)
    path = tmp_path / "a.png"
    match kind:
        case "one pixel":
            Image.new("RGB", (1, 1), (9, 9, 9)).save(path)
        case "palette":
            Image.fromarray(rng.integers(0, 255, (30, 40, 3), np.uint8)).quantize(16).save(path)
        case "16 bits":
            path = tmp_path / "a.tif"
            Image.fromarray(rng.integers(0, 65535, (30, 40), np.uint16)).save(path)
        case "alpha":
            Image.fromarray(rng.integers(0, 255, (30, 40, 4), np.uint8)).save(path)
        case "grey":
            Image.fromarray(rng.integers(0, 255, (30, 40), np.uint8)).save(path)
    dialog = opened(path)
    assert dialog.grab().width() > 100
    assert dialog.accept_button.isEnabled()


def test_closing_it_gives_up_what_is_being_made(opened, enlarger, qtbot, workers):
    dialog = opened()
    enlarger.may_look.clear()
    QTest.keyClick(dialog.loupe.map, Qt.Key.Key_Home)
    QTest.keyClick(dialog.loupe.map, Qt.Key.Key_Left)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    enlarger.may_look.set()
    qtbot.waitUntil(lambda: not len(workers), timeout=20_000)


def test_where_there_is_no_net_for_texture_the_slider_says_so_and_comes_back(opened, enlarger, qtbot, workers):
    enlarger.without_texture = {3}
    dialog = opened()
    dialog.texture_field.setValue(40)
    QTest.mouseClick(dialog.size_fields.factors[3], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not dialog.texture.isEnabled(), timeout=20_000)
    assert dialog.loupe.titles[2].text() == "No texture at 3×"
    assert dialog.request.texture == 0
    assert dialog.accept_button.isEnabled()
    QTest.mouseClick(dialog.size_fields.factors[2], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(dialog.texture.isEnabled, timeout=20_000)
    assert dialog.request.texture == 0.4
    assert dialog.loupe.titles[2].text() == "Texture 40 %"
    qtbot.waitUntil(lambda: not len(workers), timeout=20_000)
