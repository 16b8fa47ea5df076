"""Brush and eraser, driven through the window with real mouse, key and tablet events."""

from itertools import pairwise

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QInputDevice, QMouseEvent, QPointingDevice, QPointingDeviceUniqueId, QTabletEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QSpinBox, QToolButton

from inpaint_studio.ui.document import jobs

NONE = Qt.KeyboardModifier.NoModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
CONTROL = Qt.KeyboardModifier.ControlModifier


def test_the_brush_marks_under_the_pointer_and_only_there(window, mask, drag):
    window.settings.set(radius=10, hardness=1.0)
    drag(window, (100, 100), (200, 100))
    assert (mask[95:105, 100:200] == 255).all()
    assert not mask[:88].any()
    assert not mask[112:].any()
    assert not mask[:, :88].any()


def test_the_right_button_erases_and_the_eraser_does_too(window, mask, drag):
    window.settings.set(radius=10, hardness=1.0)
    drag(window, (100, 100), (200, 100))
    drag(window, (150, 100), (150, 100), button=Qt.MouseButton.RightButton)
    assert mask[100, 150] == 0
    assert mask[100, 120] == 255
    QTest.keyClick(window, Qt.Key.Key_E)
    drag(window, (120, 100), (120, 100))
    assert mask[100, 120] == 0
    assert window.session.document.history.undo_name == "Erase"


def test_shift_draws_a_straight_line_from_where_the_last_stroke_ended(window, mask, click):
    window.settings.set(radius=5, hardness=1.0)
    click(window, 50, 50)
    click(window, 250, 150, SHIFT)
    for share in np.linspace(0, 1, 40):
        assert mask[int(50 + 100 * share), int(50 + 200 * share)] == 255
    assert mask[150, 60] == 0


def test_esc_in_a_stroke_puts_back_what_was_there(window, mask):
    canvas = window.canvas
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, NONE, canvas.to_widget(100, 100).toPoint())
    assert mask.any()
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    assert not mask.any()
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, NONE, canvas.to_widget(100, 100).toPoint())
    assert window.session.document.history.steps == ()


def test_brackets_change_size_and_hardness(window):
    before = window.settings.now
    QTest.keyClick(window, Qt.Key.Key_BracketRight)
    assert window.settings.now.radius > before.radius
    QTest.keyClick(window, Qt.Key.Key_BracketLeft)
    assert window.settings.now.radius == before.radius
    QTest.keyClick(window, Qt.Key.Key_BracketLeft, SHIFT)
    assert window.settings.now.hardness < before.hardness
    QTest.keyClick(window, Qt.Key.Key_D)
    assert window.settings.now.hardness == before.hardness


def _tablet(window, kind, x, y, pressure, pointer=QPointingDevice.PointerType.Pen):
    device = QPointingDevice(
        "pen",
        1,
        QInputDevice.DeviceType.Stylus,
        pointer,
        QInputDevice.Capability.Position | QInputDevice.Capability.Pressure,
        1,
        1,
        "",
        QPointingDeviceUniqueId(),
    )
    at = window.canvas.to_widget(x, y)
    buttons = Qt.MouseButton.NoButton if kind == QEvent.Type.TabletRelease else Qt.MouseButton.LeftButton
    event = QTabletEvent(
        kind,
        device,
        at,
        QPointF(window.canvas.mapToGlobal(at)),
        pressure,
        0.0,
        0.0,
        0.0,
        0.0,
        0.0,
        NONE,
        Qt.MouseButton.LeftButton,
        buttons,
    )
    QApplication.sendEvent(window.canvas, event)
    return device


def test_a_pen_presses_harder_for_a_larger_dab_and_its_other_end_erases(window, mask):
    window.settings.set(radius=40, hardness=1.0, pressure_to_size=True)
    for pressure, x in ((0.25, 80), (1.0, 200)):
        _tablet(window, QEvent.Type.TabletPress, x, 120, pressure)
        _tablet(window, QEvent.Type.TabletMove, x + 1, 120, pressure)
        _tablet(window, QEvent.Type.TabletRelease, x + 1, 120, 0.0)
    light, hard = np.count_nonzero(mask[:, :130]), np.count_nonzero(mask[:, 130:])
    assert 10 < hard / light < 22  # a quarter of the radius is a sixteenth of the area
    eraser = QPointingDevice.PointerType.Eraser
    _tablet(window, QEvent.Type.TabletPress, 200, 120, 1.0, eraser)
    _tablet(window, QEvent.Type.TabletRelease, 200, 120, 0.0, eraser)
    assert mask[120, 200] == 0


