"""Every tool, driven through the window with real mouse, key and tablet events."""

from itertools import pairwise

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QInputDevice, QPointingDevice, QPointingDeviceUniqueId, QTabletEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QSpinBox, QToolButton

NONE, SHIFT, ALT, CONTROL = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ControlModifier,
)


@pytest.fixture
def window(open_window, picture_file):
    made = open_window(picture_file)
    made.canvas.zoom_to(1.0)
    return made


@pytest.fixture
def mask(window):
    return window.session.document.mask


def _click(window, x, y, modifiers=NONE, button=Qt.MouseButton.LeftButton):
    QTest.mouseClick(window.canvas, button, modifiers, window.canvas.to_widget(x, y).toPoint())


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


def test_shift_draws_a_straight_line_from_where_the_last_stroke_ended(window, mask):
    window.settings.set(radius=5, hardness=1.0)
    _click(window, 50, 50)
    _click(window, 250, 150, SHIFT)
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


def test_rectangle_and_ellipse_mark_what_was_dragged(window, mask, drag, settle):
    window.set_tool("rectangle")
    drag(window, (50, 60), (150, 110))
    settle(window)
    expected = np.zeros_like(mask)
    expected[60:110, 50:150] = 255
    assert np.array_equal(mask, expected)
    QTest.keyClick(window, Qt.Key.Key_D, CONTROL)
    settle(window)
    window.set_tool("ellipse")
    drag(window, (50, 60), (150, 110))
    settle(window)
    rows, columns = np.mgrid[0:240, 0:320] + 0.5
    inside = ((columns - 100) / 50) ** 2 + ((rows - 85) / 25) ** 2
    assert (mask[inside < 0.93] == 255).all()
    assert not mask[inside > 1.07].any()


@pytest.mark.parametrize("tool", ["rectangle", "ellipse", "lasso"])
def test_a_shape_with_feather_has_a_soft_edge(window, mask, drag, settle, tool):
    window.set_tool(tool)
    window.settings.set(feather=6.0)
    corners = ((100, 80), (200, 80), (200, 160), (100, 160)) if tool == "lasso" else ((100, 80), (200, 160))
    drag(window, *corners)
    settle(window)
    assert window.messages.text == ""
    assert mask[120, 150] == 255
    across = mask[120].astype(int)
    assert 100 < across[100] < 155  # half-way on the edge itself
    assert (np.diff(across[80:150]) >= 0).all()
    assert 0 < across[92] < 60
    assert mask[120, 60] == 0


def test_shift_adds_alt_subtracts_and_both_intersect(window, mask, drag, settle):
    window.set_tool("rectangle")
    window.settings.set(combine="replace")
    drag(window, (20, 20), (120, 120))
    settle(window)
    drag(window, (100, 100), (200, 200), modifiers=SHIFT)
    settle(window)
    assert mask[50, 50] == 255
    assert mask[150, 150] == 255
    drag(window, (20, 20), (60, 60), modifiers=ALT)
    settle(window)
    assert mask[50, 50] == 0
    drag(window, (110, 110), (300, 230), modifiers=SHIFT | ALT)
    settle(window)
    assert mask[150, 150] == 255
    assert mask[80, 80] == 0
    drag(window, (200, 20), (220, 40))  # replaces
    settle(window)
    assert mask[150, 150] == 0
    assert mask[30, 210] == 255


def test_the_lasso_marks_what_it_goes_round(window, mask, drag, settle):
    window.set_tool("lasso")
    drag(window, (60, 60), (160, 60), (160, 160), (60, 160))
    settle(window)
    assert (mask[65:155, 65:155] == 255).all()
    assert not mask[:58].any()
    assert not mask[162:].any()


def test_a_polygon_is_clicked_taken_back_by_a_corner_and_closed_by_enter(window, mask, settle):
    window.set_tool("polygon")
    for point in ((60, 60), (160, 60), (160, 160), (300, 230)):
        _click(window, *point)
    QTest.keyClick(window.canvas, Qt.Key.Key_Backspace)
    _click(window, 60, 160)
    QTest.keyClick(window.canvas, Qt.Key.Key_Return)
    settle(window)
    assert (mask[65:155, 65:155] == 255).all()
    assert mask[200, 250] == 0
    assert not window.session.is_filling  # Enter closed the polygon and did not fill
    _click(window, 60, 60)
    QTest.keyClick(window.canvas, Qt.Key.Key_Escape)
    assert not window.canvas.pointer.tool.accept()


def test_a_double_click_closes_a_polygon(window, mask, settle):
    window.set_tool("polygon")
    for point in ((60, 60), (160, 60), (160, 160)):
        _click(window, *point)
    place = window.canvas.to_widget(60, 160).toPoint()
    QTest.mouseClick(window.canvas, Qt.MouseButton.LeftButton, NONE, place)
    QTest.mouseDClick(window.canvas, Qt.MouseButton.LeftButton, NONE, place)
    settle(window)
    assert (mask[65:155, 65:155] == 255).all()


@pytest.fixture
def patch_file(tmp_path):
    """A red square on blue: 60..140 across, 50..120 down."""
    pixels = np.zeros((240, 320, 3), np.uint8)
    pixels[:] = (20, 30, 200)
    pixels[50:120, 60:140] = (220, 30, 20)
    path = tmp_path / "patch.png"
    Image.fromarray(pixels).save(path)
    return path


