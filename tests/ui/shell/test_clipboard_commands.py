"""Pictures come from the clipboard as new documents, and go there repaired, or the marked part of them."""

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QColorSpace, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog

from inpaint_studio.editing.adjustments import Frame, Tone
from inpaint_studio.files.memory.abandoned import abandoned
from inpaint_studio.files.memory.journal import restore
from inpaint_studio.files.saving.adjusted import adjusted_levels
from inpaint_studio.files.saving.writing import save_picture
from inpaint_studio.ui.document.recovery import JournalKeeper
from inpaint_studio.ui.kit.pixels import array_of, picture_of, shown

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def pixels() -> np.ndarray:
    return np.random.default_rng(5).integers(0, 255, (90, 130, 3), np.uint8)


@pytest.fixture
def on_clipboard(monkeypatch):
    """Puts pixels there as another program would."""
    monkeypatch.setattr(type(QApplication.clipboard()), "ownsClipboard", lambda _: False)

    def put(pixels: np.ndarray) -> None:
        QApplication.clipboard().setImage(shown(pixels).copy())

    yield put
    QApplication.clipboard().clear()


@pytest.fixture
def empty_window(open_window, qtbot):
    """A window with the keyboard, and nothing open in it."""
    window = open_window()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window


def test_a_pasted_picture_is_a_document_that_asks_where_to_be_saved(
    empty_window, qtbot, on_clipboard, pixels, drag, tmp_path, settle
):
    window = empty_window
    on_clipboard(pixels)
    with qtbot.waitSignal(window.session.document_changed, timeout=20_000):
        QTest.keyClick(window, Qt.Key.Key_V, CONTROL)  # where nothing is open it can be no mask
    document = window.session.document
    assert np.array_equal(document.picture.pixels, pixels)
    assert window.session.path is None
    assert window.windowTitle().startswith("Pasted picture")
    drag(window, (40, 40), (60, 40))
    with qtbot.waitSignal(window.session.filling.finished, timeout=10_000):
        QTest.keyClick(window.canvas, Qt.Key.Key_Return)
    QTest.keyClick(window.canvas, Qt.Key.Key_S, CONTROL)
    (dialog,) = [one for one in window.findChildren(QFileDialog) if one.isVisible()]
    assert dialog.selectedFiles()[0].endswith("Pasted picture.png")
    with qtbot.waitSignal(window.session.saving.saved, timeout=20_000):
        dialog.fileSelected.emit(str(tmp_path / "out.png"))
    dialog.close()
    settle(window)
    assert np.array_equal(np.asarray(Image.open(tmp_path / "out.png")), document.composite())
    assert window.windowTitle().startswith("out.png")
    assert not document.has_unsaved_fills


def test_what_was_done_to_a_pasted_picture_comes_back_after_a_crash(
    empty_window, open_window, qtbot, on_clipboard, pixels, drag, tmp_path
):
    window = empty_window
    keeper = JournalKeeper(window.session, tmp_path / "journals")
    on_clipboard(pixels)
    with qtbot.waitSignal(window.session.document_changed, timeout=20_000):
        QTest.keyClick(window, Qt.Key.Key_V, CONTROL | SHIFT)
    drag(window, (40, 40), (60, 40))
    keeper.journal.flush()
    keeper.journal.close()
    (lost,) = abandoned(tmp_path / "journals")
    assert lost.picture is None
    restored = restore(lost.path)
    assert np.array_equal(restored.document.picture.pixels, pixels)
    assert np.array_equal(restored.document.mask, window.session.document.mask)
    restored.journal.close()
    again = open_window()
    keeper = JournalKeeper(again.session, tmp_path / "journals")
    with qtbot.waitSignal(again.session.document_changed, timeout=20_000):
        keeper.bring_back(lost)
    assert again.windowTitle().startswith("Pasted picture")
    assert again.session.path is None
    keeper.end()


def test_a_picture_of_another_size_is_offered_as_a_new_one_and_opens_beside(
    open_window, qtbot, picture_file, on_clipboard, pixels
):
    window = open_window(picture_file)
    first = window.session.document
    on_clipboard(pixels)
    QTest.keyClick(window.canvas, Qt.Key.Key_V, CONTROL)
    assert "130 × 90" in window.messages.text
    assert not first.mask.any()
    (button,) = [one for one in window.messages._buttons if one.text() == "Paste as new picture"]
    with qtbot.waitSignal(window.session.document_changed, timeout=20_000):
        button.click()
    assert np.array_equal(window.session.document.picture.pixels, pixels)
    assert not first.is_closed
    assert len(window.session.pictures) == 2
    qtbot.waitUntil(lambda: not len(window.session.workers), timeout=20_000)


