"""From a prompt to a finding: where the object is looked for, at which size, and its outline at full size."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.editing.findings import Finding
from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.editing.mask import bounds, grow
from inpaint_studio.editing.picture import Mask, Pixels
from inpaint_studio.finding.finder import Progress
from inpaint_studio.finding.objects.prompt import Places, Prompt
from inpaint_studio.finding.objects.refinement import enlarged, is_refined, reduced_colours, refined
from inpaint_studio.finding.objects.segmentation import segment

LONGEST = 480  # pixels of the small picture's longer side
# Of the one that is looked at first. Six photographs at 12 MP, CPU seconds to the first outline (`bench_objects`):
# a box .26 (worst .44), a click .21 (.52); without this step 1.2 (2.6) and .7 (1.8).
FIRST = 240
_ABOUT = 0.5  # of a box's sides: how much of its surroundings is looked at
_CLOSER = 0.6  # of the picture's longer side: an object smaller than that is looked at once more from near


def outline(pixels: Pixels, prompt: Prompt, halo: int = 0) -> Iterator[Progress | Finding]:
    """Yields progress, a moment to stop, and findings of class "object", of which the last counts; none where the
    prompt is empty or nothing stands out.

    Coarse ones, of smaller pictures, come first where the outline at full size takes longer.

    pixels: (H, W, C) of the picture. halo: picture pixels that the finding reaches past the object, for its shadow
    and the soft edge: what is left of those betrays a removal.
    """
    yield Progress(0, 3)
    if prompt.is_empty:
        return
    whole = Rect(0, 0, pixels.shape[1], pixels.shape[0])
    window = _about(prompt.box, whole) if prompt.box is not None else whole
    if max(window.size) > LONGEST:
        first = _segmented(pixels, prompt, window, FIRST)
        if first.any():
            yield finding_of(enlarged(first, window.size), window, halo, whole.size)
        yield Progress(0, 3)
    small = _segmented(pixels, prompt, window)
    yield Progress(1, 3)
    box = _in_picture(bounds(small.view(np.uint8)), window, small)
    if box.is_empty:
        return
    if is_refined(window, small):
        yield finding_of(enlarged(small, window.size), window, halo, whole.size)
    if prompt.box is None and max(box.size) < _CLOSER * max(whole.size) and max(whole.size) > LONGEST:
        nearer = _about(box.unite(_around(prompt.inside)), whole)
        closer = _segmented(pixels, replace(prompt, box=None), nearer)
        if closer.any():
            window, small = nearer, closer
    yield Progress(2, 3)
    made: Mask | None = None
    for made in refined(pixels, window, small):
        if made is None:
            yield Progress(2, 3)
    if made is None or not made.any():
        return
    yield finding_of(made, window, halo, whole.size)


def with_halo(finding: Finding, halo: int, size: Size) -> Finding:
    """The finding grown by `halo` pixels. size: of the picture, past which it does not reach."""
    if not halo:
        return finding
    rect = finding.rect.grow(halo).clip(size)
    mask = np.zeros((rect.height, rect.width), np.uint8)
    mask[finding.rect.inside(rect).slices] = finding.mask
    return replace(finding, rect=rect, mask=grow(mask, halo))


def finding_of(mask: Mask, window: Rect, halo: int, size: Size) -> Finding:
    """A finding of what is not 0 in `mask`, which covers `window` of a picture of `size`."""
    box = bounds(mask)
    finding = Finding(box.translate(window.x, window.y), mask[box.slices].copy(), "object", source="object")
    return with_halo(finding, halo, size)


def _segmented(pixels: Pixels, prompt: Prompt, window: Rect, longest: int = LONGEST) -> NDArray[np.bool_]:
    colours = reduced_colours(pixels, window, longest)
    height, width = colours.shape[:2]
    across, down = width / window.width, height / window.height

    def moved(places: Places) -> Places:
        return tuple(((x - window.x) * across, (y - window.y) * down) for x, y in places)

    box = None
    if prompt.box is not None:
        inner = prompt.box.intersect(window).translate(-window.x, -window.y)
        left, top = int(inner.x * across), int(inner.y * down)
        box = Rect.of_edges(left, top, -int(-inner.right * across // 1), -int(-inner.bottom * down // 1))
        box = box.intersect(Rect(0, 0, width, height))
    return segment(colours, Prompt(box, moved(prompt.inside), moved(prompt.outside)))


def _about(box: Rect, whole: Rect) -> Rect:
    return box.grow(round(_ABOUT * max(box.size)) + 8).intersect(whole)


def _around(places: Places) -> Rect:
    xs, ys = [int(x) for x, _ in places], [int(y) for _, y in places]
    return Rect.of_edges(min(xs), min(ys), max(xs) + 1, max(ys) + 1)


def _in_picture(rect: Rect, window: Rect, small: NDArray[np.bool_]) -> Rect:
    across, down = window.width / small.shape[1], window.height / small.shape[0]
    return Rect.of_edges(
        window.x + int(rect.x * across),
        window.y + int(rect.y * down),
        window.x + round(rect.right * across),
        window.y + round(rect.bottom * down),
    ).intersect(window)
