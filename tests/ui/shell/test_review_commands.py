"""The review, through the window: by keys, by mouse and by its sliders."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Annotated

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QFileDialog, QLabel, QMenu, QSpinBox

from inpaint_studio.editing.findings import Finding, joined
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.finding.finder import Finder, Progress
from inpaint_studio.finding.finders import FINDERS
from inpaint_studio.options import Option
from inpaint_studio.resources import resource
from inpaint_studio.sentence import say
from inpaint_studio.ui.kit.actions.shortcuts import keys_of
from inpaint_studio.ui.kit.messages import About
from inpaint_studio.ui.shell.shortcut_sheet import ShortcutSheet

KEY, NONE = Qt.Key, Qt.KeyboardModifier.NoModifier
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
LEFT = Qt.MouseButton.LeftButton


@dataclass(frozen=True)
class ToyOptions:
    shift: Annotated[int, Option("Shift", 0, 50)] = 0


def _piece(x, y, width, height, kind, confidence, polarity="none", is_suggested=True) -> Finding:
    mask = np.full((height, width), 255, np.uint8)
    return Finding(Rect(x, y, width, height), mask, kind, confidence, "toy", polarity, is_suggested)


DUST = _piece(40, 40, 6, 6, "dust", 0.95, "lighter")
TEXT = _piece(150, 100, 20, 8, "scene-text", 0.9, "darker", is_suggested=False)
SCRATCH = _piece(100, 30, 60, 3, "scratch", 0.85, "darker")
HAIR = _piece(200, 150, 20, 4, "hair", 0.7, "darker")
SPECK = _piece(250, 60, 4, 4, "dust", 0.6, "lighter")
CRACK = _piece(60, 180, 40, 2, "crack", 0.3)
ALL = (DUST, TEXT, SCRATCH, HAIR, SPECK, CRACK)


@pytest.fixture
def searches(monkeypatch) -> list[ToyOptions]:
    """A finder of known findings stands in the table. Returns the options of its searches."""
    options: list[ToyOptions] = []

    def find(view, chosen) -> Iterator[Progress | Finding]:
        options.append(chosen)
        yield Progress(0, 2)
        yield from ALL
        yield Progress(2, 2)

    _put(monkeypatch, Finder("toy", "Find toys", find, ToyOptions, nothing="There are no toys."))
    return options


def _put(monkeypatch, finder: Finder) -> Finder:
    monkeypatch.setitem(FINDERS._items, finder.key, finder)
    monkeypatch.setitem(FINDERS._modules, finder.key, __name__)
    return finder


@pytest.fixture
def reviewed(searches, open_window, picture_file, settle):
    """A window in which the toys are reviewed."""
    window = open_window(picture_file)
    window.activateWindow()
    window.review.start(FINDERS["toy"])
    settle(window)
    return window


def _press(window, key, modifiers=NONE) -> None:
    QTest.keyClick(QApplication.focusWidget() or window.canvas, key, modifiers)


def _counts(window) -> str:
    return window.findings.counts.text()


def _state(window):
    document = window.session.document
    return document.mask.tobytes(), document.history.serial, len(document.fills)


def _listed(window) -> list[Finding]:
    return list(window.findings.list.rows.findings)


def test_what_is_proposed_is_listed_and_outlined_and_nothing_is_marked(reviewed):
    before = _state(reviewed)
    assert _listed(reviewed) == [DUST, TEXT, SCRATCH, HAIR, SPECK]
    assert _counts(reviewed) == "5 proposed, 4 accepted, 0.41 % of the picture"
    assert reviewed.canvas.findings.overlay is not None
    assert before == _state(reviewed)
    assert not reviewed.session.document.mask.any()


def test_n_and_p_walk_at_100_percent_with_the_finding_in_the_middle(reviewed):
    canvas = reviewed.canvas
    canvas.zoom_to(0.5)
    for key, finding in ((KEY.Key_N, DUST), (KEY.Key_N, TEXT), (KEY.Key_N, SCRATCH), (KEY.Key_P, TEXT)):
        _press(reviewed, key)
        assert reviewed.findings.list.current is finding
        assert canvas.findings.current == finding.rect
        assert canvas.scale == 1.0
        x, y = canvas.to_picture(canvas.rect().center())
        assert abs(x - finding.rect.x - finding.rect.width / 2) <= 1.5
        assert abs(y - finding.rect.y - finding.rect.height / 2) <= 1.5
    for _ in range(9):
        _press(reviewed, KEY.Key_N)
    assert reviewed.findings.list.current is SPECK  # the last
    canvas.zoom_to(3.0)  # a small picture is not made smaller to be looked at
    _press(reviewed, KEY.Key_N)
    assert canvas.scale == 3.0


def test_a_and_x_decide_and_go_on_and_come_before_the_keys_of_tools(reviewed, settle):
    tool = reviewed.toolbox.current
    review = reviewed.session.review
    _press(reviewed, KEY.Key_N)
    _press(reviewed, KEY.Key_X)
    _press(reviewed, KEY.Key_A)
    settle(reviewed)
    assert not review.review.is_accepted(DUST)
    assert review.review.is_accepted(TEXT)
    assert reviewed.findings.list.current is SCRATCH
    assert reviewed.toolbox.current == tool
    assert _counts(reviewed).startswith("5 proposed, 4 accepted")
    _press(reviewed, KEY.Key_A, SHIFT)
    settle(reviewed)
    assert _counts(reviewed).startswith("5 proposed, 5 accepted")
    assert not review.review.is_accepted(CRACK) or not review.review.is_decided(CRACK)  # below the slider


def test_keys_of_the_review_work_from_its_number_fields_too(reviewed, settle):
    field = reviewed.findings.filter.controls.first
    field.setFocus()
    assert QApplication.focusWidget() is field
    for key in (KEY.Key_N, KEY.Key_X):
        QTest.keyClick(field, key)
    assert not reviewed.session.review.review.is_accepted(DUST)
    QTest.keyClick(field, KEY.Key_Return)
    settle(reviewed)
    assert not reviewed.review.is_open
    assert reviewed.session.document.fills


@pytest.mark.parametrize("preset", ["photoshop", "krita", "gimp"])
def test_in_every_preset_keys_are_those_of_tools_again_once_it_is_closed(reviewed, preset):
    reviewed.preferences.shortcut_preset = preset
    reviewed.choices.apply_shortcuts()
    _press(reviewed, KEY.Key_N)
    _press(reviewed, KEY.Key_X)
    assert reviewed.toolbox.current == "brush"
    _press(reviewed, KEY.Key_Escape)
    assert not reviewed.review.is_open
    (key,) = keys_of("swap_brush", reviewed.preferences)
    assert key in ("X", "E")  # of Krita
    _press(reviewed, KEY.Key_X if key == "X" else KEY.Key_E)
    assert reviewed.toolbox.current == "eraser"


def test_enter_takes_the_accepted_ones_and_fills_them_in_one_undo(reviewed, settle, qtbot):
    document = reviewed.session.document
    _press(reviewed, KEY.Key_N)
    _press(reviewed, KEY.Key_X)
    _press(reviewed, KEY.Key_Return)
    settle(reviewed)
    assert not reviewed.review.is_open
    rect, mask = joined((SCRATCH, HAIR, SPECK), document.size, 1)
    filled = np.zeros(document.mask.shape, bool)
    for fill in document.fills:
        filled[fill.rect.slices] |= fill.coverage > 0
    expected = np.zeros_like(filled)
    expected[rect.slices] = mask > 0
    assert document.fills
    assert not (expected & ~filled).any()
    assert not document.mask.any()
    _press(reviewed, KEY.Key_Z, CONTROL)
    settle(reviewed)
    assert not document.fills
    assert not document.mask.any()
    assert reviewed.review.is_open  # as it was before
    assert not reviewed.session.review.review.is_accepted(DUST)
    _press(reviewed, KEY.Key_Z, CONTROL | SHIFT)
    settle(reviewed)
    assert document.fills
    assert not reviewed.review.is_open


def test_taken_as_mask_is_one_step_that_undo_takes_back(reviewed, settle):
    document = reviewed.session.document
    reviewed.findings.take.click()
    settle(reviewed)
    rect, mask = joined((DUST, SCRATCH, HAIR, SPECK), document.size, 1)
    assert np.array_equal(document.mask[rect.slices], mask)
    assert np.count_nonzero(document.mask) == np.count_nonzero(mask)
    assert document.history.undo_name == "Findings"
    assert len(document.history.steps) == 1
    _press(reviewed, KEY.Key_Z, CONTROL)
    settle(reviewed)
    assert not document.mask.any()
    assert reviewed.review.is_open


def test_esc_puts_it_away_without_a_trace_and_it_comes_back_without_a_search(reviewed, searches, settle):
    before = _state(reviewed)
    _press(reviewed, KEY.Key_N)
    _press(reviewed, KEY.Key_X)
    _press(reviewed, KEY.Key_Escape)
    assert not reviewed.review.is_open
    assert reviewed.canvas.findings.overlay is None
    assert reviewed.canvas.findings.current is None
    assert _state(reviewed) == before
    reviewed.review.start(FINDERS["toy"])
    settle(reviewed)
    assert len(searches) == 1
    assert not reviewed.session.review.review.is_accepted(DUST)
    assert _counts(reviewed).startswith("5 proposed, 3 accepted")


def _choose(window, name: str, data: str) -> None:
    boxes = {box.accessibleName(): box for box in window.findings.findChildren(QComboBox)}
    boxes[name].setCurrentIndex(boxes[name].findData(data))


def test_sliders_move_what_is_proposed_and_search_nothing(reviewed, searches, settle):
    fields = {field.accessibleName(): field for field in reviewed.findings.findChildren(QSpinBox)}
    _press(reviewed, KEY.Key_N)
    _press(reviewed, KEY.Key_X)
    fields["Sensitivity"].setValue(80)
    settle(reviewed)
    assert _listed(reviewed) == [DUST, TEXT, SCRATCH, HAIR, SPECK, CRACK]
    assert not reviewed.session.review.review.is_accepted(DUST)  # rejected ones stay rejected
    fields["Sensitivity"].setValue(20)
    settle(reviewed)
    assert _listed(reviewed) == [DUST, TEXT, SCRATCH]
    fields["Sensitivity"].setValue(50)
    fields["Smallest"].setValue(30)
    settle(reviewed)
    assert _listed(reviewed) == [DUST, TEXT, SCRATCH, HAIR]
    fields["Smallest"].setValue(0)
    _choose(reviewed, "Tone", "lighter")
    settle(reviewed)
    assert _listed(reviewed) == [DUST, SPECK]
    _choose(reviewed, "Tone", "both")
    fields["Margin"].setValue(7)
    settle(reviewed)
    assert reviewed.session.review.review.filter.margin == 7
    assert not reviewed.session.review.review.is_accepted(DUST)
    assert len(searches) == 1


def test_classes_are_left_out_by_the_menu(reviewed, settle):
    menu = reviewed.findings.filter.menu
    rows = {action.data(): action for action in menu.actions()}
    assert rows["dust"].text() == "Dust  (2)"
    rows["dust"].trigger()
    settle(reviewed)
    assert _listed(reviewed) == [TEXT, SCRATCH, HAIR]
    assert reviewed.findings.filter.classes.text() == "4 of 5 classes"
    rows["dust"].trigger()
    settle(reviewed)
    assert DUST in _listed(reviewed)


def test_only_inside_or_outside_of_what_is_marked(reviewed, settle, drag):
    reviewed.set_tool("rectangle")
    drag(reviewed, (30, 20), (180, 120))
    settle(reviewed)
    assert reviewed.session.document.mask.any()
    _choose(reviewed, "Where", "inside")
    settle(reviewed)
    assert _listed(reviewed) == [DUST, TEXT, SCRATCH]
    _choose(reviewed, "Where", "outside")
    settle(reviewed)
    assert _listed(reviewed) == [HAIR, SPECK]
    _press(reviewed, KEY.Key_Z, CONTROL)  # what is marked is another: the proposal follows
    settle(reviewed)
    assert _listed(reviewed) == [DUST, TEXT, SCRATCH, HAIR, SPECK]


def test_a_click_on_a_finding_chooses_it_and_a_drag_from_there_paints(reviewed, settle, drag):
    canvas, document = reviewed.canvas, reviewed.session.document
    scale = canvas.scale
    QTest.mouseClick(canvas, LEFT, NONE, canvas.to_widget(130, 31).toPoint())
    settle(reviewed)
    assert reviewed.findings.list.current is SCRATCH
    assert canvas.findings.current == SCRATCH.rect
    assert canvas.scale == scale
    assert not document.mask.any()
    reviewed.settings.set(radius=6, hardness=1.0)
    drag(reviewed, (130, 31), (130, 90))
    settle(reviewed)
    assert document.mask[31, 130] == document.mask[80, 130] == 255
    QTest.mouseClick(canvas, LEFT, NONE, canvas.to_widget(280, 200).toPoint())  # beside all findings
    settle(reviewed)
    assert document.mask[200, 280] == 255


def test_a_click_in_the_list_looks_at_it_and_its_badge_decides(reviewed, settle):
    reviewed.canvas.zoom_to(0.5)
    listed = reviewed.findings.list
    rect = listed.visualRect(listed.rows.index_of(TEXT))
    QTest.mouseClick(listed.viewport(), LEFT, NONE, rect.center())
    assert listed.current is TEXT
    assert reviewed.canvas.scale == 1.0
    QTest.mouseClick(listed.viewport(), LEFT, NONE, QPoint(rect.right() - 12, rect.top() + 12))
    settle(reviewed)
    assert reviewed.session.review.review.is_accepted(TEXT)


def test_the_list_can_be_sorted_by_size(reviewed, settle):
    reviewed.findings.order.setCurrentIndex(1)
    assert _listed(reviewed) == [SCRATCH, TEXT, HAIR, DUST, SPECK]
    _press(reviewed, KEY.Key_N)
    assert reviewed.findings.list.current is SCRATCH


def test_taking_while_nothing_is_accepted_says_so(reviewed, settle):
    for finding in ALL:
        reviewed.session.review.decide((finding,), False)
    settle(reviewed)
    assert not reviewed.findings.fill.isEnabled()
    _press(reviewed, KEY.Key_Return)
    settle(reviewed)
    assert reviewed.messages.text.startswith("Nothing is accepted.")
    assert reviewed.review.is_open
    assert reviewed.session.document.history.steps == ()


def test_a_search_shows_what_has_come_and_esc_stops_it_first(monkeypatch, open_window, picture_file, settle, qtbot):
    may_end = threading.Event()

    def find(view, options):
        yield DUST
        yield Progress(1, 4)
        while not may_end.wait(0.01):
            yield Progress(1, 4)
        yield SCRATCH

    finder = _put(monkeypatch, Finder("slow", "Find slowly", find))
    window = open_window(picture_file)
    window.review.start(finder)
    qtbot.waitUntil(lambda: [one.rect for one in _listed(window)] == [DUST.rect], timeout=20_000)
    assert not window.findings.progress.isHidden()
    assert not window.findings.stop.isHidden()
    _press(window, KEY.Key_N)
    assert window.findings.list.current.rect == DUST.rect
    _press(window, KEY.Key_Escape)
    may_end.set()
    settle(window)
    assert window.review.is_open
    assert window.findings.progress.isHidden()
    assert [one.rect for one in _listed(window)] == [DUST.rect]
    _press(window, KEY.Key_Escape)
    assert not window.review.is_open


def test_what_is_taken_before_the_search_has_ended_waits_for_it(monkeypatch, open_window, picture_file, settle, qtbot):
    may_end = threading.Event()

    def find(view, options):
        yield DUST
        yield Progress(1, 2)
        while not may_end.wait(0.01):
            yield Progress(1, 2)
        yield SCRATCH
        yield Progress(2, 2)

    window = open_window(picture_file)
    window.review.start(_put(monkeypatch, Finder("slow", "Find slowly", find)))
    qtbot.waitUntil(lambda: bool(_listed(window)), timeout=20_000)
    window.findings.take.click()
    assert not window.review.is_open
    may_end.set()
    settle(window)
    document = window.session.document
    assert document.mask[DUST.rect.slices].all()
    assert document.mask[SCRATCH.rect.slices].all()


@pytest.mark.parametrize("error", [KeyError("eyes"), ValueError("The weights are not there.")])
def test_a_finder_that_fails_gets_a_sentence_and_changes_nothing(monkeypatch, open_window, picture_file, settle, error):
    def find(view, options):
        yield Progress(0, 1)
        raise error

    window = open_window(picture_file)
    before = _state(window)
    window.review.start(_put(monkeypatch, Finder("bad", "Find badly", find)))
    settle(window)
    assert window.messages.text
    assert not window.review.is_open
    assert _state(window) == before


def test_a_guest_that_raises_gets_a_sentence_and_changes_nothing(install, open_window, picture_file, settle):
    install("finders", lost="LOST")
    assert "lost" in FINDERS  # loaded
    window = open_window(picture_file)
    window.offer_guests()
    before = _state(window)
    (action,) = [action for action in window.finders.menu.actions() if action.objectName() == "find_lost"]
    action.trigger()
    settle(window)
    assert "lost" in window.messages.text
    assert not window.review.is_open
    assert _state(window) == before


def test_where_nothing_is_found_that_is_said(monkeypatch, open_window, picture_file, settle):
    window = open_window(picture_file)
    window.review.start(_put(monkeypatch, Finder("none", "Find none", lambda *_: iter(()), nothing="There is none.")))
    settle(window)
    assert window.messages.text == "There is none."
    assert not window.review.is_open


def test_each_open_picture_has_a_review_of_its_own(searches, strip_of, settle, qtbot):
    window = strip_of(2)
    window.review.start(FINDERS["toy"])
    settle(window)
    _press(window, KEY.Key_N)
    _press(window, KEY.Key_X)
    settle(window)
    first = window.session.document
    _press(window, KEY.Key_Tab, CONTROL)
    qtbot.waitUntil(lambda: window.session.document not in (None, first), timeout=20_000)
    settle(window)
    assert not window.review.is_open
    assert window.canvas.findings.overlay is None
    assert window.session.review.review.findings == ()
    _press(window, KEY.Key_Tab, CONTROL)
    qtbot.waitUntil(lambda: window.session.document is first, timeout=20_000)
    settle(window)
    assert window.review.is_open
    assert window.findings.list.current is TEXT
    assert window.canvas.findings.overlay is not None
    assert not window.session.review.review.is_accepted(DUST)


def test_a_project_is_opened_again_in_the_middle_of_its_review(reviewed, open_window, tmp_path, settle):
    _press(reviewed, KEY.Key_N)
    _press(reviewed, KEY.Key_X)
    reviewed.session.saving.save_project(tmp_path / "photo.ora")
    settle(reviewed)
    other = open_window(tmp_path / "photo.ora")
    settle(other)
    assert other.review.is_open
    assert [one.identity for one in _listed(other)] == [one.identity for one in (DUST, TEXT, SCRATCH, HAIR, SPECK)]
    assert _counts(other).startswith("5 proposed, 3 accepted")
    other.findings.take.click()
    settle(other)
    document = other.session.document
    assert document.mask[SCRATCH.rect.slices].all()
    assert not document.mask[DUST.rect.slices].any()


def test_findings_of_a_file_are_reviewed_at_once(reviewed, open_window, picture_file, tmp_path, settle, qtbot):
    reviewed.session.finding_files.save(tmp_path / "findings.json")
    qtbot.waitUntil(lambda: not len(reviewed.session.workers), timeout=20_000)
    other = open_window(picture_file)
    assert not other.review.is_open
    other.session.finding_files.open(tmp_path / "findings.json")
    qtbot.waitUntil(lambda: other.review.is_open, timeout=20_000)
    settle(other)
    assert len(_listed(other)) == 5


def test_the_filter_is_remembered_for_each_finder(reviewed, open_window, files, settle):
    fields = {field.accessibleName(): field for field in reviewed.findings.findChildren(QSpinBox)}
    fields["Sensitivity"].setValue(75)
    _choose(reviewed, "Where", "inside")
    settle(reviewed)
    other = open_window(files[0])
    other.review.start(FINDERS["toy"])
    settle(other)
    filter = other.session.review.review.filter
    assert filter.sensitivity == pytest.approx(0.75)
    assert filter.extent == "everywhere"  # of one picture, not a habit


def test_other_options_of_the_search_are_asked_for_and_remembered(reviewed, searches, settle):
    reviewed.findings.search.click()
    popup = reviewed.review.options
    assert popup.isVisible()
    field = next(one for one in popup.findChildren(QSpinBox) if one.accessibleName() == "Shift")
    field.setValue(30)
    QTest.keyClick(popup, KEY.Key_Return)
    settle(reviewed)
    assert not popup.isVisible()
    assert searches == [ToyOptions(), ToyOptions(30)]
    reviewed.review.put_away()
    reviewed.review.start(FINDERS["toy"])
    settle(reviewed)
    assert len(searches) == 2


def test_finders_stand_in_the_menu_on_the_tool_bar_and_in_mask(searches, open_window, picture_file, settle, qtbot):
    window = open_window()
    names = [action.objectName() for action in window.toolbox.find_button.menu().actions()]
    assert "find_damage" in names
    assert "find_toy" in names
    action = next(one for one in window.finders.menu.actions() if one.objectName() == "find_toy")
    assert not action.isEnabled()  # no picture is open
    (mask,) = [menu for menu in window.menuBar().findChildren(QMenu) if menu.title() == "&Mask"]
    assert action in mask.actions()
    window.open(picture_file)
    qtbot.waitUntil(lambda: window.session.document is not None, timeout=20_000)
    action.trigger()
    settle(window)
    assert window.review.is_open


def test_the_start_page_opens_a_picture_and_searches_it(open_window, picture_file, settle, qtbot):
    window = open_window()
    QTest.mouseClick(window.start_page.page.find_button, LEFT)
    dialog = window.findChild(QFileDialog)
    dialog.reject()
    window.open(picture_file)
    qtbot.waitUntil(lambda: window.session.document is not None, timeout=20_000)
    settle(window)
    assert not window.session.review.review.findings  # nothing was chosen there
    window.session.close_document()
    QTest.mouseClick(window.start_page.page.find_button, LEFT)
    dialog = window.findChildren(QFileDialog)[-1]
    dialog.filesSelected.emit([str(resource("samples/old-portrait.png"))])
    dialog.close()
    qtbot.waitUntil(lambda: window.session.document is not None, timeout=20_000)
    settle(window)
    qtbot.waitUntil(lambda: window.review.is_open, timeout=20_000)
    settle(window)
    assert window.session.review.review.findings


def test_damage_of_a_sample_is_found_by_ctrl_f_and_reviewed_with_care_for_faces(open_window, settle):
    window = open_window(resource("samples/old-portrait.png"))
    QTest.keyClick(window, KEY.Key_F, CONTROL)
    settle(window)
    document = window.session.document
    before = document.history.serial
    accepted = window.session.review.accepted
    rect, mask = joined(accepted, document.size, window.session.review.review.filter.margin)
    marked = np.zeros((document.size.height, document.size.width), bool)
    marked[rect.slices] = mask > 0
    damaged = np.asarray(Image.open(resource("samples/old-portrait.mask.png")).convert("L")) > 0
    for name, part in {"face": Rect(200, 160, 160, 180), "hand": Rect(280, 340, 130, 220)}.items():
        assert (marked & ~damaged)[part.slices].mean() < 0.03, name
    assert (marked & damaged).sum() > 3000  # and the damage is not forgotten
    assert document.history.serial == before
    for key in (KEY.Key_N, KEY.Key_X, KEY.Key_N, KEY.Key_A, KEY.Key_Return):
        _press(window, key)
    settle(window)
    assert document.fills
    assert not window.review.is_open


def test_the_sheet_names_the_keys_of_the_review(reviewed):
    sheet = ShortcutSheet(reviewed.preferences, reviewed)
    words = [label.text() for label in sheet.findChildren(QLabel)]
    assert ("Accept, reject", "A   X") in pairwise(words)
    sheet.close()


def test_the_brush_keeps_its_size_whatever_the_program_does_with_the_view(searches, open_window, tmp_path, settle):
    """Hidden panels, two halves and the strip of a review leave other room: that is no reason for another brush."""
    Image.fromarray(np.full((1200, 1600, 3), 120, np.uint8)).save(tmp_path / "large.png")
    window = open_window(tmp_path / "large.png")
    window.activateWindow()
    canvas, radius = window.canvas, window.settings.now.radius
    size, fit = canvas.size(), window.toolbox._fit_scale()
    for key, modifiers in ((KEY.Key_Tab, NONE), (KEY.Key_1, CONTROL), (KEY.Key_Tab, NONE), (KEY.Key_Y, NONE)):
        _press(window, key, modifiers)
        QApplication.processEvents()
        assert window.settings.now.radius == radius
    assert window.toolbox._fit_scale() < fit, "side by side there is half the room"
    _press(window, KEY.Key_Y)
    window.review.start(FINDERS["toy"])
    settle(window)
    assert canvas.height() < size.height(), "the strip has come"
    for key in (KEY.Key_N, KEY.Key_N, KEY.Key_P):
        _press(window, key)
        QApplication.processEvents()
        assert window.settings.now.radius == radius
    _press(window, KEY.Key_BracketRight)
    assert window.settings.now.radius > radius, "the person changes it"


def test_one_esc_leaves_the_review_and_what_was_said_of_it(monkeypatch, open_window, picture_file, settle):
    """What was said of something else stays, until it is over by itself or another Esc."""

    def find(view, chosen) -> Iterator[Progress | Finding]:
        yield Progress(0, 1, say("A part could not be searched."))
        yield DUST

    window = open_window(picture_file)
    window.activateWindow()
    window.session.tell("error", "The disk is full.", About.PROGRAM)
    window.review.start(_put(monkeypatch, Finder("toy", "Find toys", find)))
    settle(window)
    assert window.messages.text == "A part could not be searched."
    _press(window, KEY.Key_Escape)
    assert not window.review.is_open
    assert window.messages.text == "The disk is full."
    _press(window, KEY.Key_Escape)
    assert window.messages.text == ""


def test_why_nothing_was_found_is_said_with_it(monkeypatch, open_window, picture_file, settle):
    """The review is put away then, and what was said of it with it."""

    def find(view, chosen) -> Iterator[Progress | Finding]:
        yield Progress(1, 1, say("A part could not be searched."))

    window = open_window(picture_file)
    window.review.start(_put(monkeypatch, Finder("toy", "Find toys", find, nothing="There are no toys.")))
    settle(window)
    assert not window.review.is_open
    assert window.messages.text == "A part could not be searched. There are no toys."


def test_that_nothing_is_accepted_is_over_with_the_review(reviewed):
    for finding in _listed(reviewed):
        reviewed.session.review.decide((finding,), False)
    _press(reviewed, KEY.Key_Return)
    assert reviewed.messages.text.startswith("Nothing is accepted.")
    assert reviewed.review.is_open
    _press(reviewed, KEY.Key_Escape)
    assert not reviewed.review.is_open
    assert reviewed.messages.text == ""


def test_findings_that_were_filled_leave_the_list_before_a_finder_of_other_things_searches(
    monkeypatch, reviewed, settle
):
    _press(reviewed, KEY.Key_Return)
    settle(reviewed)
    filled = reviewed.session.document.fills
    assert filled
    other = _piece(20, 200, 9, 9, "dust", 0.9)
    _put(monkeypatch, Finder("other", "Find others", lambda view, options: iter((replace(other, source="other"),))))
    reviewed.review.start(FINDERS["other"])
    settle(reviewed)
    assert TEXT in _listed(reviewed), "what was not accepted is still to be decided about"
    assert DUST not in _listed(reviewed)
    _press(reviewed, KEY.Key_Return)
    settle(reviewed)
    (new,) = [fill for fill in reviewed.session.document.fills if fill not in filled]
    assert not any(new.rect.intersects(finding.rect) for finding in (DUST, SCRATCH, HAIR, SPECK))


def test_the_finders_are_asked_for_beside_the_picture(searches, open_window, tmp_path, settle):
    """Before the review is open, and from its strip: what is to be found stays in view."""
    Image.fromarray(np.full((600, 100, 3), 120, np.uint8)).save(tmp_path / "upright.png")
    window = open_window(tmp_path / "upright.png")
    window.activateWindow()
    canvas = window.canvas

    def covered() -> int:
        popup, viewport = window.review.options, canvas.viewport
        assert popup.isVisible()
        seen = viewport.dirty(canvas.visible_part(), viewport.main_pane).translated(canvas.mapToGlobal(QPoint(0, 0)))
        both = popup.geometry().intersected(seen)
        return both.width() * both.height() if not both.isEmpty() else 0

    _press(window, KEY.Key_F, Qt.KeyboardModifier.AltModifier | SHIFT)
    assert covered() == 0
    window.review.options.hide()
    window.review.start(FINDERS["toy"])
    settle(window)
    QTest.mouseClick(window.findings.search, LEFT)
    assert covered() == 0
    strip = window.findings.rect().translated(window.findings.mapToGlobal(QPoint(0, 0)))
    assert not window.review.options.geometry().intersects(strip)
    window.review.options.hide()


def test_the_card_of_hints_does_not_lie_over_what_is_found(searches, open_window, picture_file, settle):
    window = open_window(picture_file)
    window.hints.point_out()
    window.review.start(FINDERS["toy"])
    assert not window.hints.isVisible()
    settle(window)


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_the_picture_has_its_scale_again_in_a_small_window_when_a_review_has_gone(
    application, monkeypatch, open_window, picture_file, settle, qtbot, language
):
    """The strip takes the room there is, with all that it shows while a search runs: no panel gives way to it."""
    gate = threading.Event()

    def find(view, chosen) -> Iterator[Progress | Finding]:
        yield Progress(0, 1)
        while not gate.wait(0.002):
            yield Progress(0, 1)
        yield DUST

    finder = _put(monkeypatch, Finder("toy", "Find toys", find))
    window = open_window(picture_file)
    if language != "en":
        window.preferences.language = language
        window.language_requested.emit()
        qtbot.waitUntil(lambda: application.windows[0] is not window)
        window = application.windows[0]
    window.activateWindow()
    window.resize(900, 600)
    for _ in range(4):
        QApplication.processEvents()
    canvas, panels = window.canvas, window.docks["fills"].width()
    width, scale = canvas.width(), canvas.scale
    window.review.start(finder)
    qtbot.waitUntil(lambda: window.findings.stop.isVisible())
    for _ in range(4):
        QApplication.processEvents()
    assert (canvas.width(), window.docks["fills"].width()) == (width, panels)
    assert canvas.visible_part() == Rect(0, 0, 320, 240)  # it was whole, and stays so above the strip
    gate.set()
    settle(window)
    _press(window, KEY.Key_Escape)
    for _ in range(4):
        QApplication.processEvents()
    assert (canvas.width(), canvas.scale, window.docks["fills"].width()) == (width, scale, panels)
