"""The exemplar stage: each region is filled by the method's `fill`, which sees the results of nearby regions."""

from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace
from functools import partial

import numpy as np
import torch

from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.guidance import Guides, Points
from inpaint_studio.filling.crops import Before, Crop
from inpaint_studio.filling.exemplar import GUIDE
from inpaint_studio.filling.flaws import FEWEST, flaws_in
from inpaint_studio.filling.lanes import walked
from inpaint_studio.filling.method import Answer, Ask, Method
from inpaint_studio.filling.mosaic import Mosaic
from inpaint_studio.filling.notes import Notes
from inpaint_studio.filling.recipes import grain_of, guides_of, is_led, number, seed_of
from inpaint_studio.filling.region_fill import RegionFill, Settled
from inpaint_studio.filling.region_structure import sources_of
from inpaint_studio.filling.request import FillError, FillRequest, mask_in
from inpaint_studio.filling.sources import pieces_of
from inpaint_studio.options import options_from
from inpaint_studio.sentence import say


def copied(
    request: FillRequest, method: Method, works: Sequence[RegionFill], beside: bool, notes: Notes
) -> Generator[Iterator[bool | None]]:
    """Stage 3, region by region. Each sees the results of nearby earlier regions.

    beside: whether light regions are filled in parallel.
    """
    settled = Settled(works, [_stays(request, method, work) for work in works])
    jobs = [partial(_copy, request, method, works, index, settled, notes) for index in range(len(works))]
    needs = [settled.needs(index) for index in range(len(works))]
    light = [beside and method.cost(work.region).is_light for work in works]
    yield from walked(jobs, needs, light, torch.get_num_threads())


def _stays(request: FillRequest, method: Method, work: RegionFill) -> bool:
    if work.region.kind == "thin" and work.filled.any():  # what is copied there is decided pixel by pixel
        return False
    wants = work.wants_texture and (work.filled.any() or method.copies_unasked(request.picture))
    return method.is_selective and not wants and not is_led(request, work)


def _copy(
    request: FillRequest,
    method: Method,
    works: Sequence[RegionFill],
    index: int,
    settled: Settled,
    notes: Notes,
    _alone: bool,
) -> Iterator[bool]:
    """One region. Yields False while it works, True once done; nothing where the fill is unchanged."""
    work = works[index]
    if method.fill is None or _stays(request, method, work):
        return
    region = work.region
    covered = work.coverage > 0
    is_generated = work.filled.any()
    near = settled.near(index)
    structure, rect, far = work.structure, region.reach, None
    if structure is not None and request.sources is None:
        rect, far = sources_of(request, region, structure)
    made = [Before(region.core, work.pixels, covered)] if is_generated else []
    crop = Crop.of(request, rect, *near, *made, scales=work.scales)
    hole = np.zeros(crop.hole.shape, bool)
    hole[region.core.inside(rect).slices] = covered
    if structure is not None and structure.curves and is_generated:
        crop = replace(crop, colours=structure.joined(crop, hole))
    others = crop.hole & ~hole
    # Fills of other regions are continued where they touch, but are no source.
    barred = (mask_in(request, rect) > 0) & ~others
    if far is not None:
        barred |= far & ~others
    if request.sources is not None:
        barred |= request.sources[rect.slices] == 0
    flawed = flaws_in(request, rect)
    if flawed is not None and np.count_nonzero(~(barred | crop.hole | hole | flawed)) >= FEWEST:
        barred |= flawed & ~others
    mosaic = None
    if request.sources is not None and region.beside:
        mosaic = Mosaic.of(request, crop, region.beside)
        crop, hole = mosaic.crop, mosaic.wide(hole)
        barred, others = mosaic.barred(request, barred), mosaic.wide(others) | mosaic.hidden
    lines = _lines_in(guides_of(request, work), crop.rect, mosaic)
    ask = Ask(
        barred=barred,
        hidden=others,
        seed=seed_of(request, region.core),
        grain=grain_of(request),
        guide=number(request, "guide", GUIDE) if is_generated else None,
        lines=tuple(line for _, line in lines),
        pieces_of=tuple(number for number, _ in lines),
        is_thin=region.kind == "thin",
        is_data=request.picture.is_data,
        is_led=is_led(request, work),
        scale=region.scale,
        judge=work.judge if request.sources is None and not request.picture.is_data else None,
        threads=torch.get_num_threads(),
        options=options_from(method.options_for(request.picture.is_data), request.settings),
    )
    answer: Answer | None = None
    for answer in method.fill(crop, hole, ask):
        if answer is None:
            yield False
    if answer is None:
        return
    for note in answer.notes:
        notes.add(note)
    if answer.colours is None:
        return
    if answer.colours.shape != crop.colours.shape or not np.isfinite(answer.colours[hole]).all():
        raise FillError(
            say("The method {name} gave an answer that cannot be used. Choose another one.", name=method.key)
        )
    if answer.is_copy and answer.places is not None and crop.scales is not None:
        work.pixels = crop.copies(region.core, answer.places, hole)
    else:
        work.pixels = crop.samples(crop.within(answer.colours), region.core, request, hole)
    if answer.method is not None:
        work.method = answer.method
        work.checkpoint = work.checkpoint if answer.is_guided else None
        work.crop = rect
    if answer.places is not None:
        places = answer.places if mosaic is None else mosaic.in_picture(answer.places)
        work.pieces = pieces_of(places, hole, rect)
    yield True


def _lines_in(guides: Guides, rect: Rect, mosaic: Mosaic | None) -> list[tuple[int, Points]]:
    """Pieces of the guide lines in pixels of the arrays, each with its line's number."""
    if mosaic is None:
        return [(n, _moved(guide.points, -rect.x, -rect.y)) for n, guide in enumerate(guides)]
    own = rect, Rect(0, 0, rect.width, rect.height)
    return [
        (number, _moved(piece, at.x - place.x, at.y - place.y))
        for number, guide in enumerate(guides)
        for place, at in (own, *mosaic.places)
        for piece in guide.within(place)
    ]


def _moved(points: Points, dx: int, dy: int) -> Points:
    return tuple((x + dx, y + dy) for x, y in points)
