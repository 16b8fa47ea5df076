"""What the File menu does, through the window: pages, profiles, notes, changed and vanished files, saves in a row."""

import os
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import tifffile
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QSpinBox

from inpaint_studio.cli import main
from inpaint_studio.editing.fills import Fill, Recipe
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.history import fills_step
from inpaint_studio.files.errors import SaveError
from inpaint_studio.files.memory import records
from inpaint_studio.files.memory.abandoned import abandoned
from inpaint_studio.files.memory.journal import Journal
from inpaint_studio.files.memory.project import open_project
from inpaint_studio.files.origin import Source
from inpaint_studio.files.reading import read_picture
from inpaint_studio.files.saving import metadata, writing
from inpaint_studio.ui.document import jobs
from inpaint_studio.ui.document.recovery import JournalKeeper
from inpaint_studio.ui.kit.pixels import array_of

PROFILES = Path(__file__).parents[2] / "files" / "data"
# Primaries and white of IEC 61966-2-1, Adobe RGB (1998) and SMPTE EG 432-1, and the exponent of each curve.
_PRIMARIES = {
    "sRGB": ((0.64, 0.33), (0.30, 0.60), (0.15, 0.06)),
    "AdobeCompat-v2": ((0.64, 0.33), (0.21, 0.71), (0.15, 0.06)),
    "DisplayP3-v4": ((0.68, 0.32), (0.265, 0.69), (0.15, 0.06)),
}


def _to_xyz(name: str) -> np.ndarray:
    """(3, 3): linear RGB to XYZ under D65, from the primaries (Lindbloom's derivation)."""
    columns = np.array([(x / y, 1.0, (1 - x - y) / y) for x, y in _PRIMARIES[name]]).T
    white = np.array([0.3127 / 0.3290, 1.0, (1 - 0.3127 - 0.3290) / 0.3290])
    return columns * np.linalg.solve(columns, white)


def _on_a_screen(colour: tuple[int, int, int], profile: str) -> np.ndarray:
    """What sRGB numbers an 8-bit colour of a profile is, by the standards alone."""
    encoded = np.array(colour) / 255
    adobe = profile.startswith("Adobe")
    srgb_curve = np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)
    linear = encoded ** (563 / 256) if adobe else srgb_curve
    shown = np.clip(np.linalg.solve(_to_xyz("sRGB"), _to_xyz(profile) @ linear), 0, 1)
    return 255 * np.where(shown <= 0.0031308, 12.92 * shown, 1.055 * shown ** (1 / 2.4) - 0.055)


def _give_a_fill(window) -> None:
    """A fill without an engine."""
    document = window.session.document
    rect = Rect(20, 20, 30, 24)
    pixels = np.full((24, 30, document.picture.pixels.shape[2]), 90, document.picture.pixels.dtype)
    fill = Fill("a", rect, pixels, np.full((24, 30), 255, np.uint8), Recipe("membrane", seed=5))
    window.session.changes.commit(fills_step(document, (*document.fills, fill), "Fill"))


def _button(window, words: str):
    return next(button for button in window.messages._buttons if button.text().startswith(words))


@pytest.fixture
def save(qtbot, settle) -> Callable[..., None]:
    def saved(window, path: Path) -> None:
        with qtbot.waitSignal(window.session.saving.saved, timeout=20_000):
            window.files.save_to(path)
        settle(window)

    return saved


@pytest.mark.parametrize("profile", ["AdobeCompat-v2", "DisplayP3-v4"])
def test_a_picture_is_shown_through_its_profile(open_window, tmp_path, profile):
    colours = [(200, 90, 60), (60, 150, 90), (128, 128, 128), (90, 110, 190)]
    pixels = np.repeat(np.repeat(np.array([colours], np.uint8), 200, axis=0), 100, axis=1)
    icc = (PROFILES / f"{profile}.icc").read_bytes()
    Image.fromarray(pixels).save(tmp_path / "wide.png", icc_profile=icc)
    window = open_window(tmp_path / "wide.png")
    canvas = window.canvas
    canvas.zoom_to(1.0)
    canvas.centre_on(200, 100)
    QApplication.processEvents()
    seen = array_of(canvas.grab().toImage())[:, :, :3]
    for number, colour in enumerate(colours):
        at = canvas.to_widget(50 + 100 * number, 100).toPoint()
        assert np.abs(seen[at.y(), at.x()] - _on_a_screen(colour, profile)).max() <= 2, colour
    wanted = [_on_a_screen(colour, profile) for colour in colours[:2]]
    assert all(np.abs(want - colour).max() > 8 for want, colour in zip(wanted, colours, strict=False))


