"""The options bar: fields, the Fill button, the method and its options, and what a narrow window keeps."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QLabel,
    QSlider,
)

from inpaint_studio.filling.methods import offered_methods
from inpaint_studio.options import options_of
from inpaint_studio.ui.canvas.compare import Compare
from inpaint_studio.ui.kit.actions import plain_words
from inpaint_studio.ui.kit.pixels import array_of
from inpaint_studio.ui.tools.table import tool_kinds


@pytest.fixture
def typed_size(window, drag, qtbot):
    """The field of the brush's size, with 30 just typed into it; something is painted."""
    drag(window, (60, 60), (120, 60))
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    size = next(one for one in window.options.findChildren(QAbstractSpinBox) if one.accessibleName() == "Size")
    size.setFocus()
    size.selectAll()
    QTest.keyClicks(size, "30")
    return size


def test_enter_in_a_field_ends_the_typing_and_only_then_fills(window, typed_size, qtbot):
    QTest.keyClick(typed_size, Qt.Key.Key_Return)
    assert window.settings.now.radius == 15
    assert not window.session.is_filling
    assert window.canvas.hasFocus()
    with qtbot.waitSignal(window.session.filling.finished, timeout=10_000):
        QTest.keyClick(window.canvas, Qt.Key.Key_Return)


def test_the_fill_button_fills_at_once_also_while_something_is_typed(window, typed_size, qtbot):
    with qtbot.waitSignal(window.session.filling.finished, timeout=10_000):
        QTest.mouseClick(window.options.fill_button, Qt.MouseButton.LeftButton)
    assert len(window.session.document.fills) == 1
    assert window.settings.now.radius == 15


def test_before_is_held_by_a_button_too_and_from_the_menu_it_ends_by_itself(filled, drag):
    canvas, button = filled.canvas, filled.options.before_button
    QTest.mousePress(button, Qt.MouseButton.LeftButton)
    assert canvas.compare is Compare.BEFORE
    QTest.mouseRelease(button, Qt.MouseButton.LeftButton)
    assert canvas.compare is Compare.AFTER
    chosen = filled.actions_by_name["hold_before"]
    chosen.trigger()
    assert canvas.compare is Compare.BEFORE
    chosen.trigger()
    assert canvas.compare is Compare.AFTER
    chosen.trigger()
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    assert canvas.compare is Compare.AFTER
    chosen.trigger()
    drag(filled, (60, 220), (120, 220))
    assert canvas.compare is Compare.AFTER
    assert filled.session.document.mask[220, 90] == 255


def test_a_narrow_window_keeps_the_numbers_and_the_fill_button(window, qtbot):
    options = window.options
    sizes = [one for one in options.findChildren(QAbstractSpinBox) if one.isVisible()]
    bars = [one for one in options.findChildren(QSlider) if one.accessibleName() == sizes[0].accessibleName()]
    labels = [one for one in options.findChildren(QLabel) if one.buddy() is sizes[0]]
    shown = []
    for width in (1500, 1000, 860, 1500):
        window.resize(width, 700)

        def fits(width=width) -> bool:
            right = options.fill_button.mapTo(window, options.fill_button.rect().topRight()).x()
            return window.width() == width and right < width

        qtbot.waitUntil(fits)
        assert all(one.isVisible() for one in sizes)
        shown.append((bars[0].isVisible(), labels[0].isVisible()))
    assert shown[0] == shown[-1] == (True, True)
    assert shown[2][0] is False


def _offered(bar, *, is_fitting: bool = False) -> list[str]:
    """is_fitting: those alone that can be chosen now."""
    rows = (row for row in range(bar.methods.count()) if not is_fitting or bar.methods.model().item(row).isEnabled())
    return [bar.methods.itemData(row) for row in rows]


def test_every_method_that_is_offered_stands_in_the_list_with_what_it_does(window):
    bar = window.options
    assert _offered(bar) == [method.key for method in offered_methods(planes=2)]
    assert _offered(bar, is_fitting=True) == [method.key for method in offered_methods()]
    for row in range(bar.methods.count()):
        assert bar.methods.itemData(row, Qt.ItemDataRole.ToolTipRole)
    bar.offer_methods()
    assert len(_offered(bar)) == len(set(_offered(bar))), "offered again, none stands there twice"


def test_the_button_of_options_is_there_for_methods_that_have_some(window, qtbot):
    bar = window.options
    for method in offered_methods():
        with qtbot.waitSignal(bar.method_changed, raising=False, timeout=1):
            bar.methods.setCurrentIndex(bar.methods.findData(method.key))
        assert bar.method == method.key
        assert bar.method_button.isHidden() is not bool(options_of(method.options))


def test_options_of_a_method_are_told_by_name_and_come_back_with_another_method(window, qtbot):
    bar = window.options
    bar.methods.setCurrentIndex(bar.methods.findData("exemplar"))
    with qtbot.waitSignal(bar.values_changed) as values:
        bar.method_controls.changed.emit(replace(bar.method_controls.options, grain=0.5))
    assert values.args[0]["grain"] == 0.5
    bar.methods.setCurrentIndex(bar.methods.findData("membrane"))
    bar.methods.setCurrentIndex(bar.methods.findData("exemplar"))
    assert bar.method_controls.options.grain == 0.5
    bar.set_values({"grain": 1.25, "of_another_method": 3})
    assert bar.method_controls.options.grain == 1.25


def test_what_is_shown_belongs_to_the_tool_in_hand(window):
    bar = window.options
    for kind in tool_kinds():
        window.set_tool(kind.key)
        assert bar._tool_name.accessibleName() == plain_words(kind.title)
        seen = {controls for controls, group in bar._groups.items() if not group.isHidden()}
        assert seen == set(kind.options)


def test_the_fill_button_is_out_of_reach_while_the_action_is(window, qtbot):
    button = window.options.fill_button
    assert button.isEnabled()
    window.session.close_document()
    qtbot.waitUntil(lambda: not window.actions_by_name["fill"].isEnabled())
    assert not button.isEnabled()


def test_icons_follow_the_theme(window, preferences):
    def lightness() -> list[float]:
        icons = [button.icon().pixmap(18) for button in (window.options.before_button, window.options.method_button)]
        images = [array_of(one.toImage()) for one in (*icons, window.options._tool_name.pixmap())]
        return [float(image[image[:, :, 3] > 200][:, :3].mean()) for image in images]

    on_dark = lightness()
    preferences.theme = "light"
    window.theme_requested.emit()
    try:
        assert all(now < before - 50 for now, before in zip(lightness(), on_dark, strict=True))
    finally:
        preferences.theme = "dark"
        window.theme_requested.emit()
