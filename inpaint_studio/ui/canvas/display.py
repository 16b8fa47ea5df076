"""What the canvas draws: a picture in several sizes, and tiles where fills change it.

A level halves the size: level 0 is the picture, level 2 a quarter, level 3 an eighth. Levels from 2 on are made
once, when the picture opens. Level 1 would cost a quarter of the picture's memory and is seldom seen on large
pictures, so it is made in tiles, when a tile is looked at. Fills never touch a level: where they lie, tiles of
the composite are drawn over it, so that "before" is simply not drawing them.
"""

import math
import os
from collections import OrderedDict
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Literal, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from PySide6.QtGui import QImage, QPainter

from inpaint_studio.editing.adjustments import Toning
from inpaint_studio.editing.bands import Levels
from inpaint_studio.editing.fills import Fill, composite
from inpaint_studio.editing.geometry import NOWHERE, Rect, Size
from inpaint_studio.editing.picture import Picture, Pixels
from inpaint_studio.editing.tiles import spots
from inpaint_studio.files.colour import is_plain
from inpaint_studio.files.mapped import release
from inpaint_studio.files.reading import to_srgb8
from inpaint_studio.ui.kit.pixels import shown, shown_words

TILE = 256  # level pixels a side
_CACHE_BYTES = 24 * 2**20  # of tiles, beyond those that one screen needs
_MANY = 64_000_000  # pixels beyond which bands are reduced in threads
_BAND = 128  # rows reduced at once: Pillow's own copy of them stays small

Convert = Callable[[Pixels], Pixels]  # the picture's own samples -> (H, W, 1 | 3 | 4) uint8, sRGB, straight alpha
Words = NDArray[np.uint32]  # (H, W) 0xAARRGGBB, premultiplied
Layer = Literal["picture", "composite"]
_Key = tuple[Layer, int, int, int]  # level, column and row of a tile


def conversion(picture: Picture) -> Convert | None:
    """How the picture's pixels become what a screen shows; None where Qt can draw the picture's own array."""
    if picture.levels is not None:
        return partial(to_srgb8, picture)
    grey = picture.colours == 1
    direct = picture.pixels.dtype == np.uint8 and picture.pixels.shape[2] != 2 and is_plain(picture.profile, grey)
    return None if direct else partial(to_srgb8, picture)


