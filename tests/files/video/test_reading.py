import shutil
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from inpaint_studio.editing.stack import Stack
from inpaint_studio.files.errors import PictureError

av = pytest.importorskip("av")

from tests.files.video.clips import HEIGHT, WIDTH, Film, make, moving  # noqa: E402


def test_a_film_is_a_stack_of_frames(tmp_path: Path, opened: Any) -> None:
    film = opened(make(tmp_path / "a.mp4", Film(time_base=Fraction(1, 600), times=[i * 24 + i % 2 for i in range(20)])))
    assert film.axis == "frame"
    assert film.cuts is None
    assert [place.at for place in film.places[:3]] == [Fraction(0), Fraction(25, 600), Fraction(48, 600)]
    stack = Stack(film.picture(3), film)
    assert (len(stack), stack.plane, stack.size) == (20, 3, (WIDTH, HEIGHT))
    assert np.array_equal(stack.picture(5).pixels, film.picture(5).pixels)


def test_colours_are_those_that_were_coded(tmp_path: Path, opened: Any) -> None:
    film = opened(make(tmp_path / "a.mkv", Film(codec="ffv1", pixel_format="yuv444p", options={}, frames=2)))
    picture = film.picture(1)
    assert picture.pixels.dtype == np.uint8
    assert np.abs(picture.pixels.astype(int) - moving(1)).max() <= 3
    wide = opened(make(tmp_path / "b.mkv", Film(codec="ffv1", pixel_format="gbrp16le", options={}, frames=2)))
    assert np.abs(wide.picture(1).pixels // 257 - moving(1).astype(int)).max() <= 2


def test_a_turned_film_is_shown_upright(tmp_path: Path, opened: Any) -> None:
    plain = opened(make(tmp_path / "a.mkv", Film(codec="ffv1", pixel_format="gbrp16le", options={}, frames=1)))
    for degrees, turns in ((90, 1), (180, 2), (270, 3)):
        film = opened(make(tmp_path / f"{degrees}.mov", Film(rotation=degrees, frames=2)))
        shown = film.picture(0).pixels.astype(int)
        other = np.rot90(plain.picture(0).pixels // 257, turns).astype(int)
        assert shown.shape == other.shape
        assert np.abs(shown - other).mean() < 12


def test_nearest_is_a_key_frame_or_the_frame_itself(tmp_path: Path, opened: Any) -> None:
    film = opened(make(tmp_path / "a.mp4"))
    key = film.nearest(13)
    assert key.plane == 8
    assert np.array_equal(key.pixels, film.picture(8).pixels)
    exact = film.picture(13)
    assert film.nearest(13).plane == 13
    assert np.array_equal(film.nearest(13).pixels, exact.pixels)


def test_helpers_come_back_and_notice_a_changed_file(tmp_path: Path, opened: Any) -> None:
    path = make(tmp_path / "a.mp4", Film(frames=6))
    film = opened(path)
    first = film.samples(2)[0].copy()
    film.close()
    film._cache.clear()
    assert np.array_equal(film.samples(2)[0], first)
    film.close()
    film._cache.clear()
    shutil.copy(make(tmp_path / "b.mp4", Film(frames=4)), path)
    with pytest.raises(PictureError, match="changed by another program"):
        film.samples(3)
