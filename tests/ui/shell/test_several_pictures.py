"""Several pictures in one window: the strip, switching, putting away, and what works on for pictures out of view."""

import mmap

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from inpaint_studio.files.memory.journal import restore
from inpaint_studio.ui.document import jobs
from inpaint_studio.ui.document.recovery import JournalKeeper
from inpaint_studio.ui.kit.messages import About

from ..strips import CONTROL, LEFT, MIDDLE, SHIFT, calm, click, drop, go, names


@pytest.mark.parametrize("way", ["drop", "dialog", "start"])
def test_several_files_open_one_strip_and_only_the_first_is_decoded(
    open_window, application, qtbot, files, way, monkeypatch
):
    decoded = []
    open_picture = jobs.open_picture

    def count(path, *arguments):
        decoded.append(path)
        yield from open_picture(path, *arguments)

    monkeypatch.setattr(jobs, "open_picture", count)
    window = open_window()
    if way == "drop":
        drop(window, files)
    elif way == "dialog":
        window.actions_by_name["open"].trigger()
        (dialog,) = [one for one in window.findChildren(QFileDialog) if one.isVisible()]
        assert dialog.fileMode() == QFileDialog.FileMode.ExistingFiles
        dialog.filesSelected.emit([str(path) for path in files])
        dialog.close()
    else:
        window.files.open_all(files)
    qtbot.waitUntil(lambda: window.session.document is not None, timeout=20_000)
    qtbot.waitUntil(lambda: all(picture.thumbnail is not None for picture in window.session.pictures), timeout=20_000)
    calm(window, qtbot)
    assert len(application.windows) == 1
    assert names(window) == [path.name for path in files]
    assert decoded == files[:1]
    assert window.session.path == files[0]
    go(window, 3, qtbot)
    assert decoded == [files[0], files[3]]
    calm(window, qtbot)


def test_each_picture_has_its_own_marks_fills_undo_and_view(strip_of, drag, qtbot, files):
    window = strip_of(2)
    first = window.session.document
    drag(window, (60, 60), (120, 60))
    with qtbot.waitSignal(window.session.filling.finished, timeout=10_000):
        QTest.keyClick(window.canvas, Qt.Key.Key_Return)
    drag(window, (200, 200), (240, 200))
    window.canvas.zoom_to(2.0)
    window.canvas.centre_on(100, 90)
    view, marks = window.canvas.view, first.mask.copy()
    seen = first.composite()
    go(window, 1, qtbot)
    assert window.session.document.fills == ()
    assert not window.session.document.mask.any()
    assert not window.actions_by_name["undo"].isEnabled()
    assert window.history.list.model().rowCount() == 1
    drag(window, (20, 20), (40, 20))
    calm(window, qtbot)
    assert first.packed_mask is not None
    go(window, 0, qtbot)
    assert window.session.document is first
    assert first.packed_mask is None
    assert np.array_equal(first.mask, marks)
    assert np.array_equal(first.composite(), seen)
    assert (window.canvas.view.x, window.canvas.view.y, window.canvas.scale) == (view.x, view.y, view.scale)
    QTest.keyClick(window.canvas, Qt.Key.Key_Z, CONTROL)
    assert not first.mask.any()
    QTest.keyClick(window.canvas, Qt.Key.Key_Z, CONTROL)
    assert first.fills == ()
    calm(window, qtbot)


def test_what_is_put_away_lies_outside_memory_whatever_becomes_of_the_file(strip_of, drag, qtbot, files):
    window = strip_of(2)
    document = window.session.document
    pixels = document.picture.pixels.copy()
    drag(window, (60, 60), (120, 60))
    mask = document.mask.copy()
    go(window, 1, qtbot)
    calm(window, qtbot)
    picture = window.session.pictures.of(document)
    assert document.packed_mask is not None
    assert picture.shown is None
    assert document.picture.pixels.base is not None  # it looks into a file
    Image.new("RGB", (320, 240)).save(files[0])  # the photograph itself may go
    go(window, 0, qtbot)
    assert np.array_equal(document.picture.pixels, pixels)
    assert document.picture.pixels.base is None
    assert np.array_equal(document.mask, mask)
    assert window.session.display.picture is document.picture
    calm(window, qtbot)


