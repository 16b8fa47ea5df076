"""Several pictures in one window: the strip, switching, putting away, and what works on for pictures out of view."""

import mmap
import threading
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog

from inpaint_studio.files.memory.journal import restore
from inpaint_studio.ui.document import jobs, stored_picture, switching
from inpaint_studio.ui.document.recovery import JournalKeeper
from inpaint_studio.ui.panels.film_strip import _Places

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
LEFT, MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """Five pictures of 320 x 240, each of its own colours."""
    made = []
    for number in range(5):
        pixels = np.random.default_rng(number).integers(0, 255, (240, 320, 3), np.uint8)
        made.append(tmp_path / f"scan-{number}.png")
        Image.fromarray(pixels).save(made[-1])
    return made


@pytest.fixture
def strip_of(open_window, qtbot, files):
    """A window with these many pictures dropped on it, all that can be put away put away."""

    def opened(count: int = 3, **engine):
        window = open_window(**engine)
        window.settings.set(radius=10, hardness=1.0)
        _drop(window, files[:count])
        qtbot.waitUntil(lambda: window.session.document is not None, timeout=20_000)
        _calm(window, qtbot)
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        return window

    return opened


def _drop(window, paths) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    copy, no = Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(100, 100), copy, data, LEFT, no)
    QApplication.sendEvent(window, enter)
    assert enter.isAccepted()
    drop = QDropEvent(QPointF(100, 100), copy, data, LEFT, no)
    QApplication.sendEvent(window, drop)
    assert drop.dropAction() is copy


def _calm(window, qtbot) -> None:
    """Nothing runs any more, and what is not in view is put away."""
    session = window.session
    qtbot.waitUntil(
        lambda: (
            not (
                len(session.workers)
                or session.changes.is_any_busy
                or session.switching.is_putting_away
                or session.pictures.coming
            )
        ),
        timeout=20_000,
    )


def _click(window, row: int, button=LEFT, on_close: bool = False) -> None:
    strip = window.pictures.strip
    item = strip.visualRect(strip.rows.index(row, 0))
    at = _Places.of(item).close.center() if on_close else item.center()
    QTest.mouseMove(strip.viewport(), at)
    QTest.mouseClick(strip.viewport(), button, Qt.KeyboardModifier.NoModifier, at)


def _go(window, row: int, qtbot) -> None:
    picture = list(window.session.pictures)[row]
    if picture is not window.session.pictures.in_view:
        _click(window, row)
    qtbot.waitUntil(lambda: window.session.pictures.in_view is picture, timeout=20_000)


def _names(window) -> list[str]:
    return [picture.name for picture in window.session.pictures]


def test_one_picture_alone_has_no_strip_and_the_second_brings_it(open_window, qtbot, files):
    window = open_window(files[0])
    assert not window.pictures.strip.isVisible()
    with qtbot.waitSignal(window.session.document_changed, timeout=20_000):
        window.open(files[1])
    assert window.pictures.strip.isVisible()
    _calm(window, qtbot)
    QTest.keyClick(window.canvas, Qt.Key.Key_W, CONTROL)
    qtbot.waitUntil(lambda: window.session.path == files[0], timeout=20_000)
    assert not window.pictures.strip.isVisible()
    _calm(window, qtbot)


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
        _drop(window, files)
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
    _calm(window, qtbot)
    assert len(application.windows) == 1
    assert _names(window) == [path.name for path in files]
    assert decoded == files[:1]
    assert window.session.path == files[0]
    _go(window, 3, qtbot)
    assert decoded == [files[0], files[3]]
    _calm(window, qtbot)


