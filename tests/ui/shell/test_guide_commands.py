"""Guide lines and source regions in the window: in the history, in their list, on the canvas, after a fill."""

import numpy as np
import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QTest

from inpaint_studio.editing.guidance import SourceRegion
from inpaint_studio.files.memory import records
from inpaint_studio.files.memory.journal import restore
from inpaint_studio.files.memory.project import open_project
from inpaint_studio.ui.document.recovery import JournalKeeper
from inpaint_studio.ui.shell.preferences_dialog import PreferencesDialog


@pytest.fixture
def window(open_window, picture_file):
    made = open_window(picture_file)
    made.canvas.zoom_to(1.0)
    return made


def _names(window):
    return [step.name for step in window.session.document.history.steps]


def _guidance(window):
    return window.session.guides.guidance


def test_lines_and_regions_are_steps_under_their_own_names(led, settle, drawn_lines):
    assert _names(led) == ["Guide line", "Guide line", "Rectangle", "Source region", "Rectangle", "Source region"]
    assert led.actions_by_name["undo"].text().endswith("Source region")
    assert led.session.filling.sources[100, 250] == 0
    assert led.session.filling.sources[50, 250] == led.session.filling.sources[150, 250] == 255
    QTest.keyClick(led.canvas, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    settle(led)
    assert len(_guidance(led).regions) == 1
    assert led.session.document.mask[150, 250] == 255  # what it was made of is marked again
    assert led.canvas._sources is led.session.source_levels
    assert led.canvas._sources.mask[150, 250] == 0
    led.session.changes.jump_to(1)
    settle(led)
    assert len(drawn_lines(led)) == 1
    assert led.canvas._sources is None
    led.session.changes.jump_to(6)
    settle(led)
    assert len(drawn_lines(led)) == 2
    assert led.canvas._sources.mask[150, 250] == led.canvas._sources.mask[50, 250] == 255


def test_a_click_on_the_canvas_chooses_and_delete_removes(led, settle):
    def click(x, y):
        QTest.mouseClick(led.canvas, Qt.MouseButton.LeftButton, pos=led.canvas.to_widget(x, y).toPoint())
        settle(led)

    click(100, 202)
    assert led.session.guides.chosen is _guidance(led).guides[1]
    assert led.canvas._lit == (_guidance(led).guides[1].points,)
    QTest.keyClick(led.canvas, Qt.Key.Key_Delete)
    assert len(_guidance(led).guides) == 1
    assert led.canvas._lit == ()
    click(250, 50)
    assert isinstance(led.session.guides.chosen, SourceRegion)
    QTest.keyClick(led.canvas, Qt.Key.Key_Delete)
    settle(led)
    assert led.session.filling.sources[50, 250] == 0
    assert led.session.filling.sources[150, 250] == 255
    click(60, 120)
    assert led.session.guides.chosen is None
    QTest.keyClick(led.canvas, Qt.Key.Key_Delete)
    assert len(_guidance(led).guides) == len(_guidance(led).regions) == 1
    click(100, 60)
    led.filling.cancel()  # Esc lets go of it
    assert led.session.guides.chosen is None


def test_the_menu_removes_all_lines_and_all_regions(led, settle):
    led.actions_by_name["clear_guides"].trigger()
    led.actions_by_name["sources_clear"].trigger()
    settle(led)
    assert not _guidance(led)
    assert _names(led)[-2:] == ["Remove guide lines", "Remove source regions"]
    steps = len(_names(led))
    led.actions_by_name["clear_guides"].trigger()
    assert len(_names(led)) == steps


@pytest.mark.parametrize(("served", "left"), [("keep", (True, True)), ("hide", (False, True)), ("clear", (True,))])
def test_after_the_fill_they_served_they_are_as_the_preferences_say(led, drag, settle, served, left, drawn_lines):
    led.actions_by_name["preferences"].trigger()
    dialog = led.findChild(PreferencesDialog)
    for box in (dialog.guides, dialog.sources):
        box.setCurrentIndex(box.findData(served))
    dialog.close()
    led.set_tool("brush")
    drag(led, (70, 50), (90, 62))
    led.filling.accept()
    settle(led)
    assert tuple(guide.visible for guide in _guidance(led).guides) == left
    regions = {"keep": [True, True], "hide": [False, False], "clear": []}[served]
    assert [region.visible for region in _guidance(led).regions] == regions
    assert _names(led)[-1] == "Fill"
    assert (led.session.filling.sources is None) == (served != "keep")
    led.actions_by_name["undo"].trigger()
    settle(led)
    assert all(one.visible for one in (*_guidance(led).guides, *_guidance(led).regions))
    assert len(drawn_lines(led)) == len(_guidance(led).regions) == 2
    assert led.session.document.mask.any()


def test_a_candidate_that_is_taken_is_such_a_fill_too(led, drag, settle):
    led.set_tool("brush")
    drag(led, (70, 50), (90, 62))
    led.filling.offer_candidates()
    settle(led)
    methods = [one.method for one in led.session.candidates.offered]
    led.session.candidates.accept(methods.index("exemplar"))  # one that copies: only it was led by the line
    settle(led)
    assert [guide.visible for guide in _guidance(led).guides] == [False, True]


def test_they_are_in_project_and_history_when_it_is_opened_again(led, settle, tmp_path):
    led.session.guides.set_visible(_guidance(led).regions[0], False)
    settle(led)
    led.session.saving.save_project(tmp_path / "work.ora")
    settle(led)
    opened = open_project(tmp_path / "work.ora")
    now = _guidance(led)
    assert opened.state.guides == now.active_guides
    assert [region.visible for region in opened.state.guidance.regions] == [False, True]
    for mine, theirs in zip(now.regions, opened.state.guidance.regions, strict=True):
        assert np.array_equal(mine.area.unpack(), theirs.area.unpack())
    assert [step.name for step in opened.history.steps] == _names(led)
    opened.undo()
    assert [region.visible for region in opened.state.guidance.regions] == [True, True]
    opened.jump_to(1)
    assert len(opened.state.guides) == 1
    assert not opened.state.guidance.regions


def test_after_a_crash_they_come_back_with_the_steps_that_made_them(open_window, picture_file, drag, settle, tmp_path):
    window = open_window()
    keeper = JournalKeeper(window.session, tmp_path / "journals")
    window.open(picture_file)
    settle(window)
    window.canvas.zoom_to(1.0)
    window.set_tool("guide")
    drag(window, (40, 40), (80, 60), (140, 60))
    drag(window, (40, 200), (200, 200))
    window.set_tool("rectangle")
    drag(window, (220, 20), (260, 60), (300, 90))
    settle(window)
    window.actions_by_name["sources_from_mask"].trigger()
    settle(window)
    window.actions_by_name["undo"].trigger()
    window.actions_by_name["undo"].trigger()
    settle(window)
    journal, keeper._journal = keeper.journal, None
    journal.close()
    laid = [one for one in records.read(journal.path).records if one.facts["is"] == "laid"]
    assert laid == []  # all of it is in the steps
    restored = restore(journal.path)
    assert restored.document.state.guides == _guidance(window).guides
    assert not restored.document.state.guidance.regions
    restored.document.jump_to(4)
    (region,) = restored.document.state.guidance.regions
    assert region.holds(250, 50)
    assert not restored.document.mask.any()
    restored.journal.follow(restored.document)
    restored.journal.close()
    again = restore(journal.path)
    assert again.document.state.guidance.regions[0].holds(250, 50)
    assert again.document.state.guides == restored.document.state.guides
    again.journal.discard()


def test_closing_asks_where_only_lines_were_drawn(window, drag):
    window.set_tool("guide")
    assert not window.session.has_unsaved_work
    drag(window, (40, 40), (80, 60), (140, 60))
    assert window.session.has_unsaved_work


def test_the_list_stands_beside_the_picture(led):
    """What is pointed at in it is seen in the picture."""
    canvas = led.canvas
    canvas.zoom_to(0.8)
    canvas.setFocus()
    QTest.keyClick(canvas, Qt.Key.Key_G, Qt.KeyboardModifier.ShiftModifier)
    assert led.guides.list.isVisible()
    corners = [canvas.mapToGlobal(canvas.to_widget(x, y).toPoint()) for x, y in ((0, 0), (320, 240))]
    assert not led.guides.list.geometry().intersects(QRect(*corners).adjusted(2, 2, -2, -2))
    led.guides.list.close()