def test_of_the_same_size_a_mask_is_pasted_and_a_photograph_is_offered(
    open_window, qtbot, picture_file, on_clipboard, settle
):
    window = open_window(picture_file)
    mask = np.zeros((240, 320, 1), np.uint8)
    mask[40:80, 50:90] = 255
    on_clipboard(mask)
    with qtbot.waitSignal(window.session.mask_changed, timeout=20_000):
        QTest.keyClick(window.canvas, Qt.Key.Key_V, CONTROL)
    assert np.array_equal(window.session.document.mask, mask[:, :, 0])
    noise = np.random.default_rng(2).normal(120, 25, (240, 320, 1)).clip(0, 255).astype(np.uint8)
    on_clipboard(noise)
    QTest.keyClick(window.canvas, Qt.Key.Key_V, CONTROL)
    qtbot.waitUntil(lambda: "cannot be used as a mask" in window.messages.text, timeout=20_000)
    assert [one.text() for one in window.messages._buttons] == ["Paste as new picture"]
    settle(window)


def test_the_repaired_picture_and_the_marked_part_are_copied(open_window, qtbot, picture_file, drag, settle):
    window = open_window(picture_file)
    window.settings.set(radius=10, hardness=0.4)
    document = window.session.document
    drag(window, (60, 60), (120, 60))
    with qtbot.waitSignal(window.session.filling.finished, timeout=10_000):
        QTest.keyClick(window.canvas, Qt.Key.Key_Return)
    QTest.keyClick(window.canvas, Qt.Key.Key_C, CONTROL | SHIFT)
    qtbot.waitUntil(lambda: "repaired picture is on" in window.messages.text, timeout=20_000)
    assert np.array_equal(array_of(QApplication.clipboard().image())[:, :, :3], document.composite())
    QTest.keyClick(window.canvas, Qt.Key.Key_C, ALT | SHIFT)
    qtbot.waitUntil(lambda: "Nothing is marked" in window.messages.text, timeout=20_000)
    drag(window, (100, 70), (160, 90))
    QTest.keyClick(window.canvas, Qt.Key.Key_C, ALT | SHIFT)
    qtbot.waitUntil(lambda: "What is marked is on" in window.messages.text, timeout=20_000)
    part = array_of(QApplication.clipboard().image())
    rows, columns = np.flatnonzero(document.mask.any(axis=1)), np.flatnonzero(document.mask.any(axis=0))
    box = np.s_[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    assert np.array_equal(part[:, :, 3], document.mask[box])
    marked = document.mask[box] == 255
    assert np.array_equal(part[:, :, :3][marked], document.composite()[box][marked])
    settle(window)


def test_what_is_copied_is_adjusted_as_a_saved_copy_is(open_window, qtbot, picture_file, drag, settle, tmp_path):
    window = open_window(picture_file)
    document = window.session.document
    tone = Tone("tone-1", (0.2, 0.1, 0.0), (0.8, 0.9, 0.7))
    for made in (tone, Frame("frame-1", 170, 120, 200, 140)):
        window.session.adjusting.put(made, "Adjust")
    settle(window)
    drag(window, (150, 110), (190, 130))
    QTest.keyClick(window.canvas, Qt.Key.Key_C, CONTROL | SHIFT)
    qtbot.waitUntil(lambda: "repaired picture is on" in window.messages.text, timeout=20_000)
    assert "cropped to 200 x 140 pixels" in window.messages.text
    assert "tones of the whole picture were changed" in window.messages.text
    copied = array_of(QApplication.clipboard().image())[:, :, :3]
    save_picture(document.picture, document.fills, tmp_path / "copy.png", adjustments=document.adjustments)
    assert np.array_equal(copied, np.asarray(Image.open(tmp_path / "copy.png").convert("RGB")))
    QTest.keyClick(window.canvas, Qt.Key.Key_C, ALT | SHIFT)
    qtbot.waitUntil(lambda: "What is marked is on" in window.messages.text, timeout=20_000)
    part = array_of(QApplication.clipboard().image())
    mask = adjusted_levels(document.mask, document.adjustments)
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    box = np.s_[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    assert np.array_equal(part[:, :, 3], mask[box])
    opaque = mask[box] == 255
    assert opaque.any()
    assert np.array_equal(part[:, :, :3][opaque], copied[box][opaque])
    settle(window)


def test_a_mark_beyond_the_frame_is_no_part_of_a_copy(open_window, qtbot, picture_file, drag, settle):
    window = open_window(picture_file)
    window.session.adjusting.put(Frame("frame-1", 220, 120, 100, 100), "Crop")
    settle(window)
    drag(window, (20, 20), (40, 20))
    QTest.keyClick(window.canvas, Qt.Key.Key_C, ALT | SHIFT)
    qtbot.waitUntil(lambda: "beyond the frame of the copy" in window.messages.text, timeout=20_000)
    settle(window)


def test_files_that_were_copied_in_a_file_manager_open(empty_window, qtbot, picture_file):
    window = empty_window
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(picture_file))])
    QApplication.clipboard().setMimeData(data)
    with qtbot.waitSignal(window.session.document_changed, timeout=20_000):
        QTest.keyClick(window, Qt.Key.Key_V, CONTROL | SHIFT)
    assert window.session.path == picture_file
    QApplication.clipboard().clear()


