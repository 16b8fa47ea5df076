"""One mark from several pictures of one size: shifts, region, model and blending, and then the mark itself."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.editing.marks import Mark
from inpaint_studio.editing.mask import bounds
from inpaint_studio.filling.request import FillError
from inpaint_studio.filling.unblend import estimation, registration
from inpaint_studio.filling.unblend.inversion import light_of, samples_of
from inpaint_studio.filling.unblend.region import in_common, region_of
from inpaint_studio.filling.unblend.residue import Residue, contrast_of, residue_of, unevenness_of
from inpaint_studio.sentence import say

Floats = NDArray[np.float32]
Shift = tuple[float, float]  # pixels right and down

FEWEST = 4  # pictures; with fewer there is nothing that most have in common
FEW = 12  # up to which every model is tried on pictures that were held out
# Pixels that a mark may lie from where it lies in the middle of all pictures. That need not be the middle of where it
# was put: put up to 8 pixels either way, it was 9.2 from there.
SHIFTED = 16
_EDGE = 3  # pixels at a side of what is looked at, inside the picture, where no mark is taken to begin
_ALIKE = 0.04  # of levels 0..1 between pictures: with less, colour and opacity cannot be told apart
# How unevenly a mark leaves its steps, at most, to be one that was blended as light; and less so than as samples. Of
# estimates of white marks and shadows from 6 to 16 photographs it was .003 to .03 as they were blended, .04 to .13 as
# samples of those that were blended as light, and .02 to .25 as light of the others.
_FITS = 0.1
HARDLY = 0.3  # of the mark's steps: a picture in which so few are seen does not have it
# Of the steps that a mark would make, that are seen in the middle one of the pictures it was estimated from: of a mark
# .99 to 1.01; what photographs have in common by chance is fainter than the steps that it was taken for, by half.
_MOST_USUAL = 1.5
_SURE = 0.3  # of a shift
_FAINT = 0.02  # of opacity


@dataclass(frozen=True, eq=False)
class Estimated:
    """A mark, and how it lies in each picture that it was estimated from."""

    mark: Mark
    shifts: tuple[Shift, ...]
    residues: tuple[Residue, ...]
    model: estimation.Model

    @property
    def marked(self) -> int:
        """How many of the pictures have it."""
        return sum(residue.passes for residue in self.residues)


def estimated(crops: Floats, at: tuple[int, int], size: Size) -> Iterator[float | Estimated]:
    """How much is done, 0..1, and last the mark that pictures have in common.

    Where some turn out not to have it, it is estimated once more, from the others.

    crops: (K, C, H, W), 0..1, the same part of each.  at: of its top-left pixel, in pictures of `size`.
    Raises FillError, a sentence, where there is no mark, or where it cannot be told from the photographs.
    """
    matches: Estimated | None = None
    for value in _once(crops, at, size):
        if isinstance(value, float):
            yield 0.6 * value
        else:
            matches = value
    assert matches is not None
    own = matches
    clear = [k for k, residue in enumerate(matches.residues) if residue.before >= HARDLY]
    if FEWEST <= len(clear) < len(crops):
        for value in _once(crops[clear], at, size):
            if isinstance(value, float):
                yield 0.6 + 0.4 * value
            else:
                own, matches = value, _over_all(value, clear, crops, at)
    if float(np.median([residue.before for residue in own.residues])) > _MOST_USUAL:
        raise FillError(say("The pictures have no mark in common that could be taken off."))
    yield matches


def _once(crops: Floats, at: tuple[int, int], size: Size) -> Iterator[float | Estimated]:
    """How much is done, and last the mark, from all the pictures."""
    if len(crops) < FEWEST:
        raise FillError(
            say(
                "{count} pictures are too few to tell a mark from the photographs; it takes at least {fewest}, and "
                "is good from 12 on. With the logo as a file one picture is enough.",
                one="1 picture is too few to tell a mark from the photographs; it takes at least {fewest}, and is good "
                "from 12 on. With the logo as a file one picture is enough.",
                count=len(crops),
                fewest=FEWEST,
            )
        )
    shifts, aligned = aligned_pictures(crops, SHIFTED)
    region = region_of(aligned) & may_be_marked(at, crops.shape[2:], size, shifts)
    if not region.any():
        raise FillError(say("The pictures have no mark in common."))
    if region.mean() > 0.6 and region.sum() > 0.5 * size.area:
        raise FillError(
            say("The pictures show the same all over, as those of one scene do, so a mark cannot be told apart.")
        )
    yield 0.1
    first = estimation.filled(aligned, region)
    spread = float(np.median(first.std(axis=0).mean(axis=0)[region]))
    if spread < _ALIKE:
        raise FillError(
            say(
                "The pictures are equally bright under the mark, so its colour and opacity cannot be told apart. Add "
                "pictures that are lighter or darker there, or give the logo as a file."
            )
        )
    model: estimation.Model = "free"
    for value in estimation.chosen(aligned, first, region, quick=len(crops) > FEW):
        if isinstance(value, float):
            yield 0.1 + 0.3 * value
        else:
            model = value
    linear = False
    for value in _blending(aligned, first, region, model):
        if isinstance(value, float):
            yield 0.4 + 0.2 * value
        else:
            linear = value
    pictures, under = (light_of(aligned), light_of(first)) if linear else (aligned, first)
    fields: Floats | None = None
    for step in estimation.estimate(pictures, under, region, model):
        if isinstance(step, float):
            yield 0.6 + 0.4 * step
        else:
            fields = step
    made = _mark_of(fields, at, size, linear) if fields is not None else None
    residues: tuple[Residue, ...] = ()
    if made is not None:
        opacity, colour = planes_of(made, crops.shape[1], at, crops.shape[2:])
        residues = tuple(residue_of(one, opacity, colour, linear) for one in aligned)
    if made is None or sum(residue.passes for residue in residues) < max(2, len(crops) // 4):
        raise FillError(say("The pictures have no mark in common that could be taken off."))
    yield Estimated(made, tuple((float(x), float(y)) for x, y in shifts), residues, model)


def aligned_pictures(pictures: Floats, most: int) -> tuple[NDArray[np.float64], Floats]:
    """(K, 2) shifts, and pictures, (K, C, H, W), moved by them so that their marks lie on each other.

    No shift at all where more is in common without: of a mark whose colour half of the photographs are darker than, the
    steps of two pictures need not agree.
    """
    shifts = _agreed(*registration.shifts_of(pictures, most))
    if not shifts.any():
        return shifts, np.ascontiguousarray(pictures)
    aligned = np.stack([registration.aligned(one, shift) for one, shift in zip(pictures, shifts, strict=True)])
    if in_common(pictures) >= in_common(aligned):
        return np.zeros_like(shifts), np.ascontiguousarray(pictures)
    return shifts, aligned


def may_be_marked(
    at: tuple[int, int], shape: tuple[int, ...], size: Size, shifts: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """(H, W): where a mark may be in a part of the pictures.

    A mark ends inside the part, but it may leave the picture: beyond the picture's border there is no step that would
    bring it back to nothing, so it is solved up to the border, from the steps inside alone. Pictures that are moved to
    lie on each other have repeated pixels at their borders, which say little of a mark.
    """
    inner = np.zeros(shape, bool)
    left, top = at
    lead, trail = (
        np.minimum(np.ceil(np.maximum(side, 0)), _EDGE).astype(int)
        for side in (-shifts.min(axis=0), shifts.max(axis=0))
    )
    first_column = int(lead[0]) if left == 0 else _EDGE
    first_row = int(lead[1]) if top == 0 else _EDGE
    last_column = shape[1] - (int(trail[0]) if left + shape[1] == size.width else _EDGE)
    last_row = shape[0] - (int(trail[1]) if top + shape[0] == size.height else _EDGE)
    inner[first_row:last_row, first_column:last_column] = True
    return inner


def _blending(
    aligned: Floats, first: Floats, region: NDArray[np.bool_], model: estimation.Model
) -> Iterator[float | bool]:
    """How much is done, and last whether the mark was blended as light: by how evenly it comes off, in small copies."""
    aligned, first, region = estimation.compared(aligned, first, region)
    contrasts: Floats | None = None
    scores = []
    for linear in (False, True):
        pictures, under = (light_of(aligned), light_of(first)) if linear else (aligned, first)
        for step in estimation.estimate(pictures, under, region, model, estimation.ROUNDS_COMPARED):
            if isinstance(step, float):
                yield 0.5 * linear + 0.5 * step
            else:
                opacity = step[-1]
                colour = np.clip(step[:-1] / np.maximum(opacity, 1e-3), 0, 1).astype(np.float32)
                contrasts = contrast_of(aligned, opacity, colour) if contrasts is None else contrasts
                tint = samples_of(colour) if linear else colour
                scores.append(unevenness_of(aligned, contrasts, opacity, tint, linear))
    yield scores[1] < min(scores[0], _FITS)


def _over_all(matches: Estimated, among: list[int], crops: Floats, at: tuple[int, int]) -> Estimated:
    """The same of all pictures, of which the mark was estimated from some."""
    opacity, colour = planes_of(matches.mark, crops.shape[1], at, crops.shape[2:])
    shifts: list[Shift] = [(0.0, 0.0)] * len(crops)
    residues = [residue_of(one, opacity, colour, matches.mark.linear) for one in crops]
    for place, shift, residue in zip(among, matches.shifts, matches.residues, strict=True):
        shifts[place], residues[place] = shift, residue
    return Estimated(matches.mark, tuple(shifts), tuple(residues), matches.model)


def planes_of(mark: Mark, channels: int, at: tuple[int, int], shape: tuple[int, ...]) -> tuple[Floats, Floats]:
    """Opacity, (H, W), and colour, (C, H, W), of a mark in a part of the picture: from `at` on, (H, W) large."""
    opacity = np.zeros((shape[0], shape[1]), np.float32)
    colour = np.zeros((channels, shape[0], shape[1]), np.float32)
    place = mark.rect.translate(-at[0], -at[1])
    inside = place.clip(Size(shape[1], shape[0]))
    if not inside.is_empty:
        part = inside.inside(place).slices
        opacity[inside.slices] = mark.opacity[part]
        own = mark.colour[part]
        own = own if channels == 3 else (own @ np.array([0.299, 0.587, 0.114], np.float32))[..., None]
        colour[:, inside.y : inside.bottom, inside.x : inside.right] = own.transpose(2, 0, 1)
    return opacity, colour


def shifted(mark: Mark, shift: Shift) -> Mark | None:
    """The mark moved right and down; None where nothing of it stays in the picture. The picture is never resampled."""
    dx, dy = shift
    whole_x, whole_y = int(np.floor(dx)), int(np.floor(dy))
    part = (dx - whole_x, dy - whole_y)
    x, y = mark.rect.x + whole_x, mark.rect.y + whole_y
    if part == (0.0, 0.0):
        return Mark.of(mark.opacity, mark.colour, (x, y), mark.size, mark.linear)
    margin = 4
    opacity = np.pad(mark.opacity, margin)
    covered = np.pad(mark.colour * mark.opacity[..., None], ((margin, margin), (margin, margin), (0, 0)))
    opacity = np.clip(registration.moved(opacity, part), 0, 1)
    planes = [registration.moved(np.ascontiguousarray(covered[..., c]), part) for c in range(3)]
    colour = np.clip(np.stack(planes, axis=2) / np.maximum(opacity, 1e-4)[..., None], 0, 1)
    return Mark.of(opacity, colour.astype(np.float32), (x - margin, y - margin), mark.size, mark.linear)


def place_in(crop: Floats, at: tuple[int, int], mark: Mark, may_shift: bool) -> tuple[Mark, Shift, Residue] | None:
    """A mark as it lies in one picture, its shift, and its residue; None where the picture does not have it.

    crop: (C, H, W), 0..1, of the picture from `at` on, with `SHIFTED` pixels round the mark.
    """
    best = _tried(crop, at, mark, (0.0, 0.0))
    if best is None:
        return None
    if may_shift or not best[2].passes:
        opacity, colour = planes_of(mark, crop.shape[0], at, crop.shape[1:])
        shift = registration.shift_to(crop, opacity, colour, SHIFTED)
        if shift != (0.0, 0.0):
            other = _tried(crop, at, mark, shift)
            if other is not None and _better(other[2], best[2]):
                best = other
    return best if best[2].passes else None


def _tried(crop: Floats, at: tuple[int, int], mark: Mark, shift: Shift) -> tuple[Mark, Shift, Residue] | None:
    lying = mark if shift == (0.0, 0.0) else shifted(mark, shift)
    if lying is None:
        return None
    opacity, colour = planes_of(lying, crop.shape[0], at, crop.shape[1:])
    return lying, shift, residue_of(crop, opacity, colour, mark.linear)


def _better(one: Residue, other: Residue) -> bool:
    return (one.passes, one.before - abs(one.after)) > (other.passes, other.before - abs(other.after))


def _agreed(shifts: NDArray[np.float64], sure: NDArray[np.float64]) -> NDArray[np.float64]:
    """No shift at all where most agree on that: a picture with a faint mark is not the one that has it elsewhere."""
    heard = shifts[sure >= _SURE] if (sure >= _SURE).any() else shifts
    still = np.abs(heard).max(axis=1) < 0.25
    return np.zeros_like(shifts) if still.mean() >= 0.7 else shifts


def _mark_of(fields: Floats, at: tuple[int, int], size: Size, linear: bool) -> Mark | None:
    opacity = cleaned(fields[-1])
    colour: Floats = np.clip(fields[:-1] / np.maximum(opacity, np.float32(1e-3)), 0, 1)
    if linear:
        colour = samples_of(colour)
    return Mark.of(opacity, np.ascontiguousarray(colour.transpose(1, 2, 0)), at, size, linear)


def cleaned(opacity: Floats) -> Floats:
    """Without what is faint and hangs together with nothing strong: that is what the photographs have left over."""
    if not (opacity > _FAINT).any():
        return opacity
    strong = float(np.percentile(opacity[opacity > _FAINT], 90))
    stored = ndimage.binary_propagation(opacity >= 0.25 * strong, mask=opacity >= max(_FAINT, 0.08 * strong))
    return np.where(ndimage.binary_dilation(stored, iterations=2), opacity, np.float32(0))


def part_with_mark(overviews: Floats, factor: int, size: Size) -> Rect:
    """The part of pictures in which their mark lies, with room for its shifts.

    overviews: (K, C, H, W), the pictures reduced by `factor`. Raises FillError, a sentence, where they have none.
    """
    if len(overviews) < FEWEST:
        return Rect.of_size(size)  # `estimated` says why that is too few
    most = -(-SHIFTED // factor) + 1
    _, aligned = aligned_pictures(overviews, most)
    matches = bounds(region_of(aligned).view(np.uint8))
    if matches.is_empty:
        raise FillError(say("The pictures have no mark in common."))
    margin = 2 * SHIFTED + 8
    return Rect.of_edges(
        matches.x * factor - margin,
        matches.y * factor - margin,
        matches.right * factor + margin,
        matches.bottom * factor + margin,
    ).clip(size)
