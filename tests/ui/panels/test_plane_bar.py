"""The plane bar: what it shows, what keys and fields give, and what a screen reader calls its parts."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from inpaint_studio.ui.kit.actions.making import make_actions
from inpaint_studio.ui.panels.plane_bar import PlaneBar, PlanesShown


@pytest.fixture
def bar(qtbot, preferences):
    parent = QWidget()
    qtbot.addWidget(parent)
    made = PlaneBar(make_actions(parent, preferences), parent)
    parent.resize(900, 60)
    made.resize(900, 40)
    made.chosen_planes, made.dragged_planes = [], []
    made.chosen.connect(made.chosen_planes.append)
    made.dragged.connect(made.dragged_planes.append)
    parent.show()
    yield made  # the parent lives until then
    made.hide()


def show(bar, plane=4, **more):
    bar.show_planes(PlanesShown(12, plane, "0:00.160", "0:00.440", (0, 11), **more))
    QApplication.processEvents()


def test_a_picture_has_no_bar(bar):
    bar.show_planes(PlanesShown(1, 0))
    assert bar.isHidden()
    show(bar)
    assert not bar.isHidden()
    bar.show_planes(PlanesShown(1, 0))
    assert bar.isHidden()


def test_planes_are_numbered_from_one_and_showing_them_asks_for_none(bar):
    show(bar)
    assert (bar.number.value(), bar.number.text(), bar.slider.value()) == (5, "5 / 12", 4)
    assert (bar.number.minimum(), bar.number.maximum(), bar.slider.maximum()) == (1, 12, 11)
    assert bar.place.text() == "0:00.160"
    assert (bar.chosen_planes, bar.dragged_planes) == ([], [])


def test_the_number_is_given_once_it_is_typed_and_enter_goes_back_to_the_picture(bar, qtbot):
    show(bar)
    bar.number.setFocus()
    bar.number.selectAll()
    QTest.keyClicks(bar.number, "11")
    assert bar.chosen_planes == []  # 1 is not asked for on the way
    with qtbot.waitSignal(bar.left):
        QTest.keyClick(bar.number, Qt.Key.Key_Enter)
    assert bar.chosen_planes == [10]


def test_keys_of_the_slider_choose_and_the_mouse_drags_until_it_is_let_go(bar):
    show(bar)
    QTest.keyClick(bar.slider, Qt.Key.Key_Right)
    assert (bar.chosen_planes, bar.dragged_planes) == ([5], [])
    none, left = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
    QTest.mousePress(bar.slider, left, none, bar.slider.place_of(5))
    QTest.mouseMove(bar.slider, bar.slider.place_of(9))
    assert bar.dragged_planes[-1] == 9
    assert bar.chosen_planes == [5]
    bar.show_planes(PlanesShown(12, 7))  # one near it has come: the knob stays under the hand
    assert bar.slider.value() == 9
    QTest.mouseRelease(bar.slider, left, none, bar.slider.place_of(9))
    assert bar.chosen_planes == [5, 9]


def test_the_run_is_named_where_there_is_one(bar):
    show(bar)
    assert bar.run.text().strip() == "All planes"
    assert bar.slider._run is None
    bar.show_planes(PlanesShown(12, 4, run=(2, 6), has_run=True))
    assert bar.run.text().strip() == "Run 3–7"
    assert bar.slider._run == (2, 6)
    keys = [action.objectName() for action in bar.run.menu().actions() if not action.isSeparator()]
    assert keys == [
        "in_point",
        "out_point",
        "whole_run",
        "mask_on_run",
        "follow_motion",
        "find_on_run",
        "mark_findings_on_run",
        "clear_run",
        "fill_run",
    ]


def test_play_shows_whether_planes_are_played(bar):
    show(bar, is_playing=True)
    assert bar.play.isChecked()
    playing = bar.play.icon().pixmap(18).toImage()
    show(bar)
    assert not bar.play.isChecked()
    assert bar.play.icon().pixmap(18).toImage() != playing


def test_fills_are_ticked_above_the_line_and_marks_below_it(bar):
    show(bar, plane=0)
    plain = bar.slider.grab().toImage()

    def rows(filled, marked):
        bar.show_ticks(filled, marked)
        image = bar.slider.grab().toImage()
        changed = {
            y for y in range(image.height()) for x in range(image.width()) if image.pixel(x, y) != plain.pixel(x, y)
        }
        return [2 * y < image.height() for y in sorted(changed)]

    above, below = rows((3, 8), ()), rows((), (6,))
    assert above
    assert all(above)
    assert below
    assert not any(below)
    assert not rows((), ())


def test_the_place_gives_way_in_a_narrow_window(bar):
    show(bar)
    assert bar.place.isVisible()
    bar.resize(500, 40)
    QApplication.processEvents()
    assert not bar.place.isVisible()


def test_every_part_has_a_name_and_is_reached_by_tab(bar):
    show(bar)
    parts = [bar, bar.slider, bar.number, bar.place, bar.run, bar.previous, bar.play, bar.next]
    names = [part.accessibleName() for part in parts]
    assert all(names)
    assert len(set(names)) == len(names)
    assert not any("&" in name for name in names)
    assert all(part.toolTip() for part in parts[1:])
    for part in (bar.slider, bar.number, *bar.findChildren(QAbstractButton)):
        assert part.focusPolicy() & Qt.FocusPolicy.TabFocus
