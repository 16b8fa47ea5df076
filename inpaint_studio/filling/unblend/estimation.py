"""Estimating one semi-transparent mark from several pictures that carry it.

J = U + (1 - a) I, where U is the mark's colour times its opacity a. A step between two pixels is dJ = dU - I da +
(1 - a) dI: across pictures a line in the photograph's level I, whose slope is the step in opacity and whose constant
is that of U. What is left over is the photograph's own step, which is mostly small: a robust regression, in which all
edges of the region take part at once (weighted least squares, weights renewed), since the mark is a field. Residues
are those of dJ, never divided by 1 - a: divided, too small an opacity would be rewarded and a ghost stay. It starts
from photographs that are filled from outside the region; from blurred pictures it stays at what is seen.
After T. Dekel, M. Rubinstein, C. Liu and W. T. Freeman, On the effectiveness of visible watermarks (CVPR 2017).
"""

from collections.abc import Iterator
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from inpaint_studio.filling.blend import harmonic
from inpaint_studio.filling.unblend import kernels

Floats = NDArray[np.float32]
Flags = NDArray[np.bool_]
Model = Literal["free", "one colour", "one opacity"]
MODELS: tuple[Model, ...] = get_args(Model)

# Measured on 16 and 8 photographs of 336 x 224 under white and coloured letters at .2, .4 and .5, JPEG 90 and lossless.
_LEVELS = 3  # halvings and the whole size: what is far apart in the mark is settled on the small ones
_ROUNDS = 10  # at each, in which weights are renewed
_ROUNDS_LARGE, _LARGE = 4, 250_000  # the same of so many pixels, which begin from a good mark of half the size
ROUNDS_COMPARED = 5  # the same where models are compared
_STEPS = 14  # of conjugate gradients in a round
_NOISE = np.float32(0.006)  # of a step, which a codec makes
_POWERS = (-0.5, -0.6)  # of weights: at first as for sums of absolute values, then more robust
_FIRST_ROUNDS = 3
_TIE = 0.15  # weight of a colour that does not change, in weights of all pictures at a usual edge
_TIE_RADIUS = 2.5  # pixels
_SPARSE = 0.0007  # the same of an opacity that does not change: 0 loses 2.8 dB lossless, .003 5 dB and more
_LEAST_REST = np.float32(0.12)  # of 1 - opacity that is divided by
_MOST_COMPARED = 60_000  # pixels of a region, in which models are compared
_SOLID = 0.5  # of the strongest opacity, from where the one colour is taken
_VISIBLE = 0.02  # of opacity
# How far a free mark's colours lie from their median: of marks of one colour .01 to .09 at 16 pictures, .03 to .10 at
# 8, .06 to .18 at 6 and .14 to .43 at 4; of white letters with a shadow and of two colours from .23 on at 16, .50 at 6.
_DIFFERENT = 0.9  # divided by the root of the number of pictures
_EQUAL = 0.06


def filled(pictures: Floats, region: Flags) -> Floats:
    """Pictures, (K, C, H, W), with the region filled from outside."""
    return np.stack([harmonic(one.transpose(1, 2, 0), region).transpose(2, 0, 1) for one in pictures])


def estimate(
    pictures: Floats, first: Floats, region: Flags, model: Model = "free", rounds: int = _ROUNDS
) -> Iterator[float | Floats]:
    """How much is done, 0..1, and last the mark: (C + 1, H, W), colour times opacity of each channel, and opacity.

    pictures: (K, C, H, W), 0..1, the mark at one place in all.  first: as of `filled`.  region: (H, W), outside of
    which there is no mark; it may reach a border, where the mark goes on beyond the picture, but not be all of it.
    """
    mark: Floats | None = None
    factors = [2**n for n in reversed(range(_LEVELS)) if min(region.shape) >= 16 * 2**n] or [1]
    work = [1 / factor**2 for factor in factors]
    for number, factor in enumerate(factors):
        small = np.ascontiguousarray(shrunk(pictures, factor))
        is_open = np.ascontiguousarray(shrunk(region.astype(np.float32), factor) > 0)
        levels = np.empty_like(small)
        if mark is None:
            levels[:] = shrunk(first, factor)
            mark = np.zeros((small.shape[1] + 1, *is_open.shape), np.float32)
        else:
            mark = _enlarged(mark, is_open.shape) * is_open
            kernels.uncover(small, mark, _LEAST_REST, levels)
        turns = min(rounds, _ROUNDS_LARGE) if is_open.size > _LARGE else rounds
        for turn in range(turns):
            power = _POWERS[0] if number == 0 and turn < _FIRST_ROUNDS else _POWERS[1]
            steps = _STEPS * (3 if number == 0 else 1)
            mark = _renewed(small, levels, mark, is_open, power, steps, model)
            kernels.uncover(small, mark, _LEAST_REST, levels)
            yield (sum(work[:number]) + work[number] * (turn + 1) / turns) / sum(work)
    assert mark is not None
    if model == "one opacity":
        mark = _of_one_opacity(pictures, mark, region)
    yield mark


