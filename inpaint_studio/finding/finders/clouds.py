"""Clouds and haze over a satellite tile: bright, white, and bluer than any ground.

By thresholds, since one date of a few bands tells no more: brightness; whiteness, which is how far the visible bands
lie apart, as a share of their mean (Gomez-Chova et al. 2007); and the haze optimised transform, blue less half of red
(Zhang et al. 2002, with the constants of Zhu and Woodcock 2012, Fmask). Bright roofs, sand and snow pass for clouds, so
all is reviewed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.level_presets import named_colours
from inpaint_studio.finding.finder import CannotSearch, Data, Finder, Finding, Progress, View
from inpaint_studio.options import Option
from inpaint_studio.sentence import say

Floats = NDArray[np.float32]

_REFLECTANCE = 2.0  # what values are taken for reflectance that lie below this
_BRIGHTEST = 0.995  # share of other values up to which they are taken for what a cloud may reach
_HAZE = 0.08  # of blue less half of red, of clear ground (Fmask)
_SOFT = {"brightness": 0.1, "whiteness": 0.2, "haze": 0.05}  # beyond a threshold, that makes the certainty 1
_SURE = 0.5  # certainty from which on pixels are cloud
_LEAST = 0.2  # down to which they are near one, at its edge, and may be one elsewhere
_REACH = 6  # pixels that an edge is wide at most
_SMALLEST = 9  # pixels
_SAMPLED = 2**20  # pixels that tell of the range
_ROWS = 2**21  # pixels looked at together


@dataclass(frozen=True)
class CloudOptions:
    """Options of the cloud finder. Values are reflectance, or shares of the brightest where a file has other units."""

    brightness: Annotated[
        float, Option(say("Brightness"), 0, 1, " %", 100, say("How bright a cloud is at least, of what could be white"))
    ] = 0.25
    whiteness: Annotated[
        float,
        Option(say("Whiteness"), 0, 1, " %", 100, say("How far its red, green and blue may lie apart, of their mean")),
    ] = 0.35
    haze: Annotated[
        float,
        Option(say("Haze"), -0.2, 0.4, " %", 100, say("By how much its blue exceeds that of clear ground at least")),
    ] = 0.02


def _find(view: View, options: CloudOptions) -> Iterator[Progress | Finding]:
    data = view.data
    assert data is not None, "the finder is for data pictures"
    bands = visible_bands(data)
    if bands is None:
        raise CannotSearch(
            say("Clouds are told by their blue, green and red. Choose which bands are seen as these, in the levels.")
        )
    from scipy import ndimage

    height, width = data.samples.shape[:2]
    scales = _scales(data, bands)
    certain = np.zeros((height, width), np.float32)
    rows = max(1, _ROWS // width)
    for top in range(0, height, rows):
        yield Progress(top, 2 * height)
        part = slice(top, top + rows)
        colours = [_values(data.samples[part, :, band], scale) for band, scale in zip(bands, scales, strict=True)]
        certain[part] = certainty(colours, options)
    if data.unknown is not None:
        certain[data.unknown] = 0
    yield Progress(1, 2)
    everywhere = np.ones((3, 3), bool)
    likely = certain >= _LEAST
    clouds = ndimage.binary_dilation(certain >= _SURE, everywhere, _REACH, mask=likely)
    done = 0
    for areas in (clouds, likely & ~clouds):  # what may be one does not swallow what is, all over bright ground
        labels, count = ndimage.label(areas, everywhere)
        for number, (down, across) in enumerate(ndimage.find_objects(labels), start=1):
            own = labels[down, across] == number
            if np.count_nonzero(own) < _SMALLEST:
                continue
            seen = certain[down, across][own]
            confidence = float(np.quantile(seen[seen >= _SURE] if areas is clouds else seen, 0.8))
            rect = Rect.of_edges(across.start, down.start, across.stop, down.stop)
            mask = ndimage.binary_fill_holes(own).astype(np.uint8) * np.uint8(255)
            yield Finding(rect, mask, "cloud", confidence, "clouds", "lighter")
            if number % 200 == 0:
                yield Progress(2 * count + done + number, 4 * count)
        done = count
    yield Progress(1, 1)


def visible_bands(data: Data) -> tuple[int, int, int] | None:
    """The numbers of red, green and blue: by the bands' names, else those that are seen as these; None = not told."""
    named = named_colours(data.bands)
    if all(colour in named for colour in ("red", "green", "blue")):
        return named["red"], named["green"], named["blue"]
    if len(set(data.levels.bands)) == 3:
        red, green, blue = data.levels.bands
        return red, green, blue
    return None


def certainty(colours: Sequence[Floats], options: CloudOptions) -> Floats:
    """(H, W) 0..1, .5 where the weakest test is just passed.

    colours: red, green and blue, (H, W) each, as reflectance or shares of the brightest.
    """
    red, green, blue = colours
    mean = (red + green + blue) / 3
    apart = (np.abs(red - mean) + np.abs(green - mean) + np.abs(blue - mean)) / np.maximum(mean, np.float32(1e-6))
    tests = (
        (mean - options.brightness) / _SOFT["brightness"],
        (options.whiteness - apart) / _SOFT["whiteness"],
        (blue - 0.5 * red - _HAZE - options.haze) / _SOFT["haze"],
    )
    weakest = np.minimum(np.minimum(tests[0], tests[1]), tests[2])
    sure: Floats = np.clip(0.5 + 0.5 * weakest, 0, 1).astype(np.float32)
    return sure


def _scales(data: Data, bands: tuple[int, int, int]) -> list[tuple[float, float]]:
    """Factor and summand of each band's samples: to reflectance, or to shares of the brightest in other units."""
    step = max(1, round((data.samples.shape[0] * data.samples.shape[1] / _SAMPLED) ** 0.5))
    known = np.isfinite(data.samples[::step, ::step]).all(axis=2)
    if data.unknown is not None:
        known &= ~data.unknown[::step, ::step]
    own = [(data.bands[band].scale, data.bands[band].offset) for band in bands]
    if not known.any():
        return own
    tops = []
    for band, (scale, offset) in zip(bands, own, strict=True):
        tops.append(np.quantile(data.samples[::step, ::step, band][known], _BRIGHTEST) * scale + offset)
    if 0 < max(tops) <= _REFLECTANCE:
        return own
    most = max(float(max(tops)), 1e-6)
    return [(scale / most, offset / most) for scale, offset in own]


def _values(samples: NDArray[np.generic], scale: tuple[float, float]) -> Floats:
    values: Floats = np.nan_to_num(samples.astype(np.float32), posinf=0, neginf=0) * np.float32(scale[0])
    return values + np.float32(scale[1])


FINDER = Finder(
    "clouds",
    say("Mark clouds"),
    _find,
    CloudOptions,
    progress=say("Looking for clouds"),
    nothing=say("No clouds were found. Lower the thresholds, or mark them by hand."),
    seconds_per_pixel=8e-8,
    order=40,
    pictures="data",
)
