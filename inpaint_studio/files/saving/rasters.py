"""Saving a raster into its own kind: the strips or tiles that a fill touched are coded anew, as the file codes them.

All other bytes stay: tags, coordinates, masks, untouched blocks. Smaller copies (overviews) are made anew where the
fill lies. Nothing is held whole, neither the file nor the picture: a satellite tile of 1 GB is saved in a few MB.
"""

import mmap
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.editing.fills import Fill, composite
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.picture import Picture, Pixels
from inpaint_studio.files.errors import unlike_copy
from inpaint_studio.files.kinds import tiff, tiff_blocks, tiff_geo, tiff_overviews, tiff_rasters, tiff_strips
from inpaint_studio.files.kinds.tiff import Page, Tiff
from inpaint_studio.files.kinds.tiff_blocks import Blocks
from inpaint_studio.files.mapped import release
from inpaint_studio.files.origin import Origin, origin_of
from inpaint_studio.files.saving import block_layout, jpeg_exact, raster_levels, tiff_saving
from inpaint_studio.files.saving.block_layout import BlockKey
from inpaint_studio.files.saving.pieces import Pieces
from inpaint_studio.files.saving.raster_levels import Level
from inpaint_studio.sentence import say

# Tags of programs that keep what a photograph showed before; such a file is saved by `tiff_saving`, which knows them.
_OTHER_COPIES = frozenset({34377, 37724, tiff.EXIF_IFD, tiff.SUB_IFDS, 700, 33723})
_RELEASE = 64 << 20  # bytes after which pages of mapped files are given back


class Block(NamedTuple):
    """One block coded anew."""

    coded: bytes
    samples: Pixels  # whole, as it must decode
    may_change: NDArray[np.bool_] | None  # (H, W) of a JPEG: where samples may be others; None = nowhere