def test_bits_alpha_grey_and_colour_space_of_a_pasted_picture_are_kept():
    deep = np.random.default_rng(0).integers(0, 2**16, (20, 30, 4), np.uint16)
    deep[:, :, 3] = 65535
    image = QImage(deep.data, 30, 20, 240, QImage.Format.Format_RGBA64).copy()
    image.setColorSpace(QColorSpace(QColorSpace.NamedColorSpace.DisplayP3))
    made = picture_of(image, "deep")
    assert np.array_equal(made.pixels, deep[:, :, :3])
    assert made.profile is not None
    grey = np.random.default_rng(0).integers(0, 255, (20, 30, 1), np.uint8)
    assert np.array_equal(picture_of(shown(grey), "grey").pixels, grey)
    clear = np.random.default_rng(0).integers(0, 255, (20, 30, 4), np.uint8)
    assert np.array_equal(picture_of(shown(clear), "clear").pixels, clear)


def test_closing_a_pasted_picture_that_is_in_no_file_asks_first(empty_window, qtbot, on_clipboard, pixels):
    window = empty_window
    on_clipboard(pixels)
    with qtbot.waitSignal(window.session.document_changed, timeout=20_000):
        QTest.keyClick(window, Qt.Key.Key_V, CONTROL | SHIFT)
    for way in ("close", "quit"):
        window.actions_by_name[way].trigger()
        qtbot.waitUntil(lambda: window.files.question is not None)
        assert window.files.question.text() == "Pasted picture is in no file yet."
        assert window.files.question.informativeText() == "Without saving the picture is lost, which no file holds."
        _press(window, "Cancel")
        assert window.files.question is None
        assert window.session.document is not None
    window.actions_by_name["close"].trigger()
    _press(window, "Do not save")
    qtbot.waitUntil(lambda: window.session.document is None)


def _press(window, words: str) -> None:
    next(one for one in window.files.question.buttons() if one.text() == words).click()


def test_an_empty_clipboard_is_said(empty_window):
    QApplication.clipboard().clear()
    empty_window.actions_by_name["paste_picture"].trigger()
    assert empty_window.messages.text == "There is no picture on the clipboard."
    assert len(empty_window.session.pictures) == 0


def test_pasted_pictures_are_told_apart_by_name(empty_window, qtbot, on_clipboard, pixels):
    on_clipboard(pixels)
    for _ in range(2):
        with qtbot.waitSignal(empty_window.session.document_changed, timeout=20_000):
            empty_window.actions_by_name["paste_picture"].trigger()
        qtbot.waitUntil(lambda: not empty_window.session.is_busy, timeout=20_000)
    names = [picture.name for picture in empty_window.session.pictures]
    assert names == ["Pasted picture", "Pasted picture 2"]


def test_without_marks_nothing_is_copied_and_the_clipboard_stays(window, settle):
    QApplication.clipboard().setText("a letter")
    window.actions_by_name["copy_marked"].trigger()
    settle(window)
    assert window.messages.text == "Nothing is marked yet."
    assert QApplication.clipboard().text() == "a letter"
    QApplication.clipboard().clear()


def test_what_has_16_bits_is_said_to_be_on_the_clipboard_in_8(open_window, tmp_path, settle):
    deep = np.random.default_rng(2).integers(0, 65536, (40, 50), np.uint16)
    Image.fromarray(deep).save(tmp_path / "deep.tif")
    window = open_window(tmp_path / "deep.tif")
    window.actions_by_name["copy_picture"].trigger()
    settle(window)
    assert window.messages.text.endswith("It is in 8 bits and sRGB there.")
    copied = array_of(QApplication.clipboard().image())[:, :, 0].astype(int)
    assert np.abs(copied - deep / 257).max() <= 1
    QApplication.clipboard().clear()


def test_where_nothing_is_open_nothing_is_copied(empty_window):
    QApplication.clipboard().setText("a letter")
    for command in (empty_window.clipboard.copy_picture, empty_window.clipboard.copy_marked):
        command()
    assert QApplication.clipboard().text() == "a letter"
    QApplication.clipboard().clear()
