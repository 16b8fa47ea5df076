"""Strokes inside a box of text: which of its pixels are writing.

The net of strokes says which. What is measured of them, and all where it has not seen any, goes by a model: writing is
one colour at one opacity over a background that varies more slowly, I = (1 - α) B + α W. Candidates come from what is
narrower than a stroke may be, in light and in dark and in the two chroma planes; from each of them background, colour
and opacity are estimated and the pixels are told apart again, and the candidate whose answer keeps to the box wins.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from inpaint_studio.editing.findings import Polarity
from inpaint_studio.finding.text.boxes import TextBox

Floats = NDArray[np.float32]
Bools = NDArray[np.bool_]

_ROUNDS = 3
_FITTED = 3  # candidates that are fitted
_SURE, _LIKELY = 0.55, 0.3  # of the step from background to writing: seeds, and what joins them
_TALLEST = 48  # pixels of a box's height that is measured at full size
_LARGEST_UNIT = 2  # more than twice that, and all is done on a smaller copy
_WRITTEN = 0.2  # of the net's probability: from here on a pixel is of a stroke. At .3 faint ones lose .02 to .04
_LEAST_SEEN = 0.01  # of a box: with less written, the net has seen nothing
_AGREED = 0.7  # of what layer and net mark, that both mark: then what the layer alone marks is writing too
_ROUND = 0.5  # of the box's height: so near to its strokes the net knows what is none
_SPECK = 0.01  # of the square of a box's height: less is no part of a letter
_LEVEL = 0.03  # of 0 .. 1: less is neither lighter nor darker
_NOISE = 0.02  # of 0 .. 1: the least difference that counts, as JPEG leaves
_PLANES = np.array([[0.299, 0.587, 0.114], [0.7, -0.2, -0.5], [-0.2, 0.6, -0.4]], np.float32)  # light, red, green


@dataclass(frozen=True, eq=False)
class Strokes:
    """Writing in a region."""

    mask: Bools  # (H, W)
    colour: tuple[float, float, float]  # of the writing, 0 .. 1, estimated
    opacity: float  # 0 .. 1, estimated
    step: float  # brightness of writing minus that of what it is on, as they are shown, -1 .. 1
    fit: float  # how clear-cut it is and how well it keeps to the box, 0 .. 1
    unevenness: float  # of its colour, as a share of the step from the background: 0 for what was drawn on a screen

    @property
    def polarity(self) -> Polarity:
        return "none" if abs(self.step) < _LEVEL else "lighter" if self.step > 0 else "darker"


def strokes_in(colours: Floats, box: TextBox, inside: Bools, written: Floats | None = None) -> Strokes | None:
    """The writing of a box; None where nothing in it stands out.

    colours: (H, W, 3) 0 .. 1, the region round the box, with a ring of background. inside: (H, W), the box in it.
    written: (H, W) 0 .. 1, the probability of strokes by a net. Tall writing is measured on a smaller copy; without a
    net it is told apart at full size.
    """
    learnt = None if written is None else (written > _WRITTEN) & inside
    if learnt is not None and learnt.sum() <= _LEAST_SEEN * inside.sum():
        learnt = None
    unit = max(1, round(box.height / _TALLEST))
    if unit >= 2 * _LARGEST_UNIT:
        return _of_smaller(colours, box, inside, unit // _LARGEST_UNIT, learnt)
    layer, fit = _measured(colours, inside, box.height, unit, learnt)
    if layer is not None:
        return _strokes(layer, colours, inside, fit, learnt, box.height)
    return None if learnt is None else _unexplained(colours, learnt)


def _measured(
    colours: Floats, inside: Bools, height: float, unit: int, learnt: Bools | None
) -> tuple["_Layer | None", float]:
    """The layer that explains a box best, estimated on cells of `unit` pixels a side, and how well it fits."""
    if unit == 1:
        return _layer_of(colours, inside, height, learnt)
    rows, columns = colours.shape[0] // unit * unit, colours.shape[1] // unit * unit
    if min(rows, columns) < 4 * unit:
        return None, 0.0
    cells = colours[:rows, :columns].reshape(rows // unit, unit, columns // unit, unit, 3).mean(axis=(1, 3))
    cut = slice(unit // 2, rows, unit), slice(unit // 2, columns, unit)
    few = None if learnt is None else learnt[cut]
    layer, fit = _layer_of(cells, inside[cut], height / unit, few)
    return (layer.enlarged(colours.shape, unit) if layer is not None else None), fit


def _of_smaller(colours: Floats, box: TextBox, inside: Bools, unit: int, learnt: Bools | None) -> Strokes | None:
    """Of writing whose strokes are tens of pixels wide: an edge within a few pixels is as good, and much sooner had."""
    height, width = colours.shape[0] // unit * unit, colours.shape[1] // unit * unit
    cells = colours[:height, :width].reshape(height // unit, unit, width // unit, unit, 3).mean(axis=(1, 3))
    cut = slice(unit // 2, height, unit), slice(unit // 2, width, unit)
    within = inside[cut]
    small = strokes_in(
        cells, box.scaled(1 / unit, 1 / unit), within, None if learnt is None else learnt[cut].astype(np.float32)
    )
    if small is None:
        return None
    if learnt is not None:
        return replace(small, mask=learnt)
    rows, columns = (
        np.minimum(np.arange(length) // unit, few - 1) for length, few in zip(inside.shape, within.shape, strict=True)
    )
    soft = ndimage.uniform_filter(small.mask[rows][:, columns].astype(np.float32), unit)  # without steps
    return replace(small, mask=(soft > 0.5) & inside)


def _strokes(
    layer: "_Layer", colours: Floats, inside: Bools, fit: float, learnt: Bools | None, height: float
) -> Strokes | None:
    mask = _told_apart(layer.ratio(colours), inside)
    if not mask.any():
        return None if learnt is None else _unexplained(colours, learnt)
    core = _core(mask)
    shown, under = colours[core], layer.background[core]
    off = np.sqrt(((shown - layer.predicted(under)) ** 2).sum(axis=1))
    step = np.sqrt(((shown - under) ** 2).sum(axis=1))
    lightness = float((shown - under).mean(axis=0) @ _PLANES[0])
    red, green, blue = map(float, layer.colour)
    unevenness = float(np.median(off) / max(float(np.median(step)), _NOISE))
    if learnt is not None:
        mask = learnt | _missed(mask, learnt, inside, height)
    return Strokes(mask, (red, green, blue), layer.opacity, lightness, fit, unevenness)


def _missed(measured: Bools, learnt: Bools, inside: Bools, height: float) -> Bools:
    """Letters that the net has missed: what the layer sees apart from its strokes, where both agree on the others."""
    square = np.ones((3, 3), bool)
    near = ndimage.distance_transform_edt(~learnt) <= _ROUND * height
    both = measured & ndimage.binary_dilation(learnt, square)
    if both.sum() < _AGREED * (measured & near).sum() or both.sum() < _AGREED * learnt.sum():
        return np.zeros_like(inside)
    pieces, count = ndimage.label(measured & ~both, square)
    areas = np.bincount(pieces.ravel(), minlength=count + 1)
    areas[np.unique(pieces[ndimage.binary_dilation(both, square)])] = 0  # the rim of a stroke
    areas[0] = 0
    return np.asarray((areas >= _SPECK * height**2)[pieces])


def _unexplained(colours: Floats, learnt: Bools) -> Strokes:
    """Strokes that the net sees and that are of no one colour and opacity."""
    red, green, blue = map(float, colours[learnt].mean(axis=0))
    return Strokes(learnt, (red, green, blue), 1.0, 0.0, 0.0, 1.0)


@dataclass(frozen=True, eq=False)
class _Layer:
    """What lies over a background: I = slope · B + constant where it is."""

    background: Floats  # (H, W, 3)
    slope: float
    constant: Floats  # (3,)
    tolerance: float  # how far the background may be from its mean

    @property
    def opacity(self) -> float:
        return 1 - self.slope

    @property
    def colour(self) -> Floats:
        colour: Floats = np.clip(self.constant / max(self.opacity, 0.05), 0, 1)
        return colour

    def predicted(self, background: Floats) -> Floats:
        answer: Floats = np.float32(self.slope) * background + self.constant
        return answer

    def ratio(self, colours: Floats) -> Floats:
        """(H, W): 1 where a pixel is as the layer predicts, 0 where as the background; less where it is neither."""
        direction = self.predicted(self.background) - self.background
        far = np.maximum((direction**2).sum(axis=2), 1e-6)
        difference = colours - self.background
        amount = (difference * direction).sum(axis=2) / far
        rest = np.sqrt(np.maximum((difference**2).sum(axis=2) - amount**2 * far, 0))
        step = np.sqrt(far)
        return np.where(step > _NOISE, amount - 0.5 * rest / (step + self.tolerance), 0).astype(np.float32)

    def enlarged(self, shape: tuple[int, ...], unit: int) -> "_Layer":
        """For a picture of (H, W, ...) of which each pixel here is the mean of unit x unit."""
        background = self.background
        for axis in (0, 1):
            places = np.clip((np.arange(shape[axis]) + 0.5) / unit - 0.5, 0, background.shape[axis] - 1)
            low = places.astype(int)
            part = (places - low).astype(np.float32).reshape((-1, 1, 1) if axis == 0 else (1, -1, 1))
            high = np.minimum(low + 1, background.shape[axis] - 1)
            background = np.take(background, low, axis) * (1 - part) + np.take(background, high, axis) * part
        return replace(self, background=background)


def _layer_of(
    colours: Floats, inside: Bools, height: float, learnt: Bools | None = None
) -> tuple[_Layer | None, float]:
    """The layer that explains a box best, and how well it fits. learnt: (H, W), strokes by a net."""
    if min(inside.shape) < 4 or not inside.any():
        return None, 0.0
    height = max(4.0, height)
    ring, edge = ~inside, inside & ~ndimage.binary_erosion(inside, iterations=2)
    if learnt is not None:
        return _fitted(colours, learnt, inside, edge, height)
    planes = ndimage.gaussian_filter(colours @ _PLANES.T, (0.5, 0.5, 0))
    side = max(3, 2 * round(0.2 * height) + 1)
    candidates: list[tuple[float, Bools]] = []
    for number in range(planes.shape[2]):
        plane = planes[..., number]
        for narrow in (
            plane - ndimage.grey_opening(plane, (side, side)),
            ndimage.grey_closing(plane, (side, side)) - plane,
        ):
            candidate = _seeds(narrow, inside, ring, edge)
            if candidate is not None:
                candidates.append(candidate)
    candidates.sort(key=lambda candidate: candidate[0], reverse=True)
    best: tuple[_Layer | None, float] = None, 0.0
    for _, seeds in candidates[:_FITTED]:
        layer, fit = _fitted(colours, seeds, inside, edge, height)
        if layer is not None and (best[0] is None or fit > best[1]):
            best = layer, fit
    return best


def _seeds(strength: Floats, inside: Bools, ring: Bools, edge: Bools) -> tuple[float, Bools] | None:
    """What stands out most in the box, above Otsu's threshold and the noise, and how well it keeps to the box."""
    values = strength[inside]
    if values.size < 16:
        return None
    threshold = max(_NOISE * 1.5, otsu(values))
    over = strength > threshold
    seeds: Bools = over & inside
    share = seeds.sum() / values.size
    if not 0.01 < share < 0.6:
        return None
    apart = float(values[values > threshold].mean() - values[values <= threshold].mean())
    beside = float(over[ring].mean()) if ring.any() else 0.0
    touching = float(over[edge].mean())
    return apart * share / (share + beside + touching), seeds


