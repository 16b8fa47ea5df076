"""The frame that straightens and crops copies: lines, corners, sides, angles."""

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDoubleSpinBox, QToolButton

from inpaint_studio.editing.adjustments import SMALLEST, Frame
from inpaint_studio.editing.geometry import Size
from inpaint_studio.ui.kit.pixels import array_of
from inpaint_studio.ui.tools.frame import _angle_of, _dragged, _turned


def _tone_shown(window):
    """What the canvas shows at a place of the picture, once all of it is painted."""

    def at(x, y):
        point = window.canvas.to_widget(x + 0.5, y + 0.5).toPoint()
        return array_of(window.canvas.grab().toImage())[point.y(), point.x(), :3].astype(int)

    return at


def test_a_line_along_the_horizon_turns_the_frame(window, drag, settle):
    QTest.keyClick(window.canvas, Qt.Key.Key_C)
    assert window.toolbox.current == "frame"
    window.canvas.fit()
    drag(window, (60, 100), (160, 105), (260, 110))  # falls to the right, so it is turned counter-clockwise
    settle(window)
    (frame,) = window.session.document.adjustments
    assert frame.angle == pytest.approx(-2.86, abs=0.4)
    for x, y in frame.corners:
        assert -1e-6 <= x <= 320 + 1e-6
        assert -1e-6 <= y <= 240 + 1e-6
    angle = window.options.findChild(QDoubleSpinBox)
    assert angle.value() == pytest.approx(frame.angle, abs=0.06)
    angle.setFocus()
    angle.selectAll()
    QTest.keyClicks(angle, "1.5")
    QTest.keyClick(angle, Qt.Key.Key_Return)
    settle(window)
    assert window.session.document.adjustments[0].angle == pytest.approx(1.5)
    assert window.session.document.history.undo_name == "Straighten and crop"
    window.actions_by_name["undo"].trigger()
    settle(window)
    assert window.session.document.adjustments == (frame,)
    assert angle.value() == pytest.approx(frame.angle, abs=0.06)


def test_the_frame_is_dragged_by_corners_sides_and_inside(window, drag, settle, qtbot):
    window.set_tool("frame")
    window.canvas.fit()
    crop = next(button for button in window.options.findChildren(QToolButton) if button.property("value") == "frame")
    QTest.mouseClick(crop, Qt.MouseButton.LeftButton)
    drag(window, (40, 30), (150, 100), (240, 180))
    settle(window)
    document = window.session.document
    frame = document.adjustments[0]
    assert frame.rect == pytest.approx((40, 30, 200, 150), abs=2)
    drag(window, (40, 30), (60, 50), (80, 60))
    settle(window)
    assert document.adjustments[0].rect == pytest.approx((80, 60, 160, 120), abs=3)
    drag(window, (240, 120), (220, 120), (200, 125))
    settle(window)
    assert document.adjustments[0].rect == pytest.approx((80, 60, 120, 120), abs=4)
    drag(window, (140, 120), (100, 100), (10, 10))  # beyond the picture's corner: it stops there
    settle(window)
    assert document.adjustments[0].rect == pytest.approx((0, 0, 120, 120), abs=4)
    shown = _tone_shown(window)
    assert (shown(300, 230) < document.picture.pixels[230, 300] * 0.7).all()  # dimmed
    window.actions_by_name["remove_frame"].trigger()
    settle(window)
    assert document.adjustments == ()
    assert np.abs(shown(300, 230) - document.picture.pixels[230, 300]).max() <= 2


def test_a_drag_of_the_frame_is_given_up_with_esc(window):
    window.set_tool("frame")
    canvas = window.canvas
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=canvas.to_widget(60, 100).toPoint())
    QTest.mouseMove(canvas, canvas.to_widget(260, 110).toPoint())
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=canvas.to_widget(260, 110).toPoint())
    assert window.session.document.adjustments == ()


def test_a_line_that_is_hardly_one_and_a_frame_that_is_hardly_one_change_nothing(window, drag, settle):
    window.set_tool("frame")
    drag(window, (100, 100), (102, 100), (103, 101))
    settle(window)
    assert window.session.document.adjustments == ()
    window.settings.set(**{"frame.mode": "frame"})
    drag(window, (100, 100), (101, 101), (102, 101))
    settle(window)
    assert window.session.document.adjustments == ()


