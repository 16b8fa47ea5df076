"""A dropped file is read where it lies, and taken for what its name says."""

import unicodedata
from pathlib import PurePath

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QTextEdit

from inpaint_studio.files.pairing import is_mask_of
from inpaint_studio.ui.kit.dropping import accept_copy, dropped_files

COPY, MOVE = Qt.DropAction.CopyAction, Qt.DropAction.MoveAction


def _answers(target, path, offered=COPY | MOVE) -> list[Qt.DropAction]:
    """What a file manager that would rather move is answered, at each step of a drag onto a widget."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    button, no_key = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    events = (
        QDragEnterEvent(QPoint(5, 5), offered, data, button, no_key),
        QDragMoveEvent(QPoint(6, 6), offered, data, button, no_key),
        QDropEvent(QPointF(6, 6), offered, data, button, no_key),
    )
    for event in events:
        event.setDropAction(MOVE)
        QApplication.sendEvent(target, event)
        assert event.isAccepted()
    return [event.dropAction() for event in events]


def test_a_drop_on_the_window_copies(open_window, picture_file, qtbot):
    window = open_window()
    with qtbot.waitSignal(window.session.document_changed, timeout=20_000):
        assert _answers(window, picture_file) == [COPY] * 3


def test_a_drop_on_the_bench_and_on_the_training_room_copies(open_window, picture_file, tmp_path, qtbot):
    window = open_window(picture_file)
    bench = window.dialogs.show_bench()
    assert _answers(bench, tmp_path) == [COPY] * 3
    window.dialogs.show_training()
    assert _answers(window.dialogs.training, tmp_path) == [COPY] * 3
    bench.shut_down()
    window.dialogs.training.shut_down()


def test_a_drop_that_offers_moving_alone_is_refused(picture_file):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(picture_file))])
    drop = QDropEvent(QPointF(), MOVE, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    assert dropped_files(drop) == []
    accept_copy(drop)
    assert not drop.isAccepted()


def test_no_text_field_answers_a_drop_by_itself(open_window, picture_file):
    """Qt's own fields take the name of a dropped file as text, and answer with what the other side proposes."""
    window = open_window(picture_file)
    window.actions_by_name["brightness_mask"].trigger()
    window.masks.ask_name()
    bench = window.dialogs.show_bench()
    window.dialogs.show_training()
    roots = [
        window,
        bench,
        window.dialogs.training,
        window.dialogs.show_preferences(),
        window.dialogs.show_shortcut_editor(),
    ]
    fields = [f for root in roots for kind in (QLineEdit, QPlainTextEdit, QTextEdit) for f in root.findChildren(kind)]
    assert len(fields) > 10
    assert [f for f in fields if f.acceptDrops() and not f.isReadOnly()] == []
    for root in roots[1:]:
        root.close()
    bench.shut_down()
    window.dialogs.training.shut_down()


@pytest.mark.parametrize(
    ("mask", "picture", "fits"),
    [
        ("a.mask.png", "a.jpg", True),
        ("a_mask.png", "a.jpg", True),
        ("A-MASK.PNG", "a.jpg", True),
        ("a.jpg.mask.png", "a.jpg", True),
        (unicodedata.normalize("NFD", "Fée_mask.png"), "Fée.jpg", True),
        ("b.mask.png", "a.jpg", False),
        ("Maskenball 1923.png", "a.jpg", False),
        ("damask.jpg", "da.jpg", False),
        ("damask.jpg", "damask.jpg", False),
        ("mask.png", "a.jpg", False),
        ("a mask.png", "a.jpg", False),
        ("a_mask_restored.png", "a.jpg", False),
    ],
)
def test_a_mask_is_what_says_so_by_a_mark_behind_the_pictures_name(mask, picture, fits):
    assert is_mask_of(PurePath(mask), PurePath(picture)) is fits


@pytest.mark.parametrize("name", ["Maskenball 1923.png", "damask.png", "other.mask.png"])
def test_a_picture_with_mask_in_its_name_is_opened(open_window, picture_file, tmp_path, qtbot, name):
    Image.new("RGB", (320, 240), (90, 120, 40)).save(tmp_path / name)
    window = open_window(picture_file)
    with qtbot.waitSignal(window.session.document_changed, timeout=20_000):
        window.drops.take(tmp_path / name)
    assert window.session.path == tmp_path / name
    assert not window.session.document.mask.any()


def test_a_mask_by_name_that_has_another_size_is_opened_as_a_picture(open_window, picture_file, qtbot):
    other = picture_file.with_name("photo_mask.png")
    Image.new("L", (50, 40), 255).save(other)
    window = open_window(picture_file)
    with qtbot.waitSignal(window.session.document_changed, timeout=20_000):
        window.drops.take(other)
    assert window.session.path == other


def test_a_mask_that_is_dropped_is_taken_and_said(open_window, picture_file, qtbot, settle):
    levels = np.zeros((240, 320), np.uint8)
    levels[20:60, 30:90] = 255
    mask = picture_file.with_name("PHOTO-mask.png")
    Image.fromarray(levels).save(mask)
    window = open_window(picture_file)
    with qtbot.waitSignal(window.session.mask_changed, timeout=20_000):
        window.drops.take(mask)
    settle(window)
    assert np.array_equal(window.session.document.mask, levels)
    assert "PHOTO-mask.png was taken as the mask" in window.messages.text