def otsu(values: Floats) -> float:
    """The threshold that separates values into two classes of the least variance within (Otsu 1979)."""
    counts, edges = np.histogram(values, 64)
    middles = (edges[:-1] + edges[1:]) / 2
    below = np.cumsum(counts)
    above = below[-1] - below
    sums = np.cumsum(counts * middles)
    with np.errstate(divide="ignore", invalid="ignore"):
        between = below * above * (sums / below - (sums[-1] - sums) / above) ** 2
    return float(edges[1:][int(np.argmax(np.nan_to_num(between[:-1])))])


def _fitted(colours: Floats, seeds: Bools, inside: Bools, edge: Bools, height: float) -> tuple[_Layer | None, float]:
    mask = seeds
    sigma = max(1.5, 0.22 * height)
    layer, ratio = None, np.zeros(mask.shape, np.float32)
    for _ in range(_ROUNDS):
        if mask.sum() < 6:
            return None, 0.0
        background = smooth_background(colours, ndimage.binary_dilation(mask), sigma)
        core = _core(mask)
        slope, constant = _line(background[core], colours[core])
        plain = inside & ~ndimage.binary_dilation(mask, iterations=2)
        texture = float(np.median(np.abs(colours[plain] - background[plain]))) * 1.5 if plain.sum() > 20 else _NOISE
        layer = _Layer(background, slope, constant, max(_NOISE, texture))
        ratio = layer.ratio(colours)
        mask = _told_apart(ratio, inside)
    share = mask.sum() / inside.sum()
    return (layer, _fit(ratio, mask, inside, edge)) if 0.01 < share < 0.75 else (None, 0.0)


