"""Leaving: what is asked before one picture or all of them are closed."""

import numpy as np
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from inpaint_studio.files.memory.project import open_project
from inpaint_studio.ui.document.recovery import JournalKeeper

from ..strips import calm, go, names


def test_closing_the_window_asks_once_about_all_and_saves_all(strip_of, drag, qtbot, tmp_path):
    window = strip_of(3)
    documents = []
    for row in (0, 1):
        go(window, row, qtbot)
        drag(window, (60, 60), (120, 60))
        with qtbot.waitSignal(window.session.filling.finished, timeout=10_000):
            QTest.keyClick(window.canvas, Qt.Key.Key_Return)
        window.session.saved_path = tmp_path / f"out-{row}.png"
        documents.append(window.session.document)
    go(window, 2, qtbot)
    drag(window, (60, 60), (120, 60))
    calm(window, qtbot)
    window.session.pictures.in_view.project_path = tmp_path / "marks.ora"
    seen = [document.composite() for document in documents]
    window.close()
    question = window.leaving.question
    assert "3 pictures" in question.text()
    assert "out-0.png: fills" in question.informativeText()
    assert "scan-2.png: marks" in question.informativeText()
    assert "saved as projects" in question.informativeText()
    question.reject()
    assert window.isVisible()
    assert len(window.session.pictures) == 3
    window.close()
    save = next(one for one in window.leaving.question.buttons() if "Save all" in one.text())
    with qtbot.waitSignal(window.closed, timeout=20_000):
        save.click()
    for row, pixels in enumerate(seen):
        assert np.array_equal(np.asarray(Image.open(tmp_path / f"out-{row}.png")), pixels)
    assert open_project(tmp_path / "marks.ora").mask.any()


def test_closing_all_saves_nothing_and_leaves_no_journal(strip_of, drag, qtbot, tmp_path):
    window = strip_of(2)
    keeper = JournalKeeper(window.session, tmp_path / "journals")
    keeper._begin()
    drag(window, (60, 60), (120, 60))
    go(window, 1, qtbot)
    drag(window, (60, 60), (120, 60))
    assert len(list((tmp_path / "journals").iterdir())) == 2
    window.close()
    close = next(one for one in window.leaving.question.buttons() if one.text() == "Save none")
    with qtbot.waitSignal(window.closed, timeout=20_000):
        close.click()
    assert list((tmp_path / "journals").iterdir()) == []
    assert keeper.journal is None


def test_one_unsaved_picture_out_of_view_comes_into_view_when_the_window_is_closed(strip_of, drag, qtbot):
    window = strip_of(2)
    drag(window, (60, 60), (120, 60))
    go(window, 1, qtbot)
    calm(window, qtbot)
    window.close()
    qtbot.waitUntil(lambda: window.files.question is not None, timeout=20_000)
    assert "scan-0.png" in window.files.question.text()
    assert window.session.path.name == "scan-0.png"
    with qtbot.waitSignal(window.closed, timeout=20_000):
        window.files._discard_button.click()


def test_an_untouched_picture_out_of_view_closes_without_a_question(strip_of, qtbot):
    window = strip_of(3)
    last = list(window.session.pictures)[2]
    window.leaving.close(last)
    assert names(window) == ["scan-0.png", "scan-1.png"]
    assert window.session.path.name == "scan-0.png", "what is in view stays"
    assert window.files.question is None
    calm(window, qtbot)


def test_a_save_that_is_given_up_keeps_every_picture_open(strip_of, drag, qtbot):
    window = strip_of(2)
    for row in (0, 1):
        go(window, row, qtbot)
        drag(window, (60, 60), (120, 60))
        with qtbot.waitSignal(window.session.filling.finished, timeout=10_000):
            QTest.keyClick(window.canvas, Qt.Key.Key_Return)
    calm(window, qtbot)
    window.close()
    save = next(one for one in window.leaving.question.buttons() if "Save all" in one.text())
    save.click()
    qtbot.waitUntil(lambda: any(one.isVisible() for one in window.findChildren(QFileDialog)), timeout=20_000)
    (dialog,) = [one for one in window.findChildren(QFileDialog) if one.isVisible()]
    dialog.reject()
    calm(window, qtbot)
    assert window.isVisible()
    assert len(window.leaving.unsaved) == 2
    window.close()
    assert window.leaving.question is not None, "and it is asked again"
    window.leaving.question.reject()


def test_of_many_pictures_a_dozen_are_named_and_the_rest_counted(strip_of, monkeypatch, qtbot):
    window = strip_of(2)
    first = next(iter(window.session.pictures))
    monkeypatch.setattr(type(window.leaving), "unsaved", property(lambda _: [first] * 15))
    window.leaving.leave_all_then(lambda: None)
    lines = window.leaving.question.informativeText().splitlines()
    assert len([line for line in lines if line.startswith("• ")]) == 12
    assert "… and 3 more" in lines
    window.leaving.question.reject()
    calm(window, qtbot)


def test_one_question_is_asked_at_a_time(strip_of, drag, qtbot):
    window = strip_of(2)
    for row in (0, 1):
        go(window, row, qtbot)
        drag(window, (60, 60), (120, 60))
    calm(window, qtbot)
    window.close()
    question = window.leaving.question
    window.leaving.leave_all_then(lambda: None)
    assert window.leaving.question is question
    question.reject()
    assert window.leaving.question is None
