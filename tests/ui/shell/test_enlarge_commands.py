"""Enlarging through the window: from the menu to a picture of its own, which nothing can lose."""

import numpy as np
import pytest
from PIL import Image, ImageCms
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog

from inpaint_studio.editing.adjustments import Frame
from inpaint_studio.editing.geometry import Size
from inpaint_studio.editing.picture import Picture
from inpaint_studio.enlarging.engine import Engine
from inpaint_studio.enlarging.request import EnlargeOptions
from inpaint_studio.files.derived import derived_of
from inpaint_studio.files.memory.abandoned import abandoned
from inpaint_studio.files.memory.journal import restore
from inpaint_studio.files.reading import read_picture
from inpaint_studio.files.saving.writing import save_picture
from inpaint_studio.ui.document import enlarge_jobs
from inpaint_studio.ui.document.recovery import JournalKeeper

from ..enlargers import QuickEnlarger, ship
from ..strips import go, names

ALT_SHIFT = Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def enlarger(monkeypatch) -> QuickEnlarger:
    return QuickEnlarger(monkeypatch)


def _press(window, qtbot, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> None:
    """A shortcut of the window, which has the keyboard again after a dialog."""
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    QTest.keyClick(window, key, modifiers)


def _ask(window, qtbot):
    """The dialog, once it can be answered."""
    qtbot.waitUntil(window.actions_by_name["enlarge"].isEnabled, timeout=20_000)  # a picture comes back into memory
    _press(window, qtbot, Qt.Key.Key_E, ALT_SHIFT)
    qtbot.waitUntil(lambda: window.dialogs.enlarging.dialog is not None, timeout=20_000)
    dialog = window.dialogs.enlarging.dialog
    qtbot.waitUntil(dialog.accept_button.isEnabled, timeout=20_000)
    return dialog


def _enlarged(window, qtbot, factor: int = 2):
    """The document that comes of it."""
    dialog = _ask(window, qtbot)
    QTest.mouseClick(dialog.size_fields.factors[factor], Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(window.session.enlarging.finished, timeout=20_000) as came:
        QTest.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    return came.args[0].document


def test_the_result_opens_beside_and_is_in_no_file(window, enlarger, qtbot, settle):
    before = window.session.document
    document = _enlarged(window, qtbot, 3)
    settle(window)
    assert window.session.document is document
    assert document.size == Size(960, 720)
    assert np.array_equal(document.picture.pixels[1::3, 1::3], before.picture.pixels)
    assert names(window) == ["photo.png", "photo-3x"]
    assert window.windowTitle().startswith("photo-3x")
    assert "photo-3x has 960 × 720 pixels and is in no file yet" in window.messages.text
    assert window.session.has_unsaved_work
    assert not before.is_closed
    assert "Enlarged from 320 x 240 to 960 x 720 pixels" in window.history.list.model().index(0, 0).data()


def test_fills_and_the_frame_of_the_source_are_in_it(filled, enlarger, qtbot, settle):
    session = filled.session
    session.adjusting.put(Frame("frame", 160, 120, 200, 160), "Straighten and crop")
    settle(filled)
    expected = session.document.composite()[40:200, 60:260]
    assert not np.array_equal(expected, session.document.picture.pixels[40:200, 60:260])
    document = _enlarged(filled, qtbot)
    assert document.size == Size(400, 320)
    assert np.array_equal(document.picture.pixels[::2, ::2], expected)
    assert not document.fills


def test_esc_leaves_no_trace(window, enlarger, qtbot, preferences):
    before = window.session.document.moment
    dialog = _ask(window, qtbot)
    QTest.mouseClick(dialog.size_fields.factors[4], Qt.MouseButton.LeftButton)
    dialog.texture_field.setValue(70)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert window.dialogs.enlarging.dialog is None
    assert names(window) == ["photo.png"]
    assert window.session.document.moment == before
    assert enlarger.requests == []
    again = _ask(window, qtbot)
    assert again.request.target == Size(640, 480)
    assert again.request.texture == 0
    again.reject()


def test_the_dialog_goes_with_its_window(window, enlarger, qtbot):
    dialog = _ask(window, qtbot)
    enlarger.may_look.clear()
    QTest.keyClick(dialog.loupe.map, Qt.Key.Key_Left)
    window.dialogs.shut_down()
    assert window.dialogs.enlarging.dialog is None
    enlarger.may_look.set()
    assert enlarger.requests == []


def test_what_the_engine_has_to_say_is_said(window, enlarger, qtbot):
    enlarger.notes = ("The scanner's infrared is not enlarged, so the result has none.",)
    _enlarged(window, qtbot)
    assert window.messages.text.startswith("photo-2x has 640 × 480 pixels")
    assert window.messages.text.endswith(enlarger.notes[0])


def test_what_was_taken_once_is_proposed_the_next_time(window, enlarger, qtbot):
    dialog = _ask(window, qtbot)
    dialog.texture_field.setValue(30)
    QTest.mouseClick(dialog.size_fields.factors[4], Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(window.session.enlarging.finished, timeout=20_000):
        QTest.keyClick(dialog.accept_button, Qt.Key.Key_Space)
    assert enlarger.requests[0].texture == 0.3
    go(window, 0, qtbot)
    again = _ask(window, qtbot)
    assert again.request.target == Size(1280, 960)
    assert again.texture.value() == 30
    again.reject()


def test_by_the_keyboard_alone(window, enlarger, qtbot):
    dialog = _ask(window, qtbot)
    assert dialog.focusWidget() is dialog.size_fields.factors[2]
    reached = []
    for _ in range(40):
        QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
        reached.append(dialog.focusWidget())
        if reached[-1] is dialog.size_fields.factors[2]:
            break
    fields = dialog.size_fields
    for one in (
        fields.factors[4],
        fields.width_field,
        fields.height_field,
        fields.percent,
        dialog.texture,
        dialog.texture_field,
        dialog.checkpoint,
        dialog.loupe.map,
        *dialog.loupe.panes,
        dialog.accept_button,
        dialog.cancel_button,
    ):
        assert one in reached
    fields.percent.setFocus()
    fields.percent.selectAll()
    QTest.keyClicks(fields.percent, "300")
    QTest.keyClick(fields.percent, Qt.Key.Key_Return)  # ends the typing
    assert dialog.isVisible()
    assert dialog.request.target == Size(960, 720)
    with qtbot.waitSignal(window.session.enlarging.finished, timeout=20_000):
        QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Return)
    assert enlarger.requests[0].target == Size(960, 720)


def test_while_it_goes_on_the_window_can_be_used_and_esc_stops_it(window, enlarger, qtbot, drag, settle):
    enlarger.may_finish.clear()
    dialog = _ask(window, qtbot)
    QTest.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.status.engine_text.startswith("Enlarging photo.png"))
    drag(window, (50, 50), (100, 60))
    assert window.session.document.mask.any()
    _press(window, qtbot, Qt.Key.Key_E, ALT_SHIFT)
    assert window.dialogs.enlarging.dialog is None
    assert "Another picture is being enlarged" in window.messages.text
    QTest.keyClick(window.canvas, Qt.Key.Key_Escape)
    qtbot.waitUntil(enlarger.was_closed.is_set, timeout=20_000)
    settle(window)
    assert not window.session.enlarging.is_running
    assert not window.status.engine_text.startswith("Enlarging")
    assert names(window) == ["photo.png"]
    enlarger.may_finish.set()
    assert _enlarged(window, qtbot).size == Size(640, 480)


def test_who_works_on_another_picture_meanwhile_stays_there(strip_of, enlarger, qtbot, tmp_path):
    window = strip_of(2)
    keeper = JournalKeeper(window.session, tmp_path / "journals")
    enlarger.may_finish.clear()
    dialog = _ask(window, qtbot)
    QTest.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    go(window, 1, qtbot)
    with qtbot.waitSignal(window.session.enlarging.finished, timeout=20_000) as came:
        enlarger.may_finish.set()
    assert names(window) == ["scan-0.png", "scan-1.png", "scan-0-2x"]
    assert window.session.pictures.in_view.name == "scan-1.png"
    assert window.messages.text.startswith("scan-0-2x has")
    assert keeper.journal_of(came.args[0].document) is not None
    go(window, 2, qtbot)
    assert window.session.document.size == Size(640, 480)
    keeper.end()


def test_closing_the_source_meanwhile_loses_nothing(window, enlarger, qtbot):
    enlarger.may_finish.clear()
    dialog = _ask(window, qtbot)
    QTest.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    window.session.close_document()
    with qtbot.waitSignal(window.session.enlarging.finished, timeout=20_000):
        enlarger.may_finish.set()
    assert names(window) == ["photo-2x"]


def test_a_crash_right_after_loses_nothing(window, enlarger, qtbot, tmp_path, open_window):
    keeper = JournalKeeper(window.session, tmp_path / "journals")
    document = _enlarged(window, qtbot)
    keeper.journal.flush()
    keeper.journal.close()
    (lost,) = [one for one in abandoned(tmp_path / "journals") if one.picture is None]
    assert lost.name == "photo-2x"
    restored = restore(lost.path)
    restored.journal.close()
    picture = restored.document.picture
    assert np.array_equal(picture.pixels, document.picture.pixels)
    assert derived_of(picture).enlargements == derived_of(document.picture).enlargements
    again = open_window()
    other = JournalKeeper(again.session, tmp_path / "journals")
    with qtbot.waitSignal(again.session.document_changed, timeout=20_000):
        other.bring_back(lost)
    assert again.windowTitle().startswith("photo-2x")
    other.end()


def test_it_is_saved_beside_its_source_with_exif_of_its_own_size(open_window, enlarger, qtbot, tmp_path, settle):
    exif = Image.Exif()
    exif[0x010E] = "a street"
    exif.get_ifd(0x8769)[0xA002], exif.get_ifd(0x8769)[0xA003] = 64, 48
    pixels = np.random.default_rng(0).integers(0, 255, (48, 64, 3), np.uint8)
    Image.fromarray(pixels).save(tmp_path / "old.png", exif=exif)
    window = open_window(tmp_path / "old.png")
    _enlarged(window, qtbot)
    _press(window, qtbot, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    (dialog,) = [one for one in window.findChildren(QFileDialog) if one.isVisible()]
    assert dialog.selectedFiles() == [str(tmp_path / "old-2x.png")]
    with qtbot.waitSignal(window.session.saving.saved, timeout=20_000):
        dialog.fileSelected.emit(str(tmp_path / "old-2x.png"))
    dialog.close()
    settle(window)
    with Image.open(tmp_path / "old-2x.png") as image:
        assert image.size == (128, 96)
        assert image.getexif()[0x010E] == "a street"
        assert image.getexif().get_ifd(0x8769)[0xA002] == 128
        assert np.array_equal(np.asarray(image)[::2, ::2], pixels)
    assert not window.session.has_unsaved_work
    assert window.windowTitle().startswith("old-2x.png")


def test_sixteen_bits_with_a_profile_come_out_as_the_engine_makes_them(
    open_window, monkeypatch, qtbot, tmp_path, settle
):
    ship(monkeypatch, tmp_path)
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    pixels = np.random.default_rng(1).integers(0, 65535, (24, 32, 3), np.uint16)
    save_picture(Picture(pixels, "deep", profile), (), tmp_path / "deep.tif")
    window = open_window(tmp_path / "deep.tif")
    dialog = _ask(window, qtbot)
    dialog.texture_field.setValue(40)
    with qtbot.waitSignal(window.session.enlarging.finished, timeout=20_000):
        QTest.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    settle(window)
    *_, made = Engine().enlarge(read_picture(tmp_path / "deep.tif"), EnlargeOptions(2, texture=0.4))
    picture = window.session.document.picture
    assert picture.pixels.dtype == np.uint16
    assert np.array_equal(picture.pixels, made.picture.pixels)
    with qtbot.waitSignal(window.session.saving.saved, timeout=20_000):
        window.files.save_to(window.files.proposed_path())
    saved = read_picture(tmp_path / "deep-2x.tif")
    assert np.array_equal(saved.pixels, picture.pixels)
    assert saved.profile == picture.profile is not None
    enlarge_jobs._made_engine.cache_clear()


def test_what_does_not_fit_is_refused_in_a_sentence(window, enlarger, qtbot):
    enlarger.most = 500_000
    dialog = _ask(window, qtbot)
    QTest.mouseClick(dialog.size_fields.factors[4], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.expectation.text() == "The result would be too large.", timeout=20_000)
    assert not dialog.accept_button.isEnabled()
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert dialog.isVisible()
    QTest.mouseClick(dialog.size_fields.factors[2], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(dialog.accept_button.isEnabled, timeout=20_000)
    dialog.reject()
    assert enlarger.requests == []


def test_every_step_of_the_dialog_fits_into_a_small_window(window, enlarger, qtbot):
    dialog = _ask(window, qtbot)
    hint = dialog.minimumSizeHint()
    assert hint.width() <= 880
    assert hint.height() <= 560
    dialog.loupe.map.setFocus()
    QTest.mouseMove(dialog.loupe.map, QPoint(60, 60))
    QApplication.processEvents()
    dialog.reject()