def test_the_wand_marks_the_colour_that_is_clicked(open_window, patch_file, settle):
    window = open_window(patch_file)
    window.set_tool("wand")
    _click(window, 100, 80)
    settle(window)
    expected = np.zeros((240, 320), np.uint8)
    expected[50:120, 60:140] = 255
    assert np.array_equal(window.session.document.mask, expected)
    assert window.session.document.history.undo_name == "Magic wand"


def test_the_wand_takes_what_is_alike_elsewhere_too_when_it_need_not_be_contiguous(open_window, tmp_path, settle):
    pixels = np.zeros((240, 320, 3), np.uint8)
    pixels[:] = (20, 30, 200)
    pixels[50:120, 60:140] = (220, 30, 20)
    pixels[150:200, 200:260] = (230, 30, 20)
    Image.fromarray(pixels).save(tmp_path / "two.png")
    window = open_window(tmp_path / "two.png")
    QTest.keyClick(window.canvas, Qt.Key.Key_W)
    _click(window, 100, 80)
    settle(window)
    both = np.zeros((240, 320), np.uint8)
    both[50:120, 60:140] = 255
    assert np.array_equal(window.session.document.mask, both)
    box = next(one for one in window.options.findChildren(QCheckBox) if one.text() == "Contiguous")
    QTest.mouseClick(box, Qt.MouseButton.LeftButton, NONE, box.rect().center() - QPoint(box.width() // 2 - 8, 0))
    assert not window.settings.now.contiguous
    _click(window, 100, 80)
    settle(window)
    both[150:200, 200:260] = 255
    assert np.array_equal(window.session.document.mask, both)


def test_the_snapping_lasso_finds_the_edge_between_rough_clicks(open_window, patch_file, qtbot, settle):
    window = open_window(patch_file)
    window.set_tool("livewire")
    for point in ((63, 47), (137, 53), (143, 117), (57, 122)):
        _click(window, *point)
        qtbot.waitUntil(lambda: window.canvas.pointer.tool._errand is None, timeout=20_000)
    QTest.keyClick(window.canvas, Qt.Key.Key_Return)
    settle(window)
    found = window.session.document.mask > 127
    truth = np.zeros_like(found)
    truth[50:120, 60:140] = True
    assert (found & truth).sum() / (found | truth).sum() > 0.95


def test_guide_lines_are_handed_to_the_engine(open_window, patch_file, slow_engine, drag, qtbot):
    window = open_window(patch_file, slow_engine)
    slow_engine.may_finish.set()
    window.set_tool("guide")
    drag(window, (50, 60), (100, 90), (200, 120))
    assert len(window.session.filling.guides) == 1
    window.set_tool("brush")
    drag(window, (100, 100), (120, 100))
    with qtbot.waitSignal(window.session.filling.finished, timeout=10_000):
        window.filling.accept()
    (line,) = slow_engine.requests[0].guides
    assert abs(line[0][0] - 50) < 2
    assert abs(line[-1][1] - 120) < 2
    window.set_tool("guide")
    _click(window, 100, 90, button=Qt.MouseButton.RightButton)
    assert window.session.filling.guides == ()


def test_texture_sources_are_handed_to_the_engine(open_window, patch_file, slow_engine, drag, qtbot, settle):
    window = open_window(patch_file, slow_engine)
    slow_engine.may_finish.set()
    drag(window, (250, 200), (290, 200))
    window.actions_by_name["sources_from_mask"].trigger()
    settle(window)
    assert not window.session.document.mask.any()
    drag(window, (100, 100), (120, 100))
    with qtbot.waitSignal(window.session.filling.finished, timeout=10_000):
        window.filling.accept()
    sources = slow_engine.requests[0].sources
    assert sources[200, 270] == 255
    assert sources[100, 110] == 0


def test_the_mask_is_painted_by_keys_alone(window, mask):
    canvas = window.canvas
    canvas.setFocus()
    window.settings.set(radius=6, hardness=1.0)
    QTest.keyClick(canvas, Qt.Key.Key_Left)
    x, y = canvas.pointer.key_point
    QTest.keyClick(canvas, Qt.Key.Key_Insert)
    for _ in range(5):
        QTest.keyClick(canvas, Qt.Key.Key_Right)
    QTest.keyClick(canvas, Qt.Key.Key_Insert)
    assert window.session.document.history.undo_name == "Brush"
    assert mask[int(y), int(x)] == 255
    assert mask[int(y), int(x) + 45] == 255
    assert mask[int(y), int(x) - 20] == 0
    assert not canvas.pointer.is_pressed
    QTest.keyClick(canvas, Qt.Key.Key_Right, CONTROL)
    assert canvas.pointer.key_point[0] == pytest.approx(x + 51)


def test_the_hand_moves_and_the_zoom_tool_zooms(window, drag):
    window.canvas.zoom_to(4.0)
    window.set_tool("hand")
    before = window.canvas.view
    drag(window, (160, 120), (170, 130))
    assert window.canvas.view.x == pytest.approx(before.x - 10, abs=0.5)
    window.set_tool("zoom")
    _click(window, 160, 120)
    assert window.canvas.scale == pytest.approx(8.0)
    _click(window, 160, 120, ALT)
    assert window.canvas.scale == pytest.approx(4.0)
