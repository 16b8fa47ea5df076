"""A window with a picture to use tools on."""

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest


@pytest.fixture
def window(open_window, picture_file):
    made = open_window(picture_file)
    made.canvas.zoom_to(1.0)
    return made


@pytest.fixture
def mask(window):
    return window.session.document.mask


@pytest.fixture
def patch_file(tmp_path):
    """A red square on blue: 60..140 across, 50..120 down."""
    pixels = np.zeros((240, 320, 3), np.uint8)
    pixels[:] = (20, 30, 200)
    pixels[50:120, 60:140] = (220, 30, 20)
    path = tmp_path / "patch.png"
    Image.fromarray(pixels).save(path)
    return path


@pytest.fixture
def click():
    """Clicks on the canvas of a window, at a place of the picture."""

    def clicked(window, x, y, modifiers=Qt.KeyboardModifier.NoModifier, button=Qt.MouseButton.LeftButton):
        QTest.mouseClick(window.canvas, button, modifiers, window.canvas.to_widget(x, y).toPoint())

    return clicked
