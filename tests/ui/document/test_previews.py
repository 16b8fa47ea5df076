"""What is shown over the document's own fills, and what is seen of it."""

import numpy as np
import pytest

from inpaint_studio.editing.document import Document
from inpaint_studio.editing.fills import Fill, Recipe
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.picture import Picture
from inpaint_studio.filling.request import FillProgress
from inpaint_studio.ui.canvas.display import Display, reduce_picture
from inpaint_studio.ui.document.previews import Previews

LEFT, RIGHT = Rect(10, 10, 20, 20), Rect(70, 40, 25, 15)


class Recorder(Display):
    """A display that remembers what it was to show."""

    shown: tuple[Fill, ...] = ()

    def set_fills(self, fills: tuple[Fill, ...]) -> Rect:
        self.shown = fills
        return super().set_fills(fills)


@pytest.fixture
def display(qapp) -> Recorder:
    picture = Picture(np.full((80, 120, 3), 90, np.uint8))
    return Recorder(picture, reduce_picture(picture))


@pytest.fixture
def previews(qapp, display):
    made = Previews()
    made.begin(Document(display.picture), display)
    yield made
    made._timer.stop()


def _progress(rect: Rect, value: int) -> FillProgress:
    size = (rect.height, rect.width)
    return FillProgress("membrane", rect, np.full((*size, 3), value, np.uint8), np.full(size, 255, np.uint8), 1, 2)


def _fill(rect: Rect) -> Fill:
    size = (rect.height, rect.width)
    return Fill("one", rect, np.zeros((*size, 3), np.uint8), np.full(size, 255, np.uint8), Recipe("membrane"))


def test_the_first_look_is_shown_at_once_and_what_follows_together(previews, display, qtbot):
    changes, veils = [], []
    previews.picture_changed.connect(changes.append)
    previews.veils_changed.connect(veils.append)
    previews.show(_progress(LEFT, 10))
    assert changes == [LEFT]
    previews.show(_progress(RIGHT, 20))
    previews.show(_progress(LEFT, 30))
    assert changes == [LEFT]
    qtbot.waitUntil(lambda: len(changes) == 2)
    assert changes[1] == LEFT.unite(RIGHT)
    assert [(fill.rect, int(fill.pixels[0, 0, 0])) for fill in display.shown] == [(RIGHT, 20), (LEFT, 30)]
    assert [[veil.rect for veil in some] for some in veils] == [[LEFT], [RIGHT, LEFT]]


def test_a_veil_is_worked_out_once_for_a_preview_that_stays(previews):
    veils = []
    previews.veils_changed.connect(veils.append)
    previews.show(_progress(LEFT, 10))
    previews.set_candidate((_fill(RIGHT),))
    assert veils[1][0] is veils[0][0]


def test_what_is_cleared_looks_as_before_and_a_candidate_stays(previews, display):
    candidate = _fill(RIGHT)
    previews.set_candidate((candidate,))
    previews.show(_progress(LEFT, 10))
    changes = []
    previews.picture_changed.connect(changes.append)
    previews.clear()
    assert changes == [LEFT]
    assert display.shown == (candidate,)
    previews.set_candidate(())
    assert display.shown == ()


def test_nothing_is_seen_of_a_document_that_is_put_away(previews, qtbot):
    previews.show(_progress(LEFT, 10))
    with qtbot.waitSignal(previews.veils_changed, timeout=10_000) as veils:
        previews.forget()
    assert veils.args == [()]
    previews.begin(None, None)
    changes = []
    previews.picture_changed.connect(changes.append)
    previews.refresh()
    assert changes == []
