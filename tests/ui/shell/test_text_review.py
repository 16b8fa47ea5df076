"""Text of a sample through the window: found, reviewed by keys, filled."""

import importlib.util

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from scipy import ndimage

from inpaint_studio.editing.fills import covered_by
from inpaint_studio.finding.finders import FINDERS
from inpaint_studio.resources import resource

needs_onnxruntime = pytest.mark.skipif(
    importlib.util.find_spec("onnxruntime") is None, reason="onnxruntime, of the extra text, is not installed"
)
LOWER = (960, 760, 1600, 900)  # of the sample: the smaller of its two lines, left, upper, right, lower


@needs_onnxruntime
def test_the_text_of_a_sample_is_reviewed_by_keys_and_filled(open_window, settle, tmp_path):
    path = tmp_path / "corner.png"
    Image.open(resource("samples/lake-watermark.jpg")).crop(LOWER).save(path)
    written = np.asarray(Image.open(resource("samples/lake-watermark.mask.png")).convert("L").crop(LOWER)) > 0
    window = open_window(path)
    window.review.start(FINDERS["text"])
    settle(window)
    document = window.session.document
    (finding,) = window.session.review.accepted
    assert finding.kind == "caption"
    QTest.keyClick(window.canvas, Qt.Key.Key_N)
    QTest.keyClick(window.canvas, Qt.Key.Key_A)
    assert window.session.review.review.is_decided(finding)
    QTest.keyClick(window.canvas, Qt.Key.Key_Return)
    settle(window)
    covered = covered_by(document.fills, document.size) > 0
    strokes = ndimage.binary_erosion(written, iterations=2)  # the mask was made by hand, and is wide
    assert (covered & strokes).sum() > 0.75 * strokes.sum()
    assert covered.sum() < 2.5 * written.sum()
    assert not document.mask.any()
