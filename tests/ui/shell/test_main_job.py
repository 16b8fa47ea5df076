"""The main job through the real window: open, paint, fill, undo, redo, save."""

import subprocess
import sys
from pathlib import Path

import numpy as np
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from inpaint_studio.resources import resource
from inpaint_studio.ui.shell.welcome import sample_pictures

GREY = 128  # what the tests' engine paints


def test_a_sample_is_opened_painted_filled_undone_redone_and_saved(open_window, qtbot, tmp_path, drag, settle):
    window = open_window()
    sample = sample_pictures(resource("samples"))[0]
    card = next(card for card in window.start_page.page.cards if card.path == sample)
    with qtbot.waitSignal(window.session.document_changed, timeout=20_000):
        qtbot.mouseClick(card, Qt.MouseButton.LeftButton)
    document = window.session.document
    width, height = document.size
    drag(window, (width * 0.3, height * 0.4), (width * 0.5, height * 0.5))
    assert document.history.undo_name == "Brush"
    painted = document.mask.copy()
    assert painted.max() == 255

    with qtbot.waitSignal(window.session.filling.finished, timeout=20_000):
        QTest.keyClick(window.canvas, Qt.Key.Key_Return)
    assert len(document.fills) == 1
    assert not document.mask.any()
    filled = document.composite()
    colours = document.picture.colours
    assert (filled[:, :, :colours][painted == 255] == GREY).all()

    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert document.fills == ()
    assert np.array_equal(document.mask, painted)
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert np.array_equal(document.composite(), filled)
    assert not document.mask.any()

    target = tmp_path / "repaired.png"
    with qtbot.waitSignal(window.session.saving.saved, timeout=20_000):
        window.files.save_to(target)
    settle(window)
    assert not document.is_modified
    before = np.asarray(Image.open(sample).convert("RGB"))
    after = np.asarray(Image.open(target).convert("RGB"))
    outside = painted == 0
    assert np.array_equal(before[outside], after[outside])
    assert (before[painted > 0] != after[painted > 0]).any()


def test_painting_goes_on_while_a_fill_runs_and_what_was_painted_stays(
    open_window, qtbot, picture_file, drag, slow_engine
):
    engine = slow_engine
    window = open_window(picture_file, engine)
    document = window.session.document
    drag(window, (60, 60), (100, 60))
    # The first look is on screen at once.
    with qtbot.waitSignal(window.session.previews.picture_changed, timeout=10_000):
        QTest.keyClick(window.canvas, Qt.Key.Key_Return)
    assert document.fills == ()
    drag(window, (200, 180), (240, 180))
    assert document.history.undo_name == "Brush"
    with qtbot.waitSignal(window.session.filling.finished, timeout=10_000):
        engine.may_finish.set()
    assert len(document.fills) == 1
    assert not document.mask[60, 60:100].any()
    assert document.mask[180, 200:240].all()


def test_a_second_fill_waits_for_the_first_and_leaves_its_hole_out(
    open_window, qtbot, picture_file, drag, settle, slow_engine
):
    engine = slow_engine
    window = open_window(picture_file, engine)
    drag(window, (60, 60), (100, 60))
    with qtbot.waitSignal(window.session.previews.picture_changed, timeout=10_000):
        QTest.keyClick(window.canvas, Qt.Key.Key_Return)
    drag(window, (200, 180), (240, 180))
    QTest.keyClick(window.canvas, Qt.Key.Key_Return)
    engine.may_finish.set()
    settle(window)
    assert len(window.session.document.fills) == 2
    assert len(engine.requests) == 2
    assert engine.requests[1].rect.y > 120
    assert len(engine.requests[1].fills) == 1


def test_esc_stops_a_fill_and_leaves_the_document_as_it_was(open_window, qtbot, picture_file, drag, slow_engine):
    engine = slow_engine
    window = open_window(picture_file, engine)
    document = window.session.document
    drag(window, (60, 60), (100, 60))
    painted, revision = document.mask.copy(), document.revision
    with qtbot.waitSignal(window.session.previews.picture_changed, timeout=10_000):
        QTest.keyClick(window.canvas, Qt.Key.Key_Return)
    QTest.keyClick(window.canvas, Qt.Key.Key_Escape)
    assert not window.session.is_filling
    qtbot.waitUntil(engine.was_closed.is_set, timeout=10_000)
    assert document.revision == revision
    assert document.fills == ()
    assert np.array_equal(document.mask, painted)
    assert window.canvas.display.fills == ()


def test_closing_while_a_fill_runs_ends_it(open_window, qtbot, picture_file, drag, slow_engine):
    engine = slow_engine
    window = open_window(picture_file, engine)
    drag(window, (60, 60), (100, 60))
    with qtbot.waitSignal(window.session.previews.picture_changed, timeout=10_000):
        QTest.keyClick(window.canvas, Qt.Key.Key_Return)
    window.close()
    assert window.files.question is not None  # the marks are not filled: it asks first
    with qtbot.waitSignal(window.closed, timeout=10_000):
        window.files._discard_button.click()
    assert engine.was_closed.is_set()


