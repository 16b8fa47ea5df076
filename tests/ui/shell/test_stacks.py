"""Stacks from files, in the window: opened, offered, saved exactly, and opened again."""

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from inpaint_studio.ui.document.planes import Run
from inpaint_studio.ui.document.stack_saving import StackSave

from ..clips import settled, turn
from ..strips import drop

COUNT = 10


def frame(number):
    rows, columns = np.mgrid[0:120, 0:160]
    return np.stack([columns + number, rows + 2 * number, rows + columns], axis=2).astype(np.uint8)


@pytest.fixture
def folder(tmp_path):
    """A folder of ten numbered pictures."""
    made = tmp_path / "clip"
    made.mkdir()
    for number in range(COUNT):
        Image.fromarray(frame(number)).save(made / f"frame_{number + 1:04}.png")
    return made


@pytest.fixture
def pages(tmp_path):
    """A TIFF of four pages."""
    path = tmp_path / "scan.tif"
    first, *others = (Image.fromarray(frame(number)) for number in range(4))
    first.save(path, save_all=True, append_images=others)
    return path


def shown(window, qtbot):
    qtbot.waitUntil(lambda: window.session.document is not None, timeout=20_000)
    settled(window, qtbot)
    return window.session.document


def click(window, words):
    (button,) = [one for one in window.messages.findChildren(QPushButton) if words in one.text() and one.isVisible()]
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_a_folder_that_is_dropped_is_offered_as_a_stack(open_window, qtbot, folder):
    window = open_window()
    drop(window, [folder])
    qtbot.waitUntil(lambda: "What are they for" in window.messages.text)
    click(window, "Open as a stack")
    document = shown(window, qtbot)
    assert len(document.state.stack) == COUNT
    assert not window.planes.bar.isHidden()
    turn(window, qtbot, 7)
    assert np.array_equal(document.picture.pixels, frame(7))
    assert window.planes.bar.place.text() == "frame_0008.png"
    assert window.windowTitle().startswith("clip")


def test_one_file_of_a_series_is_a_picture_and_the_series_is_offered(open_window, qtbot, folder):
    window = open_window(folder / "frame_0004.png")
    assert len(window.session.document.state.stack) == 1
    qtbot.waitUntil(lambda: "one of 10 numbered files" in window.messages.text)
    click(window, "Open the series")
    qtbot.waitUntil(lambda: window.session.planes.planes is not None, timeout=20_000)
    assert shown(window, qtbot).plane == 3


def test_a_few_pictures_or_numbers_with_gaps_are_offered_by_nobody(open_window, qtbot, folder):
    (folder / "frame_0006.png").unlink()
    window = open_window(folder / "frame_0004.png")
    qtbot.waitUntil(lambda: not len(window.session.workers))
    assert not window.messages.isVisible()
    window.actions_by_name["open_series"].trigger()  # asked for, it opens all the same
    qtbot.waitUntil(lambda: window.session.planes.planes is not None, timeout=20_000)
    assert len(shown(window, qtbot).state.stack) == COUNT - 1


def test_pages_of_a_file_are_planes_and_the_number_goes_there(open_window, qtbot, pages):
    window = open_window(pages)
    document = shown(window, qtbot)
    assert len(document.state.stack) == 4
    window.actions_by_name["open_page"].trigger()
    field = window.amounts._fields[0]
    field.setValue(3)
    QTest.keyClick(field, Qt.Key.Key_Return)
    settled(window, qtbot)
    assert document.plane == 2


