"""Stacks in memory for the window's tests: planes whose samples tell their number."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np

from inpaint_studio.editing.document import Document
from inpaint_studio.editing.geometry import Size
from inpaint_studio.editing.picture import Picture
from inpaint_studio.editing.stack import Place, Stack
from inpaint_studio.files.errors import PictureError
from inpaint_studio.ui.document import jobs

SIZE = Size(320, 240)


class Clip:
    """Planes of one colour each, 10 * number + 20; `nearest` knows every fifth. `decoded` lists what was asked for."""

    cuts = None

    def __init__(self, count=12, size=SIZE, axis="frame", path=Path("clip.mkv")):
        self.axis, self.size, self.path = axis, size, path
        self.places = tuple(Place(Fraction(plane, 25)) for plane in range(count))
        self.decoded = []
        self.broken = set()

    def picture(self, plane):
        self.decoded.append(plane)
        if plane in self.broken:
            raise PictureError(f"Plane {plane + 1} cannot be read.")
        pixels = np.full((self.size.height, self.size.width, 3), value_of(plane), np.uint8)
        return Picture(pixels, self.path.name, plane=plane)


class Film(Clip):
    """A clip with key frames."""

    def nearest(self, plane):
        return self.picture(plane - plane % 5)


def value_of(plane):
    return (10 * plane + 20) % 256


def document_of(planes, plane=0):
    picture = planes.picture(plane)
    document = Document(replace(picture, plane=0))  # of a stack from the next line on
    document.state = replace(document.state, stack=Stack(picture, planes))
    return document


def show_clip(window, qtbot, planes=None, plane=0, method="auto"):
    """Show a stack in a window, to be filled by the window's own engine. Returns its document."""
    document = document_of(Clip() if planes is None else planes, plane)
    with qtbot.waitSignal(window.session.document_changed, timeout=20_000):
        window.session.show(jobs.prepared(None, document))
    qtbot.waitUntil(lambda: not window.session.is_busy)
    settled(window, qtbot)
    if method is not None:
        window.options.methods.setCurrentIndex(window.options.methods.findData(method))
    return document


def settled(window, qtbot):
    """The plane that was asked for is in view, and nothing else is on its way."""
    session = window.session
    qtbot.waitUntil(lambda: not session.planes.is_busy and not session.changes.is_any_busy, timeout=20_000)


def turn(window, qtbot, plane):
    window.session.planes.look_at(plane)
    qtbot.waitUntil(lambda: window.session.document.plane == plane, timeout=20_000)
    settled(window, qtbot)
