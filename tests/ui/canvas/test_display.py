"""The levels and tiles of a display: what they show, when they are made, and that nothing of before stays in them."""

from collections.abc import Iterator

import numpy as np
import pytest

from inpaint_studio.editing.adjustments import Tone
from inpaint_studio.editing.fills import Fill, Recipe, composite
from inpaint_studio.editing.geometry import NOWHERE, Rect, Size
from inpaint_studio.editing.picture import Picture, Pixels
from inpaint_studio.ui.canvas import display as display_module
from inpaint_studio.ui.canvas.display import TILE, Display, conversion, reduce_picture
from inpaint_studio.ui.canvas.toned import CoarseSamples, toned
from inpaint_studio.ui.kit.pixels import array_of

pytestmark = pytest.mark.usefixtures("qapp")

EVERYWHERE = 10**6


def smooth_picture(width: int, height: int) -> Picture:
    rows, columns = np.mgrid[0:height, 0:width]
    pixels = np.stack([columns * 255 // width, rows * 255 // height, np.full_like(rows, 90)], axis=2)
    return Picture(pixels.astype(np.uint8), "smooth.png")


def _noise(width=700, height=600, channels=3) -> Picture:
    return Picture(np.random.default_rng(1).integers(0, 256, (height, width, channels), np.uint8))


def _fill(rect: Rect, colour=255, name="", **changes) -> Fill:
    pixels = np.full((rect.height, rect.width, 3), colour, np.uint8)
    coverage = np.full((rect.height, rect.width), 255, np.uint8)
    return Fill(name or f"{rect}", rect, pixels, coverage, Recipe("membrane"), **changes)


def _seen(display: Display, level: int, layer="composite", may_go_on=lambda: True) -> np.ndarray:
    """(H, W, 3) of a whole level as it is drawn: the image of all of it, and the pieces over it."""
    size = display.level_size(level)
    out = np.zeros((size.height, size.width, 3), np.uint8)
    whole = display.whole(level, layer)
    if whole is not None:
        out[:] = array_of(whole)[:, :, :3]
    for piece in display.pieces(layer, level, Rect(0, 0, EVERYWHERE, EVERYWHERE), may_go_on):
        if piece is not None:
            tile = array_of(piece.image)[:, :, :3]
            target = out[piece.y : piece.y + tile.shape[0], piece.x : piece.x + tile.shape[1]]
            target[:] = tile[: target.shape[0], : target.shape[1]]
    return out


# levels


def test_reduced_levels_are_means():
    picture = Picture(np.random.default_rng(4).integers(0, 256, (401, 803, 3), np.uint8))
    quarter = reduce_picture(picture)[2]
    assert quarter.shape == (101, 201)
    colours = np.stack([quarter >> 16 & 255, quarter >> 8 & 255, quarter & 255], axis=2).astype(float)
    block = picture.pixels[:400, :800].reshape(100, 4, 200, 4, 3).astype(float).mean(axis=(1, 3))
    assert np.abs(colours[:100, :200] - block).max() <= 0.51
    assert (quarter >> 24 == 255).all()


def test_levels_made_in_threads_are_the_same(monkeypatch):
    picture = _noise()
    levels = reduce_picture(picture)
    monkeypatch.setattr(display_module, "_MANY", 1)
    again = reduce_picture(picture)
    assert levels.keys() == again.keys()
    assert all(np.array_equal(levels[level], again[level]) for level in levels)


@pytest.mark.parametrize(("width", "height"), [(1, 1), (3, 2000), (1023, 1025), (257, 4)])
def test_levels_go_on_until_one_fits_a_tile_and_cover_every_pixel(width, height):
    picture = Picture(np.full((height, width, 3), 77, np.uint8))
    display = Display(picture)
    for level, words in display.levels.items():
        assert words.shape == display.level_size(level)[::-1]
        assert (words & 0xFFFFFF == 0x4D4D4D).all()  # the last column and row are not darkened by what is not there
    assert max(display.levels[display.coarsest].shape) <= TILE
    assert display.level_size(1) == Size(-(-width // 2), -(-height // 2))


def test_the_level_is_the_coarsest_that_is_as_fine_as_the_screen():
    display = Display(smooth_picture(3000, 2000))
    assert [display.level_for(scale) for scale in (4, 1, 0.99, 0.5, 0.49, 0.25, 1e-6)] == [
        0,
        0,
        0,
        1,
        1,
        2,
        display.coarsest,
    ]


@pytest.mark.parametrize(
    ("dtype", "channels", "is_drawn_as_it_is"),
    [(np.uint8, 1, True), (np.uint8, 3, True), (np.uint8, 4, True), (np.uint8, 2, False), (np.uint16, 3, False)],
)
def test_only_what_the_screen_can_show_is_drawn_without_a_copy(dtype, channels, is_drawn_as_it_is):
    picture = Picture(np.full((20, 30, channels), 100, dtype))
    assert (conversion(picture) is None) == is_drawn_as_it_is
    assert (Display(picture).whole(0) is not None) == is_drawn_as_it_is


def test_transparent_pixels_give_their_colour_to_no_neighbour():
    pixels = np.zeros((8, 8, 4), np.uint8)
    pixels[:, :] = (255, 0, 0, 0)
    pixels[::2] = (0, 0, 255, 255)
    quarter = reduce_picture(Picture(pixels))[2]
    alpha, red, blue = quarter >> 24, quarter >> 16 & 255, quarter & 255
    assert (red == 0).all()
    assert (np.abs(alpha.astype(int) - 128) <= 1).all()
    assert (blue == alpha).all()  # premultiplied, and as blue as it was


# fills


def test_the_composite_of_tiles_is_the_documents_own():
    picture = smooth_picture(900, 700)
    fill = _fill(Rect(200, 150, 400, 300))
    display = Display(picture)
    display.set_fills((fill,))
    whole = composite(picture, (fill,), Rect(0, 0, 900, 700))
    for piece in display.pieces("composite", 0, Rect(0, 0, 900, 700), lambda: True):
        tile = array_of(piece.image)[:, :, :3]
        assert np.array_equal(tile, whole[piece.y : piece.y + tile.shape[0], piece.x : piece.x + tile.shape[1]])


def test_what_looks_different_is_where_fills_came_went_or_changed_places():
    display = Display(_noise())
    a, b = _fill(Rect(10, 10, 50, 40)), _fill(Rect(40, 30, 50, 40), 0)
    far = _fill(Rect(500, 400, 30, 20))
    assert display.set_fills((a, b, far)) == a.rect.unite(b.rect).unite(far.rect)
    assert display.set_fills((a, b, far)) == NOWHERE
    assert display.set_fills((b, a, far)).contains(Rect(40, 30, 20, 20))  # where the two overlap
    hidden = _fill(far.rect, visible=False)
    assert display.set_fills((b, a, hidden)) == far.rect
    assert display.set_fills(()) == a.rect.unite(b.rect).unite(far.rect)


@pytest.mark.parametrize("level", [0, 1, 2, 3])
def test_at_every_level_fills_come_go_and_change_places_without_a_trace(level):
    picture = _noise(900, 700)
    display = Display(picture)
    clean = _seen(display, level)
    a, b = _fill(Rect(16, 16, 400, 304), 0), _fill(Rect(320, 240, 304, 208), 255)
    for fills in ((a,), (a, b), (b, a), (b,), (_fill(b.rect, visible=False),), (_fill(b.rect, strength=0.0),)):
        display.set_fills(fills)
        visible = tuple(fill for fill in fills if fill.visible)
        expected = Display(Picture(composite(picture, visible, Rect(0, 0, 900, 700))))
        assert np.abs(_seen(display, level).astype(int) - _seen(expected, level)).max() <= 1
        assert np.array_equal(_seen(display, level, "picture"), clean)
    display.set_fills(())
    assert np.array_equal(_seen(display, level), clean)


def test_a_tile_of_before_is_seen_until_it_is_made_anew():
    display = Display(_noise())
    display.set_fills((_fill(Rect(0, 0, 100, 100), 10),))
    before = _seen(display, 0)
    display.set_fills((_fill(Rect(0, 0, 100, 100), 240),))
    area = Rect(0, 0, 256, 256)
    pieces = list(display.pieces("composite", 0, area, lambda: False))
    assert pieces[-1] is None  # it is to be painted again
    assert np.array_equal(array_of(pieces[0].image)[:, :, :3], before[:256, :256])
    pieces = list(display.pieces("composite", 0, area, lambda: True))
    assert None not in pieces
    assert (array_of(pieces[0].image)[:100, :100, :3] == 240).all()


def test_a_coarse_tile_with_many_fills_is_made_over_several_paints():
    picture = _noise(2000, 1000)
    fills = tuple(_fill(Rect(x, y, 16, 16)) for x in range(0, 2000, 64) for y in range(0, 1000, 64))
    display, whole = Display(picture), Display(picture)
    for one in (display, whole):
        one.set_fills(fills)

    def a_few() -> Iterator[bool]:
        yield from (True,) * 40
        while True:
            yield False

    paints = 0
    missing = True
    while missing:
        patience = a_few()
        missing = None in list(display.pieces("composite", 2, Rect(0, 0, 500, 250), lambda p=patience: next(p)))
        paints += 1
    assert paints > 5
    assert np.array_equal(_seen(display, 2), _seen(whole, 2))


def test_a_fill_that_goes_in_the_middle_of_that_leaves_no_trace():
    picture = _noise(2000, 1000)
    display = Display(picture)
    clean = _seen(display, 2)
    display.set_fills(tuple(_fill(Rect(x, 0, 16, 16)) for x in range(0, 2000, 64)))
    patience = iter([True] * 5 + [False] * 1000)
    list(display.pieces("composite", 2, Rect(0, 0, 500, 250), lambda: next(patience)))
    display.set_fills(())
    assert np.array_equal(_seen(display, 2), clean)


def test_a_tile_that_is_not_drawn_for_long_is_given_back():
    picture = smooth_picture(6000, 4000)
    display = Display(picture)
    for x in range(0, 3000, 256):
        for y in range(0, 2000, 256):
            list(display.pieces("picture", 1, Rect(x, y, 256, 256), lambda: True))
    held = sum(image.sizeInBytes() for image in display._tiles.values())
    assert held <= 24 * 2**20 + 256 * 256 * 4


def test_outside_the_picture_there_is_nothing_to_draw():
    display = Display(_noise())
    display.set_fills((_fill(Rect(0, 0, 700, 600)),))
    assert list(display.pieces("composite", 0, Rect(-300, -300, 300, 300), lambda: True)) == []
    assert list(display.pieces("composite", 0, Rect(700, 0, 300, 300), lambda: True)) == []


# what is being painted


class _Painted:
    """A stroke that paints rectangles of one colour over what lies beneath it."""

    def __init__(self, display: Display, colour: int) -> None:
        self._display, self._colour = display, colour
        self.rects: list[Rect] = []

    @property
    def rect(self) -> Rect:
        rect = NOWHERE
        for one in self.rects:
            rect = rect.unite(one)
        return rect

    def touches(self, rect: Rect) -> bool:
        return any(one.intersects(rect) for one in self.rects)

    def parts(self, rect: Rect) -> Iterator[Rect]:
        return (one.intersect(rect) for one in self.rects if one.intersects(rect))

    def lay(self, out: Pixels, rect: Rect) -> None:
        for part in self.parts(rect):
            out[part.inside(rect).slices] = self._colour

    def pixels(self, rect: Rect) -> Pixels:
        out = composite(self._display.picture, self._display.fills, rect)
        self.lay(out, rect)
        return out


@pytest.mark.parametrize("level", [0, 1, 2])
def test_what_is_painted_is_followed_as_if_every_tile_were_made_anew(level):
    picture = _noise(800, 600)
    display, fresh = Display(picture), Display(picture)
    fill = _fill(Rect(100, 100, 300, 300), 128)
    for one in (display, fresh):
        one.set_fills((fill,))
    clean = _seen(display, level)
    live = _Painted(display, 250)
    display.set_lives((live,))
    for rect in (Rect(90, 90, 33, 21), Rect(250, 250, 40, 9), Rect(505, 3, 7, 7), Rect(790, 590, 10, 10)):
        live.rects.append(rect)
        display.follow(live, rect)
        fresh.set_lives(())
        fresh.set_lives((live,))
        assert np.abs(_seen(display, level).astype(int) - _seen(fresh, level)).max() <= 1
    assert display.set_lives(()) == live.rect
    assert np.array_equal(_seen(display, level), clean)  # taken back


def test_the_newest_of_two_strokes_lies_on_top_and_each_goes_by_itself():
    display = Display(_noise())
    first, second = _Painted(display, 10), _Painted(display, 250)
    first.rects, second.rects = [Rect(10, 10, 40, 40)], [Rect(30, 30, 40, 40)]
    display.set_lives((first,))
    assert display.set_lives((first, second)) == second.rect
    seen = _seen(display, 0)
    assert (seen[10:30, 10:50] == 10).all()
    assert (seen[30:70, 30:70] == 250).all()
    assert display.set_lives((second,)) == first.rect
    assert np.array_equal(_seen(display, 0)[10:30, 10:50], display.picture.pixels[10:30, 10:50])


# tones


@pytest.mark.parametrize("channels", [1, 3])
def test_a_tone_is_seen_at_every_level_on_the_composite_alone(channels):
    picture = Picture(np.linspace(60, 180, 900 * 700 * channels).astype(np.uint8).reshape(700, 900, channels))
    display = Display(picture)
    rect = Rect(100, 50, 300, 200)
    fill = Fill(
        "f",
        rect,
        np.full((200, 300, channels), 120, np.uint8),
        np.full((200, 300), 255, np.uint8),
        Recipe("membrane"),
    )
    display.set_fills((fill,))
    plain = [(_seen(display, level), _seen(display, level, "picture")) for level in range(display.coarsest + 1)]
    made = toned(CoarseSamples(picture), display.levels, Tone("t", (0.2,) * channels, (0.8,) * channels))
    display.set_toned(made)
    whole = Picture(made.convert(composite(picture, (fill,), Rect(0, 0, 900, 700))))
    expected = Display(whole)
    for level in range(display.coarsest + 1):
        assert np.abs(_seen(display, level).astype(int) - _seen(expected, level)).max() <= 2
        assert np.array_equal(_seen(display, level, "picture"), plain[level][1])
    display.set_toned(None)
    for level in range(display.coarsest + 1):
        assert np.array_equal(_seen(display, level), plain[level][0])