def test_a_fill_that_runs_lands_in_its_own_picture_while_another_is_in_view(
    strip_of, drag, qtbot, slow_engine, tmp_path
):
    window = strip_of(2, engine=slow_engine)
    keeper = JournalKeeper(window.session, tmp_path / "journals")
    keeper._begin()
    session, first = window.session, window.session.document
    drag(window, (60, 60), (120, 60))
    QTest.keyClick(window.canvas, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(slow_engine.requests), timeout=20_000)
    go(window, 1, qtbot)
    second = session.document
    assert session.is_filling
    assert "scan-0.png" in window.status.engine_text
    QTest.keyClick(window.canvas, Qt.Key.Key_Escape)  # is about the picture in view
    assert session.is_filling
    drag(window, (20, 20), (60, 20))
    slow_engine.may_finish.set()
    qtbot.waitUntil(lambda: len(first.fills) == 1, timeout=20_000)
    calm(window, qtbot)
    assert second.fills == ()
    assert second.mask.any()
    assert first.packed_mask is not None
    assert not first.mask.any()
    journal = keeper.journal_of(first)
    journal.flush()
    journal.close()
    restored = restore(journal.path)
    assert len(restored.document.fills) == 1
    assert not restored.document.mask.any()
    restored.journal.close()
    go(window, 0, qtbot)
    assert np.array_equal(window.session.display.fills[0].pixels, first.fills[0].pixels)
    assert window.history.list.model().rowCount() == 3
    calm(window, qtbot)
    keeper.end()


def test_fills_asked_for_in_two_pictures_are_made_one_after_the_other(strip_of, drag, qtbot, slow_engine):
    window = strip_of(2, engine=slow_engine)
    first = window.session.document
    drag(window, (60, 60), (120, 60))
    QTest.keyClick(window.canvas, Qt.Key.Key_Return)
    go(window, 1, qtbot)
    second = window.session.document
    drag(window, (20, 20), (60, 20))
    QTest.keyClick(window.canvas, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(slow_engine.requests), timeout=20_000)
    assert len(slow_engine.requests) == 1
    QTest.keyClick(window.canvas, Qt.Key.Key_Escape)  # the one that waits here
    assert window.session.is_filling
    QTest.keyClick(window.canvas, Qt.Key.Key_Return)
    slow_engine.may_finish.set()
    qtbot.waitUntil(lambda: len(second.fills) == 1, timeout=20_000)
    assert len(first.fills) == 1
    assert [request.picture.name for request in slow_engine.requests] == ["scan-0.png", "scan-1.png"]
    calm(window, qtbot)


@pytest.mark.parametrize("tool", ["polygon", "livewire"])
def test_what_is_half_drawn_by_clicks_stays_with_its_picture(strip_of, drag, qtbot, tool):
    window = strip_of(3)
    first = window.session.document
    window.set_tool(tool)

    def click(x, y):
        at = window.canvas.to_widget(x, y).toPoint()
        QTest.mouseMove(window.canvas, at)
        QTest.mouseClick(window.canvas, LEFT, Qt.KeyboardModifier.NoModifier, at)

    for corner in ((40, 40), (200, 50), (180, 160)):
        click(*corner)
    go(window, 1, qtbot)
    calm(window, qtbot)
    assert first.packed_mask is not None
    window.canvas.setFocus()
    QTest.keyClick(window.canvas, Qt.Key.Key_Return)  # nothing is being drawn here
    click(100, 100)
    window.set_tool("brush")
    drag(window, (20, 20), (60, 20))
    calm(window, qtbot)
    second = window.session.document
    marks = second.mask.copy()
    go(window, 0, qtbot)
    window.set_tool(tool)
    click(60, 150)
    QTest.keyClick(window.canvas, Qt.Key.Key_Return)
    calm(window, qtbot)
    assert first.mask[100, 120] == 255
    assert first.mask[150, 80] > 0
    assert not first.mask[200, 250]
    assert len(first.history.steps) == 1
    go(window, 1, qtbot)
    QTest.keyClick(window.canvas, Qt.Key.Key_Escape)
    assert np.array_equal(second.mask, marks)
    calm(window, qtbot)