def finer(pictures: Floats, mark: Floats, region: Flags, model: Model, colour: Floats, factor: int) -> Floats:
    """The mark in a part of pictures, (C + 1, H, W), from one that was estimated of pictures reduced by `factor`.

    pictures: (K, C, H, W), 0..1.  mark: (C + 1, H, W), the reduced one enlarged; it stays as it is outside of the
    region, (H, W).  colour: (C,) of a mark of one colour.
    """
    height, width = region.shape
    levels_of = [2**n for n in reversed(range(factor.bit_length())) if 2**n < factor]
    pad = ((0, -height % levels_of[0]), (0, -width % levels_of[0]))
    pictures = np.pad(pictures, ((0, 0), (0, 0), *pad), mode="edge")
    mark = np.pad(mark, ((0, 0), *pad), mode="edge")
    region = np.pad(region, pad, mode="edge")
    now: Floats | None = None
    for level in levels_of:
        small = np.ascontiguousarray(shrunk(pictures, level))
        is_open = np.ascontiguousarray(shrunk(region.astype(np.float32), level) > 0)
        begun = np.ascontiguousarray(shrunk(mark, level))
        now = begun if now is None else np.where(is_open, _enlarged(now, is_open.shape), begun)
        levels = np.empty_like(small)
        kernels.uncover(small, now, _LEAST_REST, levels)
        for _ in range(_ROUNDS_LARGE):
            now = _renewed(small, levels, now, is_open, _POWERS[1], _STEPS, model, is_open, colour)
            kernels.uncover(small, now, _LEAST_REST, levels)
    assert now is not None
    return now[:, :height, :width]


def colour_of(mark: Floats) -> Floats:
    """(C,): the one colour of a mark, from where it is strongest."""
    opacity = mark[-1]
    solid = opacity >= max(_SOLID * float(np.percentile(opacity[opacity > 0], 95)) if (opacity > 0).any() else 1, 1e-3)
    if not solid.any():
        return np.ones(mark.shape[0] - 1, np.float32)
    colour = [np.median(plane[solid] / opacity[solid]) for plane in mark[:-1]]
    return np.clip(np.array(colour, np.float32), 0, 1)


def spread_of(mark: Floats) -> float:
    """How far the colours of a mark, (C + 1, H, W), lie from their median, on average: of samples 0..1, channels added.

    Of where it is strong; 0 where there is none.
    """
    opacity = mark[-1]
    if not (opacity > _VISIBLE).any():
        return 0.0
    solid = opacity >= _SOLID * float(np.percentile(opacity[opacity > _VISIBLE], 95))
    colours = np.clip(mark[:-1, solid] / opacity[solid], 0, 1)
    middle = np.median(colours, axis=1, keepdims=True)
    return float(np.abs(colours - middle).sum(axis=0).mean())


def misfit(pictures: Floats, mark: Floats, region: Flags) -> float:
    """How large the steps are that a mark leaves at its own edges, robustly; to compare marks by other pictures."""
    levels = np.empty_like(pictures)
    kernels.uncover(pictures, mark, _LEAST_REST, levels)
    total = 0.0
    for axis in (1, 2):
        near = np.diff(region, axis=axis - 1) | region.take(range(1, region.shape[axis - 1]), axis - 1)
        for picture, level in zip(pictures, levels, strict=True):
            keep = level.take(range(1, level.shape[axis]), axis) + level.take(range(level.shape[axis] - 1), axis)
            left = (
                np.diff(picture, axis=axis)
                - np.diff(mark[:-1], axis=axis)
                + 0.5 * keep * np.diff(mark[-1], axis=axis - 1)
            )
            total += float((np.sqrt((left**2).sum(axis=0) + float(_NOISE) ** 2)[near]).sum())
    return total


