"""Many guide lines: an image of them, drawn in turns, which follows lines and view and looks as they do one by one."""

import numpy as np
import pytest
from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QImage, QPainter, QTransform

from inpaint_studio.ui.canvas.guide_layer import MANY, GuideLayer, Place
from inpaint_studio.ui.canvas.guide_lines import GuideLine, paint_guides

SIZE = QSize(160, 120)
WHOLE = QRectF(0, 0, 160, 120)
LINES = tuple(
    GuideLine(((4.0 * n, 10.0 + n % 7), (4.0 * n + 30, 60.0), (4.0 * n + 9, 110.0)), "offered" if n % 3 else "followed")
    for n in range(MANY + 8)
)


def _pixels(image: QImage) -> np.ndarray:
    return np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)[:, :, :3].astype(int)


def _image(ratio: float) -> QImage:
    image = QImage(SIZE * ratio, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    image.fill(0xFF5A5A5A)
    return image


def _one_by_one(lines, transform: QTransform, ratio: float = 1.0) -> np.ndarray:
    image = _image(ratio)
    painter = QPainter(image)
    paint_guides(painter, lines, (), transform)
    painter.end()
    return _pixels(image)


class _Layer:
    """A layer that is painted until it is whole, and what comes of it."""

    def __init__(self) -> None:
        self.layer = GuideLayer()
        self.turns = 0
        self.first = np.zeros(0, int)  # the pixels after the first turn

    def paint(self, lines, transform: QTransform, ratio: float = 1.0, at_once: int = 8) -> np.ndarray:
        """at_once: lines that there is time for in one turn."""
        self.turns, is_missing = 0, True
        while is_missing:
            left = [at_once]

            def has_time(left: list[int] = left) -> bool:
                left[0] -= 1
                return left[0] > 0

            image = _image(ratio)
            painter = QPainter(image)
            is_missing = self.layer.paint(painter, lines, Place(SIZE, ratio, transform), WHOLE, has_time)
            painter.end()
            self.turns += 1
            if self.turns == 1:
                self.first = _pixels(image)
        return _pixels(image)


def _same(one: np.ndarray, other: np.ndarray) -> bool:
    """But for what rounding does to colours that are laid over one another."""
    return bool(np.abs(one - other).max() <= 4)


@pytest.mark.parametrize("ratio", [1.0, 2.0])
@pytest.mark.parametrize("seen", [QTransform(), QTransform.fromScale(0.5, 0.5), QTransform().rotate(30)])
def test_the_image_looks_as_the_lines_one_by_one(qapp, ratio, seen):
    layer = _Layer()
    assert _same(layer.paint(LINES, seen, ratio), _one_by_one(LINES, seen, ratio))
    assert layer.turns == len(LINES) // 8


def test_what_is_whole_is_not_drawn_again(qapp):
    layer = _Layer()
    layer.paint(LINES, QTransform())
    layer.paint(LINES, QTransform(), at_once=1)
    assert layer.turns == 1


def test_lines_that_come_are_drawn_upon_the_others(qapp):
    layer = _Layer()
    layer.paint(LINES[:-2], QTransform())
    assert _same(layer.paint(LINES, QTransform(), at_once=1), _one_by_one(LINES, QTransform()))
    assert layer.turns == 2


def test_until_other_lines_are_drawn_the_last_ones_are_seen(qapp):
    layer = _Layer()
    before = layer.paint(LINES, QTransform())
    fewer = LINES[2:]
    assert _same(layer.paint(fewer, QTransform(), at_once=1), _one_by_one(fewer, QTransform()))
    assert np.array_equal(layer.first, before)


def test_a_view_that_moves_takes_its_lines_along_and_draws_what_comes_in(qapp):
    layer = _Layer()
    layer.paint(LINES, QTransform())
    moved = QTransform.fromTranslate(-24, 7)
    after = layer.paint(LINES, moved, at_once=1)
    assert _same(after, _one_by_one(LINES, moved))
    assert layer.turns < len(LINES) / 2


def test_while_another_scale_is_drawn_the_last_image_is_shown_as_large(qapp):
    layer = _Layer()
    layer.paint(LINES, QTransform())
    larger = QTransform.fromScale(2, 2)
    whole = layer.paint(LINES, larger, at_once=1)
    assert _same(whole, _one_by_one(LINES, larger))
    ground = _one_by_one((), larger)
    lines, seen_at_first = ((pixels != ground).any(axis=2) for pixels in (whole, layer.first))
    assert np.count_nonzero(lines & seen_at_first) > 0.9 * np.count_nonzero(lines)


def test_of_none_the_image_leaves_memory(qapp):
    layer = _Layer()
    layer.paint(LINES, QTransform())
    layer.layer.forget()
    assert layer.layer._shown is None
    layer.paint(LINES, QTransform())
    assert layer.turns == len(LINES) // 8
