"""A second start, and programs that hand a picture over and read it back."""

import shutil
import socket
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from inpaint_studio import instance
from inpaint_studio.instance import CHANGED, FAILED, UNCHANGED, Request


@pytest.fixture
def address():
    folder = tempfile.mkdtemp(prefix="is-")  # a socket's path has at most 107 characters, those of tests are longer
    yield f"{folder}/window"
    shutil.rmtree(folder)


@pytest.fixture
def client():
    with ThreadPoolExecutor(1) as pool:
        yield lambda request, at: pool.submit(instance.hand_over, request, at)


@pytest.fixture
def window(application, address, settle):
    window = application.open_window()
    assert application.server.listen(address)
    settle(window)
    return window


def returned(path: Path) -> Request:
    return Request((path,), returns=True, host="Lightroom", waits=True)


def test_a_second_start_opens_its_pictures_in_the_first(window, address, client, picture_file, qtbot, settle):
    answer = client(Request((picture_file,)), address)
    qtbot.waitUntil(answer.done)
    assert answer.result() == CHANGED
    settle(window)
    assert [picture.name for picture in window.session.pictures] == ["photo.png"]
    assert window.session.saved_path is None
    assert "for" not in window.windowTitle()


def test_saving_writes_the_file_of_the_host_and_closing_tells_it(
    window, address, client, picture_file, drag, qtbot, settle
):
    before = picture_file.read_bytes()
    answer = client(returned(picture_file), address)
    qtbot.waitUntil(lambda: window.session.document is not None)
    settle(window)
    assert window.windowTitle() == "photo.png for Lightroom[*] – Inpaint Studio"
    drag(window, (20, 20), (30, 20))
    with qtbot.waitSignal(window.session.filling.finished, timeout=30_000):
        QTest.keyClick(window.canvas, Qt.Key.Key_Return)
    settle(window)
    with qtbot.waitSignal(window.session.saving.saved, timeout=30_000):
        window.actions_by_name["save"].trigger()
    settle(window)
    assert picture_file.read_bytes() != before
    assert picture_file.with_name("photo.png~").read_bytes() == before
    assert not answer.done()
    window.actions_by_name["close"].trigger()
    qtbot.waitUntil(answer.done)
    assert answer.result() == CHANGED


def test_a_picture_that_is_closed_as_it_came_is_unchanged(window, address, client, picture_file, qtbot, settle):
    answer = client(returned(picture_file), address)
    qtbot.waitUntil(lambda: window.session.document is not None)
    settle(window)
    window.actions_by_name["close"].trigger()
    qtbot.waitUntil(answer.done)
    assert answer.result() == UNCHANGED


def test_what_cannot_be_opened_has_failed(window, address, client, tmp_path, qtbot, settle):
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"no picture")
    answer = client(returned(broken), address)
    qtbot.waitUntil(answer.done)
    assert answer.result() == FAILED
    settle(window)


def test_closing_the_window_ends_what_is_open(window, address, client, picture_file, qtbot, settle):
    answer = client(returned(picture_file), address)
    qtbot.waitUntil(lambda: window.session.document is not None)
    settle(window)
    window.close()
    qtbot.waitUntil(answer.done)
    assert answer.result() == UNCHANGED


def test_a_mask_comes_along(window, address, client, picture_file, tmp_path, qtbot, settle):
    with Image.open(picture_file) as picture:
        marked = np.zeros((picture.height, picture.width), np.uint8)
    marked[5:9, 6:12] = 255
    Image.fromarray(marked).save(tmp_path / "mask.png")
    answer = client(Request((picture_file,), tmp_path / "mask.png"), address)
    qtbot.waitUntil(lambda: window.session.document is not None and bool(window.session.document.mask.any()))
    assert answer.result() == CHANGED
    settle(window)
    assert (window.session.document.mask == marked).all()


def test_a_client_that_leaves_early_is_not_answered(window, address, picture_file, qtbot, settle):
    connection = socket.socket(socket.AF_UNIX)
    connection.settimeout(20)
    connection.connect(address)
    connection.sendall(returned(picture_file).line())
    qtbot.waitUntil(lambda: window.session.document is not None)
    connection.close()
    settle(window)
    window.actions_by_name["close"].trigger()
    settle(window)
    assert len(window.session.pictures) == 0
