"""Nothing that was filled is lost without a question, whatever was going on when the person left."""

import threading
from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from inpaint_studio.editing.adjustments import Frame
from inpaint_studio.files.memory.project import open_project
from inpaint_studio.resources import resource
from inpaint_studio.ui.document import jobs


@pytest.fixture
def fill(qtbot, drag) -> Callable[..., None]:
    """Paint a stroke at a height of the picture and fill it."""

    def filled(window, y: float) -> None:
        window.activateWindow()  # offscreen nobody hands it back when a question goes
        qtbot.waitUntil(window.isActiveWindow)
        drag(window, (60, y), (120, y))
        with qtbot.waitSignal(window.session.filling.finished, timeout=10_000):
            QTest.keyClick(window.canvas, Qt.Key.Key_Return)

    return filled


def test_a_fill_made_while_another_picture_opens_stays_in_its_own(
    open_window, qtbot, picture_file, tmp_path, fill, monkeypatch
):
    window = open_window(picture_file)
    other = tmp_path / "other.png"
    other.write_bytes(picture_file.read_bytes())
    document = window.session.document
    may_open = threading.Event()
    open_picture = jobs.open_picture

    def slowly(*arguments):
        assert may_open.wait(20)
        yield from open_picture(*arguments)

    monkeypatch.setattr(jobs, "open_picture", slowly)
    window.open(other)
    fill(window, 60)
    with qtbot.waitSignal(window.session.document_changed, timeout=20_000):
        may_open.set()
    assert window.session.path == other
    assert window.session.document is not document
    assert window.files.question is None
    assert not document.is_closed
    assert len(document.fills) == 1
    assert [picture.document for picture in window.session.pictures] == [document, window.session.document]


def test_a_fill_made_while_the_picture_is_saved_for_closing_is_asked_about(
    open_window, qtbot, picture_file, tmp_path, fill, slow_saving
):
    window = open_window(picture_file)
    fill(window, 60)
    window.session.saved_path = tmp_path / "out.png"
    window.close()
    window.files._save_button.click()
    fill(window, 120)
    with qtbot.waitSignal(window.session.saving.saved, timeout=20_000):
        slow_saving.may_finish.set()
    assert window.files.question is not None
    assert window.isVisible()
    with qtbot.waitSignal(window.closed, timeout=10_000):
        window.files._discard_button.click()


def test_a_save_that_fails_closes_nothing_later(open_window, qtbot, picture_file, tmp_path, fill, settle, slow_saving):
    window = open_window(picture_file)
    fill(window, 60)
    window.session.saved_path = tmp_path / "out.png"
    slow_saving.fails = True
    slow_saving.may_finish.set()
    window.close()
    with qtbot.waitSignal(window.session.saving.failed, timeout=20_000):
        window.files._save_button.click()
    settle(window)
    slow_saving.fails = False
    with qtbot.waitSignal(window.session.saving.saved, timeout=20_000):
        window.files.save()
    settle(window)
    assert window.isVisible()
    fill(window, 120)
    window.close()
    assert window.files.question is not None


def test_closing_while_saving_asks_again_where_the_save_failed(
    open_window, qtbot, picture_file, tmp_path, fill, settle, slow_saving
):
    window = open_window(picture_file)
    fill(window, 60)
    slow_saving.fails = True
    window.session.saving.save(tmp_path / "out.png")
    window.close()
    assert window.files.question is None
    assert window.closing.waits_for_saving
    with qtbot.waitSignal(window.session.saving.failed, timeout=20_000):
        slow_saving.may_finish.set()
    settle(window)
    assert window.isVisible()
    window.close()
    assert window.files.question is not None


def test_what_is_being_saved_is_not_asked_about_when_the_window_closes(
    open_window, qtbot, picture_file, tmp_path, fill, slow_saving
):
    window = open_window(picture_file)
    fill(window, 60)
    window.session.saving.save(tmp_path / "out.png")
    window.close()
    assert window.files.question is None
    assert "closes when the picture is written" in window.messages.text
    with qtbot.waitSignal(window.closed, timeout=20_000):
        slow_saving.may_finish.set()
    assert (tmp_path / "out.png").exists()


