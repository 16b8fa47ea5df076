"""The generator stage: tiles of all regions in batches, each with the results of earlier ones as context."""

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from functools import partial
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from inpaint_studio.editing.fills import copy_where
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.picture import Pixels
from inpaint_studio.filling import ladder
from inpaint_studio.filling.blend import Colours, Hole, core, harmonic, match_border, sharpness, shrunk
from inpaint_studio.filling.calm import calmed
from inpaint_studio.filling.crops import Before, Crop
from inpaint_studio.filling.ladder import Net
from inpaint_studio.filling.lanes import walked
from inpaint_studio.filling.method import Method
from inpaint_studio.filling.notes import Notes
from inpaint_studio.filling.plan import LIGHT_CALL, TOGETHER
from inpaint_studio.filling.recipes import grain_of, is_led, seed_of
from inpaint_studio.filling.region import Tile
from inpaint_studio.filling.region_fill import RegionFill
from inpaint_studio.filling.request import FillRequest, mask_in
from inpaint_studio.filling.rings import ring

_TEXTURED = 1.5 / 255  # mean |Laplacian| round the hole above which there is texture to copy
_COARSELY_TEXTURED = 2.5 / 255  # the same at a quarter of the size: clear sky has 1.6, snow 2.1, a pond's ground 3.5
_LOOKED_AT = 96  # picture pixels round a large hole that its texture, grain and colours are compared with
_SHARP_ENOUGH = 0.75  # share of that which a fill needs to be kept unchanged

_Batch = Sequence[tuple[RegionFill, Tile]]
_Painted = tuple[RegionFill, Tile, Pixels]  # of the tile's core


def _batches(works: Iterable[RegionFill]) -> Iterator[_Batch]:
    """The tiles of all regions in their order, those of scattered scratches in batches: a single small crop leaves
    the convolutions idle half of the time. Batches are small, for quick cancellation."""
    batch: list[tuple[RegionFill, Tile]] = []
    for work in works:
        for tile in work.region.tiles:
            if batch and (
                len(batch) == TOGETHER or work.region.kind != "thin" or tile.crop.size != batch[0][1].crop.size
            ):
                yield batch
                batch = []
            batch.append((work, tile))
    if batch:
        yield batch


def generated(
    request: FillRequest, method: Method, works: Sequence[RegionFill], net: Net, notes: Notes
) -> Generator[Iterator[_Painted | None]]:
    """Stage 2, batch by batch. Each sees earlier results in its regions."""
    batches = list(_batches(works))
    last: dict[int, int] = {}  # batch of each region
    needs: list[list[int]] = []
    light = []
    for index, batch in enumerate(batches):
        regions = {id(work) for work, _ in batch}
        needs.append(sorted({last[region] for region in regions if region in last}))
        last.update(dict.fromkeys(regions, index))
        pixels = sum(tile.crop.area for _, tile in batch) / batch[0][0].region.scale ** 2
        light.append(net.device.type == "cpu" and pixels <= LIGHT_CALL and notes.rung == 0)
    jobs = [partial(_generate, request, method, batch, net, notes) for batch in batches]
    yield from walked(jobs, needs, light, torch.get_num_threads())


