"""Operations on the mask are looked at before they are taken; Enter takes them, Esc leaves no trace."""

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QSlider, QSpinBox

from inpaint_studio.editing import mask as masks
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.operations import OPERATIONS, Part
from inpaint_studio.ui.document import mask_offers
from inpaint_studio.ui.kit.range_slider import RangeSlider

NONE, CONTROL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def window(open_window, picture_file, drag):
    """A window with a stroke marked."""
    made = open_window(picture_file)
    made.settings.set(radius=12, hardness=1.0)
    drag(made, (100, 100), (200, 130))
    return made


@pytest.fixture
def ask(settle):
    """Triggers an action and waits until its result is shown."""

    def ask(window, name):
        window.actions_by_name[name].trigger()
        settle(window)
        return window.canvas._proposal

    return ask


@pytest.fixture
def scratched(tmp_path):
    """A picture with light scratches and a dark one, a frame of 1600 x 1000."""
    rng = np.random.default_rng(2)
    rows, columns = np.mgrid[0:1000, 0:1600]
    light = 90 + columns / 40 + rows / 50 + rng.normal(0, 2, rows.shape)
    light[:, 400:403] += 90
    light[300:303, 700:1500] += 22
    light[:, 1200:1203] -= 60
    path = tmp_path / "scratched.png"
    Image.fromarray(np.clip(light, 0, 255).astype(np.uint8)).convert("RGB").save(path)
    return path


def _state(window):
    document = window.session.document
    return document.mask.copy(), document.revision, document.history.serial, document.is_modified


def _is_same(one, other):
    return np.array_equal(one[0], other[0]) and one[1:] == other[1:]


@pytest.mark.parametrize("key", OPERATIONS)
def test_every_operation_is_shown_and_esc_leaves_no_trace(window, ask, settle, key):
    before, picture = _state(window), window.canvas.grab().toImage()
    proposal = ask(window, f"{key}_mask")
    assert proposal.rect == Rect(0, 0, 320, 240)
    assert proposal.level == 0
    assert _is_same(_state(window), before)
    assert not window.option_bar.isHidden()
    assert window.canvas.grab().toImage() != picture  # with an outline, whatever else
    QTest.keyClick(QApplication.focusWidget() or window.option_bar, Qt.Key.Key_Escape)
    settle(window)
    assert window.option_bar.isHidden()
    assert window.canvas._proposal is None
    assert _is_same(_state(window), before)
    assert window.canvas.grab().toImage() == picture
    assert window.messages.text == ""


@pytest.mark.parametrize("key", OPERATIONS)
def test_enter_takes_what_is_shown_as_one_step_of_that_name(window, ask, settle, key):
    document, operation = window.session.document, OPERATIONS[key]
    painted = document.mask.copy()
    shown = ask(window, f"{key}_mask").mask.copy()
    options = window.option_bar.controls.options
    QTest.keyClick(window.option_bar, Qt.Key.Key_Return)
    settle(window)
    expected = operation.work(Part(painted, lambda: document.picture.pixels), options)
    np.testing.assert_array_equal(document.mask, expected)
    np.testing.assert_array_equal(shown, expected)
    assert document.history.undo_name == operation.step
    assert window.canvas._proposal is None
    assert not document.fills
    QTest.keyClick(window, Qt.Key.Key_Z, CONTROL)
    settle(window)
    np.testing.assert_array_equal(document.mask, painted)


def test_a_bar_is_worked_by_keys_alone(window, ask, settle):
    first = ask(window, "snap_mask")
    bar, controls = window.option_bar, window.option_bar.controls
    within, contrast = bar.findChildren(QSpinBox)
    sliders = bar.findChildren(QSlider)
    assert window.focusWidget() is within
    QTest.keyClicks(within, "20")
    assert controls.options.reach == 20
    order = []
    for _ in range(4):
        QTest.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
        order.append(window.focusWidget())
    assert order == [sliders[1], contrast, bar._cancel, bar._apply]
    QTest.keyClick(sliders[0], Qt.Key.Key_Right)
    assert controls.options.reach == 21
    QTest.keyClick(sliders[1], Qt.Key.Key_PageUp)
    assert controls.options.contrast == pytest.approx(0.22)
    assert contrast.value() == 22
    settle(window)
    assert window.canvas._proposal is not first
    QTest.keyClick(sliders[0], Qt.Key.Key_Return)  # not a field: Enter is the window's
    settle(window)
    assert window.option_bar.isHidden()


