"""A tone on a display: as the picture's own samples would be toned, and in a fraction of the time."""

import threading
from pathlib import Path

import numpy as np
import pytest

from inpaint_studio.editing.adjustments import Tone, Toning
from inpaint_studio.editing.picture import Picture
from inpaint_studio.files.reading import to_srgb8
from inpaint_studio.ui.canvas import toned as module
from inpaint_studio.ui.canvas.display import reduce_picture, words_of
from inpaint_studio.ui.canvas.toned import CoarseSamples, toned

_WIDE = Path(__file__).parents[2] / "files" / "data" / "AdobeCompat-v4.icc"
_DTYPES = ("uint8", "uint16", "float32")


def _picture(dtype: str, channels: int, height: int = 301, width: int = 403, profile: bytes | None = None) -> Picture:
    """Noise between a fifth and four fifths of full scale, alpha from end to end."""
    rng = np.random.default_rng(5)
    shares = rng.uniform(0.2, 0.8, (height, width, channels))
    if channels in (2, 4):
        shares[:, :, -1] = rng.uniform(0, 1, (height, width))
    top = 1.0 if dtype == "float32" else np.iinfo(dtype).max
    pixels = shares * top if dtype == "float32" else np.rint(shares * top)
    return Picture(pixels.astype(dtype), "photo.tif", profile=profile)


def _tone(picture: Picture, low: float = 0.15, high: float = 0.85, strength: float = 1.0) -> Tone:
    """Another one for each channel. By default nothing of `_picture` is cut off at either end."""
    shifts = (0.0, 0.03, 0.01)[: picture.colours]
    return Tone("t", tuple(low + one for one in shifts), tuple(high - one for one in shifts), strength)


def _bytes_of(words: np.ndarray) -> np.ndarray:
    """(H, W, 4) of 0xAARRGGBB."""
    return np.stack([words >> by & 255 for by in (24, 16, 8, 0)], axis=2).astype(int)


@pytest.mark.parametrize("dtype", _DTYPES)
@pytest.mark.parametrize(("channels", "profile"), [(1, None), (2, None), (3, None), (4, None), (3, _WIDE), (4, _WIDE)])
def test_samples_are_shown_as_toned_and_then_shown(dtype: str, channels: int, profile: Path | None) -> None:
    """By one look-up or by two steps: to the bit the same."""
    picture = _picture(dtype, channels, 40, 50, profile.read_bytes() if profile is not None else None)
    tone = _tone(picture, 0.3, 0.7)  # some of it is cut off
    shown = toned(CoarseSamples(picture), reduce_picture(picture), tone).convert(picture.pixels)
    made = Toning(tone, picture.pixels.dtype, picture.colours)(picture.pixels)
    assert shown.dtype == np.uint8
    expected = to_srgb8(picture, made)
    assert np.array_equal(np.broadcast_to(shown, expected.shape), expected)  # grey of 8 bits stays one channel


@pytest.mark.parametrize("dtype", _DTYPES)
@pytest.mark.parametrize("channels", [1, 3])
def test_levels_of_means_are_no_more_than_a_level_from_means_of_what_is_toned(dtype: str, channels: int) -> None:
    picture = _picture(dtype, channels)
    tone = _tone(picture)
    levels = toned(CoarseSamples(picture), reduce_picture(picture), tone).levels
    exact = reduce_picture(picture, Toning(tone, picture.pixels.dtype, picture.colours))
    assert levels.keys() == exact.keys()
    for level, words in levels.items():
        assert words.dtype == np.uint32
        assert words.shape == exact[level].shape
        assert np.abs(_bytes_of(words) - _bytes_of(exact[level])).max() <= 1


@pytest.mark.parametrize("dtype", _DTYPES)
@pytest.mark.parametrize("channels", [2, 4])
def test_with_alpha_the_levels_are_exact(dtype: str, channels: int) -> None:
    picture = _picture(dtype, channels, 70, 90)
    tone = _tone(picture, 0.4, 0.6)
    levels = toned(CoarseSamples(picture), {}, tone).levels
    exact = reduce_picture(picture, Toning(tone, picture.pixels.dtype, picture.colours))
    assert {level: words.tolist() for level, words in levels.items()} == {
        level: words.tolist() for level, words in exact.items()
    }


