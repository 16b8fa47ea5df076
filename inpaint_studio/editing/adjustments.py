"""Adjustments: what is done to a whole picture when a copy is saved. Values that stay editable, as fills do.

The picture and its fills stay as they are; fills are made from samples that are not adjusted. A `Tone` corrects
fading, a `Frame` straightens and crops.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.editing.geometry import NOWHERE, Rect, Size
from inpaint_studio.editing.history import KeepsFills, OfOnePlane, Step
from inpaint_studio.editing.picture import Mask, Picture, Pixels

STEEPEST = 45.0  # degrees that a frame may stand turned by
SMALLEST = 16.0  # pixels of a frame's side
_LEAST_RANGE = 1 / 64  # of full scale: a channel that holds less is a tint or empty, and is left alone
_CUT = 0.4  # percent of the samples at either end that may become black or white altogether
_ENOUGH = 0.01  # of full scale: a channel that comes so near to black and full is not faded
_LOOKED_AT = 1 << 20  # pixels that are measured
_MIDTONES = 0.1, 0.9  # luminance between which a cast is measured, once the range is stretched
_GREY_WEIGHTS = np.array([0.299, 0.587, 0.114])
# Median distance of the pixels from their common cast, as a share of it. Toned prints .20 to .24, photographs in colour
# from .40 (dunes) upwards, 28 November 2026; snow at dusk is the one at .19, and grey snow does not harm it.
_CAST, _COLOURS = 0.25, 0.4
_GAMMAS = np.geomspace(0.4, 2.5, 73)  # that are tried
_TOE = 0.02  # share of the range by which the power is moved
_MATCHED = np.linspace(10, 95, 18)  # percentiles at which a channel is matched with the luminance


@dataclass(frozen=True)
class Tone:
    """Levels and white balance: in each colour channel `low` becomes black and `high` full, by `strength`.

    Both are shares of full scale; floats are taken as they are. Between them the curve is bent by a power, which takes
    a cast out of the midtones. A monotone curve a channel, the same everywhere.
    """

    id: str
    low: tuple[float, ...]  # one a colour channel
    high: tuple[float, ...]
    strength: float = 1.0  # 0 = as it was .. 1 = black to full
    visible: bool = True
    gamma: tuple[float, ...] = ()  # exponents of `_bent`, one a colour channel; empty = 1 for each


@dataclass(frozen=True)
class Frame:
    """What of the picture a copy shows, and how it is turned: a rectangle that stands turned on the picture.

    The picture is turned by `angle` clockwise, so the frame stands turned by as much the other way.
    """

    id: str
    x: float  # picture pixels, of its middle
    y: float
    width: float  # pixels of the copy, before rounding
    height: float
    angle: float = 0.0  # degrees
    visible: bool = True

    @property
    def size(self) -> Size:
        """Of the copy."""
        return Size(max(1, round(self.width)), max(1, round(self.height)))

    @property
    def rect(self) -> Rect:
        """Of a frame that is not turned: whole picture pixels, of which the copy is made without a change."""
        width, height = self.size
        return Rect(round(self.x - width / 2), round(self.y - height / 2), width, height)

    @property
    def steps(self) -> tuple[float, float, float, float]:
        """How far a sample to the right, and one further down, lies in the picture: x, y and x, y."""
        sine, cosine = math.sin(math.radians(self.angle)), math.cos(math.radians(self.angle))
        return cosine, -sine, sine, cosine

    def to_picture(self, across: float, down: float) -> tuple[float, float]:
        """The picture point that lies `across` and `down` from the middle of the copy."""
        sine, cosine = math.sin(math.radians(self.angle)), math.cos(math.radians(self.angle))
        return self.x + across * cosine + down * sine, self.y - across * sine + down * cosine

    def from_picture(self, x: float, y: float) -> tuple[float, float]:
        """How far across and down from the middle of the copy a picture point lies."""
        sine, cosine = math.sin(math.radians(self.angle)), math.cos(math.radians(self.angle))
        x, y = x - self.x, y - self.y
        return x * cosine - y * sine, x * sine + y * cosine

    @property
    def corners(self) -> tuple[tuple[float, float], ...]:
        """Picture points: top left, top right, bottom right, bottom left of the copy."""
        half_x, half_y = self.width / 2, self.height / 2
        return tuple(
            self.to_picture(*corner)
            for corner in ((-half_x, -half_y), (half_x, -half_y), (half_x, half_y), (-half_x, half_y))
        )

    def within(self, size: Size) -> "Frame":
        """The nearest frame of the same proportions that shows nothing but the picture, and whole pixels upright."""
        angle = min(max(self.angle, -STEEPEST), STEEPEST)
        sine, cosine = abs(math.sin(math.radians(angle))), math.cos(math.radians(angle))
        width, height = max(self.width, SMALLEST), max(self.height, SMALLEST)
        across, down = width * cosine + height * sine, width * sine + height * cosine  # what it reaches over
        share = min(1.0, size.width / across, size.height / down)
        across, down = across * share, down * share
        x = min(max(self.x, across / 2), size.width - across / 2)
        y = min(max(self.y, down / 2), size.height - down / 2)
        made = replace(self, x=x, y=y, width=width * share, height=height * share, angle=angle)
        if angle:
            return made
        rect = made.rect
        rect = rect.translate(-rect.x, -rect.y).translate(
            min(max(rect.x, 0), max(0, size.width - rect.width)), min(max(rect.y, 0), max(0, size.height - rect.height))
        )
        left, top, width, height = rect.clip(size)
        return replace(made, x=left + width / 2, y=top + height / 2, width=float(width), height=float(height))

    def changes(self, size: Size) -> bool:
        """Whether a copy is another picture than one of `size` that is not framed."""
        return bool(self.angle) or self.rect != Rect.of_size(size)


Adjustment = Tone | Frame
Adjustments = tuple[Adjustment, ...]


@dataclass(frozen=True, eq=False)
class AdjustmentStep(OfOnePlane, KeepsFills):
    """A change of the tuple of adjustments."""

    name: str
    before: Adjustments
    after: Adjustments
    rect: Rect = NOWHERE  # neither mask nor fills change
    nbytes: int = 500
    mask_change: None = None
    guidance_change: None = None
    is_painted: bool = False
    plane: int = 0  # of all of them: none changes


def after(step: Step, adjustments: Adjustments, is_undo: bool = False) -> Adjustments:
    """The adjustments once a step of any kind is done, or undone."""
    if not isinstance(step, AdjustmentStep):
        return adjustments
    return step.before if is_undo else step.after


def shown(adjustments: Adjustments) -> Adjustments:
    """Those that count in a copy: not hidden, and not of strength 0."""
    return tuple(one for one in adjustments if one.visible and not (isinstance(one, Tone) and one.strength <= 0))


def tone_of(adjustments: Adjustments) -> Tone | None:
    return next((one for one in shown(adjustments) if isinstance(one, Tone)), None)


def frame_of(adjustments: Adjustments) -> Frame | None:
    return next((one for one in shown(adjustments) if isinstance(one, Frame)), None)


def with_adjustment(adjustments: Adjustments, made: Adjustment) -> Adjustments:
    """With one put in place of the one of its kind, if there is any: tones come first."""
    others = [one for one in adjustments if type(one) is not type(made)]
    return tuple(sorted((*others, made), key=lambda one: isinstance(one, Frame)))


def measure_tone(picture: Picture, left_out: Sequence[tuple[Rect, Mask]], id: str) -> Tone | None:
    """What corrects the fading of a picture: of each channel the range that its samples fill.

    left_out: masks of what is damaged, each (rect.height, rect.width), which is not measured, as nothing is that is
    transparent or unknown. None where no channel could be stretched.
    """
    if picture.is_data:  # its levels say how it is seen; its samples stay
        return None
    step = max(1, math.isqrt(picture.size.area // _LOOKED_AT))
    seen = np.ones(picture.pixels[::step, ::step].shape[:2], bool)
    for rect, mask in left_out:
        top, left = -rect.y % step, -rect.x % step
        part = mask[top::step, left::step] > 0
        y, x = (rect.y + top) // step, (rect.x + left) // step
        seen[y : y + part.shape[0], x : x + part.shape[1]] &= ~part
    if picture.unknown is not None:
        seen &= picture.unknown[::step, ::step] == 0
    samples = picture.pixels[::step, ::step]
    if picture.has_alpha:
        seen &= samples[:, :, -1] > 0
    values = samples[seen][:, : picture.colours].astype(np.float64) / _top(picture.pixels.dtype)
    values = values[np.isfinite(values).all(axis=1)]
    if len(values) < 16:
        return None
    low, high = np.percentile(values, (_CUT, 100 - _CUT), axis=0)
    narrow = high - low < _LEAST_RANGE
    low, high = np.where(narrow, 0.0, low), np.where(narrow, 1.0, high)
    gamma = _gamma(values, low, high, narrow)
    if np.abs(low).max() < _ENOUGH and np.abs(high - 1).max() < _ENOUGH and np.abs(gamma - 1).max() < _ENOUGH:
        return None
    return Tone(id, tuple(map(float, low)), tuple(map(float, high)), gamma=tuple(map(float, gamma)))


def _gamma(
    values: NDArray[np.float64], low: NDArray[np.float64], high: NDArray[np.float64], narrow: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """The exponent of each channel: what takes a cast away, times what keeps half of a change of the brightness.

    A cast is what nearly all pixels have in common, as in a toned or yellowed print; colours of their own stay.
    values: (n, C), shares of full scale.
    """
    even = np.ones(values.shape[1])
    if narrow.any():
        return even
    stretched = np.clip((values - low) / (high - low), 0, 1)
    weights = _GREY_WEIGHTS if values.shape[1] == 3 else even
    before, light = values @ weights, stretched @ weights
    midtones = (light > _MIDTONES[0]) & (light < _MIDTONES[1])
    if np.count_nonzero(midtones) < 16:
        return even
    stretched, light, before = stretched[midtones], light[midtones], before[midtones]
    exponents = even
    if values.shape[1] == 3:
        away = stretched - light[:, None]
        cast = np.median(away, axis=0)
        spread = np.median(np.abs(away - cast), axis=0)
        ratio = float(np.linalg.norm(spread)) / max(float(np.linalg.norm(cast)), 1e-6)
        share = float(np.clip((_COLOURS - ratio) / (_COLOURS - _CAST), 0, 1))
        if share > 0:
            exponents = _matching(stretched, light) ** share
    after, middle = float(np.median(light)), float(np.median(before))
    brightness = np.log((after + middle) / 2) / np.log(after) if 0 < middle < 1 else 1.0
    return np.clip(exponents * brightness, _GAMMAS[0], _GAMMAS[-1])


def _matching(stretched: NDArray[np.float64], light: NDArray[np.float64]) -> NDArray[np.float64]:
    """The exponents that bring the percentiles of each channel, (n, C), nearest to those of the luminance, (n,)."""
    wanted = np.percentile(light, _MATCHED)
    channels = np.percentile(stretched, _MATCHED, axis=0)  # (percentiles, C)
    misses = ((_bent(channels[None], _GAMMAS[:, None, None]) - wanted[None, :, None]) ** 2).sum(axis=1)
    return np.asarray(_GAMMAS[misses.argmin(axis=0)])


def toned_channel(samples: NDArray[Any], tone: Tone, channel: int, bounded: bool) -> NDArray[Any]:
    """Samples of one colour channel, as shares of full scale, with the tone. bounded: to 0 .. 1, as integers are."""
    low, high = tone.low[channel], tone.high[channel]
    stretched: NDArray[Any] = (samples - low) / (high - low)
    if bounded:
        stretched = np.clip(stretched, 0, 1)
    if tone.gamma and tone.gamma[channel] != 1:  # floats beyond black and full go on straight
        inside = np.clip(stretched, 0, 1)
        stretched = stretched - inside + _bent(inside, tone.gamma[channel])
    toned: NDArray[Any] = samples + (stretched - samples) * tone.strength
    return toned


def _bent(shares: NDArray[Any], gamma: Any) -> NDArray[Any]:
    """Shares of 0 .. 1 to the power of gamma, with a toe: a power alone makes steps of the noise near black."""
    low = _TOE**gamma
    bent: NDArray[Any] = ((shares + _TOE) ** gamma - low) / ((1 + _TOE) ** gamma - low)
    return bent


class Toning:
    """A tone, ready to be laid on pixels of one kind."""

    def __init__(self, tone: Tone, dtype: np.dtype[Any], colours: int) -> None:
        self.tone, self._colours = tone, colours
        self.tables: list[Pixels] = []  # one a channel, of integers
        if dtype.kind != "f":
            top = np.iinfo(dtype).max
            levels = np.arange(top + 1) / top
            self.tables = [
                np.rint(toned_channel(levels, tone, channel, bounded=True) * top).astype(dtype)
                for channel in range(colours)
            ]

    def __call__(self, pixels: Pixels) -> Pixels:
        """Another array, of the same kind; alpha stays."""
        out = np.empty_like(pixels)
        for channel in range(pixels.shape[2]):
            plane = pixels[:, :, channel]
            if channel >= self._colours:
                out[:, :, channel] = plane
            elif self.tables:
                out[:, :, channel] = self.tables[channel][plane]
            else:
                out[:, :, channel] = toned_channel(plane, self.tone, channel, bounded=False)
        return out


def _top(dtype: np.dtype[Any]) -> float:
    return 1.0 if dtype.kind == "f" else float(np.iinfo(dtype).max)