def _button(window, start_of_name):
    return next(
        one for one in window.options.findChildren(QToolButton) if one.accessibleName().startswith(start_of_name)
    )


def test_a_pen_presses_harder_for_a_denser_mark_once_it_is_asked_to(window, mask):
    window.settings.set(radius=20, hardness=1.0)
    QTest.mouseClick(_button(window, "Pen pressure changes the size"), Qt.MouseButton.LeftButton)
    for pressure, x in ((0.25, 60), (0.5, 140)):
        _tablet(window, QEvent.Type.TabletPress, x, 60, pressure)
        _tablet(window, QEvent.Type.TabletRelease, x, 60, 0.0)
    assert mask[60, 60] == mask[60, 140] == 255  # neither size nor opacity follow
    assert np.count_nonzero(mask[:, :100]) == np.count_nonzero(mask[:, 100:180]) > 1000
    QTest.mouseClick(_button(window, "Pen pressure changes the opacity"), Qt.MouseButton.LeftButton)
    for pressure, x in ((0.25, 60), (0.5, 140), (1.0, 220)):
        _tablet(window, QEvent.Type.TabletPress, x, 160, pressure)
        _tablet(window, QEvent.Type.TabletMove, x + 1, 160, pressure)
        _tablet(window, QEvent.Type.TabletRelease, x + 1, 160, 0.0)
    assert mask[160, 60] == pytest.approx(0.25 * 255, abs=2)
    assert mask[160, 140] == pytest.approx(0.5 * 255, abs=2)
    assert mask[160, 220] == 255
    widths = [np.count_nonzero(mask[160, x - 40 : x + 40]) for x in (60, 140, 220)]
    assert widths[0] == widths[1] == widths[2] > 35


def test_a_line_of_a_pen_grows_with_its_pressure(window, mask):
    window.settings.set(radius=20, hardness=1.0)
    _tablet(window, QEvent.Type.TabletPress, 40, 120, 0.1)
    for number in range(1, 11):
        _tablet(window, QEvent.Type.TabletMove, 40 + 20 * number, 120, 0.1 + 0.09 * number)
    _tablet(window, QEvent.Type.TabletRelease, 240, 120, 0.0)
    widths = [np.count_nonzero(mask[:, x]) for x in range(45, 235)]
    assert widths[0] < 8
    assert widths[-1] > 34
    assert all(after >= before - 1 for before, after in pairwise(widths))  # without steps back


def test_spacing_leaves_gaps_between_dabs(window, mask, drag):
    window.settings.set(radius=10, hardness=1.0)
    spacing = next(one for one in window.options.findChildren(QSpinBox) if one.accessibleName() == "Spacing")
    spacing.setFocus()
    spacing.selectAll()
    QTest.keyClicks(spacing, "200")
    QTest.keyClick(spacing, Qt.Key.Key_Return)
    assert window.settings.now.spacing == 2.0
    drag(window, (60, 60), (110, 60), (155, 60), (200, 60))  # 40 pixels from dab to dab, however the pointer moves
    row = mask[60] > 0
    begins = np.flatnonzero(row[1:] & ~row[:-1]) + 1
    assert len(begins) == 4
    assert np.abs(np.diff(begins) - 40).max() <= 1
    window.settings.set(spacing=0.0)
    drag(window, (60, 160), (200, 160))
    assert (mask[160, 60:200] == 255).all()


def test_the_mask_is_painted_by_keys_alone(window, mask):
    canvas = window.canvas
    canvas.setFocus()
    window.settings.set(radius=6, hardness=1.0)
    QTest.keyClick(canvas, Qt.Key.Key_Left)
    x, y = canvas.pointer.pen.point
    QTest.keyClick(canvas, Qt.Key.Key_Insert)
    for _ in range(5):
        QTest.keyClick(canvas, Qt.Key.Key_Right, SHIFT)
    QTest.keyClick(canvas, Qt.Key.Key_Insert)
    assert window.session.document.history.undo_name == "Brush"
    assert mask[int(y), int(x)] == 255
    assert mask[int(y), int(x) + 45] == 255
    assert mask[int(y), int(x) - 20] == 0
    assert not canvas.pointer.is_pressed
    QTest.keyClick(canvas, Qt.Key.Key_Right, CONTROL)
    assert canvas.pointer.pen.point[0] == pytest.approx(x + 51)