@pytest.mark.parametrize("dtype", _DTYPES)
@pytest.mark.parametrize("channels", [1, 3, 4])
def test_a_tone_of_no_strength_shows_what_was_there(dtype: str, channels: int) -> None:
    picture = _picture(dtype, channels, 70, 90)
    plain = reduce_picture(picture)
    made = toned(CoarseSamples(picture), plain, _tone(picture, strength=0.0))
    for level, words in made.levels.items():
        assert np.abs(_bytes_of(words) - _bytes_of(plain[level])).max() <= 1


def test_levels_and_picture_are_not_written_on() -> None:
    picture = _picture("uint8", 3)
    levels = reduce_picture(picture)
    before = {level: words.copy() for level, words in levels.items()}
    pixels = picture.pixels.copy()
    for words in levels.values():
        words.flags.writeable = False
    made = toned(CoarseSamples(picture), levels, _tone(picture))
    made.convert(picture.pixels)
    assert all(np.array_equal(levels[level], words) for level, words in before.items())
    assert np.array_equal(picture.pixels, pixels)
    assert not any(np.shares_memory(made.levels[level], levels[level]) for level in levels)


def test_eight_bits_need_no_means(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_means", None)
    picture = _picture("uint8", 3)
    assert toned(CoarseSamples(picture), reduce_picture(picture), _tone(picture)).levels


# means


def test_means_of_samples_reach_to_every_edge():
    pixels = np.random.default_rng(0).integers(0, 65536, (301, 18, 3), np.uint16)
    means = CoarseSamples(Picture(pixels)).pixels
    assert means.shape == (76, 5, 3)
    for y, x in ((0, 0), (31, 2), (32, 4), (75, 4)):
        block = pixels[4 * y : 4 * y + 4, 4 * x : 4 * x + 4].mean(axis=(0, 1))
        assert np.abs(means[y, x] - block).max() <= 0.5


@pytest.mark.parametrize("size", [(1, 1), (1, 9), (9, 1), (4, 4), (128, 4), (129, 5)])
@pytest.mark.parametrize("dtype", ["uint16", "float32"])
def test_of_one_colour_every_mean_is_that_colour(size: tuple[int, int], dtype: str) -> None:
    """White does not run over, and an edge is not darkened by what lies beyond."""
    top = 1.0 if dtype == "float32" else 65535
    means = CoarseSamples(Picture(np.full((*size, 3), top, dtype))).pixels
    assert means.shape == (-(-size[0] // 4), -(-size[1] // 4), 3)
    assert means.dtype == dtype
    assert (means == top).all()


def test_what_is_no_number_counts_as_it_is_shown() -> None:
    pixels = np.full((8, 8, 3), 0.5, np.float32)
    pixels[0, 0], pixels[0, 4], pixels[4, 0] = np.nan, np.inf, -np.inf
    means = CoarseSamples(Picture(pixels)).pixels[:, :, 0]
    assert means == pytest.approx(np.array([[15 * 0.5 / 16, (15 * 0.5 + 1) / 16], [15 * 0.5 / 16, 0.5]]))
    assert np.isnan(pixels[0, 0]).all()
    shown = toned(CoarseSamples(Picture(pixels)), {}, Tone("t", (0.1,) * 3, (0.9,) * 3)).levels[2]
    assert words_of(np.full((1, 1, 3), 128, np.uint8))[0, 0] == shown[1, 1]


def test_means_are_worked_out_once_whoever_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    made, begun, may_end, means = [], threading.Event(), threading.Event(), module._means

    def slowly(pixels: np.ndarray) -> np.ndarray:
        begun.set()
        assert may_end.wait(20)
        return means(pixels)

    monkeypatch.setattr(module, "_means", slowly)
    coarse = CoarseSamples(_picture("uint16", 3, 20, 20))
    assert not begun.is_set(), "nobody has asked"
    askers = [threading.Thread(target=lambda: made.append(coarse.pixels)) for _ in range(3)]
    for asker in askers:
        asker.start()
    assert begun.wait(20)
    monkeypatch.setattr(module, "_means", None)  # a second time fails
    may_end.set()
    for asker in askers:
        asker.join(20)
    assert len(made) == 3
    assert all(one is made[0] for one in made)