def test_a_failing_engine_gives_one_sentence_and_changes_nothing(open_window, qtbot, picture_file, drag):
    def fails(request):
        raise RuntimeError("The device went away")
        yield

    window = open_window(picture_file, fails)
    document = window.session.document
    drag(window, (60, 60), (100, 60))
    painted = document.mask.copy()
    with qtbot.waitSignal(window.session.filling.finished, timeout=10_000):
        QTest.keyClick(window.canvas, Qt.Key.Key_Return)
    assert window.messages.text == "The device went away."
    assert document.fills == ()
    assert np.array_equal(document.mask, painted)


def test_enter_on_an_empty_mask_says_what_to_do(open_window, qtbot, picture_file):
    window = open_window(picture_file)
    QTest.keyClick(window.canvas, Qt.Key.Key_Return)
    assert "Nothing is marked yet" in window.messages.text
    assert not window.session.is_filling


def test_a_file_that_is_no_picture_gives_one_sentence(open_window, qtbot, tmp_path, picture_file, settle):
    window = open_window(picture_file)
    document = window.session.document
    bad = tmp_path / "notes.png"
    bad.write_text("not a picture")
    with qtbot.waitSignal(window.session.opening.failed, timeout=20_000):
        window.open(bad)
    settle(window)
    assert "notes.png" in window.messages.text
    assert window.session.document is document


def test_the_first_save_proposes_another_name_and_the_second_takes_it(open_window, qtbot, picture_file, drag, settle):
    window = open_window(picture_file)
    assert window.files.proposed_path() == picture_file.with_name("photo_restored.png")
    drag(window, (60, 60), (100, 60))
    with qtbot.waitSignal(window.session.filling.finished, timeout=10_000):
        QTest.keyClick(window.canvas, Qt.Key.Key_Return)
    original = picture_file.read_bytes()
    with qtbot.waitSignal(window.session.saving.saved, timeout=20_000):
        window.files.save_to(window.files.proposed_path())
    settle(window)
    with qtbot.waitSignal(window.session.saving.saved, timeout=20_000) as saved:
        QTest.keyClick(window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    settle(window)
    assert saved.args[0] == picture_file.with_name("photo_restored.png")
    assert picture_file.read_bytes() == original


def test_a_lossy_format_is_told_of_before_saving(open_window, qtbot, picture_file, tmp_path, drag, settle):
    window = open_window(picture_file)
    drag(window, (60, 60), (100, 60))
    with qtbot.waitSignal(window.session.filling.finished, timeout=10_000):
        QTest.keyClick(window.canvas, Qt.Key.Key_Return)
    target = tmp_path / "small.jpg"
    with qtbot.waitSignal(window.session.saving.failed, timeout=20_000):
        window.files.save_to(target)
    assert not window.session.saving.is_busy
    assert "changes every pixel a little" in window.messages.text
    assert not target.exists()
    with qtbot.waitSignal(window.session.saving.saved, timeout=20_000):
        window.files.save_to(target, sure=True)
    settle(window)
    assert target.exists()


def test_torch_is_not_imported_by_opening_the_window(tmp_path):
    code = (
        "import sys, os\n"
        "from pathlib import Path\n"
        "from PySide6.QtCore import QSettings\n"
        "from PySide6.QtWidgets import QApplication\n"
        "from inpaint_studio.ui.shell.app import Application\n"
        "from inpaint_studio.ui.kit.preferences import Preferences\n"
        "from inpaint_studio.ui.document.session import Session\n"
        "qt = QApplication([])\n"
        f"kept = Preferences(QSettings({str(tmp_path / 's.ini')!r}, QSettings.Format.IniFormat))\n"
        "application = Application(qt, kept)\n"
        "window = application.open_window(session=Session(parent=application))\n"
        "window.repaint()\n"
        "assert window.isVisible()\n"
        "heavy = [name for name in ('torch', 'scipy', 'cv2') if name in sys.modules]\n"
        "window.close()\n"
        "assert not heavy, heavy\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr


def test_the_engine_is_warmed_up_on_a_worker_and_says_when_it_is_ready(open_window, qtbot):
    from inpaint_studio.ui.document import jobs

    window = open_window()
    ready = [jobs.EngineReady("CPU")]
    with qtbot.waitSignal(window.session.generator.ready, timeout=10_000):
        window.session.run("engine", lambda: iter(ready), window.session.generator._engine_is_ready)
    assert "CPU" in window.status.engine_text


def test_300_repaints_do_not_use_up_none(open_window, qtbot, picture_file):
    # PySide6 6.12.0 loses a reference to None with every paint event, and Python aborts when none is left.
    window = open_window(picture_file)
    window.canvas.repaint()
    before = sys.getrefcount(None)
    for _ in range(300):
        window.canvas.repaint()
    assert sys.getrefcount(None) > before - 100


def test_samples_that_are_masks_are_not_offered():
    offered = sample_pictures(resource("samples"))
    assert offered
    assert not [path for path in offered if ".mask." in path.name]
    assert all(isinstance(path, Path) for path in offered)