def test_a_slider_that_moves_is_followed_to_its_last_place(window, ask, settle):
    ask(window, "grow_mask")
    (slider,) = window.option_bar.findChildren(QSlider)
    for place in range(200, 520, 40):
        slider.setValue(place)
        QApplication.processEvents()
    settle(window)
    pixels = window.option_bar.controls.options.pixels
    assert pixels > 30
    expected = masks.grow(window.session.document.mask, pixels)
    np.testing.assert_array_equal(window.canvas._proposal.mask, expected)


def test_the_brightness_bar_begins_where_the_picture_says_and_its_handles_drag(open_window, tmp_path, ask, settle):
    pixels = np.full((200, 300, 3), 90, np.uint8)
    pixels[:, ::3] = 110
    pixels[40:44, 20:280] = 240
    Image.fromarray(pixels).save(tmp_path / "stamped.png")
    window = open_window(tmp_path / "stamped.png")
    proposal = ask(window, "brightness_mask")
    assert (proposal.mask == (pixels[:, :, 0] == 240) * np.uint8(255)).all()
    assert "1.73 %" in window.option_bar._note.text()
    slider = window.option_bar.findChild(RangeSlider)
    low, high = slider.ends
    assert 110 < low <= 240
    assert high == 255
    assert slider._counts[90] == 1.0
    at = QPoint(round(slider._x(low)), 20)
    QTest.mousePress(slider, LEFT, NONE, at)
    QTest.mouseMove(slider, QPoint(round(slider._x(100)), 20))
    QTest.mouseRelease(slider, LEFT, NONE, QPoint(round(slider._x(100)), 20))
    settle(window)
    assert slider.ends == (100, 255)
    assert window.option_bar.findChildren(QSpinBox)[0].value() == 100
    assert (window.canvas._proposal.mask > 0).mean() > 0.3
    between = QPoint(round(slider._x(180)), 8)
    QTest.mousePress(slider, LEFT, NONE, between)
    QTest.mouseMove(slider, between - QPoint(60, 0))
    QTest.mouseRelease(slider, LEFT, NONE, between - QPoint(60, 0))
    assert slider.ends == (40, 195)
    spins = window.option_bar.findChildren(QSpinBox)
    spins[0].setFocus()
    QTest.keyClick(spins[0], Qt.Key.Key_Tab)
    QTest.keyClick(slider, Qt.Key.Key_Left)
    assert slider.ends == (39, 195)
    QTest.keyClick(slider, Qt.Key.Key_Tab)  # to the other handle
    assert window.focusWidget() is slider
    QTest.keyClick(slider, Qt.Key.Key_PageDown)
    assert slider.ends == (39, 185)
    QTest.keyClick(slider, Qt.Key.Key_Tab)
    assert window.focusWidget() is spins[1]
    settle(window)


def test_a_survey_that_fails_leaves_no_bar_and_the_next_one_works(window, settle, ask, monkeypatch):
    def fail(operation, scene):
        raise RuntimeError("The pixels could not be read.")

    with monkeypatch.context() as broken:
        broken.setattr(mask_offers, "survey", fail)
        ask(window, "brightness_mask")
    assert window.option_bar.isHidden()
    assert "The pixels could not be read." in window.messages.text
    assert not window.session.mask_preview.is_busy
    assert ask(window, "brightness_mask") is not None
    assert not window.option_bar.isHidden()


def test_marking_a_brightness_that_no_pixel_has_says_so(open_window, tmp_path, ask, settle):
    Image.fromarray(np.full((60, 80, 3), 90, np.uint8)).save(tmp_path / "flat.png")
    window = open_window(tmp_path / "flat.png")
    ask(window, "brightness_mask")
    low, high = window.option_bar.findChildren(QSpinBox)
    high.setValue(200)
    low.setValue(150)
    settle(window)
    assert window.option_bar._note.text().startswith("About 0 %")
    QTest.keyClick(low, Qt.Key.Key_Return)
    settle(window)
    assert "has a brightness in this range" in window.messages.text
    assert window.session.document.history.steps == ()


