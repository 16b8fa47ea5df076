"""Fills lie over the picture exactly, at its own depth, and nowhere else."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inpaint_studio.editing.fills import Fill, Recipe, composite, copy_where, fill_at
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.picture import DEPTHS, Picture, Pixels

RECIPE = Recipe("membrane")


def noise(rng: np.random.Generator, shape: tuple[int, ...], dtype: np.dtype[np.generic]) -> Pixels:
    if dtype.kind == "f":
        return rng.normal(0.5, 2.0, shape).astype(dtype)  # scene-referred pictures leave 0 .. 1
    return rng.integers(0, np.iinfo(dtype).max, shape, dtype=dtype, endpoint=True)


def any_fill(
    rng: np.random.Generator, picture: Picture, name: str, *, strength: float = 1.0, visible: bool = True
) -> Fill:
    width, height = picture.size
    x, y = int(rng.integers(0, width - 2)), int(rng.integers(0, height - 2))
    rect = Rect(x, y, int(rng.integers(1, width - x)), int(rng.integers(1, height - y)))
    pixels = noise(rng, (rect.height, rect.width, picture.pixels.shape[2]), picture.pixels.dtype)
    coverage = rng.choice(np.array([0, 0, 60, 255, 255], np.uint8), (rect.height, rect.width))
    return Fill(name, rect, pixels, coverage, RECIPE, visible, strength)


def by_hand(picture: Picture, fills: tuple[Fill, ...]) -> Pixels:
    """The definition, sample by sample."""
    out = picture.pixels.copy()
    for fill in fills:
        if not fill.visible:
            continue
        for row in range(fill.rect.height):
            for column in range(fill.rect.width):
                share = float(fill.coverage[row, column]) * (fill.strength / 255.0)
                if share == 0:
                    continue
                at = fill.rect.y + row, fill.rect.x + column
                over = fill.pixels[row, column]
                under = out[at].astype(np.float64)
                mixed = over if share == 1.0 else under + (over.astype(np.float64) - under) * share
                out[at] = mixed if out.dtype.kind == "f" else np.rint(mixed)
    return out


@given(
    st.integers(0, 2**32 - 1),
    st.sampled_from(DEPTHS),
    st.integers(1, 4),
    st.lists(st.tuples(st.booleans(), st.sampled_from([0.0, 0.3, 1.0])), max_size=4),
)
def test_composite_is_the_definition_at_every_depth(
    seed: int, dtype: np.dtype[np.generic], channels: int, looks: list[tuple[bool, float]]
) -> None:
    rng = np.random.default_rng(seed)
    picture = Picture(noise(rng, (9, 11, channels), dtype))
    fills = tuple(any_fill(rng, picture, str(i), visible=v, strength=s) for i, (v, s) in enumerate(looks))
    whole = composite(picture, fills, picture.rect)
    assert whole.dtype == dtype
    np.testing.assert_array_equal(whole, by_hand(picture, fills))
    part = Rect(2, 3, 6, 5)
    np.testing.assert_array_equal(composite(picture, fills, part), whole[part.slices])


@pytest.mark.parametrize("dtype", DEPTHS)
def test_what_no_fill_covers_is_the_files_own_sample(rng: np.random.Generator, dtype: np.dtype[np.generic]) -> None:
    picture = Picture(noise(rng, (40, 50, 3), dtype))
    fills = tuple(any_fill(rng, picture, str(i)) for i in range(5))
    covered = np.zeros((40, 50), bool)
    for fill in fills:
        covered[fill.rect.slices] |= fill.coverage > 0
    result = composite(picture, fills, picture.rect)
    assert (~covered).any()
    assert result[~covered].tobytes() == picture.pixels[~covered].tobytes()


def test_full_coverage_gives_the_fills_own_samples_bit_for_bit(rng: np.random.Generator) -> None:
    picture = Picture(noise(rng, (20, 20, 3), np.dtype(np.float32)))
    pixels = noise(rng, (5, 6, 3), np.dtype(np.float32))
    fill = Fill("a", Rect(4, 7, 6, 5), pixels.copy(), np.full((5, 6), 255, np.uint8), RECIPE)
    assert composite(picture, (fill,), fill.rect).tobytes() == pixels.tobytes()


def test_sixteen_bits_are_not_narrowed_by_a_partial_fill() -> None:
    picture = Picture(np.full((1, 1, 1), 1001, np.uint16))
    fill = Fill("a", Rect(0, 0, 1, 1), np.full((1, 1, 1), 1004, np.uint16), np.full((1, 1), 85, np.uint8), RECIPE)
    assert composite(picture, (fill,), picture.rect)[0, 0, 0] == 1002


def test_a_fill_that_does_not_fit_its_rect_is_refused() -> None:
    with pytest.raises(ValueError, match="does not fit"):
        Fill("a", Rect(0, 0, 3, 2), np.zeros((3, 2, 3), np.uint8), np.zeros((3, 2), np.uint8), RECIPE)


def test_a_fills_arrays_cannot_be_written_to(rng: np.random.Generator) -> None:
    fill = any_fill(rng, Picture(np.zeros((8, 8, 3), np.uint8)), "a")
    with pytest.raises(ValueError, match="read-only"):
        fill.pixels[0, 0] = 1


@pytest.mark.parametrize(
    "pixels",
    [np.zeros((4, 4), np.uint8), np.zeros((4, 4, 5), np.uint8), np.zeros((0, 4, 3), np.uint8), np.zeros((4, 4, 3))],
)
def test_what_is_not_a_picture_is_refused(pixels: Pixels) -> None:
    with pytest.raises(ValueError, match="is not a picture"):
        Picture(pixels)


def test_a_picture_is_read_only_and_knows_its_channels() -> None:
    picture = Picture(np.zeros((3, 5, 2), np.uint16))
    assert picture.size == (5, 3)
    assert picture.has_alpha
    assert picture.colours == 1
    with pytest.raises(ValueError, match="read-only"):
        picture.pixels[0, 0] = 1


@given(st.integers(0, 2**32 - 1))
def test_the_fill_at_a_pixel_is_the_topmost_that_shows_there(seed: int) -> None:
    rng = np.random.default_rng(seed)
    picture = Picture(np.zeros((12, 14, 1), np.uint8))
    fills = tuple(
        any_fill(rng, picture, str(i), visible=bool(i != 1), strength=0.0 if i == 2 else 0.5) for i in range(5)
    )
    topmost = np.full((12, 14), -1)
    for i in (0, 3, 4):
        topmost[fills[i].rect.slices][fills[i].coverage > 0] = i
    for y in range(12):
        for x in range(14):
            fill = fill_at(fills, x, y)
            assert (-1 if fill is None else int(fill.id)) == topmost[y, x]
    assert fill_at(fills, -1, 3) is None


@pytest.mark.parametrize("dtype", DEPTHS)
def test_values_are_copied_where_they_are_wanted_and_nowhere_else(
    rng: np.random.Generator, dtype: np.dtype[np.generic]
) -> None:
    out, values, where = noise(rng, (30, 40, 3), dtype), noise(rng, (30, 40, 3), dtype), rng.random((30, 40)) < 0.5
    expected = np.where(where[:, :, None], values, out)
    copy_where(out[:, 2:], values[:, 2:], where[:, 2:])  # parts of larger arrays
    np.testing.assert_array_equal(out[:, 2:], expected[:, 2:])
