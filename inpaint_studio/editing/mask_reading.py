"""From the samples of any picture to a mask: how masks from outside are interpreted.

A mask is grey: 0 keeps, 255 fills, between fills partly. Programs write much else for it: 0 and 1, labels, 16 bits
with a few of them used, colours, an alpha channel, black that is 16, noise about black from JPEG or a scanner. Clear
cases are normalised, with a note. Others are refused, because using them would ruin the picture: a photograph opened
as a mask, a mask that marks nearly everything, one without black.

The limits were set on synthetic masks (hard, antialiased, feathered and gradients, each also as JPEG of quality 30 to
95, WebP and "scanned") and on 3,308 photographs opened as masks. Numpy only: training reads masks where nothing else is
installed.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.editing.picture import Mask
from inpaint_studio.sentence import say

Samples = NDArray[Any]  # any type of number
Counts = NDArray[np.int64]  # pixels of each level

_REC709 = (0.2126, 0.7152, 0.0722)  # share of red, green and blue in brightness, ITU-R BT.709
_FAINT = 64  # one level of marks below this counts them instead of weighing them
_LABEL = 32  # so does the lowest of several flat ones below this
_COLOURED = 0.16  # of the range between a pixel's channels; JPEG leaves less at a grey edge
_DARKEST = 48  # black may be as bright as this
_NEAR = 2  # levels about black that are one with it
_NOISE = 32  # levels that noise may reach above black, or below white
_HARD = 64  # a mask with noise has hard edges: what lies so near black or white is
_ENDS = 16  # between so many levels from either end lie the shades
_BENT = 6  # of the Laplacian; rounding a smooth ramp to whole levels gives less
_SHADES = 0.17  # of a mask, from which on it may be a photograph
_SMOOTH = 0.01  # of the shades may be rough where they are a ramp
_MOST = 0.9  # of a mask may be marked: what marks more is more often inverted than intended
_SAMPLED = 2_000_000  # pixels that texture is measured on
_FULL = frozenset(2**bits - 1 for bits in range(8, 16))  # full scale of 8 to 15 bits


class MaskRefused(ValueError):
    """The samples are no mask. The message ends a sentence: "NAME cannot be used as a mask: MESSAGE."."""


@dataclass(frozen=True, eq=False)
class MaskReading:
    """A mask as it is used, and what was normalised, one sentence each."""

    mask: Mask  # (H, W) uint8, 0 = keep, 255 = fill, a new array
    notes: tuple[str, ...] = ()


def read_levels(samples: Samples, has_alpha: bool = False, most: float = _MOST) -> MaskReading:
    """Interpret samples as a mask: black keeps, anything else is filled.

    samples: (H, W) or (H, W, C), bool, whole numbers or floats.  has_alpha: the last channel is transparency.
    most: the share that may be marked; 1 for masks that no picture belongs to.
    A mask of 0 and 255 comes out as it is. Raises MaskRefused.
    """
    samples = samples[:, :, None] if samples.ndim == 2 else samples
    notes: list[str] = []
    levels = None
    if has_alpha:
        samples, levels = _without_alpha(samples, notes)
    mask, is_ramp = _normalised(_one_plane(samples, notes) if levels is None else levels, notes)
    marked = np.count_nonzero(mask if not is_ramp else mask >= 128)
    if marked > most * mask.size:
        if marked == mask.size:
            raise MaskRefused(say("it marks all of the picture; if black and white are exchanged, invert it first"))
        share = 100 * marked // mask.size
        raise MaskRefused(
            say("it marks {share} % of the picture; if black and white are exchanged, invert it first", share=share)
        )
    return MaskReading(mask.copy() if mask.base is not None or mask is samples else mask, tuple(notes))


# --- from any samples to one plane of 0 .. 255 ------------------------------------------------------------------


def _one_plane(samples: Samples, notes: list[str]) -> Mask:
    if samples.shape[2] < 3:
        return _eight_bits(samples[:, :, 0], notes)
    red, green, blue = (samples[:, :, channel] for channel in range(3))
    if np.array_equal(red, green) and np.array_equal(green, blue):
        return _eight_bits(red, notes)
    strongest = np.maximum(np.maximum(red, green), blue)
    spread = strongest - np.minimum(np.minimum(red, green), blue)
    least = _COLOURED * (255 if samples.dtype == np.uint8 else float(np.nan_to_num(strongest).max()))
    if np.count_nonzero(spread > least) <= 0.02 * np.count_nonzero(strongest > least):
        grey = samples[:, :, :3] @ np.array(_REC709)
        return _eight_bits(grey if samples.dtype.kind == "f" else np.rint(grey).astype(samples.dtype), notes)
    notes.append(say("The mask's colours were taken as marks: everything but black is filled."))
    levels = _eight_bits(strongest, [])
    return _all_or_nothing(levels) if _is_flat(levels, _histogram(levels)) else levels


def _eight_bits(values: Samples, notes: list[str]) -> Mask:
    """To 0 .. 255, scaled by the range of the type, or by the largest value where that is far less."""
    if values.dtype == np.bool_:
        return values.astype(np.uint8) * np.uint8(255)
    if values.dtype == np.uint8:
        return _levels_or_labels(values, notes)
    if values.dtype.kind == "f":
        values = np.maximum(np.nan_to_num(values, nan=0.0, posinf=1.0), 0)
        if values.max(initial=0) <= 1.5:
            return _levels_or_labels(np.rint(np.minimum(values, 1) * 255).astype(np.uint8), notes)
        values = np.rint(values)
    highest = int(values.max(initial=0))
    if highest <= 255:
        return _levels_or_labels(np.maximum(values, 0).astype(np.uint8), notes)
    wide = np.clip(values, 0, 65535).astype(np.uint16)
    counts = _histogram(wide, 65536)
    marks = np.flatnonzero(counts[1:]) + 1
    lowest, least = int(marks[0]), int(counts[0])
    if marks.size == 1 and least and highest != 65535 and (highest < _FAINT * 257 or highest in _FULL):
        notes.append(say("The mask's values of 0 and {value} were taken as keep and fill.", value=highest))
        return _all_or_nothing(wide)
    low = lowest < highest / 4 or highest < _FAINT * 257
    if marks.size > 1 and least and low and _is_flat(wide, counts):
        notes.append(say("The mask's values were taken as labels: everything but 0 is filled."))
        return _all_or_nothing(wide)
    top = highest if highest < _FAINT * 257 or highest in _FULL or highest > 65535 else 65535
    if top != 65535:
        notes.append(say("The mask's values of 0 to {value} were taken as 0 to 255.", value=highest))
    return np.rint(np.maximum(values, 0) * (255 / top)).astype(np.uint8)


def _levels_or_labels(values: Mask, notes: list[str]) -> Mask:
    """Levels unchanged; or 255 for any mark where values are flags (0 and 1) or label numbers."""
    counts = _histogram(values)
    marks = np.flatnonzero(counts[1:]) + 1
    if not marks.size or not counts[0]:
        return values
    lowest, highest = int(marks[0]), int(marks[-1])
    if lowest == highest < _FAINT:
        notes.append(say("The mask's values of 0 and {value} were taken as keep and fill.", value=highest))
        return _all_or_nothing(values)
    # Labels may end at 255, which stands for "unlabelled"; so do steps of opacity, which seldom begin so low.
    plain = highest < 250 or (counts[1:_FAINT].sum() > counts[_FAINT:250].sum() and not counts[224:255].any())
    low = lowest < _LABEL or highest < _FAINT
    if lowest < highest and low and plain and _is_flat(values, counts):
        notes.append(say("The mask's values were taken as labels: everything but 0 is filled."))
        return _all_or_nothing(values)
    return values


def _is_flat(values: Samples, counts: Counts) -> bool:
    """Whether there are few levels, in areas of one level each, as labels are drawn; soft edges have many."""
    full = len(counts) - 1
    if np.count_nonzero(counts) > (64 if full == 255 else 1024) or _is_stepped_ramp(values, counts):
        return False
    inside = values[1:-1, 1:-1]
    alike, all_alike = np.zeros(inside.shape, bool), np.ones(inside.shape, bool)
    for down in range(3):
        for right in range(3):
            if (down, right) != (1, 1):
                same = inside == values[down : down + inside.shape[0], right : right + inside.shape[1]]
                alike |= same
                all_alike &= same
    marks = (inside > 0) & (inside < full)
    count = np.count_nonzero(marks)
    # An edge that runs along the pixels has one level too, but is one pixel wide.
    wide = not counts[full] or np.count_nonzero(all_alike & marks) >= 0.3 * count
    return bool(wide and np.count_nonzero(alike & marks) >= 0.95 * count)


def _is_stepped_ramp(values: Samples, counts: Counts) -> bool:
    """Whether levels lie beside those next to them, as in a faint soft edge; labels border on any others."""
    levels = np.flatnonzero(counts)
    if levels.size < 5:
        return False
    steps = [np.abs(np.diff(values.astype(np.int32), axis=axis)).reshape(-1) for axis in (0, 1)]
    small = sum(np.count_nonzero((one > 0) & (one <= max(1, levels[-1] // 8))) for one in steps)
    return bool(small >= 0.9 * sum(np.count_nonzero(one) for one in steps))


def _all_or_nothing(values: Samples) -> Mask:
    return np.where(values > 0, np.uint8(255), np.uint8(0))


def _histogram(levels: Samples, most: int = 256) -> Counts:
    """Pixels of each level. By rows that stay in the processor's cache: counting makes 8 bytes of every pixel."""
    counts = np.zeros(most, np.int64)
    rows = max(1, (1 << 18) // max(1, levels.shape[1]))
    for top in range(0, levels.shape[0], rows):
        counts += np.bincount(levels[top : top + rows].reshape(-1), minlength=most)
    return counts


def _without_alpha(samples: Samples, notes: list[str]) -> tuple[Samples, Mask | None]:
    """The colours of a mask with transparency; and the mask, where the alpha channel is the mask."""
    top = 1.0 if samples.dtype.kind == "f" else float(np.iinfo(samples.dtype).max)
    colours = samples[:, :, :-1]
    alpha = np.clip(np.nan_to_num(samples[:, :, -1].astype(np.float32) / np.float32(top)), 0, 1)
    if alpha.min(initial=1) == 1:
        return colours, None
    opaque = alpha > 0.5
    share = np.count_nonzero(opaque) / opaque.size
    if not share:
        raise MaskRefused(say("it is transparent everywhere, so it does not say what to fill"))
    visible = np.nan_to_num(colours[opaque].astype(np.float32)) * np.float32(255 / top)
    brightest = visible.max(axis=1)
    if (visible.max(axis=0) - visible.min(axis=0)).max() <= _NOISE:  # one colour
        black = brightest.max() <= _NOISE
        if black and share > 0.6:  # a black sheet with parts erased
            return colours, _of_alpha(1 - alpha, say("transparent"), notes)
        if share > 0.6 or (black and share > 0.4):
            raise MaskRefused(say("it is of one colour, and either its opaque or its transparent part may be marked"))
        return colours, _of_alpha(alpha, say("opaque"), notes)
    if np.mean((brightest > _ENDS) & (brightest < 255 - _ENDS)) > 0.2:
        if (
            visible.max(axis=1) - visible.min(axis=1) > _COLOURED * 255
        ).all() and share < 0.6:  # strokes of several colours
            return colours, _of_alpha(alpha, say("opaque"), notes)
        return colours, _of_alpha(1 - alpha, say("transparent"), notes)  # a picture with parts erased
    shown = np.nan_to_num(colours.astype(np.float32)) * alpha[:, :, None]  # black and white: transparency keeps
    return (shown if samples.dtype.kind == "f" else np.rint(shown)).astype(samples.dtype), None


def _of_alpha(share: NDArray[np.float32], filled: str, notes: list[str]) -> Mask:
    notes.append(say("The mask's transparency was taken as the mask: what is {kind} is filled.", kind=filled))
    return np.rint(share * 255).astype(np.uint8)


# --- from a plane to a mask --------------------------------------------------------------------------------------


def _normalised(levels: Mask, notes: list[str]) -> tuple[Mask, bool]:
    """A plane with its black at 0, its white at 255 and without noise; and whether it is one large smooth ramp.

    Raises MaskRefused where it is no mask.
    """
    counts = _histogram(levels)
    if not counts[1:255].any():
        return levels, False
    if np.count_nonzero(counts) == 1:
        raise MaskRefused(say("it is of one shade throughout, so it does not say what to fill"))
    black, white = _black_and_white(counts)
    near_black = counts[max(0, black - _NEAR) : black + _NEAR + 1].sum() / levels.size
    if (black, white) != (0, 255):
        notes.append(say("The mask's values of {low} to {high} were taken as 0 to 255.", low=black, high=white))
        table = np.clip((np.arange(256) - black) * (255 / (white - black)), 0, 255)
        levels = np.rint(table).astype(np.uint8)[levels]
        counts = _histogram(levels)
    texture = _texture(levels)
    if black:
        _refuse_without_black(texture, counts)
    _refuse_shades(texture, near_black)
    if _has_noise(texture, counts):
        notes.append(say("Small noise beside the mask's black and white was taken as black and white."))
        table = np.arange(256)
        table[:_HARD], table[256 - _HARD :] = 0, 255
        return table.astype(np.uint8)[levels], False
    highest = int(np.flatnonzero(counts)[-1])
    if 0 < highest < 224:
        notes.append(
            say("Nothing in the mask is above {value} of 255, so fills cover the picture only in part.", value=highest)
        )
    return levels, texture.shades >= _SHADES and texture.rough < _SMOOTH


def _black_and_white(counts: Counts) -> tuple[int, int]:
    """The levels of the areas that are to be kept and to be filled, as in video 16 and 235."""
    black = int(np.argmax(counts[: _DARKEST + 1]))
    # JPEG may turn the black of a hard mask into 1 and leave some 0 round its edges; no soft edge is as wide as that.
    is_beside_zero = 0 < black <= _NEAR and counts[black] >= 0.3 * counts.sum() and counts[0] < 0.2 * counts[black]
    if counts[0] >= 0.002 * counts.sum() and not is_beside_zero:
        return 0, 255
    if counts[black] < 0.002 * counts.sum():
        return 0, 255
    white = 200 + int(np.argmax(counts[200:]))
    near_white, marked = counts[white - _NEAR : white + _NEAR + 1].sum(), counts[black + _ENDS :].sum()
    limited = black >= 8 and white <= 250 and near_white > 0.25 * marked and counts[251:].sum() < 0.05 * marked
    return black, white if limited else 255


@dataclass(frozen=True)
class _Texture:
    """Texture statistics of a plane, from up to 16 bands of rows."""

    shades: float  # share of pixels that are shades, all eight neighbours included
    rough: float  # of those, share whose Laplacian is too large for a smooth ramp
    dark: float  # share of pixels a little above black whose neighbours are all near black
    dark_rough: float  # of those, share brighter than its neighbours: 0 in the tail of a soft edge


def _texture(levels: Mask) -> _Texture:
    height, width = levels.shape
    rows = max(3, _SAMPLED // max(1, width) // 16)
    tops = [0] if rows * 16 >= height else [n * (height - rows) // 15 for n in range(16)]
    rows = height if len(tops) == 1 else rows
    totals = np.zeros(5)
    for top in tops:
        part = levels[top : top + rows]
        if min(part.shape) < 3:
            continue
        inside = part[1:-1, 1:-1]
        signed = part.astype(np.int16)
        bent = 4 * signed[1:-1, 1:-1] - signed[:-2, 1:-1] - signed[2:, 1:-1] - signed[1:-1, :-2] - signed[1:-1, 2:]
        shades = _eroded((part > _ENDS) & (part < 255 - _ENDS))
        dark = _eroded(part <= _NOISE) & (inside > 0)
        parts = (shades, shades & (np.abs(bent) >= _BENT), dark, dark & (bent >= _BENT))
        totals += np.array([inside.size, *(np.count_nonzero(part) for part in parts)])
    pixels, shades_, rough_, dark_, dark_rough_ = totals
    return _Texture(
        shades_ / max(1, pixels), rough_ / max(1, shades_), dark_ / max(1, pixels), dark_rough_ / max(1, dark_)
    )


def _eroded(part: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Binary erosion by a 3 x 3 square; (H - 2, W - 2)."""
    rows = part[:-2] & part[1:-1] & part[2:]
    return np.asarray(rows[:, :-2] & rows[:, 1:-1] & rows[:, 2:])


def _refuse_without_black(texture: _Texture, counts: Counts) -> None:
    """Black that is not 0 is accepted where there is much of it, most marks are white, and few shades lie between."""
    dark, marked, white = counts[:_ENDS].sum(), counts[_NOISE + 1 :].sum(), counts[_HARD * 3 :].sum()
    if dark < 0.3 * counts.sum() or texture.shades >= _SHADES or not white or white < 0.5 * marked:
        raise MaskRefused(say("it has no black, which keeps what is not to be filled"))


def _refuse_shades(texture: _Texture, near_black: float) -> None:
    """Masks are black and white with soft edges, or smooth ramps that reach black; photographs are rough shades.

    Of 3,308 photographs the one with the fewest shades has .196 of them. 26 are as smooth as a feathered mask saved as
    JPEG; of those none has more than .23 of black, and a feathered mask seldom less than half.
    """
    if texture.shades < _SHADES:
        return
    smooth = texture.rough < _SMOOTH and near_black >= 0.002
    rough = texture.shades * texture.rough
    if (near_black < 0.2 and not smooth) or (rough >= 0.03 and near_black < 0.5) or rough >= 0.1:
        raise MaskRefused(say("it has shades everywhere, as a photograph has; a mask is black where nothing is filled"))


def _has_noise(texture: _Texture, counts: Counts) -> bool:
    """Whether the levels next to black are noise: next to white too and hardly between, or rough, or everywhere.

    The tail of a feathered edge is smooth, and the edge of an antialiased one is no wider than a pixel.
    """
    dark, bright = int(counts[1 : _NOISE + 1].sum()), int(counts[256 - _NOISE : 255].sum())
    between, rough = int(counts[_NOISE + 1 : 256 - _NOISE].sum()), texture.dark_rough >= 0.1
    if dark > 0.2 * counts.sum() and rough:
        return True
    if dark < 8 or bright < 0.1 * dark:
        return False
    return dark > 4 * between or (rough and texture.dark * counts.sum() >= 0.3 * dark)
