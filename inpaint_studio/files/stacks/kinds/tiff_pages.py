"""A TIFF of several pages of one size and one kind of sample. Smaller copies and masks of pages are no planes."""

import mmap
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from inpaint_studio.editing.stack import Place
from inpaint_studio.files.errors import DamagedPicture, PictureError
from inpaint_studio.files.kinds import tiff
from inpaint_studio.files.kinds.tiff import Tiff
from inpaint_studio.files.origin import Stamp
from inpaint_studio.files.stacks.kind import Opening, StackKind
from inpaint_studio.files.stacks.planes import FilePlanes, PlaneSource
from inpaint_studio.sentence import joined, say

_TAGS = (
    *(tiff.WIDTH, tiff.HEIGHT, tiff.SAMPLES, tiff.BITS, tiff.SAMPLE_FORMAT, tiff.PHOTOMETRIC),
    *(tiff.SUBFILE, tiff.OLD_SUBFILE, tiff.ORIENTATION),
)
_LISTED = 3  # pages that one sentence lists


class _Shape(NamedTuple):
    """Of a page as it is opened: pages that a save has changed may be stored otherwise, and are planes as before."""

    width: int
    height: int
    colours: int
    extra: int  # samples behind them
    depth: int  # bits
    format: int


def _takes(path: Path, format: str) -> bool:
    return format == "tiff"


def open_pages(path: Path, opening: Opening) -> FilePlanes | None:
    """None for a single picture: of one page, or of pages that are unlike the first. Raises PictureError, OSError."""
    stamp = Stamp.of(path)
    shapes = _shapes(path, opening)
    if len(shapes) < 2:
        return None
    pages = list(shapes)
    first = shapes[pages[0]]
    unlike = [plane for plane, page in enumerate(pages) if shapes[page] != first]
    if 2 * len(unlike) >= len(pages):  # a picture with previews, or a document of pages of many sizes
        return None
    return FilePlanes(
        path,
        STACK.key,
        opening.axis or "page",
        [PlaneSource(path, page) for page in pages],
        [Place(None)] * len(pages),
        size=(first.width, first.height),
        notes=tuple(_unlike(unlike, first)),
        opening=opening,
        stamp=stamp,
    )


def _shapes(path: Path, opening: Opening) -> dict[int, _Shape]:
    """By its number: each page that is neither a smaller copy nor a mask of another one."""
    shapes: dict[int, _Shape] = {}
    number = 0
    try:
        with open(path, "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
            structure = Tiff(memoryview(mapped))
            try:
                for number, at in enumerate(structure.chain(), start=1):
                    if number > tiff.MAX_PAGES:
                        raise PictureError(
                            say("{name} has more than {count} pages.", name=path.name, count=f"{tiff.MAX_PAGES:,}")
                        )
                    if opening.cancelled():
                        raise PictureError(say("Opening {name} was cancelled.", name=path.name))
                    tags = structure.firsts(at, _TAGS)
                    if not tags.get(tiff.SUBFILE, 0) & 5 and tags.get(tiff.OLD_SUBFILE, 0) != 2:
                        shapes[number - 1] = _shape(tags)
            finally:
                structure.content.release()
    except (ValueError, OSError) as error:  # TiffError among them; an empty file cannot be mapped
        if number < 2:
            return {}  # who opens the single picture says what is wrong
        raise DamagedPicture(
            say("{name} is damaged: its chain of pages breaks off behind page {count}.", name=path.name, count=number)
        ) from error
    return shapes


def _shape(tags: dict[int, int]) -> _Shape:
    size = tags.get(tiff.WIDTH, 0), tags.get(tiff.HEIGHT, 0)
    width, height = size if tags.get(tiff.ORIENTATION, 1) < 5 else size[::-1]
    samples, bits = tags.get(tiff.SAMPLES, 1), tags.get(tiff.BITS, 1)
    photometric, format = tags.get(tiff.PHOTOMETRIC, 1), tags.get(tiff.SAMPLE_FORMAT, 1)
    colours = 1 if photometric in (0, 1) else 3
    depth = 32 if format == 3 or bits > 16 else 16 if bits > 8 else 8
    return _Shape(width, height, colours, samples - tiff.COLOURS.get(photometric, 1), depth, format)


def _unlike(planes: Sequence[int], shape: _Shape) -> list[str]:
    if not planes:
        return []
    numbers = joined([str(plane + 1) for plane in planes[:_LISTED]], ", ")
    return [
        say(
            "{count} pages are unlike the first, which is {width} x {height} pixels, and cannot be planes of the "
            "stack: {numbers}.",
            one="One page is unlike the first, which is {width} x {height} pixels, and cannot be a plane of the "
            "stack: {numbers}.",
            count=len(planes),
            width=shape.width,
            height=shape.height,
            numbers=numbers,
        )
    ]


STACK = StackKind("tiff", say("TIFF of several pages"), 20, _takes, open_pages)