def _picture(tmp_path, width, height):
    path = tmp_path / f"{width}.png"
    Image.fromarray(np.full((height, width, 3), 90, np.uint8)).save(path)
    return path


def _looks(window) -> float:
    """Diameter of the brush in widget pixels, the picture shown whole."""
    return 2 * window.settings.now.radius * window.toolbox._fit_scale()


def test_the_brush_is_about_24_screen_pixels_wide_on_any_picture_at_first(open_window, tmp_path):
    for width, height in ((320, 240), (3000, 2000), (1200, 1600)):
        window = open_window(_picture(tmp_path, width, height))
        QApplication.processEvents()
        assert _looks(window) == pytest.approx(24, abs=window.toolbox._fit_scale())


def test_a_size_that_was_chosen_is_kept_as_large_as_it_looks(open_window, tmp_path, preferences):
    window = open_window(_picture(tmp_path, 3000, 2000))
    for _ in range(4):
        QTest.keyClick(window, Qt.Key.Key_BracketRight)
    chosen = _looks(window)
    assert chosen > 26
    window.remember_layout()
    for width in (600, 1500):
        other = open_window(_picture(tmp_path, width, width))
        QApplication.processEvents()
        assert _looks(other) == pytest.approx(chosen, abs=other.toolbox._fit_scale())
    QTest.keyClick(other, Qt.Key.Key_D)
    assert _looks(other) == pytest.approx(24, abs=other.toolbox._fit_scale())


def test_the_brush_follows_the_window_until_it_is_used(open_window, tmp_path, drag):
    window = open_window(_picture(tmp_path, 3000, 2000))
    window.resize(700, 600)
    QApplication.processEvents()
    assert _looks(window) == pytest.approx(24, abs=1)
    drag(window, (500, 500), (600, 600))
    radius = window.settings.now.radius
    window.resize(1100, 760)
    QApplication.processEvents()
    window.canvas.zoom_to(1.0)
    assert window.settings.now.radius == radius


def test_while_shift_is_held_the_straight_line_is_seen_before_it_is_drawn(window, mask, click):
    window.settings.set(radius=5, hardness=1.0)
    canvas, brush = window.canvas, window.toolbox.tools["brush"]
    click(window, 50, 50)
    QTest.mouseMove(canvas, canvas.to_widget(150, 90).toPoint())
    move = QMouseEvent(
        QEvent.Type.MouseMove,
        canvas.to_widget(250, 150),
        canvas.mapToGlobal(canvas.to_widget(250, 150)),
        Qt.MouseButton.NoButton,
        Qt.MouseButton.NoButton,
        NONE,
    )
    QApplication.sendEvent(canvas, move)
    between, without = canvas.to_widget(150, 100).toPoint(), canvas.grab().toImage()
    canvas.setFocus()
    QTest.keyPress(canvas, Qt.Key.Key_Shift)
    assert canvas.grab().toImage().pixel(between) != without.pixel(between)
    assert mask[100, 150] == 0
    QTest.keyRelease(canvas, Qt.Key.Key_Shift)
    assert canvas.grab().toImage().pixel(between) == without.pixel(between)
    QTest.keyPress(canvas, Qt.Key.Key_Shift)
    QApplication.sendEvent(canvas, QEvent(QEvent.Type.Leave))
    assert brush._aim is None
    click(window, 250, 150, SHIFT)
    assert mask[100, 150] == 255
    assert brush._aim is None


def test_strokes_held_back_while_an_undo_is_worked_out_are_not_lost_with_the_tool(
    window, mask, drag, settle, monkeypatch
):
    window.settings.set(radius=5, hardness=1.0)
    drag(window, (30, 30), (60, 30))
    monkeypatch.setattr(jobs, "is_small", lambda *_: False)  # as on 100 megapixels
    QTest.keyClick(window, Qt.Key.Key_Z, CONTROL)
    assert window.session.changes.is_walking
    drag(window, (60, 100), (100, 100))
    drag(window, (60, 140), (100, 140))
    QTest.keyClick(window, Qt.Key.Key_M)
    settle(window)
    mask = window.session.document.mask
    assert mask[100, 60:100].all()
    assert mask[140, 60:100].all()
    assert not mask[30].any()
    assert [step.name for step in window.session.document.history.steps] == ["Brush", "Brush"]
