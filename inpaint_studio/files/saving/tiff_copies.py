"""Finds reduced copies of an edited TIFF page: thumbnails, overviews, pyramid levels.

Some are tagged (NewSubfileType, sub-directories), some are not (whole-slide files, previews of scanners), and other
pages may have the same proportions. So untagged candidates are decoded and compared.
"""

import contextlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from inpaint_studio.editing.picture import Pixels
from inpaint_studio.files import sandbox, scratch
from inpaint_studio.files.errors import PictureError
from inpaint_studio.files.kinds import tiff
from inpaint_studio.files.kinds.associated_alpha import straight
from inpaint_studio.files.kinds.tiff import Page, Tiff

PageReader = Callable[[int], Pixels | None]  # the samples of a page by its number; None where it cannot be read

_LARGEST = 0.8  # of a page's sides: pages of a stack differ by a few pixels, pyramids by half
_SIDE = 48  # pages are compared as pictures of at most this many pixels across
_ALIKE = 0.85  # correlation; overviews by nearest neighbour of noisy scans reach .9, other pages of a book .3
_NEAR = 0.06  # mean difference of two pages, of their whole range, for those without contrast


class Copies(NamedTuple):
    """The directories to remove when a page is edited, and candidates that could not be read."""

    pages: tuple[Page, ...]
    children: tuple[Page, ...]
    unknown: tuple[int, ...]  # page numbers, from 0


def of_page(structure: Tiff, pages: Sequence[Page], index: int, unedited: Pixels, read_page: PageReader) -> Copies:
    """The reduced copies of page `index`, which shows `unedited`."""
    page = pages[index]
    width, height = _size(structure, page)
    children = tuple(
        child
        for child in structure.children(page)
        if structure.is_reduced(child) or _is_smaller(structure, child, width, height)
    )
    reduced: list[Page] = []
    behind = index + 1  # tagged pages directly after a page belong to it
    itself = structure.is_reduced(page)  # a copy; the pages after it belong to its original, or to the next
    while (
        not itself and behind < len(pages) and (structure.is_reduced(pages[behind]) or structure.is_mask(pages[behind]))
    ):
        if structure.is_reduced(pages[behind]):
            reduced.append(pages[behind])
        behind += 1
    unknown = []
    for number, other in enumerate(pages):
        if index <= number < behind or structure.is_mask(other) or not _is_shrunk(structure, other, width, height):
            continue
        samples = read_page(number)
        if samples is None:
            unknown.append(number)
        elif _show_the_same(unedited, samples):
            reduced.append(other)
    return Copies(tuple(reduced), children, tuple(unknown))


@contextlib.contextmanager
def page_reader(content: bytes) -> Iterator[PageReader]:
    """Decode pages of the file in the helper process; the file is written out on the first request."""
    with contextlib.ExitStack() as stack:
        written: list[Path] = []

        def read_page(number: int) -> Pixels | None:
            if not written:
                written.append(stack.enter_context(scratch.folder()) / "copies.tif")
                written[0].write_bytes(content)
            try:
                return straight(sandbox.decode_apart(written[0], number, 1 << 30)).pixels
            except PictureError:
                return None

        yield read_page


def _size(structure: Tiff, page: Page) -> tuple[int, int]:
    return structure.value(page, tiff.WIDTH, 0), structure.value(page, tiff.HEIGHT, 0)


def _is_smaller(structure: Tiff, page: Page, width: int, height: int) -> bool:
    """A sub-directory that is no larger than its page in any direction and smaller in one, or an EXIF thumbnail."""
    across, down = _size(structure, page)
    if not across or not down:
        return bool(structure.embedded_jpeg(page))
    return across <= width and down <= height and (across, down) != (width, height)


def _is_shrunk(structure: Tiff, page: Page, width: int, height: int) -> bool:
    """Whether a page has the proportions of a larger one, within the rounding of its own size."""
    across, down = _size(structure, page)
    if not (0 < across <= _LARGEST * width and 0 < down <= _LARGEST * height):
        return False
    # Some pyramids drop the last, incomplete tile of a level: 3 % and two pixels.
    return abs(across * height - down * width) <= max(0.03 * down * width, 2 * max(width, height))


def _show_the_same(large: Pixels, small: Pixels) -> bool:
    first, second = _shrunk(large), _shrunk(small)
    if first.std() < 0.02 or second.std() < 0.02:
        return bool(np.abs(first - second).mean() < _NEAR)
    return float(np.corrcoef(first.ravel(), second.ravel())[0, 1]) > _ALIKE


def _shrunk(pixels: Pixels) -> NDArray[np.float64]:
    """(_SIDE, _SIDE) of brightness, 0..1; floats are stretched to their own range."""
    step_y, step_x = (max(1, length // (8 * _SIDE)) for length in pixels.shape[:2])
    colours = pixels[::step_y, ::step_x, : 1 if pixels.shape[2] <= 2 else 3].astype(np.float64).mean(axis=2)
    if pixels.dtype.kind == "f":
        colours = np.nan_to_num(colours)
        colours = (colours - colours.min()) / max(float(np.ptp(colours)), 1e-12)
    else:
        colours /= np.iinfo(pixels.dtype).max
    image = Image.fromarray(colours.astype(np.float32)).resize((_SIDE, _SIDE), Image.Resampling.BOX)
    return np.asarray(image, np.float64)
