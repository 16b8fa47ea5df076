"""What a press begins: a stroke of the tool, a move of the picture or of the split line, another size of the brush.

The size is changed by drag or wheel, as each preset has it, and nothing is painted.
"""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QInputDevice, QMouseEvent, QPointingDevice, QTabletEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog

from inpaint_studio.ui.canvas.compare import Compare
from inpaint_studio.ui.canvas.drags import Pan, SizeDrag, SplitDrag, ToolDrag
from inpaint_studio.ui.canvas.pointing import Device, Touch

from .board import Board, NotingTool, Size

NONE, LEFT, RIGHT = Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
PLAIN, SHIFT, ALT = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
PRESS, MOVE, RELEASE = QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.MouseButtonRelease


@pytest.fixture
def window(open_window, picture_file):
    made = open_window(picture_file)
    made.canvas.zoom_to(2.0)
    made.settings.set(radius=10, hardness=0.5)
    return made


def _use_preset(window, preset: str) -> None:
    editor = window.dialogs.show_shortcut_editor()
    editor.preset.setCurrentIndex(editor.preset.findData(preset))
    editor.close()


def _mouse(window, kind, at, button, buttons, keys=PLAIN) -> None:
    event = QMouseEvent(kind, at, window.canvas.mapToGlobal(at), button, buttons, keys)
    QApplication.sendEvent(window.canvas, event)


_PEN = QPointingDevice(
    "pen",
    1,
    QInputDevice.DeviceType.Stylus,
    QPointingDevice.PointerType.Pen,
    QInputDevice.Capability.Pressure,
    1,
    1,
)


def _pen(window, kind, at, button=NONE, buttons=NONE, keys=PLAIN) -> None:
    where = window.canvas.mapToGlobal(at)
    event = QTabletEvent(kind, _PEN, at, where, 0.5, 0, 0, 0, 0, 0, keys, button, buttons)
    QApplication.sendEvent(window.canvas, event)


def _drag_size(window, dx, dy=0.0, button=RIGHT, keys=ALT, by=_mouse) -> QPointF:
    """Returns where it was pressed."""
    at = window.canvas.to_widget(150, 120)
    kinds = (PRESS, MOVE, RELEASE)
    if by is _pen:
        kinds = (QEvent.Type.TabletPress, QEvent.Type.TabletMove, QEvent.Type.TabletRelease)
    by(window, kinds[0], at, button, button, keys)
    for share in (0.3, 0.7, 1.0):
        by(window, kinds[1], at + QPointF(dx, dy) * share, NONE, button, keys)
    by(window, kinds[2], at + QPointF(dx, dy), button, NONE, keys)
    return at


def _wheel(window, notches, keys) -> None:
    at = QPointF(window.canvas.rect().center())
    turn = QPoint(120 * notches, 0) if keys & ALT else QPoint(0, 120 * notches)
    event = QWheelEvent(
        at, window.canvas.mapToGlobal(at), QPoint(), turn, NONE, keys, Qt.ScrollPhase.NoScrollPhase, False
    )
    QApplication.sendEvent(window.canvas, event)


def _nothing_was_painted(window) -> None:
    assert not window.session.document.mask.any()
    assert window.session.document.history.steps == ()
    assert not window.canvas.pointer.is_pressed


@pytest.mark.parametrize("by", [_mouse, _pen])
@pytest.mark.parametrize(("preset", "button", "keys"), [("photoshop", RIGHT, ALT), ("krita", LEFT, SHIFT)])
def test_across_changes_the_size_and_up_and_down_the_hardness(window, preset, button, keys, by):
    _use_preset(window, preset)
    ratio = window.canvas.devicePixelRatioF()
    _drag_size(window, 40, button=button, keys=keys, by=by)
    assert window.settings.now.radius == pytest.approx(10 + 40 * ratio / 2.0)
    assert window.settings.now.hardness == 0.5
    _drag_size(window, -30, 72, button=button, keys=keys, by=by)
    assert window.settings.now.radius == pytest.approx(10 + 10 * ratio / 2.0)
    assert window.settings.now.hardness == pytest.approx(0.8)
    _drag_size(window, -2000, -2000, button=button, keys=keys, by=by)
    assert (window.settings.now.radius, window.settings.now.hardness) == (0.5, 0.0)
    _nothing_was_painted(window)