def test_keys_and_clicks_go_from_one_to_the_next_and_round(strip_of, files, qtbot):
    window = strip_of(3)
    back = Qt.Key.Key_Backtab, CONTROL | SHIFT
    for row, (key, modifiers) in zip((1, 2, 0, 2), (*[(Qt.Key.Key_Tab, CONTROL)] * 3, back), strict=True):
        QTest.keyClick(window.canvas if window.canvas.isEnabled() else window, key, modifiers)
        qtbot.waitUntil(lambda row=row: window.session.path == files[row], timeout=20_000)
    _go(window, 1, qtbot)
    assert window.session.path == files[1]
    assert window.windowTitle().startswith("scan-1.png")
    assert window.canvas.hasFocus()
    _calm(window, qtbot)


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
    _go(window, 1, qtbot)
    assert window.session.document.fills == ()
    assert not window.session.document.mask.any()
    assert not window.actions_by_name["undo"].isEnabled()
    assert window.history.list.model().rowCount() == 1
    drag(window, (20, 20), (40, 20))
    _calm(window, qtbot)
    assert first.packed_mask is not None
    _go(window, 0, qtbot)
    assert window.session.document is first
    assert first.packed_mask is None
    assert np.array_equal(first.mask, marks)
    assert np.array_equal(first.composite(), seen)
    assert (window.canvas.view.x, window.canvas.view.y, window.canvas.scale) == (view.x, view.y, view.scale)
    QTest.keyClick(window.canvas, Qt.Key.Key_Z, CONTROL)
    assert not first.mask.any()
    QTest.keyClick(window.canvas, Qt.Key.Key_Z, CONTROL)
    assert first.fills == ()
    _calm(window, qtbot)


def test_what_is_put_away_lies_outside_memory_whatever_becomes_of_the_file(strip_of, drag, qtbot, files):
    window = strip_of(2)
    document = window.session.document
    pixels = document.picture.pixels.copy()
    drag(window, (60, 60), (120, 60))
    mask = document.mask.copy()
    _go(window, 1, qtbot)
    _calm(window, qtbot)
    picture = window.session.pictures.of(document)
    assert document.packed_mask is not None
    assert picture.shown is None
    assert document.picture.pixels.base is not None  # it looks into a file
    Image.new("RGB", (320, 240)).save(files[0])  # the photograph itself may go
    _go(window, 0, qtbot)
    assert np.array_equal(document.picture.pixels, pixels)
    assert document.picture.pixels.base is None
    assert np.array_equal(document.mask, mask)
    assert window.session.display.picture is document.picture
    _calm(window, qtbot)


def test_while_a_picture_is_read_back_its_thumbnail_is_shown_and_nothing_can_be_drawn(
    strip_of, drag, qtbot, monkeypatch
):
    window = strip_of(2)
    first = window.session.document
    _go(window, 1, qtbot)
    _calm(window, qtbot)
    gate, through = threading.Event(), stored_picture.read_back

    def slowly(*arguments):
        assert gate.wait(20)
        yield from through(*arguments)

    monkeypatch.setattr(switching.stored_picture, "read_back", slowly)
    _click(window, 0)
    assert window.session.document is None
    assert window.canvas.isVisible()
    assert window.canvas.display is not None
    assert not window.canvas.isEnabled()
    assert window.tool_bar.isVisible()
    assert window.windowTitle().startswith("scan-0.png")
    drag(window, (60, 60), (90, 60))
    gate.set()
    qtbot.waitUntil(lambda: window.session.document is first, timeout=20_000)
    assert window.canvas.isEnabled()
    assert not first.mask.any()
    _calm(window, qtbot)


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
    _go(window, 1, qtbot)
    second = session.document
    assert session.is_filling
    assert "scan-0.png" in window.status.engine_text
    QTest.keyClick(window.canvas, Qt.Key.Key_Escape)  # is about the picture in view
    assert session.is_filling
    drag(window, (20, 20), (60, 20))
    slow_engine.may_finish.set()
    qtbot.waitUntil(lambda: len(first.fills) == 1, timeout=20_000)
    _calm(window, qtbot)
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
    _go(window, 0, qtbot)
    assert np.array_equal(window.session.display.fills[0].pixels, first.fills[0].pixels)
    assert window.history.list.model().rowCount() == 3
    _calm(window, qtbot)
    keeper.end()