def reduce_picture(picture: Picture, toning: Toning | None = None) -> dict[int, Words]:
    """The levels from 2 on, down to one that is smaller than a tile. Takes a while: for a worker."""
    size = picture.size
    convert = conversion(picture) or _as_it_is
    height, width = -(-size.height // 4), -(-size.width // 4)
    quarter = np.empty((height, width), np.uint32)

    def reduce_band(top: int) -> None:
        pixels = picture.pixels[top : top + _BAND]
        band = _pillow(convert(pixels if toning is None else toning(pixels)))
        rows = _words(band.reduce(4))
        quarter[top // 4 : top // 4 + rows.shape[0]] = rows
        release(picture.pixels)  # of a mapped raster of 1 GB no more is resident than a few bands

    tops = range(0, size.height, _BAND)
    if size.area < _MANY:
        for top in tops:
            reduce_band(top)
    else:  # look-ups and Pillow release the GIL: 120 megapixels in half the time on two cores
        with ThreadPoolExecutor(min(4, os.cpu_count() or 1)) as threads:
            list(threads.map(reduce_band, tops))
    return halved(quarter)


def halved(quarter: Words) -> dict[int, Words]:
    """The levels from 2 on, of the first of them."""
    levels, level = {2: quarter}, 2
    while max(levels[level].shape) > TILE:
        words = levels[level]
        smaller = Image.frombuffer("RGBA", words.shape[::-1], words, "raw", "RGBA", 0, 1).reduce(2)
        level += 1
        levels[level] = np.frombuffer(smaller.tobytes(), np.uint32).reshape(smaller.height, smaller.width)
    return levels


_PAINTED = {False: QImage.Format.Format_RGB32, True: QImage.Format.Format_ARGB32_Premultiplied}


class Toned(NamedTuple):
    """A tone, ready to be shown; see `toned`."""

    convert: Convert  # as that of the display, with the tone
    levels: dict[int, Words]  # of the picture with it


class Piece(NamedTuple):
    """An image and where its top-left corner lies, in level pixels."""

    x: int
    y: int
    image: QImage


class Live(Protocol):
    """What is being painted over the fills. Rectangles are picture pixels, samples the picture's own."""

    @property
    def rect(self) -> Rect:
        """Where it has painted so far."""

    def touches(self, rect: Rect) -> bool: ...

    def parts(self, rect: Rect) -> Iterator[Rect]:
        """Where in `rect` it has painted, as few small rectangles."""

    def lay(self, out: Pixels, rect: Rect) -> None:
        """Show it on `out`, which shows `rect`."""

    def pixels(self, rect: Rect) -> Pixels:
        """What is seen in `rect`, itself included: a new array."""


class Display:
    """The drawable side of one picture and the fills on it."""

    def __init__(self, picture: Picture, levels: Mapping[int, Words] | None = None) -> None:
        """`levels`: of `reduce_picture`, which a worker made; None makes them here."""
        self.picture = picture
        own = conversion(picture)
        self.convert = own or _as_it_is
        self.has_alpha = picture.has_alpha
        self._levels = dict(levels) if levels is not None else reduce_picture(picture)
        # Through which levels of a data picture those are seen: exactly, and at least nearly.
        self.reduced_by = self.nearly_by = picture.levels
        self._fills: tuple[Fill, ...] = ()
        self._visible: tuple[Fill, ...] = ()
        self._edges = _edges(())  # of the visible ones
        self._lives: tuple[Live, ...] = ()
        self._images: dict[int, QImage] = {
            level: shown_words(words, premultiplied=self.has_alpha) for level, words in self._levels.items()
        }
        if own is None:
            self._images[0] = shown(picture.pixels)
        # Corners of what a copy shows, picture pixels, which is dimmed around; none where it shows all.
        self.frame: tuple[tuple[float, float], ...] = ()
        self._toned: Toned | None = None  # of the composite
        self._toned_images: dict[int, QImage] = {}
        self._tiles: OrderedDict[_Key, QImage] = OrderedDict()
        # What tiles looked like before the fills changed, seen until they are made anew: nothing flickers.
        self._outdated: OrderedDict[_Key, QImage] = OrderedDict()
        self._begun: dict[_Key, tuple[Words, list[Rect]]] = {}  # coarse tiles, and where fills are still to be laid

    @property
    def size(self) -> Size:
        return self.picture.size

    @property
    def levels(self) -> Mapping[int, Words]:
        """As `reduce_picture` makes them, for another display of the same picture."""
        return self._levels

    @property
    def coarsest(self) -> int:
        return max(self._levels)

    def level_for(self, scale: float) -> int:
        """The smallest level that is still at least as fine as the screen, which shows 1:`scale`."""
        if scale >= 1.0:
            return 0
        return min(math.floor(-math.log2(scale) + 1e-9), self.coarsest)

    def level_size(self, level: int) -> Size:
        unit = 1 << level
        return Size(-(-self.size.width // unit), -(-self.size.height // unit))

    def set_fills(self, fills: tuple[Fill, ...]) -> Rect:
        """Show these fills (and previews) from now on. Returns the picture pixels that look different."""
        before, after = {id(fill) for fill in self._fills}, {id(fill) for fill in fills}
        touched = [fill for fill in self._fills if id(fill) not in after]
        touched += [fill for fill in fills if id(fill) not in before]
        stayed = [fill for fill in self._fills if id(fill) in after]
        if [id(fill) for fill in stayed] != [id(fill) for fill in fills if id(fill) in before]:  # in another order
            touched += stayed
        changed = NOWHERE
        self._fills = fills
        self._visible = tuple(fill for fill in fills if fill.visible and fill.strength > 0)
        self._edges = _edges(self._visible)
        for fill in touched:
            changed = changed.unite(fill.rect)
        edges = _edges(touched)
        self._outdate(lambda spot: bool(_touching(edges, spot).any()))
        return changed

    def set_lives(self, lives: tuple[Live, ...]) -> Rect:
        """Show what is being painted, the newest on top. Returns the picture pixels that look different."""
        changed = [live for live in {*self._lives, *lives} if (live in self._lives) != (live in lives)]
        self._lives = lives
        self._outdate(lambda spot: any(live.touches(spot) for live in changed))
        touched = NOWHERE
        for live in changed:
            touched = touched.unite(live.rect)
        return touched

    def follow(self, live: Live, rect: Rect) -> None:
        """What is being painted, the topmost, looks different in `rect`: paint that part of each tile anew."""
        for level in range(self.coarsest + 1):
            unit = 1 << level
            part = _widened(rect, unit).clip(self.size)
            at = Rect(part.x // unit, part.y // unit, -(-part.width // unit), -(-part.height // unit))
            small: QImage | None = None
            for spot in spots(at, Size(TILE, TILE)):
                key: _Key = ("composite", level, spot.column, spot.row)
                self._begun.pop(key, None)
                image = self._tiles.get(key)
                if image is None:
                    continue
                if hasattr(image, "_pixels"):  # over an array, which is only drawn from
                    image = self._tiles[key] = image.convertToFormat(_PAINTED[self.has_alpha])  # quickly drawn, too
                if small is None:
                    pixels = self.convert(live.pixels(part))
                    small = shown(pixels) if level == 0 else _image(_pillow(pixels).reduce(unit), self.has_alpha)
                painter = QPainter(image)
                painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
                painter.drawImage(at.x - spot.column * TILE, at.y - spot.row * TILE, small)
                painter.end()

    def _outdate(self, is_other: Callable[[Rect], bool]) -> None:
        """Tiles of the composite whose picture pixels are others now: to be made anew, and seen until then."""
        for key in [*self._tiles, *self._begun]:
            if key[0] == "composite" and is_other(_spot(key)):
                self._begun.pop(key, None)
                image = self._tiles.pop(key, None)
                if image is not None:
                    self._outdated[key] = image

    @property
    def fills(self) -> tuple[Fill, ...]:
        return self._fills

    def set_toned(self, toned: Toned | None) -> None:
        """Show the composite with these tones from now on, the picture as it was opened without."""
        self._toned = toned
        levels = toned.levels if toned is not None else {}
        self._toned_images = {
            level: shown_words(words, premultiplied=self.has_alpha) for level, words in levels.items()
        }
        for key in [key for key in self._tiles if key[0] == "composite"]:
            self._outdated[key] = self._tiles.pop(key)
        self._begun.clear()

    def see_through(self, picture: Picture) -> None:
        """Show the same samples by other levels from now on: tiles are made anew as they are looked at.

        What is coarser than they are looks as before until `set_levels` brings it, which a worker makes.
        """
        self.picture, self.convert = picture, conversion(picture) or _as_it_is
        self._outdate_all(range(2))

    def set_levels(self, levels: Mapping[int, Words], shown: Levels | None, *, is_exact: bool = True) -> None:
        """The levels of the picture as `shown` shows it, exactly as `reduce_picture` makes them or nearly so."""
        self._levels, self.reduced_by, self.nearly_by = dict(levels), shown if is_exact else None, shown
        self._images = {level: shown_words(words, premultiplied=self.has_alpha) for level, words in levels.items()}
        self._outdate_all(levels)

    def _outdate_all(self, levels: Container[int]) -> None:
        for key in [*self._tiles, *self._begun]:
            if key[1] in levels:
                self._begun.pop(key, None)
                image = self._tiles.pop(key, None)
                if image is not None:
                    self._outdated[key] = image

    def whole(self, level: int, layer: Layer = "picture") -> QImage | None:
        """A layer without its fills at a level in one image, where there is one."""
        is_toned = layer == "composite" and self._toned is not None
        return (self._toned_images if is_toned else self._images).get(level)

    def pieces(self, layer: Layer, level: int, area: Rect, may_go_on: Callable[[], bool]) -> Iterator[Piece | None]:
        """What is to be drawn over `whole(level)` inside `area` (level pixels).

        Yields None once where tiles were not made because `may_go_on` said no: the caller paints again soon.
        """
        area = area.clip(self.level_size(level))
        if area.is_empty:
            return
        unit = 1 << level
        is_toned = layer == "composite" and self._toned is not None
        everywhere = self.whole(level, layer) is None
        missed = False
        wanted = 0
        for row in range(area.y // TILE, (area.bottom - 1) // TILE + 1):
            for column in range(area.x // TILE, (area.right - 1) // TILE + 1):
                spot = Rect(column * TILE * unit, row * TILE * unit, TILE * unit, TILE * unit).clip(self.size)
                here = self._fills_in(spot) if layer == "composite" else ()
                is_live = layer == "composite" and any(live.touches(spot) for live in self._lives)
                if not here and not is_live and not everywhere:
                    continue
                # Without a fill here the composite is the picture: one tile serves both.
                key: _Key = ("composite" if here or is_live or is_toned else "picture", level, column, row)
                image = self._tiles.get(key)
                if image is None and may_go_on():
                    image = self._make(key, spot, here, may_go_on)
                    if image is not None:
                        self._tiles[key] = image
                        self._outdated.pop(key, None)
                if image is not None:
                    self._tiles.move_to_end(key)
                else:
                    missed = True
                    image = self._outdated.get(key)
                    if image is None:
                        continue
                wanted += image.sizeInBytes()
                yield Piece(column * TILE, row * TILE, image)
        if missed:
            yield None
        cached = sum(image.sizeInBytes() for images in (self._tiles, self._outdated) for image in images.values())
        while cached > max(_CACHE_BYTES, wanted):
            _, oldest = (self._outdated or self._tiles).popitem(last=False)
            cached -= oldest.sizeInBytes()

    def _fills_in(self, spot: Rect) -> tuple[Fill, ...]:
        """The visible fills that touch `spot`, in order. At once for all: there may be hundreds."""
        return tuple(self._visible[number] for number in np.flatnonzero(_touching(self._edges, spot)))

    def _make(self, key: _Key, spot: Rect, fills: tuple[Fill, ...], may_go_on: Callable[[], bool]) -> QImage | None:
        """A tile; None where there was no time for all of its fills, and the next call goes on."""
        layer, level, column, row = key
        toned = self._toned if layer == "composite" else None
        if level not in self._levels:
            pixels = self._composed(fills, spot, layer)
            pixels = (self.convert if toned is None else toned.convert)(pixels)
            return shown(pixels) if level == 0 else _image(_pillow(pixels).reduce(1 << level), self.has_alpha)
        # A coarse tile covers much of the picture, so only what lies under the fills is composed anew.
        unit = 1 << level
        if key not in self._begun:
            levels = self._levels if toned is None else toned.levels
            under = levels[level][row * TILE : (row + 1) * TILE, column * TILE : (column + 1) * TILE]
            parts = [part for live in self._lives for part in live.parts(spot)]
            self._begun[key] = under.copy(), [*(fill.rect.intersect(spot) for fill in fills), *parts]
        words, left = self._begun[key]
        while left:
            if not may_go_on():
                return None
            part = _widened(left.pop(), unit).clip(self.size)
            pixels = self._composed(self._fills_in(part), part, layer)
            pixels = (self.convert if toned is None else toned.convert)(pixels)
            small = _words(_pillow(pixels).reduce(unit))
            y, x = part.y // unit - row * TILE, part.x // unit - column * TILE
            words[y : y + small.shape[0], x : x + small.shape[1]] = small
        del self._begun[key]
        return shown_words(words, premultiplied=self.has_alpha)

    def _composed(self, fills: tuple[Fill, ...], rect: Rect, layer: Layer) -> Pixels:
        pixels = composite(self.picture, fills, rect)
        if layer == "composite":
            for live in self._lives:
                live.lay(pixels, rect)
        return pixels


def _spot(key: _Key) -> Rect:
    """The picture pixels of a tile, beyond the picture's edge too."""
    _, level, column, row = key
    return Rect(column * TILE << level, row * TILE << level, TILE << level, TILE << level)


def _widened(rect: Rect, unit: int) -> Rect:
    """To whole cells of `unit` pixels."""
    return Rect.of_edges(
        rect.x // unit * unit, rect.y // unit * unit, -(-rect.right // unit) * unit, -(-rect.bottom // unit) * unit
    )


def _edges(fills: Sequence[Fill]) -> NDArray[np.int64]:
    """(N, 4): left, top, right and bottom of each."""
    edges = [(fill.rect.x, fill.rect.y, fill.rect.right, fill.rect.bottom) for fill in fills]
    return np.array(edges, np.int64).reshape(-1, 4)


def _touching(edges: NDArray[np.int64], spot: Rect) -> NDArray[np.bool_]:
    left, top, right, bottom = edges.T
    touching: NDArray[np.bool_] = (left < spot.right) & (right > spot.x) & (top < spot.bottom) & (bottom > spot.y)
    return touching


def _as_it_is(pixels: Pixels) -> Pixels:
    return pixels


def _pillow(pixels: Pixels) -> Image.Image:
    """(H, W, 1 | 3 | 4) uint8 as a Pillow image that can be averaged: alpha premultiplied, so colours do not bleed."""
    if pixels.shape[2] == 1:
        return Image.fromarray(np.ascontiguousarray(pixels[:, :, 0]))
    image = Image.fromarray(np.ascontiguousarray(pixels))
    return image.convert("RGBa") if pixels.shape[2] == 4 else image


def words_of(pixels: Pixels) -> Words:
    """(H, W, 1 | 3 | 4) uint8 as a screen shows them."""
    return _words(_pillow(pixels))


def _words(image: Image.Image) -> Words:
    if image.mode == "L":
        image = image.convert("RGB")
    if image.mode == "RGB":
        data = image.convert("RGBA").tobytes("raw", "BGRA")
    else:
        data = np.frombuffer(image.tobytes(), np.uint8).reshape(-1, 4)[:, (2, 1, 0, 3)].tobytes()
    return np.frombuffer(data, np.uint32).reshape(image.height, image.width)


def _image(image: Image.Image, has_alpha: bool) -> QImage:
    return shown_words(_words(image), premultiplied=has_alpha)