def test_the_ring_stays_where_it_was_pressed_and_says_its_size(window):
    canvas, at = window.canvas, window.canvas.to_widget(150, 120)
    _mouse(window, PRESS, at, RIGHT, RIGHT, ALT)
    _mouse(window, MOVE, at + QPointF(60, 0), NONE, RIGHT, ALT)
    look = canvas.pointer.outline.shown
    assert look.box.center() == at
    assert look.box.right() == pytest.approx(at.x() + 10 * 2 / canvas.devicePixelRatioF() + 60)
    assert look.words == f"{2 * window.settings.now.radius:.0f} px · 50 %"
    assert canvas.rect().contains(look.words_box)
    assert not look.words_box.intersects(look.box.toRect())
    _mouse(window, RELEASE, at + QPointF(60, 0), RIGHT, NONE, ALT)
    assert canvas.pointer.outline.shown.box.center() == at + QPointF(60, 0)
    canvas.pointer.outline._timer.timeout.emit()  # a moment later
    assert canvas.pointer.outline.shown.words == ""


def test_keys_show_the_size_beside_the_ring_for_a_moment(window):
    _mouse(window, MOVE, window.canvas.to_widget(150, 120), NONE, NONE)
    outline = window.canvas.pointer.outline
    for keys, words in ((PLAIN, "18 px · 50 %"), (SHIFT, "20 px · 40 %")):
        window.settings.set(radius=10)
        QTest.keyClick(window, Qt.Key.Key_BracketLeft, keys)
        assert outline.shown.words == words
        assert outline._timer.isActive()
        outline._timer.timeout.emit()
        assert outline.shown.words == ""


def test_the_words_stay_inside_the_canvas_at_its_edges(window):
    canvas = window.canvas
    for place in (QPointF(1, 1), QPointF(canvas.width() - 2, canvas.height() - 2), QPointF(canvas.width() - 2, 5)):
        _mouse(window, MOVE, place, NONE, NONE)
        QTest.keyClick(window, Qt.Key.Key_BracketRight)
        assert canvas.rect().contains(canvas.pointer.outline.shown.words_box)


def test_esc_in_the_drag_brings_the_size_back_and_leaves_nothing_pressed(window):
    at = window.canvas.to_widget(150, 120)
    _mouse(window, PRESS, at, RIGHT, RIGHT, ALT)
    _mouse(window, MOVE, at + QPointF(60, 60), NONE, RIGHT, ALT)
    QTest.keyClick(window.canvas, Qt.Key.Key_Escape)
    assert (window.settings.now.radius, window.settings.now.hardness) == (10, 0.5)
    _mouse(window, MOVE, at + QPointF(90, 60), NONE, RIGHT, ALT)
    _mouse(window, RELEASE, at + QPointF(90, 60), RIGHT, NONE, ALT)
    assert (window.settings.now.radius, window.settings.now.hardness) == (10, 0.5)
    _nothing_was_painted(window)


@pytest.mark.parametrize("preset", ["photoshop", "krita"])
def test_whatever_comes_in_between_nothing_stays_pressed_and_nothing_is_painted(window, preset):
    _use_preset(window, preset)
    button, keys = (RIGHT, ALT) if preset == "photoshop" else (LEFT, SHIFT)
    random, dialogs = np.random.default_rng(3), []
    for _ in range(60):
        at = window.canvas.to_widget(*random.uniform(20, 200, 2))
        match random.integers(6):
            case 0 | 1:
                _mouse(window, PRESS, at, button, button, keys)
                _mouse(window, MOVE, at + QPointF(20, 0), NONE, button, keys)
            case 2:
                _mouse(window, MOVE, at, NONE, button if window.canvas.pointer.is_pressed else NONE, PLAIN)
            case 3:
                _mouse(window, RELEASE, at, button, NONE, PLAIN)
            case 4:
                dialogs.append(QDialog(window))
                dialogs[-1].open()
            case 5 if dialogs:
                dialogs.pop().reject()
    while dialogs:
        dialogs.pop().reject()
    _mouse(window, MOVE, window.canvas.to_widget(10, 10), NONE, NONE)
    _nothing_was_painted(window)