def test_fills_asked_for_in_two_pictures_are_made_one_after_the_other(strip_of, drag, qtbot, slow_engine):
    window = strip_of(2, engine=slow_engine)
    first = window.session.document
    drag(window, (60, 60), (120, 60))
    QTest.keyClick(window.canvas, Qt.Key.Key_Return)
    _go(window, 1, qtbot)
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
    _calm(window, qtbot)


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
    _go(window, 1, qtbot)
    _calm(window, qtbot)
    assert first.packed_mask is not None
    window.canvas.setFocus()
    QTest.keyClick(window.canvas, Qt.Key.Key_Return)  # nothing is being drawn here
    click(100, 100)
    window.set_tool("brush")
    drag(window, (20, 20), (60, 20))
    _calm(window, qtbot)
    second = window.session.document
    marks = second.mask.copy()
    _go(window, 0, qtbot)
    window.set_tool(tool)
    click(60, 150)
    QTest.keyClick(window.canvas, Qt.Key.Key_Return)
    _calm(window, qtbot)
    assert first.mask[100, 120] == 255
    assert first.mask[150, 80] > 0
    assert not first.mask[200, 250]
    assert len(first.history.steps) == 1
    _go(window, 1, qtbot)
    QTest.keyClick(window.canvas, Qt.Key.Key_Escape)
    assert np.array_equal(second.mask, marks)
    _calm(window, qtbot)


def test_a_picture_that_is_closed_takes_along_what_was_half_drawn_on_it(strip_of, qtbot):
    window = strip_of(2)
    first = window.session.document
    window.set_tool("polygon")
    for corner in ((40, 40), (200, 50)):
        at = window.canvas.to_widget(*corner).toPoint()
        QTest.mouseClick(window.canvas, LEFT, Qt.KeyboardModifier.NoModifier, at)
    _go(window, 1, qtbot)
    assert first in window.toolbox._drafts
    _click(window, 0, MIDDLE)
    qtbot.waitUntil(lambda: len(window.session.pictures) == 1, timeout=20_000)
    assert first not in window.toolbox._drafts
    _calm(window, qtbot)


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
    _calm(window, qtbot)


def test_candidates_wait_for_their_picture(strip_of, drag, qtbot, settle):
    window = strip_of(2)
    first = window.session.document
    drag(window, (60, 60), (120, 60))
    QTest.keyClick(window.canvas, Qt.Key.Key_Return, CONTROL)
    settle(window)
    assert window.candidates.isVisible()
    offered = window.session.candidates.offered
    _go(window, 1, qtbot)
    assert window.session.candidates.offered == ()
    assert not window.candidates.isVisible()
    _calm(window, qtbot)
    _go(window, 0, qtbot)
    assert window.session.candidates.offered == offered
    assert window.candidates.isVisible()
    QTest.keyClick(window.canvas, Qt.Key.Key_Return)
    settle(window)
    assert len(first.fills) == 1
    _calm(window, qtbot)


def test_the_middle_button_and_the_close_button_close_and_unsaved_work_is_asked_about_alone(strip_of, drag, qtbot):
    window = strip_of(4)
    _click(window, 1, MIDDLE)
    assert _names(window) == ["scan-0.png", "scan-2.png", "scan-3.png"]
    _click(window, 1, on_close=True)
    assert _names(window) == ["scan-0.png", "scan-3.png"]
    drag(window, (60, 60), (120, 60))
    first = window.session.document
    assert "Not saved" in window.pictures.strip.rows.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    _go(window, 1, qtbot)
    _calm(window, qtbot)
    _click(window, 0, MIDDLE)  # it comes into view, and then is asked about
    qtbot.waitUntil(lambda: window.files.question is not None, timeout=20_000)
    assert window.session.document is first
    assert "scan-0.png" in window.files.question.text()
    window.files._discard_button.click()
    qtbot.waitUntil(lambda: window.session.pictures.in_view is not None, timeout=20_000)
    assert _names(window) == ["scan-3.png"]
    assert first.is_closed
    _calm(window, qtbot)


def test_a_file_that_cannot_be_opened_leaves_the_strip_and_the_next_is_shown(open_window, qtbot, files, tmp_path):
    bad = tmp_path / "bad.png"
    bad.write_bytes(b"nothing")
    window = open_window()
    _drop(window, [bad, *files[:2]])
    qtbot.waitUntil(lambda: window.session.path == files[0], timeout=20_000)
    assert _names(window) == ["scan-0.png", "scan-1.png"]
    assert "bad.png" in window.messages.text
    _calm(window, qtbot)


