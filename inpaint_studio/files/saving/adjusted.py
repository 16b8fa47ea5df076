"""Adjusted copies: the samples of a picture with its tones corrected, straightened and cropped.

Resampled once, in 32-bit floats, by a cubic whose reach is two pixels: a sample that no fill comes near is the same
whether or not there are fills, bit for bit, so a copy can be verified.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.editing.adjustments import (
    Adjustments,
    Frame,
    Tone,
    Toning,
    frame_of,
    shown,
    tone_of,
    toned_channel,
)
from inpaint_studio.editing.geometry import Size
from inpaint_studio.editing.picture import Mask, Picture, Pixels
from inpaint_studio.sentence import say

_REACH = 2  # pixels of the picture beside the place that a sample of a turned copy is made from
_BAND = 512  # rows resampled at once


def adjusted(picture: Picture, pixels: Pixels, adjustments: Adjustments) -> Pixels:
    """`pixels`, (H, W, C) of the picture or a composite of it, as a copy shows them. Another array."""
    tone, frame = tone_of(adjustments), frame_of(adjustments)
    if frame is not None:
        frame = frame.within(picture.size)
    if frame is not None and frame.angle:
        return _turned(pixels, picture.colours, tone, frame)
    if frame is not None:
        pixels = pixels[frame.rect.slices]
    return pixels.copy() if tone is None else Toning(tone, pixels.dtype, picture.colours)(pixels)


def adjusted_picture(picture: Picture, adjustments: Adjustments) -> Picture:
    """The picture as a copy would show it without fills."""
    return replace(picture, pixels=adjusted(picture, picture.pixels, adjustments), unknown=None, infrared=None)


def adjusted_mask(mask: NDArray[np.bool_], adjustments: Adjustments) -> NDArray[np.bool_]:
    """Where samples of a copy may depend on samples of the picture that `mask`, (H, W), holds."""
    frame = frame_of(adjustments)
    if frame is None:
        return mask
    frame = frame.within(Size(mask.shape[1], mask.shape[0]))
    if not frame.angle:
        return mask[frame.rect.slices]
    grown = mask
    for _ in range(_REACH + 1):  # one more than the cubic reaches: the nearest pixel is half of one away
        padded = np.pad(grown, 1)
        grown = np.logical_or.reduce(
            [padded[dy : dy + mask.shape[0], dx : dx + mask.shape[1]] for dy in range(3) for dx in range(3)]
        )
    width, height = frame.size
    turned = np.empty((height, width), bool)
    columns = np.arange(width) + 0.5 - width / 2
    for row in range(height):
        x, y = frame.to_picture(0.0, row + 0.5 - height / 2)
        dx, dy, _, _ = frame.steps
        xs = np.clip((x + columns * dx).astype(np.intp), 0, mask.shape[1] - 1)
        ys = np.clip((y + columns * dy).astype(np.intp), 0, mask.shape[0] - 1)
        turned[row] = grown[ys, xs]
    return turned


def adjusted_levels(mask: Mask, adjustments: Adjustments) -> Mask:
    """`mask`, (H, W) uint8, turned and cropped as the samples of a copy are; its levels are no tones."""
    frame = frame_of(adjustments)
    if frame is None:
        return mask
    frame = frame.within(Size(mask.shape[1], mask.shape[0]))
    return _turned(mask[:, :, None], 1, None, frame)[:, :, 0] if frame.angle else mask[frame.rect.slices]


def what_was_done(picture: Picture, adjustments: Adjustments) -> tuple[str, ...]:
    """What a copy has been through, a sentence each, for the person who saves it."""
    notes: list[str] = []
    if tone_of(adjustments) is not None:
        notes.append(say("The tones of the whole picture were changed."))
    frame = frame_of(adjustments)
    if frame is not None and frame.within(picture.size).changes(picture.size):
        frame = frame.within(picture.size)
        degrees, (width, height) = f"{abs(frame.angle):.1f}", frame.size
        if not frame.angle:
            words = say("The picture was cropped to {width} x {height} pixels.", width=width, height=height)
        elif frame.angle > 0:
            words = say(
                "The picture was turned by {degrees}° clockwise and cropped to {width} x {height} pixels.",
                degrees=degrees,
                width=width,
                height=height,
            )
        else:
            words = say(
                "The picture was turned by {degrees}° counter-clockwise and cropped to {width} x {height} pixels.",
                degrees=degrees,
                width=width,
                height=height,
            )
        notes.append(words)
    return tuple(notes)


def change_something(picture: Picture, adjustments: Adjustments) -> bool:
    """Whether a copy with these adjustments is another picture than one without."""
    return bool(what_was_done(picture, shown(adjustments)))


def _turned(pixels: Pixels, colours: int, tone: Tone | None, frame: Frame) -> Pixels:
    from inpaint_studio.files.saving.resampling import turned_rows  # imports numba, which takes half a second

    channels, is_float = pixels.shape[2], pixels.dtype.kind == "f"
    top = 1.0 if is_float else float(np.iinfo(pixels.dtype).max)
    levels = np.arange(0 if is_float else round(top) + 1, dtype=np.float64) / top
    tables = np.tile(levels, (channels, 1))
    if tone is not None and is_float:
        pixels = Toning(tone, pixels.dtype, colours)(pixels)
    elif tone is not None:
        for channel in range(colours):
            tables[channel] = toned_channel(levels, tone, channel, bounded=True)
    width, height = frame.size
    out = np.empty((height, width, channels), pixels.dtype)
    x, y = frame.to_picture(0.5 - width / 2, 0.5 - height / 2)
    right, below = (
        frame.to_picture(1.5 - width / 2, 0.5 - height / 2),
        frame.to_picture(0.5 - width / 2, 1.5 - height / 2),
    )
    steps = (right[0] - x, right[1] - y, below[0] - x, below[1] - y)
    for first in range(0, height, _BAND):
        band = np.empty((min(_BAND, height - first), width, channels), np.float32)
        at = (x + first * steps[2], y + first * steps[3], *steps)
        turned_rows(pixels, tables.astype(np.float32), colours, at, band)
        if not is_float:
            band = np.rint(np.clip(band, 0, 1) * np.float32(top))
        out[first : first + len(band)] = band
    return out