def test_shift_and_a_click_still_draws_a_straight_line_where_shift_and_drag_sizes(window):
    _use_preset(window, "krita")
    window.settings.set(radius=5, hardness=1.0)
    for place, keys in (((60, 60), PLAIN), ((200, 160), SHIFT)):
        QTest.mouseClick(window.canvas, LEFT, keys, window.canvas.to_widget(*place).toPoint())
    assert window.session.document.mask[110, 130] == 255
    assert window.settings.now.radius == 5


def test_the_wheel_sizes_with_its_key_in_its_preset_and_zooms_without(window):
    scale = window.canvas.scale
    _wheel(window, 1, ALT)
    assert window.settings.now.radius == 10
    assert window.canvas.scale > scale
    _use_preset(window, "gimp")
    scale = window.canvas.scale
    _mouse(window, MOVE, window.canvas.to_widget(150, 120), NONE, NONE)
    _wheel(window, 3, ALT)
    assert window.settings.now.radius == pytest.approx(10 * 2 ** (360 / 540), abs=0.6)
    assert window.canvas.pointer.outline.shown.words
    _wheel(window, -3, ALT)
    assert window.settings.now.radius == pytest.approx(10, abs=0.6)
    window.settings.set(radius=1)
    _wheel(window, 1, ALT)
    assert window.settings.now.radius == 1.5
    assert window.canvas.scale == scale
    _wheel(window, 1, PLAIN)
    assert window.canvas.scale > scale
    _nothing_was_painted(window)


def test_a_tool_without_a_ring_has_its_buttons_for_itself(window, settle):
    window.session.document.mask[:] = 255
    window.set_tool("rectangle")
    _drag_size(window, 60, 40)
    settle(window)
    assert window.settings.now.radius == 10
    assert not window.session.document.mask[125:130, 155:170].any()


def test_a_pen_that_is_taken_away_without_a_release_ends_its_stroke(window, settle):
    at = window.canvas.to_widget(60, 60)
    _pen(window, QEvent.Type.TabletPress, at, LEFT, LEFT)
    _pen(window, QEvent.Type.TabletMove, at + QPointF(40, 0), NONE, LEFT)
    assert window.session.changes.stroke_is_open
    leaves = QTabletEvent(QEvent.Type.TabletLeaveProximity, _PEN, at, at, 0, 0, 0, 0, 0, 0, PLAIN, NONE, NONE)
    QApplication.sendEvent(QApplication.instance(), leaves)
    assert not window.canvas.pointer.is_pressed
    assert [step.name for step in window.session.document.history.steps] == ["Brush"]
    mask = window.session.document.mask.copy()
    _pen(window, QEvent.Type.TabletMove, at + QPointF(90, 90))
    settle(window)
    assert np.array_equal(window.session.document.mask, mask)
    assert not window.canvas.pointer._proximity._is_on


# each drag by itself


def _touch(x, y, button=LEFT, keys=PLAIN, **more) -> Touch:
    return Touch(Device.MOUSE, QPointF(x, y), button, button, modifiers=keys, **more)


def test_a_stroke_whose_release_was_not_seen_ends_where_it_was_last(qapp):
    tool = NotingTool()
    drag = ToolDrag(Board(), tool, "composite")
    drag.start(_touch(60, 50, RIGHT))
    drag.move(_touch(70, 55, RIGHT))
    drag.end(None)
    assert tool.heard == [("press", 10, 10), ("drag", 20, 15), ("release", 20, 15)]
    assert tool.pointers[-1].erases


