"""Fills that are painted by hand: strokes join, and are made again bit for bit."""

from functools import partial

import numpy as np
import pytest

from inpaint_studio.editing.brush import Brush
from inpaint_studio.editing.cloning import CloneStroke
from inpaint_studio.editing.document import Document
from inpaint_studio.editing.fills import composite
from inpaint_studio.editing.history import fills_step
from inpaint_studio.editing.picture import Picture
from inpaint_studio.filling.cloning import made_again, with_stroke
from inpaint_studio.filling.request import FillRequest


@pytest.mark.parametrize("method", ["clone", "heal"])
def test_strokes_join_and_are_made_again_bit_for_bit(method):
    rng = np.random.default_rng(2)
    picture = Picture(rng.integers(0, 65536, (300, 400, 3)).astype(np.uint16))
    document = Document(picture)
    settings = {"source": "a", "aligned": False}
    for offset, at in (((150, 20), (100, 100)), ((150, -60), (120, 110)), ((-40, 0), (150, 120))):
        stroke = CloneStroke(picture.size, Brush(25, 0.4, 0.8), offset, partial(composite, picture, document.fills))
        stroke.begin(*at)
        stroke.extend(at[0] + 40, at[1] + 10)
        fills = with_stroke(picture, document.fills, stroke.painted(), method, settings)
        document.commit(fills_step(document, fills, method))
    (fill,) = document.fills
    assert len(fill.recipe.strokes) == 3
    request = FillRequest(
        picture, (), fill.rect, fill.coverage.copy(), method, settings=settings, strokes=fill.recipe.strokes
    )
    (again,) = made_again(request).fills
    assert (again.rect, again.recipe.strokes) == (fill.rect, fill.recipe.strokes)
    assert again.pixels.tobytes() == fill.pixels.tobytes()
    assert again.coverage.tobytes() == fill.coverage.tobytes()


def test_strokes_do_not_join_across_half_a_picture_nor_a_fill_that_was_hidden():
    picture = Picture(np.zeros((2000, 2000, 1), np.uint8))
    fills = ()
    for x, y in ((100, 100), (1800, 1800)):
        stroke = CloneStroke(picture.size, Brush(25), (30, 40), partial(composite, picture, fills))
        stroke.begin(x, y)
        fills = with_stroke(picture, fills, stroke.painted(), "clone", {"source": "a"})
    assert len(fills) == 2