def test_a_shape_that_is_drawn_by_clicks_goes_on_with_the_tool_still_in_hand(strip_of, qtbot):
    window = strip_of(2)
    first = window.session.document
    window.set_tool("polygon")

    def click(x, y):
        at = window.canvas.to_widget(x, y).toPoint()
        QTest.mouseClick(window.canvas, LEFT, Qt.KeyboardModifier.NoModifier, at)

    click(60, 60)
    click(200, 60)
    go(window, 1, qtbot)
    go(window, 0, qtbot)
    click(60, 180)
    QTest.keyClick(window.canvas, Qt.Key.Key_Return)
    calm(window, qtbot)
    assert window.session.document is first
    assert first.mask[80, 100] == 255


def test_a_picture_that_is_closed_takes_along_what_was_half_drawn_on_it(strip_of, qtbot):
    window = strip_of(2)
    first = window.session.document
    window.set_tool("polygon")
    for corner in ((40, 40), (200, 50)):
        at = window.canvas.to_widget(*corner).toPoint()
        QTest.mouseClick(window.canvas, LEFT, Qt.KeyboardModifier.NoModifier, at)
    go(window, 1, qtbot)
    assert first in window.toolbox._drafts
    click(window, 0, MIDDLE)
    qtbot.waitUntil(lambda: len(window.session.pictures) == 1, timeout=20_000)
    assert first not in window.toolbox._drafts
    calm(window, qtbot)


def test_a_stroke_that_is_being_painted_ends_when_another_picture_is_chosen(strip_of, qtbot):
    window = strip_of(2)
    first, canvas = window.session.document, window.canvas
    QTest.mousePress(canvas, LEFT, Qt.KeyboardModifier.NoModifier, canvas.to_widget(60, 60).toPoint())
    assert window.session.changes.stroke_is_open
    with qtbot.waitSignal(window.session.history_changed, timeout=20_000):
        QTest.keyClick(canvas, Qt.Key.Key_Tab, CONTROL)
    qtbot.waitUntil(lambda: window.session.document is not first, timeout=20_000)
    QTest.mouseRelease(canvas, LEFT, Qt.KeyboardModifier.NoModifier, QPoint(5, 5))
    assert [step.name for step in first.history.steps] == ["Brush"]
    assert first.mask.any()
    assert not window.session.document.mask.any()
    calm(window, qtbot)


def test_candidates_wait_for_their_picture(strip_of, drag, qtbot, settle):
    window = strip_of(2)
    first = window.session.document
    drag(window, (60, 60), (120, 60))
    QTest.keyClick(window.canvas, Qt.Key.Key_Return, CONTROL)
    settle(window)
    assert window.candidates.isVisible()
    offered = window.session.candidates.offered
    go(window, 1, qtbot)
    assert window.session.candidates.offered == ()
    assert not window.candidates.isVisible()
    calm(window, qtbot)
    go(window, 0, qtbot)
    assert window.session.candidates.offered == offered
    assert window.candidates.isVisible()
    QTest.keyClick(window.canvas, Qt.Key.Key_Return)
    settle(window)
    assert len(first.fills) == 1
    calm(window, qtbot)


