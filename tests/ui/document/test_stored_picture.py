"""A picture that nobody looks at lies in a file, and comes back bit for bit."""

import mmap
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from inpaint_studio.editing.document import Document
from inpaint_studio.editing.fills import Fill, Recipe, composite
from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.editing.guidance import SourceRegion
from inpaint_studio.editing.history import History, fills_step, mask_step
from inpaint_studio.editing.picture import Picture
from inpaint_studio.editing.stack import Place, Stack
from inpaint_studio.editing.state import NamedMasks, State
from inpaint_studio.editing.tiles import PackedTiles
from inpaint_studio.ui.canvas.display import Display, reduce_picture
from inpaint_studio.ui.document.stored_picture import THUMBNAIL_SIDE, is_of, put_away, read_back, thumbnail
from inpaint_studio.ui.kit.pixels import array_of

pytestmark = pytest.mark.usefixtures("qapp")


def _fill(rect: Rect, colour: int, channels: int = 3, dtype=np.uint8, **changes) -> Fill:
    pixels = np.full((rect.height, rect.width, channels), colour, dtype)
    coverage = np.full((rect.height, rect.width), 255, np.uint8)
    return Fill(f"{rect}", rect, pixels, coverage, Recipe("membrane"), **changes)


def _document(dtype=np.uint8, channels=3, fills: int = 2) -> Document:
    random = np.random.default_rng(2)
    pixels = random.integers(0, 256, (300, 400, channels)).astype(dtype)
    document = Document(Picture(pixels, "photo.png"))
    document.mask[:] = np.where(random.random((300, 400)) < 0.1, 200, 0)
    rects = [Rect(8 * (number % 40), 8 * (number // 40), 8, 8) for number in range(fills)]
    document.commit(fills_step(document, tuple(_fill(rect, 250, channels, dtype) for rect in rects), "Fill"))
    return document


def _away(document: Document, folder, there=None):
    (away,) = put_away(document, reduce_picture(document.picture), there, folder)
    return away


@pytest.mark.parametrize(("dtype", "channels"), [(np.uint8, 1), (np.uint8, 3), (np.uint16, 4), (np.float32, 3)])
@pytest.mark.parametrize("fills", [0, 3, 60])
def test_what_comes_back_is_what_went(tmp_path, dtype, channels, fills):
    document = _document(dtype, channels, fills)
    pixels, mask = document.picture.pixels.copy(), document.mask.copy()
    levels = {level: words.copy() for level, words in reduce_picture(document.picture).items()}
    away = _away(document, tmp_path)
    document.put_away(away.stored.picture, away.mask)
    (back,) = read_back(document, away.stored)
    assert np.array_equal(back.picture.pixels, pixels)
    assert back.picture.pixels.dtype == dtype
    assert np.array_equal(back.mask, mask)
    assert back.mask_levels.mask is back.mask
    assert {level: words.tolist() for level, words in back.display.levels.items()} == {
        level: words.tolist() for level, words in levels.items()
    }
    assert document.packed_mask is not None  # it is for the caller to bring it back


def test_the_display_that_comes_back_shows_the_fills(tmp_path):
    document = _document(fills=60)
    away = _away(document, tmp_path)
    document.put_away(away.stored.picture, away.mask)
    (back,) = read_back(document, away.stored)
    whole = composite(document.picture, document.fills, Rect(0, 0, 400, 300))
    for piece in back.display.pieces("composite", 0, Rect(0, 0, 400, 300), lambda: True):
        tile = array_of(piece.image)[:, :, :3]
        assert np.array_equal(tile, whole[piece.y : piece.y + tile.shape[0], piece.x : piece.x + tile.shape[1]])


def test_pixels_are_written_once_since_they_never_change(tmp_path):
    document = _document()
    first = _away(document, tmp_path)
    document.mask[:] = 0
    document.commit(fills_step(document, (), "Delete"))
    second = _away(document, tmp_path, first.stored)
    assert second.stored.picture is first.stored.picture
    assert second.stored.levels is first.stored.levels
    assert second.mask.is_empty
    assert not np.array_equal(second.thumbnail, first.thumbnail)


def test_a_disk_that_does_not_take_it_leaves_the_document_as_it_was(tmp_path):
    document = _document()
    blocked = tmp_path / "folder"
    blocked.write_text("a file, where the folder should be")
    with pytest.raises(OSError, match="folder"):
        _away(document, blocked)
    assert document.packed_mask is None
    assert document.mask.any()


def test_nothing_is_left_in_the_folder_once_nobody_holds_it(tmp_path):
    away = _away(_document(), tmp_path)
    assert list(tmp_path.iterdir()) == []  # it has no name from the beginning
    assert away.stored.picture.pixels.size == 400 * 300 * 3
    assert not away.stored.picture.pixels.flags.writeable


def test_a_mask_that_was_asked_for_meanwhile_is_the_documents_own(tmp_path):
    document = _document()
    away = _away(document, tmp_path)
    document.put_away(away.stored.picture, away.mask)
    mask = document.mask  # a result has come in
    mask[0, 0] = 77
    (back,) = read_back(document, away.stored)
    assert back.mask is mask
    assert back.mask_levels.plane(2)[0, 0] >= 77


def test_source_regions_come_back_as_they_count_now(tmp_path):
    document = _document()
    area = np.zeros((300, 400), np.uint8)
    area[10:50, 20:90] = 255
    guidance = replace(document.state.guidance, regions=(SourceRegion(PackedTiles.of_mask(area)),))
    away = _away(document, tmp_path)
    document.lay(replace(document.state, guidance=guidance))
    (back,) = read_back(document, away.stored)
    assert np.array_equal(back.source_levels.mask, area)
    assert back.source_area is document.state.sources
    document.lay(replace(document.state, guidance=replace(guidance, regions=())))
    (back,) = read_back(document, away.stored)
    assert back.source_levels is back.source_area is None


# stacks


class _Film:
    path, axis, cuts, size = Path("film"), "frame", None, Size(400, 300)
    places = tuple(Place(Fraction(plane, 25)) for plane in range(6))

    def picture(self, plane: int) -> Picture:
        return Picture(np.full((300, 400, 3), plane, np.uint8), plane=plane)


def _film() -> Document:
    """Of six planes, with fills on four and marks that are no simple shape on three; the first is in view."""
    film, random = _Film(), np.random.default_rng(3)
    stack = Stack(film.picture(0), film)
    document = Document.of(State(stack, (), NamedMasks(stack.size), History()))
    for plane in range(4):
        noise = _fill(Rect(9, 9, 80, 60), 1)
        noise = replace(noise, pixels=random.integers(0, 256, noise.pixels.shape, np.uint8))
        document.commit(replace(fills_step(document, (noise,), "Fill"), before=(), plane=plane))
    for plane in range(3):
        speckled = random.integers(0, 256, (200, 300), np.uint8)
        document.commit(mask_step(document.laid_on(plane), "Mask", Rect(20, 30, 300, 200), speckled))
    return document


def _lies_in_a_file(array) -> bool:
    while isinstance(array, np.ndarray):
        array = array.base
    return isinstance(array.obj if isinstance(array, memoryview) else array, mmap.mmap)


def test_what_is_laid_on_planes_that_are_not_in_view_goes_to_the_file_too(tmp_path):
    document, same = _film(), _film()
    away = _away(document, tmp_path)
    document.put_away(away.stored.picture, away.mask)
    away.stored.work.release_memory()
    for plane, fills in document.state.filled_planes.items():
        assert all(_lies_in_a_file(array) for fill in fills for array in (fill.pixels, fill.coverage))
        assert np.array_equal(fills[0].pixels, same.state.filled_planes[plane][0].pixels)
    for plane in (1, 2):
        mask = document.state.on(plane).mask
        assert not mask.large_parts
        assert np.array_equal(mask.unpack(), same.state.on(plane).unpacked_mask(same.size))
    (back,) = read_back(document, away.stored)
    document.bring_back(back.picture, back.mask)
    for fill, samples in back.samples.items():
        fill.hold(*samples)
    assert not _lies_in_a_file(document.fills[0].pixels)
    assert _lies_in_a_file(document.state.on(1).fills[0].pixels)  # until somebody turns to that plane
    assert document.state.stack.planes is not None
    document.turn_to(document.state.stack.picture(2))
    same.turn_to(same.state.stack.picture(2))
    assert np.array_equal(document.composite(), same.composite())
    assert np.array_equal(document.mask, same.mask)


def test_the_plane_that_is_in_view_comes_back_and_not_the_one_of_an_earlier_visit(tmp_path):
    document = _film()
    first = _away(document, tmp_path)
    document.turn_to(document.state.stack.picture(5))
    second = _away(document, tmp_path, first.stored)
    assert set(first.stored.work.samples) <= set(second.stored.work.samples)
    document.put_away(second.stored.picture, second.mask)
    assert document.plane == 5
    (back,) = read_back(document, second.stored)
    assert (back.picture.plane, back.picture.pixels[0, 0, 0]) == (5, 5)
    assert back.display.levels[max(back.display.levels)][0, 0] & 255 == 5
    assert not is_of(first.stored, document.picture)
    assert is_of(second.stored, document.picture)


# thumbnails


def _look(picture: Picture, *fills: Fill, side: int = THUMBNAIL_SIDE) -> np.ndarray:
    return thumbnail(picture, fills, reduce_picture(picture), side)


@pytest.mark.parametrize(("width", "height"), [(900, 600), (600, 900), (192, 192), (100, 60), (1500, 7), (1, 1)])
@pytest.mark.parametrize("channels", [1, 2, 3, 4])
def test_a_thumbnail_is_no_larger_than_it_is_shown_and_keeps_its_proportions(width, height, channels):
    pixels = np.full((height, width, channels), 80, np.uint8)
    if channels in (2, 4):
        pixels[:, :, -1] = 255
    small = _look(Picture(pixels))
    rows, columns, depth = small.shape
    assert depth == 3
    assert max(rows, columns) == min(THUMBNAIL_SIDE, max(width, height))
    assert columns / rows == pytest.approx(width / height, rel=0.02) or min(rows, columns) == 1
    assert np.abs(small.astype(int) - 80).max() <= 1


def test_a_thumbnail_shows_the_picture_as_it_is_repaired():
    picture = Picture(np.full((800, 1200, 3), 60, np.uint8))
    seen = _fill(Rect(600, 400, 600, 400), 250)
    hidden = _fill(Rect(0, 0, 600, 400), 0, visible=False)
    faded = _fill(Rect(0, 400, 600, 400), 0, strength=0.0)
    small = _look(picture, seen, hidden, faded)
    height, width, _ = small.shape
    assert (small[height // 2 + 1 :, width // 2 + 1 :] == 250).all()
    assert (small[: height // 2 - 1] == 60).all()
    assert (small[:, : width // 2 - 1] == 60).all()


def test_a_fill_at_the_very_edge_of_an_odd_picture_is_in_its_thumbnail():
    picture = Picture(np.full((1001, 1503, 3), 60, np.uint8))
    corner = _fill(Rect(1400, 900, 103, 101), 250)
    small = _look(picture, corner)
    assert small[-1, -1, 0] == 250
    assert small[0, 0, 0] == 60


def test_what_is_transparent_is_black_in_a_thumbnail():
    pixels = np.full((900, 900, 4), 200, np.uint8)
    pixels[:450, :, 3] = 0
    small = _look(Picture(pixels))
    assert (small[:80] == 0).all()
    assert np.abs(small[110:, :].astype(int) - 200 * 200 // 255).max() <= 2


def test_a_thumbnail_of_levels_alone_needs_no_display():
    picture = Picture(np.full((900, 1200, 3), 90, np.uint8))
    display = Display(picture)
    assert np.array_equal(thumbnail(picture, (), display.levels), _look(picture))
    assert max(_look(picture, side=64).shape) == 64