def chosen(pictures: Floats, first: Floats, region: Flags, quick: bool = False) -> Iterator[float | Model]:
    """How much is done, 0..1, and last the model: one of several colours where they differ by more than chance, else
    the one that explains pictures best that it was not estimated from.

    Looked at in half size where that is large.  quick: where a free mark shows one colour, that is believed, and a
    shape of one opacity is not tried: that is for few pictures.
    """
    pictures, first, region = compared(pictures, first, region)
    models = MODELS[:2] if quick else MODELS
    work = 1 + 3 * len(models)
    spread = 0.0
    for value in estimate(pictures, first, region, "free", ROUNDS_COMPARED):
        if isinstance(value, float):
            yield value / work
        else:
            spread = spread_of(value)
    if spread > _DIFFERENT / len(pictures) ** 0.5:
        yield "free"
        return
    if quick and spread < _EQUAL:
        yield "one colour"
        return
    scores = dict.fromkeys(models, 0.0)
    folds = [range(start, len(pictures), 3) for start in range(3)]
    for number, (held, model) in enumerate((held, model) for held in folds for model in models):
        rest = [k for k in range(len(pictures)) if k not in held]
        for value in estimate(np.ascontiguousarray(pictures[rest]), first[rest], region, model, ROUNDS_COMPARED):
            if isinstance(value, float):
                yield (1 + number + value) / work
            else:
                scores[model] += misfit(np.ascontiguousarray(pictures[list(held)]), value, region)
    yield min(scores.items(), key=lambda item: item[1])[0]


def compared(pictures: Floats, first: Floats, region: Flags) -> tuple[Floats, Floats, Flags]:
    """The same, made smaller where they are large: to compare models."""
    while np.count_nonzero(region) > _MOST_COMPARED and min(region.shape) >= 64:
        pictures, first = shrunk(pictures, 2), shrunk(first, 2)
        region = shrunk(region.astype(np.float32), 2) > 0
    return np.ascontiguousarray(pictures), first, region


def _renewed(
    pictures: Floats,
    levels: Floats,
    mark: Floats,
    is_open: Flags,
    power: float,
    steps: int,
    model: Model,
    seen: Flags | None = None,
    colour: Floats | None = None,
) -> Floats:
    """The mark after one round: weights of all steps as the mark is, and what they ask for.

    seen: (H, W), of which steps are looked at; None = of all.  colour: (C,) that is known; None = it is renewed too.
    """
    channels = mark.shape[0] - 1
    sums = np.empty((2, *is_open.shape, 2 * channels + 3), np.float32)
    seen = np.ones(is_open.shape, bool) if seen is None else seen
    kernels.observe(pictures, levels, mark, seen, _NOISE, np.float32(power), sums)
    usual = float(np.median(sums[..., 0][sums[..., 0] > 0]))
    for way in range(2):
        rise = np.diff(mark[channels], axis=1 - way, append=mark[channels].take([-1], 1 - way))
        sums[way, :, :, 1] += _SPARSE * usual / np.sqrt(rise**2 + 0.003**2)
    if model == "free" or not (mark[channels] > 0.02).any():
        _tie(sums, mark, usual)
        return _limited(_solved(sums, mark, is_open, steps))
    is_known = colour is not None
    colour = colour_of(mark) if colour is None else colour
    single = np.empty((*sums.shape[:3], 3), np.float32)
    level_sums, step_sums = sums[..., 2 : 2 + channels], sums[..., 2 + channels : 2 + 2 * channels]
    single[..., 0] = sums[..., 0]
    single[..., 1] = sums[..., 1] - 2 * (level_sums @ colour) + sums[..., 0] * float((colour**2).sum())
    single[..., 2] = sums[..., 2 + 2 * channels] - step_sums @ colour
    opacity = _solved(single, np.ascontiguousarray(mark[channels:]), is_open, steps)
    if not is_known:  # the colour itself is renewed by what a free mark would be
        _tie(sums, mark, usual)
        colour = colour_of(_limited(_solved(sums, mark, is_open, steps)))
    np.clip(opacity, 0, 0.99, out=opacity)
    return np.concatenate([colour[:, None, None] * opacity, opacity])


def _of_one_opacity(pictures: Floats, mark: Floats, region: Flags) -> Floats:
    """The mark as a soft shape of one opacity and one colour: four numbers, which few pictures can give."""
    opacity = mark[-1]
    if not (opacity > 0.02).any():
        return mark
    strong = float(np.percentile(opacity[opacity > 0.02], 75))
    shape = _shape_of(opacity, strong)
    colours = mark.shape[0] - 1
    out = mark
    numbers = np.append(colour_of(mark) * strong, strong).astype(np.float32)
    levels = np.empty_like(pictures)
    for _ in range(8):
        out = numbers[:, None, None] * shape[None]
        kernels.uncover(pictures, np.ascontiguousarray(out), _LEAST_REST, levels)
        sums = np.empty((2, *shape.shape, 2 * colours + 3), np.float32)
        everywhere = np.ones(shape.shape, bool)
        kernels.observe(pictures, levels, np.ascontiguousarray(out), everywhere, _NOISE, np.float32(_POWERS[1]), sums)
        matrix, right = np.zeros((colours + 1, colours + 1)), np.zeros(colours + 1)
        for way in range(2):
            step = np.diff(shape, axis=1 - way, append=shape.take([-1], 1 - way)) * region
            total = (sums[way] * (step**2)[..., None]).sum(axis=(0, 1), dtype=np.float64)
            side = (sums[way] * step[..., None]).sum(axis=(0, 1), dtype=np.float64)
            for c in range(colours):
                matrix[c, c] += total[0]
                matrix[c, -1] -= total[2 + c]
                matrix[-1, c] -= total[2 + c]
                right[c] += side[2 + colours + c]
            matrix[-1, -1] += total[1]
            right[-1] -= side[2 + 2 * colours]
        matrix += np.eye(colours + 1) * 1e-6 * np.trace(matrix)
        numbers = np.linalg.solve(matrix, right).astype(np.float32)
        numbers[-1] = np.clip(numbers[-1], 0.01, 0.99)
        numbers[:-1] = np.clip(numbers[:-1], 0, numbers[-1])
    fields: Floats = numbers[:, None, None] * shape[None]
    return fields