def test_a_file_that_is_open_comes_into_view_instead_of_opening_twice(strip_of, files, qtbot):
    window = strip_of(3)
    window.open(files[1])
    qtbot.waitUntil(lambda: window.session.path == files[1], timeout=20_000)
    assert len(window.session.pictures) == 3
    assert "open already" in window.messages.text
    _calm(window, qtbot)


def test_the_same_mask_is_laid_on_all_that_have_its_proportions_and_undone_in_each(
    open_window, drag, qtbot, files, tmp_path
):
    half, tall = tmp_path / "half.png", tmp_path / "tall.png"
    Image.new("RGB", (160, 120), (9, 9, 9)).save(half)
    Image.new("RGB", (240, 320), (9, 9, 9)).save(tall)
    window = open_window()
    window.settings.set(radius=10, hardness=1.0)
    _drop(window, [*files[:2], half, tall])
    qtbot.waitUntil(lambda: window.session.document is not None, timeout=20_000)
    _calm(window, qtbot)
    _go(window, 1, qtbot)  # decoded, and out of view again
    drag(window, (20, 200), (30, 200))
    second = window.session.document
    _go(window, 0, qtbot)
    _calm(window, qtbot)
    drag(window, (60, 60), (120, 60))
    mask, first = window.session.document.mask.copy(), window.session.document
    window.actions_by_name["same_mask"].trigger()
    qtbot.waitUntil(lambda: len(second.history.steps) == 2, timeout=20_000)
    assert "on 2 other pictures" in window.messages.text
    assert "On 1 of another size it was scaled." in window.messages.text
    assert "1 of other proportions were left out." in window.messages.text
    _calm(window, qtbot)
    assert second.packed_mask is not None
    assert np.array_equal(first.mask, mask)
    _go(window, 1, qtbot)
    assert np.array_equal(second.mask, mask)
    assert window.session.mask_levels.mask is second.mask
    QTest.keyClick(window.canvas, Qt.Key.Key_Z, CONTROL)
    assert second.mask[200, 25] == 255  # its own marks are back
    assert second.mask[60, 90] == 0
    _go(window, 2, qtbot)
    document = window.session.document
    assert document.mask[30, 45] == 255
    assert document.history.undo_name == "Mask of another picture"
    QTest.keyClick(window.canvas, Qt.Key.Key_Z, CONTROL)
    assert not document.mask.any()
    _go(window, 3, qtbot)
    assert not window.session.document.mask.any()
    _calm(window, qtbot)


def test_closing_the_window_asks_once_about_all_and_saves_all(strip_of, drag, qtbot, tmp_path):
    window = strip_of(3)
    documents = []
    for row in (0, 1):
        _go(window, row, qtbot)
        drag(window, (60, 60), (120, 60))
        with qtbot.waitSignal(window.session.filling.finished, timeout=10_000):
            QTest.keyClick(window.canvas, Qt.Key.Key_Return)
        window.session.saved_path = tmp_path / f"out-{row}.png"
        documents.append(window.session.document)
    _go(window, 2, qtbot)
    drag(window, (60, 60), (120, 60))
    _calm(window, qtbot)
    seen = [document.composite() for document in documents]
    window.close()
    question = window.leaving.question
    assert "3 pictures" in question.text()
    assert "out-0.png: fills" in question.informativeText()
    assert "scan-2.png: marks" in question.informativeText()
    question.reject()
    assert window.isVisible()
    assert len(window.session.pictures) == 3
    window.close()
    save = next(one for one in window.leaving.question.buttons() if "Save all" in one.text())
    with qtbot.waitSignal(window.closed, timeout=20_000):
        save.click()
    for row, pixels in enumerate(seen):
        assert np.array_equal(np.asarray(Image.open(tmp_path / f"out-{row}.png")), pixels)


def test_closing_all_saves_nothing_and_leaves_no_journal(strip_of, drag, qtbot, tmp_path):
    window = strip_of(2)
    keeper = JournalKeeper(window.session, tmp_path / "journals")
    keeper._begin()
    drag(window, (60, 60), (120, 60))
    _go(window, 1, qtbot)
    drag(window, (60, 60), (120, 60))
    assert len(list((tmp_path / "journals").iterdir())) == 2
    window.close()
    assert not any("Save" in one.text() for one in window.leaving.question.buttons())  # marks alone cannot be saved
    close = next(one for one in window.leaving.question.buttons() if one.text() == "Close all")
    with qtbot.waitSignal(window.closed, timeout=20_000):
        close.click()
    assert list((tmp_path / "journals").iterdir()) == []
    assert keeper.journal is None