def test_the_right_button_draws_no_frame(window, drag, settle):
    window.set_tool("frame")
    drag(window, (60, 100), (160, 130), (260, 150), button=Qt.MouseButton.RightButton)
    settle(window)
    assert window.session.document.adjustments == ()


@pytest.mark.parametrize(
    ("line", "angle"),
    [
        (((0, 0), (100, 0)), 0.0),
        (((0, 0), (100, 10)), -5.71),
        (((100, 10), (0, 0)), -5.71),  # drawn from right to left
        (((0, 0), (10, 100)), 5.71),  # along a wall: upright
        (((10, 100), (0, 0)), 5.71),
        (((0, 0), (100, -40)), 21.8),
    ],
)
def test_a_line_is_laid_level_or_upright_whichever_is_nearer(line, angle):
    assert _angle_of(list(line)) == pytest.approx(angle, abs=0.01)


def test_a_whole_frame_that_is_turned_back_is_the_whole_picture_again():
    size = Size(320, 240)
    whole = Frame("frame", 160, 120, 320, 240)
    turned = _turned(whole, 10.0, size).within(size)
    assert turned.width < 320
    back = _turned(turned, 0.0, size).within(size)
    assert (back.width, back.height) == (320, 240)
    cropped = Frame("frame", 100, 100, 80, 60)
    assert _turned(cropped, 10.0, size).size == cropped.size, "one that was cropped stays as large"


@pytest.mark.parametrize("angle", [0.0, 20.0])
@pytest.mark.parametrize("hold", [(1, 1), (-1, -1), (1, 0), (0, -1), (-1, 1)])
def test_the_side_opposite_to_the_one_that_is_dragged_stays(angle, hold):
    frame = Frame("frame", 160, 120, 100, 80, angle)
    start = frame.to_picture(hold[0] * 50, hold[1] * 40)
    wide, high = frame.to_picture(hold[0] * 70, hold[1] * 60)
    after = _dragged(frame, hold, start, (wide, high), keeps_shape=False)
    assert after.width == pytest.approx(120 if hold[0] else 100)
    assert after.height == pytest.approx(100 if hold[1] else 80)
    opposite = frame.to_picture(-hold[0] * 50, -hold[1] * 40)
    assert after.to_picture(-hold[0] * after.width / 2, -hold[1] * after.height / 2) == pytest.approx(opposite)


def test_shift_keeps_the_proportions_of_a_corner_that_is_dragged():
    frame = Frame("frame", 160, 120, 100, 50)
    after = _dragged(frame, (1, 1), (210, 145), (260, 150), keeps_shape=True)
    assert after.width / after.height == pytest.approx(2)
    assert after.width == pytest.approx(150)


def test_a_side_that_is_dragged_past_the_other_leaves_a_frame():
    frame = Frame("frame", 160, 120, 100, 80)
    after = _dragged(frame, (1, 0), (210, 120), (20, 120), keeps_shape=False)
    assert after.width == SMALLEST
    assert after.height == 80


def test_a_new_frame_may_be_drawn_in_any_direction():
    begun = Frame("frame", 200, 150, 0, 0)
    for to in ((260, 190), (140, 110), (260, 110), (140, 190)):
        after = _dragged(begun, (1, 1), (200, 150), to, keeps_shape=False)
        assert after.size == (60, 40)
        assert after.rect.x == min(200, to[0])
        assert after.rect.y == min(150, to[1])


def test_the_angle_of_another_picture_is_that_of_its_own_frame(window, open_window, drag, settle, qtbot, tmp_path):
    window.set_tool("frame")
    drag(window, (60, 100), (160, 110), (260, 120))
    settle(window)
    angle = window.options.findChild(QDoubleSpinBox)
    assert angle.value() < -1
    Image.new("RGB", (200, 150), (9, 9, 9)).save(tmp_path / "other.png")
    with qtbot.waitSignal(window.session.document_changed, timeout=20_000):
        window.open(tmp_path / "other.png")
    settle(window)
    qtbot.waitUntil(lambda: angle.value() == 0, timeout=20_000)
    assert window.session.document.adjustments == (), "showing its angle turns nothing"
