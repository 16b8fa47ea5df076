"""Preferences ▸ Object selection: files of the person's own are tried before they are used, and remembered."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from inpaint_studio.finding.objects.outliner import hash_of
from inpaint_studio.finding.objects.outliners import OUTLINERS, OWN

from ...finding.objects.fake_pair import write_pair

pytest.importorskip("onnxruntime", reason="the extra onnx is not installed")
pytest.importorskip("onnx", reason="the extra onnx is not installed")
SAM = OUTLINERS["mobile-sam"]


@pytest.fixture
def panel(window):
    dialog = window.dialogs.show_preferences()
    yield dialog.objects
    dialog.close()


def _choose(panel, key):
    panel.outliner.setCurrentIndex(panel.outliner.findData(key))
    panel.outliner.activated.emit(panel.outliner.currentIndex())


def _pick(panel, slot, path):
    QTest.mouseClick(panel.buttons[slot], Qt.MouseButton.LeftButton)
    dialog = panel.findChildren(QFileDialog)[-1]
    dialog.fileSelected.emit(str(path))
    dialog.close()


def test_a_pair_is_tried_shown_by_its_hashes_and_remembered(window, panel, qtbot, tmp_path, open_window):
    encoder, decoder = write_pair(tmp_path)
    assert window.session.objects.outliner.outliner is OWN
    assert panel.rows.isHidden()
    _choose(panel, SAM.key)
    assert panel.rows.isVisible()
    assert panel.note.text().startswith("Choose both files.")
    _pick(panel, "encoder", encoder)
    assert window.session.objects.outliner.outliner is OWN
    _pick(panel, "decoder", decoder)
    qtbot.waitUntil(lambda: window.session.objects.outliner.outliner is SAM, timeout=20_000)
    assert panel.note.text().startswith("The files were tried and are used.")
    assert hash_of(encoder)[:16] in panel.note.text()
    assert panel.buttons["encoder"].text() == "encoder.onnx"
    again = open_window(window.session.path)
    assert again.session.objects.outliner.outliner is SAM
    _choose(panel, OWN.key)
    assert window.session.objects.outliner.outliner is OWN


def test_files_that_are_no_pair_are_refused_and_ours_goes_on(window, panel, qtbot, tmp_path):
    encoder, decoder = write_pair(tmp_path)
    decoder.write_bytes(decoder.read_bytes()[:40])
    _choose(panel, SAM.key)
    _pick(panel, "encoder", encoder)
    _pick(panel, "decoder", decoder)
    qtbot.waitUntil(lambda: "decoder.onnx is no ONNX graph" in panel.note.text(), timeout=20_000)
    assert window.session.objects.outliner.outliner is OWN
    assert window.preferences.text("objects/outliner", OWN.key) == OWN.key