@dataclass(frozen=True, eq=False)
class RasterEdit:
    """A file with blocks replaced."""

    pieces: Pieces
    notes: tuple[str, ...]
    blocks: Mapping[BlockKey, Block]
    beside: int  # pixels of the picture, covered by no fill, that differ inside touched JPEG blocks

    def check(self, written: Path, path: Path) -> None:
        """Compare the written file with what it was made of, block by block. Raises SaveError where they differ."""
        with open(written, "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
            content = memoryview(mapped)
            try:
                same = _is_as_meant(Tiff(self.pieces.original), Tiff(content), self.blocks)
            except (ValueError, OSError, IndexError):
                same = False
            finally:
                content.release()
        if not same:
            raise unlike_copy(path)


def applies(picture: Picture, original: memoryview | bytes) -> bool:
    """Whether the picture is saved into its own TIFF block by block. original: the file's content."""
    origin = origin_of(picture)
    if origin is None or origin.format != "tiff" or origin.converted or origin.beside is not None or origin.infrared:
        return False
    try:
        structure = Tiff(original)
        pages = structure.pages()
        page = pages[origin.page]
        layout = tiff.layout(structure, page)
        if not tiff_rasters.is_readable(layout) or tiff_rasters.dtype_of(layout) != picture.pixels.dtype:
            return False
    except (ValueError, IndexError):
        return False
    if (layout.height, layout.width, layout.samples) != picture.pixels.shape:
        return False
    if picture.is_data:
        return True
    is_plain = origin.orientation == 1 and layout.compression != tiff_blocks.JPEG and layout.photometric in (1, 2)
    return is_plain and tiff_geo.is_georeferenced(page) and _OTHER_COPIES.isdisjoint(page.entries)


def edit(picture: Picture, fills: tuple[Fill, ...], original: memoryview, origin: Origin) -> RasterEdit:
    """The picture's file with visible `fills` in it. `applies` holds.

    Raises ValueError, OSError where the file cannot be followed, or a block of it not be coded.
    """
    return edit_pages([(picture, fills)], original, [origin.page])


def edit_pages(
    pictures: Iterable[tuple[Picture, tuple[Fill, ...]]], original: memoryview, numbers: Sequence[int]
) -> RasterEdit:
    """A file with visible fills in several of its pages, whose numbers are `numbers`; one picture is held at a time.

    Raises as `edit`.
    """
    structure = Tiff(original)
    pages = structure.pages()
    made: dict[BlockKey, Block] = {}
    notes: list[str] = []
    beside = 0
    for (picture, fills), number in zip(pictures, numbers, strict=True):
        beside += _edit_page(structure, pages, number, picture, fills, made, notes)
    members = [member for one in pages for member in structure.family(one)]
    laid = block_layout.lay(structure, members, {key: block.coded for key, block in made.items()})
    if laid.lost_order:
        notes.append(
            say(
                "The file's order for reading in parts (cloud-optimised GeoTIFF) was not as it says and is not "
                "claimed any more; make it anew before it is published."
            )
        )
    return RasterEdit(laid.pieces, tuple(dict.fromkeys(notes)), made, beside)


def _edit_page(
    structure: Tiff,
    pages: Sequence[Page],
    index: int,
    picture: Picture,
    fills: tuple[Fill, ...],
    made: dict[BlockKey, Block],
    notes: list[str],
) -> int:
    """Add the blocks of a page, and of its smaller copies, that fills change; the number of pixels beside them."""
    page = pages[index]
    blocks = _blocks(structure, page)
    touched = [fill.rect.clip(picture.size) for fill in fills]
    touched = [rect for rect in touched if not rect.is_empty]
    main = Level(blocks, whole=lambda rect: composite(picture, fills, rect), held=picture.pixels)
    nothing = tiff_geo.nodata(structure, page, blocks.dtype)
    changed = False
    beside: dict[Rect, NDArray[np.bool_]] = {}
    for number in sorted({number for rect in touched for number in blocks.overlapping(rect)}):
        before = blocks.read(number)
        after = _with_fills(before, blocks, number, main.whole, picture)
        if after is None:
            continue
        changed = True
        made[page.at, number] = block = _coded(blocks, number, before, after)
        if block.may_change is not None:
            again = blocks.decode(block.coded, before.shape)
            inside = Rect(*blocks.boxes[number][:4]).clip(picture.size)
            unlike = ((again != before) & (before == after)).any(axis=2) & ~(before != after).any(axis=2)
            beside[inside] = beside.get(inside, False) | unlike[: inside.height, : inside.width]
    if changed:
        made |= _copies(structure, pages, index, main, touched, nothing, notes)
        notes += _old_facts(structure, pages, index, main, touched)
    return sum(int(np.count_nonzero(unlike)) for unlike in beside.values())


def blocks_of(origin: Origin, touched: NDArray[np.bool_]) -> NDArray[np.bool_] | None:
    """Where samples of a TIFF of JPEG tiles may change when those in `touched`, (H, W), do; None for any other file."""
    content = origin.source.view()
    try:
        structure = Tiff(memoryview(content or b""))
        blocks = _blocks(structure, structure.pages()[origin.page])
        layout = blocks.layout
        if layout.compression != tiff_blocks.JPEG or touched.shape != (layout.height, layout.width):
            return None
        may_change = touched.copy()
        is_ycc = layout.photometric == 6 and not layout.planar
        for number, (x, y, width, height, _) in enumerate(blocks.boxes):
            part = touched[y : y + height, x : x + width]
            if part.any():
                whole = np.zeros((height, width), bool)
                whole[: part.shape[0], : part.shape[1]] = part
                tile = jpeg_exact.tile_blocks(blocks.coded(number), blocks.tables, whole, is_ycc=is_ycc)
                may_change[y : y + height, x : x + width] |= tile[: part.shape[0], : part.shape[1]]
    except (ValueError, OSError, IndexError):
        return None
    return may_change


def _blocks(structure: Tiff, page: Page) -> Blocks:
    return tiff_rasters.blocks_of(structure, page, tiff.layout(structure, page))


def _with_fills(
    before: Pixels, blocks: Blocks, number: int, whole: Callable[[Rect], Pixels] | None, picture: Picture
) -> Pixels | None:
    """A block as the fills make it; None where it stays."""
    assert whole is not None
    if number >= len(blocks.places):
        raise ValueError("strips are missing")
    *box, plane = blocks.boxes[number]
    rect = Rect(*box).clip(picture.size)
    now = whole(rect) if plane is None else whole(rect)[:, :, plane : plane + 1]
    if np.ascontiguousarray(now).tobytes() == before[: rect.height, : rect.width].tobytes():
        return None
    after = before.copy()
    after[: rect.height, : rect.width] = now
    return after


def _coded(blocks: Blocks, number: int, before: Pixels, after: Pixels) -> Block:
    if blocks.layout.compression != tiff_blocks.JPEG:
        return Block(blocks.encode(after), after, None)
    if not blocks.is_stored(number):
        raise ValueError("a tile that is not stored cannot be coded as JPEG")
    is_ycc = blocks.layout.photometric == 6 and after.shape[2] == 3
    coded, may_change = jpeg_exact.splice_tile(blocks.coded(number), blocks.tables, before, after, is_ycc=is_ycc)
    return Block(coded, after, may_change > 0)


def is_plain_page(picture: Picture, structure: Tiff, pages: Sequence[Page], index: int) -> bool:
    """Whether a page of a photograph can be saved block by block, and no tag of it shows what it was.

    Of a file without pages that are smaller copies. Raises ValueError where the file cannot be followed.
    """
    origin = origin_of(picture)
    if origin is None or origin.converted or origin.beside is not None or origin.infrared or origin.orientation != 1:
        return False
    page = pages[index]
    layout = tiff.layout(structure, page)
    if not tiff_rasters.is_readable(layout) or tiff_rasters.dtype_of(layout) != picture.pixels.dtype:
        return False
    shape = layout.height, layout.width, layout.samples
    plain = layout.compression != tiff_blocks.JPEG and layout.photometric in (1, 2) and shape == picture.pixels.shape
    alone = _OTHER_COPIES.isdisjoint(page.entries) and not structure.embedded_jpeg(page)
    return plain and alone and tiff_strips.can_encode(layout, picture.pixels)


def _copies(
    structure: Tiff,
    pages: Sequence[Page],
    index: int,
    main: Level,
    touched: Sequence[Rect],
    nothing: float | None,
    notes: list[str],
) -> dict[BlockKey, Block]:
    """The blocks of smaller copies that show what changed."""
    smaller, masks = tiff_overviews.copies(structure, pages, index)
    main.mask = _mask_of(structure, masks, main)
    made: dict[BlockKey, Block] = {}
    below, rects = main, list(touched)
    for page in smaller:
        try:
            level = Level(_blocks(structure, page))
            if not tiff_overviews.is_copy(level.blocks, main.blocks):
                raise ValueError("it has other bands")
            level.mask = _mask_of(structure, masks, level)
            rects = raster_levels.remake(below, level, rects, nothing)
            for number, after in level.changed.items():
                before = level.blocks.read(number)
                if before.tobytes() != after.tobytes():
                    made[page.at, number] = _coded(level.blocks, number, before, after)
        except (ValueError, OSError):
            notes.append(
                say("A smaller copy in the file could not be made anew; it still shows the picture as it was before.")
            )
            continue
        below = level
    return made


def _mask_of(structure: Tiff, masks: Sequence[Page], level: Level) -> Page | None:
    for mask in masks:
        layout = tiff.layout(structure, mask)
        if (layout.width, layout.height) == level.size and layout.samples == 1 and layout.bits in ((1,), (8,)):
            return mask
    return None


def _old_facts(structure: Tiff, pages: Sequence[Page], index: int, main: Level, touched: Sequence[Rect]) -> list[str]:
    """Sentences on what the file says and is no longer true of the filled picture."""
    notes: list[str] = []
    if tiff_geo.has_statistics(structure, pages[index]):
        notes.append(say("The file's statistics are those of the picture before the fill; they were kept."))
    covered = 0
    for rect in touched:
        known = main.known(rect)
        if known is not None:
            unlike = (main.before(rect) != main.after(rect)).any(axis=2)
            covered += int(np.count_nonzero(unlike & ~known))
    if covered:
        notes.append(
            say("The file's mask was kept; it calls {count} of the filled pixels unknown.", count=f"{covered:,}")
        )
    return notes


def _is_as_meant(old: Tiff, new: Tiff, made: Mapping[BlockKey, Block]) -> bool:
    """Whether a written file has the original's directories and blocks, but for the blocks that were made."""
    old_pages, new_pages = ([m for page in one.pages() for m in one.family(page)] for one in (old, new))
    if len(old_pages) != len(new_pages):
        return False
    compared = 0
    for before, after in zip(old_pages, new_pages, strict=True):
        if before.entries.keys() != after.entries.keys():
            return False
        for tag in before.entries.keys() - tiff_saving.PLACES:
            if old.raw(before, tag) != new.raw(after, tag):
                return False
        were, are = old.places(before), new.places(after)
        if len(were) != len(are):
            return False
        for number, ((at, length), (now, size)) in enumerate(zip(were, are, strict=True)):
            block = made.get((before.at, number))
            if block is None:
                if (size, bool(now)) != (length, bool(at)):
                    return False
                if bytes(old.content[at : at + length]) != bytes(new.content[now : now + size]):
                    return False
                compared += length
                if compared > _RELEASE:
                    compared = 0
                    release(old.content)
                    release(new.content)
            elif bytes(new.content[now : now + size]) != block.coded or not _decodes(new, after, number, block):
                return False
    return True


def _decodes(new: Tiff, page: Page, number: int, block: Block) -> bool:
    samples = _blocks(new, page).read(number)
    if block.may_change is None:
        return samples.tobytes() == block.samples.tobytes()
    return not ((samples != block.samples).any(axis=2) & ~block.may_change).any()