@pytest.mark.parametrize("name", [f"{key}_mask" for key, operation in OPERATIONS.items() if operation.needs_mask])
def test_an_operation_on_an_empty_mask_says_so(open_window, picture_file, name):
    window = open_window(picture_file)
    window.actions_by_name[name].trigger()
    assert window.option_bar.isHidden()
    assert window.messages.text.startswith("Nothing is marked yet.")


def test_the_last_values_come_back_in_another_window_too(window, open_window, picture_file, drag, operate, ask):
    operate(window, "grow", pixels=17)
    ask(window, "grow_mask")
    assert window.option_bar.findChild(QSpinBox).value() == 17
    QTest.keyClick(window.option_bar, Qt.Key.Key_Escape)
    other = open_window(picture_file)
    drag(other, (60, 60), (90, 60))
    ask(other, "grow_mask")
    assert other.option_bar.controls.options.pixels == 17
    other.preferences.set_text("operations/shrink", '{"pixels": "a lot"}')
    ask(other, "shrink_mask")
    assert other.option_bar.controls.options.pixels == 3


def test_painting_and_undo_go_on_under_a_preview(window, ask, settle, drag):
    ask(window, "grow_mask")
    canvas = window.canvas
    seen = []
    window.session.mask_preview.proposed.connect(seen.append)
    drag(window, (250, 200), (280, 200))
    assert seen[0] is None  # what is painted is to be seen
    settle(window)
    document = window.session.document
    np.testing.assert_array_equal(canvas._proposal.mask, masks.grow(document.mask, 3))
    assert canvas._proposal.mask[200, 265] == 255
    QTest.keyClick(window, Qt.Key.Key_Z, CONTROL)
    settle(window)
    assert canvas._proposal.mask[200, 265] == 0
    np.testing.assert_array_equal(canvas._proposal.mask, masks.grow(document.mask, 3))


def test_what_is_in_view_comes_first_and_as_coarse_as_it_is_seen(open_window, scratched, drag, ask, settle):
    window = open_window(scratched)
    window.settings.set(radius=30, hardness=1.0)
    drag(window, (300, 300), (1300, 700))
    window.canvas.zoom_to(0.25)
    seen = []
    window.session.mask_preview.proposed.connect(seen.append)
    ask(window, "grow_mask")
    assert [(one.level, one.rect) for one in seen] == [(2, Rect(0, 0, 1600, 1000)), (0, Rect(0, 0, 1600, 1000))]
    assert seen[0].mask.shape == (250, 400)
    window.canvas.zoom_to(2.0)
    window.canvas.centre_on(1300, 700)
    settle(window)
    assert seen[-1].level == 0
    assert seen[-1].rect.area < 1600 * 1000 / 2
    assert seen[-1].rect.contains(window.canvas.visible_part())
    QTest.keyClick(window.option_bar, Qt.Key.Key_Return)
    painted = window.session.document.mask.copy()
    settle(window)
    np.testing.assert_array_equal(window.session.document.mask, masks.grow(painted, 3))  # everywhere


def test_a_preview_that_moves_on_the_canvas_is_seen_where_it_belongs(window, ask, settle):
    """At twice its size, the marked pixels are those of the proposal."""
    ask(window, "grow_mask")
    window.canvas.zoom_to(2.0)
    settle(window)
    seen = window.canvas.grab().toImage()
    grown = window.canvas._proposal.mask
    row = 115
    columns = np.flatnonzero(grown[row - window.canvas._proposal.rect.y])
    inside = window.canvas.to_widget(int(columns.mean()) + window.canvas._proposal.rect.x + 0.5, row + 0.5)
    outside = window.canvas.to_widget(20.5, 60.5)
    pixels = window.session.document.picture.pixels

    def is_plain(at, x, y):
        colour = seen.pixelColor((QPointF(at) * window.devicePixelRatioF()).toPoint())
        return np.abs(np.array([colour.red(), colour.green(), colour.blue()]) - pixels[y, x].astype(int)).max() < 12

    assert not is_plain(inside, int(columns.mean()) + window.canvas._proposal.rect.x, row)
    assert is_plain(outside, 20, 60)