def test_a_folder_is_marked_filled_saved_and_opened_again(open_window, qtbot, folder, drag, settle, tmp_path):
    window = open_window()
    window.settings.set(radius=8, hardness=1.0)
    window.open(folder)
    document = shown(window, qtbot)
    drag(window, (40, 60), (100, 60))
    window.session.runs.use_mask(Run(0, 3))
    settle(window)
    with qtbot.waitSignal(window.session.run_filling.finished, timeout=20_000):
        window.session.run_filling.start(Run(0, 3), "membrane")
    settle(window)
    settled(window, qtbot)
    assert window.session.has_unsaved_work
    covered = {plane: fills[0].rect for plane, fills in document.state.filled_planes.items()}
    target = tmp_path / "repaired"
    with qtbot.waitSignal(window.session.saving.saved, timeout=20_000):
        window.files.stacks.save_to(StackSave(target, "own"))
    settle(window)
    assert "4 of 10 planes have fills" in window.messages.text
    assert not window.session.has_unsaved_work
    for number in range(COUNT):
        name = f"frame_{number + 1:04}.png"
        now, before = np.asarray(Image.open(target / name)), frame(number)
        if number > 3:
            assert (target / name).read_bytes() == (folder / name).read_bytes()
        else:
            outside = np.ones(before.shape[:2], bool)
            outside[covered[number].slices] = False
            assert np.array_equal(now[outside], before[outside])
            assert not np.array_equal(now, before)
    with qtbot.waitSignal(window.session.saving.saved, timeout=20_000):
        QTest.keyClick(window.canvas, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)  # there again, unasked
    settle(window)
    again = open_window()
    again.open(target)
    assert len(shown(again, qtbot).state.stack) == COUNT


def test_the_plane_in_view_is_saved_as_a_picture_but_not_over_the_stack(open_window, qtbot, folder, settle, tmp_path):
    window = open_window()
    window.open(folder)
    shown(window, qtbot)
    turn(window, qtbot, 2)
    before = (folder / "frame_0001.png").read_bytes()
    window.session.saving.save_plane(folder / "frame_0001.png")
    assert "is a file of this stack" in window.messages.text
    assert (folder / "frame_0001.png").read_bytes() == before
    window.session.saving.save_plane(tmp_path / "one.png")
    qtbot.waitUntil(lambda: "Plane 3 was saved as one.png" in window.messages.text, timeout=20_000)
    assert np.array_equal(np.asarray(Image.open(tmp_path / "one.png")), frame(2))


def test_closing_asks_for_fills_and_marks_of_planes_that_are_not_in_view(open_window, qtbot, folder, drag, settle):
    window = open_window()
    window.open(folder)
    shown(window, qtbot)
    drag(window, (40, 60), (100, 60))
    turn(window, qtbot, 5)
    window.files.close()
    assert window.files.question is not None
    window.files.question.reject()
    settle(window)


@pytest.fixture
def film(tmp_path):
    """A film of 24 frames with a key frame every twelve."""
    av = pytest.importorskip("av")
    path = tmp_path / "clip.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=25)
        stream.width, stream.height, stream.pix_fmt = 160, 120, "yuv420p"
        for number in range(24):
            for packet in stream.encode(av.VideoFrame.from_ndarray(frame(number), format="rgb24")):
                container.mux(packet)
        for packet in stream.encode():
            container.mux(packet)
    return path


def test_a_film_is_saved_exactly_or_in_its_own_kind_and_asks_with_the_forecast(open_window, qtbot, film, drag, settle):
    window = open_window(film)
    shown(window, qtbot)
    window.settings.set(radius=8, hardness=1.0)
    drag(window, (40, 60), (100, 60))
    with qtbot.waitSignal(window.session.run_filling.finished, timeout=20_000):
        window.session.run_filling.start(Run(0, 5), "membrane")
    settle(window)
    window.files.save()
    dialog = window.files.stacks.dialog
    assert "12 of 24 frames are encoded again" in dialog.about_same.text()
    assert dialog.same.isChecked()
    dialog.exact.setChecked(True)
    assert dialog.choice.suffix == ".mkv"
    dialog.reject()
    for how, suffix, words in (("exact", ".mkv", "1 of 24 frames has fills"), ("same", ".mp4", "12 of 24 frames were")):
        with qtbot.waitSignal(window.session.saving.saved, timeout=60_000):
            window.files.stacks.save_to(StackSave(film.with_name(f"out{suffix}"), how))
        settle(window)
        assert words in window.messages.text