def test_a_file_that_cannot_be_opened_leaves_the_strip_and_the_next_is_shown(open_window, qtbot, files, tmp_path):
    bad = tmp_path / "bad.png"
    bad.write_bytes(b"nothing")
    window = open_window()
    drop(window, [bad, *files[:2]])
    qtbot.waitUntil(lambda: window.session.path == files[0], timeout=20_000)
    assert names(window) == ["scan-0.png", "scan-1.png"]
    assert "bad.png" in window.messages.text
    calm(window, qtbot)


def test_a_file_that_is_open_comes_into_view_instead_of_opening_twice(strip_of, files, qtbot):
    window = strip_of(3)
    window.open(files[1])
    qtbot.waitUntil(lambda: window.session.path == files[1], timeout=20_000)
    assert len(window.session.pictures) == 3
    assert "open already" in window.messages.text
    calm(window, qtbot)


def test_the_original_of_a_picture_that_was_saved_as_another_opens_beside_it(strip_of, files, qtbot, tmp_path):
    window = strip_of(1)
    with qtbot.waitSignal(window.session.saving.saved, timeout=20_000):
        window.files.save_to(tmp_path / "copy.png")
    first = window.session.document
    window.open(files[0])
    qtbot.waitUntil(lambda: window.session.document not in (None, first), timeout=20_000)
    assert names(window) == ["copy.png", files[0].name]
    assert window.windowTitle().startswith(files[0].name)
    assert "open already" not in window.messages.text
    calm(window, qtbot)


def test_a_project_that_was_saved_as_a_picture_comes_into_view_under_both_names(strip_of, files, qtbot, tmp_path):
    window = strip_of(2)
    picture = window.session.pictures.in_view
    picture.path = picture.project_path = tmp_path / "work.ora"  # as a project that was opened
    picture.saved_path = tmp_path / "copy.png"
    click(window, 1)
    qtbot.waitUntil(lambda: window.session.path == files[1], timeout=20_000)
    window.open(tmp_path / "work.ora")
    qtbot.waitUntil(lambda: window.session.pictures.in_view is picture, timeout=20_000)
    assert len(window.session.pictures) == 2
    assert window.messages.text == "work.ora is open already, as copy.png."
    calm(window, qtbot)


def test_where_nothing_can_be_put_away_pictures_stay_in_memory_and_it_is_said(strip_of, drag, qtbot, tmp_path):
    window = strip_of(2)
    blocked = tmp_path / "a file"
    blocked.write_text("no folder")
    window.session.switching.folder = blocked
    first = window.session.document
    drag(window, (60, 60), (120, 60))
    click(window, 1)
    qtbot.waitUntil(lambda: "cannot be put away" in window.messages.text, timeout=20_000)
    qtbot.waitUntil(lambda: not len(window.session.workers), timeout=20_000)
    assert first.packed_mask is None
    go(window, 0, qtbot)
    assert first.mask.any()


def test_an_error_goes_out_of_view_with_its_picture_and_comes_back_with_it(strip_of, qtbot, tmp_path, drag):
    window = strip_of(2)
    (tmp_path / "wrong.mask.png").write_bytes(b"no picture")
    window.masks.load(tmp_path / "wrong.mask.png")
    qtbot.waitUntil(lambda: "wrong.mask.png" in window.messages.text, timeout=20_000)
    words = window.messages.text
    go(window, 1, qtbot)
    assert window.messages.text == ""
    go(window, 0, qtbot)
    assert window.messages.text == words
    drag(window, (60, 60), (120, 60))  # something was done since: it is not what was said last any more
    calm(window, qtbot)
    assert window.messages.text == ""


def test_a_file_that_cannot_be_opened_is_spoken_of_until_another_picture_is_asked_for(strip_of, qtbot, tmp_path, files):
    window = strip_of(2)
    (tmp_path / "broken.png").write_bytes(b"no picture")
    window.open(tmp_path / "broken.png")
    qtbot.waitUntil(lambda: "broken.png" in window.messages.text, timeout=20_000)
    assert len(window.session.pictures) == 2
    go(window, 1, qtbot)
    assert window.messages.text == ""
    window.files.open_all([tmp_path / "broken.png", files[4]])  # the second comes into view by itself
    qtbot.waitUntil(lambda: window.session.path == files[4], timeout=20_000)
    assert "broken.png" in window.messages.text


