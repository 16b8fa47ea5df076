"""A picture as a new file: upright, in what its kind can hold, and what had no place is said."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from inpaint_studio.editing.picture import Picture
from inpaint_studio.files.kinds import formats
from inpaint_studio.files.origin import origin_of
from inpaint_studio.files.reading import read_picture
from inpaint_studio.files.saving import new_files


@pytest.mark.parametrize("key", ["png", "tiff", "webp", "bmp", "tga", "pnm"])
def test_a_new_file_shows_the_same_upright(tmp_path: Path, samples: Callable, key: str) -> None:
    image = Image.fromarray(samples(3))
    exif = Image.Exif()
    exif[274] = 6
    image.save(tmp_path / "a.png", exif=exif)
    picture = read_picture(tmp_path / "a.png")
    format = formats.BY_KEY[key]
    content = (tmp_path / "a.png").read_bytes()
    coded = new_files.encode(picture, picture.pixels, format, origin_of(picture), content, 90)
    (tmp_path / f"b{format.suffixes[0]}").write_bytes(coded.content)
    again = read_picture(tmp_path / f"b{format.suffixes[0]}")
    assert np.array_equal(again.pixels, picture.pixels)
    assert coded.exact


def test_what_a_kind_cannot_hold_is_said(samples: Callable) -> None:
    profile = b"a profile"
    picture = Picture(samples(3), "a", profile)
    coded = new_files.encode(picture, picture.pixels, formats.BY_KEY["bmp"], None, None, 90)
    assert any("colour profile" in note for note in coded.notes)


def test_a_thumbnail_is_made_of_few_pixels() -> None:
    assert new_files.for_thumbnail(np.zeros((2000, 3000, 1), np.uint8), None).shape[:2] == (500, 750)