def test_what_a_wide_picture_holds_is_saved_as_it_was(open_window, tmp_path, save, samples16):
    icc = (PROFILES / "AdobeCompat-v2.icc").read_bytes()
    samples16(tmp_path / "wide.tif", icc)
    window = open_window(tmp_path / "wide.tif")
    _give_a_fill(window)
    save(window, tmp_path / "out.tif")
    before, after = read_picture(tmp_path / "wide.tif"), read_picture(tmp_path / "out.tif")
    assert after.profile == icc
    outside = np.ones(before.pixels.shape[:2], bool)
    outside[20:44, 20:50] = False
    assert before.pixels.dtype == after.pixels.dtype == np.uint16
    assert np.array_equal(before.pixels[outside], after.pixels[outside])


@pytest.fixture
def samples16() -> Callable[[Path, bytes], None]:
    def write(path: Path, icc: bytes) -> None:
        pixels = np.random.default_rng(3).integers(0, 65536, (80, 100, 3), np.uint16)
        tifffile.imwrite(path, pixels, photometric="rgb", iccprofile=icc)

    return write


def test_a_page_of_several_is_chosen(open_window, qtbot, tmp_path, settle):
    frames = [Image.new("RGB", (60, 40), (40 * number, 10, 10)) for number in range(4)]
    frames[0].save(tmp_path / "scan.tif", save_all=True, append_images=frames[1:])
    window = open_window(tmp_path / "scan.tif")
    assert len(window.session.document.state.stack) == 4
    window.actions_by_name["open_page"].trigger()
    (spin,) = window.amounts.findChildren(QSpinBox)
    assert (spin.minimum(), spin.maximum(), spin.value()) == (1, 4, 2)
    spin.setValue(3)
    with qtbot.waitSignal(window.session.plane_changed, timeout=20_000):
        window.amounts._apply.click()
    settle(window)
    assert window.session.document.picture.pixels[0, 0, 0] == 80
    assert window.session.document.picture.origin.page == 2


def test_a_file_of_one_page_says_so(open_window, picture_file):
    window = open_window(picture_file)
    window.actions_by_name["open_page"].trigger()
    assert window.messages.text == "This file has no other page."
    assert window.amounts.isHidden()


def test_the_note_of_what_was_edited_is_only_written_when_asked_for(open_window, picture_file, tmp_path, save):
    window = open_window(picture_file)
    _give_a_fill(window)
    save(window, tmp_path / "plain.png")
    assert metadata.read("png", (tmp_path / "plain.png").read_bytes()).xmp is None
    dialog = window.dialogs.show_preferences()
    dialog.note.click()
    dialog.close()
    save(window, tmp_path / "noted.png")
    xmp = metadata.read("png", (tmp_path / "noted.png").read_bytes()).xmp
    assert b"30x24 at 20,20 by membrane, seed 5" in xmp
    assert b"Inpaint Studio" in xmp


def test_a_file_changed_by_another_program_is_not_overwritten_unasked(open_window, qtbot, picture_file, settle):
    window = open_window(picture_file)
    _give_a_fill(window)
    Image.new("RGB", (320, 240), (1, 2, 3)).save(picture_file)
    theirs = picture_file.read_bytes()
    with qtbot.waitSignal(window.session.saving.failed, timeout=20_000):
        window.files.save_to(picture_file)
    settle(window)
    assert "was changed by another program" in window.messages.text
    assert picture_file.read_bytes() == theirs
    assert window.session.document.has_unsaved_fills
    with qtbot.waitSignal(window.session.saving.saved, timeout=20_000):
        _button(window, "Overwrite").click()
    settle(window)
    assert picture_file.with_name("photo.png~").read_bytes() == theirs
    now = read_picture(picture_file).pixels
    assert np.array_equal(now, window.session.document.composite())


