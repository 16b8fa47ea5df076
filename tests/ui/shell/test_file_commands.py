"""The File menu: opening, saving, verifying, and what is asked before something could be lost."""

from pathlib import Path

import numpy as np
from PIL import Image
from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import (
    QFileDialog,
)

from inpaint_studio.resources import resource


def test_what_is_unsaved_is_asked_about_and_staying_keeps_everything(filled, qtbot, tmp_path):
    document = filled.session.document
    filled.close()
    question = filled.files.question
    assert question is not None
    assert "not saved" in question.text()
    question.reject()
    assert filled.isVisible()
    assert filled.session.document is document


def test_a_project_brings_back_fills_mask_and_names(filled, drag, settle, qtbot, tmp_path):
    session = filled.session
    filled.masks.keep_as("kept")
    drag(filled, (200, 200), (240, 200))
    before = session.document
    seen, mask = before.composite(), before.mask.copy()
    with qtbot.waitSignal(session.saving.saved, timeout=20_000):
        session.saving.save_project(tmp_path / "work.ora")
    settle(filled)
    assert not before.is_modified
    with qtbot.waitSignal(session.document_changed, timeout=20_000):
        filled.open(tmp_path / "work.ora")
    settle(filled)
    after = session.document
    assert after is not before
    assert np.array_equal(after.composite(), seen)
    assert np.array_equal(after.mask, mask)
    assert list(after.named_masks) == ["kept"]
    assert session.project_path == tmp_path / "work.ora"
    assert filled.files.proposed_path() == tmp_path / "work_restored.png"


def test_a_saved_file_is_verified(filled, qtbot, tmp_path, settle):
    with qtbot.waitSignal(filled.session.saving.saved, timeout=20_000):
        filled.files.save_to(tmp_path / "out.png")
    settle(filled)
    with qtbot.waitSignal(filled.files.verified, timeout=20_000) as verified:
        filled.files.verify(tmp_path / "out.png")
    assert verified.args[0].untouched
    pixels = np.asarray(Image.open(tmp_path / "out.png")).copy()
    pixels[5, 5] ^= 1
    Image.fromarray(pixels).save(tmp_path / "touched.png")
    with qtbot.waitSignal(filled.files.verified, timeout=20_000) as verified:
        filled.files.verify(tmp_path / "touched.png")
    assert not verified.args[0].untouched


def test_samples_are_saved_among_the_pictures_and_not_in_the_programs_folder(open_window, drag, monkeypatch, tmp_path):
    pictures = tmp_path / "Pictures"
    pictures.mkdir()
    monkeypatch.setattr(QStandardPaths, "writableLocation", lambda _: str(pictures))
    window = open_window(resource("samples/old-couple.png"))
    assert window.files.proposed_path() == pictures / "old-couple_restored.png"
    drag(window, (40, 40), (80, 60))  # an empty mask is not saved
    for action in ("save_as", "save_project", "save_mask", "verify"):
        window.actions_by_name[action].trigger()
        (dialog,) = (one for one in window.findChildren(QFileDialog) if one.isVisible())
        assert Path(dialog.directory().absolutePath()) == pictures, action
        dialog.reject()
    window.session.close_document()
    window.files.ask_open()
    (dialog,) = (one for one in window.findChildren(QFileDialog) if one.isVisible())
    assert Path(dialog.directory().absolutePath()) == pictures
    dialog.reject()


def test_pictures_of_ones_own_are_saved_beside_the_original(open_window, picture_file):
    window = open_window(picture_file)
    assert window.files.proposed_path() == picture_file.with_name("photo_restored.png")


def _dialog(window) -> QFileDialog:
    (dialog,) = [one for one in window.findChildren(QFileDialog) if one.isVisible()]
    return dialog


def test_where_nothing_is_open_nothing_is_saved_closed_or_verified(open_window):
    window = open_window()
    for name in ("save", "ask_save_as", "ask_save_project", "ask_verify", "close"):
        getattr(window.files, name)()
    assert not [one for one in window.findChildren(QFileDialog) if one.isVisible()]
    assert window.files.proposed_path() is None


def test_a_file_without_pages_says_so(window):
    window.files.ask_page()
    assert window.messages.text == "This file has no other page."


def test_the_dialog_opens_where_the_last_picture_lies(window, picture_file):
    window.files.ask_open()
    dialog = _dialog(window)
    assert Path(dialog.directory().absolutePath()) == picture_file.parent
    assert "*.png" in dialog.nameFilters()[0]
    assert "*.ora" in dialog.nameFilters()[0]
    dialog.reject()


