import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from inpaint_studio.ui.shell.drops import content_of

from ..strips import drop

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def scans(tmp_path):
    folder = tmp_path / "scans"
    folder.mkdir()
    Image.new("RGB", (40, 30), (90, 90, 90)).save(folder / "a.png")
    return folder


def press(window, text):
    button = next(one for one in window.messages.findChildren(QPushButton) if one.text() == text and one.isVisible())
    QTest.mouseClick(button, LEFT)


def test_what_a_folder_holds(scans, tmp_path):
    assert content_of(scans) == "pictures"
    for name, content in (("job.json", "job"), ("best.safetensors", ""), ("log.jsonl", "")):
        other = tmp_path / name.replace(".", "-")
        other.mkdir()
        (other / name).touch()
        (other / "b.png").touch()
        assert content_of(other) == content
    (tmp_path / "empty").mkdir()
    assert content_of(tmp_path / "empty") == ""


def test_a_folder_of_pictures_is_asked_about(open_window, scans, qtbot):
    window = open_window()
    drop(window, [scans])
    qtbot.waitUntil(lambda: "is a folder of pictures" in window.messages.text, timeout=10_000)
    press(window, "Batch…")
    assert window.dialogs.batches.window.parts.setup.sources == (scans,)
    drop(window, [scans])
    qtbot.waitUntil(lambda: "is a folder of pictures" in window.messages.text, timeout=10_000)
    press(window, "Take a mark off…")
    assert window.dialogs.marks.isVisible()
    window.dialogs.shut_down()


def test_a_job_and_checkpoints_are_not_asked_about(open_window, tmp_path, qtbot):
    window = open_window()
    job, run = tmp_path / "job", tmp_path / "run"
    for folder, name in ((job, "job.json"), (run, "best.safetensors")):
        folder.mkdir()
        (folder / name).write_text("{}")
    drop(window, [job])
    qtbot.waitUntil(lambda: window.dialogs.batches.window is not None, timeout=10_000)
    qtbot.waitUntil(lambda: "damaged" in window.dialogs.batches.window.parts.message.text(), timeout=10_000)
    drop(window, [run])
    qtbot.waitUntil(lambda: window.dialogs.bench is not None, timeout=10_000)
    window.dialogs.shut_down()