def test_one_unsaved_picture_out_of_view_comes_into_view_when_the_window_is_closed(strip_of, drag, qtbot):
    window = strip_of(2)
    drag(window, (60, 60), (120, 60))
    _go(window, 1, qtbot)
    _calm(window, qtbot)
    window.close()
    qtbot.waitUntil(lambda: window.files.question is not None, timeout=20_000)
    assert "scan-0.png" in window.files.question.text()
    assert window.session.path.name == "scan-0.png"
    with qtbot.waitSignal(window.closed, timeout=20_000):
        window.files._discard_button.click()


def test_where_nothing_can_be_put_away_pictures_stay_in_memory_and_it_is_said(strip_of, drag, qtbot, tmp_path):
    window = strip_of(2)
    blocked = tmp_path / "a file"
    blocked.write_text("no folder")
    window.session.switching.folder = blocked
    first = window.session.document
    drag(window, (60, 60), (120, 60))
    _click(window, 1)
    qtbot.waitUntil(lambda: "cannot be put away" in window.messages.text, timeout=20_000)
    qtbot.waitUntil(lambda: not len(window.session.workers), timeout=20_000)
    assert first.packed_mask is None
    _go(window, 0, qtbot)
    assert first.mask.any()


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
    _calm(window, qtbot)
    with qtbot.waitSignal(session.filling.finished, timeout=10_000):
        QTest.keyClick(window.canvas, Qt.Key.Key_Return)
    _calm(window, qtbot)
    (fill,) = first.fills
    samples, seen = fill.pixels.copy(), first.composite()
    _go(window, 1, qtbot)
    _calm(window, qtbot)
    assert first.fills == (fill,)
    assert _lies_in_a_file(fill.pixels)
    assert _lies_in_a_file(fill.coverage)
    assert not any(step.mask_change.large_parts for step in first.history.steps)
    assert not first.packed_mask.large_parts
    assert np.array_equal(first.composite(), seen)
    _go(window, 0, qtbot)
    assert not _lies_in_a_file(fill.pixels)
    assert np.array_equal(fill.pixels, samples)
    session.fills.set_visible(fill.id, False)
    _calm(window, qtbot)
    journal = keeper.journal_of(first)
    journal.flush()
    written = journal.path.stat().st_size
    _go(window, 1, qtbot)
    _calm(window, qtbot)
    (hidden,) = first.fills
    assert hidden.pixels is fill.pixels  # two states of one fill share their samples there as well
    _go(window, 0, qtbot)
    session.fills.set_strength(fill.id, 0.5)  # what the journal has of the samples it knows again
    _calm(window, qtbot)
    journal.flush()
    assert journal.path.stat().st_size - written < samples.nbytes // 2
    for _ in range(3):
        QTest.keyClick(window.canvas, Qt.Key.Key_Z, CONTROL)
        _calm(window, qtbot)
    assert first.fills == ()
    assert np.array_equal(first.mask, noise)
    for _ in range(2):
        QTest.keyClick(window.canvas, Qt.Key.Key_Z, CONTROL | SHIFT)
        _calm(window, qtbot)
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


def test_the_strip_is_gone_through_by_the_arrow_keys_and_the_wheel(strip_of, qtbot, files):
    window = strip_of(5)
    window.resize(700, 600)
    strip = window.pictures.strip
    strip.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(strip, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: window.session.path == files[1], timeout=20_000)
    QTest.keyClick(strip, Qt.Key.Key_End)
    qtbot.waitUntil(lambda: window.session.path == files[4], timeout=20_000)
    _calm(window, qtbot)
    bar = strip.horizontalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0, timeout=20_000)
    before = bar.value()
    assert before >= bar.maximum() - 1
    at = QPointF(strip.viewport().rect().center())
    turn = QWheelEvent(
        at, at, QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(strip.viewport(), turn)
    assert bar.value() == max(before - 120, 0)