def test_the_dialog_opens_beside_the_picture_in_view_else_where_the_last_one_was_else_in_pictures(
    window, picture_file, monkeypatch, tmp_path
):
    pictures = tmp_path / "Pictures"
    monkeypatch.setattr(QStandardPaths, "writableLocation", lambda _: str(pictures))
    monkeypatch.setattr(Path, "home", lambda: tmp_path)

    def begins(action: str = "open") -> Path:
        window.actions_by_name[action].trigger()
        dialog = _dialog(window)
        folder = Path(dialog.directory().absolutePath())
        dialog.reject()
        dialog.deleteLater()
        return folder

    other = tmp_path / "other"
    other.mkdir()
    (other / "later.png").touch()
    window.preferences.remember_file(other / "later.png")
    assert begins() == picture_file.parent
    window.session.close_document()
    assert begins() == other
    (other / "later.png").unlink()
    window.preferences.forget_files()
    window.preferences.set_text("files/folder", str(other))
    assert begins() == other
    other.rmdir()
    assert begins() == tmp_path  # no folder for pictures here
    pictures.mkdir()
    assert begins() == pictures


def test_a_format_that_cannot_be_written_is_proposed_as_png(open_window, tmp_path):
    Image.new("RGB", (40, 30), (9, 9, 9)).save(tmp_path / "old.gif")
    window = open_window(tmp_path / "old.gif")
    assert window.files.proposed_path() == tmp_path / "old_restored.png"


def test_what_was_saved_is_saved_again_to_the_same_place_without_a_question(filled, qtbot, tmp_path, settle):
    out = tmp_path / "out.png"
    with qtbot.waitSignal(filled.session.saving.saved, timeout=20_000):
        filled.files.save_to(out)
    settle(filled)
    assert filled.files.proposed_path() == out
    before = out.read_bytes()
    filled.session.fills.delete(filled.session.document.fills[0].id)
    settle(filled)
    with qtbot.waitSignal(filled.session.saving.saved, timeout=20_000):
        filled.files.save()
    settle(filled)
    assert not [one for one in filled.findChildren(QFileDialog) if one.isVisible()]
    assert out.read_bytes() != before


def test_what_becomes_of_a_file_that_is_replaced_is_said_as_it_is(window, picture_file, preferences, tmp_path):
    text = window.files._what_becomes_of
    assert text(tmp_path / "b.png") == "What it holds now is kept as b.png~."
    assert text(picture_file).startswith("It is the picture that is open. ")
    preferences.set_flag("save/keep_backup", False)
    assert text(tmp_path / "b.png") == "What it holds now is lost."


def test_do_not_save_closes_and_a_second_question_is_not_asked_meanwhile(filled, qtbot):
    then = []
    filled.files.leave_then(lambda: then.append("first"))
    question = filled.files.question
    filled.files.leave_then(lambda: then.append("second"))
    assert filled.files.question is question
    filled.files._discard_button.click()
    assert then == ["first"]
    assert filled.files.question is None


def test_save_and_close_closes_once_it_is_saved(filled, qtbot, tmp_path):
    filled.session.saved_path = tmp_path / "out.png"
    filled.files.close()
    assert "fills that are not saved" in filled.files.question.text()
    with qtbot.waitSignal(filled.session.document_changed, timeout=20_000):
        filled.files._save_button.click()
    assert filled.session.document is None
    assert (tmp_path / "out.png").is_file()


def test_a_save_that_is_given_up_closes_nothing_later(filled, qtbot, tmp_path, settle):
    filled.files.close()
    filled.files._save_button.click()
    _dialog(filled).reject()
    settle(filled)
    document = filled.session.document
    with qtbot.waitSignal(filled.session.saving.saved, timeout=20_000):
        filled.files.save_to(tmp_path / "later.png")
    settle(filled)
    assert filled.session.document is document


def test_marks_alone_are_asked_about_without_a_button_to_save(window, drag):
    drag(window, (60, 60), (100, 60))
    window.files.close()
    question = window.files.question
    assert "has not been filled" in question.text()
    assert not any("Save…" in one.text() for one in question.buttons())
    question.reject()
    assert window.session.document is not None


def test_a_file_that_cannot_be_compared_is_said_and_the_work_stays(filled, qtbot, tmp_path, settle):
    (tmp_path / "letter.png").write_text("no picture")
    filled.files.verify(tmp_path / "letter.png")
    qtbot.waitUntil(lambda: "letter.png" in filled.messages.text, timeout=20_000)
    assert len(filled.session.document.fills) == 3
    settle(filled)


def test_checkpoints_are_looked_for_beside_the_last_one(window, preferences, tmp_path):
    preferences.remember_checkpoint(tmp_path / "mine.safetensors")
    window.files.ask_checkpoint()
    dialog = _dialog(window)
    assert Path(dialog.directory().absolutePath()) == tmp_path
    assert "*.safetensors" in dialog.nameFilters()[0]
    dialog.reject()
