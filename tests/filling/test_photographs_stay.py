"""Photographs are filled as they were before there were data pictures.

`data/photographs.npz` holds the fills of the commit before, on one machine. On another one a sum may be rounded
otherwise, so equal means within a step of 8 bits' rounding; a copy may come from a neighbour as good, so of those a few
pixels may differ. On the machine itself all are the same bit for bit.
"""

from pathlib import Path

import numpy as np

from inpaint_studio.editing.picture import Picture
from inpaint_studio.files.colour import from_srgb, to_srgb
from inpaint_studio.filling.blend import luminance
from inpaint_studio.filling.crops import Crop
from inpaint_studio.filling.recipes import grain_of
from inpaint_studio.filling.request import FillRequest
from inpaint_studio.filling.tones import Tones

from .photograph_fills import fills, mask, photographs

STORED = Path(__file__).parent / "data" / "photographs.npz"
_STEP = {"u1": 1, "u2": 4, "f4": 2e-5}  # of samples, on another machine
_COPIED = 0.05  # share of copied pixels that may come from elsewhere there


def test_fills_of_photographs_are_what_they_were():
    with np.load(STORED) as stored:
        before = dict(stored)
    now = dict(fills())
    assert list(now) == list(before)
    for name, pixels in now.items():
        assert pixels.dtype == before[name].dtype
        same = np.isclose(
            pixels.astype(np.float64),
            before[name].astype(np.float64),
            rtol=0,
            atol=_STEP[pixels.dtype.str[1:]],
            equal_nan=True,
        )
        copies = name.endswith(("exemplar", "auto"))
        assert same.mean() >= (1 - _COPIED if copies else 1), name


def test_a_photographs_samples_go_the_way_they_went():
    """Through profile and tones alone, the same bits on every machine."""
    for _, picture in photographs():
        _goes_as_it_went(picture)


def _goes_as_it_went(picture: Picture) -> None:
    request = FillRequest(picture, (), picture.rect, mask(), "membrane")
    crop = Crop.of(request, picture.rect)
    assert crop.scales is None
    colours = to_srgb(picture.pixels, picture.profile)
    if picture.pixels.dtype != np.uint8:
        step = 0.0 if picture.pixels.dtype.kind == "f" else 1 / np.iinfo(picture.pixels.dtype).max
        tones = Tones.of(colours, crop.hole, step)
        assert crop.tones == tones
        colours = tones.shown(colours)
    np.testing.assert_array_equal(crop.colours, colours)
    assert crop.three is crop.colours
    answer = np.full(colours.shape, 0.25, np.float32)
    made = crop.samples(answer, picture.rect, request)
    back = from_srgb(crop.tones.inverse(answer), picture.profile, picture.pixels.dtype, picture.pixels.shape[2])
    inside = mask() > 0
    count = picture.colours
    np.testing.assert_array_equal(made[inside][:, :count], back[inside][:, :count])
    assert grain_of(request) == 1.0
    weights = np.array([0.299, 0.587, 0.114], np.float32)
    np.testing.assert_array_equal(luminance(colours), (colours @ weights).astype(np.float32))
