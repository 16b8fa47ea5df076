"""The same patch again: places of a picture that look like a line of text that was detected, by normalised correlation.

Tiled marks are often too faint for the detector: it sees two of twelve.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy import fft, ndimage

from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.finding.text.boxes import TextBox

Floats = NDArray[np.float32]

LEAST = 3  # places, its own among them, that make a line a repeated mark
_LIKENESS = 0.5  # correlation from which on a place shows the same,
_DEVIATIONS = 5.5  # and how far it lies above that of the whole picture: a small patch is like much of a forest floor
_MOST = 60  # places: more are texture
_DETAIL = 6.0  # pixels of the smaller copy: detail is what a blur so wide takes away
_SMALLEST = 250  # pixels of a patch there: less is alike by chance


def detail_of(colours: NDArray[np.uint8]) -> Floats:
    """(H, W): brightness without what varies slowly, of local contrast 1, for `places_like`."""
    light = colours.astype(np.float32) @ np.array([0.299, 0.587, 0.114], np.float32)
    detail = light - ndimage.gaussian_filter(light, _DETAIL)
    contrast = np.sqrt(ndimage.gaussian_filter(detail**2, 2 * _DETAIL)) + 1.5
    return np.asarray(np.clip(detail / contrast, -3, 3), np.float32)


def places_like(detail: Floats, box: TextBox) -> list[TextBox]:
    """Every place, its own among them, that shows what is in a box; the box itself alone where there are no others."""
    size = Size(detail.shape[1], detail.shape[0])
    rect = box.bounds(Rect.of_size(size))
    if rect.area < _SMALLEST or rect.area > detail.size / 4:
        return [box]
    covers = box.covers(rect).astype(np.float32)
    patch = (detail[rect.slices] - (detail[rect.slices] * covers).sum() / max(covers.sum(), 1)) * covers
    energy = float((patch**2).sum())
    if covers.sum() < _SMALLEST or energy < 1e-3:
        return [box]
    shape = [fft.next_fast_len(detail.shape[axis] + patch.shape[axis] - 1, real=True) for axis in (0, 1)]
    whole, squares = (fft.rfft2(plane, shape) for plane in (detail, detail**2))
    dots, sums, norms = (
        fft.irfft2(spectrum * np.conj(fft.rfft2(kernel, shape)), shape)[
            : detail.shape[0] - rect.height + 1, : detail.shape[1] - rect.width + 1
        ]
        for spectrum, kernel in ((whole, patch), (whole, covers), (squares, covers))
    )
    spread = np.maximum(norms - sums**2 / covers.sum(), 1e-3)
    likeness = dots / np.sqrt(spread * energy)
    apart = max(3, round(0.6 * min(rect.height, rect.width)))
    deviation = 1.4826 * float(np.median(np.abs(likeness[::3, ::3])))
    least = max(_LIKENESS, _DEVIATIONS * deviation)
    peaks = (likeness == ndimage.maximum_filter(likeness, 2 * apart + 1)) & (likeness > least)
    rows, columns = np.nonzero(peaks)
    order = np.argsort(-likeness[rows, columns])
    places: list[TextBox] = [box]
    taken = [(rect.y, rect.x)]
    for row, column in zip(rows[order].tolist(), columns[order].tolist(), strict=True):
        if all(abs(row - y) > rect.height * 0.5 or abs(column - x) > rect.width * 0.5 for y, x in taken):
            taken.append((row, column))
            places.append(replace(box, x=box.x + column - rect.x, y=box.y + row - rect.y))
    return places if len(places) <= _MOST else [box]
