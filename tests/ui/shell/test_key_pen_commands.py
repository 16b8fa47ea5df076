"""What is marked without a mouse: every tool by the arrow keys and a key that presses."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest

from inpaint_studio.ui.canvas.compare import Compare
from inpaint_studio.ui.kit.preferences import SHORTCUT_PRESETS

PLAIN, SHIFT, ALT = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
LEFT, RIGHT, UP, DOWN = Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down


@pytest.fixture
def window(open_window, picture_file):
    made = open_window(picture_file)
    made.canvas.zoom_to(1.0)
    made.canvas.setFocus()
    return made


@pytest.fixture
def spoken(monkeypatch):
    """What a screen reader is given."""
    words = []
    monkeypatch.setattr(QAccessible, "updateAccessibility", lambda event: words.append(event.message()))
    return words


def _go(window, *keys, times=4) -> None:
    """That many tens of pixels each way."""
    for key in keys:
        for _ in range(times):
            QTest.keyClick(window.canvas, key, SHIFT)


def _press(window, key=Qt.Key.Key_O, modifiers=PLAIN) -> tuple[int, int]:
    QTest.keyClick(window.canvas, key, modifiers)
    x, y = window.canvas.pointer.pen.point
    return int(x), int(y)


def _mask(window) -> np.ndarray:
    return window.session.document.mask


def _clear(window, settle) -> None:
    QTest.keyClick(window.canvas, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    settle(window)


def test_a_box_goes_from_corner_to_corner(window, settle):
    for tool, last, area in (("rectangle", Qt.Key.Key_O, 1600), ("ellipse", Qt.Key.Key_Return, 1257)):
        window.set_tool(tool)
        x, y = _press(window)
        _go(window, RIGHT, DOWN)
        QTest.keyClick(window.canvas, last)
        settle(window)
        assert not window.session.document.fills  # Enter lifted it and did not fill
        assert _mask(window)[y + 20, x + 20] == 255
        assert np.count_nonzero(_mask(window)) == pytest.approx(area, rel=0.06)
        _go(window, LEFT, UP)
        _clear(window, settle)


def test_an_outline_is_set_point_by_point_and_closed_by_enter(window, settle):
    window.settings.set(edge_width=2)
    for tool in ("lasso", "polygon", "livewire"):
        window.set_tool(tool)
        x, y = _press(window)
        for key in (RIGHT, DOWN, LEFT):
            _go(window, key)
            _press(window)
        QTest.keyClick(window.canvas, Qt.Key.Key_Return)
        settle(window)
        assert not window.session.document.fills  # Enter closed it and did not fill
        assert _mask(window)[y + 20, x + 20] == 255, tool
        assert np.count_nonzero(_mask(window)) == pytest.approx(1600, rel=0.2), tool
        _go(window, UP)
        _clear(window, settle)


def test_esc_leaves_nothing_of_what_keys_have_begun(window, settle):
    window.set_tool("clone")
    _press(window, modifiers=ALT)
    for tool in ("brush", "rectangle", "lasso", "polygon", "livewire", "guide", "clone"):
        window.set_tool(tool)
        _press(window)
        _go(window, RIGHT, DOWN, times=2)
        if tool in ("lasso", "polygon", "livewire"):
            _press(window)
        QTest.keyClick(window.canvas, Qt.Key.Key_Escape)
        settle(window)
        assert not window.canvas.pointer.is_pressed, tool
        assert not _mask(window).any(), tool
        assert not window.session.document.history.steps, tool


def test_a_straight_line_is_painted_and_taken_away_again(window, settle):
    window.settings.set(radius=6, hardness=1.0)
    x, y = _press(window)
    _press(window)
    _go(window, RIGHT, DOWN)
    _press(window, modifiers=SHIFT)
    _press(window)
    assert _mask(window)[y + 20, x + 20] == 255
    QTest.keyClick(window.canvas, Qt.Key.Key_E)
    _press(window)
    _go(window, UP, LEFT, times=1)
    _press(window, Qt.Key.Key_Insert)
    assert _mask(window)[y + 40, x + 40] == 0
    QTest.keyClick(window.canvas, Qt.Key.Key_W)  # the wand, whose press needs no lifting
    window.settings.set(tolerance=20)
    _press(window)
    settle(window)
    assert not window.canvas.pointer.is_pressed
    assert window.session.document.history.undo_name == "Magic wand"


def test_clone_has_its_source_chosen_and_paints(window, settle):
    QTest.keyClick(window.canvas, Qt.Key.Key_S)
    window.settings.set(radius=5, hardness=1.0)
    x, y = _press(window, modifiers=ALT)
    assert not window.canvas.pointer.is_pressed
    _go(window, RIGHT)
    _press(window)
    _go(window, DOWN, times=2)
    _press(window)
    settle(window)
    document = window.session.document
    assert (document.composite()[y : y + 20, x + 40] == document.picture.pixels[y : y + 20, x]).all()


def test_fill_on_release_fills_what_keys_have_marked(window, settle, qtbot):
    QTest.keyClick(window.canvas, Qt.Key.Key_Return, SHIFT)
    _press(window)
    _go(window, RIGHT, times=2)
    with qtbot.waitSignal(window.session.filling.finished, timeout=10_000):
        _press(window)
    settle(window)


def test_the_status_bar_and_screen_readers_are_told(window, spoken):
    window.resize(1600, 900)
    QTest.keyClick(window.canvas, RIGHT)
    assert "O presses it" in window.status.hint_text
    x, y = window.canvas.pointer.pen.point
    assert spoken == [window.status.hint_text, f"{int(x)}, {int(y)}"]
    QTest.keyClick(window.canvas, Qt.Key.Key_O)
    assert "Esc cancels" in window.status.hint_text
    assert spoken[-1] == window.status.hint_text
    QTest.keyClick(window.canvas, Qt.Key.Key_Return)
    window.set_tool("lasso")
    QTest.keyClick(window.canvas, Qt.Key.Key_O)
    assert "sets a point here" in window.status.hint_text
    QTest.keyClick(window.canvas, Qt.Key.Key_Escape)
    QTest.mouseMove(window.canvas, window.canvas.rect().center())
    assert "O presses it" not in window.status.hint_text


def test_the_keys_are_the_same_in_every_preset_and_can_be_changed(window):
    window.set_tool("heal")
    for preset in SHORTCUT_PRESETS:
        window.preferences.shortcut_preset = preset
        window.choices.apply_shortcuts()
        _press(window)  # without a source nothing is painted
        _press(window)
        assert not window.canvas.pointer.is_pressed
    window.preferences.set_own_shortcut("pen_alt", ["Ctrl+U"])
    window.choices.apply_shortcuts()
    QTest.keyClick(window.canvas, Qt.Key.Key_U, Qt.KeyboardModifier.ControlModifier)
    assert window.session.cloning.source is not None


def test_elsewhere_the_letter_is_a_letter(window, settle):
    window.history.list.setFocus()
    QTest.keyClick(window.history.list, Qt.Key.Key_O)
    assert window.canvas.pointer.pen.point is None
    window.actions_by_name["pen"].trigger()  # from the menu it presses all the same
    assert window.canvas.pointer.is_pressed
    QTest.keyClick(window.canvas, Qt.Key.Key_Escape)
    settle(window)


def test_the_picture_point_under_the_cross_stays_there_while_keys_zoom(window):
    _go(window, RIGHT, DOWN, times=6)
    before = window.canvas.pointer.place
    QTest.keyClick(window.canvas, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    after = window.canvas.pointer.place
    assert (after.x(), after.y()) == pytest.approx((before.x(), before.y()), abs=1)


def test_what_is_not_seen_is_not_painted_on(window):
    window.views.set_compare(Compare.BEFORE)
    _press(window)
    assert not window.canvas.pointer.is_pressed
    assert not _mask(window).any()


def test_with_the_hand_arrow_keys_move_the_view(window):
    window.set_tool("hand")
    before = window.canvas.to_widget(0, 0)
    QTest.keyClick(window.canvas, RIGHT)
    QTest.keyClick(window.canvas, DOWN, SHIFT)
    assert window.canvas.to_widget(0, 0) - before == QPointF(-40, -200)
    assert window.canvas.pointer.pen.point is None
