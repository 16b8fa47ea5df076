"""A picture that nobody looks at: its pixels, and what is drawn of it, in a file; reading it back; thumbnails."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from PIL import Image

from inpaint_studio.editing.document import Document
from inpaint_studio.editing.fills import Fill, composite
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.mask_levels import MaskLevels
from inpaint_studio.editing.picture import Mask, Picture, Pixels
from inpaint_studio.editing.tiles import PackedTiles
from inpaint_studio.files.memory.elsewhere import in_memory, stored
from inpaint_studio.files.memory.stored_work import Samples, StoredWork, store_work
from inpaint_studio.files.reading import to_srgb8
from inpaint_studio.ui.canvas.display import Display, Words, reduce_picture

_MANY = 50  # fills that a display gets its finest tiles with when they are asked for
THUMBNAIL_SIDE = 192  # pixels: twice what the strip shows, for dense screens


@dataclass(frozen=True, eq=False)
class StoredPicture:
    """A picture and the levels of its display, all in one file."""

    picture: Picture  # of a stack: the plane that was in view
    levels: Mapping[int, Words]
    work: StoredWork = field(default_factory=StoredWork)  # in files of its own, as there is more with each visit


def is_of(there: StoredPicture, picture: Picture) -> bool:
    """Whether it shows this plane of a stack as it is seen now."""
    return (there.picture.plane, there.picture.levels) == (picture.plane, picture.levels)


@dataclass(frozen=True, eq=False)
class PutAway:
    """What is needed of a document that goes out of memory."""

    stored: StoredPicture
    mask: PackedTiles
    thumbnail: Pixels


@dataclass(frozen=True, eq=False)
class ReadBack:
    """A document's pixels in memory again, with all that its display needs."""

    picture: Picture
    mask: Mask
    display: Display
    mask_levels: MaskLevels
    source_levels: MaskLevels | None
    source_area: PackedTiles | None  # that the levels are of
    samples: Mapping[Fill, Samples]  # of the fills that are shown


def put_away(
    document: Document, levels: Mapping[int, Words], there: StoredPicture | None, folder: Path | None
) -> Iterator[PutAway]:
    """Write what has to be kept. there: of an earlier time, as pixels never change. Raises OSError.

    levels: of the display; none where they do not show the picture as it is seen now.
    Of a stack that is the plane in view: the others are decoded when they are asked for, as they were before. What is
    laid on them goes to the file with the rest.
    """
    picture, fills = document.picture, document.fills
    levels = levels or reduce_picture(picture)
    work = StoredWork() if there is None else there.work
    if there is not None and there.picture.plane != picture.plane:  # another plane came into view since
        there = None
    if there is None:
        infrared = () if picture.infrared is None else (picture.infrared,)
        pixels, *words = stored([picture.pixels, *levels.values(), *infrared], folder)
        plane = words.pop() if infrared else None
        there = StoredPicture(replace(picture, pixels=pixels, infrared=plane), dict(zip(levels, words, strict=True)))
    elif there.picture.levels != picture.levels:  # seen through other levels since
        words = stored(list(levels.values()), folder)
        there = replace(
            there,
            picture=replace(there.picture, levels=picture.levels, own_levels=picture.own_levels),
            levels=dict(zip(levels, words, strict=True)),
        )
    small = thumbnail(picture, fills, levels)
    mask = PackedTiles.of_mask(document.mask)
    there = replace(there, work=store_work(document.state, work, folder, (mask,)))
    yield PutAway(there, mask, small)


def read_back(document: Document, there: StoredPicture) -> Iterator[ReadBack]:
    """Have everything in memory again, as `jobs.prepared` makes it the first time."""
    packed = document.packed_mask
    if packed is None:  # somebody has asked for it meanwhile
        mask = document.mask
    else:
        mask = np.empty((document.size.height, document.size.width), np.uint8)
        mask.fill(0)  # touch its pages here: in the first stroke they would be felt
        packed.xor_into(mask)
    sources, fills = document.state.sources, document.fills
    infrared = there.picture.infrared
    picture = replace(
        there.picture,
        pixels=in_memory(there.picture.pixels),
        infrared=None if infrared is None else in_memory(infrared),
    )
    display = Display(picture, {level: in_memory(words) for level, words in there.levels.items()})
    display.set_fills(fills)
    for level in display.levels:  # tiles with fills in them would take the first frame on the UI thread 10 ms
        if level > 2 or len(fills) < _MANY:
            whole = Rect.of_size(display.level_size(level))
            list(display.pieces("composite", level, whole, lambda: True))
    # After that, or the file's pages would be resident besides. Undo steps stay where they are until they are needed.
    samples = there.work.read(fills)
    yield ReadBack(
        picture,
        mask,
        display,
        MaskLevels(mask),
        None if sources is None else MaskLevels(sources.unpack()),
        sources,
        samples,
    )


def thumbnail(
    picture: Picture, fills: tuple[Fill, ...], levels: Mapping[int, Words], side: int = THUMBNAIL_SIDE
) -> Pixels:
    """A small look at a picture as it is repaired: (H, W, 3) uint8, at most `side` a side."""
    fine = [level for level in levels if max(levels[level].shape) >= side]
    words = np.ascontiguousarray(levels[max(fine) if fine else min(levels)])
    size = picture.size
    seen = words.view(np.uint8).reshape(*words.shape, 4)[:, :, 2::-1]  # premultiplied: transparent is black
    small = Image.fromarray(np.ascontiguousarray(seen))
    if not fine:  # of a small picture even the first level is coarse
        small = Image.fromarray(_rgb(picture, picture.pixels))
    small.thumbnail((side, side), Image.Resampling.BOX)
    across, down = small.width / size.width, small.height / size.height
    visible = tuple(fill for fill in fills if fill.visible and fill.strength > 0)
    for fill in visible:
        left, top = int(fill.rect.x * across), int(fill.rect.y * down)
        right, bottom = -int(-fill.rect.right * across // 1), -int(-fill.rect.bottom * down // 1)
        whole = Rect.of_edges(
            int(left / across), int(top / down), int(np.ceil(right / across)), int(np.ceil(bottom / down))
        ).clip(size)
        part = Image.fromarray(_rgb(picture, composite(picture, visible, whole)))
        small.paste(part.resize((right - left, bottom - top), Image.Resampling.BOX), (left, top))
    return np.asarray(small.convert("RGB"))


def _rgb(picture: Picture, pixels: Pixels) -> Pixels:
    eight = to_srgb8(picture, pixels)
    if eight.shape[2] < 3:
        eight = np.repeat(eight[:, :, :1], 3, axis=2)
    return np.ascontiguousarray(eight[:, :, :3])