def of_opacity(opacity: Floats, highest: float) -> Floats:
    """Opacities, (H, W), as a soft shape of one opacity, `highest`."""
    if not (opacity > 0.02).any():
        return opacity
    shape = _shape_of(opacity, float(np.percentile(opacity[opacity > 0.02], 75)))
    return np.asarray(shape * np.float32(highest), np.float32)


def _shape_of(opacity: Floats, strong: float) -> Floats:
    shape: Floats = np.clip((opacity / strong - 0.15) / 0.7, 0, 1).astype(np.float32)
    return shape


def _tie(sums: Floats, mark: Floats, usual: float) -> None:
    """Add what is known of marks: their colour hardly changes from pixel to pixel. Less so where it does already."""
    channels = mark.shape[0] - 1
    opacity = ndimage.gaussian_filter(mark[channels], _TIE_RADIUS)
    trust = np.clip(opacity / 0.05, 0, 1)
    colours = [
        np.clip(ndimage.gaussian_filter(plane, _TIE_RADIUS) / np.maximum(opacity, 0.005), 0, 1)
        for plane in mark[:channels]
    ]
    for way in range(2):
        rise = np.diff(mark[channels], axis=1 - way, append=mark[channels].take([-1], 1 - way))
        away = np.zeros_like(rise)
        for plane, colour in zip(mark[:channels], colours, strict=True):
            away += (np.diff(plane, axis=1 - way, append=plane.take([-1], 1 - way)) - colour * rise) ** 2
        amount = _TIE * usual * trust * (0.01 / np.sqrt(away + 0.01**2))
        sums[way, :, :, 0] += amount
        for c, colour in enumerate(colours):
            sums[way, :, :, 2 + c] += amount * colour
            sums[way, :, :, 1] += amount * colour**2


def _solved(sums: Floats, mark: Floats, is_open: Flags, steps: int) -> Floats:
    """The mark that the normal equations ask for, by conjugate gradients from `mark` on."""
    left, out, direction, scaled = (np.empty_like(mark) for _ in range(4))
    kernels.forces(sums, is_open, left)
    solution = mark.copy()
    kernels.apply(sums, solution, is_open, out)
    left -= out
    kernels.precondition(sums, left, is_open, direction)
    before = float(np.vdot(left, direction))
    for _ in range(steps):
        if before <= 1e-12:
            break
        kernels.apply(sums, direction, is_open, out)
        length = np.float32(before / max(float(np.vdot(direction, out)), 1e-20))
        solution += length * direction
        left -= length * out
        kernels.precondition(sums, left, is_open, scaled)
        now = float(np.vdot(left, scaled))
        direction *= np.float32(now / before)
        direction += scaled
        before = now
    return solution


def _limited(mark: Floats) -> Floats:
    """Within what can be: an opacity of 0 .. 1, and colours of 0 .. 1 with a little room for a codec's noise."""
    np.clip(mark[-1], 0, 0.99, out=mark[-1])
    for plane in mark[:-1]:
        np.clip(plane, -0.01, mark[-1] + np.float32(0.01), out=plane)
    return mark


def shrunk(values: Floats, factor: int) -> Floats:
    if factor == 1:
        return values
    height, width = (n // factor * factor for n in values.shape[-2:])
    part = values[..., :height, :width]
    part = part.reshape(*part.shape[:-2], height // factor, factor, width // factor, factor)
    means: Floats = part.mean(axis=(-3, -1), dtype=np.float32)
    return means


def _enlarged(mark: Floats, shape: tuple[int, ...]) -> Floats:
    out = np.zeros((len(mark), *shape), np.float32)
    for plane, small in zip(out, mark, strict=True):
        large = ndimage.zoom(small, 2, order=1, grid_mode=True, mode="grid-constant")
        height, width = min(large.shape[0], shape[0]), min(large.shape[1], shape[1])
        plane[:height, :width] = large[:height, :width]
    return out