def test_a_project_changed_by_another_program_is_not_overwritten_unasked(
    open_window, qtbot, picture_file, tmp_path, settle
):
    window = open_window(picture_file)
    project = tmp_path / "work.ora"
    _give_a_fill(window)
    window.session.saving.save_project(project)
    settle(window)
    theirs = project.read_bytes() + b"written by another program"
    project.write_bytes(theirs)
    with qtbot.waitSignal(window.session.saving.failed, timeout=20_000):
        window.session.saving.save_project(project)
    settle(window)
    assert project.read_bytes() == theirs
    _button(window, "Overwrite").click()
    settle(window)
    assert project.with_name("work.ora~").read_bytes() == theirs
    assert len(open_project(project).fills) == 1


@pytest.mark.parametrize("kind", ["vanished", "no folder"])
def test_where_nothing_can_be_written_another_place_is_offered(
    open_window, qtbot, picture_file, tmp_path, settle, save, kind
):
    window = open_window(picture_file)
    _give_a_fill(window)
    place = tmp_path / "gone"
    if kind == "no folder":
        place.write_text("a file, where a folder should be")
    with qtbot.waitSignal(window.session.saving.failed, timeout=20_000):
        window.files.save_to(place / "out.png")
    settle(window)
    assert str(place / "out.png") in window.messages.text
    assert "bytes" in window.messages.text
    _button(window, "Save as…").click()
    (dialog,) = [one for one in window.findChildren(QFileDialog) if one.isVisible()]
    dialog.reject()
    assert window.session.document.has_unsaved_fills
    save(window, tmp_path / "out.png")
    assert not window.session.document.has_unsaved_fills


def test_a_read_only_folder_leaves_the_document_as_it_was(open_window, qtbot, picture_file, settle, monkeypatch):
    def refuse(path: Path, content: bytes, *_: object) -> None:  # tests may run as root, who may write anywhere
        raise SaveError(f"{path} could not be saved ({len(content):,} bytes): Permission denied.")

    window = open_window(picture_file)
    _give_a_fill(window)
    monkeypatch.setattr(writing, "replace_file", refuse)
    before = picture_file.read_bytes()
    with qtbot.waitSignal(window.session.saving.failed, timeout=20_000):
        window.files.save_to(picture_file)
    settle(window)
    assert "Permission denied" in window.messages.text
    assert _button(window, "Save as…")
    assert picture_file.read_bytes() == before
    assert len(window.session.document.fills) == 1


def test_a_save_asked_for_while_another_runs_is_made_after_it(
    open_window, qtbot, picture_file, tmp_path, settle, slow_saving
):
    window = open_window(picture_file)
    session = window.session
    _give_a_fill(window)
    window.files.save_to(tmp_path / "one.png")
    _give_a_fill(window)
    window.files.save_to(tmp_path / "two.png")
    session.changes.undo()
    window.files.save_to(tmp_path / "two.png")  # the same place once more: only the later one counts
    session.saving.save_project(tmp_path / "all.ora")
    assert session.saving.is_busy
    slow_saving.may_finish.set()
    settle(window)
    assert sorted(path.name for path in tmp_path.iterdir() if path.suffix in (".png", ".ora")) == [
        "all.ora",
        "one.png",
        "photo.png",
        "two.png",
    ]
    assert len(slow_saving.paths) == 2
    assert not session.document.is_modified
    assert session.saved_path == tmp_path / "two.png"


def test_a_window_that_closes_waits_for_every_save(open_window, qtbot, picture_file, tmp_path, slow_saving):
    window = open_window(picture_file)
    _give_a_fill(window)
    window.files.save_to(tmp_path / "one.png")
    window.files.save_to(tmp_path / "two.png")
    window.closing.is_decided = True
    window.close()
    assert window.isVisible()
    with qtbot.waitSignal(window.closed, timeout=20_000):
        slow_saving.may_finish.set()
    assert (tmp_path / "one.png").exists()
    assert (tmp_path / "two.png").exists()