def test_what_becomes_of_a_picture_out_of_view_is_said_under_its_name(strip_of, qtbot):
    window = strip_of(2)
    first = window.session.document
    go(window, 1, qtbot)
    window.session.tell("error", "There is not enough memory for this.", first)
    assert window.messages.text == "scan-0.png: There is not enough memory for this."
    window.session.tell("warning", "The disk is full.", About.PROGRAM)
    go(window, 0, qtbot)
    assert window.messages.text == "The disk is full."
    QTest.mouseClick(window.messages._close, Qt.MouseButton.LeftButton)
    assert window.messages.text == "There is not enough memory for this."
    window.leaving.close(window.session.pictures.in_view)
    qtbot.waitUntil(lambda: window.session.pictures.in_view is not None, timeout=20_000)
    assert window.messages.text == ""


def test_fills_and_undo_steps_of_a_picture_out_of_view_lie_in_a_file_and_work_as_before(
    strip_of, drag, qtbot, tmp_path
):
    window = strip_of(2)
    keeper = JournalKeeper(window.session, tmp_path / "journals")
    keeper._begin()
    session, first = window.session, window.session.document
    noise = np.random.default_rng(1).integers(0, 256, (240, 320), np.uint8)
    noise[:, 200:] = 0
    session.changes.change("From a file", lambda mask: (first.picture.rect, noise))
    calm(window, qtbot)
    with qtbot.waitSignal(session.filling.finished, timeout=10_000):
        QTest.keyClick(window.canvas, Qt.Key.Key_Return)
    calm(window, qtbot)
    (fill,) = first.fills
    samples, seen = fill.pixels.copy(), first.composite()
    go(window, 1, qtbot)
    calm(window, qtbot)
    assert first.fills == (fill,)
    assert _lies_in_a_file(fill.pixels)
    assert _lies_in_a_file(fill.coverage)
    assert not any(step.mask_change.large_parts for step in first.history.steps)
    assert not first.packed_mask.large_parts
    assert np.array_equal(first.composite(), seen)
    go(window, 0, qtbot)
    assert not _lies_in_a_file(fill.pixels)
    assert np.array_equal(fill.pixels, samples)
    session.fills.set_visible(fill.id, False)
    calm(window, qtbot)
    journal = keeper.journal_of(first)
    journal.flush()
    written = journal.path.stat().st_size
    go(window, 1, qtbot)
    calm(window, qtbot)
    (hidden,) = first.fills
    assert hidden.pixels is fill.pixels  # two states of one fill share their samples there as well
    go(window, 0, qtbot)
    session.fills.set_strength(fill.id, 0.5)  # what the journal has of the samples it knows again
    calm(window, qtbot)
    journal.flush()
    assert journal.path.stat().st_size - written < samples.nbytes // 2
    for _ in range(3):
        QTest.keyClick(window.canvas, Qt.Key.Key_Z, CONTROL)
        calm(window, qtbot)
    assert first.fills == ()
    assert np.array_equal(first.mask, noise)
    for _ in range(2):
        QTest.keyClick(window.canvas, Qt.Key.Key_Z, CONTROL | SHIFT)
        calm(window, qtbot)
    assert np.array_equal(first.fills[0].pixels, samples)
    journal.flush()
    journal.close()
    restored = restore(journal.path)
    assert np.array_equal(restored.document.fills[0].pixels, samples)
    restored.journal.close()
    keeper.end()


def _lies_in_a_file(array: np.ndarray) -> bool:
    base = array
    while isinstance(base, np.ndarray):
        base = base.base
    return isinstance(base.obj if isinstance(base, memoryview) else base, mmap.mmap)
