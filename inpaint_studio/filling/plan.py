"""The plan of a fill: grouping of holes into regions, their crops and order, and the predicted cost."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.editing.mask import bounds
from inpaint_studio.editing.picture import Mask
from inpaint_studio.filling import costs
from inpaint_studio.filling.far_sources import SourceCells
from inpaint_studio.filling.method import Method
from inpaint_studio.filling.methods import method_of
from inpaint_studio.filling.region import BLOCK, Blocks, Kind, Region, Tile
from inpaint_studio.filling.request import FillError, FillRequest
from inpaint_studio.filling.samples import known_in, refuse_unsurrounded
from inpaint_studio.filling.stack_window import needs_planes
from inpaint_studio.filling.unblend.layers import Divided, divided
from inpaint_studio.sentence import say

CHUNK = 256  # pixels a side of the mask analysed at once, a multiple of BLOCK
THIN_RADIUS = 8.0  # pixels; DESIGN 6
THIN_CORE = 96  # pixels a thin tile fills at most, of
TILE = 128  # pixels of its crop, the same for all, so that several form a batch
THIN_SPAN = 6 * THIN_CORE  # pixels; scratches within this span form one region, as the letters of a word
THIN_REACH = 64  # pixels around a thin region that are sources of texture
NET_SIDE = 512  # pixels; the generator's native input size
SPLIT_RADIUS = 64.0  # pixels; a hole no thicker than this is filled at native resolution, however long it is
TOGETHER = 8  # tiles of scratches in a batch, some 0.1 s
LANES = 3  # light jobs of a stage in parallel, on any machine
# A call of the generator is light up to so many of its pixels. On two threads a batch of 8 tiles takes 0.225 s; two
# batches at once, by one thread each, take 0.194 s a batch.
LIGHT_CALL = TOGETHER * TILE**2
SIZE_STEP = 32  # the generator pads its input to a multiple of this, so crops use that margin


@dataclass(frozen=True, eq=False)
class Plan:
    """The plan of a fill. `str(plan)` is for people."""

    regions: tuple[Region, ...]  # largest hole first
    method: str  # its key
    calls: int  # of the generator
    seconds: float  # predicted, on two processor cores
    megabytes: float  # predicted peak above what the picture and the mask hold already
    divided: Divided | None = None  # what is taken off before; the regions are of what that leaves

    def __str__(self) -> str:
        kinds = [f"{sum(r.kind == kind for r in self.regions)} {kind}" for kind in ("thin", "small", "large")]
        hole = sum(region.hole for region in self.regions)
        regions = _counted(len(self.regions), "region")
        tiles = _counted(self.calls, "generator tile")
        lines = [
            f"{regions} ({', '.join(kinds)}), {hole:,} pixels to fill, method {self.method}",
            f"{tiles}, about {self.seconds:.1f} s and {self.megabytes:.0f} MB on two cores",
        ]
        for number, region in enumerate(self.regions[:20], start=1):
            crop = region.tiles[0].crop if len(region.tiles) == 1 else region.reach
            lines.append(
                f"{number:4d}  {region.kind:5s}  {region.core.width} x {region.core.height} at {region.core.x}, "
                f"{region.core.y}; {_counted(len(region.tiles), 'tile')}, sees "
                f"{crop.width} x {crop.height}, 1:{region.scale:g}"
                + (f", and {region.copied - region.reach.area:,} pixels elsewhere" if region.beside else "")
            )
        if len(self.regions) > 20:
            lines.append(f"      and {len(self.regions) - 20} more")
        return "\n".join(lines)


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'s' * (number != 1)}"


def plan(request: FillRequest) -> Plan:
    """Class, cluster and cost the holes of a request.

    Every pixel with a mask above zero belongs to exactly one region. Holes further apart than a crop are never
    filled through one. Memory is bounded by blocks and chunks of the mask.
    Raises FillError where the hole leaves nothing to fill from.
    """
    method = method_of(request.method)
    if method.needs.planes:
        raise FillError(needs_planes())
    takes_off = bool(request.layers) and request.method == "auto" and not request.picture.is_data
    taken_off = divided(request) if takes_off else None
    request = taken_off.request if taken_off is not None else request
    _refuse_without_surroundings(request, method)
    regions = split(request.mask, request.rect, request.picture.size)
    refuse_unsurrounded(request, regions)
    if request.sources is not None and (method.needs.source or method.needs.kernels):
        cells = SourceCells.of(request, request.sources)
        regions = tuple(replace(region, beside=cells.beside(region), unused=cells.unused(region)) for region in regions)
    calls, seconds, megabytes = _cost(regions, request, method)
    return Plan(regions, request.method, calls, seconds, megabytes, taken_off)


def _refuse_without_surroundings(request: FillRequest, method: Method) -> None:
    """A fill extends the surroundings of the hole; without any, every method would return a uniform grey."""
    if request.picture.is_data and not method.fills_data:
        raise FillError(
            say("The method {name} fills photographs only. Choose another one for measured data.", name=method.title)
        )
    if not request.mask.any():
        return
    if request.rect == request.picture.rect and request.mask.all():
        raise FillError(
            say("Everything is marked, so there is nothing to fill from. Leave a part of the picture unmarked.")
        )
    if request.picture.has_alpha and not request.fills and not _any_outside(request, request.picture.pixels[:, :, -1]):
        raise FillError(say("Everything outside the marked parts is transparent, so there is nothing to fill from."))
    if method.needs.source and request.sources is not None and not _any_outside(request, request.sources):
        raise FillError(
            say("The source regions leave nothing outside the marked parts to copy from. Clear or widen them.")
        )


def _any_outside(request: FillRequest, plane: NDArray[Any]) -> bool:
    """Whether a plane of the picture is above 0 anywhere outside the hole. By rows: mostly the first ones decide."""
    for top in range(0, plane.shape[0], CHUNK):
        rows = Rect(0, top, plane.shape[1], min(CHUNK, plane.shape[0] - top))
        known = plane[rows.slices] > 0
        common = rows.intersect(request.rect)
        if not common.is_empty:
            known[common.inside(rows).slices] &= request.mask[common.inside(request.rect).slices] == 0
        if request.picture.is_data and known.any():
            known &= known_in(request, rows)
        if known.any():
            return True
    return False


def split(mask: Mask, rect: Rect, size: Size) -> tuple[Region, ...]:
    """The regions of a mask that lies at `rect` of a picture of `size`; largest hole first."""
    blocks = _occupied(mask)
    if not blocks.any():
        return ()
    thick, radii = _thick(mask, blocks, rect, size)
    regions = _thick_regions(mask, blocks, thick, radii, rect, size)
    regions += _thin_regions(mask, blocks & ~thick, rect, size)
    return tuple(sorted(regions, key=lambda region: (-region.hole, region.core)))


def _occupied(mask: Mask) -> Blocks:
    """Which blocks hold any hole. By rows at memory speed first: both axes at once take 20 times as long."""
    height, width = mask.shape
    rows, columns = -(-height // BLOCK), -(-width // BLOCK)
    full = height // BLOCK
    tall = np.zeros((rows, columns * BLOCK), np.uint8)
    if full:
        tall[:full, :width] = mask[: full * BLOCK].reshape(full, BLOCK, width).max(axis=1)
    if full < rows:
        tall[full, :width] = mask[full * BLOCK :].max(axis=0)
    return np.asarray(tall.reshape(rows, columns, BLOCK).any(axis=2))


def _thick(mask: Mask, blocks: Blocks, rect: Rect, size: Size) -> tuple[Blocks, NDArray[np.float32]]:
    """Blocks of holes with an inner radius above THIN_RADIUS, one block of margin included; and the inner radius found
    in each block, exact up to SPLIT_RADIUS."""
    radii = np.zeros(blocks.shape, np.float32)
    per_chunk = CHUNK // BLOCK
    for top, left in _chunks(blocks):
        inner = Rect(left * BLOCK, top * BLOCK, CHUNK, CHUNK)
        near = _window(mask, inner.grow(BLOCK), rect, size)
        if not _has_full_square(near):
            continue
        halo = inner.grow(int(SPLIT_RADIUS) + 1)
        hole = _window(mask, halo, rect, size)
        # Beyond the picture's edge nothing is known: it neither widens nor narrows a hole.
        shown = halo.intersect(Rect.of_size(size).translate(-rect.x, -rect.y))
        # Round the hole alone: a rim of one pixel is as near as all that is known further out.
        box = bounds(hole.view(np.uint8)).grow(1).clip(shown.size)
        hole = hole[box.slices]
        if hole.all():
            depth = np.full(hole.shape, SPLIT_RADIUS + 1, np.float32)
        else:
            depth = ndimage.distance_transform_edt(hole).astype(np.float32)
        padded = np.zeros((CHUNK, CHUNK), np.float32)
        box = box.translate(shown.x, shown.y)
        common = inner.intersect(box)
        padded[common.inside(inner).slices] = depth[common.inside(box).slices]
        squares = padded.reshape(per_chunk, BLOCK, per_chunk, BLOCK).max(axis=(1, 3))
        target = radii[top : top + per_chunk, left : left + per_chunk]
        target[...] = squares[: target.shape[0], : target.shape[1]]
    deep = radii > THIN_RADIUS
    return ndimage.binary_dilation(deep, np.ones((3, 3), bool)) & blocks, radii


def _chunks(blocks: Blocks) -> Iterator[tuple[int, int]]:
    """Top-left blocks of the chunks that hold any hole."""
    per_chunk = CHUNK // BLOCK
    for top in range(0, blocks.shape[0], per_chunk):
        for left in range(0, blocks.shape[1], per_chunk):
            if blocks[top : top + per_chunk, left : left + per_chunk].any():
                yield top, left


def _window(mask: Mask, window: Rect, rect: Rect, size: Size) -> Blocks:
    """Where `window` (mask pixels) is hole; zero beyond the mask, cut off at the picture's own edges."""
    window = window.intersect(Rect.of_size(size).translate(-rect.x, -rect.y))
    hole = np.zeros((window.height, window.width), bool)
    common = window.clip(Size(mask.shape[1], mask.shape[0]))
    if not common.is_empty:
        hole[common.inside(window).slices] = mask[common.slices] > 0
    return hole