def test_closing_does_not_wait_for_a_thread(open_window, qtbot, picture_file):
    window = open_window(picture_file)
    may_end = threading.Event()

    def job():
        may_end.wait(20)
        yield 1

    window.session.run("stubborn", job, print)
    window.close()  # returns though the thread still runs: it is not waited for on the UI thread
    assert not window.isVisible()
    assert not window.session.is_shut
    with qtbot.waitSignal(window.closed, timeout=20_000):
        may_end.set()
    assert window.session.is_shut


def test_saving_over_the_original_reads_and_writes_on_no_ui_thread(
    open_window, qtbot, picture_file, tmp_path, settle, monkeypatch
):
    photo = tmp_path / "photo.jpg"
    Image.open(picture_file).save(photo, quality=90)
    window = open_window(photo)
    keeper = JournalKeeper(window.session, tmp_path / "journals")
    keeper._begin()
    here = threading.current_thread()
    touched: list[str] = []  # on this thread
    read, write = Source.read, records.Records._write

    def _read(self):
        touched.append("read") if threading.current_thread() is here else None
        return read(self)

    def _write(self, facts, blobs):
        large = sum(map(len, blobs)) >= records.AT_ONCE
        touched.append("wrote") if large and threading.current_thread() is here else None
        return write(self, facts, blobs)

    monkeypatch.setattr(Source, "read", _read)
    monkeypatch.setattr(records.Records, "_write", _write)
    original = photo.read_bytes()
    document = window.session.document
    pixels = np.random.default_rng(0).integers(0, 256, (240, 320, 3), np.uint8)
    fill = Fill("big", document.picture.rect, pixels, np.full((240, 320), 255, np.uint8), Recipe("membrane"))
    window.session.changes.commit(fills_step(document, (fill,), "Fill"))  # 300 KB for the journal
    with qtbot.waitSignal(window.session.saving.saved, timeout=20_000):
        window.files.save_to(photo)
    settle(window)
    assert touched == []
    keeper.journal.flush()
    held = records.read(keeper.journal.path)
    (blob,) = [record.blobs[0] for record in held.records if record.facts["is"] == "original"]
    assert blob == original != photo.read_bytes()
    keeper.end()


def test_what_a_torn_journal_lost_is_said(open_window, qtbot, picture_file, tmp_path, settle, drag):
    first = open_window(picture_file)
    document = first.session.document
    journal = Journal.create(tmp_path / "journals", document)
    for number in range(3):
        drag(first, (40 + 50 * number, 60), (70 + 50 * number, 60))
        journal.follow(document)
    journal.close()
    os.truncate(journal.path, journal.path.stat().st_size - 9)
    first.session.close_document()

    window = open_window()
    keeper = JournalKeeper(window.session, tmp_path / "journals")
    (lost,) = abandoned(tmp_path / "journals")
    with qtbot.waitSignal(window.session.document_changed, timeout=20_000):
        keeper.bring_back(lost)
    settle(window)
    assert len(window.session.document.history.steps) == 2
    assert "about 1 operation" in window.messages.text
    assert window.messages.text.endswith("could not be had back.")
    keeper.end()


