"""The first look at a fill: the smooth fill of each region without torch, for a process that has yet to import it.

By averages of averages (`editing.coarse_membrane`) on a grid of cells. The engine's own membrane replaces it.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.editing.coarse_membrane import enlarged_pixels, membrane, summed
from inpaint_studio.editing.fills import composite, copy_where
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.picture import Pixels
from inpaint_studio.filling.crops import Crop
from inpaint_studio.filling.methods import method_of
from inpaint_studio.filling.plan import plan
from inpaint_studio.filling.region import Region
from inpaint_studio.filling.request import FillProgress, FillRequest, mask_in
from inpaint_studio.filling.samples import Scales, rim_of, unknown_in, whole_over_unknown

_MOST_CELLS = 2**18  # of a region: a smooth function loses nothing on a coarser grid
_WIDE = 2**20  # pixels of a region's box, from which pixels between those that are looked at are not read
_ACROSS_CELL = 4  # pixels of a cell's side that are
_TILE = 256  # pixels a side that are drawn at once, in the processor's cache

Floats = NDArray[np.float32]
Flags = NDArray[np.bool_]


def first_looks(request: FillRequest) -> Iterator[FillProgress]:
    """Each region filled smoothly, the largest first. Imports no torch.

    Raises FillError, a sentence, where the hole leaves nothing to fill from.
    """
    regions = plan(request).regions
    total = len(regions) * len(method_of(request.method).stages)
    for number, region in enumerate(regions, 1):
        yield _look(request, region, number, total)


def smooth(values: Floats, hole: Flags) -> Floats:
    """`values`, (H, W, C), with the hole, (H, W), drawn smoothly between what surrounds it; the hole is never read."""
    if not hole.any() or hole.all():
        return values.copy()
    cell = _cell_for(hole.size)
    drawn = _drawn(values, hole, cell)
    filled = values.astype(np.float32)  # a copy
    copy_where(filled, enlarged_pixels(drawn, Rect(0, 0, hole.shape[1], hole.shape[0]), cell), hole)
    return filled


def _cell_for(pixels: int) -> int:
    """Pixels a side of the cells for a box of so many pixels: a power of two."""
    cell = 1
    while pixels > _MOST_CELLS * cell * cell:
        cell *= 2
    return cell


def _drawn(values: Floats, hole: Flags, cell: int) -> Floats:
    """(C, rows, columns) of cells of so many pixels a side: their means, and between them where nothing is known."""
    known = ~hole
    planes: Floats = np.where(known, values.transpose(2, 0, 1), np.float32(0))
    count = summed(known[None].astype(np.float32), cell)
    means = summed(planes, cell)
    means /= np.maximum(count, np.float32(1))
    return membrane(means, count[0] == 0)


def _wide(request: FillRequest, rect: Rect, core: Rect, scales: Scales | None) -> Pixels:
    """The samples of `core`, its hole drawn from each few pixels of `rect`, tile by tile."""
    cell = _cell_for(rect.area)
    step = max(1, cell // _ACROSS_CELL)
    pixels = composite(request.picture, request.fills, rect)
    hole = mask_in(request, rect) > 0
    unknown = unknown_in(request, rect)
    if unknown is not None:
        hole |= unknown
    thinned = Crop.shown(request, rect, pixels[::step, ::step], hole[::step, ::step].copy(), scales)
    out = pixels[core.inside(rect).slices]
    if thinned.hole.all():
        return out
    drawn = _drawn(thinned.colours, thinned.hole, cell // step)
    for y in range(core.y, core.bottom, _TILE):
        for x in range(core.x, core.right, _TILE):
            tile = Rect(x, y, _TILE, _TILE).intersect(core)
            own = tile.inside(rect)
            if hole[own.slices].any():
                colours = enlarged_pixels(drawn, own, cell)
                shown = Crop(tile, pixels[own.slices], colours, hole[own.slices], thinned.tones, scales)
                out[tile.inside(core).slices] = shown.samples(colours, tile, request)
    return out


def _look(request: FillRequest, region: Region, number: int, total: int) -> FillProgress:
    rect, scales = rim_of(request, region), Scales.of(request, region)
    if rect.area >= _WIDE and not request.picture.has_alpha:
        pixels = _wide(request, rect, region.core, scales)
    else:
        crop = Crop.of(request, rect, scales=scales)
        pixels = crop.samples(smooth(crop.colours, crop.hole), region.core, request, smooth=smooth)
    coverage = whole_over_unknown(request, region.core, region.coverage_in(request.mask, request.rect))
    return FillProgress("membrane", region.core, pixels, coverage, number, total)
