"""A large mark at full size, tile by tile, from one that was estimated of reduced pictures.

What is far apart in a mark is settled in the reduced pictures; what they cannot show lies within a few pixels. So each
tile is solved by itself, with a halo, at whose end the mark is what the reduced one says. Memory and time are those of
the tiles that the mark lies in, of 8-bit samples, whatever the pictures measure.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.editing.marks import TOP, Mark
from inpaint_studio.editing.mask import bounds
from inpaint_studio.editing.picture import Pixels
from inpaint_studio.filling.request import FillError
from inpaint_studio.filling.unblend import estimation, joint, registration
from inpaint_studio.filling.unblend.inversion import light_of, planes_of_samples, samples_of
from inpaint_studio.sentence import say

Floats = NDArray[np.float32]

MOST_AT_ONCE = 400_000  # pixels of a part of pictures, up to which a mark is estimated there at once
_TILE, _HALO = 384, 32  # pixels a side, and round it
_MARGIN = joint.SHIFTED + 4  # pixels more that are read, for pictures whose mark lies elsewhere
_ROUND = 40  # pixels round the part with the mark, that take part in reduced pictures
_GROWN = 4  # reduced pixels round the reduced mark, in which it may be at full size
_WINDOW = 512  # pixels a side, in which shifts are measured
_MOST_BYTES, _FEWEST = 600_000_000, 6  # of samples that are held, and pictures that are read whatever they take


@dataclass(frozen=True, eq=False)
class Plan:
    """A mark of reduced pictures, and the parts of the full ones that say the rest."""

    coarse: joint.Estimated  # from pictures reduced by `factor`
    factor: int
    size: Size  # of the pictures in full
    clear: tuple[int, ...]  # pictures that have the mark clearly, of which the parts are wanted
    window: Rect  # where its edges are strongest
    tiles: tuple[Rect, ...]

    @property
    def parts(self) -> tuple[Rect, ...]:
        """What is wanted of each picture that is `clear`."""
        whole = Rect.of_size(self.size)
        return (self.window, *(tile.grow(_HALO + _MARGIN).intersect(whole) for tile in self.tiles))


def planned(overviews: Floats, factor: int, rect: Rect, size: Size) -> Iterator[float | Plan]:
    """How much is done, 0..1, and last the mark of reduced pictures with what to read of the full ones.

    overviews: (K, C, H, W), 0..1, pictures of `size` reduced by `factor`.  rect: as of `joint.part_with_mark`.
    Raises FillError as `joint.estimated` does.
    """
    around = rect.grow(_ROUND)
    grid = 4 * factor  # so that it can be halved twice
    small = Rect.of_edges(
        around.x // grid * 4, around.y // grid * 4, -(-around.right // factor), -(-around.bottom // factor)
    ).clip(Size(overviews.shape[3], overviews.shape[2]))
    crops = overviews[(slice(None), slice(None), *small.slices)]
    at, reduced = (small.x, small.y), Size(overviews.shape[3], overviews.shape[2])
    while crops.shape[2] * crops.shape[3] > MOST_AT_ONCE:
        crops, factor = estimation.shrunk(crops, 2), 2 * factor
        at, reduced = (at[0] // 2, at[1] // 2), Size(reduced.width // 2, reduced.height // 2)
    coarse: joint.Estimated | None = None
    for value in joint.estimated(np.ascontiguousarray(crops), at, reduced):
        if isinstance(value, float):
            yield value
        else:
            coarse = value
    assert coarse is not None
    tiles = _tiles(coarse.mark, factor, size)
    clear = [k for k, residue in enumerate(coarse.residues) if residue.before >= joint.HARDLY]
    held = sum(tile.grow(_HALO + _MARGIN).area for tile in tiles) * overviews.shape[1]
    most = max(_FEWEST, _MOST_BYTES // max(held, 1))
    yield Plan(coarse, factor, size, tuple(clear[:most]), _window(coarse.mark, factor, size), tiles)


def estimated(plan: Plan, parts: Sequence[Sequence[Pixels]]) -> Iterator[float | joint.Estimated]:
    """How much is done, 0..1, and last the mark at full size.

    parts: of each picture that is `clear`, its samples in `plan.parts`, (H, W, C), C without alpha.
    """
    shifts, _ = joint.aligned_pictures(np.stack([planes_of_samples(one[0]) for one in parts]), joint.SHIFTED)
    coarse, factor = plan.coarse, plan.factor
    rect = _united(plan.tiles)
    samples = np.zeros((rect.height, rect.width, 4), np.uint16)
    colour = _colour(coarse.mark)
    for number, (tile, wanted) in enumerate(zip(plan.tiles, plan.parts[1:], strict=True)):
        wide = tile.grow(_HALO).clip(plan.size)
        pictures = np.stack(
            [
                _aligned(one[number + 1], shift)[(slice(None), *wide.inside(wanted).slices)]
                for one, shift in zip(parts, shifts, strict=True)
            ]
        )
        region, mark = _begun(coarse.mark, factor, wide, pictures.shape[1])
        region &= joint.may_be_marked((wide.x, wide.y), region.shape, plan.size, shifts)
        if coarse.mark.linear:
            pictures = light_of(pictures)
        if region.any():
            mark = estimation.finer(pictures, mark, region, coarse.model, colour, factor)
        samples[tile.inside(rect).slices] = _as_samples(mark, coarse.mark.linear)[tile.inside(wide).slices]
        yield (number + 1) / len(plan.tiles)
    mark_at_full = _cut(samples, rect, plan, coarse.model)
    moves: list[joint.Shift] = [(0.0, 0.0)] * len(coarse.shifts)
    for k, (x, y) in zip(plan.clear, shifts, strict=False):
        moves[k] = (float(x), float(y))
    yield replace(coarse, mark=mark_at_full, shifts=tuple(moves))


def _tiles(mark: Mark, factor: int, size: Size) -> tuple[Rect, ...]:
    """Those of a grid over the whole picture in which the mark may be."""
    opaque = np.pad(mark.samples[..., 3] > 0, _GROWN)
    region = ndimage.binary_dilation(opaque, iterations=_GROWN)
    left, top = mark.rect.x - _GROWN, mark.rect.y - _GROWN
    whole = Rect(left * factor, top * factor, region.shape[1] * factor, region.shape[0] * factor).clip(size)
    if mark.rect.right == mark.size.width or mark.rect.bottom == mark.size.height:  # rows that no overview has
        whole = Rect.of_edges(
            whole.x,
            whole.y,
            size.width if mark.rect.right == mark.size.width else whole.right,
            size.height if mark.rect.bottom == mark.size.height else whole.bottom,
        )
    out = []
    for y in range(whole.y, whole.bottom, _TILE):
        for x in range(whole.x, whole.right, _TILE):
            tile = Rect(x, y, _TILE, _TILE).intersect(whole)
            rows = slice(max(tile.y // factor - top, 0), -(-tile.bottom // factor) - top)
            columns = slice(max(tile.x // factor - left, 0), -(-tile.right // factor) - left)
            if region[rows, columns].any():
                out.append(tile)
    return tuple(out)


def _window(mark: Mark, factor: int, size: Size) -> Rect:
    """Where most of its edges are."""
    opacity = np.pad(mark.opacity, 1)
    edges = np.abs(np.diff(opacity, axis=0))[:, 1:] + np.abs(np.diff(opacity, axis=1))[1:]
    side = max(1, min(_WINDOW // factor, *edges.shape))
    sums = ndimage.uniform_filter(edges, side, mode="constant")
    y, x = (int(n) for n in np.unravel_index(int(sums.argmax()), sums.shape))
    middle = (mark.rect.x + x) * factor, (mark.rect.y + y) * factor
    width, height = min(_WINDOW, size.width), min(_WINDOW, size.height)
    left = min(max(middle[0] - width // 2, 0), size.width - width)
    top = min(max(middle[1] - height // 2, 0), size.height - height)
    return Rect(left, top, width, height)


def _begun(mark: Mark, factor: int, wide: Rect, channels: int) -> tuple[NDArray[np.bool_], Floats]:
    """Where the mark may be, (H, W), and what it is by the reduced one, (C + 1, H, W), in a part of the picture."""
    small = Rect.of_edges(
        wide.x // factor - 2, wide.y // factor - 2, -(-wide.right // factor) + 2, -(-wide.bottom // factor) + 2
    )
    reach = small.grow(_GROWN)
    opacity, colour = joint.planes_of(mark, channels, (reach.x, reach.y), (reach.height, reach.width))
    # Beyond the picture the mark goes on as at its border.
    clamp_y = np.clip(np.arange(reach.y, reach.bottom), 0, mark.size.height - 1) - reach.y
    clamp_x = np.clip(np.arange(reach.x, reach.right), 0, mark.size.width - 1) - reach.x
    opacity, colour = opacity[np.ix_(clamp_y, clamp_x)], colour[:, clamp_y][:, :, clamp_x]
    if mark.linear:
        colour = light_of(colour)
    near = ndimage.binary_dilation(opacity > 0, iterations=_GROWN)
    rows, columns = np.arange(wide.y, wide.bottom), np.arange(wide.x, wide.right)
    region = near[np.ix_(rows // factor - reach.y, columns // factor - reach.x)]
    places = [
        (rows + 0.5) / factor - 0.5 - reach.y,
        (columns + 0.5) / factor - 0.5 - reach.x,
    ]
    planes = np.concatenate([colour * opacity, opacity[None]])
    return region, np.stack([_between(plane, *places) for plane in planes]) * region


def _between(plane: Floats, ys: NDArray[np.float64], xs: NDArray[np.float64]) -> Floats:
    """Rows and columns of a plane at fractional places, by straight lines."""
    y, x = np.floor(ys).astype(int), np.floor(xs).astype(int)
    down, across = (ys - y).astype(np.float32)[:, None], (xs - x).astype(np.float32)
    rows = plane[y] * (1 - down) + plane[y + 1] * down
    out: Floats = rows[:, x] * (1 - across) + rows[:, x + 1] * across
    return out


def _colour(mark: Mark) -> Floats:
    """(3,): its one colour, as light where it was blended as that."""
    colour = light_of(mark.colour) if mark.linear else mark.colour
    return estimation.colour_of(
        np.concatenate([colour * mark.opacity[..., None], mark.opacity[..., None]], axis=2).transpose(2, 0, 1)
    )


def _as_samples(mark: Floats, linear: bool) -> NDArray[np.uint16]:
    """(H, W, 4) of (C + 1, H, W)."""
    opacity = np.clip(mark[-1], 0, 1)
    colour: Floats = np.clip(mark[:-1] / np.maximum(opacity, np.float32(1e-3)), 0, 1)
    if linear:
        colour = samples_of(colour)
    planes = np.concatenate([np.broadcast_to(colour, (3, *opacity.shape)), opacity[None]])
    out: NDArray[np.uint16] = np.rint(planes.transpose(1, 2, 0) * TOP).astype(np.uint16)
    return out


def _cut(samples: NDArray[np.uint16], rect: Rect, plan: Plan, model: estimation.Model) -> Mark:
    """The mark without what photographs have left over. Raises FillError where nothing stays."""
    opacity = samples[..., 3].astype(np.float32) / np.float32(TOP)
    if model == "one opacity":
        opacity = estimation.of_opacity(opacity, float(plan.coarse.mark.opacity.max()))
    opacity = joint.cleaned(opacity)
    samples[..., 3] = np.rint(opacity * TOP).astype(np.uint16)
    samples[opacity < 1 / 255] = 0
    seen = bounds((samples[..., 3] > 0).view(np.uint8))
    if seen.is_empty:
        raise FillError(say("The pictures have no mark in common that could be taken off."))
    own = np.ascontiguousarray(samples[seen.slices])
    return Mark(own, seen.translate(rect.x, rect.y), plan.size, plan.coarse.mark.linear)


def _aligned(part: Pixels, shift: NDArray[np.float64]) -> Floats:
    return registration.aligned(planes_of_samples(part), shift)


def _united(tiles: Sequence[Rect]) -> Rect:
    rect = tiles[0]
    for tile in tiles[1:]:
        rect = rect.unite(tile)
    return rect