@pytest.mark.parametrize("fails", [False, True])
def test_a_picture_closes_when_it_is_written_and_stays_where_that_fails(
    open_window, qtbot, picture_file, tmp_path, fill, settle, slow_saving, fails
):
    window = open_window(picture_file)
    fill(window, 60)
    slow_saving.fails = fails
    saving = window.session.saving
    saving.save(tmp_path / "out.png")
    window.files.close()
    assert window.files.question is None
    assert window.session.document is not None
    with qtbot.waitSignal(saving.failed if fails else window.session.document_changed, timeout=20_000):
        slow_saving.may_finish.set()
    settle(window)
    assert (window.session.document is None) is not fails
    slow_saving.fails = False
    if fails:  # it was given up: another save closes nothing
        with qtbot.waitSignal(saving.saved, timeout=20_000):
            saving.save(tmp_path / "out.png")
        settle(window)
        assert window.session.document is not None


def test_what_is_filled_while_a_picture_is_written_is_asked_about_when_it_closes(
    open_window, qtbot, picture_file, tmp_path, fill, slow_saving
):
    window = open_window(picture_file)
    fill(window, 60)
    window.session.saving.save(tmp_path / "out.png")
    window.files.close()
    fill(window, 120)
    slow_saving.may_finish.set()
    qtbot.waitUntil(lambda: window.files.question is not None, timeout=20_000)
    assert window.session.document is not None
    window.files.question.reject()


def test_the_shipped_generator_fills_through_the_window(open_window, qtbot, drag):
    window = open_window(resource("samples/old-couple.png"), jobs.fill)
    document = window.session.document
    drag(window, (200, 60), (200, 100))
    painted = document.mask.copy()
    with qtbot.waitSignal(window.session.filling.finished, timeout=120_000):
        QTest.keyClick(window.canvas, Qt.Key.Key_Return)
    assert document.fills
    assert any(one.recipe.checkpoint for one in document.fills)
    before, after = document.picture.pixels, document.composite()
    assert np.array_equal(before[painted == 0], after[painted == 0])
    assert (before[painted == 255] != after[painted == 255]).any()


def test_a_mask_that_is_still_worked_out_when_the_window_closes_is_asked_about(
    open_window, qtbot, picture_file, monkeypatch
):
    window = open_window(picture_file)
    may_end, through = threading.Event(), jobs.precompute_step

    def slowly(*arguments):
        assert may_end.wait(20)
        return through(*arguments)

    monkeypatch.setattr(jobs, "precompute_step", slowly)
    window.masks.select_all()
    window.close()
    assert not window.session.is_shut
    may_end.set()
    qtbot.waitUntil(lambda: window.files.question is not None, timeout=20_000)
    assert window.session.document.mask.all()
    window.files._discard_button.click()
    qtbot.waitUntil(lambda: window.session.is_shut, timeout=20_000)


def test_the_question_names_what_was_saved_last_and_says_what_it_holds(
    open_window, qtbot, picture_file, tmp_path, fill, settle
):
    window = open_window(picture_file)
    fill(window, 60)
    with qtbot.waitSignal(window.session.saving.saved, timeout=20_000):
        window.files.save_to(tmp_path / "other name.png")
    settle(window)
    fill(window, 120)
    window.close()
    question = window.files.question
    assert question.text() == "other name.png has fills that are not saved."
    assert "other name.png holds what was saved last" in question.informativeText()
    next(button for button in question.buttons() if button.text() == "Cancel").click()
    with qtbot.waitSignal(window.session.saving.saved, timeout=20_000):
        window.files.save_to(picture_file)
    settle(window)
    fill(window, 180)
    window.close()
    assert "as it is" not in window.files.question.informativeText()
    assert "as it was" not in window.files.question.informativeText()
    window.files._discard_button.click()
    qtbot.waitUntil(lambda: window.session.is_shut, timeout=20_000)