def _generate(
    request: FillRequest, method: Method, batch: _Batch, net: Net, notes: Notes, alone: bool
) -> Iterator[_Painted]:
    """The generator, for tiles of one size at once.  alone: whether to descend the memory ladder."""
    scale = batch[0][0].region.scale
    crops = [
        Crop.of(request, tile.crop, Before(w.region.core, w.pixels, w.filled), scales=w.scales) for w, tile in batch
    ]
    holes = np.stack([c.hole for c in crops])
    answers = _answers(crops, holes, partial(ladder.run, net, scale=scale, notes=notes, alone=alone))
    for (work, tile), crop, raw in zip(batch, crops, answers, strict=True):
        region = work.region
        if crop.scales is not None and crop.hole.all():  # nothing is known that near: the membrane stays
            crop = Crop.of(request, tile.crop, Before(region.core, work.pixels, work.coverage > 0), scales=work.scales)
            raw = crop.colours
        elif scale > 1:
            crop, raw = _near(crop, raw, tile.core)
            raw = match_border(raw, crop.colours, crop.hole, 2 * scale)
        else:
            copy_where(raw, crop.colours, ~crop.hole)
        if crop.is_fine:
            raw = core(raw, harmonic(crop.colours, crop.hole), crop.hole)
        raw = crop.within(raw)
        if tile is region.tiles[0]:
            work.wants_texture = method.copies and (not method.is_selective or is_led(request, work))
        is_finished_later = region.kind == "thin" and method.copies  # by copies where needed, and with grain
        if not is_finished_later and not work.wants_texture:
            raw = _finished(request, method, work, tile, crop, raw)
        target = tile.core.inside(region.core).slices
        where = (work.coverage[target] > 0) & ~work.filled[target]
        pixels = work.pixels.copy()  # arrays yielded as progress are not changed
        copy_where(pixels[target], crop.samples(raw, tile.core, request), where)
        work.filled[target] |= where
        work.pixels = pixels
        work.method = "generator"
        work.checkpoint = net.sha256
        work.judge = net.discriminator if net.trusts_judge else None
        work.crop = tile.crop
        yield work, tile, pixels[target].copy()


def _answers(crops: Sequence[Crop], holes: NDArray[np.bool_], run: Callable[..., NDArray[Any]]) -> NDArray[Any]:
    """The raw fill of every pixel, (B, H, W, C); the bands of a data picture by threes, a repeated one averaged."""
    fine = any(crop.is_fine for crop in crops)
    scales = crops[0].scales
    if scales is None:
        return run(colours=np.stack([crop.colours for crop in crops]), hole=holes, fine=fine)
    colours = np.stack([np.clip(crop.colours, 0, 1) for crop in crops])
    answers = np.zeros_like(colours)
    for three in scales.threes:
        answer = run(colours=colours[:, :, :, three], hole=holes, fine=fine)
        for band in set(three):
            answers[:, :, :, band] = answer[:, :, :, [n for n in range(3) if three[n] == band]].mean(axis=3)
    return answers


def _near(crop: Crop, raw: Colours, core: Rect) -> tuple[Crop, Colours]:
    """The part of a large crop that what follows looks at: the generator saw the rest at a smaller size."""
    rect = core.grow(_LOOKED_AT).intersect(crop.rect)
    own = rect.inside(crop.rect).slices
    return crop.part(rect), np.ascontiguousarray(raw[own])


def _finished(request: FillRequest, method: Method, work: RegionFill, tile: Tile, crop: Crop, raw: Colours) -> Colours:
    """The fill as it stays, with grain; as it is, where texture is to be copied, which `work` then wants.

    Grain costs more than all else here, so it is not made where it would be copied over.
    """
    shown = raw
    if work.region.kind != "thin" and not is_led(request, work):
        shown = calmed(raw, crop.hole, mask_in(request, crop.rect) > 0, work.region.scale)
    copies = method.copies_unasked(request.picture)
    if copies and _is_coarsely_too_smooth(shown, crop.hole):
        work.wants_texture = True
        return raw
    grained = crop.grained(shown, crop.hole, grain_of(request), seed_of(request, tile.core))
    if copies and _lacks(grained, crop.hole, _TEXTURED):
        work.wants_texture = True
        return raw
    return grained


def _is_coarsely_too_smooth(fill: Colours, hole: Hole) -> bool:
    """Whether a fill lacks the coarse texture of its surroundings, which grain would not hide."""
    if min(hole.shape) < 16:
        return False
    return _lacks(shrunk(fill, 4), shrunk(hole[:, :, None].astype(np.float32), 4)[:, :, 0] > 0, _COARSELY_TEXTURED)


def _lacks(fill: Colours, hole: Hole, textured: float) -> bool:
    around = sharpness(fill, ring(hole, 24 if textured == _TEXTURED else 6))
    return around > textured and sharpness(fill, hole) < _SHARP_ENOUGH * around