def test_a_stroke_stays_in_its_layer_when_the_panes_change_under_it(qapp):
    board, tool = Board(), NotingTool()
    board.compare = Compare.SIDE_BY_SIDE
    drag = ToolDrag(board, tool, "picture")
    left = board.viewport.pane_of("picture")
    at = board.viewport.transform(left).map(QPointF(50, 40))
    drag.start(_touch(at.x(), at.y()))
    drag.move(_touch(at.x() + 101, at.y()))  # over the other pane
    board.compare = Compare.AFTER  # the composite alone, in the whole widget
    drag.move(_touch(100, 80))
    assert tool.heard == [("press", 50, 40), ("drag", 151, 40), ("drag", 50, 40)]


def test_the_picture_follows_the_pointer_and_not_the_way_it_came(qapp):
    board, refreshed = Board(), []
    drag = Pan(board, lambda: refreshed.append(board.view))
    before = board.view
    drag.start(_touch(60, 50))
    for x, y in ((90, 20), (10, 90), (70, 45)):
        drag.move(_touch(x, y))
    drag.end(None)
    assert (board.view.x, board.view.y) == pytest.approx((before.x - 10, before.y + 5))
    assert refreshed == [before, board.view]  # the hand closes at the press and opens at the end


def test_a_click_on_the_split_line_leaves_it_where_it_is(qapp):
    board = Board()
    drag = SplitDrag(board)
    drag.start(_touch(103, 50))
    assert board.split == 0.5
    drag.move(_touch(50, 50))
    drag.end(None)
    assert board.split == 0.25


@pytest.mark.parametrize(
    ("dx", "dy", "radius", "hardness"),
    [
        (3, 3, 10, 0.5),  # the hand trembles
        (20, 12, 30, 0.5),  # dragged across: the hardness stays
        (-20, 32, -10, 0.6),  # the brush itself clips
        (0, -52, 10, 0.3),
        (0.4, 212, 10.5, 1.5),  # to half pixels
    ],
)
def test_across_is_the_size_and_further_up_or_down_the_hardness(qapp, dx, dy, radius, hardness):
    size = Size(10.0, 0.5)
    changes = []
    drag = SizeDrag(Board(), NotingTool(), size, lambda: changes.append(size.radius))
    drag.start(_touch(60, 50, RIGHT, ALT))
    drag.move(_touch(60 + dx, 50 + dy, RIGHT, ALT))
    drag.end(_touch(60 + dx, 50 + dy, RIGHT, ALT))
    assert (size.radius, size.hardness) == (pytest.approx(radius, abs=0.5), pytest.approx(hardness))
    assert changes[0] == 10  # the ring is shown from the press on
    assert changes[-1] == size.radius


def test_the_size_is_that_of_the_drags_whole_way_and_can_be_taken_back(qapp):
    board, size = Board(), Size(10.0, 0.5)
    board.zoom_to(4.0)
    board.ratio = 2.0
    drag = SizeDrag(board, NotingTool(), size, lambda: None)
    drag.start(_touch(60, 50, RIGHT, ALT))
    for x in (160, 20, 100):
        drag.move(_touch(x, 50, RIGHT, ALT))
    assert size.radius == 10 + 40 * 2 / 4  # its edge follows the pointer, in device pixels
    drag.move(_touch(61, 50, RIGHT, ALT))  # back to where it was pressed: still a drag, not a click
    assert size.radius == 10.5
    drag.take_back()
    assert size == Size(10.0, 0.5)


@pytest.mark.parametrize(
    ("button", "way", "is_seen", "words"),
    [
        (LEFT, 2, True, ["press", "release"]),  # Shift + click draws a straight line
        (LEFT, 20, True, []),
        (LEFT, 2, False, []),  # something came in between
        (RIGHT, 2, True, []),
    ],
)
def test_only_a_left_click_that_stayed_where_it_was_is_handed_to_the_tool(qapp, button, way, is_seen, words):
    tool = NotingTool()
    drag = SizeDrag(Board(), tool, Size(), lambda: None)
    drag.start(_touch(60, 50, button, SHIFT))
    drag.move(_touch(60 + way, 50, button, SHIFT))
    drag.end(_touch(60 + way, 50, button, SHIFT) if is_seen else None)
    assert tool.words == words
    assert all(pointer.shift and pointer.x == 10 for pointer in tool.pointers)