def test_saving_says_that_marks_are_not_filled(open_window, qtbot, picture_file, tmp_path, fill, drag, settle):
    window = open_window(picture_file)
    fill(window, 60)
    drag(window, (60, 120), (120, 120))
    with qtbot.waitSignal(window.session.saving.saved, timeout=20_000):
        window.files.save_to(tmp_path / "out.png")
    settle(window)
    assert "What is marked was not filled" in window.messages.text
    window.masks.clear()
    settle(window)
    with qtbot.waitSignal(window.session.saving.saved, timeout=20_000):
        window.files.save_to(tmp_path / "out.png")
    settle(window)
    assert "marked" not in window.messages.text


def test_marks_alone_can_be_kept_in_a_project_given_up_or_left(
    open_window, qtbot, picture_file, tmp_path, drag, settle
):
    window = open_window(picture_file)
    drag(window, (60, 120), (120, 120))
    settle(window)

    def asked() -> dict[str, object]:
        window.files.close()
        qtbot.waitUntil(lambda: window.files.question is not None, timeout=20_000)
        return {one.text(): one for one in window.files.question.buttons()}

    buttons = asked()
    assert set(buttons) == {"Save project…", "Do not save", "Cancel"}
    assert window.files.question.text() == "What you marked in photo.png has not been filled."
    assert "A project keeps the marks" in window.files.question.informativeText()
    QTest.mouseClick(buttons["Cancel"], Qt.MouseButton.LeftButton)
    assert window.session.document is not None
    window.session.pictures.in_view.project_path = tmp_path / "photo.ora"
    QTest.mouseClick(asked()["Save project…"], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.session.document is None, timeout=20_000)
    assert open_project(tmp_path / "photo.ora").mask[120, 90] == 255


@pytest.mark.parametrize("done", ["nothing", "frame", "marks", "fill"])
def test_saving_speaks_of_what_was_done(open_window, qtbot, picture_file, tmp_path, fill, drag, settle, done):
    window = open_window(picture_file)
    if done == "frame":
        window.session.adjusting.put(Frame("frame", 160.0, 120.0, 200.0, 100.0), "Straighten and crop")
    elif done == "marks":
        drag(window, (60, 120), (120, 120))
    elif done == "fill":
        fill(window, 60)
    settle(window)
    with qtbot.waitSignal(window.session.saving.saved, timeout=20_000):
        window.files.save_to(tmp_path / "out.png")
    words = window.messages.text
    first = {
        "frame": "out.png is saved with its adjustments.",
        "fill": "out.png is saved; nothing outside the fills was changed.",
    }.get(done, "out.png is saved; no pixel was changed.")
    assert words.startswith(first)
    assert ("What is marked was not filled" in words) is (done == "marks")


def test_what_was_said_of_a_save_goes_with_the_next_stroke(open_window, qtbot, picture_file, tmp_path, drag, settle):
    window = open_window(picture_file)
    with qtbot.waitSignal(window.session.saving.saved, timeout=20_000):
        window.files.save_to(tmp_path / "out.png")
    settle(window)
    assert window.messages.text == "out.png is saved; no pixel was changed."
    drag(window, (60, 120), (120, 120))
    settle(window)
    assert "no pixel was changed" not in window.messages.text


def test_closing_says_which_adjustment_is_not_saved(open_window, qtbot, picture_file, tmp_path, fill, settle):
    window = open_window(picture_file)
    fill(window, 60)
    with qtbot.waitSignal(window.session.saving.saved, timeout=20_000):
        window.files.save_to(tmp_path / "out.png")
    window.session.adjusting.put(Frame("frame", 160.0, 120.0, 200.0, 100.0), "Straighten and crop")
    settle(window)
    window.files.close()
    qtbot.waitUntil(lambda: window.files.question is not None, timeout=20_000)
    words = "out.png has adjustments that are not saved: straightening and cropping."
    assert window.files.question.text() == words
    window.files._discard_button.click()
