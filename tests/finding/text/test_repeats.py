"""Repeated patches: a mark that stands in several places."""

import numpy as np

from inpaint_studio.finding.text.boxes import TextBox
from inpaint_studio.finding.text.repeats import detail_of, places_like


def tiled(places):
    rng = np.random.default_rng(5)
    picture = rng.integers(90, 130, (200, 300, 3)).astype(np.float32)
    mark = np.kron(rng.integers(0, 2, (6, 16)), np.ones((3, 3)))  # 18 x 48 pixels
    for x, y in places:
        picture[y : y + 18, x : x + 48] += 40 * mark[..., None]
    return picture.astype(np.uint8)


def test_every_place_of_a_mark_is_listed():
    places = [(20, 20), (130, 20), (230, 60), (60, 140), (180, 150)]
    listed = places_like(detail_of(tiled(places)), TextBox(44, 29, 56, 24))
    assert {(round(box.x - 24), round(box.y - 9)) for box in listed} == set(places)


def test_a_line_that_stands_once_has_no_other_place():
    assert len(places_like(detail_of(tiled([(20, 20)])), TextBox(44, 29, 56, 24))) == 1
