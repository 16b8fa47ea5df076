"""The first look at a fill: the smooth fill of each region without torch, for a process that has yet to import it.

By averages of averages (`editing.coarse_membrane`) on a grid of cells. The engine's own membrane replaces it.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.editing.coarse_membrane import enlarged_pixels, membrane, summed
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.filling.crops import Crop
from inpaint_studio.filling.methods import method_of
from inpaint_studio.filling.plan import plan
from inpaint_studio.filling.region import Region
from inpaint_studio.filling.request import FillProgress, FillRequest

_MARGIN = 4  # pixels round a region that tell of its border, as in the engine
_MOST_CELLS = 2**18  # of a region: a smooth function loses nothing on a coarser grid

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
    cell = 1
    while hole.size > _MOST_CELLS * cell * cell:
        cell *= 2
    known = ~hole
    planes: Floats = np.where(known, values.transpose(2, 0, 1), np.float32(0))
    count = summed(known[None].astype(np.float32), cell)
    means = summed(planes, cell)
    means /= np.maximum(count, np.float32(1))
    drawn = membrane(means, count[0] == 0)
    filled = values.astype(np.float32)  # a copy
    filled[hole] = enlarged_pixels(drawn, Rect(0, 0, hole.shape[1], hole.shape[0]), cell)[hole]
    return filled


def _look(request: FillRequest, region: Region, number: int, total: int) -> FillProgress:
    crop = Crop.of(request, region.core.grow(_MARGIN).clip(request.picture.size))
    pixels = crop.samples(smooth(crop.colours, crop.hole), region.core, request, smooth=smooth)
    coverage = region.coverage_in(request.mask, request.rect)
    return FillProgress("membrane", region.core, pixels, coverage, number, total)
