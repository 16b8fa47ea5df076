"""The smaller copies (overviews) in a TIFF, and a first look at a large raster that needs no more than one of them."""

import mmap
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.editing.picture import Pixels
from inpaint_studio.files.decoded import FirstLook, Limits, check_size
from inpaint_studio.files.kinds import tiff, tiff_geo, tiff_rasters, tiff_strips
from inpaint_studio.files.kinds.tiff import Page, Tiff
from inpaint_studio.files.kinds.tiff_blocks import Blocks

_SIDE = 1000  # pixels of the longer side that a look has at least, where there are more: about a canvas
_MOST_BYTES = 64 << 20  # of a copy's samples: what is larger takes as long as the picture


def copies(structure: Tiff, pages: Sequence[Page], index: int) -> tuple[list[Page], list[Page]]:
    """The smaller copies of page `index`, largest first, and the masks of it and of its copies."""
    smaller, masks = [], []
    for page in pages[index + 1 :]:
        if structure.is_mask(page):
            masks.append(page)
        elif structure.is_reduced(page):
            smaller.append(page)
        else:
            break
    for child in structure.children(pages[index]):
        (masks if structure.is_mask(child) else smaller).append(child)
    smaller.sort(key=lambda page: -structure.value(page, tiff.WIDTH, 0))
    return smaller, masks


def is_copy(level: Blocks, of: Blocks) -> bool:
    """Whether a smaller copy has the bands of the picture, so that it can be made anew from it."""
    small, large = level.layout, of.layout
    fits = small.width <= large.width and small.height <= large.height
    return fits and small.samples == large.samples and level.dtype == of.dtype


def first_look(path: Path, number: int, limits: Limits, large: int) -> FirstLook | None:
    """What a large raster looks like, from a smaller copy in the file or from every so many of its bare samples.

    large: bytes of samples from which on a picture is.
    None where it is not, or is compressed and has no copy: then it takes as long as all of it.
    Raises PictureError, and anything at all for hostile bytes.
    """
    with open(path, "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        structure = Tiff(memoryview(content))
        try:
            return _look(path, structure, structure.pages(), number, limits, large)
        finally:
            structure.content.release()


def _look(
    path: Path, structure: Tiff, pages: Sequence[Page], number: int, limits: Limits, large: int
) -> FirstLook | None:
    layout = tiff.layout(structure, pages[number])
    if not tiff_rasters.is_raster(path, structure, pages, number, layout) or layout.samples > tiff_rasters.MOST_BANDS:
        return None
    whole = tiff_rasters.blocks_of(structure, pages[number], layout)
    if layout.width * layout.height * layout.samples * whole.dtype.itemsize < large:
        return None
    check_size(path.name, layout.width, layout.height, layout.samples * whole.dtype.itemsize + 1, limits)
    copy = _copy(structure, pages, number, whole)
    if copy is not None:
        pixels = copy.window(Rect(0, 0, copy.layout.width, copy.layout.height))
    elif layout.compression == tiff_strips.NONE and layout.predictor == 1:
        pixels = _sampled(whole)
    else:
        return None
    nothing = tiff_geo.nodata(structure, pages[number], whole.dtype)
    is_rgb = layout.photometric in (2, 6)
    seen = tiff_geo.natural_colours(tiff_geo.bands(structure, pages[number], layout, whole.dtype), is_rgb)
    unknown = tiff_rasters.without_samples(pixels, nothing)
    levels = tiff_rasters.levels_of(pixels, unknown, seen, is_rgb, layout.photometric == 0)
    return FirstLook(levels.shown(pixels), Size(layout.width, layout.height))


def _copy(structure: Tiff, pages: Sequence[Page], number: int, whole: Blocks) -> Blocks | None:
    """The smallest copy that is large enough to be looked at, else the largest one there is."""
    best: Blocks | None = None
    for page in copies(structure, pages, number)[0]:
        layout = tiff.layout(structure, page)
        if not tiff_rasters.is_readable(layout) or tiff_rasters.dtype_of(layout) != whole.dtype:
            continue
        level = tiff_rasters.blocks_of(structure, page, layout)
        size = layout.width * layout.height * layout.samples * whole.dtype.itemsize
        if not is_copy(level, whole) or size > _MOST_BYTES:
            continue
        if best is None or max(layout.width, layout.height) >= _SIDE:
            best = level
    return best


def _sampled(blocks: Blocks) -> Pixels:
    """Every so many rows and columns of a page that is neither compressed nor predicted; nothing else of it is read."""
    layout, content = blocks.layout, blocks.structure.content
    step = max(1, max(layout.width, layout.height) // _SIDE)
    shape = (-(-layout.height // step), -(-layout.width // step), layout.samples)
    out = np.full(shape, blocks.empty, blocks.dtype)
    stored = blocks.dtype.newbyteorder(blocks.structure.order)
    for number, (x, y, width, height, plane) in enumerate(blocks.boxes):
        if not blocks.is_stored(number):
            continue
        whole = (height, width, layout.samples if plane is None else 1)
        samples = np.ndarray(whole, stored, content, blocks.places[number][0])
        part = samples[-y % step : layout.height - y : step, -x % step : layout.width - x : step]
        top, left = -(-y // step), -(-x // step)
        bands = slice(None) if plane is None else slice(plane, plane + 1)
        out[top : top + part.shape[0], left : left + part.shape[1], bands] = part
    return out