def test_a_turned_photograph_is_upright_in_the_window_and_on_the_command_line(open_window, tmp_path, capsys):
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was held upright: stored 90 degrees to the left
    rows, columns = np.mgrid[0:64, 0:96]
    stored = np.stack([columns * 2, rows * 3, np.full_like(rows, 90)], axis=2).astype(np.uint8)
    stored[::3, ::2] //= 2
    photo, mask, output = tmp_path / "photo.png", tmp_path / "mask.png", tmp_path / "out.png"
    Image.fromarray(stored).save(photo, exif=exif)
    upright = np.rot90(stored, -1)
    window = open_window(photo)
    assert window.session.document.size == (64, 96)
    assert np.array_equal(window.session.document.picture.pixels, upright)
    marks = np.zeros((96, 64), np.uint8)  # as the person sees it
    marks[10:20, 30:50] = 255
    Image.fromarray(marks).save(mask)
    assert main(["fill", str(photo), "--mask", str(mask), "--output", str(output), "--method", "membrane"]) == 0
    assert main(["verify", str(photo), str(output), "--mask", str(mask)]) == 0
    with Image.open(output) as result:
        assert result.getexif()[0x0112] == 6
    again = open_window(output).session.document.picture.pixels
    assert np.array_equal(again[marks == 0], upright[marks == 0])
    assert not np.array_equal(again[marks > 0], upright[marks > 0])


def test_opening_sweeps_up_what_an_unfinished_save_left_in_the_folder(tmp_path, picture_file):
    left = picture_file.with_name(".scan.png.7-00ff00ff.part")
    left.write_bytes(b"half")
    (opened,) = jobs.open_picture(picture_file, 1 << 20)
    assert opened.path == picture_file
    assert not left.exists()


def test_a_name_is_never_taken_for_markup(open_window, qtbot, tmp_path):
    """A sentence with a file's name in it shows the name, tags and all, and loads no picture it names."""
    window = open_window()
    path = tmp_path / '<img src="x.png"> & <b>bold.png'
    path.write_bytes(b"")
    with qtbot.waitSignal(window.session.opening.failed, timeout=20_000):
        window.open(path)
    assert window.messages.text == '<img src="x.png"> & <b>bold.png is empty.'
    label = next(one for one in window.messages.findChildren(QLabel) if one.text() == window.messages.text)
    assert label.textFormat() == Qt.TextFormat.PlainText


def test_a_picture_saved_over_its_own_file_is_verified_against_what_was_opened(
    open_window, qtbot, picture_file, settle, save
):
    window = open_window(picture_file)
    _give_a_fill(window)
    window.files.verify(picture_file)
    qtbot.waitUntil(lambda: "nothing has been saved over it" in window.messages.text)
    save(window, picture_file)
    with qtbot.waitSignal(window.files.verified, timeout=20_000) as verified:
        window.files.verify(picture_file)
    assert verified.args[0].untouched
    black = np.array(Image.open(picture_file))
    black[:120] = 0
    Image.fromarray(black).save(picture_file)
    with qtbot.waitSignal(window.files.verified, timeout=20_000) as verified:
        window.files.verify(picture_file)
    assert not verified.args[0].untouched


def test_of_a_saved_jpeg_no_more_is_said_than_that_its_blocks_were_kept(open_window, picture_file, save):
    pytest.importorskip("jpeglib")
    photo = picture_file.with_suffix(".jpg")
    Image.open(picture_file).save(photo, quality=90)
    window = open_window(photo)
    _give_a_fill(window)
    save(window, photo.with_name("out.jpg"))
    assert "nothing outside the JPEG blocks that the fills touch was changed" in window.messages.text
    count = int(window.messages.text.split("Inside those blocks ")[1].split(" pixels")[0].replace(",", ""))
    before, after = (np.array(Image.open(path)) for path in (photo, photo.with_name("out.jpg")))
    differing = (before != after).any(axis=2)
    for fill in window.session.document.fills:
        differing[fill.rect.slices] &= fill.coverage == 0
    assert count == np.count_nonzero(differing) > 0


def test_a_picture_of_a_project_is_not_verified_against_its_own_untouched_file(
    open_window, qtbot, picture_file, settle
):
    window = open_window(picture_file)
    _give_a_fill(window)
    project = picture_file.with_suffix(".ora")
    with qtbot.waitSignal(window.session.saving.saved, timeout=20_000):
        window.session.saving.save_project(project)
    settle(window)
    with qtbot.waitSignal(window.session.document_changed, timeout=20_000):
        window.open(project)
    window.files.verify(picture_file)
    qtbot.waitUntil(lambda: "nothing has been saved over it" in window.messages.text)