def _core(mask: Bools) -> Bools:
    """The middle of each stroke, and all of one that has no middle: what smoothing and JPEG have changed least."""
    middle = ndimage.binary_erosion(mask)
    core: Bools = mask & (middle | ~ndimage.binary_dilation(middle, iterations=2))
    return core


def _told_apart(ratio: Floats, inside: Bools) -> Bools:
    sure = (ratio > _SURE) & inside
    mask: Bools = ndimage.binary_propagation(sure, mask=(ratio > _LIKELY) & inside, structure=np.ones((3, 3), bool))
    return mask


def _line(background: Floats, shown: Floats) -> tuple[float, Floats]:
    """Slope, shared by the three colours, and constants of I = slope · B + constant, robustly (Huber's weights)."""
    weight = np.ones(len(background), np.float32)
    slope, constant = 0.0, np.median(shown, axis=0)
    for _ in range(4):
        total = max(float(weight.sum()), 1e-6)
        mean_b, mean_i = (weight @ background) / total, (weight @ shown) / total
        centred_b, centred_i = background - mean_b, shown - mean_i
        spread = float((weight[:, None] * centred_b**2).sum()) + 1e-4 * total
        slope = float(np.clip((weight[:, None] * centred_b * centred_i).sum() / spread, 0, 0.9))
        constant = mean_i - slope * mean_b
        off = np.sqrt(((shown - slope * background - constant) ** 2).sum(axis=1))
        limit = max(float(np.median(off)) * 1.5, 0.01)
        weight = np.minimum(1, limit / np.maximum(off, 1e-6)).astype(np.float32) ** 2
    return slope, np.asarray(constant, np.float32)