def _has_full_square(hole: Blocks) -> bool:
    """Whether a square of 8 pixels, at a multiple of 4, is all hole: one thicker than THIN_RADIUS always holds one.

    (A disc of radius 8 holds a square of 11 pixels, and any 11 in a row hold two aligned 4.) Hundreds of times cheaper
    than measuring the distance, and true for few scratches.
    """
    height, width = (n // 4 * 4 for n in hole.shape)
    part = hole[:height, :width]
    rows = part[0::4] & part[1::4] & part[2::4] & part[3::4]
    rows = rows[1:] & rows[:-1]
    squares = rows[:, 0::4] & rows[:, 1::4] & rows[:, 2::4] & rows[:, 3::4]
    return bool((squares[:, 1:] & squares[:, :-1]).any())


class _Hole(NamedTuple):
    """A thick hole, not yet a region."""

    core: Rect  # mask pixels
    radius: float
    pixels: int
    labels: tuple[int, ...]

    @property
    def context(self) -> int:
        """Pixels to see on each side: 1.2 times the hole's thickness (DESIGN 6)."""
        return max(64, round(2.4 * self.radius))

    def with_(self, other: "_Hole") -> "_Hole":
        return _Hole(
            self.core.unite(other.core),
            max(self.radius, other.radius),
            self.pixels + other.pixels,
            self.labels + other.labels,
        )


def _thick_regions(
    mask: Mask, blocks: Blocks, thick: Blocks, radii: NDArray[np.float32], rect: Rect, size: Size
) -> list[Region]:
    labels, count = ndimage.label(thick, np.ones((3, 3), bool))
    if count == 0:
        return []
    slices = ndimage.find_objects(labels)
    deepest = ndimage.maximum(radii, labels, np.arange(1, count + 1))
    holes = []
    for label, (rows, columns) in enumerate(slices, start=1):
        cells = Rect.of_edges(columns.start, rows.start, columns.stop, rows.stop)
        core, pixels = _tight(mask, labels[rows, columns] == label, cells)
        radius = float(deepest[label - 1])
        if radius > SPLIT_RADIUS:  # measured only so far
            radius = _radius(mask, core, rect, size)
        holes.append(_Hole(core, radius, pixels, (label,)))
    regions = []
    for hole in _clustered(holes):
        cells = Rect.of_edges(
            hole.core.x // BLOCK, hole.core.y // BLOCK, -(-hole.core.right // BLOCK), -(-hole.core.bottom // BLOCK)
        )
        regions.append(_thick_region(mask, hole, np.isin(labels[cells.slices], hole.labels), cells, rect, size))
    return regions


def _thick_region(mask: Mask, hole: _Hole, blocks: Blocks, cells: Rect, rect: Rect, size: Size) -> Region:
    core = hole.core.translate(rect.x, rect.y)
    crop = _crop(core, hole.context, size)
    tiles: tuple[Tile, ...] = (Tile(core, crop),)
    scale = 1.0
    kind: Kind = "small"
    if max(crop.width, crop.height) > NET_SIDE:
        kind = "large"
        if hole.radius <= SPLIT_RADIUS:
            side = (NET_SIDE - 2 * hole.context) // BLOCK * BLOCK
            tiles = tuple(
                Tile(part.translate(rect.x, rect.y), _crop(part.translate(rect.x, rect.y), hole.context, size))
                for part, _, _, _ in _strips(mask, blocks, cells, side)
            )
        else:
            scale = max(crop.width, crop.height) / NET_SIDE
    reach = core.grow(max(hole.context, 96, round(0.6 * (core.width * core.height) ** 0.5))).clip(size)
    return Region(kind, core, tiles, scale, reach, hole.radius, hole.pixels, _cells(cells, rect), blocks)


def _thin_regions(mask: Mask, thin: Blocks, rect: Rect, size: Size) -> list[Region]:
    whole = Rect(0, 0, thin.shape[1], thin.shape[0])
    regions = []
    for part, pixels, blocks, cells in _strips(mask, thin, whole, THIN_SPAN):
        core = part.translate(rect.x, rect.y)
        tiles = tuple(_thin_tile(tile.translate(rect.x, rect.y), size) for tile in _thin_tiles(mask, blocks, cells))
        reach = core.grow(THIN_REACH).clip(size)
        regions.append(Region("thin", core, tiles, 1.0, reach, THIN_RADIUS, pixels, _cells(cells, rect), blocks))
    return regions


def _thin_tiles(mask: Mask, blocks: Blocks, cells: Rect) -> Iterator[Rect]:
    for part, _, _, _ in _strips(mask, blocks, cells, THIN_CORE):
        yield part


def _thin_tile(core: Rect, size: Size) -> Tile:
    return Tile(core, _around(core, TILE, TILE, size))


def _cells(cells: Rect, rect: Rect) -> Rect:
    return Rect(cells.x * BLOCK, cells.y * BLOCK, cells.width * BLOCK, cells.height * BLOCK).translate(rect.x, rect.y)


def _strips(mask: Mask, blocks: Blocks, cells: Rect, side: int) -> Iterator[tuple[Rect, int, Blocks, Rect]]:
    """Cover the occupied blocks with few squares of `side` pixels, in rows that each start where a hole starts.

    blocks: those of `cells` (in blocks of the mask). Yields for each square: the tight rectangle in
    mask pixels, the number of hole pixels, its blocks, and where they lie (in blocks).
    """
    uncovered = blocks.copy()
    step = side // BLOCK
    while True:
        rows = np.flatnonzero(uncovered.any(axis=1))
        if not rows.size:
            return
        top = int(rows[0])
        band = uncovered[top : top + step]
        while True:
            columns = np.flatnonzero(band.any(axis=0))
            if not columns.size:
                break
            start = int(columns[0])
            part = band[:, start : start + step].copy()
            band[:, start : start + step] = False
            where = Rect(cells.x + start, cells.y + top, part.shape[1], part.shape[0])
            tight, pixels = _tight(mask, part, where)
            yield tight, pixels, part, where


def _tight(mask: Mask, blocks: Blocks, cells: Rect) -> tuple[Rect, int]:
    """The smallest rectangle (mask pixels) around the hole in these blocks of `cells`, and its hole pixels."""
    outer = Rect(cells.x * BLOCK, cells.y * BLOCK, cells.width * BLOCK, cells.height * BLOCK)
    outer = outer.clip(Size(mask.shape[1], mask.shape[0]))
    hole = mask[outer.slices] > 0
    if not blocks.all():
        hole &= blocks.repeat(BLOCK, axis=0).repeat(BLOCK, axis=1)[: outer.height, : outer.width]
    tight = bounds(hole.view(np.uint8))
    return tight.translate(outer.x, outer.y), int(np.count_nonzero(hole))


def _radius(mask: Mask, core: Rect, rect: Rect, size: Size) -> float:
    """The inner radius of a thick hole, within 5 %: on a mask subsampled to 256 pixels a side."""
    hole = _window(mask, core.grow(1), rect, size)
    step = max(1, max(hole.shape) // 256)
    deepest: float = ndimage.distance_transform_edt(hole[::step, ::step]).max() * step
    return deepest


def _crop(core: Rect, context: int, size: Size) -> Rect:
    """`core` with `context` on each side, its sides multiples of SIZE_STEP where possible, moved inside the picture."""
    width, height = (-(-(n + 2 * context) // SIZE_STEP) * SIZE_STEP for n in (core.width, core.height))
    return _around(core, width, height, size)


def _around(core: Rect, width: int, height: int, size: Size) -> Rect:
    """A rectangle of this size centred on `core`, moved inside the picture."""
    width, height = min(width, size.width), min(height, size.height)
    x = min(max(0, core.x + (core.width - width) // 2), size.width - width)
    y = min(max(0, core.y + (core.height - height) // 2), size.height - height)
    return Rect(x, y, width, height)


def _clustered(holes: list[_Hole]) -> list[_Hole]:
    """Join thick holes where one crop of the generator costs less than two and still has native size.

    Greedy: each hole, largest first, joins the cluster with the largest gain, or starts its own.
    """
    clusters: list[_Hole] = []
    edges = np.zeros((len(holes), 4), np.int64)  # left, top, right, bottom, with context
    for hole in sorted(holes, key=lambda h: (-h.pixels, h.core)):
        context = hole.core.grow(hole.context)
        box = np.array([context.x, context.y, context.right, context.bottom])
        open_edges = edges[: len(clusters)]
        sides = np.maximum(open_edges[:, 2:], box[2:]) - np.minimum(open_edges[:, :2], box[:2])
        alone = np.prod(open_edges[:, 2:] - open_edges[:, :2], axis=1) + context.area
        gain = np.where(sides.max(axis=1, initial=0) <= NET_SIDE, alone - np.prod(sides, axis=1), 0)
        best = int(gain.argmax()) if gain.size else -1
        if best >= 0 and gain[best] > 0:
            clusters[best] = clusters[best].with_(hole)
            joined = clusters[best].core.grow(clusters[best].context)
            edges[best] = (joined.x, joined.y, joined.right, joined.bottom)
        else:
            edges[len(clusters)] = box
            clusters.append(hole)
    return clusters


def _cost(regions: tuple[Region, ...], request: FillRequest, method: Method) -> tuple[int, float, float]:
    """Generator calls, seconds and megabytes."""
    calls = 0
    seconds = 0.0
    rounds = -(-request.picture.colours // 3)  # of the generator, which is shown three bands at a time
    called: list[float] = []  # the generator's pixels in each call, and
    called_beside: list[float] = []  # in light ones, which are made several at once
    copied: list[int] = []  # the same of the picture's pixels that are copied from
    copied_beside: list[int] = []
    for region in regions:
        cost = method.cost(region)
        seconds += cost.seconds + (rounds - 1) * cost.generator
        calls += rounds * len(cost.calls)
        for net in cost.calls:
            (called_beside if net <= LIGHT_CALL else called).append(net)
        if cost.copied:
            (copied_beside if cost.is_light else copied).append(cost.copied)
    net = max(*called, min(sum(called_beside), LANES * LIGHT_CALL), 0)
    reach = max(*copied, sum(sorted(copied_beside)[-LANES:]), 0)
    peak = max(net * costs.BYTES_PER_NET_PIXEL, reach * costs.BYTES_PER_REACH_PIXEL)
    channels = request.picture.pixels.shape[2] * request.picture.pixels.dtype.itemsize + 1
    # Twice: a stage's result is allocated while that of the stage before may still be displayed.
    held = 2 * sum(region.core.area for region in regions) * channels
    rest = (costs.BYTES_AT_REST if method.generates else 0.0) + (costs.BYTES_OF_KERNELS if method.needs.kernels else 0)
    return calls, seconds, (peak + held + rest) / 1e6
