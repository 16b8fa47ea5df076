"""What a person names is what is written, and nothing is replaced that they were not asked about."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QMessageBox, QWidget

from inpaint_studio.files.kinds import formats
from inpaint_studio.ui.bench.saving import ask_and_save
from inpaint_studio.ui.document import save_place
from inpaint_studio.ui.document.save_place import Place, ask_where, completed, stem

KNOWN = formats.SUFFIXES | {".ora"}


@pytest.mark.parametrize(
    ("name", "whole"),
    [
        ("other", "other.jpg"),
        ("Mr. Miller 1921", "Mr. Miller 1921.jpg"),
        ("portrait v1.1", "portrait v1.1.jpg"),
        ("a.PNG", "a.PNG"),
        ("a.mask.png", "a.mask.png"),
        ("a.", "a..jpg"),
        (".png", ".png.jpg"),
    ],
)
def test_a_suffix_is_added_and_nothing_taken_away(name, whole):
    assert completed(Path("/x") / name, KNOWN, ".jpg") == Path("/x") / whole


def test_a_stem_ends_at_a_suffix_that_is_known_and_at_no_other_dot():
    assert [stem(Path(n), KNOWN) for n in ("a.b.png", "v1.2", "v1.2.ora")] == ["a.b", "v1.2", "v1.2"]


def _shown(kind: type) -> list:
    return [one for one in QApplication.topLevelWidgets() if isinstance(one, kind) and one.isVisible()]


def _type(name: str) -> None:
    (dialog,) = _shown(QFileDialog)
    line = dialog.findChild(QLineEdit, "fileNameEdit")
    dialog.activateWindow()
    QApplication.processEvents()
    line.setFocus()  # without it, Qt takes what is selected in the list for what is meant
    line.selectAll()
    QTest.keyClicks(line, name)
    QTest.keyClick(line, Qt.Key.Key_Return)


def _answer(words: str) -> None:
    (question,) = _shown(QMessageBox)
    next(button for button in question.buttons() if button.text() == words).click()


@pytest.fixture
def parent(qtbot):
    made = QWidget()
    qtbot.addWidget(made)
    made.show()
    yield made
    for one in [*_shown(QMessageBox), *_shown(QFileDialog)]:
        one.reject()
    for one in _shown(QFileDialog):  # that an unanswered question opened again
        one.reject()


@pytest.fixture
def chosen(parent, tmp_path):
    """Asks for a project's place; gives what came of it."""
    came: list[Path | None] = []
    place = Place("Save", ("Projects (*.ora)",), tmp_path / "p.ora")
    ask_where(parent, place, came.append, lambda: came.append(None))
    return came


def test_the_question_is_about_the_completed_name(chosen, tmp_path):
    (tmp_path / "v1.1.ora").write_bytes(b"somebody's")
    _type("v1.1")
    assert chosen == []
    (question,) = _shown(QMessageBox)
    assert "v1.1.ora" in question.text()
    _answer("Replace")
    assert chosen == [tmp_path / "v1.1.ora"]


def test_a_name_that_is_free_is_taken_without_a_question(chosen, tmp_path):
    (tmp_path / "v1.1.ora").write_bytes(b"somebody's")
    _type("v1.2")
    assert not _shown(QMessageBox)
    assert chosen == [tmp_path / "v1.2.ora"]


def test_whoever_does_not_replace_may_choose_another_name(chosen, tmp_path):
    (tmp_path / "v1.ora").write_bytes(b"somebody's")
    _type("v1")
    _answer("Choose another name")
    assert chosen == []
    _type("v2")
    assert chosen == [tmp_path / "v2.ora"]


def test_a_question_that_is_closed_gives_up_and_replaces_nothing(chosen, tmp_path):
    (tmp_path / "v1.ora").write_bytes(b"somebody's")
    _type("v1")
    _shown(QMessageBox)[0].reject()
    assert chosen == [None]
    assert not _shown(QFileDialog)


def test_a_link_that_leads_nowhere_is_asked_about_too(chosen, tmp_path):
    (tmp_path / "v1.ora").symlink_to(tmp_path / "gone.ora")
    _type("v1")
    assert _shown(QMessageBox)
    assert chosen == []


def test_exports_of_the_bench_end_as_the_chosen_filter_says_and_ask(parent, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "table 1.2.csv").write_text("kept")
    written: list[Path] = []
    ask_and_save(parent, "Save", "votes.csv", "Tables (*.csv);;JSON (*.json)", written.append, pytest.fail)
    _shown(QFileDialog)[0].setDirectory(str(tmp_path))
    _type("table 1.2")
    assert written == []
    _answer("Choose another name")
    _shown(QFileDialog)[0].selectNameFilter("JSON (*.json)")
    _type("table 1.2")
    assert written == [tmp_path / "table 1.2.json"]


def _marked(window, drag, settle):
    drag(window, (30, 30), (60, 40))
    window.filling.accept()
    settle(window)


def test_two_versions_of_a_project_are_two_files(open_window, picture_file, drag, settle):
    window = open_window(picture_file)
    for name in ("portrait v1.1", "portrait v1.2"):
        _marked(window, drag, settle)
        window.files._ask_project_path()
        _type(name)
        settle(window)
    assert sorted(p.name for p in picture_file.parent.glob("*.ora")) == ["portrait v1.1.ora", "portrait v1.2.ora"]


def test_a_mask_is_not_saved_over_another_picture_unasked(open_window, picture_file, drag, settle, qtbot):
    window = open_window(picture_file)
    before = picture_file.read_bytes()
    drag(window, (40, 40), (80, 60))
    window.masks.ask_save()
    _type(picture_file.stem)
    assert _shown(QMessageBox)
    _answer("Choose another name")
    _type("damage v1.1")
    qtbot.waitUntil((picture_file.parent / "damage v1.1.png").exists, timeout=20_000)
    settle(window)
    qtbot.waitUntil(lambda: not len(window.session.workers))
    assert picture_file.read_bytes() == before


def test_what_a_warning_offers_does_not_replace_the_original_unasked(open_window, picture_file, drag, settle, qtbot):
    window = open_window(picture_file)
    before = picture_file.read_bytes()
    _marked(window, drag, settle)
    with qtbot.waitSignal(window.session.saving.failed, timeout=20_000):
        window.files.save_to(picture_file.with_suffix(".jpg"))
    settle(window)
    next(b for b in window.messages._buttons if b.text() == f"Save as {picture_file.name}").click()
    (question,) = _shown(QMessageBox)
    assert "It is the picture that is open." in question.informativeText()
    assert picture_file.read_bytes() == before
    _answer("Replace")
    settle(window)
    assert picture_file.read_bytes() != before
    assert (picture_file.parent / f"{picture_file.name}~").read_bytes() == before


@pytest.mark.parametrize("is_writable", [True, False])
def test_a_folder_that_cannot_be_written_to_is_not_proposed(qtbot, tmp_path, monkeypatch, is_writable):
    there, elsewhere = tmp_path / "disc", tmp_path / "pictures"
    there.mkdir()
    elsewhere.mkdir()
    monkeypatch.setattr(save_place, "start_folder", lambda wanted: wanted or elsewhere)
    monkeypatch.setattr(save_place.os, "access", lambda folder, _: is_writable and folder == there)
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = ask_where(parent, Place("Save", ("PNG (*.png)",), there / "a.png"), lambda _: None)
    assert Path(dialog.directory().path()) == (there if is_writable else elsewhere)
    assert [Path(name).name for name in dialog.selectedFiles()] == ["a.png"]
    dialog.reject()