def smooth_background(colours: Floats, mask: Bools, sigma: float) -> Floats:
    """The picture without what is marked: means of the pixels that are not, of a small window joined to a wide one."""
    keep = (~mask).astype(np.float32)
    planes = np.concatenate([colours * keep[..., None], keep[..., None]], axis=2)
    whole = colours[~mask].mean(axis=0) if keep.any() else colours.mean(axis=(0, 1))
    wide = 2 * round(4 * sigma) + 1
    mean = ndimage.uniform_filter(planes, (wide, wide, 1))
    answer: Floats = (mean[..., :3] + 1e-3 * whole) / (mean[..., 3:] + 1e-3)
    mean = ndimage.gaussian_filter(planes, (sigma, sigma, 0), truncate=2.5)
    answer = (mean[..., :3] + 0.05 * answer) / (mean[..., 3:] + 0.05)
    return answer


def _fit(ratio: Floats, mask: Bools, inside: Bools, edge: Bools) -> float:
    """How clear-cut a mask is and how well it keeps to the box: writing neither goes on outside nor runs along it."""
    clear = float(np.clip(ratio[mask], 0, 1).mean() - np.clip(ratio[inside & ~mask], 0, 1).mean())
    ring = ~inside
    outside = float((ratio[ring] > _SURE).mean()) if ring.any() else 0.0
    density = float(mask.sum() / inside.sum())
    touching = float(mask[edge].mean())
    return float(np.clip(clear, 0, 1) * density / (density + outside + touching + 0.02))
