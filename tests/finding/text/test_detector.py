"""The detector: what is refused before it is loaded, and what it answers."""

import importlib.util

import numpy as np
import pytest

from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.finding.finder import FinderError
from inpaint_studio.finding.text.detector import WEIGHTS, TextDetector, resized, tiles_of
from inpaint_studio.resources import resource

needs_onnxruntime = pytest.mark.skipif(
    importlib.util.find_spec("onnxruntime") is None, reason="onnxruntime, of the extra text, is not installed"
)


@needs_onnxruntime
def test_a_truncated_file_is_refused_in_a_sentence(tmp_path):
    path = tmp_path / "PP-OCRv6_det_small.onnx"
    path.write_bytes(resource(WEIGHTS).read_bytes()[:5_000_000])
    with pytest.raises(FinderError, match=r"5000000 bytes of 9929594.*Install the program again"):
        TextDetector(path)


@needs_onnxruntime
def test_a_file_with_one_other_byte_is_refused(tmp_path):
    content = bytearray(resource(WEIGHTS).read_bytes())
    content[4_000_000] ^= 1
    path = tmp_path / "PP-OCRv6_det_small.onnx"
    path.write_bytes(content)
    with pytest.raises(FinderError, match="is not the text detector that comes with this program"):
        TextDetector(path)


@needs_onnxruntime
def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(FinderError, match=r"gone\.onnx cannot be read"):
        TextDetector(tmp_path / "gone.onnx")


def test_without_onnxruntime_the_message_says_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(FinderError, match=r"pip install 'inpaint-studio\[text\]'"):
        TextDetector(tmp_path / "never read")


@needs_onnxruntime
def test_the_heat_has_the_size_of_the_picture_whatever_that_is():
    heat = TextDetector(resource(WEIGHTS)).heat(np.full((70, 101, 3), 128, np.uint8))
    assert heat.shape == (70, 101)
    assert 0 <= heat.min() <= heat.max() < 0.3


@pytest.mark.parametrize("size", [Size(736, 992), Size(1440, 1920), Size(2100, 1440), Size(32, 32)])
def test_tiles_cover_each_pixel_once_and_are_small(size):
    counts = np.zeros((size.height, size.width), int)
    for window, own in tiles_of(size):
        counts[own.slices] += 1
        assert window.contains(own)
        assert Rect.of_size(size).contains(window)
        assert max(window.size) <= 1088
    assert (counts == 1).all()


def test_resized_sides_are_multiples_of_the_step_of_the_net():
    assert resized(np.zeros((300, 451, 3), np.uint8), 736).shape == (736, 1120, 3)
    assert resized(np.zeros((5, 2000, 3), np.uint8), 736).shape == (32, 6016, 3)


def test_a_narrow_strip_is_not_enlarged_without_end():
    strip = np.zeros((140, 640, 3), np.uint8)
    assert resized(strip, 1088).shape == (416, 1920, 3)
    assert resized(strip, 96).shape == (96, 448, 3)
