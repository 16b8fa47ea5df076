"""Picture pixels are exact on any screen, and stay so when the window moves to another.

The scale of a screen is fixed when Qt starts, so each is tried in a process of its own, on Qt's offscreen platform.
"""

import os
import subprocess
import sys

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF
from PySide6.QtWidgets import QApplication

from inpaint_studio.editing.mask_levels import MaskLevels
from inpaint_studio.editing.picture import Picture
from inpaint_studio.ui.canvas.canvas import Canvas
from inpaint_studio.ui.canvas.display import Display

_BEGIN = """
import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from inpaint_studio.editing.picture import Picture
from inpaint_studio.ui.canvas.canvas import Canvas
from inpaint_studio.ui.canvas.display import Display
from inpaint_studio.editing.mask_levels import MaskLevels
from inpaint_studio.ui.kit.pixels import array_of

application = QApplication([])
picture = Picture(np.random.default_rng(1).integers(0, 256, (300, 400, 3), np.uint8))

class Tool:  # notes what the canvas hands it
    def __init__(self): self.at = []
    def press(self, pointer): self.at.append((pointer.x, pointer.y))
    drag = release = hover = double_click = lambda self, pointer: None
    def key(self, event): return False
    def cancel(self): return False
    def leave(self): pass
    def paint(self, painter, transform): pass
    def ring(self): return None
    def cursor(self): return Qt.CursorShape.CrossCursor

canvas, tool = Canvas(), Tool()
canvas.resize(401, 301)
canvas.show()
canvas.show_picture(Display(picture), MaskLevels(np.zeros((300, 400), np.uint8)))
canvas.pointer.set_tool(tool)

def seen():
    for _ in range(20):
        application.processEvents()
    return array_of(canvas.grab().toImage())[:, :, :3]

def check_at(ratio):
    assert canvas.devicePixelRatioF() == ratio, canvas.devicePixelRatioF()
    # One to one: each device pixel is a picture pixel, bit for bit, whatever the screen.
    canvas.zoom_to(1.0)
    canvas.centre_on(200, 150)
    shown = seen()
    corner = canvas.to_picture(QPointF(0, 0))
    x, y = round(corner[0]), round(corner[1])
    assert abs(corner[0] - x) < 1e-6 and abs(corner[1] - y) < 1e-6, corner
    top, left = max(0, -y), max(0, -x)
    part = picture.pixels[max(0, y) : y + shown.shape[0], max(0, x) : x + shown.shape[1]]
    assert part.shape[0] > 200 and part.shape[1] > 300
    assert np.array_equal(shown[top : top + part.shape[0], left : left + part.shape[1]], part)
    # A press lands in the picture pixel that lies under it.
    for scale in (1.0, 3.0, 0.37):
        canvas.zoom_to(scale)
        canvas.centre_on(200, 150)
        for place in (QPointF(120, 90), QPointF(200, 150), QPointF(301, 222)):
            tool.at.clear()
            QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place.toPoint())
            back = canvas.to_widget(*tool.at[0])
            assert abs(back.x() - place.x()) < 1e-6 and abs(back.y() - place.y()) < 1e-6, (scale, place, back)
            expected_x = 200 + (place.x() - canvas.width() / 2) * ratio / scale
            assert abs(tool.at[0][0] - expected_x) <= 1 / scale, (tool.at, expected_x)
"""


def _run(code: str, **more: str) -> None:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", **more}
    done = subprocess.run(
        [sys.executable, "-c", _BEGIN + code], capture_output=True, text=True, timeout=120, env=environment
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("scale", ["1.25", "1.5", "2"])
def test_at_any_scale_a_device_pixel_is_a_picture_pixel_and_a_press_lands_on_it(scale):
    _run(f"check_at({float(scale)})", QT_SCALE_FACTOR=scale, QT_SCALE_FACTOR_ROUNDING_POLICY="PassThrough")


class Movable(Canvas):
    """A canvas whose screen can be another from one moment to the next, as when its window is dragged over."""

    ratio = 1.0

    def devicePixelRatioF(self) -> float:
        return self.ratio

    def move_to_screen(self, ratio: float) -> None:
        self.ratio = ratio
        QApplication.sendEvent(self, QEvent(QEvent.Type.DevicePixelRatioChange))


def test_moving_to_a_screen_of_another_scale_leaves_coordinates_exact(qtbot):
    canvas = Movable()
    qtbot.addWidget(canvas)
    canvas.resize(401, 301)
    picture = Picture(np.zeros((3000, 4000, 3), np.uint8))
    canvas.show_picture(Display(picture), MaskLevels(np.zeros((3000, 4000), np.uint8)))
    assert canvas.visible_part() == picture.rect
    fitted_scale = canvas.scale
    canvas.move_to_screen(2.0)
    assert canvas.visible_part() == picture.rect, "what was fitted is still fitted"
    assert canvas.scale == pytest.approx(2 * fitted_scale)  # device pixels per picture pixel: there are twice as many
    canvas.zoom_to(1.0)
    canvas.centre_on(1234, 567)
    for ratio in (1.0, 1.5, 2.0, 1.25, 1.0):
        canvas.move_to_screen(ratio)
        assert canvas.scale == 1.0, "one to one stays one to one"
        assert canvas.to_picture(QPointF(canvas.rect().center())) == pytest.approx((1234, 567), abs=2)
        for x, y in ((1200.5, 560.25), (1234.0, 567.0), (1300.75, 600.5)):
            at = canvas.to_widget(x, y)
            assert canvas.to_picture(at) == pytest.approx((x, y), abs=1e-6)
        corner = canvas.to_picture(QPointF(0, 0))
        assert corner == pytest.approx((round(corner[0]), round(corner[1])), abs=1e-6)  # on the pixel grid again
