"""Lines laid level: what a window shows, and that its way back leads to the same place."""

import math

import numpy as np
import pytest

from inpaint_studio.editing.geometry import Rect
from inpaint_studio.model.photographs.level_lines import BOX, TALL, LevelLine


def _ramp(height=300, width=400):
    rows, columns = np.mgrid[:height, :width]
    return np.stack([columns / 2, rows / 2, np.zeros_like(rows)], axis=2).astype(np.uint8)


@pytest.mark.parametrize(("degrees", "height"), [(0, BOX), (30, 25), (90, 80), (-45, 120)])
def test_a_window_runs_along_its_line(degrees, height):
    angle = math.radians(degrees)
    line = LevelLine(200, 150, angle, height, 64)
    shown = line.take(_ramp())
    assert shown.shape == (TALL, 64, 3)
    middle = shown[TALL // 2 - 1 : TALL // 2 + 1].mean(axis=0) * 255 * 2 + 0.5
    u = (np.arange(64) + 0.5 - 32) * line.scale
    assert middle[:, 0] == pytest.approx(200 + u * math.cos(angle), abs=2.0)
    assert middle[:, 1] == pytest.approx(150 + u * math.sin(angle), abs=2.0)


@pytest.mark.parametrize(("degrees", "height"), [(0, 20), (30, 40), (90, 60)])
def test_what_was_taken_comes_back_to_where_it_was(degrees, height):
    picture = np.zeros((300, 400, 1), np.uint8)
    picture[146:156, 190:216] = 255
    line = LevelLine(200, 150, math.radians(degrees), height, 96)
    back = line.back(line.take(picture)[..., 0], Rect(150, 100, 100, 100))
    assert (back > 0.5).sum() == pytest.approx(260, rel=0.12)
    rows, columns = np.nonzero(back > 0.5)
    assert (columns.mean() + 150, rows.mean() + 100) == pytest.approx((202.5, 150.5), abs=0.6)


def test_past_the_border_the_last_pixels_go_on_and_outside_the_window_nothing_comes_back():
    picture = np.full((50, 60, 3), 90, np.uint8)
    line = LevelLine(2, 3, 0.4, 40, 64)
    assert line.take(picture) == pytest.approx(90 / 255)
    assert line.back(np.ones((TALL, 64), np.float32), Rect(500, 500, 10, 10)).max() == 0
    assert LevelLine(900, 900, 0.0, 40, 32).take(picture) == pytest.approx(90 / 255)
